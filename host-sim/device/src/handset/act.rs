//! What a person does with a command on the screen, and the answer that comes of it.

use sim_wire::proactive::{GeneralResult, ObjectTag};

use super::answer::Reply;
use super::current::Current;
use super::{Body, Handset, Quirk, Quirks, STEP_MS, Typing, object};
use sim_codec::cat::Object;
use sim_codec::cat::command::Action;
use sim_codec::cat::content::{Octets, Outcome};
use sim_codec::cat::texts::Text;

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
    /// Presses the home key: leaves the toolkit, which ends the session.
    Home,
    /// Touches the screen beside the dialog.
    Outside,
}

/// What was typed, as a text string.
fn typed(text: &str, typing: Typing, packed: bool, quirks: Quirks) -> Object {
    let dcs = match (typing, packed) {
        (Typing::Ucs2, _) => 0x08,
        (_, true) => 0x00,
        (_, false) => 0x04,
    };
    if text.is_empty() && quirks.has(Quirk::EmptyInputNull) {
        return object(ObjectTag::TextString, Text { dcs: None, text: String::new() });
    }
    if typing == Typing::Ucs2 && quirks.has(Quirk::LittleEndian) {
        let octets = std::iter::once(dcs).chain(text.encode_utf16().flat_map(u16::to_le_bytes));
        return object(ObjectTag::TextString, Octets(octets.collect()));
    }
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
        let quirks = self.model.quirks;
        if !matches!(act, Act::Nothing | Act::TakeScreen) {
            self.is_used();
        }
        let act = match act {
            Act::Outside if quirks.has(Quirk::OutsideCancels) => &Act::Back,
            act => act,
        };
        let Some(mut current) = self.current.take() else { return self.act_alone(act) };
        if *act == Act::Nothing {
            let rest = current.patience_ms.saturating_sub(current.idle_ms).saturating_add(STEP_MS);
            current.pass(rest);
            self.current = Some(current);
            self.give_up();
            return true;
        }
        if *act == Act::Home && quirks.has(Quirk::HomeLeavesSession) {
            self.in_session = false;
            return true;
        }
        if self.is_covered(&current) {
            self.current = Some(current);
            return self.clears_text(act);
        }
        if self.is_hidden() {
            self.current = Some(current);
            return false;
        }
        if let (Act::Type(text), true) = (act, quirks.has(Quirk::InputLogged)) {
            self.log.push(format!("typed {text}"));
        }
        self.act_on(current, act)
    }

    /// An act on the command that waits for one.
    fn act_on(&mut self, mut current: Current, act: &Act) -> bool {
        let details = current.command.details.value;
        let reply = match verdict(&mut current, act, self.model.quirks) {
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
            Verdict::Granted => match self.granted(&mut current) {
                Some(reply) => reply,
                None => {
                    self.current = Some(current);
                    return true;
                }
            },
        };
        // What was typed may be longer in octets than in characters.
        if self.response(details, reply.clone()).is_none() {
            self.current = Some(current);
            return false;
        }
        if self.model.quirks.has(Quirk::LateTimeout) {
            self.stale_ms = Some(current.patience_ms.saturating_sub(current.idle_ms));
        }
        self.answers(details, reply);
        true
    }

    /// Nobody did anything for as long as the handset waits.
    pub(super) fn give_up(&mut self) {
        let Some(current) = self.current.take() else { return };
        let quirks = self.model.quirks;
        let reply = match (&current.screen.body, &current.command.action) {
            (_, Action::SetupCall(call)) if current.dialling => self.connected(&current.command, call),
            (Body::Tone(_), _) if quirks.has(Quirk::WrongToneResult) => Reply::of(GeneralResult::NoResponse),
            (Body::Text { stays: false } | Body::Tone(_), _) => self.success(&current.command, Vec::new()),
            (Body::Confirm, _) if quirks.has(Quirk::CallTimeout12) => Reply::of(GeneralResult::NoResponse),
            (Body::Confirm, _) => Reply::of(GeneralResult::UserReject),
            _ => Reply { outcome: Outcome::of(GeneralResult::NoResponse), data: current.took() },
        };
        self.answers(current.command.details.value, reply);
    }

    /// The time-out of a command that was answered long ago answers the one that is there now.
    pub(super) fn give_up_late(&mut self) {
        if let Some(current) = self.current.take() {
            self.respond(current.command.details.value, Reply::of(GeneralResult::NoResponse));
        }
    }

    /// The person clears a text that stayed.
    fn clears_text(&mut self, act: &Act) -> bool {
        let leaves = matches!(act, Act::Ok | Act::Back | Act::End | Act::Home);
        if leaves {
            self.lingering = None;
            self.may_be_idle();
        }
        leaves
    }

    /// An act while no command waits for one.
    fn act_alone(&mut self, act: &Act) -> bool {
        match (&self.lingering, act) {
            // The menu key leaves a text behind.
            (Some(_), Act::Open) if self.has_menu() => self.lingering = None,
            (Some(_), _) => return self.clears_text(act),
            (None, _) => {}
        }
        let leaves = matches!(act, Act::Back | Act::End | Act::Home);
        // A card that never goes on is left to itself.
        if self.in_session {
            self.in_session = !leaves;
            return leaves;
        }
        if leaves && self.menu_open {
            self.menu_open = false;
            self.may_be_idle();
            return true;
        }
        let Some(menu) = &self.standing.menu else { return false };
        let menu = self.misdrawn(menu.clone());
        let Body::Items { items, .. } = &menu.body else { return false };
        let known = |id: &u8| items.iter().any(|item| item.id == *id);
        match act {
            Act::Open if !self.menu_open => {
                self.menu_open = true;
                true
            }
            Act::Choose(id) if self.menu_open && known(id) => self.pick(*id, false),
            Act::Help(Some(id)) if self.menu_open && menu.help && known(id) => {
                self.model.quirks.has(Quirk::HelpNotSent) || self.pick(*id, true)
            }
            _ => false,
        }
    }
}

