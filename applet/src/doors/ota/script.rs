//! Scripts of commands in an accepted packet, in the compact form (ETSI TS 102 226 §5.2.1): commands as they cross the
//! contacts, back to back. The answer is the number of commands done, the last one's status word, and its data. Scripts
//! in the expanded form are answered that their form is unknown.

use heapless::Vec;

use crate::refusal::Refusal;
use sim_wire::instruction::is_followed_by_data;
use sim_wire::status::StatusWord;
use sim_wire::{addressee, concat};

use super::proof::DATA_MAX;

/// Octets in front of the data of an answer.
const HEAD: usize = 3;

/// Most octets of data in an answer that begins with the card number. No command of a script answers more.
const ANSWER_DATA_MAX: usize = DATA_MAX - HEAD - addressee::LENGTH;

/// Octets in front of the data of a command.
const COMMAND_HEAD: usize = 5;

/// First octet of a script in the expanded form, of known or of open length. No command has such a class.
const EXPANDED: u8 = 0xAA;
const EXPANDED_OPEN: u8 = 0xAE;

/// Answer to a script.
pub(crate) type ScriptAnswer = Vec<u8, DATA_MAX>;

/// Returns the answer to a script in the expanded form: no command done, form unknown (ETSI TS 102 226 §5.2.2.2).
/// Returns `None` for a script in the compact form.
pub(crate) fn unknown_form(script: &[u8]) -> Option<ScriptAnswer> {
    let answer: &[u8] = match *script.first()? {
        EXPANDED => &[0xAB, 0x06, 0x80, 0x01, 0x00, 0x90, 0x01, 0x01],
        EXPANDED_OPEN => &[0xAF, 0x80, 0x80, 0x01, 0x00, 0x90, 0x01, 0x01, 0x00, 0x00],
        _ => return None,
    };
    Vec::from_slice(answer).ok()
}

/// Iterator over the commands of a script, one behind the other. A command that is cut short is refused, and nothing
/// follows it.
pub(crate) struct Commands<'a>(pub(crate) &'a [u8]);

impl<'a> Iterator for Commands<'a> {
    type Item = Result<&'a [u8], Refusal>;

    fn next(&mut self) -> Option<Self::Item> {
        let data = match self.0 {
            [] => return None,
            [_, ins, _, _, length, ..] if is_followed_by_data(*ins) => usize::from(*length),
            _ => 0,
        };
        let split = self.0.split_at_checked(COMMAND_HEAD.saturating_add(data));
        let (command, behind) = split.map_or((Err(Refusal::MalformedCommand), &[][..]), |(one, rest)| (Ok(one), rest));
        self.0 = behind;
        Some(command)
    }
}

/// Returns whether a script goes on behind a command with this status word.
pub(crate) const fn may_continue(status: StatusWord) -> bool {
    matches!(status.to_bytes(), [0x90, 0x00] | [0x61 | 0x91 | 0x9F, _])
}

/// Creates the answer to a script of which `done` commands were carried out. No command of a script answers more data
/// than fits; were one to, the answer would have no data.
pub(crate) fn answer(done: u8, status: StatusWord, data: &[u8]) -> ScriptAnswer {
    let data = if data.len() <= ANSWER_DATA_MAX { data } else { &[] };
    let [high, low] = status.to_bytes();
    let whole: [u8; DATA_MAX] = concat(&[&[done, high, low], data]);
    let length = HEAD.saturating_add(data.len());
    whole.get(..length).and_then(|answer| Vec::from_slice(answer).ok()).unwrap_or_default()
}

/// Creates the answer to a script that named this card; the answer names the card too.
pub(crate) fn named(asn: &[u8; 10], answer: &ScriptAnswer) -> ScriptAnswer {
    let mut named = Vec::from_slice(&addressee::emit(asn)).unwrap_or_default();
    // There is room for both: see ANSWER_DATA_MAX.
    if named.extend_from_slice(answer).is_err() {
        named.clear();
    }
    named
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::vec::Vec;

    use super::*;

    fn commands(script: &str) -> Vec<Result<Vec<u8>, Refusal>> {
        let script = hex::decode(script).unwrap();
        Commands(&script).map(|one| one.map(<[u8]>::to_vec)).collect()
    }

    #[test]
    fn script_is_split_into_commands() {
        let all = commands("A0A40000027F20A0C0000016805C000204");
        let all: Vec<_> = all.into_iter().map(|one| hex::encode_upper(one.unwrap())).collect();
        assert_eq!(all, ["A0A40000027F20", "A0C0000016", "805C000204"]);
        assert_eq!(commands(""), []);
    }

    #[test]
    fn cut_script_ends_with_an_error() {
        let whole = hex::decode("805C00020480DADF25020001").unwrap();
        for end in 1..whole.len() {
            let all: Vec<_> = Commands(&whole[..end]).collect();
            let (last, before) = all.split_last().unwrap();
            assert!(before.iter().all(Result::is_ok), "{end}");
            assert_eq!(last.is_ok(), end == 5, "{end}");
        }
    }

    #[test]
    fn expanded_form_is_answered_as_unknown() {
        assert_eq!(unknown_form(&[0x80, 0x5C]), None);
        assert_eq!(unknown_form(&[]), None);
        assert!(unknown_form(&[0xAA, 0x00]).unwrap().starts_with(&[0xAB]));
        assert!(unknown_form(&[0xAE, 0x80, 0x00, 0x00]).unwrap().starts_with(&[0xAF]));
    }

    #[test]
    fn answer_has_count_status_and_data() {
        assert_eq!(answer(2, StatusWord::SUCCESS, &[1, 2]).as_slice(), [2, 0x90, 0, 1, 2]);
        let longest = answer(1, StatusWord::SUCCESS, &[0; ANSWER_DATA_MAX]);
        assert_eq!(named(&[0x12; 10], &longest).len(), DATA_MAX);
        assert_eq!(named(&[0x12; 10], &answer(1, StatusWord::SUCCESS, &[7]))[..4], [0x5A, 0x0A, 0x12, 0x12]);
        assert_eq!(answer(1, StatusWord::SUCCESS, &[0; ANSWER_DATA_MAX + 1]).len(), HEAD);
    }
}
