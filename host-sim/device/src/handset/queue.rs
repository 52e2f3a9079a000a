//! APDUs that wait to be sent to the card, each with its purpose, and the one whose answer is awaited.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

/// Purpose of an APDU to the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Purpose {
    /// FETCH.
    Fetch,
    /// TERMINAL RESPONSE.
    Response,
    /// TERMINAL RESPONSE once more.
    RepeatedResponse,
    /// STATUS, which asks the card for a command.
    Poll,
    /// ENVELOPE TIMER EXPIRATION of that timer.
    TimerExpiration(u8),
    /// ENVELOPE with a short message for the card.
    Download,
    /// GET RESPONSE for the card's answer to a short message.
    DownloadData,
    /// APDU whose answer changes nothing.
    Other,
}

impl Purpose {
    /// Returns whether the APDU fetches or answers a proactive command.
    pub(super) const fn is_of_command(self) -> bool {
        matches!(self, Purpose::Fetch | Purpose::Response)
    }
}

/// APDUs for the card, in their order, and the purpose of the one that was sent last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct CommandQueue {
    waiting: VecDeque<(Purpose, Vec<u8>)>,
    /// Purpose of the APDU that was sent last; `None` if no answer is awaited.
    sent: Option<Purpose>,
}

impl CommandQueue {
    /// Takes the next APDU, whose answer is awaited from now on; `None` if none waits.
    pub(super) fn send_next(&mut self) -> Option<Vec<u8>> {
        let (purpose, apdu) = self.waiting.pop_front()?;
        self.sent = Some(purpose);
        Some(apdu)
    }

    /// Takes the purpose of the APDU that is answered; `None` if somebody else sent it.
    pub(super) const fn take_sent(&mut self) -> Option<Purpose> {
        self.sent.take()
    }

    /// Adds an APDU at the end.
    pub(super) fn push(&mut self, purpose: Purpose, apdu: Vec<u8>) {
        self.waiting.push_back((purpose, apdu));
    }

    /// Adds an APDU at the front.
    pub(super) fn push_front(&mut self, purpose: Purpose, apdu: Vec<u8>) {
        self.waiting.push_front((purpose, apdu));
    }

    /// Adds a FETCH at the front, but behind answers that are sent once more.
    pub(super) fn push_fetch(&mut self, apdu: Vec<u8>) {
        let is_repeated = |(purpose, _): &&(Purpose, Vec<u8>)| *purpose == Purpose::RepeatedResponse;
        let place = self.waiting.iter().take_while(is_repeated).count();
        self.waiting.insert(place, (Purpose::Fetch, apdu));
    }

    /// Returns whether nothing is to be sent.
    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Returns whether nothing is to be sent, and no answer is awaited.
    pub(super) fn is_at_rest(&self) -> bool {
        self.waiting.is_empty() && self.sent.is_none()
    }

    /// Returns whether a FETCH or a TERMINAL RESPONSE waits to be sent.
    pub(super) fn has_command_under_way(&self) -> bool {
        self.waiting.iter().any(|(purpose, _)| purpose.is_of_command())
    }
}
