//! Octets as a trace writes them: pieces of commands and patterns, expressions, and the values that the terminal
//! computes.

use applet::KeyUsage;
use sim_wire::Fen;

use crate::lang::Span;

/// Piece of a command or of a pattern, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValuePart {
    /// Place of the piece.
    pub span: Span,
    /// Piece itself.
    pub piece: Piece,
}

impl ValuePart {
    /// Creates a piece of literal octets that was built, not read.
    pub fn octets(octets: &[u8]) -> ValuePart {
        ValuePart { span: Span::NONE, piece: Piece::Octets(octets.to_vec()) }
    }
}

/// Piece of a command (octets, values, Lc, Le) or of a pattern (octets, nibbles, captures, values, the rest).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// `80500102`: literal octets.
    Octets(Vec<u8>),
    /// `63C?`: each octet as value and mask; only nibbles with a mask of F count.
    Nibbles(Vec<(u8, u8)>),
    /// `..`: any octets, or none.
    Any,
    /// `random:4` captures four octets, `fci:..` any number.
    Capture(Capture),
    /// `{…}`: value of an expression.
    Value(Expression),
    /// `Lc`: the number of octets from here to `Le` or to the end of the command.
    Lc,
    /// `Le`: the data ends here; what follows is Le.
    Le,
}

/// Capture of octets: `name:length`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capture {
    /// Name by which the octets are known afterwards.
    pub name: String,
    /// Number of octets; `None` stands for any number.
    pub length: Option<usize>,
}

/// Expression with a value of octets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expression {
    /// Octets in hexadecimal digits, in upper case.
    Octets(Vec<u8>),
    /// `1.00 yuan` or `100 fen`: four octets.
    Amount(Fen),
    /// Name of a captured or assigned value, or of a column of the table.
    Name(String),
    /// `now`: the terminal's clock as seven BCD octets.
    Now,
    /// `counter + 1`, `balance - 1.00 yuan`: the octets as a number, plus or minus; as many octets as before.
    Sum(Box<Expression>, i64),
}

/// Assignment: `name = …`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// Name of the value.
    pub name: String,
    /// Value that is assigned.
    pub value: Assigned,
}

/// Right side of an assignment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Assigned {
    /// Octets, as in a command.
    Octets(Vec<ValuePart>),
    /// Value that the terminal computes.
    Terminal(Box<TerminalValue>),
}

/// Value that the terminal computes with its own arithmetic.
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
    /// Data; may be empty.
    pub data: Vec<ValuePart>,
    /// Key; `None` stands for the usual one for the purpose.
    pub key: Option<KeyChoice>,
    /// Challenge; `None` stands for the card's last one.
    pub challenge: Option<Expression>,
}

/// Key by name, or written out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyChoice {
    /// Key of the card's profile.
    Named {
        /// Usage of the key; `None` stands for the usual one for the purpose.
        usage: Option<KeyUsage>,
        /// Index of the key.
        index: u8,
        /// Version of the key; `None` stands for the highest.
        version: Option<u8>,
    },
    /// Sixteen octets of a key.
    Octets([u8; 16]),
}

/// Value of a load, purchase or unload. A detail that is `None` is taken from the last INITIALIZE and its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransactionValue {
    /// Kind of the transaction.
    pub kind: Transaction,
    /// Value that is wanted.
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
    /// `key …`: the key; `None` stands for that of the INITIALIZE, or for the only one of its usage.
    pub key: Option<KeyChoice>,
}

/// Kind of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transaction {
    /// Load (圈存).
    Load,
    /// Purchase (消费).
    Purchase,
    /// Unload (圈提).
    Unload,
}

/// Value of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransactionPart {
    /// Session key, eight octets.
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
