//! One row of the table of commands: everything there is to say about a command before its octets are looked at.

use applet::{Interface, Refusal};
use sim_wire::apdu::Header;
use sim_wire::instruction::Instruction;

use super::layout::LayoutField;

/// What P1 or P2 says.
#[derive(Clone, Copy, Debug)]
pub enum Parameter {
    /// This value only, which means this.
    Is(u8, &'static str),
    /// One of these values, which is a field of its own.
    Field(LayoutField, Values),
}

/// The values of a parameter.
#[derive(Clone, Copy, Debug)]
pub enum Values {
    /// From the first to the second.
    Range(u8, u8),
    /// These.
    OneOf(&'static [u8]),
    /// Those whose low three bits are 100: a record number in P1, the short file identifier in the high five bits.
    RecordFile,
}

/// Any value.
pub const ANY: Values = Values::Range(0x00, 0xFF);

impl Values {
    /// Returns whether the octet is one of them.
    pub fn contains(self, octet: u8) -> bool {
        match self {
            Values::Range(low, high) => low <= octet && octet <= high,
            Values::OneOf(values) => values.contains(&octet),
            Values::RecordFile => octet & 0x07 == 4 && octet < 0xF8,
        }
    }
}

impl Parameter {
    /// Returns whether the octet belongs to this row.
    pub fn contains(self, octet: u8) -> bool {
        match self {
            Parameter::Is(value, _) => value == octet,
            Parameter::Field(_, values) => values.contains(octet),
        }
    }

    /// Returns its value, or one that it may have: where interfaces tell rows of one instruction apart, a row has one
    /// value.
    const fn example(self) -> u8 {
        match self {
            Parameter::Is(value, _) | Parameter::Field(_, Values::Range(value, _)) => value,
            Parameter::Field(..) => 0,
        }
    }

    /// Returns what it is, in words.
    pub const fn words(self) -> &'static str {
        match self {
            Parameter::Is(_, words) => words,
            Parameter::Field(part, _) => part.meaning,
        }
    }
}

/// What the answer holds.
#[derive(Clone, Copy, Debug)]
pub enum Answers {
    /// No data, a status word only.
    Nothing,
    /// These fields.
    Fields(&'static [LayoutField]),
    /// As many octets as Le asks for, of this kind; Le is one of these where the list is not empty.
    Asked(&'static str, &'static [u8]),
    /// File control information (`6F`), or GSM's file description.
    FileControl,
    /// The contents of a transparent file, from an offset on.
    File,
    /// A record.
    Record,
    /// What the command before it left waiting.
    Waiting,
}

/// Whose command it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommandOwner {
    /// The wallet's own.
    Wallet(Instruction),
    /// Seen in the world, under this INS, and not part of this wallet.
    World(u8),
}

impl CommandOwner {
    /// Returns the INS octet.
    pub const fn ins(self) -> u8 {
        match self {
            CommandOwner::Wallet(instruction) => instruction.ins(),
            CommandOwner::World(ins) => ins,
        }
    }
}

/// A command.
#[derive(Clone, Copy, Debug)]
pub struct CommandRow {
    /// Name in the standard's words.
    pub name: &'static str,
    /// Whose it is, and its INS.
    pub whose: CommandOwner,
    /// CLA octets of this row.
    pub classes: &'static [u8],
    /// P1.
    pub p1: Parameter,
    /// P2.
    pub p2: Parameter,
    /// Command data.
    pub data: &'static [LayoutField],
    /// Whether the command also makes sense with no data at all.
    pub data_optional: bool,
    /// Answer data.
    pub answers: Answers,
    /// What it is for, one sentence.
    pub purpose: &'static str,
    /// What must hold before, a sentence each.
    pub preconditions: &'static [&'static str],
    /// The reasons to refuse that are its own; those of every command are [`EVERY_COMMAND`].
    pub refusals: &'static [Refusal],
    /// Where it is laid down.
    pub standard: &'static str,
}

impl CommandRow {
    /// Returns the name of the row's INS.
    pub const fn instruction(&self) -> &'static str {
        match self.whose {
            CommandOwner::Wallet(instruction) => instruction.name(),
            CommandOwner::World(_) => self.name,
        }
    }

    /// Returns whether it is part of this wallet and that interface may carry it.
    pub const fn is_allowed_over(&self, interface: Interface) -> bool {
        match self.whose {
            CommandOwner::Wallet(instruction) => {
                let cla = if let [first, ..] = self.classes { *first } else { 0 };
                let (p1, p2) = (self.p1.example(), self.p2.example());
                interface.is_permitted(instruction, Header { cla, ins: instruction.ins(), p1, p2 })
            }
            CommandOwner::World(_) => false,
        }
    }

    /// Returns whether a reason to refuse is one that this command may meet, whatever number it carries.
    pub fn may_meet(&self, reason: Refusal) -> bool {
        match reason {
            Refusal::InterfaceForbids => Interface::ALL.iter().any(|interface| !self.is_allowed_over(*interface)),
            Refusal::WrongLe(_) | Refusal::WrongAnswerLength(_) => !matches!(self.answers, Answers::Nothing),
            _ => EVERY_COMMAND.iter().chain(self.refusals).any(|own| own.code() == reason.code()),
        }
    }
}

/// Reasons to refuse that any command may meet.
pub const EVERY_COMMAND: &[Refusal] = &[
    Refusal::CardBlocked,
    Refusal::MalformedCommand,
    Refusal::ClassNotSupported,
    Refusal::WrongParameters,
    Refusal::WrongLength,
];

/// P1 or P2 that is 00 and says nothing.
pub const ZERO: Parameter = Parameter::Is(0x00, "always 00");

/// What the rows of the wallet start from.
pub const ROW: CommandRow = CommandRow {
    name: "",
    whose: CommandOwner::World(0),
    classes: &[0x80],
    p1: ZERO,
    p2: ZERO,
    data: &[],
    data_optional: false,
    answers: Answers::Nothing,
    purpose: "",
    preconditions: &[],
    refusals: &[],
    standard: "",
};
