//! What a shop's terminal remembers, sales that came about, and what waits for the phone's owner, in sentences.

use sim_device::pos::entry::PendingPurchase;
use sim_device::pos::load_slip::LoadSlip;
use sim_device::pos::sale::{Sale, SaleKind};
use sim_device::pos::terminal::PosTerminal;
use sim_wire::count::Counted;
use sim_wire::lifecycle::LifeCycle;
use sim_world::action::{CardLoss, PosPlace};
use sim_world::platform::errand::{Errand, Purpose};
use sim_world::platform::hall::{CardSwap, SwapState};
use sim_world::platform::script::CardScript;

use super::{Language, amount, card, shop};

/// Renders a finished sale.
pub fn sale(language: Language, sale: &Sale) -> String {
    let receipt = &sale.receipt;
    let yuan = |fen: sim_wire::Fen| amount(language, fen.0.into());
    let (paid, rest) = (yuan(receipt.amount), yuan(receipt.balance));
    let (batch, voucher) = (receipt.batch, receipt.voucher);
    match (language, sale.kind) {
        (Language::Chinese, SaleKind::Made) => {
            format!("消费 {paid},余额 {rest}。批次 {batch:06},凭证 {voucher:06}。")
        }
        (Language::English, SaleKind::Made) => {
            format!("Paid {paid}; {rest} are left. Batch {batch:06}, voucher {voucher:06}.")
        }
        (Language::Chinese, SaleKind::Completed { asked }) => {
            let asked = yuan(asked);
            format!("上一笔消费 {paid} 已完成,没有再次扣款;这次的 {asked} 没有收。批次 {batch:06},凭证 {voucher:06}。")
        }
        (Language::English, SaleKind::Completed { asked }) => {
            let asked = yuan(asked);
            format!(
                "The earlier purchase of {paid} is complete and was not charged again; {asked} were not taken. \
                 Batch {batch:06}, voucher {voucher:06}."
            )
        }
    }
}

/// Renders a finished load at a hall.
pub fn load(language: Language, slip: &LoadSlip) -> String {
    let [loaded, rest] = [slip.amount, slip.balance].map(|fen| amount(language, fen.0.into()));
    match language {
        Language::Chinese => format!("圈存 {loaded},余额 {rest}。"),
        Language::English => format!("Loaded {loaded}; the wallet has {rest}."),
    }
}

/// Renders what a terminal remembers, a line each: the batch, and what is not settled. `card_number` is that of the
/// phone's card, whose pending purchase another tap completes.
pub fn terminal(language: Language, terminal: &PosTerminal, card_number: &str) -> Vec<String> {
    let (batch, totals) = (terminal.batch(), terminal.totals());
    let sum = amount(language, i64::try_from(totals.sum).unwrap_or(i64::MAX));
    let mut first = match language {
        Language::Chinese => format!("批次 {batch:06}:{} 笔,{sum}", totals.sold),
        Language::English => format!("batch {batch:06}: {} for {sum}", Counted(totals.sold, "purchase")),
    };
    if totals.voided > 0 {
        first.push_str(&match language {
            Language::Chinese => format!(",撤销 {} 笔", totals.voided),
            Language::English => format!(", {} voided", totals.voided),
        });
    }
    let mut lines = vec![first];
    if terminal.is_closing() {
        lines.push(language.of("批次正在结算,请再次批上送", "the batch is being closed: upload it again").to_owned());
    }
    lines.extend(terminal.pending().iter().map(|one| pending(language, one, card_number)));
    match (language, terminal.carried().len()) {
        (_, 0) => {}
        (Language::Chinese, count) => lines.push(format!("代其他终端上送的证明 {count} 条")),
        (Language::English, count) => lines.push(format!("{} of other terminals", Counted(count, "proof"))),
    }
    for refused in terminal.refused() {
        let (batch, voucher) = (refused.batch, refused.entry.voucher);
        lines.push(match language {
            Language::Chinese => {
                format!("批次 {batch:06} 凭证 {voucher:06} 未结算:{}", shop::entry(refused.reason))
            }
            Language::English => format!("batch {batch:06}, voucher {voucher:06} not settled: {}", refused.reason),
        });
    }
    lines
}

/// Renders a purchase that is not proved.
fn pending(language: Language, pending: &PendingPurchase, card_number: &str) -> String {
    let yuan = amount(language, pending.amount.0.into());
    let is_own = hex::encode_upper(pending.asn) == card_number;
    match (language, is_own) {
        (Language::Chinese, true) => format!("消费 {yuan} 未完成,请再刷一次"),
        (Language::Chinese, false) => format!("另一张卡的消费 {yuan} 未完成"),
        (Language::English, true) => format!("a purchase of {yuan} is not complete: tap again"),
        (Language::English, false) => format!("a purchase of {yuan} with another card is not complete"),
    }
}

