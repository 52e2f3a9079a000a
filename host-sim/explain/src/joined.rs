//! A command and its answer in one string of octets, as traces of a card's line have them. The end of the command
//! follows from its class and INS, its length octets, and the status word at the end.

use super::row::{Answers, CommandRow};
use super::{ContentKind, Explanation, answer, command, status};
use sim_codec::length_fields::Width;

/// Explains octets that were split into a command and its answer; `None` stands for lengths that do not agree.
pub(super) fn explain<'a>(cut: Option<(&'a [u8], &'a [u8])>, octets: &'a [u8]) -> Explanation<'a> {
    let Some((command, reply)) = cut else {
        let mut explanation = Explanation::new(ContentKind::Exchange, "command with its answer", octets);
        explanation.problems.push(
            "No command of the table ends so that what follows has the length that it asks for, and a status word."
                .into(),
        );
        return explanation.covered();
    };
    answer::exchange(command, reply)
}

/// Splits octets into command and answer. `None` where the lengths of either disagree, or the answer ends in no status
/// word.
pub fn split(octets: &[u8]) -> Option<(&[u8], &[u8])> {
    let (_, body) = octets.split_first_chunk::<4>()?;
    let row = command::of_header(octets)?;
    let word = octets.last_chunk::<2>().map(|word| u16::from_be_bytes(*word))?;
    if !status::possible(word) {
        return None;
    }
    octets.split_at_checked(4 + end(row, body)?)
}

/// Returns the octets behind the header that belong to the command, by ISO 7816-3 §12.1: cases 3 and 4, then 2, then
/// 1.
fn end(row: &CommandRow, body: &[u8]) -> Option<usize> {
    let takes_data = !row.data.is_empty();
    let extended = || behind_extended(row, body).filter(|(taken, _)| (*taken > 0) == takes_data).map(|(_, end)| end);
    let with_data = || takes_data.then(|| behind_data(row, body)).flatten();
    let without = || (!takes_data || row.data_optional).then(|| behind_length(row, body)).flatten();
    // Case 1: the status word comes right behind the header.
    let bare = || ((!takes_data || row.data_optional) && body.len() == 2).then_some(0);
    // 00 behind the header of a command with data is no Lc; elsewhere it is Le more often than extended lengths.
    let first = || if takes_data { extended() } else { None };
    first().or_else(with_data).or_else(without).or_else(bare).or_else(extended)
}

/// Returns the end of Lc, data, and perhaps Le. Behind the end stands what Le asks for, or nothing, and a status word.
fn behind_data(row: &CommandRow, body: &[u8]) -> Option<usize> {
    let length = 1 + usize::from(*body.first()?);
    let tail = body.get(length..)?;
    match *tail {
        [_, _] => Some(length),
        [le, ref rest @ ..] if is_asked_length(le, rest) => Some(length + 1),
        // Over T=1 and in many logs Le is left out.
        [_, _, ..] if !matches!(row.answers, Answers::Nothing) => Some(length),
        _ => None,
    }
}

/// Returns the end of Le. Behind the end stands what Le asks for, or nothing, and a status word.
fn behind_length(row: &CommandRow, body: &[u8]) -> Option<usize> {
    let (le, rest) = body.split_first()?;
    let none = matches!(row.answers, Answers::Nothing) && rest.len() > 2;
    (is_asked_length(*le, rest) && !none).then_some(1)
}

/// Returns the octets of data and the end of a body of extended length fields (ISO 7816-4 §5.2). The body is Lc, data,
/// and perhaps Le, or Le alone; an answer no longer than Le asks for must follow.
fn behind_extended(row: &CommandRow, body: &[u8]) -> Option<(usize, usize)> {
    let &[0, high, low, ref rest @ ..] = body else { return None };
    let answers = !matches!(row.answers, Answers::Nothing);
    let fits = |le: u16, answer: &[u8]| {
        let length = answer.len().checked_sub(2);
        length.is_some_and(|length| length == 0 || answers && length <= Width::Extended.ne(le) as usize)
    };
    let length = u16::from_be_bytes([high, low]);
    let data = usize::from(length);
    match rest.get(data..) {
        Some([_, _]) if data > 0 => return Some((data, 3 + data)),
        Some([high, low, answer @ ..]) if data > 0 && fits(u16::from_be_bytes([*high, *low]), answer) => {
            return Some((data, 5 + data));
        }
        _ => {}
    }
    fits(length, rest).then_some((0, 3))
}

