//! JSON lines: one object a step, for programs that read or write sessions. Octets are hexadecimal strings.
//!
//! ```text
//! {"type":"setting","text":"profile default"}
//! {"type":"power_on","atr":"3B00"}
//! {"type":"command","hex":"805C000204","answer":"000000009000","comment":"GET BALANCE"}
//! {"type":"command","hex":"805C000204","answer":null}
//! {"type":"reset"}  {"type":"power_off"}  {"type":"contact"}  {"type":"tap","reach_cm":3}
//! {"type":"message","kind":"proactive-command","hex":"D009810301010382028182"}
//! {"type":"comment","text":"…"}  {"type":"echo","text":"…"}  {"type":"delay","ms":100}
//! ```
//!
//! `answer` is data and status word; `null` is silence of the card, and without `answer` it is not known.

use std::ops::Range;

use serde::{Deserialize, Deserializer, Serialize};

use super::{
    FormatError, MessageKind, NamedText, Notes, Reply, Session, SessionExchange, SessionMessage, SessionStep,
    comment_lines, lines, one_line,
};

/// Line of the format.
#[derive(Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
enum Line {
    PowerOn {
        #[serde(skip_serializing_if = "Option::is_none", default)]
        atr: Option<String>,
    },
    Reset {
        #[serde(skip_serializing_if = "Option::is_none", default)]
        atr: Option<String>,
    },
    PowerOff {},
    Contact {},
    Tap {
        #[serde(skip_serializing_if = "Option::is_none", default)]
        reach_cm: Option<u16>,
    },
    Command {
        hex: String,
        #[serde(skip_serializing_if = "Option::is_none", default, deserialize_with = "present")]
        answer: Option<Option<String>>,
        #[serde(skip_serializing_if = "Option::is_none", default)]
        comment: Option<String>,
    },
    Comment {
        text: String,
    },
    Echo {
        text: String,
    },
    Delay {
        ms: u64,
    },
    Message {
        kind: MessageKind,
        hex: String,
    },
    Setting {
        text: String,
    },
}

/// Tells `"answer": null` from no `answer` at all.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<String>>, D::Error> {
    Option::<String>::deserialize(deserializer).map(Some)
}

/// Reads JSON lines.
pub fn parse(source: NamedText<'_>) -> Result<Session, FormatError> {
    let steps = lines(source.text)
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(offset, line)| parse_line(source, offset, line))
        .collect::<Result<_, _>>()?;
    Ok(Session { steps })
}

fn parse_line(source: NamedText<'_>, offset: usize, line: &str) -> Result<SessionStep, FormatError> {
    let whole = offset..offset.saturating_add(line.len());
    let parsed: Line = serde_json::from_str(line).map_err(|error| {
        // The column is 0 where serde looked at the object as a whole.
        let at = offset.saturating_add(error.column().saturating_sub(1)).min(whole.end);
        let span = if error.column() == 0 { whole.clone() } else { at..at.saturating_add(1).min(whole.end) };
        let words = error.to_string();
        let words = words.split(" at line ").next().unwrap_or_default().to_owned();
        source.mistake(
            span,
            format!("This line is no step in JSON: {words}."),
            "expected one object a line, with its \"type\"",
        )
    })?;
    step(source, whole, parsed)
}

