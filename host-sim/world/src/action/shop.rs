//! Actions at the counters of shops and halls: taps, what a cashier does with a POS terminal, faults of terminal and
//! line, and the services of a business hall that need an identity document.

use std::fmt;

use serde::{Deserialize, Serialize};
use sim_wire::Fen;

use crate::platform::number::Msisdn;
use crate::platform::province::Province;

/// Place of a POS terminal among those of the world, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PosPlace(pub u32);

impl PosPlace {
    /// Terminal that is meant where none is named.
    pub const FIRST: PosPlace = PosPlace(1);
}

/// Purpose of a tap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TapPurpose {
    /// 消费, with the amount in fen.
    Purchase(Fen),
    /// 圈存 at a terminal whose money comes from no account in the books, with the amount in fen.
    Load(Fen),
    /// 余额查询 at the terminal.
    Balance,
    /// 明细查询 at the terminal: the last ten records.
    Records,
}

/// Side of an event on which a fault falls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FaultSide {
    /// The event does not take place.
    Before,
    /// The event takes place, and its result is not learned.
    After,
}

/// Fault that falls at the n-th event of an operation, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NthFault {
    /// Number of the event.
    pub nth: u32,
    /// Side of the event.
    pub side: FaultSide,
}

/// Card held to a terminal, by radio.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TapAction {
    /// Purpose of the tap.
    pub purpose: TapPurpose,
    /// Terminal.
    pub pos: PosPlace,
    /// Command at which the card leaves the field; `None` if it stays.
    pub leaves: Option<NthFault>,
}

impl TapAction {
    /// Creates a tap at the first terminal, during which the card stays.
    pub const fn new(purpose: TapPurpose) -> TapAction {
        TapAction { purpose, pos: PosPlace::FIRST, leaves: None }
    }
}

/// Receipt that a terminal printed, by the numbers on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ReceiptPlace {
    /// Terminal that printed the receipt.
    pub pos: PosPlace,
    /// Number of the batch.
    pub batch: u32,
    /// Number of the voucher.
    pub voucher: u32,
}

/// Action of the cashier at a POS terminal, or a fault of the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PosAction {
    /// Takes a purchase back for its receipt (撤销, 退货): whether it is voided or returned, the batch decides.
    TakeBack(ReceiptPlace),
    /// Takes a purchase back for a receipt on which the amount was changed, in fen.
    TakeBackAltered(ReceiptPlace, Fen),
    /// Uploads the batch (批上送).
    Upload,
    /// Asks the platform for new parameters.
    AskParameters,
    /// The terminal loses power at a later write of its memory or its security module's.
    PowerFailure(NthFault),
    /// The line to the platform breaks at a later message.
    LineBreak(NthFault),
    /// The n-th entry of the next upload, counted from 1, is tampered with on its way.
    TamperEntry(EntryTampering, u32),
}

/// Tampering with an entry of a batch on its way to the platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EntryTampering {
    /// The entry is missing.
    Dropped,
    /// The entry stands there a second time, behind the last voucher, and the totals count it twice.
    Repeated,
    /// The amount is another.
    Altered,
    /// The purchase was made at another terminal.
    Foreign,
}

/// Name and number on an identity document (有效身份证件).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentInput {
    /// Name of the holder.
    pub name: String,
    /// Number of the document.
    pub number: String,
}

/// Action of a business hall.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HallAction {
    /// Takes cash for an account (营业厅现金充值), in fen.
    Deposit(Msisdn, Fen),
    /// Moves cash of the account onto the card, over the contacts (营业厅POS转存), in fen.
    Load(Msisdn, Fen),
    /// Takes cash for the account and loads it onto the card at once, over the contacts (现金充值), in fen.
    LoadCash(Msisdn, Fen),
    /// Prints and sells a scratch card (充值卡) of a value in fen, in a province.
    SellScratchCard(Fen, Province),
    /// Advises a customer face to face (咨询帮助).
    Advise(Msisdn),
    /// A service for which the identity of a number's holder is checked.
    Serve(Msisdn, HallService, Option<DocumentInput>),
}

/// Service of a hall for which the holder's identity is checked. Without a document in the action, the holder shows the
/// right one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HallService {
    /// Opens a payment account, and with it the wallet where the number holds an RFID-SIM (2.2, 3.1.1).
    OpenAccount,
    /// Moves the rest of the purse to the cash sub-account and registers the amount (换卡登记).
    RegisterSwap,
    /// Gives the number another card (补换卡).
    IssueCard,
    /// Loads the registered amount onto the new card (换卡圈存).
    LoadSwap,
    /// Moves the rest of the purse to the cash sub-account and unsubscribes the wallet (钱包退订).
    CloseWallet,
    /// Completes the holder's data in the registry (补齐基本资料, 2.2.1).
    CompleteData,
    /// Calibrates the tap distance for the present handset (现场校准).
    Calibrate,
}

/// Loss of a card by its holder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CardLoss {
    /// The card is lost, with the phone in which it is.
    Lost,
    /// The card can no longer be read.
    Broken,
}

impl fmt::Display for CardLoss {
    /// Writes what became of the card: `is lost`, `can no longer be read`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            CardLoss::Lost => "is lost",
            CardLoss::Broken => "can no longer be read",
        })
    }
}