/// Returns whether an answer is as long as Le asks for, or a status word alone.
fn is_asked_length(le: u8, answer: &[u8]) -> bool {
    let asked = if le == 0 { 256 } else { usize::from(le) };
    match answer.len().checked_sub(2) {
        Some(0) => true,
        Some(length) => length == asked || le == 0 && length <= asked,
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(hex: &str) -> Option<(String, String)> {
        let octets = hex::decode(hex.replace(' ', "")).unwrap();
        split(&octets).map(|(command, reply)| (hex::encode_upper(command), hex::encode_upper(reply)))
    }

    fn pair(command: &str, reply: &str) -> Option<(String, String)> {
        Some((command.to_owned(), reply.to_owned()))
    }

    #[test]
    fn each_command_case_is_cut_from_answer() {
        assert_eq!(cut("00A4000002 3F00 612F"), pair("00A40000023F00", "612F"));
        assert_eq!(cut("01A40004 02 6F38 61 21"), pair("01A40004026F38", "6121"));
        assert_eq!(cut("00B000000A 98681000000000000001 9000"), pair("00B000000A", "986810000000000000019000"));
        assert_eq!(cut("00B0000000 0102 9000"), pair("00B0000000", "01029000"));
        assert_eq!(cut("002C000100 63CA"), pair("002C000100", "63CA"));
        assert_eq!(cut("00700000 01 01 9000"), pair("0070000001", "019000"));
        assert_eq!(cut("805C000204 00001388 9000"), pair("805C000204", "000013889000"));
        assert_eq!(cut("805C000204 6985"), pair("805C000204", "6985"));
        assert_eq!(cut("84160000 04 11223344 9000"), pair("841600000411223344", "9000"));
        assert_eq!(
            cut("805001020B0300000064112233445566 0F 000086C7025E0000000182653027F6 9000"),
            pair("805001020B03000000641122334455660F", "000086C7025E0000000182653027F69000")
        );
    }

    #[test]
    fn extended_lengths_are_cut_from_their_answers() {
        let long = "AB".repeat(300);
        assert_eq!(cut(&format!("00B00000 000200 {long} 9000")), pair("00B00000000200", &format!("{long}9000")));
        assert_eq!(cut("00A40000 000002 3F00 9000"), pair("00A400000000023F00", "9000"));
        assert_eq!(cut("00A40000 000002 3F00 0000 6A82"), pair("00A400000000023F000000", "6A82"));
        assert_eq!(
            cut("00A40004 000002 7FFF 0000 62058303 7FFF80 9000"),
            pair("00A400040000027FFF0000", "620583037FFF809000")
        );
        assert_eq!(cut(&format!("00D60000 000100 {} 9000", "CD".repeat(256))), {
            let command = format!("00D60000000100{}", "CD".repeat(256));
            pair(&command, "9000")
        });
    }

    #[test]
    fn command_with_unlisted_parameters_is_cut() {
        // Le = 00 and a status word are no extended Le.
        assert_eq!(cut("80CAFF2100 6A88"), pair("80CAFF2100", "6A88"));
        let explanation = crate::guess::explain(&[0x80, 0xCA, 0xFF, 0x21, 0x00, 0x6A, 0x88]).kind;
        assert_eq!(explanation, ContentKind::Exchange);
        assert_eq!(cut("00A4030400 622F"), pair("00A4030400", "622F"));
        assert_eq!(cut("80990000006D00"), None, "an INS that is not in the table");
    }

    #[test]
    fn lengths_that_disagree_are_not_cut() {
        assert_eq!(cut("00B000000A 9868 9000"), None);
        assert_eq!(cut("805C000204 000013 9000"), None);
        assert_eq!(cut("805C000204 00001388"), None);
        assert_eq!(cut("805C000204"), None);
        assert_eq!(cut("00A40000023F00"), None);
    }
}
