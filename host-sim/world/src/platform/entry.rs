//! What stands in the books: the books themselves (科目), an entry, and why money moved. Data only: the ledger writes
//! it by its own rules and the audit reads it by others, and all they share is this page.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::bank::Bank;
use super::number::Msisdn;
use super::scratch_card::CardMark;
use sim_codec::time::Moment;

/// One book of the ledger. Money that is with a subscriber, with merchants, or in the outside world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Book {
    /// The cash sub-account (现金账户).
    Cash(Msisdn),
    /// The recharge-card sub-account (充值卡账户).
    RechargeCard(Msisdn),
    /// The wallet on the card, as far as the platform knows: purchases arrive later than they are made.
    Wallet(Msisdn),
    /// Taken from the cash sub-account for the wallet, and not known to have arrived.
    InFlight(Msisdn),
    /// The merchants, all in one.
    Merchant,
    /// What merchants paid for the service (佣金).
    Commission,
    /// The banks outside: below zero by what came in through them.
    Bank,
    /// Scratch cards sold elsewhere: below zero by what they brought.
    ScratchCards,
    /// Phone bills that were paid.
    PhoneBills,
    /// The tills of the business halls: below zero by the cash that was paid in.
    HallCash,
}

/// A text that names no book.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} names no book of the ledger")]
pub struct BookError(String);

impl Book {
    /// The subscriber whose book it is.
    pub fn number(self) -> Option<Msisdn> {
        match self {
            Book::Cash(number) | Book::RechargeCard(number) | Book::Wallet(number) | Book::InFlight(number) => {
                Some(number)
            }
            _ => None,
        }
    }
}

impl fmt::Display for Book {
    /// `cash 13807310001`, `merchants`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Book::Cash(number) => write!(f, "cash {number}"),
            Book::RechargeCard(number) => write!(f, "recharge-card {number}"),
            Book::Wallet(number) => write!(f, "wallet {number}"),
            Book::InFlight(number) => write!(f, "in-flight {number}"),
            Book::Merchant => f.write_str("merchants"),
            Book::Commission => f.write_str("commission"),
            Book::Bank => f.write_str("bank"),
            Book::ScratchCards => f.write_str("scratch-cards"),
            Book::PhoneBills => f.write_str("phone-bills"),
            Book::HallCash => f.write_str("hall-cash"),
        }
    }
}

impl FromStr for Book {
    type Err = BookError;

    fn from_str(text: &str) -> Result<Book, BookError> {
        let none = || BookError(text.to_owned());
        let (name, number) = text.split_once(' ').map_or((text, None), |(name, number)| (name, Some(number)));
        let number = number.map(str::parse::<Msisdn>).transpose().map_err(|_| none())?;
        match (name, number) {
            ("cash", Some(number)) => Ok(Book::Cash(number)),
            ("recharge-card", Some(number)) => Ok(Book::RechargeCard(number)),
            ("wallet", Some(number)) => Ok(Book::Wallet(number)),
            ("in-flight", Some(number)) => Ok(Book::InFlight(number)),
            ("merchants", None) => Ok(Book::Merchant),
            ("commission", None) => Ok(Book::Commission),
            ("bank", None) => Ok(Book::Bank),
            ("scratch-cards", None) => Ok(Book::ScratchCards),
            ("phone-bills", None) => Ok(Book::PhoneBills),
            ("hall-cash", None) => Ok(Book::HallCash),
            _ => Err(none()),
        }
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

/// How a load was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LoadChannel {
    /// From the menu, over the air (空中充值): counts against the day's allowance.
    OverTheAir,
    /// From the website (网络侧转存): the handbook limits it by the cash alone (3.2.1.2).
    Website,
    /// At a business hall's terminal, over the contacts (营业厅POS转存): limited by the cash alone, too.
    Hall,
}

/// Why money moved, and what that concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "kebab-case")]
pub enum EntryReason {
    /// Cash paid in at a business hall (营业厅现金充值).
    HallCash {
        /// Who paid in.
        number: Msisdn,
    },
    /// Money from a bank (网银充值).
    WebBank {
        /// Whose account it went to.
        number: Msisdn,
        /// The bank.
        bank: Bank,
    },
    /// A scratch card (充值卡充值).
    ScratchCard {
        /// Whose account it went to.
        number: Msisdn,
        /// Which card.
        card: CardMark,
    },
    /// Cash set aside for the wallet.
    LoadReserved {
        /// Whose.
        number: Msisdn,
        /// The transfer's number.
        transfer: u64,
        /// How it was asked for.
        channel: LoadChannel,
    },
    /// The card proved that it has the money (钱包充值).
    LoadSettled {
        /// Whose.
        number: Msisdn,
        /// The transfer's number.
        transfer: u64,
    },
    /// The card proved that it never will have it.
    LoadRefunded {
        /// Whose.
        number: Msisdn,
        /// The transfer's number.
        transfer: u64,
    },
    /// One's own phone bill (缴本机话费).
    OwnBill {
        /// Who paid.
        number: Msisdn,
    },
    /// Another's phone bill (缴他人话费).
    AnothersBill {
        /// Who paid.
        number: Msisdn,
        /// Whose bill.
        whose: Msisdn,
    },
    /// A purchase at a POS, when the POS uploaded its batch (批上送).
    Purchase {
        /// Who bought.
        number: Msisdn,
        /// The batch.
        batch: u64,
    },
    /// A purchase taken back before its batch was uploaded (撤销): the wallet spent, the merchant got nothing.
    Void {
        /// Who gets the money.
        number: Msisdn,
    },
    /// Goods returned after the batch was uploaded (退货).
    Return {
        /// Who gets the money.
        number: Msisdn,
    },
    /// The rest of the purse taken back at a hall (退订, 换卡登记).
    Unload {
        /// Whose.
        number: Msisdn,
    },
}

impl EntryReason {
    /// The subscriber on whose behalf the money moved.
    pub fn number(&self) -> Msisdn {
        match *self {
            EntryReason::HallCash { number }
            | EntryReason::WebBank { number, .. }
            | EntryReason::ScratchCard { number, .. }
            | EntryReason::LoadReserved { number, .. }
            | EntryReason::LoadSettled { number, .. }
            | EntryReason::LoadRefunded { number, .. }
            | EntryReason::OwnBill { number }
            | EntryReason::AnothersBill { number, .. }
            | EntryReason::Purchase { number, .. }
            | EntryReason::Void { number }
            | EntryReason::Return { number }
            | EntryReason::Unload { number } => number,
        }
    }
}

/// One movement of money (分录).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its place in the ledger, from 1.
    pub id: u64,
    /// When.
    pub at: Moment,
    /// Why.
    pub why: EntryReason,
    /// What each book gains, in fen; negative is what it loses. They sum to nothing.
    pub legs: Vec<(Book, i64)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_book_is_read_from_its_name() {
        let number: Msisdn = "13807310001".parse().unwrap();
        let owned = [Book::Cash(number), Book::RechargeCard(number), Book::Wallet(number), Book::InFlight(number)];
        let shared =
            [Book::Merchant, Book::Commission, Book::Bank, Book::ScratchCards, Book::PhoneBills, Book::HallCash];
        for book in owned.into_iter().chain(shared) {
            assert_eq!(book.to_string().parse(), Ok(book));
            assert_eq!(book.number().is_some(), owned.contains(&book));
        }
        for wrong in ["cash", "bank 13807310001", "till", "cash 138", "cash 13807310001 x"] {
            let complaint = wrong.parse::<Book>().unwrap_err().to_string();
            assert_eq!(complaint, format!("{wrong:?} names no book of the ledger"));
        }
    }
}
