//! Verification codes by short message (短信验证码, handbook 2.2, 2.2.1, 2.4.2.1, 2.6.1.4): six digits for one number
//! and one purpose. A code is in force for a short time and is used once. A new one replaces the one before, and a few
//! wrong tries end it. Codes are counted by the hour, so that nobody floods a phone with them.
//!
//! The store holds a keyed hash and not the digits. A slow hash would gain nothing: six digits are soon tried, and
//! without the key there is nothing to compare a guess with.
//!
//! ```
//! use sim_world::platform::code::SmsCode;
//!
//! let code: SmsCode = "135790".parse()?;
//! assert_eq!(format!("{code:?}"), "SmsCode");
//! assert!("1357".parse::<SmsCode>().is_err());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::fmt;
use std::str::FromStr;

use applet::Entropy;
use blake2::Blake2sMac;
use blake2::digest::consts::U16;
use blake2::digest::{FixedOutput, KeyInit, Update};
use serde::{Deserialize, Serialize};

use super::Platform;
use super::books::Books;
use super::error::PlatformError;
use super::number::Msisdn;
use super::password::draw_digits;
use super::texts;
use sim_codec::time::{HOUR, MINUTE, Moment};
use sim_device::tracked_map::TrackedMap;

/// Number of digits of a code.
const DIGITS: usize = 6;

/// Purpose of a code, for which alone it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CodePurpose {
    /// Opening of an account on the website (注册).
    Registration,
    /// Reset of the login password (忘记密码).
    LoginReset,
    /// Upgrade to a real-name account (实名信息更新).
    RealName,
    /// Payment of a merchant's order, by its number (支付).
    Payment(u64),
}

impl CodePurpose {
    /// Returns the Chinese name.
    pub const fn chinese(self) -> &'static str {
        match self {
            CodePurpose::Registration => "注册手机支付",
            CodePurpose::LoginReset => "重置登陆密码",
            CodePurpose::RealName => "更新实名信息",
            CodePurpose::Payment(_) => "支付订单",
        }
    }

    /// Returns the octets by which a mark tells purposes apart.
    fn octets(self) -> [u8; 9] {
        let (kind, order) = match self {
            CodePurpose::Registration => (1, 0),
            CodePurpose::LoginReset => (2, 0),
            CodePurpose::RealName => (3, 0),
            CodePurpose::Payment(order) => (4, order),
        };
        let mut octets = [kind; 9];
        for (octet, of_order) in octets.iter_mut().skip(1).zip(order.to_be_bytes()) {
            *octet = of_order;
        }
        octets
    }
}

impl fmt::Display for CodePurpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CodePurpose::Registration => f.write_str("registration"),
            CodePurpose::LoginReset => f.write_str("a reset of the login password"),
            CodePurpose::RealName => f.write_str("the real-name upgrade"),
            CodePurpose::Payment(order) => write!(f, "the payment of order {order}"),
        }
    }
}

/// Verification code as it is typed: six digits.
#[derive(Clone, PartialEq, Eq)]
pub struct SmsCode([u8; DIGITS]);

/// Error of a text that is no verification code; it does not repeat the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a verification code is 6 digits")]
pub struct SmsCodeError;

impl FromStr for SmsCode {
    type Err = SmsCodeError;

    fn from_str(text: &str) -> Result<SmsCode, SmsCodeError> {
        let digits: [u8; DIGITS] = text.as_bytes().try_into().map_err(|_| SmsCodeError)?;
        if digits.iter().all(u8::is_ascii_digit) { Ok(SmsCode(digits)) } else { Err(SmsCodeError) }
    }
}

impl SmsCode {
    /// Draws six digits at random.
    pub fn draw(chance: &mut dyn Entropy) -> SmsCode {
        SmsCode(draw_digits(chance))
    }

    /// Returns the digits, for the one short message that brings them to the number.
    pub fn reveal(&self) -> String {
        String::from_utf8_lossy(&self.0).into_owned()
    }
}

impl fmt::Debug for SmsCode {
    /// Writes the type's name without the digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SmsCode")
    }
}

/// Terms of verification codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CodeTerms {
    /// Time for which a code is in force, in milliseconds.
    pub lasts: u64,
    /// Number of wrong tries that end a code.
    pub tries: u8,
    /// Largest number of codes to a number in an hour.
    pub an_hour: u8,
}

impl Default for CodeTerms {
    fn default() -> CodeTerms {
        CodeTerms { lasts: 5 * MINUTE, tries: 3, an_hour: 5 }
    }
}

/// Keyed hash of a code with its number and its purpose.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
struct CodeMark(#[serde(with = "hex::serde")] [u8; 16]);

/// Code in force.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
struct OpenCode {
    purpose: CodePurpose,
    mark: CodeMark,
    until: Moment,
    wrong: u8,
}

/// Codes of one number.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct NumberCodes {
    /// Moments of the codes sent in the last hour.
    sent: Vec<Moment>,
    open: Vec<OpenCode>,
}

impl fmt::Debug for NumberCodes {
    /// Writes the purposes of the codes in force, without the marks.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let open: Vec<_> = self.open.iter().map(|code| code.purpose).collect();
        f.debug_struct("NumberCodes").field("sent", &self.sent).field("open", &open).finish()
    }
}

