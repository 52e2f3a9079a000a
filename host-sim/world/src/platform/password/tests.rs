//! Passwords: their form, their storage, and the lock after five wrong tries.

use super::*;
use sim_codec::time::Moment;
use sim_device::link::Chance;

fn pay(text: &str) -> PayPassword {
    text.parse().unwrap()
}

fn kept(text: &str) -> KeptPassword {
    KeptPassword::initial(&pay(text), [7; 16], PasswordCost::LIGHT).unwrap()
}

/// Makes a kept password that was changed from 123456 to 654321.
fn changed() -> KeptPassword {
    let mut kept = kept("123456");
    kept.change(Moment(0), (&pay("123456"), &pay("654321")), [8; 16], PasswordCost::LIGHT).unwrap();
    kept
}

/// A pay password has six digits, a login password six to sixteen letters and digits.
#[test]
fn passwords_of_wrong_form_are_refused() {
    assert_eq!(PayPassword::from_bcd([0x12, 0x34, 0x56]), Ok(pay("123456")));
    assert_eq!(PayPassword::from_bcd([0x12, 0x34, 0x5A]), Err(PasswordError::Pay));
    for wrong in ["12345", "1234567", "12345a", "一二", "12345\u{0661}"] {
        assert_eq!(wrong.parse::<PayPassword>(), Err(PasswordError::Pay), "{wrong}");
    }
    for right in ["abc123", "ABCDEFGH12345678"] {
        assert_eq!(right.parse::<LoginPassword>().unwrap().reveal(), right);
    }
    for wrong in ["abc12", "ABCDEFGH123456789", "abc_123", "abc,123", "密码密码密码"] {
        assert_eq!(wrong.parse::<LoginPassword>(), Err(PasswordError::Login), "{wrong}");
    }
    assert_ne!("Abc123".parse::<LoginPassword>(), "abc123".parse::<LoginPassword>());
}

#[test]
fn nothing_prints_a_password_or_its_hash() {
    let login: LoginPassword = "abc123".parse().unwrap();
    let initials = Initials { login, pay: pay("123456") };
    let shown = format!("{initials:?} {:?}", kept("123456"));
    let expected = "Initials { login: LoginPassword, pay: PayPassword } \
                    KeptPassword { is_initial: true, wrong: 0, locked_until: None, .. }";
    assert_eq!(shown, expected);
}

#[test]
fn password_is_kept_as_argon2id_phc_string() {
    let light = serde_json::to_value(kept("123456")).unwrap();
    let hash = light["hash"].as_str().unwrap();
    assert!(hash.starts_with("$argon2id$v=19$m=8,t=1,p=1$BwcHBwcHBwcHBwcHBwcHBw$"), "{hash}");
    let strong = KeptPassword::initial(&pay("123456"), [7; 16], PasswordCost::default()).unwrap();
    let stored = serde_json::to_value(&strong).unwrap()["hash"].clone();
    assert!(stored.as_str().unwrap().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
    let mut strong = strong;
    assert_eq!(strong.check(Moment(0), &pay("123456")), Ok(()));
    assert_eq!(strong.check(Moment(0), &pay("123457")), Err(PlatformError::PasswordWrong { left: 4 }));
    let impossible = PasswordCost { memory_kib: 0, passes: 0, lanes: 0 };
    assert_eq!(KeptPassword::initial(&pay("123456"), [7; 16], impossible), Err(PlatformError::PasswordHash));
}

#[test]
fn other_salt_gives_other_hash() {
    let other = KeptPassword::initial(&pay("123456"), [8; 16], PasswordCost::LIGHT).unwrap();
    assert_ne!(kept("123456"), other);
}

#[test]
fn initial_password_must_be_changed_before_use() {
    let mut kept = kept("123456");
    assert_eq!(kept.check_changed(Moment(0), &pay("123456")), Err(PlatformError::PasswordInitial));
    let same = kept.change(Moment(0), (&pay("123456"), &pay("123456")), [8; 16], PasswordCost::LIGHT);
    assert_eq!((same, kept.is_initial()), (Err(PlatformError::PasswordSame), true));
    kept.change(Moment(0), (&pay("123456"), &pay("654321")), [8; 16], PasswordCost::LIGHT).unwrap();
    assert_eq!(kept.check_changed(Moment(0), &pay("654321")), Ok(()));
    assert_eq!(kept.check_changed(Moment(0), &pay("123456")), Err(PlatformError::PasswordWrong { left: 4 }));
}

#[test]
fn five_wrong_passwords_lock_for_a_day() {
    let (mut kept, now) = (changed(), Moment(1000));
    let until = now.hours_later(24);
    for left in (1..=4).rev() {
        assert_eq!(kept.check_changed(now, &pay("000000")), Err(PlatformError::PasswordWrong { left }));
    }
    let locked = Err(PlatformError::PasswordLocked { until });
    assert_eq!(kept.check_changed(now, &pay("000000")), locked);
    assert_eq!(kept.locked_until(now), Some(until));
    // Locked, the right one does not help, and trying does not lock it longer.
    assert_eq!(kept.check_changed(Moment(until.0 - 1), &pay("654321")), locked);
    let unlocked = kept.clone();
    assert_eq!(kept.check_changed(until, &pay("654321")), Ok(()));
    assert_eq!(kept.locked_until(until), None);
    // All five tries are there again.
    let mut kept = unlocked;
    assert_eq!(kept.check_changed(until, &pay("000000")), Err(PlatformError::PasswordWrong { left: 4 }));
}

#[test]
fn right_password_resets_the_count_of_wrong_ones() {
    let mut kept = changed();
    for _ in 0..4 {
        kept.check(Moment(0), &pay("000000")).unwrap_err();
    }
    assert_eq!(kept.check(Moment(0), &pay("654321")), Ok(()));
    for left in (1..=4).rev() {
        let change = kept.change(Moment(0), (&pay("000000"), &pay("111111")), [9; 16], PasswordCost::LIGHT);
        assert_eq!(change, Err(PlatformError::PasswordWrong { left }));
    }
    let last = kept.change(Moment(0), (&pay("000000"), &pay("111111")), [9; 16], PasswordCost::LIGHT);
    assert!(matches!(last, Err(PlatformError::PasswordLocked { .. })));
}

#[test]
fn initial_passwords_come_from_chance() {
    let drawn = |seed| Initials::draw(&mut Chance::seeded(seed));
    assert_eq!(drawn(7), drawn(7));
    assert_ne!(drawn(7), drawn(8));
    let mut chance = Chance::seeded(1);
    let digits: std::collections::BTreeSet<_> =
        (0..100).flat_map(|_| PayPassword::draw(&mut chance).reveal().into_bytes()).collect();
    assert_eq!(digits.len(), 10);
    let login = LoginPassword::draw(&mut chance).reveal();
    assert!(login.parse::<LoginPassword>().is_ok() && login.len() == 8, "{login}");
}

#[test]
fn salts_are_drawn_by_chance() {
    let mut chance = Chance::seeded(1);
    let (one, two) = (salt(&mut chance), salt(&mut chance));
    assert_ne!(one, two);
    assert_ne!(one, salt(&mut Chance::seeded(2)));
    assert_eq!(one, salt(&mut Chance::seeded(1)));
}
