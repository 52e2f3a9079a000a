//! Radio between card and reader: beyond its reach no exchange gets to the card.

use applet::Card;

use super::{Chance, InProcess, Link, LinkContext, NoAnswerError, PoweredMemory, Transport};

/// Reach of a card that was never calibrated for its handset, in centimetres: ten metres, the 2.4 GHz radio at full
/// power.
pub const REACH_UNCALIBRATED_CM: u16 = 1000;

/// Link over which a tap reaches the card only within the calibrated distance.
#[derive(Clone, Debug)]
pub struct Radio<L> {
    link: L,
}

impl<L> Radio<L> {
    /// Puts the radio around a link.
    pub fn new(link: L) -> Radio<L> {
        Radio { link }
    }
}

impl<M: PoweredMemory> Radio<InProcess<M>> {
    /// Returns the present reach of the card, in centimetres.
    pub fn reach_cm(&self) -> u16 {
        let calibration = self.card().state().and_then(|state| state.calibration);
        calibration.map_or(REACH_UNCALIBRATED_CM, |calibration| u16::from(calibration.reach_cm))
    }

    /// Returns the card.
    pub fn card(&self) -> &Card<M, Chance> {
        self.link.card()
    }

    /// Returns the card, to arm a fault in its memory or to give it random numbers.
    pub fn card_mut(&mut self) -> &mut Card<M, Chance> {
        self.link.card_mut()
    }

    /// Returns whether an exchange in this situation reaches the card.
    pub fn is_in_reach(&self, situation: LinkContext) -> bool {
        match situation.way {
            Transport::Contacts => true,
            Transport::Air { distance_cm } => distance_cm <= self.reach_cm(),
        }
    }
}

impl<M: PoweredMemory> Link for Radio<InProcess<M>> {
    fn power_on(&mut self) -> Result<Vec<u8>, NoAnswerError> {
        self.link.power_on()
    }

    fn power_off(&mut self) {
        self.link.power_off();
    }

    fn exchange(&mut self, situation: LinkContext, command: &[u8]) -> Result<Vec<u8>, NoAnswerError> {
        if self.is_in_reach(situation) { self.link.exchange(situation, command) } else { Err(NoAnswerError) }
    }
}
