//! The world: people with their handsets and cards, the SMS centre, the payment platform, and the clock. It owns all of
//! them and is one value; nobody else has a clock. It goes on by steps, and a step is one thing that happens: the
//! platform hands a letter to the centre, the centre delivers one message, the platform wakes, a phone is switched on.
//! Between two steps everything is consistent, so that a file can keep it there.
//!
//! Its parts are the `scheduler`, the `people`, the centre, the platform, the `event_log` and the pending `fault`s.
//! What needs several of them borrows these and no others: the `phones` with their `mail`, the `platform_mail`, and the
//! `counter` where the platform's services are asked for. The world routes between them.

use crate::platform::Platform;
use crate::platform::account::NumberState;
use crate::platform::number::Msisdn;
use crate::platform::password::PayPassword;
use crate::platform::province::Province;
use crate::platform::scratch_card::CardDigits;
use crate::smsc::{Cargo, MessageId, SmsCentre};
use sim_codec::time::Moment;
use sim_device::handset::Act;
use sim_device::link::Way;
use sim_device::mobile_station::Exchange;
use sim_device::profile::Profile;
use sim_wire::Fen;

mod counter;
mod error;
mod event;
mod event_log;
pub mod export;
mod fault;
mod mail;
mod message;
mod parts;
pub(crate) mod people;
mod person;
mod phones;
mod platform_mail;
mod red_list;
mod scheduler;
mod settings;
mod time;

pub use error::WorldError;
pub use event::{DeliveryFailure, Event, EventKind, MessageHandling, Party, ServiceRequest};
pub use fault::Fault;
pub use mail::content;
pub use message::Content;
pub use person::{Person, Power, Station, following_asn};
pub use red_list::red_list;
pub use settings::{BEGINNING, WorldSettings};
pub use time::{Quiet, TimeSpan};

use people::People;

pub(crate) use event_log::EventLog;
pub(crate) use fault::PendingFaults;
pub(crate) use scheduler::Scheduler;

/// The world.
#[derive(Clone, Debug)]
pub struct World {
    pub(crate) scheduler: Scheduler,
    pub(crate) people: People,
    pub(crate) centre: SmsCentre,
    pub(crate) platform: Platform,
    pub(crate) log: EventLog,
    pub(crate) faults: PendingFaults,
    /// Whose phone is shown by a face, for which what crosses its contacts is kept until it is taken.
    pub shown: Option<Msisdn>,
    /// Whether the cards go on drawing from where their chance started, as a trace of what crossed the contacts has
    /// it. A world that is put into a file cannot be of this kind, for a card's chance is not in the file.
    pub flows: bool,
}

impl World {
    /// A world without people.
    pub fn new(settings: WorldSettings) -> World {
        let WorldSettings { seed, now, centre, platform } = settings;
        let mut platform = Platform::new(platform, seed);
        // It knows from the beginning what time it is.
        platform.wake(now);
        World {
            scheduler: Scheduler { now, seed, steps: 0 },
            people: People::default(),
            centre: SmsCentre::new(centre, seed),
            platform,
            log: EventLog::default(),
            faults: PendingFaults::default(),
            shown: None,
            flows: false,
        }
    }

