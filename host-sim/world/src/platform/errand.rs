//! Errands: scripts that must arrive at a card. One errand of a card is under way and the others wait, so that the card
//! runs scripts in the order of the decisions.

use std::collections::{VecDeque, vec_deque};

use std::fmt;

use serde::{Deserialize, Serialize};
use sim_wire::lifecycle::LifeCycle;
use sim_wire::secured_packet::ResponseStatus;

use super::outbox::LetterId;
use super::script::CardScript;
use super::stored;
use super::top_up::TransferId;
use super::website::Invitation;
use sim_codec::time::Moment;

/// Purpose of a script.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// The wallet is to be moved to that state.
    State(#[serde(with = "stored::life_cycle")] LifeCycle),
    /// A load that is paid for is credited, proved, or cancelled.
    TopUp(TransferId),
    /// The card is to forget a load that the platform refused.
    Refusal,
    /// The radio is to be calibrated for a handset.
    Calibration,
    /// The operation PIN is to be reset to the initial one.
    OperationPin,
    /// The website invites the card to begin a load.
    Invitation(Invitation),
}

/// Script that was sent and is not answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentScript {
    /// Counter of the packet.
    pub counter: u64,
    /// Script in the packet.
    pub script: CardScript,
    /// Letters that carry the packet.
    pub letters: Vec<LetterId>,
}

/// Script that must arrive at its card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Errand {
    /// Purpose of the errand.
    pub purpose: Purpose,
    /// Script that is sent next.
    pub script: CardScript,
    /// Scripts that were sent and have not been answered.
    pub sent: Vec<SentScript>,
    /// Number of tries so far.
    pub tries: u32,
    /// Moment of the next try; `None` before the first.
    pub again: Option<Moment>,
}

/// Next step of an errand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// The errand is over.
    Over,
    /// The errand goes on with this script, at once.
    Asks(CardScript),
    /// The errand goes on with this script at the next try.
    AsksLater(CardScript),
    /// The errand waits as before.
    Waits,
}

/// Result of what a card sent as its proof of receipt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProofResult {
    /// The card's answer to a script, which has been taken.
    Answered,
    /// The card has the packet and could not run it, so that it is sent again in time.
    NotRun(ResponseStatus),
    /// The proof is the card's own, but answers no script that is still open.
    Stale,
    /// The packet is no proof, or not the card's own.
    Nothing,
}

impl fmt::Display for ProofResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ProofResult::Answered => f.write_str("the card proves what it did"),
            ProofResult::NotRun(status) => write!(f, "the card could not run it: {}", status.meaning()),
            ProofResult::Stale => f.write_str("a proof for which nobody waits"),
            ProofResult::Nothing => f.write_str("no proof"),
        }
    }
}

impl Errand {
    /// Creates an errand that has not begun.
    pub(super) const fn new(purpose: Purpose, script: CardScript) -> Errand {
        Errand { purpose, script, sent: Vec::new(), tries: 0, again: None }
    }

    /// Returns whether the errand has had its first try.
    pub(super) const fn has_begun(&self) -> bool {
        self.tries > 0
    }

    /// Returns whether the errand brings money to the card, now or later.
    const fn is_load(&self) -> bool {
        matches!(self.purpose, Purpose::TopUp(_) | Purpose::Invitation(_))
    }
}

/// Errands of a card, the first under way.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Errands(VecDeque<Errand>);

impl Errands {
    /// Returns the errand under way.
    pub fn first(&self) -> Option<&Errand> {
        self.0.front()
    }

    /// Returns the errands in their order.
    pub fn iter(&self) -> vec_deque::Iter<'_, Errand> {
        self.0.iter()
    }

    /// Returns the number of errands.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns whether there is no errand.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn first_mut(&mut self) -> Option<&mut Errand> {
        self.0.front_mut()
    }

    pub(super) fn push(&mut self, errand: Errand) {
        self.0.push_back(errand);
    }

    /// Ends the errand under way.
    pub(super) fn finish_first(&mut self) {
        self.0.pop_front();
    }

    /// Removes the errands that are given up.
    pub(super) fn withdraw(&mut self, is_given_up: impl Fn(&Errand) -> bool) {
        self.0.retain(|errand| !is_given_up(errand));
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// Removes the script that was sent under a counter from the errand under way and returns it, so that its proof
    /// counts once.
    pub(super) fn take_sent(&mut self, counter: u64) -> Option<(Purpose, CardScript)> {
        let errand = self.0.front_mut()?;
        let place = errand.sent.iter().position(|sent| sent.counter == counter)?;
        let sent = errand.sent.remove(place);
        Some((errand.purpose.clone(), sent.script))
    }

    /// Returns the state that the wallet is being moved to; `None` if no such move is open.
    pub(super) fn heading(&self) -> Option<LifeCycle> {
        self.0.iter().rev().find_map(|errand| match errand.purpose {
            Purpose::State(state) => Some(state),
            _ => None,
        })
    }

    /// Returns whether any errand brings money to the card, now or later.
    pub(super) fn are_loading(&self) -> bool {
        self.0.iter().any(Errand::is_load)
    }
}

impl<'e> IntoIterator for &'e Errands {
    type Item = &'e Errand;
    type IntoIter = vec_deque::Iter<'e, Errand>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}
