//! The wallet's own parameters: the tags of PUT DATA and GET DATA (P1 P2). ISO 7816-4 leaves DF20 and up to the
//! application; the values are the card's own coding, written here once.

use super::message::CANCEL_LOAD;

/// A parameter of the wallet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ParameterTag {
    /// Single-transaction limit (单次消费限额): four octets of fen; FFFFFFFF means no limit.
    Limit,
    /// Switch of the operation PIN (操作密码): one octet, 00 off, 01 on. When it is read, a second octet counts the
    /// tries left.
    PinSwitch,
    /// Distance calibration (刷卡距离校准): reach in centimetres (one octet), then the handset's IMEI as eight
    /// BCD octets. Before any calibration, GET DATA answers nine octets of 00.
    Calibration,
    /// Reason of the last refusal: one octet of the card's `Refusal::code` and the status word; read only.
    LastRefusal,
    /// State of the wallet: one octet of [`super::lifecycle::LifeCycle::code`]. PUT DATA cannot write it; SET STATUS
    /// does.
    LifeCycle,
    /// Load over the air (空中充值) that waits for the platform's CREDIT FOR LOAD. GET DATA answers 01 if one
    /// waits, else 00, and the online counter of the load, two octets. The platform may write this parameter by a
    /// script, to cancel the load that the data names.
    RemoteLoad,
}

impl ParameterTag {
    /// Every parameter.
    pub const ALL: [ParameterTag; 6] = [
        ParameterTag::Limit,
        ParameterTag::PinSwitch,
        ParameterTag::Calibration,
        ParameterTag::LastRefusal,
        ParameterTag::LifeCycle,
        ParameterTag::RemoteLoad,
    ];

    /// Returns P1 P2.
    pub const fn code(self) -> u16 {
        match self {
            ParameterTag::Limit => 0xDF20,
            ParameterTag::PinSwitch => 0xDF21,
            ParameterTag::Calibration => 0xDF22,
            ParameterTag::LastRefusal => 0xDF23,
            ParameterTag::LifeCycle => 0xDF24,
            ParameterTag::RemoteLoad => CANCEL_LOAD,
        }
    }

    /// Returns the parameter of P1 P2; `None` if there is none.
    pub fn from_code(code: u16) -> Option<ParameterTag> {
        ParameterTag::ALL.into_iter().find(|tag| tag.code() == code)
    }

    /// Returns the number of octets that GET DATA answers.
    pub const fn answer_length(self) -> u8 {
        match self {
            ParameterTag::Limit => 4,
            ParameterTag::PinSwitch => 2,
            ParameterTag::Calibration => 9,
            ParameterTag::LastRefusal | ParameterTag::RemoteLoad => 3,
            ParameterTag::LifeCycle => 1,
        }
    }

    /// Returns the parameter's name.
    pub const fn name(self) -> &'static str {
        match self {
            ParameterTag::Limit => "single-transaction limit",
            ParameterTag::PinSwitch => "operation PIN switch",
            ParameterTag::Calibration => "distance calibration",
            ParameterTag::LastRefusal => "last refusal",
            ParameterTag::LifeCycle => "wallet state",
            ParameterTag::RemoteLoad => "load over the air",
        }
    }
}
