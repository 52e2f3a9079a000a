//! Events: the log of a world, for panes, tests and people. An event has its actor, its action and its receiver,
//! without secrets. Of a text it has only the first word, because passwords and scratch cards follow.

mod print;
mod service;

use std::fmt;

use serde::{Deserialize, Serialize};
use sim_wire::Fen;

use super::message::MessageContent;
use super::shop_counter::ShopError;
use crate::action::{CardLoss, PosPlace};
use crate::esme::SystemId;
use crate::platform::amount::as_fen;
use crate::platform::errand::ProofResult;
use crate::platform::notices::DeclinedError;
use crate::platform::number::Msisdn;
use crate::platform::request::MessageResult;
use crate::smsc::{Fate, MessageId};
use sim_codec::time::Moment;
use sim_device::pos::line::BatchResult;
use sim_device::pos::number::MerchantNumber;
use sim_device::pos::take_back::TakenBack;

pub use service::{DeskService, ServiceRequest};

/// Party of an event: its actor, or the one acted on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Party {
    /// A person with a phone.
    Person(Msisdn),
    /// The payment platform.
    Platform,
    /// The SMS centre.
    Centre,
    /// A business hall.
    Hall,
    /// The POS terminal of a shop, by its place among those of the world.
    Pos(PosPlace),
    /// The service hotline.
    Care,
    /// The voice line for recharges.
    VoiceLine,
    /// The website.
    Website,
    /// A bank.
    Bank,
    /// A merchant, with the contract's number.
    Merchant(MerchantNumber),
    /// Sender of messages to the SMS centre that is no subscriber.
    Attacker,
    /// An external entity, by its name.
    Esme(SystemId),
    /// Number of nobody in this world, with the digits that came from outside.
    Nobody(String),
}

impl fmt::Display for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Party::Person(number) => write!(f, "{number}"),
            Party::Platform => f.write_str("platform"),
            Party::Centre => f.write_str("SMS centre"),
            Party::Hall => f.write_str("hall"),
            Party::Pos(place) => write!(f, "pos {place}"),
            Party::Care => f.write_str("care"),
            Party::VoiceLine => f.write_str("voice line"),
            Party::Website => f.write_str("website"),
            Party::Bank => f.write_str("bank"),
            Party::Merchant(number) => write!(f, "merchant {number}"),
            Party::Attacker => f.write_str("attacker"),
            Party::Esme(id) => write!(f, "ESME {id}"),
            Party::Nobody(number) => write!(f, "{number} (nobody)"),
        }
    }
}

/// Reason for which a handset does not take a message now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeliveryFailure {
    /// The handset is switched off.
    Off,
    /// No network serves the handset.
    NoService,
    /// The card did not answer.
    Mute,
    /// The handset is busy for now and reports this TP-FCS.
    Busy(u8),
    /// The handset did not report.
    Silent,
    /// The validity period that the sender set is over.
    Expired,
}

impl fmt::Display for DeliveryFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DeliveryFailure::Off => f.write_str("the phone is off"),
            DeliveryFailure::NoService => f.write_str("no network serves the phone"),
            DeliveryFailure::Mute => f.write_str("the card does not answer"),
            DeliveryFailure::Busy(cause) => write!(f, "the phone cannot take it now (TP-FCS {cause:02X})"),
            DeliveryFailure::Silent => f.write_str("the phone does not report"),
            DeliveryFailure::Expired => f.write_str("its validity period is over"),
        }
    }
}

/// Handling of a message under way by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MessageHandling {
    /// The message waits until its release.
    Held,
    /// The message goes on.
    Released,
    /// The message was discarded.
    Dropped,
    /// The message was sent a second time.
    Repeated {
        /// Number of the copy.
        copy: MessageId,
    },
    /// The message waits longer.
    Delayed {
        /// Moment at which the message is due.
        until: Moment,
    },
}

impl fmt::Display for MessageHandling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MessageHandling::Held => f.write_str("held"),
            MessageHandling::Released => f.write_str("released"),
            MessageHandling::Dropped => f.write_str("thrown away"),
            MessageHandling::Repeated { copy } => write!(f, "sent once more, as message {copy}"),
            MessageHandling::Delayed { until } => write!(f, "delayed until {until}"),
        }
    }
}

