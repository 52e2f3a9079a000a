//! Issue of cards (发卡): the platform takes a card into its files, with the card's keys and the money that is on it.

use applet::CardState;
use sim_device::profile::Profile;
use sim_wire::Fen;

use super::Platform;
use super::card_file::{Asn, CardFile, IssueError};
use super::number::Msisdn;

impl Platform {
    /// Issues a card to a number. A card that the number had before gets no more scripts. The balance with which the
    /// card was made comes into the books.
    pub fn add_card(&mut self, number: Msisdn, profile: &Profile) -> Result<(), IssueError> {
        self.issue(CardFile::new(number, profile)?)
    }

    /// Issues a card that was in use before it came to this platform. The card's own report of its state is believed;
    /// its balance comes into the books.
    pub fn add_used_card(&mut self, number: Msisdn, profile: &Profile, state: &CardState) -> Result<(), IssueError> {
        let mut card = CardFile::new(number, profile)?;
        card.take_up(state);
        self.issue(card)
    }

    /// Files a card as the present one of its number. The balance of the card comes into the books.
    pub(super) fn issue(&mut self, card: CardFile) -> Result<(), IssueError> {
        let (number, balance) = (card.number, card.purse);
        self.cards.issue(&mut self.current, card)?;
        let now = self.books.ledger.entries().last().map_or(self.now, |last| self.now.max(last.at));
        if balance != Fen::ZERO {
            self.books.bring_in(now, &number, balance).map_err(|_| IssueError::TooMuch(balance))?;
        }
        Ok(())
    }

    /// Restores the keys of the cards of a platform that was read from a file, each by its card number. Profiles of
    /// cards that were never issued are ignored.
    pub fn give_keys(&mut self, profiles: &[Profile]) -> Result<(), IssueError> {
        for profile in profiles {
            if let Some(card) = self.cards.get_mut(&Asn(profile.asn())) {
                card.give_keys(profile)?;
            }
        }
        Ok(())
    }
}
