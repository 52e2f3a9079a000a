//! Procedures: lines under a name, which other lines call with arguments. The lines of a procedure are text until they
//! are called, so that an argument may be octets, a pattern, an amount or a word.

use std::collections::BTreeMap;
use std::fmt::{Display, Formatter};
use std::sync::Arc;

use super::cursor::{Cursor, ParseResult};
use super::error::LineError;
use super::lines::{LineText, Lines};
use super::mistakes::Mistakes;
use super::template::{ArgumentForm, filled};
use super::{Source, Span};
use sim_wire::count::Counted;

/// Greatest number of parameters of a procedure.
const PARAMETERS_MAX: usize = 16;

/// Greatest depth to which procedures may call each other.
const CALLS_DEEP_MAX: usize = 16;

/// Largest size of all lines that are called, as often as they are called, in octets.
const CALLED_MAX: usize = 16 << 20;

/// Size for which a line of a procedure counts besides its text, in octets.
const LINE_COST: usize = 64;

/// Procedure: `procedure name parameter, parameter`, lines, `end`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Procedure {
    /// Name of the procedure.
    pub name: String,
    /// Names of the parameters.
    pub parameters: Vec<String>,
    /// Lines in order, blank ones included.
    pub body: Vec<UnreadLine>,
    /// Prose after `#` in the line `end`; `None` if there is no comment.
    pub end_comment: Option<String>,
}

/// Line that is read each time it is played, with values in the place of names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnreadLine {
    /// Place of the line, without the comment.
    pub span: Span,
    /// Text without the comment.
    pub text: String,
    /// Prose after `#`; `None` if there is no comment.
    pub comment: Option<String>,
}

/// Call of a procedure: `call name argument, argument`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProcedureCall {
    /// Name of the procedure.
    pub name: String,
    /// Arguments as written, in the order of the parameters.
    pub arguments: Vec<String>,
}

impl Display for ProcedureCall {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        let blank = if self.arguments.is_empty() { "" } else { " " };
        write!(f, "call {}{blank}{}", self.name, self.arguments.join(", "))
    }
}

/// Procedure with the text that it stands in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct KnownProcedure {
    /// Procedure itself.
    pub(crate) procedure: Procedure,
    /// Text that has the lines of the procedure.
    pub(crate) source: Arc<Source>,
}

/// Lines that a call plays, with the arguments in them.
#[derive(Clone, Debug)]
pub(crate) struct CalledLines {
    known: Arc<KnownProcedure>,
    /// Text of each line with the arguments in it; `None` for a line that has none.
    filled: Vec<Option<String>>,
}

impl CalledLines {
    /// Returns the text that has the lines of the procedure.
    pub(crate) fn source(&self) -> &Arc<Source> {
        &self.known.source
    }

    /// Returns the lines, to be read.
    pub(crate) fn texts(&self) -> Vec<LineText<'_>> {
        let lines = self.known.procedure.body.iter().zip(&self.filled);
        lines.map(|(line, filled)| line.to_text(&self.known.source, filled.as_deref())).collect()
    }

    /// Returns the mistakes of the lines as one mistake of the call; `None` if there are none.
    pub(crate) fn mistake(&self, span: Span, mistakes: Mistakes) -> Option<LineError> {
        let first = mistakes.into_list().into_iter().next()?;
        let Source { name, .. } = &*self.known.source;
        let line = self.known.source.line(first.span);
        let what = format!("in `{}`, {name}:{line}: {}", self.known.procedure.name, first.what);
        Some(LineError { span, what, ..first })
    }
}

impl UnreadLine {
    /// Keeps a line as its text.
    pub(crate) fn of(text: &LineText<'_>) -> UnreadLine {
        UnreadLine {
            span: text.span,
            text: text.cursor().between(text.span).to_owned(),
            comment: text.comment.map(str::to_owned),
        }
    }

    /// Returns the line to be read: as `filled`, or where it stands in its source.
    pub(crate) fn to_text<'t>(&'t self, source: &'t Source, filled: Option<&'t str>) -> LineText<'t> {
        LineText::standing_at(
            self.span,
            filled.map_or((source.text.as_str(), self.span), whole),
            self.comment.as_deref(),
        )
    }
}

fn whole(text: &str) -> (&str, Span) {
    (text, Span { start: 0, end: text.len() })
}

