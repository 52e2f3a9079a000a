//! Header of a trace as a card: profile, overrides, random numbers, clock.

use applet::{KeyEntry, Personalisation};
use sim_wire::record::TerminalTime;

use super::values::Clock;
use super::{FailureKind, Options};
use crate::lang::Source;
use crate::trace::place::TracePlace;
use crate::trace::syntax::{CardSetting, Cases, LineContent, ProfileChoice, Trace, TraceLine, TraceSetting};
use sim_device::link::Chance;
use sim_device::memory::{Eeprom, manufactured};
use sim_device::profile::Profile;
use sim_device::reader::ReaderMode;

/// Start of the terminal's clock if the trace does not say any.
const CLOCK_DEFAULT: TerminalTime = TerminalTime([0x20, 0x09, 0x11, 0x18, 0x10, 0x30, 0x00]);

/// Seed of the random numbers if the trace gives neither numbers nor a seed.
const SEED_DEFAULT: u64 = 1;

/// Setup with which a fresh card and its terminal start.
#[derive(Clone, Debug)]
pub(crate) struct Setup {
    pub(crate) profile: Profile,
    pub(crate) mode: ReaderMode,
    start: TerminalTime,
    seed: Option<u64>,
    random: Vec<Vec<u8>>,
}

/// Card with which a trace begins, without power.
#[derive(Clone, Debug)]
pub struct FirstCard {
    /// Memory of the card.
    pub memory: Eeprom,
    /// Random numbers that the card draws.
    pub chance: Chance,
    /// Profile with the keys of the card.
    pub profile: Profile,
    /// Mode of the reader before the card.
    pub mode: ReaderMode,
    /// Settings of the header, a line each.
    pub settings: Vec<String>,
}

impl FirstCard {
    /// Makes the card of a trace's header. The error says why there can be none.
    pub fn of(trace: &Trace, options: &Options) -> Result<FirstCard, FirstCardError> {
        let setup = Setup::of(trace, options).map_err(FirstCardError::of)?;
        let memory = manufactured(&setup.personalisation()).map_err(|error| FirstCardError(error.to_string()))?;
        let mut settings = Vec::new();
        each_setting(trace, &mut |setting, _, _| {
            settings.push(setting.to_string());
            Ok(())
        })
        .map_err(FirstCardError::of)?;
        Ok(FirstCard { memory, chance: setup.chance(), profile: setup.profile, mode: setup.mode, settings })
    }
}

/// Error of a header that makes no card.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct FirstCardError(String);

impl FirstCardError {
    fn of((place, why): (TracePlace, FailureKind)) -> FirstCardError {
        match why {
            FailureKind::NoCard(why) | FailureKind::Impossible(why) => FirstCardError(format!("{place}: {why}")),
            _ => FirstCardError(place.to_string()),
        }
    }
}

impl Setup {
    /// Reads the header of a trace and of what it includes before its first step.
    pub(crate) fn of(trace: &Trace, options: &Options) -> Result<Setup, (TracePlace, FailureKind)> {
        let mut setup = Setup {
            profile: Profile::default(),
            mode: ReaderMode::Auto,
            start: CLOCK_DEFAULT,
            seed: None,
            random: Vec::new(),
        };
        setup.choose_profile(trace, options)?;
        setup.lines(trace)?;
        setup.seed = options.seed.or(setup.seed).or(setup.random.is_empty().then_some(SEED_DEFAULT));
        Ok(setup)
    }

    /// Returns the setup of a row of a table, whose first lines may say more about its card; the error is a sentence.
    pub(super) fn of_row(&self, cases: &Cases, at: usize) -> Result<Setup, String> {
        let mut setup = self.clone();
        for line in row_settings(cases, at) {
            if let LineContent::Setting(setting) = &line.content {
                setup.apply(setting)?;
            }
        }
        Ok(setup)
    }

    /// Returns the personalisation from which the card is made.
    pub(crate) fn personalisation(&self) -> Personalisation {
        self.profile.to_personalisation()
    }

    /// Returns the seed of the random numbers; `None` if there are only those that the trace gives.
    pub(crate) const fn seed(&self) -> Option<u64> {
        self.seed
    }

    /// Returns the source of random numbers at its beginning.
    pub(crate) fn chance(&self) -> Chance {
        Chance::new(self.random.clone(), self.seed)
    }

    /// Returns the clock at its start.
    pub(crate) fn clock(&self) -> Clock {
        Clock { start: self.start, elapsed_s: 0 }
    }

