//! A person's phone in a world: what is done with it, and the time that passes, go through the world, which then does
//! all that is due. Whoever keeps the world is shown it after every step of it; what is kept cannot be taken back.

use std::convert::Infallible;
use std::fmt;
use std::rc::Rc;

use super::ground::{Ground, GroundError, PerformError};
use super::journal::Arrived;
use sim_codec::time::Moment;
use sim_device::handset::Act;
use sim_device::link::InProcess;
use sim_device::memory::Eeprom;
use sim_device::mobile_station::Exchange;
use sim_world::action::{Action, ByHand, NetworkAction, Switch};
use sim_world::actor::{ActionResult, Actors, Performed};
use sim_world::platform::number::Msisdn;
use sim_world::smsc::{Carried, Kind, MessageId, State};
use sim_world::store::Store;
use sim_world::world::{DeliveryFailure, EventKind, Party, Person, Station, TimeSpan, World, WorldError};

pub mod alone;

/// How far time goes at once while every message is held as it comes: less than the quickest is on its way.
const HOLDING_MS: u64 = 100;

/// Who keeps the world, or says in words why not.
pub type WorldStore = dyn Store<Error = String>;

/// How much time may pass without anything else before a world that is kept goes on.
const IDLE_MS: u32 = 1000;

/// The same while something goes on in the phone itself, as a text that is shown for a while.
const RESTLESS_MS: u32 = 200;

/// By how much others may be ahead with the clock before this phone's follows it at once.
const AHEAD_MS: u64 = 1000;

/// A person's phone, and the world around it.
pub struct Home {
    world: World,
    actors: Actors,
    number: Msisdn,
    /// The phone at first: shown where the person is not in the world, whom nobody can take out of it.
    first: Rc<Station>,
    store: Option<Box<WorldStore>>,
    /// Up to when the world has come by this phone's time; others who go on with it may be ahead.
    reached: Moment,
    /// Milliseconds that passed and in which a world that is kept has not gone on yet.
    lag_ms: u32,
    /// The pay password that the account had at first, where the person should know it.
    first_password: Option<String>,
    /// While every message is held as it comes: the last that was looked at.
    holding: Option<MessageId>,
}

impl fmt::Debug for Home {
    /// Without the world, which is large.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Home({} at {})", self.number, self.world.now())
    }
}

impl Home {
    /// The phone of that number, in that world. Who keeps the world is shown it from now on.
    pub fn new(mut world: World, number: Msisdn, store: Option<Box<WorldStore>>) -> Result<Home, WorldError> {
        world.shown = Some(number);
        let first = Rc::new(world.person(&number).ok_or(WorldError::NoSuchPerson(number))?.station().clone());
        let reached = world.now();
        Ok(Home {
            world,
            actors: Actors::default(),
            number,
            first,
            store,
            reached,
            lag_ms: 0,
            first_password: None,
            holding: None,
        })
    }

    /// The pay password that the account had at first, where the person should know it.
    pub fn first_password(&self) -> Option<&str> {
        self.first_password.as_deref()
    }

    /// The world.
    pub const fn world(&self) -> &World {
        &self.world
    }

    /// Whose phone it is.
    pub const fn number(&self) -> Msisdn {
        self.number
    }

    /// Whether every message is held as it comes.
    pub const fn is_holding_all(&self) -> bool {
        self.holding.is_some()
    }

    /// The messages under way, by number.
    pub fn carried(&self) -> Vec<&Carried> {
        self.world.centre().carried().collect()
    }

    /// The message that was chosen, if it is still under way; else the first.
    pub fn selected(&self, chosen: Option<MessageId>) -> Option<&Carried> {
        let centre = self.world.centre();
        chosen.and_then(|id| centre.get(id)).or_else(|| centre.carried().next())
    }

    /// Whether somebody keeps the world, so that what was done stays done.
    pub const fn is_kept(&self) -> bool {
        self.store.is_some()
    }

    /// Begins something in the world as it is now, whoever made it so.
    fn begin(&mut self) -> Result<(), GroundError> {
        let store = self.store.as_mut();
        store.map_or(Ok(()), |store| store.begin(&mut self.world)).map_err(GroundError::NotKept)
    }

    fn keep(&mut self) -> Result<(), GroundError> {
        let store = self.store.as_mut();
        store.map_or(Ok(()), |store| store.keep(&mut self.world)).map_err(GroundError::NotKept)
    }

