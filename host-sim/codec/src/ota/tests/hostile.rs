//! Envelopes from anybody: each is parsed, put together and judged as a receiver would do it. The outcome must be the
//! one of its vector: believed, waiting, or refused with that status and that proof of receipt.

use serde_json::Value as Json;
use sim_wire::secured_packet::{Checksum, Ciphering, Counter, ResponseStatus, Spi, Tar};

use super::vectors::octets;
use crate::cat::envelope::{self, Body};
use crate::ota::carriage::{self, CarriageError, PacketKind, PacketPart, PacketReassembly};
use crate::ota::{
    AcceptedPacket, ChecksumKey, CipherKey, KeySet, Keys, Receiver, RejectedPacket, TargetApplication, judge,
};
use crate::sms::Tpdu;

/// Status in a vector for a packet that no proof of receipt can answer.
const NO_PROOF: &str = "no PoR possible below 10 octets (TAR/SPI unknown): answer 6A80/6700 or 9000 without data, never read \
                        past the end";

/// Parts that the receiver takes of one message.
const PARTS: u8 = 5;

/// Returns the receiver of these envelopes: one application and one key set.
pub(super) fn receiver(vectors: &[Json]) -> Receiver {
    let vector = vectors.iter().find(|vector| vector["name"] == "env-replay").unwrap();
    let key = |name: &str| octets(&vector["keys"][name]);
    let keys = Keys {
        kic: Some(CipherKey::new(Ciphering::AesCbc, &key("kic")).unwrap()),
        kid: Some(ChecksumKey::new(Checksum::AesCmac, &key("kid")).unwrap()),
        redundancy: None,
    };
    let least = Spi { first: 0x16, second: 0 };
    Receiver {
        applications: vec![TargetApplication { tar: Tar([0xB0, 0x00, 0x11]), least }],
        key_sets: vec![KeySet { number: 2, keys }],
    }
}

/// Outcome of one message.
#[derive(Debug)]
enum Outcome {
    Believed(AcceptedPacket),
    Waiting,
    NotCarried(CarriageError),
    NoShortMessage,
    Refused(RejectedPacket),
}

impl Outcome {
    fn status(&self) -> Option<ResponseStatus> {
        match self {
            Outcome::Believed(_) => Some(ResponseStatus::OK),
            Outcome::Refused(refused) => refused.status(),
            Outcome::NotCarried(CarriageError::TooManyParts { .. }) => Some(ResponseStatus::INSUFFICIENT_MEMORY),
            _ => None,
        }
    }

    fn proof(&self) -> Option<Vec<u8>> {
        if let Outcome::Refused(refused) = self { refused.proof() } else { None }
    }
}

fn brought(envelope: &[u8]) -> Option<Tpdu> {
    match envelope::parse(envelope).ok()?.body {
        Body::SmsPpDownload(download) => download.message.map(|object| object.value),
        _ => None,
    }
}

fn outcome(envelope: &[u8], waiting: &mut PacketReassembly, receiver: &Receiver, stored: &mut Counter) -> Outcome {
    let Some(message) = brought(envelope) else { return Outcome::NoShortMessage };
    let whole = match PacketPart::of(&message).and_then(|part| waiting.take(part)) {
        Ok(Some(whole)) => whole,
        Ok(None) => return Outcome::Waiting,
        Err(fault) => return Outcome::NotCarried(fault),
    };
    assert_eq!(whole.kind, PacketKind::Command);
    match judge(&whole.packet, receiver, *stored) {
        Ok(believed) => {
            *stored = believed.store.unwrap_or(*stored);
            Outcome::Believed(believed)
        }
        Err(refused) => Outcome::Refused(refused),
    }
}

/// Returns the envelopes of a vector, out of their commands.
fn envelopes(vector: &Json) -> Vec<Vec<u8>> {
    let Some(apdus) = vector.get("apdus") else { return vec![octets(&vector["expected_hex"])] };
    apdus.as_array().unwrap().iter().map(|apdu| octets(apdu)[5..].to_vec()).collect()
}

