//! Vectors of a session key, of a PIN and of INTERNAL AUTHENTICATE by themselves.

use super::given::VectorFields;
use super::{Mismatch, Results};
use crate::sam::{SessionKey, authentication, pin};

/// Computes PIN CHANGE.
pub(super) fn change_pin(given: &VectorFields) -> Result<Results, Mismatch> {
    let old = given.octets("old_pin")?.ok_or("there is no old_pin")?;
    let new = match given.octets("new_pin")? {
        Some(new) => new,
        None => given.octets("pin")?.ok_or("there is no new_pin")?,
    };
    Ok([("apdu", pin::change_command(&old, &new).ok_or("too long")?)].into())
}

/// Computes VERIFY.
pub(super) fn verify_pin(given: &VectorFields) -> Result<Results, Mismatch> {
    let pin = given.octets("pin")?.ok_or("there is no pin")?;
    Ok([("apdu", pin::verify_command(&pin).ok_or("too long")?)].into())
}

/// Computes INTERNAL AUTHENTICATE: the terminal's command and the card's proof.
pub(super) fn internal_authenticate(given: &VectorFields) -> Result<Results, Mismatch> {
    let named = ["data", "challenge", "random"].into_iter().find(|name| given.text(name).is_some());
    let data = given.octets(named.ok_or("there is no data")?)?.unwrap_or_default();
    let index = match given.maybe("key_index")? {
        Some([index]) => index,
        None => given.octet_of_expected("apdu", 3)?.unwrap_or(0x00),
    };
    let proof = authentication::internal(&given.only_key()?, &data);
    let command = authentication::internal_command(index, &data).ok_or("too long")?;
    let names = ["cipher", "response", "answer", "proof"];
    let mut computed: Results = names.into_iter().map(|name| (name, proof.clone())).collect();
    computed.insert("apdu", command);
    Ok(computed)
}

/// Computes a session key by itself: of a purchase if the offline counter is given, else of load, unload or update.
pub(super) fn session_key(given: &VectorFields) -> Result<Results, Mismatch> {
    let random = match given.maybe("card_random")? {
        Some(random) => random,
        None => given.array("random")?,
    };
    let key = given.only_key()?;
    let (session, input) = match given.maybe::<2>("offline_seq")? {
        Some(counter) => {
            let terminal = given.octets("terminal_seq")?.ok_or("there is no terminal_seq")?;
            // Some sources give only the two octets that enter the key.
            let low = *terminal.last_chunk::<2>().ok_or("terminal_seq is too short")?;
            let session =
                SessionKey::purchase(&key, random, u16::from_be_bytes(counter), u32::from(u16::from_be_bytes(low)));
            (session, [&random[..], &counter, &low].concat())
        }
        None => {
            let counter: [u8; 2] = given.array("online_seq")?;
            let session = SessionKey::online(&key, random, u16::from_be_bytes(counter));
            (session, [&random[..], &counter, &[0x80, 0x00]].concat())
        }
    };
    let names = ["session_key", "SESPK", "SESLK", "SESULK", "SESUK"];
    let mut computed: Results = names.into_iter().map(|name| (name, session.0.to_vec())).collect();
    computed.insert("session_key_input", input);
    Ok(computed)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::{Count, compare};

    fn held(kind: &str, key: &str, inputs: Value, expected: Value) -> Result<usize, String> {
        let keys = if key.is_empty() { json!({}) } else { json!({"key": key}) };
        let vector = json!({"name": "own", "kind": kind, "keys": keys, "inputs": inputs, "expected": expected, "verified": true});
        let mut count = Count::default();
        compare(&vector, &mut count).map(|()| count.fields)
    }

    /// Values made with OpenSSL, `enc -des-ede3-ecb -nopad`.
    #[test]
    fn single_step_kinds_are_computed() {
        const KEY: &str = "404142434445464748494A4B4C4D4E4F";
        let internal = json!({"apdu": "00880000081122334455667788", "cipher": "A0F180047E2A3357"});
        assert_eq!(held("internal-authenticate", KEY, json!({"data": "1122334455667788"}), internal), Ok(2));
        let online = json!({"card_random": "653027F6", "online_seq": "0002"});
        assert_eq!(held("session-key", KEY, online, json!({"session_key": "98DD2FF5CA13AD1B"})), Ok(1));
        let purchase = json!({"card_random": "653027F6", "offline_seq": "0002", "terminal_seq": "00000001"});
        let expected = json!({"session_key": "5FA37D78A2224A07", "session_key_input": "653027F600020001"});
        assert_eq!(held("session-key", KEY, purchase, expected), Ok(2));
        let pins = json!({"old_pin": "1234", "new_pin": "567890"});
        assert_eq!(held("change-pin", "", pins, json!({"apdu": "805E0100061234FF567890"})), Ok(1));
    }

    #[test]
    fn unknown_names_fail() {
        let pins = json!({"old_pin": "1234", "new_pin": "5678", "colour": "00"});
        let wrong = held("change-pin", "", pins, json!({})).unwrap_err();
        assert_eq!(wrong, "the input colour is not known here");
        let pins = json!({"old_pin": "1234", "new_pin": "5678"});
        assert_eq!(held("change-pin", "", pins, json!({"colour": "00"})).unwrap_err(), "colour cannot be computed");
    }
}
