//! Response status codes (ETSI TS 102 225 table 5, 3GPP TS 31.115 §7): one table, read in both directions.

use serde::{Deserialize, Serialize};

/// Response status code: the outcome of a command packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ResponseStatus(pub u8);

/// Writes each code once: constant, code, meaning.
macro_rules! statuses {
    ($($name:ident = $code:literal, $meaning:literal;)+) => {
        impl ResponseStatus {
            $(#[doc = $meaning] pub const $name: ResponseStatus = ResponseStatus($code);)+

            /// The codes that have a meaning, in the order of the table.
            pub const ALL: &'static [ResponseStatus] = &[$(ResponseStatus::$name,)+];

            /// Returns the meaning of the code.
            pub const fn meaning(self) -> &'static str {
                match self.0 {
                    $($code => $meaning,)+
                    0xC0..=0xFE => "proprietary",
                    _ => "reserved",
                }
            }

            /// Returns the name for machines.
            pub const fn key(self) -> &'static str {
                match self.0 {
                    $($code => stringify!($name),)+
                    0xC0..=0xFE => "PROPRIETARY",
                    _ => "RESERVED",
                }
            }
        }
    };
}

statuses! {
    OK = 0x00, "proof of receipt: all is well";
    CHECK_FAILED = 0x01, "redundancy check, checksum or signature failed";
    COUNTER_LOW = 0x02, "counter low";
    COUNTER_HIGH = 0x03, "counter high";
    COUNTER_BLOCKED = 0x04, "counter blocked";
    CIPHERING_ERROR = 0x05, "ciphering error";
    UNIDENTIFIED_ERROR = 0x06, "unidentified security error";
    INSUFFICIENT_MEMORY = 0x07, "not enough memory";
    MORE_TIME = 0x08, "more time needed, another proof follows";
    TAR_UNKNOWN = 0x09, "application (TAR) unknown";
    INSUFFICIENT_SECURITY = 0x0A, "security level too low";
    ANSWER_BY_SUBMIT = 0x0B, "the answer follows by SMS-SUBMIT";
    ANSWER_BY_USSD = 0x0C, "the answer follows by USSD";
}
