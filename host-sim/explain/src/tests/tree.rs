//! Tests of the tree: ranges nest and never overlap, every octet has a node, and every value agrees with its octets.

use proptest::prelude::*;
use serde_json::Value as Json;
use sim_codec::cat::place::ServingCell;

use crate::tree::Range;
use crate::value::{CodeTable, PacketValue, SmsValue, ToolkitValue};
use crate::{ContentKind, Explanation, Node, Value, command, guess};

/// Returns every run of octets in the vectors.
fn vectors() -> Vec<Vec<u8>> {
    let files = ["field.json", "sms.json", "stk.json", "stk-dialogues.json", "ota.json", "purse.json"];
    let mut found = Vec::new();
    for file in files {
        for vector in vector_files::read(file).unwrap_or_default() {
            collect(&vector, &mut found);
        }
    }
    found.sort();
    found.dedup();
    found
}

fn collect(json: &Json, found: &mut Vec<Vec<u8>>) {
    match json {
        Json::String(text) => found.extend(hex::decode(text).ok().filter(|octets| octets.len() >= 2)),
        Json::Array(list) => list.iter().for_each(|one| collect(one, found)),
        Json::Object(members) => members.values().for_each(|one| collect(one, found)),
        _ => {}
    }
}

/// Returns octets as a number.
fn number(octets: &[u8]) -> u64 {
    octets.iter().fold(0, |sum, octet| sum << 8 | u64::from(*octet))
}

fn digits(octets: &[u8], is_swapped: bool) -> String {
    let pair = |octet: &u8| if is_swapped { [octet & 0x0F, octet >> 4] } else { [octet >> 4, octet & 0x0F] };
    octets.iter().flat_map(pair).filter_map(|nibble| char::from_digit(nibble.into(), 16)).collect()
}

/// Returns whether the octets agree with the value; `None` where the value is not read from its octets alone.
fn check_agreement(value: &Value<'_>, octets: &[u8]) -> Option<bool> {
    Some(match value {
        Value::Number(said) if octets.len() <= 8 => *said == number(octets),
        Value::Octet(said)
        | Value::Code(_, said)
        | Value::Switch(said)
        | Value::Class(said)
        | Value::Named(said, _) => octets == [*said],
        Value::Instruction(said, _) => octets == [*said],
        Value::HighBits(said) => octets.first().is_some_and(|octet| octet >> 3 == *said),
        Value::Octets(said) => said.as_ref() == octets,
        Value::Odd(said, _) | Value::Secret(_, said) | Value::Aid(said) | Value::Path(said) => *said == octets,
        Value::FileDescriptor(said) | Value::Abilities(said) | Value::Pin(_, said) => *said == octets,
        Value::File(said) => said == octets,
        Value::Amount(amount) => u64::from(amount.0) == number(octets) && octets.len() == 4,
        Value::Limit(Some(amount)) => u64::from(amount.0) == number(octets),
        Value::Date(date) => date.to_string().replace('-', "") == digits(octets, false),
        Value::Time(time) => time.to_string().replace(':', "") == digits(octets, false),
        Value::Digits(said) => {
            let said = said.to_lowercase().replace(['*', '#'], "");
            let is_in = |all: String| said.chars().all(|digit| !digit.is_ascii_digit() || all.contains(digit));
            is_in(digits(octets, false))
        }
        Value::StatusWord(word) => word.to_be_bytes() == octets,
        Value::ShortFile(Some(file)) => octets.first().is_some_and(|octet| [octet & 0x1F, octet >> 3].contains(file)),
        Value::DataLength(length) => number(octets) == u64::from(*length),
        Value::AskedLength(le, _) => number(octets) == u64::from(*le),
        Value::Coded(CodeTable::DirReference, said) => octets.starts_with(said.get(..1)?),
        Value::Coded(_, said) | Value::Reserved(_, said) => said.as_ref() == octets,
        Value::Toolkit(ToolkitValue::Object(_, object)) => object.octets().is_ok_and(|said| said == octets),
        Value::Toolkit(ToolkitValue::Details(details)) => details.emit().starts_with(octets),
        Value::Toolkit(ToolkitValue::Qualifier(details)) => octets == [details.qualifier],
        Value::Toolkit(ToolkitValue::Devices(devices)) => octets == devices.emit(),
        Value::Toolkit(ToolkitValue::Device(device)) => octets == [device.code()],
        Value::Toolkit(ToolkitValue::Channel(state)) => octets == [*state],
        Value::Toolkit(ToolkitValue::Cell(ServingCell::Gsm(cell))) => octets == cell.to_be_bytes(),
        Value::Toolkit(ToolkitValue::Cell(ServingCell::Utran(cell, extension))) => {
            octets == [cell.to_be_bytes(), extension.to_be_bytes()].concat()
        }
        Value::Toolkit(ToolkitValue::Cell(ServingCell::Eutran(cell))) => octets == (cell << 4 | 0x0F).to_be_bytes(),
        Value::Sms(SmsValue::Timestamp(time)) => octets == time.0,
        Value::Sms(SmsValue::Validity(_, said)) => octets == said.as_slice(),
        Value::Sms(SmsValue::Element(element)) => {
            octets.first() == Some(&element.id) && octets.get(2..) == Some(element.data.as_slice())
        }
        Value::Packet(PacketValue::Noted(said, _)) => said == octets,
        Value::Packet(PacketValue::Counter(counter)) => octets == counter.to_bytes(),
        Value::Packet(PacketValue::Padding(said)) => octets == [*said],
        Value::Packet(PacketValue::HeaderLength(said, _)) => octets == [*said],
        Value::Packet(PacketValue::Security(spi)) => octets == spi.to_bytes(),
        Value::Packet(PacketValue::Key(key, _)) => octets == [key.0],
        Value::Packet(PacketValue::Status(status)) => octets == [status.0],
        _ => return None,
    })
}

