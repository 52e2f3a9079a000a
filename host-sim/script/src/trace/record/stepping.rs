//! The trace that was opened with the shell, performed line by line.

use std::rc::Rc;

use super::super::place::TracePlace;
use super::super::syntax::{Assigned, Assignment, LineContent, TraceLine, TraceStep, ValuePart};
use super::desk::Desk;
use super::evaluate::sentence;
use super::script::{Script, ScriptLine};
use super::{LineResult, Shell, ShellError, StartingCard, failed, say};

/// Number of lines that `list` shows before and after the next one.
const LISTED: usize = 4;

impl Shell {
    /// Creates a shell with a card that has gone through the beginning of a script, and says how far that held.
    pub fn open(card: impl Into<StartingCard>, script: Script) -> Result<(Shell, LineResult), ShellError> {
        let mut shell = Shell::new(card)?;
        // Prose belongs to the step below it.
        let before = script.lines.get(..script.played).unwrap_or_default();
        let until = before.iter().rposition(|line| !line.is_prose()).map_or(0, |last| last + 1);
        shell.script = Rc::new(script);
        while shell.now.at < until {
            let Some(result) = shell.advance() else { break };
            if result.error.is_some() {
                let told = result.text + &shell.next_line() + "\n";
                return Ok((shell, LineResult { text: told, ..result }));
            }
        }
        let told = shell.next_line();
        Ok((shell, say(told)))
    }

    /// Performs lines of the script, and says what each did. The first that does not hold ends it.
    pub(super) fn step_script(&mut self, count: usize) -> LineResult {
        let mut text = String::new();
        for _ in 0..count.max(1) {
            let Some(result) = self.advance() else {
                return if text.is_empty() { failed(self.next_line()) } else { say(text + &self.next_line()) };
            };
            text.push_str(&result.text);
            if result.error.is_some() || count <= 1 {
                return LineResult { text: text + &self.next_line() + "\n", ..result };
            }
        }
        say(text + &self.next_line())
    }

    /// Performs the script to its end, or to the first line that does not hold.
    pub(super) fn continue_script(&mut self) -> LineResult {
        let from = self.now.at;
        while let Some(result) = self.advance() {
            if result.error.is_some() {
                return LineResult { text: result.text + &self.next_line() + "\n", ..result };
            }
        }
        match self.now.at - from {
            0 => failed(self.next_line()),
            count => say(format!("{} held.\n{}", sim_wire::count::Counted(count, "line"), self.next_line())),
        }
    }

    /// Returns the lines of the script around the next one.
    pub(super) fn list(&self) -> LineResult {
        let lines: Vec<_> = self.script.lines.iter().enumerate().filter(|(_, line)| !line.is_prose()).collect();
        if lines.is_empty() {
            return failed(self.next_line());
        }
        let next = lines.iter().position(|(at, _)| *at >= self.now.at).unwrap_or(lines.len());
        let shown = lines.iter().enumerate().skip(next.saturating_sub(LISTED)).take(2 * LISTED + 1);
        let mark = |at: usize| if at == next { "next" } else { "" };
        say(shown
            .map(|(at, (_, line))| {
                format!(
                    "{:>4}  {line}
",
                    mark(at)
                )
            })
            .collect())
    }

    /// Returns the line of the script that comes next, with its place; `None` at the end.
    pub(super) fn next_in_script(&self) -> Option<String> {
        let line = self.script.lines.iter().skip(self.now.at).find(|line| !line.is_prose());
        line.map(ToString::to_string)
    }

    /// Returns which line of the script comes next.
    fn next_line(&self) -> String {
        match self.next_in_script() {
            Some(line) => format!("next: {line}"),
            None if self.script.lines.is_empty() => {
                "No trace was opened: rfid-sim record FILE.trace[:LINE].".to_owned()
            }
            None => "The trace is at its end.".to_owned(),
        }
    }

    /// Performs the next line of the script, whether it holds or not; `None` at the end.
    fn advance(&mut self) -> Option<LineResult> {
        let script = self.script.clone();
        let rest = script.lines.get(self.now.at..)?;
        let prose: Vec<_> =
            rest.iter().take_while(|line| line.is_prose()).map(|line| line.typed.text.clone()).collect();
        let line = rest.get(prose.len())?;
        self.prose = prose;
        let before = self.steps;
        "step".clone_into(&mut self.current);
        self.stride = self.prose.len().saturating_add(1);
        let is_fresh_card = line.is_fresh_card && self.card.linked().is_none();
        let mut result = if is_fresh_card { self.fresh_card(line) } else { self.perform(&line.typed) };
        if self.steps == before {
            // A line that did not hold is behind us nevertheless.
            let (after, trouble) = (self.now.clone(), self.now.trouble.take());
            self.step(after, Vec::new(), None);
            self.now.trouble = trouble;
        } else if result.exchange.is_some() && !self.is_answer_next() {
            self.settle(&mut result);
        }
        self.stride = 0;
        result.text = format!("{line}\n{}", result.text);
        Some(result)
    }

    /// Returns whether the script says what the last answer must be.
    fn is_answer_next(&self) -> bool {
        let mut steps = self.script.lines.iter().skip(self.now.at).filter(|line| !line.is_prose());
        steps.next().is_some_and(|line| matches!(line.typed.line.content, LineContent::Step(TraceStep::Answer(_))))
    }

    /// Demands of a command without an answer line that it succeeded.
    pub(super) fn settle(&mut self, result: &mut LineResult) {
        let Some(asked) = &self.now.asked else { return };
        if asked.answer.as_ref().is_some_and(|answer| answer.ends_with(&[0x90, 0x00])) {
            return;
        }
        let failure = self.now.player.refused(&TracePlace::default(), asked.answer.clone());
        let why = sentence(&failure.trouble.summary());
        result.text.push_str(&format!("{why}\n"));
        result.error = Some(why);
        self.now.trouble = Some(Rc::from(failure));
    }

    /// Puts a fresh card on the desk, which knows the names so far.
    fn fresh_card(&mut self, line: &ScriptLine) -> LineResult {
        self.journal.truncate(self.now.end);
        let mut after = match Desk::new(&self.card, self.now.settings.clone(), &mut self.journal) {
            Ok(after) => after,
            Err(why) => return failed(why),
        };
        let mut lines = vec![line.typed.text.clone()];
        for (name, octets) in self.now.player.values.all().into_iter().filter(|(_, octets)| !octets.is_empty()) {
            let value = Assigned::Octets(vec![ValuePart::octets(octets)]);
            let assignment = Assignment { name: name.to_owned(), value };
            lines.push(TraceLine::new(LineContent::Step(TraceStep::Assign(assignment))).to_string());
            after.player.values.set(name.to_owned(), octets.to_vec());
        }
        after.player.begun = true;
        self.step(after, lines, None);
        say("A fresh card.".to_owned())
    }
}
