//! Parser of the lines that are typed into the shell: orders of the shell, commands by name or in free hexadecimal, and
//! every line of the trace language, which its own parser reads.

use super::super::parse::{first_words, parse_alone};
use super::super::syntax::TraceLine;
use super::template;
use crate::lang::error::SyntaxError;
use crate::lang::lines::split_comment;
use crate::lang::procedure::is_block_start;
use sim_codec::suggest::nearest;
use sim_wire::count::{Counted, CountedVerb};

/// Typed line, understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ShellRequest {
    /// Empty line.
    Nothing,
    /// First lines of a table of cases, or a line that ends in `\`; more lines belong to it.
    Incomplete,
    /// `help` (`None`), or `help` about a word.
    Help(Option<String>),
    /// `state`: what is in the wallet.
    State,
    /// `log`: the last transactions.
    Log,
    /// `save` (`None`), or `save FILE`.
    Save(Option<String>),
    /// `undo` or `back`: the last line is taken back.
    Undo,
    /// `step` (1), or `step N`: lines of the script are performed.
    Step(usize),
    /// `continue`: the script goes on to its end, or to what does not hold.
    Continue,
    /// `list`: the lines of the script around the next one.
    List,
    /// `why`: why the last command was refused, or the last line did not hold.
    Why,
    /// `memory`: every octet of the card's memory, with its meaning.
    Memory,
    /// `quit`: the shell ends.
    Quit,
    /// Octets of a command, typed freely.
    Command(Vec<u8>),
    /// Line of the trace language.
    Line(Box<TypedLine>),
}

/// Line of the trace language, as it was typed and as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedLine {
    /// Text without the blanks around it; several lines for a table.
    pub text: String,
    /// Content.
    pub line: TraceLine,
}

/// Orders of the shell itself, each with what follows it and its effect.
pub(super) const ORDERS: [(&str, &str, &str); 13] = [
    ("help", "[WORD]", "this list, or what a command of the card is"),
    ("state", "", "what is in the wallet"),
    ("log", "", "the last ten transactions"),
    ("memory", "", "every octet of the card's memory, with its meaning; keys and PINs are not shown"),
    ("why", "", "why the last command was refused, or the last line did not hold"),
    ("step", "[N]", "performs the next line of the trace that was opened, or N lines"),
    ("continue", "", "performs its lines up to the first that does not hold"),
    ("list", "", "its lines around the next one"),
    ("undo", "", "takes back the last line, as often as you like"),
    ("back", "", "the same"),
    ("save", "[FILE]", "writes what was done as a trace"),
    ("# prose", "", "a comment in the trace"),
    ("quit", "", "leaves; Ctrl-D does too"),
];

/// Values of a terminal that are often assigned.
pub(super) const ASSIGNMENTS: [(&str, &str, &str); 2] = [
    ("mac2 =", "load MAC2 on now", "a value that the terminal computes, for commands with {mac2}"),
    ("mac1 =", "purchase MAC1 on now, terminal counter 1", "the same for a purchase, for {mac1}"),
];

/// Error of a line that the shell does not understand, in a sentence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// Mistake in a line of the trace language.
    #[error("{0}")]
    Trace(String),
    /// Number of digits, of which the last octet has only one.
    #[error("The last octet has one digit only: {} {} here.", Counted(*.0, "digit"), CountedVerb(*.0, "is", "are"))]
    OddDigits(usize),
    /// Hole of a template that is to be filled in.
    #[error("Put octets in the place of {0} first.")]
    Unfilled(String),
    /// Name of a command that needs something filled in.
    #[error("{name} needs {hole}: {octets}")]
    Template {
        /// Name of the command.
        name: &'static str,
        /// Hole that is to be filled in.
        hole: &'static str,
        /// Command in hexadecimal.
        octets: &'static str,
    },
    /// Beginning of several names.
    #[error("`{text}` begins several commands: {}. Type more of the one you mean.", names.join(", "))]
    Ambiguous {
        /// Text as typed.
        text: String,
        /// Names that begin so.
        names: Vec<&'static str>,
    },
    /// Unknown word, with the one that was probably meant.
    #[error("Nothing is called `{text}`; did you mean `{}`?", near.to_lowercase())]
    Misspelt {
        /// Text as typed.
        text: String,
        /// Known word.
        near: &'static str,
    },
    /// Word that is unlike any known one.
    #[error("`{0}` is neither hexadecimal nor a word of the shell; `help` lists them.")]
    Unknown(String),
}

