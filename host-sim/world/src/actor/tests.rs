//! Tests of actors: purchases stay with the merchant until they are uploaded, and a refusal names its reason.

use std::convert::Infallible;

use sim_wire::Fen;
use sim_wire::lifecycle::LifeCycle;

use super::*;
use crate::action::{Action, PosPlace};
use crate::platform::card_file::Asn;
use crate::platform::entry::Book;
use crate::platform::hall::HallError;
use crate::platform::notices::DeclinedError;
use crate::platform::rules::Rulebook;
use crate::world::{ShopError, WorldSettings};
use sim_device::pos::sale::{Sale, SaleError, SaleKind};

const NUMBER: &str = "13807310001";

/// Creates a world with one holder and an impatient merchant. The open card has 50 yuan that the books do not know of.
fn world() -> (Actors, World) {
    let number: Msisdn = NUMBER.parse().unwrap();
    let mut profile = Profile::default();
    profile.card.start.lifecycle = LifeCycle::Open;
    profile.card.start.balance = Fen(5000);
    let mut world = World::new(WorldSettings::of_seed(3));
    world.add_person(number, "feature-phone", "default", &profile).unwrap();
    let mut actors = Actors::default();
    actors.introduce(number, profile);
    (actors, world)
}

fn perform((actors, world): &mut (Actors, World), line: &str) -> ActionResult {
    let action: Action = line.replace("WHO", NUMBER).parse().unwrap();
    let Ok(result) = actors.perform(world, &action, &mut |_| Ok::<(), Infallible>(()));
    result
}

/// Returns the sum of the first terminal's batch and of what it does not know, in fen.
fn spent((_, world): &(Actors, World)) -> (u64, u32) {
    let terminal = world.shops().get(PosPlace::FIRST).unwrap().terminal();
    (terminal.totals().sum, terminal.pending().iter().map(|pending| pending.amount.0).sum())
}

fn balance((_, world): &(Actors, World)) -> Fen {
    world.people()[0].card_state().unwrap().balance
}

#[test]
fn purchases_stay_in_the_batch_until_upload() {
    let mut all = world();
    assert_eq!(perform(&mut all, "WHO taps load 10"), Ok(Performed::Done));
    let paid = perform(&mut all, "WHO taps 12.5");
    assert!(matches!(&paid, Ok(Performed::Paid(sale)) if sale.receipt.amount == Fen(1250)), "{paid:?}");
    perform(&mut all, "WHO taps 0.5").unwrap();
    assert_eq!((spent(&all), balance(&all)), ((1300, 0), Fen(4700)));
    let refused = perform(&mut all, "WHO taps 1000");
    assert!(matches!(refused, Err(RefusedError::Shop(ShopError::Sale(SaleError::Card(_))))), "{refused:?}");
    assert_eq!(spent(&all), (1300, 0));
    assert_eq!(perform(&mut all, "WHO taps for balance"), Ok(Performed::Balance(Fen(4700))));
    let records = perform(&mut all, "WHO taps for records at pos 2");
    assert!(matches!(&records, Ok(Performed::Records(records)) if records.len() == 3), "{records:?}");
    assert_eq!(perform(&mut all, "WHO taps 1 at pos 3"), Err(ShopError::NoSuchPos(PosPlace(3)).into()));
    assert_eq!(all.1.audit(), Ok(()));
    let settled = perform(&mut all, "pos 1 uploads");
    assert!(matches!(&settled, Ok(Performed::Uploaded(result)) if result.settled.sum == 1300), "{settled:?}");
    assert_eq!((spent(&all), all.1.audit()), ((0, 0), Ok(())));
}

#[test]
fn card_that_leaves_is_completed_at_next_tap() {
    let mut all = world();
    // SELECT, file 15, the log, INITIALIZE, DEBIT.
    let left = perform(&mut all, "WHO taps 5 leaving after command 5");
    assert_eq!(left, Err(ShopError::Sale(SaleError::Unfinished).into()));
    assert_eq!((spent(&all), balance(&all), all.1.audit()), ((0, 500), Fen(4500), Ok(())));
    let paid = perform(&mut all, "WHO taps 5");
    let is_completed = |sale: &Sale| sale.kind == SaleKind::Completed { asked: Fen(500) };
    assert!(matches!(&paid, Ok(Performed::Paid(sale)) if is_completed(sale)), "{paid:?}");
    assert_eq!((spent(&all), balance(&all), all.1.audit()), ((500, 0), Fen(4500), Ok(())));
}

#[test]
fn receipt_is_printed_after_the_power_failed() {
    let mut all = world();
    // The writes are those of the security module, of the pending purchase, and of the batch.
    perform(&mut all, "pos 1 loses power after write 3").unwrap();
    let failed = perform(&mut all, "WHO taps 5");
    assert!(matches!(failed, Err(RefusedError::Shop(ShopError::Sale(SaleError::PowerFailed(_))))), "{failed:?}");
    let printed: Vec<_> = all.1.shops().receipts().map(|(place, receipt)| (place.voucher, receipt.amount)).collect();
    assert_eq!((printed, spent(&all), balance(&all)), (vec![(1, Fen(500))], (500, 0), Fen(4500)));
    perform(&mut all, "pos 1 uploads").unwrap();
    perform(&mut all, "hall opens account of WHO").unwrap();
    perform(&mut all, "pos 1 takes back voucher 1 of batch 1").unwrap();
    assert_eq!(book(&all, Book::Cash(NUMBER.parse().unwrap())), 500);
}

