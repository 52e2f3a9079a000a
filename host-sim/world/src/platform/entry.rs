//! The books of the ledger (科目), an entry, and the reasons for which money moves. This file holds data only: the
//! ledger writes them by its own rules, the audit reads them by others, and the two share nothing else.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::bank::Bank;
use super::card_file::Asn;
use super::number::Msisdn;
use super::scratch_card::CardMark;
use super::serial::{BankOrderNumber, GoodsOrderNumber, WithdrawalNumber};
use sim_codec::time::Moment;
use sim_device::pos::entry::PurchaseId;
use sim_device::pos::number::MerchantNumber;

/// Book of the ledger: money with a subscriber, with merchants, or in the outside world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Book {
    /// Cash sub-account (现金账户).
    Cash(Msisdn),
    /// Recharge-card sub-account (充值卡账户).
    RechargeCard(Msisdn),
    /// Wallet on the card, as far as the platform knows: purchases arrive later than they are made.
    Wallet(Msisdn),
    /// Money taken from the cash sub-account for the wallet, and not known to have arrived.
    InFlight(Msisdn),
    /// Cash of a withdrawal that the bank does not have yet (冻结).
    Frozen(Msisdn),
    /// Wallet on a card that was replaced: money that was on the card then, for purchases that arrive later.
    RetiredWallet(Asn),
    /// Merchant: what the platform owes the merchant, or the merchant owes after returns.
    Merchant(MerchantNumber),
    /// Commission that merchants paid for the service (佣金).
    Commission,
    /// Banks outside: below zero by the money that came in through them, above zero by withdrawals.
    Bank,
    /// Scratch cards sold elsewhere: below zero by the money that they brought.
    ScratchCards,
    /// Phone bills that were paid.
    PhoneBills,
    /// Tills of the business halls: below zero by the cash that was paid in.
    HallCash,
    /// Terminals and issuers outside: below zero by the money that cards brought with them.
    Outside,
}

/// Error of a text that names no book.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} names no book of the ledger")]
pub struct BookError(String);

impl Book {
    /// Returns the subscriber to whom the book belongs; `None` for a shared book.
    pub fn number(self) -> Option<Msisdn> {
        match self {
            Book::Cash(number)
            | Book::RechargeCard(number)
            | Book::Wallet(number)
            | Book::InFlight(number)
            | Book::Frozen(number) => Some(number),
            _ => None,
        }
    }
}

impl fmt::Display for Book {
    /// Writes `cash 13807310001`, `merchant 898430154110001`, `bank`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Book::Cash(number) => write!(f, "cash {number}"),
            Book::RechargeCard(number) => write!(f, "recharge-card {number}"),
            Book::Wallet(number) => write!(f, "wallet {number}"),
            Book::InFlight(number) => write!(f, "in-flight {number}"),
            Book::Frozen(number) => write!(f, "frozen {number}"),
            Book::RetiredWallet(asn) => write!(f, "retired-wallet {asn}"),
            Book::Merchant(merchant) => write!(f, "merchant {merchant}"),
            Book::Commission => f.write_str("commission"),
            Book::Bank => f.write_str("bank"),
            Book::ScratchCards => f.write_str("scratch-cards"),
            Book::PhoneBills => f.write_str("phone-bills"),
            Book::HallCash => f.write_str("hall-cash"),
            Book::Outside => f.write_str("outside"),
        }
    }
}

impl FromStr for Book {
    type Err = BookError;

    fn from_str(text: &str) -> Result<Book, BookError> {
        let (name, owner) = text.split_once(' ').map_or((text, None), |(name, owner)| (name, Some(owner)));
        let of_number = |book: fn(Msisdn) -> Book| owner.and_then(|owner| owner.parse().ok()).map(book);
        let shared = |book: Book| owner.is_none().then_some(book);
        let book = match name {
            "cash" => of_number(Book::Cash),
            "recharge-card" => of_number(Book::RechargeCard),
            "wallet" => of_number(Book::Wallet),
            "in-flight" => of_number(Book::InFlight),
            "frozen" => of_number(Book::Frozen),
            "retired-wallet" => owner.and_then(|owner| owner.parse().ok()).map(Book::RetiredWallet),
            "merchant" => owner.and_then(|owner| owner.parse().ok()).map(Book::Merchant),
            "commission" => shared(Book::Commission),
            "bank" => shared(Book::Bank),
            "scratch-cards" => shared(Book::ScratchCards),
            "phone-bills" => shared(Book::PhoneBills),
            "hall-cash" => shared(Book::HallCash),
            "outside" => shared(Book::Outside),
            _ => None,
        };
        book.ok_or_else(|| BookError(text.to_owned()))
    }
}

