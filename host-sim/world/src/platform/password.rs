//! Passwords of the payment account: the pay password (支付密码), six digits, and the login password
//! (登陆密码), 6 to 16 letters and digits. The platform keeps only an Argon2 hash as a PHC string. A typed password
//! is a value that cannot be printed. Salt and entropy are arguments.

use std::fmt;
use std::str::FromStr;

use applet::Entropy;
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use serde::{Deserialize, Serialize};

use super::error::PlatformError;
use sim_codec::time::{HOUR, Moment};

/// Number of wrong tries in a row that lock a password (handbook 2.6.3).
pub const TRIES: u8 = 5;

/// Time for which a password stays locked before it unlocks by itself, in milliseconds.
pub const LOCKED_MS: u64 = 24 * HOUR;

/// Number of digits of a pay password.
const PAY_DIGITS: usize = 6;

/// Number of characters of an initial login password.
const INITIAL_LOGIN: usize = 8;

/// Characters of an initial login password: none that is mistaken for another on a small screen.
const INITIAL_ALPHABET: &[u8] = b"23456789abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ";

/// Salt of a password hash, never the same for two passwords.
pub type Salt = [u8; 16];

/// Cost of hashing a password once, and so of guessing it once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordCost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Number of passes over the memory.
    pub passes: u32,
    /// Number of lanes.
    pub lanes: u32,
}

impl PasswordCost {
    /// Argon2id with 19 MiB and two passes, the least that OWASP's cheat sheet of password storage recommends.
    pub const STRONG: PasswordCost = PasswordCost { memory_kib: 19_456, passes: 2, lanes: 1 };

    /// Least cost that Argon2 allows, for tests and for storms of a thousand people.
    pub const LIGHT: PasswordCost = PasswordCost { memory_kib: 8, passes: 1, lanes: 1 };
}

impl Default for PasswordCost {
    fn default() -> PasswordCost {
        PasswordCost::STRONG
    }
}

/// Error of a text that is no password; it does not repeat the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// The text is not the six digits of a pay password.
    #[error("a pay password is 6 digits")]
    Pay,
    /// The text is not the 6 to 16 letters and digits of a login password.
    #[error("a login password is 6 to 16 letters or digits")]
    Login,
}

/// Secret that can be hashed and must not be printed.
pub trait Secret {
    /// Returns the octets that are hashed.
    fn octets(&self) -> &[u8];
}

/// Pay password as it is typed: six digits.
#[derive(Clone, PartialEq, Eq)]
pub struct PayPassword([u8; PAY_DIGITS]);

/// Login password as it is typed: 6 to 16 letters and digits, where case matters.
#[derive(Clone, PartialEq, Eq)]
pub struct LoginPassword(String);

impl PayPassword {
    /// Parses the three octets of BCD that a ciphered packet carries.
    pub fn from_bcd(octets: [u8; 3]) -> Result<PayPassword, PasswordError> {
        hex::encode(octets).parse()
    }

    /// Draws six digits at random.
    pub fn draw(chance: &mut dyn Entropy) -> PayPassword {
        PayPassword(draw_digits(chance))
    }

    /// Returns the digits, for the one short message that brings them to their owner.
    pub fn reveal(&self) -> String {
        String::from_utf8_lossy(&self.0).into_owned()
    }
}

impl LoginPassword {
    /// Draws eight letters and digits at random.
    pub fn draw(chance: &mut dyn Entropy) -> LoginPassword {
        LoginPassword((0..INITIAL_LOGIN).map(|_| char::from(one_of(INITIAL_ALPHABET, chance))).collect())
    }

    /// Returns the characters, for the one short message that brings them to their owner.
    pub fn reveal(&self) -> String {
        self.0.clone()
    }
}

/// Draws digits at random.
pub(super) fn draw_digits<const N: usize>(chance: &mut dyn Entropy) -> [u8; N] {
    [(); N].map(|()| one_of(b"0123456789", chance))
}

/// Draws one octet of an alphabet at random. The remainder of a number below 2^64 favours no octet noticeably.
fn one_of(alphabet: &[u8], chance: &mut dyn Entropy) -> u8 {
    let mut number = [0; 8];
    chance.fill(&mut number);
    let place = u64::from_be_bytes(number).checked_rem(u64::try_from(alphabet.len()).unwrap_or(1)).unwrap_or(0);
    usize::try_from(place).ok().and_then(|place| alphabet.get(place)).copied().unwrap_or(b'0')
}

