//! Values of `field.json` for messages of the toolkit, exchanges, status words and answers to reset. Each name of
//! `expected` is compared with the member of `explain`. An unknown name fails.

#![expect(clippy::string_slice, reason = "hexadecimal digits and times of the vectors are ASCII")]

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};
use vector_files::{Leaf, Members};

use super::super::super::{ContentKind, Explanation, guess, joined, status};

/// Members of a vector.
const MEMBERS: Members = Members {
    compared: &["expected", "expected.*"],
    inputs: &["kind", "hex", "without_service_centre"],
    silent: &[
        ("name", "the vector's name"),
        ("source", "the file that it is from"),
        ("expected_from", "the program that said what is expected"),
    ],
};

/// Wrong vectors: the name, the member, and the clause against it.
const WRONG: [(&str, &str, &str); 1] = [
    // An icon identifier has a qualifier and an identifier; here one octet stands, and its length is taken for the
    // first.
    ("FETCH idle 8bit icon", "icon", "TS 102 223 §8.31"),
];

/// Words of a status word for the vectors' shorthand, which the meaning must contain.
const MEANINGS: [(&str, &str); 24] = [
    ("proactive 11", "a proactive command of 11 octets waits"),
    ("more data", "more data available"),
    ("response data available", "response data available"),
    ("more data expected", "more data expected"),
    ("auth error app", "authentication error, application specific"),
    ("immediate response", "requires an immediate response"),
    ("nv changed", "memory changed"),
    ("16 bytes", "16 octets wait"),
    ("23 octets", "23 octets wait"),
    ("file not found", "file not found"),
    ("CHV", "CHV"),
    ("conditions", "conditions of use not satisfied"),
    ("blocked", "blocked"),
    ("retries 3", "3 memory retries"),
    ("out of range", "address outside the file"),
    ("no EF", "no elementary file selected"),
    ("p1p2", "wrong P1 or P2"),
    ("invalidated", "invalidated"),
    ("memory", "not enough"),
    ("ref data", "reference data not found"),
    ("ref data invalidated", "reference data not usable"),
    ("failed", "failed"),
    ("no info", "no information given"),
    ("", "a meaning that no vector has"),
];

type Held = Result<usize, String>;

fn said(explanation: &Explanation<'_>) -> Json {
    serde_json::to_value(explanation).unwrap()
}

fn same(name: &str, is: &Json, expected: &Json) -> Held {
    if is == expected { Ok(1) } else { Err(format!("{name} is {is}, expected {expected}")) }
}

/// Returns a number, with its plus where its type is international.
fn number(json: &Json) -> Json {
    let international = json["address_type"].as_u64().is_some_and(|kind| kind >> 4 & 7 == 1);
    let plus = if international { "+" } else { "" };
    format!("{plus}{}", json["address"].as_str().unwrap_or_default()).into()
}

/// Returns numbers of two digits each, the low nibble first.
fn swapped(hex: &str) -> Vec<u32> {
    let digit = |character: char| character.to_digit(16).unwrap();
    let pairs: Vec<char> = hex.chars().collect();
    pairs.chunks(2).map(|pair| digit(pair[1]) * 10 + digit(pair[0])).collect()
}

/// Returns a time stamp in the vectors' words, made here from its octets and without the program's code.
fn iso(hex: &str) -> Json {
    let fields = swapped(&hex[..12]);
    let zone = u32::from_str_radix(&hex[12..14], 16).unwrap();
    let (sign, quarters) = (zone & 0x08, (zone & 0x07) * 10 + (zone >> 4));
    format!(
        "20{:02}-{:02}-{:02}T{:02}:{:02}:{:02}{}{:02}:{:02}",
        fields[0],
        fields[1],
        fields[2],
        fields[3],
        fields[4],
        fields[5],
        if sign == 0 { '+' } else { '-' },
        quarters / 4,
        quarters % 4 * 15
    )
    .into()
}

