//! Another card for a person (补卡, 换卡): the platform issues the card, it goes into the person's handset, and the old
//! one is kept among the loose cards.

use super::loose_card::{LooseCard, Readability};
use super::{DeskService, Power, ServiceRequest, World, WorldError, following_asn};
use crate::platform::card_file::Asn;
use crate::platform::notices::DeclinedError;
use crate::platform::number::Msisdn;
use sim_device::link::Transport;
use sim_device::mobile_station;
use sim_device::profile::Profile;

/// Number of times that a hall asks a platform that is stopped.
const TRIES: usize = 4;

impl World {
    /// Issues another card to a person and puts it into the handset, which is switched off and on. The old card is kept
    /// among the loose ones. `choice` is the profile's name on the command line.
    pub fn replace_card(
        &mut self,
        number: Msisdn,
        (choice, profile): (&str, &Profile),
        old: Readability,
    ) -> Result<(), WorldError> {
        let place = self.people.find(&number)?;
        let model = self.person(&number).map(|person| person.station().handset().model().name).unwrap_or_default();
        self.platform.may_issue(model).map_err(|refused| WorldError::Refused(DeclinedError::Hall(refused)))?;
        let link = mobile_station::card(profile, 0).map_err(WorldError::NoCard)?;
        let service = ServiceRequest::Hall(DeskService::CardReplacement);
        // The card that is handed over is the one that the platform has issued, so that the hall waits for the answer.
        // A stop uses up a pending fault, and the platform answers at last.
        let tries = self.faults().len().saturating_add(1).max(TRIES);
        self.insist_for(tries, |world| {
            world.hall_line().serve(number, service, |platform, now| platform.replace_card(now, number, profile))
        })?;
        let asn = profile.asn();
        self.shops.serve_cards_of(profile);
        if self.person(&number).is_some_and(|person| person.asn == asn) {
            return Ok(());
        }
        if self.person(&number).is_some_and(|person| person.power() != Power::Off) {
            self.phones().switch_off(&number)?;
        }
        if let Some(person) = self.people.get_mut(place) {
            let link = person.station.exchange_card(link);
            let old_asn = Asn(std::mem::replace(&mut person.asn, asn));
            let profile = std::mem::replace(&mut person.profile, choice.to_owned());
            person.loss = None;
            let loose = LooseCard { asn: old_asn, number, profile, readability: old, link, last_refusal: None };
            self.loose_cards.insert(old_asn, loose);
        }
        self.phones().switch_on(&number)
    }

    /// Asks the platform again while it is stopped before it answers.
    pub(crate) fn insist<T>(&mut self, ask: impl FnMut(&mut World) -> Result<T, WorldError>) -> Result<T, WorldError> {
        self.insist_for(TRIES, ask)
    }

    /// Asks the platform as often as it is stopped before it answers, up to a number of tries.
    fn insist_for<T>(
        &mut self,
        tries: usize,
        mut ask: impl FnMut(&mut World) -> Result<T, WorldError>,
    ) -> Result<T, WorldError> {
        for _ in 1..tries {
            match ask(self) {
                Err(WorldError::LineBroken) => {}
                answer => return answer,
            }
        }
        ask(self)
    }

    /// Returns the number of the next card of a profile that nobody has: the following numbers are tried in order.
    pub fn next_card_number(&self, profile: &Profile) -> [u8; 10] {
        let is_taken = |asn: &[u8; 10]| self.platform.cards().any(|card| card.asn == Asn(*asn));
        let candidates = (0..).map(|further| following_asn(profile.asn(), further));
        candidates.take(1 << 20).find(|asn| !is_taken(asn)).unwrap_or_else(|| profile.asn())
    }

    /// Returns the cards that are in no phone, in the order of their numbers.
    pub fn loose_cards(&self) -> impl Iterator<Item = &LooseCard> {
        self.loose_cards.rows().values()
    }

    /// Returns a card that is in no phone.
    pub fn loose_card(&self, asn: &Asn) -> Option<&LooseCard> {
        self.loose_cards.get(asn)
    }

    /// Sends a terminal's command to a card that is in no phone, and returns the whole answer.
    pub fn transmit_to_loose(&mut self, asn: Asn, way: Transport, command: &[u8]) -> Result<Vec<u8>, WorldError> {
        self.scheduler.count_step();
        let seed = self.scheduler.seed_of_loose(asn);
        let card = self.loose_cards.get_mut(&asn).ok_or(WorldError::NoLooseCard(asn))?;
        card.transmit(way, command, seed).map_err(|_| WorldError::LooseCardSilent(asn))
    }

    /// Takes the power of a card that is in no phone: it leaves the terminal.
    pub fn withdraw_loose(&mut self, asn: Asn) {
        self.loose_cards.get_mut(&asn).into_iter().for_each(LooseCard::power_off);
    }
}
