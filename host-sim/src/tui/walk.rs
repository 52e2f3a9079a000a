//! The journal as a walk, which repeats the steps and expects the same screens ([`sim_script::walk`]). Messages that
//! arrived are delivered in the walk. An act by hand at the SMS centre becomes a fate of the next message, if that was
//! the message.

use std::path::Path;

use super::ground::PerformError;
use super::home::Home;
use super::journal::{JournalEntry, JournalStep};
use sim_device::handset::Screen;
use sim_script::lang::SyntaxError;
use sim_script::walk::syntax::{ActionStep, Phone, Setting, Step};
use sim_script::walk::{Options, Recorder, Walk, performed_step, refused_step};
use sim_world::action::{Action, BankAction, CareAction, CentreAction, HallAction, HolderAction, NetworkAction};
use sim_world::actor::Performed;
use sim_world::platform::number::Msisdn;
use sim_world::smsc::Fate;

/// Milliseconds between messages that are delivered in one step: less than a walk waits for.
const SOON_MS: u32 = 20_000;

/// Comment above a walk that does not lead to the same state.
const NOT_THE_SAME: &str =
    "# What was done by hand at the SMS centre is not all in this walk: it does not lead to the same.\n";

/// Header of a walk that brings the same card and world back.
pub struct WalkHeader<'h> {
    /// Lines, as a walk has them.
    pub lines: &'h [String],
    /// Handset; `None` in a world of a file, which has one.
    pub phone: Option<Phone>,
    /// Folder of the walk, to which its paths are relative.
    pub folder: &'h Path,
}

/// Returns the walk of a journal that began with the screen `first`.
///
/// # Errors
/// A line of the header that no walk knows.
pub fn text(header: WalkHeader<'_>, first: &Screen, journal: &[JournalEntry]) -> Result<String, Box<SyntaxError>> {
    let WalkHeader { lines: header, phone, folder } = header;
    let (prose, settings): (Vec<&String>, Vec<&String>) = header.iter().partition(|line| line.starts_with('#'));
    let lines = settings.iter().map(|line| (*line).clone()).chain(bought(journal));
    let lines: String = lines.map(|line| format!("{line}\n")).collect();
    let mut settings = sim_script::walk::parse("header", &lines)?.settings();
    settings.extend(phone.map(Setting::Phone));
    for setting in &mut settings {
        if let Setting::World(choice) = setting {
            choice.place = Some(folder.join(&choice.path));
        }
    }
    let mut writer = Writer::new(Recorder::new(settings), first);
    journal.iter().for_each(|entry| writer.entry(entry));
    let recorder = writer.end();
    let walk = recorder.walk();
    let mut prose: String = prose.iter().map(|line| format!("{line}\n")).collect();
    prose.extend(difference(&walk, journal));
    Ok(prose + &walk.to_string())
}

/// Returns the comment above a walk that does not lead to the same as the journal; `None` if it does.
fn difference(walk: &Walk, journal: &[JournalEntry]) -> Option<String> {
    let is_by_hand = journal.iter().any(|entry| is_by_hand(&entry.doing));
    let is_looked_at = journal.iter().any(|entry| matches!(entry.doing, JournalStep::Look { .. }));
    if !is_by_hand && !is_looked_at {
        return None;
    }
    let outcome = sim_script::walk::replay(walk, &Options::default());
    let failure = outcome.failures().next()?;
    if is_by_hand {
        return Some(NOT_THE_SAME.to_owned());
    }
    let summary = failure.trouble.summary().replace(['\n', '\r'], " ");
    Some(format!("# This walk does not find again what was seen: {summary}.\n"))
}

/// Returns the scratch cards that were bought, as the header of a walk has them.
fn bought(journal: &[JournalEntry]) -> impl Iterator<Item = String> {
    journal.iter().filter_map(|entry| match &entry.doing {
        JournalStep::Action {
            action: Action::Hall(HallAction::SellScratchCard(value, province)),
            performed: Some(Performed::Sold(_, digits)),
            ..
        } => Some(format!("scratch card {} of {value}, {province}", digits.reveal())),
        _ => None,
    })
}

/// Writer of a journal as a walk, which holds arrivals back until their number is known.
struct Writer {
    recorder: Recorder,
    /// Screen after the last entry.
    shown: Screen,
    /// Number of messages that arrived one soon after the other.
    delivered: u32,
    /// Screen before these messages arrived.
    before: Screen,
    /// Milliseconds since the last of these messages.
    since_ms: u32,
}

impl Writer {
    fn new(recorder: Recorder, first: &Screen) -> Writer {
        Writer { recorder, shown: first.clone(), delivered: 0, before: first.clone(), since_ms: 0 }
    }

    fn entry(&mut self, entry: &JournalEntry) {
        match &entry.doing {
            JournalStep::Wait(ms) => self.write_wait(*ms, entry),
            doing => {
                self.flush();
                self.write_step(doing, &entry.screen);
                self.shown = entry.screen.clone();
                self.write_arrivals(entry.arrived.count, 0);
            }
        }
    }

    fn write_step(&mut self, doing: &JournalStep, after: &Screen) {
        let before = &self.shown;
        match doing {
            JournalStep::Act(act) => self.recorder.record_act(act, before, after),
            JournalStep::Restart => self.recorder.record_step(Step::Action(ActionStep::restart()), before, after),
            JournalStep::Action { in_walk: Some(step), .. } => self.recorder.record_step(step.clone(), before, after),
            JournalStep::Look { steps, .. } => {
                steps.iter().for_each(|step| self.recorder.record_step(step.clone(), after, after));
            }
            JournalStep::Action { in_walk: None, .. } | JournalStep::HoldAll(_) | JournalStep::Wait(_) => {}
        }
    }

