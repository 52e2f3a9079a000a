//! The card's arithmetic held to every vector, those of electronic deposits included. The ciphers must be right even
//! for operations that the wallet does not offer.

extern crate std;

use std::string::{String, ToString};
use std::vec::Vec;
use std::{format, println};

use serde_json::Value;

use super::*;

fn octets(text: &str) -> Vec<u8> {
    let hex = text.split_whitespace().next().unwrap_or_default();
    hex::decode(hex).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn array<const N: usize>(value: &Value) -> [u8; N] {
    octets(value.as_str().unwrap()).try_into().unwrap()
}

fn parts(values: &[&Value]) -> Vec<u8> {
    values.iter().flat_map(|value| octets(value.as_str().unwrap_or_default())).collect()
}

/// A vector and the number of its values compared so far.
struct Case<'a> {
    vector: &'a Value,
    compared: usize,
}

impl<'a> Case<'a> {
    fn input(&self, name: &str) -> &'a Value {
        &self.vector["inputs"][name]
    }

    fn key(&self) -> PurseKey {
        let keys = self.vector["keys"].as_object().unwrap();
        let usual =
            ["DLK", "DPK", "DULK", "DUK", "DRPK", "DPUK", "DAMK", "DEAK", "key", "MPK", "GMPK", "MTK", "MPUK", "MRPK"];
        let name = usual.into_iter().find(|name| keys.contains_key(*name)).unwrap();
        array(&keys[name])
    }

    /// Compares with the vector's expectation of that name, if it has one.
    fn expect(&mut self, name: &str, actual: &[u8]) {
        let Some(expected) = self.vector["expected"].get(name) else { return };
        let expected = expected.as_str().unwrap();
        let name_of_vector = self.vector["name"].as_str().unwrap();
        assert_eq!(hex::encode_upper(actual), expected, "{name_of_vector}: {name}");
        self.compared += 1;
    }

    fn tac_key(&self) -> Option<MacKey> {
        self.vector["keys"].get("DTK").map(|key| MacKey::new(&folded(&array(key))))
    }

    fn load_or_unload(&mut self) {
        let old_balance: [u8; 4] = array(self.input("old_balance"));
        let amount: [u8; 4] = array(self.input("amount"));
        let seq = u16::from_be_bytes(array(self.input("online_seq")));
        let is_unload = self.vector["kind"] == "unload";
        let short = session_key(&self.key(), array(self.input("card_random")), seq, [0x80, 0x00]);
        self.expect("session_key", &short);
        let key = MacKey::new(&short);
        let first =
            parts(&[self.input("old_balance"), self.input("amount"), self.input("tx_type"), self.input("terminal")]);
        self.expect("MAC1", &key.mac(&first));
        let second =
            parts(&[self.input("amount"), self.input("tx_type"), self.input("terminal"), self.input("datetime")]);
        self.expect("MAC2", &key.mac(&second));
        let (old, amount) = (u32::from_be_bytes(old_balance), u32::from_be_bytes(amount));
        let new = if is_unload { old - amount } else { old + amount };
        let third = [&new.to_be_bytes()[..], &seq.to_be_bytes(), &second].concat();
        if is_unload {
            self.expect("MAC3", &key.mac(&third));
        } else if let Some(tac) = self.tac_key() {
            self.expect("TAC", &tac.mac(&third));
        }
    }

    fn purchase(&mut self) {
        let seq = u16::from_be_bytes(array(self.input("offline_seq")));
        let [_, _, t2, t3] = array(self.input("terminal_seq"));
        let short = session_key(&self.key(), array(self.input("card_random")), seq, [t2, t3]);
        self.expect("session_key", &short);
        let key = MacKey::new(&short);
        let common = [self.input("amount"), self.input("tx_type"), self.input("terminal")];
        let mut first = parts(&common);
        first.extend(parts(&[self.input("datetime"), self.input("moc_auth_code")]));
        self.expect("MAC1", &key.mac(&first));
        self.expect("MAC2", &key.mac(&parts(&[self.input("amount")])));
        let mut message = parts(&common);
        message.extend(parts(&[self.input("terminal_seq"), self.input("datetime")]));
        if let Some(tac) = self.tac_key() {
            self.expect("TAC", &tac.mac(&message));
        }
    }

    fn overdraw(&mut self) {
        let seq = u16::from_be_bytes(array(self.input("online_seq")));
        let short = session_key(&self.key(), array(self.input("card_random")), seq, [0x80, 0x00]);
        self.expect("session_key", &short);
        let key = MacKey::new(&short);
        let first =
            parts(&[self.input("old_balance"), self.input("old_limit"), self.input("tx_type"), self.input("terminal")]);
        self.expect("MAC1", &key.mac(&first));
        let second =
            parts(&[self.input("new_limit"), self.input("tx_type"), self.input("terminal"), self.input("datetime")]);
        self.expect("MAC2", &key.mac(&second));
        let message = octets(self.vector["expected"]["TAC_input"].as_str().unwrap());
        self.expect("TAC", &self.tac_key().unwrap().mac(&message));
    }

    fn script(&mut self) {
        let random = octets(self.input("iv_random").as_str().unwrap());
        let initial: Block = sim_wire::concat(&[&random]);
        let data = match self.input("apdu_header").as_str() {
            None => octets(self.input("data").as_str().unwrap()),
            Some(header) => [octets(header), octets(self.input("data").as_str().unwrap())].concat(),
        };
        let (header, data) = data.split_at(data.len().min(5));
        let mac = script_mac(&self.key(), initial, header, data);
        self.expect("MAC", &mac);
        if let Some(full) = self.vector["expected"]["full_block"].as_str() {
            assert!(full.starts_with(&hex::encode_upper(mac)));
        }
    }

    fn write_key(&mut self) {
        let plain = octets(self.input("plain").as_str().unwrap());
        let key = self.key();
        let cipher: Vec<u8> = plain.as_chunks::<8>().0.iter().flat_map(|block| encrypt(&key, *block)).collect();
        self.expect("cipher", &cipher);
        let back: Vec<u8> = cipher.as_chunks::<8>().0.iter().flat_map(|block| decrypt(&key, *block)).collect();
        assert_eq!(back, plain);
        let apdu = octets(self.vector["expected"]["apdu"].as_str().unwrap());
        let initial = sim_wire::concat(&[&octets(self.input("iv_random").as_str().unwrap())]);
        self.expect("MAC", &script_mac(&key, initial, &apdu[..5], &cipher));
    }

    fn diversify(&mut self) {
        let factors: Vec<String> = match self.input("factor").as_str() {
            Some(factor) => [factor.to_string()].into(),
            None => {
                self.input("levels").as_array().unwrap().iter().map(|level| level.as_str().unwrap().into()).collect()
            }
        };
        let key = factors.iter().fold(self.key(), |key, factor| {
            let factor: Block = octets(factor).try_into().unwrap();
            [encrypt(&key, factor), encrypt(&key, factor.map(|octet| !octet))].concat().try_into().unwrap()
        });
        for name in ["DPK", "DTK", "DPUK", "DRPK", "DLK", "DULK"] {
            self.expect(name, &key);
        }
    }

    fn pin(&mut self) {
        let pin = octets(self.input("pin").as_str().unwrap());
        if self.vector["kind"] == "reload-pin" {
            let key = folded(&self.key());
            self.expect("mac_key", &key);
            self.expect("MAC", &MacKey::new(&key).mac(&pin));
            return;
        }
        let plain: Block = array(self.input("plain"));
        let cipher = encrypt(&self.key(), plain);
        self.expect("cipher", &cipher);
        let initial = sim_wire::concat(&[&octets(self.input("iv_random").as_str().unwrap())]);
        self.expect("MAC", &script_mac(&self.key(), initial, &[0x84, 0x24, 0, 0, 0x0C], &cipher));
    }

    fn external_authenticate(&mut self) {
        let challenge = sim_wire::concat(&[&octets(self.input("challenge").as_str().unwrap())]);
        let apdu = self.vector["expected"]["apdu"].as_str().unwrap();
        let cipher = encrypt(&self.key(), challenge);
        assert!(apdu.ends_with(&hex::encode_upper(cipher)), "{apdu}");
        self.compared += 1;
    }

    fn psam(&mut self) {
        let diversified: PurseKey = ["asn8", "bank8", "city8"].into_iter().rev().fold(self.key(), |key, name| {
            let Some(factor) = self.input(name).as_str() else { return key };
            let factor: Block = octets(factor).try_into().unwrap();
            [encrypt(&key, factor), encrypt(&key, factor.map(|octet| !octet))].concat().try_into().unwrap()
        });
        self.expect("DPK", &diversified);
        let seq = u16::from_be_bytes(array(self.input("offline_seq")));
        let [_, _, t2, t3] = array(self.input("psam_terminal_seq"));
        let short = session_key(&diversified, array(self.input("card_random")), seq, [t2, t3]);
        self.expect("session_key", &short);
        let message = parts(&[
            self.input("amount"),
            self.input("tx_type"),
            self.input("psam_terminal_no"),
            self.input("datetime"),
        ]);
        self.expect("MAC1", &MacKey::new(&short).mac(&message));
        self.expect("MAC2", &MacKey::new(&short).mac(&parts(&[self.input("amount")])));
    }

    fn single_des(&mut self) {
        let key: ShortKey = array(&self.vector["keys"]["key"]);
        if self.vector["kind"] == "des-mac" {
            let mac = MacKey::new(&key).mac(&octets(self.input("data").as_str().unwrap()));
            self.expect("MAC", &mac);
            assert!(self.vector["expected"]["full_block"].as_str().unwrap().starts_with(&hex::encode_upper(mac)));
            return;
        }
        // A single-length key is a double-length key of two equal halves.
        let cipher = encrypt(&[key, key].concat().try_into().unwrap(), array(self.input("challenge")));
        self.expect("cipher", &cipher);
    }

    fn compare(&mut self) {
        match self.vector["kind"].as_str().unwrap() {
            "load" | "unload" => self.load_or_unload(),
            "purchase" => self.purchase(),
            "update-overdraw-limit" => self.overdraw(),
            "sm-mac" | "sm-mac-update" => self.script(),
            "sm-enc-mac-write-key" => self.write_key(),
            "diversify-1" | "diversify-2" | "diversify-3" => self.diversify(),
            "reload-pin" | "pin-unblock" => self.pin(),
            "external-authenticate" => self.external_authenticate(),
            "external-authenticate-des" | "des-mac" => self.single_des(),
            "psam" => self.psam(),
            kind => panic!("a vector of unknown kind {kind}"),
        }
    }
}

