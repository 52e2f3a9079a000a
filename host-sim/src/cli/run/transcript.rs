//! Transcripts for people: `-v`, `-vv` and `--transcript FILE`. What is printed depends on the replay alone, never on
//! time or on the number of jobs.

use sim_codec::quotation::quote;
use sim_device::handset::Screen;
use sim_explain::render::line::Names;
use sim_explain::row::Answers;
use sim_explain::{Explanation, answer};
use sim_i18n::replay::played;
use sim_i18n::{Language, card, entry, event, explanation, refusal};
use sim_script::transcript::{
    PlayedExchange, PlayedLine, PlayedLineKind, Transcript, TranscriptContent, TranscriptEntry,
};
use sim_world::platform::number::Msisdn;
use unicode_width::UnicodeWidthChar as _;

use crate::cli::report::human::{self, picture};
use applet::CardState;

/// Columns of the line numbers.
const NUMBER: usize = 6;

/// Greatest number of columns of a command or an answer in a line; the whole stands in `-vv`.
const SIDE: usize = 120;

/// Blanks before what a line brings about.
const BELOW: &str = "          ";

/// Amount of detail of a transcript.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TranscriptDetail {
    /// Each exchange in a line with its meaning.
    Brief,
    /// Every octet, and every field.
    Whole,
}

impl TranscriptDetail {
    /// Returns the detail that so many `-v` ask for; `None` for none.
    pub(super) const fn of_count(count: u8) -> Option<TranscriptDetail> {
        match count {
            0 => None,
            1 => Some(TranscriptDetail::Brief),
            _ => Some(TranscriptDetail::Whole),
        }
    }
}

/// Renders the transcript of a file, each line ended by a newline.
pub(super) fn text(path: &str, transcript: &Transcript, detail: TranscriptDetail, language: Language) -> String {
    let mut teller = Teller { detail, language, ..Teller::new(path) };
    for entry in &transcript.entries {
        teller.tell(entry);
    }
    teller.flush();
    teller.text
}

