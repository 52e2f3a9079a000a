//! The keys below the screen, whose meaning the screen sets: what can be done now, from left to right.

use super::command::PhoneCommand;
use sim_device::handset::{Screen, ScreenBody};
use sim_i18n::Word;

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

/// Returns the soft keys of a screen; `has_menu` is set if the card's menu can be opened.
pub(super) fn of(screen: &Screen, has_menu: bool) -> Vec<SoftKey> {
    let (first, last) = match &screen.body {
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
