//! Swaps: a card is registered once, its amount is loaded onto the new card once, and a card that was given up is
//! never opened or loaded again.

use sim_wire::lifecycle::LifeCycle;

use super::Violation;
use super::snapshot::Snapshot;
use crate::platform::hall::SwapState;
use crate::world::World;

/// Checks the swaps and the new loads since the last look.
pub(super) fn check(before: &Snapshot, now: &Snapshot, world: &World) -> Result<(), Violation> {
    for (asn, after) in &now.files {
        let Some(before) = before.files.get(asn) else { continue };
        let wrong = |why| Err(Violation::Swapped { card: *asn, why });
        let is_registered = before.swap.is_some_and(|swap| swap != SwapState::Registering);
        if after.is_swapped() && !before.is_swapped() && is_registered {
            return wrong("was registered for a swap a second time");
        }
        if is_registered && after.state == LifeCycle::Open && before.state != LifeCycle::Open {
            return wrong("was opened a second time after it was given up");
        }
        match (before.swap.map(stage), after.swap.map(stage)) {
            (None, None | Some(0 | 1)) => {}
            // A load that the new card gave up is begun again.
            (Some(3), Some(2)) => {}
            (Some(was), Some(is)) if is == was || was.checked_add(1) == Some(is) => {}
            // The new card ends a registration that was interrupted. A swap without an amount needs no load, and a load
            // may begin and end between two looks.
            (Some(0 | 1), Some(2 | 4)) | (Some(2), Some(4)) => {}
            _ => return wrong("went through its swap in another order"),
        }
    }
    let new = world.platform().transfers().filter(|transfer| before.newest.is_none_or(|newest| transfer.id > newest));
    for transfer in new {
        if world.platform().swap_of(transfer.asn).is_some() {
            return Err(Violation::Swapped { card: transfer.asn, why: "was loaded after it was given up" });
        }
    }
    Ok(())
}

/// Returns the place of a state in the order of a swap.
const fn stage(state: SwapState) -> u8 {
    match state {
        SwapState::Registering => 0,
        SwapState::Registered => 1,
        SwapState::Issued(_) => 2,
        SwapState::Loading(..) => 3,
        SwapState::Loaded(_) => 4,
    }
}
