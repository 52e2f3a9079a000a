//! Seal of a world's file: a sum over all its rows, kept with them in the same transaction. A file copied while a step
//! is written, without the journal beside it, is a mixture of two steps. Its rows can all be sound and its books
//! conserved, but they do not match the sum.
//!
//! The sum does not depend on the order of the rows, and a row can be taken out of it. So a step costs as much as the
//! rows that it changes. The sum finds accidents alone: a forger of a world can compute it, too.

use std::fmt;

use blake2::{Blake2s256, Digest as _};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use super::schema::has_table;
use crate::store::rows::{TableName, meta};

/// Table name of the cards' memories in the sum; in the database they stand beside their owners.
pub(super) const CARD: &str = "card";

/// Number of lanes of a sum, 64 bits each.
const LANES: usize = 4;

/// Sum over rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub(super) struct Seal([u64; LANES]);

/// Error of a text that is no sum over rows.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no sum over rows: one has 64 hexadecimal digits")]
pub(super) struct SealError(String);

impl fmt::Display for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|lane| write!(f, "{lane:016x}"))
    }
}

impl From<Seal> for String {
    fn from(seal: Seal) -> String {
        seal.to_string()
    }
}

impl TryFrom<String> for Seal {
    type Error = SealError;

    fn try_from(text: String) -> Result<Seal, SealError> {
        let mut octets = [0; LANES * 8];
        hex::decode_to_slice(&text, &mut octets).map_err(|_| SealError(text))?;
        Ok(Seal::from_octets(octets))
    }
}

impl Seal {
    fn from_octets(octets: [u8; LANES * 8]) -> Seal {
        let mut lanes = octets.as_chunks().0.iter().map(|chunk| u64::from_be_bytes(*chunk));
        Seal([(); LANES].map(|()| lanes.next().unwrap_or(0)))
    }

    /// Returns the sum of one row: the name of its table and its columns. Each part is hashed with its length, so that
    /// no two rows look alike.
    fn of_row(table: &str, columns: &[&[u8]]) -> Seal {
        let mut hash = Blake2s256::new();
        for part in [&[table.as_bytes()], columns].concat() {
            hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            hash.update(part);
        }
        Seal::from_octets(hash.finalize().into())
    }

    /// Adds a row.
    pub(super) fn add(&mut self, table: &str, columns: &[&[u8]]) {
        let row = Seal::of_row(table, columns);
        self.0.iter_mut().zip(row.0).for_each(|(lane, of_row)| *lane = lane.wrapping_add(of_row));
    }

    /// Subtracts a row.
    pub(super) fn remove(&mut self, table: &str, columns: &[&[u8]]) {
        let row = Seal::of_row(table, columns);
        self.0.iter_mut().zip(row.0).for_each(|(lane, of_row)| *lane = lane.wrapping_sub(of_row));
    }

    /// Returns the sum over the rows of a database, its seal aside.
    pub(super) fn of_database(connection: &Connection) -> rusqlite::Result<Seal> {
        let mut seal = Seal::default();
        for table in TableName::all() {
            if !has_table(connection, table)? {
                continue;
            }
            let but = if table == TableName::Meta { format!(" WHERE id <> '{}'", meta::SEAL) } else { String::new() };
            seal.add_all(connection, table.name(), &format!("SELECT id, document FROM {}{but}", table.name()))?;
        }
        seal.add_all(connection, CARD, "SELECT id, card FROM person")?;
        seal.add_all(connection, "entry", "SELECT id, at, document FROM entry")?;
        seal.add_all(connection, "leg", "SELECT entry, place, book, amount FROM leg")?;
        seal.add_all(connection, "event", "SELECT id, document, words FROM event")?;
        Ok(seal)
    }

    /// Adds every row of a query's result.
    fn add_all(&mut self, connection: &Connection, table: &str, query: &str) -> rusqlite::Result<()> {
        let mut statement = connection.prepare(query)?;
        let columns = statement.column_count();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let values = (0..columns).map(|column| row.get_ref(column).map(octets));
            let values: Vec<Vec<u8>> = values.collect::<rusqlite::Result<_>>()?;
            self.add(table, &values.iter().map(Vec::as_slice).collect::<Vec<_>>());
        }
        Ok(())
    }
}

/// Returns the octets of a value that are hashed.
fn octets(value: rusqlite::types::ValueRef<'_>) -> Vec<u8> {
    use rusqlite::types::ValueRef;
    match value {
        ValueRef::Null => Vec::new(),
        ValueRef::Integer(number) => number.to_be_bytes().to_vec(),
        ValueRef::Real(number) => number.to_be_bytes().to_vec(),
        ValueRef::Text(octets) | ValueRef::Blob(octets) => octets.to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seal_ignores_the_order_of_rows() {
        let rows: [(&str, &[&[u8]]); 3] = [("a", &[b"1", b"x"]), ("a", &[b"2", b"y"]), ("b", &[b"1", b"x"])];
        let (mut there, mut back) = (Seal::default(), Seal::default());
        rows.iter().for_each(|(table, columns)| there.add(table, columns));
        rows.iter().rev().for_each(|(table, columns)| back.add(table, columns));
        assert_eq!(there, back);
        there.remove("a", &[b"2", b"y"]);
        assert_ne!(there, back);
        there.add("a", &[b"2", b"y"]);
        assert_eq!(there, back);
        let apart: [(&str, &[&[u8]]); 4] = [("ab", &[b""]), ("a", &[b"b"]), ("", &[b"ab"]), ("ab", &[])];
        let sums = apart.map(|(table, columns)| Seal::of_row(table, columns));
        assert!((0..4).all(|one| (0..one).all(|other| sums[one] != sums[other])));
    }

    #[test]
    fn seal_round_trips_as_text() {
        let mut seal = Seal::default();
        seal.add("a", &[b"1"]);
        assert_eq!(seal.to_string().len(), 64);
        assert_eq!(Seal::try_from(seal.to_string()), Ok(seal));
        // Known answer by Python: hashlib.blake2s of the lengths, eight octets each, and the parts.
        assert_eq!(seal.to_string(), "a8ae9c098f8fde14378041d47f7527ba334812afba12f8f660fff23600a89216");
        for wrong in ["", "00", &"g".repeat(64), &"0".repeat(66)] {
            assert!(Seal::try_from(wrong.to_owned()).is_err());
        }
    }
}
