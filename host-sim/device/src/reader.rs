//! A T=0 reader (ISO 7816-3 §12.2): one command of a terminal is more than one exchange over the contacts. The reader
//! removes Le from a case 4 command and fetches what waits (61xx, 9Fxx) with GET RESPONSE. It repeats a command with
//! the right Le (6Cxx). Extended lengths become short ones; a command with more than 255 octets of data goes in
//! ENVELOPE commands. Over the air nothing of this is done.

use std::borrow::Cow;

use sim_wire::apdu::{CommandApdu, CommandBody};

use crate::link::{Link, LinkContext, LinkError, Transport};
use sim_codec::length_fields::{envelopes, shortened};

/// Most exchanges for one command; a card that asks for more gets no further.
const EXCHANGES_MAX: usize = 16;

/// Mode of the reader.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReaderMode {
    /// Fetches answers and repeats commands by itself.
    #[default]
    Auto,
    /// Sends each command as given and returns each answer as it comes.
    Raw,
}

/// Sends one command; returns the whole answer.
pub fn transmit(
    link: &mut impl Link,
    mode: ReaderMode,
    situation: LinkContext,
    command: &[u8],
) -> Result<Vec<u8>, LinkError> {
    if mode == ReaderMode::Raw || situation.way != Transport::Contacts {
        return link.exchange(situation, command);
    }
    let short = shortened(command);
    let mut sent = without_le(short.as_deref().unwrap_or(command)).to_vec();
    let answer = match envelopes(command) {
        Some(envelopes) => {
            let answer = send_in_parts(link, situation, &envelopes)?;
            sent = envelopes.into_iter().next_back().unwrap_or_default();
            answer
        }
        None => link.exchange(situation, &sent)?,
    };
    fetch_rest(sent, answer, |next| link.exchange(situation, next))
}

/// Fetches the rest of the answer to a command that was sent; returns the whole answer.
pub(crate) fn fetch_rest<E>(
    mut sent: Vec<u8>,
    mut answer: Vec<u8>,
    mut exchange: impl FnMut(&[u8]) -> Result<Vec<u8>, E>,
) -> Result<Vec<u8>, E> {
    let mut data = Vec::new();
    for _ in 1..EXCHANGES_MAX {
        if !follow_up(&mut sent, &mut data, &answer) {
            break;
        }
        answer = exchange(&sent)?;
    }
    data.append(&mut answer);
    Ok(data)
}

/// Makes of the command that was sent the one that its answer asks for: GET RESPONSE after 61xx and 9Fxx, whose data is
/// kept, or the command with the right Le after 6Cxx. Returns `false` if the answer is the last.
fn follow_up(sent: &mut Vec<u8>, data: &mut Vec<u8>, answer: &[u8]) -> bool {
    let Some((now, status)) = answer.split_last_chunk::<2>() else {
        return false;
    };
    match *status {
        [0x61 | 0x9F, waiting] => {
            data.extend_from_slice(now);
            let cla = if sent.first() == Some(&0xA0) { 0xA0 } else { 0x00 };
            *sent = vec![cla, 0xC0, 0x00, 0x00, waiting];
            true
        }
        [0x6C, right] => match sent.as_mut_slice() {
            [_, _, _, _, p3] if *p3 != right => {
                *p3 = right;
                true
            }
            _ => false,
        },
        _ => false,
    }
}

/// Sends the parts of a command; returns the answer to the last, or the first answer other than 9000.
fn send_in_parts(link: &mut impl Link, situation: LinkContext, parts: &[Vec<u8>]) -> Result<Vec<u8>, LinkError> {
    let mut answer = Vec::new();
    for part in parts {
        answer = link.exchange(situation, part)?;
        if answer != [0x90, 0x00] {
            break;
        }
    }
    Ok(answer)
}

