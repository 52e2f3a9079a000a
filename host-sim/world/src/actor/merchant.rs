//! Merchant: its terminal takes purchases offline, by radio, and uploads them later.

use sim_wire::Fen;

use super::result::{Performed, RefusedError};
use super::terminal::Terminal;
use crate::platform::number::Msisdn;
use crate::world::{World, WorldError};
use sim_device::link::Transport;
use sim_device::profile::Profile;

/// Way from the terminal to the card.
const AIR: Transport = Transport::Air { distance_cm: 3 };

/// Number of the merchant's terminal.
const TERMINAL: [u8; 6] = [0x11, 0x22, 0x33, 0x44, 0x55, 0x66];

/// Merchant with a terminal. The world keeps the purchases that were not uploaded, with the card's holder.
#[derive(Clone, Debug, Default)]
pub(super) struct Merchant {
    /// Number of the terminal's transactions with each card.
    counters: std::collections::BTreeMap<Msisdn, u32>,
    /// Set if the terminal gives up when no answer comes, instead of asking the card for its proof.
    pub(super) gives_up: bool,
}

impl Merchant {
    /// Takes a purchase. The terminal's counter rises even if the purchase fails.
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
        world.note_spent(&number, amount);
        Ok(Performed::Done)
    }
}

/// Loads a card by radio at a terminal whose money comes from no account in the books.
pub(super) fn load(
    world: &mut World,
    (number, profile): (Msisdn, &Profile),
    amount: Fen,
) -> Result<Performed, RefusedError> {
    Terminal::new(world, (number, profile), AIR, TERMINAL).without_proof().load(amount)?;
    world.note_loaded(&number, amount)?;
    Ok(Performed::Done)
}

/// Uploads the purchases of a card that were not uploaded, for which the merchant is paid.
pub(super) fn upload(world: &mut World, number: &Msisdn) -> Result<Performed, RefusedError> {
    let person = world.person(number).ok_or(WorldError::NoSuchPerson(*number))?;
    if person.spent == Fen::ZERO {
        return Err(RefusedError::NothingToUpload);
    }
    world.upload(number)?;
    Ok(Performed::Done)
}
