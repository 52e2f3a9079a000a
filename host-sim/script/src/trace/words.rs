//! Words of the trace language that stand for values: each table is written once, and read in both directions by parser
//! and printer.

use applet::{BlockState, KeyUsage};

use super::syntax::{Transaction, TransactionPart};

pub(super) use sim_device::profile::usage_name;

/// Returns the purposes of keys with their words in a profile.
pub(crate) fn usages() -> [(&'static str, KeyUsage); 12] {
    KeyUsage::ALL.map(|usage| (usage_name(usage), usage))
}

/// Words for transactions.
pub(super) const TRANSACTIONS: [(&str, Transaction); 3] =
    [("load", Transaction::Load), ("purchase", Transaction::Purchase), ("unload", Transaction::Unload)];

/// Words for values of a transaction.
pub(super) const PARTS: [(&str, TransactionPart); 5] = [
    ("session key", TransactionPart::SessionKey),
    ("MAC1", TransactionPart::Mac1),
    ("MAC2", TransactionPart::Mac2),
    ("MAC3", TransactionPart::Mac3),
    ("TAC", TransactionPart::Tac),
];

/// Words for what of the card is blocked.
pub(super) const BLOCKS: [(&str, BlockState); 4] = [
    ("none", BlockState::None),
    ("temporary", BlockState::Temporary),
    ("permanent", BlockState::Permanent),
    ("card", BlockState::Card),
];

fn name_of<T: Copy + PartialEq>(table: &[(&'static str, T)], value: T) -> &'static str {
    table.iter().find(|(_, of)| *of == value).map_or("", |(name, _)| name)
}

/// Returns the name of a transaction.
pub(super) fn transaction_name(kind: Transaction) -> &'static str {
    name_of(&TRANSACTIONS, kind)
}

/// Returns the name of a transaction's value.
pub(super) fn part_name(part: TransactionPart) -> &'static str {
    name_of(&PARTS, part)
}

/// Returns the name of a block.
pub(super) fn block_name(block: BlockState) -> &'static str {
    name_of(&BLOCKS, block)
}

/// Returns what a captured value must be by its name: `mac2`, `tac`.
pub(super) fn part_of_name(name: &str) -> Option<TransactionPart> {
    PARTS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, part)| *part)
}

/// Returns a path between quotation marks; a quotation mark in the path cannot be written and is left out.
pub(super) fn quoted(path: &str) -> String {
    format!("\"{}\"", path.replace('"', ""))
}
