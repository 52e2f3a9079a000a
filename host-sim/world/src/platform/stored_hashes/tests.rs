//! Secrets that were compared beside the step: races of two steps, played by hand in both orders.

use super::*;
use crate::platform::error::PlatformError;
use crate::platform::password::{
    Initials, LoginPassword, NewInitial, PasswordCost, PayPassword, Secret, TRIES, computed_hashes,
};
use crate::platform::self_service::SiteLogin;
use crate::platform::settings::PlatformSettings;
use crate::platform::{Platform, books::Terms};
use sim_codec::time::{DAY, Moment};
use sim_device::link::Chance;

/// Moment of the tests: 2009-11-18 09:30.
const NOW: Moment = Moment(1_258_536_600_000);

fn number() -> Msisdn {
    Msisdn::SOLE
}

fn pay(text: &str) -> PayPassword {
    text.parse().unwrap()
}

fn login(text: &str) -> LoginPassword {
    text.parse().unwrap()
}

/// Makes a platform with an account whose passwords are Abc12345 and 654321.
fn platform() -> Platform {
    let settings = PlatformSettings { terms: Terms::light(), ..PlatformSettings::default() };
    let mut platform = Platform::new(settings, 7);
    let mut chance = Chance::seeded(7);
    let initials = platform.books.open_account(NOW, &number(), &mut chance).unwrap();
    let books = &mut platform.books;
    books.change_login_password(NOW, &number(), (&initials.login, &login("Abc12345")), &mut chance).unwrap();
    books.change_pay_password(NOW, &number(), (&initials.pay, &pay("654321")), &mut chance).unwrap();
    platform
}

/// Returns a typed pay password, compared with what is stored now.
fn compared(platform: &Platform, digits: &str) -> PayPassword {
    pay(digits).into_compared(&platform.books.pay_hash(&number()))
}

fn check(platform: &mut Platform, now: Moment, password: &PayPassword) -> Result<(), PlatformError> {
    platform.books.check_pay_password(now, &number(), password)
}

fn change(platform: &mut Platform, old: &str, new: &str) {
    platform.change_pay_password(NOW, &number(), (&pay(old), &pay(new))).unwrap();
}

#[test]
fn compared_secret_needs_no_hash_later() {
    let mut platform = platform();
    let (right, wrong) = (compared(&platform, "654321"), compared(&platform, "000000"));
    let before = computed_hashes();
    assert_eq!(check(&mut platform, NOW, &wrong), Err(PlatformError::PasswordWrong { left: 4 }));
    assert_eq!(check(&mut platform, NOW, &right), Ok(()));
    assert_eq!(computed_hashes(), before);
    assert_eq!(check(&mut platform, NOW, &pay("654321")), Ok(()));
    assert_eq!(computed_hashes(), before + 1, "one without a proof is compared in the step");
}

#[test]
fn wrong_tries_at_once_each_count() {
    for order in [[0, 1], [1, 0]] {
        let mut platform = platform();
        let tries = [compared(&platform, "000000"), compared(&platform, "000000")];
        let left = order.map(|nth| check(&mut platform, NOW, &tries[nth]));
        let expected = [4, 3].map(|left| Err(PlatformError::PasswordWrong { left }));
        assert_eq!(left, expected);
    }
}

#[test]
fn tries_at_once_cannot_pass_the_lock() {
    let mut platform = platform();
    let right = compared(&platform, "654321");
    let wrong: Vec<_> = (0..2 * TRIES).map(|nth| compared(&platform, &format!("00000{}", nth % 10))).collect();
    let results: Vec<_> = wrong.iter().map(|wrong| check(&mut platform, NOW, wrong)).collect();
    let taken = results.iter().filter(|result| matches!(result, Err(PlatformError::PasswordWrong { .. }))).count();
    assert_eq!(taken, usize::from(TRIES) - 1, "{results:?}");
    let until = NOW.later(DAY);
    assert_eq!(results.last(), Some(&Err(PlatformError::PasswordLocked { until })));
    assert_eq!(check(&mut platform, NOW, &right), Err(PlatformError::PasswordLocked { until }), "compared before");
    assert_eq!(check(&mut platform, until, &right), Ok(()));
}

#[test]
fn right_try_between_wrong_ones_clears_them() {
    let mut platform = platform();
    let (right, wrong) = (compared(&platform, "654321"), compared(&platform, "000000"));
    assert_eq!(check(&mut platform, NOW, &wrong), Err(PlatformError::PasswordWrong { left: 4 }));
    assert_eq!(check(&mut platform, NOW, &right), Ok(()));
    assert_eq!(check(&mut platform, NOW, &wrong), Err(PlatformError::PasswordWrong { left: 4 }));
}

