//! Locks of passwords (密码锁定, handbook 2.6.3): from the moment at which a subscriber is told that a password is
//! locked, no channel does anything under it until the lock has ended. The lock lasts a day and is neither prolonged
//! nor shortened; a reset ends it. What is told comes from the answers at the website and in calls, and from short
//! messages.

use std::collections::BTreeMap;

use super::Violation;
use super::overheard::{Overheard, PlatformText};
use crate::platform::code::CodePurpose;
use crate::platform::error::PlatformError;
use crate::platform::notices::DeclinedError;
use crate::platform::number::Msisdn;
use crate::world::{Event, EventKind, Party, ServiceRequest, World};
use jiff::civil::DateTime;
use sim_codec::time::{DAY, MINUTE, Moment};

/// Password of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Password {
    /// Pay password (支付密码).
    Pay,
    /// Login password (登陆密码).
    Login,
}

/// Lock of a password as it was told.
#[derive(Clone, Copy, Debug, Default)]
struct ToldLock {
    /// End of the lock; `None` before the first one.
    until: Option<Moment>,
    /// Moment of the last reset of the password; `None` before the first.
    reset: Option<Moment>,
}

/// Locks that subscribers were told of.
#[derive(Clone, Debug, Default)]
pub(super) struct Locks(BTreeMap<(Msisdn, Password), ToldLock>);

impl ToldLock {
    /// Returns the end of the lock; `None` if it has ended.
    fn until(&self, now: Moment) -> Option<Moment> {
        self.until.filter(|until| now < *until)
    }

    /// Returns whether the password was reset after a lock with this end began. A text tells only the minute.
    fn is_reset_after(&self, until: Moment) -> bool {
        self.reset.is_some_and(|reset| until <= reset.later(DAY))
    }
}

impl Locks {
    /// Returns the end of a lock; `None` if the password is not known to be locked.
    pub(super) fn until(&self, now: Moment, number: Msisdn, password: Password) -> Option<Moment> {
        self.0.get(&(number, password))?.until(now)
    }

    /// Notes a reset of a password, which ends its lock.
    pub(super) fn note_reset(&mut self, now: Moment, number: Msisdn, password: Password) {
        self.0.insert((number, password), ToldLock { until: None, reset: Some(now) });
    }

    /// Learns what was told since the last look, and checks it against what was told before.
    pub(super) fn learn(&mut self, world: &World, overheard: &Overheard) -> Result<(), Violation> {
        for event in overheard.news(world) {
            self.learn_event(event)?;
        }
        for told in overheard.told() {
            let Some((password, until)) = lock_in(told) else { continue };
            let lock = self.0.get(&(told.to, password)).copied().unwrap_or_default();
            if world.now() < until && !lock.is_reset_after(until) {
                self.tell(world.now(), (told.to, password), until)?;
            }
        }
        Ok(())
    }

    fn learn_event(&mut self, event: &Event) -> Result<(), Violation> {
        let EventKind::Asked { request, refused } = &event.kind else { return Ok(()) };
        let Some(Party::Person(number)) = event.to else { return Ok(()) };
        let Some(password) = asked_for(&event.from, request) else { return Ok(()) };
        let under_lock = |until, what| Err(Violation::Locked { number, what, until });
        match (refused, self.until(event.at, number, password)) {
            (Some(DeclinedError::Books(PlatformError::PasswordLocked { until })), _) => {
                self.tell(event.at, (number, password), *until)
            }
            (Some(DeclinedError::Books(PlatformError::PasswordWrong { .. })), Some(until)) => {
                under_lock(until, "a password was compared".to_owned())
            }
            (None, Some(until)) if password == Password::Login => {
                under_lock(until, "the website let a user in".to_owned())
            }
            _ => Ok(()),
        }
    }

    /// Notes a lock that was told.
    fn tell(&mut self, now: Moment, (number, password): (Msisdn, Password), until: Moment) -> Result<(), Violation> {
        let lock = self.0.entry((number, password)).or_default();
        let wrong = |what: &str| Err(Violation::Locked { number, what: what.to_owned(), until });
        if until > now.later(DAY) {
            return wrong("a lock of more than a day was told");
        }
        let is_near = |before: Moment| before.0.abs_diff(until.0) < MINUTE;
        match lock.until(now) {
            Some(before) if !is_near(before) => return wrong("another end of the lock was told before"),
            Some(before) => lock.until = Some(before.max(until)),
            None => lock.until = Some(until),
        }
        Ok(())
    }
}

/// Returns the password that a request needs; `None` if it needs none, or may need either.
const fn asked_for(channel: &Party, request: &ServiceRequest) -> Option<Password> {
    match (channel, request) {
        (
            Party::Care,
            ServiceRequest::PayPasswordChange | ServiceRequest::OperationPinReset | ServiceRequest::AccountClosing,
        )
        | (Party::Website, ServiceRequest::TopUp { .. } | ServiceRequest::GoodsPayment { .. }) => Some(Password::Pay),
        (
            Party::Website,
            ServiceRequest::SignIn
            | ServiceRequest::LoginPasswordChange
            | ServiceRequest::AliasChoice
            | ServiceRequest::RealNameUpgrade
            | ServiceRequest::CodeSending(CodePurpose::RealName),
        ) => Some(Password::Login),
        _ => None,
    }
}

