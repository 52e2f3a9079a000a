//! A syntax tree as text: one line for each line of the tree, the first word in a column of its own.

use std::fmt::{Display, Formatter, Result};

use unicode_width::UnicodeWidthStr as _;

use super::syntax::{
    Apdu, Expectation, ExpectedSms, Key, KeyPress, Line, Name, Phone, Setting, SmsContent, Step, TranslatedText,
    TypedInput, Walk, WalkContent, WalkInclude, Wording,
};
use super::words;
use crate::lang::procedure::{self, Procedure};
use crate::trace::print_table;
use crate::trace::syntax::{TraceStep as SessionStep, ValuePart};
use sim_codec::quotation::quote;

mod action;
mod payments;
mod request;
mod shop;
mod world;

pub(super) use shop::way;

/// Least width of the first word, in columns.
const FIRST_WORD: usize = 8;

/// Least number of columns before a comment.
const COMMENT: usize = 40;

impl Display for Walk {
    /// Prints the whole walk, each line ended by a newline.
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        self.lines.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

impl Display for WalkInclude {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "include {}", quote(&self.path))
    }
}

impl Display for Line {
    /// Prints the line without a newline at its end.
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let said = match &self.content {
            WalkContent::Blank => String::new(),
            WalkContent::Setting(setting) => setting.to_string(),
            WalkContent::Step(step) => step.to_string(),
            WalkContent::Include(include) => include.to_string(),
            WalkContent::Cases(cases) => format!("cases {}", cases.title).trim_end().to_owned(),
            WalkContent::Repeat(repeat) => format!("repeat {}", repeat.count),
            WalkContent::Procedure(Procedure { name, parameters, .. }) => {
                format!("procedure {name} {}", parameters.join(", ")).trim_end().to_owned()
            }
            WalkContent::Call(called) => called.call.to_string(),
        };
        self.print_opening(f, said)?;
        match &self.content {
            WalkContent::Cases(cases) => {
                print_table(f, &cases.columns, cases.columns_comment.as_deref(), &cases.rows)?;
                procedure::print_body(f, &cases.body, cases.end_comment.as_deref())
            }
            WalkContent::Procedure(Procedure { body, end_comment, .. }) => {
                procedure::print_body(f, body, end_comment.as_deref())
            }
            WalkContent::Repeat(repeat) => {
                for line in &repeat.body {
                    for text in line.to_string().split('\n') {
                        write!(f, "\n{}{text}", if text.is_empty() { "" } else { "  " })?;
                    }
                }
                f.write_str("\nend")?;
                repeat.end_comment.iter().try_for_each(|comment| write!(f, "  # {comment}"))
            }
            _ => Ok(()),
        }
    }
}

impl Line {
    /// Prints the line, of a block the first, with its comment.
    fn print_opening(&self, f: &mut Formatter<'_>, said: String) -> Result {
        let said = match said.split_once(' ') {
            Some((word, rest)) => format!("{word:<width$}{rest}", width = FIRST_WORD.max(word.len() + 1)),
            None => said,
        };
        match &self.comment {
            None => f.write_str(&said),
            Some(prose) if said.is_empty() => write!(f, "# {}", prose.replace(['\n', '\r'], " ")),
            Some(prose) => {
                let room = " ".repeat(COMMENT.saturating_sub(said.width()));
                write!(f, "{said}{room}  # {}", prose.replace(['\n', '\r'], " "))
            }
        }
    }
}

impl Display for Setting {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Setting::Card(setting) => setting.fmt(f),
            Setting::Phone(phone) => phone.fmt(f),
            Setting::Account(facts) => f.write_str(&world::account(facts)),
            Setting::Scratch(scratch) => scratch.fmt(f),
            Setting::Platform(facts) => f.write_str(&world::platform(facts)),
            Setting::Neighbour(balance) => write!(f, "neighbour balance {balance}"),
            Setting::World(choice) => choice.fmt(f),
            Setting::Text(text) => text.fmt(f),
        }
    }
}

impl Display for Phone {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "phone {}", self.model)?;
        if !self.languages.is_empty() {
            write!(f, ", {}", self.languages.join(" and "))?;
        }
        if let Some(speech) = self.speech {
            write!(f, ", {}", words::word_of(&words::SPEECHES, speech))?;
        }
        self.quirks.iter().try_for_each(|quirk| write!(f, ", quirk {}", quirk.name()))
    }
}

impl Display for TranslatedText {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let wordings = self.wordings.iter().map(|(language, text)| format!("{language} {}", quote(text)));
        write!(f, "text {}", wordings.collect::<Vec<_>>().join(", "))
    }
}

impl Display for Name {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Name::Text(text) => f.write_str(&words::name(text)),
            Name::Line(place) => write!(f, "line {place}"),
        }
    }
}