fn step(source: NamedText<'_>, whole: Range<usize>, line: Line) -> Result<SessionStep, FormatError> {
    let octets = |field: &str, hex: &str| {
        hex::decode(hex.trim()).map_err(|_| {
            let message = format!("The field \"{field}\" is not hexadecimal: {hex:?}.");
            source.mistake(whole.clone(), message, "expected an even number of digits 0-9 A-F")
        })
    };
    // Other formats cannot write what has no octets, and no card and no reader sends it.
    let some_octets = |what: &str, field: &str, hex: &str, advice: &str| match octets(field, hex)? {
        octets if octets.is_empty() => {
            Err(source.mistake(whole.clone(), format!("This {what} has no octets."), advice.to_owned()))
        }
        octets => Ok(octets),
    };
    let atr = |atr: Option<String>| {
        atr.map(|hex| some_octets("ATR", "atr", &hex, "leave \"atr\" out where it is not known")).transpose()
    };
    Ok(match line {
        Line::PowerOn { atr: hex } => SessionStep::PowerOn { atr: atr(hex)? },
        Line::Reset { atr: hex } => SessionStep::Reset { atr: atr(hex)? },
        Line::PowerOff {} => SessionStep::PowerOff,
        Line::Contact {} => SessionStep::Contact,
        Line::Tap { reach_cm } => SessionStep::Tap { reach_cm },
        Line::Command { hex, answer, comment } => {
            let command = some_octets("command", "hex", &hex, "\"hex\" is empty")?;
            let answer = match answer {
                None => None,
                Some(None) => Some(Reply::Silence),
                Some(Some(hex)) => Some(Reply::Octets(octets("answer", &hex)?)),
            };
            if answer.as_ref().is_some_and(|reply| matches!(reply, Reply::Octets(octets) if octets.len() < 2)) {
                return Err(source.mistake(
                    whole,
                    "This answer has no status word.",
                    "an answer ends with SW1 SW2; silence is null",
                ));
            }
            SessionStep::Exchange(SessionExchange { command, answer, remark: comment })
        }
        Line::Comment { text } => SessionStep::Comment(text),
        Line::Echo { text } => SessionStep::Echo(text),
        Line::Delay { ms } => SessionStep::Delay { ms },
        Line::Message { kind, hex } => SessionStep::Message(SessionMessage {
            kind,
            octets: some_octets("message", "hex", &hex, "\"hex\" is empty")?,
        }),
        Line::Setting { text } => SessionStep::Setting(text),
    })
}

/// Returns a session as JSON lines hold it: everything, with comments of several lines taken apart as in the other
/// formats.
pub(super) fn narrow(session: &Session, _notes: &mut Notes) -> Session {
    let steps = session.steps.iter().flat_map(|step| match step {
        SessionStep::Comment(text) => comment_lines(text).collect(),
        SessionStep::Exchange(exchange) => {
            let remark = exchange.remark.as_deref().map(one_line).filter(|remark| !remark.is_empty());
            vec![SessionStep::Exchange(SessionExchange { remark, ..exchange.clone() })]
        }
        other => vec![other.clone()],
    });
    Session { steps: steps.collect() }
}

/// Prints JSON lines.
pub fn print(session: &Session) -> String {
    session.steps.iter().map(print_line).collect()
}

fn print_line(step: &SessionStep) -> String {
    let upper = |octets: &Vec<u8>| hex::encode_upper(octets);
    let line = match step {
        SessionStep::PowerOn { atr } => Line::PowerOn { atr: atr.as_ref().map(upper) },
        SessionStep::Reset { atr } => Line::Reset { atr: atr.as_ref().map(upper) },
        SessionStep::PowerOff => Line::PowerOff {},
        SessionStep::Contact => Line::Contact {},
        SessionStep::Tap { reach_cm } => Line::Tap { reach_cm: *reach_cm },
        SessionStep::Exchange(exchange) => Line::Command {
            hex: upper(&exchange.command),
            answer: exchange.answer.as_ref().map(|reply| match reply {
                Reply::Octets(octets) => Some(upper(octets)),
                Reply::Silence => None,
            }),
            comment: exchange.remark.clone(),
        },
        SessionStep::Comment(text) => Line::Comment { text: text.clone() },
        SessionStep::Echo(text) => Line::Echo { text: text.clone() },
        SessionStep::Delay { ms } => Line::Delay { ms: *ms },
        SessionStep::Message(message) => Line::Message { kind: message.kind, hex: upper(&message.octets) },
        SessionStep::Setting(text) => Line::Setting { text: text.clone() },
    };
    // Strings and numbers under fixed names always become JSON. Otherwise the line would be missing, and the round trip
    // of the tests would show that.
    serde_json::to_string(&line).map(|text| text + "\n").unwrap_or_default()
}
