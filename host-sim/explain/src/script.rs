//! Several runs of octets one after the other, as arguments or as lines of a file: finds out which are commands and
//! which the answers to them.

use super::{Explanation, Kind, answer, guess, row};

/// Which way a run of octets went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// To the card, `>`.
    Command,
    /// From the card, `<`.
    Answer,
    /// From the card when it came up: an ATR.
    Reset,
    /// Neither, and known: a message of that kind.
    Message(Kind),
    /// Not said.
    Unsaid,
}

/// A run of octets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its octets.
    pub octets: Vec<u8>,
    /// Its direction.
    pub direction: Direction,
}

/// Explains the entries in order; an answer that follows its command is explained in the light of it.
pub fn explain(entries: &[Entry]) -> Vec<Explanation<'_>> {
    explanations(entries).collect()
}

/// Returns explanations of entries, made one after the other as they are asked for, so that a long session takes no
/// more room than its octets.
pub fn explanations(entries: &[Entry]) -> Explanations<'_> {
    Explanations { left: entries, waiting: None }
}

/// What [`explanations`] goes through.
#[derive(Clone, Debug)]
pub struct Explanations<'a> {
    left: &'a [Entry],
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
            Direction::Command => guess::explain_as(Kind::Command, octets),
            Direction::Answer => guess::explain_as(Kind::Answer, octets),
            Direction::Reset => guess::explain_as(Kind::Atr, octets),
            Direction::Message(kind) => guess::explain_as(kind, octets),
            Direction::Unsaid => guess::explain(octets),
        };
        let reply = behind.split_first().filter(|(next, _)| single.kind == Kind::Command && is_answer(next));
        let Some((reply, behind)) = reply else { return Some(single) };
        self.left = behind;
        let exchange = answer::exchange_after(self.waiting, octets, &reply.octets);
        if !matches!(single.row.map(|row| row.answers), Some(row::Answers::Waiting)) {
            self.waiting = Some(octets);
        }
        Some(exchange)
    }
}

fn is_answer(entry: &Entry) -> bool {
    match entry.direction {
        Direction::Command | Direction::Reset | Direction::Message(_) => false,
        Direction::Answer => true,
        Direction::Unsaid => guess::is_likely_answer(&entry.octets),
    }
}
