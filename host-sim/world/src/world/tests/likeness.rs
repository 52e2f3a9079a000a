//! Tests of the likeness of worlds as a file keeps them, and of small questions to a world.

use super::*;
use crate::platform::notices::DeclinedError;
use crate::radio_field::CardPlace;
use crate::world::tests::radio::reader;

fn changed(change: impl Fn(&mut World)) -> World {
    let mut world = world();
    change(&mut world);
    world
}

#[test]
fn difference_in_anything_kept_is_seen() {
    let same = world();
    assert!(same.is_kept_like(&world()));
    let others = [
        ("clock", changed(|world| world.scheduler.now = world.scheduler.now.later(1))),
        ("seed", changed(|world| world.scheduler.seed += 1)),
        ("steps", changed(|world| world.scheduler.steps += 1)),
        ("centre", changed(|world| world.centre = SmsCentre::new(crate::smsc::CentreSettings::quick(), 99))),
        ("platform", changed(|world| world.platform.books.accounts.register(number(9), true))),
        ("calls", changed(|world| drop(world.dial(&number(1), crate::line::ServiceLine::Care)))),
        ("radio field", changed(|world| world.radio_field.place(CardPlace::Person(number(1)), reader(), 800))),
        ("events", changed(|world| world.log = EventLog::behind(world.happened() + 1))),
        ("people", changed(|world| world.people = People::default())),
        ("a person's phone", changed(|world| world.people.set_power(0, Power::Off))),
        (
            "a phone's memory",
            changed(|world| world.people.get_mut(0).unwrap().station.handset_mut().surroundings.battery = 1),
        ),
    ];
    for (what, other) in others {
        assert!(!same.is_kept_like(&other) && !other.is_kept_like(&same), "{what}");
    }
}

#[test]
fn registered_number_is_complete() {
    let mut world = world();
    let is_complete = |world: &World| world.platform.books.accounts.subscriber(&number(2)).is_complete;
    assert!(!is_complete(&world));
    world.register(number(2));
    assert!(is_complete(&world));
}

#[test]
fn world_has_its_seed() {
    assert_eq!(world_of(1, 7).seed(), 7);
    assert_eq!(world_of(1, 8).seed(), 8);
}

#[test]
fn platform_refusal_may_change_the_world() {
    let refused = WorldError::Refused(DeclinedError::NoCard);
    assert!(!refused.changed_nothing());
    assert!(WorldError::PhoneOff(number(1)).changed_nothing());
    assert!(WorldError::NoSuchPerson(number(1)).changed_nothing());
}
