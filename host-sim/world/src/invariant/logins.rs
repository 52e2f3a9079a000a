//! Users at the website: whoever is let in has the login password, which follows from the short messages that brought
//! an initial one and from the user's own changes. An initial password does nothing but let itself be changed.

use std::collections::BTreeMap;

use super::Violation;
use super::overheard::{Overheard, in_seconds};
use crate::platform::number::Msisdn;
use sim_codec::time::Moment;

/// Words before an initial login password in a text.
const INITIAL: &str = "初始登陆密码:";

/// Login password of one account.
#[derive(Clone, Debug, Default)]
struct KnownLogin {
    /// Whole second of the last opening or reset.
    since: u64,
    /// Initial passwords that texts brought, each with its second.
    initial: Vec<(u64, String)>,
    /// Password that the user has set since the last reset; `None` before.
    set: Option<String>,
}

/// Login passwords of all accounts.
#[derive(Clone, Debug, Default)]
pub(super) struct Logins(BTreeMap<Msisdn, KnownLogin>);

impl Logins {
    /// Hears the initial passwords in the texts since the last look.
    pub(super) fn hear(&mut self, overheard: &Overheard) {
        for told in overheard.told() {
            let Some((_, behind)) = told.text.split_once(INITIAL) else { continue };
            let password = behind.chars().take_while(char::is_ascii_alphanumeric).collect();
            self.0.entry(told.to).or_default().initial.push((in_seconds(told.at), password));
        }
    }

    /// Notes that an account has a new initial password.
    pub(super) fn note_reset(&mut self, now: Moment, number: Msisdn) {
        let login = self.0.entry(number).or_default();
        (login.since, login.set) = (in_seconds(now), None);
    }

    /// Checks that the password of a user who was let in is right.
    pub(super) fn check(&self, number: Msisdn, given: &str) -> Result<(), Violation> {
        match self.0.get(&number).and_then(|login| login.set.as_deref()) {
            Some(set) if set == given => Ok(()),
            Some(_) => Err(Violation::SignedIn { number, why: "another login password" }),
            None => Err(Violation::SignedIn { number, why: "a login password that was never set" }),
        }
    }

    /// Checks that the old password of a change that was granted is right, and notes the new one.
    pub(super) fn change(&mut self, number: Msisdn, old: &str, new: &str) -> Result<(), Violation> {
        let login = self.0.entry(number).or_default();
        let is_right = match &login.set {
            Some(set) => set == old,
            None => login.initial.iter().any(|(second, initial)| *second >= login.since && initial == old),
        };
        if !is_right {
            return Err(Violation::SignedIn { number, why: "another old login password" });
        }
        login.set = Some(new.to_owned());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_needs_password_that_was_set_last() {
        let number: Msisdn = "13807310001".parse().unwrap();
        let why = |checked: Result<(), Violation>| match checked {
            Ok(()) => None,
            Err(Violation::SignedIn { why, .. }) => Some(why),
            Err(other) => panic!("{other:?}"),
        };
        let mut logins = Logins::default();
        logins.note_reset(Moment(5_000), number);
        logins.0.get_mut(&number).unwrap().initial = vec![(4, "older222".to_owned()), (5, "abcd2345".to_owned())];
        assert_eq!(why(logins.check(number, "abcd2345")), Some("a login password that was never set"));
        assert_eq!(why(logins.change(number, "older222", "Abc12345")), Some("another old login password"));
        assert_eq!(why(logins.change(number, "abcd2345", "Abc12345")), None);
        assert_eq!(why(logins.check(number, "Abc12345")), None);
        assert_eq!(why(logins.check(number, "abcd2345")), Some("another login password"));
        assert_eq!(why(logins.change(number, "abcd2345", "xyz98765")), Some("another old login password"));
        logins.note_reset(Moment(9_000), number);
        assert_eq!(why(logins.check(number, "Abc12345")), Some("a login password that was never set"));
    }
}
