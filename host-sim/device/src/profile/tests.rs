//! Tests of profiles. The default profile is what the documentation states, and profiles over it change only what they
//! name. Every mistake is shown with file, line, place and what was expected.

use miette::Diagnostic;

use super::*;
use crate::sam::psam::{KeyScope, MasterKey};

const MASTER: &str = r#"
name = "issue"
[master]
[[master.key]]
usage = "DPK"
index = 1
value = "3104A1C2B3D4E5F60718293A4B5C6D7E"
[[master.key]]
usage = "DTK"
index = 0
value = "603DEB1015CA71BE2B73AEF0857D7781"
[[card]]
name = "alice"
asn = "00001234567890123456"
[[card]]
asn = "00001234567890123457"
iccid = "89860009091112345679"
start = { balance = "50.00 yuan", state = "suspended" }
"#;

fn key(text: &str) -> PurseKey {
    hex::decode(text).unwrap().try_into().unwrap()
}

fn one(text: &str) -> Profile {
    let mut cards = Profile::parse("test.toml", text).unwrap();
    assert_eq!(cards.len(), 1);
    cards.remove(0)
}

#[test]
fn default_profile_is_the_default_personalisation() {
    assert_eq!(Profile::default().card, applet::Personalisation::default());
}

#[test]
fn default_text_states_every_field() {
    let source = error::Source { file: "default.toml", text: DEFAULT_TEXT };
    let cards = read::cards(source, &Profile::blank()).unwrap();
    assert_eq!(cards, [Profile::default()]);
    // Over a base that is different everywhere, the same card comes out: the text states every field.
    let mut base = Profile { name: "other".to_owned(), ..Profile::default() };
    base.card.atr.clear();
    base.card.aid.clear();
    base.card.iccid = [1; 10];
    base.card.keys.clear();
    base.card.balance_max = Fen(1);
    base.card.pin_tries = 9;
    base.card.pin_initial.clear();
    base.card.start = Start {
        balance: Fen(1),
        online_counter: 1,
        offline_counter: 1,
        lifecycle: LifeCycle::Unopened,
        pin_on: true,
        limit: Some(Fen(1)),
        file_15: [1; 30],
        file_16: [1; 55],
        file_17: [[1; 24]; 8],
    };
    assert_eq!(read::cards(source, &base).unwrap(), [Profile::default()]);
}

#[test]
fn default_card_is_that_of_the_vectors() {
    let profile = Profile::default();
    let card = profile.to_personalisation();
    assert_eq!(hex::encode_upper(&card.aid), "D1560001018003800000000100000000");
    assert_eq!(hex::encode_upper(card.start.file_15), "000000000000000102010000123456789012345620090101201912310000");
    assert_eq!(hex::encode(profile.asn()), "00001234567890123456");
    assert_eq!(card.balance_max, Fen(100_000));
    assert_eq!((card.pin_tries, card.pin_initial.as_slice()), (3, &[0x12, 0x34][..]));
    assert_eq!((card.start.lifecycle, card.start.balance, card.start.limit), (LifeCycle::Open, Fen(0), None));
    assert_eq!(
        profile.key(KeyUsage::Purchase, 3),
        Some(&key_entry(KeyUsage::Purchase, 3, key("6DD7F631B4CA88DE5CC3E209702FFCB6")))
    );
    assert_eq!(card.keys.len(), 10);
    assert_eq!(atr::Atr::parse(&card.atr).unwrap().historical.len(), 14);
}

#[test]
fn profile_changes_only_named_fields() {
    let profile = one("[pin]\ntries = 5\n[start]\nlimit = \"100 yuan\"\n");
    let mut expected = Profile { name: "test".to_owned(), ..Profile::default() };
    expected.card.pin_tries = 5;
    expected.card.start.limit = Some(Fen(10_000));
    assert_eq!(profile, expected);
}

#[test]
fn profile_with_a_key_drops_default_keys() {
    let profile = one(
        "[[key]]\nusage = \"load\"\nindex = 2\nversion = 7\nalgorithm = 130\nvalue = \"00112233445566778899AABBCCDDEEFF\"\n",
    );
    let key = key("00112233445566778899AABBCCDDEEFF");
    let entry = KeyEntry { usage: KeyUsage::Load, index: 2, version: 7, algorithm: 0x82, key };
    assert_eq!(profile.card.keys.as_slice(), [entry]);
}

