//! A script played.

use sim_world::doing::{Counts, Did, Doer, Doing};
use sim_world::invariant::Violation;
use sim_world::world::CannotDo;

use super::Script;

/// What was found wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// After how many doings: the last of them was under way, or done.
    pub after: usize,
    /// What.
    pub violation: Violation,
}

/// A script that was played.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Played {
    /// What it came to.
    pub counts: Counts,
    /// What was found wrong, which ended it.
    pub found: Option<Found>,
}

/// Plays a script.
pub fn play(script: &Script) -> Result<Played, CannotDo> {
    play_telling(script, &mut |_, _, _| ())
}

/// Plays a script and tells of each doing what came of it and how the world is then.
pub fn play_telling(script: &Script, tell: &mut impl FnMut(&Doing, Option<&Did>, &Doer)) -> Result<Played, CannotDo> {
    let mut doer = Doer::new(&script.cast)?;
    for (doing, after) in script.doings.iter().zip(1..) {
        match doer.perform(doing) {
            Ok(did) => tell(doing, Some(&did), &doer),
            Err(violation) => {
                tell(doing, None, &doer);
                return Ok(Played { counts: doer.counts(), found: Some(Found { after, violation }) });
            }
        }
    }
    Ok(Played { counts: doer.counts(), found: None })
}
