//! Shops as rows: each terminal, the entries of its batch, and the receipts that it printed.

use std::collections::BTreeMap;

use serde_json::Value;
use sim_device::pos::entry::PurchaseEntry;
use sim_device::pos::receipt::Receipt;

use super::rows::TableName;
use crate::action::{PosPlace, ReceiptPlace};
use crate::platform::rows::{document, padded};
use crate::shop::{EntryPlace, ShopChanges, ShopRow, Shops};

/// Rows as table, identifier and document; `None` for a row that is gone.
pub(super) type ShopRows = Vec<(TableName, String, Option<String>)>;

/// Returns the identifier of a shop.
fn shop_id(PosPlace(place): PosPlace) -> String {
    padded(place.into())
}

/// Returns the identifier of an entry of a batch.
fn entry_id(EntryPlace { pos, voucher }: EntryPlace) -> String {
    format!("{}/{}", shop_id(pos), padded(voucher.into()))
}

/// Returns the identifier of a receipt.
fn receipt_id(ReceiptPlace { pos, batch, voucher }: ReceiptPlace) -> String {
    format!("{}/{}/{}", shop_id(pos), padded(batch.into()), padded(voucher.into()))
}

/// Returns the numbers of an identifier; `None` unless there are that many.
fn numbers<const N: usize>(id: &str) -> Option<[u32; N]> {
    let numbers: Option<Vec<u32>> = id.split('/').map(|part| part.parse().ok()).collect();
    numbers?.try_into().ok()
}

/// Returns all rows of the shops.
pub(super) fn of(shops: &Shops) -> Result<ShopRows, serde_json::Error> {
    let mut changes =
        ShopChanges { receipts: shops.receipts().map(|(place, _)| place).collect(), ..Default::default() };
    for (pos, shop) in shops.all() {
        changes.shops.insert(pos);
        changes.entries.extend(shop.terminal().entries().keys().map(|voucher| EntryPlace { pos, voucher: *voucher }));
    }
    of_changes(shops, &changes)
}

/// Returns the rows that changed.
pub(super) fn of_changes(shops: &Shops, changes: &ShopChanges) -> Result<ShopRows, serde_json::Error> {
    let mut rows = ShopRows::new();
    for pos in &changes.shops {
        let row = shops.get(*pos).map(|shop| document(&ShopRow::of(shop))).transpose()?;
        rows.push((TableName::Shop, shop_id(*pos), row));
    }
    for place in &changes.entries {
        let entry = shops.get(place.pos).and_then(|shop| shop.terminal().entries().get(&place.voucher));
        rows.push((TableName::BatchEntry, entry_id(*place), entry.map(document).transpose()?));
    }
    for place in &changes.receipts {
        let receipt = shops.receipt(*place).map(document).transpose()?;
        rows.push((TableName::Receipt, receipt_id(*place), receipt));
    }
    Ok(rows)
}

/// Restores a row that another process changed; `None` removes it.
pub(super) fn restore(shops: &mut Shops, table: TableName, id: &str, row: Option<Value>) -> Result<(), String> {
    let wrong = |why: serde_json::Error| why.to_string();
    let no_id = || format!("{id:?} is no identifier of such a row");
    match table {
        TableName::Shop => {
            let [place] = numbers(id).ok_or_else(no_id)?;
            let row = row.ok_or_else(|| "a shop is never removed".to_owned())?;
            shops.restore(PosPlace(place), serde_json::from_value(row).map_err(wrong)?);
        }
        TableName::BatchEntry => {
            let [pos, voucher] = numbers(id).ok_or_else(no_id)?;
            let entry: Option<PurchaseEntry> = row.map(serde_json::from_value).transpose().map_err(wrong)?;
            shops.restore_entry(EntryPlace { pos: PosPlace(pos), voucher }, entry);
        }
        _ => {
            let [pos, batch, voucher] = numbers(id).ok_or_else(no_id)?;
            let receipt: Option<Receipt> = row.map(serde_json::from_value).transpose().map_err(wrong)?;
            shops.receipts.restore(ReceiptPlace { pos: PosPlace(pos), batch, voucher }, receipt);
        }
    }
    Ok(())
}

/// Returns the shops of these rows by their identifiers, or the identifier of a row that is wrong and why. The security
/// modules have no keys.
pub(super) fn from_rows([shops, entries, receipts]: [BTreeMap<String, Value>; 3]) -> Result<Shops, (String, String)> {
    let mut restored = Shops::default();
    let tables = [(TableName::Shop, shops), (TableName::BatchEntry, entries), (TableName::Receipt, receipts)];
    for (table, rows) in tables {
        for (id, row) in rows {
            restore(&mut restored, table, &id, Some(row)).map_err(|why| (format!("{} {id}", table.name()), why))?;
        }
    }
    Ok(restored)
}
