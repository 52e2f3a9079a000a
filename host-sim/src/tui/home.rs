//! A person's phone in a world. Acts and time go through the world, which then does all that is due. A store is shown
//! the world after every step; what is kept cannot be undone.

use std::convert::Infallible;
use std::fmt;
use std::rc::Rc;

use super::ground::{Ground, GroundError, PerformError};
use super::journal::Arrivals;
use sim_codec::time::Moment;
use sim_device::handset::Act;
use sim_device::link::InProcess;
use sim_device::memory::Eeprom;
use sim_device::mobile_station::{Exchange, StationError};
use sim_device::pos::receipt::Receipt;
use sim_world::action::{Action, CentreAction, NetworkAction, PosPlace, ReceiptPlace, Switch};
use sim_world::actor::{ActionResult, Actors, Performed};
use sim_world::platform::number::Msisdn;
use sim_world::smsc::{CargoKind, CarriedMessage, MessageId, State};
use sim_world::store::Store;
use sim_world::world::{DeliveryFailure, EventKind, Pace, Party, Person, Station, TimeSpan, World, WorldError};

pub mod alone;

/// Time in milliseconds that passes at once while every message is held: less than the shortest way of a message.
const HOLDING_MS: u64 = 100;

/// Store of the world, whose errors are sentences.
pub type WorldStore = dyn Store<Error = String>;

/// Person's phone, and the world around it.
pub struct Home {
    world: World,
    actors: Actors,
    number: Msisdn,
    /// Phone at the start: shown if the person is not in the world, from which nobody can be removed.
    first: Rc<Station>,
    store: Option<Box<WorldStore>>,
    /// Time of this phone; others who share the world may be ahead.
    pace: Pace,
    /// Initial pay password of the account, where the person should know it; else `None`.
    first_password: Option<String>,
    /// Last message that was looked at while every message is held as it comes; else `None`.
    holding: Option<MessageId>,
}

impl fmt::Debug for Home {
    /// Formats the number and the time, without the world, which is large.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Home({} at {})", self.number, self.world.now())
    }
}

impl Home {
    /// Creates the phone of a number in a world, which `store` keeps from now on.
    pub fn new(mut world: World, number: Msisdn, store: Option<Box<WorldStore>>) -> Result<Home, WorldError> {
        world.shown = Some(number);
        let first = Rc::new(world.person(&number).ok_or(WorldError::NoSuchPerson(number))?.station().clone());
        let pace = Pace::new(world.now());
        Ok(Home { world, actors: Actors::default(), number, first, store, pace, first_password: None, holding: None })
    }

    /// Returns the initial pay password of the account, where the person should know it.
    pub fn first_password(&self) -> Option<&str> {
        self.first_password.as_deref()
    }

    /// Returns the world.
    pub const fn world(&self) -> &World {
        &self.world
    }

    /// Returns the number of the phone's owner.
    pub const fn number(&self) -> Msisdn {
        self.number
    }

    /// Returns `true` if every message is held as it comes.
    pub const fn is_holding_all(&self) -> bool {
        self.holding.is_some()
    }

    /// Returns the messages under way, by number.
    pub fn carried(&self) -> Vec<&CarriedMessage> {
        self.world.centre().carried().collect()
    }

    /// Returns the message that was chosen, if it is still under way; else the first.
    pub fn selected(&self, chosen: Option<MessageId>) -> Option<&CarriedMessage> {
        let centre = self.world.centre();
        chosen.and_then(|id| centre.get(id)).or_else(|| centre.carried().next())
    }

    /// Returns the last receipt of a terminal with its place; `None` if the terminal has printed none.
    pub(super) fn last_receipt(&self, pos: PosPlace) -> Option<(ReceiptPlace, &Receipt)> {
        self.world.shops().receipts().rev().find(|(place, _)| place.pos == pos)
    }

    /// Returns `true` if the world is kept in a store, so that what was done stays done.
    pub const fn is_kept(&self) -> bool {
        self.store.is_some()
    }

    /// Begins a step in the current state of the world, after taking over changes of others.
    fn begin(&mut self) -> Result<(), GroundError> {
        let store = self.store.as_mut();
        store.map_or(Ok(()), |store| store.begin(&mut self.world)).map_err(GroundError::NotKept)
    }

    fn keep(&mut self) -> Result<(), GroundError> {
        let store = self.store.as_mut();
        store.map_or(Ok(()), |store| store.keep(&mut self.world)).map_err(GroundError::NotKept)
    }

    /// Does something in the world and keeps the result.
    fn change_kept<T>(&mut self, does: impl FnOnce(&mut Home) -> T) -> Result<T, GroundError> {
        self.begin()?;
        let done = does(self);
        self.keep()?;
        Ok(done)
    }

    /// Takes over what others did in the world. If that concerned this phone's card, the phone is switched on again
    /// when it is used next.
    fn look_around(&mut self) -> Result<(), GroundError> {
        let Some(store) = self.store.as_mut() else { return Ok(()) };
        store.refresh(&mut self.world).map(drop).map_err(GroundError::NotKept)
    }

