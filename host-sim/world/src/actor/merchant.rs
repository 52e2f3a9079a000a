//! The merchant: its terminal takes purchases offline, by radio, and uploads them later.

use sim_wire::Fen;

use super::result::{Performed, RefusedError};
use super::terminal::Terminal;
use crate::platform::number::Msisdn;
use crate::world::{World, WorldError};
use sim_device::link::Way;
use sim_device::profile::Profile;

/// Distance of the card from the terminal.
const AIR: Way = Way::Air { distance_cm: 3 };

/// Number of the merchant's terminal.
const TERMINAL: [u8; 6] = [0x11, 0x22, 0x33, 0x44, 0x55, 0x66];

/// The merchant. The purchases that it has not uploaded stand with the card's holder in the world, which keeps them.
#[derive(Clone, Debug, Default)]
pub(super) struct Merchant {
    /// Transactions of the terminal so far with each card.
    counters: std::collections::BTreeMap<Msisdn, u32>,
    /// Whether the terminal gives up where no answer comes, in place of asking the card for its proof.
    pub(super) gives_up: bool,
}

impl Merchant {
    /// Takes a purchase. The terminal's counter rises whatever comes of it.
    pub(super) fn sell(
        &mut self,
        world: &mut World,
        (number, profile): (Msisdn, &Profile),
        amount: Fen,
    ) -> Result<Performed, RefusedError> {
        let counter = self.counters.entry(number).or_default();
        *counter = counter.saturating_add(1);
        let terminal = Terminal::new(world, (number, profile), AIR, TERMINAL);
        let mut terminal = if self.gives_up { terminal.without_proof() } else { terminal };
        terminal.sell(amount, *counter)?;
        world.took(&number, amount);
        Ok(Performed::Done)
    }
}

/// Loads a card by radio at a terminal that takes the money from nobody in the books.
pub(super) fn load(
    world: &mut World,
    (number, profile): (Msisdn, &Profile),
    amount: Fen,
) -> Result<Performed, RefusedError> {
    Terminal::new(world, (number, profile), AIR, TERMINAL).without_proof().load(amount)?;
    world.gave(&number, amount);
    Ok(Performed::Done)
}

/// Uploads what a card spent and was not uploaded: the merchant is paid.
pub(super) fn upload(world: &mut World, number: &Msisdn) -> Result<Performed, RefusedError> {
    let person = world.person(number).ok_or(WorldError::NoSuchPerson(*number))?;
    if person.spent == Fen::ZERO {
        return Err(RefusedError::NothingToUpload);
    }
    world.upload(number)?;
    Ok(Performed::Done)
}
