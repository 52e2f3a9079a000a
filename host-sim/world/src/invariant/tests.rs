//! The watchers accept right worlds, and find each violation that they watch for.

use applet::Nvm as _;
use sim_device::pos::entry::{EntryState, PurchaseEntry, PurchaseId};
use sim_wire::Fen;

use super::*;
use crate::action::PosPlace;
use crate::actor::Performed;
use crate::actor::cast::{CardKeys, Cast, CastMember};
use crate::audit::AuditError;
use crate::platform::rules::Rulebook;
use crate::platform::top_up::TopUpState;
use crate::shop::{EntryPlace, Shops};
use sim_codec::time::MINUTE;
use sim_device::memory::{CardDefect, Eeprom, PowerCut, Tear};

mod channels;
mod orders;
mod payments;

const NUMBER: &str = "13807310001";

fn number() -> Msisdn {
    NUMBER.parse().unwrap()
}

fn cast(broken: Option<CardDefect>) -> Cast {
    let people = vec![CastMember { number: number(), model: "feature-phone".to_owned() }];
    Cast { seed: 5, people, broken, keys: CardKeys::Own }
}

/// Makes a world in which these lines were performed, none of them refused.
fn after(broken: Option<CardDefect>, lines: &[&str]) -> WatchedWorld {
    let mut watched_world = WatchedWorld::new(&cast(broken), Rulebook::default()).unwrap();
    perform(&mut watched_world, lines);
    watched_world
}

fn perform(watched_world: &mut WatchedWorld, lines: &[&str]) {
    for line in lines {
        match watched_world.perform(&line.replace("WHO", NUMBER).parse().unwrap()) {
            Ok(Ok(_)) => {}
            other => panic!("{line}: {other:?}"),
        }
    }
}

const READY: [&str; 6] = [
    "WHO opens",
    "time 20 s",
    "WHO changes pay password from initial to 654321",
    "time 10 s",
    "hall takes 300 from WHO",
    "time 10 s",
];

/// Returns a watch that has looked once, and the world.
fn watched(watched_world: &WatchedWorld) -> (Watch, World) {
    let mut watch = Watch::default();
    watch.check(watched_world.world(), Originator::World).unwrap();
    (watch, watched_world.world().clone())
}

fn card(world: &World) -> CardState {
    world.people()[0].card_state().unwrap()
}

fn memory(world: &mut World) -> &mut Eeprom {
    world.person_mut(&number()).unwrap().station_mut().link_mut().card_mut().memory_mut()
}

/// Returns a purchase that no card made.
fn unknown_purchase() -> PurchaseEntry {
    let id = PurchaseId { terminal: [9; 6], counter: 1 };
    let (amount, balance, tac) = (Fen::ZERO, Fen::ZERO, [0; 4]);
    let (at, card_counter, state) = ([0; 7], 1, EntryState::Sold);
    PurchaseEntry { voucher: 1, id, asn: [0; 10], amount, at, card_counter, balance, tac, state }
}

#[test]
fn full_wallet_life_violates_no_invariant() {
    let mut watched_world = after(None, &READY);
    perform(
        &mut watched_world,
        &[
            "WHO tops up 50 with 654321",
            "time 1 min",
            "WHO taps 12.5",
            "hall loads 20 onto WHO",
            "website tops up WHO by 10 with 654321",
            "time 1 min",
            "pos 1 uploads",
            "WHO suspends",
            "time 1 min",
            "WHO resumes",
            "time 1 min",
            "heal",
        ],
    );
    let (world, number) = (watched_world.world(), number());
    assert_eq!(card(world).balance, Fen(6750));
    assert_eq!(wallet_book(world, number), 6750);
    let merchant = world.shops().get(PosPlace::FIRST).unwrap().terminal().sender().merchant;
    // 1250 fen less the commission of 60 in 10,000.
    assert_eq!(world.platform().books.ledger.balance(&Book::Merchant(merchant)), 1242);
    assert_eq!(world.platform().books.ledger.balance(&Book::Commission), 8);
    assert_eq!(world.platform().books.account_balances(&number), (22_000, 0));
    let states: Vec<_> = world.platform().transfers().map(|transfer| transfer.state).collect();
    assert_eq!(states, [TopUpState::Settled; 3]);
    let counts = watched_world.counts();
    assert_eq!((counts.settled, counts.refunded, counts.refused), (2, 0, 0));
}

#[test]
fn voided_entry_is_refused_at_upload() {
    let mut watched_world = after(None, &READY);
    let lines = [
        "hall loads 20 onto WHO",
        "WHO taps 12.5",
        "pos 1 takes back voucher 1 of batch 1",
        "WHO taps 2",
        "pos 1 borrows entry 1",
        "pos 1 uploads",
    ];
    perform(&mut watched_world, &lines);
    let world = watched_world.world();
    let refused = world.shops().get(PosPlace::FIRST).unwrap().terminal().refused();
    assert_eq!(refused.iter().map(|entry| entry.entry.voucher).collect::<Vec<_>>(), [1]);
    // The void stands, and the other purchase is settled.
    assert_eq!(world.platform().books.account_balances(&number()), (29_250, 0));
    assert_eq!((card(world).balance, wallet_book(world, number())), (Fen(550), 550));
}