/// Returns the balance of a book, in fen.
fn book((_, world): &(Actors, World), book: Book) -> i64 {
    world.platform().books.ledger.balance(&book)
}

#[test]
fn lost_card_is_spent_by_its_finder() {
    let mut all = world();
    let number: Msisdn = NUMBER.parse().unwrap();
    let asn = Asn(all.1.people()[0].asn);
    perform(&mut all, "hall opens account of WHO").unwrap();
    perform(&mut all, "WHO loses card").unwrap();
    let gone = |refused: &ActionResult| match refused {
        Err(RefusedError::World(why) | RefusedError::Terminal(TerminalError::World(why))) => {
            matches!(why, WorldError::CardGone(..))
        }
        _ => false,
    };
    assert!(gone(&perform(&mut all, "WHO taps 1")));
    assert!(gone(&perform(&mut all, "hall registers card of WHO")));
    assert!(perform(&mut all, "finder of WHO taps 2").is_ok());
    perform(&mut all, "hall issues card to WHO").unwrap();
    assert_eq!((book(&all, Book::Wallet(number)), book(&all, Book::RetiredWallet(asn))), (0, 5000));
    assert!(perform(&mut all, "finder of WHO taps 3 at pos 2").is_ok());
    perform(&mut all, "pos 1 uploads").unwrap();
    perform(&mut all, "pos 2 uploads").unwrap();
    assert_eq!(book(&all, Book::RetiredWallet(asn)), 4500);
    assert_ne!(all.1.people()[0].asn, asn.0);
    assert_eq!(all.1.audit(), Ok(()));
}

#[test]
fn readable_card_is_swapped_with_its_money() {
    let mut all = world();
    let number: Msisdn = NUMBER.parse().unwrap();
    perform(&mut all, "hall opens account of WHO").unwrap();
    perform(&mut all, "WHO taps 2").unwrap();
    perform(&mut all, "hall registers card of WHO").unwrap();
    assert_eq!((book(&all, Book::Cash(number)), balance(&all)), (4800, Fen::ZERO));
    perform(&mut all, "hall issues card to WHO").unwrap();
    perform(&mut all, "hall reloads card of WHO").unwrap();
    assert_eq!((book(&all, Book::Cash(number)), balance(&all)), (0, Fen(4800)));
    assert!(perform(&mut all, "hall reloads card of WHO").is_err(), "once");
    assert!(perform(&mut all, "WHO taps 8").is_ok());
    perform(&mut all, "pos 1 uploads").unwrap();
    assert_eq!((book(&all, Book::Wallet(number)), balance(&all)), (4000, Fen(4000)));
    assert_eq!(all.1.audit(), Ok(()));
}

#[test]
fn every_hall_service_refuses_a_foreign_document() {
    let mut all = world();
    let other = "as 李四 43010219800101123X";
    perform(&mut all, "hall opens account of WHO as 王芳 43010219800101123X").unwrap();
    let before = (book(&all, Book::Cash(NUMBER.parse().unwrap())), balance(&all));
    for closed in [false, true] {
        for service in ["registers card of", "closes wallet of", "calibrates", "reloads card of", "issues card to"] {
            let refused = perform(&mut all, &format!("hall {service} WHO {other}"));
            let is_identity =
                |why: &WorldError| matches!(why, WorldError::Refused(DeclinedError::Hall(HallError::Identity(_))));
            assert!(matches!(&refused, Err(RefusedError::World(why)) if is_identity(why)), "{service}: {refused:?}");
        }
        if !closed {
            assert_eq!((book(&all, Book::Cash(NUMBER.parse().unwrap())), balance(&all)), before);
            perform(&mut all, "hall registers card of WHO").unwrap();
        }
    }
    assert_eq!((book(&all, Book::Cash(NUMBER.parse().unwrap())), balance(&all)), (5000, Fen::ZERO));
    assert_eq!(all.1.audit(), Ok(()));
}

#[test]
fn action_of_unknown_card_is_refused() {
    let (_, mut world) = world();
    let number: Msisdn = NUMBER.parse().unwrap();
    let mut nobody = (Actors::default(), world.clone());
    assert_eq!(perform(&mut nobody, "WHO taps load 1"), Err(RefusedError::UnknownCard(number)));
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

#[test]
fn hall_ends_open_load_once_healed() {
    let mut all = world();
    perform(&mut all, "hall opens account of WHO").unwrap();
    perform(&mut all, "time 1 min").unwrap();
    perform(&mut all, "hall takes 100 from WHO").unwrap();
    for _ in 0..4 {
        perform(&mut all, "platform dies before-keeping at 2").unwrap();
    }
    let left = perform(&mut all, "hall loads 20 onto WHO");
    assert!(left.is_err(), "{left:?}");
    let number = NUMBER.parse().unwrap();
    let in_flight = |(_, world): &(Actors, World)| world.platform().books.ledger.balance(&Book::InFlight(number));
    assert_eq!(in_flight(&all), 2_000);
    perform(&mut all, "heal").unwrap();
    assert_eq!((in_flight(&all), balance(&all)), (0, Fen(7_000)));
    assert_eq!(all.1.platform().books.ledger.balance(&Book::Cash(number)), 8_000);
    assert_eq!(all.1.audit(), Ok(()));
}
