//! The vectors of `field.json` that are short messages or parts of them. Each is read as people have it, compared
//! member by member, and encoded again. The vectors belong to other projects and do not stand in this one.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};
use sim_wire::text::{self, Gsm, Septets};
use vector_files::{Leaf, Members};

use super::vectors::{compare_leaves, fields as translated, number_of};
use crate::cat::texts::Alphabet;
use crate::sms::pdu::Centre;
use crate::sms::problem::is_filling;
use crate::sms::{DataCoding, Direction, MessageBody, Pdu, SmsAddress, Timestamp, TpduFields};

/// Kinds that are compared here.
const OWN: [&str; 8] = ["sms-mt", "sms-mo", "gsm7", "ucs2", "address", "address-smsc", "scts", "alpha"];

/// Kinds that are compared with the explanations of APDUs and of the toolkit.
const OTHERS: [&str; 7] = ["gsmtap-exchange", "exchange", "sw", "stk-command", "stk-response", "atr", "ota-response"];

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

/// Wrong vectors: the name, and the clause against them.
const WRONG: [(&str, &str); 0] = [];

/// Vectors whose members are right and whose octets are not: the name, and the fault that must be found.
const DAMAGED: [(&str, &str); 1] = [
    // Behind TP-ST stand 9F D6 E4 94: indicators of which each announces another one (23.040 §9.2.3.27).
    ("gnokii sms/1", "it ends before TP-PI, octet 37"),
];

/// Parses a date and a zone of ISO 8601: year of the century to second, and quarters of an hour.
fn iso(text: &str) -> Result<([u8; 6], i8), String> {
    let wrong = || format!("{text} is no date of ISO 8601");
    let (date, zone) = text.split_at_checked(19).ok_or_else(wrong)?;
    let numbers: Option<Vec<u16>> = date.split(['-', 'T', ':']).map(|number| number.parse().ok()).collect();
    let numbers: Option<Vec<u8>> =
        numbers.ok_or_else(wrong)?.iter().map(|number| u8::try_from(number % 100).ok()).collect();
    let fields = numbers.and_then(|numbers| numbers.try_into().ok()).ok_or_else(wrong)?;
    let (sign, zone) = match zone.split_at_checked(1) {
        None | Some(("Z", "")) => return Ok((fields, 0)),
        Some(("+", zone)) => (1, zone),
        Some(("-", zone)) => (-1, zone),
        Some(_) => return Err(wrong()),
    };
    let (hours, minutes) = zone.split_once(':').unwrap_or((zone, "0"));
    let number = |text: &str| text.parse::<i8>().map_err(|_| wrong());
    Ok((fields, sign * (number(hours)? * 4 + number(minutes)? / 15)))
}

fn same_time(time: Option<Timestamp>, expected: &Json) -> Result<(), String> {
    let time = time.ok_or("there is no time")?;
    let (fields, quarters) = iso(expected.as_str().ok_or("a time is a text")?)?;
    if time.date().is_some() && time.fields() == fields && time.zone() == Some(quarters) {
        return Ok(());
    }
    Err(format!("the time is {time}, expected {expected}"))
}

/// Letters that the GSM alphabet lacks, each with the one that a sender puts in its place.
const BASES: [(&str, char); 10] = [
    ("áâãăą", 'a'),
    ("čćç", 'c'),
    ("ďđ", 'd'),
    ("ěêëę", 'e'),
    ("íîï", 'i'),
    ("ňń", 'n'),
    ("óôõ", 'o'),
    ("řŕ", 'r'),
    ("šśş", 's'),
    ("žźż", 'z'),
];

/// Returns whether a text is what a sender makes of its source. Letters that the alphabet lacks lose their marks, and
/// what does not fit one message is cut off.
fn is_made_of(text: &str, source: &str, alphabet: Alphabet) -> bool {
    let most = if alphabet == Alphabet::Ucs2 { 70 } else { 160 };
    let same = |(made, given): (char, char)| {
        let lacks = alphabet != Alphabet::Ucs2 && text::spelling(given).is_none();
        made == given || lacks && BASES.iter().any(|(letters, base)| *base == made && letters.contains(given))
    };
    let (made, given) = (text.chars().count(), source.chars().count());
    made == given.min(most) && text.chars().zip(source.chars()).all(same)
}

