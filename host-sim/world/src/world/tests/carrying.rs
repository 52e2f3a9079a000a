//! Tests of messages at phones that cannot take them, of messages to nobody, and of the order of two steps that are
//! due.

use super::*;
use crate::platform::entry::Book;
use crate::platform::number::Msisdn;
use crate::smsc::Cargo;
use sim_codec::sms::{Direction, ReportParameters, SmsDeliverReport, Tpdu};

fn last(world: &World) -> &EventKind {
    &world.events().last().expect("something happened").kind
}

/// Creates a world whose platform has sent a packet and waits for the proof; no message is under way.
fn waiting_platform() -> World {
    let mut world = world();
    open_account(&mut world, 1);
    care(&mut world).unwrap();
    world.settle();
    world.centre = SmsCentre::new(crate::smsc::CentreSettings::quick(), 1);
    assert!(world.platform.due().is_some_and(|due| due > world.scheduler.now));
    world
}

fn text_from(number: Msisdn) -> Cargo {
    let mut other = world();
    other.write_text(&super::number(1), "10658888", "CX").unwrap();
    let cargo = other.centre.carried().next().unwrap().cargo.clone();
    match cargo {
        Cargo::Submit { to, tpdu, .. } => Cargo::Submit { from: number, to, tpdu },
        other => panic!("{other:?}"),
    }
}

#[test]
fn platform_wakes_before_later_message() {
    for (later, is_first) in [(0, false), (1, true), (2, true)] {
        let mut world = waiting_platform();
        let due = world.platform.due().unwrap();
        world.smuggle(text_from(number(1)));
        let delay = world.centre.due().unwrap().0 - world.scheduler.now.0;
        world.centre = SmsCentre::new(crate::smsc::CentreSettings::quick(), 1);
        world.scheduler.now = Moment(due.0 + later - delay);
        world.smuggle(text_from(number(1)));
        assert_eq!(world.centre.due(), Some(due.later(later)));
        world.scheduler.now = due.later(HOUR);
        world.step().unwrap();
        assert_eq!(matches!(last(&world), EventKind::Woke), is_first, "{later} ms later: {:?}", last(&world));
    }
}

#[test]
fn undeliverable_message_is_refused_for_good() {
    let mut world = world();
    let Cargo::Submit { tpdu, .. } = text_from(number(1)) else { panic!("a text") };
    let to = number(1);
    let id =
        world.smuggle(Cargo::Deliver { from: "10658888".to_owned(), to, letter: Some(77), submission: None, tpdu });
    world.pass(2 * SECOND);
    let refused = world.events().iter().find_map(|event| match event.kind {
        EventKind::Refused { message, cause } if message == id => Some(cause),
        _ => None,
    });
    assert_eq!(refused, Some(Some(0xFF)), "unspecified, and not tried again: {:#?}", log(&world));
    let report = world.centre.carried().find_map(|carried| match &carried.cargo {
        Cargo::Report { letter: 77, tpdu, acknowledged, .. } => Some((tpdu.clone(), *acknowledged)),
        _ => None,
    });
    let (report, acknowledged) = report.unwrap_or_else(|| panic!("{:#?}", log(&world)));
    assert!(!acknowledged);
    let expected = SmsDeliverReport { first: 0x00, cause: Some(0xFF), parameters: Some(ReportParameters::default()) };
    assert_eq!(Tpdu::parse(Direction::ToNetwork, &report), Some(Tpdu::DeliverReport(expected)));
}

/// Creates a world with a message that its centre has brought to the handset.
fn brought() -> (World, crate::smsc::CarriedMessage) {
    let mut world = world();
    let Cargo::Submit { tpdu, .. } = text_from(number(1)) else { panic!("a text") };
    let to = number(1);
    let id =
        world.smuggle(Cargo::Deliver { from: "10658888".to_owned(), to, letter: Some(77), submission: None, tpdu });
    world.centre.await_report(world.scheduler.now, id, 5);
    let carried = world.centre.get(id).unwrap().clone();
    (world, carried)
}

#[test]
fn message_at_a_card_waits_for_its_answer() {
    let (mut world, carried) = brought();
    world.phones().note_waiting(&carried);
    assert_eq!(last(&world), &EventKind::Brought { message: carried.id });
    assert_eq!(world.centre.get(carried.id), Some(&carried), "the centre waits");
    world.people.set_power(0, Power::Fallen);
    world.phones().note_waiting(&carried);
    assert!(
        matches!(last(&world), EventKind::Failed { why: DeliveryFailure::Mute, again: Some(_), .. }),
        "{:?}",
        last(&world)
    );
}

