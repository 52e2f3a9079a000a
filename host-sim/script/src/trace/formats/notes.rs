//! What a reader or a conversion tells of its work: what was read, and what was left out.

use std::fmt;

/// What a conversion had to leave out or change, each kind counted; before that, what was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notes {
    read: Vec<String>,
    left_out: Vec<(Note, usize)>,
}

/// One kind of thing that a format cannot hold.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Note {
    what: &'static str,
    why: String,
}

impl Notes {
    /// Counts one thing more. `what` is its name in the plural (`answers`), `why` ends the sentence.
    pub fn add(&mut self, what: &'static str, why: impl Into<String>) {
        let note = Note { what, why: why.into() };
        match self.left_out.iter_mut().find(|(known, _)| *known == note) {
            Some((_, count)) => *count = count.saturating_add(1),
            None => self.left_out.push((note, 1)),
        }
    }

    /// Says what was read of a file; `what` may have several lines.
    pub fn tell_read(&mut self, what: &str) {
        self.read.extend(what.lines().map(str::to_owned));
    }

    /// Adds what others say.
    pub fn append(&mut self, others: Notes) {
        self.read.extend(others.read);
        for (note, count) in others.left_out {
            (0..count).for_each(|_| self.add(note.what, note.why.clone()));
        }
    }

    /// What was read, a line each.
    pub fn read(&self) -> &[String] {
        &self.read
    }

    /// Whether there is nothing to say.
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
