//! Messages between card and payment platform over the air, as octets: the applications that packets are for, their
//! security, and the card's request. Layout only: the two sides decide who may ask what, and what becomes of it.
//!
//! ```text
//! request   version 1 = 02   ASN 10   request number 2   operation 1   fields
//!
//! 01 open 02 close   close: pay password 3      08 scratch card      18 digits in 9
//! 03 suspend         nothing                    09 own bill          amount 4
//! 04 resume          nothing                    0A another's bill    number 6, amount 4, pay password 3
//! 05 top-up          amount 4, pay password 3,  0B pay password      old 3, new 3
//!                    answer of INITIALIZE 16    0C hello             IMEI 8
//! 06 balance, 07 transactions: nothing
//! ```

mod operation_kind;
mod receipt;

pub use operation_kind::OperationKind;
pub use receipt::{LOAD_RECEIPT_LENGTH, LoadReceipt};

use core::fmt;

use serde::{Deserialize, Serialize};

use super::record::TerminalNumber;
use super::secured_packet::{Check, Counting, ProofCarriage, ProofWanted, Spi, Tar};
use super::tlv::{BufferFullError, Emitter};
use super::{concat, fields::Fields};
use crate::Fen;

/// Number of the platform (业务接入号).
pub const ACCESS_CODE: &str = "10658888";

/// Application reference of the wallet, which receives the platform's packets.
pub const WALLET: Tar = Tar([0xBF, 0xFF, 0x01]);

/// Application reference of the platform, which receives the card's packets. It differs from the wallet's so that a
/// packet sent back to its sender finds no application there.
pub const PLATFORM: Tar = Tar([0xBF, 0xFF, 0x02]);

/// Terminal number of the platform in INITIALIZE FOR LOAD, and so in MAC1, MAC2, TAC and log.
pub const TERMINAL: TerminalNumber = [0x10, 0x65, 0x88, 0x88, 0x00, 0x01];

/// Index of the load key that top-ups over the air use.
pub const LOAD_KEY_INDEX: u8 = 0x01;

/// P1 P2 of the PUT DATA that cancels a load over the air. Its data names the load by two fields of the card's answer
/// to INITIALIZE: online counter 2, random number 4. The random number is needed because two loads that were begun one
/// after the other may have the same counter.
pub const CANCEL_LOAD: u16 = 0xDF25;

/// Security of packets from card to platform: checksum, ciphered, counter higher; no proof of receipt.
pub const UP: Spi = Spi::new(Check::Cryptographic, true, Counting::Higher);

/// Security of packets from platform to card: that of [`UP`], and a proof of receipt secured likewise, in the delivery
/// report.
pub const DOWN: Spi = UP.proving(ProofWanted::Always, Check::Cryptographic, true, ProofCarriage::DeliverReport);

/// Version of the request's layout.
pub const VERSION: u8 = 0x02;

/// Most octets of a request.
pub const REQUEST_MAX: usize = 37;

/// Octets of an answer to INITIALIZE FOR LOAD.
pub const LOAD_ANSWER_LENGTH: usize = 16;

/// Six digits of a pay password in three octets. They travel only in a ciphered packet.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayPasswordDigits(pub [u8; 3]);

/// The eighteen digits of a scratch card in nine octets. Anybody who knows them can spend the card's money.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScratchCardDigits(pub [u8; 9]);

impl fmt::Debug for PayPasswordDigits {
    /// Prints the type without the digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PayPasswordDigits(..)")
    }
}

impl fmt::Debug for ScratchCardDigits {
    /// Prints the type without the digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ScratchCardDigits(..)")
    }
}

impl PayPasswordDigits {
    /// Creates a pay password from six characters; `None` if they are not six digits.
    pub fn from_digits(digits: &str) -> Option<PayPasswordDigits> {
        packed(digits).map(PayPasswordDigits)
    }

