//! Events: the log of a world, for panes, tests and people. An event says who did what and to whom, and nothing that
//! is a secret: of a text only the word that it begins with, because passwords and scratch cards stand behind it.

use std::fmt;

use serde::{Deserialize, Serialize};
use sim_wire::Fen;

use super::message::Content;
use crate::platform::amount::{as_fen, yuan};
use crate::platform::number::Msisdn;
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
    /// A number that is nobody's here.
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
            Party::Nobody(number) => write!(f, "{number} (nobody)"),
        }
    }
}

/// Why a handset does not take a message now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unable {
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

impl fmt::Display for Unable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unable::Off => f.write_str("the phone is off"),
            Unable::NoService => f.write_str("no network serves the phone"),
            Unable::Mute => f.write_str("the card does not answer"),
            Unable::Busy(cause) => write!(f, "the phone cannot take it now (TP-FCS {cause:02X})"),
            Unable::Silent => f.write_str("the phone does not report"),
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
        /// What the platform made of it.
        became: Option<String>,
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
        why: Unable,
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
        /// What the platform made of it.
        became: Option<String>,
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
        /// What.
        act: String,
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
        #[serde(with = "crate::platform::amount::as_fen")]
        amount: sim_wire::Fen,
    },
    /// Something was asked for, and granted or refused with that sentence.
    Asked {
        /// What for.
        what: String,
        /// Why not.
        refused: Option<String>,
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
            EventKind::Delivered { message, content, became } => {
                write!(f, "message {message} is delivered, {content}")?;
                and(f, became)
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
            EventKind::Reported { message, letter, acknowledged, became } => {
                let said = if *acknowledged { "was taken" } else { "was refused" };
                write!(f, "message {message} reports that letter {letter} {said}")?;
                and(f, became)
            }
            EventKind::Unreadable { message } => write!(f, "message {message} cannot be read and is thrown away"),
            EventKind::Woke => f.write_str("does what is due"),
            EventKind::ByHand { message, act } => write!(f, "message {message} is {act} by hand"),
            EventKind::Deposited { amount } => write!(f, "{} are paid in", yuan(amount.0.into())),
            EventKind::Uploaded { amount } => write!(f, "purchases of {} are uploaded", yuan(amount.0.into())),
            EventKind::Printed { value } => write!(f, "a scratch card of {} is printed", yuan(value.0.into())),
            EventKind::Asked { what, refused: None } => f.write_str(what),
            EventKind::Asked { what, refused: Some(why) } => write!(f, "{what}, refused: {why}"),
            EventKind::Stopped { at } => write!(f, "is stopped {at} and starts again"),
        }
    }
}

/// What became of it, behind a colon.
fn and(f: &mut fmt::Formatter<'_>, became: &Option<String>) -> fmt::Result {
    became.as_ref().map_or(Ok(()), |became| write!(f, ": {became}"))
}