#[test]
fn menu_actions_change_the_card() {
    let mut watched_world = after(None, &READY);
    perform(
        &mut watched_world,
        &["WHO limits purchases to 100", "WHO switches pin on", "WHO changes pin from 1234 to 2580"],
    );
    perform(&mut watched_world, &["WHO switches pin off", "WHO looks at balance", "WHO looks at records"]);
    assert_eq!((card(watched_world.world()).limit, card(watched_world.world()).pin_on), (Some(Fen(10_000)), false));
    let not_done = |watched_world: &mut WatchedWorld, line: &str| match watched_world
        .perform(&line.replace("WHO", NUMBER).parse().unwrap())
    {
        Ok(Err(why)) => why.to_string(),
        other => panic!("{line}: {other:?}"),
    };
    assert!(not_done(&mut watched_world, "WHO opens").contains("no line 开通钱包"));
    assert!(not_done(&mut watched_world, "WHO resumes").contains("no line 钱包恢复"));
    assert!(not_done(&mut watched_world, "WHO taps 5").contains("9401"));
    assert!(not_done(&mut watched_world, "WHO recharges by card 1").contains("scratch card 1 was not sold"));
    assert!(not_done(&mut watched_world, "13807319999 opens").contains("nobody"));
    assert!(not_done(&mut watched_world, "attacker replays 60").contains("not seen"));
    perform(&mut watched_world, &["WHO goes off"]);
    assert!(not_done(&mut watched_world, "WHO suspends").contains("switched off"));
    assert!(not_done(&mut watched_world, "WHO taps 5").contains("no card answers"));
}

#[test]
fn unreported_purchase_is_found() {
    let watched_world = after(None, &[&READY[..], &["hall loads 20 onto WHO"]].concat());
    let (mut watch, _) = watched(&watched_world);
    let mut spent = watched_world.clone();
    perform(&mut spent, &["WHO taps 5"]);
    assert_eq!(watch.clone().check(spent.world(), Originator::Terminal), Ok(()));
    spent.world_mut().shops = Shops::default();
    let found = watch.check(spent.world(), Originator::Terminal);
    assert!(matches!(found, Err(Violation::Books(AuditError::Card { card: 1500, book: 2000, .. }))), "{found:?}");
}

#[test]
fn tap_that_charges_another_card_is_found() {
    let watched_world = after(None, &[&READY[..], &["hall loads 20 onto WHO"]].concat());
    let (watch, _) = watched(&watched_world);
    let mut spent = watched_world.clone();
    perform(&mut spent, &["WHO taps 5"]);
    let tap = ObservedTap { pos: PosPlace::FIRST, held: Some(number()), answered: Some(number()) };
    let check = |tap| watch.clone().check(spent.world(), Originator::Tap(tap));
    assert_eq!(check(tap), Ok(()));
    let wrong = |why| Err(Violation::Tapped { number: number(), why });
    let other = ObservedTap { held: None, answered: None, ..tap };
    assert_eq!(check(other), wrong("changed at a tap of another card"));
    let elsewhere = ObservedTap { pos: PosPlace(2), ..tap };
    assert_eq!(check(elsewhere), wrong("was charged, and the terminal knows no such purchase"));
}

#[test]
fn card_with_older_memory_is_found() {
    let watched_world = after(None, &READY[..2]);
    let old = watched_world.world().person(&number()).unwrap().station().link().card().memory().image().to_vec();
    let watched_world = after(None, &READY);
    let (mut watch, mut world) = watched(&watched_world);
    memory(&mut world).write(0, &old).unwrap();
    let found = watch.check(&world, Originator::World);
    assert!(matches!(found, Err(Violation::Backwards { what: "the card's counter of packets sent", .. })), "{found:?}");
}

#[test]
fn card_change_without_packet_or_terminal_is_found() {
    let watched_world = after(None, &READY);
    let (watch, _) = watched(&watched_world);
    let mut loaded = watched_world.clone();
    perform(&mut loaded, &["hall loads 20 onto WHO"]);
    let found = watch.clone().check(loaded.world(), Originator::World);
    assert!(matches!(found, Err(Violation::NotCounted { what: "the balance", .. })), "{found:?}");
    let found = watch.clone().check(loaded.world(), Originator::Person);
    assert!(matches!(found, Err(Violation::ByMenu { what: "the balance", .. })), "{found:?}");
    assert_eq!(watch.clone().check(loaded.world(), Originator::Terminal), Ok(()));
    // The holder's limit is not the world's to change.
    let mut limited = watched_world.clone();
    perform(&mut limited, &["WHO limits purchases to 100"]);
    let found = watch.clone().check(limited.world(), Originator::World);
    assert!(matches!(found, Err(Violation::NotCounted { what: "the limit", .. })), "{found:?}");
    assert_eq!(watch.clone().check(limited.world(), Originator::Person), Ok(()));
}

