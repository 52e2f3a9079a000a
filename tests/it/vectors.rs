//! The card's side of the published and generated vectors, through APDUs. A card is personalised with a vector's keys,
//! counters and balance, draws the vector's random number, and every octet of its answers is compared. Functions that
//! this wallet does not have (an electronic deposit, overdraw, key loading) must be refused with the right status
//! words. Every vector is counted, and a kind that this file does not know fails the test.

use std::collections::BTreeMap;

use applet::{BlockState, KeyEntry, KeyUsage, Personalisation, PurseKey};
use serde_json::Value;
use sim_wire::Fen;

use crate::stand::*;

/// Way in which a vector was verified on the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Held {
    /// Replayed through APDUs, octet for octet.
    Replayed,
    /// Refused by the card, which does not have the function.
    RightlyRefused,
    /// In no command of the card: diversification is the terminal's, a bare MAC is verified inside `applet`.
    NotOfTheCard,
    /// Published without its keys, so that nobody can compute it.
    WithoutKeys,
}

/// Verifies every vector on the card's side; returns the number that was replayed.
fn hold_all(vectors: &[Value]) -> usize {
    let mut held: BTreeMap<Held, Vec<String>> = BTreeMap::new();
    for vector in vectors {
        let case = Case(vector);
        held.entry(case.hold()).or_default().push(case.text("name"));
    }
    for (how, names) in &held {
        println!("{how:?}: {} of {}: {}", names.len(), vectors.len(), names.join(" "));
    }
    assert_eq!(held.values().map(Vec::len).sum::<usize>(), vectors.len());
    held.get(&Held::Replayed).map_or(0, Vec::len)
}

#[test]
fn every_generated_vector_holds_on_card() {
    let vectors: Vec<Value> = serde_json::from_str(include_str!("../vectors/purse.json")).expect("JSON");
    assert!(hold_all(&vectors) >= 20, "most of what the card can do is replayed");
}

#[test]
fn every_folder_vector_holds_on_card() {
    if let Some(vectors) = vector_files::read("purse.json") {
        assert!(hold_all(&vectors) >= 25, "most of what the card can do is replayed");
    }
}

#[test]
fn kinds_of_other_sources_are_replayed() {
    let vectors: Vec<Value> = serde_json::from_str(
        r#"[
        {"name": "own-change", "kind": "change-pin", "keys": {}, "inputs": {"old_pin": "1234", "new_pin": "567890"},
         "expected": {"apdu": "805E0100061234FF567890"}},
        {"name": "own-internal", "kind": "internal-authenticate",
         "keys": {"DIAK": "404142434445464748494A4B4C4D4E4F"}, "inputs": {"data": "1122334455667788"},
         "expected": {"apdu": "00880000081122334455667788", "cipher": "A0F180047E2A3357"}},
        {"name": "own-flow", "kind": "apdu-flow", "keys": {}, "inputs": {"old_balance": "00001388",
         "apdus": ["805C000204", {"apdu": "805401000F000000012009111810300011223344", "sw": "6901"}]},
         "expected": {"responses": ["000013889000"]}}
        ]"#,
    )
    .unwrap();
    assert_eq!(hold_all(&vectors), 3);
}

/// Vector under test.
struct Case<'a>(&'a Value);

