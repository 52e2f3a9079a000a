//! Rules of names: methods by verbs, questions by `is_` and `has_`, errors by `Error`, one name for one type. Beside
//! them stands the width of comments.

use std::collections::{BTreeMap, BTreeSet};

use super::source::SourceFile;
use super::{none, sources};

mod exceptions;

/// Verbs in the third person, with which no function's name begins.
const THIRD_PERSON: &[&str] = &[
    "accepts",
    "acts",
    "adds",
    "adopts",
    "advances",
    "agrees",
    "announces",
    "arrives",
    "asks",
    "audits",
    "begins",
    "believes",
    "brings",
    "builds",
    "buys",
    "carries",
    "charges",
    "chooses",
    "closes",
    "collects",
    "completes",
    "confirms",
    "covers",
    "dawdles",
    "deals",
    "delivers",
    "disguises",
    "does",
    "doubts",
    "draws",
    "drops",
    "ends",
    "enters",
    "erases",
    "exists",
    "fails",
    "falls",
    "finds",
    "fits",
    "follows",
    "forgets",
    "forgives",
    "gives",
    "goes",
    "grants",
    "hands",
    "happens",
    "heals",
    "hears",
    "hides",
    "holds",
    "hurries",
    "interrupts",
    "keeps",
    "knows",
    "lapses",
    "lays",
    "leads",
    "learns",
    "leaves",
    "lets",
    "looks",
    "loses",
    "makes",
    "matches",
    "meets",
    "needs",
    "opens",
    "passes",
    "pastes",
    "permits",
    "picks",
    "plays",
    "posts",
    "presses",
    "proves",
    "pulls",
    "reaches",
    "reads",
    "receives",
    "refuses",
    "remembers",
    "requires",
    "responds",
    "resumes",
    "rests",
    "rings",
    "says",
    "sees",
    "selects",
    "sells",
    "sends",
    "serves",
    "settles",
    "shows",
    "smuggles",
    "speaks",
    "stands",
    "starts",
    "strikes",
    "suspends",
    "switches",
    "takes",
    "taps",
    "tells",
    "tends",
    "ticks",
    "touches",
    "types",
    "uploads",
    "waits",
    "wakes",
    "walks",
    "wants",
    "withdraws",
    "writes",
];

/// Returns the Rust files of applet and host, tests aside.
fn house() -> impl Iterator<Item = SourceFile> {
    sources().into_iter().filter(|file| {
        let is_house = file.name.starts_with("applet/") || file.name.starts_with("host-sim/");
        is_house && file.name.contains("/src/") && !file.is_test()
    })
}

/// Words by which no type is called: questions, prepositions and participles, which do not say what a value is.
const NO_NOUNS: &[&str] = &[
    "Again",
    "Arrived",
    "Ask",
    "Asked",
    "At",
    "Before",
    "Believed",
    "Brought",
    "By",
    "ByHand",
    "Changed",
    "Computed",
    "Credited",
    "Did",
    "Doing",
    "Done",
    "Drawn",
    "Either",
    "Fetched",
    "Filled",
    "Found",
    "Full",
    "Given",
    "Held",
    "Kept",
    "Known",
    "Left",
    "Listed",
    "Lot",
    "Made",
    "Malformed",
    "Marked",
    "Mute",
    "Noted",
    "Nothing",
    "Owned",
    "Parsed",
    "Past",
    "Played",
    "Received",
    "Refused",
    "Said",
    "Searched",
    "Sent",
    "Shown",
    "Spoken",
    "Stood",
    "Supplied",
    "Taken",
    "To",
    "Told",
    "Tried",
    "Typed",
    "Unable",
    "Unchecked",
    "UnderWay",
    "Undone",
    "Use",
    "Used",
    "Walked",
    "Wanted",
    "Watched",
    "Way",
    "What",
    "When",
    "Whole",
    "Whose",
    "Why",
    "Written",
    "Wrong",
];

/// Returns a complaint about each finding that is not excepted, and about each exception that is found no more.
fn judge(found: &BTreeMap<String, String>, excepted: &[&str]) -> Vec<String> {
    let excepted: BTreeSet<&str> = excepted.iter().copied().collect();
    let new =
        found.iter().filter(|(name, _)| !excepted.contains(name.as_str())).map(|(name, why)| format!("{name}: {why}"));
    let stale = excepted.iter().filter(|name| !found.contains_key(**name));
    new.chain(stale.map(|name| format!("{name} is excepted in tidy/names and needs it no more"))).collect()
}

/// Returns the identifier at the beginning of a text.
fn identifier(text: &str) -> &str {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default()
}

/// Returns the names behind a keyword, each with the text that begins with it.
fn declared<'a>(code: &'a str, keyword: &str) -> Vec<(&'a str, &'a str)> {
    let at_word = |at: usize| code[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric() && c != '_');
    let places = code.match_indices(keyword).filter(|(at, _)| at_word(*at));
    let behind = places.map(|(at, _)| &code[at + keyword.len()..]);
    behind.map(|rest| (identifier(rest), rest)).filter(|(name, _)| !name.is_empty()).collect()
}

