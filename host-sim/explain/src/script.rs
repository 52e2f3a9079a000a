//! Sessions: several runs of octets in their order, from arguments or lines of a file. Some are commands and some the
//! answers to them.

use super::{ContentKind, Explanation, answer, guess, row};

/// Direction of a run of octets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryDirection {
    /// To the card, `>`.
    Command,
    /// From the card, `<`.
    Answer,
    /// From the card at power-on: an ATR.
    Reset,
    /// Neither, but of a known kind.
    Message(ContentKind),
    /// Unknown.
    Unsaid,
}

/// Run of octets in a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionEntry {
    /// Octets of the run.
    pub octets: Vec<u8>,
    /// Direction of the octets.
    pub direction: EntryDirection,
}

/// Explains the entries in order; an answer behind its command is explained by that command.
pub fn explain(entries: &[SessionEntry]) -> Vec<Explanation<'_>> {
    explanations(entries).collect()
}

/// Returns the explanations of entries, made one after the other on request, so that a long session takes no more room
/// than its octets.
pub fn explanations(entries: &[SessionEntry]) -> Explanations<'_> {
    Explanations { left: entries, waiting: None }
}

/// Iterator of [`explanations`].
#[derive(Clone, Debug)]
pub struct Explanations<'a> {
    left: &'a [SessionEntry],
    /// Command whose answer a GET RESPONSE fetches; `None` before the first command.
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