    /// Returns the six digits as characters; `None` if a nibble is no digit.
    pub fn digits(&self) -> Option<[u8; 6]> {
        unpacked(&self.0)
    }
}

impl ScratchCardDigits {
    /// Creates a card number from eighteen characters; `None` if they are not eighteen digits.
    pub fn from_digits(digits: &str) -> Option<ScratchCardDigits> {
        packed(digits).map(ScratchCardDigits)
    }

    /// Returns the eighteen digits as characters; `None` if a nibble is no digit.
    pub fn digits(&self) -> Option<[u8; 18]> {
        unpacked(&self.0)
    }
}

/// Packs digits, two an octet, the first in the high nibble. Returns `None` if a character is no digit or their number
/// is not `2 * N`.
fn packed<const N: usize>(digits: &str) -> Option<[u8; N]> {
    let (pairs, rest) = digits.as_bytes().as_chunks::<2>();
    if !rest.is_empty() || pairs.len() != N || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let mut octets = [0; N];
    octets.iter_mut().zip(pairs).for_each(|(to, [high, low])| *to = high << 4 | low & 0x0F);
    Some(octets)
}

/// Returns the digits of the octets as characters; `None` if a nibble is no digit.
fn unpacked<const N: usize, const DIGITS: usize>(octets: &[u8; N]) -> Option<[u8; DIGITS]> {
    let mut digits = [b'0'; DIGITS];
    let nibbles = octets.iter().flat_map(|octet| [octet >> 4, octet & 0x0F]);
    for (to, nibble) in digits.iter_mut().zip(nibbles) {
        *to |= if nibble <= 9 { nibble } else { return None };
    }
    Some(digits)
}

/// The card's answer to its own INITIALIZE FOR LOAD (JR/T 0025.2), as a top-up carries it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoadAnswer {
    /// Balance of the purse, in fen.
    pub balance: Fen,
    /// Online transaction counter before the load.
    pub counter: u16,
    /// Version of the load key.
    pub key_version: u8,
    /// Algorithm identifier of the load key.
    pub algorithm: u8,
    /// The card's random number.
    pub random: [u8; 4],
    /// MAC1.
    pub mac1: [u8; 4],
}

impl LoadAnswer {
    /// Encodes the answer as sixteen octets.
    pub fn emit(&self) -> [u8; LOAD_ANSWER_LENGTH] {
        let label = [self.key_version, self.algorithm];
        concat(&[&self.balance.to_bytes(), &self.counter.to_be_bytes(), &label, &self.random, &self.mac1])
    }

    /// Parses sixteen octets. Any sixteen octets are an answer; the platform decides whether MAC1 is right.
    pub const fn parse(octets: &[u8; LOAD_ANSWER_LENGTH]) -> LoadAnswer {
        let [b0, b1, b2, b3, c0, c1, key_version, algorithm, random @ .., m0, m1, m2, m3] = *octets;
        LoadAnswer {
            balance: Fen::from_bytes([b0, b1, b2, b3]),
            counter: u16::from_be_bytes([c0, c1]),
            key_version,
            algorithm,
            random,
            mac1: [m0, m1, m2, m3],
        }
    }
}