    /// Does something in the world and keeps it.
    fn kept<T>(&mut self, does: impl FnOnce(&mut Home) -> T) -> Result<T, GroundError> {
        self.begin()?;
        let done = does(self);
        self.keep()?;
        Ok(done)
    }

    /// Takes up what others did in the world. A phone with whose card they did something is switched on again when it
    /// is used.
    fn look_around(&mut self) -> Result<(), GroundError> {
        let Some(store) = self.store.as_mut() else { return Ok(()) };
        store.refresh(&mut self.world).map(drop).map_err(GroundError::NotKept)
    }

    /// Lets the world go on for so long; `since`: how many things had happened before.
    fn go_on(&mut self, ms: u64, since: u64) -> Result<(), GroundError> {
        let until = self.until(ms);
        loop {
            let now = self.world.now();
            let part = if self.holding.is_some() { until.min(now.later(HOLDING_MS)) } else { until };
            match &mut self.store {
                Some(store) => {
                    self.world.pass_kept(TimeSpan::Until(part), store.as_mut()).map_err(GroundError::NotKept)?;
                }
                None => self.world.pass(part.since(now)),
            }
            self.hold_new()?;
            if part >= until {
                self.reached = until;
                // Its clock and its polls are to be seen. The person may not be in the world.
                drop(self.world.attend(&self.number));
                return self.fell_since(since);
            }
        }
    }

    /// Up to when the world goes on in so much time: by this phone's time where others are a little ahead of it or
    /// behind, so that the world's clock goes no faster because several phones look at it.
    fn until(&self, ms: u64) -> Moment {
        let (own, now) = (self.reached.later(ms), self.world.now());
        let is_apart = now.since(own) > AHEAD_MS || own.since(now) > ms.saturating_add(AHEAD_MS);
        if self.store.is_none() || is_apart { now.later(ms) } else { own }
    }

    /// Whether time that passed is to be lived through now, in a world that others share and that is written at each
    /// step.
    fn is_due(&self) -> bool {
        let is_restless = || {
            let person = self.world.person(&self.number);
            person.is_some_and(|person| !person.station().handset().is_at_rest())
        };
        let comes = self.world.next_due().is_some_and(|due| due <= self.world.now().later(self.lag_ms.into()));
        comes || self.lag_ms >= IDLE_MS || self.lag_ms >= RESTLESS_MS && is_restless()
    }

    /// Lives through the time that passed.
    fn catch_up(&mut self) -> Result<(), GroundError> {
        let (lag, since) = (std::mem::take(&mut self.lag_ms), self.world.happened());
        if lag > 0 { self.go_on(lag.into(), since) } else { Ok(()) }
    }

    /// Holds the messages that came since it was last looked.
    fn hold_new(&mut self) -> Result<(), GroundError> {
        let Some(last) = self.holding else { return Ok(()) };
        let is_new = |carried: &&Carried| carried.id > last && carried.state == State::Waiting && !carried.held;
        let new: Vec<MessageId> = self.world.centre().carried().filter(is_new).map(|carried| carried.id).collect();
        for id in new {
            // It is under way, at the centre, and not held, unless somebody else did something with it meanwhile.
            if self.kept(|home| home.world.hold(id).is_ok())? {
                self.holding = self.holding.max(Some(id));
            }
        }
        Ok(())
    }

    /// How far it is to the next thing that is due in the world, in milliseconds; at least one, at most so many.
    pub(super) fn until_next(&self, most: u32) -> u32 {
        let far = self.world.next_due().map_or(most.into(), |due| due.since(self.world.now()));
        u32::try_from(far).unwrap_or(most).clamp(1, most.max(1))
    }

    /// How many messages arrived, or could not, since so many things had happened.
    pub(super) fn arrived_since(&self, since: u64) -> Arrived {
        let new = self.world.events().iter().filter(|event| event.number > since);
        let arrives = |what: &EventKind| match what {
            EventKind::Failed { why, .. } => *why != DeliveryFailure::Silent,
            EventKind::Delivered { .. }
            | EventKind::Refused { .. }
            | EventKind::Reported { .. }
            | EventKind::Unreadable { .. } => true,
            _ => false,
        };
        let arrived: Vec<Moment> = new.filter(|new| arrives(&new.kind)).map(|new| new.at).collect();
        let since_last = arrived.last().map_or(0, |last| self.world.now().since(*last));
        Arrived {
            count: u32::try_from(arrived.len()).unwrap_or(u32::MAX),
            since_ms: u32::try_from(since_last).unwrap_or(u32::MAX),
        }
    }

