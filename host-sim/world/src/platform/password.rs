//! Passwords of the payment account: the pay password (支付密码), six digits, and the login password (登陆密码), 6 to
//! 16 letters and digits. The platform keeps only an Argon2 hash as a PHC string; what a person typed is a value that
//! cannot be printed. Salt and chance are arguments.

use std::fmt;
use std::str::FromStr;

use applet::Entropy;
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use serde::{Deserialize, Serialize};

use super::refused::Refused;
use sim_codec::time::{HOUR, Moment};

/// Wrong tries in a row that lock a password (handbook 2.6.3).
pub const TRIES: u8 = 5;

/// How long it stays locked; then it unlocks by itself.
pub const LOCKED_MS: u64 = 24 * HOUR;

/// Digits of a pay password.
const PAY_DIGITS: usize = 6;

/// Characters of an initial login password.
const INITIAL_LOGIN: usize = 8;

/// What an initial login password is made of: no character that is mistaken for another on a small screen.
const INITIAL_ALPHABET: &[u8] = b"23456789abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ";

/// A salt: never the same for two passwords.
pub type Salt = [u8; 16];

/// What it costs to hash a password once, and so to guess it once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordCost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl PasswordCost {
    /// Argon2id with 19 MiB and two passes, the least that OWASP's cheat sheet of password storage asks for.
    pub const STRONG: PasswordCost = PasswordCost { memory_kib: 19_456, passes: 2, lanes: 1 };

    /// As little as Argon2 allows: for tests and for storms of a thousand people.
    pub const LIGHT: PasswordCost = PasswordCost { memory_kib: 8, passes: 1, lanes: 1 };
}

impl Default for PasswordCost {
    fn default() -> PasswordCost {
        PasswordCost::STRONG
    }
}

/// Why a text is no password. It does not repeat the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// A pay password is six digits.
    #[error("a pay password is 6 digits")]
    Pay,
    /// A login password is 6 to 16 letters and digits.
    #[error("a login password is 6 to 16 letters or digits")]
    Login,
}

/// What can be hashed and must not be printed.
pub trait Secret {
    /// The octets that are hashed.
    fn octets(&self) -> &[u8];
}

/// A pay password as somebody typed it: six digits.
#[derive(Clone, PartialEq, Eq)]
pub struct PayPassword([u8; PAY_DIGITS]);

/// A login password as somebody typed it: 6 to 16 letters and digits, case matters.
#[derive(Clone, PartialEq, Eq)]
pub struct LoginPassword(String);

impl PayPassword {
    /// From the three octets of BCD in which it travels inside a ciphered packet.
    pub fn from_bcd(octets: [u8; 3]) -> Result<PayPassword, PasswordError> {
        hex::encode(octets).parse()
    }

    /// Six digits by chance.
    pub fn drawn(chance: &mut dyn Entropy) -> PayPassword {
        PayPassword([(); PAY_DIGITS].map(|()| one_of(b"0123456789", chance)))
    }

    /// The digits, for the one short message that brings them to their owner.
    pub fn reveal(&self) -> String {
        String::from_utf8_lossy(&self.0).into_owned()
    }
}

impl LoginPassword {
    /// Eight letters and digits by chance.
    pub fn drawn(chance: &mut dyn Entropy) -> LoginPassword {
        LoginPassword((0..INITIAL_LOGIN).map(|_| char::from(one_of(INITIAL_ALPHABET, chance))).collect())
    }

    /// The characters, for the one short message that brings them to their owner.
    pub fn reveal(&self) -> String {
        self.0.clone()
    }
}

/// One octet of an alphabet by chance. Of 2^64 numbers the remainder favours none that anybody could notice.
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
    /// Not the digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PayPassword")
    }
}

impl fmt::Debug for LoginPassword {
    /// Not the characters.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LoginPassword")
    }
}

/// The two initial passwords of a new account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Initials {
    /// For the website.
    pub login: LoginPassword,
    /// For paying.
    pub pay: PayPassword,
}

