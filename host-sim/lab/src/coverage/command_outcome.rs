//! Commands of the card with the ways in which they end: carried out, or refused for a reason.
//!
//! The whole are the rows of `docs/APDUS.md`, each with the reasons that the row names. Three rules say what of it can
//! be seen at the card's line. A class or parameters that do not fit belong to no row, and count once for an
//! instruction. A reason that only a script over the air can meet stays inside the secured packet. And a command whose
//! every use is refused by the protection of files is never carried out.

use std::collections::BTreeSet;
use std::fmt;

use applet::{Interface, Refusal};
use sim_explain::row::{Answers, CommandOwner, CommandRow};
use sim_wire::instruction::Instruction;

use super::status_pattern::StatusPattern;

/// Command with the way in which it ended.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CommandOutcome {
    /// Name of the command: that of its row, or of its instruction.
    pub command: &'static str,
    /// Result of the command.
    pub result: CoveredResult,
}

/// Result of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CoveredResult {
    /// The card carried the command out.
    Done,
    /// The card refused the command for the reason of this name.
    Refused(&'static str),
}

impl CommandOutcome {
    /// Creates the outcome of a command that was carried out.
    pub const fn done(command: &'static str) -> CommandOutcome {
        CommandOutcome { command, result: CoveredResult::Done }
    }

    /// Creates the outcome of a command that was refused for the reason of a name.
    pub const fn refused(command: &'static str, refusal: &'static str) -> CommandOutcome {
        CommandOutcome { command, result: CoveredResult::Refused(refusal) }
    }

    /// Returns every outcome that can be seen at the line of a card.
    pub fn all() -> BTreeSet<CommandOutcome> {
        sim_explain::command::rows_of_wallet().flat_map(of_row).collect()
    }
}

impl fmt::Display for CommandOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.result {
            CoveredResult::Done => write!(f, "{}: done", self.command),
            CoveredResult::Refused(refusal) => write!(f, "{}: {refusal}", self.command),
        }
    }
}

/// Returns `true` if a reason belongs to an instruction and not to one of its rows.
pub(super) const fn is_of_instruction(refusal: Refusal) -> bool {
    matches!(refusal, Refusal::ClassNotSupported | Refusal::WrongParameters | Refusal::ReferenceNotFound)
}

fn of_row(row: &'static CommandRow) -> Vec<CommandOutcome> {
    let refused = Refusal::ALL.iter().filter(|refusal| may_show(row, **refusal)).map(|refusal| {
        let command = if is_of_instruction(*refusal) { row.instruction() } else { row.name };
        CommandOutcome::refused(command, refusal.name())
    });
    let done = is_ever_done(row).then(|| CommandOutcome::done(row.name));
    done.into_iter().chain(refused).collect()
}

/// Returns `true` if the command of a row can be carried out over a line. What is not protected the card never has, and
/// what only a script may send is refused at the line.
fn is_ever_done(row: &CommandRow) -> bool {
    let is_unprotected = row.refusals.contains(&Refusal::ProtectionMismatch);
    !is_unprotected && (row.is_allowed_over(Interface::Contact) || row.is_allowed_over(Interface::Contactless))
}

/// Returns `true` if a reason to refuse the command of a row can be seen at the line.
fn may_show(row: &CommandRow, refusal: Refusal) -> bool {
    match refusal {
        Refusal::InterfaceForbids => {
            !row.is_allowed_over(Interface::Contact) || !row.is_allowed_over(Interface::Contactless)
        }
        _ => row.may_meet(refusal) && !is_out_of_reach(row, refusal),
    }
}

/// Reasons that a row names and that only a script over the air can meet: the answer stays in the secured packet.
const ONLY_OVER_THE_AIR: [(&str, Refusal); 4] = [
    ("INITIALIZE FOR LOAD", Refusal::NotAuthorised),
    ("INITIALIZE FOR LOAD", Refusal::WrongData),
    ("CREDIT FOR LOAD", Refusal::KeyIndexNotSupported),
    ("CREDIT FOR LOAD", Refusal::OverBalanceMaximum),
];

