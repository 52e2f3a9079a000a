//! Messages, slot and stream of vpcd, against a simulated card.

use std::io::{self, Read, Write};

use proptest::prelude::*;

use super::*;
use crate::link::{InProcess, LinkError};
use crate::memory::{Eeprom, PowerCut, Tear};
use crate::mobile_station::card;
use crate::profile::Profile;
use crate::reader::ReaderMode;
use crate::sam::command;

/// Stream that hands out what is written in pieces of some length, and collects what is answered.
struct Piecemeal {
    left: Vec<u8>,
    piece: usize,
    answered: Vec<u8>,
    prepared: usize,
}

impl Piecemeal {
    fn of(messages: &[VpcdMessage], piece: usize) -> Piecemeal {
        let left = messages.iter().flat_map(VpcdMessage::encode).collect();
        Piecemeal { left, piece, answered: Vec::new(), prepared: 0 }
    }

    /// Returns the answers, without their frames.
    fn answers(&self) -> Vec<Vec<u8>> {
        let mut decoder = VpcdDecoder::default();
        decoder.push(&self.answered);
        std::iter::from_fn(|| decoder.next_frame()).collect()
    }
}

impl Read for Piecemeal {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.piece.min(self.left.len()).min(into.len());
        into[..count].copy_from_slice(&self.left[..count]);
        self.left.drain(..count);
        Ok(count)
    }
}

