//! World: people with their handsets and cards, the SMS centre, the payment platform, and the clock, all as one value.
//! Nothing else has a clock. A world goes on by steps, each a single act: the platform hands a letter to the centre,
//! the centre delivers one message, the platform wakes, a phone is switched on. Between two steps everything is
//! consistent, so that a file can keep the world there.
//!
//! Its parts are the `scheduler`, the `people`, the centre, the platform, the radio field, the `event_log` and the
//! pending `fault`s.
//! Work on several of them borrows these and no others: the `phones` with their `mail`, the `platform_mail`, and the
//! `counter` of the platform's services. The world routes between them.

use crate::esme::Esmes;
use crate::platform::Platform;
use crate::platform::account::NumberState;
use crate::platform::card_file::Asn;
use crate::platform::number::Msisdn;
use crate::platform::password::PayPassword;
use crate::platform::province::Province;
use crate::platform::scratch_card::CardDigits;
use crate::radio_field::RadioField;
use crate::shop::{Shops, usual_contract};
use crate::smsc::SmsCentre;
use sim_codec::time::Moment;
use sim_device::handset::Act;
use sim_device::mobile_station::Exchange;
use sim_device::pos::merchant_name::MerchantName;
use sim_device::profile::Profile;
use sim_device::tracked_map::TrackedMap;
use sim_wire::Fen;

mod borrowed_card;
mod calls;
mod counter;
mod error;
mod esme_mail;
mod event;
mod event_log;
pub mod export;
mod fault;
mod hall_line;
mod handling;
mod loose_card;
mod loss;
mod mail;
mod message;
mod pace;
mod parts;
mod payments;
pub(crate) mod people;
mod person;
mod phones;
mod platform_mail;
mod radio_reader;
mod red_list;
mod replacement;
mod scheduler;
mod settings;
mod shop_counter;
mod time;
mod truth;
mod website;

pub use borrowed_card::{BorrowedCard, BorrowedCardError};
pub use calls::CallError;
pub use error::WorldError;
pub use event::{DeliveryFailure, DeskService, Event, EventKind, MessageHandling, Party, ServiceRequest};
pub use fault::Fault;
pub use loose_card::{LooseCard, Readability};
pub use mail::content;
pub use message::MessageContent;
pub use pace::Pace;
pub use person::{Person, Power, Station, following_asn};
pub use red_list::red_list;
pub use settings::{BEGINNING, WorldSettings};
pub use shop_counter::ShopError;
pub use time::{Quiet, TimeSpan};

use people::People;

pub(crate) use calls::LineCalls;
pub(crate) use event_log::EventLog;
pub(crate) use fault::PendingFaults;
pub(crate) use scheduler::Scheduler;

/// World: people, SMS centre, platform and clock as one value.
#[derive(Clone, Debug)]
pub struct World {
    pub(crate) scheduler: Scheduler,
    pub(crate) people: People,
    /// Cards that are in no phone, by their numbers.
    pub(crate) loose_cards: TrackedMap<Asn, LooseCard>,
    /// Calls to the service lines.
    pub(crate) calls: LineCalls,
    pub(crate) centre: SmsCentre,
    /// Programs outside that send and receive messages.
    pub(crate) esmes: Esmes,
    pub(crate) platform: Platform,
    pub(crate) radio_field: RadioField,
    pub(crate) shops: Shops,
    pub(crate) log: EventLog,
    pub(crate) faults: PendingFaults,
    /// Number of the phone that a face shows, whose exchanges over the contacts are kept until they are taken; `None`
    /// keeps none.
    pub shown: Option<Msisdn>,
    /// Set if the cards go on drawing from one stream of chance, as a trace of the contacts needs. No file keeps such a
    /// world, for a card's chance is not in the file.
    pub flows: bool,
}

impl World {
    /// Creates a world without people.
    pub fn new(settings: WorldSettings) -> World {
        let WorldSettings { seed, now, centre, platform, merchants } = settings;
        let mut platform = Platform::new(platform, seed);
        // The platform knows the time from the beginning.
        platform.wake(now);
        let mut shops = Shops::default();
        merchants.into_iter().for_each(|name| open_shop(&mut shops, &mut platform, name));
        World {
            scheduler: Scheduler { now, seed, steps: 0 },
            people: People::default(),
            loose_cards: TrackedMap::default(),
            calls: LineCalls::default(),
            centre: SmsCentre::new(centre, seed),
            esmes: Esmes::default(),
            platform,
            radio_field: RadioField::default(),
            shops,
            log: EventLog::default(),
            faults: PendingFaults::default(),
            shown: None,
            flows: false,
        }
    }

