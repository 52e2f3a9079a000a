//! Retirement of a card whose number gets another one (补卡, 换卡). Money that the books have in its wallet, and money
//! in flight to or from it, goes to a book of the card alone: purchases of the old card may still arrive, and the new
//! card begins with nothing. What a lost card holds is lost to its holder (handbook 3.6.1, 3.5.2).

use super::Platform;
use super::books::Books;
use super::card_file::{Asn, CardFile, IssueError};
use super::entry::{Book, EntryReason};
use super::error::PlatformError;
use super::hall::{HallError, SwapState, UnloadState};
use super::load::TransferState;
use super::notices::DeclinedError;
use super::number::Msisdn;
use super::number_life::LifeAct;
use super::top_up::{TopUpState, TransferId};
use sim_codec::time::Moment;
use sim_device::profile::Profile;
use sim_wire::Fen;

impl Books {
    /// Moves the money of a number's wallet, and the money in flight to or from the wallet, to the book of a card that
    /// is replaced. The open transfers of the number end as stranded; their numbers are returned.
    pub(super) fn retire_wallet(&mut self, now: Moment, number: Msisdn, asn: Asn) -> Result<Vec<u64>, PlatformError> {
        let (wallet, in_flight, retired) = (Book::Wallet(number), Book::InFlight(number), Book::RetiredWallet(asn));
        let [own, moving] = [self.ledger.balance(&wallet), self.ledger.balance(&in_flight)];
        let legs = [(wallet, own.saturating_neg()), (in_flight, moving.saturating_neg())];
        let legs = legs.into_iter().chain([(retired, own.saturating_add(moving))]);
        let legs: Vec<_> = legs.filter(|(_, amount)| *amount != 0).collect();
        if !legs.is_empty() {
            self.ledger.post(now, EntryReason::CardReplaced { number, asn }, &legs)?;
        }
        let open: Vec<u64> = self.open_transfers(number).map(|(id, _)| id).collect();
        open.iter().for_each(|id| self.end_transfer(*id, TransferState::Stranded));
        Ok(open)
    }
}

impl Platform {
    /// Issues another card to a number (补卡, 换卡), and retires the one that the number has. A repetition for the same
    /// card changes nothing.
    pub fn replace_card(&mut self, now: Moment, number: Msisdn, profile: &Profile) -> Result<(), DeclinedError> {
        let now = self.advance_clock(now);
        let new = Asn(profile.asn());
        let old = self.current.get(&number).copied();
        if old == Some(new) {
            return Ok(());
        }
        let situation = self.books.accounts.situation(&number, None);
        if !situation.allows(LifeAct::ReplaceCard) {
            return Err(PlatformError::NumberState(situation.number).into());
        }
        let card = CardFile::new(number, profile).map_err(HallError::Issue)?;
        if let Some(known) = self.cards.get(&new) {
            return Err(HallError::Issue(IssueError::Issued { asn: new, to: known.number }).into());
        }
        if let Some(old) = old {
            self.retire(now, number, old)?;
            self.note_successor(old, new);
        }
        Ok(self.issue(card).map_err(HallError::Issue)?)
    }

    /// Retires the present card of a number: it gets no more scripts, and its money goes to its own book.
    fn retire(&mut self, now: Moment, number: Msisdn, old: Asn) -> Result<(), DeclinedError> {
        for id in self.books.retire_wallet(now, number, old)?.into_iter().map(TransferId) {
            self.top_ups.change(id, |load| load.state = TopUpState::Stranded);
            self.unloads.set_state(id, UnloadState::Stranded);
        }
        if let Some(card) = self.cards.get_mut(&old) {
            card.errands.clear();
            card.taken_back = None;
        }
        Ok(())
    }

    /// Notes the new card in the swap for which the old one was registered, if any. What an interrupted registration
    /// took back is in the account, and so waits for the new card, too.
    fn note_successor(&mut self, old: Asn, new: Asn) {
        if let Some(swap) = self.swaps.get_mut(&old) {
            swap.state = if swap.amount == Fen::ZERO { SwapState::Loaded(new) } else { SwapState::Issued(new) };
        }
    }
}
