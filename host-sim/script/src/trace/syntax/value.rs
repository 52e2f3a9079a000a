//! Octets as a trace writes them: pieces of commands and patterns, expressions, and the values that the terminal
//! computes.

use applet::KeyUsage;
use sim_wire::Fen;

use crate::lang::Span;

/// A piece of a command or of a pattern, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValuePart {
    /// Where it stands.
    pub span: Span,
    /// What it says.
    pub piece: Piece,
}

impl ValuePart {
    /// Literal octets that were built, not read.
    pub fn octets(octets: &[u8]) -> ValuePart {
        ValuePart { span: Span::NONE, piece: Piece::Octets(octets.to_vec()) }
    }
}

/// A piece of a command (octets, values, Lc, Le) or of a pattern (octets, nibbles, captures, values, the rest).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// `80500102`.
    Octets(Vec<u8>),
    /// `63C?`: each octet as value and mask; only nibbles with a mask of F count.
    Nibbles(Vec<(u8, u8)>),
    /// `..`: any octets, or none.
    Any,
    /// `random:4` captures four octets, `fci:..` any number.
    Capture(Capture),
    /// `{…}`.
    Value(Expression),
    /// `Lc`: the number of octets from here to `Le` or to the end of the command.
    Lc,
    /// `Le`: the data ends here; what follows is Le.
    Le,
}

/// `name:length`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capture {
    /// The name its octets are known by afterwards.
    pub name: String,
    /// How many octets; any number if `None`.
    pub length: Option<usize>,
}

/// A value of octets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expression {
    /// Hexadecimal digits in upper case.
    Octets(Vec<u8>),
    /// `1.00 yuan` or `100 fen`: four octets.
    Amount(Fen),
    /// A captured or assigned value, or a column of the table.
    Name(String),
    /// `now`: the terminal's clock as seven BCD octets.
    Now,
    /// `counter + 1`, `balance - 1.00 yuan`: the octets as a number, plus or minus; as many octets as before.
    Sum(Box<Expression>, i64),
}

/// `name = …`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// What it will be known by.
    pub name: String,
    /// What it is.
    pub value: Assigned,
}

/// The right side of an assignment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Assigned {
    /// Octets, as in a command.
    Octets(Vec<ValuePart>),
    /// A value that the terminal computes.
    Terminal(Box<TerminalValue>),
}

/// A value that the terminal computes with its own arithmetic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TerminalValue {
    /// `purchase MAC1 of … at … on …, terminal counter …` and its like.
    Transaction(TransactionValue),
    /// `secure messaging MAC of 84F04014 …, key maintenance 00, challenge {…}`: over the command without its MAC.
    SecureMessagingMac(Keyed),
    /// `external authentication cryptogram, key … , challenge …`; `data` is empty.
    ExternalCryptogram(Keyed),
    /// `internal authentication cryptogram of …, key …`.
    InternalCryptogram(Keyed),
    /// `reload PIN MAC of …, key …`.
    ReloadPinMac(Keyed),
    /// `PIN unblock cipher of …, key …`.
    PinUnblockCipher(Keyed),
}

/// Data under a key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keyed {
    /// The data.
    pub data: Vec<ValuePart>,
    /// The key; the usual one for the purpose if `None`.
    pub key: Option<KeyChoice>,
    /// The challenge; the card's last one if `None`.
    pub challenge: Option<Expression>,
}

/// A key by name, or written out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyChoice {
    /// A key of the card's profile.
    Named {
        /// What the key is for; the usual one for the purpose if `None`.
        usage: Option<KeyUsage>,
        /// Its index.
        index: u8,
        /// Its version; the highest if `None`.
        version: Option<u8>,
    },
    /// Sixteen octets.
    Octets([u8; 16]),
}

/// A value of a load, purchase or unload. What is not said is taken from the last INITIALIZE and its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransactionValue {
    /// Load, purchase or unload.
    pub kind: Transaction,
    /// Which of its values.
    pub value: TransactionPart,
    /// `of …`: the amount, four octets.
    pub amount: Option<Expression>,
    /// `at …`: the terminal's number, six octets.
    pub terminal: Option<Expression>,
    /// `on …`: date and time, seven octets.
    pub at: Option<Expression>,
    /// `terminal counter …`: the terminal's transaction counter, four octets.
    pub terminal_counter: Option<Expression>,
    /// `counter …`: the card's transaction counter before the transaction, two octets.
    pub counter: Option<Expression>,
    /// `random …`: the card's random number, four octets.
    pub random: Option<Expression>,
    /// `balance …`: the balance before the transaction, four octets.
    pub balance: Option<Expression>,
    /// `key …`.
    pub key: Option<KeyChoice>,
}

/// Which transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transaction {
    /// 圈存.
    Load,
    /// 消费.
    Purchase,
    /// 圈提.
    Unload,
}

/// Which value of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransactionPart {
    /// The session key, eight octets.
    SessionKey,
    /// MAC1.
    Mac1,
    /// MAC2.
    Mac2,
    /// MAC3 (unload only).
    Mac3,
    /// TAC (load and purchase only).
    Tac,
}
