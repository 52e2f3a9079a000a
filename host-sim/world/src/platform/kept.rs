//! The platform as a file keeps it: the ledger entry by entry, and everything else as a document. The ledger only
//! grows, so that whoever keeps the platform after every step writes what was added and not what was there.

use serde::Deserialize;
use serde_json::{Value, json};

use super::books::{Books, Terms};
use super::entropy::PlatformEntropy;
use super::entry::Entry;
use super::ledger::{Ledger, LedgerError};
use super::rows::Part;
use super::{Platform, Settings};
use sim_codec::time::Moment;

/// Where the key stands under which scratch cards are kept. It is drawn from the seed and not written down.
const SCRATCH_CARD_KEY: (&str, &str) = ("/books/scratch_cards", "key");

/// Why what was kept is no platform.
#[derive(Debug, thiserror::Error)]
pub enum KeepError {
    /// The document is not one that was written by this program.
    #[error("{0}")]
    Document(#[from] serde_json::Error),
    /// The entries are no ledger.
    #[error("the ledger does not hold: {0}")]
    Ledger(#[from] LedgerError),
}

/// What a document without rows has.
#[derive(Deserialize)]
struct Rest {
    settings: Settings,
    books: RestOfBooks,
    outbox: RestOfOutbox,
    lot: PlatformEntropy,
    now: Moment,
}

#[derive(Deserialize)]
struct RestOfBooks {
    terms: Terms,
}

#[derive(Deserialize)]
struct RestOfOutbox {
    written: u64,
}

impl Platform {
    /// Everything but the entries of the ledger and the keys.
    pub fn to_document(&self) -> Result<Value, KeepError> {
        let mut document = self.to_document_without_rows()?;
        let Platform { books, cards, current, top_ups, outbox, submissions, .. } = self;
        let parts = [
            (Part::Account, serde_json::to_value(&books.accounts.accounts)?),
            (Part::Subscriber, serde_json::to_value(&books.accounts.subscribers)?),
            (Part::ScratchCard, serde_json::to_value(&books.scratch_cards.cards)?),
            (Part::Load, serde_json::to_value(&books.transfers)?),
            (Part::CardFile, serde_json::to_value(cards)?),
            (Part::Issued, serde_json::to_value(current)?),
            (Part::Transfer, serde_json::to_value(top_ups)?),
            (Part::Outbox, serde_json::to_value(&outbox.letters)?),
            (Part::Reference, serde_json::to_value(&outbox.references)?),
            (Part::Submission, serde_json::to_value(submissions)?),
            (Part::Question, serde_json::to_value(&books.dialogs.asked)?),
            (Part::Allowance, serde_json::to_value(&books.allowance.used)?),
        ];
        for (part, rows) in parts {
            let place = Part::ALL.iter().find(|(other, _)| *other == part).map_or("", |(_, place)| place);
            if let Some(empty) = document.pointer_mut(place) {
                *empty = rows;
            }
        }
        Ok(document)
    }

    /// The settings, the terms and the counters: what is one of a kind, however many customers there are. Where the
    /// rows of [`Part`] go stand empty maps and an empty list.
    pub fn to_document_without_rows(&self) -> Result<Value, KeepError> {
        // Named one by one, so that what a platform comes to have besides must be thought of here.
        let Platform { settings, books, cards: _, current: _, top_ups: _, outbox, submissions: _, entropy, now } = self;
        let Books { terms, ledger: _, accounts: _, scratch_cards: _, allowance: _, dialogs: _, transfers: _, plant: _ } =
            books;
        let books = json!({
            "terms": serde_json::to_value(terms)?,
            "ledger": [],
            "accounts": { "accounts": {}, "subscribers": {} },
            "scratch_cards": { "cards": {} },
            "allowance": { "used": {} },
            "dialogs": { "asked": {} },
            "transfers": {},
        });
        Ok(json!({
            "settings": serde_json::to_value(settings)?,
            "books": books,
            "cards": {},
            "current": {},
            "transfers": {},
            "outbox": { "letters": [], "written": outbox.written(), "references": {} },
            "submissions": {},
            "lot": serde_json::to_value(entropy)?,
            "now": serde_json::to_value(now)?,
        }))
    }

    /// Takes over a document without rows that somebody else wrote.
    pub fn restore_document(&mut self, document: Value) -> Result<(), KeepError> {
        let Rest { settings, books, outbox, lot, now } = serde_json::from_value(document)?;
        (self.settings, self.books.terms, self.entropy, self.now) = (settings, books.terms, lot, now);
        self.outbox.set_written(outbox.written);
        Ok(())
    }

    /// The platform of a document and the entries of its ledger, which are posted anew: one that was tampered with does
    /// not hold. The cards' keys are given to it afterwards.
    pub fn from_document(mut document: Value, entries: Vec<Entry>, seed: u64) -> Result<Platform, KeepError> {
        let (place, name) = SCRATCH_CARD_KEY;
        let settings = document.get("settings").cloned().unwrap_or_default();
        let fresh = Platform::new(serde_json::from_value(settings)?, seed);
        let key = serde_json::to_value(&fresh.books.scratch_cards)?.get(name).cloned().unwrap_or_default();
        let cards = document.pointer_mut(place).and_then(Value::as_object_mut);
        cards.and_then(|cards| cards.insert(name.to_owned(), key));
        let mut platform: Platform = serde_json::from_value(document)?;
        platform.books.ledger = Ledger::try_from(entries)?;
        Ok(platform)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::number::Msisdn;
    use sim_codec::time::Moment;
    use sim_device::profile::Profile;

    #[test]
    fn a_platform_comes_back_from_its_document_and_its_entries() {
        let number: Msisdn = "13807310001".parse().unwrap();
        let mut platform = Platform::new(Settings::default(), 7);
        platform.add_card(number, &Profile::default()).unwrap();
        let document = platform.to_document().unwrap();
        let text = document.to_string();
        assert!(!text.contains("\"key\""), "no key is written");
        let mut again = Platform::from_document(document, platform.books.ledger.entries().to_vec(), 7).unwrap();
        assert_ne!(again, platform, "the keys are missing");
        again.give_keys(&[Profile::default()]).unwrap();
        assert_eq!(again, platform);
        assert!(Platform::from_document(serde_json::json!({"settings": {}}), Vec::new(), 7).is_err());
        assert_eq!(again.due(), None::<Moment>);
    }
}