#[test]
fn several_cards_are_made_from_one_master_key() {
    let cards = Profile::parse("issue.toml", MASTER).unwrap();
    let [alice, second] = cards.as_slice() else { panic!("two cards, not {}", cards.len()) };
    assert_eq!((alice.name.as_str(), second.name.as_str()), ("alice", "issue 2"));
    // The keys of gen-div1-MPK and gen-div1-MTK.
    assert_eq!(alice.key(KeyUsage::Purchase, 1).unwrap().key, key("6DD7F631B4CA88DE5CC3E209702FFCB6"));
    assert_eq!(alice.key(KeyUsage::Tac, 0).unwrap().key, key("18D5F7382D46E5DEF255380E2F5B64AF"));
    assert_ne!(alice.key(KeyUsage::Tac, 0).unwrap().key, second.key(KeyUsage::Tac, 0).unwrap().key);
    assert_eq!(hex::encode(second.asn()), "00001234567890123457");
    assert_eq!(second.card.start.balance, Fen(5000));
    assert_eq!((alice.card.start.lifecycle, second.card.start.lifecycle), (LifeCycle::Open, LifeCycle::Suspended));
    assert_ne!(alice.card.iccid, second.card.iccid);
}

#[test]
fn factors_are_applied_in_the_order_written() {
    let text = MASTER.replace("[master]", "[master]\nfactors = [\"1000000000000000\", \"0755FFFFFFFFFFFF\", \"asn\"]");
    let cards = Profile::parse("issue.toml", &text).unwrap();
    // The key of gen-div3-MPK.
    assert_eq!(cards[0].key(KeyUsage::Purchase, 1).unwrap().key, key("AE26BA5B1F572A2A9515DEE7B7566A88"));
}

#[test]
fn highest_key_version_of_an_index_is_used() {
    let mut profile = Profile::default();
    let old = *profile.key(KeyUsage::Load, 1).unwrap();
    let new = KeyEntry { version: 2, key: [7; 16], ..old };
    profile.set_key(new).unwrap();
    assert_eq!(profile.key(KeyUsage::Load, 1), Some(&new));
    assert_eq!(profile.key_version(KeyUsage::Load, 1, 1), Some(&old));
    profile.set_key(KeyEntry { key: [8; 16], ..new }).unwrap();
    assert_eq!(profile.card.keys.len(), 11);
    assert_eq!(profile.key(KeyUsage::Load, 1).unwrap().key, [8; 16]);
    assert_eq!(profile.key(KeyUsage::Load, 2), None);
}

#[test]
fn blocking_falls_back_to_the_maintenance_key() {
    let mut profile = Profile::default();
    assert_eq!(profile.blocking_key(KeyUsage::CardBlock).unwrap().usage, KeyUsage::Maintenance);
    profile.set_key(key_entry(KeyUsage::CardBlock, 0, [1; 16])).unwrap();
    assert_eq!(profile.blocking_key(KeyUsage::CardBlock).unwrap().key, [1; 16]);
    assert_eq!(profile.blocking_key(KeyUsage::ApplicationBlock).unwrap().usage, KeyUsage::Maintenance);
}

#[test]
fn key_beyond_the_maximum_is_refused() {
    let mut profile = Profile::default();
    let mut more = (0..=255).map(|index| profile.set_key(key_entry(KeyUsage::ApplicationBlock, index, [0; 16])));
    assert!(more.any(|result| matches!(result, Err(ProfileError::TooManyKeys { max: applet::KEYS_MAX }))));
    assert_eq!(profile.card.keys.len(), applet::KEYS_MAX);
}

/// Returns the error of a text: line, sentence, and what was expected with the advice.
fn mistake(text: &str) -> (usize, String, String) {
    match Profile::parse("wrong.toml", text) {
        Err(ProfileError::Mistake(mistake)) => {
            assert!(mistake.to_string().starts_with(&format!("profile wrong.toml, line {}: ", mistake.line)));
            assert!(mistake.source_code().is_some() && mistake.labels().is_some(), "it can be shown in the text");
            (
                mistake.line,
                mistake.what.clone(),
                format!("{} {}", mistake.expected, mistake.advice.clone().unwrap_or_default()),
            )
        }
        other => panic!("{text} gives {other:?}"),
    }
}

