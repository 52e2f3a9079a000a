//! Loads of the wallet in the books. Cash is set aside when a load begins. It leaves for the wallet when the card has
//! proved that it has the money, or goes back when the card has proved that it never will. Each transfer is reserved
//! once and ends once.

use serde::{Deserialize, Serialize};
use sim_wire::Fen;

use super::amount::as_fen;
use super::books::Books;
use super::entry::{Book, EntryReason, LoadChannel};
use super::error::PlatformError;
use super::number::Msisdn;
use sim_codec::time::Moment;

/// State of a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TransferState {
    /// The money is in flight.
    Reserved,
    /// The money is in the wallet.
    Settled,
    /// The money is back in the cash sub-account.
    Refunded,
}

/// Load of the wallet in the books.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transfer {
    /// Number of the wallet's subscriber.
    pub number: Msisdn,
    /// Amount in fen.
    #[serde(with = "as_fen")]
    pub amount: Fen,
    /// Channel through which the load was requested.
    pub channel: LoadChannel,
    /// Moment at which the cash was set aside.
    pub reserved: Moment,
    /// State of the transfer.
    pub state: TransferState,
}

impl Books {
    /// Sets cash aside for a load over the air. Checks account, number, cash and the day's allowance, and charges the
    /// allowance. The pay password is checked by [`Books::check_pay_password`]. A refusal changes nothing.
    pub fn reserve_load(
        &mut self,
        now: Moment,
        number: &Msisdn,
        amount: Fen,
        transfer: u64,
    ) -> Result<(), PlatformError> {
        self.reserve_load_by(LoadChannel::OverTheAir, now, number, amount, transfer)
    }

    /// Sets cash aside for a load by any channel, by the rules of [`Books::reserve_load`]. Only loads over the air
    /// count against the day's allowance.
    pub fn reserve_load_by(
        &mut self,
        channel: LoadChannel,
        now: Moment,
        number: &Msisdn,
        amount: Fen,
        transfer: u64,
    ) -> Result<(), PlatformError> {
        if self.transfers.get(&transfer).is_some() {
            return Err(PlatformError::TransferKnown(transfer));
        }
        self.accounts.may_recharge(number)?;
        let fen = positive(amount)?;
        let cash = self.ledger.balance(&Book::Cash(*number));
        if cash < fen {
            return Err(PlatformError::CashShort(cash));
        }
        // Checked before the ledger posts and charged after: if the ledger refuses, nothing may have changed.
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

    /// Settles a load that the card has: the money leaves for the wallet. Returns the transfer as it was.
    pub fn settle_load(&mut self, now: Moment, transfer: u64) -> Result<Transfer, PlatformError> {
        let open = self.open_transfer(transfer)?;
        let (number, fen) = (open.number, i64::from(open.amount.0));
        let why = EntryReason::LoadSettled { number, transfer };
        self.ledger.post(now, why, &[(Book::InFlight(number), -fen), (Book::Wallet(number), fen)])?;
        self.end_transfer(transfer, TransferState::Settled);
        Ok(open)
    }

    /// Refunds a load that the card will never have: the money goes back to the cash sub-account, whatever the present
    /// state of account and number. The day's allowance is given back while that day lasts. Returns the transfer as it
    /// was.
    pub fn refund_load(&mut self, now: Moment, transfer: u64) -> Result<Transfer, PlatformError> {
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

    /// Returns a transfer whose money is in flight, or refuses any other.
    fn open_transfer(&self, transfer: u64) -> Result<Transfer, PlatformError> {
        match self.transfers.get(&transfer) {
            None => Err(PlatformError::TransferUnknown(transfer)),
            Some(found) if found.state == TransferState::Reserved => Ok(*found),
            Some(_) => Err(PlatformError::TransferOver(transfer)),
        }
    }

    fn end_transfer(&mut self, transfer: u64, state: TransferState) {
        if let Some(found) = self.transfers.get_mut(&transfer) {
            found.state = state;
        }
    }

    /// Returns a transfer by its number.
    pub fn transfer(&self, transfer: u64) -> Option<&Transfer> {
        self.transfers.get(&transfer)
    }

    /// Returns every transfer with its number, those that are over included.
    pub fn transfers(&self) -> impl Iterator<Item = (u64, &Transfer)> {
        self.transfers.rows().iter().map(|(id, transfer)| (*id, transfer))
    }

    /// Returns the transfers of a number whose money is in flight.
    pub fn open_transfers(&self, number: Msisdn) -> impl Iterator<Item = (u64, &Transfer)> {
        let of_number = move |transfer: &Transfer| transfer.number == number;
        let open = self.transfers.rows().iter().filter(move |(_, transfer)| of_number(transfer));
        open.filter(|(_, transfer)| transfer.state == TransferState::Reserved).map(|(id, transfer)| (*id, transfer))
    }
}

/// Returns an amount as the ledger counts it, in fen; zero is refused.
pub(super) fn positive(amount: Fen) -> Result<i64, PlatformError> {
    if amount == Fen::ZERO { Err(PlatformError::AmountZero) } else { Ok(amount.0.into()) }
}
