//! A top-up over the air (空中充值), exactly once: the money is set aside, the card is sent the credit, and what became
//! of it is asked until the card proves it. Money goes to the wallet on the card's receipt and comes back on the card's
//! proof that the load can never happen; on nothing else.
//!
//! ```text
//! reserve ─ credit ─┬─ receipt ─────────────────────────── settle
//!                   ├─ refused ───────────────┐
//!                   └─ silence ─ prove ─┬─ receipt ────── settle
//!                                       └─ none ─ cancel ─┬─ done ─────── refund
//!                                                 ↑       └─ credited ─ prove …
//! ```

use serde::{Deserialize, Serialize};
use sim_wire::Fen;
use sim_wire::message::{self, LoadAnswer, LoadReceipt};
use sim_wire::record::{Timestamp, TransactionKind};
use sim_wire::status::StatusWord;

use super::amount::as_fen;
use super::card_file::{Asn, CardFile};
use super::entry::LoadChannel;
use super::errand::{Errand, Next, Purpose};
use super::notices::{self, DeclinedError};
use super::number::Msisdn;
use super::password::PayPassword;
use super::script::{Outcome, Script};
use super::{Plant, Platform, texts};
use sim_codec::time::Moment;
use sim_device::sam::TacKey;
use sim_device::sam::transaction::{CardSide, Direction, Online};
use sim_device::sam::transaction_mac::Request as Asked;

/// The number of a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TransferId(pub u64);

/// Where a transfer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TopUpState {
    /// The money is set aside; nobody knows yet whether the card has it.
    UnderWay,
    /// The card has proved that it has the money.
    Settled,
    /// The card has proved that it never will have it.
    Refunded,
}

/// A top-up for which money was set aside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TopUp {
    /// Its number.
    pub id: TransferId,
    /// Whose.
    pub number: Msisdn,
    /// Onto which card.
    pub asn: Asn,
    /// How it was asked for.
    pub channel: LoadChannel,
    /// How much.
    #[serde(with = "as_fen")]
    pub amount: Fen,
    /// What was in the purse before.
    #[serde(with = "as_fen")]
    pub before: Fen,
    /// The card's online counter before.
    pub counter: u16,
    /// The card's random number. A load that took this one's place has the same counter and another number.
    #[serde(with = "hex::serde")]
    pub random: [u8; 4],
    /// When, as the card is told.
    #[serde(with = "hex::serde")]
    pub at: [u8; 7],
    /// Where it stands.
    pub state: TopUpState,
    /// How often the card said that it had the load, without a receipt that is right.
    pub doubts: u32,
}

impl TopUp {
    /// The script after which the card never credits this load.
    pub const fn cancel(&self) -> Script {
        Script::Cancel { counter: self.counter, random: self.random }
    }

    /// Whether the card's request shows that it has begun another load in place of this one: under the same counter,
    /// with another random number. A card keeps one load that waits, so this one can never be credited. Requests
    /// are heard in the order in which the card made them, so the other load is the later one; the answer to the
    /// website's invitation has no place in that order, and a request may be older than the load that the
    /// invitation began.
    pub fn is_replaced_by(&self, counter: u16, random: [u8; 4]) -> bool {
        self.channel == LoadChannel::OverTheAir && self.counter == counter && self.random != random
    }

    /// The load as the terminal's arithmetic knows it. The random number makes the session key and nothing else.
    fn online(&self, random: [u8; 4]) -> Online {
        let request = Asked { amount: self.amount, kind: TransactionKind::Load, terminal: message::TERMINAL };
        let card = CardSide { balance: self.before, counter: self.counter, random };
        Online { direction: Direction::Load, dated: request.at(Timestamp(self.at)), card }
    }

    /// What was in the purse when the load was credited, if that is the card's receipt for it. The receipt says over
    /// which balance its TAC is: the holder may have spent some since the load was asked for, of which the platform
    /// hears when the merchant uploads it. More than the card told then cannot have been there. One TAC is
    /// computed, so that a forged one has one chance.
    fn credited_onto(&self, receipt: LoadReceipt, key: &TacKey) -> Option<Fen> {
        let before = receipt.balance.checked_sub(self.amount).filter(|before| *before <= self.before)?;
        let right = TopUp { before, ..self.clone() }.online([0; 4]).tac(key)?;
        (right == receipt.tac).then_some(before)
    }

    /// What would be in the purse afterwards.
    fn after(&self) -> Fen {
        self.before.checked_add(self.amount).unwrap_or(self.before)
    }
}

/// Whether the card has begun that load: MAC1 is over the amount and what the card answered.
fn has_begun(card: &CardFile, amount: Fen, answer: &LoadAnswer) -> bool {
    let request = Asked { amount, kind: TransactionKind::Load, terminal: message::TERMINAL };
    let side = CardSide { balance: answer.balance, counter: answer.counter, random: answer.random };
    // MAC1 is not over the time.
    let online = Online { direction: Direction::Load, dated: request.at(Timestamp([0; 7])), card: side };
    card.load_session(answer).is_some_and(|session| online.mac1(&session) == answer.mac1)
}

