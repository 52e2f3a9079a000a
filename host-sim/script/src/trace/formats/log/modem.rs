//! Lines of a modem (3GPP TS 27.005 and 27.007, and what makers added): short messages in PDU mode, toolkit messages,
//! and APDUs by `+CSIM`. A short message stands in the line behind its header, and its first octet is the length of the
//! service centre's address.

use sim_wire::count::{Counted, CountedVerb};
use std::iter::Peekable;
use std::slice::Iter;

use super::super::{MessageKind, SessionMessage};
use super::Fragment;
use super::assembly::Assembly;
use super::octets::whole_line;

/// Names of lines that carry toolkit messages.
const TOOLKIT: [&str; 9] = ["CUSAT", "STK", "CSIN", "CSTR", "STIN", "STGI", "QSTK", "SATI", "SATR"];

type Lines<'a, 'l> = Peekable<std::iter::Zip<Iter<'a, &'l str>, std::ops::RangeFrom<usize>>>;

/// Line of a modem or to it: its name in capitals, and its parameters.
struct ModemLine<'l> {
    name: String,
    parameters: Vec<&'l str>,
}

/// Reads the lines of a log.
pub(super) fn read(lines: &[&str], assembly: &mut Assembly) {
    let mut left: Lines<'_, '_> = lines.iter().zip(1_usize..).peekable();
    while let Some((line, number)) = left.next() {
        match ModemLine::parse(line) {
            None => assembly.pass_over(line),
            Some(modem_line) => modem_line.read(line, number, &mut left, assembly),
        }
    }
}

impl<'l> ModemLine<'l> {
    /// Finds `+NAME: …`, `^NAME: …`, `AT+NAME=…` in a line; time stamps and directions may stand before it.
    fn parse(line: &'l str) -> Option<ModemLine<'l>> {
        let start = line.char_indices().find(|(place, letter)| {
            let before = line.get(..*place).and_then(|before| before.chars().next_back());
            let after = line.get(place.saturating_add(1)..).and_then(|after| after.chars().next());
            ['+', '^', '%', '*'].contains(letter)
                && before.is_none_or(|before| !before.is_ascii_digit())
                && after.is_some_and(|after| after.is_ascii_uppercase())
        });
        let text = line.get(start?.0.checked_add(1)?..)?;
        let end = text.find([':', '=']).filter(|end| text.get(..*end).is_some_and(is_name))?;
        let (name, parameters) = text.split_at_checked(end)?;
        let parameters = parameters.get(1..)?.split(',').map(|parameter| parameter.trim().trim_matches('"').trim());
        Some(ModemLine { name: name.to_ascii_uppercase(), parameters: parameters.collect() })
    }

    fn read(&self, line: &str, number: usize, left: &mut Lines<'_, '_>, assembly: &mut Assembly) {
        match self.name.as_str() {
            "CMGR" | "CMGL" | "CMT" | "CDS" | "CMGS" | "CMGW" => self.short_message(line, left, assembly),
            "CSIM" => self.apdu(line, number, assembly),
            name if TOOLKIT.iter().any(|toolkit| name.contains(toolkit)) => self.toolkit(line, number, left, assembly),
            _ => assembly.pass_over(line),
        }
    }

    /// Reads a short message in the next line, as long as this line says.
    fn short_message(&self, line: &str, left: &mut Lines<'_, '_>, assembly: &mut Assembly) {
        let next = |text: &str| whole_line(text.trim_start_matches(['>', ' ']));
        let Some((pdu, place)) = left.next_if(|(text, _)| next(text).is_some()) else {
            return assembly.pass_over(line);
        };
        let octets = next(pdu).unwrap_or_default();
        let centre = octets.first().copied().map_or(0, usize::from).saturating_add(1);
        let length = self.parameters.last().and_then(|length| length.parse::<usize>().ok());
        if let Some(length) = length.filter(|length| octets.len() != length.saturating_add(centre)) {
            let has = octets.len().saturating_sub(centre);
            let why = format!(
                "the line before says {} behind the centre, and it has {has}, which {} taken",
                Counted(length, "octet"),
                CountedVerb(has, "is", "are")
            );
            assembly.doubt(place, why);
        }
        // <stat> of a stored message: 0 and 1 were received, 2 and 3 are one's own (TS 27.005 §3.1).
        let stat = match self.name.as_str() {
            "CMGR" => self.parameters.first(),
            "CMGL" => self.parameters.get(1),
            _ => None,
        };
        let is_own = matches!(self.name.as_str(), "CMGS" | "CMGW") || matches!(stat, Some(&"2" | &"3"));
        let kind = if is_own { MessageKind::ShortMessageFromHandset } else { MessageKind::ShortMessageToHandset };
        assembly.take(place, Fragment::Message(SessionMessage { kind, octets }));
    }

    /// Reads a command or an answer: the number of digits, and the digits.
    fn apdu(&self, line: &str, number: usize, assembly: &mut Assembly) {
        let Some(octets) = self.parameters.last().and_then(|text| whole_line(text)) else {
            return assembly.pass_over(line);
        };
        let digits = octets.len().saturating_mul(2);
        match self.parameters.as_slice() {
            [length, _] if length.parse() != Ok(digits) => {
                assembly.refuse(number, format!("it says {length} as the number of digits and has {digits}"));
            }
            _ if line.contains("CSIM=") => assembly.take(number, Fragment::Command(octets)),
            _ => assembly.take(number, Fragment::Answer(octets)),
        }
    }

    /// Reads a toolkit message in this line, or in the next.
    fn toolkit(&self, line: &str, number: usize, left: &mut Lines<'_, '_>, assembly: &mut Assembly) {
        let here = self.parameters.iter().filter_map(|text| whole_line(text)).find(|octets| octets.len() >= 4);
        let (octets, place) = match here {
            Some(octets) => (octets, number),
            None => match left.next_if(|(text, _)| whole_line(text.trim().trim_matches('"')).is_some()) {
                Some((text, place)) => (whole_line(text.trim().trim_matches('"')).unwrap_or_default(), place),
                None => {
                    let is_data =
                        self.parameters.iter().any(|text| text.len() >= 8 && text.starts_with(['D', 'd', '8']));
                    return match is_data {
                        true => assembly.refuse(number, "its octets are not hexadecimal"),
                        false => assembly.pass_over(line),
                    };
                }
            },
        };
        let kind = match octets.first() {
            Some(0xD0) => MessageKind::ProactiveCommand,
            Some(0x81 | 0x01) => MessageKind::TerminalResponse,
            Some(0xD1..=0xEF) => MessageKind::Envelope,
            _ => return assembly.refuse(place, "its octets begin as no message of the toolkit does"),
        };
        assembly.take(place, Fragment::Message(SessionMessage { kind, octets }));
    }
}

fn is_name(text: &str) -> bool {
    (2..=10).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}