impl Initials {
    /// Both by chance.
    pub fn drawn(chance: &mut dyn Entropy) -> Initials {
        Initials { login: LoginPassword::drawn(chance), pay: PayPassword::drawn(chance) }
    }
}

/// A salt by chance.
pub fn salt(chance: &mut dyn Entropy) -> Salt {
    let mut salt = [0; 16];
    chance.fill(&mut salt);
    salt
}

/// A password as the platform keeps it: its hash, whether it is the initial one, and the tries at it. It is written to
/// the platform's own store and nowhere else: six digits are soon guessed by whoever holds the hash.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptPassword {
    hash: String,
    is_initial: bool,
    wrong: u8,
    locked_until: Option<Moment>,
}

impl KeptPassword {
    /// The initial password of an account, or one after a reset: it must be changed before it works.
    pub fn initial(secret: &dyn Secret, salt: Salt, cost: PasswordCost) -> Result<KeptPassword, Refused> {
        Ok(KeptPassword { hash: hash(secret, salt, cost)?, is_initial: true, wrong: 0, locked_until: None })
    }

    /// Whether both keep what was set at the same time; tries at it aside. A salt is never the same for two.
    pub fn is_same_setting(&self, other: &KeptPassword) -> bool {
        self.hash == other.hash
    }

    /// Whether it was never changed.
    pub fn is_initial(&self) -> bool {
        self.is_initial
    }

    /// Until when it is locked, if it is.
    pub fn locked_until(&self, now: Moment) -> Option<Moment> {
        self.locked_until.filter(|until| now < *until)
    }

    /// Compares, and counts what is wrong. The initial password is right here; whether it works is for who asks.
    pub fn check(&mut self, now: Moment, secret: &dyn Secret) -> Result<(), Refused> {
        if let Some(until) = self.locked_until(now) {
            return Err(Refused::PasswordLocked { until });
        }
        if self.locked_until.take().is_some() {
            self.wrong = 0;
        }
        if self.is_match(secret) {
            self.wrong = 0;
            return Ok(());
        }
        self.wrong = self.wrong.saturating_add(1);
        match TRIES.saturating_sub(self.wrong) {
            0 => {
                let until = now.later(LOCKED_MS);
                self.locked_until = Some(until);
                Err(Refused::PasswordLocked { until })
            }
            left => Err(Refused::PasswordWrong { left }),
        }
    }

    /// As [`KeptPassword::check`], and an initial password does not work.
    pub fn check_changed(&mut self, now: Moment, secret: &dyn Secret) -> Result<(), Refused> {
        self.check(now, secret)?;
        if self.is_initial { Err(Refused::PasswordInitial) } else { Ok(()) }
    }

    /// Changes it. The old one is checked and counted; the new one must be another.
    pub fn change<S: Secret + PartialEq>(
        &mut self,
        now: Moment,
        (old, new): (&S, &S),
        salt: Salt,
        cost: PasswordCost,
    ) -> Result<(), Refused> {
        self.check(now, old)?;
        if old == new {
            return Err(Refused::PasswordSame);
        }
        self.hash = hash(new, salt, cost)?;
        self.is_initial = false;
        Ok(())
    }

    /// Whether it is this one.
    fn is_match(&self, secret: &dyn Secret) -> bool {
        let parsed = PasswordHash::new(&self.hash);
        parsed.is_ok_and(|parsed| Argon2::default().verify_password(secret.octets(), &parsed).is_ok())
    }
}

impl fmt::Debug for KeptPassword {
    /// Not the hash.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("KeptPassword");
        shown.field("is_initial", &self.is_initial).field("wrong", &self.wrong);
        shown.field("locked_until", &self.locked_until).finish_non_exhaustive()
    }
}

/// The PHC string of a secret.
fn hash(secret: &dyn Secret, salt: Salt, cost: PasswordCost) -> Result<String, Refused> {
    let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, None).map_err(|_| Refused::PasswordHash)?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let hash = argon2.hash_password_with_salt(secret.octets(), &salt).map_err(|_| Refused::PasswordHash)?;
    Ok(hash.to_string())
}

#[cfg(test)]
mod tests;
