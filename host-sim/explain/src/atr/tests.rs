//! Tests of answers to reset that were printed on cards, and of the octets that are read wrongly most often.

use super::atr;
use crate::render::{line, text};

fn page(hex: &str) -> String {
    let octets = hex::decode(hex).unwrap();
    text::page(&atr(&octets), false)
}

#[test]
fn voltage_classes_behind_t15_are_named() {
    let page = page("3B9F96801F878031E073FE211B674A4C753034054BA9");
    assert!(
        page.contains(
            "TA3 = 87, behind T=15: the clock may be stopped at state H; supply voltage A (5 V), B (3 V), C (1.8 V)."
        ),
        "{page}"
    );
    assert!(page.contains("Protocol: T=0."), "T=15 is no protocol: {page}");
    assert!(page.contains("clock stop and supply voltage"), "{page}");
}

#[test]
fn compact_objects_of_category_80_are_named() {
    let page = page("3B9F95803FC7A08031E073FE211B63E2028307900000A3");
    assert!(page.contains("80  compact-TLV objects"), "{page}");
    assert!(page.contains("E0  selection by full application name, selection by partial name, EF DIR"), "{page}");
    assert!(page.contains("DF by full name") && page.contains("short file identifiers"), "{page}");
    assert!(page.contains("The compact-TLV object 07 announces more octets than are left."), "{page}");
}

#[test]
fn category_00_ends_in_life_cycle_and_status() {
    // Three historical octets behind the category: life cycle 05 and 9000; before them the pre-issuing data 6A.
    let page = page("3B670000006141059000");
    assert!(page.contains("00  compact-TLV objects, then life cycle and status word"), "{page}");
    assert!(page.contains("pre-issuing data") && page.contains("41"), "{page}");
    assert!(page.contains("05  operational, activated") && page.contains("9000  success"), "{page}");
}

#[test]
fn other_categories_are_the_issuers_own() {
    assert!(page("3B65000093046C9000").contains("93  the issuer's own"));
    assert!(page("3B021011").contains("10  reference to the record of DIR data: 11"));
}

#[test]
fn missing_check_octet_leaves_an_atr() {
    let octets = hex::decode("3F979581B0FE0010428031A073BE2117").unwrap();
    let read = super::read(&octets);
    assert!(!read.explanation.problems.is_empty() && read.is_complete);
    let cut = hex::decode("3B9F9680").unwrap();
    assert!(!super::read(&cut).is_complete);
}

#[test]
fn contactless_reader_atr_names_its_card() {
    let octets = hex::decode("3B8F8001804F0CA000000306030001000000006A").unwrap();
    let explanation = atr(&octets);
    let said: Vec<String> = line::rows(&explanation).into_iter().map(|(.., words)| words).collect();
    assert!(said.iter().any(|fact| fact.contains("0001  MIFARE Classic 1K")), "{said:?}");
    assert!(said.iter().any(|fact| fact.contains("03  ISO 14443 A")), "{said:?}");
    assert!(
        explanation.notes.iter().all(|note| !note.to_string().contains("more octets than are left")),
        "{:?}",
        explanation.notes
    );
}
