//! Each mistake is made as a terminal would make it, by arithmetic of its own, and found again.

use applet::KeyUsage;
use sim_wire::Fen;
use sim_wire::record::{TerminalTime, TransactionKind};

use super::*;
use crate::profile::Profile;
use crate::sam::secure_messaging::Challenge;
use crate::sam::{SessionKey, TacKey, leftmost};
use sim_codec::crypto::des;

fn key(profile: &Profile, usage: KeyUsage) -> KeyEntry {
    *profile.only_key(usage).unwrap()
}

fn terms(profile: &Profile, value: MacValue) -> MacTerms {
    MacTerms {
        value,
        key: MacKey::Card(key(profile, value.usage())),
        random: [0x65, 0x30, 0x27, 0xF6],
        counter: 0x0102,
        terminal_counter: 0x0003_0004,
        balance: Fen(5000),
        amount: Fen(1234),
        kind: if value.is_of_purchase() { TransactionKind::Purchase } else { TransactionKind::Load },
        terminal: [0x11, 0x22, 0x33, 0x44, 0x55, 0x66],
        at: TerminalTime([0x20, 0x09, 0x11, 0x18, 0x10, 0x30, 0x15]),
    }
}

fn mistake(terms: &MacTerms, found: Mac, profile: &Profile, earlier: Option<&MacTerms>) -> Option<MacMistake> {
    let surroundings = MacSurroundings { keys: &profile.card.keys, earlier, computed: None };
    MacDiagnosis::of(terms, found, surroundings).unwrap().mistake
}

#[test]
fn slips_of_people_are_found() {
    let profile = Profile::default();
    let right = terms(&profile, MacValue::PurchaseMac1);
    let at = |octets: [u8; 7]| TerminalTime(octets);
    let near = [
        [0x20, 0x09, 0x11, 0x18, 0x10, 0x30, 0x16],
        [0x20, 0x09, 0x11, 0x18, 0x10, 0x31, 0x15],
        [0x20, 0x09, 0x11, 0x18, 0x02, 0x30, 0x15],
        [0x20, 0x09, 0x11, 0x17, 0x10, 0x30, 0x15],
        [0x20, 0x10, 0x11, 0x18, 0x10, 0x30, 0x15],
    ];
    let mut tried: Vec<(MacMistake, MacTerms)> =
        near.map(|octets| (MacMistake::At(at(octets)), MacTerms { at: at(octets), ..right })).to_vec();
    let terminal = [0x11, 0x22, 0x33, 0x44, 0x55, 0x67];
    tried.push((MacMistake::Terminal(terminal), MacTerms { terminal, ..right }));
    tried.push((MacMistake::Amount(Fen(200)), MacTerms { amount: Fen(200), ..right }));
    tried.push((MacMistake::TerminalCounter(33), MacTerms { terminal_counter: 33, ..right }));
    for (expected, other) in tried {
        let found = other.mac(MacMethod::default()).unwrap();
        assert_eq!(mistake(&right, found, &profile, None), Some(expected));
    }
}

#[test]
fn values_of_the_computation_are_looked_at() {
    let profile = Profile::default();
    let right = terms(&profile, MacValue::PurchaseMac1);
    let diagnosed = |said: MacTerms| {
        let surroundings = MacSurroundings { keys: &profile.card.keys, earlier: None, computed: Some(&said) };
        MacDiagnosis::of(&right, said.mac(MacMethod::default()).unwrap(), surroundings).unwrap().mistake
    };
    let terminal = [0x99; 6];
    assert_eq!(diagnosed(MacTerms { terminal, ..right }), Some(MacMistake::Terminal(terminal)));
    assert_eq!(diagnosed(MacTerms { amount: Fen(77), ..right }), Some(MacMistake::Amount(Fen(77))));
    assert_eq!(diagnosed(MacTerms { amount: Fen(77), terminal, ..right }), Some(MacMistake::AsComputed));
}

/// Input of MAC1 of the purchase, octet by octet, with another tail.
const INPUT: &str = "000004D2 06 112233445566 20091118103015";

fn octets(text: &str) -> Vec<u8> {
    hex::decode(text.replace(' ', "")).unwrap()
}

/// Makes MAC1 of the purchase as a terminal does that has this key, session-key input and MAC input.
fn mac1(key: &[u8; 16], session_input: &str, input: &str) -> Mac {
    let block = octets(session_input).try_into().unwrap();
    leftmost(des::mac(&des::encrypt_double(key, block), [0; 8], &octets(input)))
}

const SESSION: &str = "653027F6 0102 0004";

