//! Syntax tree of a trace, which [`super::parse()`] reads, [`mod@super::replay`] plays, and `record` and `convert`
//! build and print. A tree prints as the text it was read from, comments included, in the printer's spacing
//! (`super::print`). Parsing what was printed gives an equal tree but for the spans.
//!
//! A trace is a list of lines. An answer (`<`) is a line of its own. The answer belongs to the nearest line above that
//! makes the card answer: a command, a reset or a power-on.

use std::sync::Arc;

use crate::lang::procedure::{Procedure, ProcedureCall};
use crate::lang::{Source, Span};

use applet::BlockState;
use sim_wire::Fen;
use sim_wire::lifecycle::LifeCycle;

use sim_device::memory::Tear;

pub use setting::{CardSetting, ChainingMode, KeySetting, ProfileChoice, TraceSetting};
pub use value::{
    Assigned, Assignment, Capture, Expression, KeyChoice, Keyed, Piece, TerminalValue, Transaction, TransactionPart,
    TransactionValue, ValuePart,
};

mod setting;
mod value;

/// Trace as its lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    /// Text that the trace was read from.
    pub source: Arc<Source>,
    /// Lines in order, blank ones included.
    pub lines: Vec<TraceLine>,
}

/// Line of a trace; a [`Cases`] block is one `TraceLine` that spans several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceLine {
    /// Place of the line, without the comment.
    pub span: Span,
    /// Content of the line.
    pub content: LineContent,
    /// Prose after `#`, without the sign and the blank after it; `None` if there is no comment.
    pub comment: Option<String>,
    /// Set if values stand in the line that its text does not have: arguments of a call, or cells of a row.
    pub is_filled: bool,
}

impl TraceLine {
    /// Creates a line that was built, not read.
    pub fn new(content: LineContent) -> TraceLine {
        TraceLine { span: Span::NONE, content, comment: None, is_filled: false }
    }

    /// Creates a line of nothing but prose.
    pub fn prose(text: impl Into<String>) -> TraceLine {
        TraceLine::new(LineContent::Blank).with_comment(text)
    }

    /// Returns the line with a comment behind it.
    pub fn with_comment(self, text: impl Into<String>) -> TraceLine {
        TraceLine { comment: Some(text.into()), ..self }
    }

    /// Creates a command of literal octets.
    pub fn command(octets: &[u8]) -> TraceLine {
        TraceLine::new(LineContent::Step(TraceStep::Command(vec![ValuePart::octets(octets)])))
    }

    /// Creates an expected answer of literal octets, data and status word apart; `None` for a card that must stay mute.
    pub fn answer(octets: Option<&[u8]>) -> TraceLine {
        let expected = match octets {
            None => ExpectedAnswer::NoAnswer,
            Some(octets) => {
                let (data, status) = octets.split_at(octets.len().saturating_sub(2));
                let parts = [data, status].into_iter().filter(|part| !part.is_empty()).map(ValuePart::octets);
                ExpectedAnswer::Answer(parts.collect())
            }
        };
        TraceLine::new(LineContent::Step(TraceStep::Answer(expected)))
    }
}

/// Content of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineContent {
    /// Nothing, or a comment alone.
    Blank,
    /// Setting of the header: which card is played against, and how. Settings stand before the first step.
    Setting(TraceSetting),
    /// `include "other.trace"`: the lines of another trace.
    Include(Include),
    /// Step: an action or an expectation.
    Step(TraceStep),
    /// `cases … end`: steps that are played for every row of a table.
    Cases(Cases),
    /// `repeat 3 … end`: steps that are played several times.
    Repeat(Repeat),
    /// `procedure name … end`: lines that calls play.
    Procedure(Procedure),
    /// `call name …`: the lines of a procedure.
    Call(CalledProcedure),
    /// Line of a table's body that is another line for every row: `wait {time}`.
    RowLine(RowLine),
}

/// Repetition: `repeat 3`, steps, `end`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repeat {
    /// Number of times that the steps are played.
    pub count: ValueOrColumn<u32>,
    /// Lines that are played each time.
    pub body: Vec<TraceLine>,
    /// Prose after `#` in the line `end`; `None` if there is no comment.
    pub end_comment: Option<String>,
}

/// Call of a procedure, with the lines that it plays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalledProcedure {
    /// Call as written.
    pub call: ProcedureCall,
    /// Lines of the procedure with the arguments in them; `None` until the procedure is known.
    pub trace: Option<Trace>,
}

/// Line of a table's body whose cells are read as parts of the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowLine {
    /// Text as written, with columns in braces.
    pub text: String,
    /// Line for every row of the table, in order.
    pub rows: Vec<TraceLine>,
}

impl LineContent {
    /// Returns the trace whose lines stand in the place of the line: one that is included, or a called procedure.
    pub const fn inner(&self) -> Option<&Trace> {
        match self {
            LineContent::Include(include) => include.trace.as_ref(),
            LineContent::Call(called) => called.trace.as_ref(),
            _ => None,
        }
    }
}

