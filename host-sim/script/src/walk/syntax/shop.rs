//! Steps at the counter of a shop, and the reasons for which a shop or a hall refuses.

use applet::Refusal;
use sim_device::pos::line::BatchResult;
use sim_device::pos::take_back::TakenBack;
use sim_wire::Fen;
use sim_world::action::{PosPlace, ReceiptPlace};

use super::ActionEnding;

/// Purchase that is taken back for its receipt: `void`, `return voucher 1 of batch 1 -> refused`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakeBackStep {
    /// Way in which the purchase must be taken back.
    pub way: TakenBack,
    /// Receipt that the customer shows.
    pub receipt: ShownReceipt,
    /// `at pos 2`: terminal at which the receipt is shown; `None` for the one that printed it.
    pub at: Option<PosPlace>,
    /// `altered to 9.00 yuan`: amount that was written over the printed one, in fen; `None` if nothing was altered.
    pub altered: Option<Fen>,
    /// End that the step must have.
    pub ending: ActionEnding,
}

impl TakeBackStep {
    /// Returns the step that takes back a purchase for its receipt, at the terminal that printed the receipt.
    pub const fn new(way: TakenBack, receipt: ReceiptPlace) -> TakeBackStep {
        let receipt = ShownReceipt::Named(receipt);
        TakeBackStep { way, receipt, at: None, altered: None, ending: ActionEnding::Done }
    }
}

/// Receipt that a customer shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShownReceipt {
    /// The last receipt that was printed.
    Last,
    /// `of pos 2`: the receipt of the terminal with the highest numbers of batch and voucher.
    LastOf(PosPlace),
    /// `voucher 1 of batch 1`: the receipt with these numbers.
    Named(ReceiptPlace),
}

/// Reason of a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusalReason {
    /// The card refuses. A number that the reason carries does not count.
    Card(Refusal),
    /// The terminal or the platform behind the terminal refuses, or the tap did not come to its end.
    Counter(CounterRefusal),
}

impl RefusalReason {
    /// Returns whether `actual` is this reason, whatever number it carries.
    pub(in crate::walk) fn is_met_by(self, actual: RefusalReason) -> bool {
        match (self, actual) {
            (RefusalReason::Card(wanted), RefusalReason::Card(actual)) => wanted.code() == actual.code(),
            (wanted, actual) => wanted == actual,
        }
    }
}

/// Reason for which a shop or a hall does not do what is asked, apart from the refusals of a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CounterRefusal {
    /// No card answers the reader.
    NoCard,
    /// Two or more cards answer the reader.
    TwoCards,
    /// The amount is zero.
    NoAmount,
    /// The amount is over the terminal's ceiling.
    OverCeiling,
    /// The batch has all the purchases that it may have.
    BatchFull,
    /// The batch is being closed.
    BatchClosing,
    /// The card is on the black list.
    BlackList,
    /// The card left before the debit.
    CardLeft,
    /// The card has no wallet that the terminal serves.
    NoWallet,
    /// The card's answer has not the form that it must have.
    MalformedAnswer,
    /// The card left after the debit was sent, so that the purchase is pending.
    Unfinished,
    /// The card's MAC2 is wrong.
    WrongMac2,
    /// An earlier transaction is not proved yet.
    Unproved,
    /// The security module refuses.
    SecurityModule,
    /// The line to the platform is broken.
    LineBroken,
    /// The platform answers another request.
    OtherAnswer,
    /// The terminal's power failed.
    PowerFailed,
    /// The terminal printed no such receipt.
    NoReceipt,
    /// The receipt or the purchase is of another terminal.
    OtherTerminal,
    /// A field of the receipt differs from the purchase.
    ReceiptAltered,
    /// The purchase was taken back before.
    TakenBack,
    /// The platform does not know the terminal.
    UnknownTerminal,
    /// The platform does not know the card.
    UnknownCard,
    /// The TAC is not the card's.
    WrongTac,
    /// The platform does not know the purchase.
    UnknownPurchase,
    /// The batch was uploaded.
    Uploaded,
    /// The batch was not uploaded.
    NotUploaded,
    /// The holder has no account to which the money could go.
    NoAccount,
    /// The wallet never had so much.
    NotCovered,
    /// The batch is not under upload.
    BatchNotOpen,
    /// The batch was settled before.
    BatchSettled,
    /// A voucher is missing from the batch.
    VoucherMissing,
    /// A voucher is in the batch twice.
    VoucherTwice,
    /// The totals of the batch differ from its entries.
    TotalsDiffer,
    /// A message has more entries than it may have.
    TooManyEntries,
    /// The document that is shown is not the holder's.
    OtherDocument,
    /// The holder does not have the card any more, or the card can no longer be read.
    CardGone,
    /// The card before the hall's terminal is not the present card of the number.
    OtherCard,
    /// Handsets of the model do not take an RFID-SIM.
    ModelListed,
    /// The platform does not issue the card.
    NotIssued,
    /// The balance of the card can be read, and was not registered for a swap.
    SwapNotRegistered,
    /// The card was registered for a swap before.
    SwapRegistered,
    /// No amount of a swap waits for the card.
    NoSwap,
    /// The wallet is not open.
    WalletNotOpen,
    /// A transfer to the card is under way.
    TransferUnderWay,
    /// The cash sub-account does not cover the amount.
    CashShort,
    /// The number has an account already.
    AccountOpen,
    /// The number is lost, barred or cancelled.
    NumberState,
}

/// Returns the sum of the purchases that a batch settled.
pub(in crate::walk) fn settled_sum(result: &BatchResult) -> Fen {
    Fen(u32::try_from(result.settled.sum).unwrap_or(u32::MAX))
}
