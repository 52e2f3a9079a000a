//! Business hall: loads cards over the contacts, and sells scratch cards.

use sim_wire::Fen;

use super::result::{Performed, RefusedError};
use super::terminal::{Terminal, TerminalError};
use crate::platform::number::Msisdn;
use crate::platform::province::Province;
use crate::platform::scratch_card::CardDigits;
use crate::world::World;
use sim_device::link::Transport;
use sim_device::profile::Profile;

/// Number of the hall's terminal.
const TERMINAL: [u8; 6] = [0x99, 0x88, 0x77, 0x66, 0x55, 0x44];

/// Business hall, with the scratch cards that it sold.
#[derive(Clone, Debug, Default)]
pub(super) struct Hall {
    sold: Vec<CardDigits>,
}

/// Takes an amount from the account and loads it onto the card. The result of the load ends the transfer.
pub(super) fn load(
    world: &mut World,
    (number, profile): (Msisdn, &Profile),
    amount: Fen,
) -> Result<Performed, RefusedError> {
    let transfer = world.reserve_hall_load(&number, amount)?;
    let loaded = Terminal::new(world, (number, profile), Transport::Contacts, TERMINAL).load(amount);
    let ended = world.end_hall_load(transfer, loaded.is_ok());
    if !matches!(loaded, Err(TerminalError::Fault(_))) {
        // The books have the transfer, so that a refusal to end it is as wrong as a wrong proof.
        ended.map_err(TerminalError::Books)?;
    }
    Ok(loaded.map(|()| Performed::Done)?)
}

impl Hall {
    /// Prints and sells a scratch card.
    pub(super) fn sell(
        &mut self,
        world: &mut World,
        value: Fen,
        province: Province,
    ) -> Result<Performed, RefusedError> {
        let digits = world.issue_scratch_card(value, province)?;
        self.sold.push(digits.clone());
        Ok(Performed::Sold(u32::try_from(self.sold.len()).unwrap_or(u32::MAX), digits))
    }

    /// Returns the digits of the n-th scratch card that was sold, counted from 1.
    pub(super) fn digits(&self, nth: u32) -> Result<String, RefusedError> {
        let place = usize::try_from(nth).ok().and_then(|nth| nth.checked_sub(1));
        let card = place.and_then(|place| self.sold.get(place));
        card.map(CardDigits::reveal).ok_or(RefusedError::NoScratchCard(nth))
    }

    /// Returns a text in which each `{card N}` is replaced by the digits of that scratch card.
    pub(super) fn with_cards(&self, text: &str) -> Result<String, RefusedError> {
        let Some((before, rest)) = text.split_once("{card ") else { return Ok(text.to_owned()) };
        let wrong = |part: &str| RefusedError::Placeholder(part.to_owned());
        let (nth, after) = rest.split_once('}').ok_or_else(|| wrong(rest))?;
        let digits = self.digits(nth.parse().map_err(|_| wrong(nth))?)?;
        Ok(format!("{before}{digits}{}", self.with_cards(after)?))
    }
}