    /// Writes that time passed. In a walk it passes by itself until the messages that are delivered have arrived.
    fn write_wait(&mut self, ms: u32, entry: &JournalEntry) {
        let JournalEntry { arrived, screen, .. } = entry;
        let apart = self.since_ms.saturating_add(ms);
        let is_same = *screen == self.shown;
        if arrived.count > 0 {
            if self.delivered > 0 && apart > SOON_MS {
                self.flush();
            }
            self.write_arrivals(arrived.count, arrived.since_ms);
            self.shown = screen.clone();
            if !is_same {
                self.flush();
            }
        } else if self.delivered > 0 && is_same {
            self.since_ms = apart;
        } else {
            self.flush();
            self.recorder.record_wait(ms, &self.shown, screen);
            self.shown = screen.clone();
        }
    }

    fn write_arrivals(&mut self, count: u32, since_ms: u32) {
        if count > 0 {
            if self.delivered == 0 {
                self.before = self.shown.clone();
            }
            self.delivered = self.delivered.saturating_add(count);
            self.since_ms = since_ms;
        }
    }

    /// Writes the messages that arrived, and the time since.
    fn flush(&mut self) {
        if self.delivered > 0 {
            let step = Step::Deliver(Some(self.delivered));
            self.recorder.record_step(step, &self.before, &self.shown);
            self.recorder.record_wait(self.since_ms, &self.shown, &self.shown);
        }
        (self.delivered, self.since_ms) = (0, 0);
    }

    fn end(mut self) -> Recorder {
        self.flush();
        self.recorder
    }
}

/// Returns `true` if something was done by hand at the SMS centre.
const fn is_by_hand(doing: &JournalStep) -> bool {
    matches!(
        doing,
        JournalStep::Action { action: Action::Network(NetworkAction::ByHand(..)), .. } | JournalStep::HoldAll(_)
    )
}

/// Returns the step with which a walk repeats an action that came to `result` in the world around the phone. `in_walk`
/// is the action as a walk performs it. `None` means that a walk has no words for the refusal.
pub(super) fn step(
    home: &Home,
    action: &Action,
    in_walk: &Action,
    result: &Result<Performed, PerformError>,
) -> Option<Step> {
    match result {
        Ok(performed) => Some(performed_step(in_walk, performed)),
        Err(PerformError::Ground(_)) => Some(performed_step(in_walk, &Performed::Done)),
        Err(PerformError::Refused(why)) => refused_step(home.world(), action, in_walk, why),
        Err(PerformError::NoWorld) => None,
    }
}

/// Returns an action as a walk performs it, whose person has another number and whose messages are named by their
/// order. `None` means that a walk needs no step for the action, or has none.
pub(super) fn in_walk(action: &Action, home: Option<&Home>) -> Option<Action> {
    let number = Msisdn::SOLE;
    Some(match action {
        Action::Holder(
            _,
            action @ (HolderAction::Write { .. }
            | HolderAction::Network(_)
            | HolderAction::Tap(_)
            | HolderAction::StandAt(..)
            | HolderAction::GoAway
            | HolderAction::LoseCard(_)),
        ) => Action::Holder(number, action.clone()),
        Action::Finder(_, tap) => Action::Finder(number, *tap),
        Action::Pos(..) | Action::PosCeilings(..) => action.clone(),
        Action::BlackList(_, switch) => Action::BlackList(number, *switch),
        Action::Hall(HallAction::Deposit(_, amount)) => Action::Hall(HallAction::Deposit(number, *amount)),
        Action::Hall(HallAction::Load(_, amount)) => Action::Hall(HallAction::Load(number, *amount)),
        Action::Hall(HallAction::LoadCash(_, amount)) => Action::Hall(HallAction::LoadCash(number, *amount)),
        Action::BankTopUp(_, payment) => Action::BankTopUp(number, *payment),
        Action::SiteUser(_, action) => Action::SiteUser(number, action.clone()),
        Action::Bank(BankAction::Disturb(_, mishap)) => Action::Bank(BankAction::Disturb(number, *mishap)),
        Action::Bank(BankAction::Answer(..)) | Action::Merchant(..) => action.clone(),
        Action::Hall(HallAction::Serve(_, service, document)) => {
            Action::Hall(HallAction::Serve(number, *service, document.clone()))
        }
        Action::Care(_, CareAction::ResetPin(password)) => Action::Care(number, CareAction::ResetPin(password.clone())),
        Action::Site(_, action) => Action::Site(number, action.clone()),
        Action::WebsiteTopUp(_, amount, password) => Action::WebsiteTopUp(number, *amount, password.clone()),
        Action::Network(NetworkAction::ByHand(id, hand)) => {
            Action::Network(NetworkAction::Next(fate(*hand)?, home?.next_of(*id)?))
        }
        // A scratch card stands in the header.
        _ => return None,
    })
}

/// Returns the fate of a message that is handled by hand. `None` means that it is held or released, as every message in
/// a walk waits until it is delivered.
fn fate(hand: CentreAction) -> Option<Fate> {
    match hand {
        CentreAction::Drop => Some(Fate::Lost),
        CentreAction::Repeat => Some(Fate::Twice),
        CentreAction::Delay(ms) => u32::try_from(ms).ok().map(|ms| Fate::Late(ms.into())),
        CentreAction::Hold | CentreAction::Release => None,
    }
}
