//! The payment platform (手机支付平台): its books, its conversations with cards, and what it answers to people. One
//! value without a clock and without a wire: it is told what came and what time it is, and has in its outbox what is to
//! go.
//!
//! - [`books`] and below: ledger, accounts, passwords, allowances; what a person may do with the account.
//! - [`card_file`]: what is known of a card. [`script`]: what it is sent. [`errand`]: that it arrives.
//! - [`request`]: what a card asks for. [`life`], [`top_up`], [`web`], [`calibration`], [`care`]: what becomes of that.
//! - [`outbox`]: letters to be handed to the short message centre.

pub mod account;
pub mod allowance;
pub mod amount;
pub mod bank;
mod beginning;
pub mod bill;
pub mod books;
pub mod calibration;
pub mod card_file;
mod cards;
pub mod care;
pub mod channels;
pub mod entry;
pub mod errand;
pub mod kept;
pub mod ledger;
pub mod life;
pub mod load;
pub mod lot;
pub mod merchants;
pub mod notices;
pub mod number;
pub mod orders;
pub mod outbox;
pub mod password;
pub mod province;
pub mod recharge;
pub mod refused;
pub mod request;
pub mod rows;
pub mod scratch_card;
pub mod script;
pub mod services;
pub mod settings;
mod stored;
pub mod texts;
pub mod top_up;
mod top_ups;
pub mod web;

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use crate::tracked_map::TrackedMap;
use books::Books;
use card_file::{Asn, CardFile, IssueError};
use cards::Cards;
use errand::Told;
use lot::Lot;
use number::Msisdn;
use orders::{Submission, Submissions};
use outbox::{Letter, LetterId, Outbox};
use request::{Heard, IgnoredError};
use sim_codec::sms::{Body, Tpdu, TpduKind};
use sim_codec::time::Moment;
use sim_device::profile::Profile;
use top_up::TopUp;
use top_ups::TopUps;

pub use settings::{Plant, Settings};

/// The platform's number: text orders, requests of the cards, and everything that it sends.
pub const NUMBER: &str = sim_wire::message::ACCESS_CODE;

/// The platform.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Platform {
    settings: Settings,
    /// The books.
    pub books: Books,
    cards: Cards,
    current: TrackedMap<Msisdn, Asn>,
    transfers: TopUps,
    outbox: Outbox,
    /// Text orders that were heard, and parts of long texts.
    #[serde(default)]
    submissions: Submissions,
    lot: Lot,
    now: Moment,
}

impl Platform {
    /// A platform without customers.
    pub fn new(settings: Settings, seed: u64) -> Platform {
        let mut lot = Lot::seeded(seed);
        let mut books = Books::new(settings.terms.clone(), &mut lot);
        books.plant = settings.plant;
        Platform {
            settings,
            books,
            cards: Cards::default(),
            current: TrackedMap::default(),
            transfers: TopUps::default(),
            outbox: Outbox::default(),
            submissions: Submissions::default(),
            lot,
            now: Moment::default(),
        }
    }

    /// Issues a card to a number. A card that it had before is no longer asked for anything.
    pub fn add_card(&mut self, number: Msisdn, profile: &Profile) -> Result<(), IssueError> {
        let card = CardFile::new(number, profile)?;
        let asn = card.asn;
        if let Some(known) = self.cards.get(&asn) {
            return Err(IssueError::Issued { asn, to: known.number });
        }
        if let Some(before) = self.current.get(&number).copied() {
            if self.is_loading(before) {
                return Err(IssueError::UnderWay(before));
            }
            self.cards.get_mut(&before).into_iter().for_each(|card| card.errands.clear());
        }
        self.cards.insert(asn, card);
        self.current.insert(number, asn);
        Ok(())
    }

    /// Gives the cards of a platform that was read from a file their keys again, each by its card number. Profiles of
    /// cards that were never issued are left aside.
    pub fn give_keys(&mut self, profiles: &[Profile]) -> Result<(), IssueError> {
        for profile in profiles {
            if let Some(card) = self.cards.get_mut(&Asn(profile.asn())) {
                card.give_keys(profile)?;
            }
        }
        Ok(())
    }

    /// A short message came from a subscriber: a secured packet of the card, or a text.
    pub fn receive(&mut self, now: Moment, submission: Submission, tpdu: &Tpdu) -> Heard {
        let now = self.next_wake(now);
        let is_for_platform = tpdu.address.as_ref().is_some_and(|address| address.number == NUMBER);
        match tpdu.user.as_ref().map(|user| &user.body) {
            _ if tpdu.kind != TpduKind::Submit || !is_for_platform => Heard::Ignored(IgnoredError::NotForPlatform),
            Some(Body::Text(text)) => self.receive_text(now, submission, tpdu, text),
            Some(Body::Octets(_)) => self.receive_packet(now, &submission.from, tpdu),
            None => Heard::Ignored(IgnoredError::Unreadable),
        }
    }

    /// A delivery report came for a letter, with the card's proof of receipt in it where the letter was a packet.
    /// Whether the handset took the letter makes no difference: the card's proof counts, and without one the card
    /// is asked again.
    pub fn reported(&mut self, now: Moment, letter: LetterId, report: &Tpdu, acknowledged: bool) -> Told {
        let now = self.next_wake(now);
        let card = self.cards.of_letter(letter);
        let packet = report.user.as_ref().and_then(|user| user.octets(report.dcs.unwrap_or(0xF6)).ok());
        let packet = packet.as_deref().and_then(sim_codec::ota::user_data);
        match (card, packet) {
            (Some(asn), Some(part)) if acknowledged || part.kind.is_some() => {
                self.receive_proof(now, asn, &part.octets)
            }
            _ => Told::Nothing,
        }
    }

    /// When something is to be done without anybody saying anything.
    pub fn due(&self) -> Option<Moment> {
        self.cards.next_try()
    }

    /// Does what is due.
    pub fn wake(&mut self, now: Moment) {
        let now = self.next_wake(now);
        for asn in self.cards.due(now) {
            self.is_silent(now, asn);
        }
    }

    /// What is to be handed to the short message centre, in order.
    pub const fn outbox(&self) -> &VecDeque<Letter> {
        self.outbox.letters()
    }

    /// The short message centre has the letter. Whoever crashes between the two hands it over twice, which does no
    /// harm.
    pub fn handed_over(&mut self, id: LetterId) {
        self.outbox.forget(id);
    }

    /// Whether nothing is in flight: no errand, no transfer, nothing to be sent.
    pub fn is_quiet(&self) -> bool {
        self.outbox.letters().is_empty() && !self.cards.have_errands() && !self.transfers.are_under_way()
    }

    /// The settings.
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The cards, by their number.
    pub fn cards(&self) -> impl Iterator<Item = &CardFile> {
        self.cards.values()
    }

    /// The card that a subscriber has now.
    pub fn card_of(&self, number: &Msisdn) -> Option<&CardFile> {
        self.cards.get(self.current.get(number)?)
    }

    /// Every transfer onto a card, the oldest first.
    pub fn transfers(&self) -> impl Iterator<Item = &TopUp> {
        self.transfers.values()
    }

    /// The platform's clock never goes back, whatever it is told.
    fn next_wake(&mut self, now: Moment) -> Moment {
        self.now = self.now.max(now);
        self.cards.list();
        self.now
    }

    /// A text to a person.
    fn say(&mut self, now: Moment, to: Msisdn, text: &str) {
        self.outbox.text(now, to, text);
    }
}

#[cfg(test)]
mod tests;
