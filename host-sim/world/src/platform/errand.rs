//! Errands: scripts that must arrive. A script goes out under a fresh counter, and again under a higher one when no
//! proof comes in time, until the card has proved what became of it. Of each card one errand is under way and the
//! others wait, so that the card runs scripts in the order in which they were decided.

use serde::{Deserialize, Serialize};
use sim_wire::lifecycle::LifeCycle;
use sim_wire::secured_packet::ResponseStatus;

use super::card_file::{Asn, CardFile, Naming, Proof};
use super::outbox::LetterId;
use super::script::{Outcome, Script};
use super::stored;
use super::top_up::TransferId;
use super::web::Invitation;
use super::{Plant, Platform};
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
pub struct Sent {
    /// Its counter.
    pub counter: u64,
    /// What it says.
    pub script: Script,
    /// The letters that carry it.
    pub letters: Vec<LetterId>,
}

/// A script that must arrive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Errand {
    /// What for.
    pub purpose: Purpose,
    /// What is sent next.
    pub script: Script,
    /// What went out and has not been answered.
    pub sent: Vec<Sent>,
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
    Asks(Script),
    /// It goes on with this script, when it would have been asked again.
    AsksLater(Script),
    /// It waits as before.
    Waits,
}

/// What a delivery report told the platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// The card's answer to a script, which has been taken.
    Answered,
    /// The card has the packet and could not run it; it is sent again in time.
    NotRun(ResponseStatus),
    /// A proof of the card's own for which nobody waits any more.
    Stale,
    /// No proof, or one that is not the card's: nothing.
    Nothing,
}

impl Errand {
    /// An errand that has not begun.
    pub(super) const fn new(purpose: Purpose, script: Script) -> Errand {
        Errand { purpose, script, sent: Vec::new(), tries: 0, again: None }
    }

    /// Whether anything of it has left.
    pub(super) const fn has_begun(&self) -> bool {
        self.tries > 0
    }
}

impl Platform {
    /// Gives a card an errand: it begins at once, or when those before it are over.
    pub(super) fn charge(&mut self, now: Moment, asn: Asn, errand: Errand) {
        if let Some(card) = self.cards.get_mut(&asn) {
            card.errands.push_back(errand);
        }
        self.begin(now, asn);
    }

    /// Begins the first errand, if it has not begun.
    pub(super) fn begin(&mut self, now: Moment, asn: Asn) {
        if self.first(asn).is_some_and(|errand| !errand.has_begun()) {
            self.send(now, asn);
        }
    }

    /// The errand under way.
    pub(super) fn first(&self, asn: Asn) -> Option<&Errand> {
        self.cards.get(&asn)?.errands.front()
    }

    /// Sends the first errand's script under the next counter, and sets the time for the next try. Where nothing can be
    /// sent (the keys are not there), the time is set all the same.
    fn send(&mut self, now: Moment, asn: Asn) {
        let naming = self.naming();
        let Some(card) = self.cards.get_mut(&asn) else { return };
        let Some(script) = card.errands.front().map(|errand| errand.script.clone()) else { return };
        let sealed = script.commands(card).and_then(|commands| card.seals(&commands, naming));
        let number = card.number;
        let sent = sealed.map(|(counter, packet)| {
            let letters = self.outbox.packet(now, number, asn, (counter, &packet));
            Sent { counter, script, letters }
        });
        if let Some(errand) = card.errands.front_mut() {
            errand.sent.extend(sent);
            errand.tries = errand.tries.saturating_add(1);
            errand.again = Some(now.later(self.settings.patience(errand.tries)));
        }
    }

    /// A proof of receipt came from a card, in a delivery report or in a message of its own.
    pub(super) fn receive_proof(&mut self, now: Moment, asn: Asn, packet: &[u8]) -> Told {
        let naming = self.naming();
        let Some(card) = self.cards.get_mut(&asn) else { return Told::Nothing };
        let Some(proof) = card.open_proof(packet, naming) else { return Told::Nothing };
        if proof.status != ResponseStatus::OK {
            return Told::NotRun(proof.status);
        }
        let Some((purpose, script)) = taken(card, &proof) else { return Told::Stale };
        let outcome = match script.outcome(&proof.data) {
            // The card may yet do under a higher counter what it refused under this one. Of a top-up every word counts.
            Outcome::Refused(_) if proof.counter < card.sent && !matches!(purpose, Purpose::TopUp(_)) => {
                Outcome::Unclear
            }
            outcome => outcome,
        };
        let next = self.follow(now, asn, &purpose, (&script, outcome));
        self.go_on(now, asn, next);
        Told::Answered
    }

    /// What the answer to a script comes to, by what the script was for.
    fn follow(&mut self, now: Moment, asn: Asn, purpose: &Purpose, answer: (&Script, Outcome)) -> Next {
        match purpose {
            Purpose::State(state) => self.state_answered(now, asn, *state, answer.1),
            Purpose::TopUp(transfer) => self.top_up_answered(now, *transfer, answer),
            Purpose::Refusal => {
                if matches!(answer.1, Outcome::Unclear) {
                    Next::Waits
                } else {
                    Next::Over
                }
            }
            Purpose::Calibration => self.calibration_answered(now, asn, answer),
            Purpose::OperationPin => self.operation_pin_answered(now, asn, answer.1),
            Purpose::Invitation(invitation) => self.invitation_answered(now, asn, *invitation, answer.1),
        }
    }

    /// Whether scripts name their card.
    fn naming(&self) -> Naming {
        match self.settings.plant {
            Some(Plant::ScriptNamesNobody) => Naming::Nobody,
            _ => Naming::Card,
        }
    }

    fn go_on(&mut self, now: Moment, asn: Asn, next: Next) {
        let Some(errands) = self.cards.get_mut(&asn).map(|card| &mut card.errands) else { return };
        match next {
            Next::Waits => {}
            Next::Over => {
                errands.pop_front();
                self.begin(now, asn);
            }
            Next::Asks(script) => {
                errands.iter_mut().take(1).for_each(|errand| errand.script = script.clone());
                self.send(now, asn);
            }
            Next::AsksLater(script) => errands.iter_mut().take(1).for_each(|errand| errand.script = script.clone()),
        }
    }

    /// Time has passed without a proof: the first errand is asked again, or asks something else.
    pub(super) fn is_silent(&mut self, now: Moment, asn: Asn) {
        let Some(errand) = self.first(asn) else { return };
        let next = match (&errand.purpose, &errand.script) {
            (Purpose::TopUp(transfer), Script::Credit { .. }) => self.credit_unproved(now, *transfer),
            (Purpose::Invitation(invitation), _) if now >= invitation.until => {
                self.invitation_lapsed(now, asn, *invitation)
            }
            (_, script) => Next::Asks(script.clone()),
        };
        self.go_on(now, asn, next);
    }
}

/// Takes the script that a proof is for out of the first errand, so that the proof counts once.
fn taken(card: &mut CardFile, proof: &Proof) -> Option<(Purpose, Script)> {
    let errand = card.errands.front_mut()?;
    let place = errand.sent.iter().position(|sent| sent.counter == proof.counter)?;
    let sent = errand.sent.remove(place);
    Some((errand.purpose.clone(), sent.script))
}
