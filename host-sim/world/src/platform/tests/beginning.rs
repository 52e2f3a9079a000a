//! The state before a test begins: an account that has been open for a while, a card that was in use.

use applet::CardState;
use sim_wire::Fen;

use crate::platform::books::Terms;
use crate::platform::entry::Book;
use crate::platform::error::PlatformError;
use crate::platform::number::Msisdn;
use crate::platform::{Platform, PlatformSettings};
use sim_codec::time::Moment;
use sim_device::profile::Profile;

fn platform() -> Platform {
    Platform::new(PlatformSettings { terms: Terms::light(), ..PlatformSettings::default() }, 1)
}

#[test]
fn existing_account_is_taken_over_without_a_message() {
    let mut platform = platform();
    let number: Msisdn = "13807310001".parse().unwrap();
    let (right, wrong) = ("123456".parse().unwrap(), "654321".parse().unwrap());
    platform.open_with_account(Moment(5), &number, &right, Fen(50_000)).unwrap();
    assert_eq!(platform.books.account_balances(&number), (50_000, 0));
    assert_eq!(platform.books.check_pay_password(Moment(6), &number, &right), Ok(()));
    let refused = platform.books.check_pay_password(Moment(6), &number, &wrong);
    assert_eq!(refused, Err(PlatformError::PasswordWrong { left: 4 }));
    assert!(platform.outbox().is_empty());
    let again = platform.open_with_account(Moment(7), &number, &right, Fen(1));
    assert_eq!((again, platform.books.account_balances(&number)), (Err(PlatformError::AlreadyOpen), (50_000, 0)));
}

/// Returns the state of a new card.
fn new_card() -> CardState {
    let profile = Profile::default();
    let link = sim_device::mobile_station::card(&profile, 1).unwrap();
    let card = sim_device::memory::image::card(link.card().memory().image()).unwrap();
    card.state().unwrap()
}

/// Returns a platform that has issued a card in that state, and the card's number.
fn issued(state: &CardState) -> (Platform, Msisdn) {
    let mut platform = platform();
    let number: Msisdn = "13807310001".parse().unwrap();
    platform.add_used_card(number, &Profile::default(), state).unwrap();
    (platform, number)
}

#[test]
fn card_in_use_keeps_its_counters() {
    let mut state = new_card();
    state.remote.accepted[0] = sim_wire::secured_packet::Counter::new(7).unwrap();
    state.remote.request = 3;
    state.balance = Fen(1234);
    let (platform, number) = issued(&state);
    let card = platform.card_of(&number).unwrap();
    assert_eq!((card.sent, card.request, card.purse), (7, Some(3), Fen(1234)));
    assert_eq!(platform.books.ledger.balance(&Book::Wallet(number)), 1234);
    assert_eq!(platform.books.ledger.balance(&Book::Outside), -1234);
}

#[test]
fn card_that_never_asked_has_no_last_request() {
    let state = new_card();
    assert_eq!(state.remote.request, 0);
    let (platform, number) = issued(&state);
    assert!(platform.books.ledger.entries().is_empty(), "the card brings nothing");
    assert_eq!(platform.card_of(&number).unwrap().request, None);
}
