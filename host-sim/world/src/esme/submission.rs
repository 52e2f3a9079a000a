//! Submission of an external entity, from the centre's acceptance to its end.

use serde::{Deserialize, Serialize};

use super::{SmppAddress, SystemId};
use crate::platform::number::Msisdn;
use sim_codec::time::Moment;

/// Receipts that an entity wants for a submission.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReceiptRequest {
    /// No receipt.
    #[default]
    Never,
    /// A receipt at the end.
    Always,
    /// A receipt if the message was not delivered.
    OnFailure,
}

/// State of a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SubmissionState {
    /// The message is under way.
    Enroute,
    /// The handset has taken the message.
    Delivered,
    /// The validity period was over first.
    Expired,
    /// The message was cancelled, or discarded by hand.
    Deleted,
    /// The handset has refused the message.
    Undeliverable,
}

/// Submission of an external entity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EsmeSubmission {
    /// Name of the entity.
    pub esme: SystemId,
    /// Source address of the message.
    pub from: SmppAddress,
    /// Destination address of the message.
    pub to: SmppAddress,
    /// Subscriber for whom the message is.
    pub person: Msisdn,
    /// Moment at which the centre took the message.
    pub at: Moment,
    /// End of validity.
    pub until: Moment,
    /// Receipts that the entity wants.
    pub receipt: ReceiptRequest,
    /// Reference of the entity; `None` if it gave none.
    pub reference: Option<u16>,
    /// First characters of the text; empty for data.
    pub text: String,
    /// State of the submission.
    pub state: SubmissionState,
    /// Moment of the end; `None` while the message is under way.
    pub ended: Option<Moment>,
    /// TP-FCS of a refusal; 0 without one.
    pub error: u8,
}

impl EsmeSubmission {
    /// Returns `true` until the centre knows the end.
    pub fn is_under_way(&self) -> bool {
        self.state == SubmissionState::Enroute
    }

    /// Returns `true` if the entity wants a receipt about the end.
    pub fn is_receipt_wanted(&self) -> bool {
        match self.receipt {
            ReceiptRequest::Never => false,
            ReceiptRequest::Always => true,
            ReceiptRequest::OnFailure => self.state != SubmissionState::Delivered,
        }
    }
}