/// Checks an envelope vector.
pub(super) fn hold(vector: &Json, receiver: &Receiver) -> Result<(), String> {
    let mut receiver = receiver.clone();
    let params = &vector["params"];
    if params.get("keyset").is_some_and(|keyset| *keyset != "KVN 2 AES-128, CMAC-8") {
        return Err(format!("the receiver has another key set than {}", params["keyset"]));
    }
    let apdus = vector.get("apdus").and_then(Json::as_array).into_iter().flatten().map(octets);
    for (place, apdu) in apdus.enumerate() {
        let header = [0x80, 0xC2, 0x00, 0x00, u8::try_from(apdu.len() - 5).unwrap()];
        if apdu[..5] != header {
            return Err(format!("command {place} is no ENVELOPE of {} octets", apdu.len() - 5));
        }
    }
    if let Some(least) = params.get("msl") {
        let [first] = octets(least).try_into().unwrap();
        receiver.applications[0].least = Spi { first, second: 0 };
    }
    let stored = params
        .get("cntr_stored")
        .map_or(Counter::default(), |stored| Counter::from_bytes(octets(stored).try_into().unwrap()));
    let (mut after, mut waiting) = (stored, PacketReassembly::new(PARTS));
    let envelopes = envelopes(vector);
    for envelope in &envelopes {
        let again = envelope::parse(envelope).map_err(|fault| fault.to_string())?.emit().unwrap();
        if again != *envelope {
            return Err(format!("written again the envelope is {}", hex::encode(again)));
        }
    }
    let outcomes: Vec<_> =
        envelopes.iter().map(|envelope| outcome(envelope, &mut waiting, &receiver, &mut after)).collect();
    expected(vector, &outcomes, after, stored).map_err(|wrong| format!("{wrong}: {outcomes:?}"))?;
    rebuilt(vector, &outcomes, &receiver)
}

/// Returns whether any message of a vector is to be believed.
pub(super) fn is_believed(vector: &Json) -> bool {
    let count = vector["apdus"].as_array().map_or(1, Vec::len);
    believed(vector, count).is_ok_and(|believed| believed.contains(&Some(true)))
}

/// Returns whether each message is to be believed; `None` where the receiver waits for another.
fn believed(vector: &Json, count: usize) -> Result<Vec<Option<bool>>, String> {
    let last = |last: Option<bool>| {
        let mut all = vec![None; count];
        if let Some(place) = all.last_mut() {
            *place = last;
        }
        all
    };
    match vector.get("expect").map(|expect| &expect["accept"]) {
        // Of a conformance message it is only said that a card must refuse it.
        None => Ok(vec![Some(false); count]),
        Some(Json::Bool(true)) => Ok(last(Some(true))),
        Some(Json::Bool(false)) if count == 1 => Ok(vec![Some(false)]),
        Some(Json::Bool(false)) => Ok(vec![None; count]),
        Some(Json::Array(all)) => {
            let one = |one: &Json| match one {
                Json::Null => Ok(None),
                Json::Bool(is_believed) => Ok(Some(*is_believed)),
                other => Err(format!("nobody here knows what {other:?} expects")),
            };
            all.iter().map(one).collect()
        }
        Some(Json::String(words)) => match words.as_str() {
            "last only" | "first copy wins -> accept" => Ok(last(Some(true))),
            "policy: one buffer -> the first set is lost" => Ok(vec![None; count]),
            // The policy here: it is not for the card.
            "policy" => Ok(vec![Some(false); count]),
            other => Err(format!("nobody here knows what {other:?} expects")),
        },
        other => Err(format!("nobody here knows what {other:?} expects")),
    }
}

