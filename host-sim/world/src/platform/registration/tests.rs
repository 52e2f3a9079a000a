//! Opening by a code, upgrade to real name, and a new login password.

use super::*;
use crate::platform::account::{AccountState, NumberState};
use crate::platform::books::Terms;
use crate::platform::identity::DocumentKind;
use crate::platform::outbox::LetterKind;
use crate::platform::self_service::SiteLogin;
use crate::platform::{Platform, PlatformSettings};
use sim_codec::time::{HOUR, MINUTE};

/// Moment of the tests: 2009-11-18 09:30.
const NOW: Moment = Moment(1_258_536_600_000);

fn number() -> Msisdn {
    Msisdn::SOLE
}

fn platform() -> Platform {
    Platform::new(PlatformSettings { terms: Terms::light(), ..PlatformSettings::default() }, 7)
}

/// Takes the texts that wait for the number, and hands them over.
fn texts(platform: &mut Platform) -> Vec<String> {
    let letters: Vec<_> = platform.outbox().iter().cloned().collect();
    letters.iter().for_each(|letter| platform.confirm_handover(letter.id));
    let first = letters.into_iter().filter(|letter| letter.part == 1);
    let texts = first.map(|letter| match letter.kind {
        LetterKind::Text(text) => text,
        LetterKind::Packet { .. } => panic!("no packet is expected"),
    });
    texts.collect()
}

/// Returns what stands behind some words in a text, up to a comma or a stop.
fn behind(text: &str, words: &str) -> String {
    let (_, rest) = text.split_once(words).unwrap_or_else(|| panic!("{text} has no {words}"));
    rest.split([',', ';', '。']).next().unwrap().to_owned()
}

fn code(platform: &mut Platform) -> SmsCode {
    behind(&texts(platform).remove(0), "短信验证码:").parse().unwrap()
}

fn registered() -> Platform {
    let mut platform = platform();
    platform.begin_registration(NOW, &number()).unwrap();
    let code = code(&mut platform);
    platform.finish_registration(NOW, &number(), &code, (AgreementAnswer::Agreed, NewInitial::Drawn)).unwrap();
    platform
}

fn login(password: &str) -> SiteLogin {
    SiteLogin { name: SignInName::Number(number()), password: password.parse().unwrap() }
}

#[test]
fn registration_by_code_opens_account() {
    let mut platform = registered();
    let told = texts(&mut platform);
    assert_eq!(told.len(), 1, "both passwords come in one message");
    let initial = login(&behind(&told[0], "初始登陆密码:"));
    assert_eq!(platform.sign_in(NOW, &initial), Err(PlatformError::PasswordInitial));
    let new: LoginPassword = "Abc12345".parse().unwrap();
    platform.change_login_password(NOW, &initial, &new).unwrap();
    assert_eq!(platform.sign_in(NOW, &login("Abc12345")), Ok(number()));
    let account = platform.books.accounts.get(&number()).unwrap();
    assert_eq!((account.state, account.is_real_name), (AccountState::Open, false));
    assert_eq!(platform.begin_registration(NOW, &number()), Err(PlatformError::AlreadyOpen));
    assert!(platform.outbox().is_empty());
}

#[test]
fn registration_without_agreement_opens_nothing() {
    let mut platform = platform();
    platform.begin_registration(NOW, &number()).unwrap();
    let code = code(&mut platform);
    let declined = platform.finish_registration(NOW, &number(), &code, (AgreementAnswer::Declined, NewInitial::Drawn));
    assert_eq!(declined, Err(PlatformError::AgreementMissing));
    assert!(platform.books.accounts.get(&number()).is_none());
    let agreed = platform.finish_registration(NOW, &number(), &code, (AgreementAnswer::Agreed, NewInitial::Drawn));
    assert_eq!(agreed, Ok(()), "the code was not used up");
}

#[test]
fn registration_with_wrong_code_opens_nothing() {
    let mut platform = platform();
    let finish = |platform: &mut Platform, now, code: &SmsCode| {
        platform.finish_registration(now, &number(), code, (AgreementAnswer::Agreed, NewInitial::Drawn))
    };
    let guess = "000000".parse().unwrap();
    assert_eq!(finish(&mut platform, NOW, &guess), Err(PlatformError::CodeMissing));
    platform.begin_registration(NOW, &number()).unwrap();
    let right = code(&mut platform);
    assert_ne!(right, guess);
    assert_eq!(finish(&mut platform, NOW, &guess), Err(PlatformError::CodeWrong { left: 2 }));
    assert_eq!(finish(&mut platform, NOW.later(5 * MINUTE), &right), Err(PlatformError::CodeMissing));
    assert!(platform.books.accounts.get(&number()).is_none());
    assert!(platform.outbox().is_empty());
}

#[test]
fn barred_number_is_not_registered() {
    let mut platform = platform();
    platform.set_number_state(NOW, &number(), NumberState::Barred).unwrap();
    texts(&mut platform);
    let refused = Err(PlatformError::NumberState(NumberState::Barred));
    assert_eq!(platform.begin_registration(NOW, &number()), refused);
    assert!(platform.outbox().is_empty(), "no code is sent");
}

