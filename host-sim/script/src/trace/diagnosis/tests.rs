//! Traces with wrong MACs, each with its cause.

use sim_device::profile::Profile;

use super::{Diagnosis, aligned};
use crate::trace;
use crate::trace::replay::{Options, computed, replay};
use sim_codec::ota::carriage::{self, PacketKind};
use sim_codec::ota::{Command, KeySet, Keys};
use sim_codec::sms::{SmsAddress, Timestamp};
use sim_wire::bcd::TonNpi;
use sim_wire::message;
use sim_wire::secured_packet::{CommandHeader, Counter, Form};

fn diagnosis(text: &str) -> Diagnosis {
    let trace = trace::parse("wrong", text).unwrap();
    let outcome = replay(&trace, &Options::default());
    let failure = outcome.failures().next().unwrap_or_else(|| panic!("all held: {text}")).clone();
    *failure.diagnosis.unwrap_or_else(|| panic!("{}: {text}", failure.trouble.summary()))
}

fn cause(text: &str) -> String {
    diagnosis(text).facts().pop().unwrap().1
}

const SELECT: &str = "> 00A40400 Lc D1560001018003800000000100000000\n";

/// Returns a purchase of 1.00 yuan whose MAC1 is computed by a line of its own.
fn purchase(mac1: &str) -> String {
    format!(
        "card balance 50.00 yuan, offline 0007\nrandom 653027F6 11111111\n{SELECT}\
         > 80500102 0B 03 {{1.00 yuan}} 112233445566 0F\n\
         < {{50.00 yuan}} counter:2 000000 01 00 random:4 9000\n\
         mac1 = purchase MAC1 on 2009-11-18 10:30:00, terminal counter 1\n\
         {mac1}\n\
         > 80540100 0F 00000001 20091118103000 {{mac1}} 08\n"
    )
}

#[test]
fn refused_purchase_names_its_cause() {
    let computed = |details: &str| {
        purchase(&format!("mac1 = purchase MAC1 on 2009-11-18 10:30:00, terminal counter 1, {details}"))
    };
    let counted =
        |counter: u32| purchase(&format!("mac1 = purchase MAC1 on 2009-11-18 10:30:00, terminal counter {counter}"));
    for (trace, expected) in [
        (counted(2), "right for terminal counter 2"),
        (computed("key load 01"), "right for key load 01 version 01, a key of another usage"),
        (computed("counter 0006"), "right for counter 0006 of the card"),
        (computed("random 00000000"), "right for random number 00000000"),
        (computed("of 100.00 yuan"), "right for amount 100.00 yuan"),
        (computed("at 000000000000"), "right for terminal 000000000000"),
        (
            purchase("mac1 = purchase MAC1 on 2009-11-18 00:00:00, terminal counter 1"),
            "right for date and time 20091118000000",
        ),
        (purchase("mac1 = purchase MAC2, terminal counter 1"), "it is the MAC2 of a purchase"),
        (purchase("mac1 = {mac1 - 1}"), "bit 1 of octet 4 is wrong"),
        (
            computed("key 00112233445566778899AABBCCDDEEFF"),
            "made under the key that the trace gives, which the card does not have",
        ),
        (
            computed("of 100.00 yuan, counter 0006"),
            "right for several values other than the card's, for which the trace computed it",
        ),
        (purchase("mac1 = DEADBEEF"), "no single deviation explains it"),
    ] {
        assert_eq!(cause(&trace), expected, "{trace}");
    }
}

#[test]
fn second_key_version_is_named() {
    let text = format!(
        "key purchase 03 version 02 algorithm 00 = 00112233445566778899AABBCCDDEEFF\n{}",
        purchase("mac1 = purchase MAC1 on 2009-11-18 10:30:00, terminal counter 1, key 03 version 01")
            .replace("000000 01 00", "000000 02 00")
    );
    assert_eq!(cause(&text), "right for key purchase 03 version 01, another version");
}

#[test]
fn load_with_values_of_the_one_before_is_recognised() {
    let load = "> 80500002 0B 01 {10.00 yuan} 000001000050 10\n< balance:4 counter:2 01 00 random:4 mac1:4 9000\n";
    let text = format!(
        "clock 2014-08-25 10:31:00\n{SELECT}{load}mac2 = load MAC2 on {{now}}\n{load}\
         > 80520000 0B {{now}} {{mac2}} 04\n"
    );
    assert_eq!(cause(&text), "right for the transaction before this one");
}

#[test]
fn checked_value_is_diagnosed() {
    let text = purchase("") + "< tac:4 mac2:4 9000\ncheck mac2 as TAC\n";
    assert_eq!(cause(&text), "it is the MAC2 of a purchase");
}

#[test]
fn secured_command_names_its_cause() {
    let suspend = |mac: &str| {
        format!(
            "random 01020304 05060708\n{SELECT}> 00840000 04\n< first:4 9000\n> 00840000 04\n\
             command = 84F0408F 14 D1560001018003800000000100000000\n{mac}\n> {{command}} {{mac}}\n"
        )
    };
    for (mac, expected) in [
        (
            "mac = secure messaging MAC of {command}, challenge {first}",
            "right for the earlier challenge 01020304 00000000, the card's challenge",
        ),
        (
            "mac = secure messaging MAC of 80F0408F 14 D1560001018003800000000100000000",
            "made with a class without secure messaging",
        ),
        (
            "mac = secure messaging MAC of 84F0408F 10 D1560001018003800000000100000000",
            "made with an Lc that does not count the MAC's four octets",
        ),
        (
            "mac = secure messaging MAC of {command}, challenge 00000000",
            "made with zero as initial value, not with the card's challenge",
        ),
        (
            "mac = secure messaging MAC of {command}, key load 01",
            "right for key load 01 version 01, a key of another usage",
        ),
    ] {
        assert_eq!(cause(&suspend(mac)), expected, "{mac}");
    }
}