/// Operation that a card asks of the platform, with its fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// Opens the wallet (开通钱包).
    Open,
    /// Closes wallet and payment account (注销钱包).
    Close {
        /// Pay password.
        pay_password: PayPasswordDigits,
    },
    /// Suspends the wallet (钱包暂停).
    Suspend,
    /// Resumes the wallet (钱包恢复).
    Resume,
    /// Loads the purse from the cash account (钱包充值).
    TopUp {
        /// Amount to load, in fen.
        amount: Fen,
        /// Pay password.
        pay_password: PayPasswordDigits,
        /// The card's answer to INITIALIZE FOR LOAD.
        answer: LoadAnswer,
    },
    /// Asks for the balance of the payment account (账户余额查询).
    AccountBalance,
    /// Asks for the last transactions of the payment account (账户明细查询).
    AccountTransactions,
    /// Recharges the payment account by scratch card (充值卡充值).
    ScratchCard {
        /// Number of the scratch card.
        card: ScratchCardDigits,
    },
    /// Pays the phone bill of the own number (缴本机话费).
    OwnBill {
        /// Amount to pay, in fen.
        amount: Fen,
    },
    /// Pays the phone bill of another number (缴他人话费).
    OthersBill {
        /// Number whose bill is paid, eleven digits of swapped BCD filled with F.
        number: [u8; 6],
        /// Amount to pay, in fen.
        amount: Fen,
        /// Pay password.
        pay_password: PayPasswordDigits,
    },
    /// Changes the pay password (修改支付密码).
    ChangePayPassword {
        /// Pay password until now.
        old: PayPasswordDigits,
        /// Pay password from now on.
        new: PayPasswordDigits,
    },
    /// Reports the first start in a handset.
    Hello {
        /// IMEI of the handset, as in the object of TERMINAL RESPONSE.
        imei: [u8; 8],
    },
}

impl Operation {
    /// Returns the operation's octet.
    pub const fn code(&self) -> u8 {
        match self {
            Operation::Open => 0x01,
            Operation::Close { .. } => 0x02,
            Operation::Suspend => 0x03,
            Operation::Resume => 0x04,
            Operation::TopUp { .. } => 0x05,
            Operation::AccountBalance => 0x06,
            Operation::AccountTransactions => 0x07,
            Operation::ScratchCard { .. } => 0x08,
            Operation::OwnBill { .. } => 0x09,
            Operation::OthersBill { .. } => 0x0A,
            Operation::ChangePayPassword { .. } => 0x0B,
            Operation::Hello { .. } => 0x0C,
        }
    }

    /// Writes the operation's octet and its fields.
    fn write(&self, into: &mut Emitter<'_>) -> Result<(), BufferFullError> {
        into.octet(self.code())?;
        match self {
            Operation::Close { pay_password } => into.octets(&pay_password.0),
            Operation::TopUp { amount, pay_password, answer } => {
                into.octets(&amount.to_bytes())?;
                into.octets(&pay_password.0)?;
                into.octets(&answer.emit())
            }
            Operation::ScratchCard { card } => into.octets(&card.0),
            Operation::OwnBill { amount } => into.octets(&amount.to_bytes()),
            Operation::OthersBill { number, amount, pay_password } => {
                into.octets(number)?;
                into.octets(&amount.to_bytes())?;
                into.octets(&pay_password.0)
            }
            Operation::ChangePayPassword { old, new } => {
                into.octets(&old.0)?;
                into.octets(&new.0)
            }
            Operation::Hello { imei } => into.octets(imei),
            _ => Ok(()),
        }
    }

    /// Reads the fields that belong to an operation's octet. The outer `None` means that there is no such operation,
    /// the inner that the fields end early.
    fn read(code: u8, fields: &mut Fields<'_>) -> Option<Option<Operation>> {
        Some(match code {
            0x01 => Some(Operation::Open),
            0x02 => password(fields).map(|pay_password| Operation::Close { pay_password }),
            0x03 => Some(Operation::Suspend),
            0x04 => Some(Operation::Resume),
            0x05 => top_up(fields),
            0x06 => Some(Operation::AccountBalance),
            0x07 => Some(Operation::AccountTransactions),
            0x08 => fields.take().map(|digits| Operation::ScratchCard { card: ScratchCardDigits(digits) }),
            0x09 => amount(fields).map(|amount| Operation::OwnBill { amount }),
            0x0A => others_bill(fields),
            0x0B => change(fields),
            0x0C => fields.take().map(|imei| Operation::Hello { imei }),
            _ => return None,
        })
    }
}

fn password(fields: &mut Fields<'_>) -> Option<PayPasswordDigits> {
    fields.take().map(PayPasswordDigits)
}

