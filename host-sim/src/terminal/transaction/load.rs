//! Load (圈存): the host credits the purse.

use applet::Fen;
use applet::wire::record::LogRecord;

use super::{CardSide, KeyLabel, log_record, online_answer};
use crate::des::DoubleKey;
use crate::terminal::command::{self, Application, Initialize, InitializeStep};
use crate::terminal::transaction_mac::DatedRequest;
use crate::terminal::{Mac, SessionKey, TacKey};

/// A load: type 02 on the purse, 01 on the deposit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Load {
    /// What the host asks.
    pub dated: DatedRequest,
    /// What the card said.
    pub card: CardSide,
}

impl Load {
    /// SESLK, from DLK.
    pub fn session_key(&self, dlk: &DoubleKey) -> SessionKey {
        SessionKey::online(dlk, self.card.random, self.card.counter)
    }

    /// The balance afterwards; `None` where it does not fit.
    pub fn new_balance(&self) -> Option<Fen> {
        self.card.balance.checked_add(self.dated.request.amount)
    }

    /// What MAC1 covers.
    pub fn mac1_input(&self) -> Vec<u8> {
        self.dated.request.mac1_of_the_card(self.card.balance)
    }

    /// MAC1, the card's.
    pub fn mac1(&self, session: &SessionKey) -> Mac {
        session.mac(&self.mac1_input())
    }

    /// What MAC2 covers.
    pub fn mac2_input(&self) -> Vec<u8> {
        self.dated.mac2_of_the_host()
    }

    /// MAC2, the host's.
    pub fn mac2(&self, session: &SessionKey) -> Mac {
        session.mac(&self.mac2_input())
    }

    /// What the TAC covers; `None` where the new balance does not fit.
    pub fn tac_input(&self) -> Option<Vec<u8>> {
        Some(self.dated.online_proof(self.new_balance()?, self.card.counter))
    }

    /// The card's TAC.
    pub fn tac(&self, key: &TacKey) -> Option<Mac> {
        Some(key.mac(&self.tac_input()?))
    }

    /// INITIALIZE FOR LOAD.
    pub fn initialize(&self, application: Application, key_index: u8) -> Vec<u8> {
        let request = self.dated.request;
        let (amount, terminal) = (request.amount, request.terminal);
        Initialize { step: InitializeStep::Load, application, key_index, amount, terminal }.emit()
    }

    /// What a right card answers to it: balance 4, counter 2, version 1, algorithm 1, random 4, MAC1 4.
    pub fn initialize_answer(&self, label: KeyLabel, session: &SessionKey) -> Vec<u8> {
        online_answer(&self.card, label, self.mac1(session))
    }

    /// CREDIT FOR LOAD; a right card answers the TAC.
    pub fn credit(&self, session: &SessionKey) -> Vec<u8> {
        command::credit_for_load(self.dated.at, self.mac2(session))
    }

    /// The log record it leaves; `None` at the counter's end.
    pub fn log_record(&self) -> Option<LogRecord> {
        log_record(&self.dated, self.card.counter, [0; 3])
    }

    /// GET TRANSACTION PROVE for it; `None` at the counter's end.
    pub fn prove(&self) -> Option<Vec<u8>> {
        Some(command::get_transaction_prove(self.dated.request.kind, self.card.counter.checked_add(1)?))
    }

    /// What a right card answers to it: `00000000`, then the TAC.
    pub fn prove_answer(&self, key: &TacKey) -> Option<Vec<u8>> {
        Some([[0; 4], self.tac(key)?].concat())
    }
}
