//! Tests of the halls' counter: each procedure, cut off at every write of the card's memory and at every stop of the
//! platform, and taken up again. Money is conserved, and nothing is paid out twice.

use sim_wire::Fen;
use sim_wire::lifecycle::LifeCycle;

use super::counter;
use crate::action::Switch;
use crate::actor::{RefusedError, TerminalError};
use crate::platform::books::Terms;
use crate::platform::entry::Book;
use crate::platform::hall::{HallError, HallFunds, ReturnPurpose, SwapState, UnloadState};
use crate::platform::identity::{DocumentKind, Identity, IdentityError};
use crate::platform::load::TransferState;
use crate::platform::notices::DeclinedError;
use crate::platform::number::Msisdn;
use crate::platform::password::PayPassword;
use crate::world::{Fault, World, WorldError, WorldSettings};
use sim_codec::time::{HOUR, SECOND};
use sim_device::memory::{PowerCut, Tear};
use sim_device::profile::Profile;

mod desk;
mod replacement;

/// Amount that is on the card at the beginning, in fen.
const PURSE: u32 = 3_000;

/// States of the operation PIN, which hinders no hall.
const SWITCHES: [Switch; 2] = [Switch::Off, Switch::On];

/// Amount in the cash sub-account at the beginning, in fen.
const CASH: u32 = 10_000;

fn number() -> Msisdn {
    "13800000001".parse().unwrap()
}

fn holder() -> Identity {
    Identity::new("张三", DocumentKind::IdentityCard, "11010519491231002X").unwrap()
}

/// Creates a world with one person, whose open wallet has 30 yuan and whose account has 100 yuan of cash.
fn world() -> World {
    world_with(Switch::Off)
}

/// Creates the world with the operation PIN on or off.
fn world_with(pin: Switch) -> World {
    let mut settings = WorldSettings::of_seed(5);
    settings.platform.terms = Terms::light();
    let mut world = World::new(settings);
    let mut profile = Profile::default();
    profile.card.start.balance = Fen(PURSE);
    profile.card.start.pin_on = pin == Switch::On;
    world.add_person(number(), "feature-phone", "default", &profile).unwrap();
    let now = world.now();
    let password: PayPassword = "135790".parse().unwrap();
    world.platform_mut().open_with_account(now, &number(), &password, Fen(CASH)).unwrap();
    world.platform_mut().books.accounts.register_holder(number(), holder());
    world.pass(SECOND);
    world
}

/// Returns the cash, the wallet's book, the money in flight, and the balance of the card, in fen.
fn held(world: &World) -> [i64; 4] {
    let book = |book: Book| world.platform().books.ledger.balance(&book);
    let card = world.person(&number()).unwrap().card_state().unwrap().balance;
    [book(Book::Cash(number())), book(Book::Wallet(number())), book(Book::InFlight(number())), card.0.into()]
}

fn check(world: &World, what: &str) {
    assert_eq!(world.audit(), Ok(()), "{what}");
    let [cash, wallet, in_flight, _] = held(world);
    assert_eq!(cash + wallet + in_flight, i64::from(PURSE + CASH), "{what}");
}

type Procedure = fn(&mut World) -> Result<(), RefusedError>;

fn load(world: &mut World) -> Result<(), RefusedError> {
    super::load(world, number(), (HallFunds::Account, Fen(2_000))).map(drop)
}

fn register(world: &mut World) -> Result<(), RefusedError> {
    counter::take_card_back(world, number(), (ReturnPurpose::Swap, &holder())).map(drop)
}

fn close(world: &mut World) -> Result<(), RefusedError> {
    counter::take_card_back(world, number(), (ReturnPurpose::Closing, &holder())).map(drop)
}

/// Runs a procedure with one interruption and, if it failed, again without. Returns the world and whether the first try
/// failed.
fn interrupted((procedure, pin): (Procedure, Switch), what: &str, interrupt: impl FnOnce(&mut World)) -> (World, bool) {
    let mut world = world_with(pin);
    interrupt(&mut world);
    let first = procedure(&mut world);
    check(&world, what);
    for _ in 0..3 {
        if first.is_ok() || procedure(&mut world).is_ok() {
            break;
        }
        check(&world, what);
    }
    check(&world, what);
    (world, first.is_err())
}

