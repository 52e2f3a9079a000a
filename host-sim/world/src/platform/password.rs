//! Passwords of the payment account: the pay password (支付密码), six digits, and the login password
//! (登陆密码), 6 to 16 letters and digits. The platform keeps only an Argon2 hash as a PHC string. A typed password
//! is a value that cannot be printed. Salt and entropy are arguments.
//!
//! A typed password may carry the proof that its slow hash was computed beforehand ([`Secret::into_compared`]), so that
//! the step of a world in which it is used takes no time for it.

use std::fmt;
use std::str::FromStr;

use applet::Entropy;

use super::error::PlatformError;

pub use kept::{KeptPassword, LOCKED_MS, TRIES};
pub use slow_hash::{HashProof, PasswordCost, Salt, Secret, StoredHash, computed_hashes, salt};

mod kept;
mod slow_hash;

/// Number of digits of a pay password.
const PAY_DIGITS: usize = 6;

/// Number of characters of an initial login password.
const INITIAL_LOGIN: usize = 8;

/// Characters of an initial login password: none that is mistaken for another on a small screen.
const INITIAL_ALPHABET: &[u8] = b"23456789abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ";

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

/// Pay password as it is typed: six digits. Two are equal if their digits are.
#[derive(Clone)]
pub struct PayPassword {
    digits: [u8; PAY_DIGITS],
    proof: Option<HashProof>,
}

/// Login password as it is typed: 6 to 16 letters and digits, where case matters. Two are equal if their characters
/// are.
#[derive(Clone)]
pub struct LoginPassword {
    characters: String,
    proof: Option<HashProof>,
}

/// New initial password, or new ones, by whoever draws them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum NewInitial<P> {
    /// The platform draws and hashes them.
    #[default]
    Drawn,
    /// They were drawn beforehand, and hashed where that matters.
    Prepared(P),
}

impl<P> NewInitial<P> {
    /// Returns the prepared passwords, or draws them.
    pub(super) fn take(self, draw: impl FnOnce() -> P) -> P {
        match self {
            NewInitial::Drawn => draw(),
            NewInitial::Prepared(prepared) => prepared,
        }
    }
}

impl PayPassword {
    const fn of(digits: [u8; PAY_DIGITS]) -> PayPassword {
        PayPassword { digits, proof: None }
    }

    /// Parses the three octets of BCD that a ciphered packet carries.
    pub fn from_bcd(octets: [u8; 3]) -> Result<PayPassword, PasswordError> {
        hex::encode(octets).parse()
    }

    /// Draws six digits at random.
    pub fn draw(chance: &mut dyn Entropy) -> PayPassword {
        PayPassword::of(draw_digits(chance))
    }

    /// Returns the digits, for the one short message that brings them to their owner.
    pub fn reveal(&self) -> String {
        String::from_utf8_lossy(&self.digits).into_owned()
    }
}

impl LoginPassword {
    const fn of(characters: String) -> LoginPassword {
        LoginPassword { characters, proof: None }
    }

    /// Draws eight letters and digits at random.
    pub fn draw(chance: &mut dyn Entropy) -> LoginPassword {
        LoginPassword::of((0..INITIAL_LOGIN).map(|_| char::from(one_of(INITIAL_ALPHABET, chance))).collect())
    }

    /// Returns the characters, for the one short message that brings them to their owner.
    pub fn reveal(&self) -> String {
        self.characters.clone()
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
        if digits.iter().all(u8::is_ascii_digit) { Ok(PayPassword::of(digits)) } else { Err(PasswordError::Pay) }
    }
}

impl FromStr for LoginPassword {
    type Err = PasswordError;

    fn from_str(text: &str) -> Result<LoginPassword, PasswordError> {
        let fits = (6..=16).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if fits { Ok(LoginPassword::of(text.to_owned())) } else { Err(PasswordError::Login) }
    }
}

impl PartialEq for PayPassword {
    /// Compares the digits.
    fn eq(&self, other: &PayPassword) -> bool {
        self.digits == other.digits
    }
}

impl Eq for PayPassword {}

impl Secret for PayPassword {
    fn octets(&self) -> &[u8] {
        &self.digits
    }

    fn proof(&self) -> Option<&HashProof> {
        self.proof.as_ref()
    }

    fn with_proof(self, proof: HashProof) -> PayPassword {
        PayPassword { proof: Some(proof), ..self }
    }
}

impl PartialEq for LoginPassword {
    /// Compares the characters.
    fn eq(&self, other: &LoginPassword) -> bool {
        self.characters == other.characters
    }
}

impl Eq for LoginPassword {}

impl Secret for LoginPassword {
    fn octets(&self) -> &[u8] {
        self.characters.as_bytes()
    }

    fn proof(&self) -> Option<&HashProof> {
        self.proof.as_ref()
    }

    fn with_proof(self, proof: HashProof) -> LoginPassword {
        LoginPassword { proof: Some(proof), ..self }
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

    /// Computes the hashes that will be stored, each under its salt (login, pay).
    pub fn into_hashed(self, salts: (Salt, Salt), cost: PasswordCost) -> Result<Initials, PlatformError> {
        let Initials { login, pay } = self;
        Ok(Initials { login: login.into_hashed(salts.0, cost)?, pay: pay.into_hashed(salts.1, cost)? })
    }
}

#[cfg(test)]
mod tests;
