//! Form in which an exchange stands in a capture, so that Wireshark shows it whole and it is read again as it was.

use super::dissector;
use sim_codec::length_fields::{LengthFields, Width};
use sim_explain::tpdu::{self, SplitExchange};

/// Length of the challenge of RUN GSM ALGORITHM, and of each field of AUTHENTICATE, in octets.
const CHALLENGE: u8 = 16;

/// Form of an exchange.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ExchangeForm {
    /// One packet with command and answer.
    InOne(Vec<u8>),
    /// A packet for the command, under this dissector, and one for the answer.
    Apart(&'static str),
}

impl ExchangeForm {
    /// Returns the form of a command with its answer; `None` stands for silence.
    pub(super) fn of(command: &[u8], answer: Option<&[u8]>) -> ExchangeForm {
        let lengths = LengthFields::parse(command).filter(|_| command.len() > 4);
        let Some(lengths) = lengths.filter(|lengths| is_dissected(command, lengths)) else {
            return ExchangeForm::Apart(dissector::OCTETS);
        };
        let octets = answer.and_then(|answer| in_one(command, &lengths, answer));
        octets.map_or(ExchangeForm::Apart(dissector::COMMAND), ExchangeForm::InOne)
    }
}

/// Returns command and answer in one, where that is a T=0 exchange: as much data as P3 says, in one direction.
fn in_one(command: &[u8], lengths: &LengthFields<'_>, answer: &[u8]) -> Option<Vec<u8>> {
    let length = u32::try_from(answer.len()).ok()?.checked_sub(2)?;
    let is_tpdu = lengths.width == Width::Short
        && match lengths.le {
            Some(_) => lengths.data.is_empty() && length == lengths.ne(),
            None => length == 0,
        };
    let octets = [command, answer].concat();
    let is_read_again = tpdu::split(&octets) == Some(SplitExchange { command, answer, is_certain: true });
    (is_tpdu && is_read_again).then_some(octets)
}

/// Returns whether Wireshark's dissector can take a command. It reads some instructions as a SIM has them, whatever the
/// class, and beyond the end of what is shorter.
fn is_dissected(command: &[u8], lengths: &LengthFields<'_>) -> bool {
    match *command {
        [_, 0x88, _, 0x00, ..] => lengths.data.len() == usize::from(CHALLENGE),
        [_, 0x88, ..] => are_challenges(lengths.data),
        [_, 0x14 | 0xC2, ..] => are_objects(lengths.data),
        _ => true,
    }
}

/// Returns whether octets are fields of 16 octets, each with its length before it.
fn are_challenges(data: &[u8]) -> bool {
    !data.is_empty() && data.chunks(17).all(|field| matches!(field, [CHALLENGE, rest @ ..] if rest.len() == 16))
}

/// Returns whether octets are whole objects of tag, length and value, as the toolkit has them.
fn are_objects(mut data: &[u8]) -> bool {
    while let [_, behind @ ..] = data {
        let length = match *behind {
            [0x81, length, ref value @ ..] => value.get(usize::from(length)..),
            [length, ref value @ ..] if length < 0x80 => value.get(usize::from(length)..),
            _ => None,
        };
        let Some(left) = length else { return false };
        data = left;
    }
    true
}
