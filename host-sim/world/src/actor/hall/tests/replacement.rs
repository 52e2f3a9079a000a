//! Tests of another card for a number: swapped, lost with a transaction under way, or damaged; and of its file.

use super::*;
use crate::actor::hall::terminal::HallTerminal;
use crate::platform::card_file::Asn;
use crate::platform::top_up::TopUpState;
use crate::store::sqlite::WorldFile;
use crate::world::Readability;
use sim_codec::time::MINUTE;
use sim_device::link::Transport;
use sim_device::sam::command::{self, PurseApplication};
use sim_device::sam::transaction::TransferDirection;

/// Returns the profile of the next card, unopened and empty.
fn next_card(world: &World) -> Profile {
    let mut profile = Profile::default();
    profile.card.start.lifecycle = LifeCycle::Unopened;
    profile.of_series(world.next_card_number(&profile))
}

fn replace(world: &mut World, old: Readability) -> Result<Asn, WorldError> {
    let had = Asn(hex::decode(world.person(&number()).unwrap().asn()).unwrap().try_into().unwrap());
    let profile = next_card(world);
    world.replace_card(number(), ("default", &profile), old).map(|()| had)
}

/// Swaps the card of a person: registration, new card, load.
fn swap(world: &mut World) -> Result<(), RefusedError> {
    if world.loose_cards().next().is_none() {
        register(world)?;
        replace(world, Readability::Readable)?;
    }
    counter::load_swap(world, number()).map(drop)
}

#[test]
fn swap_moves_the_purse_once_whatever_is_cut() {
    let judge = |world: &World, failed: bool, what: &str| {
        let purse = i64::from(PURSE);
        assert_eq!(held(world), [CASH.into(), purse, 0, purse], "{what}, failed {failed}");
        let old = world.loose_cards().next().unwrap();
        let state = old.card_state().unwrap();
        assert_eq!((state.balance, state.lifecycle), (Fen::ZERO, LifeCycle::Closed), "{what}");
        let new = world.platform().card_of(&number()).unwrap().asn;
        let swap = world.platform().swap_of(old.asn()).unwrap();
        assert_eq!((swap.amount, swap.state), (Fen(PURSE), SwapState::Loaded(new)), "{what}");
    };
    let (writes, stops) = (at_every_write(swap, judge), at_every_stop(swap, judge));
    println!("swap of a card: {writes} cuts, {stops} stops");
    assert!(writes >= 6 && stops >= 12, "{writes} cuts, {stops} stops");
}

#[test]
fn swapped_amount_is_not_loaded_twice() {
    let mut world = world();
    assert_eq!(counter::load_swap(&mut world, number()).map(drop), hall(HallError::NoSwap));
    swap(&mut world).unwrap();
    assert_eq!(counter::load_swap(&mut world, number()).map(drop), hall(HallError::NoSwap));
    check(&world, "loaded twice");
}

#[test]
fn swapped_amount_without_confirmation_is_completed() {
    let mut world = world();
    register(&mut world).unwrap();
    replace(&mut world, Readability::Readable).unwrap();
    // The begin and end of the opening, the begin of the load, its end.
    stop_for_good(&mut world, Fault::BeforeKeeping, 4);
    let tried = counter::load_swap(&mut world, number());
    assert_eq!(tried, Err(TerminalError::Unconfirmed(Fen(PURSE)).into()));
    assert_eq!(counter::load_swap(&mut world, number()), Ok(Fen(PURSE)));
    assert_eq!(held(&world), [CASH.into(), PURSE.into(), 0, PURSE.into()]);
    assert_eq!(counter::load_swap(&mut world, number()).map(drop), hall(HallError::NoSwap));
    check(&world, "completed");
}

#[test]
fn registered_card_is_never_opened_again() {
    let mut world = world();
    register(&mut world).unwrap();
    let asn = world.platform().card_of(&number()).unwrap().asn;
    let money = held(&world);
    let refused = Err(WorldError::Refused(DeclinedError::Hall(HallError::SwapRegistered(asn))));
    assert_eq!(world.open_at_hall(number(), &holder()), refused);
    // The order from the menu gets the same answer, over the air.
    let mut actors = crate::actor::Actors::default();
    actors.introduce(number(), Profile::default());
    let line = format!("{} opens", number());
    let quiet = &mut |_: &World| Ok::<(), std::convert::Infallible>(());
    let Ok(sent) = actors.perform(&mut world, &line.parse().unwrap(), quiet);
    assert!(sent.is_ok(), "{sent:?}");
    world.pass(10 * MINUTE);
    let file = world.platform().card_of(&number()).unwrap();
    assert_eq!((file.state, file.errands.iter().count()), (LifeCycle::Closed, 0));
    assert_eq!(world.person(&number()).unwrap().card_state().unwrap().lifecycle, LifeCycle::Closed);
    assert_eq!(held(&world), money);
    check(&world, "opened again");
    // The new card is opened as any other.
    swap(&mut world).unwrap();
    assert_eq!(world.platform().card_of(&number()).unwrap().state, LifeCycle::Open);
}