/// What an act means on what is shown.
fn verdict(current: &mut Current, act: &Act, quirks: Quirks) -> Verdict {
    let body = &current.screen.body;
    let confirms = *body == Body::Confirm;
    let swapped = quirks.has(Quirk::ConfirmSwapped) && (confirms || *body == Body::YesNo);
    let act = match act {
        Act::Ok if swapped => &Act::No,
        Act::No if swapped => &Act::Ok,
        act => act,
    };
    match act {
        Act::No | Act::Back | Act::End | Act::Home if current.dialling => {
            Verdict::Ends(Reply::of(GeneralResult::UserCancel))
        }
        _ if current.dialling => Verdict::Nothing,
        Act::Ok => ok(current, quirks),
        Act::No | Act::Back if confirms => Verdict::Ends(Reply::of(GeneralResult::UserReject)),
        Act::No if *body == Body::YesNo => with_time(current, decided(false)),
        Act::End if quirks.has(Quirk::NoWayOut) => Verdict::Nothing,
        // A tone is ended, not gone back from (TS 102 223 §6.4.5).
        Act::Back if matches!(body, Body::Tone(_)) => Verdict::Ends(Reply::of(GeneralResult::UserTerminated)),
        Act::Back => Verdict::Ends(Reply::of(GeneralResult::GoBack)),
        Act::End | Act::Home => Verdict::Ends(Reply::of(GeneralResult::UserTerminated)),
        Act::Help(_) if current.screen.help && quirks.has(Quirk::HelpNotSent) => Verdict::Changes,
        Act::Help(item) if current.screen.help => help(current, *item),
        Act::Choose(id) if current.has_item(*id) => Verdict::Done(vec![object(ObjectTag::ItemIdentifier, *id)]),
        Act::Type(text) => type_characters(current, text, quirks),
        Act::Erase => erase(current, quirks),
        Act::TakeScreen => Verdict::Ends(Reply::screen_busy()),
        _ => Verdict::Nothing,
    }
}

fn with_time(current: &Current, answer: Object) -> Verdict {
    let mut data = vec![answer];
    data.extend(current.took());
    Verdict::Done(data)
}

fn ok(current: &mut Current, quirks: Quirks) -> Verdict {
    let stuck = quirks.has(Quirk::DefaultNotAccepted) && !current.touched;
    match &current.screen.body {
        Body::Text { .. } | Body::Tone(_) => Verdict::Done(Vec::new()),
        Body::Confirm => Verdict::Granted,
        Body::YesNo => with_time(current, decided(true)),
        Body::Input(field) if stuck && !field.typed.is_empty() => Verdict::Nothing,
        Body::Input(field) if field.is_enough() => {
            with_time(current, typed(&field.typed, field.typing, field.packed, quirks))
        }
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

fn type_characters(current: &mut Current, text: &str, quirks: Quirks) -> Verdict {
    if let Body::Key { typing, immediate } = current.screen.body {
        let fits = |key: char| typing.has_character(key) && !(immediate && key == '+');
        let mut characters = text.chars();
        return match (characters.next(), characters.next()) {
            (Some(key), None) if fits(key) => with_time(current, typed(text, typing, false, quirks)),
            _ => Verdict::Nothing,
        };
    }
    let Some(field) = current.field() else { return Verdict::Nothing };
    if text.is_empty()
        || text.chars().count() > field.left()
        || !text.chars().all(|character| field.typing.has_character(character))
    {
        return Verdict::Nothing;
    }
    field.typed.push_str(text);
    current.touched = true;
    current.rearm();
    Verdict::Changes
}

/// Takes back the last character.
fn erase(current: &mut Current, quirks: Quirks) -> Verdict {
    let default = match &current.command.action {
        Action::GetInput(input) if quirks.has(Quirk::DefaultReturns) => super::screen::text(&input.default).to_owned(),
        _ => String::new(),
    };
    let Some(field) = current.field() else { return Verdict::Nothing };
    if field.typed.pop().is_none() {
        return Verdict::Nothing;
    }
    if field.typed.is_empty() {
        field.typed = default;
    }
    current.touched = true;
    current.rearm();
    Verdict::Changes
}