impl Write for Piecemeal {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.answered.extend_from_slice(octets);
        Ok(octets.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl VpcdStream for Piecemeal {
    fn prepare_read(&mut self) -> io::Result<()> {
        self.prepared += 1;
        Ok(())
    }
}

fn slot() -> CardSlot<InProcess<Eeprom>> {
    let mut slot = CardSlot::new(card(&Profile::default(), 1).unwrap());
    slot.insert().unwrap();
    slot
}

fn select() -> VpcdMessage {
    VpcdMessage::Command(command::select_application(&Profile::default().card.aid).unwrap())
}

fn balance() -> VpcdMessage {
    VpcdMessage::Command(vec![0x80, 0x5C, 0x00, 0x02, 0x04])
}

/// Serves messages to a slot; returns the stream as it is left.
fn served(slot: &mut CardSlot<InProcess<Eeprom>>, messages: &[VpcdMessage], piece: usize) -> Piecemeal {
    let mut stream = Piecemeal::of(messages, piece);
    serve(&mut stream, &mut |message: &VpcdMessage| reply(slot, message)).unwrap();
    stream
}

/// Returns the reply of a slot to a message.
fn reply(slot: &mut CardSlot<InProcess<Eeprom>>, message: &VpcdMessage) -> SlotReply {
    match slot.handle(message, 0) {
        Ok(SlotOutcome { reply: Some(answer), .. }) => SlotReply::Answer(answer),
        Ok(_) => SlotReply::Nothing,
        Err(_) => SlotReply::Gone,
    }
}

#[test]
fn session_is_answered_however_the_stream_cuts() {
    let messages = [VpcdMessage::AskAtr, VpcdMessage::PowerOn, select(), balance(), VpcdMessage::PowerOff];
    let atr = slot().atr().to_vec();
    for piece in [1, 2, 3, 7, 4096] {
        let stream = served(&mut slot(), &messages, piece);
        let answers = stream.answers();
        assert_eq!(answers.len(), 3, "{piece}: off and on have no answer");
        assert_eq!(answers[0], atr);
        assert_eq!(answers[1][0], 0x61);
        assert_eq!(answers[2], [0, 0, 0, 0, 0x90, 0]);
        assert!(stream.prepared > 0);
    }
}

#[test]
fn slot_with_the_readers_work_fetches_the_rest() {
    let mut auto = slot().with_mode(ReaderMode::Auto);
    auto.handle(&VpcdMessage::PowerOn, 0).unwrap();
    let reply = auto.handle(&select(), 0).unwrap().reply.unwrap();
    assert_eq!((reply[0], reply.ends_with(&[0x90, 0x00])), (0x6F, true));
}

#[test]
fn card_without_power_is_gone() {
    let mut slot = slot();
    assert_eq!(slot.handle(&balance(), 0), Err(LinkError::Silent));
    assert_eq!(slot.handle(&VpcdMessage::PowerOff, 0), Ok(SlotOutcome::default()));
    let stream = served(&mut slot, &[balance(), VpcdMessage::AskAtr], 4096);
    assert_eq!(stream.answers(), <[Vec<u8>; 0]>::default(), "the stream ends at the first");
}

#[test]
fn reset_forgets_the_selection_and_power_stays() {
    let mut slot = slot();
    slot.handle(&VpcdMessage::PowerOn, 0).unwrap();
    slot.handle(&select(), 0).unwrap();
    let before = slot.handle(&balance(), 0).unwrap().reply.unwrap();
    let event = slot.handle(&VpcdMessage::Reset, 0).unwrap().event.unwrap();
    assert_eq!(event, SlotEvent::Reset { atr: slot.atr().to_vec() });
    let after = slot.handle(&balance(), 0).unwrap().reply.unwrap();
    assert!(slot.is_powered() && before != after, "{before:02X?} {after:02X?}");
}

#[test]
fn power_cut_takes_the_card_away_until_reset() {
    let mut slot = slot();
    slot.handle(&VpcdMessage::PowerOn, 0).unwrap();
    slot.handle(&select(), 0).unwrap();
    slot.link_mut().card_mut().memory_mut().arm(PowerCut::at_write(0, Tear::Half));
    let limit = VpcdMessage::Command(vec![0x80, 0xDA, 0xDF, 0x20, 0x04, 0x00, 0x00, 0x13, 0x88]);
    assert_eq!(slot.handle(&limit, 0), Err(LinkError::Silent));
    assert!(!slot.is_powered());
    slot.handle(&VpcdMessage::PowerOn, 0).unwrap();
    slot.handle(&select(), 0).unwrap();
    assert!(slot.handle(&limit, 0).unwrap().reply.unwrap().ends_with(&[0x90, 0x00]));
}

#[test]
fn empty_frame_is_an_error() {
    let mut stream = Piecemeal { left: vec![0, 0], piece: 9, answered: Vec::new(), prepared: 0 };
    let error = serve(&mut stream, &mut |_: &VpcdMessage| SlotReply::Nothing).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::InvalidData);
}

#[test]
fn power_off_happens_once() {
    let mut slot = slot();
    assert!(!slot.is_powered(), "an inserted card has no power");
    assert_eq!(slot.handle(&VpcdMessage::PowerOff, 0), Ok(SlotOutcome::default()));
    assert!(matches!(slot.handle(&VpcdMessage::PowerOn, 0).unwrap().event, Some(SlotEvent::PoweredOn { .. })));
    assert!(matches!(slot.handle(&VpcdMessage::Reset, 0).unwrap().event, Some(SlotEvent::Reset { .. })));
    assert_eq!(slot.handle(&VpcdMessage::PowerOff, 0).unwrap().event, Some(SlotEvent::PoweredOff));
    assert_eq!(slot.handle(&VpcdMessage::PowerOff, 0), Ok(SlotOutcome::default()));
}

#[test]
fn silent_card_has_no_power_for_the_reader() {
    let mut slot = slot();
    slot.handle(&VpcdMessage::PowerOn, 0).unwrap();
    slot.handle(&select(), 0).unwrap();
    slot.link_mut().card_mut().memory_mut().arm(PowerCut::at_command(0));
    assert_eq!(slot.handle(&balance(), 0), Err(LinkError::Silent));
    assert!(!slot.is_powered());
    assert_eq!(slot.handle(&VpcdMessage::PowerOff, 0), Ok(SlotOutcome::default()), "nothing is left to switch off");
}

/// Stream that is interrupted before each piece, as by a signal.
struct Interrupted(Piecemeal, bool);

impl Read for Interrupted {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.1 = !self.1;
        if self.1 { Err(io::ErrorKind::Interrupted.into()) } else { self.0.read(into) }
    }
}