#[test]
fn registration_shows_data_of_registry() {
    let mut platform = platform();
    let nothing = PersonalData { number: number(), holder: None, is_real_name: false };
    assert_eq!(platform.personal_data(&number()), nothing);
    let holder = Identity::new("张三", DocumentKind::IdentityCard, "11010519491231002X").unwrap();
    platform.books.accounts.register_holder(number(), holder.clone());
    let data = PersonalData { number: number(), holder: Some(holder), is_real_name: true };
    assert_eq!(platform.personal_data(&number()), data);
    platform.begin_registration(NOW, &number()).unwrap();
    let code = code(&mut platform);
    platform.finish_registration(NOW, &number(), &code, (AgreementAnswer::Agreed, NewInitial::Drawn)).unwrap();
    assert!(platform.books.accounts.get(&number()).unwrap().is_real_name);
}

#[test]
fn upgrade_needs_complete_data_and_code() {
    let mut platform = registered();
    texts(&mut platform);
    assert_eq!(platform.begin_upgrade(NOW, &number()), Err(PlatformError::IdentityIncomplete));
    assert_eq!(platform.upgrade_to_real_name(NOW, &number()), Err(PlatformError::IdentityIncomplete));
    assert!(platform.outbox().is_empty());
    platform.books.accounts.register(number(), true);
    platform.begin_upgrade(NOW, &number()).unwrap();
    let code = code(&mut platform);
    let foreign = platform.books.take_code(NOW, &number(), CodePurpose::LoginReset, &code);
    assert_eq!(foreign, Err(PlatformError::CodeMissing));
    platform.finish_upgrade(NOW, &number(), &code).unwrap();
    assert!(platform.books.accounts.get(&number()).unwrap().is_real_name);
    assert_eq!(texts(&mut platform), ["您的手机支付账户已升级为实名账户,可以办理提现。"]);
    assert_eq!(platform.finish_upgrade(NOW, &number(), &code), Err(PlatformError::AlreadyRealName));
}

#[test]
fn forgotten_login_password_comes_by_message() {
    let mut platform = registered();
    texts(&mut platform);
    let name = SignInName::Number(number());
    assert_eq!(platform.begin_login_reset(NOW, &name), Ok(number()));
    let code = code(&mut platform);
    platform.finish_login_reset(NOW, &name, &code, NewInitial::Drawn).unwrap();
    let initial = login(&behind(&texts(&mut platform)[0], "初始登陆密码:"));
    assert_eq!(platform.sign_in(NOW, &initial), Err(PlatformError::PasswordInitial));
    assert_eq!(platform.finish_login_reset(NOW, &name, &code, NewInitial::Drawn), Err(PlatformError::CodeMissing));
}

#[test]
fn forgotten_password_is_reset_by_alias_too() {
    let mut platform = registered();
    texts(&mut platform);
    let name: SignInName = "zhang2009".parse().unwrap();
    assert_eq!(platform.begin_login_reset(NOW, &name), Err(PlatformError::NoAccount));
    platform.choose_alias(NOW, &number(), "zhang2009".parse().unwrap()).unwrap();
    assert_eq!(platform.begin_login_reset(NOW, &name), Ok(number()));
    let code = code(&mut platform);
    assert_eq!(platform.finish_login_reset(NOW, &name, &code, NewInitial::Drawn), Ok(()));
}

#[test]
fn cancelled_number_gets_no_login_password() {
    let mut platform = registered();
    platform.hall_deposit(NOW, &number(), sim_wire::Fen(100)).unwrap();
    platform.choose_alias(NOW, &number(), "zhang2009".parse().unwrap()).unwrap();
    platform.set_number_state(NOW, &number(), NumberState::Cancelled).unwrap();
    texts(&mut platform);
    let refused = PlatformError::AccountClosing;
    assert_eq!(platform.begin_login_reset(NOW, &"zhang2009".parse().unwrap()), Err(refused));
    assert!(platform.outbox().is_empty(), "the phone may be in other hands");
}

/// Locks the login password by five wrong ones.
fn lock_login(platform: &mut Platform, now: Moment) {
    for _ in 0..5 {
        assert!(platform.sign_in(now, &login("Wrong123")).is_err());
    }
}

#[test]
fn locked_login_is_not_reset_on_website() {
    let (mut platform, name) = (registered(), SignInName::Number(number()));
    texts(&mut platform);
    platform.begin_login_reset(NOW, &name).unwrap();
    let code = code(&mut platform);
    lock_login(&mut platform, NOW);
    let before = platform.books.clone();
    let locked = PlatformError::PasswordLocked { until: NOW.later(24 * HOUR) };
    assert_eq!(
        platform.finish_login_reset(NOW, &name, &code, NewInitial::Drawn),
        Err(locked.clone()),
        "the code came before the lock"
    );
    assert_eq!(platform.begin_login_reset(NOW.later(24 * HOUR - 1), &name), Err(locked));
    assert_eq!((platform.books.clone(), platform.outbox().len()), (before, 0));
    assert_eq!(platform.begin_login_reset(NOW.later(24 * HOUR), &name), Ok(number()), "the lock has ended by itself");
}

#[test]
fn care_ends_lock_of_login_at_once() {
    let mut platform = registered();
    lock_login(&mut platform, NOW);
    texts(&mut platform);
    platform.reset_login_password(NOW, &number()).unwrap();
    let initial = login(&behind(&texts(&mut platform)[0], "初始登陆密码:"));
    platform.change_login_password(NOW, &initial, &"Abc12345".parse().unwrap()).unwrap();
    assert_eq!(platform.sign_in(NOW, &login("Abc12345")), Ok(number()), "on the same day");
}