/// Compares one member of an expected message.
fn compare_member(
    pdu: &Pdu,
    fields: &TpduFields,
    expected: &Json,
    name: &str,
    count: &mut usize,
) -> Result<(), String> {
    let value = &expected[name];
    let equal = |own: Json| if own == *value { Ok(()) } else { Err(format!("{name} is {own}, expected {value}")) };
    let user = fields.user.as_ref();
    let body = user.map(|user| &user.body);
    let own_text = || match body {
        Some(MessageBody::Text(text)) => Json::from(text.as_str()),
        _ => Json::Null,
    };
    *count += 1;
    match name {
        "smsc" => match &pdu.centre {
            Centre::Address(centre) => equal(number_of(centre).into()),
            _ => Err("there is no service centre".to_owned()),
        },
        "number" => equal(fields.address.as_ref().map(number_of).into()),
        "text" => equal(own_text()),
        "data" => match body {
            Some(MessageBody::Octets(octets)) => equal(hex::encode_upper(octets).into()),
            _ => Err("there are no data".to_owned()),
        },
        "header" => {
            let elements = user.and_then(|user| user.header.as_ref()).into_iter().flatten();
            equal(elements.map(|element| json!([element.id, hex::encode_upper(&element.data)])).collect())
        }
        "pid" => equal(fields.pid.into()),
        "dcs" => equal(fields.dcs.into()),
        "type" => equal(fields.kind.name().into()),
        "status" => equal(fields.status.into()),
        "reference" if value.is_object() => {
            *count -= 1;
            let mut own = translated(fields);
            own["smsc"] = match &pdu.centre {
                Centre::Address(centre) => centre.number.as_str().into(),
                _ => Json::Null,
            };
            compare_leaves("reference", value, &own, count)
        }
        "reference" => equal(fields.reference.into()),
        "time" => same_time(fields.time, value),
        "discharge" => same_time(fields.discharge, value),
        "validity" => equal(hex::encode_upper(&fields.validity).into()),
        "validity_time" => same_time(fields.validity.as_slice().try_into().ok().map(Timestamp), value),
        "coding" => {
            let alphabet = match value.as_str() {
                Some("Default") => Alphabet::Packed,
                Some("Unicode") => Alphabet::Ucs2,
                Some("8bit") => Alphabet::Octets,
                _ => return Err(format!("the coding {value} is not known here")),
            };
            let own = DataCoding(fields.coding()).alphabet();
            if own == Some(alphabet) { Ok(()) } else { Err(format!("the coding is {own:?}, expected {value}")) }
        }
        "text_source" => {
            let alphabet = DataCoding(fields.coding()).alphabet().ok_or("the text is compressed")?;
            let (text, source) = (own_text(), value.as_str().unwrap());
            if text.as_str().is_some_and(|text| is_made_of(text, source, alphabet)) {
                return Ok(());
            }
            Err(format!("the text is {text}, made of {source}"))
        }
        _ => Err(format!("the member {name} is not known here")),
    }
}

fn compare_message(vector: &Json, direction: Direction, octets: &[u8], count: &mut usize) -> Result<(), String> {
    let expected = &vector["expected"];
    let pdu = Pdu::read(direction, octets);
    if let Some(error) = expected.get("error") {
        *count += 1;
        assert!(error == true || error.is_string(), "{error}");
        return if pdu.problems.is_empty() { Err("nothing is found wrong".to_owned()) } else { Ok(()) };
    }
    let damage = DAMAGED.iter().find(|(name, _)| vector["name"] == *name).map(|(_, damage)| *damage);
    let problems: Vec<String> = pdu.problems.iter().map(ToString::to_string).collect();
    match damage {
        None if problems.is_empty() => {}
        Some(damage) if problems.iter().any(|problem| problem.contains(damage)) => {}
        _ => return Err(format!("{problems:?} are found wrong")),
    }
    let bare = pdu.centre == Centre::Absent;
    if bare != (vector["without_service_centre"] == true) {
        return Err(format!("the service centre is read as {:?}", pdu.centre));
    }
    let reading = pdu.reading.as_ref().unwrap();
    let fields = &reading.fields;
    let names = expected.as_object().unwrap().keys();
    names.into_iter().try_for_each(|name| compare_member(&pdu, fields, expected, name, count))?;
    if damage.is_some() {
        return Ok(());
    }
    let again = reading.tpdu.as_ref().unwrap().encode().unwrap();
    let at = octets.len() - again.len() - reading.behind.len();
    if octets[at..at + again.len()] != again || !(reading.behind.is_empty() || is_filling(&reading.behind)) {
        return Err(format!("written again it is {}", hex::encode_upper(&again)));
    }
    // The same message without its service centre, and behind others.
    for centre in ["", "00", "0891683108100005F0", "07919762020033F1"] {
        let other = [hex::decode(centre).unwrap().as_slice(), &octets[at..]].concat();
        if Pdu::read(direction, &other).reading.as_ref() != Some(reading) {
            return Err(format!("behind the service centre {centre:?} it is read otherwise"));
        }
    }
    Ok(())
}

