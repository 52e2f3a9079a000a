//! The APDUs that wait to be sent to the card, each with what it is for, and the one whose answer is awaited.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

/// What an APDU to the card is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Purpose {
    /// FETCH.
    Fetch,
    /// TERMINAL RESPONSE.
    Response,
    /// A TERMINAL RESPONSE once more.
    RepeatedResponse,
    /// STATUS, to hear whether the card has something.
    Poll,
    /// ENVELOPE that tells of the end of that timer.
    TimerExpiration(u8),
    /// ENVELOPE with a short message for the card.
    Download,
    /// GET RESPONSE for what the card says to a short message.
    DownloadData,
    /// Anything whose answer changes nothing.
    Other,
}

impl Purpose {
    /// Returns whether it belongs to a proactive command: it is being fetched or answered.
    pub(super) const fn is_of_command(self) -> bool {
        matches!(self, Purpose::Fetch | Purpose::Response)
    }
}

/// The APDUs for the card, in their order, and the purpose of the one that was sent last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct CommandQueue {
    waiting: VecDeque<(Purpose, Vec<u8>)>,
    /// `None` where no answer is awaited.
    sent: Option<Purpose>,
}

impl CommandQueue {
    /// Takes the APDU that is next; its answer is awaited from now on.
    pub(super) fn send_next(&mut self) -> Option<Vec<u8>> {
        let (purpose, apdu) = self.waiting.pop_front()?;
        self.sent = Some(purpose);
        Some(apdu)
    }

    /// Takes the purpose of the APDU that is answered; `None` where somebody else sent it.
    pub(super) const fn take_sent(&mut self) -> Option<Purpose> {
        self.sent.take()
    }

    /// Puts an APDU behind the others.
    pub(super) fn push(&mut self, purpose: Purpose, apdu: Vec<u8>) {
        self.waiting.push_back((purpose, apdu));
    }

    /// Puts an APDU before the others.
    pub(super) fn push_front(&mut self, purpose: Purpose, apdu: Vec<u8>) {
        self.waiting.push_front((purpose, apdu));
    }

    /// Puts a FETCH before the others, but behind answers that are sent once more.
    pub(super) fn push_fetch(&mut self, apdu: Vec<u8>) {
        let is_repeated = |(purpose, _): &&(Purpose, Vec<u8>)| *purpose == Purpose::RepeatedResponse;
        let place = self.waiting.iter().take_while(is_repeated).count();
        self.waiting.insert(place, (Purpose::Fetch, apdu));
    }

    /// Returns whether nothing is to be sent.
    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Returns whether nothing is to be sent, and no answer awaited.
    pub(super) fn is_at_rest(&self) -> bool {
        self.waiting.is_empty() && self.sent.is_none()
    }

    /// Returns whether a proactive command is to be fetched or answered.
    pub(super) fn has_command_under_way(&self) -> bool {
        self.waiting.iter().any(|(purpose, _)| purpose.is_of_command())
    }
}
