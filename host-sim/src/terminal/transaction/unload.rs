//! Unload (圈提): the host takes money back out of the purse.

use applet::Fen;
use applet::wire::record::LogRecord;

use super::{CardSide, KeyLabel, log_record, online_answer};
use crate::des::DoubleKey;
use crate::terminal::command::{self, Application, Initialize, InitializeStep};
use crate::terminal::transaction_mac::DatedRequest;
use crate::terminal::{Mac, SessionKey};

/// An unload, type 03. It has no TAC: MAC3, under the session key, is the host's receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unload {
    /// What the host asks.
    pub dated: DatedRequest,
    /// What the card said.
    pub card: CardSide,
}

impl Unload {
    /// SESULK, from DULK.
    pub fn session_key(&self, dulk: &DoubleKey) -> SessionKey {
        SessionKey::online(dulk, self.card.random, self.card.counter)
    }

    /// The balance afterwards; `None` where the purse has less than the amount.
    pub fn new_balance(&self) -> Option<Fen> {
        self.card.balance.checked_sub(self.dated.request.amount)
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

    /// What MAC3 covers; `None` where the purse has less than the amount.
    pub fn mac3_input(&self) -> Option<Vec<u8>> {
        Some(self.dated.online_proof(self.new_balance()?, self.card.counter))
    }

    /// MAC3, the card's receipt.
    pub fn mac3(&self, session: &SessionKey) -> Option<Mac> {
        Some(session.mac(&self.mac3_input()?))
    }

    /// INITIALIZE FOR UNLOAD.
    pub fn initialize(&self, application: Application, key_index: u8) -> Vec<u8> {
        let request = self.dated.request;
        let (amount, terminal) = (request.amount, request.terminal);
        Initialize { step: InitializeStep::Unload, application, key_index, amount, terminal }.emit()
    }

    /// What a right card answers to it: balance 4, counter 2, version 1, algorithm 1, random 4, MAC1 4.
    pub fn initialize_answer(&self, label: KeyLabel, session: &SessionKey) -> Vec<u8> {
        online_answer(&self.card, label, self.mac1(session))
    }

    /// DEBIT FOR UNLOAD; a right card answers MAC3.
    pub fn debit(&self, session: &SessionKey) -> Vec<u8> {
        command::debit_for_unload(self.dated.at, self.mac2(session))
    }

    /// The log record it leaves; `None` at the counter's end.
    pub fn log_record(&self) -> Option<LogRecord> {
        log_record(&self.dated, self.card.counter, [0; 3])
    }

    /// GET TRANSACTION PROVE for it; `None` at the counter's end.
    pub fn prove(&self) -> Option<Vec<u8>> {
        Some(command::get_transaction_prove(self.dated.request.kind, self.card.counter.checked_add(1)?))
    }

    /// What a right card answers to it: MAC3, then `00000000`.
    pub fn prove_answer(&self, session: &SessionKey) -> Option<Vec<u8>> {
        Some([self.mac3(session)?, [0; 4]].concat())
    }
}
