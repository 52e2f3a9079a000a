//! Words for what became of an act or of an action around the phone.

use sim_i18n::{Language, Word, refusal};

use super::ground::{GroundError, PerformError};

/// Renders the reason for which the phone does not go on as it should.
pub fn ground(language: Language, why: &GroundError) -> String {
    match why {
        GroundError::Unrest(unrest) => refusal::station(language, *unrest).to_owned(),
        GroundError::Fell => Word::Fell.in_language(language).to_owned(),
        GroundError::NotKept(why) => format!("{}{why}", Word::NotKept.in_language(language)),
    }
}

/// Renders the reason for which an action was not performed.
pub fn not_performed(language: Language, why: &PerformError) -> String {
    match why {
        PerformError::NoWorld => Word::NoPlatform.in_language(language).to_owned(),
        PerformError::Ground(what) => ground(language, what),
        PerformError::Refused(why) => refusal::action(language, why),
    }
}
