//! Scripts of `scriptor` (pcsc-tools) and what it printed. A script has one command a line in hexadecimal, with or
//! without blanks; `\` at the end of a line continues the command. A line with `reset` resets the card, a line with
//! `exit` ends the script, and a line that begins with `#` is a comment. The tool looks for the word `exit` before it
//! looks for `#`, so a comment with that word ends the script too. This reader does the same.
//!
//! Read besides, because people write it: comments with `//`, comments behind a command, and ASCII in double quotes.
//! Never written, because the tool itself stops there.

use std::ops::Range;

use super::{
    FormatError, NamedText, Notes, Reply, Session, SessionExchange, SessionStep, comment_lines, lines, one_line,
    spaced_hex,
};

/// Reads a script, or a log of the tool if there are lines that begin with `> ` and `< `.
pub fn parse(source: NamedText<'_>, notes: &mut Notes) -> Result<Session, FormatError> {
    let is_log = |prefix| source.text.lines().any(|line: &str| line.starts_with(prefix));
    if is_log("> ") && is_log("< ") { parse_log(source, notes) } else { parse_script(source, notes) }
}

/// Message for a line that is no comment and has nothing to send.
const NO_OCTETS: &str = "This command has no octets.";

/// Command that continues in the next line.
#[derive(Default)]
struct Pending {
    octets: Vec<u8>,
    remark: Option<String>,
    span: Option<Range<usize>>,
}

fn parse_script(source: NamedText<'_>, notes: &mut Notes) -> Result<Session, FormatError> {
    let mut steps = Vec::new();
    let mut pending = Pending::default();
    let mut all = lines(source.text);
    for (offset, line) in all.by_ref() {
        let lower = line.to_ascii_lowercase();
        if lower.contains("exit") {
            break;
        }
        if line.trim().is_empty() {
            continue;
        }
        if let Some(text) = comment(line, notes) {
            steps.push(SessionStep::Comment(text));
        } else if lower.contains("reset") {
            steps.push(SessionStep::Reset { atr: None });
        } else if pending.span.is_none() && is_status_word(line) {
            notes.add(
                "status words left out",
                "no command has two octets; what they say of the command before is not known",
            );
        } else {
            let continues = line.trim_end().ends_with('\\');
            let command = line.trim_end().trim_end_matches('\\');
            let (octets, remark) = command_line(source, offset, command, notes)?;
            pending.octets.extend(octets);
            pending.remark = pending.remark.take().or(remark);
            pending.span = Some(offset..offset.saturating_add(line.len()));
            if !continues {
                if pending.octets.is_empty() {
                    let span = offset..offset.saturating_add(line.len());
                    return Err(source.mistake(span, NO_OCTETS, "expected hexadecimal"));
                }
                steps.push(finish(&mut pending));
            }
        }
    }
    for _ in all.filter(|(_, line)| !line.trim().is_empty()) {
        notes.add("lines after the end left out", "scriptor leaves at the first line with the word exit");
    }
    match pending.span {
        Some(span) => Err(source.mistake(span, "The last command is continued, but nothing follows.", "ends with \\")),
        None => Ok(Session { steps }),
    }
}

fn finish(pending: &mut Pending) -> SessionStep {
    let Pending { octets, remark, span: _ } = std::mem::take(pending);
    SessionStep::Exchange(SessionExchange { command: octets, answer: None, remark })
}

/// Returns whether a line of a script is a status word (ISO 7816-4 §5.6), as people note it below a command.
fn is_status_word(line: &str) -> bool {
    let digits: String = line.split_whitespace().collect();
    digits.len() == 4
        && hex::decode(digits).is_ok_and(|octets| matches!(octets.first(), Some(0x61..=0x6F | 0x90..=0x9F)))
}

fn comment(line: &str, notes: &mut Notes) -> Option<String> {
    if let Some(text) = line.strip_prefix('#') {
        return Some(one_line(text));
    }
    let text = line.trim_start();
    let text = text.strip_prefix('#').or_else(|| text.strip_prefix("//"))?;
    notes.add("comments read anyway", "scriptor itself knows comments only where # is the first letter of the line");
    Some(one_line(text))
}

