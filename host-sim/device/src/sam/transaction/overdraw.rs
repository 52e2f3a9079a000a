//! A change of the overdraw limit (修改透支限额). This wallet has no overdraw and refuses it; a host of PBOC purses
//! knows it, and the vectors hold it to that.

use sim_wire::Fen;
use sim_wire::record::TerminalTime;

use super::{CardSide, KeyLabel};
use crate::sam::transaction_mac::{Limit, LimitRequest, overdraw_tac};
use crate::sam::{Mac, SessionKey, TacKey, command};
use sim_codec::crypto::des::DoubleKey;

/// A change of the overdraw limit: type 07, or 11 in China Mobile's form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OverdrawUpdate {
    /// Type and terminal.
    pub request: LimitRequest,
    /// When, by the terminal's clock.
    pub at: TerminalTime,
    /// What the card said.
    pub card: CardSide,
    /// The limit until now.
    pub old_limit: Limit,
    /// The limit from now on.
    pub new_limit: Limit,
}

impl OverdrawUpdate {
    /// SESUK, from DUK.
    pub fn session_key(&self, duk: &DoubleKey) -> SessionKey {
        SessionKey::online(duk, self.card.random, self.card.counter)
    }

    /// The balance afterwards, which the limit is a part of: balance - old limit + new limit. `None` where it does not
    /// fit.
    pub fn new_balance(&self) -> Option<Fen> {
        self.card.balance.checked_sub(fen(self.old_limit))?.checked_add(fen(self.new_limit))
    }

    /// What MAC1 covers.
    pub fn mac1_input(&self) -> Vec<u8> {
        self.request.mac1_of_the_card(self.card.balance, self.old_limit)
    }

    /// MAC1, the card's.
    pub fn mac1(&self, session: &SessionKey) -> Mac {
        session.mac(&self.mac1_input())
    }

    /// What MAC2 covers.
    pub fn mac2_input(&self) -> Vec<u8> {
        self.request.mac2_of_the_host(self.new_limit, self.at)
    }

    /// MAC2, the host's.
    pub fn mac2(&self, session: &SessionKey) -> Mac {
        session.mac(&self.mac2_input())
    }

    /// What the TAC covers; `None` where the new balance does not fit.
    pub fn tac_input(&self) -> Option<Vec<u8>> {
        Some(overdraw_tac(self.new_balance()?, self.card.counter, &self.mac2_input()))
    }

    /// The card's TAC.
    pub fn tac(&self, key: &TacKey) -> Option<Mac> {
        Some(key.mac(&self.tac_input()?))
    }

    /// INITIALIZE FOR UPDATE.
    pub fn initialize(&self, key_index: u8) -> Vec<u8> {
        command::initialize_for_update(self.request.kind, key_index, self.request.terminal)
    }

    /// What a right card answers to it: balance 4, counter 2, old limit 3, version 1, algorithm 1, random 4, MAC1 4.
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

    /// UPDATE OVERDRAW LIMIT; a right card answers the TAC.
    pub fn update(&self, session: &SessionKey) -> Vec<u8> {
        command::update_overdraw_limit(self.request.kind, self.new_limit, self.at, self.mac2(session))
    }
}

/// A limit as an amount.
fn fen([high, middle, low]: Limit) -> Fen {
    Fen::from_bytes([0, high, middle, low])
}
