//! Logs that draw arrows: `>` or `->` before a command, `<` or `<-` before its answer. The text before the arrow names
//! the reader.

use super::assembly::Assembly;
use super::octets::{payload, whole_line};
use super::{Fragment, LogFamily};
use sim_wire::count::{Counted, CountedVerb};

/// Words that only pyscard's observers write.
const PYSCARD: [&str; 5] = ["connecting to", "disconnecting from", "status words:", "< [] ", "<  [] "];

/// Arrow in a line, by its direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Arrow {
    ToCard,
    FromCard,
}

/// Reads the lines of a log.
pub(super) fn read(family: LogFamily, lines: &[&str], assembly: &mut Assembly) {
    let is_pyscard =
        lines.iter().any(|line| PYSCARD.iter().any(|word| line.contains(word)) || reader_of(line).is_some());
    if (family == LogFamily::Pyscard) != is_pyscard && family != LogFamily::PySim {
        return;
    }
    let mut left = lines.iter().zip(1_usize..).peekable();
    while let Some((line, number)) = left.next() {
        let Some((channel, arrow, rest)) = arrow(family, line) else {
            assembly.pass_over(line);
            continue;
        };
        if arrow == Arrow::ToCard && rest.trim().eq_ignore_ascii_case("reset") {
            assembly.take_from(channel, number, Fragment::Reset);
            continue;
        }
        if let Some(atr) = rest.trim().strip_prefix("OK:").and_then(payload) {
            assembly.take_from(channel, number, Fragment::Atr(atr.octets));
            continue;
        }
        let found = match (family, arrow) {
            (LogFamily::PySim, Arrow::FromCard) => status_first(rest),
            _ => octets(rest, arrow),
        };
        match found {
            Ok(Some((mut octets, is_open))) => {
                if is_open && family != LogFamily::PySim {
                    while let Some((more, _)) = left.next_if(|(next, _)| whole_line(next).is_some()) {
                        octets.extend(whole_line(more).unwrap_or_default());
                    }
                }
                let fragment = match arrow {
                    Arrow::ToCard => Fragment::Command(octets),
                    Arrow::FromCard => Fragment::Answer(octets),
                };
                assembly.take_from(channel, number, fragment);
            }
            Ok(None) => assembly.pass_over(line),
            Err(why) => assembly.refuse(number, why),
        }
    }
}

/// Splits a line into the text before the arrow, the arrow, and the text after.
fn arrow(family: LogFamily, line: &str) -> Option<(&str, Arrow, &str)> {
    const ARROWS: [(&str, Arrow); 2] = [(">", Arrow::ToCard), ("<", Arrow::FromCard)];
    const LONG: [(&str, Arrow); 2] = [("->", Arrow::ToCard), ("<-", Arrow::FromCard)];
    const WORDS: [(&str, Arrow); 2] = [("sending", Arrow::ToCard), ("response:", Arrow::FromCard)];
    let marks = match family {
        LogFamily::PySim => [LONG].concat(),
        LogFamily::Pyscard => [ARROWS, WORDS].concat(),
        _ => ARROWS.to_vec(),
    };
    marks.into_iter().find_map(|(mark, arrow)| {
        let (before, rest) = line.split_once(mark)?;
        let before = before.trim();
        // An arrow stands at the beginning, or behind the name of a reader or of who writes the log.
        let is_named = before.is_empty() || before.ends_with(':') || before.ends_with(']');
        let is_apart = rest.starts_with(char::is_whitespace) || family == LogFamily::PySim;
        (is_named && is_apart).then_some((before.trim_end_matches(':'), arrow, rest))
    })
}

/// Returns the reader in `Reader 00 00: > …`, as pyscard's observers name it.
fn reader_of(line: &str) -> Option<&str> {
    let (before, _) = line.split_once(": > ").or_else(|| line.split_once(": < "))?;
    (!before.is_empty()).then_some(before)
}

/// Octets of a line, and whether the next line may continue them; `None` for prose.
type ArrowOctets = Result<Option<(Vec<u8>, bool)>, String>;

/// Reads octets after an arrow: data and status word, with `[]` for no data and perhaps `status words:` between.
fn octets(rest: &str, arrow: Arrow) -> ArrowOctets {
    let rest = rest.trim().trim_start_matches("[]").trim_start();
    let (data, status) = match rest.split_once("status words:") {
        Some((data, status)) => (data.trim().trim_end_matches(','), Some(status)),
        None => (rest, None),
    };
    let mut all = Vec::new();
    let mut is_open = true;
    for part in [Some(data).filter(|data| status.is_none() || !data.is_empty()), status].into_iter().flatten() {
        let Some(payload) = payload(part) else { return Ok(None) };
        if let Some(why) = payload.trouble() {
            return Err(why);
        }
        is_open = payload.is_open() && status.is_none();
        all.extend(payload.octets);
    }
    let least = if arrow == Arrow::ToCard { 4 } else { 2 };
    if all.len() < least {
        return Err(format!(
            "{} {} fewer than {least}, the least that there can be",
            Counted(all.len(), "octet"),
            CountedVerb(all.len(), "is", "are")
        ));
    }
    Ok(Some((all, is_open)))
}

/// Reads the status word, a colon, and the data, as pySim writes them.
fn status_first(rest: &str) -> ArrowOctets {
    let Some((status, data)) = rest.split_once(':') else { return octets(rest, Arrow::FromCard) };
    let Some(status) = whole_line(status).filter(|status| status.len() == 2) else { return Ok(None) };
    let data = data.trim();
    match whole_line(data) {
        _ if data.is_empty() => Ok(Some((status, false))),
        Some(data) => Ok(Some(([data, status].concat(), false))),
        None => Err("the data behind the status word are not hexadecimal".to_owned()),
    }
}
