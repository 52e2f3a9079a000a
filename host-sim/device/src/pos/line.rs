//! Line between a POS terminal and the acquirer (收单), which here is the payment platform: the messages of both sides,
//! as values. The terminal asks, the platform answers; either message may be lost, and then the terminal asks again.
//! Every request may be repeated: the platform answers a repetition as it answered the first.

use std::fmt;

use serde::{Deserialize, Serialize};
use sim_wire::Fen;

use super::entry::{BatchTotals, PendingPurchase, PurchaseEntry};
use super::hex_list;
use super::number::{MerchantNumber, PosNumber};
use super::receipt::{Receipt, ReceiptField};

/// Error of a line that broke: the request did not arrive, or its answer did not. The terminal cannot tell which.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error("the line to the platform is broken")]
pub struct LineBrokenError;

/// Error of a request on the line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AcquirerLineError {
    /// No answer came. Whether the platform carried out the request is unknown, and the terminal may ask again.
    #[error(transparent)]
    Broken(#[from] LineBrokenError),
    /// The platform refuses.
    #[error("the platform refuses: {0}")]
    Refused(#[from] AcquirerError),
    /// The answer belongs to another request.
    #[error("the platform's answer is not of the request")]
    UnexpectedAnswer,
}

/// Line from a terminal to the acquirer.
pub trait AcquirerLine {
    /// Sends a request and returns the answer.
    fn ask(&mut self, request: &LineRequest) -> Result<LineAnswer, LineBrokenError>;
}

/// Sender of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineSender {
    /// Number of the merchant.
    pub merchant: MerchantNumber,
    /// Number of the terminal.
    pub pos: PosNumber,
    /// Terminal number of the terminal's security module.
    #[serde(with = "hex::serde")]
    pub terminal: [u8; 6],
}

/// Request of a terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineRequest {
    /// Terminal that asks.
    pub from: LineSender,
    /// Content of the request.
    pub content: AcquirerRequest,
}

/// Content of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AcquirerRequest {
    /// The terminal asks for its parameters, and has those of a version; 0 is none.
    Parameters {
        /// Version that the terminal has.
        version: u32,
    },
    /// The terminal asks whether the TAC of a purchase is the card's, because its security module can no longer check
    /// the card's MAC2.
    Verify(PurchaseEntry),
    /// The terminal asks whether another terminal brought the TAC of a purchase whose card no longer has the proof. A
    /// [`CarriedProof`] is of this purchase if card number and counter are the same and its TAC is right for it. The
    /// refusal [`AcquirerError::UnknownPurchase`] says that the card used the counter for another purchase.
    Fetch(PendingPurchase),
    /// A purchase of the open batch is taken back (撤销). The platform does not know the purchase yet, so the terminal
    /// sends its entry too; the platform compares both.
    Void {
        /// Receipt, as it was read.
        receipt: Receipt,
        /// Entry of the open batch, in the state [`super::entry::EntryState::Sold`].
        entry: PurchaseEntry,
    },
    /// Goods of an uploaded batch are taken back (退货).
    Return(Receipt),
    /// A batch is about to be uploaded. What an interrupted upload left at the platform is thrown away.
    OpenBatch {
        /// Number of the batch.
        batch: u32,
        /// Totals of the batch.
        totals: BatchTotals,
    },
    /// Entries of the batch under upload, in the order of their vouchers.
    Entries {
        /// Number of the batch.
        batch: u32,
        /// Entries, at most [`ENTRIES_MOST`].
        entries: Vec<PurchaseEntry>,
    },
    /// Proofs of other terminals' purchases that this terminal read from cards.
    Proofs(Vec<CarriedProof>),
    /// All entries were sent: the batch is to be settled.
    CloseBatch {
        /// Number of the batch.
        batch: u32,
        /// Totals of the batch.
        totals: BatchTotals,
    },
}

/// Largest number of entries in one request.
pub const ENTRIES_MOST: usize = 50;

/// Proof of a purchase at another terminal, read from a card by GET TRANSACTION PROVE before the next transaction
/// overwrote it. The platform joins it with the purchase that the other terminal could not complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarriedProof {
    /// Card number (ASN).
    #[serde(with = "hex::serde")]
    pub asn: [u8; 10],
    /// Offline counter of the card after the purchase.
    pub card_counter: u16,
    /// Amount in fen, from the card's log.
    pub amount: Fen,
    /// Terminal number, from the card's log.
    #[serde(with = "hex::serde")]
    pub terminal: [u8; 6],
    /// Date and time in BCD, from the card's log.
    #[serde(with = "hex::serde")]
    pub at: [u8; 7],
    /// TAC of the card.
    #[serde(with = "hex::serde")]
    pub tac: [u8; 4],
}

