//! Texts that subscribers submitted: detection of repetitions, and the parts of texts longer than a short message. A
//! text is identified by its sender, its message reference (TP-MR) and the time at which the service centre took it. A
//! repetition by the network keeps all three.
//!
//! The memory is bounded: the last [`REMEMBERED_MAX`] texts of a subscriber, for [`REMEMBERED_MS`]. An older text is
//! not executed, because the platform could not tell whether it was executed already.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use sim_wire::udh::Concatenation;

use crate::platform::number::Msisdn;
use crate::platform::rules::Rulebook;
use sim_codec::sms::SmsSubmit;
use sim_codec::sms::reassembly::{self, MessagePart, MessageReassembly, Progress};
use sim_codec::time::{DAY, Moment, SECOND};
use sim_device::tracked_map::TrackedMap;

/// Milliseconds for which a text is remembered, counted from its submission: longer than a service centre tries to
/// deliver one.
pub const REMEMBERED_MS: u64 = 7 * DAY;

/// Number of texts remembered for a subscriber: as many as message references tell apart.
pub const REMEMBERED_MAX: usize = 256;

/// Sender and submission time of a short message, as the service centre hands it over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Submission {
    /// Number of the sender.
    pub from: Msisdn,
    /// Moment at which the service centre took the message.
    pub at: Moment,
}

/// Standing of a text among those of its sender.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SubmissionKind {
    /// A whole text that was not received before.
    New(String),
    /// A part of a text whose other parts have not come.
    Part(Concatenation),
    /// A text that was received before, or such a part.
    Repeated,
    /// A text older than everything that is remembered.
    Forgotten,
}

/// Identity of a text: the second since 1970 at which the centre took it, and its TP-MR.
type Identity = (u64, u8);

/// Remembered texts of one subscriber.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::platform) struct Recent {
    heard: BTreeSet<Identity>,
    /// Last identity that is not remembered one by one: everything up to it counts as received. `None` while nothing is
    /// forgotten.
    #[serde(default)]
    forgotten: Option<Identity>,
    #[serde(default, skip_serializing_if = "MessageReassembly::is_empty")]
    parts: MessageReassembly<String>,
}

/// Remembered texts of every subscriber.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Submissions {
    pub(in crate::platform) recent: TrackedMap<Msisdn, Recent>,
}

impl Recent {
    /// Remembers a text. Returns its standing if it is not new.
    fn remember(&mut self, now: Moment, identity: Identity) -> Option<SubmissionKind> {
        let oldest = (now.0.saturating_sub(REMEMBERED_MS) / SECOND, 0);
        self.heard = self.heard.split_off(&oldest);
        if identity < oldest || self.forgotten.is_some_and(|forgotten| identity <= forgotten) {
            return Some(SubmissionKind::Forgotten);
        }
        if !self.heard.insert(identity) {
            return Some(SubmissionKind::Repeated);
        }
        if self.heard.len() > REMEMBERED_MAX {
            self.forgotten = self.heard.pop_first().max(self.forgotten);
        }
        None
    }
}

impl Submissions {
    /// Takes a text, or a part of one.
    pub fn hear(
        &mut self,
        now: Moment,
        submission: Submission,
        (message, text): (&SmsSubmit, &str),
        rules: Rulebook,
    ) -> SubmissionKind {
        let recent = self.recent.get_or_default(submission.from);
        let identity = (submission.at.0 / SECOND, message.reference);
        match recent.remember(now, identity) {
            Some(known) if !rules.is_repetition_obeyed() => known,
            _ => recent.join(now, submission, message, text),
        }
    }
}

impl Recent {
    /// Joins the parts of a long text.
    fn join(&mut self, now: Moment, submission: Submission, message: &SmsSubmit, text: &str) -> SubmissionKind {
        let header = message.user.header.as_deref();
        let Some(place) = header.and_then(reassembly::place) else { return SubmissionKind::New(text.to_owned()) };
        let peer = submission.from.to_string();
        let part = MessagePart { peer, place, sent: Some(submission.at), content: text.to_owned() };
        match self.parts.take(now, part) {
            Progress::Waiting => SubmissionKind::Part(place),
            Progress::Repeated => SubmissionKind::Repeated,
            Progress::Whole(parts) => SubmissionKind::New(parts.concat()),
        }
    }
}

#[cfg(test)]
mod tests;
