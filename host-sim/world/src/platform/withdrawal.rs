//! Withdrawals (提现, handbook 2.5): cash goes to the bank card to which the account is bound. Only a real-name account
//! is withdrawn from, and only the cash sub-account; a recharge card and the wallet are for spending (2.5.3, 3.2.2.3).

use sim_wire::Fen;

use super::bank_card::BankCard;
use super::books::Books;
use super::entry::{Book, EntryReason};
use super::error::PlatformError;
use super::load::positive;
use super::number::Msisdn;
use super::password::PayPassword;
use super::rules::ProtectedOrder;
use sim_codec::time::Moment;

impl Books {
    /// Pays an amount out of the cash sub-account to the bank of the account's card, under the pay password, and
    /// returns the card. An account that waits to be closed closes with its last fen. A refusal moves nothing.
    pub fn withdraw(
        &mut self,
        now: Moment,
        number: &Msisdn,
        amount: Fen,
        password: &PayPassword,
    ) -> Result<BankCard, PlatformError> {
        self.accounts.may_withdraw(number)?;
        let card = self.accounts.living(number)?.bank_card.clone().ok_or(PlatformError::BankCardMissing)?;
        let fen = positive(amount)?;
        self.authorise(now, number, password, ProtectedOrder::Withdrawal)?;
        let (cash, _) = self.account_balances(number);
        if cash < fen {
            return Err(PlatformError::CashShort(cash));
        }
        let why = EntryReason::Withdrawal { number: *number, bank: card.bank };
        self.ledger.post(now, why, &[(Book::Cash(*number), -fen), (Book::Bank, fen)])?;
        self.close_if_empty(number);
        Ok(card)
    }
}

#[cfg(test)]
mod tests;
