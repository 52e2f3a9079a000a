//! Events: the log of a world, for panes, tests and people. An event says who did what and to whom, and nothing that
//! is a secret: of a text only the word that it begins with, because passwords and scratch cards stand behind it.

use std::fmt;

use serde::{Deserialize, Serialize};
use sim_wire::Fen;

use super::message::Content;
use crate::platform::account::NumberState;
use crate::platform::amount::as_fen;
use crate::platform::errand::ProofResult;
use crate::platform::notices::DeclinedError;
use crate::platform::number::Msisdn;
use crate::platform::request::MessageResult;
use crate::smsc::{Fate, MessageId};
use sim_codec::time::Moment;

/// Who does something, or to whom something is done.
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
    /// The service hotline.
    Care,
    /// The website.
    Website,
    /// Whoever gives the SMS centre messages without being anybody's subscriber.
    Attacker,
    /// A number that is nobody's here: digits that came from outside.
    Nobody(String),
}

impl fmt::Display for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Party::Person(number) => write!(f, "{number}"),
            Party::Platform => f.write_str("platform"),
            Party::Centre => f.write_str("SMS centre"),
            Party::Hall => f.write_str("hall"),
            Party::Care => f.write_str("care"),
            Party::Website => f.write_str("website"),
            Party::Attacker => f.write_str("attacker"),
            Party::Nobody(number) => write!(f, "{number} (nobody)"),
        }
    }
}

/// A reason for which a handset does not take a message now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeliveryFailure {
    /// It is switched off.
    Off,
    /// No network serves it.
    NoService,
    /// The card did not answer.
    Mute,
    /// It said so, for now, with that TP-FCS.
    Busy(u8),
    /// It did not report.
    Silent,
}

impl fmt::Display for DeliveryFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DeliveryFailure::Off => f.write_str("the phone is off"),
            DeliveryFailure::NoService => f.write_str("no network serves the phone"),
            DeliveryFailure::Mute => f.write_str("the card does not answer"),
            DeliveryFailure::Busy(cause) => write!(f, "the phone cannot take it now (TP-FCS {cause:02X})"),
            DeliveryFailure::Silent => f.write_str("the phone does not report"),
        }
    }
}

/// Something that was done by hand to a message under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MessageHandling {
    /// It waits until it is released.
    Held,
    /// It goes on.
    Released,
    /// It was thrown away.
    Dropped,
    /// It was sent a second time.
    Repeated {
        /// The number of the copy.
        copy: MessageId,
    },
    /// It waits longer.
    Delayed {
        /// When it is delivered.
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

/// Something that a hall, the hotline, the website or the registry asks the platform for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ServiceRequest {
    /// The operation PIN of the card is to be the first one again (操作密码重置).
    OperationPinReset,
    /// The pay password is to be an initial one again.
    PayPasswordReset,
    /// The wallet is to be topped up from the website (网络侧转存).
    TopUp {
        /// How much.
        #[serde(with = "as_fen")]
        amount: Fen,
    },
    /// The number has another state at the registry.
    NumberState(NumberState),
    /// A load at a hall's terminal arrived on the card.
    TerminalLoad,
    /// A load at a hall's terminal came to nothing.
    TerminalLoadUndone,
}

impl fmt::Display for ServiceRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ServiceRequest::OperationPinReset => f.write_str("the operation PIN is to be reset"),
            ServiceRequest::PayPasswordReset => f.write_str("the pay password is to be reset"),
            ServiceRequest::TopUp { amount } => write!(f, "{amount} are to be topped up"),
            ServiceRequest::NumberState(state) => write!(f, "the number is {state}"),
            ServiceRequest::TerminalLoad => f.write_str("a load at the terminal"),
            ServiceRequest::TerminalLoadUndone => f.write_str("a load at the terminal that came to nothing"),
        }
    }
}

