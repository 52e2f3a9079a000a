//! TLV objects are read with their forms, written again octet for octet, and refused with their place.

use super::*;
use proptest::prelude::*;

extern crate std;
use std::vec::Vec;

fn all(octets: &[u8]) -> Result<Vec<Tlv<'_>>, TlvError> {
    Objects::new(octets).collect()
}

#[test]
fn command_is_split_into_objects() {
    let octets = hex::decode("D0098103012600820281829000").unwrap();
    let (command, behind) = Ber::parse(&octets).unwrap();
    assert_eq!((command.tag, command.form, command.value.len(), behind), (0xD0, LengthForm::Short, 9, &[0x90, 0][..]));
    let objects = all(command.value).unwrap();
    assert_eq!(objects[0], Tlv { tag: Tag::new(1, true), form: LengthForm::Short, value: &[0x01, 0x26, 0x00] });
    assert_eq!(objects[1], Tlv { tag: Tag::new(2, true), form: LengthForm::Short, value: &[0x81, 0x82] });
}

#[test]
fn every_form_of_tag_and_length_is_read() {
    let octets = [0x0D, 0x00, 0x8D, 0x81, 0x01, 0xAA, 0x7F, 0x81, 0x23, 0x82, 0x00, 0x01, 0xBB, 0x05, 0x83, 0, 0, 0];
    let objects = all(&octets).unwrap();
    let seen: Vec<_> = objects.iter().map(|o| (o.tag.number, o.tag.comprehension, o.tag.wide, o.form)).collect();
    assert_eq!(
        seen,
        [
            (0x0D, false, false, LengthForm::Short),
            (0x0D, true, false, LengthForm::One),
            (0x0123, true, true, LengthForm::Two),
            (0x05, false, false, LengthForm::Three),
        ]
    );
}

#[test]
fn malformed_object_is_reported_with_its_place() {
    let wrong = |octets: &[u8]| all(octets).unwrap_err();
    assert_eq!(wrong(&[0x81, 0x00, 0x7F, 0x01]), TlvError { at: 2, wrong: TlvErrorKind::TagCutShort });
    assert_eq!(wrong(&[0x81]), TlvError { at: 0, wrong: TlvErrorKind::LengthCutShort });
    assert_eq!(wrong(&[0x81, 0x82, 0x01]), TlvError { at: 0, wrong: TlvErrorKind::LengthCutShort });
    assert_eq!(wrong(&[0x81, 0x80]), TlvError { at: 0, wrong: TlvErrorKind::LengthForm(0x80) });
    assert_eq!(wrong(&[0x81, 0x84, 0, 0, 0, 1]), TlvError { at: 0, wrong: TlvErrorKind::LengthForm(0x84) });
    let short = TlvErrorKind::ValueCutShort { announced: 3, present: 1 };
    assert_eq!(wrong(&[0x05, 0x00, 0x81, 0x03, 0x01]), TlvError { at: 2, wrong: short });
    assert_eq!(Ber::parse(&[]), Err(TlvError { at: 0, wrong: TlvErrorKind::TagCutShort }));
}

#[test]
fn fault_ends_the_objects() {
    let mut objects = Objects::new(&[0x05, 0x00, 0x81]);
    assert!(objects.next().unwrap().is_ok());
    assert!(objects.next().unwrap().is_err());
    assert_eq!(objects.next(), None);
}

#[test]
fn full_buffer_is_reported() {
    let mut buffer = [0; 4];
    let mut emitter = Emitter::new(&mut buffer);
    emitter.object(Tag::new(0x0D, true), &[0x04, 0x41]).unwrap();
    assert_eq!(emitter.written(), [0x8D, 0x02, 0x04, 0x41]);
    assert_eq!(emitter.octet(0), Err(BufferFullError));
    let mut buffer = [0; 400];
    let mut emitter = Emitter::new(&mut buffer);
    assert_eq!(emitter.length(0x80, LengthForm::Short), Err(BufferFullError));
    emitter.length(0x80, LengthForm::One).unwrap();
    emitter.length(0x0100, LengthForm::Two).unwrap();
    assert_eq!(emitter.written(), [0x81, 0x80, 0x82, 0x01, 0x00]);
}

proptest! {
    #[test]
    fn parsed_objects_encode_to_same_octets(octets in proptest::collection::vec(any::<u8>(), 0..80)) {
        let whole: Vec<_> = Objects::new(&octets).map_while(Result::ok).collect();
        let mut buffer = [0; 100];
        let mut emitter = Emitter::new(&mut buffer);
        for object in &whole {
            emitter.tlv(object).unwrap();
        }
        prop_assert!(octets.starts_with(emitter.written()));
        let faulty = Objects::new(&octets).any(|one| one.is_err());
        prop_assert!(faulty || emitter.written() == octets);
    }
}