/// Reads the octets of a line and the comment after them.
fn command_line(
    source: NamedText<'_>,
    offset: usize,
    line: &str,
    notes: &mut Notes,
) -> Result<(Vec<u8>, Option<String>), FormatError> {
    let mut octets = Vec::new();
    let mut letters = line.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let here = offset.saturating_add(at);
        let rest = line.get(at..).unwrap_or_default();
        if letter.is_whitespace() {
            continue;
        }
        if letter == '#' || rest.starts_with("//") {
            notes.add("comments read anyway", "scriptor itself knows no comment behind a command");
            return Ok((octets, Some(one_line(rest.trim_start_matches(['#', '/'])))));
        }
        if letter == '"' {
            notes.add(
                "quoted texts read anyway",
                "scriptor itself knows only hexadecimal; the letters were taken as ASCII octets",
            );
            octets.extend(quoted(source, here, &mut letters)?);
            continue;
        }
        let second = letters.next_if(|(_, second)| second.is_ascii_hexdigit());
        match second.and_then(|(_, second)| octet(letter, second)) {
            Some(octet) => octets.push(octet),
            None if letter.is_ascii_hexdigit() => {
                let message = "An octet has one digit only.";
                return Err(source.mistake(here..here.saturating_add(1), message, "expected two hexadecimal digits"));
            }
            None => {
                let span = here..here.saturating_add(letter.len_utf8());
                let message = format!("{letter:?} is no hexadecimal digit and begins no command of scriptor.");
                return Err(source.mistake(span, message, "expected hexadecimal, reset, exit or a comment with #"));
            }
        }
    }
    Ok((octets, None))
}

fn octet(high: char, low: char) -> Option<u8> {
    let [.., octet] = ((high.to_digit(16)? << 4) | low.to_digit(16)?).to_be_bytes();
    Some(octet)
}

fn quoted(
    source: NamedText<'_>,
    start: usize,
    letters: &mut impl Iterator<Item = (usize, char)>,
) -> Result<Vec<u8>, FormatError> {
    let mut octets = Vec::new();
    for (_, letter) in letters {
        match u8::try_from(letter) {
            Ok(b'"') => return Ok(octets),
            Ok(octet) if octet.is_ascii() => octets.push(octet),
            _ => {
                let message = format!("{letter:?} is not ASCII.");
                return Err(source.mistake(start..start.saturating_add(1), message, "a text in quotes is ASCII"));
            }
        }
    }
    Err(source.mistake(start..start.saturating_add(1), "The text in quotes does not end on its line.", "opened here"))
}

fn parse_log(source: NamedText<'_>, notes: &mut Notes) -> Result<Session, FormatError> {
    let mut steps: Vec<SessionStep> = Vec::new();
    let mut all = lines(source.text);
    while let Some((offset, line)) = all.next() {
        if let Some(sent) = line.strip_prefix("> ") {
            steps.push(match sent.trim() {
                reset if reset.eq_ignore_ascii_case("reset") => SessionStep::Reset { atr: None },
                command => {
                    let (command, remark) = command_line(source, offset.saturating_add(2), command, notes)?;
                    if command.is_empty() {
                        let span = offset..offset.saturating_add(line.len());
                        return Err(source.mistake(span, NO_OCTETS, "expected hexadecimal"));
                    }
                    SessionStep::Exchange(SessionExchange { command, answer: None, remark })
                }
            });
        } else if let Some(received) = line.strip_prefix("< ") {
            let span = offset..offset.saturating_add(line.len());
            let mut text = received.to_owned();
            // The tool breaks the line after every sixteen octets; the words behind " : " end the answer. Only what
            // came last is looked at: an answer may be as long as the file.
            let mut last = received;
            while !last.contains(':') && last.split_whitespace().count() % 16 == 0 {
                let Some((_, more)) = all.next() else { break };
                text.push_str(more);
                last = more;
            }
            received_line(source, span, &text, steps.last_mut())?;
        } else if let Some(text) = line.strip_prefix('#') {
            steps.push(SessionStep::Comment(one_line(text)));
        } else if !line.trim().is_empty() && !is_script_line(line) {
            notes.add("lines of the log left out", "they are neither commands nor answers nor comments");
        }
    }
    Ok(Session { steps })
}

/// Returns whether a line of a log is one of the script: the tool prints every line before it does what the line says.
fn is_script_line(line: &str) -> bool {
    let lower = line.to_ascii_lowercase();
    lower.contains("reset")
        || lower.contains("exit")
        || line.trim_end_matches('\\').chars().all(|letter| letter.is_ascii_hexdigit() || letter.is_whitespace())
}

