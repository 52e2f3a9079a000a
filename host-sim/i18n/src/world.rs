//! A world as the command line prints it, from the world itself: tables, lines, and advice after a refusal. The English
//! is the one that scripts already read. A table is rows of cells, of which the first row names the columns.
//!
//! ```
//! use sim_i18n::{Language, world::clock};
//! use sim_world::world::{World, WorldSettings};
//!
//! let world = World::new(WorldSettings::of_seed(1));
//! assert_eq!(clock::next_due(Language::Chinese, &world), "2009-11-18 10:30:00,没有到期事项");
//! ```

use sim_codec::amount::{in_chinese, in_english};

use super::Language;

pub mod account;
pub mod advice;
pub mod clock;
pub mod input;
pub mod ledger;
pub mod mail;
pub mod opening;
pub mod order;
pub mod overview;
pub mod terminal;

/// Rows of a table, the first of which names the columns.
pub type PrintedTable = Vec<Vec<String>>;

/// Returns the row that names the columns, each in Chinese and in English.
fn head<const N: usize>(language: Language, columns: [(&str, &str); N]) -> Vec<String> {
    columns.map(|(chinese, english)| language.of(chinese, english).to_owned()).to_vec()
}

/// Returns a table, or nothing for one that has no row but its head.
fn unless_empty(table: PrintedTable) -> PrintedTable {
    if table.len() > 1 { table } else { PrintedTable::new() }
}

/// Renders an amount of any size.
fn money(language: Language, fen: impl Into<i128>) -> String {
    match language {
        Language::Chinese => in_chinese(fen),
        Language::English => in_english(fen),
    }
}
