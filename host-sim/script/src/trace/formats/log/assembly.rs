//! A session put together from the lines of a log: an answer belongs to the last command of its channel that has none.

use std::collections::BTreeMap;

use super::super::{Reply, Session, SessionExchange, SessionStep};
use super::{Fragment, Log, LogFamily, Remark};

/// Log as far as it was read.
#[derive(Debug, Default)]
pub(super) struct Assembly {
    steps: Vec<SessionStep>,
    /// Position in `steps` of each channel's last command; `None` once that is answered.
    waiting: BTreeMap<String, Option<usize>>,
    passed_over: usize,
    remarks: Vec<Remark>,
}

impl Assembly {
    /// Takes a fragment of the only channel.
    pub(super) fn take(&mut self, line: usize, fragment: Fragment) {
        self.take_from("", line, fragment);
    }

    /// Takes a fragment of a channel; `line` counts from 1.
    pub(super) fn take_from(&mut self, channel: &str, line: usize, fragment: Fragment) {
        match fragment {
            Fragment::Command(command) if command.len() < 4 => {
                self.refuse(line, "a command has four octets at least");
            }
            Fragment::Command(command) => {
                self.waiting.insert(channel.to_owned(), Some(self.steps.len()));
                self.steps.push(SessionStep::Exchange(SessionExchange { command, answer: None, remark: None }));
            }
            Fragment::Answer(octets) => self.answer(channel, line, octets),
            Fragment::Atr(atr) => match self.steps.last_mut() {
                Some(SessionStep::Reset { atr: missing @ None }) => *missing = Some(atr),
                _ => self.steps.push(SessionStep::PowerOn { atr: Some(atr) }),
            },
            Fragment::Reset => self.steps.push(SessionStep::Reset { atr: None }),
            Fragment::Message(message) => self.steps.push(SessionStep::Message(message)),
        }
    }

    fn answer(&mut self, channel: &str, line: usize, octets: Vec<u8>) {
        if octets.len() < 2 {
            return self.refuse(line, "an answer ends with a status word of two octets");
        }
        let place = self.waiting.get_mut(channel).and_then(Option::take);
        match place.and_then(|place| self.steps.get_mut(place)) {
            Some(SessionStep::Exchange(exchange)) => exchange.answer = Some(Reply::Octets(octets)),
            _ => self.refuse(line, "an answer, and no command before it waits for one"),
        }
    }

    /// Passes over a line of prose; empty lines are not counted.
    pub(super) fn pass_over(&mut self, line: &str) {
        if !line.trim().is_empty() {
            self.passed_over = self.passed_over.saturating_add(1);
        }
    }

    /// Reports a line that cannot be read.
    pub(super) fn refuse(&mut self, line: usize, why: impl std::fmt::Display) {
        self.remarks.push(Remark { line, text: format!("cannot be read: {why}") });
    }

    /// Reports a line that was taken although it disagrees with itself.
    pub(super) fn doubt(&mut self, line: usize, why: impl Into<String>) {
        self.remarks.push(Remark { line, text: why.into() });
    }

    /// Returns the log.
    pub(super) fn finish(self, family: LogFamily) -> Log {
        let Assembly { steps, waiting, passed_over, mut remarks } = self;
        remarks.sort_by_key(|remark| remark.line);
        Log { family, session: Session { steps }, passed_over, remarks, channels: waiting.len() }
    }
}
