//! Alias (别名) of an account, and signing in on the website. Until a number is cancelled its user signs in with the
//! number; afterwards only the alias leads to an account that waits to be closed (handbook 2.6.1.3, 3.6.3).
//!
//! ```
//! use sim_world::platform::account::alias::SignInName;
//!
//! assert!(matches!("13807310001".parse()?, SignInName::Number(_)));
//! assert_eq!("Zhang2009".parse::<SignInName>()?.to_string(), "zhang2009");
//! assert!("9张".parse::<SignInName>().is_err());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{Accounts, NumberState};
use crate::platform::error::PlatformError;
use crate::platform::number::Msisdn;
use crate::platform::password::LoginPassword;
use sim_codec::time::Moment;

/// Least and greatest number of characters of an alias.
const LENGTH: std::ops::RangeInclusive<usize> = 4..=20;

/// Alias of an account: 4 to 20 letters and digits, the first of which is a letter. Case does not matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Alias(String);

/// Error of a text that is no alias.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an alias has 4 to 20 letters and digits, and begins with a letter")]
pub struct AliasError;

impl FromStr for Alias {
    type Err = AliasError;

    fn from_str(text: &str) -> Result<Alias, AliasError> {
        let is_written = text.bytes().all(|octet| octet.is_ascii_alphanumeric());
        let begins = text.bytes().next().is_some_and(|first| first.is_ascii_alphabetic());
        let fits = LENGTH.contains(&text.len()) && is_written && begins;
        if fits { Ok(Alias(text.to_ascii_lowercase())) } else { Err(AliasError) }
    }
}

impl TryFrom<String> for Alias {
    type Error = AliasError;

    fn try_from(text: String) -> Result<Alias, AliasError> {
        text.parse()
    }
}

impl From<Alias> for String {
    fn from(alias: Alias) -> String {
        alias.0
    }
}

impl fmt::Display for Alias {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Name with which a user signs in on the website.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignInName {
    /// Mobile number.
    Number(Msisdn),
    /// Alias, for a number that is cancelled.
    Alias(Alias),
}

impl FromStr for SignInName {
    type Err = AliasError;

    /// Reads a mobile number or an alias.
    fn from_str(text: &str) -> Result<SignInName, AliasError> {
        match text.parse() {
            Ok(number) => Ok(SignInName::Number(number)),
            Err(_) => text.parse().map(SignInName::Alias),
        }
    }
}

impl fmt::Display for SignInName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SignInName::Number(number) => number.fmt(f),
            SignInName::Alias(alias) => alias.fmt(f),
        }
    }
}

impl Accounts {
    /// Returns the number of the account that has an alias, unless the account is closed.
    pub fn number_of_alias(&self, alias: &Alias) -> Option<Msisdn> {
        let mut living = self.iter().filter(|(number, _)| self.living(number).is_ok());
        living.find(|(_, account)| account.alias.as_ref() == Some(alias)).map(|(number, _)| *number)
    }

    /// Sets the alias of an account, in place of an earlier one. No two accounts have the same alias.
    pub fn choose_alias(&mut self, number: &Msisdn, alias: Alias) -> Result<(), PlatformError> {
        if self.number_of_alias(&alias).is_some_and(|owner| owner != *number) {
            return Err(PlatformError::AliasTaken);
        }
        self.living_mut(number)?.alias = Some(alias);
        Ok(())
    }

    /// Returns the number of the account that a name means, whatever the number's state.
    pub(crate) fn owner(&self, name: &SignInName) -> Result<Msisdn, PlatformError> {
        let number = match name {
            SignInName::Number(number) => *number,
            SignInName::Alias(alias) => self.number_of_alias(alias).ok_or(PlatformError::NoAccount)?,
        };
        self.living(&number).map(|_| number)
    }

    /// Returns the number of the account whose user may give this name now: the number itself until it is cancelled,
    /// and afterwards the alias alone.
    pub fn user(&self, name: &SignInName) -> Result<Msisdn, PlatformError> {
        let number = self.owner(name)?;
        let is_cancelled = self.subscriber(&number).state == NumberState::Cancelled;
        match name {
            SignInName::Number(_) if is_cancelled => Err(PlatformError::AliasNeeded),
            SignInName::Alias(_) if !is_cancelled => Err(PlatformError::AliasTooEarly),
            SignInName::Number(_) | SignInName::Alias(_) => Ok(number),
        }
    }

    /// Signs a user in on the website and returns the number of the account. Wrong login passwords count, and the
    /// initial one is refused.
    pub fn sign_in(
        &mut self,
        now: Moment,
        name: &SignInName,
        password: &LoginPassword,
    ) -> Result<Msisdn, PlatformError> {
        let number = self.user(name)?;
        self.check_login_password(now, &number, password)?;
        Ok(number)
    }
}
