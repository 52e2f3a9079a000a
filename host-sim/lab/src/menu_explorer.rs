//! Walk of every path of a card's menu. At every screen from power-on, every act of a person, a handset or a network is
//! done on a copy of the state, until no new state comes. The result is the [`Map`]: every state, every screen, and
//! every step between them. The proof stands on it: what must hold of every menu ([`claims`]).
//!
//! # What makes two states the same
//!
//! Two states are one if everything that decides the future is equal ([`MenuCard::has_same_future`] and
//! [`sim_device::handset::Handset::has_same_future`]): the whole handset, what the card keeps, and the card's session.
//! States are compared, not only hashed, so that no two different states are taken for one. Four parts are left out,
//! because they only count: the slot of memory and the number of its writes, the number of a command, the requests sent
//! so far, and chance. Chance is seeded anew before each step, so that every state draws the same numbers. The card's
//! clock stands still at power-on: the menu reads it only for the hour in which a distance may be calibrated. By
//! induction over the steps, every act after one of two such states shows the same after the other. So a walk that has
//! seen every state once has seen every path, of whatever length.
//!
//! # Where it does not go
//!
//! Inputs that the card answers in the same words, digits aside, form a class. The first two are walked on, and the
//! others are tried only ([`Destination::Tried`]); otherwise every amount would be a card of its own. An answer by
//! which a handset turns out to be unable to do a command is tried only, too. The card then speaks to it as to a
//! handset that never promised the command, and there are [`starts`] with such handsets. A walk that is stopped by its
//! [`Bounds`] reports so, and its proof does not hold.

mod answering;
mod book;
mod card;
pub mod claims;
mod explore;
pub mod formats;
pub mod items;
mod map;
mod outline;
pub mod picture;
pub mod starts;
mod step;

pub use card::MenuCard;
pub use explore::{Bounds, Reach, Trials, explore};
pub use map::{Bound, Destination, Edge, FetchedCommand, Map, MapState, Menu, NumberedScreen, PathStep, menu};
pub use outline::{Leaf, MenuLine, outline};
pub use step::{MapStep, Obstacle};