    /// Brings somebody into the world, with a handset of that model and a card of that profile, which the platform
    /// issues, and switches the phone on. `choice` is how the profile is named on the command line, so that it is
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
        self.scheduler.count_step();
        let index = self.people.len().saturating_sub(1);
        self.phones().power_on(index);
        Ok(())
    }

    /// Brings somebody into the world with a handset and a card of their own, and switches the phone on. The platform
    /// is not asked: issuing the card is another matter. `choice` is how the profile is named on a command line.
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

    /// The registry tells that a number's data are complete, so that its account will be a real-name one (实名).
    pub fn register(&mut self, number: Msisdn) {
        self.platform.books.accounts.register(number, true);
    }

    /// What the clock shows.
    pub const fn now(&self) -> Moment {
        self.scheduler.now
    }

    /// Where everything random started.
    pub const fn seed(&self) -> u64 {
        self.scheduler.seed
    }

    /// Things done so far.
    pub const fn steps(&self) -> u64 {
        self.scheduler.steps
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
        self.phones().hand_out(number)?;
        self.people.get_mut(self.people.place(number)?)
    }

    /// Takes what crossed the contacts of the phone that is shown.
    pub fn take_exchanges(&mut self) -> Vec<Exchange> {
        self.shown.map(|number| self.people.take_exchanges(&number)).unwrap_or_default()
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
        self.log.events()
    }

    /// What happened after so many things, as far as it is in memory.
    pub fn events_after(&self, number: u64) -> impl Iterator<Item = &Event> {
        self.log.after(number).iter()
    }

    /// How many things happened in all.
    pub fn happened(&self) -> u64 {
        self.log.total()
    }

    /// Whether money is conserved: in the books, and between them and the cards.
    pub fn audit(&self) -> Result<(), Vec<crate::audit::Finding>> {
        let books = &self.platform.books;
        let mut findings = crate::audit::books(books);
        let truths: Vec<_> = self.people().iter().filter_map(Person::truth).collect();
        findings.extend(crate::audit::cards(books.ledger.entries(), &truths));
        if findings.is_empty() { Ok(()) } else { Err(findings) }
    }

    /// Whether both are the same in everything that a file keeps: clock, platform, what is under way, and people with
    /// their phones, cards and messages.
    pub fn is_kept_like(&self, other: &World) -> bool {
        self.people.are_kept_like(&other.people)
            && self.scheduler == other.scheduler
            && (&self.centre, &self.platform) == (&other.centre, &other.platform)
            && self.happened() == other.happened()
    }

    /// Does something on a person's phone. Returns `false` if it is not valid on the current screen.
    pub fn act(&mut self, number: &Msisdn, act: &Act) -> Result<bool, WorldError> {
        self.phones().act(number, act)
    }

    /// Writes a text message on a person's phone and sends it. Returns how many short messages it became.
    pub fn texts(&mut self, number: &Msisdn, to: &str, text: &str) -> Result<usize, WorldError> {
        self.phones().write(number, to, text)
    }

    /// Switches a person's phone on; one that is on is switched off and on.
    pub fn switch_on(&mut self, number: &Msisdn) -> Result<(), WorldError> {
        self.phones().switch_on(number)
    }

    /// Switches a person's phone off: messages wait for it.
    pub fn switch_off(&mut self, number: &Msisdn) -> Result<(), WorldError> {
        self.phones().switch_off(number)
    }

    /// Has the network serve a person's phone, or not.
    pub fn serve(&mut self, number: &Msisdn, serves: bool) -> Result<(), WorldError> {
        self.phones().serve(number, serves)
    }

    /// Puts a person's card into another handset, the one of its model with that serial number, and switches it on.
    /// Messages that the person has come along.
    pub fn move_card(&mut self, number: &Msisdn, model: &str, serial: u32) -> Result<(), WorldError> {
        self.phones().move_card(number, (model, serial))
    }

    /// Sends a card a command of a terminal between two of the phone's, and returns the whole answer. The card has its
    /// power from the phone, which must be on.
    pub fn transmit(&mut self, number: &Msisdn, way: Way, command: &[u8]) -> Result<Vec<u8>, WorldError> {
        self.phones().transmit(number, way, command)
    }

    /// Collects what came of somebody's work with a handset: messages that went out and reports.
    pub fn tend(&mut self, number: &Msisdn) -> Result<(), WorldError> {
        let mut phones = self.phones();
        let index = phones.use_phone(number)?;
        phones.touch(index);
        Ok(())
    }

    /// Notes money that a terminal took from the card and has not uploaded.
    pub fn took(&mut self, number: &Msisdn, amount: Fen) {
        if let Some(person) = self.person_mut(number) {
            person.spent = Fen(person.spent.0.saturating_add(amount.0));
        }
    }

    /// Notes money that a terminal of nobody here put onto the card: to the books that money was there from the
    /// beginning.
    pub fn gave(&mut self, number: &Msisdn, amount: Fen) {
        if let Some(person) = self.person_mut(number) {
            person.start = Fen(person.start.0.saturating_add(amount.0));
        }
    }

    /// Pays cash in at a business hall (营业厅现金充值).
    pub fn deposit(&mut self, number: &Msisdn, amount: Fen) -> Result<(), WorldError> {
        self.counter().deposit(number, amount)
    }

    /// Prints and sells a scratch card (充值卡) of a province, and returns its digits. The platform keeps only what
    /// stands for them.
    pub fn issue_scratch_card(&mut self, value: Fen, province: Province) -> Result<CardDigits, WorldError> {
        self.counter().issue_scratch_card(value, province)
    }

    /// Asks the service hotline to reset the operation PIN of a card (操作密码重置).
    pub fn care_resets_operation_pin(&mut self, number: &Msisdn, password: &PayPassword) -> Result<(), WorldError> {
        self.counter().reset_operation_pin(number, password)
    }

    /// Has the service hotline put a new initial pay password in place of a forgotten one.
    pub fn care_resets_pay_password(&mut self, number: &Msisdn) -> Result<(), WorldError> {
        self.counter().reset_pay_password(number)
    }

    /// Asks the website for a top-up (网络侧转存).
    pub fn web_top_up(&mut self, number: &Msisdn, amount: Fen, password: &PayPassword) -> Result<(), WorldError> {
        self.counter().web_top_up(number, amount, password)
    }

    /// Has the registry tell the platform a number's state.
    pub fn number_becomes(&mut self, number: &Msisdn, state: NumberState) -> Result<(), WorldError> {
        self.counter().set_number_state(number, state)
    }

    /// Uploads the purchases of a card that a merchant has not uploaded (批上送).
    pub fn upload(&mut self, number: &Msisdn) -> Result<(), WorldError> {
        self.counter().upload(number)
    }

    /// Sets cash of an account aside for a load at a hall. Returns the transfer's number.
    pub fn hall_reserves(&mut self, number: &Msisdn, amount: Fen) -> Result<u64, WorldError> {
        self.counter().reserve_load(number, amount)
    }

    /// Ends a load at a hall on the card's proof that it has the money, or that it never will.
    pub fn hall_ends(&mut self, transfer: u64, loaded: bool) -> Result<(), WorldError> {
        self.counter().end_load(transfer, loaded)
    }

    /// Gives the centre a message of somebody who is nobody's subscriber. Returns its number.
    pub fn smuggle(&mut self, cargo: Cargo) -> MessageId {
        self.scheduler.count_step();
        self.mail().smuggle(cargo)
    }

    /// Holds a message at the centre until it is released.
    pub fn hold(&mut self, message: MessageId) -> Result<(), WorldError> {
        self.handle(|mail| mail.hold(message))
    }

    /// Lets a message go that was held.
    pub fn release(&mut self, message: MessageId) -> Result<(), WorldError> {
        self.handle(|mail| mail.release(message))
    }

    /// Throws a message away.
    pub fn lose(&mut self, message: MessageId) -> Result<(), WorldError> {
        self.handle(|mail| mail.lose(message))
    }

    /// Sends a message a second time. Returns the number of the copy.
    pub fn repeat(&mut self, message: MessageId) -> Result<MessageId, WorldError> {
        self.handle(|mail| mail.repeat(message))
    }

    /// Lets a message wait for so much longer. Returns until when.
    pub fn delay(&mut self, message: MessageId, ms: u64) -> Result<Moment, WorldError> {
        self.handle(|mail| mail.delay(message, ms))
    }

    /// Has the platform stopped by `fault` at its next opportunity.
    pub fn fail_next(&mut self, fault: Fault) {
        self.fail(fault, 1);
    }

    /// Has the platform stopped by `fault` at its `nth` opportunity, counted from 1.
    pub fn fail(&mut self, fault: Fault, nth: u32) {
        self.faults.order(fault, nth);
    }

    /// Pending faults, each with the number of matching steps to skip before it fires.
    pub fn faults(&self) -> &[(Fault, u32)] {
        self.faults.pending()
    }

    /// Takes back what was ordered to go wrong: rules of the centre, its mix, and faults of the platform.
    pub fn forgive(&mut self) {
        self.centre.forgive();
        self.faults.clear();
    }

    /// Ends all faults: none that was ordered fires, the network does nothing to messages and lets go what it held, and
    /// every phone is on and has a network.
    pub fn heal(&mut self) {
        self.scheduler.count_step();
        self.faults.clear();
        self.centre.heal();
        self.phones().heal();
    }

    /// The platform, to give it a past before anybody is there.
    pub const fn platform_mut(&mut self) -> &mut Platform {
        &mut self.platform
    }
}

#[cfg(test)]
pub(crate) mod tests;
