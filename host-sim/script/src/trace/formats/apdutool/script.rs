//! Statements of an `apdutool` script.

use sim_wire::count::{Counted, CountedVerb};
use std::collections::BTreeMap;
use std::ops::Range;

use super::super::{FormatError, NamedText, Notes, Session, SessionExchange, SessionStep, comment_lines, one_line};
use super::token::{Kind, Token, tokens};
use super::{Loader, WHATEVER_COMES};

/// Greatest depth to which files include one another; deeper ones do so in a circle.
const INCLUDES_MAX: usize = 16;

/// Greatest number of files that a script includes, counting again those that are included again.
const INCLUDED_FILES_MAX: usize = 1_000;

/// Greatest number of words that the names of a script stand for. A file of 1 MB has half as many by itself.
const WORDS_MAX: usize = 1_000_000;

/// Reads a script and the files that it includes.
pub(super) fn parse(source: NamedText<'_>, load: &mut Loader<'_>, notes: &mut Notes) -> Result<Session, FormatError> {
    let mut reader = Reader {
        load,
        notes,
        steps: Vec::new(),
        names: BTreeMap::new(),
        words: 0,
        extended: false,
        depth: 0,
        included: 0,
    };
    reader.read(source)?;
    Ok(Session { steps: reader.steps })
}

struct Reader<'a, 'b> {
    load: &'a mut Loader<'b>,
    notes: &'a mut Notes,
    steps: Vec<SessionStep>,
    /// Meanings of the names that `#define` defined; a wrong meaning is blamed where its name is used.
    names: BTreeMap<String, Result<Vec<Meaning>, FormatError>>,
    /// Number of words that names were replaced by so far.
    words: usize,
    extended: bool,
    depth: usize,
    /// Number of files that were included so far.
    included: usize,
}

/// Word for which a name stands.
struct Meaning {
    text: String,
    quoted: bool,
}

impl Meaning {
    /// Reads the text after the name in a `#define`.
    fn read(source: NamedText<'_>) -> Result<Vec<Meaning>, FormatError> {
        let words = tokens(source)?.into_iter().filter_map(|Token { kind, .. }| match kind {
            Kind::Word(text) => Some(Meaning { text, quoted: false }),
            Kind::Text(text) => Some(Meaning { text, quoted: true }),
            Kind::End | Kind::Comment(_) | Kind::Directive(_) => None,
        });
        Ok(words.collect())
    }
}

/// Word of a statement after names are replaced, with the place on which it is blamed.
struct Word {
    text: String,
    quoted: bool,
    span: Range<usize>,
}

impl Reader<'_, '_> {
    fn read(&mut self, source: NamedText<'_>) -> Result<(), FormatError> {
        let mut statement: Vec<Word> = Vec::new();
        let mut command_ended = false;
        for Token { kind, span, opens_line } in tokens(source)? {
            match kind {
                Kind::Comment(text) if command_ended && !opens_line && !text.contains('\n') => self.remark(&text),
                Kind::Comment(text) => self.steps.extend(comment_lines(&text)),
                Kind::Directive(text) => self.directive(source, &text, span)?,
                Kind::Word(text) => self.word(source, text, span, &mut statement)?,
                Kind::Text(text) => statement.push(Word { text, quoted: true, span }),
                Kind::End => {
                    let steps = self.steps.len();
                    self.statement(source, &std::mem::take(&mut statement))?;
                    command_ended = self.steps.len() > steps;
                    continue;
                }
            }
            command_ended = false;
        }
        match statement.as_slice() {
            [] => Ok(()),
            [first, ..] => {
                let end = statement.last().map_or(first.span.end, |last| last.span.end);
                Err(source.mistake(first.span.start..end, "This statement does not end.", "expected ; after it"))
            }
        }
    }

    /// Adds a comment: behind a command as its remark, behind anything else as a line of its own.
    fn remark(&mut self, text: &str) {
        let text = one_line(text);
        match self.steps.last_mut() {
            Some(SessionStep::Exchange(exchange)) if !text.is_empty() => exchange.remark = Some(text),
            _ => self.steps.push(SessionStep::Comment(text)),
        }
    }

    fn word(
        &mut self,
        source: NamedText<'_>,
        text: String,
        span: Range<usize>,
        statement: &mut Vec<Word>,
    ) -> Result<(), FormatError> {
        let Some(meaning) = self.names.get(&text) else {
            statement.push(Word { text, quoted: false, span });
            return Ok(());
        };
        let meaning = meaning.as_ref().map_err(Clone::clone)?;
        // A name that stands for nothing counts as well: looking it up is work too.
        self.words = self.words.saturating_add(meaning.len().max(1));
        if self.words > WORDS_MAX {
            let message = format!("The names of this script stand for more than {WORDS_MAX} words.");
            return Err(source.mistake(span, message, "too many with this one"));
        }
        statement.extend(meaning.iter().map(|Meaning { text, quoted }| Word {
            text: text.clone(),
            quoted: *quoted,
            span: span.clone(),
        }));
        Ok(())
    }

