//! Hex dumps: a line that says how many octets come (OpenSC: `Outgoing APDU (5 bytes):`), and lines of octets with
//! their letters behind, perhaps an offset before.

use super::Fragment;
use super::assembly::Assembly;
use super::octets::{behind, dumped};
use sim_wire::count::{Counted, CountedVerb};

/// Reads the lines of a log.
pub(super) fn read(lines: &[&str], assembly: &mut Assembly) {
    let mut left = lines.iter().zip(1_usize..).peekable();
    while let Some((line, number)) = left.next() {
        let Some((is_command, length)) = announced(line) else {
            assembly.pass_over(line);
            continue;
        };
        let mut octets = Vec::new();
        while octets.len() < length {
            let missing = length.saturating_sub(octets.len());
            let next = left.next_if(|(next, _)| dumped(next, octets.len(), missing).is_some());
            let Some((more, _)) = next else { break };
            octets.extend(dumped(more, octets.len(), missing).unwrap_or_default());
        }
        if octets.len() != length {
            assembly.refuse(
                number,
                format!(
                    "it announces {}, and {} {}",
                    Counted(length, "octet"),
                    octets.len(),
                    CountedVerb(octets.len(), "follows", "follow")
                ),
            );
            continue;
        }
        assembly.take(number, if is_command { Fragment::Command(octets) } else { Fragment::Answer(octets) });
    }
}

/// Reads the announcement of a command (`true`) or an answer, and its number of octets.
fn announced(line: &str) -> Option<(bool, usize)> {
    let (rest, is_command) = match (behind(line, "Outgoing APDU"), behind(line, "Incoming APDU")) {
        (Some((_, rest)), _) => (rest, true),
        (None, Some((_, rest))) => (rest, false),
        (None, None) => return None,
    };
    let (_, count) = rest.split_once('(').or_else(|| rest.split_once('['))?;
    let digits: String = count.trim_start().chars().take_while(char::is_ascii_digit).collect();
    Some((is_command, digits.parse().ok()?))
}
