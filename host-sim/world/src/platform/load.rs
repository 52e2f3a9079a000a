//! Loads and unloads of the wallet in the books. Money is set aside when a transfer begins: cash for a load, money of
//! the wallet's book for an unload. It goes on when the card has proved the transfer, or back when the card has proved
//! that it never happens. Each transfer is reserved once and ends once.

use serde::{Deserialize, Serialize};
use sim_wire::Fen;

use super::amount::as_fen;
use super::books::Books;
use super::entry::{Book, EntryReason, LoadChannel};
use super::error::PlatformError;
use super::number::Msisdn;
use sim_codec::time::Moment;
use sim_device::sam::transaction::TransferDirection;

/// State of a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TransferState {
    /// The money is in flight.
    Reserved,
    /// The money has arrived: in the wallet, or from an unload in the cash sub-account.
    Settled,
    /// The money is back where it came from.
    Refunded,
    /// The money stays with a card that was replaced.
    Stranded,
}

/// Load or unload of the wallet in the books.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transfer {
    /// Number of the wallet's subscriber.
    pub number: Msisdn,
    /// Amount in fen.
    #[serde(with = "as_fen")]
    pub amount: Fen,
    /// Channel through which the transfer was requested.
    pub channel: LoadChannel,
    /// Direction of the money: onto the card, or off it.
    #[serde(default = "onto_card", skip_serializing_if = "is_onto_card")]
    pub direction: TransferDirection,
    /// Moment at which the money was set aside.
    pub reserved: Moment,
    /// State of the transfer.
    pub state: TransferState,
}

const fn onto_card() -> TransferDirection {
    TransferDirection::Load
}

fn is_onto_card(direction: &TransferDirection) -> bool {
    *direction == TransferDirection::Load
}

impl Books {
    /// Returns the number of the next transfer.
    pub(super) fn next_transfer(&self) -> u64 {
        self.transfers.rows().last_key_value().map_or(0, |(id, _)| *id).saturating_add(1)
    }

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
        let (state, direction) = (TransferState::Reserved, TransferDirection::Load);
        self.transfers.insert(transfer, Transfer { number: *number, amount, channel, direction, reserved: now, state });
        Ok(())
    }

    /// Checks whether money of a wallet may be taken back to the account.
    pub(super) fn check_unload(&self, number: &Msisdn, amount: Fen) -> Result<i64, PlatformError> {
        self.accounts.living(number)?;
        let fen = positive(amount)?;
        let covered = self.wallet_cover(&Book::Wallet(*number));
        if covered < fen { Err(PlatformError::WalletShort(covered)) } else { Ok(fen) }
    }

    /// Sets money of a wallet aside that a hall takes back (退订, 换卡登记). A refusal changes nothing.
    pub fn reserve_unload(
        &mut self,
        now: Moment,
        number: &Msisdn,
        amount: Fen,
        transfer: u64,
    ) -> Result<(), PlatformError> {
        if self.transfers.get(&transfer).is_some() {
            return Err(PlatformError::TransferKnown(transfer));
        }
        let fen = self.check_unload(number, amount)?;
        let why = EntryReason::UnloadReserved { number: *number, transfer };
        self.ledger.post(now, why, &[(Book::Wallet(*number), -fen), (Book::InFlight(*number), fen)])?;
        let (state, direction) = (TransferState::Reserved, TransferDirection::Unload);
        let (channel, number) = (LoadChannel::Hall, *number);
        self.transfers.insert(transfer, Transfer { number, amount, channel, direction, reserved: now, state });
        Ok(())
    }

    /// Settles an unload that the card has done: the money goes to the cash sub-account. Returns the transfer as it
    /// was.
    pub fn settle_unload(&mut self, now: Moment, transfer: u64) -> Result<Transfer, PlatformError> {
        let why = |number| (EntryReason::UnloadSettled { number, transfer }, Book::Cash(number));
        self.end(now, transfer, (TransferDirection::Unload, TransferState::Settled), why)
    }

    /// Takes an unload back that the card will never do: the money stays in the wallet. Returns the transfer as it was.
    pub fn undo_unload(&mut self, now: Moment, transfer: u64) -> Result<Transfer, PlatformError> {
        let why = |number| (EntryReason::UnloadUndone { number, transfer }, Book::Wallet(number));
        self.end(now, transfer, (TransferDirection::Unload, TransferState::Refunded), why)
    }

    /// Settles a load that the card has: the money leaves for the wallet. Returns the transfer as it was.
    pub fn settle_load(&mut self, now: Moment, transfer: u64) -> Result<Transfer, PlatformError> {
        let why = |number| (EntryReason::LoadSettled { number, transfer }, Book::Wallet(number));
        self.end(now, transfer, (TransferDirection::Load, TransferState::Settled), why)
    }

    /// Refunds a load that the card will never have: the money goes back to the cash sub-account, whatever the present
    /// state of account and number. The day's allowance is given back while that day lasts. Returns the transfer as it
    /// was.
    pub fn refund_load(&mut self, now: Moment, transfer: u64) -> Result<Transfer, PlatformError> {
        let why = |number| (EntryReason::LoadRefunded { number, transfer }, Book::Cash(number));
        let ended = self.end(now, transfer, (TransferDirection::Load, TransferState::Refunded), why)?;
        if ended.channel == LoadChannel::OverTheAir && ended.reserved.day() == now.day() {
            self.allowance.give_back(ended.number, now.day(), ended.amount);
        }
        Ok(ended)
    }

    /// Ends a transfer: its money in flight goes to a book, for a reason. Returns the transfer as it was.
    fn end(
        &mut self,
        now: Moment,
        transfer: u64,
        (direction, state): (TransferDirection, TransferState),
        why: impl FnOnce(Msisdn) -> (EntryReason, Book),
    ) -> Result<Transfer, PlatformError> {
        let (open, fen) = self.open_transfer(transfer, direction)?;
        let (why, to) = why(open.number);
        self.ledger.post(now, why, &[(Book::InFlight(open.number), -fen), (to, fen)])?;
        self.end_transfer(transfer, state);
        Ok(open)
    }

    /// Returns a transfer of that direction whose money is in flight, with its amount in fen, or refuses any other.
    fn open_transfer(&self, transfer: u64, direction: TransferDirection) -> Result<(Transfer, i64), PlatformError> {
        match self.transfers.get(&transfer).filter(|found| found.direction == direction) {
            None => Err(PlatformError::TransferUnknown(transfer)),
            Some(found) if found.state == TransferState::Reserved => Ok((*found, i64::from(found.amount.0))),
            Some(_) => Err(PlatformError::TransferOver(transfer)),
        }
    }

    pub(super) fn end_transfer(&mut self, transfer: u64, state: TransferState) {
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