impl TryFrom<String> for Book {
    type Error = BookError;

    fn try_from(text: String) -> Result<Book, BookError> {
        text.parse()
    }
}

impl From<Book> for String {
    fn from(book: Book) -> String {
        book.to_string()
    }
}

/// Channel through which a load was requested.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LoadChannel {
    /// Menu, over the air (空中充值): counts against the day's allowance.
    OverTheAir,
    /// Website (网络侧转存): the handbook limits it by the cash alone (3.2.1.2).
    Website,
    /// Terminal of a business hall, over the contacts (营业厅POS转存): limited by the cash alone, too.
    Hall,
}

/// Purchase in the books, by which its settlement, void and return are told from those of others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookedPurchase {
    /// Number of the card's holder.
    pub number: Msisdn,
    /// Card that paid.
    pub asn: Asn,
    /// Merchant that sold.
    pub merchant: MerchantNumber,
    /// Identity of the purchase.
    pub purchase: PurchaseId,
    /// Number of the terminal's batch.
    pub batch: u32,
}

/// Reason for which money moved, and the parties concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "kebab-case")]
pub enum EntryReason {
    /// Cash paid in at a business hall (营业厅现金充值).
    HallCash {
        /// Number whose account was credited.
        number: Msisdn,
    },
    /// Money from a bank (网银充值).
    WebBank {
        /// Number whose account was credited.
        number: Msisdn,
        /// Bank that paid.
        bank: Bank,
        /// Number of the order to the bank.
        order: BankOrderNumber,
    },
    /// Cash frozen for a withdrawal (提现).
    WithdrawalFrozen {
        /// Number whose account pays.
        number: Msisdn,
        /// Number of the withdrawal.
        withdrawal: WithdrawalNumber,
    },
    /// The bank has paid a withdrawal to the bank card.
    WithdrawalPaid {
        /// Number whose account paid.
        number: Msisdn,
        /// Number of the withdrawal.
        withdrawal: WithdrawalNumber,
        /// Bank of the card.
        bank: Bank,
    },
    /// The bank has refused a withdrawal.
    WithdrawalReturned {
        /// Number whose account gets the money back.
        number: Msisdn,
        /// Number of the withdrawal.
        withdrawal: WithdrawalNumber,
    },
    /// An order for goods that was paid on the website (消费).
    RemotePurchase {
        /// Number whose account paid.
        number: Msisdn,
        /// Merchant that sold.
        merchant: MerchantNumber,
        /// Number of the order.
        order: GoodsOrderNumber,
    },
    /// A refund of an order for goods (退款).
    RemoteRefund {
        /// Number whose account got the money back.
        number: Msisdn,
        /// Merchant that sold.
        merchant: MerchantNumber,
        /// Number of the order.
        order: GoodsOrderNumber,
    },
    /// A scratch card (充值卡充值).
    ScratchCard {
        /// Number whose account was credited.
        number: Msisdn,
        /// Mark of the scratch card.
        card: CardMark,
    },
    /// Cash set aside for the wallet.
    LoadReserved {
        /// Number of the wallet's subscriber.
        number: Msisdn,
        /// Number of the transfer.
        transfer: u64,
        /// Channel through which the load was requested.
        channel: LoadChannel,
    },
    /// The card proved that it has the money (钱包充值).
    LoadSettled {
        /// Number of the wallet's subscriber.
        number: Msisdn,
        /// Number of the transfer.
        transfer: u64,
    },
    /// The card proved that it never will have the money.
    LoadRefunded {
        /// Number of the wallet's subscriber.
        number: Msisdn,
        /// Number of the transfer.
        transfer: u64,
    },
    /// One's own phone bill (缴本机话费).
    OwnBill {
        /// Number that paid.
        number: Msisdn,
    },
    /// Another subscriber's phone bill (缴他人话费).
    AnothersBill {
        /// Number that paid.
        number: Msisdn,
        /// Number whose bill was paid.
        whose: Msisdn,
    },
    /// A purchase at a POS, when the POS uploaded its batch (批上送).
    Purchase(BookedPurchase),
    /// A purchase taken back before its batch was uploaded (撤销): the wallet spent, the merchant got nothing.
    Void(BookedPurchase),
    /// Goods returned after the batch was uploaded (退货).
    Return(BookedPurchase),
    /// The rest of the purse set aside while a hall takes it back (退订, 换卡登记).
    UnloadReserved {
        /// Number of the wallet's subscriber.
        number: Msisdn,
        /// Number of the transfer.
        transfer: u64,
    },
    /// The card proved that it has given the money back.
    UnloadSettled {
        /// Number of the wallet's subscriber.
        number: Msisdn,
        /// Number of the transfer.
        transfer: u64,
    },
    /// The card proved that it keeps the money.
    UnloadUndone {
        /// Number of the wallet's subscriber.
        number: Msisdn,
        /// Number of the transfer.
        transfer: u64,
    },
    /// The number got another card: what its wallet had goes to the book of the old card (补卡, 换卡).
    CardReplaced {
        /// Number of the subscriber.
        number: Msisdn,
        /// Card that was replaced.
        asn: Asn,
    },
    /// Money that a card had when it came to the platform, or got at a terminal outside.
    BroughtIn {
        /// Number of the wallet's subscriber.
        number: Msisdn,
    },
}

