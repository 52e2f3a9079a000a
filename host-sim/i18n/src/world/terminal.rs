//! The POS terminals of a world's shops: what each has sold, what is not settled there, its parameters, and the records
//! that one reads from a card.

use sim_device::pos::line::PosParameters;
use sim_device::pos::terminal::{PosTerminal, RefusedEntry};
use sim_wire::count::Counted;
use sim_wire::record::{LogRecord, TerminalTime};
use sim_world::action::PosPlace;
use sim_world::platform::card_file::Asn;
use sim_world::world::World;

use super::{PrintedTable, head, money, unless_empty};
use crate::{Language, card, shop};

/// Returns the table of the terminals.
pub fn terminals(language: Language, world: &World) -> PrintedTable {
    let columns = [
        ("终端", "pos"),
        ("商户", "merchant"),
        ("商户号", "number"),
        ("终端号", "terminal"),
        ("批次", "batch"),
        ("消费笔数", "purchases"),
        ("合计", "sum"),
        ("撤销笔数", "voided"),
        ("待处理", "pending"),
    ];
    let mut rows = vec![head(language, columns)];
    rows.extend(world.shops().all().map(|(place, shop)| of_terminal(language, place, shop.terminal())));
    rows
}

/// Returns the row of a terminal.
fn of_terminal(language: Language, place: PosPlace, terminal: &PosTerminal) -> Vec<String> {
    let (sender, totals) = (terminal.sender(), terminal.totals());
    let closing = if terminal.is_closing() { language.of("(结算中)", " (closing)") } else { "" };
    vec![
        place.to_string(),
        terminal.merchant_name().to_string(),
        sender.merchant.to_string(),
        sender.pos.to_string(),
        format!("{:06}{closing}", terminal.batch()),
        totals.sold.to_string(),
        money(language, totals.sum),
        totals.voided.to_string(),
        terminal.pending().len().to_string(),
    ]
}

/// Renders what is not settled at the terminals of a world, a line each.
pub fn unsettled(language: Language, world: &World) -> Vec<String> {
    world.shops().all().flat_map(|(place, shop)| unsettled_at(language, place, shop.terminal())).collect()
}

/// Renders what is not settled at a terminal, a line each.
fn unsettled_at(language: Language, place: PosPlace, terminal: &PosTerminal) -> Vec<String> {
    let pos = format!("{} {place}", language.of("POS 终端", "pos"));
    let pending = terminal.pending().iter().map(|pending| {
        let (card, at) = (Asn(pending.asn), TerminalTime(pending.at));
        let amount = money(language, pending.amount.0);
        match language {
            Language::Chinese => format!("{pos}:卡 {card} 在 {at} 的消费 {amount} 未证实"),
            Language::English => format!("{pos}: {amount} of card {card} at {at} are not proved"),
        }
    });
    let carried = terminal.carried().iter().map(|proof| {
        let (card, from) = (Asn(proof.asn), hex::encode_upper(proof.terminal));
        let amount = money(language, proof.amount.0);
        match language {
            Language::Chinese => format!("{pos}:代传卡 {card} 在终端 {from} 消费 {amount} 的证明"),
            Language::English => format!("{pos}: has the proof of {amount} of card {card} at terminal {from}"),
        }
    });
    let refused = terminal.refused().iter().map(|RefusedEntry { batch, entry, reason }| {
        let (voucher, amount) = (entry.voucher, money(language, entry.amount.0));
        match language {
            Language::Chinese => {
                let reason = shop::entry(*reason);
                format!("{pos}:批次 {batch:06} 凭证 {voucher:06},{amount},未结算:{reason}")
            }
            Language::English => {
                format!("{pos}: voucher {voucher:06} of batch {batch:06}, {amount}, settled nothing: {reason}")
            }
        }
    });
    pending.chain(carried).chain(refused).collect()
}

/// Renders the parameters of a terminal: the ceilings, and a line for each card on the black list.
pub fn parameters(language: Language, parameters: &PosParameters) -> Vec<String> {
    let PosParameters { version: _, purchase_most, batch_most, black_list } = parameters;
    let most = money(language, purchase_most.0);
    let ceilings = match (language, purchase_most.0) {
        (Language::Chinese, u32::MAX) => format!("单笔消费不限额,每批最多 {batch_most} 笔"),
        (Language::Chinese, _) => format!("单笔消费最多 {most},每批最多 {batch_most} 笔"),
        (Language::English, u32::MAX) => {
            format!("no ceiling for a purchase, at most {} in a batch", Counted(*batch_most, "purchase"))
        }
        (Language::English, _) => {
            format!("at most {most} for a purchase, at most {} in a batch", Counted(*batch_most, "purchase"))
        }
    };
    let listed = black_list.iter().map(|card| {
        let card = Asn(*card);
        format!("{} {card}", language.of("黑名单:卡", "black list: card"))
    });
    std::iter::once(ceilings).chain(listed).collect()
}

/// Renders that a terminal has printed no receipt.
pub fn no_receipt(language: Language, pos: PosPlace) -> String {
    match language {
        Language::Chinese => format!("POS 终端 {pos} 还没有打印过凭证。"),
        Language::English => format!("pos {pos} has printed no receipt yet."),
    }
}

/// Returns the table of a card's log, the newest record first, or nothing if the log is empty.
pub fn records(language: Language, records: &[LogRecord]) -> PrintedTable {
    let columns =
        [("时间", "time"), ("交易", "transaction"), ("金额", "amount"), ("交易序号", "counter"), ("终端", "terminal")];
    let mut rows = vec![head(language, columns)];
    rows.extend(records.iter().map(|record| {
        vec![
            record.at.to_string(),
            card::transaction(language, record.kind).to_owned(),
            money(language, record.amount.0),
            record.counter.to_string(),
            hex::encode_upper(record.terminal),
        ]
    }));
    unless_empty(rows)
}

/// Renders an empty log of a card.
pub const fn no_record(language: Language) -> &'static str {
    language.of("卡上没有交易记录。", "The card has no record.")
}