/// Interrupts a procedure at every write of the card's memory, torn in every way, and hands the world to `judge` with
/// whether the first try failed. Returns the number of interruptions.
fn at_every_write(procedure: Procedure, judge: impl Fn(&World, bool, &str)) -> usize {
    let mut count = 0;
    for write in 0.. {
        let mut has_fired = false;
        let tears = [Tear::Nothing, Tear::Half, Tear::All];
        for (tear, pin) in tears.into_iter().flat_map(|tear| SWITCHES.map(|pin| (tear, pin))) {
            let what = format!("cut at write {write}, {tear:?}, PIN {pin:?}");
            let (mut world, failed) = interrupted((procedure, pin), &what, |world| {
                let cut = PowerCut::at_write(write, tear);
                world.person_mut(&number()).unwrap().station_mut().link_mut().card_mut().memory_mut().arm(cut);
            });
            let fell = |event: &crate::world::Event| event.kind == crate::world::EventKind::Fell;
            has_fired |= world.events().iter().any(fell);
            judge(&world, failed, &what);
            world.pass(HOUR);
            check(&world, &what);
            count += 1;
        }
        if !has_fired {
            return count;
        }
    }
    count
}

/// Stops the platform at each opportunity of a procedure. Returns the number of stops.
fn at_every_stop(procedure: Procedure, judge: impl Fn(&World, bool, &str)) -> usize {
    let mut count = 0;
    for (fault, pin) in
        [Fault::BeforeKeeping, Fault::AfterKeeping].into_iter().flat_map(|at| SWITCHES.map(|pin| (at, pin)))
    {
        for nth in 1..8 {
            let what = format!("stop {nth} {fault}, PIN {pin:?}");
            let (world, failed) = interrupted((procedure, pin), &what, |world| world.fail(fault, nth));
            count += usize::from(world.faults().is_empty());
            judge(&world, failed, &what);
        }
    }
    count
}

#[test]
fn load_settles_once_whatever_is_cut() {
    let judge = |world: &World, failed: bool, what: &str| {
        let [cash, wallet, in_flight, card] = held(world);
        let loaded = i64::from(PURSE + 2_000);
        // A failed load came to nothing, and the second try loaded.
        assert_eq!([cash, wallet, in_flight, card], [8_000, loaded, 0, loaded], "{what}, failed {failed}");
        let ends = world.platform().books.transfers().filter(|(_, one)| one.state == TransferState::Settled).count();
        assert_eq!(ends, 1, "{what}");
    };
    let (writes, stops) = (at_every_write(load, judge), at_every_stop(load, judge));
    println!("load at a hall: {writes} cuts, {stops} stops");
    assert!(writes >= 4 && stops >= 4, "{writes} cuts, {stops} stops");
}

#[test]
fn registration_pays_out_once_whatever_is_cut() {
    let judge = |world: &World, failed: bool, what: &str| {
        assert_eq!(held(world), [i64::from(PURSE + CASH), 0, 0, 0], "{what}, failed {failed}");
        let file = world.platform().card_of(&number()).unwrap();
        let swap = *world.platform().swap_of(file.asn).unwrap();
        assert_eq!((swap.amount, swap.state), (Fen(PURSE), SwapState::Registered), "{what}");
        assert_eq!(file.state, LifeCycle::Closed, "{what}");
        assert_eq!(world.person(&number()).unwrap().card_state().unwrap().lifecycle, LifeCycle::Closed, "{what}");
        let paid = world.platform().unloads().filter(|unload| unload.state == UnloadState::Settled).count();
        assert_eq!(paid, 1, "{what}");
    };
    let (writes, stops) = (at_every_write(register, judge), at_every_stop(register, judge));
    println!("registration of a swap: {writes} cuts, {stops} stops");
    assert!(writes >= 6 && stops >= 6, "{writes} cuts, {stops} stops");
}

