//! Forged, cut, reflected and repeated messages change nothing.

use sim_wire::Fen;
use sim_wire::addressee;
use sim_wire::message::{self, Operation, OperationKind, PlatformRequest};
use sim_wire::secured_packet::{CommandHeader, Counter, Form, ResponseStatus, Spi, Tar};

use super::card::{PlainCard, report, submit};
use super::net::{Carried, Net, PASSWORD, number, submission};
use crate::platform::card_file::{Asn, UnbelievedError};
use crate::platform::entry::Book;
use crate::platform::errand::ProofResult;
use crate::platform::request::{IgnoredError, MessageResult};
use crate::platform::top_up::TopUpState;
use sim_codec::cat::written;
use sim_codec::ota::carriage::PacketKind;
use sim_codec::ota::{Command, KeyMaterial, Response, ResponseSecurity};
use sim_codec::sms::{MessageBody, SmsSubmit, Tpdu, UserData};
use sim_device::profile::Profile;

/// Returns the octets behind the header of a message's user data.
fn packet(tpdu: &Tpdu) -> Vec<u8> {
    match &tpdu.user_data().unwrap().body {
        MessageBody::Octets(octets) => octets.clone(),
        MessageBody::Text(text) => panic!("{text}"),
    }
}

fn ignored(heard: &MessageResult) -> bool {
    matches!(heard, MessageResult::Ignored(_) | MessageResult::Repeated)
}

#[test]
fn request_with_any_changed_bit_is_ignored() {
    let mut net = Net::new();
    let whole = packet(&net.card.tops_up(Fen(5_000), PASSWORD));
    let before = net.platform.clone();
    for place in 0..whole.len() {
        for bit in 0..8 {
            let mut forged = whole.clone();
            forged[place] ^= 1 << bit;
            let heard = net.platform.receive(
                before.now,
                submission(number(), before.now),
                &submit(PacketKind::Command, &forged),
            );
            assert!(ignored(&heard), "octet {place}, bit {bit}: {heard:?}");
            assert_eq!(net.platform, before, "octet {place}, bit {bit}");
        }
    }
    for length in 0..whole.len() {
        let heard = net.platform.receive(
            before.now,
            submission(number(), before.now),
            &submit(PacketKind::Command, &whole[..length]),
        );
        assert!(ignored(&heard) && net.platform == before, "{length} octets: {heard:?}");
    }
    assert_eq!(net.receive(&submit(PacketKind::Command, &whole)), MessageResult::Request(OperationKind::TopUp));
}

#[test]
fn repeated_request_changes_nothing() {
    let mut net = Net::new();
    let tpdu = net.card.tops_up(Fen(5_000), PASSWORD);
    net.receive(&tpdu);
    let before = net.platform.clone();
    assert_eq!(net.receive(&tpdu), MessageResult::Repeated);
    assert_eq!(net.platform, before);
    net.until_quiet();
    assert_eq!(net.receive(&tpdu), MessageResult::Repeated);
    assert_eq!(net.transfers(), [TopUpState::Settled]);
    net.check_agreement();
}

#[test]
fn request_gap_passes_and_overtaken_request_does_not() {
    let mut net = Net::new();
    let overtaken = net.card.ask(Operation::AccountBalance);
    let lost = net.card.ask(Operation::AccountBalance);
    drop(lost);
    assert_eq!(net.ask(Operation::AccountBalance), MessageResult::Request(OperationKind::AccountBalance));
    assert_eq!(net.receive(&overtaken), MessageResult::Repeated);
}

#[test]
fn request_number_going_back_is_ignored() {
    let mut net = Net::new();
    net.ask(Operation::AccountBalance);
    net.card.request = 0;
    let heard = net.ask(Operation::Suspend);
    assert_eq!(heard, MessageResult::Ignored(IgnoredError::Number { number: 1, last: 1 }));
    net.until_quiet();
    assert_eq!(net.read.len(), 1);
    // After 65535 comes 0.
    net.card.request = 0x7FFF;
    net.ask(Operation::AccountBalance);
    net.card.request = 0xFFFE;
    assert_eq!(net.ask(Operation::AccountBalance), MessageResult::Request(OperationKind::AccountBalance));
    assert_eq!(net.ask(Operation::AccountBalance), MessageResult::Request(OperationKind::AccountBalance));
    assert_eq!(net.card.request, 0);
}