/// Renders the distance of the phone from a terminal, and whether the terminal reads the card there.
pub fn distance(language: Language, distance_cm: u16, is_read: bool) -> String {
    match (language, is_read) {
        (Language::Chinese, true) => format!("手机在旁边 {distance_cm} 厘米,读得到卡"),
        (Language::Chinese, false) => format!("手机在旁边 {distance_cm} 厘米,读不到卡"),
        (Language::English, true) => format!("the phone lies {distance_cm} cm away, in reach"),
        (Language::English, false) => format!("the phone lies {distance_cm} cm away, out of reach"),
    }
}

/// Renders the reminder of a purchase that a terminal has not completed.
pub fn tap_again(language: Language, pos: PosPlace, pending: &PendingPurchase) -> String {
    let yuan = amount(language, pending.amount.0.into());
    match language {
        Language::Chinese => format!("终端 {pos} 的消费 {yuan} 未完成,请再刷一次。"),
        Language::English => format!("A purchase of {yuan} at terminal {pos} is not complete: tap again."),
    }
}

/// Renders the reminder of a card that its holder does not have any more.
pub const fn card_gone(language: Language, loss: CardLoss) -> &'static str {
    match (language, loss) {
        (Language::Chinese, CardLoss::Lost) => "手机和卡已遗失,请到营业厅补换卡。",
        (Language::Chinese, CardLoss::Broken) => "卡已损坏,请到营业厅补换卡。",
        (Language::English, CardLoss::Lost) => "The phone is lost with its card: a hall issues another.",
        (Language::English, CardLoss::Broken) => "The card can no longer be read: a hall issues another.",
    }
}

/// Renders the reminder of messages that were not looked at.
pub fn unread(language: Language, count: usize) -> String {
    match (language, count) {
        (Language::Chinese, _) => format!("新短信 {count} 条,在短信窗格。"),
        (Language::English, 1) => "1 new message, in the SMS pane.".to_owned(),
        (Language::English, _) => format!("{count} new messages, in the SMS pane."),
    }
}

/// Renders the reminder of the errands of the platform for a card, by the meaning of the first.
pub fn errands(language: Language, first: &Errand, count: usize) -> String {
    let others = count.saturating_sub(1);
    match (language, others) {
        (Language::Chinese, 0) => format!("平台待办:{}。", errand(language, first)),
        (Language::Chinese, _) => format!("平台待办:{},另有 {others} 项。", errand(language, first)),
        (Language::English, 0) => format!("The platform has yet to {}.", errand(language, first)),
        (Language::English, _) => {
            format!("The platform has yet to {}. Errands in all: {count}.", errand(language, first))
        }
    }
}

/// Renders the meaning of an errand, in English as an infinitive.
pub fn errand(language: Language, errand: &Errand) -> &'static str {
    let (chinese, english) = match (&errand.purpose, &errand.script) {
        (Purpose::State(LifeCycle::Open), _) => ("开通钱包", "open the wallet"),
        (Purpose::State(LifeCycle::Suspended), _) => ("暂停钱包", "suspend the wallet"),
        (Purpose::State(LifeCycle::Closing), _) => ("钱包转待销户", "prepare the wallet's closing"),
        (Purpose::State(LifeCycle::Closed), _) => ("注销钱包", "close the wallet"),
        (Purpose::State(LifeCycle::Unopened), _) => ("钱包转未开通", "reset the wallet"),
        (Purpose::TopUp(_), CardScript::Prove { .. }) => ("查询圈存结果", "ask whether a load was credited"),
        (Purpose::TopUp(_), CardScript::Cancel { .. }) => ("取消圈存", "cancel a load"),
        (Purpose::TopUp(_), _) => ("圈存入账", "credit a load"),
        (Purpose::Refusal, _) => ("取消未受理的圈存", "withdraw a refused load"),
        (Purpose::Calibration, _) => ("校准刷卡距离", "calibrate the tap distance"),
        (Purpose::OperationPin, _) => ("重置操作密码", "reset the operation PIN"),
        (Purpose::Invitation(_), _) => ("网站充值", "begin a website top-up"),
    };
    language.of(chinese, english)
}

/// Renders how far the swap of a card is.
pub fn swap(language: Language, swap: &CardSwap) -> String {
    let (chinese, english) = match swap.state {
        SwapState::Registering => ("登记中", "being registered"),
        SwapState::Registered => ("已登记,待补换卡", "registered, waits for a new card"),
        SwapState::Issued(_) => ("已补换卡,待圈存", "new card issued, to be loaded"),
        SwapState::Loading(..) => ("圈存中", "the new card is being loaded"),
        SwapState::Loaded(_) => ("已圈存", "the new card is loaded"),
    };
    format!("{} {}", amount(language, swap.amount.0.into()), language.of(chinese, english))
}

/// Renders the state of a card at the platform, and whether the card is calibrated.
pub fn card_on_file(language: Language, state: LifeCycle, is_calibrated: bool) -> String {
    let calibrated = if is_calibrated { super::Word::Calibrated } else { super::Word::NotCalibrated };
    let comma = language.of(",", ", ");
    format!("{}{comma}{}", card::life_cycle(language, state), calibrated.in_language(language))
}
