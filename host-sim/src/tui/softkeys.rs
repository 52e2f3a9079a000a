//! The keys of the phone as commands: soft keys below the screen, each with its command.

use super::command::PhoneCommand;
use sim_device::handset::Screen;
use sim_i18n::phone::keys::PhoneKey;
use sim_i18n::phone::{self, IdleUse, SoftKey};

/// Returns the soft keys of a screen, each with its command; `has_menu` is set if the card's menu can be opened.
pub(super) fn of(screen: &Screen, has_menu: bool, idle: IdleUse) -> Vec<(SoftKey, PhoneCommand)> {
    phone::soft_keys(screen, has_menu, idle).into_iter().map(|key| (key.clone(), command(key.key))).collect()
}

/// Returns the command of a key.
const fn command(key: PhoneKey) -> PhoneCommand {
    match key {
        PhoneKey::Ok => PhoneCommand::Ok,
        PhoneKey::Back => PhoneCommand::Back,
        PhoneKey::Erase => PhoneCommand::Erase,
        PhoneKey::No => PhoneCommand::No,
        PhoneKey::End => PhoneCommand::End,
        PhoneKey::Help => PhoneCommand::Help,
        PhoneKey::Menu => PhoneCommand::Menu,
        PhoneKey::Home => PhoneCommand::Home,
        PhoneKey::Character(character) => PhoneCommand::Character(character),
        PhoneKey::Line(place) => PhoneCommand::Line(place),
    }
}
