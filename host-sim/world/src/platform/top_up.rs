//! A top-up over the air (空中充值), exactly once. The money is set aside, the card is sent the credit, and the
//! card is asked until it proves the outcome. Money goes to the wallet on the card's receipt, and comes back on the
//! card's proof that the load can never happen; on nothing else.
//!
//! ```text
//! reserve ─ credit ─┬─ receipt ─────────────────────────── settle
//!                   ├─ refused ───────────────┐
//!                   └─ silence ─ prove ─┬─ receipt ────── settle
//!                                       └─ none ─ cancel ─┬─ done ─────── refund
//!                                                 ↑       └─ credited ─ prove …
//! ```

mod request;

use serde::{Deserialize, Serialize};
use sim_wire::Fen;
use sim_wire::message::{self, LoadAnswer, LoadReceipt};
use sim_wire::record::{TerminalNumber, TerminalTime, TransactionKind};

use super::amount::as_fen;
use super::books::Books;
use super::card_file::{Asn, CardFile};
use super::courier::Courier;
use super::entry::LoadChannel;
use super::errand::Next;
use super::notices::DeclinedError;
use super::number::Msisdn;
use super::rules::TopUpStep;
use super::script::{CardScript, ScriptOutcome};
use super::top_ups::TopUps;
use super::{life_cycle, texts};
use sim_device::sam::transaction::{CardSide, Online, TransferDirection};
use sim_device::sam::transaction_mac::TransactionRequest as Asked;
use sim_device::sam::{Mac, TacKey};

/// Number of a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TransferId(pub u64);

/// State of a top-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TopUpState {
    /// The money is set aside, and the card has not yet proved whether it has the load.
    UnderWay,
    /// The card has proved that it has the money.
    Settled,
    /// The card has proved that it never will have the money.
    Refunded,
    /// The card was replaced before it proved anything: the money stays with the card that was replaced.
    Stranded,
}

/// Request of a top-up under way to its card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TopUpPhase {
    /// The card is to credit the load.
    Crediting,
    /// The card is to send the receipt, which exists if the load was credited.
    Proving,
    /// The card is never to credit the load.
    Cancelling,
}

/// Top-up for which money was set aside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TopUp {
    /// Number of the transfer.
    pub id: TransferId,
    /// Number of the subscriber.
    pub number: Msisdn,
    /// Card that is topped up.
    pub asn: Asn,
    /// Channel through which the top-up was requested.
    pub channel: LoadChannel,
    /// Amount in fen.
    #[serde(with = "as_fen")]
    pub amount: Fen,
    /// Purse balance before the load, in fen.
    #[serde(with = "as_fen")]
    pub before: Fen,
    /// Online counter of the card before the load.
    pub counter: u16,
    /// Random number that the card drew for the load. A load that replaces this one has the same counter and another
    /// random number.
    #[serde(with = "hex::serde")]
    pub random: [u8; 4],
    /// Number of the terminal: the platform's own, or that of a hall.
    #[serde(default = "own_terminal", skip_serializing_if = "is_own_terminal", with = "hex::serde")]
    pub terminal: TerminalNumber,
    /// Time of the load as the card receives it, in BCD.
    #[serde(with = "hex::serde")]
    pub at: [u8; 7],
    /// State of the top-up.
    pub state: TopUpState,
    /// Number of times that the card answered that it has the load, without a right receipt.
    pub doubts: u32,
}

const fn own_terminal() -> TerminalNumber {
    message::TERMINAL
}

fn is_own_terminal(terminal: &TerminalNumber) -> bool {
    *terminal == own_terminal()
}

/// Order to set money aside for a load.
#[derive(Clone, Copy, Debug)]
pub(super) struct LoadOrder {
    /// Channel through which the load was requested.
    pub(super) channel: LoadChannel,
    /// Amount in fen.
    pub(super) amount: Fen,
    /// Number of the terminal before which the card began the load.
    pub(super) terminal: TerminalNumber,
}

impl LoadOrder {
    /// Makes the order for a load whose terminal is the platform itself.
    pub(super) const fn remote(channel: LoadChannel, amount: Fen) -> LoadOrder {
        LoadOrder { channel, amount, terminal: own_terminal() }
    }
}

/// Load for which money was set aside, with what the card needs to credit it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PaidLoad {
    /// Number of the transfer.
    pub(super) id: TransferId,
    /// Time of the load, in BCD.
    pub(super) at: [u8; 7],
    /// MAC2 of the host.
    pub(super) mac2: Mac,
}

impl PaidLoad {
    /// Returns the script that credits the load.
    pub(super) const fn credit(&self) -> CardScript {
        CardScript::Credit { at: self.at, mac2: self.mac2 }
    }
}

