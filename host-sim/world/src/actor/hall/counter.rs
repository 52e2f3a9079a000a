//! Counter of a business hall: taking a card back for a closing or a swap, the load of a swap's amount onto the new
//! card, and calibration on site. Each goes on where an earlier try stopped.

use sim_wire::Fen;
use sim_wire::lifecycle::LifeCycle;

use super::not_begun;
use super::terminal::HallTerminal;
use crate::actor::result::{Performed, RefusedError};
use crate::platform::calibration::imei_octets;
use crate::platform::hall::{HallError, ReturnPurpose, UnloadAnswer};
use crate::platform::identity::Identity;
use crate::platform::number::Msisdn;
use crate::world::{World, WorldError};
use sim_device::sam::transaction::TransferDirection;

/// Takes the rest of a purse back to the account and closes the wallet on the card (退订, 换卡登记).
pub fn take_card_back(
    world: &mut World,
    number: Msisdn,
    (purpose, shown): (ReturnPurpose, &Identity),
) -> Result<Performed, RefusedError> {
    let mut terminal = HallTerminal { world, number };
    let asn = terminal.select()?;
    terminal.resolve_earlier(asn)?;
    if terminal.life_cycle()? != LifeCycle::Closed {
        terminal.authenticate(asn)?;
        let balance = terminal.balance(asn)?;
        let begun = terminal.initialize(asn, TransferDirection::Unload, balance)?;
        let answer = terminal.ask(|world| world.begin_hall_unload((number, asn), (purpose, shown), &begun));
        if let UnloadAnswer::Debit(host) = answer.map_err(not_begun)? {
            terminal.complete(&begun, host)?;
        }
        terminal.select()?;
        terminal.authenticate(asn)?;
        // A wallet that was closing has closed itself with its last fen.
        if terminal.life_cycle()? != LifeCycle::Closed {
            terminal.set_status(asn, LifeCycle::Closed)?;
        }
    }
    terminal.ask(|world| world.confirm_closed(number, asn)).map_err(not_begun)?;
    Ok(Performed::Done)
}

/// Reads the balance of a purse that could be registered for a swap; `None` if the card is lost or cannot be read, or
/// nothing can be registered in the present states of number, account and wallet.
pub(super) fn readable_rest(world: &mut World, number: Msisdn) -> Option<Fen> {
    if !world.platform().may_take_back(&number) {
        return None;
    }
    let mut terminal = HallTerminal { world, number };
    let read = terminal.repeat_while_silent(|terminal| {
        let asn = terminal.select()?;
        terminal.balance(asn)
    });
    read.ok()
}

/// Opens the wallet on the new card of a swap and loads the registered amount onto it (换卡圈存). Returns the amount.
pub fn load_swap(world: &mut World, number: Msisdn) -> Result<Fen, RefusedError> {
    let mut terminal = HallTerminal { world, number };
    let asn = terminal.select()?;
    let swap = terminal.world.platform_mut().swap_for(asn);
    terminal.resolve_earlier(asn)?;
    let amount = swap.map(|swap| swap.amount).ok_or(WorldError::Refused(HallError::NoSwap.into()))?;
    if terminal.world.platform_mut().swap_for(asn).is_none() {
        // An earlier try left the load without an answer, and the card has the amount.
        return Ok(amount);
    }
    if terminal.life_cycle()? == LifeCycle::Unopened {
        terminal.ask(|world| world.begin_opening(number, asn)).map_err(not_begun)?;
        terminal.authenticate(asn)?;
        terminal.set_status(asn, LifeCycle::Open)?;
    }
    terminal.ask(|world| world.confirm_opened(number, asn)).map_err(not_begun)?;
    let begun = terminal.initialize(asn, TransferDirection::Load, amount)?;
    let host = terminal.ask(|world| world.begin_swap_load((number, asn), &begun)).map_err(not_begun)?;
    terminal.complete(&begun, host)?;
    Ok(amount)
}

/// Calibrates a card on site, in the handset in which it is. The card refuses later than an hour after power-on.
pub fn calibrate(world: &mut World, number: Msisdn) -> Result<Performed, RefusedError> {
    let person = world.person(&number).ok_or(WorldError::NoSuchPerson(number))?;
    let imei = imei_octets(&person.station().handset().model().imei).unwrap_or_default();
    let mut terminal = HallTerminal { world, number };
    let asn = terminal.select()?;
    terminal.authenticate(asn)?;
    let command = terminal.world.platform().calibration_on_site(asn, imei).map_err(WorldError::Refused)?;
    terminal.exchange(&command)?;
    terminal.ask(|world| world.confirm_calibrated(number, asn, imei)).map_err(not_begun)?;
    Ok(Performed::Done)
}
