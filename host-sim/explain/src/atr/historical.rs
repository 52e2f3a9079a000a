//! Historical octets by their category indicator (ISO 7816-4 §8.1.1): compact-TLV objects, a reference, or the issuer's
//! own.

use crate::coding::Value;
use crate::{Explanation, Fact, names, status, uicc_words};

fn fact(into: &mut Explanation<'_>, name: &'static str, words: String) {
    into.facts.push(Fact { name, value: Value::Text(words), text: None });
}

/// Says what historical octets say.
pub(super) fn tell(octets: &[u8], into: &mut Explanation<'_>) {
    match *octets {
        [] => {}
        // 00: compact-TLV, then life cycle and status word without a tag.
        [0x00, ref rest @ ..] if rest.len() >= 3 => {
            fact(into, "category", "00  compact-TLV objects, then life cycle and status word".to_owned());
            let (objects, last) = rest.split_at_checked(rest.len() - 3).unwrap_or((rest, &[]));
            compact(objects, into);
            indicator(last, into);
        }
        [0x00, ..] => {
            fact(into, "category", "00  compact-TLV objects, then life cycle and status word".to_owned());
            into.notes.push(
                "Category 00 has at least three octets more, life cycle and status word; they are missing.".into(),
            );
        }
        // A reader makes up an ATR for a card that has none (PC/SC part 3, §3.1.3.2.3).
        [0x80, 0x4F, 0x0C, 0xA0, 0x00, 0x00, 0x03, 0x06, standard, high, low, ..] => {
            fact(into, "category", "80  made up by the reader, as PC/SC has it for a card without an ATR".to_owned());
            fact(into, "standard", format!("{standard:02X}  {}", storage_standard(standard)));
            let name = u16::from_be_bytes([high, low]);
            fact(into, "card name", format!("{name:04X}  {}", storage_name(name)).trim_end().to_owned());
        }
        [0x80, ref rest @ ..] => {
            fact(into, "category", "80  compact-TLV objects".to_owned());
            compact(rest, into);
        }
        [0x10, reference, ..] => {
            fact(into, "category", format!("10  reference to the record of DIR data: {reference:02X}"));
        }
        [category @ 0x81..=0x8F, ..] => fact(into, "category", format!("{category:02X}  reserved")),
        [category, ..] => fact(into, "category", format!("{category:02X}  the issuer's own")),
    }
}

/// Standards of storage cards (PC/SC part 3, table of SS).
const fn storage_standard(code: u8) -> &'static str {
    match code {
        0x00 => "no information",
        0x01..=0x03 => "ISO 14443 A",
        0x05..=0x07 => "ISO 14443 B",
        0x09..=0x0C => "ISO 15693",
        0x0D..=0x10 => "ISO 7816-10 or a memory card with contacts",
        0x11 => "FeliCa",
        _ => "another standard",
    }
}

/// Names of storage cards (PC/SC part 3, supplement); empty where the list has more that are not named here.
const fn storage_name(code: u16) -> &'static str {
    match code {
        0x0001 => "MIFARE Classic 1K",
        0x0002 => "MIFARE Classic 4K",
        0x0003 => "MIFARE Ultralight",
        0x0026 => "MIFARE Mini",
        0x003B => "FeliCa",
        _ => "",
    }
}

/// Compact-TLV objects: tag in the high nibble, length in the low one.
fn compact(octets: &[u8], into: &mut Explanation<'_>) {
    let mut left = octets;
    while let Some((first, rest)) = left.split_first() {
        let Some((value, behind)) = rest.split_at_checked(usize::from(first & 0x0F)) else {
            into.notes.push(format!("The compact-TLV object {first:02X} announces more octets than are left.").into());
            return;
        };
        left = behind;
        object(first >> 4, value, into);
    }
}

fn object(tag: u8, value: &[u8], into: &mut Explanation<'_>) {
    let digits = hex::encode_upper(value);
    match tag {
        0x1 => fact(into, "country", format!("{digits}  country code and national data")),
        0x2 => fact(into, "issuer", format!("{digits}  issuer identification number")),
        0x3 => fact(into, "services", format!("{digits}  {}", services(value))),
        0x4 => fact(into, "initial access", format!("{digits}  initial access data")),
        0x5 => fact(into, "issuer's data", digits),
        0x6 => fact(into, "pre-issuing data", digits),
        0x7 => fact(into, "capabilities", format!("{digits}  {}", capabilities(value))),
        0x8 => indicator(value, into),
        0xF => {
            fact(into, "application", format!("{digits}  {}", names::aid(value).unwrap_or("")).trim_end().to_owned())
        }
        _ => fact(into, "reserved object", format!("{tag:X}  {digits}")),
    }
}

/// Life cycle, status word, or both (ISO 7816-4 §8.1.1.3).
fn indicator(octets: &[u8], into: &mut Explanation<'_>) {
    let word = |word: [u8; 2]| {
        let word = u16::from_be_bytes(word);
        if word == 0 { "0000  not said".to_owned() } else { format!("{word:04X}  {}", status::words(word)) }
    };
    match *octets {
        [life] => fact(into, "life cycle", format!("{life:02X}  {}", uicc_words::life_cycle(life))),
        [high, low] => fact(into, "status word", word([high, low])),
        [life, high, low] => {
            fact(into, "life cycle", format!("{life:02X}  {}", uicc_words::life_cycle(life)));
            fact(into, "status word", word([high, low]));
        }
        _ => into.notes.push("A status indicator has one to three octets.".into()),
    }
}

/// Card service data (ISO 7816-4 §8.1.1.2.3).
fn services(octets: &[u8]) -> String {
    let Some(octet) = octets.first() else { return String::new() };
    let bits = [
        (0x80, "selection by full application name"),
        (0x40, "selection by partial name"),
        (0x20, "EF DIR"),
        (0x10, "EF ATR"),
    ];
    let mut said: Vec<&str> = bits.iter().filter(|(bit, _)| octet & bit != 0).map(|(_, words)| *words).collect();
    said.push(match octet >> 1 & 0x07 {
        0x4 => "files read by READ BINARY",
        0x0 => "files read by READ RECORD",
        0x2 => "files read by GET DATA",
        _ => "files read in a way that is reserved",
    });
    said.push(if octet & 0x01 == 0 { "card with MF" } else { "card without MF" });
    said.join(", ")
}

/// Card capabilities (ISO 7816-4 §8.1.1.2.7).
fn capabilities(octets: &[u8]) -> String {
    let selection = [
        (0x80, "DF by full name"),
        (0x40, "DF by partial name"),
        (0x20, "DF by path"),
        (0x10, "DF by identifier"),
        (0x08, "implicit selection of a DF"),
        (0x04, "short file identifiers"),
        (0x02, "record numbers"),
        (0x01, "record identifiers"),
    ];
    let further = [(0x80, "command chaining"), (0x40, "extended lengths")];
    let bits = |octet: Option<&u8>, bits: &[(u8, &'static str)]| {
        let octet = octet.copied().unwrap_or(0);
        bits.iter().filter(|(bit, _)| octet & bit != 0).map(|(_, words)| *words).collect::<Vec<_>>()
    };
    let mut said = bits(octets.first(), &selection);
    said.extend(bits(octets.get(2), &further));
    let channels =
        octets.get(2).map(|octet| (octet & 0x07) + 1).filter(|_| octets.get(2).is_some_and(|octet| octet & 0x18 != 0));
    let channels = channels.map(|channels| format!("{channels} logical channels"));
    said.iter().map(|words| (*words).to_owned()).chain(channels).collect::<Vec<_>>().join(", ")
}