fn amount(fields: &mut Fields<'_>) -> Option<Fen> {
    fields.take().map(Fen::from_bytes)
}

fn top_up(fields: &mut Fields<'_>) -> Option<Operation> {
    let (amount, pay_password) = (amount(fields)?, password(fields)?);
    let answer = LoadAnswer::parse(&fields.take()?);
    Some(Operation::TopUp { amount, pay_password, answer })
}

fn others_bill(fields: &mut Fields<'_>) -> Option<Operation> {
    let (number, amount, pay_password) = (fields.take()?, amount(fields)?, password(fields)?);
    Some(Operation::OthersBill { number, amount, pay_password })
}

fn change(fields: &mut Fields<'_>) -> Option<Operation> {
    Some(Operation::ChangePayPassword { old: password(fields)?, new: password(fields)? })
}

/// A request of the card to the platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlatformRequest {
    /// Application serial number (ASN) of the card.
    pub asn: [u8; 10],
    /// Number of the request, one higher with each.
    pub number: u16,
    /// Operation that is asked for.
    pub operation: Operation,
}

/// Reason for which octets are not a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RequestFormatError {
    /// Version that is not [`VERSION`]; `None` if there are no octets at all.
    Version(Option<u8>),
    /// Octet that no operation has.
    Operation(u8),
    /// Request that ends inside its fields.
    EndsEarly,
    /// Octets behind the last field; their number.
    Behind(usize),
}

impl fmt::Display for RequestFormatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RequestFormatError::Version(Some(version)) => {
                write!(f, "the request has version {version:02X}; 02 is known")
            }
            RequestFormatError::Version(None) => f.write_str("the request is empty"),
            RequestFormatError::Operation(code) => write!(f, "there is no operation {code:02X}"),
            RequestFormatError::EndsEarly => f.write_str("the request ends inside its fields"),
            RequestFormatError::Behind(count) => write!(f, "behind the request stand octets: {count}"),
        }
    }
}

impl core::error::Error for RequestFormatError {}

impl PlatformRequest {
    /// Writes the request's octets.
    pub fn write(&self, into: &mut Emitter<'_>) -> Result<(), BufferFullError> {
        into.octet(VERSION)?;
        into.octets(&self.asn)?;
        into.octets(&self.number.to_be_bytes())?;
        self.operation.write(into)
    }

