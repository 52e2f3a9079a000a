//! A mobile station on the desk, and everything that was done with it: a step can be taken back, and taken again. A
//! mobile station is a value, so going back is putting an earlier one in its place; time goes back with it.

use std::collections::VecDeque;

use applet::CardState;

use super::journal::{self, Doing, Entry};
use crate::handset::{Act, Screen, Surroundings};
use crate::link::{InProcess, Link};
use crate::memory::Eeprom;
use crate::mobile_station::{Exchange, MobileStation, Unrest};

/// Most steps that can be taken back.
pub const STEPS_MAX: usize = 500;

/// A way to a card that can be kept and taken up again.
pub trait Held: Link + Clone {
    /// What can be seen of the wallet; `None` without power, or where it cannot be seen.
    fn state(&self) -> Option<CardState>;
}

impl Held for InProcess<Eeprom> {
    fn state(&self) -> Option<CardState> {
        self.card().state()
    }
}

/// How far exchanges and journal had come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Length {
    exchanges: usize,
    journal: usize,
}

/// What happened, to the end.
#[derive(Clone, Debug, Default)]
struct Course {
    exchanges: Vec<Exchange>,
    journal: Vec<Entry>,
}

impl Course {
    fn length(&self) -> Length {
        Length { exchanges: self.exchanges.len(), journal: self.journal.len() }
    }

    /// Takes off what is behind a length.
    fn split_off(&mut self, at: Length) -> Course {
        let exchanges = self.exchanges.split_off(at.exchanges.min(self.exchanges.len()));
        Course { exchanges, journal: self.journal.split_off(at.journal.min(self.journal.len())) }
    }

    fn append(&mut self, mut other: Course) {
        self.exchanges.append(&mut other.exchanges);
        self.journal.append(&mut other.journal);
    }
}

/// Where a step began.
#[derive(Clone, Debug)]
struct Moment<L> {
    station: MobileStation<L>,
    length: Length,
    /// The line that was marked.
    mark: usize,
}

/// A step that was taken back.
#[derive(Clone, Debug)]
struct Undone<L> {
    before: Moment<L>,
    after: MobileStation<L>,
    mark: usize,
    tail: Course,
}

/// The mobile station and its course.
#[derive(Clone, Debug)]
pub struct Desk<L> {
    station: MobileStation<L>,
    course: Course,
    /// What was on the screen before anything was done.
    first: Screen,
    past: VecDeque<Moment<L>>,
    future: Vec<Undone<L>>,
    trouble: Option<Unrest>,
}

impl<L: Held> Desk<L> {
    /// A desk with a mobile station that is on.
    pub fn new(mut station: MobileStation<L>) -> Desk<L> {
        let course = Course { exchanges: station.take_exchanges(), journal: Vec::new() };
        let first = station.screen();
        Desk { station, course, first, past: VecDeque::new(), future: Vec::new(), trouble: None }
    }

    /// The mobile station.
    pub const fn station(&self) -> &MobileStation<L> {
        &self.station
    }

    /// What crossed since the phone was first switched on; what was taken back is not there.
    pub fn exchanges(&self) -> &[Exchange] {
        &self.course.exchanges
    }

    /// What was done; what was taken back is not there.
    pub fn journal(&self) -> &[Entry] {
        &self.course.journal
    }

    /// What was on the screen before anything was done.
    pub const fn first_screen(&self) -> &Screen {
        &self.first
    }

    /// What can be seen of the wallet.
    pub fn card(&self) -> Option<CardState> {
        self.station.link().state()
    }

    /// Why handset and card do not come to rest, if they do not.
    pub const fn trouble(&self) -> Option<Unrest> {
        self.trouble
    }

    /// How many steps can be taken back and taken again.
    pub fn steps(&self) -> (usize, usize) {
        (self.past.len(), self.future.len())
    }

    /// The person does something while line `mark` is marked; gives whether it meant anything.
    pub fn act(&mut self, act: &Act, mark: usize) -> bool {
        let before = self.station.clone();
        let length = self.course.length();
        let meant = self.station.act(act);
        if !matches!(meant, Ok(false)) {
            self.begins(Moment { station: before, length, mark });
        }
        let entry = matches!(meant, Ok(true)).then(|| Doing::Act(act.clone()));
        self.settles(meant.map(|_| ()), entry);
        matches!(meant, Ok(true))
    }

    /// The phone is switched off and on.
    pub fn restart(&mut self, mark: usize) {
        let moment = Moment { station: self.station.clone(), length: self.course.length(), mark };
        self.begins(moment);
        let rest = self.station.restart();
        self.settles(rest, Some(Doing::Restart));
    }

    /// Time that the person lets go by: a step, as [`Desk::act`] is one.
    pub fn let_pass(&mut self, ms: u32, mark: usize) {
        let moment = Moment { station: self.station.clone(), length: self.course.length(), mark };
        self.begins(moment);
        self.pass(ms);
    }

    /// Time goes by of itself.
    pub fn pass(&mut self, ms: u32) {
        if ms == 0 {
            return;
        }
        let rest = self.station.wait(ms);
        self.settles(rest, Some(Doing::Wait(ms)));
    }

    /// Something around the handset changes.
    pub fn around(&mut self, change: impl FnOnce(&mut Surroundings)) {
        change(&mut self.station.handset_mut().surroundings);
        let rest = self.station.settle();
        self.settles(rest, None);
    }

    /// Takes the last step back while line `mark` is marked; gives the line that was marked when it was taken.
    pub fn undo(&mut self, mark: usize) -> Option<usize> {
        let before = self.past.pop_back()?;
        let marked = before.mark;
        let tail = self.course.split_off(before.length);
        let after = std::mem::replace(&mut self.station, before.station.clone());
        self.trouble = None;
        self.future.push(Undone { before, after, mark, tail });
        Some(marked)
    }

    /// Takes the step again that was taken back last; gives the line that was marked behind it.
    pub fn redo(&mut self) -> Option<usize> {
        let undone = self.future.pop()?;
        self.course.split_off(undone.before.length);
        self.course.append(undone.tail);
        self.station = undone.after;
        self.past.push_back(undone.before);
        Some(undone.mark)
    }

    fn begins(&mut self, moment: Moment<L>) {
        if self.past.len() >= STEPS_MAX {
            self.past.pop_front();
        }
        self.past.push_back(moment);
        self.future.clear();
    }

    /// Keeps what crossed and what was done.
    fn settles(&mut self, rest: Result<(), Unrest>, doing: Option<Doing>) {
        self.course.exchanges.extend(self.station.take_exchanges());
        self.trouble = rest.err();
        if let Some(doing) = doing {
            let floor = self.past.back().map_or(0, |moment| moment.length.journal);
            journal::push(&mut self.course.journal, floor, doing, self.station.screen());
        }
    }

    /// The screen that the person sees.
    pub fn screen(&self) -> Screen {
        self.station.screen()
    }
}