/// The kind of an event, with what belongs to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EventKind {
    /// A phone was switched on.
    SwitchedOn,
    /// A phone was switched off.
    SwitchedOff,
    /// A card does not answer its phone any more: its power failed, or it never comes to rest.
    Fell,
    /// A message was given to the centre.
    Handed {
        /// Its number there.
        message: MessageId,
        /// What it is.
        content: Content,
        /// The platform's number of it.
        letter: Option<u64>,
        /// What the network does to it.
        fate: Option<Fate>,
    },
    /// The network did not take a message from a phone.
    NotTaken {
        /// What it is.
        content: Content,
    },
    /// The centre delivered a message.
    Delivered {
        /// Which.
        message: MessageId,
        /// What it is.
        content: Content,
        /// What the platform made of it; `None` where it was for a phone.
        result: Option<MessageResult>,
    },
    /// A card has a message and has not answered.
    Brought {
        /// Which.
        message: MessageId,
    },
    /// A phone refused a message for good.
    Refused {
        /// Which.
        message: MessageId,
        /// Its TP-FCS.
        cause: Option<u8>,
    },
    /// A message could not be delivered.
    Failed {
        /// Which.
        message: MessageId,
        /// Why.
        why: DeliveryFailure,
        /// When it is tried again; never if it was tried for long enough.
        again: Option<Moment>,
    },
    /// A phone's report came to the platform.
    Reported {
        /// Its number.
        message: MessageId,
        /// Of which letter.
        letter: u64,
        /// Whether the phone took it.
        acknowledged: bool,
        /// What the proof in it came to.
        result: ProofResult,
    },
    /// A message cannot be read and was thrown away.
    Unreadable {
        /// Which.
        message: MessageId,
    },
    /// The platform did what was due.
    Woke,
    /// Somebody did something to a message by hand.
    ByHand {
        /// Which.
        message: MessageId,
        /// What was done.
        handling: MessageHandling,
    },
    /// Money was paid in.
    Deposited {
        /// How much.
        #[serde(with = "as_fen")]
        amount: Fen,
    },
    /// A scratch card was printed.
    Printed {
        /// What it is worth.
        #[serde(with = "as_fen")]
        value: Fen,
    },
    /// A merchant uploaded purchases of a card.
    Uploaded {
        /// How much they come to.
        #[serde(with = "as_fen")]
        amount: Fen,
    },
    /// Something was asked for.
    Asked {
        /// What.
        request: ServiceRequest,
        /// Why the platform refused; `None` where it did what was asked.
        refused: Option<DeclinedError>,
    },
    /// The platform was stopped in the middle and started again.
    Stopped {
        /// Where.
        at: super::Fault,
    },
}

/// An event of a world.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Its number, from 1.
    pub number: u64,
    /// When.
    pub at: Moment,
    /// Who.
    pub from: Party,
    /// To whom.
    pub to: Option<Party>,
    /// What happened.
    pub kind: EventKind,
}

impl fmt::Display for Event {
    /// `2009-11-18 10:30:02  13800000001 → platform: text "CX" is message 5`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}  {}", self.at, self.from)?;
        if let Some(to) = &self.to {
            write!(f, " → {to}")?;
        }
        write!(f, ": {}", self.kind)
    }
}

impl fmt::Display for EventKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EventKind::SwitchedOn => f.write_str("the phone is switched on"),
            EventKind::SwitchedOff => f.write_str("the phone is switched off"),
            EventKind::Fell => f.write_str("the card does not answer any more"),
            EventKind::Handed { message, content, letter, fate } => {
                write!(f, "{content} is message {message}")?;
                letter.map_or(Ok(()), |letter| write!(f, ", letter {letter}"))?;
                fate.map_or(Ok(()), |fate| write!(f, ", {fate}"))
            }
            EventKind::NotTaken { content } => write!(f, "{content} is not taken by the network"),
            EventKind::Delivered { message, content, result } => {
                write!(f, "message {message} is delivered, {content}")?;
                result.as_ref().map_or(Ok(()), |result| write!(f, ": {result}"))
            }
            EventKind::Brought { message } => write!(f, "message {message} is brought to the card, which is busy"),
            EventKind::Refused { message, cause } => {
                write!(f, "message {message} is refused")?;
                cause.map_or(Ok(()), |cause| write!(f, " (TP-FCS {cause:02X})"))
            }
            EventKind::Failed { message, why, again: Some(again) } => {
                write!(f, "message {message} is not delivered, {why}; tried again at {again}")
            }
            EventKind::Failed { message, why, again: None } => {
                write!(f, "message {message} is not delivered, {why}; given up")
            }
            EventKind::Reported { message, letter, acknowledged, result } => {
                let said = if *acknowledged { "was taken" } else { "was refused" };
                write!(f, "message {message} reports that letter {letter} {said}")?;
                if *result == ProofResult::Nothing { Ok(()) } else { write!(f, ": {result}") }
            }
            EventKind::Unreadable { message } => write!(f, "message {message} cannot be read and is thrown away"),
            EventKind::Woke => f.write_str("does what is due"),
            EventKind::ByHand { message, handling } => write!(f, "message {message} is {handling} by hand"),
            EventKind::Deposited { amount } => write!(f, "{amount} are paid in"),
            EventKind::Uploaded { amount } => write!(f, "purchases of {amount} are uploaded"),
            EventKind::Printed { value } => write!(f, "a scratch card of {value} is printed"),
            EventKind::Asked { request, refused: None } => request.fmt(f),
            EventKind::Asked { request, refused: Some(why) } => write!(f, "{request}, refused: {why}"),
            EventKind::Stopped { at } => write!(f, "is stopped {at} and starts again"),
        }
    }
}
