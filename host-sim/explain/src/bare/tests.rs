//! Tests of fields by themselves: their values, and octets that are refused.

use super::super::render::text;
use super::super::{ContentKind, guess};

fn told(kind: ContentKind, hex: &str) -> String {
    let octets = hex::decode(hex).unwrap();
    text::page(&guess::explain_as(kind, &octets), false)
}

fn guessed(hex: &str) -> ContentKind {
    guess::explain(&hex::decode(hex).unwrap()).kind
}

#[test]
fn fields_by_themselves_are_recognised() {
    for (hex, kind) in [
        ("0D91683108108300F0", ContentKind::Address),
        ("08A101325476", ContentKind::Address),
        ("0891683108200105F0", ContentKind::Address),
        ("90118101030023", ContentKind::TimeStamp),
        ("8094B15305FFFF", ContentKind::Alpha),
        ("8103084D6FFFFFFF", ContentKind::Alpha),
        ("57616C6C6574FFFF", ContentKind::Alpha),
        ("D7301BCE06", ContentKind::PackedText),
        ("4F59989D003A00310030", ContentKind::Ucs2Text),
    ] {
        let explained = guess::explain(&hex::decode(hex).unwrap()).could_also_be;
        assert!(guessed(hex) == kind || explained.contains(&kind), "{hex}: {:?} {explained:?}", guessed(hex));
    }
}

#[test]
fn address_shows_number_and_type() {
    let page = told(ContentKind::Address, "0891683108200105F0");
    assert!(page.contains("address of a service centre") && page.contains("+8613800210500"), "{page}");
    let page = told(ContentKind::Address, "0D91683108108300F0");
    assert!(page.contains("+8613800138000"), "{page}");
    assert!(told(ContentKind::Address, "0D9168").contains("do not agree"));
}

#[test]
fn impossible_time_stamp_is_reported() {
    assert!(told(ContentKind::TimeStamp, "90118101030023").contains("2009-11-18 10:30:00"));
    assert!(told(ContentKind::TimeStamp, "90219401030023").contains("not a date"), "month 12, day 49");
    assert!(told(ContentKind::TimeStamp, "90202003030023").contains("not a date"), "30 February");
    assert!(told(ContentKind::TimeStamp, "9011").contains("seven octets"));
}