#[test]
fn foreign_or_meaningless_request_is_ignored() {
    let mut net = Net::new();
    let other = PlatformRequest { asn: [0x99; 10], number: 1, operation: Operation::Suspend };
    let tpdu = net.card.send(&written(|into| other.write(into)).unwrap());
    assert_eq!(net.receive(&tpdu), MessageResult::Ignored(IgnoredError::OtherCard(Asn([0x99; 10]))));
    let tpdu = net.card.send(&[0x02, 0x00]);
    assert!(matches!(net.receive(&tpdu), MessageResult::Ignored(IgnoredError::NoRequest(_))));
    assert!(net.platform.is_quiet());
}

#[test]
fn request_under_unknown_keys_is_ignored() {
    let mut net = Net::new();
    let mut profile = Profile::default();
    profile.card.ota_keys[0].kid = sim_wire::OtaKey::TripleDes2([0x11; 16]);
    let mut stranger = PlainCard::new(&profile);
    let before = net.platform.clone();
    let heard = net.platform.receive(before.now, submission(number(), before.now), &stranger.tops_up(Fen(1), PASSWORD));
    assert!(matches!(heard, MessageResult::Ignored(IgnoredError::Unbelieved(UnbelievedError::Packet(_)))), "{heard:?}");
    let elsewhere = "13900000000".parse().unwrap();
    let heard =
        net.platform.receive(before.now, submission(elsewhere, before.now), &net.card.tops_up(Fen(1), PASSWORD));
    assert_eq!(heard, MessageResult::Ignored(IgnoredError::NoCard(elsewhere)));
    assert_eq!(net.platform, before);
}

#[test]
fn weakly_secured_or_misaddressed_packet_is_ignored() {
    let mut net = Net::new();
    let before = net.platform.clone();
    let (kic, kid) = net.card.set.references();
    let spis = [[0x06, 0x00], [0x12, 0x00], [0x0E, 0x00], [0x00, 0x00]].map(Spi::from_bytes);
    let headers = spis.map(|spi| CommandHeader { spi, kic, kid, tar: message::PLATFORM });
    let foreign = [message::WALLET, Tar([0; 3])].map(|tar| CommandHeader { spi: message::UP, kic, kid, tar });
    for header in headers.into_iter().chain(foreign) {
        let request = PlatformRequest { asn: net.card.profile.asn(), number: 1, operation: Operation::Suspend };
        let data = written(|into| request.write(into)).unwrap();
        let command = Command { form: Form::ShortMessage, header, counter: Counter::new(9).unwrap(), data };
        let tpdu = submit(PacketKind::Command, &command.wrap(&net.card.set.keys).unwrap());
        let heard = net.platform.receive(before.now, submission(number(), before.now), &tpdu);
        assert!(matches!(heard, MessageResult::Ignored(IgnoredError::Unbelieved(_))), "{header:?}: {heard:?}");
        assert_eq!(net.platform, before);
    }
}

#[test]
fn reflected_packet_is_ignored() {
    let mut net = Net::new();
    net.tops_up(5_000);
    let credit = net.take_packets().remove(0);
    let own = Tpdu::parse(sim_codec::sms::Direction::FromNetwork, &credit.tpdu).unwrap();
    let before = net.platform.clone();
    let heard =
        net.platform.receive(net.now, submission(number(), net.now), &submit(PacketKind::Command, &packet(&own)));
    assert!(ignored(&heard), "{heard:?}");
    let user = own.user_data().unwrap().octets(0xF6).unwrap();
    assert_eq!(net.platform.receive_report(net.now, credit.id, &report(&user), true), ProofResult::Nothing);
    assert_eq!(net.platform, before);
}

#[test]
fn receipt_with_any_changed_bit_is_ignored() {
    let mut net = Net::new();
    net.tops_up(5_000);
    let credit = net.take_packets().remove(0);
    let proof = packet(&net.card.receive_message(&credit.tpdu));
    let before = net.platform.clone();
    let whole = |octets: &[u8]| report(&[&[0x02, 0x71, 0x00], octets].concat());
    for place in 0..proof.len() {
        for bit in 0..8 {
            let mut forged = proof.clone();
            forged[place] ^= 1 << bit;
            let told = net.platform.receive_report(net.now, credit.id, &whole(&forged), true);
            assert_eq!(told, ProofResult::Nothing, "octet {place}, bit {bit}");
        }
        assert_eq!(
            net.platform.receive_report(net.now, credit.id, &whole(&proof[..place]), true),
            ProofResult::Nothing
        );
    }
    assert_eq!(net.platform, before);
    assert_eq!(net.platform.receive_report(net.now, credit.id, &whole(&proof), true), ProofResult::Answered);
    let after = net.platform.clone();
    assert_ne!(net.platform.receive_report(net.now, credit.id, &whole(&proof), true), ProofResult::Answered);
    assert_eq!(net.platform, after);
}