/// Procedures that are known where a text is read, by their names.
#[derive(Clone, Debug, Default)]
pub(crate) struct Procedures {
    known: BTreeMap<String, Arc<KnownProcedure>>,
    /// Size of all lines that were called so far, in octets.
    called: usize,
    /// Number of calls inside of which lines are read.
    depth: usize,
}

impl Procedures {
    /// Makes a procedure known; an error if another has its name.
    pub(crate) fn add(&mut self, span: Span, procedure: &Procedure, source: &Arc<Source>) -> ParseResult<()> {
        let known = KnownProcedure { procedure: procedure.clone(), source: source.clone() };
        match self.known.get(&procedure.name) {
            Some(before) if before.procedure != *procedure => {
                let what = format!("another procedure is called `{}`", procedure.name);
                Err(LineError::new(span, what, "a name of its own for each procedure"))
            }
            _ => {
                self.known.insert(procedure.name.clone(), Arc::new(known));
                Ok(())
            }
        }
    }

    /// Returns the lines that a call plays; `form` says how arguments stand in a line.
    pub(crate) fn call(
        &mut self,
        span: Span,
        call: &ProcedureCall,
        form: fn(&str) -> ArgumentForm,
    ) -> ParseResult<CalledLines> {
        let Some(known) = self.known.get(&call.name) else {
            let what = format!("no procedure is called `{}` so far", call.name);
            let mistake =
                LineError::new(span, what, "the name of a procedure that stands above, or in an included file");
            return Err(mistake.nearest(&call.name, self.known.keys().map(String::as_str)));
        };
        let Procedure { name, parameters, body, .. } = &known.procedure;
        if parameters.len() != call.arguments.len() {
            let wanted = if parameters.is_empty() { "none".to_owned() } else { parameters.join(", ") };
            let given = Counted(call.arguments.len(), "argument");
            let what = format!("`{name}` has {} and gets {given}", Counted(parameters.len(), "parameter"));
            return Err(LineError::new(span, what, format!("arguments: {wanted}")));
        }
        if self.depth >= CALLS_DEEP_MAX {
            let what = format!("procedures call each other more than {CALLS_DEEP_MAX} deep");
            return Err(LineError::new(span, what, "a procedure that does not call itself"));
        }
        let arguments: Vec<&str> = call.arguments.iter().map(String::as_str).collect();
        let filled: Vec<Option<String>> =
            body.iter().map(|line| filled(&line.text, parameters, &arguments, form(&line.text))).collect();
        let sizes =
            body.iter().zip(&filled).map(|(line, filled)| filled.as_ref().unwrap_or(&line.text).len() + LINE_COST);
        self.called = self.called.saturating_add(sizes.sum());
        if self.called > CALLED_MAX {
            let max = CALLED_MAX >> 20;
            let what = format!("the lines of procedures, as often as they are called, have more than {max} MiB");
            return Err(LineError::new(span, what, "fewer calls"));
        }
        Ok(CalledLines { known: known.clone(), filled })
    }

    /// Enters a call, whose lines may call other procedures.
    pub(crate) fn enter(&mut self) {
        self.depth = self.depth.saturating_add(1);
    }

    /// Leaves a call.
    pub(crate) fn leave(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }
}

/// Reads a procedure after its first word, with the lines up to its `end`.
pub(crate) fn parse(first: &mut Cursor<'_>, lines: &mut Lines<'_>, mistakes: &mut Mistakes) -> Procedure {
    let opened = Span { start: first.position(), end: first.position() };
    let mut procedure = Procedure::default();
    match parse_head(first) {
        Ok((name, parameters)) => (procedure.name, procedure.parameters) = (name, parameters),
        Err(mistake) => mistakes.push(mistake),
    }
    match text_lines(lines) {
        Some((body, end_comment)) => (procedure.body, procedure.end_comment) = (body, end_comment),
        None => mistakes.push(LineError::new(opened, "this procedure has no end", "a line `end` after its lines")),
    }
    procedure
}

/// Reads the name and the parameters.
fn parse_head(cursor: &mut Cursor<'_>) -> ParseResult<(String, Vec<String>)> {
    let name = parse_name(cursor, "the name of the procedure")?;
    let mut parameters = Vec::new();
    while !cursor.skip_to_end() {
        if !parameters.is_empty() {
            cursor.demand(",")?;
        }
        cursor.skip_blanks();
        let start = cursor.position();
        let parameter = parse_name(cursor, "the name of a parameter")?;
        let span = Span { start, end: cursor.position() };
        if parameters.contains(&parameter) {
            return Err(LineError::new(span, format!("the parameter `{parameter}` stands twice"), "another name"));
        }
        if parameters.len() >= PARAMETERS_MAX {
            let what = format!("a procedure has {PARAMETERS_MAX} parameters at most");
            return Err(LineError::new(span, what, "fewer parameters"));
        }
        parameters.push(parameter);
    }
    Ok((name, parameters))
}

