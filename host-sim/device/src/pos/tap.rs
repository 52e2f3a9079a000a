//! Tap (刷卡) of a card, as the terminal sees it: its commands and the answers, taken apart.

use serde::{Deserialize, Serialize};
use std::fmt;

use sim_wire::Fen;
use sim_wire::record::{LogRecord, TerminalNumber, TerminalTime, TransactionKind};
use sim_wire::status::StatusWord;

use super::reader::{CardReader, transmit};
use crate::link::NoAnswerError;
use crate::sam::Mac;
use crate::sam::command::{self, Initialize, InitializeStep, PurseApplication};
use crate::sam::transaction::CardSide;

/// Index of the purchase key that China Mobile's terminals ask for.
pub const PURCHASE_KEY_INDEX: u8 = 0x03;

/// Number of records in the log of a card (handbook 3.4.2).
pub(super) const RECORDS: u8 = 10;

/// Command of a tap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TapStep {
    /// SELECT of the wallet.
    Select,
    /// READ BINARY of file 15.
    ReadFile15,
    /// READ RECORD of the log.
    ReadRecord,
    /// GET BALANCE.
    GetBalance,
    /// GET TRANSACTION PROVE.
    Prove,
    /// INITIALIZE FOR PURCHASE.
    Initialize,
    /// DEBIT FOR PURCHASE.
    Debit,
}

impl fmt::Display for TapStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            TapStep::Select => "SELECT",
            TapStep::ReadFile15 => "READ BINARY of file 15",
            TapStep::ReadRecord => "READ RECORD",
            TapStep::GetBalance => "GET BALANCE",
            TapStep::Prove => "GET TRANSACTION PROVE",
            TapStep::Initialize => "INITIALIZE FOR PURCHASE",
            TapStep::Debit => "DEBIT FOR PURCHASE",
        })
    }
}

/// Reason of a card's refusal, as far as the status word tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TapRefusalReason {
    /// 9401.
    InsufficientBalance,
    /// 6985: over the single-transaction limit, suspended, or not open.
    NotPermitted,
    /// 9302.
    WrongMac1,
    /// 9402.
    CounterAtMaximum,
    /// 9403.
    NoKey,
    /// 6A81 or 9303.
    Blocked,
    /// Another status word.
    Other,
}

impl fmt::Display for TapRefusalReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            TapRefusalReason::InsufficientBalance => "the balance is insufficient",
            TapRefusalReason::NotPermitted => {
                "the amount is over the holder's limit, or the wallet is not open or suspended"
            }
            TapRefusalReason::WrongMac1 => "the terminal's MAC1 is wrong",
            TapRefusalReason::CounterAtMaximum => "the card has used up its counter",
            TapRefusalReason::NoKey => "the card has no such purchase key",
            TapRefusalReason::Blocked => "the card or its wallet is blocked",
            TapRefusalReason::Other => "the card cannot do it",
        })
    }
}

/// Refusal of a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TapRefusal {
    /// Command that the card refused.
    pub step: TapStep,
    /// Status word.
    pub status: StatusWord,
}

impl TapRefusal {
    /// Returns the reason, as far as the status word tells it.
    pub const fn reason(&self) -> TapRefusalReason {
        match self.status {
            StatusWord::INSUFFICIENT_BALANCE => TapRefusalReason::InsufficientBalance,
            StatusWord::CONDITIONS_NOT_SATISFIED => TapRefusalReason::NotPermitted,
            StatusWord::TRANSACTION_MAC_WRONG => TapRefusalReason::WrongMac1,
            StatusWord::COUNTER_AT_MAXIMUM => TapRefusalReason::CounterAtMaximum,
            StatusWord::KEY_INDEX_NOT_SUPPORTED => TapRefusalReason::NoKey,
            StatusWord::FUNCTION_NOT_SUPPORTED | StatusWord::APPLICATION_BLOCKED_FOR_EVER => TapRefusalReason::Blocked,
            _ => TapRefusalReason::Other,
        }
    }

    /// Returns whether the word says that the command changed nothing. Warnings (62, 63), memory failures (65) and
    /// technical problems (6F) leave that open.
    pub(super) const fn is_certain(&self) -> bool {
        matches!(self.status.to_bytes(), [0x64 | 0x67..=0x6E | 0x93 | 0x94, _])
    }
}

impl fmt::Display for TapRefusal {
    /// Writes the reason, then command and status word.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}: {:04X})", self.reason(), self.step, self.status.0)
    }
}

impl From<TapRefusal> for TapError {
    fn from(refusal: TapRefusal) -> TapError {
        TapError::Refused(refusal)
    }
}

/// Error of a tap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TapError {
    /// No card is before the reader, or the card left.
    #[error(transparent)]
    NoAnswer(#[from] NoAnswerError),
    /// The card has no wallet that the terminal serves.
    #[error("the card has no wallet that the terminal serves")]
    NoWallet,
    /// The card refused a command.
    #[error("{0}")]
    Refused(TapRefusal),
    /// The answer to a command has not the form that it must have.
    #[error("the card's answer to {0} makes no sense")]
    Malformed(TapStep),
}

/// Proof of a purchase: what the card answers to DEBIT FOR PURCHASE and to GET TRANSACTION PROVE.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PurchaseProof {
    pub(super) mac2: Mac,
    pub(super) tac: Mac,
}

