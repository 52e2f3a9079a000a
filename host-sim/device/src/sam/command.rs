//! Octets of each command as a terminal builds them: header, Lc, data, and Le if the command answers with data. Whether
//! the card understands a command is not checked here.

use sim_wire::Fen;
use sim_wire::apdu::Header;
use sim_wire::record::{TerminalNumber, TerminalTime, TransactionKind};

use super::Mac;
use super::transaction_mac::Limit;

/// Application of a PBOC card (P2 of the purse commands).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PurseApplication {
    /// Electronic deposit, ED (电子存折): P2 = 01. This wallet has none.
    Deposit,
    /// Electronic purse, EP (电子钱包): P2 = 02.
    Purse,
}

impl PurseApplication {
    /// Returns P2.
    pub const fn code(self) -> u8 {
        match self {
            PurseApplication::Deposit => 0x01,
            PurseApplication::Purse => 0x02,
        }
    }

    /// Returns the application of P2; `None` for another octet than 01 and 02.
    pub const fn from_code(code: u8) -> Option<PurseApplication> {
        match code {
            0x01 => Some(PurseApplication::Deposit),
            0x02 => Some(PurseApplication::Purse),
            _ => None,
        }
    }

    /// Returns the application of a transaction type; `None` for any other type, such as unload and overdraw, which
    /// exist on both.
    pub const fn of(kind: TransactionKind) -> Option<PurseApplication> {
        match kind {
            TransactionKind::DepositLoad | TransactionKind::CashWithdrawal | TransactionKind::DepositPurchase => {
                Some(PurseApplication::Deposit)
            }
            TransactionKind::Load
            | TransactionKind::Purchase
            | TransactionKind::CompoundPurchase
            | TransactionKind::MobileOverdrawUpdate => Some(PurseApplication::Purse),
            _ => None,
        }
    }
}

/// Data of INITIALIZE FOR LOAD, PURCHASE, CASH WITHDRAW, CAPP PURCHASE and UNLOAD.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Initialize {
    /// Kind of INITIALIZE, its P1.
    pub step: InitializeStep,
    /// Application, P2.
    pub application: PurseApplication,
    /// Index of the key.
    pub key_index: u8,
    /// Amount in fen.
    pub amount: Fen,
    /// Number of the terminal, six octets.
    pub terminal: TerminalNumber,
}

/// Kind of INITIALIZE, by P1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InitializeStep {
    /// INITIALIZE FOR LOAD, P1 = 00.
    Load,
    /// INITIALIZE FOR PURCHASE, P1 = 01.
    Purchase,
    /// INITIALIZE FOR CASH WITHDRAW, P1 = 02.
    CashWithdraw,
    /// INITIALIZE FOR CAPP PURCHASE, P1 = 03.
    CompoundPurchase,
    /// INITIALIZE FOR UNLOAD, P1 = 05.
    Unload,
}

impl InitializeStep {
    /// Returns P1, and Le: the number of octets that the card answers.
    const fn p1_and_le(self) -> (u8, u8) {
        match self {
            InitializeStep::Load => (0x00, 0x10),
            InitializeStep::Purchase => (0x01, 0x0F),
            InitializeStep::CashWithdraw => (0x02, 0x0F),
            InitializeStep::CompoundPurchase => (0x03, 0x0F),
            InitializeStep::Unload => (0x05, 0x10),
        }
    }
}

impl Initialize {
    /// Returns the command: `80 50 step application 0B`, key index 1, amount 4, terminal 6, Le.
    pub fn emit(&self) -> Vec<u8> {
        let (p1, le) = self.step.p1_and_le();
        let header = [0x80, 0x50, p1, self.application.code(), 0x0B, self.key_index];
        [&header[..], &self.amount.to_bytes(), &self.terminal, &[le]].concat()
    }
}

/// Returns CREDIT FOR LOAD: `80 52 00 00 0B`, date 4, time 3, MAC2 4, `04`.
pub fn credit_for_load(at: TerminalTime, mac2: Mac) -> Vec<u8> {
    [&[0x80, 0x52, 0x00, 0x00, 0x0B][..], &at.0, &mac2, &[0x04]].concat()
}

