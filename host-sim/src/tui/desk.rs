//! A phone on the desk, and everything that was done with it: a step can be undone and redone. The phone is a value, so
//! undoing puts an earlier one in its place; time goes back too. A world that is kept in a file cannot be undone.

use std::collections::VecDeque;

use applet::CardState;

use super::ground::{Ground, GroundError, KeptLink as _, PerformError};
use super::home::Home;
use super::journal::{self, JournalEntry, JournalStep};
use super::walk;
use sim_device::handset::{Act, Screen};
use sim_device::mobile_station::{Exchange, MobileStation};
use sim_script::walk::Outlook;
use sim_world::action::{Action, Switch};
use sim_world::actor::Performed;

/// Most steps that can be taken back.
pub const STEPS_MAX: usize = 500;

/// Numbers of exchanges and of journal entries at a moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Length {
    exchanges: usize,
    journal: usize,
}

/// Everything that happened up to the present.
#[derive(Clone, Debug, Default)]
struct DeskLog {
    exchanges: Vec<Exchange>,
    journal: Vec<JournalEntry>,
}

impl DeskLog {
    fn length(&self) -> Length {
        Length { exchanges: self.exchanges.len(), journal: self.journal.len() }
    }

    /// Removes and returns everything after a length.
    fn split_off(&mut self, at: Length) -> DeskLog {
        let exchanges = self.exchanges.split_off(at.exchanges.min(self.exchanges.len()));
        DeskLog { exchanges, journal: self.journal.split_off(at.journal.min(self.journal.len())) }
    }

    fn append(&mut self, mut other: DeskLog) {
        self.exchanges.append(&mut other.exchanges);
        self.journal.append(&mut other.journal);
    }
}

/// State before a step.
#[derive(Debug)]
struct Moment<G> {
    ground: G,
    length: Length,
    /// Line that was marked, counted from 0.
    mark: usize,
}

/// Step that was undone.
#[derive(Debug)]
struct UndoneStep<G> {
    before: Moment<G>,
    after: G,
    mark: usize,
    tail: DeskLog,
}

/// Phone with its course, and the steps that can be undone and redone.
#[derive(Debug)]
pub struct Desk<G> {
    ground: G,
    course: DeskLog,
    /// Screen before anything was done.
    first: Screen,
    past: VecDeque<Moment<G>>,
    future: Vec<UndoneStep<G>>,
    trouble: Option<GroundError>,
    /// Number of the world's last event at the last look.
    happened: u64,
    /// Number of messages in the inbox before anything was done.
    first_messages: usize,
    /// Set if what is done is written to a record at the end.
    is_recorded: bool,
}

impl<G: Ground> Desk<G> {
    /// Puts a phone that is on onto the desk.
    pub fn new(mut ground: G) -> Desk<G> {
        let course = DeskLog { exchanges: ground.take_exchanges(), journal: Vec::new() };
        let first = ground.station().screen();
        let happened = ground.home().map_or(0, |home| home.world().happened());
        let first_messages = ground.station().handset().inbox().messages().len();
        Desk {
            ground,
            course,
            first,
            past: VecDeque::new(),
            future: Vec::new(),
            trouble: None,
            happened,
            first_messages,
            is_recorded: false,
        }
    }

    /// Returns the desk with what is done being written to a record at the end, if `is_recorded` is set.
    pub fn recorded(self, is_recorded: bool) -> Desk<G> {
        Desk { is_recorded, ..self }
    }

    /// Returns the handset with the card.
    pub fn station(&self) -> &MobileStation<G::Link> {
        self.ground.station()
    }

    /// Returns the world around the phone; `None` for a phone by itself.
    pub fn home(&self) -> Option<&Home> {
        self.ground.home()
    }

    /// Returns the exchanges since the phone was first switched on, without those of steps that were undone.
    pub fn exchanges(&self) -> &[Exchange] {
        &self.course.exchanges
    }

