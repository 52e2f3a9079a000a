//! Advice in every state of number, account, passwords and wallet.

use super::*;
use crate::platform::PlatformSettings;
use crate::platform::books::Terms;
use crate::platform::password::{NewInitial, PayPassword};
use crate::platform::self_service::SiteLogin;
use sim_codec::time::DAY;
use sim_device::profile::Profile;
use sim_wire::Fen;

/// 2009-11-18 09:30.
const NOW: Moment = Moment(1_258_536_600_000);

fn number() -> Msisdn {
    Msisdn::SOLE
}

fn pay(text: &str) -> PayPassword {
    text.parse().unwrap()
}

fn login(text: &str) -> SiteLogin {
    SiteLogin { name: number().to_string().parse().unwrap(), password: text.parse().unwrap() }
}

/// Makes a platform with an account that has 1 yuan, whose pay password was changed.
fn platform() -> Platform {
    let settings = PlatformSettings { terms: Terms::light(), ..PlatformSettings::default() };
    let mut platform = Platform::new(settings, 7);
    platform.open_with_account(NOW, &number(), &pay("654321"), Fen(100)).unwrap();
    platform
}

/// Makes the same platform with nothing left to advise: a real-name account with its own login password.
fn in_order() -> Platform {
    let mut platform = platform();
    let entropy = &mut platform.entropy;
    let initial = platform.books.reset_login_password(&number(), NewInitial::Drawn, entropy).unwrap();
    let changed =
        platform.books.change_login_password(NOW, &number(), (&initial, &login("Abc12345").password), entropy);
    changed.unwrap();
    platform.books.accounts.register(number(), true);
    platform.upgrade_to_real_name(NOW, &number()).unwrap();
    platform
}

fn with_wallet(state: LifeCycle) -> Platform {
    let (mut platform, mut profile) = (in_order(), Profile::default());
    profile.card.start.lifecycle = state;
    platform.add_card(number(), &profile).unwrap();
    platform
}

#[test]
fn advice_follows_state_of_number() {
    let stranger = "13807310099".parse().unwrap();
    assert_eq!(platform().advise(NOW, &stranger), [Advice::OpenAccount]);
    for (state, advice) in [
        (NumberState::Lost, Advice::RestoreNumber),
        (NumberState::Barred, Advice::RestoreNumber),
        (NumberState::Cancelled, Advice::EmptyAccount),
    ] {
        let mut platform = in_order();
        assert_eq!(platform.advise(NOW, &number()), [Advice::UseAccount]);
        platform.set_number_state(NOW, &number(), state).unwrap();
        assert_eq!(platform.advise(NOW, &number()), [advice], "{state}");
    }
}

#[test]
fn advice_follows_passwords_and_real_name() {
    let mut new = platform();
    assert_eq!(new.advise(NOW, &number()), [Advice::ChangeLoginPassword, Advice::CompleteData]);
    new.books.accounts.register(number(), true);
    assert_eq!(new.advise(NOW, &number()), [Advice::ChangeLoginPassword, Advice::UpgradeAccount]);
    new.reset_pay_password(NOW, &number()).unwrap();
    let initial = [Advice::ChangeLoginPassword, Advice::ChangePayPassword, Advice::UpgradeAccount];
    assert_eq!(new.advise(NOW, &number()), initial);
    let mut locked = in_order();
    for _ in 0..5 {
        assert!(locked.sign_in(NOW, &login("Wrong123")).is_err());
    }
    assert_eq!(locked.advise(NOW, &number()), [Advice::LoginPasswordLocked]);
    for _ in 0..5 {
        assert!(locked.books.check_pay_password(NOW, &number(), &pay("111111")).is_err());
    }
    assert_eq!(locked.advise(NOW, &number()), [Advice::LoginPasswordLocked, Advice::PayPasswordLocked]);
    assert_eq!(locked.advise(NOW.later(DAY), &number()), [Advice::UseAccount]);
}

#[test]
fn advice_follows_state_of_wallet() {
    for (state, advice) in [
        (LifeCycle::Unopened, Advice::OpenWallet),
        (LifeCycle::Closed, Advice::OpenWallet),
        (LifeCycle::Suspended, Advice::ResumeWallet),
        (LifeCycle::Open, Advice::UseAccount),
    ] {
        assert_eq!(with_wallet(state).advise(NOW, &number()), [advice], "{state:?}");
    }
}

#[test]
fn every_advice_differs_in_both_languages() {
    for (place, advice) in Advice::ALL.into_iter().enumerate() {
        for other in &Advice::ALL[place + 1..] {
            assert!(advice.chinese() != other.chinese() && advice.to_string() != other.to_string());
        }
        assert!(advice.chinese().ends_with('。') && advice.to_string().ends_with('.'), "{advice}");
    }
}