fn expected(vector: &Json, outcomes: &[Outcome], after: Counter, stored: Counter) -> Result<(), String> {
    for (place, (outcome, believed)) in outcomes.iter().zip(believed(vector, outcomes.len())?).enumerate() {
        let held = match believed {
            Some(true) => matches!(outcome, Outcome::Believed(_)),
            Some(false) => !matches!(outcome, Outcome::Believed(_) | Outcome::Waiting),
            None => matches!(outcome, Outcome::Waiting | Outcome::NotCarried(_)),
        };
        if !held {
            return Err(format!("message {place} has another end"));
        }
    }
    let Some(expect) = vector.get("expect") else { return Ok(()) };
    let last = outcomes.last().unwrap();
    let status = |outcome: &Outcome| outcome.status().map(|status| u64::from(status.0));
    let held = match &expect["status"] {
        Json::Null => true,
        Json::Number(number) => status(last) == number.as_u64(),
        Json::Array(all) => outcomes.iter().map(status).eq(all.iter().map(Json::as_u64)),
        // There is nobody to answer to.
        Json::String(words) => words == NO_PROOF && last.status().is_none(),
        _ => false,
    };
    if !held {
        return Err(format!("the status is {:?}, not {}", last.status(), expect["status"]));
    }
    let proof = last.proof().map(hex::encode).unwrap_or_default();
    if expect.get("por").is_some_and(|wanted| *wanted != proof) {
        return Err(format!("the proof is {proof:?}, not {}", expect["por"]));
    }
    // Behind commands, `expected_hex` is the proof once more; nothing where the vector names none.
    let again = vector.get("apdus").and(vector["expected_hex"].as_str()).unwrap_or_default();
    if !again.is_empty() && again != proof {
        return Err(format!("the proof is {proof:?}, not {again}"));
    }
    let counter = expect.get("counter_after").map(octets);
    let unchanged = outcomes.iter().all(|outcome| !matches!(outcome, Outcome::Believed(_))) && after != stored;
    if unchanged || counter.is_some_and(|counter| counter != after.to_bytes()) {
        return Err(format!("the counter is {} after it", after.value()));
    }
    Ok(())
}

/// Rebuilds the commands from what was believed: packet, parts, short messages, envelopes. A form that is legal and
/// that nobody would send (one part of one, elements in another order) is only read.
fn rebuilt(vector: &Json, outcomes: &[Outcome], receiver: &Receiver) -> Result<(), String> {
    let name = vector["name"].as_str().unwrap();
    let Some(Outcome::Believed(believed)) = outcomes.iter().find(|outcome| matches!(outcome, Outcome::Believed(_)))
    else {
        return Ok(());
    };
    let data = octets(&vector["plaintext"]);
    if !data.is_empty() && believed.command.data != data {
        return Err(format!("the data is {}", hex::encode(&believed.command.data)));
    }
    if ["env-concat-1of1", "env-concat-70-first"].contains(&name) {
        return Ok(());
    }
    let packet = believed.command.wrap(&receiver.key_sets[0].keys).unwrap();
    let given = envelopes(vector);
    let first = envelope::parse(&given[0]).unwrap();
    let Body::SmsPpDownload(first) = first.body else { return Err("no download".to_owned()) };
    let message = first.message.unwrap().value;
    let Tpdu::Deliver(carrier) = &message else { return Err("no SMS-DELIVER".to_owned()) };
    let reference = PacketPart::of(&message).unwrap().place.map_or(0, |place| u8::try_from(place.reference).unwrap());
    let parts = carriage::cut(PacketKind::Command, &packet, reference).unwrap();
    let made: Vec<Vec<u8>> = parts
        .into_iter()
        .map(|user| {
            let message = carriage::deliver(carrier.originator.clone(), carrier.time, user);
            let centre = first.service_centre.as_ref().map(|object| object.value.clone());
            carriage::command(0x80, &carriage::envelope(centre, message).unwrap()).unwrap()
        })
        .collect();
    let mut given: Vec<Vec<u8>> = vector["apdus"].as_array().unwrap().iter().map(octets).collect();
    if name == "env-concat-reverse" {
        given.reverse();
    }
    given.dedup();
    if name == "env-concat-dup-changed" {
        given.remove(1);
    }
    if made == given {
        Ok(())
    } else {
        Err(format!("made again it is {:?}", made.iter().map(hex::encode).collect::<Vec<_>>()))
    }
}