    /// Returns the exchanges with the card that was in the phone at the beginning.
    pub fn exchanges_of_first_card(&self) -> &[Exchange] {
        let end = self.course.journal.iter().find(|entry| entry.has_new_card()).map(|entry| entry.crossed);
        end.and_then(|end| self.course.exchanges.get(..end)).unwrap_or(&self.course.exchanges)
    }

    /// Returns what was done, without the steps that were undone.
    pub fn journal(&self) -> &[JournalEntry] {
        &self.course.journal
    }

    /// Returns the screen before anything was done.
    pub const fn first_screen(&self) -> &Screen {
        &self.first
    }

    /// Returns the visible state of the wallet; `None` without power, or where it cannot be seen.
    pub fn card(&self) -> Option<CardState> {
        self.station().link().state()
    }

    /// Returns the reason for which the phone does not go on as it should; `None` if it does.
    pub const fn trouble(&self) -> Option<&GroundError> {
        self.trouble.as_ref()
    }

    /// Returns the number of steps that can be undone, and of those that can be redone.
    pub fn steps(&self) -> (usize, usize) {
        (self.past.len(), self.future.len())
    }

    /// Returns `true` if steps can be undone, which they cannot in a world that is kept.
    pub fn can_undo(&self) -> bool {
        self.home().is_none_or(|home| !home.is_kept())
    }

    /// Lets the person do something while line `mark` is marked; returns whether it had a meaning on the screen.
    pub fn act(&mut self, act: &Act, mark: usize) -> bool {
        let before = self.moment(mark);
        let meant = self.ground.act(act);
        if !matches!(meant, Ok(false)) {
            self.begin(before);
        }
        let entry = matches!(meant, Ok(true)).then(|| JournalStep::Act(act.clone()));
        let is_meant = matches!(meant, Ok(true));
        self.settle(meant.map(|_| ()), entry);
        is_meant
    }

    /// Switches the phone off and on.
    pub fn restart(&mut self, mark: usize) {
        let before = self.moment(mark);
        self.begin(before);
        let rest = self.ground.restart();
        self.settle(rest, Some(JournalStep::Restart));
    }

    /// Performs an action of a party in the world around the phone: a step, as [`Desk::act`] is one.
    pub fn perform(&mut self, action: &Action, mark: usize) -> Result<Performed, PerformError> {
        let before = self.moment(mark);
        let in_walk = walk::in_walk(action, self.home());
        let result = self.ground.perform(action);
        let in_walk = in_walk.and_then(|in_walk| walk::step(self.home()?, action, &in_walk, &result));
        let performed = match &result {
            Ok(performed) => Some(performed.clone()),
            Err(PerformError::Ground(_)) => Some(Performed::Done),
            Err(PerformError::NoWorld | PerformError::Refused(_)) => None,
        };
        self.note(before, &result, JournalStep::Action { action: action.clone(), performed, in_walk });
        result
    }

    /// Holds every message as it comes from now on, or releases all that are held: a step, as [`Desk::act`] is one.
    pub fn hold_all(&mut self, switch: Switch, mark: usize) -> Result<Performed, PerformError> {
        let before = self.moment(mark);
        let result = self.ground.hold_all(switch);
        self.note(before, &result, JournalStep::HoldAll(switch));
        result
    }

    /// Looks at the messages since the last look, wallet and account, which a recorded walk then expects to find again:
    /// a step, as [`Desk::act`] is one. Returns `false` if nothing is recorded.
    pub fn look_for_record(&mut self, mark: usize) -> bool {
        if !self.is_recorded {
            return false;
        }
        let read = self.course.journal.iter().rev().find_map(|entry| match entry.doing {
            JournalStep::Look { read, .. } => Some(read),
            _ => None,
        });
        let before = self.moment(mark);
        let card = self.card();
        let inbox = self.station().handset().inbox().messages();
        let outlook = Outlook {
            card: card.as_ref(),
            messages: inbox.get(read.unwrap_or(self.first_messages)..).unwrap_or_default(),
            world: self.home().map(|home| (home.world(), home.number())),
        };
        let look = JournalStep::Look { steps: outlook.steps(), read: inbox.len() };
        self.begin(before);
        self.settle(Ok(()), Some(look));
        true
    }

