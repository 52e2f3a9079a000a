//! What a person does with a command on the screen, and the answer that comes of it.

use applet::wire::proactive::{Event, GeneralResult, ObjectTag};

use super::{Body, Field, Handset, Patience, STEP_MS, Screen, Typing, object};
use crate::stk::command::Action;
use crate::stk::content::{Duration, Octets, Outcome};
use crate::stk::texts::Text;
use crate::stk::{Object, ProactiveCommand, Value};

/// What a person does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Opens the card's main menu.
    Open,
    /// Confirms; yes; sends what was typed.
    Ok,
    /// No.
    No,
    /// Goes back.
    Back,
    /// Ends the session.
    End,
    /// Asks for help; in a menu with the line of that identifier, or the marked one.
    Help(Option<u8>),
    /// Takes the line of that identifier.
    Choose(u8),
    /// Types characters, or presses a key.
    Type(String),
    /// Takes back the last character.
    Erase,
    /// Does nothing for as long as the handset waits.
    Nothing,
    /// Needs the screen for something else.
    TakeScreen,
}

/// How a command is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reply {
    pub(super) outcome: Outcome,
    pub(super) data: Vec<Object>,
}

impl Reply {
    pub(super) fn of(result: GeneralResult) -> Reply {
        Reply { outcome: Outcome::of(result), data: Vec::new() }
    }

    pub(super) fn because(result: GeneralResult, cause: u8) -> Reply {
        Reply { outcome: Outcome { result: result.code(), additional: vec![cause] }, data: Vec::new() }
    }

    pub(super) fn screen_busy() -> Reply {
        Reply::because(GeneralResult::TerminalBusy, 0x01)
    }
}

/// A command that waits for the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Current {
    pub(super) command: ProactiveCommand,
    pub(super) screen: Screen,
    pub(super) shown_ms: u32,
    /// Since the last key.
    pub(super) idle_ms: u32,
    pub(super) patience_ms: u32,
}

/// A time in milliseconds; a unit that is not known is taken for seconds.
pub(super) fn milliseconds(duration: Duration) -> u32 {
    let unit = match duration.unit {
        0x00 => 60_000,
        0x02 => 100,
        _ => 1000,
    };
    u32::from(duration.interval) * unit
}

impl Current {
    pub(super) fn new(command: ProactiveCommand, screen: Screen, patience: &Patience) -> Current {
        let asked = match &command.action {
            Action::DisplayText(text) => text.duration.as_ref(),
            Action::GetInkey(key) => key.duration.as_ref(),
            Action::GetInput(input) => input.duration.as_ref(),
            Action::PlayTone(tone) => tone.duration.as_ref(),
            _ => None,
        };
        let own = match screen.body {
            Body::Text { stays: true } => patience.text,
            Body::Text { stays: false } => patience.passing_text,
            Body::Input(_) => patience.input,
            Body::Tone(_) => patience.tone,
            _ => patience.choice,
        };
        let patience_ms = asked.map_or(own, |duration| milliseconds(duration.value));
        Current { command, screen, shown_ms: 0, idle_ms: 0, patience_ms }
    }

    /// Time passes; gives whether the handset waits no longer.
    pub(super) const fn passes(&mut self, ms: u32) -> bool {
        self.shown_ms = self.shown_ms.saturating_add(ms);
        self.idle_ms = self.idle_ms.saturating_add(ms);
        self.idle_ms > self.patience_ms
    }

    /// The seconds that GET INKEY and GET INPUT took, those begun counted whole, where the card asked for a time of its own.
    fn took(&self) -> Vec<Object> {
        let asked = match &self.command.action {
            Action::GetInkey(key) => key.duration.is_some(),
            Action::GetInput(input) => input.duration.is_some(),
            _ => false,
        };
        let interval = u8::try_from(self.shown_ms.div_ceil(1000)).unwrap_or(u8::MAX);
        let duration = Object::new(ObjectTag::Duration, Value::from(Duration { unit: 0x01, interval })).optional();
        asked.then_some(duration).into_iter().collect()
    }

    fn field(&mut self) -> Option<&mut Field> {
        match &mut self.screen.body {
            Body::Input(field) => Some(field),
            _ => None,
        }
    }

    fn has_item(&self, id: u8) -> bool {
        matches!(&self.screen.body, Body::Items { items, .. } if items.iter().any(|item| item.id == id))
    }

    /// The line that is marked at first.
    fn marked(&self) -> Option<u8> {
        let Body::Items { items, default, .. } = &self.screen.body else { return None };
        default.filter(|id| self.has_item(*id)).or_else(|| items.first().map(|item| item.id))
    }
}

/// What was typed, as a text string.
fn typed(text: &str, typing: Typing, packed: bool) -> Object {
    let dcs = match (typing, packed) {
        (Typing::Ucs2, _) => 0x08,
        (_, true) => 0x00,
        (_, false) => 0x04,
    };
    object(ObjectTag::TextString, Text { dcs: Some(dcs), text: text.to_owned() })
}

/// Yes or no: one octet of data, not a character.
fn decided(yes: bool) -> Object {
    object(ObjectTag::TextString, Octets(vec![0x04, u8::from(yes)]))
}

/// What comes of an act.
enum Verdict {
    /// It means nothing here.
    Nothing,
    /// The screen changes.
    Changes,
    /// The command is answered with success and this.
    Done(Vec<Object>),
    /// The command is answered with this.
    Ends(Reply),
    /// The person lets the handset do it.
    Granted,
}