#[test]
fn new_card_of_lost_number_stays_unopened() {
    let mut world = world();
    register(&mut world).unwrap();
    replace(&mut world, Readability::Readable).unwrap();
    let lost = crate::platform::account::NumberState::Lost;
    world.set_number_state(&number(), lost).unwrap();
    let life_cycle = |world: &World| world.person(&number()).unwrap().card_state().unwrap().lifecycle;
    let refused = counter::load_swap(&mut world, number());
    assert!(matches!(refused, Err(RefusedError::World(WorldError::Refused(DeclinedError::Books(_))))), "{refused:?}");
    assert_eq!(life_cycle(&world), LifeCycle::Unopened);
    check(&world, "lost");
    world.set_number_state(&number(), crate::platform::account::NumberState::Normal).unwrap();
    assert_eq!(counter::load_swap(&mut world, number()), Ok(Fen(PURSE)));
    assert_eq!(life_cycle(&world), LifeCycle::Open);
    check(&world, "normal again");
}

#[test]
fn opening_left_half_done_ends_over_the_air() {
    let mut world = world();
    register(&mut world).unwrap();
    replace(&mut world, Readability::Readable).unwrap();
    let asn = world.platform().card_of(&number()).unwrap().asn;
    // The hall closes for the day between two steps.
    world.begin_opening(number(), asn).unwrap();
    world.pass(10 * MINUTE);
    assert_eq!(world.platform().card_of(&number()).unwrap().state, LifeCycle::Open);
    assert_eq!(world.person(&number()).unwrap().card_state().unwrap().lifecycle, LifeCycle::Open);
    assert_eq!(counter::load_swap(&mut world, number()), Ok(Fen(PURSE)));
    check(&world, "loaded the next day");
}

/// Returns the balance that a card in no phone answers to a finder's terminal.
fn found_balance(world: &mut World, asn: Asn) -> Result<Vec<u8>, WorldError> {
    let aid = world.platform().card_of(&number()).unwrap().aid.clone();
    let select = command::select_application(&aid).unwrap();
    let air = Transport::Air { distance_cm: 3 };
    world.transmit_to_loose(asn, air, &select)?;
    let answer = world.transmit_to_loose(asn, air, &command::get_balance(PurseApplication::Purse));
    world.withdraw_loose(asn);
    answer
}

#[test]
fn lost_card_keeps_its_money_and_the_new_one_opens_empty() {
    let mut world = world();
    let old = replace(&mut world, Readability::Readable).unwrap();
    let retired = |world: &World| world.platform().books.ledger.balance(&Book::RetiredWallet(old));
    assert_eq!((held(&world), retired(&world)), ([CASH.into(), 0, 0, 0], PURSE.into()));
    assert_eq!(world.audit(), Ok(()));
    let mut answer = Fen(PURSE).to_bytes().to_vec();
    answer.extend([0x90, 0x00]);
    assert_eq!(found_balance(&mut world, old), Ok(answer), "a finder can use it");
    // The holder opens the new wallet, and it is loaded.
    world.open_at_hall(number(), &holder()).unwrap();
    world.pass(10 * MINUTE);
    assert_eq!(world.platform().card_of(&number()).unwrap().state, LifeCycle::Open);
    load(&mut world).unwrap();
    assert_eq!((held(&world), retired(&world)), ([8_000, 2_000, 0, 2_000], PURSE.into()));
    assert_eq!(world.audit(), Ok(()));
    let other = world.begin_hall_load(
        (number(), old),
        HallFunds::Account,
        &HallTerminal { world: &mut world.clone(), number: number() }
            .initialize(old, TransferDirection::Load, Fen(100))
            .unwrap(),
    );
    assert_eq!(other, Err(WorldError::Refused(DeclinedError::Hall(HallError::OtherCard(old)))));
}

#[test]
fn unreadable_card_answers_nothing() {
    let mut world = world();
    let old = replace(&mut world, Readability::Unreadable).unwrap();
    assert_eq!(found_balance(&mut world, old), Err(WorldError::LooseCardSilent(old)));
    assert_eq!(world.audit(), Ok(()));
    let nobodys = Asn([0x11; 10]);
    assert_eq!(found_balance(&mut world, nobodys), Err(WorldError::NoLooseCard(nobodys)));
}

