//! Short messages: the TPDUs that a card and a handset pass on (3GPP TS 23.040 §9.2), parsed into typed fields and
//! encoded again.
//!
//! [`Tpdu::parse`] accepts a whole message only. [`Pdu::read`] accepts a message with or without the address of the
//! service centre before it, cut or damaged, and returns its problems.

pub mod address;
pub mod broadcast;
pub mod coding;
pub mod element;
pub mod national;
pub mod pdu;
pub mod problem;
pub mod protocol;
pub mod reassembly;
pub mod time;
pub mod tpdu;
pub mod user_data;
pub mod validity;

pub use address::SmsAddress;
pub use coding::DataCoding;
pub use element::Element;
pub use pdu::{Pdu, plausibility};
pub use problem::SmsError;
pub use time::Timestamp;
pub use tpdu::{
    Direction, Place, Reading, ReportParameters, SmsCommand, SmsDeliver, SmsDeliverReport, SmsStatusReport, SmsSubmit,
    SmsSubmitReport, Stop, Tpdu, TpduFields, TpduKind,
};
pub use user_data::{MessageBody, UserData};
pub use validity::Validity;

#[cfg(test)]
pub(crate) mod tests;
