//! Octets: those of the vectors whole and damaged, messages of the toolkit of every type, every kind of content.

use std::collections::BTreeSet;

use serde_json::Value as Json;
use sim_device::memory::manufactured;
use sim_device::profile::Profile;
use sim_wire::proactive::{CommandType, EnvelopeTag, GeneralResult, ObjectTag};

use super::*;

/// Collects the octets in a vector: every text that is hexadecimal.
fn collect_octets(vector: &Json, found: &mut BTreeSet<Vec<u8>>) {
    match vector {
        Json::String(text) => found.extend(hex::decode(text).ok().filter(|octets| (2..=300).contains(&octets.len()))),
        Json::Array(list) => list.iter().for_each(|entry| collect_octets(entry, found)),
        Json::Object(members) => members.values().for_each(|member| collect_octets(member, found)),
        _ => {}
    }
}

#[test]
fn octets_of_vectors_read_in_chinese() {
    let mut found = BTreeSet::new();
    for file in ["field.json", "stk.json", "stk-dialogues.json", "sms.json", "ota.json", "purse.json"] {
        let Some(vectors) = vector_files::read(file) else { return };
        vectors.iter().for_each(|vector| collect_octets(vector, &mut found));
    }
    let mut lines = 0;
    for octets in &found {
        lines += check_octets(octets);
        // Damage makes problems: an octet too few, an octet too many.
        lines += check_octets(&octets[..octets.len() - 1]);
        lines += check_octets(&[octets.as_slice(), &[0x5A]].concat());
    }
    assert!(lines > 20_000, "{lines} lines of {} runs of octets", found.len());
}

#[test]
fn every_kind_of_content_reads_in_chinese() {
    let runs: [&[u8]; 12] = [
        &[],
        &[0x00],
        &[0x3B, 0xFF],
        &[0x90, 0x00],
        &[0xFF; 20],
        &[0x00; 88],
        &[0x11; 23],
        &[0x20; 30],
        &[0x33; 55],
        &[0x6F, 0x05, 0x84, 0x09, 0x00],
        &[0x62, 0x04, 0x82, 0x01, 0x41, 0x8A, 0x00],
        &[0x21; 176],
    ];
    for kind in ContentKind::ALL {
        assert_chinese(kind.name(), &ChineseWords.could_be(kind));
        for octets in runs {
            check(kind.name(), &guess::explain_as(kind, octets));
        }
    }
}

#[test]
fn card_memory_reads_in_chinese() {
    let memory = manufactured(&Profile::default().to_personalisation()).unwrap();
    assert!(check_octets(memory.image()) > 10);
    for row in sim_explain::image::dump(memory.image()) {
        assert_chinese("dump", &dump_row(Language::Chinese, &row));
    }
    check_octets(&vec![0xFF; applet::MEMORY_SIZE]);
    check("cut", &guess::explain_as(ContentKind::Card, &memory.image()[..100]));
}

/// Returns a proactive command of that type and qualifier with an object.
fn command(kind: u8, qualifier: u8, tag: u8, value: &[u8]) -> Vec<u8> {
    let length = u8::try_from(value.len()).unwrap();
    let head = [0x81, 0x03, 0x01, kind, qualifier, 0x82, 0x02, 0x81, 0x82, tag, length];
    let objects = [&head, value].concat();
    [&[0xD0, u8::try_from(objects.len()).unwrap()], objects.as_slice()].concat()
}

#[test]
fn every_proactive_command_reads_in_chinese() {
    for kind in CommandType::ALL {
        for qualifier in 0..=u8::MAX {
            check_octets(&command(kind.code(), qualifier, 0x85, &[]));
        }
    }
    check_octets(&command(0xFE, 0x00, 0xFB, &[0x01]));
    let values: [&[u8]; 9] = [
        &[],
        &[0x00],
        &[0x01, 0x0A],
        &[0x64, 0xF0, 0x00, 0x12, 0x34],
        &[0x64, 0xF0, 0x00, 0x12, 0x34, 0x56, 0x78],
        &[0x64, 0xF0, 0x00, 0x12, 0x34, 0x56, 0x78, 0x12, 0x34],
        &[0x11, 0x90, 0x81, 0x10, 0x32, 0x54, 0x76],
        &[0x21, 0x35, 0x36, 0x37, 0x38],
        &[0x80, 0x4F, 0x59, 0x98, 0x9D],
    ];
    for tag in ObjectTag::ALL {
        for value in values {
            check_octets(&command(0x21, 0x00, tag.code() | 0x80, value));
        }
    }
}

#[test]
fn every_response_and_envelope_reads_in_chinese() {
    for result in GeneralResult::ALL {
        for cause in 0..=u8::MAX {
            let response = [0x81, 0x03, 0x01, 0x21, 0x80, 0x82, 0x02, 0x82, 0x81, 0x83, 0x02, result.code(), cause];
            check("response", &guess::explain_as(ContentKind::TerminalResponse, &response));
            let short = [0x81, 0x03, 0x01, 0x24, 0x00, 0x82, 0x02, 0x82, cause, 0x83, 0x01, result.code()];
            check("response", &guess::explain_as(ContentKind::TerminalResponse, &short));
        }
    }
    for tag in EnvelopeTag::ALL.iter().map(|tag| tag.code()).chain([0xD8]) {
        for event in 0..=u8::MAX {
            let envelope = [tag, 0x07, 0x99, 0x01, event, 0x82, 0x02, 0x82, 0x81];
            check("envelope", &guess::explain_as(ContentKind::Envelope, &envelope));
            let carried = [&[0xA0, 0xC2, 0x00, 0x00, 0x09], &envelope[..]].concat();
            check("envelope", &sim_explain::command(&carried));
        }
    }
}

#[test]
fn every_reset_and_profile_reads_in_chinese() {
    for octet in 0..=u8::MAX {
        for octets in [
            vec![0x3B, 0x04, octet, 0x31, octet, 0x00],
            vec![0x3B, 0x09, 0x80, 0x31, octet, 0x73, octet, octet, octet, 0x81, 0x05],
            vec![0x3B, 0x07, 0x00, 0x25, octet, octet, 0x05, 0x90, 0x00],
            vec![0x3B, 0x90, octet, 0x1F, octet],
            vec![octet, 0x80, 0x80, 0x3F, octet, octet],
            vec![0x3B, 0xF0, 0x11, 0x00, 0xFF, 0x91, octet, 0x3F, octet, octet],
        ] {
            check("reset", &guess::explain_as(ContentKind::Atr, &octets));
        }
        let profile = [vec![0xA0, 0x10, 0x00, 0x00, 0x19], vec![octet; 25]].concat();
        check("profile", &sim_explain::command(&profile));
    }
}
