//! Tests of worlds at rest: they come back as they were, take little room, and refuse octets that are none of theirs.

use proptest::prelude::*;
use sim_codec::time::{HOUR, MINUTE, SECOND};
use sim_device::profile::Profile;
use sim_wire::Fen;
use sim_wire::lifecycle::LifeCycle;

use super::*;
use crate::action::{CardLoss, PosPlace};
use crate::radio_field::{CardPlace, HeldCard};
use crate::smsc::Mix;
use crate::world::tests::{number, world_of};
use crate::world::{WorldSettings, following_asn};

/// Creates a world with texts, messages under way, purchases, and a card that was lost.
fn busy() -> World {
    let mut world = world_of(4, 7);
    for order in ["KT", "A"] {
        world.write_text(&number(1), "10658888", order).unwrap();
        world.pass(30 * SECOND);
    }
    world.deposit(&number(1), Fen(10_000)).unwrap();
    world.issue_scratch_card(Fen(5000), crate::platform::province::Province::Hunan).unwrap();
    world.centre_mut().mix = Mix { lost: 100, twice: 200, late: 300, swapped: 200, late_ms: HOUR };
    world.write_text(&number(2), &number(3).to_string(), &"长".repeat(100)).unwrap();
    world.pass(MINUTE);
    world.lose_card(&number(4), CardLoss::Lost).unwrap();
    world.switch_off(&number(3)).unwrap();
    world.write_text(&number(2), &number(3).to_string(), "以后再说").unwrap();
    world.write_text(&number(2), "10658888", "CX").unwrap();
    world
}

/// Creates a world whose people have money in open wallets.
fn rich(people: u64) -> World {
    let mut world = World::new(WorldSettings::of_seed(7));
    let mut profile = Profile::default();
    (profile.card.start.lifecycle, profile.card.start.balance) = (LifeCycle::Open, Fen(50_000));
    for person in 1..=people {
        let own = profile.of_series(following_asn(profile.asn(), person));
        world.add_person(number(person), "feature-phone", "default", &own).unwrap();
    }
    world.pass(MINUTE);
    world
}

#[test]
fn woken_world_goes_on_like_one_awake() {
    let mut awake = busy();
    let mut woken = RestingWorld::of(&awake).unwrap().wake().unwrap();
    assert!(woken.is_kept_like(&awake));
    for _ in 0..3 {
        for world in [&mut awake, &mut woken] {
            world.pass(2 * HOUR);
            world.write_text(&number(1), "10658888", "CX").unwrap();
        }
        assert!(woken.is_kept_like(&awake));
        woken = RestingWorld::of(&woken).unwrap().wake().unwrap();
    }
    assert_eq!((awake.audit(), woken.audit()), (Ok(()), Ok(())));
}

#[test]
fn worlds_alike_rest_as_the_same_octets() {
    let octets = || RestingWorld::of(&busy()).unwrap().octets().to_vec();
    assert_eq!(octets(), octets());
}

#[test]
fn card_at_rest_is_below_a_kibioctet() {
    let mut world = rich(40);
    for purchase in 1..=12 {
        for person in 1..=40 {
            world.sell(PosPlace::FIRST, HeldCard::usual(CardPlace::Person(number(person))), Fen(purchase)).unwrap();
        }
    }
    let resting = RestingWorld::of(&world).unwrap();
    let CardOctets { cards, differing } = resting.cards();
    assert_eq!(cards, 40);
    // The person's phone, account, receipts and batch entries are with it.
    assert!(differing / cards < 512 && resting.octets().len() / cards < 2048, "{resting:?}");
    assert!(resting.wake().unwrap().is_kept_like(&world));
}

proptest! {
    #[test]
    fn octets_of_others_are_refused(octets in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(RestingWorld::wake_from(&octets).is_err());
        let frame = zstd::bulk::compress(&octets, 1).unwrap();
        prop_assert!(RestingWorld::wake_from(&frame).is_err());
    }
}

#[test]
fn content_that_is_no_world_is_refused() {
    let whole = Content::of(&busy()).unwrap();
    let woken = |change: &dyn Fn(&mut Content)| {
        let mut content = Content {
            tables: whole.tables.clone(),
            template: whole.template.clone(),
            cards: whole.cards.clone(),
            entries: Content::of(&busy()).unwrap().entries,
        };
        change(&mut content);
        let octets = zstd::bulk::compress(&postcard::to_allocvec(&content).unwrap(), 1).unwrap();
        RestingWorld::wake_from(&octets).map(|_| ()).map_err(|why| why.to_string())
    };
    assert_eq!(woken(&|_| ()), Ok(()));
    let reason = |change: &dyn Fn(&mut Content)| woken(change).unwrap_err();
    assert_eq!(reason(&|content| content.tables[0].0 = "other".to_owned()), "there is no table \"other\"");
    assert!(reason(&|content| content.tables[0].1[0].1 = "{".to_owned()).starts_with("a document of meta: EOF"));
    assert!(reason(&|content| content.tables[0].1.clear()).contains("meta world: it is missing"));
    assert!(
        reason(&|content| content.template.truncate(9)).starts_with("the memory of a card: the difference goes on")
    );
    assert!(reason(&|content| content.entries[0].legs[0].0 = "till".to_owned()).contains("\"till\" names no book"));
    assert!(reason(&|content| content.entries[0].legs[0].1 += 1).contains("the ledger does not hold"));
}
