//! Where a world is kept beside its memory, and what of it is kept: its people and parties as rows, and what a step
//! changed of them. [`sqlite`] keeps them in a file.

mod changes;
mod people;
mod rows;
pub mod sqlite;

use crate::world::World;

/// Store of a world in which others go on, too.
pub trait Store {
    /// Why a step cannot be kept.
    type Error;

    /// Begins a step: takes up what others did, who are kept out until the step is kept or let go.
    fn begin(&mut self, world: &mut World) -> Result<(), Self::Error>;

    /// Keeps a step.
    fn keep(&mut self, world: &mut World) -> Result<(), Self::Error>;

    /// Lets a step go that changed nothing.
    fn let_go(&mut self) -> Result<(), Self::Error>;

    /// Takes up what others did, and keeps nobody out; gives whether they did anything.
    fn refresh(&mut self, world: &mut World) -> Result<bool, Self::Error>;
}