    /// Parses a request. Every field stands as it came: the platform decides whether passwords are digits.
    pub fn parse(octets: &[u8]) -> Result<PlatformRequest, RequestFormatError> {
        let mut fields = Fields(octets);
        match fields.octet() {
            Some(VERSION) => {}
            other => return Err(RequestFormatError::Version(other)),
        }
        let head = (fields.take(), fields.take().map(u16::from_be_bytes), fields.octet());
        let (Some(asn), Some(number), Some(code)) = head else { return Err(RequestFormatError::EndsEarly) };
        let operation = Operation::read(code, &mut fields).ok_or(RequestFormatError::Operation(code))?;
        let operation = operation.ok_or(RequestFormatError::EndsEarly)?;
        match fields.0.len() {
            0 => Ok(PlatformRequest { asn, number, operation }),
            behind => Err(RequestFormatError::Behind(behind)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    extern crate std;
    use std::vec::Vec;

    const PASSWORD: PayPasswordDigits = PayPasswordDigits([0x12, 0x34, 0x56]);
    const ANSWER: LoadAnswer = LoadAnswer {
        balance: Fen(1),
        counter: 2,
        key_version: 3,
        algorithm: 0,
        random: [4, 5, 6, 7],
        mac1: [8, 9, 10, 11],
    };

    fn operations() -> [Operation; 12] {
        [
            Operation::Open,
            Operation::Close { pay_password: PASSWORD },
            Operation::Suspend,
            Operation::Resume,
            Operation::TopUp { amount: Fen(5000), pay_password: PASSWORD, answer: ANSWER },
            Operation::AccountBalance,
            Operation::AccountTransactions,
            Operation::ScratchCard { card: ScratchCardDigits([0x98; 9]) },
            Operation::OwnBill { amount: Fen(1) },
            Operation::OthersBill { number: [0x31; 6], amount: Fen(2), pay_password: PASSWORD },
            Operation::ChangePayPassword { old: PASSWORD, new: PayPasswordDigits([0; 3]) },
            Operation::Hello { imei: [0x3A; 8] },
        ]
    }

    fn written(request: &PlatformRequest) -> Vec<u8> {
        let mut buffer = [0; REQUEST_MAX];
        let mut into = Emitter::new(&mut buffer);
        request.write(&mut into).unwrap();
        into.written().to_vec()
    }

    #[test]
    fn requests_round_trip_at_exact_length_only() {
        for (operation, code) in operations().into_iter().zip(1..) {
            assert_eq!(operation.code(), code);
            let request = PlatformRequest { asn: [0x22; 10], number: 0x0102, operation };
            let octets = written(&request);
            assert_eq!(PlatformRequest::parse(&octets), Ok(request));
            for end in 1..octets.len() {
                assert_eq!(
                    PlatformRequest::parse(&octets[..end]),
                    Err(RequestFormatError::EndsEarly),
                    "{operation:?} of {end} octets"
                );
            }
            assert_eq!(PlatformRequest::parse(&[&octets[..], &[0]].concat()), Err(RequestFormatError::Behind(1)));
        }
        assert_eq!(PlatformRequest::parse(&[]), Err(RequestFormatError::Version(None)));
        assert_eq!(PlatformRequest::parse(&[1]), Err(RequestFormatError::Version(Some(1))));
        let unknown = [&[VERSION][..], &[0; 12], &[0x0D]].concat();
        assert_eq!(PlatformRequest::parse(&unknown), Err(RequestFormatError::Operation(0x0D)));
    }

    #[test]
    fn top_up_encodes_to_the_longest_request() {
        let operation = Operation::TopUp { amount: Fen(0x1388), pay_password: PASSWORD, answer: ANSWER };
        let octets = written(&PlatformRequest { asn: [0x22; 10], number: 7, operation });
        let fields = [0, 0, 0x13, 0x88, 0x12, 0x34, 0x56, 0, 0, 0, 1, 0, 2, 3, 0, 4, 5, 6, 7, 8, 9, 10, 11];
        assert_eq!(octets, [&[VERSION][..], &[0x22; 10], &[0, 7, 0x05], &fields].concat());
        assert_eq!(octets.len(), REQUEST_MAX);
    }

    #[test]
    fn only_digits_of_secrets_round_trip() {
        let password = PayPasswordDigits::from_digits("123456").unwrap();
        assert_eq!((password, password.digits()), (PASSWORD, Some(*b"123456")));
        for wrong in ["", "12345", "1234567", "12345a", "１２"] {
            assert_eq!(PayPasswordDigits::from_digits(wrong), None, "{wrong}");
        }
        assert_eq!(PayPasswordDigits([0x12, 0x3A, 0x56]).digits(), None);
        let card = ScratchCardDigits::from_digits("123456789012345678").unwrap();
        assert_eq!(card.digits(), Some(*b"123456789012345678"));
    }

    #[test]
    fn secrets_are_not_printed() {
        let shown = std::format!("{:?}", Operation::ChangePayPassword { old: PASSWORD, new: PASSWORD });
        assert_eq!(shown, "ChangePayPassword { old: PayPasswordDigits(..), new: PayPasswordDigits(..) }");
        let card = ScratchCardDigits([0x12; 9]);
        assert_eq!(std::format!("{card:?}"), "ScratchCardDigits(..)");
    }

    #[test]
    fn spi_of_each_direction_has_specified_octets() {
        assert_eq!((UP.to_bytes(), DOWN.to_bytes()), ([0x16, 0x00], [0x16, 0x19]));
    }
}
