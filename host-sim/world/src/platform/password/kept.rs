//! Passwords as the platform keeps them: the hash, and the wrong tries that lock it.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{PasswordCost, Salt, Secret, StoredHash};
use crate::platform::error::PlatformError;
use sim_codec::time::{HOUR, Moment};

/// Number of wrong tries in a row that lock a password (handbook 2.6.3).
pub const TRIES: u8 = 5;

/// Time for which a password stays locked before it unlocks by itself, in milliseconds.
pub const LOCKED_MS: u64 = 24 * HOUR;

/// Password as the platform keeps it: its hash, whether it is the initial one, and its wrong tries. The hash is written
/// to the platform's own store and nowhere else: six digits are soon guessed from it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptPassword {
    hash: StoredHash,
    is_initial: bool,
    wrong: u8,
    locked_until: Option<Moment>,
}

impl KeptPassword {
    /// Creates the initial password of an account, or the one after a reset, which must be changed before it works.
    pub fn initial(secret: &dyn Secret, salt: Salt, cost: PasswordCost) -> Result<KeptPassword, PlatformError> {
        Ok(KeptPassword { hash: StoredHash::of(secret, salt, cost)?, is_initial: true, wrong: 0, locked_until: None })
    }

    /// Returns whether both come from the same setting of a password, wrong tries aside. A salt is never the same for
    /// two settings.
    pub fn is_same_setting(&self, other: &KeptPassword) -> bool {
        self.hash == other.hash
    }

    /// Returns the hash, with which a typed password can be compared beforehand.
    pub fn hash(&self) -> &StoredHash {
        &self.hash
    }

    /// Returns whether the password was never changed.
    pub fn is_initial(&self) -> bool {
        self.is_initial
    }

    /// Returns the end of the lock; `None` if the password is not locked at `now`.
    pub fn locked_until(&self, now: Moment) -> Option<Moment> {
        self.locked_until.filter(|until| now < *until)
    }

    /// Refuses a password that is locked at `now`.
    pub(in crate::platform) fn check_unlocked(&self, now: Moment) -> Result<(), PlatformError> {
        match self.locked_until(now) {
            Some(until) => Err(PlatformError::PasswordLocked { until }),
            None => Ok(()),
        }
    }

    /// Ends a lock before its time.
    pub(in crate::platform) fn unlock(&mut self) {
        (self.wrong, self.locked_until) = (0, None);
    }

    /// Compares a secret with the password, and counts a wrong try. The initial password is right here; the caller
    /// decides whether it works. A proof about another hash is refused and not counted: the password was replaced
    /// since.
    pub fn check(&mut self, now: Moment, secret: &dyn Secret) -> Result<(), PlatformError> {
        self.check_unlocked(now)?;
        let is_right = self.hash.is_of(secret)?;
        if self.locked_until.take().is_some() {
            self.wrong = 0;
        }
        if is_right {
            self.wrong = 0;
            return Ok(());
        }
        self.wrong = self.wrong.saturating_add(1);
        match TRIES.saturating_sub(self.wrong) {
            0 => {
                let until = now.later(LOCKED_MS);
                self.locked_until = Some(until);
                Err(PlatformError::PasswordLocked { until })
            }
            left => Err(PlatformError::PasswordWrong { left }),
        }
    }

    /// Checks a secret as [`KeptPassword::check`] does, and refuses an initial password.
    pub fn check_changed(&mut self, now: Moment, secret: &dyn Secret) -> Result<(), PlatformError> {
        self.check(now, secret)?;
        if self.is_initial { Err(PlatformError::PasswordInitial) } else { Ok(()) }
    }

    /// Changes the password. The old one is checked and counted, and the new one must differ.
    pub fn change<S: Secret + PartialEq>(
        &mut self,
        now: Moment,
        (old, new): (&S, &S),
        salt: Salt,
        cost: PasswordCost,
    ) -> Result<(), PlatformError> {
        self.check(now, old)?;
        if old == new {
            return Err(PlatformError::PasswordSame);
        }
        self.hash = StoredHash::of(new, salt, cost)?;
        self.is_initial = false;
        Ok(())
    }
}

impl fmt::Debug for KeptPassword {
    /// Writes all but the hash.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("KeptPassword");
        shown.field("is_initial", &self.is_initial).field("wrong", &self.wrong);
        shown.field("locked_until", &self.locked_until).finish_non_exhaustive()
    }
}
