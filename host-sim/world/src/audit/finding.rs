//! What an audit finds, in words.

use crate::platform::entry::Book;
use crate::platform::number::Msisdn;
use crate::platform::scratch_card::CardMark;
use sim_codec::amount::in_english;
use sim_codec::time::Day;

/// Something that is not as it must be. Entries are named by their number; amounts are in fen.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Finding {
    /// An entry is missing or stands twice.
    #[error("entry {id} stands in place {place} of the ledger")]
    Misplaced {
        /// What it says.
        id: u64,
        /// Where it stands, from 1.
        place: u64,
    },
    /// An entry before one that it follows.
    #[error("entry {id} is older than the one before it")]
    Backwards {
        /// The entry.
        id: u64,
    },
    /// Money came from nowhere, or went there.
    #[error("entry {id} does not balance: its legs sum to {}", in_english(*.sum))]
    Unbalanced {
        /// The entry.
        id: u64,
        /// What its legs sum to.
        sum: i128,
    },
    /// Money moved between books that have nothing to do with the reason.
    #[error("entry {id} takes {} from or to the book {book}, which its reason has nothing to do with", in_english(*.amount))]
    WrongBook {
        /// The entry.
        id: u64,
        /// The book.
        book: Book,
        /// What it gained.
        amount: i128,
    },
    /// A book owes that cannot.
    #[error("after entry {id} the book {book} stands at {}", in_english(*.balance))]
    BelowZero {
        /// The entry.
        id: u64,
        /// The book.
        book: Book,
        /// Where it stands; for a wallet, with what is in flight to it.
        balance: i128,
    },
    /// One transfer's number for two.
    #[error("entry {id} reserves transfer {transfer} a second time")]
    ReservedTwice {
        /// The entry.
        id: u64,
        /// The transfer.
        transfer: u64,
    },
    /// The end of something that never began.
    #[error("entry {id} ends transfer {transfer}, which was never reserved")]
    NeverReserved {
        /// The entry.
        id: u64,
        /// The transfer.
        transfer: u64,
    },
    /// Settled and refunded, or either twice.
    #[error("entry {id} ends transfer {transfer}, which had ended")]
    EndedTwice {
        /// The entry.
        id: u64,
        /// The transfer.
        transfer: u64,
    },
    /// A transfer ended with another amount or for another number than it began.
    #[error(
        "entry {id} ends transfer {transfer} with {} of {number}, and reserved were {} of {of}",
        in_english(*.amount),
        in_english(*.reserved)
    )]
    EndedOtherwise {
        /// The entry.
        id: u64,
        /// The transfer.
        transfer: u64,
        /// What was moved at its end.
        amount: i128,
        /// Whose it was then.
        number: Msisdn,
        /// What was reserved.
        reserved: i128,
        /// Whose.
        of: Msisdn,
    },
    /// What is in flight is not what the open transfers are.
    #[error(
        "{} are in flight to {number}, and its open transfers come to {}", in_english(*.in_flight), in_english(*.open)
    )]
    InFlight {
        /// To whom.
        number: Msisdn,
        /// By the book.
        in_flight: i128,
        /// By the transfers.
        open: i128,
    },
    /// More top-ups in a day than are allowed.
    #[error("entry {id} is top-up {count} of {number} on {day}, and {most} are allowed")]
    TopUpCount {
        /// The entry.
        id: u64,
        /// Who.
        number: Msisdn,
        /// The day.
        day: Day,
        /// The how manieth.
        count: u32,
        /// The most.
        most: u32,
    },
    /// More topped up in a day than is allowed.
    #[error("with entry {id} {number} topped up {} on {day}, and {} are allowed", in_english(*.sum), in_english(*.most))]
    TopUpSum {
        /// The entry.
        id: u64,
        /// Who.
        number: Msisdn,
        /// The day.
        day: Day,
        /// The sum.
        sum: i128,
        /// The most.
        most: u32,
    },
    /// A scratch card brought money twice.
    #[error("entry {id} uses the scratch card {card} a second time")]
    CardTwice {
        /// The entry.
        id: u64,
        /// The card.
        card: CardMark,
    },
    /// A scratch card that was used and brought nothing, or brought something unused.
    #[error("the scratch card {card} is used in the store or in the ledger, and not in the other")]
    CardUse {
        /// The card.
        card: CardMark,
    },
    /// A balance that the entries do not give.
    #[error(
        "the book {book} is said to stand at {}, and its entries come to {}", in_english(*.claimed), in_english(*.found)
    )]
    Claimed {
        /// The book.
        book: Book,
        /// What is said.
        claimed: i64,
        /// What the entries give.
        found: i128,
    },
    /// A transfer that is kept otherwise than the entries tell.
    #[error("transfer {transfer} is not kept as its entries tell it")]
    TransferKept {
        /// The transfer.
        transfer: u64,
    },
    /// Money in an account that is closed.
    #[error("the account of {number} is closed and holds {}", in_english(*.held))]
    ClosedWithMoney {
        /// Whose.
        number: Msisdn,
        /// How much.
        held: i128,
    },
    /// A card that has another amount than the platform believes.
    #[error(
        "the card of {number} has and spent {card} fen, the wallet's book has {book} fen, and {in_flight} fen are in flight"
    )]
    Card {
        /// Whose.
        number: Msisdn,
        /// What it holds, with what it spent and nobody uploaded.
        card: i128,
        /// The wallet's book.
        book: i128,
        /// The open transfers.
        in_flight: i128,
    },
    /// Money in a wallet's book, and no card.
    #[error("the wallet's book of {number} has {}, and there is no card", in_english(*.book))]
    NoCard {
        /// Whose.
        number: Msisdn,
        /// The wallet's book.
        book: i128,
    },
}
