//! Order of an external entity to deliver a message.

use super::{ReceiptRequest, SmppAddress, SystemId};
use sim_codec::sms::UserData;
use sim_codec::time::Moment;

/// Time in an order: after a while, or at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EsmeTime {
    /// After so many milliseconds.
    After(u64),
    /// At a moment.
    At(Moment),
}

impl EsmeTime {
    /// Returns the moment, if it is now `now`.
    pub fn moment(self, now: Moment) -> Moment {
        match self {
            EsmeTime::After(ms) => now.later(ms),
            EsmeTime::At(moment) => moment,
        }
    }
}

/// Order of an entity to deliver a message to a subscriber.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EsmeOrder {
    /// Name of the entity.
    pub esme: SystemId,
    /// Source address; without digits it is the entity's first.
    pub from: SmppAddress,
    /// Destination address.
    pub to: SmppAddress,
    /// Set if the user data begins with a header (TP-UDHI).
    pub has_header: bool,
    /// Set if a reply may go the same path (TP-RP).
    pub has_reply_path: bool,
    /// Protocol identifier (TP-PID).
    pub pid: u8,
    /// Data coding scheme (TP-DCS).
    pub dcs: u8,
    /// User data.
    pub user: UserData,
    /// First characters of the text, for the receipt; empty for data.
    pub text: String,
    /// Receipts that the entity wants.
    pub receipt: ReceiptRequest,
    /// Reference of the entity, which comes back in receipts.
    pub reference: Option<u16>,
    /// Time of the first delivery; `None` for at once.
    pub schedule: Option<EsmeTime>,
    /// End of validity; `None` for the centre's own.
    pub validity: Option<EsmeTime>,
}
