//! The files of every card that the platform has issued, and the index that finds them: by number, by a letter on its
//! way to the card, by the moment of an errand's next try.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::card_file::{Asn, CardFile, IssueError};
use super::number::Msisdn;
use super::outbox::LetterId;
use sim_codec::time::Moment;
use sim_device::tracked_map::TrackedMap;

/// Index entries of a card: its next try, and its letters under way.
#[derive(Clone, Debug, Default)]
struct CardListing {
    again: Option<Moment>,
    letters: Vec<LetterId>,
}

/// Files of the cards, and the index over them.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(from = "BTreeMap<Asn, CardFile>", into = "BTreeMap<Asn, CardFile>")]
pub(super) struct Cards {
    files: TrackedMap<Asn, CardFile>,
    /// Cards that may have changed since they were indexed: a file is changed first and indexed afterwards.
    unlisted: BTreeSet<Asn>,
    /// Index entries of the cards with errands.
    listed: BTreeMap<Asn, CardListing>,
    tries: BTreeSet<(Moment, Asn)>,
    letters: BTreeMap<LetterId, Asn>,
}

impl From<BTreeMap<Asn, CardFile>> for Cards {
    fn from(files: BTreeMap<Asn, CardFile>) -> Cards {
        let mut cards = Cards { unlisted: files.keys().copied().collect(), files: files.into(), ..Cards::default() };
        cards.list();
        cards
    }
}

impl From<Cards> for BTreeMap<Asn, CardFile> {
    fn from(cards: Cards) -> BTreeMap<Asn, CardFile> {
        cards.files.rows().clone()
    }
}

impl PartialEq for Cards {
    fn eq(&self, other: &Cards) -> bool {
        self.files == other.files
    }
}

/// Returns the moment of the next try of a card's first errand; `None` while none waits.
fn again(card: &CardFile) -> Option<Moment> {
    card.errands.first()?.again
}

impl Cards {
    pub(super) fn get(&self, asn: &Asn) -> Option<&CardFile> {
        self.files.get(asn)
    }

    pub(super) fn get_mut(&mut self, asn: &Asn) -> Option<&mut CardFile> {
        self.unlisted.insert(*asn);
        self.files.get_mut(asn)
    }

    /// Files a card as the present one of its number. The card that the number had before gets no more scripts.
    pub(super) fn issue(&mut self, current: &mut TrackedMap<Msisdn, Asn>, card: CardFile) -> Result<(), IssueError> {
        let (asn, number) = (card.asn, card.number);
        if let Some(known) = self.get(&asn) {
            return Err(IssueError::Issued { asn, to: known.number });
        }
        if let Some(before) = current.get(&number).copied() {
            if self.get(&before).is_some_and(|card| card.errands.are_loading()) {
                return Err(IssueError::UnderWay(before));
            }
            self.get_mut(&before).into_iter().for_each(|card| card.errands.clear());
        }
        self.unlisted.insert(asn);
        self.files.insert(asn, card);
        current.insert(number, asn);
        Ok(())
    }

    pub(super) fn values(&self) -> impl Iterator<Item = &CardFile> {
        self.files.rows().values()
    }

    /// Indexes the files that may have changed.
    pub(super) fn list(&mut self) {
        for asn in std::mem::take(&mut self.unlisted) {
            if let Some(old) = self.listed.remove(&asn) {
                if let Some(again) = old.again {
                    self.tries.remove(&(again, asn));
                }
                for letter in old.letters {
                    self.letters.remove(&letter);
                }
            }
            let Some(card) = self.files.get(&asn).filter(|card| !card.errands.is_empty()) else { continue };
            let letters = card.errands.iter().flat_map(|errand| &errand.sent).flat_map(|sent| &sent.letters);
            let new = CardListing { again: again(card), letters: letters.copied().collect() };
            self.tries.extend(new.again.map(|again| (again, asn)));
            self.letters.extend(new.letters.iter().map(|letter| (*letter, asn)));
            self.listed.insert(asn, new);
        }
    }

    /// Returns the moment of the next try of any errand; `None` while none waits.
    pub(super) fn next_try(&self) -> Option<Moment> {
        let listed = self.tries.iter().find(|(_, asn)| !self.unlisted.contains(asn)).map(|(at, _)| *at);
        self.unlisted().filter_map(again).chain(listed).min()
    }

    /// Returns the cards whose first errand is due at `now`.
    pub(super) fn due(&mut self, now: Moment) -> BTreeSet<Asn> {
        self.list();
        self.tries.iter().take_while(|(at, _)| *at <= now).map(|(_, asn)| *asn).collect()
    }

    /// Returns the card to which a letter went, while its proof is awaited.
    pub(super) fn of_letter(&mut self, letter: LetterId) -> Option<Asn> {
        self.list();
        self.letters.get(&letter).copied()
    }

    /// Returns whether any card has an errand.
    pub(super) fn have_errands(&self) -> bool {
        self.listed.keys().any(|asn| !self.unlisted.contains(asn))
            || self.unlisted().any(|card| !card.errands.is_empty())
    }

    pub(super) fn watch(&mut self) {
        self.files.watch();
    }

    pub(super) fn take_changed(&mut self) -> BTreeSet<Asn> {
        self.files.take_changed()
    }

    /// Replaces a file that another process changed. The keys, which are never written, stay.
    pub(super) fn restore(&mut self, asn: Asn, card: Option<CardFile>) {
        self.unlisted.insert(asn);
        let card = card.map(|card| card.with_keys_of(self.files.get(&asn)));
        self.files.restore(asn, card);
        self.list();
    }

    fn unlisted(&self) -> impl Iterator<Item = &CardFile> {
        self.unlisted.iter().filter_map(|asn| self.files.get(asn))
    }
}
