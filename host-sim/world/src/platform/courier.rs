//! The courier of the platform's scripts. A script goes out under a fresh counter. If no proof comes in time, it goes
//! out again under a higher one, until the card has proved its outcome.

use sim_wire::secured_packet::ResponseStatus;

use super::PlatformSettings;
use super::card_file::{Asn, CardFile};
use super::cards::Cards;
use super::errand::{Errand, Next, ProofResult, Purpose, SentScript};
use super::number::Msisdn;
use super::outbox::Outbox;
use super::script::{CardScript, ScriptOutcome};
use sim_codec::time::Moment;

/// Answer of a card to a script, proved by the card.
pub(super) struct ProvedAnswer {
    /// Purpose of the script.
    pub(super) purpose: Purpose,
    /// Script that is answered.
    pub(super) script: CardScript,
    /// Outcome of the script on the card.
    pub(super) outcome: ScriptOutcome,
}

/// Courier at a moment: sends scripts to cards, and texts to their subscribers.
pub(super) struct Courier<'a> {
    pub(super) now: Moment,
    pub(super) settings: &'a PlatformSettings,
    pub(super) cards: &'a mut Cards,
    pub(super) outbox: &'a mut Outbox,
}

impl Courier<'_> {
    /// Sends a text message to a subscriber.
    pub(super) fn say(&mut self, to: Msisdn, text: &str) {
        self.outbox.text(self.now, to, text);
    }

    /// Gives a card an errand, which starts at once or when those before it are over.
    pub(super) fn assign(&mut self, asn: Asn, errand: Errand) {
        if let Some(card) = self.cards.get_mut(&asn) {
            card.errands.push(errand);
        }
        self.start(asn);
    }

    /// Gives a card an errand that a hall is about to do over the contacts. The errand goes over the air if the hall
    /// does not come to the end in time.
    pub(super) fn assign_after_hall(&mut self, asn: Asn, errand: Errand) {
        let again = Some(self.now.later(self.settings.patience_first));
        if let Some(card) = self.cards.get_mut(&asn) {
            card.errands.push(Errand { again, ..errand });
        }
    }

    /// Starts the first errand, if it has not begun.
    pub(super) fn start(&mut self, asn: Asn) {
        let first = self.cards.get(&asn).and_then(|card| card.errands.first());
        if first.is_some_and(|errand| !errand.has_begun()) {
            self.send(asn);
        }
    }

    /// Sends the first errand's script under the next counter, and sets the time of the next try. If nothing can be
    /// sent because the keys are missing, the time is set all the same.
    fn send(&mut self, asn: Asn) {
        let rules = self.settings.rules;
        let Some(card) = self.cards.get_mut(&asn) else { return };
        let Some(script) = card.errands.first().map(|errand| errand.script.clone()) else { return };
        let sealed = script.commands(card).and_then(|commands| card.seal(&commands, rules));
        let number = card.number;
        let sent = sealed.map(|(counter, packet)| {
            let letters = self.outbox.packet(self.now, number, asn, (counter, &packet));
            SentScript { counter, script, letters }
        });
        if let Some(errand) = card.errands.first_mut() {
            errand.sent.extend(sent);
            errand.tries = errand.tries.saturating_add(1);
            errand.again = Some(self.now.later(self.settings.patience(errand.tries)));
        }
    }

    /// Shortens the wait of a card's first errand to that of a first try: the card has sent something, so the network
    /// reaches it.
    pub(super) fn hurry(&mut self, asn: Asn) {
        let soon = self.now.later(self.settings.patience_first);
        if let Some(errand) = self.cards.get_mut(&asn).and_then(|card| card.errands.first_mut()) {
            errand.again = errand.again.map(|again| again.min(soon));
        }
    }

    /// Opens a card's proof of receipt, and takes the script that it answers from the errand under way. Returns the
    /// result of any other packet as the error.
    pub(super) fn open(&mut self, asn: Asn, packet: &[u8]) -> Result<ProvedAnswer, ProofResult> {
        let rules = self.settings.rules;
        let Some(card) = self.cards.get_mut(&asn) else { return Err(ProofResult::Nothing) };
        let Some(proof) = card.open_proof(packet, rules) else { return Err(ProofResult::Nothing) };
        if proof.status != ResponseStatus::OK {
            return Err(ProofResult::NotRun(proof.status));
        }
        if proof.counter <= card.sent {
            card.proved = card.proved.max(proof.counter);
        }
        let Some((purpose, script)) = card.errands.take_sent(proof.counter) else { return Err(ProofResult::Stale) };
        let outcome = match script.outcome(&proof.data) {
            // The card may yet run under a higher counter the script that it refused under this one. In a top-up every
            // answer counts.
            ScriptOutcome::Refused(_) if proof.counter < card.sent && !matches!(purpose, Purpose::TopUp(_)) => {
                ScriptOutcome::Unclear
            }
            outcome => outcome,
        };
        Ok(ProvedAnswer { purpose, script, outcome })
    }

    /// Continues a card's errands as `next` says.
    pub(super) fn proceed(&mut self, asn: Asn, next: Next) {
        let Some(errands) = self.cards.get_mut(&asn).map(|card| &mut card.errands) else { return };
        match next {
            Next::Waits => {}
            Next::Over => {
                errands.finish_first();
                self.start(asn);
            }
            Next::Asks(script) => {
                errands.first_mut().into_iter().for_each(|errand| errand.script = script.clone());
                self.send(asn);
            }
            Next::AsksLater(script) => {
                errands.first_mut().into_iter().for_each(|errand| errand.script = script.clone())
            }
        }
    }

    /// Sends a text about an errand to the card's subscriber.
    pub(super) fn tell(&mut self, asn: Asn, text: &str) {
        if let Some(number) = self.cards.get(&asn).map(|card: &CardFile| card.number) {
            self.say(number, text);
        }
    }
}
