//! Several runs of octets one after the other, as arguments or as lines of a file: finds out which are commands and
//! which the answers to them.

use super::input::{self, HexError};
use super::{Explanation, Kind, answer, guess, row};
use crate::trace::formats::{MessageKind, Reply, Session, Source, Step, json_lines};

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

/// A line that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("line {line}: {error}")]
pub struct LineError {
    /// Counted from 1.
    pub line: usize,
    /// Why.
    pub error: HexError,
}

/// Reads a text: a line each, `>` and `<` for the direction, `#`, `//` and `;` before remarks, or JSON lines with
/// `command` and `answer`.
pub fn read(text: &str) -> Result<Vec<Entry>, LineError> {
    let mut entries = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let at = |error| LineError { line: number + 1, error };
        let line = line.trim().trim_start_matches('\u{feff}');
        if line.starts_with('{') {
            json_line(line, &mut entries).map_err(at)?;
            continue;
        }
        let (direction, hex) = direction(without_remark(line));
        if !hex.is_empty() {
            entries.push(Entry { octets: input::octets(hex).map_err(at)?, direction });
        }
    }
    Ok(entries)
}

/// The octets of a session that was read from another tool's file, or that a replay left.
pub fn of_session(session: &Session) -> Vec<Entry> {
    let mut entries = Vec::new();
    for step in &session.steps {
        match step {
            Step::PowerOn { atr: Some(atr) } | Step::Reset { atr: Some(atr) } => {
                entries.push(Entry { octets: atr.clone(), direction: Direction::Reset });
            }
            Step::Exchange(exchange) => {
                entries.push(Entry { octets: exchange.command.clone(), direction: Direction::Command });
                if let Some(Reply::Octets(octets)) = &exchange.answer {
                    entries.push(Entry { octets: octets.clone(), direction: Direction::Answer });
                }
            }
            Step::Message(message) => {
                let direction = Direction::Message(message_kind(message.kind));
                entries.push(Entry { octets: message.octets.clone(), direction });
            }
            _ => {}
        }
    }
    entries
}

const fn message_kind(kind: MessageKind) -> Kind {
    match kind {
        MessageKind::ShortMessageToHandset => Kind::SmsToHandset,
        MessageKind::ShortMessageFromHandset => Kind::SmsFromHandset,
        MessageKind::ProactiveCommand => Kind::ProactiveCommand,
        MessageKind::TerminalResponse => Kind::TerminalResponse,
        MessageKind::Envelope => Kind::Envelope,
    }
}

fn without_remark(line: &str) -> &str {
    let cut = [line.find('#'), line.find("//")].into_iter().flatten().min().unwrap_or(line.len());
    line.get(..cut).unwrap_or(line).trim()
}

fn direction(line: &str) -> (Direction, &str) {
    const MARKS: [(&str, Direction); 6] = [
        (">>", Direction::Command),
        ("<<", Direction::Answer),
        ("=>", Direction::Command),
        ("<=", Direction::Answer),
        (">", Direction::Command),
        ("<", Direction::Answer),
    ];
    for (mark, direction) in MARKS {
        if let Some(rest) = line.strip_prefix(mark) {
            return (direction, rest.trim());
        }
    }
    (Direction::Unsaid, line)
}

/// One object of a JSON lines recording.
fn json_line(line: &str, entries: &mut Vec<Entry>) -> Result<(), HexError> {
    const KEYS: [(&str, Direction); 6] = [
        ("command", Direction::Command),
        ("apdu", Direction::Command),
        ("capdu", Direction::Command),
        ("answer", Direction::Answer),
        ("response", Direction::Answer),
        ("rapdu", Direction::Answer),
    ];
    // A line of the project's own is read as every command reads it.
    if let Ok(session) = json_lines::parse(Source { name: "", text: line }) {
        entries.extend(of_session(&session));
        return Ok(());
    }
    let object: serde_json::Value = serde_json::from_str(line).map_err(|error| HexError::Json(error.to_string()))?;
    for (key, direction) in KEYS {
        if let Some(hex) = object.get(key).and_then(serde_json::Value::as_str) {
            entries.push(Entry { octets: input::octets(hex)?, direction });
        }
    }
    Ok(())
}

/// Explains the entries in order; an answer that follows its command is explained in the light of it.
pub fn explain(entries: &[Entry]) -> Vec<Explanation<'_>> {
    explanations(entries).collect()
}

/// Explanations of entries, made one after the other as they are asked for, so that a long session takes no more room
/// than its octets.
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
