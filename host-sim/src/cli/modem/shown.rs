//! What was exchanged, one line each, with the meaning of what goes to the card's toolkit and comes from it.

use sim_codec::time::Moment;
use sim_device::modem::Answered;
use sim_explain::ContentKind;
use sim_explain::render::line::{Names, brief};
use sim_wire::instruction::Instruction;

/// Most characters of a line of an answer that are shown; of longer ones the beginning is.
const SHOWN_MAX: usize = 300;

/// Sign in the place of a PIN.
const HIDDEN: &str = "··";

/// Returns the line of a command and its answer, or of what the modem said by itself.
pub(super) fn line(now: Moment, answered: &Answered) -> String {
    let time = now.to_string();
    let time = time.split_once(' ').map_or(time.as_str(), |(_, time)| time);
    let lines = answered.lines.iter().map(|line| spoken(line)).collect::<Vec<_>>().join(" | ");
    match &answered.command {
        Some(command) => format!("{time}  {}  →  {lines}", spoken(command)),
        None => format!("{time}  ←  {lines}"),
    }
}

/// Returns a line as it is shown: without controls, with its meaning, and without what a person typed in secret.
fn spoken(line: &str) -> String {
    let line: String = line.escape_debug().collect::<String>().replace("\\\"", "\"").replace("\\'", "'");
    let line = without_secrets(&line);
    let found = [
        ("+CUSATP: ", ContentKind::ProactiveCommand),
        ("AT+CUSATT=", ContentKind::TerminalResponse),
        ("AT+CUSATE=", ContentKind::Envelope),
    ]
    .into_iter()
    .find_map(|(start, kind)| {
        let begins = line.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start));
        let digits = line.get(start.len()..).filter(|_| begins)?;
        Some((start, kind, hex::decode(digits.trim_matches('"')).ok()?))
    });
    match found {
        Some((start, ContentKind::TerminalResponse, octets)) => {
            let length = u8::try_from(octets.len()).unwrap_or(u8::MAX);
            let ins = Instruction::TerminalResponse.ins();
            let command = [&[0x80, ins, 0x00, 0x00, length], octets.as_slice()].concat();
            let shown = sim_explain::shown_octets(&command).split_off(5).concat();
            format!("{start}{shown} ({})", brief(&sim_explain::command(&command), Names::Full))
        }
        Some((start, kind, octets)) => {
            let meaning = brief(&sim_explain::guess::explain_as(kind, &octets), Names::Full);
            format!("{start}{} ({meaning})", hex::encode_upper(&octets))
        }
        None if line.chars().count() > SHOWN_MAX => line.chars().take(SHOWN_MAX).chain(['…']).collect(),
        None => line,
    }
}

/// Returns a command line without the PIN of +CPIN, and without that in a command to the card.
fn without_secrets(line: &str) -> String {
    line.split_inclusive(';').map(without_secret).collect()
}

/// Returns one command of a line without its PIN.
fn without_secret(command: &str) -> String {
    let Some((name, rest)) = command.split_once('=') else { return command.to_owned() };
    let (value, end) = rest.strip_suffix(';').map_or((rest, ""), |value| (value, ";"));
    let upper = name.to_ascii_uppercase();
    if upper.ends_with("+CPIN") && value != "?" {
        return format!("{name}={HIDDEN}{end}");
    }
    let octets = |digits: &str| hex::decode(digits.trim_matches('"')).ok();
    match value.split_once(',').and_then(|(length, digits)| Some((length, octets(digits)?))) {
        Some((length, octets)) if upper.ends_with("+CSIM") => {
            format!("{name}={length},\"{}\"{end}", sim_explain::shown_octets(&octets).concat())
        }
        _ => command.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pin_is_not_shown() {
        for (line, shown) in [
            ("AT+CPIN=1234", "AT+CPIN=··"),
            ("at+cpin=\"1234\";+CIMI", "at+cpin=··;+CIMI"),
            ("AT+CIMI;+CPIN=\"1234\",\"5678\"", "AT+CIMI;+CPIN=··"),
            ("AT+CPIN=?", "AT+CPIN=?"),
            ("AT+CPIN?", "AT+CPIN?"),
            ("AT+CSIM=26,\"A02000010831323334FFFFFFFF\"", "AT+CSIM=26,\"A020000108················\""),
            ("AT+CSIM=26,A02000010831323334FFFFFFFF;+CSQ", "AT+CSIM=26,\"A020000108················\";+CSQ"),
            ("AT+CSIM=14,\"A0A40000023F00\"", "AT+CSIM=14,\"A0A40000023F00\""),
            ("AT+CSIM=1,\"X\"", "AT+CSIM=1,\"X\""),
            ("a text; AT+CSQ", "a text; AT+CSQ"),
        ] {
            assert_eq!(spoken(line), shown);
        }
    }

    #[test]
    fn line_of_an_answer_is_short_and_one_line() {
        assert_eq!(spoken("a\nb\u{7}"), "a\\nb\\u{7}");
        assert_eq!(spoken(&"x".repeat(SHOWN_MAX)), "x".repeat(SHOWN_MAX));
        assert_eq!(spoken(&"x".repeat(SHOWN_MAX + 1)), "x".repeat(SHOWN_MAX) + "…");
    }
}
