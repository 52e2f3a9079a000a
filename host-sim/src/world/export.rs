//! A world written out: everything that is in it but what is secret. Passwords are not there as hashes either, because six
//! digits are soon guessed; of texts, in which initial passwords and scratch cards stand, every long word of letters and digits is blacked
//! out, and so are the octets of messages that carry texts. Cards are there as what can be seen of them, without their memory.

use serde_json::{Map, Value, json};

use super::{Happening, Person, World};
use crate::platform::kept::NotKept;
use crate::sms::{Body, Direction, Tpdu};

/// Letters and digits in a row that may be a secret: a pay password has six.
const SECRET_LENGTH: usize = 6;

/// The world as one document.
pub fn document(world: &World, happened: &[Happening]) -> Result<Value, NotKept> {
    let mut platform = world.platform.to_document()?;
    hide(&mut platform);
    let mut messages = Vec::new();
    for carried in world.centre.carried() {
        let mut message = serde_json::to_value(carried)?;
        hide(&mut message);
        messages.push(message);
    }
    Ok(json!({
        "now": world.now.to_string(),
        "seed": world.seed,
        "steps": world.steps,
        "people": world.people.iter().map(person).collect::<Vec<_>>(),
        "centre": serde_json::to_value(&world.centre)?,
        "messages": messages,
        "platform": platform,
        "ledger": serde_json::to_value(world.platform.books.ledger.entries())?,
        "happenings": happened.iter().map(ToString::to_string).collect::<Vec<_>>(),
    }))
}

fn person(person: &Person) -> Value {
    let handset = person.station.handset();
    let texts: Vec<Value> = handset
        .inbox()
        .messages()
        .iter()
        .map(|message| {
            let said = match &message.body {
                Body::Text(text) => blacked_out(text),
                Body::Octets(octets) => format!("{} octets", octets.len()),
            };
            json!({ "from": message.from.number, "time": message.time.to_string(), "said": said })
        })
        .collect();
    let card = person.card_state().map(|state| {
        json!({
            "state": format!("{:?}", state.lifecycle).to_lowercase(),
            "balance": state.balance.0,
            "online_counter": state.online_counter,
            "offline_counter": state.offline_counter,
            "limit": state.limit.map(|limit| limit.0),
            "pin_on": state.pin_on,
            "pin_tries_left": state.pin_tries_left,
        })
    });
    json!({
        "number": person.number().to_string(),
        "model": handset.model().name,
        "imei": handset.model().imei,
        "is_on": person.power() != super::Power::Off,
        "asn": person.asn(),
        "card": card,
        "texts": texts,
    })
}

/// Hides what is secret in a document: hashes of passwords, seeds of chance, and the octets of texts.
fn hide(value: &mut Value) {
    match value {
        Value::Object(map) => hide_in(map),
        Value::Array(list) => list.iter_mut().for_each(hide),
        Value::String(text) => *text = blacked_out_unless_number(text),
        _ => {}
    }
}

fn hide_in(map: &mut Map<String, Value>) {
    map.remove("hash");
    map.remove("lot");
    for (name, value) in map.iter_mut() {
        match (name.as_str(), &*value) {
            ("tpdu", Value::String(octets)) if carries_text(octets) => *value = Value::from("a text"),
            ("text", Value::String(text)) => *value = Value::from(blacked_out(text)),
            ("tpdu", _) => {}
            _ => hide(value),
        }
    }
}

/// Whether a message, in hexadecimal, carries a text. What cannot be read is taken for one.
fn carries_text(octets: &str) -> bool {
    let octets = hex::decode(octets).unwrap_or_default();
    let read = [Direction::FromNetwork, Direction::ToNetwork].map(|direction| Tpdu::parse(direction, &octets));
    let is_data = |message: &Tpdu| message.user.as_ref().is_none_or(|user| matches!(user.body, Body::Octets(_)));
    !read.iter().flatten().any(is_data)
}

/// A string of a document: those that name things by number stay.
fn blacked_out_unless_number(text: &str) -> String {
    if text.is_ascii() { text.to_owned() } else { blacked_out(text) }
}

/// A text in which whatever may be a password or a scratch card is blacked out.
fn blacked_out(text: &str) -> String {
    let (mut out, mut run) = (String::new(), String::new());
    for character in text.chars().chain(['\0']) {
        if character.is_ascii_alphanumeric() {
            run.push(character);
            continue;
        }
        let secret = run.len() >= SECRET_LENGTH;
        out.push_str(&if secret { "█".repeat(run.len()) } else { std::mem::take(&mut run) });
        run.clear();
        if character != '\0' {
            out.push(character);
        }
    }
    out
}

/// A document as lines, one for each value, with its place in front.
pub fn lines(document: &Value) -> Vec<String> {
    let mut lines = Vec::new();
    flatten(document, "", &mut lines);
    lines
}

fn flatten(value: &Value, place: &str, lines: &mut Vec<String>) {
    let below = |name: &str| if place.is_empty() { name.to_owned() } else { format!("{place}.{name}") };
    match value {
        Value::Object(map) => map.iter().for_each(|(name, value)| flatten(value, &below(name), lines)),
        Value::Array(list) => {
            (1..).zip(list).for_each(|(number, value): (u32, _)| flatten(value, &below(&number.to_string()), lines));
        }
        Value::String(text) => lines.push(format!("{place} = {text}")),
        other => lines.push(format!("{place} = {other}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_a_secret_is_blacked_out_and_short_words_stay() {
        assert_eq!(blacked_out("初始支付密码:135790。余额50元"), "初始支付密码:██████。余额50元");
        assert_eq!(blacked_out("初始登陆密码:9pmAWNq9,"), "初始登陆密码:████████,");
        assert_eq!(blacked_out("12345"), "12345");
        assert_eq!(blacked_out("CZK 123456789012345678"), format!("CZK {}", "█".repeat(18)));
    }

    #[test]
    fn an_export_has_everything_and_no_secret() {
        use crate::moment::MINUTE;
        use crate::world::tests::{inbox, number, world};
        let mut world = world();
        world.texts(&number(1), "10658888", "KT").unwrap();
        world.pass(MINUTE);
        world.texts(&number(1), "10658888", "A").unwrap();
        world.pass(2001);
        let on_its_way = document(&world, world.happenings()).unwrap().to_string();
        world.pass(MINUTE);
        let exported = document(&world, world.happenings()).unwrap();
        let initial = inbox(&world, 1).concat();
        let passwords: Vec<_> =
            initial.split(|one: char| !one.is_ascii_alphanumeric()).filter(|run| run.len() >= 6).collect();
        assert!(passwords.len() >= 2, "{initial}");
        for text in [on_its_way, exported.to_string(), lines(&exported).concat()] {
            assert!(!passwords.iter().any(|password| text.contains(*password)));
            assert!(!text.contains("$argon2") && !text.contains("\"lot\""));
            let coded: String = passwords[0].chars().map(|one| format!("00{:02x}", u32::from(one))).collect();
            assert!(!text.to_lowercase().contains(&coded), "the octets of a text");
        }
        assert_eq!(exported["people"][0]["card"]["state"], "closed");
        assert!(lines(&exported).contains(&"people.1.number = 13800000001".to_owned()));
    }
}
