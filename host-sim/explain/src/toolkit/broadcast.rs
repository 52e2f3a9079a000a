//! Cell broadcast pages in words and in JSON (3GPP TS 23.041 §9.4.1): by themselves, as `+CBM` has them, and in CELL
//! BROADCAST DOWNLOAD.

use serde_json::{Map, Value as Json};

use super::{MessageContent, fact, short_message};
use crate::{Explanation, Kind};
use sim_codec::cat::place::CellPage;
use sim_codec::cat::value::Content;
use sim_codec::sms::Body;
use sim_codec::sms::broadcast::{self, BroadcastCoding, BroadcastText};

/// Octets of a page.
const PAGE: usize = 88;

/// Number of a page and of all pages; a page of 0 or pages of 0 are read as 1 of 1 (§9.4.1.2.4).
const fn number(page: &CellPage) -> (u8, u8) {
    match (page.pages >> 4, page.pages & 0x0F) {
        (0, _) | (_, 0) => (1, 1),
        both => both,
    }
}

/// The lines of a page: what each is called, and its words.
fn lines(page: &CellPage) -> Vec<(&'static str, String)> {
    let CellPage { serial, identifier, dcs, .. } = page;
    let (number, total) = number(page);
    let topic = broadcast::identifier(*identifier).unwrap_or_default();
    let BroadcastText { language, header, body, .. } = broadcast::text(page);
    let mut lines = vec![
        ("message identifier", format!("{identifier:04X}  {identifier} {topic}").trim_end().to_owned()),
        (
            "serial number",
            format!(
                "{serial:04X}  shown in {}, code {}, update {}",
                broadcast::scope(*serial),
                serial >> 4 & 0x3FF,
                serial & 0x0F
            ),
        ),
        ("data coding scheme", format!("{dcs:02X}  {}", BroadcastCoding::read(*dcs).words())),
        ("page", format!("{number} of {total}")),
    ];
    lines.extend(language.map(|language| ("language", language)));
    lines.extend(header.iter().flatten().map(|element| ("header element", short_message::element_words(element))));
    lines.push(match body {
        Body::Text(text) => ("text", format!("\"{text}\"")),
        Body::Octets(octets) => ("data", hex::encode_upper(octets)),
    });
    lines
}

/// The members of a page, and the page in a line.
pub(super) fn members(page: &CellPage) -> (Map<String, Json>, String) {
    let (number, total) = number(page);
    let BroadcastText { language, header, body, .. } = broadcast::text(page);
    let mut members: Map<String, Json> = [
        ("message_identifier", Json::from(page.identifier)),
        ("serial_number", page.serial.into()),
        ("scope", broadcast::scope(page.serial).into()),
        ("message_code", (page.serial >> 4 & 0x3FF).into()),
        ("update_number", (page.serial & 0x0F).into()),
        ("dcs", page.dcs.into()),
        ("dcs_meaning", BroadcastCoding::read(page.dcs).words().into()),
        ("page", number.into()),
        ("pages", total.into()),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect();
    if let Some(topic) = broadcast::identifier(page.identifier) {
        members.insert("message_identifier_meaning".into(), topic.into());
    }
    if let Some(language) = language {
        members.insert("language".into(), language.into());
    }
    if let Some(header) = header {
        members.insert("header".into(), short_message::elements(&header));
    }
    let said = match body {
        Body::Text(text) => {
            members.insert("text".into(), text.as_str().into());
            format!("\"{text}\"")
        }
        Body::Octets(octets) => {
            let octets = hex::encode_upper(octets);
            members.insert("data".into(), octets.as_str().into());
            octets
        }
    };
    let words =
        format!("message {:04X}, serial number {:04X}, page {number} of {total}, {said}", page.identifier, page.serial);
    (members, words)
}

/// How much octets look like a page, 0 to 100: nothing but the length and the page says so.
pub(super) fn likeness(octets: &[u8]) -> u8 {
    let page = CellPage::read(octets).filter(|_| octets.len() == PAGE);
    let fits = |page: &CellPage| (1..=page.pages & 0x0F).contains(&(page.pages >> 4));
    let readable = |page: &CellPage| match broadcast::text(page).body {
        Body::Text(text) => !text.contains(char::REPLACEMENT_CHARACTER),
        Body::Octets(_) => false,
    };
    if page.is_some_and(|page| fits(&page) && readable(&page)) { 60 } else { 0 }
}

/// Explains a page.
pub(super) fn explain(octets: &[u8]) -> Explanation<'_> {
    let mut explanation = Explanation::new(Kind::CellBroadcast, "cell broadcast page", octets);
    let mut told = MessageContent { kind: Kind::CellBroadcast, members: Map::new() };
    match CellPage::read(octets) {
        Some(page) => {
            for (name, words) in lines(&page) {
                fact(&mut explanation, name, words);
            }
            told.members = members(&page).0;
            if let Some(missing) = broadcast::text(&page).missing {
                explanation.problems.push(
                    format!("Data coding scheme {:02X} puts {missing} before the text (3GPP TS 23.038 §5), which is not there.", page.dcs)
                        .into(),
                );
            }
            if octets.len() != PAGE {
                let words = format!("A page has {PAGE} octets, here are {}.", octets.len());
                explanation.problems.push(words.into());
            }
            let (number, total) = number(&page);
            if number > total {
                explanation.problems.push(format!("It is page {number} of {total}, which cannot be.").into());
            }
        }
        None => {
            let words = format!("A page begins with 6 octets before its text, here are {}.", octets.len());
            explanation.problems.push(words.into());
        }
    }
    explanation.told = Some(told);
    explanation
}
