//! Tests of external entities: submissions to phones and cards, receipts, proofs, and what comes back to an entity.

use super::*;
use crate::esme::{
    ENDED_MOST, EsmeError, EsmeMessage, EsmeMessageKind, EsmeOrder, EsmeTime, ReceiptRequest, SmppAddress,
    SubmissionState, SystemId,
};
use crate::smsc::MessageId;
use sim_codec::ota::carriage::{PacketKind, cut};
use sim_codec::ota::{Command, KeySet};
use sim_codec::sms::UserData;
use sim_wire::message::{DOWN, WALLET};
use sim_wire::secured_packet::{CommandHeader, Counter, Form, Spi};

const QUEUE: usize = 100;

fn bank() -> SystemId {
    "bank".parse().unwrap()
}

pub(crate) fn register(world: &mut World) {
    world.register_esme(bank(), vec!["10659999".to_owned(), "106588".to_owned()]).unwrap();
}

fn world_with_bank() -> World {
    let mut world = world_of(2, 7);
    register(&mut world);
    world
}

fn address(digits: &str) -> SmppAddress {
    SmppAddress { ton: 1, npi: 1, digits: digits.to_owned() }
}

/// Returns an order to send a text.
pub(crate) fn text(person: u64, text: &str) -> EsmeOrder {
    let user = UserData::new(MessageBody::Text(text.to_owned()), 0x00).unwrap();
    EsmeOrder {
        esme: bank(),
        from: address("10659999"),
        to: address(&format!("86{}", number(person))),
        has_header: false,
        has_reply_path: false,
        pid: 0,
        dcs: 0,
        user,
        text: text.to_owned(),
        receipt: ReceiptRequest::Always,
        reference: Some(7),
        schedule: None,
        validity: None,
    }
}

/// Returns an order to send the card a secured packet that reads the balance.
fn packet(counter: u64, spi: Spi) -> EsmeOrder {
    let profile = Profile::default().of_series(following_asn(Profile::default().asn(), 1));
    let keys = KeySet::of(profile.card.ota_keys.first().unwrap());
    let (kic, kid) = keys.references();
    let header = CommandHeader { spi, kic, kid, tar: WALLET };
    let counter = Counter::new(counter).unwrap();
    let command = Command { form: Form::ShortMessage, header, counter, data: hex::decode("805C000204").unwrap() };
    let user = cut(PacketKind::Command, &command.wrap(&keys.keys).unwrap(), 0).unwrap().remove(0);
    EsmeOrder { has_header: true, pid: 0x7F, dcs: 0xF6, user, text: String::new(), ..text(1, "") }
}

fn waiting(world: &World) -> Vec<EsmeMessageKind> {
    world.esmes().waiting_for(&bank(), MessageId(0)).map(|(_, message)| message.kind.clone()).collect()
}

/// Returns the states of the receipts that wait.
fn receipts(world: &World) -> Vec<SubmissionState> {
    let state = |kind: EsmeMessageKind| match kind {
        EsmeMessageKind::Receipt { submission, .. } => Some(submission.state),
        _ => None,
    };
    waiting(world).into_iter().filter_map(state).collect()
}

/// Returns the status of the proof in each acknowledgement that waits.
fn proofs(world: &World) -> Vec<Vec<u8>> {
    let octets = |kind: EsmeMessageKind| match kind {
        EsmeMessageKind::Acknowledgement { tpdu, .. } => Some(tpdu),
        _ => None,
    };
    waiting(world).into_iter().filter_map(octets).collect()
}

