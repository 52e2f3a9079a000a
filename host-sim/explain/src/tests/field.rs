//! Octets that people paste, from the vectors of `field.json`. The kind of each must be found by its octets alone, or
//! be among the possible ones. The vectors belong to other projects and do not stand in this one.

mod values;

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::super::{ContentKind, Explanation, guess};

/// Returns the kind of a vector, as `explain` names it; `None` where the vector has no such kind.
fn kind(vector: &Json) -> Option<ContentKind> {
    Some(match vector["kind"].as_str()? {
        "sms-mt" => ContentKind::SmsToHandset,
        "sms-mo" => ContentKind::SmsFromHandset,
        "address" | "address-smsc" => ContentKind::Address,
        "gsm7" => ContentKind::PackedText,
        "ucs2" => ContentKind::Ucs2Text,
        "scts" => ContentKind::TimeStamp,
        "stk-command" => ContentKind::ProactiveCommand,
        "stk-response" => ContentKind::TerminalResponse,
        "exchange" | "gsmtap-exchange" => ContentKind::Exchange,
        "alpha" => ContentKind::Alpha,
        "atr" => ContentKind::Atr,
        "sw" => ContentKind::Status,
        // The one vector is an octet 00, which is no answer to anything.
        "ota-response" => ContentKind::Unknown,
        _ => return None,
    })
}

/// Judgement of the name that octets were given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Named {
    /// Right kind.
    Right,
    /// Right kind among the possible ones.
    Possible,
    /// Wrong kind.
    Wrong,
}

/// Judges the name of an explanation. A broken message is rightly unknown, or the message of its kind with a problem.
fn named(explanation: &Explanation<'_>, kind: ContentKind, broken: bool) -> Named {
    match () {
        () if broken && explanation.kind == kind && explanation.problems.is_empty() => Named::Wrong,
        () if broken && explanation.kind == ContentKind::Unknown => Named::Right,
        () if explanation.kind == kind => Named::Right,
        () if explanation.kind == ContentKind::Unknown => Named::Possible,
        () if explanation.could_also_be.contains(&kind) => Named::Possible,
        () => Named::Wrong,
    }
}

#[test]
fn pasted_octets_are_named_as_their_kind() {
    let Some(vectors) = vector_files::read("field.json") else { return };
    let mut counts: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    let mut totals = [0_usize; 3];
    let mut wrong = Vec::new();
    for vector in &vectors {
        let kind = kind(vector).unwrap_or_else(|| panic!("nobody here knows the kind {}", vector["kind"]));
        let octets = hex::decode(vector["hex"].as_str().unwrap()).unwrap();
        let explanation = guess::explain(&octets);
        let named = named(&explanation, kind, vector["expected"].get("error").is_some());
        counts.entry(vector["kind"].as_str().unwrap()).or_default()[named as usize] += 1;
        totals[named as usize] += 1;
        if named != Named::Right {
            let could: Vec<&str> = explanation.could_also_be.iter().map(|kind| kind.name()).collect();
            println!(
                "{named:?}: {} {} is named {} ({}), could be {could:?}",
                vector["name"],
                vector["hex"],
                explanation.kind.name(),
                explanation.name
            );
        }
        if named == Named::Wrong {
            wrong.push(vector["name"].clone());
        }
    }
    println!("field.json: {} inputs without --as; right, possible, wrong: {totals:?}; {counts:?}", vectors.len());
    assert!(totals[0] * 100 >= vectors.len() * 98, "{totals:?}");
    assert!(wrong.is_empty(), "{wrong:?}");
}

/// Vectors whose members are right and whose octets are not: the name, and the problem that must be found.
const DAMAGED: [(&str, &str); 1] = [
    // Behind TP-ST stand 9F D6 E4 94: indicators of which each announces another one (23.040 §9.2.3.27).
    ("gnokii sms/1", "it ends before TP-PI, octet 37"),
];

#[test]
fn problems_of_field_messages_are_told() {
    let Some(vectors) = vector_files::read("field.json") else { return };
    let mut messages = 0;
    for vector in vectors.iter().filter(|vector| matches!(vector["kind"].as_str(), Some("sms-mt" | "sms-mo"))) {
        let octets = hex::decode(vector["hex"].as_str().unwrap()).unwrap();
        let explanation = guess::explain_as(kind(vector).unwrap(), &octets);
        let json: Json = serde_json::from_str(&crate::json(&explanation).unwrap()).unwrap();
        let name = vector["name"].as_str().unwrap();
        let damage = DAMAGED.iter().find(|(listed, _)| *listed == name).map(|(_, damage)| *damage);
        match (vector["expected"].get("error"), damage, json["problem"].as_str()) {
            (None, None, None) | (Some(_), None, Some(_)) => {}
            (None, Some(damage), Some(problem)) => assert!(problem.contains(damage), "{name}: {problem}"),
            (_, _, problem) => panic!("{name}: {problem:?}"),
        }
        messages += 1;
    }
    assert!(messages > 0);
}
