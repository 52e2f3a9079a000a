//! Reasons for which the world refuses an external entity.

use super::SystemId;
use crate::smsc::MessageId;

/// Reason for which the world refuses an entity, or one of its submissions.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EsmeError {
    /// The address cannot belong to an entity.
    #[error(
        "{0:?} is no address for an external entity: one has 3 to 20 digits, and is neither a mobile number nor another's"
    )]
    Address(String),
    /// An entity has no address at all.
    #[error("an external entity needs an address")]
    NoAddress,
    /// No entity has that name.
    #[error("there is no external entity {0}")]
    NoSuchEsme(SystemId),
    /// The source address of a submission is none of the entity's.
    #[error("{0:?} is no address of the entity")]
    Source(String),
    /// The destination of a submission is no subscriber's number.
    #[error("nobody has the number {0:?}")]
    Destination(String),
    /// The message does not fit into a short message.
    #[error("the message does not fit into one short message")]
    TooLong,
    /// The delivery is scheduled later than the centre keeps a message.
    #[error("the delivery is scheduled later than the centre keeps a message")]
    Schedule,
    /// The validity period is over before the delivery begins.
    #[error("the validity period is over before the delivery begins")]
    Validity,
    /// So many submissions are under way that no more are taken.
    #[error("the queue is full: {0} submissions are under way")]
    QueueFull(usize),
    /// The entity has no submission of that number.
    #[error("the entity has no submission {0}")]
    NoSuchSubmission(MessageId),
    /// The submission cannot be cancelled: it has ended, or is at the handset.
    #[error("submission {0} has ended, or is at the handset")]
    NotCancelled(MessageId),
}