impl Platform {
    /// A card asks for a top-up. It is either paid for and begun, or refused with a reason and cancelled on the card.
    pub(super) fn tops_up(
        &mut self,
        now: Moment,
        asn: Asn,
        (amount, password): (Fen, Result<PayPassword, DeclinedError>),
        answer: &LoadAnswer,
    ) {
        let Some(card) = self.cards.get_mut(&asn) else { return };
        let number = card.number;
        if answer.counter >= card.next_load {
            card.purse = answer.balance;
        }
        // The card has put this load in the place of any other: what was to be forgotten is forgotten.
        card.errands.retain(|errand| errand.purpose != Purpose::Refusal);
        let declines_second = self.settings.plant == Some(Plant::SecondTopUpDeclined);
        if !declines_second {
            self.refund_replaced(now, asn, amount, answer);
        }
        let is_in_the_way =
            if declines_second { self.is_loading(asn) } else { self.is_loading_from(asn, answer.counter) };
        let allowed = self.may_load(asn).and_then(|()| {
            if is_in_the_way {
                return Err(DeclinedError::UnderWay);
            }
            self.books.authorise(now, &number, &password?, Plant::TopUpWithoutPassword)?;
            self.sets_aside(now, asn, (LoadChannel::OverTheAir, amount), answer)
        });
        match allowed {
            Ok((transfer, credit)) => self.charge(now, asn, Errand::new(Purpose::TopUp(transfer), credit)),
            Err(declined) => {
                self.say(now, number, &texts::top_up_refused(&notices::reason(&declined)));
                let cancel = Script::Cancel { counter: answer.counter, random: answer.random };
                self.charge(now, asn, Errand::new(Purpose::Refusal, cancel));
            }
        }
        self.begin(now, asn);
    }

    /// Refunds the top-up whose place the card has given to another: the card's own request, with the right MAC1, under
    /// the same counter and with another random number, proves that the earlier one can never be credited.
    fn refund_replaced(&mut self, now: Moment, asn: Asn, amount: Fen, answer: &LoadAnswer) {
        if !self.cards.get(&asn).is_some_and(|card| has_begun(card, amount, answer)) {
            return;
        }
        let is_replaced = |open: &&TopUp| open.is_replaced_by(answer.counter, answer.random);
        let Some(id) = self.transfers.under_way(asn).find(is_replaced).map(|open| open.id) else { return };
        self.refunds(now, id);
        if let Some(card) = self.cards.get_mut(&asn) {
            card.errands.retain(|errand| errand.purpose != Purpose::TopUp(id));
        }
    }

    /// What is in the way of a load, password, allowance, cash, MAC1 and other loads aside.
    fn may_load(&self, asn: Asn) -> Result<(), DeclinedError> {
        let card = self.cards.get(&asn).ok_or(DeclinedError::NoCard)?;
        self.books.accounts.may_recharge(&card.number)?;
        self.only_open(asn)
    }

    /// What is in the way of a load from the website, password, allowance, cash and MAC1 aside.
    pub(super) fn may_top_up(&self, asn: Asn) -> Result<(), DeclinedError> {
        self.may_load(asn)?;
        if self.is_loading(asn) { Err(DeclinedError::UnderWay) } else { Ok(()) }
    }

    /// Whether a load is under way that a request under this counter has to give way to: one that the card was invited
    /// to, or one under the same counter. The fate of a load under an earlier counter is sealed, and the errands
    /// keep the order.
    fn is_loading_from(&self, asn: Asn, counter: u16) -> bool {
        let blocks = |errand: &Errand| match errand.purpose {
            Purpose::TopUp(id) => self.transfers.get(&id).is_some_and(|transfer| transfer.counter >= counter),
            Purpose::Invitation(_) => true,
            _ => false,
        };
        self.cards.get(&asn).is_some_and(|card| card.errands.iter().any(blocks))
    }

    /// Whether money is on its way to the card, or will be.
    pub(super) fn is_loading(&self, asn: Asn) -> bool {
        let loads = |errand: &Errand| matches!(errand.purpose, Purpose::TopUp(_) | Purpose::Invitation(_));
        self.cards.get(&asn).is_some_and(|card| card.errands.iter().any(loads))
    }