    /// Lets the world go on for `ms` milliseconds; `since` is the number of the last event before.
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
                self.pace.reach(until);
                // Its clock and its polls are to be seen. The person may not be in the world.
                drop(self.world.attend(&self.number));
                return self.fell_since(since);
            }
        }
    }

    /// Returns the moment that the world reaches after `ms` milliseconds.
    fn until(&self, ms: u64) -> Moment {
        let now = self.world.now();
        if self.store.is_none() { now.later(ms) } else { self.pace.until(now, ms) }
    }

    /// Works with the phone, such as through a modem: a step. A card that fell silent is the work's to report; the
    /// phone is switched on again when it is used next.
    pub fn work<T>(
        &mut self,
        work: impl FnOnce(&mut Station) -> (T, Result<(), StationError>),
    ) -> Result<Result<T, WorldError>, GroundError> {
        let number = self.number;
        let caught_up = self.catch_up();
        let since = self.world.happened();
        let done = match caught_up {
            Ok(()) | Err(GroundError::Fell) => self.change_kept(|home| home.world.work(&number, work))?,
            Err(error) => return Err(error),
        };
        match self.go_on(0, since) {
            Ok(()) | Err(GroundError::Fell) => Ok(done),
            Err(error) => Err(error),
        }
    }

    /// Lets the world go on through the time that passed.
    fn catch_up(&mut self) -> Result<(), GroundError> {
        let (lag, since) = (self.pace.take_lag(), self.world.happened());
        if lag > 0 { self.go_on(lag, since) } else { Ok(()) }
    }

    /// Holds the messages that came since the last look.
    fn hold_new(&mut self) -> Result<(), GroundError> {
        let Some(last) = self.holding else { return Ok(()) };
        let is_new = |carried: &&CarriedMessage| carried.id > last && carried.state == State::Waiting && !carried.held;
        let new: Vec<MessageId> = self.world.centre().carried().filter(is_new).map(|carried| carried.id).collect();
        for id in new {
            // It is under way, at the centre, and not held, unless somebody else did something with it meanwhile.
            if self.change_kept(|home| home.world.hold(id).is_ok())? {
                self.holding = self.holding.max(Some(id));
            }
        }
        Ok(())
    }

    /// Returns the milliseconds until something is due in the world, from 1 to `most`.
    pub(super) fn until_next(&self, most: u32) -> u32 {
        let far = self.world.next_due().map_or(most.into(), |due| due.since(self.world.now()));
        u32::try_from(far).unwrap_or(most).clamp(1, most.max(1))
    }

    /// Returns the number of messages that arrived, or could not, since the event of number `since`.
    pub(super) fn arrived_since(&self, since: u64) -> Arrivals {
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
        Arrivals {
            count: u32::try_from(arrived.len()).unwrap_or(u32::MAX),
            since_ms: u32::try_from(since_last).unwrap_or(u32::MAX),
        }
    }

    /// Returns the kind of messages of which `id` arrives next, `Some(None)` if it arrives next of all. `None` if
    /// another message of its kind arrives before, or it has reached the handset.
    pub(super) fn next_of(&self, id: MessageId) -> Option<Option<CargoKind>> {
        let mut under_way: Vec<&CarriedMessage> = self.world.centre().carried().collect();
        under_way.retain(|carried| !matches!(carried.state, State::AtHandset(_)));
        under_way.sort_by_key(|carried| (carried.due, carried.id));
        let is_next = |kind: &Option<CargoKind>| {
            let next = under_way.iter().find(|carried| kind.is_none_or(|kind| carried.cargo.kind() == kind));
            next.is_some_and(|carried| carried.id == id)
        };
        [None, Some(CargoKind::Submit), Some(CargoKind::Deliver), Some(CargoKind::Report)].into_iter().find(is_next)
    }

    /// Returns an error if the phone's card fell silent since an event; the phone has been switched on again by now.
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
                self.perform_now(&Action::Network(NetworkAction::ByHand(id, CentreAction::Release)))?;
            }
        }
        Ok(Performed::Done)
    }

    /// Does something in the world as it is now, keeps the result, and lets everything happen that is due because of
    /// it. A refusal is kept too, since a wrong password counts.
    fn live_through(&mut self, does: impl FnOnce(&mut Home) -> ActionResult) -> Result<Performed, PerformError> {
        self.catch_up()?;
        let since = self.world.happened();
        let result = self.change_kept(does)?;
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
        self.begin()?;
        let meant = self.world.act(&self.number, act);
        self.keep()?;
        self.go_on(0, since)?;
        // What the world does not let the phone do means nothing.
        Ok(meant.unwrap_or(false))
    }

    fn restart(&mut self) -> Result<(), GroundError> {
        self.catch_up()?;
        let since = self.world.happened();
        // The person is in the world.
        self.change_kept(|home| drop(home.world.switch_on(&home.number)))?;
        self.go_on(0, since)
    }

    fn pass(&mut self, ms: u32) -> Result<(), GroundError> {
        if self.store.is_none() {
            let since = self.world.happened();
            return self.go_on(ms.into(), since);
        }
        self.pace.add(ms);
        self.look_around()?;
        if self.pace.is_due(&self.world, &[self.number]) { self.catch_up() } else { Ok(()) }
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
        let Home { world, actors, number, first, store, pace, first_password, holding } = self;
        let world = store.is_none().then(|| world.clone())?;
        let (actors, first, first_password) = (actors.clone(), first.clone(), first_password.clone());
        let (number, pace, holding) = (*number, *pace, *holding);
        Some(Home { world, actors, number, first, store: None, pace, first_password, holding })
    }
}
