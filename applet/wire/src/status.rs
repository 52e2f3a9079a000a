//! Status words SW1 SW2: one table of code and meaning, read in both directions. The words are those of ISO 7816-4
//! §5.6, GSM 11.11 §9.4, and JR/T 0025 (93xx and 94xx).

use serde::{Deserialize, Serialize};

/// Status word: the two octets SW1 SW2 at the end of every answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct StatusWord(pub u16);

/// Writes each word once: constant, code, meaning.
macro_rules! status_words {
    ($($name:ident = $code:literal, $meaning:literal;)+) => {
        impl StatusWord {
            $(#[doc = $meaning] pub const $name: StatusWord = StatusWord($code);)+

            /// The words with a fixed code, in the order of the table.
            pub const FIXED: &'static [StatusWord] = &[$(StatusWord::$name,)+];

            /// Returns the meaning of a word with a fixed code; `None` for any other word.
            const fn fixed_meaning(self) -> Option<&'static str> {
                match self.0 { $($code => Some($meaning),)+ _ => None }
            }
        }
    };
}

status_words! {
    SUCCESS = 0x9000, "success";
    TOOLKIT_BUSY = 0x9300, "SIM toolkit busy, try again";
    SELECTED_FILE_INVALIDATED = 0x6283, "selected file invalidated";
    MEMORY_FAILURE = 0x6581, "memory failure";
    WRONG_LENGTH = 0x6700, "wrong length (Lc or Le)";
    CLASS_DOES_NOT_FIT_PROTECTION = 0x6900, "CLA does not fit the file's protection";
    NO_TRANSACTION_STEP = 0x6901, "wrong transaction state: no INITIALIZE came before";
    WRONG_FILE_TYPE = 0x6981, "command does not fit the file's structure";
    SECURITY_STATUS_NOT_SATISFIED = 0x6982, "security status not satisfied";
    AUTHENTICATION_BLOCKED = 0x6983, "authentication method blocked";
    REFERENCE_DATA_NOT_USABLE = 0x6984, "no random number drawn, or reference data not usable";
    CONDITIONS_NOT_SATISFIED = 0x6985, "conditions of use not satisfied";
    NO_CURRENT_FILE = 0x6986, "no current elementary file";
    SECURE_MESSAGING_INCORRECT = 0x6988, "secure messaging MAC wrong";
    WRONG_DATA = 0x6A80, "wrong data in the command";
    FUNCTION_NOT_SUPPORTED = 0x6A81, "function not supported: card or application blocked";
    FILE_NOT_FOUND = 0x6A82, "file or application not found";
    RECORD_NOT_FOUND = 0x6A83, "record not found";
    NOT_ENOUGH_SPACE = 0x6A84, "not enough space in the file";
    WRONG_PARAMETERS = 0x6A86, "wrong P1 or P2";
    REFERENCE_NOT_FOUND = 0x6A88, "key or reference data not found";
    WRONG_OFFSET = 0x6B00, "wrong P1 or P2: offset outside the file";
    INSTRUCTION_NOT_SUPPORTED = 0x6D00, "INS not supported";
    CLASS_NOT_SUPPORTED = 0x6E00, "CLA not supported";
    TECHNICAL_PROBLEM = 0x6F00, "technical problem, no precise diagnosis";
    TRANSACTION_MAC_WRONG = 0x9302, "transaction MAC wrong";
    APPLICATION_BLOCKED_FOR_EVER = 0x9303, "application permanently blocked";
    GSM_NO_FILE_SELECTED = 0x9400, "no elementary file selected (GSM 11.11)";
    INSUFFICIENT_BALANCE = 0x9401, "insufficient balance";
    COUNTER_AT_MAXIMUM = 0x9402, "transaction counter at its maximum; under CLA A0: address outside the file";
    KEY_INDEX_NOT_SUPPORTED = 0x9403, "key index not supported";
    GSM_FILE_NOT_FOUND = 0x9404, "file not found (GSM 11.11)";
    PROOF_NOT_AVAILABLE = 0x9406, "no MAC or proof of that transaction";
    CAPP_RECORD_LOCKED = 0x9407, "CAPP record locked";
    GREY_LOCKED = 0x9408, "grey-locked; under CLA A0: file does not fit the command";
}

impl StatusWord {
    /// Address outside the file (GSM 11.11 §9.4.4): the meaning of 9402 under class A0.
    pub const GSM_OUTSIDE_FILE: StatusWord = StatusWord::COUNTER_AT_MAXIMUM;

    /// File that does not fit the command (GSM 11.11 §9.4.4): the meaning of 9408 under class A0.
    pub const GSM_WRONG_FILE_TYPE: StatusWord = StatusWord::GREY_LOCKED;

    /// Returns `61xx`: `length` octets wait for GET RESPONSE (256 is written 00).
    pub const fn bytes_waiting(length: u8) -> StatusWord {
        StatusWord(u16::from_be_bytes([0x61, length]))
    }

    /// Returns `9Fxx`: `length` octets wait for GET RESPONSE under class A0 (GSM 11.11 §9.4.1).
    pub const fn gsm_bytes_waiting(length: u8) -> StatusWord {
        StatusWord(u16::from_be_bytes([0x9F, length]))
    }

    /// Returns `91xx`: the command is done, and a proactive command of `length` octets waits for FETCH (256 is written
    /// 00).
    pub const fn command_pending(length: u8) -> StatusWord {
        StatusWord(u16::from_be_bytes([0x91, length]))
    }

    /// Returns `6Cxx`: Le is wrong, and the command is to be sent again with P3 = xx.
    pub const fn right_length(length: u8) -> StatusWord {
        StatusWord(u16::from_be_bytes([0x6C, length]))
    }

    /// Returns `63Cx`: the comparison failed, and x tries are left (the nibble holds at most 15).
    pub const fn tries_left(tries: u8) -> StatusWord {
        StatusWord(u16::from_be_bytes([0x63, 0xC0 | (tries & 0x0F)]))
    }

    /// Returns SW1 and SW2.
    pub const fn to_bytes(self) -> [u8; 2] {
        self.0.to_be_bytes()
    }

    /// Creates a status word from SW1 and SW2.
    pub const fn from_bytes(bytes: [u8; 2]) -> StatusWord {
        StatusWord(u16::from_be_bytes(bytes))
    }

    /// Returns the meaning of the word.
    pub const fn meaning(self) -> Meaning {
        if let Some(words) = self.fixed_meaning() {
            return Meaning::Fixed(words);
        }
        match self.to_bytes() {
            [0x61, length] => Meaning::BytesWaiting(length),
            [0x9F, length] => Meaning::GsmBytesWaiting(length),
            [0x6C, length] => Meaning::RightLength(length),
            [0x63, tries @ 0xC0..=0xCF] => Meaning::TriesLeft(tries & 0x0F),
            [0x91, length] => Meaning::ProactiveCommandPending(length),
            _ => Meaning::Unknown,
        }
    }
}

/// Meaning of a status word. A length of 00 stands for 256.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// Word of the table, with its meaning.
    Fixed(&'static str),
    /// `61xx`, with the octets that wait.
    BytesWaiting(u8),
    /// `9Fxx`, with the octets that wait.
    GsmBytesWaiting(u8),
    /// `6Cxx`, with the right Le.
    RightLength(u8),
    /// `63Cx`, with the tries left, 0 to 15.
    TriesLeft(u8),
    /// `91xx`, with the length of the command.
    ProactiveCommandPending(u8),
    /// Word that is not in the table.
    Unknown,
}
