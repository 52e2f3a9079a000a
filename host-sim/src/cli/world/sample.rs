//! Sample world, to look around in: two people with open wallets, and money in accounts and purses.

use miette::miette;
use sim_wire::Fen;

use super::new::{Newcomer, peopled, profiles, settings};
use super::step;
use sim_codec::time::SECOND;
use sim_i18n::Language;
use sim_world::action::{Action, HallAction, HolderAction};
use sim_world::platform::number::Msisdn;
use sim_world::world::World;

/// Numbers of the people.
const NUMBERS: [&str; 2] = ["13800000001", "13800000002"];

/// Makes the world. The initial passwords are in the messages on the people's phones.
pub(in crate::cli) fn sample() -> miette::Result<World> {
    let numbers: Vec<Msisdn> = NUMBERS.iter().filter_map(|number| number.parse().ok()).collect();
    let cards = profiles("default", numbers.len(), Language::English)?;
    let people: Vec<Newcomer> =
        numbers.iter().zip(cards).map(|(number, (choice, profile))| (*number, choice, profile)).collect();
    let mut world =
        peopled(settings(1), "feature-phone", &people, Some(Fen(20_000))).map_err(|why| miette!("{why}"))?;
    for number in numbers {
        for action in [
            Action::Holder(number, HolderAction::OpenWallet),
            Action::Wait(20 * SECOND),
            Action::Hall(HallAction::Load(number, Fen(5000))),
            Action::Wait(20 * SECOND),
        ] {
            step::perform_now(&mut world, &action).map_err(|why| miette!("The sample world cannot be made: {why}."))?;
        }
    }
    Ok(world)
}