/// Inclusion of a trace: `include "path"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Include {
    /// Path as written, relative to the including file.
    pub path: String,
    /// Trace at the path; `None` until [`super::files`] has read it.
    pub trace: Option<Trace>,
}

/// Step of a trace: an action or an expectation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TraceStep {
    /// `> …`: a command. Without an answer line after it, the card must answer 9000.
    Command(Vec<ValuePart>),
    /// `< …`: the answer to the command, reset or power-on before it.
    Answer(ExpectedAnswer),
    /// `reset`: power off and on again.
    Reset,
    /// `power off`.
    PowerOff,
    /// `power on`.
    PowerOn,
    /// `tap 3 cm`: change to the radio, at a distance in centimetres.
    Tap(u16),
    /// `contact`: change to the contacts, over which a trace starts.
    Contact,
    /// `wait 1 h`: wait in seconds.
    Wait(u32),
    /// `cut at write 1 torn half`: the power fails at the n-th memory write from here.
    Cut(Cut),
    /// `name = …`: assignment of a value.
    Assign(Assignment),
    /// `check mac2, tac`: captured values that must be what the terminal computes.
    Check(Vec<Checked>),
    /// `expect …, …`: facts about the card's state or its last refusal, which must all hold.
    Expect(Vec<ExpectedFact>),
    /// `show …`: values and octets that are told as they are at this place.
    Show(Vec<ValuePart>),
}

/// Expected answer after `<`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExpectedAnswer {
    /// `no answer`: the card is mute.
    NoAnswer,
    /// Pattern over data and status word.
    Answer(Vec<ValuePart>),
}

/// Name on a `check` line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Place of the name.
    pub span: Span,
    /// Name of the captured value.
    pub name: String,
    /// `as TAC`: what the value must be, where the name does not say it.
    pub part: TransactionPart,
}

/// Fact behind `expect`, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedFact {
    /// Place of the fact.
    pub span: Span,
    /// Fact itself.
    pub fact: Fact,
}

/// Fact of the card after `expect`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// `balance 49.00 yuan`: balance of the wallet.
    Balance(ValueOrColumn<Fen>),
    /// `state suspended`: life-cycle state.
    State(ValueOrColumn<LifeCycle>),
    /// `refusal OverLimit` or `refusal none`: the reason of the last refusal since power-on, by its name.
    Refusal(ValueOrColumn<Option<&'static str>>),
    /// `log 3 entries`: number of entries in the log.
    LogEntries(ValueOrColumn<usize>),
    /// `pin tries 2`: number of tries left for the operation PIN.
    PinTries(ValueOrColumn<u8>),
    /// `pin on` (`true`) or `pin off`: whether the operation PIN is switched on.
    PinOn(bool),
    /// `limit 50.00 yuan`, or `limit none` for `None`.
    Limit(ValueOrColumn<Option<Fen>>),
    /// `online 0001`: online transaction counter.
    Online(ValueOrColumn<u16>),
    /// `offline 0001`: offline transaction counter.
    Offline(ValueOrColumn<u16>),
    /// `block temporary`: what of the card is blocked.
    Block(ValueOrColumn<BlockState>),
    /// `reach 3 cm`, or `reach none` for `None`.
    Reach(ValueOrColumn<Option<u8>>),
}

/// Value written out, or column of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValueOrColumn<T> {
    /// Value that is written out.
    Is(T),
    /// `{name}`: column of the table.
    Column(String),
}

/// Power cut: `cut at write N torn …`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// Number of the memory write from here, counted from 1.
    pub write: u32,
    /// Part of that write that reaches the memory; nothing if the trace does not say.
    pub tear: Tear,
}

/// Block of cases: `cases title`, a table between bars, steps, `end`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cases {
    /// Title of the table, in prose; may be empty.
    pub title: String,
    /// Set if every row plays on the card as the row before left it, not on the header's fresh card.
    pub same_card: bool,
    /// Names of the columns.
    pub columns: Vec<String>,
    /// Prose after `#` in the line of the columns' names; `None` if there is no comment.
    pub columns_comment: Option<String>,
    /// Rows, each with as many cells as there are columns.
    pub rows: Vec<TableRow>,
    /// Lines that are played for every row.
    pub body: Vec<TraceLine>,
    /// Prose after `#` in the line `end`; `None` if there is no comment.
    pub end_comment: Option<String>,
}

/// Row of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableRow {
    /// Place of the row.
    pub span: Span,
    /// Cells in the columns' order.
    pub cells: Vec<TableCell>,
    /// Prose after `#`; `None` if there is no comment.
    pub comment: Option<String>,
}

/// Cell of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableCell {
    /// Place of the cell.
    pub span: Span,
    /// Text as written, without the blanks around it.
    pub text: String,
    /// Text as octets or a pattern; `None` for a word that is neither, such as `suspended`.
    pub parts: Option<Vec<ValuePart>>,
}
