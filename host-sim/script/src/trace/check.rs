//! Rules that a trace must keep beyond its grammar: settings come first, and answers follow what is answered. Names are
//! known before they are used, and the cells of a table fit their use.

use std::collections::BTreeSet;

use super::parse::said::StatedFacts;
use super::parse::{facts, repeat_count};
use super::pattern::{Pattern, Segment};
use super::syntax::{
    Assigned, Cases, ExpectedAnswer, Fact, LineContent, Piece, Repeat, RowLine, Trace, TraceLine, TraceSetting,
    TraceStep, ValueOrColumn, ValuePart,
};
use crate::lang::Span;
use crate::lang::error::{LineError, SyntaxError};
use crate::lang::mistakes::Mistakes;

pub(super) mod names;

/// Checks a trace and the traces that it includes; the error has at most `max` mistakes.
pub(super) fn check(trace: &Trace, max: usize) -> Result<(), Box<SyntaxError>> {
    Checker::new(max).trace(trace)
}

/// State of the check at a place of the trace.
struct Checker<'t> {
    /// Names that were captured or assigned so far.
    names: BTreeSet<&'t str>,
    /// Table whose body is checked; `None` outside of a block of cases.
    table: Option<&'t Cases>,
    /// Names that are known in the table only.
    in_table: Vec<&'t str>,
    /// Columns of the table that were already read for a use: position of the column, and the use.
    read: BTreeSet<(usize, ColumnUse)>,
    /// Settings of the header so far.
    said: StatedFacts,
    /// Set once a step came.
    begun: bool,
    /// Set at the beginning of a row that has a card of its own.
    begins_row: bool,
    /// Set if the line before can be answered.
    answerable: bool,
    mistakes: Mistakes,
}

/// Use of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum ColumnUse {
    Octets,
    Pattern,
    /// Value of a fact, by the words before the value.
    Fact(&'static str),
}

