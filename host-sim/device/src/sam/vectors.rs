//! The terminal's side, held to the vectors. Every field that a vector expects is computed from its inputs and
//! compared. A field that cannot be computed, or an unknown kind, is a failure and not a skip.
//!
//! The generated vectors stand beside this file, so that a fresh clone is tested without anything else. The published
//! ones are read from a folder: `RFID_SIM_VECTORS`, or `../shared/vectors` beside the workspace.

mod further;
mod given;
mod issuer;
mod keys;
mod purse;

use std::collections::BTreeMap;

use serde_json::Value;
use vector_files::{Leaf, Members};

use given::VectorFields;

/// Values that this side computes from a vector's inputs, by the names that `expected` uses.
type Results = BTreeMap<&'static str, Vec<u8>>;

/// Reason for which a vector does not hold, or its inputs cannot be read.
type Mismatch = String;

/// Function that computes the values of one kind.
type Method = fn(&VectorFields) -> Result<Results, Mismatch>;

/// Fields of `expected` that the terminal does not compute: the card's status word, and words for people.
const NOT_OURS: [&str; 3] = ["sw", "meaning", "note"];

/// Members of a vector; those inside `keys`, `inputs` and `expected` are known to the kinds or fail.
const MEMBERS: Members = Members {
    compared: &["expected", "expected.*"],
    inputs: &["kind", "keys", "keys.*", "inputs", "inputs.*", "verified"],
    silent: &[
        ("name", "the vector's name"),
        ("source", "the log or the program that it is from"),
        ("published", "whether it is somebody's log"),
        ("note", "words for people"),
    ],
};

/// Number of vectors that were looked at, by outcome.
#[derive(Debug, Default, PartialEq, Eq)]
struct Count {
    recomputed: usize,
    fields: usize,
    without_keys: usize,
    of_the_card_only: usize,
}

/// Returns the function that computes the values of a kind; `None` if the values are the card's alone. An unknown kind
/// is an error.
fn method(kind: &str) -> Result<Option<Method>, Mismatch> {
    Ok(Some(match kind {
        "load" => purse::load,
        "unload" => purse::unload,
        "purchase" => purse::purchase,
        "update-overdraw-limit" => purse::overdraw,
        "tac" => purse::tac,
        "psam" => purse::psam,
        "des-mac" => issuer::des_mac,
        "sm-mac" => issuer::sm_mac,
        "sm-mac-update" => issuer::sm_mac_update,
        "sm-enc-mac-write-key" => issuer::write_key,
        "reload-pin" => issuer::reload_pin,
        "pin-unblock" => issuer::pin_unblock,
        "external-authenticate" => issuer::external_authenticate,
        "external-authenticate-des" => issuer::external_authenticate_des,
        "change-pin" | "pin-change" => further::change_pin,
        "verify" | "verify-pin" => further::verify_pin,
        "internal-authenticate" => further::internal_authenticate,
        "session-key" => further::session_key,
        "diversify-1" | "diversify-2" | "diversify-3" | "diversify" | "diversify-two-level" => keys::diversify,
        // Status words and answers to commands: there is nothing for a terminal to compute.
        "negative-apdu" | "apdu-flow" => return Ok(None),
        other => return Err(format!("nobody here knows the kind {other}")),
    }))
}

/// Compares one vector, field by field, and counts the fields that were compared.
fn compare(vector: &Value, count: &mut Count) -> Result<(), Mismatch> {
    MEMBERS.compared(vector)?;
    let given = VectorFields::of(vector)?;
    given.check_names()?;
    let Some(method) = method(given.kind)? else {
        count.of_the_card_only += 1;
        return Ok(());
    };
    if vector["verified"] == false {
        // Published logs without their keys: what they show cannot be recomputed by anybody.
        return match given.has_all_keys() {
            true => Err("it is marked as not verified and yet has its keys".to_owned()),
            false => {
                count.without_keys += 1;
                Ok(())
            }
        };
    }
    let computed = method(&given)?;
    for (name, expected) in given.expected {
        if NOT_OURS.contains(&name.as_str()) {
            continue;
        }
        let expected = expected.as_str().ok_or_else(|| format!("{name} is no text"))?;
        let computed = computed.get(name.as_str()).ok_or_else(|| format!("{name} cannot be computed"))?;
        if hex::encode_upper(computed) != expected {
            return Err(format!("{name} is {}, expected {expected}", hex::encode_upper(computed)));
        }
        count.fields += 1;
    }
    count.recomputed += 1;
    Ok(())
}

