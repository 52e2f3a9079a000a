//! A scenario as text.

use std::fmt::{Display, Formatter, Result};

use super::{PlantedFault, Scenario};
use sim_world::actor::cast::{CardKeys, CastMember};

impl Display for Scenario {
    /// Prints the whole scenario, each line ended by a newline.
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let Scenario { cast, fault: _, actions } = self;
        writeln!(f, "seed {}", cast.seed)?;
        for CastMember { number, model } in &cast.people {
            writeln!(f, "person {number} {model}")?;
        }
        if cast.keys == CardKeys::Shared {
            f.write_str("keys shared\n")?;
        }
        for fault in PlantedFault::of_scenario(self) {
            writeln!(f, "plant {fault}")?;
        }
        actions.iter().try_for_each(|action| writeln!(f, "{action}"))
    }
}