/// Returns `true` if the row names a reason that a command at the line cannot meet. Rows of one kind share their
/// reasons, some of which do not fit each of them; others are always preceded by another reason.
fn is_out_of_reach(row: &CommandRow, refusal: Refusal) -> bool {
    let is_forbidden = !row.is_allowed_over(Interface::Contact) && !row.is_allowed_over(Interface::Contactless);
    let is_of_selected = row.name.contains("of the selected file") || row.name == "READ RECORD (GSM)";
    let is_record = row.name.contains("RECORD");
    let is_second_step = row.refusals.contains(&Refusal::NoTransactionStep);
    let has_fields = matches!(row.answers, Answers::Fields(_));
    match refusal {
        // What no interface of a reader carries is refused for that before anything else of it is looked at.
        _ if is_forbidden && refusal > Refusal::InterfaceForbids => true,
        // The block is the wallet's: any file may be selected, and the wallet by its name alone.
        Refusal::ApplicationBlocked => matches!(row.name, "SELECT by file identifier" | "SELECT (GSM)"),
        Refusal::NoCurrentFile => !is_of_selected && !is_record,
        Refusal::FileNotFound => is_of_selected,
        Refusal::RecordNotFound => row.name.contains("BINARY"),
        Refusal::OffsetOutsideFile => is_record,
        // The length of an answer of fields is known beforehand, that of any other when the answer is made.
        Refusal::WrongLe(_) => !has_fields,
        Refusal::WrongAnswerLength(_) => {
            (has_fields && !row.data.is_empty()) || matches!(row.name, "GET CHALLENGE" | "ENVELOPE")
        }
        // An unknown tag is an object that is not there, not a wrong parameter.
        Refusal::WrongParameters => row.name.starts_with("GET DATA") || row.name.starts_with("PUT DATA"),
        Refusal::NotOpened => is_second_step,
        Refusal::WrongData => row.name.starts_with("SET STATUS") || is_only_over_the_air(row, refusal),
        _ => is_only_over_the_air(row, refusal),
    }
}

fn is_only_over_the_air(row: &CommandRow, refusal: Refusal) -> bool {
    ONLY_OVER_THE_AIR.iter().any(|(name, only)| *name == row.name && *only == refusal)
}

/// Returns the names of the reasons that can be seen at the line, of commands and of what is no command.
pub(super) fn refusals() -> BTreeSet<&'static str> {
    let of_commands = CommandOutcome::all().into_iter().filter_map(|outcome| match outcome.result {
        CoveredResult::Done => None,
        CoveredResult::Refused(name) => Some(name),
    });
    of_commands.chain([Refusal::InstructionNotSupported.name(), Refusal::ReadOnly.name()]).collect()
}

/// Returns the outcomes of an exchange: one, or none if nobody can tell what the card refused the command for.
pub(super) fn of_exchange(
    command: &[u8],
    status: &StatusPattern,
    refusal: Option<&'static str>,
) -> Option<CommandOutcome> {
    let row = sim_explain::command(command).row.filter(|row| matches!(row.whose, CommandOwner::Wallet(_)));
    if status.is_success() {
        return row.map(|row| CommandOutcome::done(row.name));
    }
    let named = refusal.and_then(|name| Refusal::ALL.iter().find(|refusal| refusal.name() == name));
    let refusal = named.copied().or_else(|| only_reason(row?, status))?;
    let command = match (row, instruction(command)) {
        (Some(row), _) if !is_of_instruction(refusal) => row.name,
        (_, Some(instruction)) if is_of_instruction(refusal) => instruction.name(),
        _ => return None,
    };
    Some(CommandOutcome::refused(command, refusal.name()))
}

/// Returns the instruction of a command, whatever its class.
pub(super) fn instruction(command: &[u8]) -> Option<Instruction> {
    let ins = *command.get(1)?;
    Instruction::ALL.iter().copied().find(|instruction| instruction.ins() == ins)
}

/// Returns the only reason for which the command of a row can be answered with a status word; `None` if there are
/// several.
fn only_reason(row: &CommandRow, status: &StatusPattern) -> Option<Refusal> {
    let is_gsm = row.classes == [0xA0];
    let word = |refusal: &Refusal| if is_gsm { refusal.gsm_status() } else { refusal.status() };
    let mut fitting =
        Refusal::ALL.iter().filter(|refusal| may_show(row, **refusal) && StatusPattern::of(word(refusal)) == *status);
    let first = fitting.next().copied();
    first.filter(|_| fitting.next().is_none())
}
