//! Every vector of `stk.json` must be parsed into what its `expected` says, and encoded from that meaning to the same
//! octets. Where a vector says that a command is faulty, the refusal must be the vector's. An unknown field is a
//! failure. The vectors belong to other projects and do not stand in this one.

use serde_json::{Value as Json, json};
use sim_wire::proactive::GeneralResult;

use vector_files::{Leaf, Members};

use super::observed;
use crate::cat::{Message, ProactiveCommand, TerminalResponse, command, envelope, judge, response};

/// Members of a vector; names inside `expected` are known to [`observed`] or fail.
const MEMBERS: Members = Members {
    compared: &["expected.*", "ber_tag", "tlvs", "tlvs[]*", "announce_sw"],
    inputs: &["kind", "hex"],
    silent: &[
        ("name", "the vector's name"),
        ("source", "its name at its source"),
        ("origin", "the file that it is from"),
        ("note", "words for people"),
        ("expected.note", "words for people"),
    ],
};

/// Counts of what was compared.
#[derive(Debug, Default, PartialEq, Eq)]
struct Count {
    commands: usize,
    responses: usize,
    envelopes: usize,
    fields: usize,
    refused: usize,
    octets_kept: usize,
}

fn same(octets: &[u8], again: &[u8]) -> Result<(), String> {
    if octets == again { Ok(()) } else { Err(format!("written again it is {}", hex::encode_upper(again))) }
}

/// Observes a vector in the words of `expected`, after it was encoded again from its meaning.
fn observe(vector: &Json, octets: &[u8], count: &mut Count) -> Result<Json, String> {
    let message = match vector["kind"].as_str() {
        Some("terminal_response") => Message::parse_response(octets),
        Some("command" | "envelope") => Message::parse(octets),
        other => return Err(format!("nobody here knows the kind {other:?}")),
    };
    let message = message.map_err(|fault| fault.to_string())?;
    count.octets_kept += message.objects.iter().filter(|object| object.kept.is_some()).count();
    same(octets, &message.emit().unwrap())?;
    match vector["kind"].as_str() {
        Some("command") if vector["expected"].get("alpha_ids").is_some() => {
            count.commands += 1;
            command::parse(octets).expect_err("there are no command details");
            Ok(observed::objects(&message))
        }
        Some("command") => {
            count.commands += 1;
            let command = ProactiveCommand::of(&message).map_err(|fault| fault.to_string())?;
            same(octets, &command.emit().unwrap())?;
            let asked = vector["expected"]["parse_status"].as_str().unwrap_or("OK") != "OK";
            count.refused += usize::from(asked);
            Ok(observed::command(&command))
        }
        Some("envelope") => {
            count.envelopes += 1;
            let envelope = envelope::parse(octets).map_err(|fault| fault.to_string())?;
            same(octets, &envelope.emit().unwrap())?;
            Ok(observed::envelope(&envelope))
        }
        _ => {
            count.responses += 1;
            let response = response::parse(octets).map_err(|fault| fault.to_string())?;
            same(octets, &response.emit().unwrap())?;
            Ok(observed::response(&response))
        }
    }
}

/// Compares each leaf of `expected` with the observed one.
fn compare_leaves(path: &str, expected: &Json, observed: Option<&Json>, count: &mut Count) -> Result<(), String> {
    let observed = observed.ok_or_else(|| format!("{path} is not known here"))?;
    match (expected, observed) {
        (Json::Object(expected), Json::Object(_)) => {
            for (name, value) in expected.iter().filter(|(name, _)| *name != "note") {
                compare_leaves(&format!("{path}.{name}"), value, observed.get(name), count)?;
            }
            Ok(())
        }
        (Json::Array(expected), Json::Array(known)) if expected.len() == known.len() => {
            let pairs = expected.iter().zip(known).enumerate();
            pairs.into_iter().try_for_each(|(at, (expected, known))| {
                compare_leaves(&format!("{path}[{at}]"), expected, Some(known), count)
            })
        }
        _ if expected == observed => {
            count.fields += 1;
            Ok(())
        }
        _ => Err(format!("{path} is {observed}, expected {expected}")),
    }
}