impl TopUp {
    /// Returns the script after which the card never credits this load.
    pub const fn cancel(&self) -> CardScript {
        CardScript::Cancel { counter: self.counter, random: self.random }
    }

    /// Returns the script that asks the card for the receipt of this load.
    pub(super) const fn prove(&self) -> CardScript {
        CardScript::Prove { counter: self.counter.saturating_add(1) }
    }

    /// Returns the phase of the top-up, by the script that is sent.
    pub(super) fn phase(&self, script: Option<&CardScript>) -> TopUpPhase {
        match script {
            Some(CardScript::Credit { .. }) => TopUpPhase::Crediting,
            Some(script) if *script == self.cancel() => TopUpPhase::Cancelling,
            _ => TopUpPhase::Proving,
        }
    }

    /// Returns whether the card's request shows that another load has replaced this one: the same counter with another
    /// random number. A card keeps one pending load, so this one can never be credited. Requests are taken in the order
    /// in which the card made them, so the other load is the later one. The answer to the website's invitation has no
    /// place in that order: a request may be older than the load that the invitation began.
    pub fn is_replaced_by(&self, counter: u16, random: [u8; 4]) -> bool {
        self.channel == LoadChannel::OverTheAir && self.counter == counter && self.random != random
    }

    /// Returns the load as the terminal's arithmetic takes it. The random number enters into the session key alone.
    pub(crate) fn online(&self, random: [u8; 4]) -> Online {
        let request = Asked { amount: self.amount, kind: TransactionKind::Load, terminal: self.terminal };
        let card = CardSide { balance: self.before, counter: self.counter, random };
        Online { direction: TransferDirection::Load, dated: request.at(TerminalTime(self.at)), card }
    }

    /// Returns the purse balance onto which the load was credited, if `receipt` is the card's receipt for this load.
    /// The receipt names the balance that its TAC covers. The holder may have spent some since the request, which the
    /// platform learns when the merchant uploads the purchase. A balance above the one that the card reported then is
    /// impossible. One TAC is computed, so that a forged receipt has one chance.
    fn credited_onto(&self, receipt: LoadReceipt, key: &TacKey) -> Option<Fen> {
        let before = receipt.balance.checked_sub(self.amount).filter(|before| *before <= self.before)?;
        let right = TopUp { before, ..self.clone() }.online([0; 4]).tac(key)?;
        (right == receipt.tac).then_some(before)
    }

    /// Returns the purse balance after the load, in fen.
    fn after(&self) -> Fen {
        self.before.checked_add(self.amount).unwrap_or(self.before)
    }
}

/// Returns whether the card has begun that load: MAC1 is over the amount and the card's answer.
fn has_begun(card: &CardFile, amount: Fen, answer: &LoadAnswer) -> bool {
    let request = Asked { amount, kind: TransactionKind::Load, terminal: message::TERMINAL };
    let side = CardSide { balance: answer.balance, counter: answer.counter, random: answer.random };
    // MAC1 is not over the time.
    let online = Online { direction: TransferDirection::Load, dated: request.at(TerminalTime([0; 7])), card: side };
    card.load_session(answer).is_some_and(|session| online.mac1(&session) == answer.mac1)
}

/// Checks whether card and account may load, apart from password, allowance, cash, MAC1 and other loads.
pub(super) fn may_load(books: &Books, card: &CardFile) -> Result<(), DeclinedError> {
    books.accounts.may_recharge(&card.number)?;
    if card.taken_back.is_some() {
        return Err(DeclinedError::BeingClosed);
    }
    life_cycle::check_open(card)
}

/// Desk that loads money onto cards.
pub(super) struct TopUpDesk<'a> {
    pub(super) courier: Courier<'a>,
    pub(super) books: &'a mut Books,
    pub(super) top_ups: &'a mut TopUps,
}

