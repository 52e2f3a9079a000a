//! Journal of the shell: the lines of the traces that were begun, each with the step of a session that it stands for.

use std::ops::Range;

use super::super::formats::{Session, SessionStep};

/// Lines of traces, and what they stand for.
#[derive(Clone, Debug, Default)]
pub(super) struct Journal {
    lines: Vec<String>,
    /// Step of each line; `None` for a line that is no step of its own, as an answer below its command.
    steps: Vec<Option<SessionStep>>,
}

impl Journal {
    /// Returns the number of lines.
    pub(super) fn len(&self) -> usize {
        self.lines.len()
    }

    /// Removes all lines from a position on.
    pub(super) fn truncate(&mut self, length: usize) {
        self.lines.truncate(length);
        self.steps.truncate(length);
    }

    /// Writes another text in the place of a line, and returns the former one.
    pub(super) fn replace(&mut self, at: usize, text: String) -> Option<String> {
        self.lines.get_mut(at).map(|line| std::mem::replace(line, text))
    }

    /// Adds the lines of one step; `None` for lines of the trace language that a session does not hold.
    pub(super) fn add(&mut self, lines: Vec<String>, step: Option<SessionStep>) {
        self.lines.extend(lines);
        let first = self.steps.len();
        self.steps.resize(self.lines.len(), None);
        if let Some(place) = self.steps.get_mut(first) {
            *place = step;
        }
    }

    /// Adds a line of a trace's header.
    pub(super) fn add_setting(&mut self, line: String) {
        let step = match line.strip_prefix('#') {
            Some(prose) => SessionStep::Comment(prose.trim().to_owned()),
            None => SessionStep::Setting(line.clone()),
        };
        self.add(vec![line], Some(step));
    }

    /// Returns the lines of a trace.
    pub(super) fn lines(&self, of: Range<usize>) -> &[String] {
        self.lines.get(of).unwrap_or_default()
    }

    /// Returns the session of a trace.
    pub(super) fn session(&self, of: Range<usize>) -> Session {
        Session { steps: self.steps.get(of).unwrap_or_default().iter().flatten().cloned().collect() }
    }
}
