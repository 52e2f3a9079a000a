//! The shell on a card behind a link, of which there is only one: nothing is taken back, its inside is not seen, and
//! its settings are its own.

use std::rc::Rc;

use super::super::formats::SessionStep;
use super::super::outcome::Failure;
use super::super::parse::parse_alone;
use super::super::syntax::{LineContent, Trace, TraceSetting, TraceStep};
use super::super::{link, replay};
use super::desk::DeskSettings;
use super::evaluate::sentence;
use super::request::TypedLine;
use super::script::{self, ScriptLine};
use super::{LineResult, Shell, ShellRequest, failed, say};
use crate::lang::error::SyntaxError;
use sim_device::link::LinkError;

/// Text below that of `help`.
pub(super) const HELP: &str = "
The card is in a reader. It does not go back, and its inside is not seen: `undo`, `back`, `state`, `log`, `memory`, and
settings that make a card (`card`, `seed`, `random`) are for a simulated one.
";

impl Shell {
    /// Returns why an order cannot be carried out on a card behind a link; `None` if it can, or for a simulated card.
    pub(super) fn refusal_of(&self, request: &ShellRequest) -> Option<&'static str> {
        self.card.linked()?;
        match request {
            ShellRequest::Undo => Some("A card in a reader does not go back: what it did is done."),
            ShellRequest::State => {
                Some("The inside of a card in a reader is not seen; commands such as `get balance` ask the card.")
            }
            ShellRequest::Log => Some(
                "The inside of a card in a reader is not seen; `READ RECORD newest of the log` asks for its last entry.",
            ),
            ShellRequest::Memory => Some("The memory of a card in a reader is not seen."),
            _ => None,
        }
    }

    /// Takes a setting that the terminal needs to know, as long as nothing was sent. Settings that make a card are
    /// refused.
    pub(super) fn set_terminal(&mut self, setting: &TraceSetting, text: &str) -> LineResult {
        let word = text.split_whitespace().next().unwrap_or_default();
        match setting {
            TraceSetting::Card(_)
            | TraceSetting::Atr(_)
            | TraceSetting::Iccid(_)
            | TraceSetting::Seed(_)
            | TraceSetting::Random(_) => {
                failed(format!("A card in a reader is as it is: `{word}` is a setting of simulated cards."))
            }
            TraceSetting::Profile(choice) => self.choose_profile(choice),
            _ if self.now.has_begun() => failed(format!(
                "`{word}` is to be known before the first command, and a card in a reader does not begin again."
            )),
            _ => {
                let settings = self.now.settings.with(text);
                self.begin_with(settings, "The terminal knows it; the card is the one in the reader".to_owned())
            }
        }
    }

    /// Notes a command that failed at the reader, and not at the card. What was not sent is not noted.
    pub(super) fn fail_at_reader(
        &mut self,
        command: &[u8],
        why: Option<LinkError>,
        failure: Box<Failure>,
    ) -> LineResult {
        if let Some(why) = why.filter(|why| *why != LinkError::Withheld) {
            let prose = format!("{} has no answer: {why}.", sim_explain::command(command).name);
            let after = self.now.clone();
            self.step(after, vec![format!("# {prose}")], Some(SessionStep::Comment(prose)));
        }
        self.refuse(failure)
    }

    /// Plays a table on the one card that there is, a row behind the other. The rows become steps of the trace.
    pub(super) fn rows_on_link(&mut self, typed: &TypedLine) -> LineResult {
        let trace = match self.linked_table(typed) {
            Ok(trace) => trace,
            Err(error) => return failed(sentence(error.what())),
        };
        // To a script the table is one line, however many steps it brings.
        let (stride, before) = (std::mem::take(&mut self.stride), self.steps);
        let (mut told, mut first) = (String::new(), None);
        for (title, lines) in rows(&trace) {
            match self.play_row(&lines) {
                None => told.push_str(&format!("  ok      {title}\n")),
                Some(why) => {
                    told.push_str(&format!("  FAILED  {title}\n          {}\n", why.trim_end()));
                    first = first.or_else(|| self.now.trouble.take());
                }
            }
        }
        self.stride = stride;
        if self.steps != before {
            self.now.at = self.now.at.saturating_add(stride);
        }
        if first.is_none() {
            return say(told);
        }
        self.now.trouble = first;
        failed(told)
    }

    /// Reads a table, which knows the procedures of this session. Whether its names are known is found as they are
    /// used.
    fn linked_table(&self, typed: &TypedLine) -> Result<Trace, Box<SyntaxError>> {
        let mut trace = parse_alone("the session", &(typed.text.clone() + "\n"))?;
        let mut known = (*self.now.procedures).clone();
        link::link(&mut trace, &mut known, 1)?;
        Ok(trace)
    }

    /// Plays the steps of a row; returns why one of them did not hold.
    fn play_row(&mut self, lines: &[ScriptLine]) -> Option<String> {
        let is_answer = |line: &ScriptLine| matches!(line.typed.line.content, LineContent::Step(TraceStep::Answer(_)));
        for (at, line) in lines.iter().enumerate() {
            let mut result = self.perform_typed(&line.typed);
            let next = lines.iter().skip(at.saturating_add(1)).find(|line| !line.is_prose());
            if result.exchange.is_some() && !next.is_some_and(is_answer) {
                self.settle(&mut result);
            }
            if result.error.is_some() {
                return result.error;
            }
        }
        None
    }
}

impl DeskSettings {
    /// Returns the settings with one more.
    pub(super) fn with(&self, text: &str) -> DeskSettings {
        let mut typed = (*self.typed).clone();
        typed.push(text.to_owned());
        DeskSettings { typed: Rc::new(typed), ..self.clone() }
    }
}

/// Returns the rows of the tables of a trace, each by its title with its steps.
fn rows(trace: &Trace) -> Vec<(String, Vec<ScriptLine>)> {
    let tables = trace.lines.iter().filter_map(|line| match &line.content {
        LineContent::Cases(cases) => Some(cases),
        _ => None,
    });
    let rows = tables.flat_map(|cases| cases.rows.iter().enumerate().map(move |row| (cases, row)));
    rows.map(|(cases, (at, row))| (replay::title(cases, row), script::in_row(trace, cases, at, None))).collect()
}
