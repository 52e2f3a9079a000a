//! Player of a walk: a handset with a card in it, the person before it and the world behind it.

use std::collections::VecDeque;

use applet::{CardState, Refusal};
use sim_wire::secured_packet::Counter;

use super::CardStorage;
use super::sight::Sight;
use super::transcribe::WalkTranscript;
use crate::trace::outcome::{FailureKind, MismatchAdvice, MismatchSubject, SightContent};
use crate::trace::replay::values::Values;
use crate::walk::story::story;
use crate::walk::syntax::{Step, Walk, WalkContent};
use sim_codec::time::Moment;
use sim_device::handset::{Act, Handset, Screen, ScreenBody};
use sim_device::link::LinkError;
use sim_device::memory::Eeprom;
use sim_device::mobile_station::{Exchange, StationError};
use sim_device::profile::Profile;
use sim_world::action::ReceiptPlace;
use sim_world::actor::Actors;
use sim_world::platform::number::Msisdn;
use sim_world::smsc::MessageId;
use sim_world::world::{Person, Power, Station, World, WorldError};

/// Result of a step.
pub(super) type StepResult = Result<(), Box<FailureKind>>;

/// State of a walk that an undo restores.
#[derive(Clone)]
pub(super) struct WalkState {
    pub(super) world: World,
    pub(super) values: Values<'static>,
    /// Moment at which the walk began.
    pub(super) began: Moment,
    /// Number of short messages that were looked at, or that went out while the handset was first switched on.
    pub(super) read: usize,
    /// Number of messages in the inbox that were looked at.
    pub(super) heard: usize,
    /// Counter of the last request that was looked at.
    pub(super) counter: Counter,
    /// Highest identifier of a message that was seen at the centre.
    pub(super) known: MessageId,
    /// Actors that perform the actions of the walk.
    pub(super) actors: Actors,
    /// Profiles of all cards that the walk has had.
    pub(super) profiles: Vec<Profile>,
    /// Numbers of the last receipt that a terminal printed; `None` before the first.
    pub(super) printed: Option<ReceiptPlace>,
    /// Receipt or slip that was printed last, as it stands on the paper; `None` before the first.
    pub(super) slip: Option<String>,
    /// Set if the last tap or step of the hall printed a receipt.
    pub(super) has_printed: bool,
    /// Prompt of a service line that was heard last; `None` before the first.
    pub(super) prompt: Option<String>,
    /// Text that was last typed into a field that hides it; `None` before the first.
    pub(super) secret: Option<String>,
    /// Set while a power cut is armed.
    pub(super) cut_armed: bool,
    /// Set after the power failed, until the handset is restarted.
    pub(super) dark: bool,
    /// Last exchange that the station no longer lists; `None` before the first.
    pub(super) last: Option<Exchange>,
}

/// Player of a walk at one of its steps.
pub(super) struct Player {
    pub(super) now: WalkState,
    /// Number of the walk's person.
    pub(super) number: Msisdn,
    /// Profile of the card with which the walk began.
    pub(super) first_profile: Profile,
    pub(super) keeps: CardStorage,
    /// Number of commands that reached the card, also in steps that were taken back, without those that the station
    /// still lists.
    pub(super) counted: usize,
    pub(super) before: Vec<Option<Box<WalkState>>>,
    /// Entry for each later step that can be taken back: `true` if an `undo` takes that step back.
    pub(super) undone: VecDeque<bool>,
    /// Exchanges with the card so far, also of steps that were taken back; `None` if they are not kept.
    pub(super) crossed: Option<Vec<Exchange>>,
    /// Transcript so far; `None` if none is kept.
    pub(super) transcript: Option<WalkTranscript>,
}

impl Player {
    /// Creates a copy of a player, to try something on.
    pub(super) fn beside(other: &Player) -> Player {
        let Player { now, number, first_profile, keeps, counted, .. } = other;
        Player {
            now: now.clone(),
            number: *number,
            first_profile: first_profile.clone(),
            keeps: *keeps,
            counted: *counted,
            before: Vec::new(),
            undone: VecDeque::new(),
            crossed: None,
            transcript: None,
        }
    }