impl TopUpDesk<'_> {
    /// Sets the money of a load aside, if MAC1 is the card's own.
    pub(super) fn set_aside(
        &mut self,
        asn: Asn,
        LoadOrder { channel, amount, terminal }: LoadOrder,
        answer: &LoadAnswer,
    ) -> Result<PaidLoad, DeclinedError> {
        let now = self.courier.now;
        let card = self.courier.cards.get(&asn).ok_or(DeclinedError::NoCard)?;
        let number = card.number;
        if answer.counter < card.next_load {
            return Err(DeclinedError::Overtaken);
        }
        let id = TransferId(self.books.next_transfer());
        let transfer = TopUp {
            id,
            number,
            asn,
            channel,
            amount,
            before: answer.balance,
            counter: answer.counter,
            random: answer.random,
            terminal,
            at: now.record().0,
            state: TopUpState::UnderWay,
            doubts: 0,
        };
        let online = transfer.online(answer.random);
        let session = card.load_session(answer).filter(|session| online.mac1(session) == answer.mac1);
        let session = session.ok_or(DeclinedError::MacWrong)?;
        // A load that the purse or its counter has no room for could never be proved.
        if online.new_balance().is_none() || online.prove().is_none() {
            return Err(DeclinedError::CardFull);
        }
        self.books.reserve_load_by(channel, now, &number, amount, id.0)?;
        let paid = PaidLoad { id, at: transfer.at, mac2: online.mac2(&session) };
        self.top_ups.insert(transfer);
        Ok(paid)
    }

    /// Processes the card's answer to a script of a top-up.
    pub(super) fn take_answer(&mut self, id: TransferId, (script, outcome): (&CardScript, ScriptOutcome)) -> Next {
        let Some(top_up) = self.top_ups.get(&id) else { return Next::Over };
        let phase = self.phase(top_up);
        self.take_step(id, self.courier.settings.rules.step_after_answer(top_up, phase, (script, &outcome)))
    }

    /// Continues a top-up whose script was not answered in time.
    pub(super) fn miss_answer(&mut self, id: TransferId, script: &CardScript) -> Next {
        let Some(top_up) = self.top_ups.get(&id) else { return Next::Over };
        self.take_step(id, self.courier.settings.rules.step_after_silence(top_up, script))
    }

    /// Does the next step of a top-up.
    fn take_step(&mut self, id: TransferId, step: TopUpStep) -> Next {
        match step {
            TopUpStep::Ask(script) => Next::Asks(script),
            TopUpStep::CheckReceipt(receipt) => self.take_receipt(id, receipt),
            TopUpStep::Doubt => self.doubt(id),
            TopUpStep::Refund => self.refund(id),
            TopUpStep::Wait => Next::Waits,
        }
    }

    /// Returns the present phase of a top-up.
    fn phase(&self, transfer: &TopUp) -> TopUpPhase {
        let errand = self.courier.cards.get(&transfer.asn).and_then(|card| card.errands.first());
        transfer.phase(errand.map(|errand| &errand.script))
    }

    /// Settles the top-up if its receipt is right. A wrong receipt proves nothing either way.
    fn take_receipt(&mut self, id: TransferId, receipt: Option<LoadReceipt>) -> Next {
        let Some(transfer) = self.top_ups.get(&id) else { return Next::Over };
        let key = self.courier.cards.get(&transfer.asn).and_then(|card| card.tac_key());
        if let Some(before) = key.zip(receipt).and_then(|(key, receipt)| transfer.credited_onto(receipt, &key)) {
            self.top_ups.change(id, |transfer| transfer.before = before);
            return self.settle(id);
        }
        match self.phase(transfer) {
            TopUpPhase::Cancelling => Next::Waits,
            TopUpPhase::Crediting | TopUpPhase::Proving => Next::Asks(transfer.cancel()),
        }
    }

    /// Asks the card for the receipt after its answer that it has the load. The first such answer is followed up at
    /// once, later ones at the next try.
    fn doubt(&mut self, id: TransferId) -> Next {
        let doubted = self.top_ups.change(id, |transfer| {
            transfer.doubts = transfer.doubts.saturating_add(1);
            (transfer.doubts, transfer.prove())
        });
        match doubted {
            None => Next::Over,
            Some((1, prove)) => Next::Asks(prove),
            Some((_, prove)) => Next::AsksLater(prove),
        }
    }

    pub(super) fn settle(&mut self, id: TransferId) -> Next {
        if self.books.settle_load(self.courier.now, id.0).is_ok() {
            self.end(id, TopUpState::Settled);
        }
        Next::Over
    }

    pub(super) fn refund(&mut self, id: TransferId) -> Next {
        if self.books.refund_load(self.courier.now, id.0).is_ok() {
            self.end(id, TopUpState::Refunded);
        }
        Next::Over
    }

    /// Ends a transfer that is over in the books, and reports it to its owner.
    fn end(&mut self, id: TransferId, state: TopUpState) {
        self.top_ups.change(id, |transfer| transfer.state = state);
        let Some(transfer) = self.top_ups.get(&id) else { return };
        if state == TopUpState::Settled
            && let Some(card) = self.courier.cards.get_mut(&transfer.asn)
        {
            card.purse = transfer.after();
            card.next_load = transfer.counter.saturating_add(1);
        }
        let text = match state {
            TopUpState::Settled => texts::topped_up(transfer.amount),
            _ => texts::top_up_refunded(transfer.amount),
        };
        self.courier.say(transfer.number, &text);
    }
}