/// Reads an answer (`6F … 90 00 : Normal processing.`), an ATR (`OK: 3B …`) or a failed reset (`KO: …`).
fn received_line(
    source: NamedText<'_>,
    span: Range<usize>,
    text: &str,
    last: Option<&mut SessionStep>,
) -> Result<(), FormatError> {
    let (octets, is_atr) = match text.split_once("OK:") {
        Some((_, atr)) => (atr, true),
        None => (text.split(':').next().unwrap_or_default(), false),
    };
    let octets: String = octets.split_whitespace().collect();
    let octets = hex::decode(&octets).map_err(|_| {
        source.mistake(span.clone(), "This answer is not hexadecimal.", "expected octets, a colon and words")
    })?;
    match last {
        Some(SessionStep::Reset { atr: atr @ None }) if is_atr => *atr = Some(octets),
        Some(SessionStep::Exchange(SessionExchange { answer: answer @ None, .. })) if octets.len() >= 2 => {
            *answer = Some(Reply::Octets(octets))
        }
        Some(SessionStep::Exchange(SessionExchange { answer: None, .. })) => {
            return Err(source.mistake(span, "This answer has no status word.", "an answer ends with SW1 SW2"));
        }
        _ => {
            return Err(source.mistake(
                span,
                "This answer follows no command.",
                "expected a line that begins with > before it",
            ));
        }
    }
    Ok(())
}

const NO_ANSWERS: &str = "a scriptor script holds commands only; JSON lines and the trace language hold answers too";

/// Returns a session as a script can hold it: commands, resets and comments.
pub(super) fn narrow(session: &Session, notes: &mut Notes) -> Session {
    let mut steps = Vec::new();
    for step in &session.steps {
        match step {
            SessionStep::PowerOn { atr } | SessionStep::Reset { atr } => {
                if atr.is_some() {
                    notes.add("ATRs left out", NO_ANSWERS);
                }
                steps.push(SessionStep::Reset { atr: None });
            }
            SessionStep::PowerOff => notes.add("power-offs left out", "scriptor can only reset the card"),
            SessionStep::Contact | SessionStep::Tap { .. } => {
                notes.add("changes of the interface left out", "scriptor uses the one reader it was started with")
            }
            SessionStep::Exchange(exchange) => narrow_exchange(exchange, &mut steps, notes),
            SessionStep::Comment(text) => {
                comment_lines(text).for_each(|comment| push_comment(comment, &mut steps, notes))
            }
            SessionStep::Echo(text) => {
                notes.add("echoes written as comments", "scriptor prints its comments, and has no echo");
                push_comment(SessionStep::Comment(one_line(text)), &mut steps, notes);
            }
            SessionStep::Message(message) => {
                notes.add("messages written as comments", "a scriptor script holds commands only");
                push_comment(SessionStep::Comment(message.to_string()), &mut steps, notes);
            }
            SessionStep::Delay { .. } => notes.add("delays left out", "scriptor cannot wait"),
            SessionStep::Setting(text) => {
                notes.add("settings written as comments", "scriptor takes the card as it is");
                push_comment(SessionStep::Comment(one_line(text)), &mut steps, notes);
            }
        }
    }
    Session { steps }
}

fn narrow_exchange(exchange: &SessionExchange, steps: &mut Vec<SessionStep>, notes: &mut Notes) {
    if exchange.answer.is_some() {
        notes.add("answers left out", NO_ANSWERS);
    }
    if let Some(remark) = exchange.remark.as_deref().map(one_line).filter(|remark| !remark.is_empty()) {
        push_comment(SessionStep::Comment(remark), steps, notes);
    }
    if is_status_word(&spaced_hex(&exchange.command)) {
        notes.add("commands left out", "a line of two octets is read as a status word");
        return;
    }
    steps.push(SessionStep::Exchange(SessionExchange {
        command: exchange.command.clone(),
        answer: None,
        remark: None,
    }));
}

fn push_comment(comment: SessionStep, steps: &mut Vec<SessionStep>, notes: &mut Notes) {
    match comment {
        SessionStep::Comment(text) if text.to_ascii_lowercase().contains("exit") => {
            notes.add("comments left out", "scriptor ends at any line with the word exit, comments too");
        }
        comment => steps.push(comment),
    }
}

/// Prints a script. What [`super::Format::narrow`] takes out is not printed.
pub fn print(session: &Session) -> String {
    session.steps.iter().filter_map(print_line).map(|line| line + "\n").collect()
}

fn print_line(step: &SessionStep) -> Option<String> {
    match step {
        SessionStep::PowerOn { .. } | SessionStep::Reset { .. } => Some("reset".to_owned()),
        SessionStep::Exchange(exchange) => Some(spaced_hex(&exchange.command)),
        SessionStep::Comment(text) => Some(format!("# {text}").trim_end().to_owned()),
        SessionStep::PowerOff
        | SessionStep::Contact
        | SessionStep::Tap { .. }
        | SessionStep::Echo(_)
        | SessionStep::Delay { .. }
        | SessionStep::Message(_)
        | SessionStep::Setting(_) => None,
    }
}
