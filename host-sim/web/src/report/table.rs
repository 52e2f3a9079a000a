//! Tables of the report. A table that is too long ends, and says how many rows it leaves out.

use maud::{Markup, html};
use sim_i18n::Language;

use super::Report;

/// Largest number of rows of a table.
pub(super) const ROWS_MAX: usize = 300;

/// Alignment of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    /// Text, at the left.
    Text,
    /// Number or amount, at the right.
    Number,
}

use Column::{Number, Text};

/// Table with its caption and the heads of its columns.
pub(super) struct Table {
    caption: String,
    heads: Vec<(Column, String)>,
    rows: Vec<Vec<String>>,
    left_out: usize,
}

impl Table {
    /// Creates a table without rows. A head that begins with `#` is of a column of numbers.
    pub(super) fn new<'a>(caption: impl Into<String>, heads: impl IntoIterator<Item = &'a str>) -> Table {
        let head = |head: &str| match head.strip_prefix('#') {
            Some(head) => (Number, head.to_owned()),
            None => (Text, head.to_owned()),
        };
        let heads = heads.into_iter().map(head).collect();
        Table { caption: caption.into(), heads, rows: Vec::new(), left_out: 0 }
    }

    /// Adds rows up to the most that a table has, and counts those that are left out.
    pub(super) fn with_rows(mut self, rows: impl IntoIterator<Item = Vec<String>>) -> Table {
        for row in rows {
            if self.rows.len() < ROWS_MAX {
                self.rows.push(row);
            } else {
                self.left_out = self.left_out.saturating_add(1);
            }
        }
        self
    }

    /// Counts rows that were never made.
    pub(super) const fn leaving_out(mut self, count: usize) -> Table {
        self.left_out = self.left_out.saturating_add(count);
        self
    }
}

impl Report<'_> {
    /// Renders a table, or a sentence if the table is empty.
    pub(super) fn table(&self, table: &Table) -> Markup {
        let Table { caption, heads, rows, left_out } = table;
        html! {
            @if rows.is_empty() {
                p.none { (caption) (self.say(":无。", ": none.")) }
            } @else {
                div.table tabindex="0" role="region" aria-label=(caption) {
                    table {
                        caption { (caption) }
                        thead { tr {
                            @for (column, head) in heads { th scope="col" class=(column.class()) { (head) } }
                        } }
                        tbody { @for row in rows { tr {
                            @for ((column, _), cell) in heads.iter().zip(row) { td class=(column.class()) { (cell) } }
                        } } }
                    }
                }
                @if *left_out > 0 { p.left-out { (self.left_out(*left_out)) } }
            }
        }
    }

    /// Renders how much of a list is not shown.
    pub(super) fn left_out(&self, count: usize) -> String {
        match self.language {
            Language::Chinese => format!("另有 {count} 行未列出。"),
            Language::English if count == 1 => "1 more row is not listed.".to_owned(),
            Language::English => format!("{count} more rows are not listed."),
        }
    }
}

impl Column {
    const fn class(self) -> &'static str {
        match self {
            Text => "text",
            Number => "number",
        }
    }
}