    /// Returns the handset with the card in it. The walk's person is there from the beginning.
    fn station(&self) -> Option<&Station> {
        self.now.world.person(&self.number).map(Person::station)
    }

    pub(super) fn station_mut(&mut self) -> Option<&mut Station> {
        self.now.world.person_mut(&self.number).map(Person::station_mut)
    }

    /// Returns the handset.
    pub(super) fn handset(&self) -> Option<&Handset> {
        self.station().map(Station::handset)
    }

    /// Returns the card's memory.
    pub(super) fn memory(&self) -> Option<&Eeprom> {
        self.station().map(|station| station.link().card().memory())
    }

    /// Returns the screen that the person sees.
    pub(super) fn screen(&self) -> Screen {
        self.station().map_or_else(|| Screen::plain(ScreenBody::Idle, ""), Station::screen)
    }

    /// Returns the profile of the present card.
    pub(super) fn profile(&self) -> &Profile {
        self.now.actors.card_profile(&self.number).unwrap_or(&self.first_profile)
    }

    /// Returns what can be seen of the wallet; `None` without power.
    pub(super) fn state(&self) -> Option<CardState> {
        self.station()?.card_state()
    }

    /// Returns the reason of the card's last refusal.
    pub(super) fn last_refusal(&self) -> Option<Refusal> {
        self.station()?.link().card().last_refusal()
    }

    /// Returns the number of commands that reached the card, also in steps that were taken back.
    pub(super) fn commands(&self) -> usize {
        self.counted + self.station().map_or(0, |station| station.exchanges().len())
    }

    /// Returns the last exchange with the card.
    pub(super) fn last(&self) -> Option<&Exchange> {
        self.station()?.exchanges().last().or(self.now.last.as_ref())
    }

    /// Counts the station's exchanges and keeps only the last: a handset at rest asks its card every half minute.
    pub(super) fn count_exchanges(&mut self) {
        let crossed = self.station_mut().map(Station::take_exchanges).unwrap_or_default();
        self.counted += crossed.len();
        self.crossed.iter_mut().for_each(|kept| kept.extend(crossed.iter().cloned()));
        let refusal = self.last_refusal();
        self.transcript.iter_mut().for_each(|transcript| transcript.note_exchanges(&crossed, refusal));
        self.now.last = crossed.into_iter().last().or(self.now.last.take());
    }

    /// Performs one step.
    pub(super) fn step(&mut self, step: &Step) -> StepResult {
        if let Step::Expect(list) = step {
            let looked_at = (self.now.read, self.now.heard, self.now.counter);
            let held = list.iter().try_for_each(|expectation| self.expect(expectation));
            if held.is_err() {
                (self.now.read, self.now.heard, self.now.counter) = looked_at;
            }
            return held;
        }
        if matches!(step, Step::Undo) {
            return self.undo();
        }
        if self.now.dark && !matches!(step, Step::Action(action) if action.is_restart()) {
            let why = "the power failed, and the handset shows nothing more; `restart` comes first";
            return Err(impossible(why));
        }
        self.count_exchanges();
        if self.keeps == CardStorage::Nothing {
            // A step that no `undo` takes back need not be remembered.
            let is_undone = self.undone.pop_front().unwrap_or(true);
            self.before.push(is_undone.then(|| Box::new(self.now.clone())));
        }
        match step {
            Step::Choose(path) => self.choose(path),
            Step::Press(press) => self.press(press),
            Step::Type(typed) => self.type_in(typed),
            Step::TypeInitialPassword => self.type_initial_password(),
            Step::Answer(yes) => self.answers(*yes),
            Step::Interrupt => self.interrupt(),
            Step::WaitOut => self.wait_out(),
            Step::Apdu(apdu) => self.apdu(apdu),
            Step::Action(action) => self.perform(action),
            Step::TakeBack(step) => self.take_back(step),
            Step::Deliver(count) => self.deliver(*count),
            Step::Expect(_) | Step::Undo => Ok(()),
        }
    }

