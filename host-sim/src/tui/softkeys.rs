//! The keys below the screen, whose meaning the screen sets: what can be done now, from left to right.

use super::command::PhoneCommand;
use sim_device::handset::{Screen, ScreenBody};
use sim_i18n::Word;
use sim_world::line::LineCall;

/// Soft key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SoftKey {
    pub(super) word: Word,
    pub(super) command: PhoneCommand,
    /// Set while the key does something.
    pub(super) enabled: bool,
}

const fn key(word: Word, command: PhoneCommand) -> SoftKey {
    SoftKey { word, command, enabled: true }
}

/// Use of the idle screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum IdleUse {
    /// The phone is at rest.
    Rest,
    /// A number is dialled.
    Dialling,
    /// The phone is in a call to a service line.
    Calling,
}

impl IdleUse {
    /// Returns the use by the call and the number that is dialled.
    pub(super) const fn of(call: Option<&LineCall>, dialled: &str) -> IdleUse {
        match call {
            Some(_) => IdleUse::Calling,
            None if dialled.is_empty() => IdleUse::Rest,
            None => IdleUse::Dialling,
        }
    }
}

/// Returns the soft keys of a screen; `has_menu` is set if the card's menu can be opened.
pub(super) fn of(screen: &Screen, has_menu: bool, idle: IdleUse) -> Vec<SoftKey> {
    let (first, last) = match &screen.body {
        ScreenBody::Idle if idle == IdleUse::Dialling => {
            return vec![key(Word::Dial, PhoneCommand::Ok), key(Word::Clear, PhoneCommand::Erase)];
        }
        ScreenBody::Idle if idle == IdleUse::Calling => {
            let menu = SoftKey { enabled: has_menu, ..key(Word::Menu, PhoneCommand::Menu) };
            return vec![menu, key(Word::HangUp, PhoneCommand::End)];
        }
        ScreenBody::Idle => return vec![SoftKey { enabled: has_menu, ..key(Word::Menu, PhoneCommand::Menu) }],
        ScreenBody::Waiting => return Vec::new(),
        ScreenBody::Text { .. } => (Some(key(Word::Ok, PhoneCommand::Ok)), key(Word::Back, PhoneCommand::Back)),
        ScreenBody::Items { .. } => (Some(key(Word::Select, PhoneCommand::Ok)), key(Word::Back, PhoneCommand::Back)),
        ScreenBody::Key { .. } => (None, key(Word::Back, PhoneCommand::Back)),
        ScreenBody::YesNo => (Some(key(Word::Yes, PhoneCommand::Ok)), key(Word::No, PhoneCommand::No)),
        ScreenBody::Input(field) => {
            let ok = SoftKey { enabled: field.is_enough(), ..key(Word::Ok, PhoneCommand::Ok) };
            let empty = field.typed.is_empty();
            let last = if empty { key(Word::Back, PhoneCommand::Back) } else { key(Word::Clear, PhoneCommand::Erase) };
            (Some(ok), last)
        }
        ScreenBody::Tone(_) => (Some(key(Word::Stop, PhoneCommand::Ok)), key(Word::Back, PhoneCommand::Back)),
        ScreenBody::Confirm => (Some(key(Word::Allow, PhoneCommand::Ok)), key(Word::Refuse, PhoneCommand::No)),
    };
    let mut keys: Vec<SoftKey> = first.into_iter().collect();
    if screen.help {
        keys.push(key(Word::Help, PhoneCommand::Help));
    }
    if !matches!(screen.body, ScreenBody::Items { main: true, .. }) {
        keys.push(key(Word::End, PhoneCommand::End));
    }
    keys.push(last);
    keys
}