#[test]
fn mistake_says_its_line_and_expected_value() {
    let key = |rest: &str| format!("[[key]]\nusage = \"load\"\nindex = 1\n{rest}");
    let value = "value = \"00112233445566778899AABBCCDDEEFF\"\n";
    let cases = [
        ("aid = \"D156\"".to_owned(), 1, "not an AID", "5 to 16 octets"),
        ("\naid = \"D15\"".to_owned(), 2, "\"D15\" is no AID", "hexadecimal"),
        ("asn = \"123\"".to_owned(), 1, "\"123\" is no ASN", "20 decimal digits"),
        ("iccid = \"89\"".to_owned(), 1, "\"89\" is no ICCID", "19 or 20"),
        ("atr = \"3B01\"".to_owned(), 1, "ends before", "ISO 7816-3"),
        ("[purse]\nbalance_max = \"12\"".to_owned(), 2, "\"12\" is no amount", "12.34 yuan"),
        ("[pin]\ntries = 0".to_owned(), 2, "0 is out of range", "1 to 15"),
        ("[pin]\ntries = 16".to_owned(), 2, "16 is out of range", "1 to 15"),
        ("[pin]\ninitial = \"123\"".to_owned(), 2, "4 to 12 digits, this has 3", "4 to 12"),
        ("[start]\nstate = \"opened\"".to_owned(), 2, "\"opened\" is no state", "suspended"),
        ("[start]\noffline_counter = 65536".to_owned(), 2, "65536 is out of range", "65535"),
        ("[start]\nbalance = \"1000.01 yuan\"".to_owned(), 2, "more than its ceiling", "1000.00 yuan"),
        ("[start]\nstate = \"closed\"\nbalance = \"1 fen\"".to_owned(), 3, "is closed", "0.00 yuan"),
        ("[start]\npin_on = 1".to_owned(), 2, "invalid type: integer `1`", "a boolean for example: pin_on = false"),
        ("[files]\nfile_15 = \"00\"".to_owned(), 2, "is no file 15", "30 octets"),
        ("[files]\nvalid_to = \"20091301\"".to_owned(), 2, "is no day", "YYYYMMDD"),
        ("colour = 1".to_owned(), 1, "unknown field `colour`", "`aid`, `asn`, `iccid`"),
        ("[pin]\ntires = 3".to_owned(), 2, "unknown field `tires`", "did you mean `tries`?\nfor example: tries = 3"),
        (key(value).replace("load", "loaad"), 2, "no usage", "did you mean `load`?\nfor example: usage = \"purchase\""),
        ("name = ".to_owned(), 1, "must be quoted", "literal string for example: name = \"default\""),
        (key(""), 1, "missing field `value`", "default.toml"),
        (key("value = \"00\""), 4, "not a double-length key", "16 octets"),
        (key(&format!("version = 256\n{value}")), 4, "256 is out of range", "0 to 255"),
        (key(value) + &key(value), 5, "already a load key of index 01 and version 01", "another"),
        (key(value).replace("load", "lode"), 2, "\"lode\" is no usage", "load (DLK)"),
        (MASTER.replace("[master]", "[master]\nfactors = [\"12\"]"), 4, "\"12\" is no factor", "8 octets"),
        (MASTER.replace("89860009091112345679", "1"), 17, "\"1\" is no ICCID", "19 or 20"),
    ];
    for (text, line, what, expected) in cases {
        let said = mistake(&text);
        assert_eq!(said.0, line, "{text}: {said:?}");
        assert!(said.1.contains(what) && said.2.contains(expected), "{text}: {said:?}");
    }
}

#[test]
fn repeated_name_or_contradictory_asn_is_refused() {
    let twice = MASTER.replace("asn = \"00001234567890123457\"", "name = \"alice\"\nasn = \"00001234567890123457\"");
    assert_eq!(mistake(&twice).1, "two cards have the same name");
    let text = format!("asn = \"00000000000000000001\"\n[files]\nfile_15 = \"{}\"", "00".repeat(30));
    assert_eq!(mistake(&text).1, "the ASN is not the one in file_15");
}

#[test]
fn error_message_hides_the_key() {
    let (_, what, expected) = mistake("[[key]]\nusage = \"load\"\nindex = 1\nvalue = \"C0FFEE\"");
    assert!(!what.contains("C0FFEE") && !expected.contains("C0FFEE"));
}

#[test]
fn profile_is_chosen_by_file_and_card() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("issue.toml");
    std::fs::write(&path, MASTER).unwrap();
    let path = path.display().to_string();
    assert_eq!(Profile::choose("default").unwrap(), Profile::default());
    assert_eq!(Profile::choose(&path).unwrap().name, "alice");
    assert_eq!(Profile::choose(&format!("{path}#issue 2")).unwrap().card.start.balance, Fen(5000));
    let error = Profile::choose(&format!("{path}#bob")).unwrap_err().to_string();
    assert!(error.contains("has no card named \"bob\"; it has \"alice\", \"issue 2\""), "{error}");
    let error = Profile::choose("no-such-file.toml").unwrap_err().to_string();
    assert!(error.starts_with("profile no-such-file.toml: "), "{error}");
}

#[test]
fn mistake_report_has_place_and_no_key() {
    let text = "name = \"a\"\n[[key]]\nusage = \"purchse\"\nvalue = \"00112233445566778899AABBCCDDEEFF\"\nindex = 1\n";
    let error = Profile::parse("mine.toml", text).unwrap_err();
    let mut drawn = String::new();
    let handler = miette::GraphicalReportHandler::new_themed(miette::GraphicalTheme::unicode_nocolor());
    handler.render_report(&mut drawn, &error).unwrap();
    assert!(drawn.contains("mine.toml:3:9") && drawn.contains("did you mean `purchase`?"), "{drawn}");
    assert!(drawn.contains("value = \"*****") && !drawn.contains("AABBCCDD"), "{drawn}");
}

