//! Scripts of Java Card's `apdutool` (`.scr`) and what it printed. A script is a list of statements, each ended by `;`.
//! There are commands as octets in hexadecimal, decimal or octal, `powerup`, `powerdown`, `contacted`, `contactless`,
//! `echo`, `delay`, `output`, `extended`, `select`; comments as in Java; `#define` and `#include`.
//!
//! A command always has Lc and Le, whatever its case:
//!
//! | command of ISO 7816-3          | in the script                | read back as             |
//! |--------------------------------|------------------------------|--------------------------|
//! | case 1, `CLA INS P1 P2`        | `… 0x00 0x00`                | `… 00`, as T=0 sends it  |
//! | case 2, `… Le`                 | `… 0x00 Le`                  | the same                 |
//! | case 3, `… Lc data`            | `… Lc data 0x7F`             | the same                 |
//! | case 4, `… Lc data Le`         | `… Lc data Le`               | the same                 |
//!
//! Behind data, script writers put `0x7F` for "whatever comes" and `0x00` for "nothing". A T=0 reader fetches what
//! there is in both cases, so both are read as no Le.

use sim_wire::apdu::{CommandApdu, CommandBody};

use super::{FormatError, NamedText, Notes, Session, SessionExchange, SessionStep, comment_lines, one_line};
use sim_codec::length_fields::shortened;

mod log;
mod script;
mod token;

/// Function that returns the text of an included file, or the reason why the file cannot be read.
pub type Loader<'a> = dyn FnMut(&str) -> Result<String, String> + 'a;

/// Le of a script for "whatever comes".
const WHATEVER_COMES: u8 = 0x7F;

/// Reads a script, or a log of the tool if there are lines that begin with `CLA:`.
pub fn parse(source: NamedText<'_>, load: &mut Loader<'_>, notes: &mut Notes) -> Result<Session, FormatError> {
    let is_log = source.text.lines().any(|line| line.trim_start().starts_with("CLA: "));
    if is_log { log::parse(source) } else { script::parse(source, load, notes) }
}

const NO_ANSWERS: &str = "an apdutool script holds commands only; JSON lines and the trace language hold answers too";

/// Returns a session as a script can hold it: commands with Lc and Le, power, interface, comments, echoes and delays.
pub(super) fn narrow(session: &Session, notes: &mut Notes) -> Session {
    let mut steps = Vec::new();
    let mut power = Power::NotYet;
    for step in &session.steps {
        match step {
            SessionStep::PowerOn { atr } => {
                count_atr(atr.as_ref(), notes);
                power = Power::On;
                steps.push(SessionStep::PowerOn { atr: None });
            }
            SessionStep::Reset { atr } => {
                count_atr(atr.as_ref(), notes);
                if power == Power::On {
                    notes.add("resets written as powerdown and powerup", "apdutool has no reset of its own");
                    steps.push(SessionStep::PowerOff);
                }
                power = Power::On;
                steps.push(SessionStep::PowerOn { atr: None });
            }
            SessionStep::PowerOff => {
                power = Power::Off;
                steps.push(SessionStep::PowerOff);
            }
            SessionStep::Exchange(exchange) => {
                if power == Power::NotYet {
                    notes.add("powerup put before the first command", "apdutool gives a card no power by itself");
                    power = Power::On;
                    steps.push(SessionStep::PowerOn { atr: None });
                }
                narrow_exchange(exchange, &mut steps, notes);
            }
            other => steps.extend(narrow_other(other, notes)),
        }
    }
    Session { steps }
}

/// State of the power in a session so far; a session may begin with a card under power.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Power {
    NotYet,
    On,
    Off,
}

/// Returns a step as a script can hold it, if the step neither sends a command nor concerns the power.
fn narrow_other(step: &SessionStep, notes: &mut Notes) -> Vec<SessionStep> {
    match step {
        SessionStep::Tap { reach_cm } => {
            if reach_cm.is_some() {
                notes.add("distances left out", "apdutool only says contactless");
            }
            vec![SessionStep::Tap { reach_cm: None }]
        }
        SessionStep::Comment(text) => comment_lines(text).collect(),
        SessionStep::Echo(text) => vec![SessionStep::Echo(narrow_echo(text, notes))],
        SessionStep::Setting(text) => {
            notes.add("settings written as comments", "apdutool takes the card as it is");
            vec![SessionStep::Comment(one_line(text))]
        }
        SessionStep::Message(message) => {
            notes.add("messages written as comments", "an apdutool script holds commands only");
            vec![SessionStep::Comment(message.to_string())]
        }
        SessionStep::Delay { ms } => {
            let most = u64::from(u32::MAX);
            if *ms > most {
                notes.add("delays shortened", "apdutool waits four billion milliseconds at most");
            }
            vec![SessionStep::Delay { ms: most.min(*ms) }]
        }
        SessionStep::Contact
        | SessionStep::PowerOn { .. }
        | SessionStep::Reset { .. }
        | SessionStep::PowerOff
        | SessionStep::Exchange(_) => {
            vec![step.clone()]
        }
    }
}

