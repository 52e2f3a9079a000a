//! Errands: scripts that must arrive at a card. Of each card one errand is under way and the others wait, so that the
//! card runs scripts in the order in which they were decided.

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

/// What a script is sent for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// The wallet is to be in that state.
    State(#[serde(with = "stored::life_cycle")] LifeCycle),
    /// A load that is paid for: credited, proved, or cancelled.
    TopUp(TransferId),
    /// A load that the platform refused is to be forgotten.
    Refusal,
    /// A handset's distance.
    Calibration,
    /// The operation PIN is to be the first one again.
    OperationPin,
    /// A load from the website.
    Invitation(Invitation),
}

/// A script that went out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentScript {
    /// Its counter.
    pub counter: u64,
    /// What it says.
    pub script: CardScript,
    /// The letters that carry it.
    pub letters: Vec<LetterId>,
}

/// A script that must arrive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Errand {
    /// What for.
    pub purpose: Purpose,
    /// What is sent next.
    pub script: CardScript,
    /// What went out and has not been answered.
    pub sent: Vec<SentScript>,
    /// How often something went out.
    pub tries: u32,
    /// When it is asked again; not before it has been sent.
    pub again: Option<Moment>,
}

/// What becomes of an errand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// It is over.
    Over,
    /// It goes on with this script, at once.
    Asks(CardScript),
    /// It goes on with this script, when it would have been asked again.
    AsksLater(CardScript),
    /// It waits as before.
    Waits,
}

/// The result of what a card sent as its proof of receipt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProofResult {
    /// The card's answer to a script, which has been taken.
    Answered,
    /// The card has the packet and could not run it; it is sent again in time.
    NotRun(ResponseStatus),
    /// A proof of the card's own for which nobody waits any more.
    Stale,
    /// No proof, or one that is not the card's: nothing.
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
    /// An errand that has not begun.
    pub(super) const fn new(purpose: Purpose, script: CardScript) -> Errand {
        Errand { purpose, script, sent: Vec::new(), tries: 0, again: None }
    }

    /// Whether anything of it has left.
    pub(super) const fn has_begun(&self) -> bool {
        self.tries > 0
    }

    /// Whether money is on its way to the card by it, or will be.
    const fn is_load(&self) -> bool {
        matches!(self.purpose, Purpose::TopUp(_) | Purpose::Invitation(_))
    }
}

/// The errands of a card, the first under way.
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

    /// Returns how many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
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

    /// Takes out the errands that are given up.
    pub(super) fn withdraw(&mut self, is_given_up: impl Fn(&Errand) -> bool) {
        self.0.retain(|errand| !is_given_up(errand));
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// Takes the script that went out under a counter out of the errand under way, so that its proof counts once.
    pub(super) fn take_sent(&mut self, counter: u64) -> Option<(Purpose, CardScript)> {
        let errand = self.0.front_mut()?;
        let place = errand.sent.iter().position(|sent| sent.counter == counter)?;
        let sent = errand.sent.remove(place);
        Some((errand.purpose.clone(), sent.script))
    }

    /// The state that the wallet is being moved to, where that has not been proved yet.
    pub(super) fn heading(&self) -> Option<LifeCycle> {
        self.0.iter().rev().find_map(|errand| match errand.purpose {
            Purpose::State(state) => Some(state),
            _ => None,
        })
    }

    /// Whether money is on its way to the card, or will be.
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
