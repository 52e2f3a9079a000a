//! `rfid-sim pos list`: the terminals of a world.

use crate::cli::table::table;
use crate::cli::world::step::{UndoneError, WorldConsole};
use crate::cli::{CliResult, Ending, print};
use sim_i18n::Language;
use sim_i18n::world::terminal;
use sim_world::action::PosPlace;
use sim_world::world::{ShopError, World};

/// Runs `rfid-sim pos list`.
pub(super) fn run(console: WorldConsole<'_>) -> CliResult {
    print_shops(&console.look()?, console.language);
    Ok(Ending::Held)
}

/// Returns an error if a world has no such terminal.
pub(super) fn check(console: WorldConsole<'_>, pos: PosPlace) -> miette::Result<()> {
    let world = console.look()?;
    let there = world.shops().get(pos).map(drop);
    Ok(there.ok_or_else(|| UndoneError::new(console, ShopError::NoSuchPos(pos)))?)
}

/// Prints the terminals of a world, each in a row, and what is not settled at them.
pub(in crate::cli) fn print_shops(world: &World, language: Language) {
    table(&terminal::terminals(language, world));
    terminal::unsettled(language, world).iter().for_each(|line| print(line));
}

/// Prints the parameters that a terminal has.
pub(super) fn print_parameters(world: &World, pos: PosPlace, language: Language) {
    let Some(shop) = world.shops().get(pos) else { return };
    terminal::parameters(language, shop.terminal().parameters()).iter().for_each(|line| print(line));
}