/// Reads a typed line, or several lines that are one of the trace language.
pub fn parse(line: &str) -> Result<ShellRequest, RequestError> {
    let line = line.trim();
    if line.is_empty() {
        return Ok(ShellRequest::Nothing);
    }
    if is_incomplete(line) {
        return Ok(ShellRequest::Incomplete);
    }
    if let Some(order) = order(line) {
        return Ok(order);
    }
    let (said, _) = split_comment(line, &mut false);
    if let Some(octets) = free_octets(said) {
        return octets;
    }
    let mistake = match read(line) {
        Ok(read) => return Ok(read),
        Err(mistake) => mistake,
    };
    let said = said.trim();
    if let Some(hole) = template::hole(said) {
        return Err(RequestError::Unfilled(hole.to_owned()));
    }
    if let Some(template) = template::by_name(said) {
        return match template::hole(template.octets) {
            None => parse(template.octets),
            Some(hole) => Err(RequestError::Template { name: template.name, hole, octets: template.octets }),
        };
    }
    let is_marked = said.starts_with(['>', '<']);
    if is_marked || first_words::is_known_beginning(said) || said.split_whitespace().nth(1) == Some("=") {
        return Err(RequestError::Trace(sentence(&mistake)));
    }
    // Octets with values among them need no `>` before them.
    if said.contains('{') {
        return read(&format!("> {line}")).map_err(|mistake| RequestError::Trace(sentence(&mistake)));
    }
    Err(unknown(said))
}

/// Reads an order of the shell; `None` for any other line.
fn order(line: &str) -> Option<ShellRequest> {
    let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    Some(match (word.to_ascii_lowercase().as_str(), rest.trim()) {
        ("help" | "?", "") => ShellRequest::Help(None),
        ("help" | "?", word) => ShellRequest::Help(Some(word.to_owned())),
        ("state", "") => ShellRequest::State,
        ("log", "") => ShellRequest::Log,
        ("save", "") => ShellRequest::Save(None),
        ("save", name) => ShellRequest::Save(Some(name.to_owned())),
        ("undo" | "back", "") => ShellRequest::Undo,
        ("step", "") => ShellRequest::Step(1),
        ("step", count) => ShellRequest::Step(count.parse().ok()?),
        ("continue", "") => ShellRequest::Continue,
        ("list", "") => ShellRequest::List,
        ("why", "") => ShellRequest::Why,
        ("memory", "") => ShellRequest::Memory,
        ("quit" | "exit", "") => ShellRequest::Quit,
        _ => return None,
    })
}

/// Returns whether more lines belong to these: a table goes on to its `end`, and a line that ends in `\` in the next.
fn is_incomplete(text: &str) -> bool {
    let last = text.lines().last().unwrap_or_default();
    let (said, comment) = split_comment(last, &mut false);
    if comment.is_none() && said.trim_end().ends_with('\\') {
        return true;
    }
    let mut depth = 0_usize;
    for line in text.lines() {
        let (said, _) = split_comment(line, &mut false);
        if said.trim() == "end" {
            depth = depth.saturating_sub(1);
        } else if is_block_start(said) {
            depth = depth.saturating_add(1);
        }
    }
    depth > 0
}

/// Reads octets without anything else; `None` if the text is something else.
fn free_octets(text: &str) -> Option<Result<ShellRequest, RequestError>> {
    let digits: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
    let is_hex = digits.chars().all(|letter| letter.is_ascii_hexdigit());
    (is_hex && digits.chars().any(|letter| letter.is_ascii_digit()))
        .then(|| hex::decode(&digits).map(ShellRequest::Command).map_err(|_| RequestError::OddDigits(digits.len())))
}

/// Reads a line of the trace language.
fn read(text: &str) -> Result<ShellRequest, Box<SyntaxError>> {
    let trace = parse_alone("the line", text)?;
    let line = trace.lines.into_iter().next();
    Ok(line.map_or(ShellRequest::Nothing, |line| {
        ShellRequest::Line(Box::new(TypedLine { text: text.trim().to_owned(), line }))
    }))
}

/// Returns a mistake as a sentence, with its advice.
fn sentence(mistake: &SyntaxError) -> String {
    let what = super::evaluate::sentence(mistake.what());
    match mistake.advice() {
        Some(advice) => format!("{what} {}", super::evaluate::sentence(advice).replace("?.", "?")),
        None => what,
    }
}

fn unknown(text: &str) -> RequestError {
    let names: Vec<&str> = template::named(text).map(|template| template.name).collect();
    let text = text.to_owned();
    if !names.is_empty() {
        return RequestError::Ambiguous { text, names };
    }
    let words = ORDERS.iter().map(|(word, ..)| *word).chain(first_words::all().map(|first| first.word));
    let names = template::TEMPLATES.iter().map(|template| template.name);
    let parts = names.clone().flat_map(str::split_whitespace).filter(|part| part.len() > 3);
    match nearest(&text, words.chain(names).chain(parts)) {
        Some(near) => RequestError::Misspelt { text, near },
        None => RequestError::Unknown(text),
    }
}