/// Returns the encoding of a message in the words of a vector: its tag, its objects, and the status word that announces
/// it.
fn encoding(vector: &Json, octets: &[u8]) -> Json {
    let message = match vector["kind"].as_str() {
        Some("terminal_response") => Message::parse_response(octets),
        _ => Message::parse(octets),
    };
    let objects = message.unwrap().objects;
    let object = |object: &crate::cat::Object| {
        let tag = &object.tag;
        json!([format!("{:02X}", tag.number), u8::from(tag.comprehension), hex::encode_upper(object.octets().unwrap())])
    };
    let tlvs: Vec<Json> = objects.iter().map(object).collect();
    json!({"ber_tag": format!("{:02X}", octets[0]), "tlvs": tlvs, "announce_sw": format!("91{:02X}", octets.len() & 0xFF)})
}

fn compare(vector: &Json, count: &mut Count) -> Result<(), String> {
    MEMBERS.compared(vector)?;
    let octets = hex::decode(vector["hex"].as_str().unwrap()).unwrap();
    let encoding = encoding(vector, &octets);
    for name in ["ber_tag", "tlvs", "announce_sw"] {
        vector.get(name).map_or(Ok(()), |expected| compare_leaves(name, expected, encoding.get(name), count))?;
    }
    let observed = observe(vector, &octets, count)?;
    compare_leaves("expected", &observed::translated(&vector["expected"])?, Some(&observed), count)
}

#[test]
fn every_vector_decodes_and_encodes_as_expected() {
    let Some(vectors) = vector_files::read("stk.json") else { return };
    let mut count = Count::default();
    let wrong = |vector: &Json| compare(vector, &mut count).err().map(|wrong| format!("{}: {wrong}", vector["name"]));
    let wrong: Vec<String> = vectors.iter().filter_map(wrong).collect();
    println!(
        "stk.json: {} commands, {} terminal responses, {} envelopes decoded ({} fields) and written again to the same \
         octets; {} refused as they ask to be; {} objects whose octets had to be kept",
        count.commands, count.responses, count.envelopes, count.fields, count.refused, count.octets_kept
    );
    assert!(wrong.is_empty(), "{} of {} vectors do not hold:\n{}", wrong.len(), vectors.len(), wrong.join("\n"));
    assert_eq!(count.commands + count.responses + count.envelopes, vectors.len());
    assert_eq!(count.octets_kept, 0, "an object is copied, not understood");
}

#[test]
fn wrong_value_and_unknown_field_are_seen() {
    let vector = |expected: Json| json!({"kind": "command", "hex": "D0098103010200820281 82".replace(' ', ""), "expected": expected});
    let compare = |expected: Json| compare(&vector(expected), &mut Count::default());
    assert_eq!(compare(json!({"number": 1, "parse_status": "OK"})), Ok(()));
    assert_eq!(compare(json!({"number": 2})), Err("expected.number is 1, expected 2".to_owned()));
    assert_eq!(compare(json!({"colour": 2})), Err("expected.colour is not known here".to_owned()));
    let mut unknown = vector(json!({"number": 1}));
    unknown["colour"] = "red".into();
    assert!(super::vectors::compare(&unknown, &mut Count::default()).unwrap_err().contains("the member colour"));
    assert!(compare(json!({"parse_status": "DATA_NOT_UNDERSTOOD"})).is_err());
}

#[test]
fn every_changed_value_is_seen() {
    let Some(vectors) = vector_files::read("stk.json") else { return };
    let is_note = |_: &Json, leaf: &Leaf| leaf.path.ends_with(".note");
    let (seen, missed) = MEMBERS.change_each(&vectors, is_note, |vector| compare(vector, &mut Count::default()));
    println!("stk.json: {seen} values, each of which was changed once and missed");
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

/// Returns the refusal of a command in the vectors' words, for [`observed`].
pub(super) fn status(command: &ProactiveCommand) -> &'static str {
    match judge::refusal(command) {
        None => "OK",
        Some(GeneralResult::DataNotUnderstood) => "DATA_NOT_UNDERSTOOD",
        Some(GeneralResult::MinimumNotMet) => "MISSING_VALUE",
        Some(other) => other.key(),
    }
}

#[test]
fn terminal_response_result_is_read() {
    let response: TerminalResponse = response::parse(&hex::decode("810301210082028281830100").unwrap()).unwrap();
    assert_eq!(response.result().map(|outcome| outcome.result), Some(0));
}
