//! The phone that stands on the desk: a handset with its card, by itself or as a person's in a world. Either takes
//! acts, lets time pass, and reports the exchanges with its card.

use applet::CardState;

use super::home::Home;
use sim_device::handset::Act;
use sim_device::link::{InProcess, Link};
use sim_device::memory::Eeprom;
use sim_device::mobile_station::{Exchange, MobileStation, StationError};
use sim_world::action::{Action, HolderAction, Switch};
use sim_world::actor::{Performed, RefusedError};

/// Link to a card that can be kept and resumed later.
pub trait KeptLink: Link + Clone {
    /// Returns the visible state of the wallet; `None` without power, or where it cannot be seen.
    fn state(&self) -> Option<CardState>;
}

impl KeptLink for InProcess<Eeprom> {
    fn state(&self) -> Option<CardState> {
        self.card().state()
    }
}

/// Reason why the phone does not go on as it should.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GroundError {
    /// Handset and card that do not come to rest.
    #[error(transparent)]
    Unrest(#[from] StationError),
    /// Handset and card that did not come to rest; the phone has been switched on again since.
    #[error("handset and card did not come to rest, and the phone was switched on again")]
    Fell,
    /// State that could not be kept: the phone must not go on.
    #[error("what was done could not be kept: {0}")]
    NotKept(String),
}

/// Reason why an action was not performed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PerformError {
    /// No world around the phone, which stands by itself.
    #[error("there is no world around the phone")]
    NoWorld,
    /// Refusal by the world.
    #[error(transparent)]
    Refused(#[from] RefusedError),
    /// Action that was performed, after which the phone did not go on.
    #[error(transparent)]
    Ground(#[from] GroundError),
}

/// Phone that stands on the desk, by itself or as a person's in a world.
pub trait Ground: Sized {
    /// Link to the card.
    type Link: KeptLink;

    /// Returns the handset with the card.
    fn station(&self) -> &MobileStation<Self::Link>;

    /// Takes the exchanges that crossed since the last call.
    fn take_exchanges(&mut self) -> Vec<Exchange>;

    /// Lets the person do something with the phone; returns whether it had a meaning on the screen.
    fn act(&mut self, act: &Act) -> Result<bool, GroundError>;

    /// Switches the phone off and on.
    fn restart(&mut self) -> Result<(), GroundError>;

    /// Lets `ms` milliseconds pass.
    fn pass(&mut self, ms: u32) -> Result<(), GroundError>;

    /// Takes over what others did in the world around the phone.
    fn look_around(&mut self) -> Result<(), GroundError> {
        Ok(())
    }

    /// Performs an action of a party in the world around the phone.
    fn perform(&mut self, action: &Action) -> Result<Performed, PerformError>;

    /// Holds every message as it comes from now on, or releases all that are held.
    fn hold_all(&mut self, switch: Switch) -> Result<Performed, PerformError>;

    /// Returns the world around the phone; `None` for a phone by itself.
    fn home(&self) -> Option<&Home>;

    /// Returns a copy to come back to; `None` if every step is written to a file and cannot be undone.
    fn copy(&self) -> Option<Self>;
}

impl<L: KeptLink> Ground for MobileStation<L> {
    type Link = L;

    fn station(&self) -> &MobileStation<L> {
        self
    }

    fn take_exchanges(&mut self) -> Vec<Exchange> {
        MobileStation::take_exchanges(self)
    }

    fn act(&mut self, act: &Act) -> Result<bool, GroundError> {
        Ok(MobileStation::act(self, act)?)
    }

    fn restart(&mut self) -> Result<(), GroundError> {
        Ok(MobileStation::restart(self)?)
    }

    fn pass(&mut self, ms: u32) -> Result<(), GroundError> {
        Ok(self.wait(ms)?)
    }

    fn perform(&mut self, action: &Action) -> Result<Performed, PerformError> {
        let Action::Holder(_, HolderAction::Network(switch)) = action else { return Err(PerformError::NoWorld) };
        match switch {
            Switch::On => self.handset_mut().find_service(),
            Switch::Off => self.handset_mut().lose_service(),
        }
        self.settle().map_err(GroundError::from)?;
        Ok(Performed::Done)
    }

    fn hold_all(&mut self, _: Switch) -> Result<Performed, PerformError> {
        Err(PerformError::NoWorld)
    }

    fn home(&self) -> Option<&Home> {
        None
    }

    fn copy(&self) -> Option<MobileStation<L>> {
        Some(self.clone())
    }
}