#[test]
fn submitted_text_reaches_phone_and_is_receipted() {
    let mut world = world_with_bank();
    let submission = world.submit_order(&text(1, "hello"), QUEUE).unwrap();
    assert_eq!(world.esmes().under_way(&bank()), 1);
    world.pass(2 * SECOND);
    assert_eq!(inbox(&world, 1), ["hello"]);
    let [EsmeMessageKind::Receipt { number: about, submission: ended }] = &waiting(&world)[..] else { panic!() };
    assert_eq!((*about, ended.state, ended.reference), (submission, SubmissionState::Delivered, Some(7)));
    assert_eq!(ended.ended, Some(world.now()));
    assert_eq!(world.esmes().under_way(&bank()), 0);
    let receipt = world.esmes().waiting_for(&bank(), MessageId(0)).next().unwrap().0;
    assert!(world.confirm_esme_message(receipt) && !world.confirm_esme_message(receipt));
    assert_eq!(waiting(&world), []);
    assert_eq!(world.esmes().submission(submission).map(|ended| ended.state), Some(SubmissionState::Delivered));
}

#[test]
fn receipt_comes_only_if_it_is_wanted() {
    for (receipt, count) in [(ReceiptRequest::Never, 0), (ReceiptRequest::OnFailure, 0), (ReceiptRequest::Always, 1)] {
        let mut world = world_with_bank();
        world.submit_order(&EsmeOrder { receipt, ..text(1, "hello") }, QUEUE).unwrap();
        world.pass(MINUTE);
        assert_eq!(waiting(&world).len(), count, "{receipt:?}");
    }
}

#[test]
fn proof_in_delivery_report_comes_back() {
    let mut world = world_with_bank();
    world.submit_order(&packet(20, DOWN), QUEUE).unwrap();
    world.pass(10 * SECOND);
    assert_eq!(receipts(&world), [SubmissionState::Delivered]);
    assert_eq!(proofs(&world).len(), 1, "{:?}", log(&world));
    // The same packet again is a submission of its own, which the card refuses for its counter.
    world.submit_order(&packet(20, DOWN), QUEUE).unwrap();
    world.pass(10 * SECOND);
    let proofs = proofs(&world);
    assert_eq!(proofs.len(), 2);
    assert_eq!(proofs[1].last(), Some(&0x02), "counter low: {}", hex::encode_upper(&proofs[1]));
    assert_ne!(proofs[0].last(), Some(&0x02));
}

#[test]
fn proof_as_message_comes_back() {
    let mut world = world_with_bank();
    world.submit_order(&packet(20, Spi { first: DOWN.first, second: DOWN.second | 0x20 }), QUEUE).unwrap();
    world.pass(20 * SECOND);
    let kinds = waiting(&world);
    let is_proof = |kind: &EsmeMessageKind| matches!(kind, EsmeMessageKind::Submit { from, to, .. } if *from == number(1) && to == "10659999");
    assert!(kinds.iter().any(is_proof), "{kinds:#?}\n{:#?}", log(&world));
}

#[test]
fn text_to_entity_waits_for_it() {
    let mut world = world_with_bank();
    world.write_text(&number(2), "10659999", "balance?").unwrap();
    world.write_text(&number(2), "8610659999", "again").unwrap();
    world.write_text(&number(2), "10659998", "nobody").unwrap();
    world.pass(MINUTE);
    let kinds = waiting(&world);
    assert_eq!(kinds.len(), 2, "{kinds:?}");
    assert!(kinds.iter().all(|kind| matches!(kind, EsmeMessageKind::Submit { from, .. } if *from == number(2))));
    assert!(world.is_quiet(), "what waits for an entity is not under way");
}

#[test]
fn later_message_has_greater_number() {
    let mut world = world_with_bank();
    world.centre_mut().add_rule("late:90 1 submit".parse().unwrap());
    world.write_text(&number(2), "10659999", "late").unwrap();
    world.submit_order(&text(1, "hello"), QUEUE).unwrap();
    world.pass(MINUTE);
    let bank = bank();
    let receipt = world.esmes().waiting_for(&bank, MessageId(0)).map(|(number, _)| number).last().unwrap();
    world.pass(MINUTE);
    let new: Vec<_> = world.esmes().waiting_for(&bank, MessageId(receipt.0 + 1)).collect();
    assert!(matches!(new[..], [(_, EsmeMessage { kind: EsmeMessageKind::Submit { .. }, .. })]), "{new:?}");
}