/// Kind of an event, with its particulars.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EventKind {
    /// A phone was switched on.
    SwitchedOn,
    /// A phone was switched off.
    SwitchedOff,
    /// A card no longer answers its phone: its power failed, or it never comes to rest.
    Fell,
    /// A message was given to the centre.
    Handed {
        /// Number of the message at the centre.
        message: MessageId,
        /// Kind of content.
        content: MessageContent,
        /// Number of the platform's letter that the message carries or reports; `None` for any other message.
        letter: Option<u64>,
        /// Fate of the message in the network; `None` for a normal delivery.
        fate: Option<Fate>,
    },
    /// The network did not take a message from a phone.
    NotTaken {
        /// Kind of content.
        content: MessageContent,
    },
    /// The centre delivered a message.
    Delivered {
        /// Number of the message.
        message: MessageId,
        /// Kind of content.
        content: MessageContent,
        /// Result at the platform; `None` for a message to a phone.
        result: Option<MessageResult>,
    },
    /// A card got a message and has not answered.
    Brought {
        /// Number of the message.
        message: MessageId,
    },
    /// A phone refused a message for good.
    Refused {
        /// Number of the message.
        message: MessageId,
        /// TP-FCS of the refusal; `None` if the report has none.
        cause: Option<u8>,
    },
    /// A message could not be delivered.
    Failed {
        /// Number of the message.
        message: MessageId,
        /// Reason of the failure.
        why: DeliveryFailure,
        /// Moment of the next try; `None` after the last one.
        again: Option<Moment>,
    },
    /// A phone's report came to the platform.
    Reported {
        /// Number of the report at the centre.
        message: MessageId,
        /// Number of the letter that is reported.
        letter: u64,
        /// Set if the phone took the letter.
        acknowledged: bool,
        /// Result of the proof in the report.
        result: ProofResult,
    },
    /// A message cannot be read, or has no receiver, and was discarded.
    Unreadable {
        /// Number of the message.
        message: MessageId,
    },
    /// The platform did what was due.
    Woke,
    /// A person handled a message by hand.
    ByHand {
        /// Number of the message.
        message: MessageId,
        /// Handling of the message.
        handling: MessageHandling,
    },
    /// Cash was paid in.
    Deposited {
        /// Amount in fen.
        #[serde(with = "as_fen")]
        amount: Fen,
    },
    /// A scratch card was printed.
    Printed {
        /// Value in fen.
        #[serde(with = "as_fen")]
        value: Fen,
    },
    /// A person lost the card, or it can no longer be read.
    CardLost(CardLoss),
    /// A card was held to a terminal to pay.
    Tapped {
        /// Amount that was asked for, in fen.
        amount: Fen,
        /// Amount of the earlier purchase that was completed instead, in fen; `None` if there was none.
        completed: Option<Fen>,
        /// Reason for which nothing was sold; `None` if a receipt was printed.
        failed: Option<ShopError>,
    },
    /// A purchase was to be taken back.
    TakenBack {
        /// Amount of the receipt, in fen.
        amount: Fen,
        /// Way in which it was taken back; `None` if it was not.
        how: Option<TakenBack>,
        /// Reason for which it was not taken back; `None` if it was.
        failed: Option<ShopError>,
    },
    /// A batch was to be uploaded.
    Uploaded {
        /// Number of the batch.
        batch: u32,
        /// Result of the upload; `None` if the batch is not settled.
        result: Option<BatchResult>,
        /// Reason for which the batch is not settled; `None` if it is.
        failed: Option<ShopError>,
    },
    /// A terminal asked for new parameters.
    ParametersTaken {
        /// Version that the terminal then has; 0 if it got none.
        version: u32,
        /// Reason for which it got none; `None` if it got them.
        failed: Option<ShopError>,
    },
    /// A service was requested.
    Asked {
        /// Request to the platform.
        request: ServiceRequest,
        /// Reason of the platform's refusal; `None` if the request was granted.
        refused: Option<DeclinedError>,
    },
    /// A call to a service line began.
    CallBegan,
    /// A call to a service line ended; the party that acts hung up.
    CallEnded,
    /// The platform was stopped in the middle and started again.
    Stopped {
        /// Fault that stopped the platform.
        at: super::Fault,
    },
}

/// Event of a world.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Number of the event, from 1.
    pub number: u64,
    /// Moment of the event.
    pub at: Moment,
    /// Party that acts.
    pub from: Party,
    /// Party acted on; `None` if there is no other.
    pub to: Option<Party>,
    /// Kind of the event.
    pub kind: EventKind,
}
