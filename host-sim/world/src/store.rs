//! Store of a world beside its memory: its people and parties as rows, and what a step changed in them. [`sqlite`]
//! keeps them in a file.

mod card_keys;
mod changes;
mod esmes;
mod loose_cards;
mod people;
mod resting;
mod rows;
mod shops;
pub mod sqlite;
mod stored_world;

pub use card_keys::CardKeysError;
pub use resting::{CardOctets, RestError, RestingWorld, WakeError};
pub use stored_world::StoredWorldError;

use crate::world::World;

/// Store of a world that other processes may change, too.
pub trait Store {
    /// Reason why a step cannot be kept.
    type Error;

    /// Begins a step: takes up the changes of other processes, which are kept out until the step is kept or let go.
    fn begin(&mut self, world: &mut World) -> Result<(), Self::Error>;

    /// Keeps a step.
    fn keep(&mut self, world: &mut World) -> Result<(), Self::Error>;

    /// Ends a step that changed nothing.
    fn let_go(&mut self) -> Result<(), Self::Error>;

    /// Takes up the changes of other processes without keeping them out. Returns whether there were any.
    fn refresh(&mut self, world: &mut World) -> Result<bool, Self::Error>;
}
