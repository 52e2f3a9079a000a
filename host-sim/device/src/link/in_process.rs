//! Link to a card in the same process, over its contacts or within the reach of its radio.

use applet::{Card, ExchangeContext, Interface};

use super::{Chance, Link, LinkContext, LinkError, PoweredMemory, Transport};

/// Simulated card, reached without any reader.
#[derive(Clone, Debug)]
pub struct InProcess<M> {
    card: Card<M, Chance>,
}

impl<M: PoweredMemory> InProcess<M> {
    /// Creates a card with this memory, without power.
    pub fn new(memory: M, chance: Chance) -> InProcess<M> {
        InProcess { card: Card::new(memory, chance) }
    }

    /// Returns the card.
    pub fn card(&self) -> &Card<M, Chance> {
        &self.card
    }

    /// Returns the card, to arm a fault in its memory or to give it random numbers.
    pub fn card_mut(&mut self) -> &mut Card<M, Chance> {
        &mut self.card
    }
}

impl LinkContext {
    /// Returns the context of the exchange as the card takes it.
    pub fn surroundings(self) -> ExchangeContext {
        let interface = match self.way {
            Transport::Contacts => Interface::Contact,
            Transport::Air { .. } => Interface::Contactless,
        };
        ExchangeContext { interface, uptime_s: self.uptime_s }
    }
}

impl<M: PoweredMemory> Link for InProcess<M> {
    fn power_on(&mut self) -> Result<Vec<u8>, LinkError> {
        self.card.memory_mut().power_restored();
        // A card that does not come up sends no answer to reset; a reader learns nothing more.
        self.card.power_on().map(|atr| atr.to_vec()).map_err(|_| LinkError::Silent)
    }

    fn power_off(&mut self) {
        self.card.power_off();
    }

    fn exchange(&mut self, situation: LinkContext, command: &[u8]) -> Result<Vec<u8>, LinkError> {
        if !self.is_reached(situation) {
            return Err(LinkError::Silent);
        }
        if self.card.memory_mut().exchange_begins(command).is_err() {
            self.card.power_off();
            return Err(LinkError::Silent);
        }
        let answer = self.card.transmit(situation.surroundings(), command);
        if self.card.memory_mut().exchange_ends().is_err() {
            self.card.power_off();
            return Err(LinkError::Silent);
        }
        let answer = answer.map_err(|_| LinkError::Silent)?;
        Ok([&answer.data[..], &answer.status.to_bytes()].concat())
    }
}

#[cfg(test)]
mod tests {
    use sim_wire::Fen;

    use super::*;
    use crate::memory::PowerCut;
    use crate::mobile_station::card;
    use crate::profile::Profile;
    use crate::sam::command;

    /// PUT DATA of a single-transaction limit of 50 yuan.
    const SET_LIMIT: [u8; 9] = [0x80, 0xDA, 0xDF, 0x20, 0x04, 0x00, 0x00, 0x13, 0x88];

    #[test]
    fn cut_at_command_or_answer_leaves_either() {
        for (cut, limit) in [(PowerCut::at_command(1), None), (PowerCut::at_answer(1), Some(Fen(5_000)))] {
            let profile = Profile::default();
            let mut link = card(&profile, 1).unwrap();
            link.power_on().unwrap();
            link.card_mut().memory_mut().arm(cut);
            let (context, select) = (LinkContext::default(), command::select_application(&profile.card.aid).unwrap());
            assert!(link.exchange(context, &select).is_ok());
            assert_eq!(link.exchange(context, &SET_LIMIT), Err(LinkError::Silent));
            assert_eq!(link.exchange(context, &select), Err(LinkError::Silent), "the power stays away");
            link.power_on().unwrap();
            assert_eq!(link.card().state().unwrap().limit, limit, "{cut:?}");
        }
    }
}