impl NumberCodes {
    /// Forgets what the hour and the time of the codes have ended.
    fn forget(&mut self, now: Moment) {
        self.sent.retain(|sent| now < sent.later(HOUR));
        self.open.retain(|code| now < code.until);
    }
}

/// Verification codes by number.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SmsCodes {
    key: [u8; 32],
    pub(super) rows: TrackedMap<Msisdn, NumberCodes>,
}

impl fmt::Debug for SmsCodes {
    /// Writes the codes without the key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmsCodes").field("rows", self.rows.rows()).finish_non_exhaustive()
    }
}

impl SmsCodes {
    /// Creates a store without codes under a key.
    pub(super) fn new(key: [u8; 32]) -> SmsCodes {
        SmsCodes { key, rows: TrackedMap::default() }
    }

    fn mark(&self, number: &Msisdn, purpose: CodePurpose, code: &SmsCode) -> CodeMark {
        let mut hash = Blake2sMac::<U16>::new(&self.key.into());
        hash.update(number.to_string().as_bytes());
        hash.update(&purpose.octets());
        hash.update(&code.0);
        CodeMark(hash.finalize_fixed().into())
    }

    /// Records a new code in place of an earlier one for the same purpose. A number that got too many in the last hour
    /// gets none.
    fn issue(
        &mut self,
        now: Moment,
        number: &Msisdn,
        (purpose, code): (CodePurpose, &SmsCode),
        terms: CodeTerms,
    ) -> Result<(), PlatformError> {
        let mark = self.mark(number, purpose, code);
        let codes = self.rows.get_or_default(*number);
        codes.forget(now);
        if codes.sent.len() >= usize::from(terms.an_hour) {
            return Err(PlatformError::CodeCount { most: terms.an_hour });
        }
        codes.open.retain(|open| open.purpose != purpose);
        codes.open.push(OpenCode { purpose, mark, until: now.later(terms.lasts), wrong: 0 });
        codes.sent.push(now);
        Ok(())
    }

    /// Compares a code with the one in force for the purpose. A right one is spent if the rules say so; a wrong try
    /// counts, and the last one ends the code.
    fn take(
        &mut self,
        now: Moment,
        number: &Msisdn,
        (purpose, code): (CodePurpose, &SmsCode),
        (terms, is_spent): (CodeTerms, bool),
    ) -> Result<(), PlatformError> {
        let mark = self.mark(number, purpose, code);
        let codes = self.rows.get_mut(number).ok_or(PlatformError::CodeMissing)?;
        codes.forget(now);
        let open = codes.open.iter_mut().find(|open| open.purpose == purpose).ok_or(PlatformError::CodeMissing)?;
        let result = if open.mark == mark {
            Ok(())
        } else {
            open.wrong = open.wrong.saturating_add(1);
            Err(PlatformError::CodeWrong { left: terms.tries.saturating_sub(open.wrong) })
        };
        let is_over = match &result {
            Ok(()) => is_spent,
            Err(_) => open.wrong >= terms.tries,
        };
        codes.open.retain(|open| !(is_over && open.purpose == purpose));
        if codes.open.is_empty() && codes.sent.is_empty() {
            self.rows.remove(number);
        }
        result
    }
}

impl Books {
    /// Draws a code for a number and a purpose, in place of an earlier one. The code is to be sent to the number.
    fn issue_code(
        &mut self,
        now: Moment,
        number: &Msisdn,
        purpose: CodePurpose,
        chance: &mut dyn Entropy,
    ) -> Result<SmsCode, PlatformError> {
        let code = SmsCode::draw(chance);
        self.codes.issue(now, number, (purpose, &code), self.terms.codes)?;
        Ok(code)
    }

    /// Compares a code with the one that was sent to a number for a purpose, and leaves it in force. A wrong one
    /// counts.
    pub fn check_code(
        &mut self,
        now: Moment,
        number: &Msisdn,
        purpose: CodePurpose,
        code: &SmsCode,
    ) -> Result<(), PlatformError> {
        self.codes.take(now, number, (purpose, code), (self.terms.codes, false))
    }

    /// Takes the code that was sent to a number for a purpose, once. A wrong one counts.
    pub fn take_code(
        &mut self,
        now: Moment,
        number: &Msisdn,
        purpose: CodePurpose,
        code: &SmsCode,
    ) -> Result<(), PlatformError> {
        let is_spent = self.rules.is_code_spent();
        self.codes.take(now, number, (purpose, code), (self.terms.codes, is_spent))
    }
}

impl Platform {
    /// Sends a code for a purpose to a number. The code stands in that short message and nowhere else.
    pub fn send_code(&mut self, now: Moment, number: &Msisdn, purpose: CodePurpose) -> Result<(), PlatformError> {
        let now = self.advance_clock(now);
        let code = self.books.issue_code(now, number, purpose, &mut self.entropy)?;
        let minutes = self.books.terms.codes.lasts.checked_div(MINUTE).unwrap_or(0);
        self.outbox.text(now, *number, &texts::code(purpose, &code, minutes));
        Ok(())
    }
}

#[cfg(test)]
mod tests;
