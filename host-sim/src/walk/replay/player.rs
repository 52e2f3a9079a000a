//! A handset with a card in it and a person before it, as they stand at one place of a walk.

use applet::{CardState, Refusal};

use super::Keeps;
use super::sight::Sight;
use crate::handset::{Act, End, Screen, Sending};
use crate::link::{InProcess, Supplied};
use crate::memory::PowerCut;
use crate::mobile_station::{Exchange, MobileStation, Unrest};
use crate::profile::Profile;
use crate::trace::outcome::Trouble;
use crate::trace::replay::setup::Setup;
use crate::trace::replay::values::Values;
use crate::trace::syntax::Cut;
use crate::walk::syntax::{Around, Calls, Messages, Pause, Phone, Step};

/// Why a service centre refuses: facility rejected (3GPP TS 24.011 §8.2.5.4).
const FACILITY_REJECTED: u8 = 0x45;

/// Why a network is unable: congestion (3GPP TS 24.008 §10.5.3.6).
const CONGESTION: u8 = 0x16;

/// What a step comes to.
pub(super) type Done = Result<(), Box<Trouble>>;

/// What an undo brings back.
#[derive(Clone)]
pub(super) struct Standing<M> {
    pub(super) station: MobileStation<InProcess<M>>,
    pub(super) values: Values<'static>,
    /// Milliseconds waited since the walk began.
    elapsed_ms: u64,
    /// Short messages that were looked at.
    pub(super) read: usize,
    /// What was typed last where it is hidden.
    pub(super) secret: Option<String>,
    /// The terminal's transaction counter.
    pub(super) terminal_counter: u32,
    /// A power cut is armed.
    cut_armed: bool,
    /// The power failed.
    pub(super) dark: bool,
}

/// A walk at one place.
pub(super) struct Player<M> {
    pub(super) now: Standing<M>,
    pub(super) profile: Profile,
    keeps: Keeps,
    before: Vec<Standing<M>>,
}

impl<M: Supplied + Clone> Player<M> {
    /// The card in the handset, and both at rest.
    pub(super) fn new(memory: M, setup: &Setup, phone: &Phone, keeps: Keeps) -> Result<Player<M>, Unrest> {
        let station = MobileStation::switch_on(InProcess::new(memory, setup.chance()), phone.handset())?;
        let now = Standing {
            station,
            values: Values::new(setup.clock()),
            elapsed_ms: 0,
            read: 0,
            secret: None,
            terminal_counter: 0,
            cut_armed: false,
            dark: false,
        };
        Ok(Player { now, profile: setup.profile.clone(), keeps, before: Vec::new() })
    }

    /// A player as this one stands, to try something on.
    pub(super) fn beside(other: &Player<M>) -> Player<M> {
        let Player { now, profile, keeps, .. } = other;
        Player { now: now.clone(), profile: profile.clone(), keeps: *keeps, before: Vec::new() }
    }

    /// What the person sees.
    pub(super) fn screen(&self) -> Screen {
        self.now.station.screen()
    }

    /// What can be seen of the wallet; `None` without power.
    pub(super) fn state(&self) -> Option<CardState> {
        self.now.station.link().card().state()
    }

    /// Why the card refused last.
    pub(super) fn last_refusal(&self) -> Option<Refusal> {
        self.now.station.link().card().last_refusal()
    }

    /// Commands that reached the card.
    pub(super) fn commands(&self) -> usize {
        self.now.station.exchanges().len()
    }

    /// What crossed last.
    pub(super) fn last(&self) -> Option<&Exchange> {
        self.now.station.exchanges().last()
    }

    /// Does one step.
    pub(super) fn step(&mut self, step: &Step) -> Done {
        if let Step::Expect(list) = step {
            let read = self.now.read;
            let held = list.iter().try_for_each(|expectation| self.expect(expectation));
            if held.is_err() {
                self.now.read = read;
            }
            return held;
        }
        if matches!(step, Step::Undo) {
            return self.undo();
        }
        if self.now.dark && !matches!(step, Step::Restart) {
            let why = "the power failed, and the handset shows nothing more; `restart` comes first";
            return Err(Box::new(Trouble::Impossible(why.to_owned())));
        }
        if self.keeps == Keeps::Nothing {
            self.before.push(self.now.clone());
        }
        match step {
            Step::Choose(path) => self.choose(path),
            Step::Press(press) => self.press(press),
            Step::Type(typed) => self.types(typed),
            Step::Answer(yes) => self.answers(*yes),
            Step::Interrupt => self.interrupted(),
            Step::Wait(Pause::For(ms)) => self.waits(*ms),
            Step::Wait(Pause::Out) => self.waits_out(),
            Step::Around(around) => self.around(around),
            Step::Apdu(apdu) => self.apdu(apdu),
            Step::Tap(tap) => self.tap(tap),
            Step::Platform(state) => self.platform(*state),
            Step::Restart => self.restart(),
            Step::Cut(cut) => {
                self.cut(*cut);
                Ok(())
            }
            Step::Expect(_) | Step::Undo => Ok(()),
        }
    }

