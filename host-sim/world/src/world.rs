//! The world: people with their handsets and cards, the SMS centre, the payment platform, and the clock. It owns all of
//! them and is one value; nobody else has a clock. It goes on by steps, and a step is one thing that happens: the
//! platform hands a letter to the centre, the centre delivers one message, the platform wakes, a phone is switched on.
//! Between two steps everything is consistent, so that a file can keep it there.
//!
//! Everything random is a function of the seed, so that the same world does the same again.

use crate::platform::Platform;
use crate::platform::notices::DeclinedError;
use crate::platform::number::Msisdn;
use crate::smsc::SmsCentre;
use sim_codec::time::Moment;
use sim_device::mobile_station::Exchange;
use sim_device::profile::Profile;

mod acting;
mod carrying;
pub mod channels;
mod event;
pub mod export;
mod fault;
mod guest;
mod message;
pub(crate) mod people;
mod person;
mod red_list;
mod terminal;
mod time;

pub use carrying::content;
pub use event::{DeliveryFailure, Event, EventKind, MessageHandling, Party, ServiceRequest};
pub use fault::Fault;
pub use message::Content;
pub use person::{Person, Power, Station, following_asn};
pub use red_list::red_list;
pub use time::{Quiet, TimeSpan};

use people::People;

/// Where a world's clock begins if nothing is said: a working day of the year of the handbook, 2009-11-18 10:30.
pub const BEGINNING: Moment = Moment(1_258_540_200_000);

/// What a world is made with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Where everything random starts.
    pub seed: u64,
    /// What the clock shows at first.
    pub now: Moment,
    /// How the SMS centre works.
    pub centre: crate::smsc::Settings,
    /// How the platform works.
    pub platform: crate::platform::Settings,
}

impl Settings {
    /// As usual, with that seed.
    pub fn of_seed(seed: u64) -> Settings {
        Settings { seed, now: BEGINNING, centre: Default::default(), platform: Default::default() }
    }
}

