//! Receipt (消费凭证, 小票) of a purchase: all that a void or a return needs. The text that a terminal prints is made
//! from it, and is read back into it.

use std::fmt;

use serde::{Deserialize, Serialize};
use sim_wire::Fen;

use super::entry::{PurchaseEntry, PurchaseId};
use super::line::LineSender;
use super::merchant_name::MerchantName;

/// Columns of the printer's paper.
pub(super) const PAPER_COLUMNS: usize = 32;

/// Receipt of a purchase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Name of the merchant.
    pub merchant_name: MerchantName,
    /// Merchant and terminal.
    pub sender: LineSender,
    /// Number of the batch.
    pub batch: u32,
    /// Number of the voucher in the batch.
    pub voucher: u32,
    /// Card number as it is printed: twenty digits, of which the middle ones are masked by `*`.
    pub masked_asn: String,
    /// Transaction counter of the terminal's security module.
    pub terminal_counter: u32,
    /// Offline counter of the card after the purchase.
    pub card_counter: u16,
    /// Amount in fen.
    pub amount: Fen,
    /// Balance of the purse after the purchase, in fen.
    pub balance: Fen,
    /// Date and time of the purchase in BCD.
    #[serde(with = "hex::serde")]
    pub at: [u8; 7],
    /// TAC of the card.
    #[serde(with = "hex::serde")]
    pub tac: [u8; 4],
}

/// Field of a receipt, named where a receipt is not as it was printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReceiptField {
    /// Name of the merchant.
    MerchantName,
    /// Number of the merchant.
    Merchant,
    /// Number of the terminal.
    Pos,
    /// Terminal number of the security module.
    Terminal,
    /// Number of the batch.
    Batch,
    /// Number of the voucher.
    Voucher,
    /// Card number.
    CardNumber,
    /// Terminal's transaction counter.
    TerminalCounter,
    /// Card's transaction counter.
    CardCounter,
    /// Amount.
    Amount,
    /// Balance.
    Balance,
    /// Date and time.
    Time,
    /// TAC.
    Tac,
}

impl fmt::Display for ReceiptField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ReceiptField::MerchantName => "the merchant's name",
            ReceiptField::Merchant => "the merchant number",
            ReceiptField::Pos => "the terminal number",
            ReceiptField::Terminal => "the number of the security module",
            ReceiptField::Batch => "the batch number",
            ReceiptField::Voucher => "the voucher number",
            ReceiptField::CardNumber => "the card number",
            ReceiptField::TerminalCounter => "the terminal's counter",
            ReceiptField::CardCounter => "the card's counter",
            ReceiptField::Amount => "the amount",
            ReceiptField::Balance => "the balance",
            ReceiptField::Time => "the date or time",
            ReceiptField::Tac => "the TAC",
        })
    }
}

/// First and last digits of a card number that a receipt shows.
const SHOWN: (usize, usize) = (6, 4);

/// Number of digits of a card number.
const ASN_DIGITS: usize = 20;

/// Returns whether the digit at a place of a card number is shown.
fn is_shown(place: usize) -> bool {
    place < SHOWN.0 || place >= ASN_DIGITS.saturating_sub(SHOWN.1)
}

/// Returns a card number with its middle digits masked.
pub(super) fn masked(asn: &[u8; 10]) -> String {
    let digits = hex::encode_upper(asn);
    digits.chars().enumerate().map(|(place, digit)| if is_shown(place) { digit } else { '*' }).collect()
}

/// Returns whether a text is a card number with its middle digits masked.
pub(super) fn is_masked(text: &str) -> bool {
    let is_digit = |digit: char| matches!(digit, '0'..='9' | 'A'..='F');
    let is_right = |(place, digit)| if is_shown(place) { is_digit(digit) } else { digit == '*' };
    text.len() == ASN_DIGITS && text.chars().enumerate().all(is_right)
}

impl Receipt {
    /// Creates the receipt of a purchase.
    pub fn new(merchant_name: MerchantName, sender: LineSender, batch: u32, entry: &PurchaseEntry) -> Receipt {
        Receipt {
            merchant_name,
            sender,
            batch,
            voucher: entry.voucher,
            masked_asn: masked(&entry.asn),
            terminal_counter: entry.id.counter,
            card_counter: entry.card_counter,
            amount: entry.amount,
            balance: entry.balance,
            at: entry.at,
            tac: entry.tac,
        }
    }

    /// Returns the identity of the purchase.
    pub const fn purchase(&self) -> PurchaseId {
        PurchaseId { terminal: self.sender.terminal, counter: self.terminal_counter }
    }

    /// Returns the first field in which another receipt differs from this one; `None` if they are the same.
    pub fn difference(&self, other: &Receipt) -> Option<ReceiptField> {
        let (own, others) = (&self.sender, &other.sender);
        let compared = [
            (ReceiptField::MerchantName, self.merchant_name == other.merchant_name),
            (ReceiptField::Merchant, own.merchant == others.merchant),
            (ReceiptField::Pos, own.pos == others.pos),
            (ReceiptField::Terminal, own.terminal == others.terminal),
            (ReceiptField::Batch, self.batch == other.batch),
            (ReceiptField::Voucher, self.voucher == other.voucher),
            (ReceiptField::CardNumber, self.masked_asn == other.masked_asn),
            (ReceiptField::TerminalCounter, self.terminal_counter == other.terminal_counter),
            (ReceiptField::CardCounter, self.card_counter == other.card_counter),
            (ReceiptField::Amount, self.amount == other.amount),
            (ReceiptField::Balance, self.balance == other.balance),
            (ReceiptField::Time, self.at == other.at),
            (ReceiptField::Tac, self.tac == other.tac),
        ];
        compared.into_iter().find(|(_, is_same)| !is_same).map(|(field, _)| field)
    }
}
