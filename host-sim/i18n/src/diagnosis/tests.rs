//! Diagnoses in Chinese: every cause, and whole diagnoses as lines.

use applet::KeyUsage;
use sim_codec::ota::PacketMistake;
use sim_device::profile::Profile;
use sim_device::sam::diagnosis::{
    CryptogramMistake, KeyMisuse, MacDerivation, MacDiagnosis, MacMistake, MacTerms, MacValue, ScriptMacDiagnosis,
    ScriptMacTerms, ScriptMistake,
};
use sim_wire::Fen;
use sim_wire::record::{TerminalTime, TransactionKind};

use super::*;
use crate::replay::tests::assert_chinese;

/// Symbols of the standards that stand in both languages.
const SYMBOLS: [&str; 17] =
    ["MAC", "TAC", "DES", "Lc", "CLA", "KIc", "KID", "SPI", "CPL", "b", "E", "F", "FF", "A", "C", "AA", "EXTERNAL"];

const PADDINGS: [MacPadding; 3] = [MacPadding::Always, MacPadding::IfNeeded, MacPadding::Zeros];
const SLIPS: [MacSlip; 2] = [MacSlip::Reversed, MacSlip::FlippedBit(9)];

fn of_usage(usage: KeyUsage) -> KeyEntry {
    *Profile::default().only_key(usage).unwrap()
}

fn terms(value: MacValue) -> MacTerms {
    MacTerms {
        value,
        key: MacKey::Card(of_usage(value.usage())),
        random: [1, 2, 3, 4],
        counter: 7,
        terminal_counter: 9,
        balance: Fen(5000),
        amount: Fen(1234),
        kind: if value.is_of_purchase() { TransactionKind::Purchase } else { TransactionKind::Load },
        terminal: [0x11, 0x22, 0x33, 0x44, 0x55, 0x66],
        at: TerminalTime([0x20, 0x09, 0x11, 0x18, 0x10, 0x30, 0x15]),
    }
}

#[test]
fn every_transaction_cause_has_chinese() {
    let key = MacKey::Card(of_usage(KeyUsage::Purchase));
    let mut mistakes = vec![
        MacMistake::Key(of_usage(KeyUsage::Load)),
        MacMistake::KeyMisuse(KeyMisuse::NoSessionKey),
        MacMistake::KeyMisuse(KeyMisuse::LeftHalf),
        MacMistake::KeyMisuse(KeyMisuse::DoubleLength),
        MacMistake::Counter(0x12),
        MacMistake::TerminalCounter(18),
        MacMistake::Random([0x12; 4]),
        MacMistake::Amount(Fen(1800)),
        MacMistake::Kind(TransactionKind::Load),
        MacMistake::Terminal([0x12; 6]),
        MacMistake::At(TerminalTime([0x20; 7])),
        MacMistake::Balance(Fen(1800)),
        MacMistake::AsComputed,
        MacMistake::ForeignKey,
        MacMistake::EarlierTransaction,
        MacMistake::InitialValue,
        MacMistake::OtherHalf,
    ];
    mistakes.extend(MacValue::ALL.map(MacMistake::Value));
    mistakes.extend(PADDINGS.map(MacMistake::Padding));
    mistakes.extend(SLIPS.map(MacMistake::Slip));
    let causes: Vec<String> = mistakes.iter().map(|mistake| transaction::cause(&key, mistake)).collect();
    assert_chinese(&causes, &SYMBOLS);
}

#[test]
fn every_script_and_cryptogram_cause_has_chinese() {
    let key = MacKey::Card(of_usage(KeyUsage::Maintenance));
    let earlier = Challenge::Four([0x12; 4]);
    let mut mistakes = vec![
        ScriptMistake::Key(of_usage(KeyUsage::Load)),
        ScriptMistake::NoChallenge,
        ScriptMistake::EarlierChallenge(earlier),
        ScriptMistake::LcWithoutMac,
        ScriptMistake::PlainClass,
        ScriptMistake::NoHeader,
        ScriptMistake::SingleDes,
        ScriptMistake::TripleDes,
        ScriptMistake::OtherHalf,
    ];
    mistakes.extend(PADDINGS.map(ScriptMistake::Padding));
    mistakes.extend(SLIPS.map(ScriptMistake::Slip));
    let causes: Vec<String> = mistakes.into_iter().map(|mistake| script::cause(&key, mistake)).collect();
    assert_chinese(&causes, &SYMBOLS);
    let mistakes = [
        CryptogramMistake::Key(of_usage(KeyUsage::Load)),
        CryptogramMistake::EarlierChallenge(Challenge::Eight([0x12; 8])),
        CryptogramMistake::NoChallenge,
        CryptogramMistake::Filling([0x12; 8]),
        CryptogramMistake::SingleDes,
        CryptogramMistake::Deciphered,
        CryptogramMistake::SwappedHalves,
        CryptogramMistake::Reversed,
        CryptogramMistake::FlippedBit(9),
    ];
    assert_chinese(&mistakes.map(|mistake| cryptogram::cause(&key, mistake)), &SYMBOLS);
}

#[test]
fn every_packet_cause_and_key_has_chinese() {
    let mistakes = [
        PacketMistake::CipherKey(1),
        PacketMistake::ChecksumKey(1),
        PacketMistake::KeySet(1),
        PacketMistake::ExchangedKeys,
        PacketMistake::NotEnciphered,
        PacketMistake::WithoutHeader,
        PacketMistake::WithoutPadding,
        PacketMistake::ChangedBit(9),
        PacketMistake::Repeated,
    ];
    assert_chinese(&mistakes.map(packet::mistaken), &SYMBOLS);
    assert_chinese(&KeyUsage::ALL.map(|of| usage(of).to_owned()), &SYMBOLS);
    assert_chinese(&MacValue::ALL.map(|value| transaction::name(value).to_owned()), &SYMBOLS);
}

#[test]
fn fields_of_every_value_cover_the_input() {
    for value in MacValue::ALL {
        let derivation = MacDerivation::of(&terms(value)).unwrap();
        let length: usize = transaction::fields_of(value).iter().map(|(_, length)| length).sum();
        assert_eq!(derivation.input.len(), length, "{value:?}");
        let english =
            value.fields().split(", ").map(|field| field.rsplit(' ').next().unwrap().parse::<usize>().unwrap());
        let chinese = transaction::fields_of(value).iter().map(|(_, length)| *length);
        assert!(english.eq(chinese), "{value:?}");
    }
}

#[test]
fn diagnosis_reads_as_aligned_lines() {
    let right = MacDerivation::of(&terms(MacValue::PurchaseMac1)).unwrap();
    let diagnosis = MacDiagnosis { right, found: [1, 2, 3, 4], mistake: Some(MacMistake::Amount(Fen(200))) };
    insta::assert_snapshot!("transaction", aligned(&transaction_facts(&diagnosis)).join("\n"));
    let terms = ScriptMacTerms {
        key: MacKey::Given([0; 16]),
        challenge: Challenge::Four([1, 2, 3, 4]),
        message: vec![0x84, 0xF0, 0x40, 0x8F, 0x06, 0xAA, 0xBB],
    };
    let expected = terms.mac();
    let diagnosis = ScriptMacDiagnosis { terms, expected, found: [1, 2, 3, 4], mistake: None };
    insta::assert_snapshot!("script", aligned(&script_facts(&diagnosis)).join("\n"));
}