/// Returns the octets of the first object of that name.
fn object<'a>(json: &'a Json, name: &str) -> &'a str {
    let objects = json["objects"].as_array().unwrap();
    objects.iter().find(|object| object["name"] == name).and_then(|object| object["hex"].as_str()).unwrap_or_default()
}

/// Compares a short message inside a message of the toolkit.
fn short_message(json: &Json, expected: &Json) -> Held {
    let own = &json["sms_tpdu"];
    let mut count = 0;
    for (name, value) in expected.as_object().unwrap() {
        let is = match name.as_str() {
            "number" => number(own),
            "data" => own["data"].clone(),
            "pid" | "dcs" => own[name].clone(),
            "header" => {
                let elements = own["header"].as_array().into_iter().flatten();
                elements.map(|element| json!([element["id"], element["data"]])).collect()
            }
            "time" => {
                // First octet, address, protocol identifier, coding scheme, then the time (3GPP TS 23.040 §9.2.2.1).
                let tpdu = object(json, "sms_tpdu");
                let digits = usize::from_str_radix(&tpdu[2..4], 16).unwrap();
                let place = 2 * (3 + digits.div_ceil(2) + 2);
                iso(&tpdu[place..place + 14])
            }
            other => return Err(format!("sms.{other} is not known here")),
        };
        count += same(name, &is, value)?;
    }
    if let Some(time) = expected["time"].as_str() {
        // The program says the same moment.
        let own = own["time"].as_str().unwrap_or_default();
        let moment = (time[2..10].to_owned(), time[11..19].to_owned(), time[19..].to_owned());
        if !(own.contains(&moment.0) && own.contains(&moment.1) && own.contains(&moment.2)) {
            return Err(format!("sms.time is {own}, expected {time}"));
        }
    }
    Ok(count)
}

/// Compares a message of the toolkit, name by name.
fn toolkit(json: &Json, vector: &str, expected: &Json) -> Held {
    let mut count = 0;
    for (name, value) in expected.as_object().unwrap() {
        if WRONG.iter().any(|(wrong, field, _)| *wrong == vector && *field == name) {
            assert_ne!(json.get(name).unwrap_or(&Json::Null), value, "{vector} holds and is on the list of wrong ones");
            continue;
        }
        let is = match name.as_str() {
            "source_note" => continue,
            "type_name" | "qualifier" | "result" | "text" | "alpha" | "imei" | "additional" | "timer_id" => {
                json[name].clone()
            }
            "timer_value" | "location_status" | "transaction_ids" | "events" => json[name].clone(),
            "env" => json["type_name"].clone(),
            "items" => {
                let items = json["items"].as_array().into_iter().flatten();
                items.map(|item| json!([item["id"], item["text"]])).collect()
            }
            "duration" => json!([json["duration"]["unit"], json["duration"]["interval"]]),
            "resp" => json!([json["response_length"]["min"], json["response_length"]["max"]]),
            "icon" => {
                let qualifier = u8::from(json["icon"]["self_explanatory"] != true);
                json!([qualifier, json["icon"]["id"]])
            }
            "loc" => {
                let place = &json["location"];
                json!([place["mcc"], place["mnc"], place["area"], place["cell"]])
            }
            "immediate" => json["immediate_response"].clone(),
            "number" => number(json),
            "date_time" => {
                let own = json["date_time"].as_str().unwrap_or_default();
                let expected = value.as_str().unwrap();
                if !(own.contains(&expected[2..10]) && own.contains(&expected[11..19]) && own.contains(&expected[19..]))
                {
                    return Err(format!("date_time is {own}, expected {expected}"));
                }
                iso(object(json, "date_time"))
            }
            "sms" => {
                count += short_message(json, value)?;
                continue;
            }
            other => return Err(format!("{other} is not known here")),
        };
        count += same(name, &is, value)?;
    }
    Ok(count)
}

