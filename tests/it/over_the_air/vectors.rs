//! Every envelope of `ota.json` brought to a card that has the vector's application, keys and counter, under both
//! classes.

use applet::{CardState, OtaApplication};
use serde_json::Value as Json;
use sim_wire::secured_packet::{Counter, Tar};
use sim_wire::{Fen, OtaKey, OtaKeySet};

use super::{Sender, bring_one, but_for_the_counter, octets};
use crate::stand::{Reply, Stand};

const TAR: Tar = Tar([0xB0, 0x00, 0x11]);

/// Returns the envelope vectors; `None` if there are no vectors on this machine.
fn vectors() -> Option<Vec<Json>> {
    let vectors = vector_files::read("ota.json")?;
    Some(vectors.into_iter().filter(|vector| vector["params"]["kind"] == "envelope").collect())
}

fn field(value: &Json) -> Vec<u8> {
    octets(value.as_str().unwrap())
}

/// Returns the key set of all vectors.
fn key_set(vectors: &[Json], counter: Counter) -> OtaKeySet {
    let vector = vectors.iter().find(|vector| vector["name"] == "env-replay").unwrap();
    let key = |name: &str| OtaKey::Aes128(field(&vector["keys"][name]).try_into().unwrap());
    OtaKeySet { number: 2, kic: key("kic"), kid: key("kid"), checksum_length: 8, counter }
}

fn stored(vector: &Json) -> Counter {
    let stored = vector["params"].get("cntr_stored").map(field);
    stored.map_or(Counter::default(), |stored| Counter::from_bytes(stored.try_into().unwrap()))
}

fn card(vector: &Json, set: OtaKeySet) -> Stand {
    let least = vector["params"].get("msl").map_or(0x16, |least| field(least)[0]);
    Stand::with(|card| {
        card.ota_keys = [set].into_iter().collect();
        card.ota_applications = [OtaApplication { tar: TAR, least }].into_iter().collect();
        card.start.balance = Fen(1_234);
    })
}

/// Returns the commands of a vector under a class. An envelope that stands in no command is put into one.
fn commands(vector: &Json, class: u8) -> Vec<Vec<u8>> {
    let Some(apdus) = vector.get("apdus") else {
        let envelope = field(&vector["expected_hex"]);
        return vec![[&[class, 0xC2, 0, 0, u8::try_from(envelope.len()).unwrap()], &envelope[..]].concat()];
    };
    let mut commands: Vec<Vec<u8>> = apdus.as_array().unwrap().iter().map(field).collect();
    commands.iter_mut().for_each(|command| command[0] = class);
    commands
}

/// Ending that a message must have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Accepted,
    /// No answer: there may be more messages.
    Waiting,
    Refused,
    /// Waiting or refused.
    NotAccepted,
}

fn check_end(vector: &Json, count: usize) -> Vec<End> {
    let last = |end: End| [vec![End::Waiting; count - 1], vec![end]].concat();
    match vector.get("expect").map(|expect| &expect["accept"]) {
        Some(Json::Bool(true)) => last(End::Accepted),
        Some(Json::Bool(false)) if count == 1 => vec![End::Refused],
        Some(Json::Bool(false)) => vec![End::NotAccepted; count],
        Some(Json::Array(all)) => {
            let end =
                |one: &Json| one.as_bool().map_or(End::Waiting, |yes| if yes { End::Accepted } else { End::Refused });
            all.iter().map(end).collect()
        }
        Some(Json::String(words)) => match words.as_str() {
            "last only" | "first copy wins -> accept" => last(End::Accepted),
            "policy: one buffer -> the first set is lost" => vec![End::Waiting; count],
            "policy" => vec![End::Refused; count],
            other => panic!("nobody here knows what {other:?} expects"),
        },
        // Of a conformance message it is only said that a card must not believe it.
        None => vec![End::NotAccepted; count],
        other => panic!("nobody here knows what {other:?} expects"),
    }
}

/// Returns the ending of a message at the card: the counter went up, or the card answered that it did not. A packet
/// that is authentic and has something else wrong is refused, and its counter is spent.
fn end(reply: &Reply, before: &CardState, after: &CardState) -> End {
    let is_refusal = reply.data.len() == 16 && reply.data[15] != 0;
    if is_refusal && reply.data[15] == 0x06 {
        assert_eq!(but_for_the_counter(after.clone(), before), *before);
        return End::Refused;
    }
    if before.remote.accepted[0] < after.remote.accepted[0] {
        assert_eq!(but_for_the_counter(after.clone(), before), *before, "the scripts of the vectors change nothing");
        return End::Accepted;
    }
    assert_eq!(before, after, "what is not accepted changes nothing");
    if (reply.status, reply.data.len()) == (0x9000, 0) { End::Waiting } else { End::Refused }
}

fn hold(vector: &Json, vectors: &[Json], class: u8) {
    let name = vector["name"].as_str().unwrap();
    let stored = stored(vector);
    let set = key_set(vectors, stored);
    let mut stand = card(vector, set);
    let commands = commands(vector, class);
    let expected = check_end(vector, commands.len());
    // Nobody asked for a proof, or in a way that is none.
    let note = vector["expect"]["note"].as_str().unwrap_or_default();
    let silent = vector["expect"]["por"] == "" || note.contains("treat as no PoR");
    let mut replies = Vec::new();
    for (command, expected) in commands.iter().zip(expected) {
        let before = stand.state();
        let reply = bring_one(&mut stand, command);
        let end = end(&reply, &before, &stand.state());
        let held = match expected {
            End::NotAccepted => end != End::Accepted,
            End::Refused if silent => end == End::Waiting,
            expected => end == expected,
        };
        assert!(held, "{name} under {class:02X}: {end:?}, not {expected:?}: {reply:?}");
        replies.push(reply);
    }
    let expect = &vector["expect"];
    let last = replies.last().unwrap();
    if let Some(counter) = expect.get("counter_after") {
        assert_eq!(stand.state().remote.accepted[0].to_bytes().to_vec(), field(counter), "{name}: counter");
    }
    if let Some(proof) = expect.get("por") {
        assert_eq!(hex::encode(&last.data), proof.as_str().unwrap(), "{name}: proof");
    }
    let statuses = match &expect["status"] {
        Json::Number(number) => vec![number.as_u64()],
        Json::Array(all) => all.iter().map(Json::as_u64).collect(),
        _ => Vec::new(),
    };
    let sender = Sender { tar: TAR, ..Sender::of(&set) };
    for (reply, status) in replies.iter().rev().zip(statuses.into_iter().rev()) {
        if reply.data.is_empty() {
            // Nobody asked for a proof.
            assert!(matches!(reply.status, 0x9000 | 0x6A80), "{name}: {reply:?}");
            continue;
        }
        let refused = status != Some(0);
        let found = if refused { super::refusal(reply, TAR) } else { sender.opened(super::DOWN, &reply.data).status };
        assert_eq!(Some(u64::from(found.0)), status, "{name}: {reply:?}");
    }
}

#[test]
fn every_envelope_vector_holds() {
    let Some(vectors) = vectors() else { return };
    for vector in &vectors {
        for class in [0x80, 0xA0] {
            hold(vector, &vectors, class);
        }
    }
    assert_eq!(vectors.len(), 48);
    println!("{} envelope vectors, each under two classes", vectors.len());
}