#[test]
fn credit_repeated_or_without_transfer_is_found() {
    let watched_world = after(None, &READY);
    let (mut watch, before) = watched(&watched_world);
    let mut topped_up = watched_world.clone();
    perform(&mut topped_up, &["WHO tops up 50 with 654321", "time 1 min"]);
    let world = topped_up.world();
    let (was, is) = (card(&before), card(world));
    assert_eq!(watch.check_credits(world, number(), &was, &is), Ok(()));
    let twice = watch.check_credits(world, number(), &was, &is);
    assert!(matches!(twice, Err(Violation::Credited { amount: 5000, counter: 0, why: "is the second time", .. })));
    let other = CardState { online_counter: 7, ..was };
    let unasked = watch.check_credits(world, number(), &other, &is);
    assert!(matches!(unasked, Err(Violation::Credited { counter: 7, why: "no transfer brought", .. })));
}

#[test]
fn uncounted_request_that_moves_money_is_found() {
    let watched_world = after(None, &[&READY[..], &["hall sells card of 50", "WHO recharges by card 1"]].concat());
    let (watch, mut world) = watched(&watched_world);
    let heard = world.pass_keeping(5000, &mut |world| if asking(world).is_some() { Err(()) } else { Ok(()) });
    assert_eq!((heard, asking(&world)), (Err(()), Some(number())));
    assert_eq!(watch.clone().check(&world, Originator::World), Ok(()));
    let mut forgetful = watch;
    let heard = world.platform().cards().next().unwrap().heard;
    forgetful.before.as_mut().unwrap().files.values_mut().for_each(|file| file.heard = heard);
    let found = forgetful.check(&world, Originator::World);
    assert!(matches!(found, Err(Violation::NotHeard { counter, .. }) if counter == heard), "{found:?}");
}

#[test]
fn rest_needs_agreement_and_nothing_under_way() {
    let mut watched_world = after(None, &READY);
    assert_eq!(at_rest(watched_world.world()), Ok(()));
    perform(&mut watched_world, &["WHO tops up 50 with 654321"]);
    assert!(matches!(at_rest(watched_world.world()), Err(Violation::Unrest(why)) if why.contains("message")));
    perform(&mut watched_world, &["WHO goes off", "network lost 1 deliver", "time 1 min"]);
    assert!(matches!(at_rest(watched_world.world()), Err(Violation::Unrest(why)) if why.contains("platform")));
    perform(&mut watched_world, &["heal"]);
    assert_eq!(at_rest(watched_world.world()), Ok(()));
    // A card that was closed and one whose money went elsewhere.
    let open = after(None, &READY);
    let mut other = after(None, &[]).world().clone();
    let image = memory(&mut other).image().to_vec();
    let mut world = open.world().clone();
    memory(&mut world).write(0, &image).unwrap();
    let found = at_rest(&world);
    assert!(matches!(found, Err(Violation::State { card: "unopened", platform: "open", .. })), "{found:?}");
    let mut spent = open.world().clone();
    let entry = PurchaseEntry { amount: Fen(1), asn: spent.people()[0].asn, ..unknown_purchase() };
    spent.shops.restore_entry(EntryPlace { pos: PosPlace::FIRST, voucher: 1 }, Some(entry));
    assert!(matches!(at_rest(&spent), Err(Violation::Apart { card: 1, book: 0, .. })));
}

#[test]
fn money_in_flight_at_rest_is_unrest() {
    let watched_world = after(None, &READY);
    let mut world = watched_world.world().clone();
    assert_eq!(at_rest(&world), Ok(()));
    let now = world.now();
    // No top-up of the conversation with the card knows this load: everything else is quiet.
    world.platform_mut().books.reserve_load(now, &number(), Fen(1234), 99).unwrap();
    assert!(world.platform().is_quiet() && world.centre().is_empty());
    assert_eq!(at_rest(&world), Err(Violation::Unrest(format!("12.34 yuan are in flight to {NUMBER}"))));
    world.platform_mut().books.refund_load(now, 99).unwrap();
    assert_eq!(at_rest(&world), Ok(()));
}

/// Without a power cut the broken card ends in the same state as a sound one.
#[test]
fn counter_after_script_is_found_at_power_cut() {
    let lines = ["WHO opens", "time 1 min", "WHO suspends", "time 1 min", "heal"];
    let (right, broken) = (after(None, &lines), after(Some(CardDefect::CounterAfterScript), &lines));
    assert_eq!(card(right.world()), card(broken.world()));
    assert!(card(right.world()).remote.accepted[0].value() >= 2);
    for (write, tear) in [(1, Tear::All), (2, Tear::Nothing)] {
        let cut = |broken| {
            let mut watched_world = after(broken, &["WHO opens"]);
            memory(watched_world.world_mut()).arm(PowerCut::at_write(write, tear));
            watched_world.perform(&format!("time {} ms", MINUTE).parse().unwrap())
        };
        assert_eq!(cut(None), Ok(Ok(Performed::Done)));
        let found = cut(Some(CardDefect::CounterAfterScript));
        assert!(matches!(found, Err(Violation::NotCounted { what: "the state", counter: 0, .. })), "{found:?}");
    }
}
