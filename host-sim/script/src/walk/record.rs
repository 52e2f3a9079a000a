//! Recording of a walk: what a person did and saw, written as a walk that does the same and expects to see the same.
//!
//! Give a [`Recorder`] the header's settings, then everything that is done, each with the screen before and after it.
//! [`Recorder::text`] is the walk so far. Lines that were chosen one after the other become one `choose`, and
//! characters one `type`. Time in which nothing changed is left out, unless it was a minute or more, or the walk needs
//! that time.

use super::refusal::refused_ending;
use super::syntax::settled_sum;
use super::syntax::{
    ActionEnding, ActionStep, Expectation, Key, KeyPress, Line, Name, ScreenKind, Setting, Step, TakeBackStep,
    TypedInput, Walk, WalkContent, Wording,
};
use super::{Options, replay};
use sim_device::handset::{Act, Choice, Screen, ScreenBody};
use sim_device::pos::sale::SaleKind;
use sim_device::pos::take_back::TakenBack;
use sim_world::action::{Action, PosAction, PosPlace, ReceiptPlace};
use sim_world::actor::{Performed, RefusedError};
use sim_world::world::World;

/// Shortest time without a change that is still written down, in milliseconds.
const LONG_MS: u32 = 60_000;

/// Recorded event, with the screens before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Event {
    Acted { act: Act, before: Screen, after: Screen },
    Did { step: Step, before: Screen, after: Screen },
    Waited { ms: u32, before: Screen, after: Screen },
}

/// Recorder of a walk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recorder {
    settings: Vec<Setting>,
    events: Vec<Event>,
}

impl Recorder {
    /// Creates a recorder that has recorded nothing yet, of a handset and a card with these settings.
    pub fn new(settings: Vec<Setting>) -> Recorder {
        Recorder { settings, events: Vec::new() }
    }

    /// Records an act of the person that had an effect: [`sim_device::mobile_station::MobileStation::act`] returned
    /// `true`.
    ///
    /// An act without effect must not be recorded.
    pub fn record_act(&mut self, act: &Act, before: &Screen, after: &Screen) {
        let (before, after) = (before.clone(), after.clone());
        self.events.push(Event::Acted { act: act.clone(), before, after });
    }

    /// Records anything else that a walk has a step for: [`Step::Action`], [`Step::Deliver`], …
    pub fn record_step(&mut self, step: Step, before: &Screen, after: &Screen) {
        self.events.push(Event::Did { step, before: before.clone(), after: after.clone() });
    }

    /// Records that `ms` milliseconds passed. Time may be recorded in pieces of any size.
    pub fn record_wait(&mut self, ms: u32, before: &Screen, after: &Screen) {
        if let Some(Event::Waited { ms: so_far, before: first, after: last }) = self.events.last_mut()
            && first == last
        {
            *so_far = so_far.saturating_add(ms);
            *last = after.clone();
            return;
        }
        self.events.push(Event::Waited { ms, before: before.clone(), after: after.clone() });
    }

    /// Removes the last act or step and the time after it, which were taken back.
    pub fn record_undo(&mut self) {
        while let Some(Event::Waited { .. }) = self.events.pop() {}
    }

    /// Returns the walk so far.
    ///
    /// The walk is replayed first. If it does not hold without the times in which nothing changed, because the card's
    /// own timers ran then, these times are written too.
    pub fn walk(&self) -> Walk {
        let concise = self.written(false);
        let held = replay(&concise, &Options::default()).held();
        if held { concise } else { self.written(true) }
    }

    fn written(&self, every_wait: bool) -> Walk {
        let mut writer = Writer { every_wait, ..Writer::default() };
        writer.lines.extend(self.settings.iter().map(|setting| Line::new(WalkContent::Setting(setting.clone()))));
        if !self.settings.is_empty() {
            writer.lines.push(Line::new(WalkContent::Blank));
        }
        for event in &self.events {
            writer.event(event);
        }
        writer.flush();
        Walk { lines: writer.lines, ..Walk::default() }
    }

