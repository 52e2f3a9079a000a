//! Fields of short messages and of the phone book that people paste by themselves: an address, a time stamp, an alpha
//! field, a text in packed septets or in UCS2.

use sim_wire::bcd::{self, TonNpi};
use sim_wire::text::{self, AlphaCoding};

use super::coding::Value;
use super::{Explanation, Fact, Kind, text_likeness};
use sim_codec::cat::texts::Alpha;
use sim_codec::cat::value::Content as _;
use sim_codec::sms::Timestamp;

fn fact(explanation: &mut Explanation<'_>, name: &'static str, value: impl Into<String>) {
    explanation.facts.push(Fact { name, value: Value::Text(value.into()), text: None });
}

/// What the length octet of an address counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Counts {
    /// Half octets of the number: an address of 3GPP TS 23.040 §9.1.2.5.
    Digits,
    /// Octets that follow: the service centre's address of 3GPP TS 24.011 §8.2.5.1.
    Octets,
}

/// An address that was read.
struct Read {
    counts: Counts,
    ton_npi: TonNpi,
    number: String,
    /// Whether the half octets are as many as the length says, and digits.
    sound: bool,
}

/// Reads an address: length, type, number.
fn read_address(octets: &[u8]) -> Option<Read> {
    let (&[length, ton_npi], number) = octets.split_first_chunk::<2>()?;
    let length = usize::from(length);
    let counts = match () {
        () if length.div_ceil(2) == number.len() && length <= 20 && length > 0 => Counts::Digits,
        () if length == number.len() + 1 && length <= 11 && !number.is_empty() => Counts::Octets,
        () => return None,
    };
    let ton_npi = TonNpi(ton_npi);
    if counts == Counts::Digits && ton_npi.ton() == 5 {
        let septets = length * 4 / 7;
        let number: String = text::packed(number).take(septets).collect();
        let sound = text_likeness::packed(octets.get(2..)?) > 0;
        return Some(Read { counts, ton_npi, number, sound });
    }
    let odd = match counts {
        Counts::Digits => length % 2 == 1,
        Counts::Octets => number.last().is_some_and(|last| last >> 4 == 0x0F),
    };
    let nibbles = number.iter().flat_map(|octet| [octet & 0x0F, octet >> 4]);
    let digits = number.len() * 2 - usize::from(odd);
    let sound = nibbles.clone().take(digits).all(|nibble| nibble <= 9) && (!odd || nibbles.last() == Some(0x0F));
    let number = bcd::digits(number).collect();
    Some(Read { counts, ton_npi, number, sound })
}

/// Explains an address.
pub(super) fn address(octets: &[u8]) -> Explanation<'_> {
    let mut explanation = Explanation::new(Kind::Address, "address", octets);
    match read_address(octets) {
        Some(Read { counts, ton_npi, number, .. }) => {
            if counts == Counts::Octets {
                explanation.name = "address of a service centre".into();
            }
            let plus = if ton_npi.ton() == 1 { "+" } else { "" };
            fact(&mut explanation, "number", format!("{plus}{number}"));
            fact(
                &mut explanation,
                "type",
                format!("{:02X}  {}, {}", ton_npi.0, ton_npi.ton_name(), ton_npi.npi_name()),
            );
        }
        None => explanation.problems.push(
            "An address is a length (of the number in half octets, or of what follows in octets), a type, and the \
             number; these lengths do not agree."
                .into(),
        ),
    }
    explanation
}

/// Explains a time stamp of a short message or of the toolkit.
pub(super) fn time_stamp(octets: &[u8]) -> Explanation<'_> {
    let mut explanation = Explanation::new(Kind::TimeStamp, "time stamp", octets);
    match Timestamp::read(octets) {
        Some(time) => {
            fact(&mut explanation, "time", time.to_string());
            if time.date().is_none() {
                explanation.problems.push("These octets are not a date.".into());
            }
        }
        None => explanation.problems.push("A time stamp has seven octets of swapped decimal digits.".into()),
    }
    explanation
}

