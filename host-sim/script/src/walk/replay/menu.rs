//! Lines of the card's menu, found by a handset that goes through it.

use super::player::Player;
use super::{CardStorage, past};
use crate::trace::Options;
use crate::walk::Walk;
use crate::walk::syntax::{Key, KeyPress, Name, Step};
use sim_device::handset::ScreenBody;
use sim_device::memory::manufactured;

/// Greatest depth of the menu that is gone through.
const DEPTH_MAX: usize = 4;

/// Returns every line of the menu of the default card with the lines above it, outermost first.
pub(crate) fn lines() -> Vec<Vec<String>> {
    let mut make = |personalisation: &_| manufactured(personalisation).map_err(|error| error.to_string());
    let player = past::player(&Walk::default(), &Options::default(), ("", &mut make), CardStorage::Nothing);
    let mut found = Vec::new();
    if let Ok(mut player) = player
        && player.step(&Step::Press(KeyPress { key: Key::Menu, refused: false })).is_ok()
    {
        add(&player, &[], &mut found);
    }
    found
}

/// Adds the lines of the menu on the screen, and of the menus behind them.
fn add(player: &Player, above: &[String], found: &mut Vec<Vec<String>>) {
    let screen = player.screen();
    let ScreenBody::Items { items, .. } = &screen.body else { return };
    for item in items {
        let path = [above, std::slice::from_ref(&item.text)].concat();
        found.push(path.clone());
        let mut beside = Player::beside(player);
        let is_chosen = beside.step(&Step::Choose(vec![Name::Text(item.text.clone())])).is_ok();
        if is_chosen && path.len() < DEPTH_MAX && beside.screen() != screen {
            add(&beside, &path, found);
        }
    }
}