/// Text of a transcript under construction.
struct Teller<'t> {
    text: String,
    detail: TranscriptDetail,
    language: Language,
    /// Name of the file whose lines are told.
    file: String,
    /// Line whose result is still to come, with its number; `None` if every line was told.
    line: Option<(usize, &'t PlayedLine)>,
    /// Exchange that was told last and how often, so that a repetition takes no line; `None` behind anything else.
    repeated: Option<(String, usize)>,
    /// Command whose answer a GET RESPONSE fetches; `None` before the first.
    waiting: Option<&'t [u8]>,
    /// State of the card at its beginning; `None` before the first.
    before: Option<&'t CardState>,
    /// Set once the card got a command.
    is_used: bool,
    /// State and use of the card of the trace around a row of a table; `None` outside of tables.
    outer: Option<(Option<&'t CardState>, bool)>,
}

impl<'t> Teller<'t> {
    fn new(path: &str) -> Teller<'t> {
        Teller {
            text: format!("{path}\n"),
            detail: TranscriptDetail::Brief,
            language: Language::English,
            file: path.to_owned(),
            line: None,
            repeated: None,
            waiting: None,
            before: None,
            is_used: false,
            outer: None,
        }
    }

    fn is_whole(&self) -> bool {
        self.detail == TranscriptDetail::Whole
    }

    fn tell(&mut self, entry: &'t TranscriptEntry) {
        let (number, language) = (entry.place.line(), self.language);
        match &entry.content {
            TranscriptContent::Line(line) => {
                self.flush();
                self.enter(&entry.place.source.name);
                self.line = Some((number, line));
            }
            TranscriptContent::Case { title, comment } => {
                self.flush();
                self.outer = Some((self.before.take(), std::mem::take(&mut self.is_used)));
                self.numbered(number, &commented(&played::case(language, title), comment.as_deref()));
            }
            TranscriptContent::CaseEnd => {
                self.flush();
                (self.before, self.is_used) = self.outer.take().unwrap_or_default();
            }
            TranscriptContent::Beginning(atr) => self.begin(atr.as_deref()),
            TranscriptContent::Power(atr) => {
                self.result(PlayedLineKind::Step, &played::reset(language, atr.as_deref()));
            }
            TranscriptContent::Exchange(exchange) => self.exchange(exchange),
            // The line itself says it, and the message that carries a script is told as an event.
            TranscriptContent::Covers(_) | TranscriptContent::Script(_) => {}
            TranscriptContent::Value { octets, .. } => {
                self.result(PlayedLineKind::Assignment, &hex::encode_upper(octets));
            }
            TranscriptContent::Screen(screen) => self.screen(screen),
            TranscriptContent::Event(happened) => {
                self.below(&event::line(language, Msisdn::SOLE, happened));
            }
            TranscriptContent::Entry(moved) => {
                self.below(&played::ledger(language, &entry::line(language, Msisdn::SOLE, moved)));
            }
            TranscriptContent::Message { from, text } => {
                self.below(&format!("{}: {}", played::message_from(language, from), quote(text)));
            }
            TranscriptContent::Said(words) => {
                self.below(&format!("{}: {}", played::service_line(language), quote(words)));
            }
            TranscriptContent::Receipt(printed) => self.block(printed.lines()),
            TranscriptContent::State(state) => self.state(state),
            TranscriptContent::Failure(trouble) => {
                self.flush();
                self.numbered(number, &played::failed(language, &human::failure_summary(trouble, language)));
            }
        }
    }

    /// Names another file whose lines follow.
    fn enter(&mut self, file: &str) {
        if file != self.file && !file.is_empty() {
            file.clone_into(&mut self.file);
            self.text += &format!("{file}\n");
        }
    }

    fn numbered(&mut self, number: usize, words: &str) {
        self.text += format!("{number:>NUMBER$}  {words}").trim_end();
        self.text.push('\n');
    }

    /// Tells the line whose result is still to come, without a result.
    fn flush(&mut self) {
        self.end_repetition();
        let Some((number, line)) = self.line.take() else { return };
        // An answer line that holds says nothing more than the exchange above it.
        if line.kind == PlayedLineKind::Answer && line.comment.is_none() && !self.is_whole() {
            return;
        }
        self.numbered(number, &commented(&line.text, line.comment.as_deref()));
    }

    /// Tells a result: behind the line whose result it is, else below.
    fn result(&mut self, kind: PlayedLineKind, result: &str) {
        match self.line.take() {
            Some((number, line)) if line.kind == kind => {
                self.numbered(number, &commented(&format!("{} -> {result}", line.text), line.comment.as_deref()));
            }
            line => {
                self.line = line;
                self.below(result);
            }
        }
    }

    fn below(&mut self, words: &str) {
        self.flush();
        self.text += &format!("{BELOW}{words}\n");
    }

    fn block<'l>(&mut self, lines: impl Iterator<Item = &'l str>) {
        self.flush();
        lines.for_each(|line| self.text += &format!("{BELOW}{}\n", line.trim_end()));
    }

    fn begin(&mut self, atr: Option<&[u8]>) {
        match atr {
            None => self.below(played::switched_on(self.language)),
            Some(atr) if self.is_whole() => self.below(&played::reset(self.language, Some(atr))),
            Some(_) => {}
        }
    }

    fn exchange(&mut self, exchange: &'t PlayedExchange) {
        self.is_used = true;
        if self.is_whole() {
            self.whole_exchange(exchange);
        } else {
            let words = in_words(self.waiting, exchange, self.language);
            match self.line.take() {
                Some((number, line)) if line.kind == PlayedLineKind::Command => {
                    self.end_repetition();
                    self.numbered(number, &commented(&words, line.comment.as_deref()));
                }
                line => {
                    self.line = line;
                    self.repeat(words);
                }
            }
        }
        self.waiting = waiting_after(self.waiting, &exchange.command);
    }

    /// Tells an exchange below a line, or counts it if it repeats the one before.
    fn repeat(&mut self, words: String) {
        if self.line.is_some() || self.repeated.as_ref().is_none_or(|(last, _)| *last != words) {
            self.flush();
            self.repeated = Some((words, 0));
        }
        if let Some((_, count)) = &mut self.repeated {
            *count = count.saturating_add(1);
        }
    }

    fn end_repetition(&mut self) {
        match self.repeated.take() {
            Some((words, 1)) => self.text += &format!("{BELOW}{words}\n"),
            Some((words, count)) => {
                self.text += &format!("{BELOW}{}\n", played::repeated(self.language, &words, count));
            }
            None => {}
        }
    }

    fn whole_exchange(&mut self, exchange: &PlayedExchange) {
        let none = || played::no_answer(self.language).to_owned();
        let answered = exchange.answer.as_ref().map_or_else(none, hex::encode_upper);
        self.below(&format!("> {}", hex::encode_upper(&exchange.command)));
        self.below(&format!("< {answered}"));
        let lines = explanation::lines(self.language, &explained(self.waiting, exchange));
        self.block(lines.iter().map(String::as_str));
        if let Some(name) = exchange.refusal {
            self.below(&played::refusal_line(self.language, refusal::named(self.language, name)));
        }
    }

    fn screen(&mut self, screen: &Screen) {
        let drawn = picture::drawn(screen, self.language);
        self.block(drawn.iter().map(String::as_str));
    }

    /// Tells the state of the card; where the card was told before, the changes.
    fn state(&mut self, state: &'t CardState) {
        let facts = card::facts(self.language, state);
        let lines = match self.before {
            Some(before) => changes(&card::facts(self.language, before), &facts),
            None => facts.iter().map(|(name, value)| format!("{name} {value}")).collect(),
        };
        match self.before {
            None if !self.is_whole() => {}
            Some(_) if !self.is_used => {}
            _ => self.below(&played::card(self.language, &lines)),
        }
        self.before = Some(state);
    }
}

