//! Logs of `apdutool`, one line for each exchange: `CLA: 80, INS: 5c, P1: 00, P2: 02, Lc: 00, Le: 04, 00, …, SW1: 90,
//! SW2: 00`. There `Le` counts the octets of the answer, so the Le that was sent is not known, and the one that fits is
//! put.

use sim_wire::count::Counted;
use std::ops::Range;

use super::super::{FormatError, NamedText, Reply, Session, SessionExchange, SessionStep, lines, one_line};

/// Reads a log. Lines that the script echoed become echoes.
pub(super) fn parse(source: NamedText<'_>) -> Result<Session, FormatError> {
    let mut steps = Vec::new();
    for (offset, line) in lines(source.text) {
        let text = line.trim();
        let span = offset..offset.saturating_add(line.len());
        if text.is_empty() {
            continue;
        }
        steps.push(if text.starts_with("CLA: ") {
            SessionStep::Exchange(exchange(source, span, text)?)
        } else if let Some((_, atr)) = text.split_once("ATR = ") {
            SessionStep::PowerOn { atr: Some(atr_octets(source, span, atr)?) }
        } else if text.ends_with("was powered down.") {
            SessionStep::PowerOff
        } else {
            SessionStep::Echo(one_line(text))
        });
    }
    Ok(Session { steps })
}

/// Reads the octets of an ATR: `0x3b 0xf0 0x11 0x00`.
fn atr_octets(source: NamedText<'_>, span: Range<usize>, text: &str) -> Result<Vec<u8>, FormatError> {
    let octet = |word: &str| u8::from_str_radix(word.trim_start_matches("0x"), 16);
    text.split_whitespace()
        .map(octet)
        .collect::<Result<_, _>>()
        .map_err(|_| source.mistake(span, "This ATR is not hexadecimal.", "expected octets such as 0x3b 0xf0"))
}

/// Fields of a line in their order.
struct Fields<'a> {
    source: NamedText<'a>,
    span: Range<usize>,
    words: std::iter::Peekable<std::str::Split<'a, char>>,
}

fn exchange<'a>(source: NamedText<'a>, span: Range<usize>, line: &'a str) -> Result<SessionExchange, FormatError> {
    let mut fields = Fields { source, span, words: line.split(',').peekable() };
    let header =
        [fields.take_named("CLA")?, fields.take_named("INS")?, fields.take_named("P1")?, fields.take_named("P2")?];
    let lc = fields.take_named("Lc")?;
    let data = fields.octets(lc)?;
    let le = fields.take_named("Le")?;
    let answer = fields.octets(le)?;
    let status = [fields.take_named("SW1")?, fields.take_named("SW2")?];
    let mut command = header.to_vec();
    match (lc, le) {
        (0, le) => command.push(le),
        (lc, 0) => command.extend([&[lc], data.as_slice()].concat()),
        (lc, le) => command.extend([&[lc], data.as_slice(), &[le]].concat()),
    }
    let answer = [answer.as_slice(), &status].concat();
    Ok(SessionExchange { command, answer: Some(Reply::Octets(answer)), remark: None })
}

impl Fields<'_> {
    /// Reads the octet of `NAME: xx`.
    fn take_named(&mut self, name: &str) -> Result<u8, FormatError> {
        let word = self.words.next().unwrap_or_default().trim();
        match word.split_once(':') {
            Some((found, octet)) if found.eq_ignore_ascii_case(name) => self.octet(octet),
            _ => {
                let found = if word.is_empty() { "the end of the line".to_owned() } else { format!("{word:?}") };
                Err(self.source.mistake(
                    self.span.clone(),
                    format!("In this line of the log {name} is missing."),
                    format!("expected {name}: and an octet, found {found}"),
                ))
            }
        }
    }

    fn octets(&mut self, count: u8) -> Result<Vec<u8>, FormatError> {
        let mut octets = Vec::new();
        while let Some(word) = self.words.next_if(|word| !word.contains(':')) {
            octets.push(self.octet(word)?);
        }
        if octets.len() == usize::from(count) {
            return Ok(octets);
        }
        let message = format!("This line says {} and shows {}.", Counted(count, "octet"), octets.len());
        Err(self.source.mistake(self.span.clone(), message, "the count before the octets is hexadecimal"))
    }

    fn octet(&self, text: &str) -> Result<u8, FormatError> {
        u8::from_str_radix(text.trim(), 16).map_err(|_| {
            self.source.mistake(
                self.span.clone(),
                format!("{:?} is no octet.", text.trim()),
                "expected two hexadecimal digits",
            )
        })
    }
}
