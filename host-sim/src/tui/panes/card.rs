//! What the card holds, as it is in its memory now.

use applet::{BlockState, CardState};
use sim_wire::Fen;
use sim_wire::count::Counted;
use sim_wire::lifecycle::LifeCycle;
use sim_wire::record::{LogRecord, TransactionKind};

use super::{Styled, named};
use crate::tui::labels::{Language, Word};
use crate::tui::scene::Scene;
use crate::tui::{theme, wrap};

/// An amount in the phone's language.
fn amount(language: Language, amount: Fen) -> String {
    match language {
        Language::Chinese => format!("{}.{:02} 元", amount.0 / 100, amount.0 % 100),
        Language::English => amount.to_string(),
    }
}

const fn lifecycle(language: Language, state: LifeCycle) -> &'static str {
    let chinese = match state {
        LifeCycle::Unopened => "未开通",
        LifeCycle::Open => "已开通",
        LifeCycle::Suspended => "暂停",
        LifeCycle::Closing => "待销户",
        LifeCycle::Closed => "已注销",
    };
    language.of(chinese, state.name())
}

const fn block(language: Language, block: BlockState) -> &'static str {
    match block {
        BlockState::None => Word::None.in_language(language),
        BlockState::Temporary => language.of("应用临时锁定", "the application, for a time"),
        BlockState::Permanent => language.of("应用永久锁定", "the application, for ever"),
        BlockState::Card => language.of("卡片锁定", "the card"),
    }
}

fn kind(language: Language, kind: TransactionKind) -> &'static str {
    match (language, kind) {
        (Language::Chinese, TransactionKind::Load) => "圈存",
        (Language::Chinese, TransactionKind::Unload) => "圈提",
        (Language::Chinese, TransactionKind::Purchase) => "消费",
        (Language::English, TransactionKind::Load) => "load",
        (Language::English, TransactionKind::Purchase) => "purchase",
        (_, other) => other.name(),
    }
}

fn pin(language: Language, state: &CardState) -> String {
    match (language, state.pin_on) {
        (Language::Chinese, true) => format!("已启用,还可试 {} 次", state.pin_tries_left),
        (Language::Chinese, false) => format!("未启用(可试 {} 次)", state.pin_tries_left),
        (Language::English, true) => format!("on, {} left", Counted(state.pin_tries_left, "try")),
        (Language::English, false) => format!("off ({})", Counted(state.pin_tries_left, "try")),
    }
}

/// What a card holds: names and values.
pub(in crate::tui) fn rows(language: Language, state: &CardState) -> Vec<(&'static str, String)> {
    let say = |word: Word| word.in_language(language);
    let limit = state.limit.map_or_else(|| say(Word::None).to_owned(), |limit| amount(language, limit));
    let calibrated = if state.calibration.is_some() { Word::Calibrated } else { Word::NotCalibrated };
    vec![
        (say(Word::Balance), amount(language, state.balance)),
        (say(Word::State), lifecycle(language, state.lifecycle).to_owned()),
        (say(Word::Blocked), block(language, state.block).to_owned()),
        (say(Word::Limit), limit),
        (say(Word::Pin), pin(language, state)),
        (say(Word::OnlineCounter), state.online_counter.to_string()),
        (say(Word::OfflineCounter), state.offline_counter.to_string()),
        (say(Word::Calibration), say(calibrated).to_owned()),
    ]
}

/// A record of the log in a line.
pub(in crate::tui) fn record(language: Language, record: &LogRecord) -> String {
    let at = hex::encode(record.at.0);
    let part = |range: std::ops::Range<usize>| at.get(range).unwrap_or_default();
    format!(
        "{}-{}-{} {}:{}  {}  {}",
        part(0..4),
        part(4..6),
        part(6..8),
        part(8..10),
        part(10..12),
        amount(language, record.amount),
        kind(language, record.kind)
    )
}

/// The lines of the pane.
pub(super) fn lines(scene: &Scene<'_>, width: usize) -> Vec<Styled> {
    let language = scene.ui.language;
    let Some(state) = scene.card else {
        let words = wrap::wrap(scene.say(Word::NoPower), width);
        return words.into_iter().map(|line| (line, theme::QUIET)).collect();
    };
    let column = if language == Language::Chinese { 14 } else { 17 };
    let mut lines: Vec<Styled> =
        rows(language, state).iter().flat_map(|(name, value)| named(name, value, column, width)).collect();
    if let Some((_, style)) = lines.first_mut() {
        *style = theme::STRONG;
    }
    lines.push((String::new(), theme::PLAIN));
    lines.push((format!("{} {}", scene.say(Word::Log), state.log.len()), theme::QUIET));
    for (entry, number) in state.log.iter().zip(1..) {
        lines.extend(named(&format!("{number:>2}"), &record(language, entry), 4, width));
    }
    lines
}
