//! Rows of a dump of a card's memory: place, octets, name and value of a field, typed. The words here are English.

use std::fmt::{self, Display, Formatter};

use sim_wire::Fen;
use sim_wire::lifecycle::LifeCycle;
use sim_wire::record::TransactionKind;
use unicode_width::UnicodeWidthStr as _;

/// Octets in a line of the dump.
const LINE: usize = 16;
/// Columns of a name.
const NAME: usize = 28;

/// Name of a field or of an area of the memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DumpName {
    /// Field of a name of its own.
    Field(&'static str),
    /// Length of the field of that name.
    LengthOf(&'static str),
    /// Key: its usage, index and version.
    Key(&'static str, u8, u8),
    /// Checksum of a key set over the air, by its number.
    KeySet(usize),
    /// Cipher of the key of that name.
    CipherOf(&'static str),
    /// Heading of the identity.
    Identity,
    /// Heading of a slot, by its name.
    Slot(&'static str, SlotState),
    /// Run of octets of one value: their number, and the value.
    Run(usize, u8),
}

/// State of a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SlotState {
    /// Sound, and the newest: the current wallet.
    Current,
    /// Sound.
    Sound,
    /// Not sound.
    Unsound,
}

impl SlotState {
    /// Returns the state in words.
    pub const fn name(self) -> &'static str {
        match self {
            SlotState::Current => "sound, the current wallet",
            SlotState::Sound => "sound",
            SlotState::Unsound => "not sound",
        }
    }
}

impl Display for DumpName {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            DumpName::Field(name) => f.write_str(name),
            DumpName::LengthOf(name) => write!(f, "length of the {name}"),
            DumpName::Key(usage, index, version) => write!(f, "key {usage} {index:02X} version {version:02X}"),
            DumpName::KeySet(number) => write!(f, "key set {number}, checksum"),
            DumpName::CipherOf(name) => write!(f, "cipher of {name}"),
            DumpName::Identity => f.write_str("identity: written once, at manufacture"),
            DumpName::Slot(name, state) => write!(f, "{name}: {}", state.name()),
            DumpName::Run(length, octet) => write!(f, "  {length} octets of {octet:02X}"),
        }
    }
}

/// Value of a field of the memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DumpValue {
    /// No value beside the octets.
    Nothing,
    /// A number.
    Number(u64),
    /// Yes or no.
    Flag(bool),
    /// Amount of money.
    Amount(Fen),
    /// State of the wallet; `None` where the octet is none.
    State(Option<LifeCycle>),
    /// Block of the application or the card.
    Block(&'static str),
    /// Record of the log; `None` where it is empty.
    Record(Option<(TransactionKind, Fen)>),
}

impl Display for DumpValue {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            DumpValue::Nothing => Ok(()),
            DumpValue::Number(number) => number.fmt(f),
            DumpValue::Flag(flag) => f.write_str(if *flag { "yes" } else { "no" }),
            DumpValue::Amount(amount) => amount.fmt(f),
            DumpValue::State(state) => f.write_str(state.map_or("unknown", LifeCycle::name)),
            DumpValue::Block(words) => f.write_str(words),
            DumpValue::Record(None) => f.write_str("empty"),
            DumpValue::Record(Some((kind, amount))) => write!(f, "{} {amount}", kind.name()),
        }
    }
}

/// Row of a dump: a field of the memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DumpRow {
    /// Position of the first octet.
    pub offset: usize,
    /// Octets of the field; `None` for a heading.
    pub octets: Option<Vec<u8>>,
    /// Name of the field.
    pub name: DumpName,
    /// Value beside the octets.
    pub value: DumpValue,
    /// Set if the octets are a key or a PIN, which are not shown.
    pub is_secret: bool,
}

impl DumpRow {
    /// Prints the row in lines of 16 octets, without a newline at the end. `hidden` stands in place of secret octets.
    pub fn print(&self, name: &str, value: &str, hidden: &str) -> String {
        let Some(octets) = &self.octets else { return format!("{:04X}  {name}", self.offset) };
        let digits: Vec<String> = match self.is_secret {
            true => vec![hidden.to_owned()],
            false => octets.chunks(LINE).map(hex::encode_upper).collect(),
        };
        let padded = |text: &str, columns: usize| format!("{text}{}", " ".repeat(columns.saturating_sub(text.width())));
        let line = |(at, digits): (usize, &String)| {
            let offset = self.offset.saturating_add(at.saturating_mul(LINE));
            match at {
                0 => format!("{offset:04X}    {}  {} {value}", padded(digits, LINE * 2), padded(name, NAME)),
                _ => format!("{offset:04X}    {digits}"),
            }
        };
        digits.iter().enumerate().map(line).collect::<Vec<_>>().join("\n")
    }
}

impl Display for DumpRow {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let hidden = format!("({} octets, not shown)", self.octets.as_ref().map_or(0, Vec::len));
        f.write_str(&self.print(&self.name.to_string(), &self.value.to_string(), &hidden))
    }
}