/// Why something cannot be done in the world.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WorldError {
    /// Nobody has the number.
    #[error("nobody in this world has the number {0}")]
    NoSuchPerson(Msisdn),
    /// Two people cannot have one number.
    #[error("{0} is in this world already")]
    TwiceThere(Msisdn),
    /// There is no such model.
    #[error("there is no handset {0:?}; there are {names}", names = sim_device::handset::Model::ALL_NAMES.join(", "))]
    NoSuchModel(String),
    /// No card can be made.
    #[error("no card can be made from this profile: {0}")]
    NoCard(sim_device::memory::ManufactureError),
    /// The platform does not issue the card.
    #[error("the platform does not issue the card: {0}")]
    NotIssued(#[from] crate::platform::card_file::IssueError),
    /// The phone is off.
    #[error("the phone of {0} is switched off")]
    PhoneOff(Msisdn),
    /// The card does not answer.
    #[error("the phone of {number} cannot go on: {unrest}; it is switched on again with the next step")]
    Unrest {
        /// Whose.
        number: Msisdn,
        /// Why.
        unrest: sim_device::mobile_station::StationError,
    },
    /// The message is not sent.
    #[error("{0}")]
    NotSent(#[from] sim_device::handset::SendError),
    /// Nothing is done to a message.
    #[error("{0}")]
    Handling(#[from] crate::smsc::HandlingError),
    /// The platform says no.
    #[error("the platform refuses: {0}")]
    Refused(DeclinedError),
}

impl WorldError {
    /// Whether the world is as it was. A refusal of the platform's may have counted a wrong password, and a card that
    /// fell silent has done so.
    pub const fn changed_nothing(&self) -> bool {
        !matches!(self, WorldError::Refused(_) | WorldError::Unrest { .. })
    }

    /// Whether the world was asked and said no. Otherwise nothing could be asked of it: what was named does not exist
    /// in it, or cannot be sent at all.
    pub const fn is_refusal(&self) -> bool {
        use crate::smsc::HandlingError;
        use sim_device::handset::SendError;
        match self {
            WorldError::PhoneOff(_) | WorldError::Unrest { .. } | WorldError::Refused(_) | WorldError::NotIssued(_) => {
                true
            }
            WorldError::NotSent(why) => {
                matches!(why, SendError::NoService | SendError::CentreRefuses(_) | SendError::NetworkUnable(_))
            }
            WorldError::Handling(why) => !matches!(why, HandlingError::NoSuchMessage(_)),
            WorldError::NoSuchPerson(_)
            | WorldError::TwiceThere(_)
            | WorldError::NoSuchModel(_)
            | WorldError::NoCard(_) => false,
        }
    }
}

/// The world.
#[derive(Clone, Debug)]
pub struct World {
    pub(crate) now: Moment,
    pub(crate) seed: u64,
    /// Things done so far: chance and the file count by it.
    pub(crate) steps: u64,
    pub(crate) people: People,
    pub(crate) centre: SmsCentre,
    pub(crate) platform: Platform,
    pub(crate) events: Vec<Event>,
    /// Events before those in the list, which only the file has.
    pub(crate) past: u64,
    /// Faults that were ordered, and how many steps that they could strike they let go by.
    pub(crate) faults: Vec<(Fault, u32)>,
    /// Whose phone is shown by a face, for which what crosses its contacts is kept until it is taken.
    pub shown: Option<Msisdn>,
    /// Whether the cards go on drawing from where their chance started, as a trace of what crossed the contacts has
    /// it. A world that is put into a file cannot be of this kind, for a card's chance is not in the file.
    pub flows: bool,
}

impl World {
    /// A world without people.
    pub fn new(settings: Settings) -> World {
        let Settings { seed, now, centre, platform } = settings;
        let mut platform = Platform::new(platform, seed);
        // It knows from the beginning what time it is.
        platform.wake(now);
        World {
            now,
            seed,
            steps: 0,
            people: People::default(),
            centre: SmsCentre::new(centre, seed),
            platform,
            events: Vec::new(),
            past: 0,
            faults: Vec::new(),
            shown: None,
            flows: false,
        }
    }

    /// Somebody comes into the world, with a handset of that model and a card of that profile, which the platform
    /// issues; the phone is switched on. `choice` is how the profile is named on the command line, so that it is
    /// found again.
    pub fn add_person(
        &mut self,
        number: Msisdn,
        model: &str,
        choice: &str,
        profile: &Profile,
    ) -> Result<(), WorldError> {
        if self.person(&number).is_some() {
            return Err(WorldError::TwiceThere(number));
        }
        let serial = u32::try_from(self.people.len()).unwrap_or(u32::MAX).saturating_add(1);
        let person = Person::new(number, (model, serial), choice, profile)?;
        self.platform.add_card(number, profile)?;
        self.people.push(person);
        self.counts();
        let index = self.people.len().saturating_sub(1);
        self.power_on(index);
        Ok(())
    }

    /// The registry tells that a number's data are complete, so that its account will be a real-name one (实名).
    pub fn register(&mut self, number: Msisdn) {
        self.platform.books.accounts.register(number, true);
    }

    /// What the clock shows.
    pub const fn now(&self) -> Moment {
        self.now
    }

    /// Where everything random started.
    pub const fn seed(&self) -> u64 {
        self.seed
    }

    /// Things done so far.
    pub const fn steps(&self) -> u64 {
        self.steps
    }

    /// Everybody, in the order in which they came.
    pub fn people(&self) -> &[Person] {
        self.people.all()
    }

    /// Who has that number.
    pub fn person(&self, number: &Msisdn) -> Option<&Person> {
        self.people.by_number(number)
    }

    /// Who has that number, to change what is around the handset or to arm a fault in the card.
    pub fn person_mut(&mut self, number: &Msisdn) -> Option<&mut Person> {
        let index = self.people.place(number)?;
        self.reach(index)?;
        self.people.hand_out(index)
    }

    /// Takes what crossed the contacts of the phone that is shown.
    pub fn take_exchanges(&mut self) -> Vec<Exchange> {
        let shown = self.shown.and_then(|number| self.people.place(&number));
        let person = shown.and_then(|index| self.people.get_unkept(index));
        person.map(|person| person.station.take_exchanges()).unwrap_or_default()
    }

    /// The SMS centre.
    pub const fn centre(&self) -> &SmsCentre {
        &self.centre
    }

    /// The SMS centre, to give it rules or a mix.
    pub const fn centre_mut(&mut self) -> &mut SmsCentre {
        &mut self.centre
    }

    /// The payment platform.
    pub const fn platform(&self) -> &Platform {
        &self.platform
    }

    /// What happened since the world was made, or read from its file.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// What happened after so many things, as far as it is in memory.
    pub fn events_after(&self, number: u64) -> impl Iterator<Item = &Event> {
        let known = usize::try_from(number.saturating_sub(self.past)).unwrap_or(usize::MAX);
        self.events.get(known..).unwrap_or_default().iter()
    }

    /// How many things happened in all.
    pub fn happened(&self) -> u64 {
        self.past.saturating_add(u64::try_from(self.events.len()).unwrap_or(u64::MAX))
    }

    /// Whether money is conserved: in the books, and between them and the cards.
    pub fn audit(&self) -> Result<(), Vec<crate::audit::Finding>> {
        let books = &self.platform.books;
        let mut findings = crate::audit::books(books);
        let truths: Vec<_> = self.people().iter().filter_map(Person::truth).collect();
        findings.extend(crate::audit::cards(books.ledger.entries(), &truths));
        if findings.is_empty() { Ok(()) } else { Err(findings) }
    }

    /// Whether both are the same in everything that a file keeps: the clock, the platform with its books, what is under
    /// way, the cards, the phones with what they and their cards have in their memories, and the messages that people
    /// have.
    pub fn is_kept_like(&self, other: &World) -> bool {
        let people = self.people.len() == other.people.len()
            && self.people().iter().zip(other.people()).all(|(one, other)| one.is_kept_like(other));
        people
            && (self.now, self.seed, self.steps) == (other.now, other.seed, other.steps)
            && (&self.centre, &self.platform) == (&other.centre, &other.platform)
            && self.happened() == other.happened()
    }

    fn index(&self, number: &Msisdn) -> Result<usize, WorldError> {
        self.people.place(number).ok_or(WorldError::NoSuchPerson(*number))
    }

    /// One thing more is done. The cards' chance follows from the seed and this number.
    const fn counts(&mut self) {
        self.steps = self.steps.saturating_add(1);
    }

    fn note(&mut self, from: Party, to: Option<Party>, kind: EventKind) {
        let number = self.happened().saturating_add(1);
        self.events.push(Event { number, at: self.now, from, to, kind });
    }
}

#[cfg(test)]
pub(crate) mod tests;