/// Returns the ASN of the second card of the default series.
fn second_asn() -> [u8; 10] {
    let [first @ .., _] = Profile::default().asn();
    let mut asn = [0x57; 10];
    asn[..9].copy_from_slice(&first);
    asn
}

#[test]
fn card_of_series_has_keys_made_of_masters() {
    let (first, second) = (Profile::default(), Profile::default().of_series(second_asn()));
    let [_, _, factor @ ..] = second_asn();
    for (usage, index, master) in [
        (KeyUsage::Purchase, 1, "3104A1C2B3D4E5F60718293A4B5C6D7E"),
        (KeyUsage::Purchase, 3, "3104A1C2B3D4E5F60718293A4B5C6D7E"),
        (KeyUsage::Tac, 0, "603DEB1015CA71BE2B73AEF0857D7781"),
        (KeyUsage::PinUnblock, 0, "F0E1D2C3B4A5968778695A4B3C2D1E0F"),
        (KeyUsage::PinReload, 0, "0123456789ABCDEFFEDCBA9876543210"),
    ] {
        let own = crate::sam::diversification::level(&key(master), factor);
        assert_eq!(second.key(usage, index).unwrap().key, own, "{usage:?}");
    }
    for usage in [KeyUsage::Load, KeyUsage::Unload, KeyUsage::Maintenance] {
        assert_eq!(second.only_key(usage), first.only_key(usage), "{usage:?} has no master key");
    }
    assert_eq!(second.of_series(first.asn()).card.keys, first.card.keys);
    assert_ne!(second.card.ota_keys, first.card.ota_keys);
}

#[test]
fn changed_key_is_no_longer_made_of_its_master() {
    let mut changed = Profile::default();
    changed.set_key(key_entry(KeyUsage::Purchase, 3, [9; 16])).unwrap();
    let [_, _, factor @ ..] = changed.asn();
    let own = MasterKey { version: 1, scope: KeyScope::Card(factor), key: [9; 16] };
    assert_eq!(changed.purchase_masters(), [own]);
    assert_eq!(changed.of_series(second_asn()).key(KeyUsage::Purchase, 3).unwrap().key, [9; 16]);
}

#[test]
fn packet_keys_of_series_come_from_their_master() {
    let text = format!(
        "{MASTER}[[master.ota_key]]\nset = 1\nkic = \"3des:{0}\"\nkid = \"3des:{0}\"\n",
        "3104A1C2B3D4E5F60718293A4B5C6D7E"
    );
    let cards = Profile::parse("issue.toml", &text).unwrap();
    assert_eq!(cards[0].of_series(cards[1].asn()).card.ota_keys, cards[1].card.ota_keys);
    assert_ne!(cards[0].card.ota_keys, cards[1].card.ota_keys);
}

#[test]
fn purchase_master_of_default_serves_the_series() {
    let master = MasterKey { version: 1, scope: KeyScope::Diversified, key: key("3104A1C2B3D4E5F60718293A4B5C6D7E") };
    for card in [Profile::default(), Profile::default().of_series(second_asn())] {
        assert_eq!(card.purchase_masters(), std::slice::from_ref(&master));
    }
}

#[test]
fn outer_levels_are_applied_to_the_purchase_master() {
    let text = MASTER
        .replace("index = 1", "index = 3")
        .replace("[master]", "[master]\nfactors = [\"1000000000000000\", \"0755FFFFFFFFFFFF\", \"asn\"]");
    let card = Profile::parse("issue.toml", &text).unwrap().remove(0);
    let masters = card.purchase_masters();
    assert_eq!(masters[0].scope, KeyScope::Diversified);
    let [_, _, factor @ ..] = card.asn();
    let own = crate::sam::diversification::level(&masters[0].key, factor);
    assert_eq!(own, key("AE26BA5B1F572A2A9515DEE7B7566A88"), "gen-div3-MPK");
    // Where the card's factor is an outer level, no terminal can diversify by it alone.
    let text = text.replace("\"0755FFFFFFFFFFFF\", \"asn\"", "\"asn\", \"0755FFFFFFFFFFFF\"");
    let card = Profile::parse("issue.toml", &text).unwrap().remove(0);
    assert_eq!(card.purchase_masters()[0].scope, KeyScope::Card(factor));
}

#[test]
fn debug_of_profile_hides_master_keys() {
    let text = format!("{:?}", Profile::default().masters);
    assert!(!text.contains("keys: [") && !text.contains("49, 4, 161"), "{text}");
}
