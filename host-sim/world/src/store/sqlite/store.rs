//! File as the store of a world that goes on.

use super::{WorldFile, WorldFileError};
use crate::store::Store;
use crate::world::World;

impl Store for WorldFile {
    type Error = WorldFileError;

    fn begin(&mut self, world: &mut World) -> Result<(), WorldFileError> {
        WorldFile::begin(self, world).map(drop)
    }

    fn keep(&mut self, world: &mut World) -> Result<(), WorldFileError> {
        WorldFile::keep(self, world)
    }

    fn let_go(&mut self) -> Result<(), WorldFileError> {
        WorldFile::let_go(self)
    }

    fn refresh(&mut self, world: &mut World) -> Result<bool, WorldFileError> {
        WorldFile::refresh(self, world)
    }
}
