//! Meaning of a person's act for the command that waits for it.

use sim_wire::proactive::{GeneralResult, ObjectTag};

use super::pending::PendingCommand;
use super::reply::Reply;
use super::{Act, Quirk, Quirks, ScreenBody, Typing, object};
use sim_codec::cat::Object;
use sim_codec::cat::command::Action;
use sim_codec::cat::content::{CommandResult, Octets};
use sim_codec::cat::texts::Text;

/// Outcome of an act.
pub(super) enum ActOutcome {
    /// The act means nothing here.
    Nothing,
    /// The screen changes.
    Changes,
    /// The command is answered with success and these data.
    Done(Vec<Object>),
    /// The command is answered with this reply.
    Ends(Reply),
    /// The person permits what the command asks for.
    Granted,
}

/// Returns the typed text as a text string object.
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

/// Returns yes or no as a text string object: one octet of data, not a character.
fn decided(yes: bool) -> Object {
    object(ObjectTag::TextString, Octets(vec![0x04, u8::from(yes)]))
}

impl PendingCommand {
    /// Judges an act on the screen that is shown.
    pub(super) fn judge(&mut self, act: &Act, quirks: Quirks) -> ActOutcome {
        let body = &self.screen.body;
        let confirms = *body == ScreenBody::Confirm;
        let swapped = quirks.has(Quirk::ConfirmSwapped) && (confirms || *body == ScreenBody::YesNo);
        let act = match act {
            Act::Ok if swapped => &Act::No,
            Act::No if swapped => &Act::Ok,
            act => act,
        };
        match act {
            Act::No | Act::Back | Act::End | Act::Home if self.is_ringing() => {
                ActOutcome::Ends(Reply::of(GeneralResult::UserCancel))
            }
            _ if self.is_ringing() => ActOutcome::Nothing,
            Act::Ok => ok(self, quirks),
            Act::No | Act::Back if confirms => ActOutcome::Ends(Reply::of(GeneralResult::UserReject)),
            Act::No if *body == ScreenBody::YesNo => with_time(self, decided(false)),
            Act::End if quirks.has(Quirk::NoWayOut) => ActOutcome::Nothing,
            // A tone is ended, not gone back from (TS 102 223 §6.4.5).
            Act::Back if matches!(body, ScreenBody::Tone(_)) => {
                ActOutcome::Ends(Reply::of(GeneralResult::UserTerminated))
            }
            Act::Back => ActOutcome::Ends(Reply::of(GeneralResult::GoBack)),
            Act::End | Act::Home => ActOutcome::Ends(Reply::of(GeneralResult::UserTerminated)),
            Act::Help(_) if self.screen.help && quirks.has(Quirk::HelpNotSent) => ActOutcome::Changes,
            Act::Help(item) if self.screen.help => help(self, *item),
            Act::Choose(id) if self.has_item(*id) => ActOutcome::Done(vec![object(ObjectTag::ItemIdentifier, *id)]),
            Act::Type(text) => type_characters(self, text, quirks),
            Act::Erase => erase(self, quirks),
            Act::TakeScreen => ActOutcome::Ends(Reply::screen_busy()),
            _ => ActOutcome::Nothing,
        }
    }
}

fn with_time(pending: &PendingCommand, answer: Object) -> ActOutcome {
    let mut data = vec![answer];
    data.extend(pending.took());
    ActOutcome::Done(data)
}

fn ok(pending: &mut PendingCommand, quirks: Quirks) -> ActOutcome {
    let stuck = quirks.has(Quirk::DefaultNotAccepted) && !pending.touched;
    match &pending.screen.body {
        ScreenBody::Text { .. } | ScreenBody::Tone(_) => ActOutcome::Done(Vec::new()),
        ScreenBody::Confirm => ActOutcome::Granted,
        ScreenBody::YesNo => with_time(pending, decided(true)),
        ScreenBody::Input(field) if stuck && !field.typed.is_empty() => ActOutcome::Nothing,
        ScreenBody::Input(field) if field.is_enough() => {
            with_time(pending, typed(&field.typed, field.typing, field.packed, quirks))
        }
        ScreenBody::Items { .. } => {
            let item = pending.marked().map(|id| object(ObjectTag::ItemIdentifier, id));
            item.map_or(ActOutcome::Nothing, |item| ActOutcome::Done(vec![item]))
        }
        _ => ActOutcome::Nothing,
    }
}

/// Answers that help is requested; in a menu, names the line.
fn help(pending: &PendingCommand, item: Option<u8>) -> ActOutcome {
    let item = item.filter(|id| pending.has_item(*id)).or_else(|| pending.marked());
    let data = item.map(|id| object(ObjectTag::ItemIdentifier, id)).into_iter().collect();
    ActOutcome::Ends(Reply { outcome: CommandResult::of(GeneralResult::HelpRequested), data })
}

fn type_characters(pending: &mut PendingCommand, text: &str, quirks: Quirks) -> ActOutcome {
    if let ScreenBody::Key { typing, immediate } = pending.screen.body {
        let fits = |key: char| typing.has_character(key) && !(immediate && key == '+');
        let mut characters = text.chars();
        return match (characters.next(), characters.next()) {
            (Some(key), None) if fits(key) => with_time(pending, typed(text, typing, false, quirks)),
            _ => ActOutcome::Nothing,
        };
    }
    let Some(field) = pending.field() else { return ActOutcome::Nothing };
    if text.is_empty()
        || text.chars().count() > field.left()
        || !text.chars().all(|character| field.typing.has_character(character))
    {
        return ActOutcome::Nothing;
    }
    field.typed.push_str(text);
    pending.touched = true;
    pending.rearm();
    ActOutcome::Changes
}

/// Deletes the last character.
fn erase(pending: &mut PendingCommand, quirks: Quirks) -> ActOutcome {
    let default = match &pending.command.action {
        Action::GetInput(input) if quirks.has(Quirk::DefaultReturns) => super::screen::text(&input.default).to_owned(),
        _ => String::new(),
    };
    let Some(field) = pending.field() else { return ActOutcome::Nothing };
    if field.typed.pop().is_none() {
        return ActOutcome::Nothing;
    }
    if field.typed.is_empty() {
        field.typed = default;
    }
    pending.touched = true;
    pending.rearm();
    ActOutcome::Changes
}