    /// The person does something; gives whether it meant anything. A cut of the power that a step before asked for is no
    /// trouble, and means something.
    pub(super) fn act(&mut self, act: &Act) -> Result<bool, Box<Trouble>> {
        let done = self.now.station.act(act);
        self.settled(done).map(|meant| meant.unwrap_or(true))
    }

    /// What came of letting handset and card speak; `None` where the power failed as it was to.
    pub(super) fn settled<T>(&mut self, done: Result<T, Unrest>) -> Result<Option<T>, Box<Trouble>> {
        match done {
            Ok(done) => Ok(Some(done)),
            Err(Unrest::Mute) if self.now.cut_armed => {
                self.now.cut_armed = false;
                self.now.dark = true;
                Ok(None)
            }
            Err(unrest) => {
                let sight = Sight::of(&self.screen()).what("handset and card");
                Err(sight.expected("both at rest").but(&unrest.to_string()))
            }
        }
    }

    fn waits(&mut self, ms: u32) -> Done {
        let done = self.now.station.wait(ms);
        self.settled(done)?;
        self.now.elapsed_ms = self.now.elapsed_ms.saturating_add(u64::from(ms));
        self.now.values.clock.elapsed_s = u32::try_from(self.now.elapsed_ms / 1000).unwrap_or(u32::MAX);
        Ok(())
    }

    fn waits_out(&mut self) -> Done {
        if self.act(&Act::Nothing)? {
            return Ok(());
        }
        let sight = Sight::of(&self.screen()).what("`wait out`").help("say how long: wait 30 s");
        Err(sight.expected("a screen that waits for the person").but("the handset waits for nothing here"))
    }

    fn around(&mut self, around: &Around) -> Done {
        let handset = self.now.station.handset_mut();
        match around {
            Around::Network(true) => handset.finds_service(),
            Around::Network(false) => handset.loses_service(),
            Around::Messages(how) => {
                handset.surroundings.sending = match how {
                    Messages::Taken => Sending::Accepted,
                    Messages::Refused => Sending::CentreRefuses(FACILITY_REJECTED),
                    Messages::Unable => Sending::NetworkUnable(CONGESTION),
                };
            }
            Around::ScreenBusy(busy) => handset.surroundings.screen_busy = *busy,
            Around::Call(how) => {
                let meant = match how {
                    Calls::Rings => handset.call_arrives(None),
                    Calls::On => {
                        handset.call_arrives(None);
                        handset.call_is_answered()
                    }
                    Calls::Off => handset.call_ends(End::Far),
                };
                if !meant {
                    let why = "no call can ring, be answered or end so here";
                    return Err(Box::new(Trouble::Impossible(why.to_owned())));
                }
            }
            Around::Language(language) => handset.chooses_language(language),
        }
        let done = self.now.station.settle();
        self.settled(done).map(drop)
    }

    fn restart(&mut self) -> Done {
        self.now.dark = false;
        let done = self.now.station.restart();
        self.settled(done).map(drop)
    }

    fn cut(&mut self, cut: Cut) {
        let write = u64::from(cut.write).saturating_sub(1);
        self.now.station.link_mut().card_mut().memory_mut().arm(PowerCut::at_write(write, cut.tear));
        self.now.cut_armed = true;
    }

    fn undo(&mut self) -> Done {
        let why = match (self.keeps, self.before.pop()) {
            (_, Some(before)) => {
                self.now = before;
                return Ok(());
            }
            (Keeps::File, None) => "what was written to a card file cannot be taken back",
            (Keeps::Nothing, None) => "nothing was done that could be taken back",
        };
        Err(Box::new(Trouble::Impossible(why.to_owned())))
    }

    /// The step as it would have to be written to hold; `None` where no writing helps.
    pub(super) fn as_it_is(&mut self, step: &Step) -> Option<Step> {
        match step {
            Step::Expect(list) => {
                let list: Option<Vec<_>> = list.iter().map(|expectation| self.seen(expectation)).collect();
                list.map(Step::Expect)
            }
            _ => None,
        }
    }
}
