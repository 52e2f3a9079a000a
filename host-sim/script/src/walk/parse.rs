//! Parser of walks, line by line, so that several mistakes are reported at once. Any text gives a tree or a
//! [`SyntaxError`], never a panic. Lines, places, settings, octets and facts are read by the trace language's own
//! parser.

use std::sync::Arc;

use super::syntax::{AccountFact, CalledWalk, Line, Setting, Walk, WalkContent, WalkInclude};
use super::{beginning, languages, link, story, words};
use crate::lang::SyntaxError;
use sim_codec::suggest::nearest;

use crate::lang::cursor::{Cursor, ParseResult};
use crate::lang::error::{LineError, MISTAKES_TOLD};
use crate::lang::lines::{LineText, Lines};
use crate::lang::mistakes::Mistakes;
use crate::lang::procedure::{self, Procedures, is_block_start};
use crate::lang::{Source, Span};
use crate::trace::parse::header;
use crate::trace::parse::said::StatedFacts;
use crate::trace::syntax::TraceSetting as CardSetting;

mod action;
mod blocks;
mod expectation;
mod name;
mod payments;
mod phone;
mod request;
mod shop;
mod steps;
mod world;

/// Greatest depth to which repetitions stand in each other.
const BLOCKS_DEEP_MAX: usize = 16;

/// First words of the header's lines.
const HEADER_WORDS: [&str; 12] =
    ["profile", "card", "key", "aid", "asn", "atr", "iccid", "clock", "seed", "phone", "text", "covers"];

/// Reads a walk from its text; `name` says in messages where the text is. A profile in a file is not read:
/// [`super::files::load`] does that.
pub fn parse(name: &str, text: &str) -> Result<Walk, Box<SyntaxError>> {
    parse_within(name, text, MISTAKES_TOLD)
}

/// Reads a walk as [`parse`] does; the error has at most `max` mistakes.
pub(super) fn parse_within(name: &str, text: &str, max: usize) -> Result<Walk, Box<SyntaxError>> {
    let mut walk = parse_whole(name, text, max)?;
    if !walk.lines.iter().any(|line| matches!(line.content, WalkContent::Include(_))) {
        complete(&mut walk, max)?;
    }
    Ok(walk)
}

/// Reads a walk without what it includes and calls.
pub(crate) fn parse_alone(name: &str, text: &str) -> Result<Walk, Box<SyntaxError>> {
    parse_whole(name, text, MISTAKES_TOLD)
}

/// Reads a walk as [`parse_alone`] does; the error has at most `max` mistakes.
pub(in crate::walk) fn parse_whole(name: &str, text: &str, max: usize) -> Result<Walk, Box<SyntaxError>> {
    let (walk, mistakes) = parse_readable(name, text, max);
    match mistakes.into_error(&walk.source) {
        Some(error) => Err(error),
        None => Ok(walk),
    }
}

/// Puts procedures into their calls, and checks the limits of a walk whose inclusions were read.
pub(in crate::walk) fn complete(walk: &mut Walk, max: usize) -> Result<(), Box<SyntaxError>> {
    link::link(walk, &mut Procedures::default(), max)?;
    let mistake = beginning::check(walk).or_else(|| story::check(walk));
    mistake.map_or(Ok(()), |mistake| Err(SyntaxError::one(&walk.source, mistake)))?;
    languages::check(walk)
}

/// Reads what of a walk can be read, with at most `max` mistakes. A line with a mistake is blank in the tree.
pub(crate) fn parse_readable(name: &str, text: &str, max: usize) -> (Walk, Mistakes) {
    let source = Arc::new(Source::new(name, text));
    let mut lines = Lines::of(text);
    let mut mistakes = Mistakes::new(max);
    let mut reader = WalkReader { source: source.clone(), ..WalkReader::default() };
    let mut tree = Vec::new();
    while let Some(text) = lines.next_line().filter(|_| !mistakes.is_full()) {
        tree.push(reader.line(&text, &mut lines, &mut mistakes));
    }
    (Walk { source, lines: tree }, mistakes)
}

/// Walk as far as it was read.
#[derive(Default)]
pub(in crate::walk) struct WalkReader {
    /// Text that is read.
    source: Arc<Source>,
    said: StatedFacts,
    /// Set once a step came.
    has_begun: bool,
    /// Number of blocks around the line.
    depth: usize,
}

