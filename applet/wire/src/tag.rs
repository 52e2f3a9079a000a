//! The wallet's own parameters: the tags of PUT DATA and GET DATA (P1 P2). ISO 7816-4 leaves DF20 and up to the
//! application; the values are the card's own coding, written here once.

use super::message::CANCEL_LOAD;

/// A parameter of the wallet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tag {
    /// Single-transaction limit (单次消费限额): four octets of fen; FFFFFFFF means no limit.
    Limit,
    /// Operation PIN (操作密码) switch: one octet, 00 off, 01 on. Read, a second octet gives the tries left.
    PinSwitch,
    /// Distance calibration (刷卡距离校准): reach in centimetres (one octet), then the handset's IMEI as eight BCD
    /// octets. Read before any calibration, nine octets of 00.
    Calibration,
    /// The reason of the last refusal, one octet of the card's `Refusal::code` and the status word; read only.
    LastRefusal,
    /// The wallet's state, one octet of [`super::lifecycle::LifeCycle::code`]; read only, SET STATUS writes it.
    LifeCycle,
    /// The load over the air (空中充值) that waits for the platform's CREDIT FOR LOAD. Read: 01 if one waits, else 00,
    /// and its online counter, two octets. Written, which the platform may by a script: the counter of a load that
    /// is not to be credited any more.
    RemoteLoad,
}

impl Tag {
    /// Every parameter.
    pub const ALL: [Tag; 6] =
        [Tag::Limit, Tag::PinSwitch, Tag::Calibration, Tag::LastRefusal, Tag::LifeCycle, Tag::RemoteLoad];

    /// P1 P2.
    pub const fn code(self) -> u16 {
        match self {
            Tag::Limit => 0xDF20,
            Tag::PinSwitch => 0xDF21,
            Tag::Calibration => 0xDF22,
            Tag::LastRefusal => 0xDF23,
            Tag::LifeCycle => 0xDF24,
            Tag::RemoteLoad => CANCEL_LOAD,
        }
    }

    /// The parameter of P1 P2.
    pub fn from_code(code: u16) -> Option<Tag> {
        Tag::ALL.into_iter().find(|tag| tag.code() == code)
    }

    /// Octets that GET DATA answers.
    pub const fn answer_length(self) -> u8 {
        match self {
            Tag::Limit => 4,
            Tag::PinSwitch => 2,
            Tag::Calibration => 9,
            Tag::LastRefusal | Tag::RemoteLoad => 3,
            Tag::LifeCycle => 1,
        }
    }

    /// The parameter's name.
    pub const fn name(self) -> &'static str {
        match self {
            Tag::Limit => "single-transaction limit",
            Tag::PinSwitch => "operation PIN switch",
            Tag::Calibration => "distance calibration",
            Tag::LastRefusal => "last refusal",
            Tag::LifeCycle => "wallet state",
            Tag::RemoteLoad => "load over the air",
        }
    }
}
