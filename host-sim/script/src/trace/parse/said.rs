//! What a header has said so far. Of two lines that say different things of one subject neither is obeyed: they are a
//! mistake. To say the same twice does no harm.

use std::collections::BTreeMap;

use crate::lang::Span;
use crate::lang::error::Mistake;
use crate::trace::syntax::{CardFact, ProfileChoice, Setting};
use crate::trace::words;

/// What was said, by its subject.
#[derive(Clone, Debug, Default)]
pub(crate) struct Said(BTreeMap<String, String>);

impl Said {
    /// Notes what is said of a subject; a mistake if something else was said of it before.
    pub(crate) fn note(&mut self, span: Span, subject: &str, value: String) -> Result<(), Mistake> {
        let before = self.0.entry(subject.to_owned()).or_insert_with(|| value.clone());
        if *before == value {
            return Ok(());
        }
        let what = format!("the header says two things: `{before}` and `{value}`");
        Err(Mistake::new(span, what, format!("one value of `{subject}`")))
    }

    /// Notes a setting of the card.
    pub(crate) fn note_setting(&mut self, span: Span, setting: &Setting) -> Result<(), Mistake> {
        let subject = match setting {
            Setting::Card(facts) => return facts.iter().try_for_each(|fact| self.note_fact(span, fact)),
            // Numbers to draw follow each other.
            Setting::Random(_) => return Ok(()),
            Setting::Key(key) => {
                let usage = words::usage_name(key.usage);
                return self.note(
                    span,
                    &format!("key {usage} {:02X} version {:02X}", key.index, key.version),
                    setting.to_string(),
                );
            }
            Setting::Profile(ProfileChoice::Default | ProfileChoice::File { .. }) => "profile",
            Setting::Aid(_) => "aid",
            Setting::Asn(_) => "asn",
            Setting::Atr(_) => "atr",
            Setting::Iccid(_) => "iccid",
            Setting::Clock(_) => "clock",
            Setting::Seed(_) => "seed",
            Setting::Reader(_) => "reader",
        };
        self.note(span, subject, setting.to_string())
    }

    fn note_fact(&mut self, span: Span, fact: &CardFact) -> Result<(), Mistake> {
        let subject = match fact {
            CardFact::Balance(_) => "balance",
            CardFact::State(_) => "state",
            CardFact::Online(_) => "online",
            CardFact::Offline(_) => "offline",
            CardFact::Limit(_) => "limit",
            CardFact::PinOn(_) => "pin on or off",
            CardFact::Pin(_) => "pin",
            CardFact::PinTries(_) => "pin tries",
            CardFact::BalanceMax(_) => "balance max",
        };
        self.note(span, &format!("card {subject}"), format!("card {fact}"))
    }
}
