//! Another program as the handset's screen and keys, such as the computer behind a modem (3GPP TS 27.007 §12.2). The
//! card's dialogs go to the host as they are, and its answers go to the card. The handset goes on doing what needs no
//! person: polls, timers, local information, short messages.
//!
//! A host that leaves, or does not answer, loses nothing: the handset then takes the command itself.

use serde::{Deserialize, Serialize};

use sim_wire::instruction::Instruction;
use sim_wire::proactive::CommandDetails;

use super::queue::Purpose;
use super::{Handset, Model};
use sim_codec::cat::command::Action;
use sim_codec::cat::{ProactiveCommand, TerminalResponse, command, response};

mod store;

pub(super) use store::MessageStore;
pub use store::{STORED_MAX, StoredMessage};

/// Milliseconds in which a host answers a command that needs no person, and one that a person answers.
const SETUP_MS: u32 = 30_000;
const DIALOG_MS: u32 = 300_000;

/// First general result that is no success (TS 102 223 §8.12).
const NO_SUCCESS: u8 = 0x10;

/// News for the host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HostNotice {
    /// The card's command, as it was fetched, which the host is to answer.
    Command(Vec<u8>),
    /// The card has no further command in this session.
    SessionEnd,
    /// A short message came, which is stored under that index.
    Message(u16),
}

/// Reason for which a host's answer does not go to the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HostAnswerError {
    /// The host was asked nothing.
    #[error("no command of the card waits for an answer")]
    NoCommand,
    /// The octets are no TERMINAL RESPONSE.
    #[error("this is no TERMINAL RESPONSE")]
    NoResponse,
    /// The answer has the details of another command.
    #[error("this TERMINAL RESPONSE answers another command")]
    OtherCommand,
    /// No APDU holds the answer.
    #[error("this TERMINAL RESPONSE is longer than 255 octets")]
    TooLong,
}

/// Presence of a host.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
enum HostPresence {
    /// There is none.
    #[default]
    Absent,
    /// A host is there, and takes the card's dialogs.
    Answering,
    /// A host is there, and has left a command of the card's unanswered.
    Silent,
}

/// Command that waits for the host.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct HostCommand {
    #[serde(with = "hex::serde")]
    octets: Vec<u8>,
    /// Milliseconds that the handset still waits for the host.
    left_ms: u32,
}

/// Line to the host.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct HostLine {
    presence: HostPresence,
    command: Option<HostCommand>,
    /// Set from a session's first command for the host to the session's end.
    in_session: bool,
    /// Messages that came since a host was first there.
    store: MessageStore,
    /// News that the host has not taken. Not kept.
    #[serde(skip)]
    notices: Vec<HostNotice>,
}

impl HostLine {
    /// Returns whether there has never been a host.
    pub(super) fn is_unused(&self) -> bool {
        *self == HostLine::default()
    }

    /// Returns whether a command waits for the host.
    pub(super) const fn has_command(&self) -> bool {
        self.command.is_some()
    }

    /// Returns the line behind a restart of the handset.
    pub(super) fn restarted(&self) -> HostLine {
        let presence = match self.presence {
            HostPresence::Absent => HostPresence::Absent,
            HostPresence::Answering | HostPresence::Silent => HostPresence::Answering,
        };
        let is_message = |notice: &&HostNotice| matches!(notice, HostNotice::Message(_));
        let notices = self.notices.iter().filter(is_message).cloned().collect();
        HostLine { presence, command: None, in_session: false, store: self.store.clone(), notices }
    }

    /// Notes that the card has no further command.
    pub(super) fn end_session(&mut self) {
        if std::mem::take(&mut self.in_session) && self.presence != HostPresence::Absent {
            self.notices.push(HostNotice::SessionEnd);
        }
    }

    /// Drops the news, which are history.
    pub(super) fn forget_notices(&mut self) {
        self.notices.clear();
    }

    /// Stores a message that came, if there has ever been a host.
    pub(super) fn take_message(&mut self, message: impl FnOnce() -> StoredMessage) {
        if let Some(index) = self.store.take(message)
            && self.presence != HostPresence::Absent
        {
            self.notices.push(HostNotice::Message(index));
        }
    }

    /// Lets time pass; returns the command that the host has not answered in time.
    pub(super) fn pass(&mut self, ms: u32) -> Option<Vec<u8>> {
        let command = self.command.as_mut()?;
        command.left_ms = command.left_ms.saturating_sub(ms);
        if command.left_ms > 0 {
            return None;
        }
        self.presence = HostPresence::Silent;
        self.take_back()
    }

    /// Takes the command back from the host.
    fn take_back(&mut self) -> Option<Vec<u8>> {
        self.in_session = false;
        self.notices.retain(|notice| !matches!(notice, HostNotice::Command(_)));
        self.command.take().map(|command| command.octets)
    }

    /// Returns whether both bring the same future.
    pub(super) fn has_same_future(&self, other: &HostLine) -> bool {
        let HostLine { presence, command, in_session, store, notices: _ } = self;
        (presence, command, in_session, store) == (&other.presence, &other.command, &other.in_session, &other.store)
    }
}

