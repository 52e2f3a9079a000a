//! The state of a card in words.

use applet::{BlockState, CardState};
use sim_wire::Fen;
use sim_wire::count::Counted;
use sim_wire::lifecycle::LifeCycle;
use sim_wire::record::{LogRecord, TransactionKind};

use super::{Language, Word, amount};

/// Renders the life cycle of the wallet.
pub const fn life_cycle(language: Language, state: LifeCycle) -> &'static str {
    let chinese = match state {
        LifeCycle::Unopened => "未开通",
        LifeCycle::Open => "已开通",
        LifeCycle::Suspended => "暂停",
        LifeCycle::Closing => "待销户",
        LifeCycle::Closed => "已注销",
    };
    language.of(chinese, state.name())
}

/// Renders what is blocked on the card.
pub const fn block(language: Language, block: BlockState) -> &'static str {
    match block {
        BlockState::None => Word::None.in_language(language),
        BlockState::Temporary => language.of("应用临时锁定", "the application, for a time"),
        BlockState::Permanent => language.of("应用永久锁定", "the application, for ever"),
        BlockState::Card => language.of("卡片锁定", "the card"),
    }
}

/// Renders the kind of a logged transaction.
pub const fn transaction(language: Language, kind: TransactionKind) -> &'static str {
    match language {
        Language::English => match kind {
            TransactionKind::Load => "load",
            TransactionKind::Purchase => "purchase",
            other => other.name(),
        },
        Language::Chinese => match kind {
            TransactionKind::DepositLoad => "存折圈存",
            TransactionKind::Load => "圈存",
            TransactionKind::Unload => "圈提",
            TransactionKind::CashWithdrawal => "取现",
            TransactionKind::DepositPurchase => "存折消费",
            TransactionKind::Purchase => "消费",
            TransactionKind::OverdrawUpdate | TransactionKind::MobileOverdrawUpdate => "修改透支限额",
            TransactionKind::CreditPurchase => "信用消费",
            TransactionKind::CompoundPurchase => "复合消费",
            TransactionKind::GreyLock => "灰锁",
            TransactionKind::GreyUnlock => "灰锁解锁",
            TransactionKind::OnlineGreyUnlock => "联机灰锁解锁",
            TransactionKind::Other(_) => "未知交易",
        },
    }
}

/// Renders whether the operation PIN is on, and how many tries are left.
pub fn pin(language: Language, is_on: bool, tries: u8) -> String {
    match (language, is_on) {
        (Language::Chinese, true) => format!("已启用,还可试 {tries} 次"),
        (Language::Chinese, false) => format!("未启用(可试 {tries} 次)"),
        (Language::English, true) => format!("on, {} left", Counted(tries, "try")),
        (Language::English, false) => format!("off ({})", Counted(tries, "try")),
    }
}

/// Returns the names and values of a card's state.
pub fn facts(language: Language, state: &CardState) -> Vec<(&'static str, String)> {
    let say = |word: Word| word.in_language(language);
    let money = |fen: Fen| amount(language, fen.0.into());
    let limit = state.limit.map_or_else(|| say(Word::None).to_owned(), money);
    let calibrated = if state.calibration.is_some() { Word::Calibrated } else { Word::NotCalibrated };
    vec![
        (say(Word::Balance), money(state.balance)),
        (say(Word::State), life_cycle(language, state.lifecycle).to_owned()),
        (say(Word::Blocked), block(language, state.block).to_owned()),
        (say(Word::Limit), limit),
        (say(Word::Pin), pin(language, state.pin_on, state.pin_tries_left)),
        (say(Word::OnlineCounter), state.online_counter.to_string()),
        (say(Word::OfflineCounter), state.offline_counter.to_string()),
        (say(Word::Calibration), say(calibrated).to_owned()),
    ]
}

/// Renders a record of the log in a line.
pub fn logged(language: Language, record: &LogRecord) -> String {
    let kind = transaction(language, record.kind);
    format!("{}  {}  {kind}", record.at, amount(language, record.amount.0.into()))
}