    /// Sets the money of a load aside, if MAC1 is the card's own; gives the transfer and the credit for the card.
    pub(super) fn sets_aside(
        &mut self,
        now: Moment,
        asn: Asn,
        (channel, amount): (LoadChannel, Fen),
        answer: &LoadAnswer,
    ) -> Result<(TransferId, Script), DeclinedError> {
        let card = self.cards.get(&asn).ok_or(DeclinedError::NoCard)?;
        let number = card.number;
        if answer.counter < card.next_load {
            return Err(DeclinedError::Overtaken);
        }
        let id = self.transfers.next_id();
        let transfer = TopUp {
            id,
            number,
            asn,
            channel,
            amount,
            before: answer.balance,
            counter: answer.counter,
            random: answer.random,
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
        let credit = Script::Credit { at: transfer.at, mac2: online.mac2(&session) };
        self.transfers.insert(transfer);
        Ok((id, credit))
    }

    /// What the card's answer to a script of a top-up comes to.
    pub(super) fn top_up_answered(&mut self, now: Moment, id: TransferId, answer: (&Script, Outcome)) -> Next {
        let Some(transfer) = self.transfers.get(&id) else { return Next::Over };
        let (counter, asn, cancel) = (transfer.counter, transfer.asn, transfer.cancel());
        let asks = self.first(asn).map(|errand| errand.script.clone());
        let is_cancelling = asks.as_ref() == Some(&cancel);
        match answer {
            (Script::Credit { .. } | Script::Prove { .. }, Outcome::Done(data)) => {
                let receipt = data.first_chunk().map(LoadReceipt::parse);
                self.receipt(now, id, receipt, is_cancelling)
            }
            (Script::Credit { .. }, Outcome::Refused(_)) if self.settings.plant == Some(Plant::RefundOnRefusal) => {
                self.refunds(now, id)
            }
            // What was not credited may still be on its way: only a cancel makes sure.
            (Script::Credit { .. } | Script::Prove { .. }, Outcome::Refused(_)) if !is_cancelling => Next::Asks(cancel),
            (Script::Cancel { .. }, Outcome::Done(_)) => self.refunds(now, id),
            (Script::Cancel { .. }, Outcome::Refused(StatusWord::CONDITIONS_NOT_SATISFIED)) if is_cancelling => {
                self.doubt(id)
            }
            (Script::Credit { .. }, Outcome::Unclear) if !is_cancelling => {
                Next::Asks(Script::Prove { counter: counter.saturating_add(1) })
            }
            _ => Next::Waits,
        }
    }

    /// A receipt settles the top-up if it is right. One that is wrong proves nothing either way.
    fn receipt(&mut self, now: Moment, id: TransferId, receipt: Option<LoadReceipt>, is_cancelling: bool) -> Next {
        let Some(transfer) = self.transfers.get(&id) else { return Next::Over };
        let (cancel, key) = (transfer.cancel(), self.cards.get(&transfer.asn).and_then(|card| card.tac_key()));
        if let Some(before) = key.zip(receipt).and_then(|(key, receipt)| transfer.credited_onto(receipt, &key)) {
            self.transfers.change(id, |transfer| transfer.before = before);
            return self.settle_or_wait(now, id);
        }
        if is_cancelling { Next::Waits } else { Next::Asks(cancel) }
    }

    /// The card says that it has the load: it is asked for the receipt, at once when it says so for the first time.
    fn doubt(&mut self, id: TransferId) -> Next {
        let doubted = self.transfers.change(id, |transfer| {
            transfer.doubts = transfer.doubts.saturating_add(1);
            (transfer.doubts, transfer.counter)
        });
        let Some((doubts, counter)) = doubted else { return Next::Over };
        let prove = Script::Prove { counter: counter.saturating_add(1) };
        if doubts == 1 { Next::Asks(prove) } else { Next::AsksLater(prove) }
    }

    fn settle_or_wait(&mut self, now: Moment, id: TransferId) -> Next {
        let settled = self.books.settle_load(now, id.0);
        self.end(now, id, TopUpState::Settled, settled.is_ok())
    }

    fn refunds(&mut self, now: Moment, id: TransferId) -> Next {
        let refunded = self.books.refund_load(now, id.0);
        self.end(now, id, TopUpState::Refunded, refunded.is_ok())
    }

    /// The transfer is over, in the books and here, and its owner hears of it. If the books say that it was over
    /// before, it stays as it was.
    fn end(&mut self, now: Moment, id: TransferId, state: TopUpState, posted: bool) -> Next {
        if !posted {
            return Next::Over;
        }
        self.transfers.change(id, |transfer| transfer.state = state);
        let Some(transfer) = self.transfers.get(&id).cloned() else { return Next::Over };
        let after = transfer.after();
        if state == TopUpState::Settled
            && let Some(card) = self.cards.get_mut(&transfer.asn)
        {
            card.purse = after;
            card.next_load = transfer.counter.saturating_add(1);
        }
        let text = match state {
            TopUpState::Settled => texts::topped_up(transfer.amount),
            _ => texts::top_up_refunded(transfer.amount),
        };
        self.say(now, transfer.number, &text);
        Next::Over
    }

    /// No receipt has come for a credit. It is not sent again: the card is asked whether it has the load.
    pub(super) fn credit_unproved(&mut self, now: Moment, id: TransferId) -> Next {
        let Some(counter) = self.transfers.get(&id).map(|transfer| transfer.counter) else { return Next::Over };
        if self.settings.plant == Some(Plant::RefundBeforeCancel) {
            return self.refunds(now, id);
        }
        Next::Asks(Script::Prove { counter: counter.saturating_add(1) })
    }
}