    /// Chooses the profile first, wherever in the header it stands: the other settings change it.
    fn choose_profile(&mut self, trace: &Trace, options: &Options) -> Result<(), (TracePlace, FailureKind)> {
        let mut chosen = None;
        each_setting(trace, &mut |setting, _, _| {
            if let TraceSetting::Profile(choice) = setting {
                chosen = Some(choice.clone());
            }
            Ok(())
        })?;
        self.profile = match (&options.profile, chosen) {
            (Some(profile), _) => profile.clone(),
            (None, Some(ProfileChoice::File { profile: Some(profile), .. })) => *profile,
            (None, Some(ProfileChoice::File { path, profile: None })) => {
                let place = TracePlace::beginning(trace.source.clone());
                return Err((place, FailureKind::NoCard(format!("the profile {path} has not been read"))));
            }
            (None, Some(ProfileChoice::Default) | None) => Profile::default(),
        };
        Ok(())
    }

    fn lines(&mut self, trace: &Trace) -> Result<(), (TracePlace, FailureKind)> {
        each_setting(trace, &mut |setting, line, source| {
            self.apply(setting).map_err(|why| {
                let place = TracePlace::at(source.clone(), line.span);
                (place, FailureKind::NoCard(why))
            })
        })?;
        Ok(())
    }

    fn apply(&mut self, setting: &TraceSetting) -> Result<(), String> {
        let card = &mut self.profile.card;
        match setting {
            TraceSetting::Profile(_) | TraceSetting::Covers(_) => {}
            TraceSetting::Card(facts) => facts.iter().try_for_each(|fact| self.fact(fact))?,
            TraceSetting::Key(key) => {
                let entry = KeyEntry {
                    usage: key.usage,
                    index: key.index,
                    version: key.version,
                    algorithm: key.algorithm,
                    key: key.key,
                };
                self.profile.set_key(entry).map_err(|error| error.to_string())?;
            }
            TraceSetting::Aid(aid) => card.aid = bounded(aid, "an application identifier")?,
            TraceSetting::Asn(asn) => self.profile.set_asn(*asn),
            TraceSetting::Atr(atr) => card.atr = bounded(atr, "an answer to reset")?,
            TraceSetting::Iccid(iccid) => card.iccid = *iccid,
            TraceSetting::Clock(at) => self.start = *at,
            TraceSetting::Seed(seed) => self.seed = Some(*seed),
            TraceSetting::Random(numbers) => self.random.extend(numbers.iter().cloned()),
            TraceSetting::Reader(mode) => self.mode = *mode,
        }
        Ok(())
    }

    fn fact(&mut self, fact: &CardSetting) -> Result<(), String> {
        let card = &mut self.profile.card;
        match fact {
            CardSetting::Balance(amount) => card.start.balance = *amount,
            CardSetting::State(state) => card.start.lifecycle = *state,
            CardSetting::Online(counter) => card.start.online_counter = *counter,
            CardSetting::Offline(counter) => card.start.offline_counter = *counter,
            CardSetting::Limit(limit) => card.start.limit = *limit,
            CardSetting::PinOn(on) => card.start.pin_on = *on,
            CardSetting::Pin(octets) => card.pin_initial = bounded(octets, "a PIN")?,
            CardSetting::PinTries(tries) if (1..=15).contains(tries) => card.pin_tries = *tries,
            CardSetting::PinTries(tries) => return Err(format!("a PIN has 1 to 15 tries, not {tries}")),
            CardSetting::BalanceMax(amount) => card.balance_max = *amount,
        }
        Ok(())
    }
}

/// Returns the settings with which a row of a table begins.
pub(crate) fn row_settings(cases: &Cases, at: usize) -> impl Iterator<Item = &TraceLine> {
    let lines = cases.body.iter().map(move |line| match &line.content {
        LineContent::RowLine(rows) => rows.rows.get(at).unwrap_or(line),
        _ => line,
    });
    let begins = lines.take_while(|line| matches!(line.content, LineContent::Blank | LineContent::Setting(_)));
    begins.filter(|line| matches!(line.content, LineContent::Setting(TraceSetting::Card(_))))
}

fn bounded<const N: usize>(octets: &[u8], what: &str) -> Result<heapless::Vec<u8, N>, String> {
    heapless::Vec::from_slice(octets).map_err(|_| format!("{what} has at most {N} octets"))
}

/// Function that is called with a setting, its line and the text that contains the line.
type ForSetting<'a> =
    dyn FnMut(&TraceSetting, &TraceLine, &std::sync::Arc<Source>) -> Result<(), (TracePlace, FailureKind)> + 'a;

/// Passes every setting before the first step to `done`, and returns whether a step came.
fn each_setting(trace: &Trace, done: &mut ForSetting<'_>) -> Result<bool, (TracePlace, FailureKind)> {
    for line in &trace.lines {
        match &line.content {
            LineContent::Blank | LineContent::Procedure(_) => {}
            LineContent::Setting(setting) => done(setting, line, &trace.source)?,
            LineContent::Include(include) => {
                if let Some(included) = &include.trace
                    && each_setting(included, done)?
                {
                    return Ok(true);
                }
            }
            LineContent::Step(_)
            | LineContent::Cases(_)
            | LineContent::Repeat(_)
            | LineContent::Call(_)
            | LineContent::RowLine(_) => return Ok(true),
        }
    }
    Ok(false)
}