/// Returns the fault of nodes inside `whole`; `None` where there is none.
fn fault(nodes: &[Node<'_>], input: &[u8], whole: Range) -> Option<String> {
    let mut ranges = Vec::new();
    for node in nodes {
        let inside = node.range.unwrap_or(whole);
        if !whole.contains_range(inside) {
            return Some(format!("{} at {inside:?} leaves {whole:?}", node.key));
        }
        if check_agreement(&node.value, node.octets(input)).is_some_and(|agrees| !agrees && node.range.is_some()) {
            return Some(format!("{} says {:?}, its octets are {:02X?}", node.key, node.value, node.octets(input)));
        }
        ranges.extend(node.range.filter(|range| range.length > 0).map(|range| (range, &node.key)));
        if let Some(fault) = fault(&node.children, input, inside) {
            return Some(fault);
        }
    }
    ranges.sort();
    let overlap = ranges.windows(2).find(|pair| pair[0].0.end() > pair[1].0.offset);
    overlap.map(|pair| format!("{:?} and {:?} overlap", pair[0], pair[1]))
}

/// Returns the fault of an explanation's tree, such as an octet without a node; `None` where there is none.
fn fault_of(explanation: &Explanation<'_>) -> Option<String> {
    if !explanation.parts.is_empty() {
        return explanation.parts.iter().find_map(fault_of);
    }
    let whole = Range { offset: 0, length: explanation.octets.len() };
    let uncovered = || {
        let place = (0..explanation.octets.len()).find(|place| explanation.at(*place).is_empty())?;
        Some(format!("octet {place} has no node"))
    };
    fault(&explanation.nodes, explanation.octets, whole).or_else(uncovered)
}

fn sound(octets: &[u8]) {
    let guessed = guess::explain(octets);
    assert_eq!(fault_of(&guessed), None, "{:?} {}", guessed.kind, hex::encode_upper(octets));
    for kind in ContentKind::ALL {
        let fault = fault_of(&guess::explain_as(kind, octets));
        assert_eq!(fault, None, "as {kind:?}: {}", hex::encode_upper(octets));
    }
}

#[test]
fn tree_of_every_vector_is_sound() {
    let all = vectors();
    if vector_files::read("field.json").is_some() {
        assert!(all.len() > 1000, "{}", all.len());
    }
    all.iter().for_each(|octets| sound(octets));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn tree_of_damaged_vector_is_sound(
        which in any::<prop::sample::Index>(),
        cut in any::<prop::sample::Index>(),
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
        behind in proptest::collection::vec(any::<u8>(), 0..6),
        is_cut in any::<bool>(),
    ) {
        thread_local!(static ALL: Vec<Vec<u8>> = vectors());
        let mut octets = ALL.with(|all| if all.is_empty() { vec![0xD0, 0x00] } else { which.get(all).clone() });
        for (place, octet) in changes {
            let place = place.index(octets.len());
            octets[place] = octet;
        }
        if is_cut {
            octets.truncate(cut.index(octets.len()) + 1);
        }
        octets.extend(behind);
        sound(&octets);
    }

    #[test]
    fn tree_of_any_octets_is_sound(octets in proptest::collection::vec(any::<u8>(), 0..120)) {
        sound(&octets);
    }
}

/// Returns the keys of the nodes that cover an octet.
fn path(explanation: &Explanation<'_>, offset: usize) -> Vec<String> {
    explanation.at(offset).into_iter().map(|node| node.key.to_string()).collect()
}

#[test]
fn octet_has_path_of_its_nodes() {
    let octets = hex::decode("A0C2000009D30782020181900101").unwrap();
    let explanation = command(&octets);
    assert_eq!(path(&explanation, 1), ["ins"]);
    assert_eq!(path(&explanation, 5), ["envelope", "type"]);
    assert_eq!(path(&explanation, 9), ["envelope", "object", "devices", "source"]);
    assert_eq!(path(&explanation, 13), ["envelope", "object", "item_id", "item_id"]);
    assert_eq!(path(&explanation, 14), Vec::<String>::new());
}

#[test]
fn unknown_octets_are_named_as_such() {
    let octets = hex::decode("D0098103012100820281").unwrap();
    let explanation = guess::explain_as(ContentKind::ProactiveCommand, &octets);
    assert_eq!(path(&explanation, 4), ["object", "command_details", "number"], "{explanation:?}");
    assert_eq!(path(&explanation, 8), ["unread"], "{explanation:?}");
}
