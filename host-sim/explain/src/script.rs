//! Several runs of octets one after the other, as arguments or as lines of a file: finds out which are commands and
//! which the answers to them.

use super::{ContentKind, Explanation, answer, guess, row};

/// Which way a run of octets went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryDirection {
    /// To the card, `>`.
    Command,
    /// From the card, `<`.
    Answer,
    /// From the card when it came up: an ATR.
    Reset,
    /// Neither, and known: a message of that kind.
    Message(ContentKind),
    /// Not said.
    Unsaid,
}

/// A run of octets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionEntry {
    /// Its octets.
    pub octets: Vec<u8>,
    /// Its direction.
    pub direction: EntryDirection,
}

/// Explains the entries in order; an answer that follows its command is explained in the light of it.
pub fn explain(entries: &[SessionEntry]) -> Vec<Explanation<'_>> {
    explanations(entries).collect()
}

/// Returns explanations of entries, made one after the other as they are asked for, so that a long session takes no
/// more room than its octets.
pub fn explanations(entries: &[SessionEntry]) -> Explanations<'_> {
    Explanations { left: entries, waiting: None }
}

/// What [`explanations`] goes through.
#[derive(Clone, Debug)]
pub struct Explanations<'a> {
    left: &'a [SessionEntry],
    /// The command whose answer a GET RESPONSE fetches; `None` before the first.
    waiting: Option<&'a [u8]>,
}

impl<'a> Iterator for Explanations<'a> {
    type Item = Explanation<'a>;

    fn next(&mut self) -> Option<Explanation<'a>> {
        let (entry, behind) = self.left.split_first()?;
        self.left = behind;
        let octets = entry.octets.as_slice();
        let single = match entry.direction {
            EntryDirection::Command => guess::explain_as(ContentKind::Command, octets),
            EntryDirection::Answer => guess::explain_as(ContentKind::Answer, octets),
            EntryDirection::Reset => guess::explain_as(ContentKind::Atr, octets),
            EntryDirection::Message(kind) => guess::explain_as(kind, octets),
            EntryDirection::Unsaid => guess::explain(octets),
        };
        let reply = behind.split_first().filter(|(next, _)| single.kind == ContentKind::Command && is_answer(next));
        let Some((reply, behind)) = reply else { return Some(single) };
        self.left = behind;
        let exchange = answer::exchange_after(self.waiting, octets, &reply.octets);
        if !matches!(single.row.map(|row| row.answers), Some(row::Answers::Waiting)) {
            self.waiting = Some(octets);
        }
        Some(exchange)
    }
}

fn is_answer(entry: &SessionEntry) -> bool {
    match entry.direction {
        EntryDirection::Command | EntryDirection::Reset | EntryDirection::Message(_) => false,
        EntryDirection::Answer => true,
        EntryDirection::Unsaid => guess::is_likely_answer(&entry.octets),
    }
}
