//! Settings of a header so far. Two lines that give one subject different values are a mistake. To give the same value
//! twice does no harm.

use std::collections::BTreeMap;

use crate::lang::Span;
use crate::lang::error::LineError;
use crate::trace::syntax::{CardSetting, ProfileChoice, TraceSetting};
use crate::trace::words;

/// Values of the header so far, by their subjects.
#[derive(Clone, Debug, Default)]
pub(crate) struct StatedFacts(BTreeMap<String, String>);

impl StatedFacts {
    /// Notes the value of a subject; returns an error if another value was noted before.
    pub(crate) fn note(&mut self, span: Span, subject: &str, value: String) -> Result<(), LineError> {
        let before = self.0.entry(subject.to_owned()).or_insert_with(|| value.clone());
        if *before == value {
            return Ok(());
        }
        let what = format!("the header says two things: `{before}` and `{value}`");
        Err(LineError::new(span, what, format!("one value of `{subject}`")))
    }

    /// Notes a setting of the card.
    pub(crate) fn note_setting(&mut self, span: Span, setting: &TraceSetting) -> Result<(), LineError> {
        let subject = match setting {
            TraceSetting::Card(facts) => return facts.iter().try_for_each(|fact| self.note_fact(span, fact)),
            // Numbers to draw follow each other, and sections are many.
            TraceSetting::Random(_) | TraceSetting::Covers(_) => return Ok(()),
            TraceSetting::Key(key) => {
                let usage = words::usage_name(key.usage);
                return self.note(
                    span,
                    &format!("key {usage} {:02X} version {:02X}", key.index, key.version),
                    setting.to_string(),
                );
            }
            TraceSetting::Profile(ProfileChoice::Default | ProfileChoice::File { .. }) => "profile",
            TraceSetting::Aid(_) => "aid",
            TraceSetting::Asn(_) => "asn",
            TraceSetting::Atr(_) => "atr",
            TraceSetting::Iccid(_) => "iccid",
            TraceSetting::Clock(_) => "clock",
            TraceSetting::Seed(_) => "seed",
            TraceSetting::Reader(_) => "reader",
        };
        self.note(span, subject, setting.to_string())
    }

    fn note_fact(&mut self, span: Span, fact: &CardSetting) -> Result<(), LineError> {
        let subject = match fact {
            CardSetting::Balance(_) => "balance",
            CardSetting::State(_) => "state",
            CardSetting::Online(_) => "online",
            CardSetting::Offline(_) => "offline",
            CardSetting::Limit(_) => "limit",
            CardSetting::PinOn(_) => "pin on or off",
            CardSetting::Pin(_) => "pin",
            CardSetting::PinTries(_) => "pin tries",
            CardSetting::BalanceMax(_) => "balance max",
        };
        self.note(span, &format!("card {subject}"), format!("card {fact}"))
    }
}