#[test]
fn refusal_in_clear_is_not_believed() {
    let mut net = Net::new();
    net.tops_up(5_000);
    let credit = net.take_packets().remove(0);
    let before = net.platform.clone();
    for status in 0..=0x0C {
        let clear = [&[0x02, 0x71, 0x00, 0x00, 0x0B, 0x0A, 0xBF, 0xFF, 0x01, 0, 0, 0, 0, 1, 0], &[status][..]].concat();
        assert_eq!(net.platform.receive_report(net.now, credit.id, &report(&clear), true), ProofResult::Nothing);
        assert_eq!(net.platform.receive_report(net.now, credit.id, &report(&clear), false), ProofResult::Nothing);
    }
    assert_eq!(net.platform.receive_report(net.now, credit.id, &report(&[]), false), ProofResult::Nothing);
    assert_eq!(net.platform, before);
}

#[test]
fn stale_or_not_run_proof_is_no_answer() {
    let mut net = Net::new();
    net.tops_up(5_000);
    let credit = net.take_packets().remove(0);
    let before = net.platform.clone();
    let answer = vec![0x02, 0x90, 0x00, 1, 2, 3, 4];
    let foreign = net.card.prove(Counter::new(77).unwrap(), ResponseStatus::OK, answer.clone());
    assert_eq!(net.platform.receive_report(net.now, credit.id, &foreign, true), ProofResult::Stale);
    let full = net.card.prove(Counter::new(1).unwrap(), ResponseStatus::INSUFFICIENT_MEMORY, Vec::new());
    let told = net.platform.receive_report(net.now, credit.id, &full, true);
    assert_eq!(told, ProofResult::NotRun(ResponseStatus::INSUFFICIENT_MEMORY));
    assert_eq!(net.platform, before);
    net.until_quiet();
    net.check_agreement();
}

#[test]
fn proof_in_own_message_counts() {
    let mut net = Net::new();
    net.tops_up(5_000);
    let credit = net.take_packets().remove(0);
    let proof = packet(&net.card.receive_message(&credit.tpdu));
    assert_eq!(net.receive(&submit(PacketKind::Response, &proof)), MessageResult::Proof(ProofResult::Answered));
    net.until_quiet();
    net.check_agreement();
}

#[test]
fn proof_for_another_application_is_none() {
    let mut net = Net::new();
    net.tops_up(5_000);
    let credit = net.take_packets().remove(0);
    let before = net.platform.clone();
    // Everything is right, the checksum too, but for the application that it is of.
    let (kic, kid) = net.card.set.references();
    let asked = ResponseSecurity { spi: message::DOWN, kic, kid };
    let (counter, status) = (Counter::new(1).unwrap(), ResponseStatus::OK);
    let proof = |tar| {
        let data = [&addressee::emit(&net.card.profile.asn())[..], &[0x01, 0x69, 0x85]].concat();
        let response = Response { form: Form::ShortMessage, tar, counter, status, data };
        let proof = response.wrap(asked, &net.card.set.keys).unwrap();
        report(&[&[0x02, 0x71, 0x00][..], &proof].concat())
    };
    for tar in [message::PLATFORM, Tar([0xBF, 0xFF, 0x03]), Tar([0, 0, 0])] {
        assert_eq!(net.platform.receive_report(net.now, credit.id, &proof(tar), true), ProofResult::Nothing, "{tar:?}");
        assert_eq!(net.platform, before);
    }
    let own = proof(message::WALLET);
    assert_eq!(net.platform.receive_report(net.now, credit.id, &own, true), ProofResult::Answered);
}

#[test]
fn refusal_without_packet_header_is_no_proof() {
    let mut net = Net::new();
    net.tops_up(5_000);
    let credit = net.take_packets().remove(0);
    let proof = packet(&net.card.receive_message(&credit.tpdu));
    let nameless = report(&[&[0x05, 0x00, 0x03, 0x01, 0x01, 0x01][..], &proof].concat());
    let before = net.platform.clone();
    assert_eq!(net.platform.receive_report(net.now, credit.id, &nameless, false), ProofResult::Nothing);
    assert_eq!(net.platform, before);
    let named = report(&[&[0x02, 0x71, 0x00][..], &proof].concat());
    assert_eq!(net.platform.receive_report(net.now, credit.id, &named, false), ProofResult::Answered);
    net.until_quiet();
    net.check_agreement();
}

