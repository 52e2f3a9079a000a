//! Sessions that were logged from real cards, with their keys published. The random numbers and keys of the log stand
//! in the header of a trace, the logged commands in its body, replayed octet for octet. The logs are other people's and
//! stay outside the repository; their values are read from the folder of the vectors when the test runs.

use std::collections::BTreeMap;

use serde_json::Value;
use sim_script::trace::{Options, parse, replay};

/// Returns the vectors that were published by others, by name; `None` if there are no vectors on this machine.
fn published() -> Option<BTreeMap<String, Value>> {
    let all = vector_files::read("purse.json")?.into_iter().filter(|vector| vector["published"] == true);
    Some(all.map(|vector| (vector["name"].as_str().unwrap().to_owned(), vector)).collect())
}

/// Name of one published vector among all.
struct Logged<'a>(&'a BTreeMap<String, Value>, &'a str);

impl Logged<'_> {
    fn at(&self, group: &str, field: &str) -> String {
        let value = &self.0.get(self.1).unwrap_or_else(|| panic!("no vector {}", self.1))[group][field];
        value.as_str().unwrap_or_else(|| panic!("{}: no {group} {field}", self.1)).to_owned()
    }

    fn key(&self) -> String {
        self.at("keys", "key")
    }

    /// Returns the challenge that the real card drew.
    fn drawn(&self) -> String {
        self.at("inputs", "iv_random")
    }

    fn apdu(&self) -> String {
        self.at("expected", "apdu")
    }
}

/// Beginning of every session: the wallet is selected.
const SELECT: &str = "> 00A40400 10 D1560001018003800000000100000000\n< 6F.. 9000\n";

/// Asserts that a session holds, and that it fails if any octet of `logged` is another.
fn check(text: &str, logged: &str) {
    let played = |text: &str| replay(&parse("a logged session", text).unwrap(), &Options::default());
    let outcome = played(text);
    let troubles: Vec<_> = outcome.results.iter().filter_map(|result| result.failure.as_ref()).collect();
    assert!(troubles.is_empty(), "{text}\n{troubles:?}");
    assert_eq!(text.matches(logged).count(), 1, "{logged} stands once in\n{text}");
    let last = if logged.ends_with('0') { "1" } else { "0" };
    let falsified = format!("{}{last}", &logged[..logged.len() - 1]);
    assert!(!played(&text.replace(logged, &falsified)).held(), "{falsified} went unseen in\n{text}");
}

#[test]
fn changsha_card_is_blocked_and_unblocked() {
    let Some(published) = published() else { return };
    let (block, unblock) = (Logged(&published, "pub-appblock"), Logged(&published, "pub-appunblock"));
    let text = format!(
        "key application block 00 = {}\nkey application unblock 00 = {}\nrandom {} {}\n{SELECT}\
         > 00840000 04\n< {2} 9000\n> {}\n< 9000\nexpect block temporary\n\
         > 00A40400 10 D1560001018003800000000100000000\n< 6F.. 6A81\n\
         > 00840000 04\n< {3} 9000\n> {}\n< 9000\nexpect block none\n",
        block.key(),
        unblock.key(),
        block.drawn(),
        unblock.drawn(),
        block.apdu(),
        unblock.apdu(),
    );
    check(&text, &block.apdu());
    check(&text, &unblock.apdu());
}

#[test]
fn changsha_card_accepts_the_logged_cryptogram() {
    let Some(published) = published() else { return };
    let authentication = Logged(&published, "pub-extauth-3des");
    let challenge = authentication.at("inputs", "challenge");
    let text = format!(
        "key external authentication 00 = {}\nrandom {challenge}\n{SELECT}> 00840000 04\n< {challenge} 9000\n> {}\n< 9000\n\
         > 80F0408F 10 D1560001018003800000000100000000\n< 9000\nexpect state suspended\n",
        authentication.key(),
        authentication.apdu(),
    );
    check(&text, &authentication.apdu());
}

#[test]
fn shared_files_are_written_as_logged() {
    let Some(published) = published() else { return };
    // File 15, thirty octets, and record 7 of file 17, twenty-four octets.
    for (name, usage, read) in [
        ("pub-sm-20-04D69500", "maintenance 00", "00B09500 1E"),
        ("pub-sm-22-04DC07BC", "maintenance 01", "00B207BC 18"),
    ] {
        let update = Logged(&published, name);
        let (drawn, data) = (update.drawn(), update.at("inputs", "data"));
        let text = format!(
            "key {usage} = {}\nrandom {drawn}\n{SELECT}> 00840000 04\n< {drawn} 9000\n> {}\n< {} \n> {read}\n< {data} 9000\n",
            update.key(),
            update.apdu(),
            update.at("expected", "sw"),
        );
        check(&text, &update.apdu());
    }
}

#[test]
fn file_of_the_other_card_is_missing() {
    let Some(published) = published() else { return };
    for name in ["pub-sm-04-04D68500", "pub-sm-21-04D69100"] {
        let update = Logged(&published, name);
        let text = format!(
            "key maintenance 00 = {}\nrandom {}\n{SELECT}> 00840000 04\n< {1} 9000\n> {}\n< 6A82\nexpect refusal FileNotFound\n",
            update.key(),
            update.drawn(),
            update.apdu(),
        );
        let outcome = replay(&parse(name, &text).unwrap(), &Options::default());
        assert!(outcome.held(), "{:?}", outcome.results);
    }
}

#[test]
fn china_mobile_purchase_begins_as_logged() {
    let Some(published) = published() else { return };
    // Its keys were not published, so what follows the first step cannot be computed; the first step needs none.
    let answer = Logged(&published, "pub-unverified-cmcc-purchase").at("inputs", "init_response");
    let (balance, counter, random) = (&answer[..8], &answer[8..12], &answer[22..30]);
    let fen = u32::from_str_radix(balance, 16).unwrap();
    let text = format!(
        "card balance {fen} fen, offline {counter}\nkey purchase 03 version 01 algorithm 82 = {}\nrandom {random}\n{SELECT}\
         > 80500102 0B 03 {{2.00 yuan}} 112233445566 0F\n< {answer} 9000\n",
        "00".repeat(16),
    );
    check(&text, &answer);
}