impl Write for Interrupted {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.0.write(octets)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl VpcdStream for Interrupted {
    fn prepare_read(&mut self) -> io::Result<()> {
        self.0.prepare_read()
    }
}

#[test]
fn signal_between_two_reads_loses_nothing() {
    let messages = [VpcdMessage::PowerOn, select(), balance()];
    let (mut whole, mut torn) = (slot(), slot());
    let expected = served(&mut whole, &messages, 3).answers();
    let mut stream = Interrupted(Piecemeal::of(&messages, 3), false);
    serve(&mut stream, &mut |message: &VpcdMessage| reply(&mut torn, message)).unwrap();
    assert_eq!((stream.0.answers(), stream.0.prepared > 10), (expected, true));
}

/// Handler that notes when it may do what can wait.
struct Noting(Vec<String>);

impl SlotHandler for Noting {
    fn reply(&mut self, message: &VpcdMessage) -> SlotReply {
        self.0.push(format!("reply {}", hex::encode(message.octets())));
        if *message == VpcdMessage::AskAtr { SlotReply::Answer(vec![0x3B, 0x00]) } else { SlotReply::Gone }
    }

    fn after_reply(&mut self) {
        self.0.push("after".to_owned());
    }
}

#[test]
fn handler_works_behind_every_reply() {
    let mut stream = Piecemeal::of(&[VpcdMessage::AskAtr, VpcdMessage::PowerOn, VpcdMessage::AskAtr], 100);
    let mut handler = Noting(Vec::new());
    serve(&mut stream, &mut handler).unwrap();
    assert_eq!(handler.0, ["reply 04", "after", "reply 01", "after"], "nothing follows a card that is gone");
}

/// Card that answers every command, with power or without.
struct Parrot;

impl crate::link::Link for Parrot {
    fn power_on(&mut self) -> Result<Vec<u8>, LinkError> {
        Ok(vec![0x3B, 0x00])
    }

    fn power_off(&mut self) {}

    fn exchange(&mut self, _: crate::link::LinkContext, _: &[u8]) -> Result<Vec<u8>, LinkError> {
        Ok(vec![0x90, 0x00])
    }
}

#[test]
fn command_without_power_does_not_reach_the_card() {
    let mut slot = CardSlot::new(Parrot);
    slot.insert().unwrap();
    assert_eq!(slot.handle(&balance(), 0), Err(LinkError::Silent));
    slot.handle(&VpcdMessage::PowerOn, 0).unwrap();
    assert_eq!(slot.handle(&balance(), 0).unwrap().reply, Some(vec![0x90, 0x00]));
}

#[test]
fn orders_of_one_octet_are_told_apart() {
    for (octet, expected) in [
        (0x00, VpcdMessage::PowerOff),
        (0x01, VpcdMessage::PowerOn),
        (0x02, VpcdMessage::Reset),
        (0x03, VpcdMessage::Command(vec![0x03])),
        (0x04, VpcdMessage::AskAtr),
    ] {
        assert_eq!(VpcdMessage::parse(&[octet]).as_ref(), Ok(&expected));
        assert_eq!(expected.encode(), [0x00, 0x01, octet]);
    }
    assert_eq!(frame(&[0xAB; 258])[..3], [0x01, 0x02, 0xAB]);
}

proptest! {
    #[test]
    fn message_keeps_its_octets(octets in proptest::collection::vec(any::<u8>(), 1..300)) {
        let message = VpcdMessage::parse(&octets).unwrap();
        prop_assert_eq!(message.octets(), &octets[..]);
        let mut decoder = VpcdDecoder::default();
        decoder.push(&message.encode());
        prop_assert_eq!(decoder.next_frame(), Some(octets));
        prop_assert_eq!(decoder.waiting(), 0);
    }

    #[test]
    fn any_stream_ends_without_a_panic(left in proptest::collection::vec(any::<u8>(), 0..400), piece in 1..90_usize) {
        let mut slot = slot();
        let mut stream = Piecemeal { left, piece, answered: Vec::new(), prepared: 0 };
        let _ended = serve(&mut stream, &mut |message: &VpcdMessage| reply(&mut slot, message));
        prop_assert!(slot.reset().is_ok());
    }
}
