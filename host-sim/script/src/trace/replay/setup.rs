//! The header of a trace as a card: profile, overrides, chance, clock.

use applet::{KeyEntry, Personalisation};
use sim_wire::record::Timestamp;

use super::values::Clock;
use super::{Options, Trouble};
use crate::lang::Source;
use crate::trace::recording::Place;
use crate::trace::syntax::{CardFact, Content, Line, ProfileChoice, Setting, Trace};
use sim_device::link::Chance;
use sim_device::profile::Profile;
use sim_device::reader::Mode;

/// Where the terminal's clock starts if the trace does not say it.
const CLOCK_DEFAULT: Timestamp = Timestamp([0x20, 0x09, 0x11, 0x18, 0x10, 0x30, 0x00]);

/// Where random numbers start if the trace gives neither numbers nor a seed.
const SEED_DEFAULT: u64 = 1;

/// Everything that a fresh card and its terminal start with.
#[derive(Clone, Debug)]
pub(crate) struct Setup {
    pub(crate) profile: Profile,
    pub(crate) mode: Mode,
    start: Timestamp,
    seed: Option<u64>,
    random: Vec<Vec<u8>>,
}

impl Setup {
    /// Reads the header of a trace and of what it includes before its first step.
    pub(crate) fn of(trace: &Trace, options: &Options) -> Result<Setup, (Place, Trouble)> {
        let mut setup = Setup {
            profile: Profile::default(),
            mode: Mode::Auto,
            start: CLOCK_DEFAULT,
            seed: None,
            random: Vec::new(),
        };
        setup.choose_profile(trace, options)?;
        setup.lines(trace)?;
        setup.seed = options.seed.or(setup.seed).or(setup.random.is_empty().then_some(SEED_DEFAULT));
        Ok(setup)
    }

    /// What the card is made from.
    pub(crate) fn personalisation(&self) -> Personalisation {
        self.profile.to_personalisation()
    }

    /// Where random numbers come from a seed, which.
    pub(crate) const fn seed(&self) -> Option<u64> {
        self.seed
    }

    /// Chance from its beginning.
    pub(crate) fn chance(&self) -> Chance {
        Chance::new(self.random.clone(), self.seed)
    }

    /// The clock at its start.
    pub(crate) fn clock(&self) -> Clock {
        Clock { start: self.start, elapsed_s: 0 }
    }

    /// The profile comes first, wherever in the header it stands: the other settings change it.
    fn choose_profile(&mut self, trace: &Trace, options: &Options) -> Result<(), (Place, Trouble)> {
        let mut chosen = None;
        each_setting(trace, &mut |setting, _, _| {
            if let Setting::Profile(choice) = setting {
                chosen = Some(choice.clone());
            }
            Ok(())
        })?;
        self.profile = match (&options.profile, chosen) {
            (Some(profile), _) => profile.clone(),
            (None, Some(ProfileChoice::File { profile: Some(profile), .. })) => *profile,
            (None, Some(ProfileChoice::File { path, profile: None })) => {
                let place = Place { source: trace.source.clone(), ..Place::default() };
                return Err((place, Trouble::NoCard(format!("the profile {path} has not been read"))));
            }
            (None, Some(ProfileChoice::Default) | None) => Profile::default(),
        };
        Ok(())
    }

    fn lines(&mut self, trace: &Trace) -> Result<(), (Place, Trouble)> {
        each_setting(trace, &mut |setting, line, source| {
            self.apply(setting).map_err(|why| {
                let place = Place { source: source.clone(), span: line.span };
                (place, Trouble::NoCard(why))
            })
        })?;
        Ok(())
    }

    fn apply(&mut self, setting: &Setting) -> Result<(), String> {
        let card = &mut self.profile.card;
        match setting {
            Setting::Profile(_) => {}
            Setting::Card(facts) => facts.iter().try_for_each(|fact| self.fact(fact))?,
            Setting::Key(key) => {
                let entry = KeyEntry {
                    usage: key.usage,
                    index: key.index,
                    version: key.version,
                    algorithm: key.algorithm,
                    key: key.key,
                };
                self.profile.set_key(entry).map_err(|error| error.to_string())?;
            }
            Setting::Aid(aid) => card.aid = bounded(aid, "an application identifier")?,
            Setting::Asn(asn) => self.profile.set_asn(*asn),
            Setting::Atr(atr) => card.atr = bounded(atr, "an answer to reset")?,
            Setting::Iccid(iccid) => card.iccid = *iccid,
            Setting::Clock(at) => self.start = *at,
            Setting::Seed(seed) => self.seed = Some(*seed),
            Setting::Random(numbers) => self.random.extend(numbers.iter().cloned()),
            Setting::Reader(mode) => self.mode = *mode,
        }
        Ok(())
    }

    fn fact(&mut self, fact: &CardFact) -> Result<(), String> {
        let card = &mut self.profile.card;
        match fact {
            CardFact::Balance(amount) => card.start.balance = *amount,
            CardFact::State(state) => card.start.lifecycle = *state,
            CardFact::Online(counter) => card.start.online_counter = *counter,
            CardFact::Offline(counter) => card.start.offline_counter = *counter,
            CardFact::Limit(limit) => card.start.limit = *limit,
            CardFact::PinOn(on) => card.start.pin_on = *on,
            CardFact::Pin(octets) => card.pin_initial = bounded(octets, "a PIN")?,
            CardFact::PinTries(tries) if (1..=15).contains(tries) => card.pin_tries = *tries,
            CardFact::PinTries(tries) => return Err(format!("a PIN has 1 to 15 tries, not {tries}")),
            CardFact::BalanceMax(amount) => card.balance_max = *amount,
        }
        Ok(())
    }
}

fn bounded<const N: usize>(octets: &[u8], what: &str) -> Result<heapless::Vec<u8, N>, String> {
    heapless::Vec::from_slice(octets).map_err(|_| format!("{what} has at most {N} octets"))
}

/// What is done with a setting, its line and the text that the line stands in.
type ForSetting<'a> = dyn FnMut(&Setting, &Line, &std::sync::Arc<Source>) -> Result<(), (Place, Trouble)> + 'a;

/// Every setting before the first step; whether a step came.
fn each_setting(trace: &Trace, done: &mut ForSetting<'_>) -> Result<bool, (Place, Trouble)> {
    for line in &trace.lines {
        match &line.content {
            Content::Blank => {}
            Content::Setting(setting) => done(setting, line, &trace.source)?,
            Content::Include(include) => {
                if let Some(included) = &include.trace
                    && each_setting(included, done)?
                {
                    return Ok(true);
                }
            }
            Content::Step(_) | Content::Cases(_) => return Ok(true),
        }
    }
    Ok(false)
}
