//! Sale of a scratch card (充值卡), whose digits are printed once.

use miette::miette;
use sim_wire::Fen;

use super::step::{UndoneError, WorldConsole, perform_now};
use crate::cli::{output, print};
use sim_i18n::event;
use sim_world::action::{Action, HallAction};
use sim_world::actor::Performed;
use sim_world::platform::amount::parse_yuan;
use sim_world::platform::province::Province;
use sim_world::store::sqlite::WorldFile;

/// Scratch card that is to be sold.
#[derive(clap::Args)]
pub(in crate::cli) struct ScratchCard {
    /// Value of the card in yuan.
    #[arg(value_parser = parse_yuan)]
    value: Fen,
    /// Province in which the card is sold, by its Chinese name; the platform accepts cards of Hunan.
    #[arg(long, default_value = "湖南")]
    province: Province,
}

impl ScratchCard {
    /// Sells the card. Its digits are printed before the sale is kept: if they cannot be printed, there was no sale.
    pub(in crate::cli) fn sell(&self, console: WorldConsole<'_>) -> miette::Result<()> {
        if output::is_discarded() {
            return Err(miette!(
                "Standard output is closed or the null device, where the digits would be lost, so no card was sold."
            ));
        }
        let sale = Action::Hall(HallAction::SellScratchCard(self.value, self.province));
        let (mut file, mut world) = WorldFile::open(console.path)?;
        file.begin(&mut world)?;
        let known = world.happened();
        let performed = perform_now(&mut world, &sale).map_err(|why| UndoneError::new(console, why))?;
        world.pass(0);
        world.events_after(known).for_each(|event| print(&event::dated_line(console.language, event)));
        if let Performed::Sold(_, digits) = performed {
            print(&digits.reveal());
        }
        if !output::is_whole() {
            return Err(miette!("The digits cannot be printed, so no card was sold."));
        }
        Ok(file.keep(&mut world)?)
    }
}
