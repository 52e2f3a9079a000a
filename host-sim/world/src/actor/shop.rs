//! Customers and cashiers at the counters of shops.

use super::result::{ActionResult, Performed, RefusedError};
use crate::action::{FaultSide, NthFault, PosAction, PosPlace, ReceiptPlace, TapAction, TapPurpose};
use crate::platform::number::Msisdn;
use crate::radio_field::{CardPlace, Departure, DepartureMoment, HeldCard};
use crate::world::{ShopError, World};
use sim_device::pos::receipt::Receipt;

/// Holds a handset to the terminal of a shop.
pub(super) fn tap(world: &mut World, card: CardPlace, tap: &TapAction) -> ActionResult {
    let held = HeldCard { leaves: tap.leaves.map(departure), ..HeldCard::usual(card) };
    Ok(match tap.purpose {
        TapPurpose::Purchase(amount) => Performed::Paid(Box::new(world.sell(tap.pos, held, amount)?)),
        TapPurpose::Balance => Performed::Balance(world.read_balance(tap.pos, held)?),
        TapPurpose::Records => Performed::Records(world.read_records(tap.pos, held)?),
        // A finder has no keys for a load, and a holder's load is made elsewhere.
        TapPurpose::Load(_) => return Err(RefusedError::NoLoadHere),
    })
}

/// Returns the command at which a handset leaves the field, as the field has it.
const fn departure(fault: NthFault) -> Departure {
    let when = match fault.side {
        FaultSide::Before => DepartureMoment::BeforeCommand,
        FaultSide::After => DepartureMoment::BeforeAnswer,
    };
    Departure { exchange: fault.nth, when }
}

/// Performs an action of a cashier, or orders a fault of a terminal.
pub(super) fn perform(world: &mut World, pos: PosPlace, action: &PosAction) -> ActionResult {
    let done = |()| Performed::Done;
    Ok(match action {
        PosAction::TakeBack(place) => {
            let receipt = printed(world, *place)?;
            Performed::TakenBack(world.take_back(pos, &receipt)?)
        }
        PosAction::TakeBackAltered(place, amount) => {
            let receipt = Receipt { amount: *amount, ..printed(world, *place)? };
            Performed::TakenBack(world.take_back(pos, &receipt)?)
        }
        PosAction::Upload => Performed::Uploaded(world.upload(pos)?),
        PosAction::AskParameters => world.update_parameters(pos).map(|_| Performed::Done)?,
        PosAction::PowerFailure(fault) => world.cut_terminal_power(pos, *fault).map(done)?,
        PosAction::LineBreak(fault) => world.break_line(pos, *fault).map(done)?,
        PosAction::TamperEntry(tampering, nth) => world.tamper_entry(pos, *tampering, *nth).map(done)?,
    })
}

/// Returns a receipt that was printed.
fn printed(world: &World, place: ReceiptPlace) -> Result<Receipt, ShopError> {
    world.shops().receipt(place).cloned().ok_or(ShopError::NoReceipt(place))
}

/// Puts the phone of a number at a distance from a terminal.
pub(super) fn stand_at(world: &mut World, who: Msisdn, pos: PosPlace, distance_cm: u16) -> ActionResult {
    let reader = world.shops().get(pos).ok_or(ShopError::NoSuchPos(pos))?.terminal().sender().pos;
    world.place_card(CardPlace::Person(who), reader, distance_cm).map_err(ShopError::from)?;
    Ok(Performed::Done)
}

/// Takes the phone of a number away from every terminal.
pub(super) fn go_away(world: &mut World, who: Msisdn) -> ActionResult {
    let readers: Vec<_> = world.shops().all().map(|(_, shop)| shop.terminal().sender().pos).collect();
    for reader in readers {
        world.remove_card(CardPlace::Person(who), reader);
    }
    Ok(Performed::Done)
}

/// Returns the handset in which the card stands that a number lost last.
pub(super) fn finder_of(world: &World, who: &Msisdn) -> Result<CardPlace, RefusedError> {
    world.found_card_of(who).ok_or(RefusedError::NothingFound(*who))
}