#[test]
fn functions_are_named_by_verbs_or_nouns() {
    let mut found = BTreeMap::new();
    for file in house() {
        for (name, _) in declared(&file.code, "fn ") {
            let verb = name.split('_').next().unwrap_or_default();
            if THIRD_PERSON.contains(&verb) {
                found.insert(format!("{} {name}", file.name), "a verb in the third person".to_owned());
            }
        }
    }
    none(judge(&found, &[]));
}

#[test]
fn questions_change_nothing() {
    let mut found = BTreeMap::new();
    for file in house() {
        for (name, rest) in declared(&file.code, "fn ") {
            let asks = name.starts_with("is_") || name.starts_with("has_");
            let parameters = rest.split(')').next().unwrap_or_default();
            if asks && parameters.contains("&mut self") {
                found.insert(name.to_owned(), format!("{} takes `&mut self`", file.name));
            }
        }
    }
    none(judge(&found, exceptions::CHANGING_QUESTIONS));
}

#[test]
fn error_types_end_in_error() {
    let mut found = BTreeMap::new();
    for file in house() {
        for (_, rest) in declared(&file.code, "thiserror::") {
            let head = rest.split(['{', ';']).next().unwrap_or_default();
            let declaration = head.split_once(" struct ").or_else(|| head.split_once(" enum "));
            let name = declaration.map(|(_, behind)| identifier(behind));
            if let Some(name) = name.filter(|name| rest.starts_with("Error") && !name.ends_with("Error")) {
                found.insert(name.to_owned(), format!("{} derives `thiserror::Error`", file.name));
            }
        }
    }
    for file in house() {
        for (name, _) in declared(&file.code, "error::Error for ") {
            if !name.ends_with("Error") {
                found.insert(name.to_owned(), format!("{} implements `Error`", file.name));
            }
        }
    }
    none(judge(&found, exceptions::ERRORS_OF_OTHER_NAMES));
}

#[test]
fn types_are_nouns() {
    let mut found = BTreeMap::new();
    for file in house() {
        for keyword in ["struct ", "enum ", "trait ", "type "] {
            for (name, _) in declared(&file.code, keyword).into_iter().filter(|(name, _)| NO_NOUNS.contains(name)) {
                found.insert(format!("{} {name}", file.name), "no noun of the field".to_owned());
            }
        }
    }
    none(judge(&found, &[]));
}

#[test]
fn public_functions_fail_with_types() {
    let mut found = BTreeMap::new();
    for file in house() {
        for keyword in ["pub fn ", "pub const fn "] {
            for (name, rest) in declared(&file.code, keyword) {
                let signature = rest.split('{').next().unwrap_or_default();
                let answer = signature.split("->").last().unwrap_or_default();
                if answer.contains("Result<") && answer.contains(", String>") {
                    found.insert(name.to_owned(), format!("{} answers `Result<_, String>`", file.name));
                }
            }
        }
    }
    none(judge(&found, exceptions::ERRORS_OF_TEXT));
}

#[test]
fn one_public_type_name_has_one_meaning() {
    let mut places = BTreeMap::<String, Vec<String>>::new();
    for file in house() {
        for keyword in ["\npub struct ", "\npub enum ", "\npub trait ", "\npub type "] {
            for (name, _) in declared(&file.code, keyword) {
                places.entry(name.to_owned()).or_default().push(file.name.clone());
            }
        }
    }
    places.retain(|_, files| files.len() > 1);
    let found = places.into_iter().map(|(name, files)| (name, files.join(", "))).collect();
    none(judge(&found, exceptions::SHARED_TYPE_NAMES));
}

#[test]
fn no_comment_is_wider_than_the_page() {
    let mut complaints = Vec::new();
    for file in sources() {
        let comments = file.text.lines().enumerate().filter(|(_, line)| line.trim_start().starts_with("//"));
        let wide = comments.filter(|(_, line)| line.chars().count() > 120);
        complaints.extend(wide.map(|(at, line)| format!("{}:{}: {} columns", file.name, at + 1, line.chars().count())));
    }
    none(complaints);
}

#[test]
fn every_public_item_is_used() {
    let mut words = BTreeMap::<String, usize>::new();
    for file in sources() {
        for word in file.text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty()) {
            *words.entry(word.to_owned()).or_default() += 1;
        }
    }
    let mut complaints = Vec::new();
    for file in house() {
        for keyword in ["pub fn ", "pub const fn ", "pub struct ", "pub enum ", "pub trait ", "pub type ", "pub const "]
        {
            let unused = declared(&file.code, keyword).into_iter().filter(|(name, _)| words.get(*name) == Some(&1));
            complaints.extend(unused.map(|(name, _)| format!("{}: nobody uses {name}", file.name)));
        }
    }
    none(complaints);
}

#[test]
fn rules_find_what_they_look_for() {
    assert_eq!(declared("pub fn gives(x: u8) {} fn_ fn", "fn ")[0].0, "gives");
    assert!(THIRD_PERSON.contains(&"gives"));
    let found = BTreeMap::from([("Told".to_owned(), "why".to_owned())]);
    assert_eq!(judge(&found, &[]), ["Told: why"]);
    assert_eq!(judge(&found, &["Told", "Lot"]), ["Lot is excepted in tidy/names and needs it no more"]);
}
