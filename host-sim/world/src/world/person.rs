//! A person: a number, a handset, and the card in it.

use applet::{CardState, Fen};
use serde::{Deserialize, Serialize};
use sim_wire::instruction::Instruction;

use super::WorldError;
use crate::audit::CardTruth;
use crate::platform::number::Msisdn;
use sim_codec::time::Moment;
use sim_device::handset::{Handset, Model, Surroundings};
use sim_device::link::{Chance, InProcess};
use sim_device::memory::Eeprom;
use sim_device::memory::image;
use sim_device::mobile_station::{self, MobileStation, Sender};
use sim_device::profile::Profile;

/// A handset with a simulated card in it.
pub type Station = MobileStation<InProcess<Eeprom>>;

/// Whether a phone is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Power {
    /// The person has switched it off: messages wait.
    Off,
    /// It is on.
    On,
    /// Its card does not answer, because its power failed: the next step switches it on again.
    Fallen,
}

/// A person.
#[derive(Clone, Debug)]
pub struct Person {
    number: Msisdn,
    pub(crate) profile: String,
    pub(crate) asn: [u8; 10],
    /// What was in the purse when the card was made.
    pub(crate) start: Fen,
    /// What the card has spent at terminals that have not uploaded it.
    pub spent: Fen,
    pub(crate) power: Power,
    pub(crate) station: Station,
    /// Up to when the phone has lived, where it is on.
    pub(crate) lived_to: Moment,
    /// Whether the card had nothing to say at the last poll, and nobody has spoken to it since.
    pub(crate) is_heard_out: bool,
    /// When the card is polled next, where that has to be waited for.
    pub(crate) wake: Option<Moment>,
    /// The step for which the card's chance was set.
    pub(crate) drawn: u64,
}

impl Person {
    /// A person whose phone is off: with a handset of a model, of which this is the one of that serial number, and a
    /// new card.
    pub(crate) fn new(
        number: Msisdn,
        (model, serial): (&str, u32),
        choice: &str,
        profile: &Profile,
    ) -> Result<Person, WorldError> {
        let model = Model::named(model).ok_or_else(|| WorldError::NoSuchModel(model.to_owned()))?.with_serial(serial);
        let link = mobile_station::card(profile, 0).map_err(WorldError::NoCard)?;
        let station = Person::station_of(model, link);
        let (asn, start) = (profile.asn(), profile.card.start.balance);
        Ok(Person::kept(number, (choice.to_owned(), asn), (start, Fen::ZERO), Power::Off, station))
    }

    /// A person as a file has it.
    pub(crate) fn kept(
        number: Msisdn,
        (profile, asn): (String, [u8; 10]),
        (start, spent): (Fen, Fen),
        power: Power,
        station: Station,
    ) -> Person {
        let lived_to = Moment::default();
        let (is_heard_out, wake, drawn) = (false, None, 0);
        Person { number, profile, asn, start, spent, power, station, lived_to, is_heard_out, wake, drawn }
    }

    /// A handset that speaks as phones of its kind do, switched off.
    pub(crate) fn station_of(model: Model, link: InProcess<Eeprom>) -> Station {
        let speech = model.usual_speech();
        MobileStation::switched_off(link, Handset::new(model, speech, Surroundings::default()))
    }

    /// The number.
    pub const fn number(&self) -> Msisdn {
        self.number
    }

    /// The card number, twenty digits.
    pub fn asn(&self) -> String {
        hex::encode_upper(self.asn)
    }

    /// The profile of the card, as a command line names it.
    pub fn profile(&self) -> &str {
        &self.profile
    }

    /// Whether the phone is on.
    pub const fn power(&self) -> Power {
        self.power
    }

    /// The handset with the card.
    pub const fn station(&self) -> &Station {
        &self.station
    }

    /// The handset with the card, to change what is around it or to arm a fault in the card's memory.
    pub const fn station_mut(&mut self) -> &mut Station {
        &mut self.station
    }

    /// What can be seen of the wallet, whether or not the phone is on; `None` where the memory holds no sound card.
    pub fn card_state(&self) -> Option<CardState> {
        image::card(self.station.link().card().memory().image()).ok().and_then(|card| card.state())
    }

    /// What is true of the card, for an audit: what has come onto it since it was made, spent by now or not. `None`
    /// where the memory holds no sound card.
    pub(crate) fn truth(&self) -> Option<CardTruth> {
        let came = self.card_state()?.balance.0.saturating_add(self.spent.0).saturating_sub(self.start.0);
        Some(CardTruth { number: self.number, balance: Fen(came), spent: Fen::ZERO })
    }

    /// Whether both have the same number, card and handset, and both handsets and cards have the same in their
    /// memories.
    pub(crate) fn is_kept_like(&self, other: &Person) -> bool {
        let image = |person: &Person| person.station.link().card().memory().image().to_vec();
        (self.number, self.power, self.asn, self.start, self.spent)
            == (other.number, other.power, other.asn, other.start, other.spent)
            && (self.lived_to, self.is_heard_out, &self.profile) == (other.lived_to, other.is_heard_out, &other.profile)
            && image(self) == image(other)
            && self.station.state() == other.station.state()
    }

    /// Sets what the card draws in a step, once in that step.
    pub(crate) fn draw_from(&mut self, seed: u64, stream: u64, step: u64) {
        if std::mem::replace(&mut self.drawn, step) != step {
            self.station.link_mut().card_mut().entropy_mut().reseed(Chance::of_stream(seed, stream, step));
        }
    }

    /// Looks at what crossed last: whether that was a poll at which the card had nothing to say.
    pub(crate) fn notice_polls(&mut self) {
        if let Some(last) = self.station.exchanges().last() {
            let is_poll = last.sender == Sender::Handset && last.command.get(1) == Some(&Instruction::Status.ins());
            let answer = last.answer.as_deref().and_then(<[u8]>::last_chunk::<2>);
            self.is_heard_out = is_poll && answer.is_some_and(|[first, _]| *first != 0x91);
        }
    }

    /// The handset's clock shows what the world's shows.
    pub(crate) fn show_clock(&mut self, now: Moment) {
        self.station.handset_mut().surroundings.now = now.stamp();
    }
}

/// The card number so many further than another, as issuers count them: twenty decimal digits. A number with other
/// digits in it, and the last of all, is followed by itself.
pub fn following_asn(asn: [u8; 10], further: u64) -> [u8; 10] {
    let digits: Option<u128> = hex::encode(asn).parse().ok();
    let following = digits.and_then(|number| number.checked_add(further.into()));
    let octets = following.and_then(|number| hex::decode(format!("{number:020}")).ok());
    octets.and_then(|octets| octets.try_into().ok()).unwrap_or(asn)
}
