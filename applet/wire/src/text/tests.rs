//! Texts of every coding, read and written; known answers are composed from the tables of the standard.

use super::*;
use proptest::prelude::*;

extern crate std;
use std::string::String;
use std::vec::Vec;

fn written<E: core::fmt::Debug>(write: impl FnOnce(&mut Emitter<'_>) -> Result<(), E>) -> Vec<u8> {
    let mut buffer = [0; 600];
    let mut emitter = Emitter::new(&mut buffer);
    write(&mut emitter).unwrap();
    emitter.written().to_vec()
}

fn hex(text: &str) -> Vec<u8> {
    hex::decode(text).unwrap()
}

#[test]
fn packed_septets_are_read_and_written() {
    let octets = hex("E8329BFD4697D9EC37");
    assert_eq!(packed(&octets).collect::<String>(), "hellohello");
    let again = written(|into| encode_packed("hellohello", into).map(|count| assert_eq!(count, 10)));
    assert_eq!(again, octets);
}

#[test]
fn seven_padding_bits_are_no_character() {
    let seven = written(|into| encode_packed("1234567", into).map(drop));
    assert_eq!((seven.len(), packed(&seven).collect::<String>().as_str()), (7, "1234567"));
    let eight = written(|into| encode_packed("12345678", into).map(drop));
    assert_eq!((eight.len(), packed(&eight).collect::<String>().as_str()), (7, "12345678"));
    // A carriage return may fill instead of zeros (TS 23.038 §6.1.2.3.1).
    let mut filled = seven;
    *filled.last_mut().unwrap() |= 0x0D << 1;
    assert_eq!(packed(&filled).collect::<String>(), "1234567");
}

#[test]
fn carriage_return_padding_is_dropped() {
    let eight = written(|into| encode_packed("1234567\r\r", into).map(drop));
    assert_eq!((eight.len(), packed(&eight).collect::<String>().as_str()), (8, "1234567\r"));
    // One that ends inside an octet is a character like any other.
    let nine = written(|into| encode_packed("12345678\r", into).map(drop));
    assert_eq!(packed(&nine).collect::<String>(), "12345678\r");
}

#[test]
fn extension_characters_take_two_septets() {
    let octets = [0x1B, 0x65, 0x31, 0x1B, 0x3C, 0x00, 0x02, 0x11];
    assert_eq!(unpacked(&octets).collect::<String>(), "€1[@$_");
    assert_eq!(written(|into| encode_unpacked("€1[@$_", into)), octets);
    // An escape before what the table does not have shows the default alphabet's character; two are a space.
    assert_eq!(unpacked(&[0x1B, 0x41, 0x1B, 0x1B, 0x42, 0x1B]).collect::<String>(), "A B ");
}

#[test]
fn character_outside_the_alphabet_is_named() {
    let mut buffer = [0; 10];
    assert_eq!(encode_unpacked("余额", &mut Emitter::new(&mut buffer)), Err(TextError::Character('余')));
    assert_eq!(encode_unpacked("01234567890", &mut Emitter::new(&mut buffer)), Err(TextError::Full));
}

#[test]
fn ucs2_is_big_endian() {
    let octets = hex("4F59989D");
    assert_eq!(ucs2(&octets).collect::<String>(), "余额");
    assert_eq!(written(|into| encode_ucs2("余额", into)), octets);
    assert_eq!(ucs2(&hex("D83DDE004F")).collect::<String>(), "😀");
    assert_eq!(ucs2(&hex("DE00")).collect::<String>(), "\u{fffd}");
}

#[test]
fn alpha_identifier_codings_round_trip() {
    for (octets, coding, text) in [
        ("4D656E75", AlphaCoding::Gsm, "Menu"),
        ("804F59989D", AlphaCoding::Ucs2, "余额"),
        ("8103613831EB", AlphaCoding::Half(0x3080), "81ル"),
        ("820430A03832CB32", AlphaCoding::Based(0x30A0), "82ル2"),
    ] {
        let octets = hex(octets);
        let read = alpha(&octets);
        assert_eq!((read.coding(), read.collect::<String>().as_str()), (coding, text));
        assert_eq!(written(|into| encode_alpha(coding, text, into)), octets);
    }
}

#[test]
fn padding_ends_an_alpha_identifier() {
    assert_eq!(alpha(&hex("4142FFFF")).collect::<String>(), "AB");
    assert_eq!(alpha(&hex("804F59FFFFFF")).collect::<String>(), "余");
    assert_eq!(alpha(&hex("810930EB")).collect::<String>(), "\u{186b}");
    assert_eq!(alpha(&[]).count(), 0);
}

fn gsm_text() -> impl Strategy<Value = String> {
    let characters: Vec<char> =
        DEFAULT.iter().copied().filter(|c| *c != '\u{1b}').chain(EXTENSION.iter().map(|(_, c)| *c)).collect();
    proptest::collection::vec(proptest::sample::select(characters), 0..60).prop_map(String::from_iter)
}

proptest! {
    #[test]
    fn unpacked_text_round_trips(text in gsm_text()) {
        let octets = written(|into| encode_unpacked(&text, into));
        prop_assert_eq!(unpacked(&octets).collect::<String>(), text);
    }

    #[test]
    fn packed_text_round_trips_by_its_count(text in gsm_text()) {
        let mut count = 0;
        let octets = written(|into| encode_packed(&text, into).map(|septets| count = septets));
        let septets = Septets::counted(&octets, count, 0);
        prop_assert_eq!(Gsm(septets).collect::<String>(), text);
    }

    #[test]
    fn fill_bits_are_skipped(text in gsm_text(), fill in 0_u32..7) {
        let mut count = 0;
        let octets = written(|into| {
            let mut packer = Packer::new(into, fill);
            each_septet(&text, |septet| packer.septet(septet)).unwrap();
            packer.finish().map(|septets| count = septets)
        });
        prop_assert_eq!(Gsm(Septets::counted(&octets, count, fill)).collect::<String>(), text);
    }

    #[test]
    fn ucs2_text_round_trips(text in any::<String>()) {
        prop_assume!(text.chars().count() < 100);
        prop_assert_eq!(ucs2(&written(|into| encode_ucs2(&text, into))).collect::<String>(), text);
    }

    #[test]
    fn cyrillic_alpha_identifiers_round_trip(text in "[а-яА-Я0-9€ ]{0,40}") {
        for coding in [AlphaCoding::Half(0x0400), AlphaCoding::Based(0x0410), AlphaCoding::Ucs2] {
            let octets = written(|into| encode_alpha(coding, &text, into));
            prop_assert_eq!(alpha(&octets).collect::<String>(), text.clone());
        }
    }

    #[test]
    fn any_octets_decode_to_bounded_text(octets in proptest::collection::vec(any::<u8>(), 0..40)) {
        let longest = octets.len() * 8 / 7;
        prop_assert!(packed(&octets).count() <= longest);
        prop_assert!(alpha(&octets).count() <= octets.len());
        prop_assert!(ucs2(&octets).count() <= octets.len() / 2);
    }
}

#[test]
fn character_count_bounds_text_unless_too_great() {
    assert_eq!(alpha(&hex("8103613831EB41")).collect::<String>(), "81ル");
    assert_eq!(alpha(&hex("8109613831EB31")).collect::<String>(), "81ル1");
}