    /// Returns the kind of messages of which that one arrives next, `None` if it is the next of any; or `None` if it is
    /// the next of none.
    pub(super) fn next_of(&self, id: MessageId) -> Option<Option<Kind>> {
        let mut under_way: Vec<&Carried> = self.world.centre().carried().collect();
        under_way.retain(|carried| !matches!(carried.state, State::AtHandset(_)));
        under_way.sort_by_key(|carried| (carried.due, carried.id));
        let is_next = |kind: &Option<Kind>| {
            let next = under_way.iter().find(|carried| kind.is_none_or(|kind| carried.cargo.kind() == kind));
            next.is_some_and(|carried| carried.id == id)
        };
        [None, Some(Kind::Submit), Some(Kind::Deliver), Some(Kind::Report)].into_iter().find(is_next)
    }

    /// Whether the phone's card fell silent meanwhile; it has been switched on again by now.
    fn fell_since(&self, since: u64) -> Result<(), GroundError> {
        let new = self.world.events().iter().rev().take_while(|event| event.number > since);
        let is_own = |party: &Party| *party == Party::Person(self.number);
        let fell = new.into_iter().any(|event| event.kind == EventKind::Fell && is_own(&event.from));
        if fell { Err(GroundError::Fell) } else { Ok(()) }
    }

    fn perform_now(&mut self, action: &Action) -> ActionResult {
        let Ok(result) = self.actors.perform(&mut self.world, action, &mut |_| Ok::<(), Infallible>(()));
        result
    }

    fn hold_all_now(&mut self, switch: Switch) -> ActionResult {
        self.holding = switch.is_on().then_some(MessageId(0));
        if switch == Switch::Off {
            let held = self.world.centre().carried().filter(|carried| carried.held).map(|carried| carried.id);
            for id in held.collect::<Vec<MessageId>>() {
                self.perform_now(&Action::Network(NetworkAction::ByHand(id, ByHand::Release)))?;
            }
        }
        Ok(Performed::Done)
    }

    /// Does something in the world as it is now, keeps it, and what is due because of it. A refusal is kept too: a
    /// wrong password counts.
    fn live_through(&mut self, does: impl FnOnce(&mut Home) -> ActionResult) -> Result<Performed, PerformError> {
        self.catch_up()?;
        let since = self.world.happened();
        let result = self.kept(does)?;
        self.go_on(0, since)?;
        Ok(result?)
    }
}

impl Ground for Home {
    type Link = InProcess<Eeprom>;

    fn station(&self) -> &Station {
        self.world.person(&self.number).map_or(&self.first, Person::station)
    }

    fn take_exchanges(&mut self) -> Vec<Exchange> {
        self.world.take_exchanges()
    }

    fn act(&mut self, act: &Act) -> Result<bool, GroundError> {
        self.catch_up()?;
        let since = self.world.happened();
        let meant = self.kept(|home| home.world.act(&home.number, act))?;
        self.go_on(0, since)?;
        // What the world does not let the phone do means nothing.
        Ok(meant.unwrap_or(false))
    }

    fn restart(&mut self) -> Result<(), GroundError> {
        self.catch_up()?;
        let since = self.world.happened();
        // The person is in the world.
        self.kept(|home| drop(home.world.switch_on(&home.number)))?;
        self.go_on(0, since)
    }

    fn pass(&mut self, ms: u32) -> Result<(), GroundError> {
        if self.store.is_none() {
            let since = self.world.happened();
            return self.go_on(ms.into(), since);
        }
        self.lag_ms = self.lag_ms.saturating_add(ms);
        self.look_around()?;
        if self.is_due() { self.catch_up() } else { Ok(()) }
    }

    fn look_around(&mut self) -> Result<(), GroundError> {
        Home::look_around(self)
    }

    fn perform(&mut self, action: &Action) -> Result<Performed, PerformError> {
        self.live_through(|home| home.perform_now(action))
    }

    fn hold_all(&mut self, switch: Switch) -> Result<Performed, PerformError> {
        self.live_through(|home| home.hold_all_now(switch))
    }

    fn home(&self) -> Option<&Home> {
        Some(self)
    }

    fn copy(&self) -> Option<Home> {
        let Home { world, actors, number, first, store, reached, lag_ms, first_password, holding } = self;
        let world = store.is_none().then(|| world.clone())?;
        let (actors, first, first_password) = (actors.clone(), first.clone(), first_password.clone());
        let (number, reached, lag_ms, holding) = (*number, *reached, *lag_ms, *holding);
        Some(Home { world, actors, number, first, store: None, reached, lag_ms, first_password, holding })
    }
}