#[test]
fn wrong_purchase_macs_are_diagnosed() {
    let profile = Profile::default();
    let terms = terms(&profile, MacValue::PurchaseMac1);
    let (dpk, load) = (*terms.key.octets(), key(&profile, KeyUsage::Load));
    let session = des::encrypt_double(&dpk, octets(SESSION).try_into().unwrap());
    let right = mac1(&dpk, SESSION, INPUT);
    let [a, b, c, d] = right;
    assert_eq!(MacDiagnosis::of(&terms, right, MacSurroundings::default()), None);
    let whole = des::mac(&session, [0; 8], &octets(INPUT));
    let [.., e, f, g, h] = whole;
    let padded = octets(&format!("{INPUT} 000000000000"));
    let zeros = des::whole_blocks(&padded)
        .into_iter()
        .fold([0; 8], |chain, block| des::encrypt(&session, des::xor(chain, block)));
    let initial = octets("653027F6 00000000").try_into().unwrap();
    let at = |text: &str| TerminalTime(octets(text).try_into().unwrap());
    let cases = [
        (mac1(&load.key, SESSION, INPUT), MacMistake::Key(load)),
        (mac1(&dpk, "653027F6 0101 0004", INPUT), MacMistake::Counter(0x0101)),
        (mac1(&dpk, "653027F6 0201 0004", INPUT), MacMistake::Counter(0x0201)),
        (mac1(&dpk, "653027F6 0102 0005", INPUT), MacMistake::TerminalCounter(0x0003_0005)),
        (mac1(&dpk, "653027F6 0102 0003", INPUT), MacMistake::TerminalCounter(0x0003_0003)),
        (mac1(&dpk, "00000000 0102 0004", INPUT), MacMistake::Random([0; 4])),
        (mac1(&dpk, SESSION, "0000000C 06 112233445566 20091118103015"), MacMistake::Amount(Fen(12))),
        (mac1(&dpk, SESSION, "00001234 06 112233445566 20091118103015"), MacMistake::Amount(Fen(0x1234))),
        (
            mac1(&dpk, SESSION, "000004D2 09 112233445566 20091118103015"),
            MacMistake::Kind(TransactionKind::CompoundPurchase),
        ),
        (mac1(&dpk, SESSION, "000004D2 06 000000000000 20091118103015"), MacMistake::Terminal([0; 6])),
        (mac1(&dpk, SESSION, "000004D2 06 112233445566 10301520091118"), MacMistake::At(at("10301520091118"))),
        (mac1(&dpk, SESSION, "000004D2"), MacMistake::Value(MacValue::PurchaseMac2)),
        (leftmost(zeros), MacMistake::Padding(MacPadding::Zeros)),
        (leftmost(des::mac(&session, initial, &octets(INPUT))), MacMistake::InitialValue),
        ([e, f, g, h], MacMistake::OtherHalf),
        ([d, c, b, a], MacMistake::Slip(MacSlip::Reversed)),
        ([a, b ^ 0x10, c, d], MacMistake::Slip(MacSlip::FlippedBit(11))),
        (leftmost(des::retail_mac(&dpk, [0; 8], &octets(INPUT))), MacMistake::KeyMisuse(KeyMisuse::NoSessionKey)),
    ];
    for (found, expected) in cases {
        assert_eq!(mistake(&terms, found, &profile, None), Some(expected));
    }
    assert_eq!(mistake(&terms, [1, 2, 3, 4], &profile, None), None);
}

#[test]
fn another_version_of_a_key_is_named() {
    let mut profile = Profile::default();
    let terms = terms(&profile, MacValue::PurchaseMac1);
    let newer = KeyEntry { version: 9, key: [0x77; 16], ..*terms.key.entry().unwrap() };
    profile.set_key(newer).unwrap();
    assert_eq!(mistake(&terms, mac1(&newer.key, SESSION, INPUT), &profile, None), Some(MacMistake::Key(newer)));
}

#[test]
fn earlier_transaction_is_recognised() {
    let profile = Profile::default();
    let terms = terms(&profile, MacValue::LoadMac2);
    let earlier = MacTerms { random: [9, 8, 7, 6], counter: 0x0101, amount: Fen(3), ..terms };
    let session = SessionKey::online(terms.key.octets(), [9, 8, 7, 6], 0x0101);
    let found = session.mac(&octets("00000003 02 112233445566 20091118103015"));
    assert_eq!(mistake(&terms, found, &profile, Some(&earlier)), Some(MacMistake::EarlierTransaction));
    assert_eq!(mistake(&terms, found, &profile, None), None);
}

