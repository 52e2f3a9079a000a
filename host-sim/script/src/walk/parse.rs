//! Parser of walks, line by line, so that several mistakes are reported at once. Any text gives a tree or a
//! [`SyntaxError`], never a panic. Lines, places, settings, octets and facts are read by the trace language's own
//! parser.

use std::sync::Arc;

use super::syntax::{AccountFact, ActionStep, Line, Phone, Setting, Step, Walk, WalkContent};
use super::{patterns, words};
use crate::lang::SyntaxError;
use sim_codec::suggest::nearest;
use sim_codec::time::DAY;
use sim_device::handset::{Model, Quirk};
use sim_world::action::Action;

use crate::lang::cursor::{Cursor, ParseResult};
use crate::lang::error::{LineError, MISTAKES_TOLD};
use crate::lang::lines::{LineText, Lines};
use crate::lang::mistakes::Mistakes;
use crate::lang::{Source, Span};
use crate::trace::parse::header;
use crate::trace::parse::said::StatedFacts;
use crate::trace::syntax::TraceSetting as CardSetting;

mod action;
mod expectation;
mod name;
mod payments;
mod request;
mod shop;
mod steps;
mod world;

/// Greatest number of days that a walk waits in all. A handset at rest asks its card every half minute, and so 3,000
/// times a day.
const WAITED_MAX_D: u32 = 60;

/// Greatest number of steps of a walk. Messages that wait to be delivered are looked through at every step.
const STEPS_MAX: usize = 20_000;

/// First words of the header's lines.
const HEADER_WORDS: [&str; 10] = ["profile", "card", "key", "aid", "asn", "atr", "iccid", "clock", "seed", "phone"];

/// Reads a walk from its text; `name` says in messages where the text is. A profile in a file is not read:
/// [`super::files::load`] does that.
pub fn parse(name: &str, text: &str) -> Result<Walk, Box<SyntaxError>> {
    parse_within(name, text, MISTAKES_TOLD)
}

/// Reads a walk as [`parse`] does; the error has at most `max` mistakes.
pub(super) fn parse_within(name: &str, text: &str, max: usize) -> Result<Walk, Box<SyntaxError>> {
    let (walk, mistakes) = parse_readable(name, text, max);
    match mistakes.into_error(&walk.source) {
        Some(error) => Err(error),
        None => Ok(walk),
    }
}

/// Reads what of a walk can be read, with at most `max` mistakes. A line with a mistake is blank in the tree.
pub(crate) fn parse_readable(name: &str, text: &str, max: usize) -> (Walk, Mistakes) {
    let mut lines = Lines::of(text);
    let mut mistakes = Mistakes::new(max);
    let mut tree = Vec::new();
    let mut begun = false;
    let mut said = StatedFacts::default();
    while let Some(text) = lines.next_line().filter(|_| !mistakes.is_full()) {
        let content = line(&text, begun);
        let content = content.and_then(|content| note_setting(&mut said, text.span, &content).map(|()| content));
        let content = content.unwrap_or_else(|mistake| {
            mistakes.push(mistake);
            WalkContent::Blank
        });
        begun |= matches!(content, WalkContent::Step(_));
        tree.push(Line { span: text.span, content, comment: text.comment.map(str::to_owned) });
    }
    if mistakes.is_empty() {
        mistakes.extend(patterns::check(text, &tree).or_else(|| find_long_wait(&tree)).or_else(|| has_too_many(&tree)));
    }
    (Walk { source: Arc::new(Source::new(name, text)), lines: tree }, mistakes)
}

/// Returns the error at the step that exceeds [`STEPS_MAX`]; `None` if the walk has no more steps than that.
fn has_too_many(lines: &[Line]) -> Option<LineError> {
    let mut steps = lines.iter().filter(|line| matches!(line.content, WalkContent::Step(_)));
    let what = format!("a walk has {STEPS_MAX} steps at most, and with this it has more");
    steps.nth(STEPS_MAX).map(|line| LineError::new(line.span, what, "the end of the walk"))
}