impl WalkReader {
    /// Creates a reader of lines inside a table or a procedure.
    pub(in crate::walk) fn inside() -> WalkReader {
        WalkReader { depth: 1, ..WalkReader::default() }
    }

    /// Reads lines that were split already.
    pub(in crate::walk) fn read(mut self, texts: &[LineText<'_>], mistakes: &mut Mistakes) -> Vec<Line> {
        let mut lines = Lines::listed(texts);
        let mut tree = Vec::new();
        while let Some(text) = lines.next_line().filter(|_| !mistakes.is_full()) {
            tree.push(self.line(&text, &mut lines, mistakes));
        }
        tree
    }

    /// Reads one line; a block takes the lines that belong to it.
    fn line(&mut self, text: &LineText<'_>, lines: &mut Lines<'_>, mistakes: &mut Mistakes) -> Line {
        let content = match self.block(text, lines, mistakes) {
            Some(block) => block,
            None => self.plain_line(text).unwrap_or_else(|mistake| {
                // A place in a text with values in it is no place in the file.
                let span = if text.is_filled() { text.place() } else { mistake.span };
                mistakes.push(LineError { span, ..mistake });
                WalkContent::Blank
            }),
        };
        self.has_begun |= !matches!(
            content,
            WalkContent::Blank | WalkContent::Setting(_) | WalkContent::Procedure(_) | WalkContent::Include(_)
        );
        let comment = text.comment.map(str::to_owned);
        Line { span: text.place(), content, comment, is_filled: text.is_filled() }
    }

    /// Reads a block; `None` if none begins here.
    fn block(&mut self, text: &LineText<'_>, lines: &mut Lines<'_>, mistakes: &mut Mistakes) -> Option<WalkContent> {
        let mut cursor = text.cursor();
        if !is_block_start(cursor.between(text.span)) {
            return None;
        }
        let word = cursor.word().0.to_ascii_lowercase();
        let is_nested = self.depth > 0 && word != "repeat" || self.depth > BLOCKS_DEEP_MAX;
        if is_nested {
            let what = format!("`{word}` cannot stand inside of another block");
            mistakes.push(LineError::new(text.place(), what, "a step, or `end`"));
        }
        let source = self.source.clone();
        Some(match word.as_str() {
            "cases" => WalkContent::Cases(blocks::cases(&mut cursor, &source, lines, mistakes)),
            "procedure" => WalkContent::Procedure(procedure::parse(&mut cursor, lines, mistakes)),
            _ => WalkContent::Repeat(blocks::repeat(self, text, lines, mistakes)),
        })
    }

    fn plain_line(&mut self, text: &LineText<'_>) -> ParseResult<WalkContent> {
        let content = line(text, self.has_begun)?;
        note_setting(&mut self.said, text.place(), &content)?;
        Ok(content)
    }
}

fn line(text: &LineText<'_>, begun: bool) -> ParseResult<WalkContent> {
    let mut cursor = text.cursor();
    if cursor.skip_to_end() {
        return Ok(WalkContent::Blank);
    }
    let before = cursor;
    let (word, span) = cursor.word();
    let word = word.to_ascii_lowercase();
    let content = if let Some(setting) = setting(&word, &mut cursor) {
        let setting = setting?;
        if begun {
            return Err(LineError::new(text.span, "settings stand before the first step", "a step"));
        }
        if matches!(setting, Setting::Card(CardSetting::Reader(_))) {
            return Err(LineError::new(span, "the card of a walk is in a handset, not in a reader", "another setting"));
        }
        WalkContent::Setting(setting)
    } else if word == "include" {
        let path = cursor.take_quoted("a file's name between quotation marks")?;
        WalkContent::Include(WalkInclude { path, walk: None })
    } else if word == "call" && !is_telephone_call(&cursor) {
        WalkContent::Call(CalledWalk { call: procedure::parse_call(&mut cursor)?, walk: None })
    } else if let Some(step) = steps::step(&word, &mut cursor) {
        WalkContent::Step(step?)
    } else {
        return Err(first_word(before, &word));
    };
    cursor.finish().map(|()| content)
}

/// Returns whether `call` is one to the phone: `call rings`, `call on`, `call off`.
fn is_telephone_call(cursor: &Cursor<'_>) -> bool {
    words::CALLS.iter().any(|(word, _)| cursor.peek_word().eq_ignore_ascii_case(word))
}

/// Notes what a setting says; returns an error if an earlier setting contradicts it.
fn note_setting(said: &mut StatedFacts, span: Span, content: &WalkContent) -> ParseResult<()> {
    match content {
        WalkContent::Setting(Setting::Card(setting)) => said.note_setting(span, setting),
        WalkContent::Setting(Setting::Phone(_)) => said.note(span, "phone", printed(content)),
        WalkContent::Setting(Setting::Account(facts)) => facts.iter().try_for_each(|fact| {
            let is_none = matches!(fact, AccountFact::None);
            said.note(span, "account or none", if is_none { "account none" } else { "an account" }.to_owned())?;
            let subject = match fact {
                AccountFact::None => "account",
                AccountFact::Cash(_) => "account cash",
                AccountFact::RechargeCard(_) => "account recharge card",
                AccountFact::PayPassword(_) | AccountFact::InitialPayPassword(_) => "account pay password",
                AccountFact::Holder(_) => "account holder",
                // The questions are three.
                AccountFact::Question(..) => return Ok(()),
            };
            said.note(span, subject, printed(&WalkContent::Setting(Setting::Account(vec![fact.clone()]))))
        }),
        WalkContent::Setting(Setting::Neighbour(_)) => said.note(span, "neighbour", printed(content)),
        WalkContent::Setting(Setting::World(_)) => said.note(span, "world", printed(content)),
        // Scratch cards and texts are many, and so may be red lists.
        WalkContent::Setting(Setting::Scratch(_) | Setting::Platform(_) | Setting::Text(_))
        | WalkContent::Blank
        | WalkContent::Step(_)
        | WalkContent::Include(_)
        | WalkContent::Cases(_)
        | WalkContent::Repeat(_)
        | WalkContent::Procedure(_)
        | WalkContent::Call(_) => Ok(()),
    }
}

fn printed(content: &WalkContent) -> String {
    Line::new(content.clone()).to_string()
}

fn setting(word: &str, cursor: &mut Cursor<'_>) -> Option<ParseResult<Setting>> {
    if word == "phone" {
        return Some(phone::phone(cursor).map(Setting::Phone));
    }
    if word == "text" {
        return Some(phone::text(cursor).map(Setting::Text));
    }
    if let Some(setting) = world::setting(word, cursor) {
        return Some(setting);
    }
    header::setting(word, cursor).map(|setting| setting.map(Setting::Card))
}

/// Returns the words that begin the lines of a header.
pub(super) fn words_of_header() -> Vec<&'static str> {
    HEADER_WORDS.into_iter().chain(world::HEADER_WORDS).chain(["random"]).collect()
}

