//! A phone on the desk, and everything that was done with it: a step can be taken back, and taken again. What stands on
//! the desk is a value, so going back is putting an earlier one in its place; time goes back with it. Where what is
//! done is kept in a file it stays done.

use std::collections::VecDeque;

use applet::CardState;

use super::ground::{Ground, GroundError, Held as _, PerformError};
use super::home::Home;
use super::journal::{self, Doing, JournalEntry};
use super::walk;
use sim_device::handset::{Act, Screen};
use sim_device::mobile_station::{Exchange, MobileStation};
use sim_world::action::{Action, Switch};
use sim_world::actor::Performed;

/// Most steps that can be taken back.
pub const STEPS_MAX: usize = 500;

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
    journal: Vec<JournalEntry>,
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
#[derive(Debug)]
struct Moment<G> {
    ground: G,
    length: Length,
    /// The line that was marked.
    mark: usize,
}

/// A step that was taken back.
#[derive(Debug)]
struct Undone<G> {
    before: Moment<G>,
    after: G,
    mark: usize,
    tail: Course,
}

/// The phone and its course.
#[derive(Debug)]
pub struct Desk<G> {
    ground: G,
    course: Course,
    /// What was on the screen before anything was done.
    first: Screen,
    past: VecDeque<Moment<G>>,
    future: Vec<Undone<G>>,
    trouble: Option<GroundError>,
    /// What had happened in the world when it was last looked.
    happened: u64,
}

impl<G: Ground> Desk<G> {
    /// A desk with a phone that is on.
    pub fn new(mut ground: G) -> Desk<G> {
        let course = Course { exchanges: ground.take_exchanges(), journal: Vec::new() };
        let first = ground.station().screen();
        let happened = ground.home().map_or(0, |home| home.world().happened());
        Desk { ground, course, first, past: VecDeque::new(), future: Vec::new(), trouble: None, happened }
    }

    /// The handset with the card.
    pub fn station(&self) -> &MobileStation<G::Link> {
        self.ground.station()
    }

    /// The world around the phone, if there is one.
    pub fn home(&self) -> Option<&Home> {
        self.ground.home()
    }

    /// What crossed since the phone was first switched on; what was taken back is not there.
    pub fn exchanges(&self) -> &[Exchange] {
        &self.course.exchanges
    }

    /// What was done; what was taken back is not there.
    pub fn journal(&self) -> &[JournalEntry] {
        &self.course.journal
    }

    /// What was on the screen before anything was done.
    pub const fn first_screen(&self) -> &Screen {
        &self.first
    }

    /// What can be seen of the wallet.
    pub fn card(&self) -> Option<CardState> {
        self.station().link().state()
    }

    /// Why it does not go on as it should, if it does not.
    pub const fn trouble(&self) -> Option<&GroundError> {
        self.trouble.as_ref()
    }

    /// How many steps can be taken back and taken again.
    pub fn steps(&self) -> (usize, usize) {
        (self.past.len(), self.future.len())
    }

    /// Whether steps can be taken back.
    pub fn can_undo(&self) -> bool {
        self.home().is_none_or(|home| !home.is_kept())
    }

    /// The person does something while line `mark` is marked; gives whether it meant anything.
    pub fn act(&mut self, act: &Act, mark: usize) -> bool {
        let before = self.moment(mark);
        let meant = self.ground.act(act);
        if !matches!(meant, Ok(false)) {
            self.begin(before);
        }
        let entry = matches!(meant, Ok(true)).then(|| Doing::Act(act.clone()));
        let is_meant = matches!(meant, Ok(true));
        self.settle(meant.map(|_| ()), entry);
        is_meant
    }

    /// The phone is switched off and on.
    pub fn restart(&mut self, mark: usize) {
        let before = self.moment(mark);
        self.begin(before);
        let rest = self.ground.restart();
        self.settle(rest, Some(Doing::Restart));
    }

    /// Performs an action of somebody in the world around the phone: a step, as [`Desk::act`] is one.
    pub fn perform(&mut self, action: &Action, mark: usize) -> Result<Performed, PerformError> {
        let before = self.moment(mark);
        let in_walk = walk::in_walk(action, self.home());
        let result = self.ground.perform(action);
        let performed = result.clone().unwrap_or(Performed::Done);
        self.note(before, &result, Doing::Action { action: action.clone(), performed, in_walk });
        result
    }