    /// Returns the walk so far as text.
    pub fn text(&self) -> String {
        self.walk().to_string()
    }
}

/// Returns the step with which a walk repeats an action that was performed, and expects the same result.
pub fn performed_step(action: &Action, performed: &Performed) -> Step {
    if let (Action::Pos(at, PosAction::TakeBack(receipt)), Performed::TakenBack(way)) = (action, performed) {
        let at = other_terminal(*at, *receipt);
        return Step::TakeBack(TakeBackStep { at, ..TakeBackStep::new(*way, *receipt) });
    }
    let ending = match performed {
        Performed::Paid(sale) if matches!(sale.kind, SaleKind::Completed { .. }) => ActionEnding::Completed,
        Performed::Uploaded(result) => ActionEnding::Settled(settled_sum(result)),
        _ => ActionEnding::Done,
    };
    Step::Action(ActionStep { ending, ..ActionStep::new(action.clone()) })
}

/// Returns the step with which a walk repeats an action that was refused just now, and expects the refusal. `acted` is
/// the action in the world, and `in_walk` the same as a walk performs it. `None` means that nothing could be asked for,
/// or that a walk has no words for the refusal.
pub fn refused_step(world: &World, acted: &Action, in_walk: &Action, why: &RefusedError) -> Option<Step> {
    let ending = refused_ending(world, acted, why)?;
    let (at, receipt, altered) = match in_walk {
        Action::Pos(at, PosAction::TakeBack(receipt)) => (*at, *receipt, None),
        Action::Pos(at, PosAction::TakeBackAltered(receipt, amount)) => (*at, *receipt, Some(*amount)),
        _ => return Some(Step::Action(ActionStep { action: in_walk.clone(), ending })),
    };
    let step = TakeBackStep::new(way_of(world, receipt), receipt);
    Some(Step::TakeBack(TakeBackStep { at: other_terminal(at, receipt), altered, ending, ..step }))
}

/// Returns the terminal at which a receipt is shown; `None` for the one that printed it.
fn other_terminal(at: PosPlace, receipt: ReceiptPlace) -> Option<PosPlace> {
    Some(at).filter(|at| *at != receipt.pos)
}

/// Returns the way in which a purchase would be taken back: the batch decides.
fn way_of(world: &World, receipt: ReceiptPlace) -> TakenBack {
    let open = world.shops().get(receipt.pos).map(|shop| shop.terminal().batch());
    if open == Some(receipt.batch) { TakenBack::Voided } else { TakenBack::Returned }
}

/// Step that the next event may still extend.
#[derive(Clone, Debug, Default)]
enum Pending {
    #[default]
    Nothing,
    /// Main menu that was opened.
    Opened(Screen),
    Path(Vec<Name>, Screen),
    Typed(TypedInput),
}

#[derive(Default)]
struct Writer {
    every_wait: bool,
    lines: Vec<Line>,
    pending: Pending,
}

impl Writer {
    fn event(&mut self, event: &Event) {
        match event {
            Event::Acted { act, before, after } => self.record_act(act, before, after),
            Event::Did { step, before, after } => {
                self.flush();
                self.step(step.clone());
                self.note_screens(before, after);
            }
            Event::Waited { ms, before, after } if before != after || *ms >= LONG_MS || self.every_wait && *ms > 0 => {
                self.flush();
                self.step(Step::Action(ActionStep::new(Action::Wait((*ms).into()))));
                self.note_screens(before, after);
            }
            Event::Waited { .. } => {}
        }
    }

