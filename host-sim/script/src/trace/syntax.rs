//! The syntax tree of a trace: what [`super::parse`] reads, what [`mod@super::replay`] plays, and what `record` and
//! `convert` build and print. A tree prints as the text it was read from, comments included, in the printer's spacing
//! (`super::print`); parsing what was printed gives an equal tree but for the spans.
//!
//! A trace is a list of lines. An answer (`<`) is a line of its own and belongs to the line before it that makes the
//! card answer: a command, a reset or a power-on.

use std::sync::Arc;

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

/// A whole trace.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    /// Where it was read from.
    pub source: Arc<Source>,
    /// Its lines in order, blank ones included.
    pub lines: Vec<TraceLine>,
}

/// One line (a [`Cases`] block is one `Line` that spans several).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceLine {
    /// Where it stands, without the comment.
    pub span: Span,
    /// What it says.
    pub content: LineContent,
    /// The prose after `#`, without the sign and the blank after it.
    pub comment: Option<String>,
}

impl TraceLine {
    /// A line that was built, not read.
    pub fn new(content: LineContent) -> TraceLine {
        TraceLine { span: Span::NONE, content, comment: None }
    }

    /// A line of nothing but prose.
    pub fn prose(text: impl Into<String>) -> TraceLine {
        TraceLine::new(LineContent::Blank).with_comment(text)
    }

    /// The same line with a comment behind it.
    pub fn with_comment(self, text: impl Into<String>) -> TraceLine {
        TraceLine { comment: Some(text.into()), ..self }
    }

    /// A command of literal octets.
    pub fn command(octets: &[u8]) -> TraceLine {
        TraceLine::new(LineContent::Step(TraceStep::Command(vec![ValuePart::octets(octets)])))
    }

    /// An expected answer of literal octets, data and status word apart; `None` for a card that must stay mute.
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

/// What a line says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineContent {
    /// Nothing, or prose only.
    Blank,
    /// A setting of the header: which card is played against, and how. Settings stand before the first step.
    Setting(TraceSetting),
    /// `include "other.trace"`: the lines of another trace.
    Include(Include),
    /// Something that is done.
    Step(TraceStep),
    /// `cases … end`: steps that are repeated for every row of a table.
    Cases(Cases),
}

/// `include "path"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Include {
    /// The path as written, relative to the including file.
    pub path: String,
    /// What stands there, once [`super::files`] has read it.
    pub trace: Option<Trace>,
}

/// Something that is done.
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
    /// `tap 3 cm`: from here on the card is spoken to over the air, from so far away.
    Tap(u16),
    /// `contact`: from here on the card is spoken to over its contacts. A trace starts so.
    Contact,
    /// `wait 1 h`: so many seconds pass.
    Wait(u32),
    /// `cut at write 1 torn half`: the power fails at the n-th memory write from here.
    Cut(Cut),
    /// `name = …`.
    Assign(Assignment),
    /// `check mac2, tac`: captured values that the terminal can compute must be right.
    Check(Vec<Checked>),
    /// `expect …`: the card's state or its last refusal.
    Expect(Fact),
}

/// What stands after `<`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExpectedAnswer {
    /// `no answer`: the card is mute.
    NoAnswer,
    /// A pattern over data and status word.
    Answer(Vec<ValuePart>),
}

/// One name of a `check` line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Where it stands.
    pub span: Span,
    /// The captured value.
    pub name: String,
    /// `as TAC`: what it must be, where the name does not say it.
    pub part: TransactionPart,
}

/// What an `expect` line says of the card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// `balance 49.00 yuan`.
    Balance(Wanted<Fen>),
    /// `state suspended`.
    State(Wanted<LifeCycle>),
    /// `refusal OverLimit` or `refusal none`: the reason of the last refusal since power-on, by its name.
    Refusal(Wanted<Option<&'static str>>),
    /// `log 3 entries`.
    LogEntries(Wanted<usize>),
    /// `pin tries 2`.
    PinTries(Wanted<u8>),
    /// `pin on` or `pin off`.
    PinOn(bool),
    /// `limit 50.00 yuan` or `limit none`.
    Limit(Wanted<Option<Fen>>),
    /// `online 0001`.
    Online(Wanted<u16>),
    /// `offline 0001`.
    Offline(Wanted<u16>),
    /// `block temporary`.
    Block(Wanted<BlockState>),
    /// `reach 3 cm` or `reach none`.
    Reach(Wanted<Option<u8>>),
}

/// A value written out, or a column of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted<T> {
    /// Written out.
    Is(T),
    /// `{name}`.
    Column(String),
}

/// `cut at write N torn …`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// At which memory write from here, counted from 1.
    pub write: u32,
    /// How much of that write reached the memory; nothing, if the trace does not say.
    pub tear: Tear,
}

/// `cases title`, a table between bars, steps, `end`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cases {
    /// What the table is about, in prose.
    pub title: String,
    /// Whether every row plays on the card as the row before left it, not on the header's fresh card.
    pub same_card: bool,
    /// The columns' names.
    pub columns: Vec<String>,
    /// The prose after `#` in the line of the columns' names.
    pub columns_comment: Option<String>,
    /// The rows, each with as many cells as there are columns.
    pub rows: Vec<TableRow>,
    /// What is done for every row.
    pub body: Vec<TraceLine>,
    /// The prose after `#` in the line `end`.
    pub end_comment: Option<String>,
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableRow {
    /// Where it stands.
    pub span: Span,
    /// Its cells in the columns' order.
    pub cells: Vec<TableCell>,
    /// The prose after `#`.
    pub comment: Option<String>,
}

/// A cell of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableCell {
    /// Where it stands.
    pub span: Span,
    /// As written, without the blanks around it.
    pub text: String,
    /// The same as octets or a pattern, where it is one; a word such as `suspended` is none.
    pub parts: Option<Vec<ValuePart>>,
}
