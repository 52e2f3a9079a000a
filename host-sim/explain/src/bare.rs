//! Fields that people paste alone, from short messages and the phone book: address, time stamp, alpha field, text in
//! packed septets or UCS2.

use sim_wire::bcd::{self, TonNpi};
use sim_wire::text::{self, AlphaCoding};

use super::tree::Span;
use super::value::{CodeTable, SmsValue, ToolkitValue};
use super::{ContentKind, Explanation, Node, Value, text_likeness};
use sim_codec::cat::texts::Alpha;
use sim_codec::cat::value::ObjectValue as _;
use sim_codec::sms::Timestamp;

/// Unit of the length octet of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Counts {
    /// Half octets of the number: an address of 3GPP TS 23.040 §9.1.2.5.
    Digits,
    /// Octets behind the length: the service centre's address of 3GPP TS 24.011 §8.2.5.1.
    Octets,
}

/// Address with its type and number.
pub(super) struct Read {
    counts: Counts,
    ton_npi: TonNpi,
    number: String,
    /// `true` if the half octets are digits, and as many as the length says.
    sound: bool,
}

/// Reads an address: length, type, number.
pub(super) fn read_address(octets: &[u8]) -> Option<Read> {
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

/// Makes a line for a field.
fn line<'a>(name: &'static str, value: Value<'a>, span: Span<'a>) -> Node<'a> {
    Node::new(name, value, Some(span.range())).line(name)
}

/// Explains an address.
pub(super) fn address<'a>(read: Option<Read>, octets: &'a [u8]) -> Explanation<'a> {
    let mut explanation = Explanation::new(ContentKind::Address, "address", octets);
    let Some(Read { counts, ton_npi, number, .. }) = read else {
        explanation.problems.push(
            "An address is a length (of the number in half octets, or of what follows in octets), a type, and the \
             number; these lengths do not agree."
                .into(),
        );
        return explanation.covered();
    };
    if counts == Counts::Octets {
        explanation.name = "address of a service centre".into();
    }
    let mut left = Span::whole(octets);
    let (length, kind) = (left.take(1), left.take(1));
    let number = SmsValue::Number(ton_npi.ton() == 1, number);
    explanation.nodes = vec![
        Node::frame("length", length),
        line("number", Value::Sms(number), left),
        line("type", Value::Coded(CodeTable::NumberType, kind.octets.into()), kind),
    ];
    explanation
}

/// Explains a time stamp of a short message or of the toolkit.
pub(super) fn time_stamp<'a>(read: Option<Timestamp>, octets: &'a [u8]) -> Explanation<'a> {
    let mut explanation = Explanation::new(ContentKind::TimeStamp, "time stamp", octets);
    match read {
        Some(time) => {
            explanation.nodes.push(line("time", Value::Sms(SmsValue::Timestamp(time)), Span::whole(octets)));
            if time.date().is_none() {
                explanation.problems.push("These octets are not a date.".into());
            }
        }
        None => explanation.problems.push("A time stamp has seven octets of swapped decimal digits.".into()),
    }
    explanation.covered()
}

/// Explains an alpha field: a name in the phone book, a title.
pub(super) fn alpha(octets: &[u8]) -> Explanation<'_> {
    let mut explanation = Explanation::new(ContentKind::Alpha, "alpha field", octets);
    let mut left = Span::whole(octets);
    if octets.iter().all(|octet| *octet == 0xFF) {
        explanation.nodes.push(line("text", Value::Text("".into()), left));
        explanation.notes.push("All FF: nothing is written here.".into());
    } else if let Some(alpha) = Alpha::read(octets) {
        let coding = left.take(match alpha.coding {
            AlphaCoding::Gsm => 0,
            AlphaCoding::Ucs2 => 1,
            AlphaCoding::Half(_) => 3,
            AlphaCoding::Based(_) => 4,
        });
        let words = Value::Toolkit(ToolkitValue::AlphaCoding(alpha.coding));
        explanation.nodes.push(line("text", Value::Text(alpha.text.into()), left));
        explanation.nodes.push(line("coding", words, coding));
    }
    explanation.covered()
}

/// Explains a text in packed septets.
pub(super) fn packed_text(octets: &[u8]) -> Explanation<'_> {
    let mut explanation = Explanation::new(ContentKind::PackedText, "text in packed septets", octets);
    let mut text: String = text::packed(octets).collect();
    // Seven bits of fill look like one more character, @ (3GPP TS 23.038 §6.1.2.3.1).
    if octets.len().is_multiple_of(7) && octets.last().is_some_and(|last| last >> 1 == 0) {
        text.pop();
    }
    explanation.nodes.push(line("text", Value::Text(text.into()), Span::whole(octets)));
    explanation
}

/// Explains a text in UCS2.
pub(super) fn ucs2_text(octets: &[u8]) -> Explanation<'_> {
    let mut explanation = Explanation::new(ContentKind::Ucs2Text, "text in UCS2", octets);
    if octets.len() % 2 == 1 {
        explanation.problems.push("UCS2 has two octets a character; the last octet stands alone.".into());
    }
    let text: String = text::ucs2(octets).collect();
    explanation.nodes.push(line("text", Value::Text(text.into()), Span::whole(octets)));
    explanation
}

/// Returns the likeness of octets to the address that was read from them, 0 to 100.
pub(super) fn address_likeness(read: Option<&Read>, octets: &[u8]) -> u8 {
    match read {
        Some(Read { sound: true, ton_npi, .. }) if ton_npi.0 & 0x80 != 0 && octets.len() > 3 => 92,
        Some(Read { sound: true, .. }) if octets.len() > 3 => 30,
        _ => 0,
    }
}

/// Returns the likeness of octets to the time stamp that was read from them, 0 to 100.
pub(super) fn time_stamp_likeness(read: Option<Timestamp>) -> u8 {
    match read {
        Some(time) if time.date().is_some() && (time.has_zone() || time.zone().is_none()) => 93,
        _ => 0,
    }
}

/// Returns the likeness of octets to a text in packed septets, 0 to 100.
pub(super) fn packed_text_likeness(octets: &[u8]) -> u8 {
    text_likeness::weight(38, text_likeness::packed(octets))
}

/// Returns the likeness of octets to a text in UCS2, 0 to 100.
pub(super) fn ucs2_text_likeness(octets: &[u8]) -> u8 {
    text_likeness::weight(28, text_likeness::ucs2(octets))
}

/// Returns whether `count` characters stand from that place on, and only fill behind them.
fn is_counted(octets: &[u8], from: usize, count: u8) -> bool {
    let behind = octets.get(from + usize::from(count)..);
    count > 0 && behind.is_some_and(|behind| behind.iter().all(|octet| *octet == 0xFF))
}

/// Returns the likeness of octets to an alpha field, 0 to 100.
pub(super) fn alpha_likeness(octets: &[u8]) -> u8 {
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
