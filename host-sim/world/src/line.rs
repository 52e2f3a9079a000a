//! Service lines that a subscriber calls: the voice line 13800137000, which recharges by scratch card (handbook
//! 2.4.1.2), and customer care 10086 (2.6, 2.7, 2.8, 3.3.1). A call is a dialogue by keys, with prompts as text in
//! Chinese or English. It has no clock and no link: inputs come in, prompts and requests to the platform go out.
//!
//! ```
//! use sim_world::line::{LineCall, LineInput, LineKey, LineTurn, ServiceLine};
//!
//! let mut call = LineCall::new(ServiceLine::Voice);
//! assert_eq!(call.take(&LineInput::Key(LineKey::Digit(2))), LineTurn::Spoke);
//! assert!(call.prompt().starts_with("To recharge"));
//! ```

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::platform::scratch_card::Recharge;
use crate::platform::security_questions::SecurityQuestion;

mod care;
mod request;
mod step;
mod texts;
mod turns;

pub use request::{CallerFact, CallerReply, CallerRequest, SaidText, TransactionLine};
pub use step::LineStep;

/// Number of silences in a row after which a line hangs up. The earlier ones repeat the prompt.
const SILENCES_MOST: u8 = 3;

/// Number of mistakes in a row after which a line hangs up.
const MISTAKES_MOST: u8 = 3;

/// Largest number of keys that are kept before `#`.
const TYPED_MOST: usize = 24;

/// Service line of the operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ServiceLine {
    /// Voice line for recharges.
    Voice,
    /// Customer care (客服).
    Care,
}

impl ServiceLine {
    /// All lines.
    pub const ALL: [ServiceLine; 2] = [ServiceLine::Voice, ServiceLine::Care];

    /// Returns the number that is called.
    pub const fn number(self) -> &'static str {
        match self {
            ServiceLine::Voice => "13800137000",
            ServiceLine::Care => "10086",
        }
    }

    /// Returns the line of a number; `None` for any other number.
    pub fn of_number(number: &str) -> Option<ServiceLine> {
        ServiceLine::ALL.into_iter().find(|line| line.number() == number)
    }
}

impl fmt::Display for ServiceLine {
    /// Writes the number of the line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.number())
    }
}

/// Language of a call, which the caller chooses first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LineLanguage {
    /// Mandarin (普通话), key 1.
    #[default]
    Chinese,
    /// English, key 2.
    English,
}

/// Key of a phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKey {
    /// Digit, 0 to 9.
    Digit(u8),
    /// `*`.
    Star,
    /// `#`.
    Hash,
}

/// Error of a text that is no row of keys; it does not repeat the text, in which a password may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("keys are the digits 0 to 9, * and #")]
pub struct LineKeyError;

impl TryFrom<char> for LineKey {
    type Error = LineKeyError;

    fn try_from(character: char) -> Result<LineKey, LineKeyError> {
        match character {
            '*' => Ok(LineKey::Star),
            '#' => Ok(LineKey::Hash),
            '0'..='9' => Ok(LineKey::Digit(u8::try_from(u32::from(character)).unwrap_or(b'0').saturating_sub(b'0'))),
            _ => Err(LineKeyError),
        }
    }
}

/// Keys that are pressed one after the other.
#[derive(Clone, PartialEq, Eq)]
pub struct LineKeys(Vec<LineKey>);

impl LineKeys {
    /// Returns the keys in order.
    pub fn keys(&self) -> &[LineKey] {
        &self.0
    }
}

impl FromStr for LineKeys {
    type Err = LineKeyError;

    /// Reads one key or more.
    fn from_str(text: &str) -> Result<LineKeys, LineKeyError> {
        let keys = text.chars().map(LineKey::try_from).collect::<Result<Vec<_>, _>>()?;
        if keys.is_empty() { Err(LineKeyError) } else { Ok(LineKeys(keys)) }
    }
}

impl fmt::Debug for LineKeys {
    /// Writes the type's name without the keys, which may be a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LineKeys")
    }
}

/// Input of a caller.
#[derive(Clone, PartialEq, Eq)]
pub enum LineInput {
    /// A key is pressed.
    Key(LineKey),
    /// Something is said.
    Said(String),
    /// Nothing is pressed or said for a while.
    Silence,
}

impl fmt::Debug for LineInput {
    /// Writes the kind of the input alone: keys and answers may be a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            LineInput::Key(_) => "Key",
            LineInput::Said(_) => "Said",
            LineInput::Silence => "Silence",
        })
    }
}

/// Turn of a line after an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineTurn {
    /// The line listens on. The prompt is the same.
    Listens,
    /// The line spoke: the prompt is new.
    Spoke,
    /// The line asks the platform. The call goes on with the reply.
    Asks(CallerRequest),
    /// The line spoke and hung up.
    HungUp,
}

/// Call to a service line.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineCall {
    line: ServiceLine,
    language: LineLanguage,
    step: LineStep,
    /// Keys since the last `#`.
    typed: String,
    /// Fields that were completed before the present one.
    fields: Vec<String>,
    /// Security questions that were not asked yet.
    questions: Vec<SecurityQuestion>,
    /// Number of facts that the caller knew.
    known: u8,
    /// Set if the caller could not be verified in this call.
    is_unverified: bool,
    silences: u8,
    mistakes: u8,
    /// Recharges of which the caller is told by short message after the call.
    recharges: Vec<Recharge>,
    /// Text that was spoken last.
    prompt: String,
}

impl fmt::Debug for LineCall {
    /// Writes line, language and step, without anything that was typed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LineCall({} {:?} {:?})", self.line, self.language, self.step)
    }
}

impl LineCall {
    /// Begins a call. The line asks for the language.
    pub fn new(line: ServiceLine) -> LineCall {
        let mut call = LineCall {
            line,
            language: LineLanguage::Chinese,
            step: LineStep::Language,
            typed: String::new(),
            fields: Vec::new(),
            questions: Vec::new(),
            known: 0,
            is_unverified: false,
            silences: 0,
            mistakes: 0,
            recharges: Vec::new(),
            prompt: String::new(),
        };
        call.enter(LineStep::Language, None);
        call
    }

    /// Returns the line that is called.
    pub const fn line(&self) -> ServiceLine {
        self.line
    }

    /// Returns the step of the dialogue.
    pub const fn step(&self) -> LineStep {
        self.step
    }

    /// Returns the text that was spoken last.
    pub fn prompt(&self) -> &str {
        &self.prompt
    }

    /// Returns the number of keys since the last prompt that `#` will complete.
    pub fn typed(&self) -> usize {
        self.typed.chars().count()
    }

    /// Notes a recharge of which the caller is told after the call.
    pub fn note_recharge(&mut self, recharge: Recharge) {
        self.recharges.push(recharge);
    }

    /// Returns the recharges of which the caller is told after the call.
    pub fn recharges(&self) -> &[Recharge] {
        &self.recharges
    }
}

#[cfg(test)]
mod tests;
