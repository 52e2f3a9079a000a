//! External short message entities (外部短信实体, ESME): programs outside the world, which send and receive short messages
//! through the SMS centre. An entity has a name and addresses. Its submissions are counted until the centre knows their
//! ends. What is for the entity (receipts, acknowledgements, messages of subscribers) waits here until the entity has
//! confirmed it.
//!
//! The entities are a value without sockets; a server for a protocol such as SMPP stands above the world.

use std::collections::{BTreeMap, BTreeSet};

use crate::platform;
use crate::platform::number::Msisdn;
use crate::smsc::MessageId;
use sim_codec::time::Moment;
use sim_device::tracked_map::TrackedMap;

mod error;
mod identity;
mod message;
mod order;
mod submission;

pub use error::EsmeError;
pub use identity::{Esme, SmppAddress, SystemId, SystemIdError};
pub use message::{EsmeMessage, EsmeMessageKind};
pub use order::{EsmeOrder, EsmeTime};
pub use submission::{EsmeSubmission, ReceiptRequest, SubmissionState};

/// Number of ended submissions that are kept, so that an entity can ask for their ends.
pub const ENDED_MOST: usize = 1_000;

/// Entities with their submissions and the messages that wait for them.
#[derive(Clone, Debug, Default)]
pub struct Esmes {
    pub(crate) entities: TrackedMap<SystemId, Esme>,
    submissions: TrackedMap<MessageId, EsmeSubmission>,
    pub(crate) waiting: TrackedMap<MessageId, EsmeMessage>,
    /// Ends of validity of the submissions under way.
    expiries: BTreeSet<(Moment, MessageId)>,
    /// Ended submissions that are kept.
    ended: BTreeSet<MessageId>,
    /// Number of submissions under way of each entity.
    under_way: BTreeMap<SystemId, usize>,
}

impl PartialEq for Esmes {
    fn eq(&self, other: &Esmes) -> bool {
        (&self.entities, &self.submissions, &self.waiting) == (&other.entities, &other.submissions, &other.waiting)
    }
}

impl Eq for Esmes {}

impl Esmes {
    /// Registers an entity with its addresses, or replaces its addresses. Returns whether anything changed.
    pub(crate) fn register(&mut self, id: SystemId, addresses: Vec<String>) -> Result<bool, EsmeError> {
        for address in &addresses {
            let is_number = (3..=20).contains(&address.len()) && address.bytes().all(|digit| digit.is_ascii_digit());
            if !is_number || is_taken(address) || self.at(address).is_some_and(|other| *other != id) {
                return Err(EsmeError::Address(address.clone()));
            }
        }
        if addresses.is_empty() {
            return Err(EsmeError::NoAddress);
        }
        let esme = Esme { addresses };
        let is_new = self.entities.get(&id) != Some(&esme);
        if is_new {
            self.entities.insert(id, esme);
        }
        Ok(is_new)
    }

    /// Returns an entity.
    pub fn get(&self, id: &SystemId) -> Option<&Esme> {
        self.entities.get(id)
    }

    /// Returns the entity that has an address, with or without the country's code.
    pub fn at(&self, address: &str) -> Option<&SystemId> {
        let own = without_country(address);
        let has = |esme: &Esme| esme.addresses.iter().any(|address| without_country(address) == own);
        self.entities.rows().iter().find(|(_, esme)| has(esme)).map(|(id, _)| id)
    }

    /// Returns a submission that is under way or one of the last that ended.
    pub fn submission(&self, number: MessageId) -> Option<&EsmeSubmission> {
        self.submissions.get(&number)
    }

    /// Returns the number of submissions of an entity that are under way.
    pub fn under_way(&self, id: &SystemId) -> usize {
        self.under_way.get(id).copied().unwrap_or_default()
    }

