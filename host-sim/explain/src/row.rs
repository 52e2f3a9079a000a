//! Row of the table of commands: everything that is known about a command before its octets are read.

use applet::{Interface, Refusal};
use sim_wire::apdu::Header;
use sim_wire::instruction::Instruction;

use super::layout::LayoutField;

/// Allowed values and meaning of P1 or P2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parameter {
    /// This value only, with its meaning.
    Is(u8, &'static str),
    /// Field of its own, with its values.
    Field(LayoutField, Values),
}

/// Values of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Values {
    /// Values from the first to the second.
    Range(u8, u8),
    /// Values of a list.
    OneOf(&'static [u8]),
    /// Values whose low three bits are 100: a record number in P1, the short file identifier in the high five bits.
    RecordFile,
}

/// Any value.
pub const ANY: Values = Values::Range(0x00, 0xFF);

impl Values {
    /// Returns whether the octet is one of the values.
    pub fn contains(self, octet: u8) -> bool {
        match self {
            Values::Range(low, high) => low <= octet && octet <= high,
            Values::OneOf(values) => values.contains(&octet),
            Values::RecordFile => octet & 0x07 == 4 && octet < 0xF8,
        }
    }
}

impl Parameter {
    /// Returns whether the octet is one of the parameter's values.
    pub fn contains(self, octet: u8) -> bool {
        match self {
            Parameter::Is(value, _) => value == octet,
            Parameter::Field(_, values) => values.contains(octet),
        }
    }

    /// Returns one of the parameter's values. Where interfaces tell rows of one instruction apart, a row has a single
    /// value.
    const fn example(self) -> u8 {
        match self {
            Parameter::Is(value, _) | Parameter::Field(_, Values::Range(value, _)) => value,
            Parameter::Field(..) => 0,
        }
    }

    /// Returns the meaning in words.
    pub const fn words(self) -> &'static str {
        match self {
            Parameter::Is(_, words) => words,
            Parameter::Field(part, _) => part.meaning,
        }
    }
}

/// Contents of an answer.
#[derive(Clone, Copy, Debug)]
pub enum Answers {
    /// No data, a status word only.
    Nothing,
    /// Fields of a layout.
    Fields(&'static [LayoutField]),
    /// Octets under that name, as many as Le asks for. Le is one of the listed values where the list is not empty.
    Asked(&'static str, &'static [u8]),
    /// File control information (`6F`), or GSM's file description.
    FileControl,
    /// Contents of a transparent file, from an offset on.
    File,
    /// Record of a file.
    Record,
    /// Data that an earlier command left waiting.
    Waiting,
}

/// Owner of a command: this wallet or another card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommandOwner {
    /// Command of this wallet.
    Wallet(Instruction),
    /// Command that logs of other cards show, under this INS, and that this wallet does not have.
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

/// Row of the table of commands.
#[derive(Clone, Copy, Debug)]
pub struct CommandRow {
    /// Name in the standard's words.
    pub name: &'static str,
    /// Owner and INS of the command.
    pub whose: CommandOwner,
    /// CLA octets of this row.
    pub classes: &'static [u8],
    /// P1.
    pub p1: Parameter,
    /// P2.
    pub p2: Parameter,
    /// Command data.
    pub data: &'static [LayoutField],
    /// `true` if the command also makes sense without data.
    pub data_optional: bool,
    /// Answer data.
    pub answers: Answers,
    /// Purpose of the command, one sentence.
    pub purpose: &'static str,
    /// Conditions that must hold before, a sentence each.
    pub preconditions: &'static [&'static str],
    /// Reasons to refuse that the command has of its own; those of every command are [`EVERY_COMMAND`].
    pub refusals: &'static [Refusal],
    /// Standard and clause of the command.
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

    /// Returns whether the command belongs to this wallet and that interface may carry it.
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

    /// Returns whether the command may be refused for that reason, whatever number the reason carries.
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

/// P1 or P2 that is always 00.
pub const ZERO: Parameter = Parameter::Is(0x00, "always 00");

/// Row from which the rows of the wallet start.
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
