//! The findings of an audit, each as a sentence.

use crate::platform::card_file::Asn;
use crate::platform::entry::Book;
use crate::platform::number::Msisdn;
use crate::platform::scratch_card::CardMark;
use crate::platform::serial::{BankOrderNumber, GoodsOrderNumber, WithdrawalNumber};
use sim_codec::amount::in_english;
use sim_codec::time::Day;
use sim_device::pos::entry::PurchaseId;

/// Finding of an audit. Entries are named by their number; amounts are in fen.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuditError {
    /// An entry is missing or stands twice.
    #[error("entry {id} stands in place {place} of the ledger")]
    Misplaced {
        /// Number of the entry.
        id: u64,
        /// Place of the entry, counted from 1.
        place: u64,
    },
    /// An entry is older than the one before it.
    #[error("entry {id} is older than the one before it")]
    Backwards {
        /// Number of the entry.
        id: u64,
    },
    /// Money came from nowhere, or went there.
    #[error("entry {id} does not balance: its legs sum to {}", in_english(*.sum))]
    Unbalanced {
        /// Number of the entry.
        id: u64,
        /// Sum of its legs, in fen.
        sum: i128,
    },
    /// Money moved to or from a book that the reason does not concern.
    #[error("entry {id} takes {} from or to the book {book}, which its reason has nothing to do with", in_english(*.amount))]
    WrongBook {
        /// Number of the entry.
        id: u64,
        /// Book that the reason does not concern.
        book: Book,
        /// Change of the book, in fen.
        amount: i128,
    },
    /// A book that may not owe stands below zero.
    #[error("after entry {id} the book {book} stands at {}", in_english(*.balance))]
    BelowZero {
        /// Number of the entry.
        id: u64,
        /// Book that owes.
        book: Book,
        /// Balance of the book, in fen; for a wallet, with the money in flight to it.
        balance: i128,
    },
    /// Two transfers have the same number.
    #[error("entry {id} reserves transfer {transfer} a second time")]
    ReservedTwice {
        /// Number of the entry.
        id: u64,
        /// Number of the transfer.
        transfer: u64,
    },
    /// A transfer ended that was never reserved.
    #[error("entry {id} ends transfer {transfer}, which was never reserved")]
    NeverReserved {
        /// Number of the entry.
        id: u64,
        /// Number of the transfer.
        transfer: u64,
    },
    /// A transfer was settled and refunded, or either twice.
    #[error("entry {id} ends transfer {transfer}, which had ended")]
    EndedTwice {
        /// Number of the entry.
        id: u64,
        /// Number of the transfer.
        transfer: u64,
    },
    /// A transfer ended with another amount or for another number than it began.
    #[error(
        "entry {id} ends transfer {transfer} with {} of {number}, and reserved were {} of {of}",
        in_english(*.amount),
        in_english(*.reserved)
    )]
    EndedOtherwise {
        /// Number of the entry.
        id: u64,
        /// Number of the transfer.
        transfer: u64,
        /// Amount at the end, in fen.
        amount: i128,
        /// Number of the subscriber at the end.
        number: Msisdn,
        /// Amount that was reserved, in fen.
        reserved: i128,
        /// Number of the subscriber for whom it was reserved.
        of: Msisdn,
    },
    /// The money in flight differs from the sum of the open transfers.
    #[error(
        "{} are in flight to {number}, and its open transfers come to {}", in_english(*.in_flight), in_english(*.open)
    )]
    InFlight {
        /// Number of the subscriber.
        number: Msisdn,
        /// Balance of the book, in fen.
        in_flight: i128,
        /// Sum of the open transfers, in fen.
        open: i128,
    },
    /// An order to a bank was credited a second time.
    #[error("entry {id} credits order {order} to a bank a second time")]
    CreditedTwice {
        /// Number of the entry.
        id: u64,
        /// Number of the order.
        order: BankOrderNumber,
    },
    /// An order to a bank in the books differs from its entry.
    #[error("order {order} to a bank is not kept as its entry tells it")]
    BankOrderKept {
        /// Number of the order.
        order: BankOrderNumber,
    },
    /// An order for goods was paid a second time.
    #[error("entry {id} pays order {order} for goods a second time")]
    OrderPaidTwice {
        /// Number of the entry.
        id: u64,
        /// Number of the order.
        order: GoodsOrderNumber,
    },
    /// An order for goods was refunded that the account did not pay to the merchant.
    #[error("entry {id} refunds order {order} for goods, which this account did not pay to this merchant")]
    RefundedUnpaid {
        /// Number of the entry.
        id: u64,
        /// Number of the order.
        order: GoodsOrderNumber,
    },
    /// More of an order for goods was refunded to a sub-account than it paid, or in the wrong order.
    #[error("entry {id} refunds order {order} for goods otherwise than it was paid")]
    RefundedOtherwise {
        /// Number of the entry.
        id: u64,
        /// Number of the order.
        order: GoodsOrderNumber,
    },
    /// An order for goods in the books differs from its entries.
    #[error("order {order} for goods is not kept as its entries tell it")]
    GoodsOrderKept {
        /// Number of the order.
        order: GoodsOrderNumber,
    },
    /// Two withdrawals have the same number.
    #[error("entry {id} freezes the amount of withdrawal {withdrawal} a second time")]
    FrozenTwice {
        /// Number of the entry.
        id: u64,
        /// Number of the withdrawal.
        withdrawal: WithdrawalNumber,
    },
    /// A withdrawal ended that had ended before, or never begun.
    #[error("entry {id} ends withdrawal {withdrawal}, which had ended, or had never begun")]
    NotFrozen {
        /// Number of the entry.
        id: u64,
        /// Number of the withdrawal.
        withdrawal: WithdrawalNumber,
    },
    /// A withdrawal ended with another amount or for another number than it began.
    #[error("entry {id} ends withdrawal {withdrawal} otherwise than it began")]
    WithdrawnOtherwise {
        /// Number of the entry.
        id: u64,
        /// Number of the withdrawal.
        withdrawal: WithdrawalNumber,
    },
    /// The frozen money differs from the sum of the withdrawals under way.
    #[error(
        "{} of {number} are frozen, and its withdrawals under way come to {}", in_english(*.frozen), in_english(*.open)
    )]
    Frozen {
        /// Number of the subscriber.
        number: Msisdn,
        /// Balance of the book, in fen.
        frozen: i128,
        /// Sum of the withdrawals under way, in fen.
        open: i128,
    },
    /// A withdrawal in the books differs from its entries.
    #[error("withdrawal {withdrawal} is not kept as its entries tell it")]
    WithdrawalKept {
        /// Number of the withdrawal.
        withdrawal: WithdrawalNumber,
    },
    /// An account was withdrawn from too often without a remote purchase between.
    #[error("{number} withdrew {count} times in a row, and {most} are allowed")]
    WithdrawalsInARow {
        /// Number of the subscriber.
        number: Msisdn,
        /// Longest row of withdrawals.
        count: usize,
        /// Largest number of withdrawals in a row.
        most: u8,
    },
    /// The top-ups of a day are more than the limit.
    #[error("entry {id} is top-up {count} of {number} on {day}, and {most} are allowed")]
    TopUpCount {
        /// Number of the entry.
        id: u64,
        /// Number of the subscriber.
        number: Msisdn,
        /// Day of the top-up.
        day: Day,
        /// Number of the top-up on that day, counted from 1.
        count: u32,
        /// Largest number of top-ups in a day.
        most: u32,
    },
    /// The top-ups of a day sum to more than the limit.
    #[error("with entry {id} {number} topped up {} on {day}, and {} are allowed", in_english(*.sum), in_english(*.most))]
    TopUpSum {
        /// Number of the entry.
        id: u64,
        /// Number of the subscriber.
        number: Msisdn,
        /// Day of the top-up.
        day: Day,
        /// Sum of the day's top-ups, in fen.
        sum: i128,
        /// Largest sum of a day, in fen.
        most: u32,
    },
    /// A purchase was settled or voided, and had been settled or voided before.
    #[error("entry {id} settles or voids purchase {purchase}, which had been settled or voided")]
    PurchaseTwice {
        /// Number of the entry.
        id: u64,
        /// Identity of the purchase.
        purchase: PurchaseId,
    },
    /// Goods of a purchase were returned that was not settled, or was returned before.
    #[error("entry {id} returns purchase {purchase}, which was not settled, or returned before")]
    ReturnedUnsettled {
        /// Number of the entry.
        id: u64,
        /// Identity of the purchase.
        purchase: PurchaseId,
    },
    /// Goods were returned by another merchant, to another card, or for another amount than they were sold.
    #[error("entry {id} returns purchase {purchase} otherwise than it was settled")]
    ReturnedOtherwise {
        /// Number of the entry.
        id: u64,
        /// Identity of the purchase.
        purchase: PurchaseId,
    },
    /// A purchase in the acquirer's records differs from its entries.
    #[error("purchase {purchase} is not kept as its entries tell it")]
    PurchaseKept {
        /// Identity of the purchase.
        purchase: PurchaseId,
    },
    /// A scratch card brought money twice.
    #[error("entry {id} uses the scratch card {card} a second time")]
    CardTwice {
        /// Number of the entry.
        id: u64,
        /// Mark of the scratch card.
        card: CardMark,
    },
    /// A scratch card is used in the store or in the ledger, but not in both.
    #[error("the scratch card {card} is used in the store or in the ledger, and not in the other")]
    CardUse {
        /// Mark of the scratch card.
        card: CardMark,
    },
    /// A balance differs from the sum of its entries.
    #[error(
        "the book {book} is said to stand at {}, and its entries come to {}", in_english(*.claimed), in_english(*.found)
    )]
    Claimed {
        /// Book of the balance.
        book: Book,
        /// Claimed balance, in fen.
        claimed: i64,
        /// Sum of the entries, in fen.
        found: i128,
    },
    /// A transfer in the books differs from its entries.
    #[error("transfer {transfer} is not kept as its entries tell it")]
    TransferKept {
        /// Number of the transfer.
        transfer: u64,
    },
    /// A closed account holds money.
    #[error("the account of {number} is closed and holds {}", in_english(*.held))]
    ClosedWithMoney {
        /// Number of the account.
        number: Msisdn,
        /// Money in the account, in fen.
        held: i128,
    },
    /// A card's money differs from the platform's books.
    #[error(
        "the card of {number} has and spent {card} fen, the wallet's book has {book} fen, and {in_flight} fen are in flight"
    )]
    Card {
        /// Number of the subscriber.
        number: Msisdn,
        /// Money that the card holds or has spent without an upload, in fen.
        card: i128,
        /// Balance of the wallet's book, in fen.
        book: i128,
        /// Sum of the open transfers, in fen.
        in_flight: i128,
    },
    /// A wallet's book holds money, and there is no card.
    #[error("the wallet's book of {number} has {}, and there is no card", in_english(*.book))]
    NoCard {
        /// Number of the subscriber.
        number: Msisdn,
        /// Balance of the wallet's book, in fen.
        book: i128,
    },
    /// A card that was replaced holds money that its book does not have.
    #[error(
        "card {asn}, which was replaced, has {} with its spending, and its book {}, of which {} may not have arrived",
        in_english(*.card),
        in_english(*.book),
        in_english(*.stranded)
    )]
    RetiredCard {
        /// Card that was replaced.
        asn: Asn,
        /// Money of the card, what it spent included, in fen.
        card: i128,
        /// Balance of the card's book, in fen.
        book: i128,
        /// Sum of the transfers that ended with the card, in fen.
        stranded: i128,
    },
    /// The book of a card that was replaced has money, and nobody has the card.
    #[error("the book of card {asn}, which was replaced, has {}, and there is no card", in_english(*.book))]
    NoRetiredCard {
        /// Card that was replaced.
        asn: Asn,
        /// Balance of the card's book, in fen.
        book: i128,
    },
}
