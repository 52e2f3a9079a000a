//! Tests of actors: purchases stay with the merchant until they are uploaded, and a refusal names its reason.

use std::convert::Infallible;

use sim_wire::Fen;
use sim_wire::lifecycle::LifeCycle;

use super::*;
use crate::action::Action;
use crate::platform::rules::Rulebook;
use crate::world::WorldSettings;

const NUMBER: &str = "13807310001";

/// Creates a world with one holder and an impatient merchant. The open card has 50 yuan that the books do not know of.
fn world() -> (Actors, World) {
    let number: Msisdn = NUMBER.parse().unwrap();
    let mut profile = Profile::default();
    profile.card.start.lifecycle = LifeCycle::Open;
    profile.card.start.balance = Fen(5000);
    let mut world = World::new(WorldSettings::of_seed(3));
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
fn action_of_unknown_card_is_refused() {
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

#[test]
fn replay_counts_only_packets_of_the_card() {
    let mut all = world();
    // The card's two packets: which handset it is in, and the request.
    perform(&mut all, "WHO suspends").unwrap();
    assert_eq!(perform(&mut all, "attacker replays packet 2 of card"), Ok(Performed::Done));
    assert_eq!(perform(&mut all, "attacker replays packet 3 of card"), Err(RefusedError::FewerPackets(2)));
    assert_eq!(perform(&mut all, "attacker replays 2"), Ok(Performed::Done));
}

#[test]
fn scratch_card_placeholder_needs_a_cast() {
    let mut all = world();
    assert_eq!(perform(&mut all, "WHO writes \"CZK {card 1}\""), Ok(Performed::Sent(1)));
    let member = cast::CastMember { number: NUMBER.parse().unwrap(), model: "feature-phone".to_owned() };
    let (broken, keys) = (None, cast::CardKeys::Own);
    let cast = cast::Cast { seed: 3, people: vec![member], broken, keys };
    let mut of_cast = (Actors::of_cast(&cast), cast.world(Rulebook::default()).unwrap());
    assert_eq!(perform(&mut of_cast, "WHO writes \"CZK {card 1}\""), Err(RefusedError::NoScratchCard(1)));
}

#[test]
fn network_and_user_actions_reach_the_handset() {
    let mut all = world();
    assert_eq!(perform(&mut all, "WHO loses call"), Err(RefusedError::NoCall));
    assert_eq!(perform(&mut all, "WHO takes call"), Ok(Performed::Done));
    assert!(all.1.people()[0].station().handset().surroundings.in_call);
    assert_eq!(perform(&mut all, "WHO loses call"), Ok(Performed::Done));
    perform(&mut all, "network refuses messages of WHO").unwrap();
    let refused = perform(&mut all, "WHO writes \"CX\"");
    assert!(matches!(refused, Err(RefusedError::World(WorldError::NotSent(_)))), "{refused:?}");
    perform(&mut all, "network takes messages of WHO").unwrap();
    assert_eq!(perform(&mut all, "WHO writes \"CX\""), Ok(Performed::Sent(1)));
    perform(&mut all, "WHO chooses language en").unwrap();
    perform(&mut all, "WHO occupies screen").unwrap();
    let surroundings = &all.1.people()[0].station().handset().surroundings;
    assert_eq!((surroundings.language.as_str(), surroundings.screen_busy), ("en", true));
}