    /// Enters in the journal what was done around the phone. What was refused and changed nothing is no step, and is
    /// entered only if a walk has words for it.
    fn note(&mut self, before: Option<Moment<G>>, result: &Result<Performed, PerformError>, doing: JournalStep) {
        match result {
            Ok(_) => {
                self.begin(before);
                self.settle(Ok(()), Some(doing));
            }
            Err(PerformError::Ground(error)) => {
                self.begin(before);
                self.settle(Err(error.clone()), Some(doing));
            }
            Err(PerformError::Refused(why)) => {
                if !why.changed_nothing() {
                    self.begin(before);
                }
                let is_in_walk = matches!(doing, JournalStep::Action { in_walk: Some(_), .. });
                self.settle(Ok(()), is_in_walk.then_some(doing));
            }
            Err(PerformError::NoWorld) => self.settle(Ok(()), None),
        }
    }

    /// Lets time pass at the person's command: a step, as [`Desk::act`] is one.
    pub fn let_pass(&mut self, ms: u32, mark: usize) {
        let before = self.moment(mark);
        self.begin(before);
        self.pass(ms);
    }

    /// Takes over what others did in the world around the phone.
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

    /// Lets `ms` milliseconds pass of themselves, from one due moment of the world to the next.
    pub fn pass(&mut self, ms: u32) {
        let (mut left, mut trouble) = (ms, None);
        while left > 0 && !matches!(trouble, Some(GroundError::NotKept(_))) {
            let part = self.home().map_or(left, |home| home.until_next(left));
            let rest = self.ground.pass(part);
            self.settle(rest, Some(JournalStep::Wait(part)));
            trouble = self.trouble.take().or(trouble);
            left = left.saturating_sub(part);
        }
        self.trouble = trouble;
    }

    /// Undoes the last step while line `mark` is marked; returns the line that was marked before the step.
    pub fn undo(&mut self, mark: usize) -> Option<usize> {
        let before = self.past.pop_back()?;
        let ground = before.ground.copy()?;
        let marked = before.mark;
        let tail = self.course.split_off(before.length);
        let after = std::mem::replace(&mut self.ground, ground);
        self.trouble = None;
        self.look();
        self.future.push(UndoneStep { before, after, mark, tail });
        Some(marked)
    }

    /// Redoes the step that was undone last; returns the line that was marked when it was undone.
    pub fn redo(&mut self) -> Option<usize> {
        let undone = self.future.pop()?;
        self.course.split_off(undone.before.length);
        self.course.append(undone.tail);
        self.ground = undone.after;
        self.past.push_back(undone.before);
        self.look();
        Some(undone.mark)
    }

    /// Returns the state before a step; `None` where the step cannot be undone.
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

    /// Records the exchanges and the result of a step, and enters `doing` in the journal.
    fn settle(&mut self, rest: Result<(), GroundError>, doing: Option<JournalStep>) {
        let crossed = self.course.exchanges.len();
        self.course.exchanges.extend(self.ground.take_exchanges());
        self.trouble = rest.err();
        let arrived = self.home().map(|home| home.arrived_since(self.happened)).unwrap_or_default();
        self.look();
        if let Some(doing) = doing {
            let floor = self.past.back().map_or(0, |moment| moment.length.journal);
            let entry = JournalEntry { doing, screen: self.ground.station().screen(), arrived, crossed };
            journal::push(&mut self.course.journal, floor, entry);
        }
    }

    /// Marks every event of the world up to now as seen.
    fn look(&mut self) {
        self.happened = self.home().map_or(0, |home| home.world().happened());
    }

    /// Returns the screen that the person sees.
    pub fn screen(&self) -> Screen {
        self.station().screen()
    }
}
