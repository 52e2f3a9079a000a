//! Money that comes into the payment account (充值, handbook 2.4.1): cash at a hall to the cash sub-account, scratch
//! cards to the recharge-card sub-account. Money from a bank has orders of its own.

use sim_wire::Fen;

use super::books::Books;
use super::entry::{Book, EntryReason};
use super::error::PlatformError;
use super::load::positive;
use super::number::Msisdn;
use super::scratch_card::{CardDigits, ScratchCardUse};
use sim_codec::time::Moment;

/// Number of scratch cards in a row that do not exist, after which an account takes no more on that day.
const CARD_GUESSES_MOST: u8 = 5;

impl Books {
    /// Takes cash that is paid in at a business hall (营业厅现金充值).
    pub fn hall_deposit(&mut self, now: Moment, number: &Msisdn, amount: Fen) -> Result<(), PlatformError> {
        self.recharge(now, EntryReason::HallCash { number: *number }, Book::HallCash, Book::Cash(*number), amount)
    }

    /// Checks whether the account takes a scratch card now: not after too many in a row that do not exist, until the
    /// next day.
    pub(super) fn check_scratch_card_recharge(&self, now: Moment, number: &Msisdn) -> Result<(), PlatformError> {
        self.accounts.may_recharge(number)?;
        match self.accounts.living(number)?.card_guesses.on(now.day()) {
            CARD_GUESSES_MOST.. => Err(PlatformError::CardGuesses { most: CARD_GUESSES_MOST }),
            _ => Ok(()),
        }
    }

    /// Recharges from a scratch card (充值卡充值), through any channel. Returns the card's value.
    pub fn scratch_card_recharge(
        &mut self,
        now: Moment,
        number: &Msisdn,
        digits: &CardDigits,
    ) -> Result<Fen, PlatformError> {
        self.check_scratch_card_recharge(now, number)?;
        let usable = self.scratch_cards.usable(digits, &self.terms.provinces);
        if let Err(PlatformError::CardUnknown) = &usable {
            self.accounts.living_mut(number)?.card_guesses.count(now.day());
        }
        let (mark, card) = usable?;
        let why = EntryReason::ScratchCard { number: *number, card: mark };
        self.recharge(now, why, Book::ScratchCards, Book::RechargeCard(*number), card.value)?;
        self.scratch_cards.use_up(mark, ScratchCardUse { number: *number, at: now });
        self.accounts.living_mut(number)?.card_guesses.clear();
        Ok(card.value)
    }

    /// Moves money from outside of the platform into a sub-account.
    fn recharge(
        &mut self,
        now: Moment,
        why: EntryReason,
        from: Book,
        to: Book,
        amount: Fen,
    ) -> Result<(), PlatformError> {
        self.accounts.may_recharge(&why.number())?;
        let fen = positive(amount)?;
        self.ledger.post(now, why, &[(from, -fen), (to, fen)])?;
        Ok(())
    }
}