#[test]
fn wrong_tacs_are_diagnosed() {
    let profile = Profile::default();
    let terms = terms(&profile, MacValue::LoadTac);
    let dtk = *terms.key.octets();
    // The new balance, 6,234 fen, stands before the counter.
    let input = octets("0000185A 0102 000004D2 02 112233445566 20091118103015");
    let left = des::halves(&dtk).0;
    let right = TacKey::of(&dtk).mac(&input);
    assert_eq!(terms.mac(MacMethod::default()), Some(right));
    let whole = des::whole_blocks(&input);
    let unpadded =
        whole.into_iter().fold([0; 8], |chain, block| des::encrypt(&TacKey::of(&dtk).0, des::xor(chain, block)));
    let dlk = key(&profile, KeyUsage::Load);
    let mac2 = SessionKey::online(&dlk.key, terms.random, terms.counter);
    let mac2 = mac2.mac(&octets("000004D2 02 112233445566 20091118103015"));
    let later = octets("0000185A 0103 000004D2 02 112233445566 20091118103015");
    let old_balance = octets("00001388 0102 000004D2 02 112233445566 20091118103015");
    let cases = [
        (leftmost(des::mac(&left, [0; 8], &input)), MacMistake::KeyMisuse(KeyMisuse::LeftHalf)),
        (leftmost(des::retail_mac(&dtk, [0; 8], &input)), MacMistake::KeyMisuse(KeyMisuse::DoubleLength)),
        (leftmost(unpadded), MacMistake::Padding(MacPadding::IfNeeded)),
        (mac2, MacMistake::Value(MacValue::LoadMac2)),
        (TacKey::of(&dtk).mac(&later), MacMistake::Counter(0x0103)),
        // The balance that the TAC covers is the one from which the load would have led to the old one.
        (TacKey::of(&dtk).mac(&old_balance), MacMistake::Balance(Fen(5000 - 1234))),
    ];
    for (found, expected) in cases {
        assert_eq!(mistake(&terms, found, &profile, None), Some(expected));
    }
}

#[test]
fn value_without_balance_has_no_diagnosis() {
    let profile = Profile::default();
    let terms = MacTerms { balance: Fen(1), ..terms(&profile, MacValue::UnloadMac3) };
    assert_eq!(MacDiagnosis::of(&terms, [0; 4], MacSurroundings::default()), None);
}

#[test]
fn wrong_script_macs_are_diagnosed() {
    let profile = Profile::default();
    let (damak, load) = (key(&profile, KeyUsage::Maintenance), key(&profile, KeyUsage::Load));
    let challenge = Challenge::Four([1, 2, 3, 4]);
    let message = octets("84F0408F 14 D1560001018003800000000100000000");
    let terms = ScriptMacTerms { key: MacKey::Card(damak), challenge, message: message.clone() };
    let initial = [1, 2, 3, 4, 0, 0, 0, 0];
    let retail = |key: &[u8; 16], initial, message: &[u8]| leftmost(des::retail_mac(key, initial, message));
    let (left, _) = des::halves(&damak.key);
    let triple = des::padded_blocks(&message)
        .into_iter()
        .fold(initial, |chain, block| des::encrypt_double(&damak.key, des::xor(chain, block)));
    let earlier = Challenge::Eight([9; 8]);
    let cases = [
        (retail(&load.key, initial, &message), ScriptMistake::Key(load)),
        (retail(&damak.key, [0; 8], &message), ScriptMistake::NoChallenge),
        (retail(&damak.key, [9; 8], &message), ScriptMistake::EarlierChallenge(earlier)),
        (
            retail(&damak.key, initial, &octets("84F0408F 10 D1560001018003800000000100000000")),
            ScriptMistake::LcWithoutMac,
        ),
        (
            retail(&damak.key, initial, &octets("80F0408F 14 D1560001018003800000000100000000")),
            ScriptMistake::PlainClass,
        ),
        (retail(&damak.key, initial, &octets("D1560001018003800000000100000000")), ScriptMistake::NoHeader),
        (leftmost(des::mac(&left, initial, &message)), ScriptMistake::SingleDes),
        (leftmost(triple), ScriptMistake::TripleDes),
    ];
    for (found, expected) in cases {
        let diagnosis = ScriptMacDiagnosis::of(terms.clone(), found, &profile.card.keys, &[earlier]).unwrap();
        assert_eq!(diagnosis.mistake, Some(expected));
    }
    let right = retail(&damak.key, initial, &message);
    assert_eq!(ScriptMacDiagnosis::of(terms, right, &[], &[]), None);
}
