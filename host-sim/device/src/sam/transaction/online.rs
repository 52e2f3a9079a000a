//! Load (圈存) and unload (圈提): the two transactions of the load host, one the mirror of the other. The same session
//! key, the same MAC1 and MAC2; they part where the balance goes, and in what the card signs at the end.

use sim_wire::Fen;
use sim_wire::record::LogRecord;

use super::{CardSide, KeyLabel, log_record, online_answer};
use crate::sam::command::{self, Initialize, InitializeStep, PurseApplication};
use crate::sam::transaction_mac::DatedRequest;
use crate::sam::{Mac, SessionKey, TacKey};
use sim_codec::crypto::des::DoubleKey;

/// Which way the money goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransferDirection {
    /// Onto the card: type 02 on the purse, 01 on the deposit, under DLK.
    Load,
    /// Off the card: type 03, under DULK.
    Unload,
}

/// A load or an unload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Online {
    /// Which of the two.
    pub direction: TransferDirection,
    /// What the host asks.
    pub dated: DatedRequest,
    /// What the card said.
    pub card: CardSide,
}

impl Online {
    /// SESLK from DLK, SESULK from DULK.
    pub fn session_key(&self, key: &DoubleKey) -> SessionKey {
        SessionKey::online(key, self.card.random, self.card.counter)
    }

    /// The balance afterwards; `None` where it does not fit, or the purse has less than the amount.
    pub fn new_balance(&self) -> Option<Fen> {
        let amount = self.dated.request.amount;
        match self.direction {
            TransferDirection::Load => self.card.balance.checked_add(amount),
            TransferDirection::Unload => self.card.balance.checked_sub(amount),
        }
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

    /// What the TAC of a load and MAC3 of an unload cover; `None` where there is no new balance.
    pub fn proof_input(&self) -> Option<Vec<u8>> {
        Some(self.dated.online_proof(self.new_balance()?, self.card.counter))
    }

    /// The card's TAC of a load, under the TAC key.
    pub fn tac(&self, key: &TacKey) -> Option<Mac> {
        Some(key.mac(&self.proof_input()?))
    }

    /// The card's MAC3 of an unload: it has no TAC, and its receipt is under the session key.
    pub fn mac3(&self, session: &SessionKey) -> Option<Mac> {
        Some(session.mac(&self.proof_input()?))
    }

    /// INITIALIZE FOR LOAD or UNLOAD.
    pub fn initialize(&self, application: PurseApplication, key_index: u8) -> Vec<u8> {
        let request = self.dated.request;
        let (amount, terminal) = (request.amount, request.terminal);
        let step = match self.direction {
            TransferDirection::Load => InitializeStep::Load,
            TransferDirection::Unload => InitializeStep::Unload,
        };
        Initialize { step, application, key_index, amount, terminal }.emit()
    }

    /// What a right card answers to it: balance 4, counter 2, version 1, algorithm 1, random 4, MAC1 4.
    pub fn initialize_answer(&self, label: KeyLabel, session: &SessionKey) -> Vec<u8> {
        online_answer(&self.card, label, self.mac1(session))
    }

    /// CREDIT FOR LOAD, which a right card answers with the TAC, or DEBIT FOR UNLOAD, which it answers with MAC3.
    pub fn complete(&self, session: &SessionKey) -> Vec<u8> {
        let mac2 = self.mac2(session);
        match self.direction {
            TransferDirection::Load => command::credit_for_load(self.dated.at, mac2),
            TransferDirection::Unload => command::debit_for_unload(self.dated.at, mac2),
        }
    }

    /// The log record it leaves; `None` at the counter's end.
    pub fn log_record(&self) -> Option<LogRecord> {
        log_record(&self.dated, self.card.counter, [0; 3])
    }

    /// GET TRANSACTION PROVE for it; `None` at the counter's end.
    pub fn prove(&self) -> Option<Vec<u8>> {
        Some(command::get_transaction_prove(self.dated.request.kind, self.card.counter.checked_add(1)?))
    }

    /// What a right card answers to it, given its TAC or MAC3: `00000000` and the TAC, or MAC3 and `00000000`.
    pub fn prove_answer(&self, proof: Mac) -> Vec<u8> {
        match self.direction {
            TransferDirection::Load => [[0; 4], proof].concat(),
            TransferDirection::Unload => [proof, [0; 4]].concat(),
        }
    }
}