fn exchange(octets: &[u8], vector: &str, expected: &Json) -> Held {
    let explanation = guess::explain_as(ContentKind::Exchange, octets);
    let [command, answer] = explanation.parts.as_slice() else { return Err("it is not cut".to_owned()) };
    // What is fetched stands in the answer, what is sent in the command.
    toolkit(&said(if answer.content.is_some() { answer } else { command }), vector, expected)
}

fn captured(octets: &[u8], expected: &Json) -> Held {
    let (command, answer) = joined::split(octets).ok_or("it is not cut")?;
    let explanation = guess::explain(octets);
    let (data, word) = answer.split_at(answer.len() - 2);
    let mut count = 0;
    for (name, value) in expected.as_object().unwrap() {
        let is = match name.as_str() {
            "command" => hex::encode_upper(command).into(),
            "answer_data" => hex::encode_upper(data).into(),
            "status_word" => hex::encode_upper(word).into(),
            "command_name" => {
                let name = value.as_str().unwrap();
                if !explanation.name.to_string().starts_with(name) {
                    return Err(format!("it is named {}, expected {name}", explanation.name));
                }
                value.clone()
            }
            other => return Err(format!("{other} is not known here")),
        };
        count += same(name, &is, value)?;
    }
    let problems: Vec<_> = explanation.parts.iter().flat_map(|part| &part.problems).collect();
    if problems.is_empty() { Ok(count) } else { Err(format!("{problems:?}")) }
}

fn status_word(octets: &[u8], expected: &Json) -> Held {
    let words = status(u16::from_be_bytes(octets.try_into().unwrap()));
    let mut count = 0;
    for (name, value) in expected.as_object().unwrap() {
        let known = MEANINGS.iter().find(|(short, _)| value.as_str() == Some(short) && name == "meaning");
        let (_, meaning) = known.ok_or_else(|| format!("{name} {value} is not known here"))?;
        if !words.contains(meaning) {
            return Err(format!("it means {words}, expected {meaning}"));
        }
        count += 1;
    }
    Ok(count)
}

fn reset(octets: &[u8], expected: &Json) -> Held {
    let explanation = guess::explain_as(ContentKind::Atr, octets);
    let field =
        |name: &str| explanation.field(name).map_or(Json::Null, |field| hex::encode_upper(field.octets(octets)).into());
    let broken =
        expected.get("error").is_some() || expected["note"].as_str().is_some_and(|note| note.contains("incomplete"));
    let mut count = same("broken", &Json::from(!explanation.problems.is_empty()), &Json::from(broken))?;
    for (name, value) in expected.as_object().unwrap() {
        count += match name.as_str() {
            "note" | "error" => 0,
            "ts" | "historical" | "tck" => same(name, &field(name), value)?,
            "interface" => {
                let octets = value.as_object().unwrap();
                let shown = explanation.fields().iter().filter(|field| field.key.starts_with('t')).count();
                let others = ["ts", "t0", "tck"].iter().filter(|name| explanation.field(name).is_some()).count();
                same("interface octets", &Json::from(shown - others), &Json::from(octets.len()))?;
                let mut count = 0;
                for (name, value) in octets {
                    count += same(name, &field(&name.to_lowercase()), value)?;
                }
                count
            }
            "protocols" => {
                let numbers: Vec<u64> =
                    value.as_array().unwrap().iter().map(|number| number.as_u64().unwrap()).collect();
                let words: Vec<String> = numbers.iter().map(|number| format!("T={number}")).collect();
                let mut said = explanation.notes.iter().map(ToString::to_string);
                let said = said.find(|note| note.starts_with("Protocol")).unwrap();
                let named: std::collections::BTreeSet<&str> =
                    said.trim_start_matches("Protocol: ").trim_end_matches('.').split(", ").collect();
                same(name, &json!(named), &json!(words))?
            }
            "fd" => {
                let words = format!("Fi = {}, Di = {}", value[0], value[1]);
                let found = explanation.notes.iter().any(|note| note.to_string().contains(&words));
                same(name, &found.into(), &true.into())?
            }
            other => return Err(format!("{other} is not known here")),
        };
    }
    Ok(count)
}

