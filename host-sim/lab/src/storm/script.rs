//! A script: who is in the world, and what is done there, a line each.
//!
//! ```text
//! # What is behind a number sign is prose.
//! seed 17
//! person 13807310001 feature-phone
//! keys shared
//! plant refund-before-cancel
//! 13807310001 opens
//! time 30 s
//! heal
//! ```

use std::fmt;
use std::str::FromStr;

use sim_codec::time::DAY;
use sim_device::handset::Model;
use sim_script::lang::lines::split_comment;
use sim_world::doing::Doing;
use sim_world::doing::cast::{CardKeys, Cast, Player};

use super::plan::Plants;

/// Most days that pass in a script. Handsets at rest ask their cards every half minute, and so 3,000 times a day.
const TIME_MAX_D: u64 = 60;

/// Most people of a script. The watchers look at each of them after every step.
const PEOPLE_MAX: usize = 300;

/// Most doings of a script. The audit counts every entry of the ledger anew wherever one has come.
const DOINGS_MAX: usize = 5000;

/// Most doings times people of a script.
const LOOKS_MAX: usize = 20_000;

/// A script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    /// Who is there.
    pub cast: Cast,
    /// What is done, in order.
    pub doings: Vec<Doing>,
}

/// Why a text is no script.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScriptError {
    /// A line cannot be read.
    #[error("line {line}: {why}")]
    Line {
        /// Its number, from 1.
        line: usize,
        /// What is wrong.
        why: String,
    },
    /// Nobody is there.
    #[error("there is no `person NUMBER MODEL` in it")]
    Nobody,
}

impl FromStr for Script {
    type Err = ScriptError;

    fn from_str(text: &str) -> Result<Script, ScriptError> {
        let cast = Cast { seed: 0, people: Vec::new(), plant: None, broken: None, keys: CardKeys::Own };
        let mut script = Script { cast, doings: Vec::new() };
        let (mut seed, mut passed_ms) = (None, 0_u64);
        for (content, line) in text.trim_start_matches('\u{feff}').lines().zip(1..) {
            // A number sign between quotation marks belongs to what somebody writes.
            let (content, _) = split_comment(content, &mut false);
            let content = content.trim();
            if !content.is_empty() {
                script.read_line(content, &mut seed).map_err(|why| ScriptError::Line { line, why })?;
                passed_ms = passed_ms.saturating_add(match script.doings.last() {
                    Some(Doing::Time(ms)) => *ms,
                    _ => 0,
                });
                if passed_ms > TIME_MAX_D * DAY {
                    let why = format!("in a script {TIME_MAX_D} d pass at most in all, and with this it is more");
                    return Err(ScriptError::Line { line, why });
                }
                script.check_size().map_err(|why| ScriptError::Line { line, why })?;
            }
        }
        if script.cast.people.is_empty() { Err(ScriptError::Nobody) } else { Ok(script) }
    }
}

impl Script {
    /// Checks that the script ends in seconds, whatever it does.
    fn check_size(&self) -> Result<(), String> {
        let (people, doings) = (self.cast.people.len(), self.doings.len());
        if people > PEOPLE_MAX {
            return Err(format!("a script has {PEOPLE_MAX} people at most, and this one has more"));
        }
        if doings > DOINGS_MAX {
            return Err(format!("a script has {DOINGS_MAX} doings at most, and this one has more"));
        }
        if people.saturating_mul(doings) > LOOKS_MAX {
            let most = LOOKS_MAX.checked_div(people).unwrap_or(DOINGS_MAX);
            return Err(format!("with {people} people a script has {most} doings at most, and this one has more"));
        }
        Ok(())
    }

    /// Reads a line; `said` is the seed that a line before said.
    fn read_line(&mut self, content: &str, said: &mut Option<u64>) -> Result<(), String> {
        let words: Vec<&str> = content.split_whitespace().collect();
        let is_header = matches!(words.first(), Some(&("seed" | "person" | "plant" | "keys")));
        if is_header && !self.doings.is_empty() {
            return Err("what the world is stands before what is done in it".to_owned());
        }
        match words.as_slice() {
            ["seed", seed] => {
                let seed = seed.parse().map_err(|_| format!("{seed:?} is no seed"))?;
                if said.replace(seed).is_some_and(|before| before != seed) {
                    return Err(format!("the seed is {} already, and cannot be {seed} too", self.cast.seed));
                }
                self.cast.seed = seed;
            }
            ["person", number, model] => {
                let number = number.parse().map_err(|why: sim_world::platform::number::MsisdnError| why.to_string())?;
                if self.cast.people.iter().any(|player| player.number == number) {
                    return Err(format!("{number} is there already"));
                }
                if Model::named(model).is_none() {
                    return Err(format!("{model:?} is none of {}", Model::ALL_NAMES.join(", ")));
                }
                self.cast.people.push(Player { number, model: (*model).to_owned() });
            }
            ["keys", "shared"] => self.cast.keys = CardKeys::Shared,
            ["plant", plant] => {
                let plants: Plants = plant.parse().map_err(|why: super::plan::PlantError| why.to_string())?;
                plants.into_cast(&mut self.cast);
            }
            _ if is_header => return Err(format!("{content:?} has too few or too many words")),
            _ => self.doings.push(content.parse().map_err(|why: sim_world::doing::text::DoingError| why.to_string())?),
        }
        Ok(())
    }
}

impl fmt::Display for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Script { cast, doings } = self;
        writeln!(f, "seed {}", cast.seed)?;
        for Player { number, model } in &cast.people {
            writeln!(f, "person {number} {model}")?;
        }
        if cast.keys == CardKeys::Shared {
            f.write_str("keys shared\n")?;
        }
        for plant in Plants::of_cast(cast) {
            writeln!(f, "plant {plant}")?;
        }
        doings.iter().try_for_each(|doing| writeln!(f, "{doing}"))
    }
}