#[test]
fn password_changed_meanwhile_is_refused() {
    for typed in ["654321", "000000", "111111"] {
        let mut platform = platform();
        let late = compared(&platform, typed);
        change(&mut platform, "654321", "111111");
        let before = platform.books.accounts.clone();
        assert_eq!(check(&mut platform, NOW, &late), Err(PlatformError::PasswordReplaced), "{typed}");
        assert_eq!(platform.books.accounts, before, "nothing is counted");
    }
}

#[test]
fn password_used_before_its_change_works() {
    let mut platform = platform();
    let early = compared(&platform, "654321");
    assert_eq!(check(&mut platform, NOW, &early), Ok(()));
    change(&mut platform, "654321", "111111");
    let new = compared(&platform, "111111");
    assert_eq!(check(&mut platform, NOW, &new), Ok(()));
}

#[test]
fn password_set_again_is_another_one() {
    let mut platform = platform();
    let late = compared(&platform, "654321");
    change(&mut platform, "654321", "111111");
    change(&mut platform, "111111", "654321");
    assert_eq!(check(&mut platform, NOW, &late), Err(PlatformError::PasswordReplaced));
}

#[test]
fn second_change_at_once_is_refused() {
    for order in [[0, 1], [1, 0]] {
        let mut platform = platform();
        let cost = PasswordCost::LIGHT;
        let new = ["111111", "222222"].map(|new| pay(new).into_hashed([9; 16], cost).unwrap());
        let old = compared(&platform, "654321");
        let before = computed_hashes();
        let results = order.map(|nth| platform.change_pay_password(NOW, &number(), (&old, &new[nth])));
        assert_eq!(results, [Ok(()), Err(PlatformError::PasswordReplaced)]);
        assert_eq!(computed_hashes(), before);
        assert_eq!(check(&mut platform, NOW, &pay(["111111", "222222"][order[0]])), Ok(()));
    }
}

#[test]
fn unknown_name_is_compared_with_nobody() {
    let platform = platform();
    let strange: SignInName = "13900000009".parse().unwrap();
    let before = computed_hashes();
    let (known, unknown) =
        (platform.books.login_hash(&SignInName::Number(number())), platform.books.login_hash(&strange));
    assert_eq!(computed_hashes(), before, "looking a hash up computes none");
    assert_eq!(known.is_of(&login("Abc12345").into_compared(&known)), Ok(true));
    for guess in ["Abc12345", "aaaaaa"] {
        assert_eq!(unknown.is_of(&login(guess).into_compared(&unknown)), Ok(false), "{guess}");
    }
    assert_eq!(computed_hashes(), before + 3, "an unknown name costs as many hashes as a known one");
    let cost = |hash: &StoredHash| serde_json::to_value(hash).unwrap().as_str().unwrap().get(..26).map(str::to_owned);
    assert_eq!(cost(&known), cost(&unknown), "and each costs as much");
}

#[test]
fn account_opened_meanwhile_refuses_nobodys_proof() {
    let mut platform = platform();
    let newcomer: Msisdn = "13900000009".parse().unwrap();
    let name = SignInName::Number(newcomer);
    let guess = login("Guess123").into_compared(&platform.books.login_hash(&name));
    platform.books.open_account(NOW, &newcomer, &mut Chance::seeded(8)).unwrap();
    let result = platform.sign_in(NOW, &SiteLogin { name, password: guess });
    assert_eq!(result, Err(PlatformError::PasswordReplaced));
}

#[test]
fn prepared_initials_are_stored_without_hash() {
    let mut platform = platform();
    let newcomer: Msisdn = "13900000009".parse().unwrap();
    let initials = Initials { login: login("aaaa1111"), pay: pay("123456") };
    let prepared = initials.into_hashed(([1; 16], [2; 16]), PasswordCost::LIGHT).unwrap();
    let before = computed_hashes();
    let opened = NewInitial::Prepared(prepared);
    platform.books.open_account_with(NOW, &newcomer, opened, &mut Chance::seeded(8)).unwrap();
    assert_eq!(computed_hashes(), before);
    let typed = SiteLogin { name: SignInName::Number(newcomer), password: login("aaaa1111") };
    assert_eq!(platform.sign_in(NOW, &typed), Err(PlatformError::PasswordInitial), "it is right, and initial");
}
