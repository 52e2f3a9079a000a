//! Person: a number, a handset, and the card in it.

use applet::CardState;
use serde::{Deserialize, Serialize};
use sim_wire::instruction::Instruction;

use super::WorldError;
use crate::action::CardLoss;
use crate::platform::number::Msisdn;
use sim_codec::time::Moment;
use sim_device::handset::{End, Handset, Model, Surroundings};
use sim_device::link::{Chance, InProcess};
use sim_device::memory::Eeprom;
use sim_device::memory::image;
use sim_device::mobile_station::{self, MobileStation, Sender};
use sim_device::profile::Profile;

/// Handset with a simulated card.
pub type Station = MobileStation<InProcess<Eeprom>>;

/// Power state of a phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Power {
    /// The person has switched the phone off; messages wait.
    Off,
    /// The phone is on.
    On,
    /// The card does not answer, because its power failed; the next step switches the phone on again.
    Fallen,
}

/// Person with a number, a handset and a card.
#[derive(Clone, Debug)]
pub struct Person {
    number: Msisdn,
    pub(crate) profile: String,
    pub(crate) asn: [u8; 10],
    pub(crate) power: Power,
    /// Loss of the card, until a hall issues another; `None` while the person has it.
    pub(crate) loss: Option<CardLoss>,
    pub(crate) station: Station,
    /// Moment up to which the phone has lived, if it is on.
    pub(crate) lived_to: Moment,
    /// Set if the card had no command at the last poll, and has got no command since.
    pub(crate) is_heard_out: bool,
    /// Moment of the next poll; `None` if the phone waits for none.
    pub(crate) wake: Option<Moment>,
    /// Step for which the card's chance was last seeded.
    pub(crate) drawn: u64,
    /// Number of short messages to the platform that stand on the phone bill.
    pub(crate) charged: u64,
}

/// Charge for a short message that a subscriber sends to the platform, in fen (2.1). A received one costs nothing.
const MESSAGE_CHARGE: u64 = 10;

impl Person {
    /// Creates a person with a handset of a model and serial number and a new card; the phone is off.
    pub(crate) fn new(
        number: Msisdn,
        (model, serial): (&str, u32),
        choice: &str,
        profile: &Profile,
    ) -> Result<Person, WorldError> {
        let model = Model::named(model).ok_or_else(|| WorldError::NoSuchModel(model.to_owned()))?.with_serial(serial);
        let link = mobile_station::card(profile, 0).map_err(WorldError::NoCard)?;
        let station = Person::station_of(model, link);
        Ok(Person::kept(number, (choice.to_owned(), profile.asn()), Power::Off, station))
    }

    /// Creates a person from the state that a file has.
    pub(crate) fn kept(number: Msisdn, (profile, asn): (String, [u8; 10]), power: Power, station: Station) -> Person {
        let lived_to = Moment::default();
        let (is_heard_out, wake, drawn, charged) = (false, None, 0, 0);
        Person { number, profile, asn, power, loss: None, station, lived_to, is_heard_out, wake, drawn, charged }
    }

    /// Creates a station, switched off, whose handset has the usual speech of its model.
    pub(crate) fn station_of(model: Model, link: InProcess<Eeprom>) -> Station {
        let speech = model.usual_speech();
        MobileStation::switched_off(link, Handset::new(model, speech, Surroundings::default()))
    }

    /// Returns the person's number.
    pub const fn number(&self) -> Msisdn {
        self.number
    }

    /// Returns the card number, twenty digits.
    pub fn asn(&self) -> String {
        hex::encode_upper(self.asn)
    }

    /// Returns the name of the card's profile on the command line.
    pub fn profile(&self) -> &str {
        &self.profile
    }

    /// Returns the power state of the phone.
    pub const fn power(&self) -> Power {
        self.power
    }

    /// Returns the loss of the card, until a hall issues another; `None` while the person has it.
    pub const fn loss(&self) -> Option<CardLoss> {
        self.loss
    }

    /// Returns whether the phone is on and in a call that it set up.
    pub(crate) fn is_calling(&self) -> bool {
        self.power == Power::On && self.has_called()
    }

    /// Returns whether the handset has a call that it set up, on or off.
    pub(crate) fn has_called(&self) -> bool {
        self.station.handset().call().is_some_and(|call| call.connected && call.from == End::Near)
    }

    /// Returns the sum in fen that short messages to the platform have put on the phone bill (短信上行). Each part of a
    /// long text counts, and so does a data message of the card.
    pub const fn message_charges(&self) -> u64 {
        self.charged.saturating_mul(MESSAGE_CHARGE)
    }

    /// Returns the handset with the card.
    pub const fn station(&self) -> &Station {
        &self.station
    }

    /// Returns the handset with the card, to change its surroundings or to arm a fault in the card's memory.
    pub const fn station_mut(&mut self) -> &mut Station {
        &mut self.station
    }

    /// Returns the visible state of the wallet, whether or not the phone is on; `None` if the memory holds no sound
    /// card.
    pub fn card_state(&self) -> Option<CardState> {
        image::card(self.station.link().card().memory().image()).ok().and_then(|card| card.state())
    }

    /// Returns `true` if two people have the same number, card and handset, with the same memories.
    pub(crate) fn is_kept_like(&self, other: &Person) -> bool {
        let image = |person: &Person| person.station.link().card().memory().image().to_vec();
        (self.number, self.power, self.loss, self.asn) == (other.number, other.power, other.loss, other.asn)
            && self.charged == other.charged
            && (self.lived_to, self.is_heard_out, &self.profile) == (other.lived_to, other.is_heard_out, &other.profile)
            && image(self) == image(other)
            && self.station.state() == other.station.state()
    }

    /// Puts a short message to the platform on the phone bill.
    pub(crate) const fn charge_message(&mut self) {
        self.charged = self.charged.saturating_add(1);
    }

    /// Seeds the card's chance for a step, once in that step.
    pub(crate) fn draw_from(&mut self, seed: u64, stream: u64, step: u64) {
        if std::mem::replace(&mut self.drawn, step) != step {
            self.station.link_mut().card_mut().entropy_mut().reseed(Chance::of_stream(seed, stream, step));
        }
    }

    /// Updates `is_heard_out`: the last exchange was a poll for which the card had no command.
    pub(crate) fn notice_polls(&mut self) {
        if let Some(last) = self.station.exchanges().last() {
            let is_poll = last.sender == Sender::Handset && last.command.get(1) == Some(&Instruction::Status.ins());
            let answer = last.answer.as_deref().and_then(<[u8]>::last_chunk::<2>);
            self.is_heard_out = is_poll && answer.is_some_and(|[first, _]| *first != 0x91);
        }
    }

    /// Sets the handset's clock to the world's.
    pub(crate) fn show_clock(&mut self, now: Moment) {
        self.station.handset_mut().surroundings.now = now.stamp();
    }
}

/// Returns the card number `further` places after another, as issuers count them: twenty decimal digits. The result is
/// `asn` itself if it has other digits or the count overflows.
pub fn following_asn(asn: [u8; 10], further: u64) -> [u8; 10] {
    let digits: Option<u128> = hex::encode(asn).parse().ok();
    let following = digits.and_then(|number| number.checked_add(further.into()));
    let octets = following.and_then(|number| hex::decode(format!("{number:020}")).ok());
    octets.and_then(|octets| octets.try_into().ok()).unwrap_or(asn)
}
