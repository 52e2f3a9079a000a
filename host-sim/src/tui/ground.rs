//! What stands on the desk: a handset with its card, by itself or as a person's in a world. Whatever it is, something
//! can be done with it, time passes, and it says what crossed the contacts.

use applet::CardState;

use super::deed::{Deed, Done, NotDone};
use super::home::Home;
use sim_device::handset::Act;
use sim_device::link::{InProcess, Link};
use sim_device::memory::Eeprom;
use sim_device::mobile_station::{Exchange, MobileStation, StationError};

/// A way to a card that can be kept and taken up again.
pub trait Held: Link + Clone {
    /// What can be seen of the wallet; `None` without power, or where it cannot be seen.
    fn state(&self) -> Option<CardState>;
}

impl Held for InProcess<Eeprom> {
    fn state(&self) -> Option<CardState> {
        self.card().state()
    }
}

/// Why it does not go on as it should.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Handset and card do not come to rest.
    Unrest(StationError),
    /// They did not, and the phone has been switched on again since.
    Fell,
    /// What was done could not be kept: the phone must not go on.
    NotKept(String),
}

impl From<StationError> for Trouble {
    fn from(unrest: StationError) -> Trouble {
        Trouble::Unrest(unrest)
    }
}

/// What stands on the desk.
pub trait Ground: Sized {
    /// The way to the card.
    type Link: Held;

    /// The handset with the card.
    fn station(&self) -> &MobileStation<Self::Link>;

    /// Takes what crossed since it was last asked.
    fn take_exchanges(&mut self) -> Vec<Exchange>;

    /// The person does something with the phone; gives whether it meant anything.
    fn act(&mut self, act: &Act) -> Result<bool, Trouble>;

    /// The phone is switched off and on.
    fn restart(&mut self) -> Result<(), Trouble>;

    /// Time passes.
    fn pass(&mut self, ms: u32) -> Result<(), Trouble>;

    /// Takes up what others did in the world around the phone.
    fn look_around(&mut self) -> Result<(), Trouble> {
        Ok(())
    }

    /// Somebody does something in the world around the phone.
    fn do_deed(&mut self, deed: &Deed) -> Result<Done, NotDone>;

    /// The world around the phone, if there is one.
    fn home(&self) -> Option<&Home>;

    /// The same once more, to come back to; none where what was done is written and stays done.
    fn copy(&self) -> Option<Self>;
}

impl<L: Held> Ground for MobileStation<L> {
    type Link = L;

    fn station(&self) -> &MobileStation<L> {
        self
    }

    fn take_exchanges(&mut self) -> Vec<Exchange> {
        MobileStation::take_exchanges(self)
    }

    fn act(&mut self, act: &Act) -> Result<bool, Trouble> {
        Ok(MobileStation::act(self, act)?)
    }

    fn restart(&mut self) -> Result<(), Trouble> {
        Ok(MobileStation::restart(self)?)
    }

    fn pass(&mut self, ms: u32) -> Result<(), Trouble> {
        Ok(self.wait(ms)?)
    }

    fn do_deed(&mut self, deed: &Deed) -> Result<Done, NotDone> {
        match deed {
            Deed::Serve(serves) => {
                match serves {
                    true => self.handset_mut().find_service(),
                    false => self.handset_mut().lose_service(),
                }
                self.settle().map(|()| Done::Done).map_err(|unrest| NotDone::Trouble(unrest.into()))
            }
            _ => Err(NotDone::NoWorld),
        }
    }

    fn home(&self) -> Option<&Home> {
        None
    }

    fn copy(&self) -> Option<MobileStation<L>> {
        Some(self.clone())
    }
}