#[test]
fn message_not_for_the_platform_changes_nothing() {
    let mut net = Net::new();
    let before = net.platform.clone();
    let octets = |count| UserData::new(MessageBody::Octets(vec![1; count]), 0xF6).unwrap();
    let mut changed = |change: &dyn Fn(&mut SmsSubmit)| match net.card.ask(Operation::Suspend) {
        Tpdu::Submit(mut message) => {
            change(&mut message);
            Tpdu::Submit(message)
        }
        other => panic!("{other:?} is no SMS-SUBMIT"),
    };
    let elsewhere = changed(&|message| message.destination.number = "10086".to_owned());
    let empty = changed(&|message| (message.first, message.user) = (0x01, octets(0)));
    let long = changed(&|message| {
        let header = message.user.header.as_mut().unwrap();
        header.push(sim_codec::sms::Element { id: 0, data: vec![1, 2, 1] });
        message.user.length += 5;
    });
    let bare = changed(&|message| (message.first, message.user) = (0x01, octets(20)));
    for tpdu in [elsewhere, empty, long, report(&[]), bare] {
        let heard = net.platform.receive(before.now, submission(number(), before.now), &tpdu);
        assert!(matches!(heard, MessageResult::Ignored(_)), "{heard:?}");
        assert_eq!(net.platform, before);
    }
}

#[test]
fn nothing_secret_is_printed() {
    let mut net = Net::new();
    net.tops_up(5_000);
    let printed = format!("{:?} {:?}", net.platform, net.platform.outbox());
    // What is shown in place of the keys, and what is no secret.
    for shown in ["CardKeys(..)", "Asn(00001234567890123456)", "Msisdn(13807310001)"] {
        assert!(printed.contains(shown), "{shown} in {printed}");
    }
    let set = &net.card.set.keys;
    let KeyMaterial::TwoKeys(kic) = &set.kic.as_ref().unwrap().key else { panic!("3DES of two keys") };
    let load = net.card.profile.key(applet::KeyUsage::Load, 1).unwrap().key;
    for secret in [&kic[..], &load] {
        assert!(!printed.to_uppercase().contains(&hex::encode_upper(secret)));
        assert!(!printed.contains(&format!("{secret:?}")));
    }
    assert!(!printed.contains(PASSWORD));
    assert_eq!(net.balance(Book::InFlight), 5_000);
    assert!(matches!(net.carried[0], Carried::Down(_)));
}

/// Makes a card of another number with the same keys.
fn twin(net: &Net) -> PlainCard {
    let mut twin = net.card.clone();
    let mut asn = twin.profile.asn();
    asn[9] ^= 1;
    twin.profile.set_asn(asn);
    twin
}

#[test]
fn proof_of_twin_card_is_ignored() {
    let mut net = Net::new();
    let twin = twin(&net);
    net.ask(Operation::Suspend);
    let letter = net.take_packets().remove(0);
    let counter = Counter::new(net.platform.card_of(&number()).unwrap().sent).unwrap();
    let before = net.platform.clone();
    let report = twin.prove(counter, ResponseStatus::OK, vec![0x01, 0x90, 0x00]);
    assert_eq!(net.platform.receive_report(net.now, letter.id, &report, true), ProofResult::Nothing);
    assert_eq!(net.platform, before, "nobody was suspended");
    let own = net.card.prove(counter, ResponseStatus::OK, vec![0x01, 0x90, 0x00]);
    assert_eq!(net.platform.receive_report(net.now, letter.id, &own, true), ProofResult::Answered);
}

#[test]
fn script_for_a_card_leaves_its_twin_alone() {
    let mut net = Net::new();
    let mut twin = twin(&net);
    net.ask(Operation::Suspend);
    let letter = net.take_packets().remove(0);
    let (state, accepted) = (twin.state, twin.accepted);
    let report = twin.receive_message(&letter.tpdu);
    assert_eq!((twin.state, twin.accepted), (state, accepted));
    assert_eq!(net.platform.receive_report(net.now, letter.id, &report, true), ProofResult::Nothing);
    net.until_quiet();
    net.check_agreement();
}

#[test]
fn request_of_a_twin_uses_up_no_counter() {
    let mut net = Net::new();
    let mut twin = twin(&net);
    twin.sent = Counter::new(1_000).unwrap();
    let before = net.platform.clone();
    let request = twin.ask(Operation::Suspend);
    let heard = net.receive(&request);
    assert_eq!(heard, MessageResult::Ignored(IgnoredError::OtherCard(Asn(twin.profile.asn()))));
    assert_eq!(net.platform, before);
    assert_eq!(net.ask(Operation::Suspend), MessageResult::Request(OperationKind::Suspend));
}