    /// Holds every message as it comes from now on, or lets all go that are held: a step, as [`Desk::act`] is one.
    pub fn hold_all(&mut self, switch: Switch, mark: usize) -> Result<Performed, PerformError> {
        let before = self.moment(mark);
        let result = self.ground.hold_all(switch);
        self.note(before, &result, Doing::HoldAll(switch));
        result
    }

    /// Notes what was done around the phone, if it was.
    fn note(&mut self, before: Option<Moment<G>>, result: &Result<Performed, PerformError>, doing: Doing) {
        match result {
            Ok(_) => {
                self.begin(before);
                self.settle(Ok(()), Some(doing));
            }
            Err(PerformError::Ground(error)) => {
                self.begin(before);
                self.settle(Err(error.clone()), Some(doing));
            }
            Err(PerformError::NoWorld | PerformError::Refused(_)) => self.settle(Ok(()), None),
        }
    }

    /// Time that the person lets go by: a step, as [`Desk::act`] is one.
    pub fn let_pass(&mut self, ms: u32, mark: usize) {
        let before = self.moment(mark);
        self.begin(before);
        self.pass(ms);
    }

    /// Takes up what others did in the world around the phone.
    pub fn look_around(&mut self) {
        if matches!(self.trouble, Some(GroundError::NotKept(_))) {
            return;
        }
        if let Err(trouble) = self.ground.look_around() {
            self.trouble = Some(trouble);
        }
        self.course.exchanges.extend(self.ground.take_exchanges());
        self.look();
    }

    /// Time goes by of itself, from one thing that is due in the world to the next.
    pub fn pass(&mut self, ms: u32) {
        let (mut left, mut trouble) = (ms, None);
        while left > 0 && !matches!(trouble, Some(GroundError::NotKept(_))) {
            let part = self.home().map_or(left, |home| home.until_next(left));
            let rest = self.ground.pass(part);
            self.settle(rest, Some(Doing::Wait(part)));
            trouble = self.trouble.take().or(trouble);
            left = left.saturating_sub(part);
        }
        self.trouble = trouble;
    }

    /// Takes the last step back while line `mark` is marked; gives the line that was marked when it was taken.
    pub fn undo(&mut self, mark: usize) -> Option<usize> {
        let before = self.past.pop_back()?;
        let ground = before.ground.copy()?;
        let marked = before.mark;
        let tail = self.course.split_off(before.length);
        let after = std::mem::replace(&mut self.ground, ground);
        self.trouble = None;
        self.look();
        self.future.push(Undone { before, after, mark, tail });
        Some(marked)
    }

    /// Takes the step again that was taken back last; gives the line that was marked behind it.
    pub fn redo(&mut self) -> Option<usize> {
        let undone = self.future.pop()?;
        self.course.split_off(undone.before.length);
        self.course.append(undone.tail);
        self.ground = undone.after;
        self.past.push_back(undone.before);
        self.look();
        Some(undone.mark)
    }

    /// Where a step begins; none where it cannot be taken back.
    fn moment(&self, mark: usize) -> Option<Moment<G>> {
        self.ground.copy().map(|ground| Moment { ground, length: self.course.length(), mark })
    }

    fn begin(&mut self, moment: Option<Moment<G>>) {
        if self.past.len() >= STEPS_MAX {
            self.past.pop_front();
        }
        self.past.extend(moment);
        self.future.clear();
    }

    /// Keeps what crossed and what was done.
    fn settle(&mut self, rest: Result<(), GroundError>, doing: Option<Doing>) {
        self.course.exchanges.extend(self.ground.take_exchanges());
        self.trouble = rest.err();
        let arrived = self.home().map(|home| home.arrived_since(self.happened)).unwrap_or_default();
        self.look();
        if let Some(doing) = doing {
            let floor = self.past.back().map_or(0, |moment| moment.length.journal);
            let entry = JournalEntry { doing, screen: self.ground.station().screen(), arrived };
            journal::push(&mut self.course.journal, floor, entry);
        }
    }

    /// What has happened in the world by now is known.
    fn look(&mut self) {
        self.happened = self.home().map_or(0, |home| home.world().happened());
    }

    /// The screen that the person sees.
    pub fn screen(&self) -> Screen {
        self.station().screen()
    }
}