/// Returns the words that begin steps and blocks.
pub(super) fn step_words() -> Vec<&'static str> {
    let known = steps::FIRST_WORDS.into_iter().chain(action::FIRST_WORDS).chain(shop::FIRST_WORDS);
    known.chain(["include", "repeat", "cases", "procedure"]).collect()
}

/// Returns the words that begin expectations.
pub(super) fn expectation_words() -> Vec<&'static str> {
    let kinds = words::KINDS.iter().map(|(word, _)| *word);
    kinds.chain(EXPECTATIONS).collect()
}

/// Words that begin expectations with something behind them.
const EXPECTATIONS: [&str; 20] = [
    "screen",
    "lines",
    "item",
    "no item",
    "left",
    "typed",
    "help",
    "no help",
    "sms",
    "no sms",
    "message",
    "no message",
    "hears",
    "cash",
    "books hold",
    "in flight",
    "nothing in flight",
    "under way",
    "quiet",
    "receipt",
];

/// Returns the error of a line whose first word begins no line.
fn first_word(cursor: Cursor<'_>, word: &str) -> LineError {
    let mistake = cursor.unexpected("one of the words of the walk language");
    if word.is_empty() && matches!(cursor.rest().chars().next(), Some('>' | '<')) {
        return mistake.help("an APDU beside the handset's own is written on one line: apdu > 80F2000C00 < 9000");
    }
    let known = steps::FIRST_WORDS.into_iter().chain(HEADER_WORDS);
    let known = known
        .chain(["include", "repeat", "cases", "procedure"])
        .chain(action::FIRST_WORDS)
        .chain(shop::FIRST_WORDS)
        .chain(world::HEADER_WORDS);
    match nearest(word, known) {
        Some(near) => mistake.help(format!("did you mean `{near}`?")),
        None => mistake.help("the words are listed in docs/WALKS.md"),
    }
}

#[cfg(test)]
mod tests;
