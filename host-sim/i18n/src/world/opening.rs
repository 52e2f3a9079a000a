//! The opening of a new world: the line about the one that was made, and the reasons why none was.

use std::fmt::Display;

use sim_wire::count::Counted;
use sim_world::platform::number::Msisdn;
use sim_world::world::{World, WorldError};

use crate::{Language, refusal};

/// Reason why a new world could not be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpeningError {
    /// A person cannot be in the world, or cannot write to the platform.
    #[error("{0}")]
    Person(#[from] WorldError),
    /// The first messages take longer than this many seconds.
    #[error("The first messages of the cards and the platform take more than {0} s.")]
    Busy(u64),
    /// The accounts are not open after this many seconds.
    #[error("The accounts are not open after {0} s.")]
    AccountsNotOpen(u64),
    /// Nothing could be paid in for this number.
    #[error("{0}: {1}.")]
    Deposit(Msisdn, WorldError),
    /// A list of profiles has fewer cards than there are people.
    #[error("{list} has {}, too few for {}.", Counted(*.cards, "card"), Counted(*.people, "person"))]
    TooFewCards {
        /// Name of the list.
        list: String,
        /// Number of cards in the list.
        cards: usize,
        /// Number of people.
        people: usize,
    },
}

/// Renders the reason why a new world could not be made.
pub fn failed(language: Language, why: &OpeningError) -> String {
    match (language, why) {
        (Language::English, _) => why.to_string(),
        (_, OpeningError::Person(why)) => refusal::world(language, why),
        (_, OpeningError::Busy(seconds)) => format!("卡和平台最初的短信超过 {seconds} 秒还没有收发完。"),
        (_, OpeningError::AccountsNotOpen(seconds)) => format!("{seconds} 秒后账户还没有开通。"),
        (_, OpeningError::Deposit(number, why)) => format!("{number}:{}", refusal::world(language, why)),
        (_, OpeningError::TooFewCards { list, cards, people }) => {
            format!("{list} 有 {cards} 张卡,不够 {people} 人用。")
        }
    }
}

/// Renders a world that was made, with the name of its file.
pub fn made(language: Language, file: impl Display, world: &World) -> String {
    let (people, seed, now) = (world.people().len(), world.seed(), world.now());
    match language {
        Language::Chinese => format!("{file}:{people} 人,种子 {seed},{now}"),
        Language::English => format!("{file}: {}, seed {seed}, {now}", Counted(people, "person")),
    }
}
