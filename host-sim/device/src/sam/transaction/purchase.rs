//! Purchase (消费): the merchant's terminal debits the purse. Cash withdrawal and the compound purchase (CAPP) of other
//! purses are the same arithmetic under another type octet and another P1.

use sim_wire::Fen;
use sim_wire::record::{LogRecord, TransactionKind};

use super::{CardSide, KeyLabel, log_record};
use crate::sam::command::{self, Initialize, InitializeStep, PurseApplication};
use crate::sam::transaction_mac::{AuthenticationCode, DatedRequest, Limit};
use crate::sam::{Mac, SessionKey, TacKey};
use sim_codec::crypto::des::DoubleKey;

/// A purchase: type 06 on the purse, 05 on the deposit, 04 for cash, 09 for CAPP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Purchase {
    /// What the terminal asks.
    pub dated: DatedRequest,
    /// What the card said.
    pub card: CardSide,
    /// The terminal's own transaction counter (终端交易序号).
    pub terminal_counter: u32,
    /// The overdraw limit that the card said; this wallet has none and says 0.
    pub overdraw_limit: Limit,
    /// The authentication code of a card of the Ministry of Construction.
    pub code: Option<AuthenticationCode>,
}

impl Purchase {
    /// SESPK, from DPK.
    pub fn session_key(&self, dpk: &DoubleKey) -> SessionKey {
        SessionKey::purchase(dpk, self.card.random, self.card.counter, self.terminal_counter)
    }

    /// The balance afterwards; `None` where the purse has less than the amount.
    pub fn new_balance(&self) -> Option<Fen> {
        self.card.balance.checked_sub(self.dated.request.amount)
    }

    /// What MAC1 covers.
    pub fn mac1_input(&self) -> Vec<u8> {
        self.dated.purchase_mac1(self.code)
    }

    /// MAC1, the terminal's.
    pub fn mac1(&self, session: &SessionKey) -> Mac {
        session.mac(&self.mac1_input())
    }

    /// What MAC2 covers.
    pub fn mac2_input(&self) -> Vec<u8> {
        self.dated.purchase_mac2()
    }

    /// MAC2, the card's.
    pub fn mac2(&self, session: &SessionKey) -> Mac {
        session.mac(&self.mac2_input())
    }

    /// What the TAC covers.
    pub fn tac_input(&self) -> Vec<u8> {
        self.dated.purchase_tac(self.terminal_counter)
    }

    /// The card's TAC.
    pub fn tac(&self, key: &TacKey) -> Mac {
        key.mac(&self.tac_input())
    }

    /// INITIALIZE FOR PURCHASE, CASH WITHDRAW or CAPP PURCHASE, by the type.
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

    /// What a right card answers to it: balance 4, counter 2, overdraw limit 3, version 1, algorithm 1, random 4.
    pub fn initialize_answer(&self, label: KeyLabel) -> Vec<u8> {
        let card = &self.card;
        let label = [label.version, label.algorithm];
        [&card.balance.to_bytes()[..], &card.counter.to_be_bytes(), &self.overdraw_limit, &label, &card.random].concat()
    }

    /// DEBIT FOR PURCHASE.
    pub fn debit(&self, session: &SessionKey) -> Vec<u8> {
        command::debit_for_purchase(self.terminal_counter, self.dated.at, self.mac1(session))
    }

    /// What a right card answers to it: the TAC first, then MAC2.
    pub fn debit_answer(&self, session: &SessionKey, key: &TacKey) -> Vec<u8> {
        [self.tac(key), self.mac2(session)].concat()
    }

    /// The log record it leaves; `None` at the counter's end.
    pub fn log_record(&self) -> Option<LogRecord> {
        log_record(&self.dated, self.card.counter, self.overdraw_limit)
    }

    /// GET TRANSACTION PROVE for it; `None` at the counter's end.
    pub fn prove(&self) -> Option<Vec<u8>> {
        Some(command::get_transaction_prove(self.dated.request.kind, self.card.counter.checked_add(1)?))
    }

    /// What a right card answers to it: MAC2 first, then the TAC - the other way round than to DEBIT.
    pub fn prove_answer(&self, session: &SessionKey, key: &TacKey) -> Vec<u8> {
        [self.mac2(session), self.tac(key)].concat()
    }
}