    fn directive(&mut self, source: NamedText<'_>, text: &str, span: Range<usize>) -> Result<(), FormatError> {
        let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        let rest = rest.trim();
        match word {
            "define" if !rest.is_empty() => {
                let (name, meaning) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
                let meaning = Meaning::read(NamedText { name: source.name, text: meaning.trim() });
                self.names.insert(name.to_owned(), meaning);
            }
            "undef" => {
                self.names.remove(rest);
            }
            "include" => return self.include(source, rest.trim_matches(['"', '<', '>']), span),
            _ => {
                let message = format!("The directive #{word} is not understood.");
                return Err(source.mistake(span, message, "known are #define, #undef and #include"));
            }
        }
        Ok(())
    }

    fn include(&mut self, source: NamedText<'_>, path: &str, span: Range<usize>) -> Result<(), FormatError> {
        if self.depth >= INCLUDES_MAX {
            return Err(source.mistake(span, "These files include one another in a circle.", "included again here"));
        }
        if self.included >= INCLUDED_FILES_MAX {
            let message = format!("This script includes more than {INCLUDED_FILES_MAX} files.");
            return Err(source.mistake(span, message, "too many with this one"));
        }
        self.included = self.included.saturating_add(1);
        let text = (self.load)(path).map_err(|why| {
            source.mistake(span, format!("The included file {path:?} cannot be read: {why}."), "included here")
        })?;
        self.depth = self.depth.saturating_add(1);
        self.read(NamedText { name: path, text: &text })?;
        self.depth = self.depth.saturating_sub(1);
        Ok(())
    }

    fn statement(&mut self, source: NamedText<'_>, words: &[Word]) -> Result<(), FormatError> {
        let Some((first, rest)) = words.split_first() else { return Ok(()) };
        let keyword = first.text.to_ascii_lowercase();
        let step = match (keyword.as_str(), rest) {
            _ if first.quoted || keyword.starts_with(|letter: char| letter.is_ascii_digit()) => {
                Some(SessionStep::Exchange(self.command(source, words)?))
            }
            ("powerup", []) => Some(SessionStep::PowerOn { atr: None }),
            ("powerdown", []) => Some(SessionStep::PowerOff),
            ("contacted", []) => Some(SessionStep::Contact),
            ("contactless", []) => Some(SessionStep::Tap { reach_cm: None }),
            ("echo", [text]) if text.quoted => Some(SessionStep::Echo(one_line(&text.text))),
            ("delay", [ms]) => Some(SessionStep::Delay { ms: u64::from(number(source, ms)?) }),
            ("select", [aid]) => Some(SessionStep::Exchange(select(source, aid)?)),
            ("output" | "extended", [switch]) => {
                self.switch(source, &keyword, switch)?;
                None
            }
            _ => return Err(unknown(source, first, &keyword)),
        };
        self.steps.extend(step);
        Ok(())
    }

    fn switch(&mut self, source: NamedText<'_>, keyword: &str, switch: &Word) -> Result<(), FormatError> {
        let on = match switch.text.to_ascii_lowercase().as_str() {
            "on" => true,
            "off" => false,
            _ => {
                return Err(source.mistake(
                    switch.span.clone(),
                    format!("{keyword} is on or off."),
                    "expected on or off",
                ));
            }
        };
        if keyword == "extended" {
            self.extended = on;
        } else {
            self.notes.add("output switches left out", "they only tell apdutool what to print");
        }
        Ok(())
    }

    fn command(&mut self, source: NamedText<'_>, words: &[Word]) -> Result<SessionExchange, FormatError> {
        let mut octets: Vec<u8> = Vec::new();
        for word in words {
            if word.quoted {
                octets.extend(word.text.bytes());
            } else {
                let value = number(source, word)?;
                octets.push(u8::try_from(value).map_err(|_| {
                    source.mistake(
                        word.span.clone(),
                        format!("{} is no octet.", word.text),
                        "expected a number up to 255 (0xFF)",
                    )
                })?);
            }
        }
        let start = words.first().map_or(0, |word| word.span.start);
        let end = words.last().map_or(start, |word| word.span.end);
        let command = if self.extended {
            self.notes.add("extended APDUs shortened", "the card has short lengths only");
            extended(&octets)
        } else {
            short(&octets)
        };
        let command = command
            .map_err(|expected| source.mistake(start..end, "This is no command as apdutool wants it.", expected))?;
        Ok(SessionExchange { command, answer: None, remark: None })
    }
}

