//! Checks of the world behind the handset: the ledger, the account, the platform, the messages under way and the inbox.

use super::expect;
use super::player::{Player, StepResult};
use super::sight::Sight;
use crate::trace::outcome::{MismatchAdvice, MismatchSubject, SightContent};
use crate::walk::syntax::{Expectation, ExpectedMessage, Wording, WorldFact};
use crate::walk::world_view::{WorldView, message_text};
use sim_codec::quotation::quote;
use sim_device::handset::ReceivedMessage;

impl Player {
    /// Checks a fact of the world.
    pub(super) fn world_fact(&self, wanted: WorldFact) -> StepResult {
        let actual = self.world_as_it_is(wanted);
        if actual == wanted {
            return Ok(());
        }
        let sight = Sight::of(&self.screen()).what(MismatchSubject::Platform).expected(wanted.to_string());
        let sight = match (wanted, self.now.world.audit()) {
            (WorldFact::BooksHold(_), Err(findings)) => sight.help(MismatchAdvice::Findings(findings)),
            _ => sight,
        };
        Err(sight.but(actual.to_string()))
    }

    /// Returns the fact of the same kind as `wanted` that holds now.
    pub(super) fn world_as_it_is(&self, wanted: WorldFact) -> WorldFact {
        WorldView { world: &self.now.world, number: self.number }.fact(wanted)
    }

    /// Returns the messages in the inbox.
    pub(super) fn inbox(&self) -> &[ReceivedMessage] {
        self.handset().map_or(&[], |handset| handset.inbox().messages())
    }

    /// Returns the number of messages in the inbox that were not looked at.
    pub(super) fn unread(&self) -> usize {
        self.inbox().len().saturating_sub(self.now.heard)
    }

    /// Marks all messages in the inbox as looked at.
    pub(super) fn read_all(&mut self) {
        self.now.heard = self.inbox().len();
    }

    /// Checks the next message that was not looked at.
    pub(super) fn message(&mut self, wanted: &ExpectedMessage) -> StepResult {
        let sight = Sight::of(&self.screen()).what(MismatchSubject::InboxMessage);
        let Some(message) = self.inbox().get(self.now.heard) else {
            return Err(sight.expected(wanted.to_string()).but(SightContent::NoUnreadMessage));
        };
        let (from, text) = (message.from.number.clone(), message_text(message));
        let is_worded = wanted.wording.as_ref().is_none_or(|wording| expect::is_worded(wording, &text, &text));
        if is_worded && wanted.from.as_ref().is_none_or(|wanted| *wanted == from) {
            self.now.heard += 1;
            return Ok(());
        }
        // Side by side, the first difference can be marked.
        match &wanted.wording {
            Some(Wording::Exactly(wanted) | Wording::Contains(wanted)) if !is_worded => {
                Err(sight.expected(quote(wanted)).but(quote(&text)))
            }
            _ => Err(sight.expected(wanted.to_string()).but(format!("message from {from} {}", quote(&text)))),
        }
    }

    /// Returns the expectation that the next message meets; `None` for a pattern, or if there is no message.
    pub(super) fn message_as_it_is(&mut self, wanted: &ExpectedMessage) -> Option<Expectation> {
        let message = self.inbox().get(self.now.heard)?;
        let from = wanted.from.is_some().then(|| message.from.number.clone());
        let wording = match &wanted.wording {
            None => None,
            // What a pattern leaves open, a text would pin.
            Some(Wording::Matching(_)) => return None,
            Some(Wording::Exactly(_)) => Some(Wording::Exactly(message_text(message))),
            Some(Wording::Contains(_)) => Some(Wording::Contains(message_text(message))),
        };
        self.now.heard += 1;
        Some(Expectation::Message(ExpectedMessage { from, wording }))
    }
}
