//! Surroundings of a handset: another use of the screen, calls, the language, and the network's replies to submitted
//! messages.

use super::result::{Performed, RefusedError};
use crate::action::{CallEvent, SubmissionReply, Switch};
use crate::platform::number::Msisdn;
use crate::world::{World, WorldError};
use sim_device::handset::{End, Handset, Sending};

/// RP-Cause of a service centre that refuses: facility rejected (3GPP TS 24.011 §8.2.5.4).
const FACILITY_REJECTED: u8 = 0x45;

/// Cause of a network that is unable: congestion (3GPP TS 24.008 §10.5.3.6).
const CONGESTION: u8 = 0x16;

/// Result of a change around a handset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    Made,
    Impossible,
}

impl Change {
    const fn from_bool(is_made: bool) -> Change {
        if is_made { Change::Made } else { Change::Impossible }
    }
}

/// Occupies the screen by another use, or frees it.
pub(super) fn occupy_screen(world: &mut World, who: Msisdn, switch: Switch) -> Result<Performed, RefusedError> {
    change(world, who, |handset| {
        handset.surroundings.screen_busy = switch.is_on();
        Change::Made
    })
}

/// Makes a call ring, be answered or end.
pub(super) fn call(world: &mut World, who: Msisdn, event: CallEvent) -> Result<Performed, RefusedError> {
    change(world, who, |handset| {
        Change::from_bool(match event {
            CallEvent::Rings => handset.receive_call(None),
            CallEvent::Answered => {
                handset.receive_call(None);
                handset.answer_call()
            }
            CallEvent::Ended => handset.end_call(End::Far),
        })
    })
}

/// Sets the language of the handset, which reports it to the card.
pub(super) fn choose_language(world: &mut World, who: Msisdn, language: &str) -> Result<Performed, RefusedError> {
    change(world, who, |handset| {
        handset.choose_language(language);
        Change::Made
    })
}

/// Sets the reply to messages that a phone submits.
pub(super) fn reply_to_submissions(
    world: &mut World,
    whose: Msisdn,
    reply: SubmissionReply,
) -> Result<Performed, RefusedError> {
    change(world, whose, |handset| {
        handset.surroundings.sending = match reply {
            SubmissionReply::Taken => Sending::Accepted,
            SubmissionReply::Refused => Sending::CentreRefuses(FACILITY_REJECTED),
            SubmissionReply::Unable => Sending::NetworkUnable(CONGESTION),
        };
        Change::Made
    })
}

/// Changes something around a handset, and lets handset and card come to rest.
fn change(
    world: &mut World,
    who: Msisdn,
    make: impl FnOnce(&mut Handset) -> Change,
) -> Result<Performed, RefusedError> {
    let person = world.person_mut(&who).ok_or(WorldError::NoSuchPerson(who))?;
    if make(person.station_mut().handset_mut()) == Change::Impossible {
        return Err(RefusedError::NoCall);
    }
    world.tend(&who)?;
    Ok(Performed::Done)
}