/// Returns the password of which a text tells that it is locked, and the end of the lock in whole minutes; `None` if it
/// tells of no lock. The text has no year, and names the login password alone.
fn lock_in(told: &PlatformText) -> Option<(Password, Moment)> {
    let (before, behind) = told.text.split_once("密码已锁定,")?;
    let (month, behind) = behind.split_once('月')?;
    let (day, behind) = behind.split_once('日')?;
    let (hour, behind) = behind.split_once(':')?;
    let (minute, _) = behind.split_once("后自动解锁")?;
    let (month, day, hour, minute) = (month.parse().ok()?, day.parse().ok()?, hour.parse().ok()?, minute.parse().ok()?);
    let year = told.at.civil().year();
    let years = [year, year.saturating_add(1)].into_iter();
    let ends = years.filter_map(|year| Moment::from_civil(DateTime::new(year, month, day, hour, minute, 0, 0).ok()?));
    let end = ends.into_iter().find(|end| told.at <= end.later(MINUTE))?;
    Some((if before.ends_with("登陆") { Password::Login } else { Password::Pay }, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Moment = Moment(1_258_536_600_000);

    fn number() -> Msisdn {
        "13807310001".parse().unwrap()
    }

    fn asked(from: Party, request: ServiceRequest, refused: Option<PlatformError>) -> Event {
        let (to, refused) = (Some(Party::Person(number())), refused.map(DeclinedError::Books));
        Event { number: 1, at: NOW, from, to, kind: EventKind::Asked { request, refused } }
    }

    fn locked(until: Moment) -> Event {
        let refused = Some(PlatformError::PasswordLocked { until });
        asked(Party::Care, ServiceRequest::OperationPinReset, refused)
    }

    fn what(learned: Result<(), Violation>) -> Option<String> {
        match learned {
            Ok(()) => None,
            Err(Violation::Locked { what, .. }) => Some(what),
            Err(other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn lock_lasts_as_told_until_reset() {
        let until = NOW.later(DAY);
        let mut locks = Locks::default();
        assert_eq!(what(locks.learn_event(&locked(until))), None);
        assert_eq!(locks.until(NOW, number(), Password::Pay), Some(until));
        assert_eq!(locks.until(until, number(), Password::Pay), None);
        assert_eq!(locks.until(NOW, number(), Password::Login), None);
        let prolonged = what(locks.learn_event(&locked(until.later(MINUTE))));
        assert_eq!(prolonged.as_deref(), Some("a lock of more than a day was told"));
        let shortened = what(locks.learn_event(&locked(NOW.later(DAY - MINUTE))));
        assert_eq!(shortened.as_deref(), Some("another end of the lock was told before"));
        locks.note_reset(NOW.later(1), number(), Password::Pay);
        assert_eq!(locks.until(NOW.later(2), number(), Password::Pay), None);
        // A text about the lock before the reset may come late, and a lock may follow at once.
        assert!(locks.0[&(number(), Password::Pay)].is_reset_after(until));
        locks.note_reset(NOW, number(), Password::Pay);
        assert_eq!(what(locks.learn_event(&locked(until))), None);
        assert_eq!(locks.until(NOW, number(), Password::Pay), Some(until));
    }

    #[test]
    fn act_under_lock_is_found() {
        let until = NOW.later(DAY);
        let mut locks = Locks::default();
        locks.learn_event(&locked(until)).unwrap();
        let wrong = Some(PlatformError::PasswordWrong { left: 4 });
        let compared = asked(Party::Website, ServiceRequest::TopUp { amount: sim_wire::Fen(1) }, wrong);
        assert_eq!(what(locks.learn_event(&compared)).as_deref(), Some("a password was compared"));
        let let_in = asked(Party::Website, ServiceRequest::SignIn, None);
        assert_eq!(what(locks.learn_event(&let_in)), None);
        let refused = Some(PlatformError::PasswordLocked { until });
        locks.learn_event(&asked(Party::Website, ServiceRequest::SignIn, refused)).unwrap();
        assert_eq!(what(locks.learn_event(&let_in)).as_deref(), Some("the website let a user in"));
    }

    #[test]
    fn end_of_lock_is_read_from_text() {
        let told = |text: &str| lock_in(&PlatformText { to: number(), at: NOW, text: text.to_owned() });
        let text = "钱包充值失败:密码已锁定,11月19日09:30后自动解锁,也可拨打10086重置密码。";
        assert_eq!(told(text), Some((Password::Pay, "2009-11-19 09:30".parse().unwrap())));
        let end = "2010-01-01 00:05".parse().unwrap();
        assert_eq!(told("密码已锁定,1月1日00:05后自动解锁"), Some((Password::Pay, end)));
        assert_eq!(told("登陆密码已锁定,1月1日00:05后自动解锁"), Some((Password::Login, end)));
        assert_eq!(told("密码错误,再输错4次将被锁定24小时。"), None);
    }
}