    /// Performs an act of the person, and returns whether it had an effect.
    ///
    /// A power cut that an earlier step ordered is no failure, and counts as an effect.
    pub(super) fn act(&mut self, act: &Act) -> Result<bool, Box<FailureKind>> {
        let done = self.now.world.act(&self.number, act);
        let done = self.settle(done).map(|meant| meant.unwrap_or(true));
        self.note_progress();
        done
    }

    /// Returns what an action in the world came to; `None` where the power failed as ordered. New messages are held.
    pub(super) fn settle<T>(&mut self, done: Result<T, WorldError>) -> Result<Option<T>, Box<FailureKind>> {
        self.hold_new();
        let fell = self.now.world.person(&self.number).is_some_and(|person| person.power() == Power::Fallen);
        match done {
            Ok(done) if !fell => Ok(Some(done)),
            Ok(_) | Err(WorldError::Unrest { unrest: StationError::Card(_), .. }) if self.now.cut_armed => {
                self.now.cut_armed = false;
                self.now.dark = true;
                Ok(None)
            }
            Ok(_) => Err(self.restless(StationError::Card(LinkError::Silent))),
            Err(WorldError::Unrest { unrest, .. }) => Err(self.restless(unrest)),
            Err(other) => Err(impossible(&other.to_string())),
        }
    }

    fn restless(&self, unrest: StationError) -> Box<FailureKind> {
        let sight = Sight::of(&self.screen()).what(MismatchSubject::HandsetAndCard);
        sight.expected(SightContent::Rest).but(SightContent::Unrest(unrest))
    }

    fn wait_out(&mut self) -> StepResult {
        if self.act(&Act::Nothing)? {
            return Ok(());
        }
        let what = MismatchSubject::Written("wait out".to_owned());
        let sight = Sight::of(&self.screen()).what(what).help(MismatchAdvice::SayHowLong);
        Err(sight.expected(SightContent::WaitingScreen).but(SightContent::NothingAwaited))
    }

    fn undo(&mut self) -> StepResult {
        self.count_exchanges();
        let why = match (self.keeps, self.before.pop().flatten()) {
            (_, Some(before)) => {
                self.now = *before;
                return Ok(());
            }
            (CardStorage::File, None) => "what was written to a card file cannot be taken back",
            (CardStorage::Nothing, None) => "nothing was done that could be taken back",
        };
        Err(impossible(why))
    }

    /// Returns the step as it would have to be written to hold; `None` where no writing helps.
    pub(super) fn as_it_is(&mut self, step: &Step) -> Option<Step> {
        match step {
            Step::Expect(list) => {
                let list: Option<Vec<_>> =
                    list.iter().map(|expectation| self.rewrite_expectation(expectation)).collect();
                list.map(Step::Expect)
            }
            _ => None,
        }
    }
}

/// Creates the failure of a step that cannot be done.
pub(super) fn impossible(why: &str) -> Box<FailureKind> {
    Box::new(FailureKind::Impossible(why.to_owned()))
}

/// Returns for each step that can be taken back whether a later `undo` takes that step back.
pub(super) fn undone(walk: &Walk) -> VecDeque<bool> {
    let story = story(walk);
    let steps = story.iter().filter_map(|line| match &line.line.content {
        WalkContent::Step(step) => Some(step),
        _ => None,
    });
    let mut undone = VecDeque::new();
    let mut standing = Vec::new();
    for step in steps {
        match step {
            Step::Expect(_) => {}
            Step::Undo => {
                if let Some(taken_back) = standing.pop().and_then(|at: usize| undone.get_mut(at)) {
                    *taken_back = true;
                }
            }
            _ => {
                standing.push(undone.len());
                undone.push_back(false);
            }
        }
    }
    undone
}