/// Returns a case 4 command as T=0 carries it, without Le. Anything else, also octets that are no command, is returned
/// unchanged.
pub(crate) fn without_le(command: &[u8]) -> &[u8] {
    match (CommandApdu::parse(command).map(|apdu| apdu.body), command.split_last()) {
        (Ok(CommandBody::DataLe(..)), Some((_, without))) => without,
        _ => command,
    }
}

/// Returns a command as T=0 carries it, which has a P3 in every command: 00 behind a header alone (ISO 7816-3 §12.2.2).
/// Anything else is returned unchanged.
pub fn with_p3(command: &[u8]) -> Cow<'_, [u8]> {
    match command {
        [cla, ins, p1, p2] => Cow::Owned(vec![*cla, *ins, *p1, *p2, 0x00]),
        _ => Cow::Borrowed(command),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Card that answers from a list and records what was sent to it.
    struct Listed {
        answers: Vec<&'static [u8]>,
        sent: Vec<Vec<u8>>,
    }

    impl Link for Listed {
        fn power_on(&mut self) -> Result<Vec<u8>, LinkError> {
            Ok(vec![0x3B, 0x00])
        }

        fn power_off(&mut self) {}

        fn exchange(&mut self, _situation: LinkContext, command: &[u8]) -> Result<Vec<u8>, LinkError> {
            self.sent.push(command.to_vec());
            if self.answers.is_empty() { Err(LinkError::Silent) } else { Ok(self.answers.remove(0).to_vec()) }
        }
    }

    fn listed(answers: &[&'static [u8]]) -> Listed {
        Listed { answers: answers.to_vec(), sent: Vec::new() }
    }

    const CONTACTS: LinkContext = LinkContext { way: Transport::Contacts, uptime_s: 0 };
    const AIR: LinkContext = LinkContext { way: Transport::Air { distance_cm: 3 }, uptime_s: 0 };

    #[test]
    fn case_4_command_is_sent_without_le() {
        let mut card = listed(&[&[0x61, 2], &[0xAA, 0xBB, 0x90, 0]]);
        let answer = transmit(&mut card, ReaderMode::Auto, CONTACTS, &[0x80, 0x5A, 0, 6, 2, 0, 1, 8]);
        assert_eq!(answer, Ok(vec![0xAA, 0xBB, 0x90, 0]));
        assert_eq!(card.sent, [vec![0x80, 0x5A, 0, 6, 2, 0, 1], vec![0, 0xC0, 0, 0, 2]]);
    }

    #[test]
    fn answer_is_fetched_under_class_a0() {
        let mut card = listed(&[&[0x9F, 1], &[0x01, 0x90, 0]]);
        assert_eq!(
            transmit(&mut card, ReaderMode::Auto, CONTACTS, &[0xA0, 0xA4, 0, 0, 2, 0x3F, 0]),
            Ok(vec![1, 0x90, 0])
        );
        assert_eq!(card.sent.last(), Some(&vec![0xA0, 0xC0, 0, 0, 1]));
    }

    #[test]
    fn wrong_le_is_corrected_once() {
        let mut card = listed(&[&[0x6C, 4], &[1, 2, 3, 4, 0x90, 0]]);
        assert_eq!(
            transmit(&mut card, ReaderMode::Auto, CONTACTS, &[0x80, 0x5C, 0, 2, 0]),
            Ok(vec![1, 2, 3, 4, 0x90, 0])
        );
        let mut stubborn = listed(&[&[0x6C, 4][..]; 40]);
        assert_eq!(transmit(&mut stubborn, ReaderMode::Auto, CONTACTS, &[0x80, 0x5C, 0, 2, 0]), Ok(vec![0x6C, 4]));
        assert_eq!(stubborn.sent.len(), 2);
    }

    #[test]
    fn endless_answer_is_cut_off() {
        let mut card = listed(&[&[0x61, 4][..]; 40]);
        assert!(transmit(&mut card, ReaderMode::Auto, CONTACTS, &[0, 0xA4, 0, 0]).is_ok());
        assert_eq!(card.sent.len(), EXCHANGES_MAX);
    }

    #[test]
    fn raw_or_air_exchange_is_passed_unchanged() {
        for (mode, situation) in [(ReaderMode::Raw, CONTACTS), (ReaderMode::Auto, AIR)] {
            let mut card = listed(&[&[0x61, 2]]);
            let command = [0x80, 0x5A, 0, 6, 2, 0, 1, 8];
            assert_eq!(transmit(&mut card, mode, situation, &command), Ok(vec![0x61, 2]));
            assert_eq!(card.sent, [command.to_vec()]);
        }
    }

    #[test]
    fn extended_lengths_cross_the_contacts_as_short_ones() {
        let mut card = listed(&[&[0x6C, 2], &[1, 2, 0x90, 0]]);
        let read = [0x00, 0xB0, 0, 0, 0x00, 0x02, 0x00];
        assert_eq!(transmit(&mut card, ReaderMode::Auto, CONTACTS, &read), Ok(vec![1, 2, 0x90, 0]));
        assert_eq!(card.sent, [vec![0x00, 0xB0, 0, 0, 0], vec![0x00, 0xB0, 0, 0, 2]]);
        let mut card = listed(&[&[0x61, 1], &[7, 0x90, 0]]);
        let select = [0x00, 0xA4, 0, 0, 0x00, 0x00, 0x02, 0x3F, 0x00, 0x00, 0x00];
        assert_eq!(transmit(&mut card, ReaderMode::Auto, CONTACTS, &select), Ok(vec![7, 0x90, 0]));
        assert_eq!(card.sent, [vec![0x00, 0xA4, 0, 0, 2, 0x3F, 0x00], vec![0x00, 0xC0, 0, 0, 1]]);
        for (mode, situation) in [(ReaderMode::Raw, CONTACTS), (ReaderMode::Auto, AIR)] {
            let mut card = listed(&[&[0x67, 0]]);
            assert_eq!(transmit(&mut card, mode, situation, &read), Ok(vec![0x67, 0]));
            assert_eq!(card.sent, [read.to_vec()]);
        }
    }

    #[test]
    fn long_data_cross_the_contacts_in_envelopes() {
        let command = [[0x00, 0xD6, 0, 0, 0x00, 0x01, 0x2C].as_slice(), &[0xAA; 300]].concat();
        let mut card = listed(&[&[0x90, 0], &[0x61, 1], &[5, 0x90, 0]]);
        assert_eq!(transmit(&mut card, ReaderMode::Auto, CONTACTS, &command), Ok(vec![5, 0x90, 0]));
        let begins: Vec<_> = card.sent.iter().map(|sent| sent[..5].to_vec()).collect();
        assert_eq!(begins, [vec![0, 0xC2, 0, 0, 255], vec![0, 0xC2, 0, 0, 52], vec![0, 0xC0, 0, 0, 1]]);
        let mut card = listed(&[&[0x6D, 0]]);
        assert_eq!(transmit(&mut card, ReaderMode::Auto, CONTACTS, &command), Ok(vec![0x6D, 0]));
        assert_eq!(card.sent.len(), 1);
    }

    #[test]
    fn header_alone_gets_p3_and_nothing_else() {
        assert_eq!(with_p3(&[0x00, 0x44, 1, 2]).as_ref(), [0x00, 0x44, 1, 2, 0]);
        for command in [&[][..], &[0x00], &[0x00, 0x44, 1], &[0x00, 0x44, 1, 2, 0], &[0x00, 0xA4, 0, 0, 1, 9]] {
            assert_eq!(with_p3(command).as_ref(), command);
        }
    }

    #[test]
    fn malformed_command_is_passed_unchanged() {
        let mut card = listed(&[&[0x67, 0]]);
        let broken = [0x80, 0x50, 1, 2, 0x0B, 1, 2];
        assert_eq!(transmit(&mut card, ReaderMode::Auto, CONTACTS, &broken), Ok(vec![0x67, 0]));
        assert_eq!(card.sent, [broken.to_vec()]);
    }
}