/// Returns the milliseconds in which a host answers a command; `None` if the handset carries it out by itself.
fn patience(action: &Action) -> Option<u32> {
    match action {
        Action::SetupMenu(_) | Action::SetupIdleModeText(_) | Action::LanguageNotification(_) => Some(SETUP_MS),
        Action::DisplayText(_)
        | Action::GetInkey(_)
        | Action::GetInput(_)
        | Action::SelectItem(_)
        | Action::PlayTone(_)
        | Action::SetupCall(_)
        | Action::LaunchBrowser(_) => Some(DIALOG_MS),
        _ => None,
    }
}

/// Returns the command that a host is to answer, and the time that it has; `None` for any other octets.
fn for_host(octets: &[u8], model: &Model) -> Option<(ProactiveCommand, u32)> {
    let command = command::parse(octets).ok()?;
    let left_ms = patience(&command.action)?;
    model.refusal(&command).is_none().then_some((command, left_ms))
}

impl Handset {
    /// Lets a host take the card's dialogs from now on. A command that was shown already stays on the screen.
    pub fn attach_host(&mut self) {
        self.host.presence = HostPresence::Answering;
        self.host.store.open();
    }

    /// Ends the host's part: the handset takes the dialogs itself, also the one that waits for the host.
    pub fn detach_host(&mut self) {
        self.host.presence = HostPresence::Absent;
        self.host.notices.clear();
        if let Some(octets) = self.host.take_back() {
            self.take_command(&octets);
        }
    }

    /// Returns whether a host is there.
    pub fn has_host(&self) -> bool {
        self.host.presence != HostPresence::Absent
    }

    /// Returns whether the host has left a command of the card's unanswered since it is there.
    pub fn has_silent_host(&self) -> bool {
        self.host.presence == HostPresence::Silent
    }

    /// Returns the command that waits for the host; `None` if none waits.
    pub fn host_command(&self) -> Option<&[u8]> {
        self.host.command.as_ref().map(|command| command.octets.as_slice())
    }

    /// Tells the host once more of the command that waits for it, as a host may have been too early for it.
    pub fn remind_host(&mut self) {
        let is_command = |notice: &HostNotice| matches!(notice, HostNotice::Command(_));
        if let Some(command) = &self.host.command
            && !self.host.notices.iter().any(is_command)
        {
            self.host.notices.push(HostNotice::Command(command.octets.clone()));
        }
    }

    /// Returns whether there is news for the host.
    pub fn has_host_notices(&self) -> bool {
        !self.host.notices.is_empty()
    }

    /// Takes the news for the host.
    pub fn take_host_notices(&mut self) -> Vec<HostNotice> {
        std::mem::take(&mut self.host.notices)
    }

    /// Takes the host's TERMINAL RESPONSE to the command that waits.
    pub fn answer_for_host(&mut self, octets: &[u8]) -> Result<(), HostAnswerError> {
        let waiting = self.host.command.as_ref().ok_or(HostAnswerError::NoCommand)?;
        let command = command::parse(&waiting.octets).map_err(|_| HostAnswerError::NoCommand)?;
        let answer = response::parse(octets).map_err(|_| HostAnswerError::NoResponse)?;
        if !answers(&answer, command.details.value) {
            return Err(HostAnswerError::OtherCommand);
        }
        let apdu = self.speech.apdu(Instruction::TerminalResponse, octets).ok_or(HostAnswerError::TooLong)?;
        self.host.command = None;
        self.host.presence = HostPresence::Answering;
        if answer.results.first().is_some_and(|result| result.value.result < NO_SUCCESS) {
            self.set_up(&command);
        }
        self.queue.push_front(Purpose::Response, apdu);
        Ok(())
    }

    /// Gives a command that was fetched to the host; returns `false` if the handset is to take it.
    pub(super) fn give_to_host(&mut self, octets: &[u8]) -> bool {
        if self.host.presence != HostPresence::Answering {
            return false;
        }
        let Some((_, left_ms)) = for_host(octets, &self.model) else { return false };
        self.host.command = Some(HostCommand { octets: octets.to_vec(), left_ms });
        self.host.in_session = true;
        self.host.notices.push(HostNotice::Command(octets.to_vec()));
        true
    }

    /// Returns the messages that came since a host was first there, by index.
    pub fn stored_messages(&self) -> &[StoredMessage] {
        self.host.store.messages()
    }

    /// Marks a stored message as read; returns `false` if there is none of that index.
    pub fn mark_message_read(&mut self, index: u16) -> bool {
        self.host.store.mark_read(index)
    }

    /// Deletes a stored message; returns `false` if there is none of that index. The person's inbox keeps it.
    pub fn delete_stored_message(&mut self, index: u16) -> bool {
        self.host.store.remove(index)
    }
}

/// Returns whether a TERMINAL RESPONSE has the details of a command.
fn answers(response: &TerminalResponse, details: CommandDetails) -> bool {
    response.details.value == details
}

#[cfg(test)]
mod tests;
