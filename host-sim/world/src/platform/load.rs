//! Loads of the wallet in the books: cash is set aside when a load begins, and it leaves for the wallet when the card
//! has proved that it has the money, or goes back when the card has proved that it never will. Each transfer is
//! reserved once and ends once.

use serde::{Deserialize, Serialize};
use sim_wire::Fen;

use super::amount::as_fen;
use super::books::Books;
use super::entry::{Book, EntryReason, LoadChannel};
use super::number::Msisdn;
use super::refused::Refused;
use sim_codec::time::Moment;

/// How far a transfer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TransferState {
    /// The money is in flight.
    Reserved,
    /// It is in the wallet.
    Settled,
    /// It is back in the cash sub-account.
    Refunded,
}

/// A load of the wallet, as the books have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transfer {
    /// Whose wallet.
    pub number: Msisdn,
    /// How much.
    #[serde(with = "as_fen")]
    pub amount: Fen,
    /// How it was asked for.
    pub channel: LoadChannel,
    /// When the cash was set aside.
    pub reserved: Moment,
    /// How far it is.
    pub state: TransferState,
}

impl Books {
    /// Sets cash aside for a load over the air. Looks at account and number, cash, and the day's allowance, which it
    /// takes from; the pay password is [`Books::check_pay_password`]'s. A refusal changes nothing.
    pub fn reserve_load(&mut self, now: Moment, number: &Msisdn, amount: Fen, transfer: u64) -> Result<(), Refused> {
        self.reserve_load_by(LoadChannel::OverTheAir, now, number, amount, transfer)
    }

    /// As [`Books::reserve_load`], by any channel. Only loads over the air count against the day's allowance.
    pub fn reserve_load_by(
        &mut self,
        channel: LoadChannel,
        now: Moment,
        number: &Msisdn,
        amount: Fen,
        transfer: u64,
    ) -> Result<(), Refused> {
        if self.transfers.get(&transfer).is_some() {
            return Err(Refused::TransferKnown(transfer));
        }
        self.accounts.may_recharge(number)?;
        let fen = positive(amount)?;
        let cash = self.ledger.balance(&Book::Cash(*number));
        if cash < fen {
            return Err(Refused::CashShort(cash));
        }
        // Looked at before the ledger writes and taken after: should the ledger refuse, nothing may have changed.
        let is_counted = channel == LoadChannel::OverTheAir;
        if is_counted {
            self.allowance.check(number, now.day(), amount, self.terms.top_ups)?;
        }
        let why = EntryReason::LoadReserved { number: *number, transfer, channel };
        self.ledger.post(now, why, &[(Book::Cash(*number), -fen), (Book::InFlight(*number), fen)])?;
        if is_counted {
            self.allowance.take(*number, now.day(), amount, self.terms.top_ups)?;
        }
        let state = TransferState::Reserved;
        self.transfers.insert(transfer, Transfer { number: *number, amount, channel, reserved: now, state });
        Ok(())
    }

    /// The card has the money: it leaves for the wallet. Gives the transfer as it was.
    pub fn settle_load(&mut self, now: Moment, transfer: u64) -> Result<Transfer, Refused> {
        let open = self.open_transfer(transfer)?;
        let (number, fen) = (open.number, i64::from(open.amount.0));
        let why = EntryReason::LoadSettled { number, transfer };
        self.ledger.post(now, why, &[(Book::InFlight(number), -fen), (Book::Wallet(number), fen)])?;
        self.end_transfer(transfer, TransferState::Settled);
        Ok(open)
    }

    /// The card never will have it: it goes back to the cash sub-account, whatever state account and number are in by
    /// now, and the day's allowance is given back while that day lasts. Gives the transfer as it was.
    pub fn refund_load(&mut self, now: Moment, transfer: u64) -> Result<Transfer, Refused> {
        let open = self.open_transfer(transfer)?;
        let (number, fen) = (open.number, i64::from(open.amount.0));
        let why = EntryReason::LoadRefunded { number, transfer };
        self.ledger.post(now, why, &[(Book::InFlight(number), -fen), (Book::Cash(number), fen)])?;
        if open.channel == LoadChannel::OverTheAir && open.reserved.day() == now.day() {
            self.allowance.give_back(number, now.day(), open.amount);
        }
        self.end_transfer(transfer, TransferState::Refunded);
        Ok(open)
    }

    /// A transfer whose money is in flight.
    fn open_transfer(&self, transfer: u64) -> Result<Transfer, Refused> {
        match self.transfers.get(&transfer) {
            None => Err(Refused::TransferUnknown(transfer)),
            Some(found) if found.state == TransferState::Reserved => Ok(*found),
            Some(_) => Err(Refused::TransferOver(transfer)),
        }
    }

    fn end_transfer(&mut self, transfer: u64, state: TransferState) {
        if let Some(found) = self.transfers.get_mut(&transfer) {
            found.state = state;
        }
    }

    /// A transfer by its number.
    pub fn transfer(&self, transfer: u64) -> Option<&Transfer> {
        self.transfers.get(&transfer)
    }

    /// Every transfer by its number, those that are over too.
    pub fn transfers(&self) -> impl Iterator<Item = (u64, &Transfer)> {
        self.transfers.rows().iter().map(|(id, transfer)| (*id, transfer))
    }

    /// The transfers of a number whose money is in flight.
    pub fn open_transfers(&self, number: Msisdn) -> impl Iterator<Item = (u64, &Transfer)> {
        let of_number = move |transfer: &Transfer| transfer.number == number;
        let open = self.transfers.rows().iter().filter(move |(_, transfer)| of_number(transfer));
        open.filter(|(_, transfer)| transfer.state == TransferState::Reserved).map(|(id, transfer)| (*id, transfer))
    }
}

/// An amount as the ledger counts it; nothing is refused.
pub(super) fn positive(amount: Fen) -> Result<i64, Refused> {
    if amount == Fen::ZERO { Err(Refused::AmountZero) } else { Ok(amount.0.into()) }
}
