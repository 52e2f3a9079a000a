//! Reasons why a kept world cannot be used now.

use sim_world::store::sqlite::WorldFileError;

/// Reason why the keeper could not do its work. Nothing was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeeperError {
    /// Another process has the file locked.
    #[error("the world's file is in use by another process")]
    InUse,
    /// The file is not there any more.
    #[error("the world's file is gone")]
    Gone,
    /// The file is no world, or is damaged.
    #[error("the world's file is damaged")]
    Damaged,
    /// The operating system or the database refuses.
    #[error("the world's file cannot be used")]
    Unusable,
    /// The work failed by a fault of this program.
    #[error("the work failed by a fault of this program")]
    Fault,
    /// The keeper has ended.
    #[error("the server is ending")]
    Stopped,
}

impl KeeperError {
    /// Returns the reason for an error of the file.
    pub(super) const fn of(error: &WorldFileError) -> KeeperError {
        match error {
            WorldFileError::InUse { .. } => KeeperError::InUse,
            WorldFileError::Missing { .. } => KeeperError::Gone,
            WorldFileError::Folder { .. }
            | WorldFileError::NotAWorld { .. }
            | WorldFileError::OtherVersion { .. }
            | WorldFileError::Damaged { .. }
            | WorldFileError::Mixed { .. } => KeeperError::Damaged,
            WorldFileError::Exists { .. }
            | WorldFileError::Overtaken { .. }
            | WorldFileError::Keys { .. }
            | WorldFileError::System { .. }
            | WorldFileError::Database { .. } => KeeperError::Unusable,
        }
    }
}