impl Handset {
    /// The person does something; gives whether it meant anything where it was done.
    pub fn act(&mut self, act: &Act) -> bool {
        if !matches!(act, Act::Nothing | Act::TakeScreen) {
            self.event(Event::UserActivity);
        }
        let Some(mut current) = self.current.take() else { return self.acts_alone(act) };
        if *act == Act::Nothing {
            let rest = current.patience_ms.saturating_sub(current.idle_ms).saturating_add(STEP_MS);
            current.passes(rest);
            self.current = Some(current);
            self.gives_up();
            return true;
        }
        let details = current.command.details.value;
        let reply = match verdict(&mut current, act) {
            Verdict::Nothing => {
                self.current = Some(current);
                return false;
            }
            Verdict::Changes => {
                self.current = Some(current);
                return true;
            }
            Verdict::Done(data) => self.success(&current.command, data),
            Verdict::Ends(reply) => reply,
            Verdict::Granted => self.granted(&current.command),
        };
        // What was typed may be longer in octets than in characters.
        if self.response(details, reply.clone()).is_none() {
            self.current = Some(current);
            return false;
        }
        self.responds(details, reply);
        true
    }

    /// Nobody did anything for as long as the handset waits.
    pub(super) fn gives_up(&mut self) {
        if let Some(current) = self.current.take() {
            let reply = match current.screen.body {
                Body::Text { stays: false } | Body::Tone(_) => self.success(&current.command, Vec::new()),
                Body::Confirm => Reply::of(GeneralResult::UserReject),
                _ => Reply { outcome: Outcome::of(GeneralResult::NoResponse), data: current.took() },
            };
            self.responds(current.command.details.value, reply);
        }
    }

    /// An act while no command waits for one.
    fn acts_alone(&mut self, act: &Act) -> bool {
        let leaves = matches!(act, Act::Ok | Act::Back | Act::End);
        if self.lingering.is_some() {
            if leaves {
                self.lingering = None;
            }
            return leaves;
        }
        let Some(menu) = self.standing.menu.as_ref().filter(|_| !self.in_session) else { return false };
        let Body::Items { items, .. } = &menu.body else { return false };
        let known = |id: &u8| items.iter().any(|item| item.id == *id);
        match act {
            Act::Open if !self.menu_open => {
                self.menu_open = true;
                true
            }
            Act::Choose(id) if self.menu_open && known(id) => self.picks(*id, false),
            Act::Help(Some(id)) if self.menu_open && menu.help && known(id) => self.picks(*id, true),
            Act::Back | Act::End if self.menu_open => {
                self.menu_open = false;
                true
            }
            _ => false,
        }
    }
}

fn verdict(current: &mut Current, act: &Act) -> Verdict {
    let confirms = current.screen.body == Body::Confirm;
    match act {
        Act::Ok => ok(current),
        Act::No | Act::Back if confirms => Verdict::Ends(Reply::of(GeneralResult::UserReject)),
        Act::No if current.screen.body == Body::YesNo => with_time(current, decided(false)),
        Act::Back => Verdict::Ends(Reply::of(GeneralResult::GoBack)),
        Act::End => Verdict::Ends(Reply::of(GeneralResult::UserTerminated)),
        Act::Help(item) if current.screen.help => help(current, *item),
        Act::Choose(id) if current.has_item(*id) => Verdict::Done(vec![object(ObjectTag::ItemIdentifier, *id)]),
        Act::Type(text) => types(current, text),
        Act::Erase if current.field().is_some_and(|field| field.typed.pop().is_some()) => Verdict::Changes,
        Act::TakeScreen => Verdict::Ends(Reply::screen_busy()),
        _ => Verdict::Nothing,
    }
}

fn with_time(current: &Current, answer: Object) -> Verdict {
    let mut data = vec![answer];
    data.extend(current.took());
    Verdict::Done(data)
}

fn ok(current: &mut Current) -> Verdict {
    match &current.screen.body {
        Body::Text { .. } | Body::Tone(_) => Verdict::Done(Vec::new()),
        Body::Confirm => Verdict::Granted,
        Body::YesNo => with_time(current, decided(true)),
        Body::Input(field) if field.is_enough() => with_time(current, typed(&field.typed, field.typing, field.packed)),
        Body::Items { .. } => {
            let item = current.marked().map(|id| object(ObjectTag::ItemIdentifier, id));
            item.map_or(Verdict::Nothing, |item| Verdict::Done(vec![item]))
        }
        _ => Verdict::Nothing,
    }
}

/// Help with a line of a menu says which.
fn help(current: &Current, item: Option<u8>) -> Verdict {
    let item = item.filter(|id| current.has_item(*id)).or_else(|| current.marked());
    let data = item.map(|id| object(ObjectTag::ItemIdentifier, id)).into_iter().collect();
    Verdict::Ends(Reply { outcome: Outcome::of(GeneralResult::HelpRequested), data })
}

fn types(current: &mut Current, text: &str) -> Verdict {
    if let Body::Key { typing, immediate } = current.screen.body {
        let fits = |key: char| typing.takes(key) && !(immediate && key == '+');
        let mut characters = text.chars();
        return match (characters.next(), characters.next()) {
            (Some(key), None) if fits(key) => with_time(current, typed(text, typing, false)),
            _ => Verdict::Nothing,
        };
    }
    // The handset waits anew from each key on.
    current.idle_ms = 0;
    let Some(field) = current.field() else { return Verdict::Nothing };
    if text.is_empty()
        || text.chars().count() > field.left()
        || !text.chars().all(|character| field.typing.takes(character))
    {
        return Verdict::Nothing;
    }
    field.typed.push_str(text);
    Verdict::Changes
}