    /// Adds a person with a handset of a model and a card of a profile, which the platform issues, and switches the
    /// phone on. `choice` is the profile's name on the command line, by which the profile is found again.
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
        self.shops.serve_cards_of(profile);
        self.platform.add_card(number, profile)?;
        self.people.push(person);
        self.scheduler.count_step();
        let index = self.people.len().saturating_sub(1);
        self.phones().power_on(index);
        Ok(())
    }

    /// Adds a person with a handset and a card of their own, and switches the phone on. The platform does not issue the
    /// card. `choice` is the profile's name on the command line.
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
        self.shops.serve_cards_of(profile);
        let person = Person::kept(number, named, Power::Off, station);
        let balance = person.card_state().map(|state| state.balance).filter(|balance| *balance != Fen::ZERO);
        self.people.push(person);
        // The platform books what is on a card that it issues; what is on another one comes from outside, too.
        if let Some(balance) = balance.filter(|_| self.platform.card_of(&number).is_none()) {
            self.platform.books.bring_in(self.scheduler.now, &number, balance)?;
        }
        self.switch_on(&number)
    }

    /// Registers a number with complete data, so that its account will be a real-name one (实名).
    pub fn register(&mut self, number: Msisdn) {
        self.platform.books.accounts.register(number, true);
    }

    /// Returns the time of the world's clock.
    pub const fn now(&self) -> Moment {
        self.scheduler.now
    }

    /// Returns the seed of everything random.
    pub const fn seed(&self) -> u64 {
        self.scheduler.seed
    }

    /// Returns the number of steps so far.
    pub const fn steps(&self) -> u64 {
        self.scheduler.steps
    }

    /// Returns all people, in the order in which they came.
    pub fn people(&self) -> &[Person] {
        self.people.all()
    }

    /// Returns the person with a number.
    pub fn person(&self, number: &Msisdn) -> Option<&Person> {
        self.people.by_number(number)
    }

    /// Returns the person with a number, to change the handset's surroundings or to arm a fault in the card.
    pub fn person_mut(&mut self, number: &Msisdn) -> Option<&mut Person> {
        self.phones().hand_out(number)?;
        self.people.get_mut(self.people.place(number)?)
    }

    /// Takes the exchanges over the contacts of the phone that is shown.
    pub fn take_exchanges(&mut self) -> Vec<Exchange> {
        self.shown.map(|number| self.people.take_exchanges(&number)).unwrap_or_default()
    }

    /// Returns the SMS centre.
    pub const fn centre(&self) -> &SmsCentre {
        &self.centre
    }

    /// Returns the SMS centre, to give it rules or a mix.
    pub const fn centre_mut(&mut self) -> &mut SmsCentre {
        &mut self.centre
    }

    /// Returns the payment platform.
    pub const fn platform(&self) -> &Platform {
        &self.platform
    }

    /// Returns the events since the world was made, or read from its file.
    pub fn events(&self) -> &[Event] {
        self.log.events()
    }

    /// Returns the events after the first `number`, as far as they are in memory.
    pub fn events_after(&self, number: u64) -> impl Iterator<Item = &Event> {
        self.log.after(number).iter()
    }

    /// Returns the number of all events.
    pub fn happened(&self) -> u64 {
        self.log.total()
    }

    /// Checks that money is conserved: in the books, and between them and the cards.
    pub fn audit(&self) -> Result<(), Vec<crate::audit::AuditError>> {
        let books = &self.platform.books;
        let mut findings = crate::audit::books(books);
        let truths: Vec<_> = self.card_truths().flatten().collect();
        findings.extend(crate::audit::purchases(books.ledger.entries(), self.platform.acquiring().purchases()));
        findings.extend(crate::audit::cards(books.ledger.entries(), &truths));
        if findings.is_empty() { Ok(()) } else { Err(findings) }
    }

    /// Returns `true` if two worlds agree in everything that a file keeps: clock, platform, messages under way, and
    /// people with their phones, cards and messages,
    /// and where their phones lie before readers.
    pub fn is_kept_like(&self, other: &World) -> bool {
        self.people.are_kept_like(&other.people)
            && self.scheduler == other.scheduler
            && (&self.centre, &self.esmes, &self.platform) == (&other.centre, &other.esmes, &other.platform)
            && (&self.radio_field, &self.shops, &self.calls) == (&other.radio_field, &other.shops, &other.calls)
            && self.happened() == other.happened()
            && self.loose_cards().count() == other.loose_cards().count()
            && self.loose_cards().zip(other.loose_cards()).all(|(one, other)| one.is_kept_like(other))
    }

    /// Performs an act on a person's phone. Returns `false` if the act is not valid on the current screen.
    pub fn act(&mut self, number: &Msisdn, act: &Act) -> Result<bool, WorldError> {
        self.phones().act(number, act)
    }

    /// Writes a text message on a person's phone and sends it. Returns the number of short messages.
    pub fn write_text(&mut self, number: &Msisdn, to: &str, text: &str) -> Result<usize, WorldError> {
        self.phones().write(number, to, text)
    }

    /// Switches a person's phone on; one that is on is switched off and on.
    pub fn switch_on(&mut self, number: &Msisdn) -> Result<(), WorldError> {
        self.phones().switch_on(number)
    }

    /// Switches a person's phone off; messages wait until the phone is on again.
    pub fn switch_off(&mut self, number: &Msisdn) -> Result<(), WorldError> {
        self.phones().switch_off(number)
    }

    /// Sets whether the network serves a person's phone.
    pub fn serve(&mut self, number: &Msisdn, serves: bool) -> Result<(), WorldError> {
        self.phones().serve(number, serves)
    }

    /// Puts a person's card into another handset, by its model and serial number, and switches the handset on. The
    /// person's messages move with the card.
    pub fn move_card(&mut self, number: &Msisdn, model: &str, serial: u32) -> Result<(), WorldError> {
        self.phones().move_card(number, (model, serial))
    }

    /// Notes money that a terminal outside this world loaded onto the card: the money comes into the books.
    pub fn note_loaded(&mut self, number: &Msisdn, amount: Fen) -> Result<(), WorldError> {
        self.people.find(number)?;
        self.platform.books.bring_in(self.scheduler.now, number, amount)?;
        Ok(())
    }

    /// Pays cash in at a business hall (营业厅现金充值).
    pub fn deposit(&mut self, number: &Msisdn, amount: Fen) -> Result<(), WorldError> {
        self.counter().deposit(number, amount)
    }

    /// Prints and sells a scratch card (充值卡) of a province, and returns its digits. The platform keeps only a
    /// hash of the digits.
    pub fn issue_scratch_card(&mut self, value: Fen, province: Province) -> Result<CardDigits, WorldError> {
        self.counter().issue_scratch_card(value, province)
    }

    /// Asks the service hotline to reset the operation PIN of a card (操作密码重置).
    pub fn reset_operation_pin(&mut self, number: &Msisdn, password: &PayPassword) -> Result<(), WorldError> {
        self.counter().reset_operation_pin(number, password)
    }

    /// Asks the service hotline to replace a forgotten pay password by a new initial one.
    pub fn reset_pay_password(&mut self, number: &Msisdn) -> Result<(), WorldError> {
        self.counter().reset_pay_password(number)
    }

    /// Asks the website for a top-up (网络侧转存).
    pub fn web_top_up(&mut self, number: &Msisdn, amount: Fen, password: &PayPassword) -> Result<(), WorldError> {
        self.counter().web_top_up(number, amount, password)
    }

    /// Reports a number's state from the registry to the platform.
    pub fn set_number_state(&mut self, number: &Msisdn, state: NumberState) -> Result<(), WorldError> {
        self.counter().set_number_state(number, state)
    }

    /// Makes `fault` stop the platform at its next opportunity.
    pub fn fail_next(&mut self, fault: Fault) {
        self.fail(fault, 1);
    }

    /// Makes `fault` stop the platform at its `nth` opportunity, counted from 1.
    pub fn fail(&mut self, fault: Fault, nth: u32) {
        self.faults.order(fault, nth);
    }

    /// Returns the pending faults, each with the number of matching steps to skip before it fires.
    pub fn faults(&self) -> &[(Fault, u32)] {
        self.faults.pending()
    }

    /// Withdraws the ordered failures: rules of the centre, its mix, and faults of the platform.
    pub fn forgive(&mut self) {
        self.centre.forgive();
        self.faults.clear();
    }

    /// Ends all faults. No pending fault fires, the network harms no message and releases held ones, and every phone is
    /// on and has a network.
    pub fn heal(&mut self) {
        self.scheduler.count_step();
        self.faults.clear();
        self.centre.heal();
        self.shops.heal();
        self.platform.heal_banks();
        self.end_calls();
        self.phones().heal();
    }

    /// Returns the platform, to give it a past before people are added.
    pub const fn platform_mut(&mut self) -> &mut Platform {
        &mut self.platform
    }
}

/// Opens the shop of a merchant, with whom the platform signs a contract.
fn open_shop(shops: &mut Shops, platform: &mut Platform, name: MerchantName) {
    let nth = u32::try_from(shops.count()).unwrap_or(u32::MAX).saturating_add(1);
    if let Some((contract, sender)) = usual_contract(&name, nth) {
        // The numbers are taken only if the world's settings give the platform contracts of its own.
        if platform.sign_merchant(contract).is_ok() {
            shops.open(name, sender);
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