impl Case<'_> {
    fn text(&self, field: &str) -> String {
        self.0[field].as_str().unwrap_or_default().to_owned()
    }

    fn input(&self, field: &str) -> &str {
        self.0["inputs"][field].as_str().unwrap_or_else(|| panic!("{}: no input {field}", self.text("name")))
    }

    fn expected(&self, field: &str) -> &str {
        self.0["expected"][field].as_str().unwrap_or_else(|| panic!("{}: expects no {field}", self.text("name")))
    }

    fn expects(&self, field: &str) -> bool {
        self.0["expected"][field].is_string()
    }

    fn number(&self, field: &str) -> u32 {
        u32::from_str_radix(self.input(field), 16).expect("a hexadecimal number")
    }

    /// Returns a key by its name, of one or two halves; a half stands for both. `None` if the vector has no such key.
    fn key(&self, name: &str) -> Option<PurseKey> {
        let octets = hex::decode(self.0["keys"][name].as_str()?).expect("a key in hexadecimal");
        Some(if octets.len() == 8 { [octets.clone(), octets].concat() } else { octets }.try_into().unwrap())
    }

    fn hold(&self) -> Held {
        match self.text("kind").as_str() {
            "load" => self.load(),
            "unload" => self.unload(),
            "purchase" if self.0["keys"]["DPK"].is_null() => Held::WithoutKeys,
            "tac" if self.0["keys"]["DTK"].is_null() => Held::WithoutKeys,
            "purchase" => self.purchase(),
            "psam" => self.psam(),
            "update-overdraw-limit" => self.expect_refusal("init_apdu", 0x6A86),
            "sm-enc-mac-write-key" => self.expect_refusal("apdu", 0x6D00),
            "sm-mac" | "sm-mac-update" => self.secure_messaging(),
            "reload-pin" => self.reload_pin(),
            "pin-unblock" => self.pin_unblock(),
            "external-authenticate" => self.external_authenticate(self.expected("apdu").to_owned()),
            "external-authenticate-des" => self.external_authenticate(format!("0082000008{}", self.expected("cipher"))),
            "negative-apdu" => self.negative(),
            "change-pin" | "pin-change" => self.change_pin(),
            "internal-authenticate" => self.internal_authenticate(),
            "apdu-flow" => self.flow(),
            "des-mac" | "diversify-1" | "diversify-2" | "diversify-3" => Held::NotOfTheCard,
            // A session key never leaves the card; its MACs are compared with the transactions.
            "session-key" | "diversify" | "diversify-two-level" => Held::NotOfTheCard,
            unknown => panic!("{}: no test for kind {unknown}", self.text("name")),
        }
    }

    /// Returns the purse as it stood, with the vector's keys under every index.
    fn stand(&self, keys: &[(KeyUsage, &str)], change: impl FnOnce(&mut Personalisation)) -> Stand {
        let mut stand = Stand::with(|card| {
            card.balance_max = Fen(u32::MAX);
            for (usage, name) in keys {
                if let Some(key) = self.key(name) {
                    card.keys.retain(|entry| entry.usage != *usage);
                    (0..=3).for_each(|index| card.keys.push(entry(*usage, index, key)).unwrap());
                }
            }
            change(card);
        });
        let random =
            ["card_random", "iv_random", "challenge"].into_iter().find_map(|name| self.0["inputs"][name].as_str());
        stand.give_random(random.unwrap_or_default());
        stand
    }

    fn expect_refusal(&self, command: &str, status: u16) -> Held {
        let mut stand = Stand::holding(1_000);
        let before = stand.state();
        assert_eq!(stand.send_hex(self.expected(command)).status, status, "{}", self.text("name"));
        assert_eq!(stand.state(), before);
        Held::RightlyRefused
    }

    fn load(&self) -> Held {
        if self.input("tx_type") == "01" {
            assert!(!self.expects("init_apdu") || self.expected("init_apdu").starts_with("80500001"));
            assert_eq!(Stand::holding(0).send_hex("805000010B010000000111223344556610").status, 0x6A86);
            return Held::RightlyRefused;
        }
        let mut stand = self.stand(&[(KeyUsage::Load, "DLK"), (KeyUsage::Tac, "DTK")], |card| {
            card.start.balance = Fen(self.number("old_balance"));
            card.start.online_counter = self.number("online_seq") as u16;
        });
        self.replays(&mut stand, "init_apdu", self.expected("init_response"));
        self.replays(&mut stand, "credit_apdu", self.expected("TAC"));
        self.replays(&mut stand, "prove_apdu", self.expected("prove_response_vendor"));
        self.check_ends_with(&mut stand);
        Held::Replayed
    }

    /// Replays an unload. The vectors unload an electronic deposit (P2 = 01); this wallet unloads its purse (P2 = 02).
    /// P2 enters no MAC.
    fn unload(&self) -> Held {
        let mut stand = self.stand(&[(KeyUsage::Unload, "DULK"), (KeyUsage::Tac, "DTK")], |card| {
            card.start.balance = Fen(self.number("old_balance"));
            card.start.online_counter = self.number("online_seq") as u16;
        });
        assert_eq!(stand.send_hex(self.expected("init_apdu")).status, 0x6A86);
        let initialize = self.expected("init_apdu").replacen("80500501", "80500502", 1);
        assert_eq!(stand.send_hex(&initialize), answer(self.expected("init_response")), "{}", self.text("name"));
        self.replays(&mut stand, "debit_apdu", self.expected("MAC3"));
        self.replays(&mut stand, "prove_apdu", self.expected("prove_response_vendor"));
        self.check_ends_with(&mut stand);
        Held::Replayed
    }

    fn purchase(&self) -> Held {
        if self.input("tx_type") != "06" {
            return self.expect_refusal("init_apdu", 0x6A86);
        }
        let mut stand = self.stand(&[(KeyUsage::Purchase, "DPK"), (KeyUsage::Tac, "DTK")], |card| {
            card.start.balance = Fen(self.number("old_balance"));
            card.start.offline_counter = self.number("offline_seq") as u16;
        });
        self.replays(&mut stand, "init_apdu", self.expected("init_response"));
        self.replays(&mut stand, "debit_apdu", self.expected("debit_response"));
        self.replays(&mut stand, "prove_apdu", self.expected("prove_response"));
        self.check_ends_with(&mut stand);
        Held::Replayed
    }

    /// Replays the purchase of the PSAM's `INIT_SAM_FOR_PURCHASE`: the card takes the PSAM's MAC1 and answers the MAC2
    /// that the PSAM takes.
    fn psam(&self) -> Held {
        let key = hex::decode(self.expected("DPK")).unwrap().try_into().unwrap();
        let amount = self.number("amount");
        let mut stand = self.stand(&[], |card| {
            card.keys.retain(|entry| entry.usage != KeyUsage::Purchase);
            card.keys.push(entry(KeyUsage::Purchase, 3, key)).unwrap();
            card.start.balance = Fen(amount);
            card.start.offline_counter = self.number("offline_seq") as u16;
        });
        let initialize = format!("805001020B03{amount:08X}{}0F", self.input("psam_terminal_no"));
        let counter = self.input("offline_seq");
        let initialized = format!("{amount:08X}{counter}0000000100{}", self.input("card_random"));
        assert_eq!(stand.send_hex(&initialize), answer(&initialized));
        let (terminal, at) = (self.input("psam_terminal_seq"), self.input("datetime"));
        let debited = stand.send_hex(&format!("805401000F{terminal}{at}{}08", self.expected("MAC1")));
        assert_eq!(debited.status, 0x9000, "the card takes the PSAM's MAC1");
        assert_eq!(hex::encode_upper(&debited.data[4..]), self.expected("MAC2"));
        assert_eq!(stand.state().balance, Fen::ZERO);
        Held::Replayed
    }

    fn secure_messaging(&self) -> Held {
        let mut command = self.input("data").to_owned();
        if self.0["inputs"]["apdu_header"].is_string() {
            command = format!("{}{command}", self.input("apdu_header"));
        }
        if !self.expects("apdu") && self.text("name") != "gen-sm-8byte-random" {
            return Held::NotOfTheCard;
        }
        let name = if self.0["keys"]["DAMK"].is_string() { "DAMK" } else { "key" };
        let mut stand = self.stand(&[(KeyUsage::Maintenance, name)], |_| {});
        self.protected(&mut stand, &command)
    }

    fn reload_pin(&self) -> Held {
        let mut stand = self.stand(&[(KeyUsage::PinReload, "DRPK")], |card| card.start.pin_on = true);
        self.replays(&mut stand, "apdu", "");
        let digits = self.input("pin");
        assert_eq!(stand.send(&verify(digits)).status, 0x9000, "the PIN is the new one");
        Held::Replayed
    }

    fn pin_unblock(&self) -> Held {
        let digits = hex::decode(self.input("pin")).unwrap();
        let mut stand = self.stand(&[(KeyUsage::PinUnblock, "DPUK")], |card| {
            card.start.pin_on = true;
            card.pin_initial = digits.iter().copied().collect();
        });
        for _ in 0..3 {
            stand.refused(&verify("9999"));
        }
        assert_eq!(stand.state().pin_tries_left, 0);
        stand.challenge();
        self.replays(&mut stand, "apdu", "");
        assert_eq!(stand.state().pin_tries_left, 3);
        assert_eq!(stand.send(&verify(self.input("pin"))).status, 0x9000);
        Held::Replayed
    }

    fn external_authenticate(&self, command: String) -> Held {
        let name = if self.0["keys"]["DEAK"].is_string() { "DEAK" } else { "key" };
        let mut stand = self.stand(&[(KeyUsage::ExternalAuthentication, name)], |_| {});
        let length = self.input("challenge").len() as u8 / 2;
        let drawn = stand.send(&[0x00, 0x84, 0x00, 0x00, length]);
        assert_eq!(drawn, answer(self.input("challenge")));
        assert_eq!(stand.send_hex(&command), answer(""), "{}", self.text("name"));
        assert_eq!(stand.send(&set_status(sim_wire::lifecycle::LifeCycle::Suspended)).status, 0x9000);
        Held::Replayed
    }

    /// Replays a PIN CHANGE: the old PIN is the card's before, and the new one afterwards.
    fn change_pin(&self) -> Held {
        let old: Vec<u8> = hex::decode(self.input("old_pin")).unwrap();
        let mut stand = self.stand(&[], |card| {
            card.start.pin_on = true;
            card.pin_initial = old.iter().copied().collect();
        });
        let before = stand.send(&verify(self.input("old_pin")));
        assert_eq!(before.status, 0x9000, "{}: the old PIN is the card's", self.text("name"));
        self.replays(&mut stand, "apdu", "");
        let new = self.0["inputs"]["new_pin"].as_str().unwrap_or_else(|| self.input("pin"));
        stand.restart();
        assert_eq!(stand.send(&verify(new)).status, 0x9000, "{}: the PIN is the new one", self.text("name"));
        Held::Replayed
    }

    fn internal_authenticate(&self) -> Held {
        let name = if self.0["keys"]["DIAK"].is_string() { "DIAK" } else { "key" };
        let mut stand = self.stand(&[(KeyUsage::InternalAuthentication, name)], |_| {});
        let proof = ["cipher", "response", "answer", "proof"].into_iter().find(|name| self.expects(name));
        let reply = fetched(&mut stand, self.expected("apdu"));
        assert_eq!(reply, answer(self.expected(proof.expect("a proof is expected"))), "{}", self.text("name"));
        Held::Replayed
    }

    /// Returns a list among the inputs or the expectations, by whichever of its names.
    fn list(&self, part: &str, names: &[&str]) -> Option<Vec<Value>> {
        names.iter().find_map(|name| self.0[part][*name].as_array().cloned())
    }

    /// Replays commands one after the other on a card with the vector's keys. Each answer is compared whole, or by its
    /// status word.
    fn flow(&self) -> Held {
        let names = [
            (KeyUsage::Purchase, "DPK"),
            (KeyUsage::Load, "DLK"),
            (KeyUsage::Unload, "DULK"),
            (KeyUsage::Tac, "DTK"),
            (KeyUsage::Maintenance, "DAMK"),
            (KeyUsage::PinUnblock, "DPUK"),
            (KeyUsage::PinReload, "DRPK"),
            (KeyUsage::ExternalAuthentication, "DEAK"),
            (KeyUsage::InternalAuthentication, "DIAK"),
        ];
        let number = |name: &str| {
            let digits = self.0["inputs"][name].as_str()?;
            Some(u32::from_str_radix(digits, 16).expect("a hexadecimal number"))
        };
        let mut stand = self.stand(&names, |card| {
            card.start.balance = Fen(number("old_balance").unwrap_or(0));
            card.start.online_counter = number("online_seq").unwrap_or(0) as u16;
            card.start.offline_counter = number("offline_seq").unwrap_or(0) as u16;
        });
        let steps = self.list("inputs", &["apdus", "commands", "flow", "steps"]).expect("a list of commands");
        let answers = self.list("expected", &["responses", "answers", "sw", "flow"]).unwrap_or_default();
        for (place, step) in steps.iter().enumerate() {
            let of = |names: [&str; 3]| names.into_iter().find_map(|name| step[name].as_str().map(str::to_owned));
            let command = step.as_str().map(str::to_owned).or_else(|| of(["apdu", "command", "c"]));
            let inside = of(["response", "answer", "r"]).or_else(|| of(["sw", "status", "status_word"]));
            let expected = inside.or_else(|| answers.get(place).and_then(Value::as_str).map(str::to_owned));
            let reply = fetched(&mut stand, &command.unwrap_or_else(|| panic!("{}: no command", self.text("name"))));
            let expected = expected.unwrap_or_else(|| panic!("{}: step {place} expects nothing", self.text("name")));
            let word = format!("{:04X}", reply.status);
            let whole = format!("{}{word}", hex::encode_upper(&reply.data));
            assert!(expected == whole || expected == word, "{}: {expected}, not {whole}", self.text("name"));
        }
        Held::Replayed
    }

    fn negative(&self) -> Held {
        let mut stand = Stand::holding(100);
        let before = stand.state();
        let reply = stand.send_hex(self.input("apdu"));
        assert_eq!(format!("{:04X}", reply.status), self.expected("sw"), "{}", self.text("name"));
        assert!(reply.data.is_empty());
        assert_eq!(stand.state(), before);
        Held::Replayed
    }

    /// Sends a command of the vector; the answer must be that data and 9000.
    fn replays(&self, stand: &mut Stand, command: &str, data: &str) {
        let command = self.expected(command);
        assert_eq!(stand.send_hex(command), answer(data), "{}: {command}", self.text("name"));
    }

    /// Asserts the balance and the newest log record, read from the card.
    fn check_ends_with(&self, stand: &mut Stand) {
        assert_eq!(stand.send_hex("805C000204"), answer(self.expected("new_balance")));
        assert_eq!(stand.send_hex("00B201C417"), answer(self.expected("log_record")));
    }

    /// Replays a command under secure messaging, with the vector's MAC, after the challenge that the vector drew.
    fn protected(&self, stand: &mut Stand, command: &str) -> Held {
        let whole = format!("{command}{}", self.expected("MAC"));
        if self.expects("apdu") {
            assert_eq!(whole, self.expected("apdu"), "{}", self.text("name"));
        }
        if command.starts_with("8418") {
            return self.unblocks(&whole);
        }
        let length = self.input("iv_random").len() as u8 / 2;
        assert_eq!(stand.send(&[0x00, 0x84, 0x00, 0x00, length]), answer(self.input("iv_random")));
        let reply = stand.send_hex(&whole);
        let data = &command[10..];
        match &command[..8] {
            "841E0000" => assert_eq!((reply.status, stand.state().block), (0x9000, BlockState::Temporary)),
            "841E0001" => assert_eq!((reply.status, stand.state().block), (0x9000, BlockState::Permanent)),
            "84160000" => assert_eq!((reply.status, stand.state().block), (0x9000, BlockState::Card)),
            "04D69500" => {
                assert_eq!(reply.status, 0x9000, "{}", self.text("name"));
                assert_eq!(stand.send_hex("00B0950000"), answer(data));
            }
            "04DC07BC" => {
                assert_eq!(reply.status, 0x9000, "{}", self.text("name"));
                assert_eq!(stand.send_hex("00B207BC18"), answer(data));
            }
            // Files 05 and 11 are that real card's own; this wallet does not have them.
            "04D68500" | "04D69100" => {
                assert_eq!(reply.status, 0x6A82, "{}", self.text("name"));
                return Held::RightlyRefused;
            }
            header => panic!("{}: no test for {header}", self.text("name")),
        }
        Held::Replayed
    }

    /// Replays APPLICATION UNBLOCK, on a card that the maintenance key has blocked before.
    fn unblocks(&self, command: &str) -> Held {
        let mut stand = Stand::with(|card| {
            card.keys.push(entry(KeyUsage::ApplicationUnblock, 0, self.key("key").unwrap())).unwrap();
        });
        let block = stand.secured(KeyUsage::Maintenance, [0x84, 0x1E, 0x00, 0x00], &[]);
        stand.done(&block);
        stand.give_random(self.input("iv_random"));
        stand.challenge();
        assert_eq!(stand.send_hex(command), answer(""), "{}", self.text("name"));
        assert_eq!(stand.state().block, BlockState::None);
        Held::Replayed
    }
}

/// Sends a command and fetches what waits for it, as a T=0 reader does.
fn fetched(stand: &mut Stand, command: &str) -> Reply {
    let reply = stand.send_hex(command);
    match reply.status {
        0x6100..=0x61FF => stand.send(&[0x00, 0xC0, 0x00, 0x00, reply.status.to_be_bytes()[1]]),
        _ => reply,
    }
}

fn entry(usage: KeyUsage, index: u8, key: PurseKey) -> KeyEntry {
    KeyEntry { usage, index, version: 1, algorithm: 0, key }
}

fn answer(data: &str) -> Reply {
    Reply { data: hex::decode(data).expect("hexadecimal"), status: 0x9000 }
}