fn hold(vector: &Json) -> Option<Held> {
    if let Err(unknown) = MEMBERS.compared(vector) {
        return Some(Err(unknown));
    }
    let octets = hex::decode(vector["hex"].as_str().unwrap()).unwrap();
    let (name, expected) = (vector["name"].as_str().unwrap(), &vector["expected"]);
    Some(match vector["kind"].as_str().unwrap() {
        "stk-command" => toolkit(&said(&guess::explain_as(ContentKind::ProactiveCommand, &octets)), name, expected),
        "stk-response" => toolkit(&said(&guess::explain_as(ContentKind::TerminalResponse, &octets)), name, expected),
        "exchange" => exchange(&octets, name, expected),
        "gsmtap-exchange" => captured(&octets, expected),
        "sw" => status_word(&octets, expected),
        "atr" => reset(&octets, expected),
        "ota-response" => {
            let bad = !guess::explain_as(ContentKind::ResponsePacket, &octets).problems.is_empty();
            same("bad", &bad.into(), &expected["bad"])
        }
        _ => return None,
    })
}

#[test]
fn field_exchanges_and_toolkit_messages_match() {
    let Some(vectors) = vector_files::read("field.json") else { return };
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut wrong = Vec::new();
    for vector in &vectors {
        let Some(held) = hold(vector) else { continue };
        let count = counts.entry(vector["kind"].as_str().unwrap()).or_default();
        count.0 += 1;
        match held {
            Ok(compared) => count.1 += compared,
            Err(why) => wrong.push(format!("{} {}: {why}", vector["name"], vector["hex"])),
        }
    }
    let compared: usize = counts.values().map(|(_, compared)| compared).sum();
    println!("field.json: vectors and values compared by kind {counts:?}, {compared} values; wrong vectors {WRONG:?}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_changed_value_is_seen() {
    let Some(vectors) = vector_files::read("field.json") else { return };
    let own: Vec<Json> = vectors.into_iter().filter(|vector| hold(vector).is_some()).collect();
    let is_input = |vector: &Json, leaf: &Leaf| {
        let name = leaf.path.strip_prefix("expected.").unwrap_or_default();
        let is_wrong = WRONG.iter().any(|(wrong, field, _)| vector["name"] == *wrong && name.starts_with(field));
        is_wrong || ["note", "source_note", "error"].contains(&name)
    };
    let compare = |vector: &Json| hold(vector).map_or(Ok(()), |held| held.map(drop));
    let (seen, missed) = MEMBERS.change_each(&own, is_input, compare);
    println!("field.json: {seen} values of exchanges and of the toolkit, each of which was changed once and missed");
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[test]
fn wrong_values_and_unknown_names_are_seen() {
    let vector = |kind: &str, hex: &str, expected: Json| {
        hold(&json!({"name": "own", "kind": kind, "hex": hex, "expected": expected})).unwrap()
    };
    let command = "D00D8103010300820281820402011E";
    assert_eq!(vector("stk-command", command, json!({"duration": [1, 30]})), Ok(1));
    assert!(vector("stk-command", command, json!({"duration": [1, 31]})).is_err());
    assert!(vector("stk-command", command, json!({"colour": 1})).unwrap_err().contains("not known"));
    assert!(vector("sw", "9000", json!({"meaning": "success"})).unwrap_err().contains("not known"));
    assert!(vector("atr", "3B00", json!({"ts": "3F"})).is_err());
    let exchange = json!({"command": "00A40000023F00", "answer_data": "", "status_word": "612F"});
    assert_eq!(vector("gsmtap-exchange", "00A40000023F00612F", exchange), Ok(3));
    assert!(vector("gsmtap-exchange", "00A40000023F00612F", json!({"command_name": "FETCH"})).is_err());
}
