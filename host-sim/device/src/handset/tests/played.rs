//! The card's part, played by a test: it offers commands and takes the answers.

use crate::handset::{Handset, Model, Speech, Surroundings};

pub(super) fn handset_with(model: Model, surroundings: Surroundings) -> Handset {
    let mut handset = Handset::new(model, Speech::Uicc, surroundings);
    assert_eq!(handset.next_command().unwrap()[..5], [0x80, 0x10, 0x00, 0x00, 0x17]);
    handset.receive(&[0x90, 0x00]);
    handset
}

pub(super) fn handset() -> Handset {
    handset_with(Model::ofono_like(), Surroundings::default())
}

/// Returns the APDU that is sent now, in hexadecimal; an empty text if none is.
pub(super) fn sent(handset: &mut Handset) -> String {
    handset.next_command().map(hex::encode_upper).unwrap_or_default()
}

/// Offers a command of the card, given without D0 and length, and lets the handset fetch it.
pub(super) fn offer(handset: &mut Handset, objects: &str) {
    let objects = hex::decode(objects.replace(' ', "")).unwrap();
    let mut octets = vec![0xD0, u8::try_from(objects.len()).unwrap()];
    octets.extend(objects);
    let length = u8::try_from(octets.len()).unwrap();
    handset.receive(&[0x91, length]);
    assert_eq!(handset.next_command(), Some(vec![0x80, 0x12, 0x00, 0x00, length]));
    octets.extend([0x90, 0x00]);
    handset.receive(&octets);
}

/// Returns result and data of the TERMINAL RESPONSE that is sent now; the card answers 9000.
pub(super) fn response(handset: &mut Handset) -> String {
    let sent = sent(handset);
    assert!(sent.starts_with("80140000"), "{sent:?} is no TERMINAL RESPONSE");
    handset.receive(&[0x90, 0x00]);
    sent.chars().skip(32).collect()
}

/// Returns the answer to a command that needs no person.
pub(super) fn answer(handset: &mut Handset, objects: &str) -> String {
    offer(handset, objects);
    response(handset)
}
