//! Closing of the account alone: every condition of 2.8.2, and the password.

use sim_wire::Fen;

use super::*;
use crate::platform::account::{AccountState, NumberState};
use crate::platform::books::Terms;
use crate::platform::{Platform, PlatformSettings};
use sim_codec::time::{HOUR, MINUTE};
use sim_device::profile::Profile;

/// Moment of the tests: 2009-11-18 09:30.
const NOW: Moment = Moment(1_258_536_600_000);

fn number() -> Msisdn {
    Msisdn::SOLE
}

fn pay(text: &str) -> PayPassword {
    text.parse().unwrap()
}

/// Makes a platform with an account that has so much cash, under the pay password 654321.
fn platform(cash: u32) -> Platform {
    let settings = PlatformSettings { terms: Terms::light(), ..PlatformSettings::default() };
    let mut platform = Platform::new(settings, 7);
    platform.open_with_account(NOW, &number(), &pay("654321"), Fen(cash)).unwrap();
    platform
}

/// Gives the number a card whose wallet is in that state.
fn with_wallet(platform: &mut Platform, state: LifeCycle) {
    let mut profile = Profile::default();
    profile.card.start.lifecycle = state;
    platform.add_card(number(), &profile).unwrap();
}

fn state(platform: &Platform) -> AccountState {
    platform.books.accounts.get(&number()).unwrap().state
}

#[test]
fn empty_account_closes_under_its_password() {
    let mut platform = platform(0);
    let wrong = platform.close_account(NOW, &number(), &pay("111111"));
    assert_eq!(wrong, Err(PlatformError::PasswordWrong { left: 4 }.into()));
    assert_eq!((state(&platform), platform.outbox().len()), (AccountState::Open, 0));
    assert_eq!(platform.close_account(NOW, &number(), &pay("654321")), Ok(()));
    assert_eq!((state(&platform), platform.outbox().len()), (AccountState::Closed, 1));
    assert_eq!(platform.close_account(NOW, &number(), &pay("654321")), Err(PlatformError::NoAccount.into()));
}

#[test]
fn account_with_money_stays_open() {
    let mut platform = platform(1);
    let refused = platform.close_account(NOW, &number(), &pay("654321"));
    assert_eq!(refused, Err(PlatformError::NotEmpty(1).into()));
    assert_eq!(state(&platform), AccountState::Open);
}

#[test]
fn wallet_must_be_closed_first() {
    for wallet in [LifeCycle::Open, LifeCycle::Suspended, LifeCycle::Closing] {
        let mut platform = platform(0);
        with_wallet(&mut platform, wallet);
        let refused = platform.close_account(NOW, &number(), &pay("654321"));
        assert_eq!(refused, Err(PlatformError::WalletOpen.into()), "{wallet:?}");
        assert_eq!(state(&platform), AccountState::Open);
    }
    for wallet in [LifeCycle::Unopened, LifeCycle::Closed] {
        let mut platform = platform(0);
        with_wallet(&mut platform, wallet);
        assert_eq!(platform.close_account(NOW, &number(), &pay("654321")), Ok(()), "{wallet:?}");
    }
}

#[test]
fn number_out_of_order_closes_nothing() {
    for barred in [NumberState::Lost, NumberState::Barred] {
        let mut platform = platform(0);
        platform.set_number_state(NOW, &number(), barred).unwrap();
        let refused = platform.close_account(NOW, &number(), &pay("654321"));
        assert_eq!(refused, Err(PlatformError::NumberState(barred).into()));
        assert_eq!(state(&platform), AccountState::Open);
    }
}

#[test]
fn purchase_to_be_uploaded_keeps_account_open() {
    let mut platform = platform(0);
    with_wallet(&mut platform, LifeCycle::Closed);
    platform.books.bring_in(NOW, &number(), Fen(500)).unwrap();
    let refused = platform.close_account(NOW, &number(), &pay("654321"));
    assert_eq!(refused, Err(PlatformError::InFlight(500).into()));
    assert_eq!(state(&platform), AccountState::Open);
}

#[test]
fn locked_password_closes_nothing_for_a_day() {
    let mut platform = platform(0);
    for _ in 0..5 {
        let refused = platform.close_account(NOW, &number(), &pay("111111"));
        assert!(refused.is_err());
    }
    let until = NOW.later(24 * HOUR);
    for late in [0, MINUTE, 24 * HOUR - 1] {
        let refused = platform.close_account(NOW.later(late), &number(), &pay("654321"));
        assert_eq!(refused, Err(PlatformError::PasswordLocked { until }.into()));
    }
    assert_eq!(platform.close_account(until, &number(), &pay("654321")), Ok(()));
}