#[test]
fn order_is_refused_with_its_reason() {
    let mut world = world_with_bank();
    let mut refused = |order: EsmeOrder, most| world.submit_order(&order, most).unwrap_err();
    let hello = || text(1, "hello");
    assert_eq!(
        refused(EsmeOrder { from: address("10658888"), ..hello() }, 1),
        EsmeError::Source("10658888".to_owned())
    );
    assert_eq!(refused(text(9, "x"), 1), EsmeError::Destination(format!("86{}", number(9))));
    let validity = Some(EsmeTime::At(BEGINNING));
    assert_eq!(refused(EsmeOrder { validity, ..hello() }, 1), EsmeError::Validity);
    let other: SystemId = "other".parse().unwrap();
    assert_eq!(refused(EsmeOrder { esme: other.clone(), ..hello() }, 1), EsmeError::NoSuchEsme(other));
    assert_eq!(refused(hello(), 0), EsmeError::QueueFull(0));
    let long = UserData::new(MessageBody::Octets(vec![0; 141]), 0x04).unwrap();
    assert_eq!(refused(EsmeOrder { user: long, dcs: 0x04, ..hello() }, 1), EsmeError::TooLong);
    assert!(world.centre().is_empty());
    let first = world.submit_order(&EsmeOrder { from: SmppAddress::default(), ..hello() }, 1).unwrap();
    assert_eq!(world.esmes().submission(first).unwrap().from.digits, "10659999", "the entity's first address");
    assert_eq!(world.submit_order(&hello(), 1), Err(EsmeError::QueueFull(1)));
}

#[test]
fn address_of_others_is_refused() {
    let mut world = world_with_bank();
    for wrong in ["10658888", "8610658888", "13800000001", "12", "1065x", "10659999"] {
        let other = "other".parse().unwrap();
        let refused = world.register_esme(other, vec![wrong.to_owned()]).unwrap_err();
        assert_eq!(refused, EsmeError::Address(wrong.to_owned()));
    }
    assert_eq!(world.register_esme(bank(), Vec::new()), Err(EsmeError::NoAddress));
    assert_eq!(world.register_esme(bank(), vec!["10659999".to_owned()]), Ok(true), "fewer addresses");
    assert_eq!(world.register_esme(bank(), vec!["10659999".to_owned()]), Ok(false));
}

#[test]
fn undelivered_submission_expires() {
    let mut world = world_with_bank();
    world.switch_off(&number(1)).unwrap();
    let validity = Some(EsmeTime::After(10 * MINUTE));
    world.submit_order(&EsmeOrder { validity, receipt: ReceiptRequest::OnFailure, ..text(1, "hello") }, QUEUE).unwrap();
    world.pass(10 * MINUTE - 1);
    assert_eq!(receipts(&world), []);
    world.pass(1);
    assert_eq!(receipts(&world), [SubmissionState::Expired]);
    assert!(world.centre().is_empty());
    world.switch_on(&number(1)).unwrap();
    world.pass(DAY);
    assert_eq!(inbox(&world, 1), [""; 0]);
}

#[test]
fn lost_submission_expires_too() {
    let mut world = world_with_bank();
    world.centre_mut().add_rule("lost 1 deliver".parse().unwrap());
    world.submit_order(&text(1, "hello"), QUEUE).unwrap();
    world.pass(49 * HOUR);
    assert_eq!(receipts(&world), [SubmissionState::Expired], "after the centre's own time");
}