impl<'t> Checker<'t> {
    fn new(max: usize) -> Checker<'t> {
        Checker {
            names: BTreeSet::new(),
            table: None,
            in_table: Vec::new(),
            read: BTreeSet::new(),
            said: StatedFacts::default(),
            begun: false,
            begins_row: false,
            answerable: false,
            mistakes: Mistakes::new(max),
        }
    }

    /// Returns the mistakes so far, and begins a new list.
    fn take_mistakes(&mut self) -> Mistakes {
        let max = self.mistakes.max();
        std::mem::replace(&mut self.mistakes, Mistakes::new(max))
    }

    fn trace(&mut self, trace: &'t Trace) -> Result<(), Box<SyntaxError>> {
        self.lines(&trace.lines)?;
        self.take_mistakes().into_error(&trace.source).map_or(Ok(()), Err)
    }

    fn lines(&mut self, lines: &'t [TraceLine]) -> Result<(), Box<SyntaxError>> {
        for line in lines {
            if self.mistakes.is_full() {
                return Ok(());
            }
            match &line.content {
                LineContent::Blank | LineContent::Setting(TraceSetting::Random(_)) => {}
                LineContent::Procedure(_) => {}
                LineContent::Setting(TraceSetting::Card(_)) if self.begins_row => {}
                LineContent::Setting(_) if self.begun || self.table.is_some() => {
                    let what = "settings stand before the first step";
                    self.mistakes.push(LineError::new(line.span, what, "a step"));
                }
                LineContent::Setting(setting) => {
                    self.mistakes.extend(self.said.note_setting(line.span, setting).err());
                }
                LineContent::Include(_) => self.inner(line)?,
                LineContent::Call(_) => {
                    self.begin();
                    self.inner(line)?;
                }
                LineContent::Step(step) => self.step(line.span, step),
                LineContent::Cases(cases) => self.cases(cases)?,
                LineContent::Repeat(repeat) => self.repeat(line.span, repeat)?,
                LineContent::RowLine(line) => self.row_line(line)?,
            }
        }
        Ok(())
    }

    /// Notes that a step comes.
    fn begin(&mut self) {
        self.begun = true;
        self.begins_row = false;
    }

    /// Checks the lines of another text that stand in the place of a line.
    fn inner(&mut self, line: &'t TraceLine) -> Result<(), Box<SyntaxError>> {
        let before = self.take_mistakes();
        if let Some(trace) = line.content.inner() {
            self.trace(trace)?;
        }
        self.mistakes = before;
        Ok(())
    }

    fn repeat(&mut self, span: Span, repeat: &'t Repeat) -> Result<(), Box<SyntaxError>> {
        self.column(span, &repeat.count, "repeat", repeat_count);
        self.begin();
        self.answerable = false;
        let checked = self.lines(&repeat.body);
        self.answerable = false;
        checked
    }

    /// Checks a line for every row of its table: each is a line of its own.
    fn row_line(&mut self, line: &'t RowLine) -> Result<(), Box<SyntaxError>> {
        let begins_row = self.begins_row;
        for row in &line.rows {
            self.begins_row = begins_row;
            self.lines(std::slice::from_ref(row))?;
        }
        Ok(())
    }

    fn cases(&mut self, cases: &'t Cases) -> Result<(), Box<SyntaxError>> {
        let outside = self.table.replace(cases);
        self.begins_row = !cases.same_card;
        self.answerable = false;
        self.read.clear();
        cases.columns.iter().for_each(|column| self.name(column));
        let checked = self.lines(&cases.body);
        self.table = outside;
        self.in_table.drain(..).for_each(|name| {
            self.names.remove(name);
        });
        self.begin();
        self.answerable = false;
        checked
    }

    /// Makes a name known from here on; a name that is new in a table, until the table ends.
    fn name(&mut self, name: &'t str) {
        if self.names.insert(name) && self.table.is_some() {
            self.in_table.push(name);
        }
    }

    fn step(&mut self, span: Span, step: &'t TraceStep) {
        self.begin();
        let answerable = std::mem::replace(&mut self.answerable, false);
        match step {
            TraceStep::Command(parts) => {
                self.parts(parts, false);
                self.length_marks(parts);
                self.answerable = true;
            }
            TraceStep::Reset | TraceStep::PowerOn => self.answerable = true,
            TraceStep::Answer(expected) => {
                if !answerable {
                    let what = "this answer follows nothing that could be answered";
                    let mistake = LineError::new(span, what, "a command (`>`), `reset` or `power on` before this line");
                    self.mistakes.push(mistake);
                }
                if let ExpectedAnswer::Answer(parts) = expected {
                    self.parts(parts, true);
                    self.captures(parts);
                    self.open_captures(parts);
                }
            }
            TraceStep::Assign(assignment) => {
                if self.is_column(&assignment.name) {
                    let what = format!("`{}` is a column of the table", assignment.name);
                    self.mistakes.push(LineError::new(span, what, "another name"));
                }
                match &assignment.value {
                    Assigned::Octets(parts) => self.parts(parts, false),
                    Assigned::Terminal(value) => {
                        names::in_terminal_value(value, &mut |name| self.check_used(name, span, false));
                        names::data(value).iter().for_each(|part| self.part(part, false));
                    }
                }
                self.name(&assignment.name);
            }
            TraceStep::Check(checked) => {
                checked.iter().for_each(|checked| self.check_used(&checked.name, checked.span, false))
            }
            TraceStep::Expect(facts) => facts.iter().for_each(|expected| self.fact(expected.span, &expected.fact)),
            TraceStep::Show(parts) => self.shown(parts),
            TraceStep::PowerOff | TraceStep::Tap(_) | TraceStep::Contact | TraceStep::Wait(_) | TraceStep::Cut(_) => {}
        }
    }

    /// Checks the values of a `show` line, in which nothing is counted.
    fn shown(&mut self, parts: &[ValuePart]) {
        let mut lengths = parts.iter().filter(|part| matches!(part.piece, Piece::Lc | Piece::Le));
        if let Some(part) = lengths.next() {
            let mistake = LineError::new(part.span, "nothing is counted here", "a value such as `{mac2}`");
            self.mistakes.push(mistake);
        }
        self.parts(parts, false);
    }

    fn is_column(&self, name: &str) -> bool {
        self.table.is_some_and(|table| table.columns.iter().any(|column| column == name))
    }

    fn captures(&mut self, parts: &'t [ValuePart]) {
        for part in parts {
            if let Piece::Capture(capture) = &part.piece {
                if self.is_column(&capture.name) {
                    let what = format!("`{}` is a column of the table", capture.name);
                    self.mistakes.push(LineError::new(part.span, what, "another name"));
                }
                self.name(&capture.name);
            }
        }
    }

    /// Reports open pieces beside each other: the octets do not show where the first one ends.
    fn open_captures(&mut self, parts: &[ValuePart]) {
        let segment = |part: &ValuePart| match &part.piece {
            Piece::Capture(capture) => Segment::Capture(capture.name.clone(), capture.length),
            Piece::Any => Segment::Any,
            _ => Segment::Fixed(Vec::new()),
        };
        let pattern = Pattern { segments: parts.iter().map(segment).collect() };
        let Some(name) = pattern.ambiguous() else { return };
        let is_it = |part: &&ValuePart| matches!(&part.piece, Piece::Capture(capture) if capture.name == name);
        if let Some(part) = parts.iter().rfind(is_it) {
            let what =
                format!("how many octets `{name}` captures cannot be told: another open piece stands in the answer");
            let mistake = LineError::new(part.span, what, "a number of octets, such as `name:4`");
            self.mistakes.push(mistake.help("one `name:..` may stand in an answer, and no `..` beside it"));
        }
    }

    fn parts(&mut self, parts: &[ValuePart], pattern: bool) {
        parts.iter().for_each(|part| self.part(part, pattern));
    }

    fn part(&mut self, part: &ValuePart, pattern: bool) {
        if let Piece::Value(expression) = &part.piece {
            names::in_expression(expression, &mut |name| self.check_used(name, part.span, pattern));
        }
    }

    /// Checks that `Lc` and `Le` stand at most once, in this order.
    fn length_marks(&mut self, parts: &[ValuePart]) {
        let at = |wanted: Piece| parts.iter().filter(move |part| part.piece == wanted);
        for twice in at(Piece::Lc).skip(1).chain(at(Piece::Le).skip(1)) {
            self.mistakes.push(LineError::new(twice.span, "this stands twice in one command", "only one of it"));
        }
        if let (None, Some(le)) = (at(Piece::Lc).next(), at(Piece::Le).next()) {
            let what = "`Le` ends the data that a computed `Lc` counts, and there is no `Lc`";
            self.mistakes.push(LineError::new(le.span, what, "Le as two digits, or `Lc` before it"));
        }
    }

    /// Checks a name that is used for its octets, or as part of a pattern.
    fn check_used(&mut self, name: &str, span: Span, pattern: bool) {
        self.check_known(name, span);
        let Some(table) = self.table else { return };
        let Some(column) = table.columns.iter().position(|known| known == name) else { return };
        if !self.read.insert((column, if pattern { ColumnUse::Pattern } else { ColumnUse::Octets })) {
            return;
        }
        for cell in table.rows.iter().filter_map(|row| row.cells.get(column)) {
            if self.mistakes.is_full() {
                return;
            }
            let literal = |part: &ValuePart| matches!(part.piece, Piece::Octets(_) | Piece::Value(_));
            let fits = cell.parts.as_ref().is_some_and(|parts| pattern || parts.iter().all(literal));
            if !fits {
                let what = format!("the column `{name}` is used for its octets, and these are none");
                self.mistakes.push(LineError::new(cell.span, what, "hexadecimal octets or an amount"));
            }
            for part in cell.parts.iter().flatten() {
                if let Piece::Value(expression) = &part.piece {
                    names::in_expression(expression, &mut |name| self.check_known(name, part.span));
                }
            }
        }
    }

    fn check_known(&mut self, name: &str, span: Span) {
        if !self.names.contains(name) {
            let what = format!("nothing is called `{name}` so far");
            let mistake = LineError::new(span, what, "a name that was captured or assigned before");
            let looks_like_octets = name.chars().all(|letter| letter.is_ascii_hexdigit());
            let mistake = if looks_like_octets {
                mistake.help("in braces hexadecimal digits are written in capitals")
            } else {
                mistake.nearest(name, self.names.iter().copied())
            };
            self.mistakes.push(mistake);
        }
    }

    fn fact(&mut self, span: Span, fact: &Fact) {
        match fact {
            Fact::Balance(wanted) => self.column(span, wanted, "balance", facts::balance),
            Fact::State(wanted) => self.column(span, wanted, "state", facts::state),
            Fact::Refusal(wanted) => self.column(span, wanted, "refusal", facts::refusal),
            Fact::LogEntries(wanted) => self.column(span, wanted, "log", facts::count),
            Fact::PinTries(wanted) => self.column(span, wanted, "pin tries", facts::tries),
            Fact::PinOn(_) => {}
            Fact::Limit(wanted) => self.column(span, wanted, "limit", facts::limit),
            Fact::Online(wanted) => self.column(span, wanted, "online", facts::counter),
            Fact::Offline(wanted) => self.column(span, wanted, "offline", facts::counter),
            Fact::Block(wanted) => self.column(span, wanted, "block", facts::block),
            Fact::Reach(wanted) => self.column(span, wanted, "reach", facts::reach),
        }
    }

    /// Checks that every cell of an expected column can be read as the value of the fact.
    fn column<T>(&mut self, span: Span, wanted: &ValueOrColumn<T>, phrase: &'static str, read: facts::Read<T>) {
        let ValueOrColumn::Column(name) = wanted else {
            return;
        };
        let column = self.table.and_then(|table| table.columns.iter().position(|column| column == name));
        let (Some(table), Some(column)) = (self.table, column) else {
            let columns = self.table.map(|table| table.columns.as_slice()).unwrap_or_default();
            let mistake = LineError::new(span, format!("no column is called `{name}`"), "a column of the table");
            self.mistakes.push(mistake.nearest(name, columns.iter().map(String::as_str)));
            return;
        };
        if !self.read.insert((column, ColumnUse::Fact(phrase))) {
            return;
        }
        for cell in table.rows.iter().filter_map(|row| row.cells.get(column)) {
            if let Err(mistake) = facts::cell(cell, read) {
                self.mistakes.push(mistake);
            }
        }
    }
}
