//! The ledger in tables: entries with their legs, books with their balances, and the records of a wallet.

use sim_codec::time::Day;
use sim_world::platform::entry::{Book, EntryReason};
use sim_world::platform::hall::WalletRecord;
use sim_world::platform::ledger::Ledger;
use sim_world::platform::number::Msisdn;

use super::{PrintedTable, head, money};
use crate::{Language, entry};

/// Renders the reason of an entry: in English as the world's file names it.
fn reason(language: Language, why: &EntryReason) -> String {
    match language {
        Language::Chinese => entry::reason(language, why).to_owned(),
        Language::English => {
            let value = serde_json::to_value(why).unwrap_or_default();
            value.get("why").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
        }
    }
}

/// Renders a book with its owner: in English as the world's file names it.
fn book(language: Language, book: Book) -> String {
    match language {
        Language::Chinese => entry::named_book(language, book),
        Language::English => book.to_string(),
    }
}

/// Renders an amount in fen with its sign.
fn signed(language: Language, fen: i64) -> String {
    let sign = if fen > 0 { "+" } else { "" };
    format!("{sign}{}", money(language, fen))
}

/// Returns the table of the entries: of all, or of those that a number is the reason for.
pub fn entries(language: Language, ledger: &Ledger, asked: Option<Msisdn>) -> PrintedTable {
    let columns = [("分录", "entry"), ("时间", "time"), ("事由", "why"), ("号码", "whose"), ("分录行", "legs")];
    let mut rows = vec![head(language, columns)];
    let is_asked = |why: &EntryReason| asked.is_none_or(|number| why.number() == number);
    rows.extend(ledger.entries().iter().filter(|entry| is_asked(&entry.why)).map(|entry| {
        let legs = entry.legs.iter().map(|(of, fen)| format!("{} {}", book(language, *of), signed(language, *fen)));
        vec![
            entry.id.to_string(),
            entry.at.to_string(),
            reason(language, &entry.why),
            entry.why.number().to_string(),
            legs.collect::<Vec<_>>().join(language.of(",", ", ")),
        ]
    }));
    rows
}

/// Returns the table of the books: of all, or of those that belong to a number.
pub fn balances(language: Language, ledger: &Ledger, asked: Option<Msisdn>) -> PrintedTable {
    let mut rows = vec![head(language, [("科目", "book"), ("余额", "balance")])];
    let of_asked = ledger.balances().iter().filter(|(of, _)| asked.is_none_or(|number| of.number() == Some(number)));
    rows.extend(of_asked.map(|(of, fen)| vec![book(language, *of), money(language, *fen)]));
    rows
}

/// Returns the table of a wallet's records, or nothing if there is none.
pub fn records(language: Language, records: &[WalletRecord]) -> PrintedTable {
    let mut rows = vec![head(language, [("分录", "entry"), ("时间", "time"), ("事由", "why"), ("金额", "amount")])];
    rows.extend(records.iter().map(|record| {
        let amount = signed(language, record.amount);
        vec![record.entry.to_string(), record.at.to_string(), reason(language, &record.why), amount]
    }));
    super::unless_empty(rows)
}

/// Renders the absence of a wallet's records.
pub const fn no_record(language: Language) -> &'static str {
    language.of("没有记录。", "There is no record.")
}

/// Renders the refusal to show records after the last day that a hall can show.
pub fn too_late(language: Language, last: Day, asked: Day) -> String {
    match language {
        Language::Chinese => format!("营业厅只能查询到前一天 {last} 为止的记录,不能查到 {asked}。"),
        Language::English => format!("A hall shows records up to the day before, {last}; {asked} is too late."),
    }
}