impl EntryReason {
    /// Returns the subscriber on whose behalf the money moved.
    pub fn number(&self) -> Msisdn {
        match *self {
            EntryReason::HallCash { number }
            | EntryReason::WebBank { number, .. }
            | EntryReason::WithdrawalFrozen { number, .. }
            | EntryReason::WithdrawalPaid { number, .. }
            | EntryReason::WithdrawalReturned { number, .. }
            | EntryReason::RemotePurchase { number, .. }
            | EntryReason::RemoteRefund { number, .. }
            | EntryReason::ScratchCard { number, .. }
            | EntryReason::LoadReserved { number, .. }
            | EntryReason::LoadSettled { number, .. }
            | EntryReason::LoadRefunded { number, .. }
            | EntryReason::OwnBill { number }
            | EntryReason::AnothersBill { number, .. }
            | EntryReason::UnloadReserved { number, .. }
            | EntryReason::UnloadSettled { number, .. }
            | EntryReason::UnloadUndone { number, .. }
            | EntryReason::CardReplaced { number, .. }
            | EntryReason::BroughtIn { number } => number,
            EntryReason::Purchase(booked) | EntryReason::Void(booked) | EntryReason::Return(booked) => booked.number,
        }
    }
}

/// Movement of money (分录).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Place of the entry in the ledger, counted from 1.
    pub id: u64,
    /// Moment of the movement.
    pub at: Moment,
    /// Reason for the movement.
    pub why: EntryReason,
    /// Change of each book in fen, negative for a loss. The changes sum to zero.
    pub legs: Vec<(Book, i64)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn book_is_read_from_its_name() {
        let number: Msisdn = "13807310001".parse().unwrap();
        let owned =
            [Book::Cash, Book::RechargeCard, Book::Wallet, Book::InFlight, Book::Frozen].map(|book| book(number));
        let named = [Book::Merchant("898430154110001".parse().unwrap()), Book::RetiredWallet(Asn([0x31; 10]))];
        let shared =
            [Book::Commission, Book::Bank, Book::ScratchCards, Book::PhoneBills, Book::HallCash, Book::Outside];
        for book in owned.into_iter().chain(named).chain(shared) {
            assert_eq!(book.to_string().parse(), Ok(book));
            assert_eq!(book.number().is_some(), owned.contains(&book));
        }
        assert_eq!(named[0].to_string(), "merchant 898430154110001");
        let wrongs = ["cash", "bank 13807310001", "till", "cash 138", "cash 13807310001 x", "merchant", "merchants"];
        for wrong in wrongs {
            let complaint = wrong.parse::<Book>().unwrap_err().to_string();
            assert_eq!(complaint, format!("{wrong:?} names no book of the ledger"));
        }
    }

    #[test]
    fn purchase_entry_round_trips_through_json() {
        let purchase = PurchaseId { terminal: [0x11; 6], counter: 7 };
        let (number, merchant) = ("13807310001".parse().unwrap(), "898430154110001".parse().unwrap());
        let why = EntryReason::Void(BookedPurchase { number, asn: Asn([0x31; 10]), merchant, purchase, batch: 3 });
        let text = serde_json::to_string(&why).unwrap();
        assert!(text.starts_with(r#"{"why":"void","number":"13807310001","asn":"31"#), "{text}");
        assert_eq!(serde_json::from_str::<EntryReason>(&text).unwrap(), why);
    }
}
