//! The keys of the phone as commands: soft keys below the screen, each with its command.

use super::command::PhoneCommand;
use sim_device::handset::Screen;
use sim_i18n::phone::{self, IdleUse, SoftKey};

/// Returns the soft keys of a screen, each with its command; `has_menu` is set if the card's menu can be opened.
pub(super) fn of(screen: &Screen, has_menu: bool, idle: IdleUse) -> Vec<(SoftKey, PhoneCommand)> {
    phone::soft_keys(screen, has_menu, idle)
        .into_iter()
        .map(|key| (key.clone(), PhoneCommand::Press(key.key)))
        .collect()
}