#[test]
fn closing_keeps_the_account_whatever_is_cut() {
    let judge = |world: &World, failed: bool, what: &str| {
        assert_eq!(held(world), [i64::from(PURSE + CASH), 0, 0, 0], "{what}, failed {failed}");
        assert_eq!(world.platform().card_of(&number()).unwrap().state, LifeCycle::Closed, "{what}");
        assert!(world.platform().books.accounts.living(&number()).is_ok(), "{what}");
    };
    let (writes, stops) = (at_every_write(close, judge), at_every_stop(close, judge));
    println!("closing at a hall: {writes} cuts, {stops} stops");
    assert!(writes >= 6 && stops >= 6, "{writes} cuts, {stops} stops");
}

fn hall(error: HallError) -> Result<(), RefusedError> {
    Err(RefusedError::World(WorldError::Refused(DeclinedError::Hall(error))))
}

#[test]
fn second_registration_is_refused() {
    let mut world = world();
    register(&mut world).unwrap();
    let asn = world.platform().card_of(&number()).unwrap().asn;
    let begun = world.platform().swap_of(asn).copied();
    assert_eq!(register(&mut world), Ok(()), "a repetition of what is done changes nothing");
    assert_eq!(world.platform().swap_of(asn).copied(), begun);
    check(&world, "twice");
}

#[test]
fn foreign_document_is_refused() {
    let mut world = world();
    let other = Identity::new("李四", DocumentKind::IdentityCard, "11010519491231002X").unwrap();
    let refused = counter::take_card_back(&mut world, number(), (ReturnPurpose::Closing, &other)).map(drop);
    assert_eq!(refused, hall(HallError::Identity(IdentityError::OtherName)));
    assert_eq!(held(&world), [CASH.into(), PURSE.into(), 0, PURSE.into()]);
    check(&world, "foreign document");
}

#[test]
fn cash_load_pays_in_and_loads() {
    let mut world = world();
    super::load(&mut world, number(), (HallFunds::Cash, Fen(2_500))).unwrap();
    assert_eq!(held(&world), [CASH.into(), i64::from(PURSE) + 2_500, 0, i64::from(PURSE) + 2_500]);
    assert_eq!(world.audit(), Ok(()));
    let short = super::load(&mut world, number(), (HallFunds::Account, Fen(CASH + 1))).map(drop);
    assert!(matches!(short, Err(RefusedError::World(WorldError::Refused(DeclinedError::Books(_))))), "{short:?}");
}

/// Stops the platform at the n-th request of a hall until the hall gives up.
fn stop_for_good(world: &mut World, fault: Fault, nth: u32) {
    (0..4).for_each(|_| world.fail(fault, nth));
}

#[test]
fn loaded_card_without_confirmation_is_loaded_once() {
    for (fault, at_platform) in [(Fault::BeforeKeeping, 2_000), (Fault::AfterKeeping, 0)] {
        let mut world = world();
        stop_for_good(&mut world, fault, 2);
        assert_eq!(load(&mut world), Err(TerminalError::Unconfirmed(Fen(2_000)).into()), "{fault}");
        let [_, _, in_flight, card] = held(&world);
        assert_eq!((in_flight, card), (at_platform, i64::from(PURSE + 2_000)), "{fault}");
        check(&world, "not confirmed");
        if fault == Fault::BeforeKeeping {
            // A repetition completes the load that the platform does not know of.
            load(&mut world).unwrap();
            assert_eq!(held(&world), [8_000, i64::from(PURSE + 2_000), 0, i64::from(PURSE + 2_000)]);
        }
    }
}

#[test]
fn card_is_calibrated_on_site_in_its_first_hour() {
    let mut world = world();
    counter::calibrate(&mut world, number()).unwrap();
    let calibrated = world.platform().card_of(&number()).unwrap().calibrated;
    let stored = world.person(&number()).unwrap().card_state().unwrap().calibration.unwrap();
    assert_eq!(calibrated, Some(stored.imei));
    // Calibrated by short message before or not, a hall may do it again; after an hour the card refuses.
    counter::calibrate(&mut world, number()).unwrap();
    world.pass(HOUR + SECOND);
    let late = counter::calibrate(&mut world, number());
    assert!(matches!(late, Err(RefusedError::Terminal(_))), "{late:?}");
    world.switch_on(&number()).unwrap();
    counter::calibrate(&mut world, number()).unwrap();
}