impl FromStr for PayPassword {
    type Err = PasswordError;

    fn from_str(text: &str) -> Result<PayPassword, PasswordError> {
        let digits: [u8; PAY_DIGITS] = text.as_bytes().try_into().map_err(|_| PasswordError::Pay)?;
        if digits.iter().all(u8::is_ascii_digit) { Ok(PayPassword(digits)) } else { Err(PasswordError::Pay) }
    }
}

impl FromStr for LoginPassword {
    type Err = PasswordError;

    fn from_str(text: &str) -> Result<LoginPassword, PasswordError> {
        let fits = (6..=16).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if fits { Ok(LoginPassword(text.to_owned())) } else { Err(PasswordError::Login) }
    }
}

impl Secret for PayPassword {
    fn octets(&self) -> &[u8] {
        &self.0
    }
}

impl Secret for LoginPassword {
    fn octets(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for PayPassword {
    /// Writes the type's name without the digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PayPassword")
    }
}

impl fmt::Debug for LoginPassword {
    /// Writes the type's name without the characters.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LoginPassword")
    }
}

/// Initial passwords of a new account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Initials {
    /// Login password, for the website.
    pub login: LoginPassword,
    /// Pay password, for payments.
    pub pay: PayPassword,
}

impl Initials {
    /// Draws both passwords at random.
    pub fn draw(chance: &mut dyn Entropy) -> Initials {
        Initials { login: LoginPassword::draw(chance), pay: PayPassword::draw(chance) }
    }
}

/// Draws a salt at random.
pub fn salt(chance: &mut dyn Entropy) -> Salt {
    let mut salt = [0; 16];
    chance.fill(&mut salt);
    salt
}

/// Password as the platform keeps it: its hash, whether it is the initial one, and its wrong tries. The hash is written
/// to the platform's own store and nowhere else: six digits are soon guessed from it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptPassword {
    hash: String,
    is_initial: bool,
    wrong: u8,
    locked_until: Option<Moment>,
}

impl KeptPassword {
    /// Creates the initial password of an account, or the one after a reset, which must be changed before it works.
    pub fn initial(secret: &dyn Secret, salt: Salt, cost: PasswordCost) -> Result<KeptPassword, PlatformError> {
        Ok(KeptPassword { hash: hash(secret, salt, cost)?, is_initial: true, wrong: 0, locked_until: None })
    }

    /// Returns whether both come from the same setting of a password, wrong tries aside. A salt is never the same for
    /// two settings.
    pub fn is_same_setting(&self, other: &KeptPassword) -> bool {
        self.hash == other.hash
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
    pub(super) fn check_unlocked(&self, now: Moment) -> Result<(), PlatformError> {
        match self.locked_until(now) {
            Some(until) => Err(PlatformError::PasswordLocked { until }),
            None => Ok(()),
        }
    }

    /// Ends a lock before its time.
    pub(super) fn unlock(&mut self) {
        (self.wrong, self.locked_until) = (0, None);
    }

    /// Compares a secret with the password, and counts a wrong try. The initial password is right here; the caller
    /// decides whether it works.
    pub fn check(&mut self, now: Moment, secret: &dyn Secret) -> Result<(), PlatformError> {
        self.check_unlocked(now)?;
        if self.locked_until.take().is_some() {
            self.wrong = 0;
        }
        if is_match(&self.hash, secret) {
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
        self.hash = hash(new, salt, cost)?;
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

/// Returns the PHC string of a secret.
pub(super) fn hash(secret: &dyn Secret, salt: Salt, cost: PasswordCost) -> Result<String, PlatformError> {
    let params =
        Params::new(cost.memory_kib, cost.passes, cost.lanes, None).map_err(|_| PlatformError::PasswordHash)?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let hash = argon2.hash_password_with_salt(secret.octets(), &salt).map_err(|_| PlatformError::PasswordHash)?;
    Ok(hash.to_string())
}

/// Returns whether a secret is the one of a PHC string.
pub(super) fn is_match(hash: &str, secret: &dyn Secret) -> bool {
    let parsed = PasswordHash::new(hash);
    parsed.is_ok_and(|parsed| Argon2::default().verify_password(secret.octets(), &parsed).is_ok())
}

#[cfg(test)]
mod tests;
