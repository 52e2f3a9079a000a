//! A phone that was made elsewhere and is brought into the world, and what is done to it, or to a message, past
//! everybody's own entrances: by terminals of nobody here, by care and the registry, by whoever gives the platform a
//! past.

use sim_wire::Fen;

use super::person::Station;
use super::{Party, Person, Power, ServiceRequest, World, WorldError};
use crate::platform::Platform;
use crate::platform::account::NumberState;
use crate::platform::number::Msisdn;
use sim_device::profile::Profile;

impl World {
    /// Somebody comes into the world with a handset and a card of their own, and switches the phone on. The platform is
    /// not asked: issuing the card is another matter. `choice` is how the profile is named on a command line.
    pub fn welcome(
        &mut self,
        number: Msisdn,
        choice: &str,
        station: Station,
        profile: &Profile,
    ) -> Result<(), WorldError> {
        if self.person(&number).is_some() {
            return Err(WorldError::TwiceThere(number));
        }
        let named = (choice.to_owned(), profile.asn());
        self.people.push(Person::kept(number, named, (profile.card.start.balance, Fen::ZERO), Power::Off, station));
        self.switch_on(&number)
    }

    /// Whoever has that number, where somebody worked with the handset: what came of it is taken, messages that went
    /// out and reports.
    pub fn tend(&mut self, number: &Msisdn) -> Result<(), WorldError> {
        let index = self.in_use(number)?;
        self.touch(index);
        Ok(())
    }

    /// A terminal took money from the card and has not uploaded that.
    pub fn took(&mut self, number: &Msisdn, amount: Fen) {
        if let Some(person) = self.person_mut(number) {
            person.spent = Fen(person.spent.0.saturating_add(amount.0));
        }
    }

    /// A terminal of nobody here put money onto the card: to the books it is as if it had been there from the
    /// beginning.
    pub fn gave(&mut self, number: &Msisdn, amount: Fen) {
        if let Some(person) = self.person_mut(number) {
            person.start = Fen(person.start.0.saturating_add(amount.0));
        }
    }

    /// The service hotline puts a new initial pay password in place of a forgotten one.
    pub fn care_resets_pay_password(&mut self, number: &Msisdn) -> Result<(), WorldError> {
        self.index(number)?;
        self.counts();
        let asked = self.platform.care_resets_pay_password(self.now, number);
        self.asked(Party::Care, *number, ServiceRequest::PayPasswordReset, asked)
    }

    /// The registry tells the platform a number's state.
    pub fn number_becomes(&mut self, number: &Msisdn, state: NumberState) -> Result<(), WorldError> {
        self.index(number)?;
        self.counts();
        let told = self.platform.number_becomes(self.now, number, state);
        self.asked(Party::Platform, *number, ServiceRequest::NumberState(state), told)
    }

    /// The platform, to give it a past before anybody is there.
    pub const fn platform_mut(&mut self) -> &mut Platform {
        &mut self.platform
    }

    /// Nothing that was ordered goes wrong any more: rules of the centre, its mix, and faults of the platform.
    pub fn forgive(&mut self) {
        self.centre.forget_rules();
        self.centre.mix = crate::smsc::Mix::default();
        self.faults.clear();
    }
}