/// Answer of the card to INITIALIZE FOR PURCHASE.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Initialized {
    pub(super) card: CardSide,
    pub(super) key_version: u8,
    pub(super) algorithm: u8,
}

/// Card before the reader, with its wallet selected.
pub(super) struct Tap<'r> {
    reader: &'r mut dyn CardReader,
    /// Card number (ASN).
    pub(super) asn: [u8; 10],
}

impl Tap<'_> {
    /// Selects the first wallet that the card has, and reads the card number.
    pub(super) fn begin<'r>(reader: &'r mut dyn CardReader, aids: &[Vec<u8>]) -> Result<Tap<'r>, TapError> {
        let mut tap = Tap { reader, asn: [0; 10] };
        for select in aids.iter().filter_map(|aid| command::select_application(aid)) {
            match tap.ask(TapStep::Select, &select) {
                Ok(_) => {
                    tap.asn = tap.read_asn()?;
                    return Ok(tap);
                }
                Err(TapError::Refused(refusal)) if refusal.status == StatusWord::FILE_NOT_FOUND => {}
                Err(error) => return Err(error),
            }
        }
        Err(TapError::NoWallet)
    }

    fn read_asn(&mut self) -> Result<[u8; 10], TapError> {
        let file: [u8; 30] = self.ask_for(TapStep::ReadFile15, &[0x00, 0xB0, 0x95, 0x00, 0x1E])?;
        let [_, _, _, _, _, _, _, _, _, _, asn @ .., _, _, _, _, _, _, _, _, _, _] = file;
        Ok(asn)
    }

    /// Reads the balance.
    pub(super) fn balance(&mut self) -> Result<Fen, TapError> {
        self.ask_for(TapStep::GetBalance, &command::get_balance(PurseApplication::Purse)).map(Fen::from_bytes)
    }

    /// Reads a record of the log, 1 being the newest; `None` if the log has no such record.
    pub(super) fn record(&mut self, number: u8) -> Result<Option<LogRecord>, TapError> {
        match self.ask_for(TapStep::ReadRecord, &[0x00, 0xB2, number, 0xC4, 0x17]) {
            // Some cards answer records that were never written, filled with one octet.
            Ok(octets) if octets == [0x00; 23] || octets == [0xFF; 23] => Ok(None),
            Ok(octets) => Ok(Some(LogRecord::parse(&octets))),
            Err(TapError::Refused(refusal)) if refusal.status == StatusWord::RECORD_NOT_FOUND => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Reads the log, the newest record first.
    pub(super) fn records(&mut self) -> Result<Vec<LogRecord>, TapError> {
        let mut records = Vec::new();
        for number in 1..=RECORDS {
            match self.record(number)? {
                Some(record) => records.push(record),
                None => break,
            }
        }
        Ok(records)
    }

    /// Asks for the proof of the purchase that brought the card's counter to `counter`; `None` if the last transaction
    /// was another.
    pub(super) fn prove(&mut self, counter: u16) -> Result<Option<PurchaseProof>, TapError> {
        let prove = command::get_transaction_prove(TransactionKind::Purchase, counter);
        match self.ask_for::<8>(TapStep::Prove, &prove) {
            Ok([m0, m1, m2, m3, tac @ ..]) => Ok(Some(PurchaseProof { mac2: [m0, m1, m2, m3], tac })),
            Err(TapError::Refused(refusal)) if refusal.status == StatusWord::PROOF_NOT_AVAILABLE => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Begins a purchase.
    pub(super) fn initialize(&mut self, amount: Fen, terminal: TerminalNumber) -> Result<Initialized, TapError> {
        let (step, application) = (InitializeStep::Purchase, PurseApplication::Purse);
        let command = Initialize { step, application, key_index: PURCHASE_KEY_INDEX, amount, terminal }.emit();
        let answer: [u8; 15] = self.ask_for(TapStep::Initialize, &command)?;
        let (card, key_version) = CardSide::of_purchase(&answer);
        let [.., algorithm, _, _, _, _] = answer;
        Ok(Initialized { card, key_version, algorithm })
    }

    /// Completes a purchase.
    pub(super) fn debit(&mut self, counter: u32, at: TerminalTime, mac1: Mac) -> Result<PurchaseProof, TapError> {
        let debit = command::debit_for_purchase(counter, at, mac1);
        let [t0, t1, t2, t3, mac2 @ ..]: [u8; 8] = self.ask_for(TapStep::Debit, &debit)?;
        Ok(PurchaseProof { mac2, tac: [t0, t1, t2, t3] })
    }

    /// Sends a command whose answer has a fixed length.
    fn ask_for<const N: usize>(&mut self, step: TapStep, command: &[u8]) -> Result<[u8; N], TapError> {
        self.ask(step, command)?.try_into().map_err(|_| TapError::Malformed(step))
    }

    /// Sends a command; returns the data of its answer.
    fn ask(&mut self, step: TapStep, command: &[u8]) -> Result<Vec<u8>, TapError> {
        let answer = transmit(self.reader, command)?;
        let (data, status) = answer.split_last_chunk().ok_or(TapError::Malformed(step))?;
        match StatusWord::from_bytes(*status) {
            StatusWord::SUCCESS => Ok(data.to_vec()),
            status => Err(TapRefusal { step, status }.into()),
        }
    }
}
