//! Purchase (消费): the merchant's terminal debits the purse. Cash withdrawal and the compound purchase (CAPP) of
//! other purses are the same arithmetic under another type octet and another P1.

use sim_wire::Fen;
use sim_wire::record::{LogRecord, TransactionKind};

use super::{CardSide, KeyLabel, log_record};
use crate::sam::command::{self, Initialize, InitializeStep, PurseApplication};
use crate::sam::transaction_mac::{AuthenticationCode, DatedRequest, Limit};
use crate::sam::{Mac, SessionKey, TacKey};
use sim_codec::crypto::des::DoubleKey;

/// Purchase: type 06 on the purse, 05 on the deposit, 04 for cash, 09 for CAPP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Purchase {
    /// Request of the terminal.
    pub dated: DatedRequest,
    /// Card's data in the answer to INITIALIZE.
    pub card: CardSide,
    /// Transaction counter of the terminal (终端交易序号).
    pub terminal_counter: u32,
    /// Overdraw limit in the card's answer; 0 for this wallet, which has no overdraw.
    pub overdraw_limit: Limit,
    /// Authentication code of a card of the Ministry of Construction; `None` for other cards.
    pub code: Option<AuthenticationCode>,
}

impl Purchase {
    /// Derives SESPK from DPK.
    pub fn session_key(&self, dpk: &DoubleKey) -> SessionKey {
        SessionKey::purchase(dpk, self.card.random, self.card.counter, self.terminal_counter)
    }

    /// Returns the balance afterwards; `None` if the purse has less than the amount.
    pub fn new_balance(&self) -> Option<Fen> {
        self.card.balance.checked_sub(self.dated.request.amount)
    }

    /// Returns the octets that MAC1 covers.
    pub fn mac1_input(&self) -> Vec<u8> {
        self.dated.purchase_mac1(self.code)
    }

    /// Returns MAC1, which the terminal makes.
    pub fn mac1(&self, session: &SessionKey) -> Mac {
        session.mac(&self.mac1_input())
    }

    /// Returns the octets that MAC2 covers.
    pub fn mac2_input(&self) -> Vec<u8> {
        self.dated.purchase_mac2()
    }

    /// Returns MAC2, which the card makes.
    pub fn mac2(&self, session: &SessionKey) -> Mac {
        session.mac(&self.mac2_input())
    }

    /// Returns the octets that the TAC covers.
    pub fn tac_input(&self) -> Vec<u8> {
        self.dated.purchase_tac(self.terminal_counter)
    }

    /// Returns the card's TAC.
    pub fn tac(&self, key: &TacKey) -> Mac {
        key.mac(&self.tac_input())
    }

    /// Returns INITIALIZE FOR PURCHASE, CASH WITHDRAW or CAPP PURCHASE, by the type.
    pub fn initialize(&self, application: PurseApplication, key_index: u8) -> Vec<u8> {
        let request = self.dated.request;
        let step = match request.kind {
            TransactionKind::CashWithdrawal => InitializeStep::CashWithdraw,
            TransactionKind::CompoundPurchase => InitializeStep::CompoundPurchase,
            _ => InitializeStep::Purchase,
        };
        let (amount, terminal) = (request.amount, request.terminal);
        Initialize { step, application, key_index, amount, terminal }.emit()
    }

    /// Returns the answer of a right card to INITIALIZE: balance 4, counter 2, overdraw limit 3, version 1, algorithm
    /// 1, random 4.
    pub fn initialize_answer(&self, label: KeyLabel) -> Vec<u8> {
        let card = &self.card;
        let label = [label.version, label.algorithm];
        [&card.balance.to_bytes()[..], &card.counter.to_be_bytes(), &self.overdraw_limit, &label, &card.random].concat()
    }

    /// Returns DEBIT FOR PURCHASE.
    pub fn debit(&self, session: &SessionKey) -> Vec<u8> {
        command::debit_for_purchase(self.terminal_counter, self.dated.at, self.mac1(session))
    }

    /// Returns the answer of a right card to DEBIT FOR PURCHASE: the TAC first, then MAC2.
    pub fn debit_answer(&self, session: &SessionKey, key: &TacKey) -> Vec<u8> {
        [self.tac(key), self.mac2(session)].concat()
    }

    /// Returns the log record of the purchase; `None` at the counter's end.
    pub fn log_record(&self) -> Option<LogRecord> {
        log_record(&self.dated, self.card.counter, self.overdraw_limit)
    }

    /// Returns GET TRANSACTION PROVE for the purchase; `None` at the counter's end.
    pub fn prove(&self) -> Option<Vec<u8>> {
        Some(command::get_transaction_prove(self.dated.request.kind, self.card.counter.checked_add(1)?))
    }

    /// Returns the answer of a right card to GET TRANSACTION PROVE: MAC2 first, then the TAC, in the opposite order of
    /// DEBIT.
    pub fn prove_answer(&self, session: &SessionKey, key: &TacKey) -> Vec<u8> {
        [self.mac2(session), self.tac(key)].concat()
    }
}