/// Explains an alpha field: a name in the phone book, a title.
pub(super) fn alpha(octets: &[u8]) -> Explanation<'_> {
    let mut explanation = Explanation::new(Kind::Alpha, "alpha field", octets);
    let written = octets.iter().any(|octet| *octet != 0xFF);
    if let Some(alpha) = Alpha::read(octets).filter(|_| written) {
        let coding = match alpha.coding {
            AlphaCoding::Gsm => "GSM alphabet, an octet each".to_owned(),
            AlphaCoding::Ucs2 => "80: UCS2".to_owned(),
            AlphaCoding::Half(base) => format!("81: half a page from {base:04X}"),
            AlphaCoding::Based(base) => format!("82: half a page from {base:04X}"),
        };
        fact(&mut explanation, "text", alpha.text);
        fact(&mut explanation, "coding", coding);
    } else {
        fact(&mut explanation, "text", "");
        explanation.notes.push("All FF: nothing is written here.".into());
    }
    explanation
}

/// Explains a text in packed septets.
pub(super) fn packed_text(octets: &[u8]) -> Explanation<'_> {
    let mut explanation = Explanation::new(Kind::PackedText, "text in packed septets", octets);
    let mut text: String = text::packed(octets).collect();
    // Seven bits of fill look like one more character, @ (3GPP TS 23.038 §6.1.2.3.1).
    if octets.len().is_multiple_of(7) && octets.last().is_some_and(|last| last >> 1 == 0) {
        text.pop();
    }
    fact(&mut explanation, "text", text);
    explanation
}

/// Explains a text in UCS2.
pub(super) fn ucs2_text(octets: &[u8]) -> Explanation<'_> {
    let mut explanation = Explanation::new(Kind::Ucs2Text, "text in UCS2", octets);
    if octets.len() % 2 == 1 {
        explanation.problems.push("UCS2 has two octets a character; the last octet stands alone.".into());
    }
    let text: String = text::ucs2(octets).collect();
    fact(&mut explanation, "text", text);
    explanation
}

/// How much the octets look like a field of that kind, 0 to 100.
pub(super) fn likeness(kind: Kind, octets: &[u8]) -> u8 {
    match kind {
        Kind::Address => match read_address(octets) {
            Some(Read { sound: true, ton_npi, .. }) if ton_npi.0 & 0x80 != 0 && octets.len() > 3 => 92,
            Some(Read { sound: true, .. }) if octets.len() > 3 => 30,
            _ => 0,
        },
        Kind::TimeStamp => match Timestamp::read(octets) {
            Some(time) if time.date().is_some() && (time.has_zone() || time.zone().is_none()) => 93,
            _ => 0,
        },
        Kind::Alpha => alpha_likeness(octets),
        Kind::PackedText => text_likeness::weight(38, text_likeness::packed(octets)),
        Kind::Ucs2Text => text_likeness::weight(28, text_likeness::ucs2(octets)),
        _ => 0,
    }
}

/// Whether so many characters stand from that place on, and nothing but fill behind them.
fn is_counted(octets: &[u8], from: usize, count: u8) -> bool {
    let behind = octets.get(from + usize::from(count)..);
    count > 0 && behind.is_some_and(|behind| behind.iter().all(|octet| *octet == 0xFF))
}

fn alpha_likeness(octets: &[u8]) -> u8 {
    let end = octets.iter().rposition(|octet| *octet != 0xFF).map_or(0, |last| last + 1);
    let written = octets.get(..end).unwrap_or(octets);
    match *written {
        [] if octets.is_empty() => 0,
        [] => 20,
        [0x80, ref text @ ..] if text.len() % 2 == 0 => text_likeness::weight(45, text_likeness::ucs2(text)),
        // A character may end in FF, which then is no fill.
        [0x80, ref text @ ..] => {
            let whole = octets.get(1..=text.len() + 1).unwrap_or(text);
            text_likeness::weight(40, text_likeness::ucs2(whole))
        }
        [0x81, count, _, ..] if is_counted(octets, 3, count) => 88,
        [0x82, count, _, _, ..] if is_counted(octets, 4, count) => 88,
        ref text if text.iter().all(|octet| *octet < 0x80) => {
            text_likeness::weight(38, text_likeness::unpacked(octets)).max(20)
        }
        _ => 0,
    }
}

#[cfg(test)]
mod tests;
