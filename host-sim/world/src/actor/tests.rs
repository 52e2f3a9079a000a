//! Actors: what a merchant's terminal took is the merchant's until it is uploaded, and a refusal says which.

use std::convert::Infallible;

use sim_wire::Fen;
use sim_wire::lifecycle::LifeCycle;

use super::*;
use crate::action::Action;
use crate::world::Settings;

const NUMBER: &str = "13807310001";

/// A world with one holder, whose open card has 50 yuan that the books do not know of, and a merchant without patience.
fn world() -> (Actors, World) {
    let number: Msisdn = NUMBER.parse().unwrap();
    let mut profile = Profile::default();
    profile.card.start.lifecycle = LifeCycle::Open;
    profile.card.start.balance = Fen(5000);
    let mut world = World::new(Settings::of_seed(3));
    world.add_person(number, "feature-phone", "default", &profile).unwrap();
    let mut actors = Actors::default().with_impatient_merchant();
    actors.introduce(number, profile);
    (actors, world)
}

fn perform((actors, world): &mut (Actors, World), line: &str) -> ActionResult {
    let action: Action = line.replace("WHO", NUMBER).parse().unwrap();
    let Ok(result) = actors.perform(world, &action, &mut |_| Ok::<(), Infallible>(()));
    result
}

fn spent((_, world): &(Actors, World)) -> Fen {
    world.people()[0].spent
}

#[test]
fn unpaid_purchases_stay_with_the_merchant() {
    let mut all = world();
    assert_eq!(perform(&mut all, "merchant uploads WHO"), Err(RefusedError::NothingToUpload));
    assert_eq!(perform(&mut all, "WHO taps load 10"), Ok(Performed::Done));
    assert_eq!(perform(&mut all, "WHO taps 12.5"), Ok(Performed::Done));
    assert_eq!(perform(&mut all, "WHO taps 0.5"), Ok(Performed::Done));
    assert_eq!((spent(&all), all.1.people()[0].card_state().unwrap().balance), (Fen(1300), Fen(4700)));
    let refused = perform(&mut all, "WHO taps 1000");
    assert!(matches!(refused, Err(RefusedError::Terminal(TerminalError::Refused { .. }))), "{refused:?}");
    assert_eq!(spent(&all), Fen(1300));
}

#[test]
fn impatient_merchant_leaves_a_card_without_power() {
    let mut all = world();
    perform(&mut all, "power of WHO fails at write 1 all").unwrap();
    let refused = perform(&mut all, "WHO taps 1");
    assert!(matches!(refused, Err(RefusedError::Terminal(TerminalError::World(_)))), "{refused:?}");
    assert_eq!((spent(&all), all.1.people()[0].power()), (Fen::ZERO, crate::world::Power::Fallen));
}

#[test]
fn card_of_nobody_known_is_refused() {
    let (_, mut world) = world();
    let number: Msisdn = NUMBER.parse().unwrap();
    let mut nobody = (Actors::default(), world.clone());
    assert_eq!(perform(&mut nobody, "WHO taps 1"), Err(RefusedError::UnknownCard(number)));
    world.switch_off(&number).unwrap();
    let off = perform(&mut (Actors::default(), world), "WHO suspends");
    assert_eq!(off, Err(RefusedError::World(WorldError::PhoneOff(number))));
    let other = number.to_string().replace("0001", "0002");
    let nobody = perform(&mut nobody, &format!("{other} opens"));
    assert!(matches!(nobody, Err(RefusedError::World(WorldError::NoSuchPerson(_)))), "{nobody:?}");
}
