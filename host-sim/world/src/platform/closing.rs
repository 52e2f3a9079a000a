//! Closing of a payment account alone (销户, handbook 2.8), on the website, by short message or by customer care. The
//! wallet must be closed before, the account must be empty, and no money of it may be under way. At the menu the
//! account closes with the wallet instead.

use sim_wire::lifecycle::LifeCycle;

use super::Platform;
use super::entry::Book;
use super::error::PlatformError;
use super::notices::DeclinedError;
use super::number::Msisdn;
use super::password::PayPassword;
use super::rules::ProtectedOrder;
use super::texts;
use sim_codec::time::Moment;

impl Platform {
    /// Checks whether an account could be closed now, the money in it aside: number in order, wallet closed or never
    /// opened, no top-up under way.
    pub fn may_close_alone(&self, number: &Msisdn) -> Result<(), DeclinedError> {
        self.books.accounts.may_close(number)?;
        let Some(card) = self.card_of(number) else { return Ok(()) };
        if card.errands.are_loading() {
            return Err(DeclinedError::UnderWay);
        }
        match card.errands.heading().unwrap_or(card.state) {
            LifeCycle::Unopened | LifeCycle::Closed => {}
            _ => return Err(PlatformError::WalletOpen.into()),
        }
        // The card has not proved yet that its wallet is closed.
        if card.errands.heading().is_some() || card.taken_back.is_some() {
            Err(DeclinedError::BeingClosed)
        } else {
            Ok(())
        }
    }

    /// Closes an account on its owner's request, under the pay password, and tells the subscriber. The website, text
    /// orders and customer care close it so.
    pub fn close_account(&mut self, now: Moment, number: &Msisdn, password: &PayPassword) -> Result<(), DeclinedError> {
        let now = self.advance_clock(now);
        self.may_close_alone(number)?;
        self.books.authorise(now, number, password, ProtectedOrder::AccountClosing)?;
        self.books.may_close_account(number)?;
        // Purchases that no terminal has uploaded are not finished: a void of one would pay into the account.
        match self.books.ledger.balance(&Book::Wallet(*number)) {
            0 => {}
            rest => return Err(PlatformError::InFlight(rest).into()),
        }
        self.books.close_account(number, false)?;
        self.outbox.text(now, *number, &texts::account_closed());
        Ok(())
    }
}

#[cfg(test)]
mod tests;
