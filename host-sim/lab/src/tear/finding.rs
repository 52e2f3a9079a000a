//! Findings of a search, in words: which write, which tear, the state that came out, and why it is neither state.

use std::fmt;

use applet::{
    PowerOnError,
    wire::instruction::{Instruction, InstructionMatch},
};
use sim_wire::status::StatusWord;

use sim_device::memory::Tear;

/// Cut after which the card broke its promise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TearError {
    /// Place of the command in the session.
    pub place: String,
    /// Octets of the command.
    pub command: Vec<u8>,
    /// Number of the write in the session, the first being 1.
    pub write: u64,
    /// Tear of the write.
    pub tear: Tear,
    /// Flaw that the cut showed.
    pub flaw: Flaw,
}

/// Way in which a card breaks its promise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// The card answered although the power failed.
    AnsweredWithoutPower {
        /// Status word of the answer.
        status: StatusWord,
    },
    /// The card does not start any more.
    DoesNotStart(PowerOnError),
    /// The start wrote to memory, so that it can be torn itself.
    StartWrites,
    /// The card started although the power failed during the start.
    StartedWithoutPower,
    /// A start that was cut and repeated found another state.
    SecondStartDiffers,
    /// The state is neither the one before nor the one after.
    Between {
        /// Differences from the state before.
        not_before: Vec<String>,
        /// Differences from the state after.
        not_after: Vec<String>,
    },
    /// GET TRANSACTION PROVE does not agree with the state of the transaction.
    Proof {
        /// Data and status word that were due.
        expected: Vec<u8>,
        /// Data and status word of the answer.
        answer: Vec<u8>,
    },
}

impl fmt::Display for TearError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match *self.command.as_slice() {
            [cla, ins, ..] => match Instruction::find(cla, ins) {
                InstructionMatch::Instruction(instruction) | InstructionMatch::OtherClass(instruction) => {
                    instruction.name()
                }
                InstructionMatch::Nothing => "an unknown command",
            },
            _ => "no command",
        };
        writeln!(f, "{}: {name}, {}", self.place, hex::encode_upper(&self.command))?;
        writeln!(f, "  power cut in write {} of the session, torn {}", self.write, self.tear)?;
        write!(f, "  {}", self.flaw)
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Flaw::AnsweredWithoutPower { status } => {
                write!(f, "the card answered {:04X} without power", status.0)
            }
            Flaw::DoesNotStart(PowerOnError::NoCard) => f.write_str("the card does not start: no slot is sound"),
            Flaw::DoesNotStart(PowerOnError::UnknownVersion(version)) => {
                write!(f, "the card does not start: it takes its memory for version {version}")
            }
            Flaw::DoesNotStart(PowerOnError::Memory(fault)) => {
                write!(f, "the card does not start: {fault}")
            }
            Flaw::StartWrites => f.write_str("the start after it writes to memory, so a second cut can tear it"),
            Flaw::StartedWithoutPower => f.write_str("the start after it went on although the power failed again"),
            Flaw::SecondStartDiffers => {
                f.write_str("a start that was cut and made again found another state than one that was not")
            }
            Flaw::Between { not_before, not_after } => {
                f.write_str("the state that came out is neither the one before nor the one after:")?;
                write_rejected(f, "before", not_before)?;
                write_rejected(f, "after", not_after)
            }
            Flaw::Proof { expected, answer } => write!(
                f,
                "GET TRANSACTION PROVE answered {}, and {} was due",
                hex::encode_upper(answer),
                hex::encode_upper(expected)
            ),
        }
    }
}

fn write_rejected(f: &mut fmt::Formatter<'_>, candidate: &str, reasons: &[String]) -> fmt::Result {
    if reasons.is_empty() {
        return write!(f, "\n    it is the state {candidate}, but this cut cannot have left that");
    }
    reasons.iter().try_for_each(|reason| write!(f, "\n    not the state {candidate}: {reason}"))
}