fn compare_all(vectors: &[Value]) {
    let (mut compared, mut skipped) = (0, Vec::new());
    for vector in vectors {
        // Not recomputable: no keys were published, or (negative APDUs) there is no arithmetic in it.
        if vector["verified"] != true {
            skipped.push(format!("{}: {}", vector["name"], vector["note"]));
            continue;
        }
        let mut case = Case { vector, compared: 0 };
        case.compare();
        assert!(case.compared > 0, "nothing compared for {}", vector["name"]);
        compared += 1;
    }
    println!("{compared} of {} vectors compared; without arithmetic or keys: {}", vectors.len(), skipped.len());
    assert!(skipped.iter().all(|name| name.contains("neg-") || name.contains("pub-unverified")), "{skipped:?}");
}

#[test]
fn generated_vectors_are_reproduced() {
    compare_all(&serde_json::from_str::<Vec<Value>>(include_str!("../../../tests/vectors/purse.json")).unwrap());
}

#[test]
fn folder_vectors_with_keys_are_reproduced() {
    if let Some(vectors) = vector_files::read("purse.json") {
        compare_all(&vectors);
    }
}

#[test]
fn script_mac_is_independent_of_the_split() {
    let key: PurseKey = core::array::from_fn(|i| i as u8 * 7);
    let message: Vec<u8> = (0..40).collect();
    for length in 0..=message.len() {
        let whole = &message[..length];
        let expected = script_mac(&key, [9; 8], &[], whole);
        for split in 0..=length.min(7) {
            assert_eq!(script_mac(&key, [9; 8], &whole[..split], &whole[split..]), expected, "{length} at {split}");
        }
    }
}

#[test]
fn macs_side_by_side_equal_macs_alone() {
    let octets: Vec<u8> = (0..=40).collect();
    let keys = [MacKey::new(&[0x6D; 8]), MacKey::new(&[0x18; 8])];
    for (length, other_length) in (0..=40).flat_map(|length| (0..=40).map(move |other| (length, other))) {
        let messages = [&octets[..length], &octets[40 - other_length..40]];
        let alone = [keys[0].mac(messages[0]), keys[1].mac(messages[1])];
        assert_eq!(MacKey::both_macs([&keys[0], &keys[1]], messages), alone, "{length} and {other_length} octets");
    }
}