/// Compares all vectors of a file and lists every one that does not hold.
fn compare_all(vectors: &[Value]) -> Count {
    let mut count = Count::default();
    let wrong = |vector: &Value| {
        let result = compare(vector, &mut count);
        result.err().map(|wrong| format!("{}: {wrong}", vector["name"]))
    };
    let wrong: Vec<String> = vectors.iter().filter_map(wrong).collect();
    assert!(wrong.is_empty(), "{} of {} vectors do not hold:\n{}", wrong.len(), vectors.len(), wrong.join("\n"));
    count
}

fn say(file: &str, count: &Count) {
    println!(
        "{file}: {} vectors recomputed by the terminal's side ({} fields); {} published without their keys and {} that \
         only a card can answer were counted and not recomputed",
        count.recomputed, count.fields, count.without_keys, count.of_the_card_only
    );
}

/// Returns the vectors that come with the project.
fn generated() -> Vec<Value> {
    serde_json::from_str(include_str!("../../../../tests/vectors/purse.json")).unwrap()
}

#[test]
fn every_generated_vector_holds() {
    let count = compare_all(&generated());
    say("tests/vectors/purse.json", &count);
    assert_eq!(count, Count { recomputed: 51, fields: 251, without_keys: 0, of_the_card_only: 10 });
}

#[test]
fn every_vector_of_the_folder_holds() {
    if let Some(vectors) = vector_files::read("purse.json") {
        let count = compare_all(&vectors);
        say("purse.json", &count);
        assert!(count.recomputed > 0, "a file in which nothing can be recomputed proves nothing");
    }
}

#[test]
fn every_changed_value_of_the_folder_is_seen() {
    let Some(vectors) = vector_files::read("purse.json") else { return };
    // What is the card's alone, or was published without its keys, is compared by nobody on this side.
    let is_input = |vector: &Value, leaf: &Leaf| {
        let name = leaf.path.strip_prefix("expected.").unwrap_or_default();
        let is_ours = matches!(method(vector["kind"].as_str().unwrap_or_default()), Ok(Some(_)));
        NOT_OURS.contains(&name) || !is_ours || vector["verified"] == false || leaf.path == "expected"
    };
    let hold = |vector: &Value| compare(vector, &mut Count::default());
    let (seen, missed) = MEMBERS.change_each(&vectors, is_input, hold);
    println!("purse.json: {seen} values, each of which was changed once and missed");
    assert!(missed.is_empty(), "{}", missed.join("\n"));
    assert!(seen > 0);
}

#[test]
fn wrong_digit_in_any_field_is_found() {
    let mut seen = 0;
    for vector in generated().into_iter().filter(|vector| vector["verified"] == true) {
        let names: Vec<String> = vector["expected"].as_object().unwrap().keys().cloned().collect();
        for name in names.into_iter().filter(|name| !NOT_OURS.contains(&name.as_str())) {
            let mut wrong = vector.clone();
            let mut digits = wrong["expected"][&name].as_str().unwrap().to_owned();
            let last = digits.pop().unwrap();
            digits.push(if last == '0' { '1' } else { '0' });
            wrong["expected"][&name] = digits.into();
            let result = compare(&wrong, &mut Count::default());
            assert!(result.as_ref().is_err_and(|wrong| wrong.starts_with(&name)), "{vector} {name}: {result:?}");
            seen += 1;
        }
    }
    assert_eq!(seen, 251);
}

#[test]
fn unknown_kind_or_field_fails() {
    let mut unknown = generated().remove(0);
    unknown["colour"] = "red".into();
    assert_eq!(compare(&unknown, &mut Count::default()), Err("nobody here knows the member colour".to_owned()));
    unknown.as_object_mut().unwrap().remove("colour");
    unknown["expected"]["colour"] = "00".into();
    assert_eq!(compare(&unknown, &mut Count::default()), Err("colour cannot be computed".to_owned()));
    unknown["kind"] = "grey-lock".into();
    assert_eq!(compare(&unknown, &mut Count::default()), Err("nobody here knows the kind grey-lock".to_owned()));
}
