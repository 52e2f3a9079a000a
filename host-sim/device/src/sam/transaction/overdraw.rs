//! Change of the overdraw limit (修改透支限额). This wallet has no overdraw and refuses it. A host of PBOC purses
//! supports it, and the vectors check that.

use sim_wire::Fen;
use sim_wire::record::TerminalTime;

use super::{CardSide, KeyLabel};
use crate::sam::transaction_mac::{Limit, LimitRequest, overdraw_tac};
use crate::sam::{Mac, SessionKey, TacKey, command};
use sim_codec::crypto::des::DoubleKey;

/// Change of the overdraw limit: type 07, or 11 in China Mobile's form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OverdrawUpdate {
    /// Type and terminal of the change.
    pub request: LimitRequest,
    /// Date and time, by the terminal's clock.
    pub at: TerminalTime,
    /// Card's data in the answer to INITIALIZE.
    pub card: CardSide,
    /// Limit until now.
    pub old_limit: Limit,
    /// Limit from now on.
    pub new_limit: Limit,
}

impl OverdrawUpdate {
    /// Derives SESUK from DUK.
    pub fn session_key(&self, duk: &DoubleKey) -> SessionKey {
        SessionKey::online(duk, self.card.random, self.card.counter)
    }

    /// Returns the balance afterwards, which contains the limit: balance - old limit + new limit. `None` if it does not
    /// fit.
    pub fn new_balance(&self) -> Option<Fen> {
        self.card.balance.checked_sub(fen(self.old_limit))?.checked_add(fen(self.new_limit))
    }

    /// Returns the octets that MAC1 covers.
    pub fn mac1_input(&self) -> Vec<u8> {
        self.request.mac1_of_the_card(self.card.balance, self.old_limit)
    }

    /// Returns MAC1, which the card makes.
    pub fn mac1(&self, session: &SessionKey) -> Mac {
        session.mac(&self.mac1_input())
    }

    /// Returns the octets that MAC2 covers.
    pub fn mac2_input(&self) -> Vec<u8> {
        self.request.mac2_of_the_host(self.new_limit, self.at)
    }

    /// Returns MAC2, which the host makes.
    pub fn mac2(&self, session: &SessionKey) -> Mac {
        session.mac(&self.mac2_input())
    }

    /// Returns the octets that the TAC covers; `None` if the new balance does not fit.
    pub fn tac_input(&self) -> Option<Vec<u8>> {
        Some(overdraw_tac(self.new_balance()?, self.card.counter, &self.mac2_input()))
    }

    /// Returns the card's TAC; `None` if the new balance does not fit.
    pub fn tac(&self, key: &TacKey) -> Option<Mac> {
        Some(key.mac(&self.tac_input()?))
    }

    /// Returns INITIALIZE FOR UPDATE.
    pub fn initialize(&self, key_index: u8) -> Vec<u8> {
        command::initialize_for_update(self.request.kind, key_index, self.request.terminal)
    }

    /// Returns the answer of a right card to INITIALIZE FOR UPDATE: balance 4, counter 2, old limit 3, version 1,
    /// algorithm 1, random 4, MAC1 4.
    pub fn initialize_answer(&self, label: KeyLabel, session: &SessionKey) -> Vec<u8> {
        let card = &self.card;
        [
            &card.balance.to_bytes()[..],
            &card.counter.to_be_bytes(),
            &self.old_limit,
            &[label.version, label.algorithm],
            &card.random,
            &self.mac1(session),
        ]
        .concat()
    }

    /// Returns UPDATE OVERDRAW LIMIT, which a right card answers with the TAC.
    pub fn update(&self, session: &SessionKey) -> Vec<u8> {
        command::update_overdraw_limit(self.request.kind, self.new_limit, self.at, self.mac2(session))
    }
}

/// Returns a limit as an amount.
fn fen([high, middle, low]: Limit) -> Fen {
    Fen::from_bytes([0, high, middle, low])
}