    fn record_act(&mut self, act: &Act, before: &Screen, after: &Screen) {
        match (act, &before.body) {
            (Act::Open, _) => {
                self.flush();
                self.pending = Pending::Opened(after.clone());
            }
            (Act::Choose(id), ScreenBody::Items { items, .. }) => self.chosen(name(items, *id), after),
            (Act::Type(text), ScreenBody::Input(field)) => self.note_typed(text, field.hidden),
            _ => {
                self.flush();
                for step in steps(act, before) {
                    self.step(step);
                }
                // What stands in a field is what was typed and taken back.
                if *act != Act::Erase {
                    self.note_screens(before, after);
                }
            }
        }
    }

    fn chosen(&mut self, name: Name, after: &Screen) {
        let mut path = match std::mem::take(&mut self.pending) {
            Pending::Path(path, _) => path,
            Pending::Opened(_) => Vec::new(),
            other => {
                self.pending = other;
                self.flush();
                Vec::new()
            }
        };
        path.push(name);
        self.pending = Pending::Path(path, after.clone());
    }

    fn note_typed(&mut self, text: &str, secret: bool) {
        if let Pending::Typed(typed) = &mut self.pending {
            typed.text.push_str(text);
            return;
        }
        self.flush();
        self.pending = Pending::Typed(TypedInput { text: text.to_owned(), secret, refused: false });
    }

    /// Writes the pending step.
    fn flush(&mut self) {
        match std::mem::take(&mut self.pending) {
            Pending::Nothing => {}
            Pending::Opened(after) => {
                self.step(press(Key::Menu));
                self.expect(&after);
            }
            Pending::Path(path, after) => {
                self.step(Step::Choose(path));
                self.expect(&after);
            }
            Pending::Typed(typed) => self.step(Step::Type(typed)),
        }
    }

    fn step(&mut self, step: Step) {
        self.lines.push(Line::new(WalkContent::Step(step)));
    }

    fn note_screens(&mut self, before: &Screen, after: &Screen) {
        if before != after {
            self.expect(after);
        }
    }

    /// Writes an expectation of the screen.
    fn expect(&mut self, screen: &Screen) {
        let kind = ScreenKind::of(&screen.body);
        let mut list = vec![Expectation::Kind(kind)];
        if !screen.text.is_empty() && kind != ScreenKind::MainMenu {
            list.push(Expectation::Screen(Wording::Exactly(screen.text.clone())));
        }
        self.step(Step::Expect(list));
    }
}

const fn press(key: Key) -> Step {
    Step::Press(KeyPress { key, refused: false })
}

/// Returns the steps that stand for an act in a walk.
fn steps(act: &Act, before: &Screen) -> Vec<Step> {
    let asks = matches!(before.body, ScreenBody::YesNo | ScreenBody::Confirm);
    vec![match act {
        Act::Open => press(Key::Menu),
        Act::Ok if asks => Step::Answer(true),
        Act::No if asks => Step::Answer(false),
        Act::Ok => press(Key::Ok),
        Act::Back => press(Key::Back),
        Act::End => press(Key::End),
        Act::Erase => press(Key::Erase),
        Act::Home => press(Key::Home),
        Act::Outside => press(Key::Outside),
        Act::Help(item) => {
            let line = match (&before.body, item) {
                (ScreenBody::Items { items, .. }, Some(id)) => Some(name(items, *id)),
                _ => None,
            };
            press(Key::Help(line))
        }
        Act::Nothing => Step::WaitOut,
        Act::TakeScreen => Step::Interrupt,
        // One key; where a text is typed it has been written already.
        Act::Type(text) => return text.chars().map(|letter| press(Key::Character(letter))).collect(),
        Act::No | Act::Choose(_) => return Vec::new(),
    }]
}

/// Returns the name of a line: its text, or its place where another line has the same text.
fn name(items: &[Choice], id: u8) -> Name {
    let place = items.iter().position(|item| item.id == id).unwrap_or_default();
    match items.get(place) {
        Some(item) if items.iter().filter(|other| other.text == item.text).count() == 1 => {
            Name::Text(item.text.clone())
        }
        _ => Name::Line(place + 1),
    }
}

#[cfg(test)]
mod tests;