#[test]
fn message_is_retried_for_temporary_causes_alone() {
    let report = |cause| SmsDeliverReport { first: 0x00, cause: Some(cause), parameters: None };
    for cause in [0xD0, 0xD3, 0xD4] {
        let (mut world, carried) = brought();
        world.mail().take_answer(carried.id, false, report(cause));
        let is_tried = matches!(last(&world), EventKind::Failed { why: DeliveryFailure::Busy(said), again: Some(_), .. } if *said == cause);
        assert!(is_tried && world.centre.get(carried.id).is_some(), "{cause:02X}: {:?}", last(&world));
    }
    for (acknowledged, cause) in [(false, 0xD5), (false, 0xFF), (true, 0xD4)] {
        let (mut world, carried) = brought();
        world.mail().take_answer(carried.id, acknowledged, report(cause));
        assert_eq!(world.centre.get(carried.id), None, "{cause:02X}: done with");
        let is_delivered = world.events().iter().any(|event| matches!(event.kind, EventKind::Delivered { .. }));
        assert_eq!(is_delivered, acknowledged, "{cause:02X}: {:#?}", log(&world));
    }
}

#[test]
fn text_to_unknown_number_reaches_nobody() {
    let mut world = world();
    world.write_text(&number(1), &number(99).to_string(), "hello").unwrap();
    let to: Vec<_> = world.events().iter().filter_map(|event| event.to.clone()).collect();
    assert!(to.contains(&Party::Nobody(number(99).to_string())), "{to:?}");
    assert!(!to.contains(&Party::Person(number(99))), "{to:?}");
}

#[test]
fn refused_submission_is_not_carried() {
    let mut world = world();
    let handset = world.person_mut(&number(1)).unwrap().station_mut().handset_mut();
    handset.surroundings.sending = sim_device::handset::Sending::CentreRefuses(0x15);
    assert!(matches!(world.write_text(&number(1), "10658888", "CX"), Err(WorldError::NotSent(_))));
    let is_not_taken = |event: &Event| matches!(event.kind, EventKind::NotTaken { .. });
    assert!(world.events().iter().any(is_not_taken), "{:#?}", log(&world));
    assert!(world.centre.is_empty());
}

#[test]
fn phone_that_fell_silent_is_due_at_once() {
    let mut world = waiting_platform();
    assert!(world.next_due().is_some_and(|due| due > world.scheduler.now), "the platform's patience");
    world.people.set_power(0, Power::Fallen);
    assert_eq!(world.next_due(), Some(world.scheduler.now));
    let mut world = waiting_platform();
    let now = world.scheduler.now;
    world.platform.reset_pay_password(now, &number(1)).unwrap();
    assert!(!world.platform.outbox().is_empty(), "the new password");
    assert_eq!(world.next_due(), Some(world.scheduler.now));
}

#[test]
fn fault_strikes_steps_of_its_own_kind_alone() {
    let mut world = world();
    world.fail(Fault::BeforeKeeping, 2);
    world.fail(Fault::AfterKeeping, 2);
    assert!(!world.faults.fire(Fault::BeforeKeeping));
    assert_eq!(world.faults(), [(Fault::BeforeKeeping, 0), (Fault::AfterKeeping, 1)]);
    assert!(!world.faults.fire(Fault::AfterKeeping) && world.faults.fire(Fault::BeforeKeeping));
    assert!(world.faults.fire(Fault::AfterKeeping) && !world.faults.fire(Fault::AfterKeeping));
}

#[test]
fn forgiven_world_has_no_pending_faults() {
    let mut world = world();
    world.centre_mut().add_rule("lost 1 report".parse().unwrap());
    world.centre_mut().mix = Mix { lost: 200, ..Mix::default() };
    world.fail_next(Fault::BeforeKeeping);
    world.forgive();
    assert!(world.centre().rules().is_empty() && world.faults().is_empty());
    assert_eq!(world.centre().mix, Mix::default());
}

#[test]
fn card_moves_to_another_handset_with_its_person() {
    let mut world = world();
    let model = |world: &World| world.person(&number(1)).unwrap().station().handset().model().clone();
    let before = model(&world);
    world.move_card(&number(1), "android", 3).unwrap();
    assert_ne!(model(&world), before);
    assert_eq!(model(&world), sim_device::handset::Model::named("android").unwrap().with_serial(3));
    assert_eq!(world.person(&number(1)).unwrap().power(), Power::On);
}

#[test]
fn terminal_load_comes_into_the_books() {
    let mut world = world();
    let wallet = |world: &World| world.platform().books.ledger.balance(&Book::Wallet(number(1)));
    let before = wallet(&world);
    world.note_loaded(&number(1), Fen(250)).unwrap();
    assert_eq!(wallet(&world), before + 250);
    assert_eq!(world.note_loaded(&number(2), Fen(250)), Err(WorldError::NoSuchPerson(number(2))));
}

#[test]
fn seed_of_world_decides_card_challenges() {
    let draw = |seed: u64| {
        let select = [
            &[0x00, 0xA4, 0x04, 0x00, 0x10][..],
            &[0xD1, 0x56, 0x00, 0x01, 0x01, 0x80, 0x03, 0x80, 0, 0, 0, 1, 0, 0, 0, 0][..],
        ]
        .concat();
        let mut world = world_of(1, seed);
        world.transmit(&number(1), sim_device::link::Transport::Contacts, &select).unwrap();
        world.transmit(&number(1), sim_device::link::Transport::Contacts, &[0x00, 0x84, 0x00, 0x00, 0x08]).unwrap()
    };
    assert_eq!(draw(7), draw(7));
    assert_ne!(draw(7), draw(8));
    assert_eq!(draw(7).len(), 10);
}