#[test]
fn load_under_way_is_stranded_with_the_lost_card() {
    for is_credited in [false, true] {
        let mut world = world();
        let mut terminal = HallTerminal { world: &mut world, number: number() };
        let asn = terminal.select().unwrap();
        let begun = terminal.initialize(asn, TransferDirection::Load, Fen(2_000)).unwrap();
        let host = terminal.world.begin_hall_load((number(), asn), HallFunds::Account, &begun).unwrap();
        if is_credited {
            terminal.exchange(&host.command(TransferDirection::Load)).unwrap();
        }
        assert_eq!(held(&world)[..3], [8_000, PURSE.into(), 2_000]);
        assert_eq!(replace(&mut world, Readability::Readable), Ok(asn));
        assert_eq!(held(&world), [8_000, 0, 0, 0], "credited: {is_credited}");
        let retired = world.platform().books.ledger.balance(&Book::RetiredWallet(asn));
        assert_eq!(retired, i64::from(PURSE) + 2_000);
        assert_eq!(world.platform().transfers().map(|load| load.state).collect::<Vec<_>>(), [TopUpState::Stranded]);
        assert_eq!(world.audit(), Ok(()), "credited: {is_credited}");
        // Money that the books do not have is found on the old card.
        let mut truths: Vec<_> = world.card_truths().flatten().collect();
        truths[1].spent = Fen(2_001);
        assert_eq!(crate::audit::cards(world.platform().books.ledger.entries(), &truths).len(), 1);
    }
}

#[test]
fn unload_under_way_is_stranded_with_the_lost_card() {
    for is_debited in [false, true] {
        let mut world = world();
        let mut terminal = HallTerminal { world: &mut world, number: number() };
        let asn = terminal.select().unwrap();
        let begun = terminal.initialize(asn, TransferDirection::Unload, Fen(PURSE)).unwrap();
        let purpose = (ReturnPurpose::Swap, &holder());
        let answer = terminal.world.begin_hall_unload((number(), asn), purpose, &begun).unwrap();
        let crate::platform::hall::UnloadAnswer::Debit(host) = answer else { panic!("{answer:?}") };
        if is_debited {
            terminal.exchange(&host.command(TransferDirection::Unload)).unwrap();
        }
        assert_eq!(world.audit(), Ok(()), "under way, debited: {is_debited}");
        replace(&mut world, Readability::Unreadable).unwrap();
        assert_eq!(held(&world), [CASH.into(), 0, 0, 0]);
        assert_eq!(world.platform().unloads().next().unwrap().state, UnloadState::Stranded);
        assert_eq!(world.audit(), Ok(()), "debited: {is_debited}");
    }
}

#[test]
fn number_that_is_cancelled_or_a_refused_model_gets_no_card() {
    let mut world = world();
    world.set_number_state(&number(), crate::platform::account::NumberState::Cancelled).unwrap();
    assert!(matches!(replace(&mut world, Readability::Readable), Err(WorldError::Refused(DeclinedError::Books(_)))));
    assert_eq!(world.loose_cards().count(), 0);
    let mut settings = WorldSettings::of_seed(5);
    settings.platform.terms = Terms::light();
    settings.platform.model_black_list = vec![" Feature-Phone ".to_owned()];
    let mut world = World::new(settings);
    world.add_person(number(), "feature-phone", "default", &Profile::default()).unwrap();
    let listed = HallError::ModelListed(" Feature-Phone ".to_owned());
    let refused = Err(WorldError::Refused(DeclinedError::Hall(listed)));
    assert_eq!(replace(&mut world, Readability::Readable), refused);
}

#[test]
fn loose_cards_and_swaps_come_back_from_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.world");
    let mut memory = world();
    WorldFile::create(&path, &memory).unwrap();
    let (mut file, mut world) = WorldFile::open(&path).unwrap();
    let (mut other_file, mut other) = WorldFile::open(&path).unwrap();
    for world in [&mut memory, &mut world] {
        register(world).unwrap();
        replace(world, Readability::Readable).unwrap();
    }
    file.keep(&mut world).unwrap();
    assert!(world.is_kept_like(&memory));
    assert!(other_file.refresh(&mut other).unwrap());
    assert!(other.is_kept_like(&world), "another process takes the new card up");
    drop((file, other_file));
    let (mut file, mut read) = WorldFile::open(&path).unwrap();
    assert!(read.is_kept_like(&memory));
    for world in [&mut read, &mut memory, &mut other] {
        // The keys of both cards are there again.
        counter::load_swap(world, number()).unwrap();
        assert_eq!(world.audit(), Ok(()));
    }
    file.keep(&mut read).unwrap();
    drop(file);
    let (_file, read) = WorldFile::open(&path).unwrap();
    assert!(read.is_kept_like(&memory));
}
