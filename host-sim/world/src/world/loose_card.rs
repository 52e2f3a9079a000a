//! Cards that are in no phone: they were lost or given up, and their numbers have others. A finder may hold one before
//! a terminal; the platform sends it nothing.

use applet::{CardState, Refusal};

use crate::platform::card_file::Asn;
use crate::platform::number::Msisdn;
use sim_device::link::{Chance, InProcess, Link as _, LinkContext, LinkError, Transport};
use sim_device::memory::{Eeprom, image};
use sim_device::reader::{self, ReaderMode};

/// Readability of a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readability {
    /// The card answers.
    Readable,
    /// The card is damaged and answers nothing; what it holds is still in its memory.
    Unreadable,
}

/// Card that is in no phone.
#[derive(Clone, Debug)]
pub struct LooseCard {
    pub(crate) asn: Asn,
    pub(crate) number: Msisdn,
    /// Name of the card's profile on the command line.
    pub(crate) profile: String,
    pub(crate) readability: Readability,
    pub(crate) link: InProcess<Eeprom>,
    /// Last refusal before the power was taken; `None` if there was none. No file has it.
    pub(crate) last_refusal: Option<Refusal>,
}

impl LooseCard {
    /// Returns the card number.
    pub const fn asn(&self) -> Asn {
        self.asn
    }

    /// Returns the number to which the card belonged.
    pub const fn number(&self) -> Msisdn {
        self.number
    }

    /// Returns the name of the card's profile on the command line.
    pub fn profile(&self) -> &str {
        &self.profile
    }

    /// Returns whether the card answers.
    pub const fn readability(&self) -> Readability {
        self.readability
    }

    /// Returns the reason of the card's last refusal since its power was last given; `None` if it refused nothing.
    pub fn last_refusal(&self) -> Option<Refusal> {
        self.link.card().last_refusal().or(self.last_refusal)
    }

    /// Returns the visible state of the wallet; `None` if the memory holds no sound card.
    pub fn card_state(&self) -> Option<CardState> {
        image::card(self.link.card().memory().image()).ok().and_then(|card| card.state())
    }

    /// Returns `true` if two cards agree in everything that a file keeps. The power is not kept.
    pub(super) fn is_kept_like(&self, other: &LooseCard) -> bool {
        (self.asn, self.number, &self.profile) == (other.asn, other.number, &other.profile)
            && self.readability == other.readability
            && self.link.card().memory().image() == other.link.card().memory().image()
    }

    /// Sends a terminal's command to the card, which is powered by the first one and draws its chance from the seed.
    /// The card goes on with its session until its power is taken.
    pub(super) fn transmit(&mut self, way: Transport, command: &[u8], seed: u64) -> Result<Vec<u8>, LinkError> {
        if self.readability == Readability::Unreadable {
            return Err(LinkError::Silent);
        }
        self.link.card_mut().entropy_mut().reseed(seed);
        if self.link.card().session().is_none() {
            self.last_refusal = None;
            self.link.power_on()?;
        }
        reader::transmit(&mut self.link, ReaderMode::Auto, LinkContext { way, uptime_s: 0 }, command)
    }

    /// Returns the link to the card.
    pub(super) const fn link(&self) -> &InProcess<Eeprom> {
        &self.link
    }

    /// Gives the card power, as a finder's handset does. A card that cannot be read stays dark.
    pub(super) fn power_on(&mut self) {
        if self.readability == Readability::Readable && self.link.card().session().is_none() {
            self.last_refusal = None;
            drop(self.link.power_on());
        }
    }

    /// Takes the card's power.
    pub(super) fn power_off(&mut self) {
        self.last_refusal = self.last_refusal();
        self.link.power_off();
    }

    /// Returns a card from the state that a file has.
    pub(crate) fn kept(
        (asn, number): (Asn, Msisdn),
        profile: String,
        readability: Readability,
        memory: Eeprom,
    ) -> LooseCard {
        let link = InProcess::new(memory, Chance::seeded(0));
        LooseCard { asn, number, profile, readability, link, last_refusal: None }
    }
}
