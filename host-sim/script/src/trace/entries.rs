//! Runs of octets read from a text or taken from a session, to be explained one after the other.

use sim_explain::ContentKind;
use sim_explain::input::{self, HexError};
use sim_explain::script::{EntryDirection, SessionEntry};

use super::formats::{MessageKind, NamedText, Reply, Session, SessionStep, json_lines};

/// Error of a line that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("line {line}: {error}")]
pub struct EntryError {
    /// Number of the line, counted from 1.
    pub line: usize,
    /// Reason for which the line cannot be read.
    pub error: HexError,
}

/// Reads runs of octets from a text: a line each, or JSON lines with `command` and `answer`.
///
/// `>` and `<` stand for the direction; `#`, `//` and `;` stand before remarks.
pub fn read(text: &str) -> Result<Vec<SessionEntry>, EntryError> {
    let mut entries = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let at = |error| EntryError { line: number + 1, error };
        let line = line.trim().trim_start_matches('\u{feff}');
        if line.starts_with('{') {
            json_line(line, &mut entries).map_err(at)?;
            continue;
        }
        let (direction, hex) = direction(without_remark(line));
        if !hex.is_empty() {
            entries.push(SessionEntry { octets: input::octets(hex).map_err(at)?, direction });
        }
    }
    Ok(entries)
}

/// Returns the octets of a session that was read from another tool's file, or that a replay left.
pub fn of_session(session: &Session) -> Vec<SessionEntry> {
    let mut entries = Vec::new();
    for step in &session.steps {
        match step {
            SessionStep::PowerOn { atr: Some(atr) } | SessionStep::Reset { atr: Some(atr) } => {
                entries.push(SessionEntry { octets: atr.clone(), direction: EntryDirection::Reset });
            }
            SessionStep::Exchange(exchange) => {
                entries.push(SessionEntry { octets: exchange.command.clone(), direction: EntryDirection::Command });
                if let Some(Reply::Octets(octets)) = &exchange.answer {
                    entries.push(SessionEntry { octets: octets.clone(), direction: EntryDirection::Answer });
                }
            }
            SessionStep::Message(message) => {
                let direction = EntryDirection::Message(message_kind(message.kind));
                entries.push(SessionEntry { octets: message.octets.clone(), direction });
            }
            _ => {}
        }
    }
    entries
}

const fn message_kind(kind: MessageKind) -> ContentKind {
    match kind {
        MessageKind::ShortMessageToHandset => ContentKind::SmsToHandset,
        MessageKind::ShortMessageFromHandset => ContentKind::SmsFromHandset,
        MessageKind::ProactiveCommand => ContentKind::ProactiveCommand,
        MessageKind::TerminalResponse => ContentKind::TerminalResponse,
        MessageKind::Envelope => ContentKind::Envelope,
    }
}

fn without_remark(line: &str) -> &str {
    let cut = [line.find('#'), line.find("//")].into_iter().flatten().min().unwrap_or(line.len());
    line.get(..cut).unwrap_or(line).trim()
}

fn direction(line: &str) -> (EntryDirection, &str) {
    const MARKS: [(&str, EntryDirection); 6] = [
        (">>", EntryDirection::Command),
        ("<<", EntryDirection::Answer),
        ("=>", EntryDirection::Command),
        ("<=", EntryDirection::Answer),
        (">", EntryDirection::Command),
        ("<", EntryDirection::Answer),
    ];
    for (mark, direction) in MARKS {
        if let Some(rest) = line.strip_prefix(mark) {
            return (direction, rest.trim());
        }
    }
    (EntryDirection::Unsaid, line)
}

/// Reads one object of a JSON lines recording.
fn json_line(line: &str, entries: &mut Vec<SessionEntry>) -> Result<(), HexError> {
    const KEYS: [(&str, EntryDirection); 6] = [
        ("command", EntryDirection::Command),
        ("apdu", EntryDirection::Command),
        ("capdu", EntryDirection::Command),
        ("answer", EntryDirection::Answer),
        ("response", EntryDirection::Answer),
        ("rapdu", EntryDirection::Answer),
    ];
    // A line of the project's own is read as every command reads it.
    if let Ok(session) = json_lines::parse(NamedText { name: "", text: line }) {
        entries.extend(of_session(&session));
        return Ok(());
    }
    let object: serde_json::Value = serde_json::from_str(line).map_err(|error| HexError::Json(error.to_string()))?;
    for (key, direction) in KEYS {
        if let Some(hex) = object.get(key).and_then(serde_json::Value::as_str) {
            entries.push(SessionEntry { octets: input::octets(hex)?, direction });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use sim_explain::script;

    use super::read;

    #[test]
    fn commands_and_answers_between_remarks_are_read() {
        let entries = read("# balance\n> 805C000204\n< 6104\n> 00 C0 00 00 04 // fetch\n< 00001388 9000\n").unwrap();
        assert_eq!(entries.len(), 4);
        assert_eq!(script::explain(&entries).len(), 2);
    }

    #[test]
    fn json_lines_are_read_as_exchanges() {
        let entries = read(r#"{"command":"805C000204","answer":"00001388 9000"}"#).unwrap();
        let explained = script::explain(&entries);
        assert_eq!(explained.len(), 1);
        assert_eq!(explained[0].summary(), "GET BALANCE -> balance 50.00 yuan, 9000 success");
    }

    #[test]
    fn line_that_is_no_hexadecimal_is_named() {
        assert_eq!(read("9000\n90x0").unwrap_err().line, 2);
    }
}