/// Reads a name: a small letter, then small letters, digits, `_` and `-`.
fn parse_name(cursor: &mut Cursor<'_>, what: &str) -> ParseResult<String> {
    let before = *cursor;
    let (name, span) = cursor.word();
    if name.is_empty() {
        return Err(before.unexpected(what));
    }
    let is_letter = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || "_-".contains(letter);
    let is_name = name.starts_with(|letter: char| letter.is_ascii_lowercase()) && name.chars().all(is_letter);
    if is_name && name != "now" {
        return Ok(name.to_owned());
    }
    let help = "a name is a small letter, then small letters, digits, `_` and `-`";
    Err(LineError::new(span, format!("`{name}` is no name"), what).help(help))
}

/// Returns the lines up to the `end` that closes them, with the comment of the `end`; `None` if there is no end.
pub(crate) fn text_lines(lines: &mut Lines<'_>) -> Option<(Vec<UnreadLine>, Option<String>)> {
    let mut body = Vec::new();
    let mut depth = 0_usize;
    loop {
        let text = lines.next_line()?;
        if text.is_only("end") {
            let Some(outer) = depth.checked_sub(1) else { return Some((body, text.comment.map(str::to_owned))) };
            depth = outer;
        } else if is_block_start(text.cursor().between(text.span)) {
            depth = depth.saturating_add(1);
        }
        body.push(UnreadLine::of(&text));
    }
}

/// Returns whether a line begins a block that a line `end` closes.
pub(crate) fn is_block_start(code: &str) -> bool {
    let mut words = code.split_whitespace();
    let first = words.next().unwrap_or_default().to_ascii_lowercase();
    let is_count = |word: &str| word.starts_with(|letter: char| letter.is_ascii_digit() || letter == '{');
    match first.as_str() {
        "cases" | "procedure" => true,
        // A walk also repeats messages: `repeat next message`.
        "repeat" => words.next().is_some_and(is_count),
        _ => false,
    }
}

/// Reads a call after its first word.
pub(crate) fn parse_call(cursor: &mut Cursor<'_>) -> ParseResult<ProcedureCall> {
    let name = parse_name(cursor, "the name of a procedure")?;
    let rest = cursor.remainder();
    let text = cursor.between(rest);
    let mut call = ProcedureCall { name, arguments: Vec::new() };
    if text.is_empty() {
        return Ok(call);
    }
    for argument in split_arguments(text) {
        if argument.is_empty() {
            return Err(LineError::new(rest, "an argument is empty", "arguments with commas between them"));
        }
        call.arguments.push(argument.to_owned());
    }
    Ok(call)
}

/// Splits arguments at the commas that stand neither in braces nor between quotation marks.
fn split_arguments(text: &str) -> Vec<&str> {
    let (mut depth, mut is_quoted) = (0_usize, false);
    let splits = |letter: char| {
        match letter {
            '"' => is_quoted = !is_quoted,
            '{' if !is_quoted => depth = depth.saturating_add(1),
            '}' if !is_quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        letter == ',' && depth == 0 && !is_quoted
    };
    text.split(splits).map(str::trim).collect()
}

/// Prints a procedure, each line after the first with the newline before it.
pub(crate) fn print_body(f: &mut Formatter<'_>, body: &[UnreadLine], end_comment: Option<&str>) -> std::fmt::Result {
    let mut depth = 1_usize;
    for line in body {
        if line.text == "end" {
            depth = depth.saturating_sub(1);
        }
        let is_empty = line.text.is_empty() && line.comment.is_none();
        let indent = if is_empty { String::new() } else { "  ".repeat(depth) };
        write!(f, "\n{indent}{}", line.text)?;
        if let Some(comment) = &line.comment {
            write!(f, "{}# {comment}", if line.text.is_empty() { "" } else { "  " })?;
        }
        depth = depth.saturating_add(usize::from(is_block_start(&line.text)));
    }
    f.write_str("\nend")?;
    end_comment.map_or(Ok(()), |comment| write!(f, "  # {comment}"))
}
