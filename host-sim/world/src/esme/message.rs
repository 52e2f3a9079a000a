//! Messages that wait for an external entity.

use serde::{Deserialize, Serialize};

use super::{EsmeSubmission, SystemId};
use crate::platform::number::Msisdn;
use crate::smsc::MessageId;
use sim_codec::time::Moment;

/// Message that waits for an external entity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EsmeMessage {
    /// Name of the entity.
    pub esme: SystemId,
    /// Kind of message with its content.
    #[serde(flatten)]
    pub kind: EsmeMessageKind,
}

/// Kind of a message for an external entity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum EsmeMessageKind {
    /// Message that a subscriber or a card sent.
    Submit {
        /// Number of the sender.
        from: Msisdn,
        /// Address of the entity, as the sender wrote it.
        to: String,
        /// Moment at which the centre took the message.
        taken: Moment,
        /// SMS-SUBMIT as octets.
        #[serde(with = "hex::serde")]
        tpdu: Vec<u8>,
    },
    /// Receipt of the centre about the end of a submission.
    Receipt {
        /// Number of the submission.
        number: MessageId,
        /// Submission as it ended.
        submission: EsmeSubmission,
    },
    /// User data in a handset's delivery report, such as a proof of receipt of the card.
    Acknowledgement {
        /// Number of the submission.
        number: MessageId,
        /// Submission that is answered.
        submission: EsmeSubmission,
        /// SMS-DELIVER-REPORT as octets.
        #[serde(with = "hex::serde")]
        tpdu: Vec<u8>,
    },
}