    /// Returns the messages that wait for an entity, from a number on, in their order.
    pub fn waiting_for<'a>(
        &'a self,
        id: &'a SystemId,
        from: MessageId,
    ) -> impl Iterator<Item = (MessageId, &'a EsmeMessage)> {
        let rows = self.waiting.rows().range(from..);
        rows.filter(move |(_, message)| message.esme == *id).map(|(number, message)| (*number, message))
    }

    /// Adds a submission that the centre has taken.
    pub(crate) fn begin(&mut self, number: MessageId, submission: EsmeSubmission) {
        self.list(number, &submission);
        self.submissions.insert(number, submission);
    }

    /// Ends a submission, once. Returns the submission if it ended by this.
    pub(crate) fn end(
        &mut self,
        (number, at): (MessageId, Moment),
        state: SubmissionState,
        error: u8,
    ) -> Option<EsmeSubmission> {
        let mut submission = self.submissions.get(&number).filter(|submission| submission.is_under_way())?.clone();
        self.unlist(number);
        (submission.state, submission.ended, submission.error) = (state, Some(at), error);
        self.list(number, &submission);
        self.submissions.insert(number, submission.clone());
        while self.ended.len() > ENDED_MOST
            && let Some(oldest) = self.ended.pop_first()
        {
            self.submissions.remove(&oldest);
        }
        Some(submission)
    }

    /// Prolongs the validity of a submission.
    pub(crate) fn prolong(&mut self, number: MessageId, until: Moment) {
        self.unlist(number);
        if let Some(submission) = self.submissions.get_mut(&number) {
            submission.until = until;
            let submission = submission.clone();
            self.list(number, &submission);
        }
    }

    /// Returns the first end of validity, with the submission's number.
    pub(crate) fn next_expiry(&self) -> Option<(Moment, MessageId)> {
        self.expiries.first().copied()
    }

    /// Lets a message wait for its entity.
    pub(crate) fn add_waiting(&mut self, number: MessageId, message: EsmeMessage) {
        self.waiting.insert(number, message);
    }

    /// Removes a message that its entity has confirmed. Returns whether it was there.
    pub(crate) fn confirm(&mut self, number: MessageId) -> bool {
        self.waiting.remove(&number).is_some()
    }

    /// Starts to record which rows change.
    pub(crate) fn watch(&mut self) {
        self.entities.watch();
        self.submissions.watch();
        self.waiting.watch();
    }

    /// Takes the numbers of the submissions that changed since the last call.
    pub(crate) fn take_changed_submissions(&mut self) -> BTreeSet<MessageId> {
        self.submissions.take_changed()
    }

    /// Returns all submissions that are kept.
    pub(crate) fn submissions(&self) -> impl Iterator<Item = (&MessageId, &EsmeSubmission)> {
        self.submissions.rows().iter()
    }

    /// Replaces a submission that a file kept, or another process changed; `None` removes it.
    pub(crate) fn restore_submission(&mut self, number: MessageId, submission: Option<EsmeSubmission>) {
        self.unlist(number);
        if let Some(submission) = &submission {
            self.list(number, submission);
        }
        self.submissions.restore(number, submission);
    }

    fn list(&mut self, number: MessageId, submission: &EsmeSubmission) {
        if submission.is_under_way() {
            self.expiries.insert((submission.until, number));
            let count = self.under_way.entry(submission.esme.clone()).or_default();
            *count = count.saturating_add(1);
        } else {
            self.ended.insert(number);
        }
    }

    fn unlist(&mut self, number: MessageId) {
        let Some(submission) = self.submissions.get(&number) else { return };
        if submission.is_under_way() {
            self.expiries.remove(&(submission.until, number));
            if let Some(count) = self.under_way.get_mut(&submission.esme) {
                *count = count.saturating_sub(1);
            }
        } else {
            self.ended.remove(&number);
        }
    }
}

/// Returns an address without China's country code.
pub(crate) fn without_country(address: &str) -> &str {
    address.strip_prefix("86").filter(|rest| rest.len() >= 3).unwrap_or(address)
}

/// Returns `true` if an address belongs to the platform or may belong to a subscriber.
fn is_taken(address: &str) -> bool {
    let own = without_country(address);
    own == platform::NUMBER || own.parse::<Msisdn>().is_ok()
}