fn unknown(source: NamedText<'_>, first: &Word, keyword: &str) -> FormatError {
    let known = "a command, powerup, powerdown, contacted, contactless, echo \"…\", delay N, output on|off, extended on|off, select";
    let message = match keyword {
        "send" | "open" | "close" => format!("The statement {keyword} uses logical channels, which this card has not."),
        _ => format!("{:?} does not begin a statement of apdutool, or does not go with what follows it.", first.text),
    };
    source.mistake(first.span.clone(), message, format!("expected {known}"))
}

/// Reads a number in hexadecimal (`0x1F`), octal (`017`) or decimal.
fn number(source: NamedText<'_>, word: &Word) -> Result<u32, FormatError> {
    let text = word.text.as_str();
    let parsed = match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(digits) => u32::from_str_radix(digits, 16),
        None if text.len() > 1 && text.starts_with('0') => u32::from_str_radix(text, 8),
        None => text.parse(),
    };
    parsed.map_err(|_| {
        source.mistake(
            word.span.clone(),
            format!("{text:?} is no number."),
            "expected hexadecimal (0x0A), decimal (10) or octal (012)",
        )
    })
}

/// Reads a command CLA INS P1 P2 Lc data Le; the error says what was expected.
fn short(octets: &[u8]) -> Result<Vec<u8>, String> {
    let Some((header, &[lc, ref rest @ ..])) = octets.split_first_chunk::<4>() else {
        return Err(format!(
            "expected CLA INS P1 P2 Lc data Le, and here {} {}",
            CountedVerb(octets.len(), "is", "are"),
            Counted(octets.len(), "octet")
        ));
    };
    let Some((&le, data)) = rest.split_last() else {
        return Err("the last octet, Le, is missing: apdutool wants it always".to_owned());
    };
    assemble(*header, usize::from(lc), data, u16::from(le))
}

/// Reads a command CLA INS P1 P2 00 Lc Lc data Le Le, as apdutool reads it after `extended on`.
fn extended(octets: &[u8]) -> Result<Vec<u8>, String> {
    let Some((header, &[0, high, low, ref rest @ ..])) = octets.split_first_chunk::<4>() else {
        return Err("after extended on: expected CLA INS P1 P2 00 and two octets of Lc".to_owned());
    };
    let Some((data, le)) = rest.split_last_chunk::<2>() else {
        return Err("after extended on: expected two octets of Le at the end".to_owned());
    };
    assemble(*header, usize::from(u16::from_be_bytes([high, low])), data, u16::from_be_bytes(*le))
}

fn assemble(header: [u8; 4], lc: usize, data: &[u8], le: u16) -> Result<Vec<u8>, String> {
    if lc != data.len() {
        return Err(format!(
            "Lc is {lc}, and between it and Le there {} {} of data",
            CountedVerb(data.len(), "is", "are"),
            Counted(data.len(), "octet")
        ));
    }
    let short_lc = u8::try_from(lc).map_err(|_| format!("the data has {lc} octets, and the card takes at most 255"))?;
    // Le = 0100 is 256, which short lengths write as 00.
    let short_le = u8::try_from(le).unwrap_or(0);
    Ok(match (lc, short_le) {
        (0, le) => [header.as_slice(), &[le]].concat(),
        (_, 0 | WHATEVER_COMES) => [header.as_slice(), &[short_lc], data].concat(),
        (_, le) => [header.as_slice(), &[short_lc], data, &[le]].concat(),
    })
}

/// Reads `select //aid/RID/PIX`: SELECT by AID.
fn select(source: NamedText<'_>, word: &Word) -> Result<SessionExchange, FormatError> {
    let digits: String = word.text.strip_prefix("//aid/").unwrap_or_default().replace('/', "");
    let aid = hex::decode(digits).unwrap_or_default();
    if !(5..=16).contains(&aid.len()) {
        let message = format!("{:?} is no AID.", word.text);
        let expected = "expected //aid/ and 5 to 16 octets: //aid/D156000101/8003";
        return Err(source.mistake(word.span.clone(), message, expected));
    }
    let lc = u8::try_from(aid.len()).unwrap_or(u8::MAX);
    let command = [[0x00, 0xA4, 0x04, 0x00, lc].as_slice(), &aid].concat();
    Ok(SessionExchange { command, answer: None, remark: None })
}
