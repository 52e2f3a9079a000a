//! Business hall: loads cards over the contacts, and sells scratch cards.

use sim_wire::Fen;

use super::result::{Performed, RefusedError};
use super::terminal::TerminalError;
use crate::platform::hall::HallFunds;
use crate::platform::number::Msisdn;
use crate::platform::province::Province;
use crate::platform::scratch_card::CardDigits;
use crate::world::World;
use sim_device::sam::transaction::TransferDirection;

pub mod counter;
mod terminal;

use terminal::HallTerminal;

/// Business hall, with the scratch cards that it sold.
#[derive(Clone, Debug, Default)]
pub(super) struct Hall {
    sold: Vec<CardDigits>,
}

/// Loads an amount onto a person's card, from cash that is paid in or from the account. The card's TAC settles the load.
pub(super) fn load(
    world: &mut World,
    number: Msisdn,
    (funds, amount): (HallFunds, Fen),
) -> Result<Performed, RefusedError> {
    world.check_hall_load(number, funds, amount)?;
    let mut terminal = HallTerminal { world, number };
    let asn = terminal.select()?;
    terminal.resolve_earlier(asn)?;
    let begun = terminal.initialize(TransferDirection::Load, amount)?;
    let host = terminal.ask(|world| world.begin_hall_load((number, asn), funds, &begun));
    let host = host.map_err(not_begun)?;
    terminal.complete(&begun, host)?;
    Ok(Performed::Done)
}

/// Takes the refusal of the platform to begin a transaction out of the terminal's error.
fn not_begun(why: TerminalError) -> RefusedError {
    match why {
        TerminalError::World(why) => RefusedError::World(why),
        other => RefusedError::Terminal(other),
    }
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

#[cfg(test)]
mod tests;