#[test]
fn submission_that_arrives_twice_is_receipted_once() {
    let mut world = world_with_bank();
    world.centre_mut().add_rule("twice 1 deliver".parse().unwrap());
    world.submit_order(&text(1, "hello"), QUEUE).unwrap();
    world.pass(MINUTE);
    assert_eq!(inbox(&world, 1), ["hello", "hello"]);
    assert_eq!(receipts(&world), [SubmissionState::Delivered]);
}

#[test]
fn submission_is_cancelled_before_delivery_alone() {
    let mut world = world_with_bank();
    let submission = world.submit_order(&text(1, "hello"), QUEUE).unwrap();
    let other: SystemId = "other".parse().unwrap();
    assert_eq!(world.cancel_submission(&other, submission), Err(EsmeError::NoSuchSubmission(submission)));
    assert_eq!(world.cancel_submission(&bank(), submission), Ok(()));
    assert_eq!(world.cancel_submission(&bank(), submission), Err(EsmeError::NotCancelled(submission)));
    let dropped = world.submit_order(&text(1, "dropped"), QUEUE).unwrap();
    world.lose(dropped).unwrap();
    let delivered = world.submit_order(&text(1, "here"), QUEUE).unwrap();
    world.pass(MINUTE);
    assert_eq!(world.cancel_submission(&bank(), delivered), Err(EsmeError::NotCancelled(delivered)));
    assert_eq!(inbox(&world, 1), ["here"]);
    assert_eq!(
        receipts(&world),
        [SubmissionState::Deleted, SubmissionState::Deleted, SubmissionState::Delivered],
        "cancelled, dropped by hand, delivered"
    );
}

#[test]
fn scheduled_submission_waits() {
    let mut world = world_with_bank();
    let schedule = Some(EsmeTime::After(HOUR));
    world.submit_order(&EsmeOrder { schedule, ..text(1, "later") }, QUEUE).unwrap();
    world.pass(HOUR);
    assert_eq!(inbox(&world, 1), [""; 0]);
    world.pass(3 * SECOND);
    assert_eq!(inbox(&world, 1), ["later"]);
    let late = EsmeOrder { schedule: Some(EsmeTime::After(48 * HOUR)), ..text(1, "never") };
    assert_eq!(world.submit_order(&late, QUEUE), Err(EsmeError::Schedule));
    let validity = Some(EsmeTime::After(MINUTE));
    let refused = world.submit_order(&EsmeOrder { schedule, validity, ..text(1, "never") }, QUEUE);
    assert_eq!(refused, Err(EsmeError::Validity));
}

#[test]
fn ended_submissions_are_kept_for_a_while() {
    let mut world = world_with_bank();
    let number = |world: &mut World| {
        let number = world.submit_order(&text(1, "x"), QUEUE).unwrap();
        world.cancel_submission(&bank(), number).unwrap();
        number
    };
    let first = number(&mut world);
    for _ in 1..ENDED_MOST {
        number(&mut world);
    }
    assert!(world.esmes().submission(first).is_some());
    number(&mut world);
    assert!(world.esmes().submission(first).is_none());
}

#[test]
fn every_submission_ends_once_on_bad_network() {
    for seed in 0..20 {
        let mut world = world_of(2, seed);
        register(&mut world);
        world.centre_mut().mix = Mix { lost: 100, twice: 200, late: 300, swapped: 200, late_ms: HOUR };
        for place in 0..20_u64 {
            world.submit_order(&text(1 + place % 2, &place.to_string()), QUEUE).unwrap();
            world.pass(SECOND);
        }
        world.pass(60 * HOUR);
        assert_eq!(receipts(&world).len(), 20, "seed {seed}");
        let lost = receipts(&world).iter().filter(|state| **state == SubmissionState::Expired).count();
        let texts: std::collections::BTreeSet<String> = inbox(&world, 1).into_iter().chain(inbox(&world, 2)).collect();
        assert_eq!(texts.len() + lost, 20, "seed {seed}: a receipt says what has become of the message");
        assert_eq!(world.esmes().under_way(&bank()), 0);
    }
}