#[test]
fn diagnosis_shows_every_step() {
    let text = purchase("mac1 = purchase MAC1 on 2009-11-18 10:30:00, terminal counter 2");
    insta::assert_snapshot!(diagnosis(&text).lines().join("\n"));
}

#[test]
fn other_refusal_has_no_diagnosis() {
    let text = format!("card balance 0.50 yuan\n{SELECT}> 80500102 0B 03 {{1.00 yuan}} 112233445566 0F\n");
    let outcome = replay(&trace::parse("wrong", &text).unwrap(), &Options::default());
    assert_eq!(outcome.failures().next().unwrap().diagnosis, None);
}

#[test]
fn computed_value_shows_its_steps() {
    let profile = Profile::default();
    let facts = |text: &str, found: Option<&[u8]>| aligned(&computed(text, &profile, found).unwrap().facts).join("\n");
    let dated = "of 1.00 yuan at 112233445566 on 2009-11-18 10:30:00, terminal counter 1";
    let pictures = [
        facts(&format!("purchase MAC1 {dated}, counter 0007, random 653027F6"), None),
        facts(&format!("purchase TAC {dated}"), None),
        facts(&format!("purchase TAC {dated}"), Some(&[0; 4])),
        facts("load session key counter 0001, random 01020304", None),
        facts("secure messaging MAC of 84F0408F 06 0102, challenge 01020304", None),
        facts(
            "secure messaging MAC of 84F0408F 06 0102, challenge 01020304, key 00112233445566778899AABBCCDDEEFF",
            None,
        ),
    ];
    insta::assert_snapshot!(pictures.join("\n\n"));
}

#[test]
fn what_cannot_be_computed_is_told() {
    let told = |text: &str| computed(text, &Profile::default(), None).unwrap_err().to_string();
    assert_eq!(told("A1B2"), "\"A1B2\" is octets, and nothing that a terminal computes");
    assert_eq!(told("purchase MAC1 of 1 yuan"), "the terminal's counter is not known: say `terminal counter …`");
    assert_eq!(told("load MAC3"), "a load has no MAC3");
    assert!(told("nonsense").contains("hexadecimal digit"));
    assert_eq!(told("A1\nreset"), "one value is computed at a time");
}

/// Returns the ENVELOPE of a packet for the wallet, which is made by `wrap` from the card's own key set.
fn envelope(counter: u64, wrap: impl Fn(&Command, Keys) -> Vec<u8>) -> String {
    let set = KeySet::of(&Profile::default().card.ota_keys[0]);
    let (kic, kid) = set.references();
    let header = CommandHeader { spi: message::DOWN, kic, kid, tar: message::WALLET };
    let counter = Counter::new(counter).unwrap();
    let command = Command { form: Form::ShortMessage, header, counter, data: vec![0x80, 0xF2, 0x00, 0x00, 0x00] };
    let packet = wrap(&command, set.keys);
    let user = carriage::cut(PacketKind::Command, &packet, 0).unwrap().remove(0);
    let sender = SmsAddress::new(TonNpi(0x81), "10658888");
    let message = carriage::deliver(sender, Timestamp([0x11; 7]), user);
    let envelope = carriage::envelope(None, message).unwrap();
    hex::encode_upper(carriage::command(0x80, &envelope).unwrap())
}

fn sound(counter: u64) -> String {
    envelope(counter, |command, keys| command.wrap(&keys).unwrap())
}

#[test]
fn refused_packet_names_its_cause() {
    let exchanged = envelope(1, |command, mut keys| {
        let (kic, kid) = (keys.kic.as_mut().unwrap(), keys.kid.as_mut().unwrap());
        std::mem::swap(&mut kic.key, &mut kid.key);
        command.wrap(&keys).unwrap()
    });
    let changed = envelope(1, |command, keys| {
        let mut packet = command.wrap(&keys).unwrap();
        packet[20] ^= 0x04;
        packet
    });
    for (envelopes, expected) in [
        (vec![exchanged], "KIc and KID are exchanged"),
        (vec![changed], "bit 3 of octet 21 of the packet was changed"),
        (vec![sound(2), sound(1)], "the counter is not higher than that of a packet before"),
        (vec![sound(2), sound(2)], "this very packet was accepted before"),
    ] {
        let commands: String = envelopes.iter().map(|envelope| format!("> {envelope}\n< .. 9000\n")).collect();
        let wrong = commands.trim_end().strip_suffix("< .. 9000").unwrap();
        assert_eq!(cause(&format!("{SELECT}{wrong}< 0000 9000\n")), expected);
    }
}

#[test]
fn believed_packet_has_no_diagnosis() {
    let outcome =
        replay(&trace::parse("a", &format!("{SELECT}> {}\n< 0000\n", sound(1))).unwrap(), &Options::default());
    assert_eq!(outcome.failures().next().unwrap().diagnosis, None);
}