fn compare(vector: &Json, kind: &str, count: &mut usize) -> Result<(), String> {
    MEMBERS.compared(vector)?;
    let octets = hex::decode(vector["hex"].as_str().unwrap()).map_err(|error| error.to_string())?;
    let own = match kind {
        "sms-mt" => return compare_message(vector, Direction::FromNetwork, &octets, count),
        "sms-mo" => return compare_message(vector, Direction::ToNetwork, &octets, count),
        "scts" => {
            let names: Vec<&String> = vector["expected"].as_object().unwrap().keys().collect();
            assert_eq!(names, ["time"]);
            *count += 1;
            return same_time(octets.try_into().ok().map(Timestamp), &vector["expected"]["time"]);
        }
        "gsm7" => {
            let septets: Vec<u8> = Septets::new(&octets).collect();
            json!({"septets": septets.len(), "text": Gsm(septets.into_iter()).collect::<String>()})
        }
        "ucs2" => json!({"text": text::ucs2(&octets).collect::<String>()}),
        "alpha" => json!({"text": text::alpha(&octets).collect::<String>()}),
        "address" => match SmsAddress::take(&octets) {
            Some((address, [])) => json!({"number": number_of(&address)}),
            _ => return Err("it is no address".to_owned()),
        },
        _ => {
            // A length of one octet and no more is behind the service centre.
            let whole = [octets.as_slice(), &hex::decode("000491213400009011810103002300").unwrap()].concat();
            match Pdu::read(Direction::FromNetwork, &whole).centre {
                Centre::Address(centre) => json!({"number": number_of(&centre)}),
                other => return Err(format!("the service centre is read as {other:?}")),
            }
        }
    };
    compare_leaves("expected", &vector["expected"], &own, count)
}

#[test]
fn field_messages_match_unless_listed_wrong() {
    let Some(vectors) = vector_files::read("field.json") else { return };
    let (mut values, mut kinds, mut others) = (0, BTreeMap::<&str, usize>::new(), 0);
    let mut wrong = Vec::new();
    for vector in &vectors {
        let kind = vector["kind"].as_str().unwrap();
        if OTHERS.contains(&kind) {
            others += 1;
            continue;
        }
        *kinds.entry(kind).or_default() += 1;
        let name = vector["name"].as_str().unwrap();
        let result = match OWN.contains(&kind) {
            true => compare(vector, kind, &mut values),
            false => Err("nobody here knows the kind".to_owned()),
        };
        match (result, WRONG.iter().find(|(listed, _)| *listed == name)) {
            (Err(wrongly), None) => wrong.push(format!("{name} ({kind}): {wrongly}")),
            (Ok(()), Some((_, clause))) => wrong.push(format!("{name} holds, and is listed as wrong: {clause}")),
            _ => {}
        }
    }
    let own: usize = kinds.values().sum();
    println!(
        "field.json: {own} vectors of short messages, {values} values compared, {} listed as wrong: {kinds:?}; {others} of other kinds",
        WRONG.len()
    );
    assert!(wrong.is_empty(), "{} of {own} vectors do not hold:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(own + others, vectors.len());
}

#[test]
fn every_changed_value_is_seen() {
    let Some(vectors) = vector_files::read("field.json") else { return };
    let own: Vec<Json> = vectors.into_iter().filter(|vector| OWN.contains(&vector["kind"].as_str().unwrap())).collect();
    // An error in words is for people, and what is cut off of a long text is in no message.
    let is_input = |vector: &Json, leaf: &Leaf| {
        let text = vector.pointer(&leaf.pointer).and_then(Json::as_str).unwrap_or_default();
        match leaf.path.as_str() {
            "expected.error" => !text.is_empty(),
            "expected.text_source" => text.chars().count() > 70,
            _ => false,
        }
    };
    let hold = |vector: &Json| compare(vector, vector["kind"].as_str().unwrap(), &mut 0);
    let (seen, missed) = MEMBERS.change_each(&own, is_input, hold);
    println!("field.json: {seen} values of short messages, each of which was changed once and missed");
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[test]
fn wrong_values_and_unknown_members_are_seen() {
    let vector = |expected: Json| {
        json!({"name": "own", "kind": "sms-mo", "expected": expected,
        "hex": "0011000D91683108108300F00008AA044F59989D"})
    };
    let compare = |expected: Json| compare(&vector(expected), "sms-mo", &mut 0);
    assert_eq!(compare(json!({"text": "余额", "number": "+8613800138000", "validity": "AA"})), Ok(()));
    assert!(compare(json!({"text": "余"})).is_err());
    assert!(compare(json!({"number": "8613800138000"})).is_err());
    assert!(compare(json!({"colour": 1})).is_err());
    assert!(compare(json!({"error": true})).is_err());
    assert!(compare(json!({"reference": {"mr": 0, "colour": 1}})).is_err());
    assert!(is_made_of("Zkouska", "Zkouška", Alphabet::Packed) && !is_made_of("Zkouska", "Zkouška", Alphabet::Ucs2));
}
