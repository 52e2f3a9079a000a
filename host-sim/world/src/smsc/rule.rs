//! Rules, which set the fate of one message. Example: by `lost 2 report 13807310001` the second report of that
//! subscriber from then on is lost.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{Cargo, CargoKind, Fate};
use crate::platform::number::Msisdn;

/// Rule for one message that is yet to come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// Fate of the message.
    pub fate: Fate,
    /// Number of the message among those that fit, which counts down; the next one is 1.
    pub nth: u32,
    /// Direction of the message.
    pub kind: CargoKind,
    /// Number of the subscriber; `None` for any.
    pub person: Option<Msisdn>,
}

impl Rule {
    /// Counts a message, and returns the fate if the rule is for this one.
    pub(super) fn see(&mut self, cargo: &Cargo) -> Option<Fate> {
        let concerns = cargo.kind() == self.kind && self.person.as_ref().is_none_or(|person| person == cargo.person());
        if !concerns || self.is_done() {
            return None;
        }
        self.nth = self.nth.saturating_sub(1);
        self.is_done().then_some(self.fate)
    }

    pub(super) const fn is_done(&self) -> bool {
        self.nth == 0
    }
}

/// Error of a text that is no rule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{text:?} is no rule, because of {part:?}; one is written FATE NTH KIND [NUMBER], as `lost 1 report` or `late:90 2 deliver \
     13807310001`, with a fate of lost, twice, swapped, late:SECONDS and a kind of submit, deliver, report"
)]
pub struct RuleError {
    /// Text that was read.
    pub text: String,
    /// Part of the text that is wrong.
    pub part: String,
}

impl Fate {
    /// Parses a fate from one word: `lost`, `twice`, `swapped`, `late:90`, `late:1500ms`.
    pub fn from_word(word: &str) -> Option<Fate> {
        match (word, word.split_once(':')) {
            ("lost", _) => Some(Fate::Lost),
            ("twice", _) => Some(Fate::Twice),
            ("swapped", _) => Some(Fate::Swapped),
            (_, Some(("late", time))) => match time.strip_suffix("ms") {
                Some(ms) => ms.parse().ok().map(Fate::Late),
                None => time.parse::<u64>().ok()?.checked_mul(1000).map(Fate::Late),
            },
            _ => None,
        }
    }

    /// Returns the word that [`Fate::from_word`] reads.
    pub fn word(self) -> String {
        match self {
            Fate::Lost => "lost".to_owned(),
            Fate::Twice => "twice".to_owned(),
            Fate::Swapped => "swapped".to_owned(),
            Fate::Late(ms) if ms.is_multiple_of(1000) => format!("late:{}", ms / 1000),
            Fate::Late(ms) => format!("late:{ms}ms"),
        }
    }
}

impl FromStr for Rule {
    type Err = RuleError;

    fn from_str(text: &str) -> Result<Rule, RuleError> {
        let mut words = text.split_whitespace();
        let wrong = |part: &str| RuleError { text: text.to_owned(), part: part.to_owned() };
        let mut word = || words.next().unwrap_or_default();
        let (first, second, third) = (word(), word(), word());
        let fate = Fate::from_word(first).ok_or_else(|| wrong(first))?;
        let nth = second.parse().ok().filter(|nth| *nth > 0).ok_or_else(|| wrong(second))?;
        let kind = CargoKind::ALL.into_iter().find(|kind| kind.name() == third).ok_or_else(|| wrong(third))?;
        let person = words.next().map(|word| word.parse().map_err(|_| wrong(word))).transpose()?;
        words.next().map_or(Ok(Rule { fate, nth, kind, person }), |more| Err(wrong(more)))
    }
}

impl fmt::Display for Rule {
    /// Writes the rule in the form that is parsed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.fate.word(), self.nth, self.kind.name())?;
        self.person.as_ref().map_or(Ok(()), |person| write!(f, " {person}"))
    }
}