/// Returns the facts that differ, each with its old and its new value.
pub(super) fn changes(before: &[(&'static str, String)], after: &[(&'static str, String)]) -> Vec<String> {
    let changed = before.iter().zip(after).filter(|((_, old), (_, new))| old != new);
    changed.map(|((name, old), (_, new))| format!("{name} {old} -> {new}")).collect()
}

/// Returns words with the comment of their line behind them, if there is one.
fn commented(words: &str, comment: Option<&str>) -> String {
    match comment {
        Some(comment) if words.is_empty() => format!("# {comment}"),
        Some(comment) => format!("{words}  # {comment}"),
        None => words.to_owned(),
    }
}

/// Returns the command whose answer a later GET RESPONSE fetches.
pub(super) fn waiting_after<'c>(waiting: Option<&'c [u8]>, command: &'c [u8]) -> Option<&'c [u8]> {
    let fetches = sim_explain::command(command).row.is_some_and(|row| matches!(row.answers, Answers::Waiting));
    if fetches { waiting } else { Some(command) }
}

/// Explains an exchange.
pub(super) fn explained<'e>(waiting: Option<&'e [u8]>, exchange: &'e PlayedExchange) -> Explanation<'e> {
    match &exchange.answer {
        Some(answered) => answer::exchange_after(waiting, &exchange.command, answered),
        None => sim_explain::command(&exchange.command),
    }
}

/// Returns the meaning of an exchange in one line.
fn in_words(waiting: Option<&[u8]>, exchange: &PlayedExchange, language: Language) -> String {
    let (asked, answered) = both_in_words(waiting, exchange, language);
    format!("{} -> {}", clipped(&asked), clipped(&answered))
}

/// Returns a text that fits a line, with `…` in the place of its end if it is longer.
fn clipped(text: &str) -> String {
    let mut columns = 0_usize;
    let end = text.char_indices().find(|(_, letter)| {
        columns = columns.saturating_add(letter.width().unwrap_or(0));
        columns > SIDE
    });
    match end {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default().trim_end_matches([' ', ','])),
        None => text.to_owned(),
    }
}

/// Returns the meanings of a command and of its answer.
pub(super) fn both_in_words(waiting: Option<&[u8]>, exchange: &PlayedExchange, language: Language) -> (String, String) {
    let explained = explained(waiting, exchange);
    let brief = |part: &Explanation<'_>| explanation::brief(language, part, Names::Full);
    let (asked, answered) = match explained.parts.as_slice() {
        [asked, answered] => (brief(asked), explanation::brief_answer(language, answered)),
        _ => (brief(&explained), played::no_answer(language).to_owned()),
    };
    let refusal = exchange.refusal.map(|name| played::refused(language, refusal::named(language, name)));
    let refusal = refusal.unwrap_or_default();
    (asked, format!("{answered}{refusal}"))
}