/// Returns DEBIT FOR PURCHASE, CASH WITHDRAW and CAPP PURCHASE: `80 54 01 00 0F`, terminal counter 4, date 4, time 3,
/// MAC1 4, `08`.
pub fn debit_for_purchase(terminal_counter: u32, at: TerminalTime, mac1: Mac) -> Vec<u8> {
    let counter = terminal_counter.to_be_bytes();
    [&[0x80, 0x54, 0x01, 0x00, 0x0F][..], &counter, &at.0, &mac1, &[0x08]].concat()
}

/// Returns DEBIT FOR UNLOAD: `80 54 03 00 0B`, date 4, time 3, MAC2 4, `04`.
pub fn debit_for_unload(at: TerminalTime, mac2: Mac) -> Vec<u8> {
    [&[0x80, 0x54, 0x03, 0x00, 0x0B][..], &at.0, &mac2, &[0x04]].concat()
}

/// Returns GET TRANSACTION PROVE: `80 5A 00 type 02`, counter after the transaction 2, `08`.
pub fn get_transaction_prove(kind: TransactionKind, counter: u16) -> Vec<u8> {
    let [high, low] = counter.to_be_bytes();
    vec![0x80, 0x5A, 0x00, kind.code(), 0x02, high, low, 0x08]
}

/// Returns GET BALANCE: `80 5C 00 application 04`.
pub fn get_balance(application: PurseApplication) -> Vec<u8> {
    vec![0x80, 0x5C, 0x00, application.code(), 0x04]
}

/// Returns P1 P2 of both overdraw commands: `04 01` for the deposit of the standard, `07 02` for China Mobile's purse.
/// The second command has the same P1 P2 in the China Mobile form, and `00 00` in the standard's.
const fn overdraw_parameters(kind: TransactionKind) -> ([u8; 2], [u8; 2]) {
    match kind {
        TransactionKind::MobileOverdrawUpdate => ([0x07, 0x02], [0x07, 0x02]),
        _ => ([0x04, 0x01], [0x00, 0x00]),
    }
}

/// Returns INITIALIZE FOR UPDATE of the overdraw limit: `80 50 P1 P2 07`, key index 1, terminal 6, `13`.
pub fn initialize_for_update(kind: TransactionKind, key_index: u8, terminal: TerminalNumber) -> Vec<u8> {
    let (parameters, _) = overdraw_parameters(kind);
    [&[0x80, 0x50][..], &parameters, &[0x07, key_index], &terminal, &[0x13]].concat()
}

/// Returns UPDATE OVERDRAW LIMIT: `80 58 P1 P2 0E`, new limit 3, date 4, time 3, MAC2 4, `04`.
pub fn update_overdraw_limit(kind: TransactionKind, new_limit: Limit, at: TerminalTime, mac2: Mac) -> Vec<u8> {
    let (_, parameters) = overdraw_parameters(kind);
    [&[0x80, 0x58][..], &parameters, &[0x0E], &new_limit, &at.0, &mac2, &[0x04]].concat()
}

/// Returns SELECT by AID: `00 A4 04 00 Lc AID`. `None` if one length octet cannot count the AID.
pub fn select_application(aid: &[u8]) -> Option<Vec<u8>> {
    with_data(Header { cla: 0x00, ins: 0xA4, p1: 0x04, p2: 0x00 }, aid)
}

/// Returns GET CHALLENGE: `00 84 00 00 Le`, for four or eight octets.
pub fn get_challenge(length: u8) -> Vec<u8> {
    vec![0x00, 0x84, 0x00, 0x00, length]
}

/// Returns header, Lc and data. `None` if one length octet cannot count the data.
pub fn with_data(header: Header, data: &[u8]) -> Option<Vec<u8>> {
    let Ok(length) = u8::try_from(data.len()) else {
        return None;
    };
    Some([&header.to_bytes()[..], &[length], data].concat())
}
