//! Records of the card's log (file SFI 18, JR/T 0025): one transaction in 23 octets.

use core::fmt;

use crate::Fen;
use crate::concat;

/// Octets of a log record.
pub const RECORD_LENGTH: usize = 23;

/// Number of a terminal, as the terminal states it.
pub type TerminalNumber = [u8; 6];

/// Date (YYYYMMDD) and time (HHMMSS) in seven BCD octets, as the terminal states them; the card has no clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct TerminalTime(pub [u8; 7]);

impl fmt::Display for TerminalTime {
    /// Prints the digits as they are, such as `2009-11-18 10:30:00`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [century, year, month, day, hour, minute, second] = self.0;
        write!(f, "{century:02X}{year:02X}-{month:02X}-{day:02X} {hour:02X}:{minute:02X}:{second:02X}")
    }
}

/// Writes the code table once, in both directions.
macro_rules! kinds {
    ($($(#[doc = $doc:literal])* $variant:ident = $code:literal, $name:literal;)+) => {
        /// Transaction type identifier (交易类型标识, JR/T 0025).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum TransactionKind {
            $($(#[doc = $doc])* $variant,)+
            /// A code that the table does not have.
            Other(u8),
        }

        impl TransactionKind {
            /// Returns the octet of the wire.
            pub const fn code(self) -> u8 {
                match self { $(TransactionKind::$variant => $code,)+ TransactionKind::Other(code) => code }
            }

            /// Returns the kind that an octet stands for.
            pub const fn from_code(code: u8) -> TransactionKind {
                match code { $($code => TransactionKind::$variant,)+ other => TransactionKind::Other(other) }
            }

            /// Returns the kind in words.
            pub const fn name(self) -> &'static str {
                match self { $(TransactionKind::$variant => $name,)+ TransactionKind::Other(_) => "unknown type" }
            }
        }
    };
}

kinds! {
    /// Load of an electronic deposit.
    DepositLoad = 0x01, "load (electronic deposit)";
    /// Load of an electronic purse (圈存).
    Load = 0x02, "load (electronic purse)";
    /// Unload (圈提).
    Unload = 0x03, "unload";
    /// Cash withdrawal.
    CashWithdrawal = 0x04, "cash withdrawal";
    /// Purchase from an electronic deposit.
    DepositPurchase = 0x05, "purchase (electronic deposit)";
    /// Purchase from an electronic purse (消费).
    Purchase = 0x06, "purchase (electronic purse)";
    /// Update of the overdraw limit.
    OverdrawUpdate = 0x07, "update of the overdraw limit";
    /// Purchase on credit.
    CreditPurchase = 0x08, "credit purchase";
    /// Compound purchase (复合消费).
    CompoundPurchase = 0x09, "compound purchase (CAPP)";
    /// Update of the overdraw limit, China Mobile.
    MobileOverdrawUpdate = 0x11, "update of the overdraw limit (China Mobile)";
    /// Grey lock.
    GreyLock = 0x91, "grey lock";
    /// Release of a grey lock.
    GreyUnlock = 0x93, "grey unlock";
    /// Online release of a grey lock.
    OnlineGreyUnlock = 0x95, "online grey unlock";
}

/// One transaction in the card's log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogRecord {
    /// Transaction counter after the transaction (online for load and unload, offline for purchase).
    pub counter: u16,
    /// Overdraw limit; this wallet has none, so 0.
    pub overdraw_limit: [u8; 3],
    /// Amount moved, in fen.
    pub amount: Fen,
    /// Kind of the transaction.
    pub kind: TransactionKind,
    /// Number of the terminal.
    pub terminal: TerminalNumber,
    /// Date and time of the transaction by the terminal's clock.
    pub at: TerminalTime,
}

impl LogRecord {
    /// Encodes the record as 23 octets.
    pub fn emit(&self) -> [u8; RECORD_LENGTH] {
        concat(&[
            &self.counter.to_be_bytes(),
            &self.overdraw_limit,
            &self.amount.to_bytes(),
            &[self.kind.code()],
            &self.terminal,
            &self.at.0,
        ])
    }

    /// Parses 23 octets. Any 23 octets are a record.
    pub const fn parse(bytes: &[u8; RECORD_LENGTH]) -> LogRecord {
        let [c0, c1, o0, o1, o2, a0, a1, a2, a3, kind, t0, t1, t2, t3, t4, t5, at @ ..] = *bytes;
        LogRecord {
            counter: u16::from_be_bytes([c0, c1]),
            overdraw_limit: [o0, o1, o2],
            amount: Fen::from_bytes([a0, a1, a2, a3]),
            kind: TransactionKind::from_code(kind),
            terminal: [t0, t1, t2, t3, t4, t5],
            at: TerminalTime(at),
        }
    }
}
