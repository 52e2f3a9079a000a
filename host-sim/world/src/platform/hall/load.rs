//! Loads at a hall's terminal, for which the platform is the load host (圈存): MAC1 is checked and the money set aside
//! before MAC2 leaves, and only the card's TAC settles the load (handbook 3.2.1.1).

use sim_wire::Fen;
use sim_wire::record::TerminalTime;

use super::begun::{BegunTransaction, EarlierOutcome};
use super::{CardTestimony, HallDesk, HallError, HostAnswer};
use crate::platform::books::Books;
use crate::platform::card_file::Asn;
use crate::platform::entry::{Book, LoadChannel};
use crate::platform::error::PlatformError;
use crate::platform::notices::DeclinedError;
use crate::platform::number::Msisdn;
use crate::platform::top_up::{self, LoadOrder, TopUp, TopUpState, TransferId};
use sim_device::sam::Mac;

/// Source of the money for a load at a hall.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HallFunds {
    /// Cash that is paid in now (现金充值).
    Cash,
    /// Cash sub-account (POS转存).
    Account,
}

/// Checks whether an account could pay a load at a hall now, before the card is asked.
pub(super) fn check(books: &Books, number: &Msisdn, (funds, amount): (HallFunds, Fen)) -> Result<(), PlatformError> {
    books.accounts.may_recharge(number)?;
    let cash = books.ledger.balance(&Book::Cash(*number));
    match funds {
        _ if amount == Fen::ZERO => Err(PlatformError::AmountZero),
        HallFunds::Account if cash < i64::from(amount.0) => Err(PlatformError::CashShort(cash)),
        _ => Ok(()),
    }
}

/// Returns whether a load at a hall is the one that a card has begun.
fn is_same(load: &TopUp, begun: &BegunTransaction) -> bool {
    (load.counter, load.random) == (begun.answer.counter, begun.answer.random)
        && (load.amount, load.terminal) == (begun.amount, begun.terminal)
}

impl HallDesk<'_> {
    /// Takes a load that a card has begun before a hall's terminal. The money is set aside, and the answer lets the
    /// card credit the load. A repeated request is answered as the first.
    pub(super) fn begin_load(
        &mut self,
        (number, asn): (Msisdn, Asn),
        funds: HallFunds,
        begun: &BegunTransaction,
    ) -> Result<HostAnswer, DeclinedError> {
        let card = self.own_card(number, asn)?;
        let session = begun.session(card).ok_or(DeclinedError::MacWrong)?;
        let known =
            self.top_ups.top_ups.under_way(asn).find(|load| load.channel == LoadChannel::Hall && is_same(load, begun));
        if let Some(load) = known {
            return Ok(HostAnswer { id: load.id, at: load.at, mac2: load.online(load.random).mac2(&session) });
        }
        self.give_up_earlier(asn, begun)?;
        let card = self.own_card(number, asn)?;
        top_up::may_load(self.top_ups.books, card)?;
        check(self.top_ups.books, &number, (funds, begun.amount))?;
        let online = begun.online(TerminalTime([0; 7]));
        if begun.answer.counter < card.next_load {
            return Err(DeclinedError::Overtaken);
        }
        if online.new_balance().is_none() || online.prove().is_none() {
            return Err(DeclinedError::CardFull);
        }
        if funds == HallFunds::Cash {
            self.top_ups.books.hall_deposit(self.top_ups.courier.now, &number, begun.amount)?;
        }
        let order = LoadOrder { channel: LoadChannel::Hall, amount: begun.amount, terminal: begun.terminal };
        let paid = self.top_ups.set_aside(asn, order, &begun.answer)?;
        Ok(HostAnswer { id: paid.id, at: paid.at, mac2: paid.mac2 })
    }

    /// Settles a load by the card's TAC. A repeated TAC settles nothing more and is answered as the first.
    pub(super) fn settle_load(&mut self, id: TransferId, tac: Mac) -> Result<(), DeclinedError> {
        let load = self.hall_load(id)?;
        let key = self.top_ups.courier.cards.get(&load.asn).and_then(|card| card.tac_key()).ok_or(HallError::NoKey)?;
        if load.online(load.random).tac(&key) != Some(tac) {
            return Err(HallError::ReceiptWrong(id).into());
        }
        match load.state {
            TopUpState::Settled => Ok(()),
            TopUpState::UnderWay => {
                self.top_ups.settle(id);
                self.note_swap_load(id);
                Ok(())
            }
            TopUpState::Refunded | TopUpState::Stranded => Err(PlatformError::TransferOver(id.0).into()),
        }
    }

    /// Ends a load whose proof the card no longer has, by what the card answers instead.
    pub(super) fn conclude_load(&mut self, id: TransferId, testimony: &CardTestimony) -> Result<(), DeclinedError> {
        let load = self.hall_load(id)?;
        if load.state != TopUpState::UnderWay {
            return Ok(());
        }
        self.check_testimony(load.asn, testimony)?;
        match testimony.outcome(&load.online(load.random)) {
            EarlierOutcome::Happened => drop(self.top_ups.settle(id)),
            EarlierOutcome::Never => drop(self.top_ups.refund(id)),
            EarlierOutcome::Unknown => return Err(HallError::Unresolved(id).into()),
        }
        self.note_swap_load(id);
        Ok(())
    }

    /// Returns a load that was begun at a hall.
    fn hall_load(&self, id: TransferId) -> Result<TopUp, DeclinedError> {
        let load = self.top_ups.top_ups.get(&id).filter(|load| load.channel == LoadChannel::Hall);
        load.cloned().ok_or_else(|| PlatformError::TransferUnknown(id.0).into())
    }
}