/// Parameters that the platform sends to its terminals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PosParameters {
    /// Version of the parameters, which rises with every change.
    pub version: u32,
    /// Ceiling of a single purchase, in fen.
    pub purchase_most: Fen,
    /// Largest number of purchases in a batch; a full batch must be uploaded before the next purchase.
    pub batch_most: u32,
    /// Card numbers that no terminal serves (黑名单).
    #[serde(with = "hex_list")]
    pub black_list: Vec<[u8; 10]>,
}

impl Default for PosParameters {
    /// Returns the parameters of a terminal that has asked for none yet: no ceiling but that of an amount.
    fn default() -> PosParameters {
        PosParameters { version: 0, purchase_most: Fen(u32::MAX), batch_most: 100_000, black_list: Vec::new() }
    }
}

/// Answer of the platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineAnswer {
    /// The request is done.
    Done,
    /// New parameters; `None` if the terminal has the newest.
    Parameters(Option<PosParameters>),
    /// TAC that another terminal brought; `None` if none has yet.
    Fetched(Option<[u8; 4]>),
    /// The batch is settled, apart from the entries that are named.
    Settled(BatchResult),
    /// The request is refused, and nothing has changed.
    Refused(AcquirerError),
}

/// Result of a batch that was closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchResult {
    /// Totals of the entries that the platform accepted.
    pub settled: BatchTotals,
    /// Entries that settled nothing, by their vouchers, with the reason.
    pub refused: Vec<(u32, BatchEntryError)>,
    /// Commission on the settled purchases, in fen.
    pub commission: u64,
}

/// Reason for which an entry of a batch settles nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum BatchEntryError {
    /// The TAC is not the card's.
    #[error("the TAC is not the card's")]
    WrongTac,
    /// The platform issued no such card.
    #[error("the platform issued no such card")]
    UnknownCard,
    /// The purchase was settled before, in this batch or another.
    #[error("the purchase was settled before")]
    Repeated,
    /// The purchase was made at another terminal.
    #[error("the purchase was made at another terminal")]
    Foreign,
    /// The entry and the platform disagree whether the purchase was voided.
    #[error("terminal and platform disagree whether the purchase was voided")]
    VoidUnknown,
    /// The amount is zero, or more than the wallet ever had.
    #[error("the wallet never had so much")]
    NotCovered,
}

/// Reason for which the platform refuses a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum AcquirerError {
    /// The platform has no contract with this merchant, or the terminal is not the merchant's.
    #[error("the platform has no contract with this merchant and terminal")]
    UnknownTerminal,
    /// The platform issued no such card.
    #[error("the platform issued no such card")]
    UnknownCard,
    /// The TAC is not the card's.
    #[error("the TAC is not the card's")]
    WrongTac,
    /// A field of the receipt differs from the purchase.
    #[error("the receipt is not as it was printed: {0} differs")]
    Altered(ReceiptField),
    /// The receipt is of another terminal.
    #[error("the receipt is of another terminal")]
    Foreign,
    /// The platform knows no such purchase.
    #[error("the platform knows no such purchase")]
    UnknownPurchase,
    /// The purchase was voided or returned before.
    #[error("the purchase was taken back before")]
    TakenBack,
    /// The batch of the purchase was uploaded: goods are returned and the purchase is not voided.
    #[error("the batch was uploaded, so the purchase is returned and not voided")]
    Uploaded,
    /// The batch of the purchase was not uploaded: the purchase is voided and not returned.
    #[error("the batch was not uploaded, so the purchase is voided and not returned")]
    NotUploaded,
    /// The number has no payment account that could take the money.
    #[error("the card's holder has no payment account to take the money")]
    NoAccount,
    /// The wallet's book does not cover the purchase.
    #[error("the wallet never had so much")]
    NotCovered,
    /// The batch is not under upload.
    #[error("batch {0:06} is not under upload")]
    BatchNotOpen(u32),
    /// The batch was settled before, under other totals.
    #[error("batch {0:06} was settled before, with other entries")]
    BatchSettled(u32),
    /// Entries are missing, by the first of their vouchers.
    #[error("voucher {0:06} is missing from the batch")]
    Missing(u32),
    /// A voucher was sent twice, or out of its order.
    #[error("voucher {0:06} stands twice in the batch or out of its order")]
    Twice(u32),
    /// The totals of terminal and entries differ.
    #[error("the totals of the batch differ from its entries")]
    TotalsDiffer,
    /// A message has more entries than one message may have.
    #[error("a message has more entries than {ENTRIES_MOST}")]
    TooMany,
}

impl fmt::Display for LineSender {
    /// Writes merchant and terminal, as `898430154110001/00000042`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.merchant, self.pos)
    }
}