/// Returns the error at the line with which the walk waits longer than [`WAITED_MAX_D`] in all; `None` if it never
/// does.
fn find_long_wait(lines: &[Line]) -> Option<LineError> {
    let mut waited_ms = 0_u64;
    let too_long = lines.iter().find(|line| {
        if let WalkContent::Step(Step::Action(ActionStep { action: Action::Wait(ms), .. })) = &line.content {
            waited_ms = waited_ms.saturating_add(*ms);
        }
        waited_ms > u64::from(WAITED_MAX_D) * DAY
    })?;
    let what = format!("a walk waits {WAITED_MAX_D} d at most in all, and with this it is more");
    Some(LineError::new(too_long.span, what, "a shorter time"))
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
    } else if let Some(step) = steps::step(&word, &mut cursor) {
        WalkContent::Step(step?)
    } else {
        return Err(first_word(before, &word));
    };
    cursor.finish().map(|()| content)
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
        // Scratch cards are many, and so may be red lists.
        WalkContent::Setting(Setting::Scratch(_) | Setting::Platform(_))
        | WalkContent::Blank
        | WalkContent::Step(_) => Ok(()),
    }
}

fn printed(content: &WalkContent) -> String {
    Line { span: Span::NONE, content: content.clone(), comment: None }.to_string()
}

fn setting(word: &str, cursor: &mut Cursor<'_>) -> Option<ParseResult<Setting>> {
    if word == "phone" {
        return Some(phone(cursor).map(Setting::Phone));
    }
    if let Some(setting) = world::setting(word, cursor) {
        return Some(setting);
    }
    header::setting(word, cursor).map(|setting| setting.map(Setting::Card))
}

fn phone(cursor: &mut Cursor<'_>) -> ParseResult<Phone> {
    let models: Vec<_> = Model::ALL_NAMES.iter().map(|name| (*name, *name)).collect();
    let mut phone = Phone { model: cursor.one_of(&models, "a phone")?, ..Phone::default() };
    while cursor.eat(",") {
        if cursor.eat_words("quirk") {
            let quirks: Vec<_> = Quirk::ALL.iter().map(|quirk| (quirk.name(), *quirk)).collect();
            phone.quirks.set(cursor.one_of(&quirks, "a bug that a handset may have")?, true);
        } else if let Some(speech) = cursor.eat_one_of(&words::SPEECHES) {
            phone.speech = Some(speech);
        } else {
            phone.language = Some(language(cursor)?);
        }
    }
    Ok(phone)
}

/// Reads a language of two small letters (ISO 639).
fn language(cursor: &mut Cursor<'_>) -> ParseResult<String> {
    let before = *cursor;
    let (word, _) = cursor.word();
    if word.len() == 2 && word.chars().all(|letter| letter.is_ascii_lowercase()) {
        return Ok(word.to_owned());
    }
    Err(before.unexpected("a language in two small letters, such as `zh` or `en`"))
}

/// Returns the error of a line whose first word begins no line.
fn first_word(cursor: Cursor<'_>, word: &str) -> LineError {
    let mistake = cursor.unexpected("one of the words of the walk language");
    if word.is_empty() && matches!(cursor.rest().chars().next(), Some('>' | '<')) {
        return mistake.help("an APDU beside the handset's own is written on one line: apdu > 80F2000C00 < 9000");
    }
    let known = steps::FIRST_WORDS.into_iter().chain(HEADER_WORDS);
    let known = known.chain(action::FIRST_WORDS).chain(shop::FIRST_WORDS).chain(world::HEADER_WORDS);
    match nearest(word, known) {
        Some(near) => mistake.help(format!("did you mean `{near}`?")),
        None => mistake.help("the words are listed in docs/WALKS.md"),
    }
}

#[cfg(test)]
mod tests;
