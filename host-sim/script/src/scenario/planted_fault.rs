//! Planted faults: deliberate faults in the platform or in every card, to see that storms find them.

use std::fmt;
use std::str::FromStr;

use sim_device::memory::CardDefect;
use sim_world::actor::cast::Cast;
use sim_world::platform::Plant;

/// Fault that can be planted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlantedFault {
    /// Fault of the platform.
    Platform(Plant),
    /// Fault of every card.
    Card(CardDefect),
}

/// Error of a word that names no fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{word:?} is no fault that can be planted; there are {}", PlantedFault::words().join(", "))]
pub struct PlantedFaultError {
    word: String,
}

impl FromStr for PlantedFault {
    type Err = PlantedFaultError;

    fn from_str(word: &str) -> Result<PlantedFault, PlantedFaultError> {
        match Plant::of_word(word) {
            Some(plant) => Ok(PlantedFault::Platform(plant)),
            None => word.parse().map(PlantedFault::Card).map_err(|_| PlantedFaultError { word: word.to_owned() }),
        }
    }
}

impl fmt::Display for PlantedFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PlantedFault::Platform(plant) => f.write_str(plant.word()),
            PlantedFault::Card(broken) => write!(f, "{broken}"),
        }
    }
}

impl PlantedFault {
    /// Returns the words of all faults, those of the platform first.
    pub fn words() -> Vec<&'static str> {
        let platform = Plant::ALL.iter().map(|(_, word)| *word);
        platform.chain(CardDefect::ALL.iter().map(|broken| broken.word())).collect()
    }

    /// Plants the fault in a world that is to be made.
    pub const fn plant_in(self, cast: &mut Cast) {
        match self {
            PlantedFault::Platform(plant) => cast.plant = Some(plant),
            PlantedFault::Card(broken) => cast.broken = Some(broken),
        }
    }

    /// Returns the faults that are planted in a world that is to be made.
    pub fn of_cast(cast: &Cast) -> impl Iterator<Item = PlantedFault> {
        cast.plant.map(PlantedFault::Platform).into_iter().chain(cast.broken.map(PlantedFault::Card))
    }
}
