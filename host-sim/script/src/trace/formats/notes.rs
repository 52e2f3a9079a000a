//! Notes of a reader or a conversion: what was read, and what was left out.

use std::fmt;

/// Notes of a conversion: what was read, and what was left out or changed, each kind counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notes {
    read: Vec<String>,
    left_out: Vec<(Note, usize)>,
}

/// Kind of content that a format cannot hold.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Note {
    what: &'static str,
    why: String,
}

impl Notes {
    /// Counts one more of a kind. `what` is the name of the kind in the plural (`answers`), `why` ends the sentence.
    pub fn add(&mut self, what: &'static str, why: impl Into<String>) {
        let note = Note { what, why: why.into() };
        match self.left_out.iter_mut().find(|(known, _)| *known == note) {
            Some((_, count)) => *count = count.saturating_add(1),
            None => self.left_out.push((note, 1)),
        }
    }

    /// Notes what was read of a file; `what` may have several lines.
    pub fn tell_read(&mut self, what: &str) {
        self.read.extend(what.lines().map(str::to_owned));
    }

    /// Adds other notes.
    pub fn append(&mut self, others: Notes) {
        self.read.extend(others.read);
        for (note, count) in others.left_out {
            (0..count).for_each(|_| self.add(note.what, note.why.clone()));
        }
    }

    /// Returns what was read, a line each.
    pub fn read(&self) -> &[String] {
        &self.read
    }

    /// Returns whether there are no notes.
    pub fn is_empty(&self) -> bool {
        self.read.is_empty() && self.left_out.is_empty()
    }
}

impl fmt::Display for Notes {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.read.iter().try_for_each(|line| writeln!(out, "{line}"))?;
        let mut left_out = self.left_out.iter();
        left_out.try_for_each(|(Note { what, why }, count)| writeln!(out, "note: {what} ({count}): {why}."))
    }
}
