//! The keys below the screen whose meaning the screen says: what can be done now, from the left to the right.

use super::action::Action;
use super::labels::Word;
use sim_device::handset::{Body, Screen};

/// A soft key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SoftKey {
    pub(super) word: Word,
    pub(super) action: Action,
    /// Whether it does something now.
    pub(super) enabled: bool,
}

const fn key(word: Word, action: Action) -> SoftKey {
    SoftKey { word, action, enabled: true }
}

/// The soft keys of a screen; `has_menu`: whether the card's menu can be opened.
pub(super) fn of(screen: &Screen, has_menu: bool) -> Vec<SoftKey> {
    let (first, last) = match &screen.body {
        Body::Idle => return vec![SoftKey { enabled: has_menu, ..key(Word::Menu, Action::Menu) }],
        Body::Waiting => return Vec::new(),
        Body::Text { .. } => (Some(key(Word::Ok, Action::Ok)), key(Word::Back, Action::Back)),
        Body::Items { .. } => (Some(key(Word::Select, Action::Ok)), key(Word::Back, Action::Back)),
        Body::Key { .. } => (None, key(Word::Back, Action::Back)),
        Body::YesNo => (Some(key(Word::Yes, Action::Ok)), key(Word::No, Action::No)),
        Body::Input(field) => {
            let ok = SoftKey { enabled: field.is_enough(), ..key(Word::Ok, Action::Ok) };
            let empty = field.typed.is_empty();
            let last = if empty { key(Word::Back, Action::Back) } else { key(Word::Clear, Action::Erase) };
            (Some(ok), last)
        }
        Body::Tone(_) => (Some(key(Word::Stop, Action::Ok)), key(Word::Back, Action::Back)),
        Body::Confirm => (Some(key(Word::Allow, Action::Ok)), key(Word::Refuse, Action::No)),
    };
    let mut keys: Vec<SoftKey> = first.into_iter().collect();
    if screen.help {
        keys.push(key(Word::Help, Action::Help));
    }
    if !matches!(screen.body, Body::Items { main: true, .. }) {
        keys.push(key(Word::End, Action::End));
    }
    keys.push(last);
    keys
}