fn narrow_echo(text: &str, notes: &mut Notes) -> String {
    if text.contains('"') {
        notes.add("quotation marks in echoes made single", "apdutool's texts end at the next double one");
    }
    one_line(&text.replace('"', "'"))
}

fn count_atr(atr: Option<&Vec<u8>>, notes: &mut Notes) {
    if atr.is_some() {
        notes.add("ATRs left out", NO_ANSWERS);
    }
}

fn narrow_exchange(exchange: &SessionExchange, steps: &mut Vec<SessionStep>, notes: &mut Notes) {
    if exchange.answer.is_some() {
        notes.add("answers left out", NO_ANSWERS);
    }
    let remark = exchange.remark.as_deref().map(one_line).filter(|remark| !remark.is_empty());
    match narrow_command(&exchange.command, notes) {
        Some(command) => steps.push(SessionStep::Exchange(SessionExchange { command, answer: None, remark })),
        None => {
            let text = format!("not sent, no APDU of short lengths: {}", super::spaced_hex(&exchange.command));
            notes.add("commands written as comments", "apdutool sends only whole APDUs, whose Lc fits the data");
            steps.push(SessionStep::Comment(text));
            steps.extend(remark.map(SessionStep::Comment));
        }
    }
}

fn narrow_command(command: &[u8], notes: &mut Notes) -> Option<Vec<u8>> {
    let short = shortened(command).inspect(|_| {
        notes.add("extended lengths shortened", "a script is read with short ones; Le above 256 becomes 00");
    });
    let command = short.as_deref().unwrap_or(command);
    let apdu = CommandApdu::parse(command).ok()?;
    match apdu.body {
        CommandBody::Empty => Some([command, &[0]].concat()),
        CommandBody::DataLe(data, le @ (0 | WHATEVER_COMES)) => {
            notes.add("Le left out", format!("apdutool reads Le = {le:02X} behind data as whatever comes"));
            let lc = u8::try_from(data.len()).ok()?;
            Some([&apdu.header.to_bytes(), [lc].as_slice(), data].concat())
        }
        CommandBody::P3(_) | CommandBody::Data(_) | CommandBody::DataLe(..) => Some(command.to_vec()),
    }
}

/// Prints a script. What [`super::Format::narrow`] takes out is not printed.
pub fn print(session: &Session) -> String {
    session.steps.iter().filter_map(print_step).map(|line| line + "\n").collect()
}

fn print_step(step: &SessionStep) -> Option<String> {
    match step {
        SessionStep::PowerOn { .. } => Some("powerup;".to_owned()),
        SessionStep::PowerOff => Some("powerdown;".to_owned()),
        SessionStep::Contact => Some("contacted;".to_owned()),
        SessionStep::Tap { .. } => Some("contactless;".to_owned()),
        SessionStep::Exchange(exchange) => print_exchange(exchange),
        SessionStep::Comment(text) => Some(format!("// {text}").trim_end().to_owned()),
        SessionStep::Echo(text) => Some(format!("echo \"{text}\";")),
        SessionStep::Delay { ms } => Some(format!("delay {ms};")),
        SessionStep::Reset { .. } | SessionStep::Message(_) | SessionStep::Setting(_) => None,
    }
}

fn print_exchange(exchange: &SessionExchange) -> Option<String> {
    let apdu = CommandApdu::parse(&exchange.command).ok()?;
    let (data, le) = match apdu.body {
        CommandBody::Empty => ([].as_slice(), 0),
        CommandBody::P3(le) => ([].as_slice(), le),
        CommandBody::Data(data) => (data, WHATEVER_COMES),
        CommandBody::DataLe(data, le) => (data, le),
    };
    let lc = u8::try_from(data.len()).ok()?;
    let header = apdu.header.to_bytes();
    let octets = header.iter().chain([&lc]).chain(data).chain([&le]).map(|octet| format!("0x{octet:02X}"));
    let statement = octets.collect::<Vec<_>>().join(" ") + ";";
    Some(match &exchange.remark {
        Some(remark) => format!("{statement} // {remark}"),
        None => statement,
    })
}