impl Display for Step {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Step::Choose(path) => write!(f, "choose {}", joined(path, " > ")),
            Step::Press(press) => press.fmt(f),
            Step::Type(typed) => typed.fmt(f),
            Step::TypeInitialPassword => f.write_str("type secret initial pay password"),
            Step::Answer(true) => f.write_str("answer yes"),
            Step::Answer(false) => f.write_str("answer no"),
            Step::WaitOut => f.write_str("wait out"),
            Step::Interrupt => f.write_str("interrupt"),
            Step::Expect(list) => write!(f, "expect {}", joined(list, ", ")),
            Step::Apdu(apdu) => apdu.fmt(f),
            Step::Action(action) => action.fmt(f),
            Step::TakeBack(step) => step.fmt(f),
            Step::Deliver(None) => f.write_str("deliver"),
            Step::Deliver(Some(count)) => write!(f, "deliver {count}"),
            Step::Undo => f.write_str("undo"),
        }
    }
}

const fn or_refused(refused: bool) -> &'static str {
    if refused { " -> refused" } else { "" }
}

impl Display for KeyPress {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "press {}{}", self.key, or_refused(self.refused))
    }
}

impl Display for Key {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Key::Ok => f.write_str("OK"),
            Key::Back => f.write_str("back"),
            Key::End => f.write_str("end"),
            Key::Menu => f.write_str("menu"),
            Key::Erase => f.write_str("erase"),
            Key::Home => f.write_str("home"),
            Key::Outside => f.write_str("outside"),
            Key::Help(None) => f.write_str("help"),
            Key::Help(Some(name)) => write!(f, "help {name}"),
            Key::Character(letter) if letter.is_ascii_digit() || "*+".contains(*letter) => write!(f, "{letter}"),
            Key::Character(letter) => f.write_str(&quote(&letter.to_string())),
        }
    }
}

impl Display for TypedInput {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let secret = if self.secret { "secret " } else { "" };
        write!(f, "type {secret}{}{}", quote(&self.text), or_refused(self.refused))
    }
}

impl Display for Apdu {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "apdu {}", SessionStep::Command(self.command.clone()))?;
        self.answer.as_ref().map_or(Ok(()), |answer| write!(f, " {}", SessionStep::Answer(answer.clone())))
    }
}

impl Display for Expectation {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Expectation::Screen(wording) => write!(f, "screen {wording}"),
            Expectation::Kind(kind) => f.write_str(words::word_of(&words::KINDS, *kind)),
            Expectation::Lines(lines) => {
                let names: Vec<String> = lines.iter().map(|line| words::name(line)).collect();
                write!(f, "lines {}", names.join(" | "))
            }
            Expectation::Item { path, there: true } => write!(f, "item {}", joined(path, " > ")),
            Expectation::Item { path, there: false } => write!(f, "no item {}", joined(path, " > ")),
            Expectation::Sms(shown) => shown.fmt(f),
            Expectation::SmsCount(0) => f.write_str("no sms"),
            Expectation::SmsCount(count) => write!(f, "sms {count}"),
            Expectation::Left(count) => write!(f, "left {count}"),
            Expectation::Typed(text) => write!(f, "typed {}", quote(text)),
            Expectation::Help(true) => f.write_str("help"),
            Expectation::Help(false) => f.write_str("no help"),
            Expectation::Card(fact) => fact.fmt(f),
            Expectation::Message(letter) => letter.fmt(f),
            Expectation::MessageCount(0) => f.write_str("no message"),
            Expectation::MessageCount(count) => write!(f, "message {count}"),
            Expectation::Receipt(wording) => write!(f, "receipt {wording}"),
            Expectation::NoReceipt => f.write_str("no receipt"),
            Expectation::Hears(wording) => write!(f, "hears {wording}"),
            Expectation::NoCall => f.write_str("no call"),
            Expectation::World(fact) => fact.fmt(f),
        }
    }
}

impl Display for Wording {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Wording::Contains(text) => f.write_str(&quote(text)),
            Wording::Exactly(text) => write!(f, "exactly {}", quote(text)),
            Wording::Matching(pattern) => write!(f, "matching /{pattern}/"),
        }
    }
}

impl Display for ExpectedSms {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str("sms")?;
        if let Some(number) = &self.to {
            write!(f, " to {number}")?;
        }
        match &self.content {
            None => Ok(()),
            Some(SmsContent::Text(wording)) => write!(f, " {wording}"),
            Some(SmsContent::Request(request)) => write!(f, " request {request}"),
            Some(SmsContent::Octets(parts)) => write!(f, " octets {}", parts_text(parts)),
        }
    }
}

fn parts_text(parts: &[ValuePart]) -> String {
    parts.iter().map(|part| part.piece.to_string()).collect::<Vec<_>>().join(" ")
}

fn joined<T: Display>(items: &[T], between: &str) -> String {
    items.iter().map(ToString::to_string).collect::<Vec<_>>().join(between)
}
