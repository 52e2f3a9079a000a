//! The permissions in each state of account and number.

use super::*;
use crate::platform::password::{LoginPassword, PayPassword};
use sim_device::link::Chance;

fn number() -> Msisdn {
    "13807310001".parse().unwrap()
}

fn opened() -> Accounts {
    let mut accounts = Accounts::default();
    open(&mut accounts).unwrap();
    accounts
}

fn open(accounts: &mut Accounts) -> Result<(), PlatformError> {
    let initials = Initials::draw(&mut Chance::seeded(7));
    accounts.open(Moment(5), number(), &initials, ([1; 16], [2; 16]), PasswordCost::LIGHT)
}

/// Returns what the account permits: recharge or top up, pay, close, reset a password, open.
fn allowed(accounts: &Accounts) -> [Result<(), PlatformError>; 5] {
    let number = number();
    [
        accounts.may_recharge(&number),
        accounts.may_pay_bill(&number),
        accounts.may_close(&number),
        accounts.may_reset(&number),
        accounts.may_open(&number),
    ]
}

#[test]
fn missing_account_may_only_be_opened() {
    let none = || Err(PlatformError::NoAccount);
    assert_eq!(allowed(&Accounts::default()), [none(), none(), none(), none(), Ok(())]);
}

#[test]
fn open_account_may_do_everything() {
    assert_eq!(allowed(&opened()), [Ok(()), Ok(()), Ok(()), Ok(()), Err(PlatformError::AlreadyOpen)]);
}

#[test]
fn lost_or_barred_number_locks_its_account() {
    for state in [NumberState::Lost, NumberState::Barred] {
        let mut accounts = opened();
        accounts.set_number_state(number(), state).unwrap();
        let locked = || Err(PlatformError::NumberState(state));
        assert_eq!(allowed(&accounts), [locked(), locked(), locked(), locked(), Err(PlatformError::AlreadyOpen)]);
        accounts.set_number_state(number(), NumberState::Normal).unwrap();
        assert_eq!(accounts.may_pay_bill(&number()), Ok(()));
    }
}

#[test]
fn closing_account_may_only_pay() {
    let mut accounts = opened();
    accounts.set_number_state(number(), NumberState::Cancelled).unwrap();
    accounts.set_state(&number(), AccountState::Closing);
    let [recharge, pay, close, reset, _] = allowed(&accounts);
    assert_eq!(
        [recharge, pay, reset],
        [Err(PlatformError::AccountClosing), Ok(()), Err(PlatformError::AccountClosing)]
    );
    assert_eq!(close, Err(PlatformError::NumberState(NumberState::Cancelled)));
}

#[test]
fn cancelled_number_stays_cancelled() {
    let mut accounts = opened();
    accounts.set_number_state(number(), NumberState::Cancelled).unwrap();
    assert_eq!(accounts.set_number_state(number(), NumberState::Normal), Err(PlatformError::CancelledForGood));
    assert_eq!(accounts.subscriber(&number()).state, NumberState::Cancelled);
}

#[test]
fn only_complete_data_make_a_real_name_account() {
    let mut accounts = Accounts::default();
    accounts.register(number(), true);
    open(&mut accounts).unwrap();
    assert!(accounts.get(&number()).unwrap().is_real_name);
    assert!(!opened().get(&number()).unwrap().is_real_name);
    assert_eq!(accounts.get(&number()).unwrap().opened, Moment(5));
}

#[test]
fn closed_account_may_be_opened_again() {
    let mut accounts = opened();
    accounts.set_state(&number(), AccountState::Closed);
    assert_eq!(accounts.may_pay_bill(&number()), Err(PlatformError::NoAccount));
    let password = PayPassword::draw(&mut Chance::seeded(1));
    assert_eq!(accounts.check_pay_password(Moment(6), &number(), &password), Err(PlatformError::NoAccount));
    assert_eq!(open(&mut accounts), Ok(()));
    assert_eq!(accounts.get(&number()).unwrap().state, AccountState::Open);
}

#[test]
fn login_password_works_after_its_change() {
    let mut accounts = opened();
    let initial = Initials::draw(&mut Chance::seeded(7)).login;
    let new: LoginPassword = "wallet2009".parse().unwrap();
    assert_eq!(accounts.check_login_password(Moment(6), &number(), &initial), Err(PlatformError::PasswordInitial));
    for (left, wrong) in [(4, &new), (3, &"wallet2010".parse().unwrap())] {
        let refused = accounts.check_login_password(Moment(6), &number(), wrong);
        assert_eq!(refused, Err(PlatformError::PasswordWrong { left }));
    }
    accounts.change_login_password(Moment(6), &number(), (&initial, &new), [3; 16], PasswordCost::LIGHT).unwrap();
    assert_eq!(accounts.check_login_password(Moment(6), &number(), &new), Ok(()));
    let old = accounts.check_login_password(Moment(6), &number(), &initial);
    assert_eq!(old, Err(PlatformError::PasswordWrong { left: 4 }));
    assert!(!accounts.get(&number()).unwrap().login_password().is_initial());
}

#[test]
fn reset_replaces_locked_password_by_initial_one() {
    let mut accounts = opened();
    let (wrong, new): (PayPassword, PayPassword) = ("000000".parse().unwrap(), "222222".parse().unwrap());
    for _ in 0..5 {
        accounts.check_pay_password(Moment(6), &number(), &wrong).unwrap_err();
    }
    assert!(accounts.get(&number()).unwrap().pay_password().locked_until(Moment(6)).is_some());
    accounts.reset_pay_password(&number(), &new, [4; 16], PasswordCost::LIGHT).unwrap();
    assert_eq!(accounts.check_pay_password(Moment(6), &number(), &new), Err(PlatformError::PasswordInitial));
}

#[test]
fn plain_account_does_all_but_withdraw() {
    let (plain, mut named) = (opened(), Accounts::default());
    named.register(number(), true);
    open(&mut named).unwrap();
    assert_eq!(allowed(&plain), allowed(&named));
    assert_eq!([plain.may_pay(&number()), named.may_pay(&number())], [Ok(()), Ok(())]);
    assert_eq!(plain.may_withdraw(&number()), Err(PlatformError::NotRealName));
    assert_eq!(named.may_withdraw(&number()), Ok(()));
}
