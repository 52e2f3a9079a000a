//! Load (圈存) and unload (圈提): the two transactions of the load host, one the mirror of the other. Session key,
//! MAC1 and MAC2 are made alike. They differ in the direction of the money, and in what the card signs at the end.

use serde::{Deserialize, Serialize};
use sim_wire::Fen;
use sim_wire::record::LogRecord;

use super::{CardSide, KeyLabel, log_record, online_answer};
use crate::sam::command::{self, Initialize, InitializeStep, PurseApplication};
use crate::sam::transaction_mac::DatedRequest;
use crate::sam::{Mac, SessionKey, TacKey};
use sim_codec::crypto::des::DoubleKey;

/// Direction of the money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TransferDirection {
    /// Onto the card: type 02 on the purse, 01 on the deposit, under DLK.
    Load,
    /// Off the card: type 03, under DULK.
    Unload,
}

/// Load or unload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Online {
    /// Load or unload.
    pub direction: TransferDirection,
    /// Request of the host.
    pub dated: DatedRequest,
    /// Card's data in the answer to INITIALIZE.
    pub card: CardSide,
}

impl Online {
    /// Derives SESLK from DLK, SESULK from DULK.
    pub fn session_key(&self, key: &DoubleKey) -> SessionKey {
        SessionKey::online(key, self.card.random, self.card.counter)
    }

    /// Returns the balance afterwards; `None` if it does not fit, or the purse has less than the amount.
    pub fn new_balance(&self) -> Option<Fen> {
        let amount = self.dated.request.amount;
        match self.direction {
            TransferDirection::Load => self.card.balance.checked_add(amount),
            TransferDirection::Unload => self.card.balance.checked_sub(amount),
        }
    }

    /// Returns the octets that MAC1 covers.
    pub fn mac1_input(&self) -> Vec<u8> {
        self.dated.request.mac1_of_the_card(self.card.balance)
    }

    /// Returns MAC1, which the card makes.
    pub fn mac1(&self, session: &SessionKey) -> Mac {
        session.mac(&self.mac1_input())
    }

    /// Returns the octets that MAC2 covers.
    pub fn mac2_input(&self) -> Vec<u8> {
        self.dated.mac2_of_the_host()
    }

    /// Returns MAC2, which the host makes.
    pub fn mac2(&self, session: &SessionKey) -> Mac {
        session.mac(&self.mac2_input())
    }

    /// Returns the octets that the TAC of a load and MAC3 of an unload cover; `None` if there is no new balance.
    pub fn proof_input(&self) -> Option<Vec<u8>> {
        Some(self.dated.online_proof(self.new_balance()?, self.card.counter))
    }

    /// Returns the card's TAC of a load, under the TAC key; `None` if there is no new balance.
    pub fn tac(&self, key: &TacKey) -> Option<Mac> {
        Some(key.mac(&self.proof_input()?))
    }

    /// Returns the card's MAC3 of an unload, which has no TAC: its receipt is under the session key. `None` if there is
    /// no new balance.
    pub fn mac3(&self, session: &SessionKey) -> Option<Mac> {
        Some(session.mac(&self.proof_input()?))
    }

    /// Returns INITIALIZE FOR LOAD or UNLOAD.
    pub fn initialize(&self, application: PurseApplication, key_index: u8) -> Vec<u8> {
        let request = self.dated.request;
        let (amount, terminal) = (request.amount, request.terminal);
        let step = match self.direction {
            TransferDirection::Load => InitializeStep::Load,
            TransferDirection::Unload => InitializeStep::Unload,
        };
        Initialize { step, application, key_index, amount, terminal }.emit()
    }

    /// Returns the answer of a right card to INITIALIZE: balance 4, counter 2, version 1, algorithm 1, random 4, MAC1
    /// 4.
    pub fn initialize_answer(&self, label: KeyLabel, session: &SessionKey) -> Vec<u8> {
        online_answer(&self.card, label, self.mac1(session))
    }

    /// Returns CREDIT FOR LOAD, which a right card answers with the TAC, or DEBIT FOR UNLOAD, which it answers with
    /// MAC3.
    pub fn complete(&self, session: &SessionKey) -> Vec<u8> {
        let mac2 = self.mac2(session);
        match self.direction {
            TransferDirection::Load => command::credit_for_load(self.dated.at, mac2),
            TransferDirection::Unload => command::debit_for_unload(self.dated.at, mac2),
        }
    }

    /// Returns the log record of the transaction; `None` at the counter's end.
    pub fn log_record(&self) -> Option<LogRecord> {
        log_record(&self.dated, self.card.counter, [0; 3])
    }

    /// Returns GET TRANSACTION PROVE for the transaction; `None` at the counter's end.
    pub fn prove(&self) -> Option<Vec<u8>> {
        Some(command::get_transaction_prove(self.dated.request.kind, self.card.counter.checked_add(1)?))
    }

    /// Returns the answer of a right card to GET TRANSACTION PROVE, from its TAC or MAC3: `00000000` and the TAC, or
    /// MAC3 and `00000000`.
    pub fn prove_answer(&self, proof: Mac) -> Vec<u8> {
        match self.direction {
            TransferDirection::Load => [[0; 4], proof].concat(),
            TransferDirection::Unload => [proof, [0; 4]].concat(),
        }
    }
}
