//! Meanings of status words. The card's own are in [`sim_wire::status`]. Here are only the general rules of ISO 7816-4
//! and GSM 11.11 for words that other cards answer and this card does not.

use sim_wire::count::Counted;
use std::borrow::Cow;

use sim_wire::status::{Meaning, StatusWord};

/// Returns the meaning of a status word, for every one of the 65536.
pub(super) fn words(word: u16) -> Cow<'static, str> {
    match StatusWord(word).meaning() {
        Meaning::Fixed(words) => words.into(),
        Meaning::BytesWaiting(length) => {
            format!("{} wait: fetch them with GET RESPONSE (00 C0 00 00 {length:02X})", octets(length)).into()
        }
        Meaning::GsmBytesWaiting(length) => {
            format!("success, {} wait: fetch them with GET RESPONSE (A0 C0 00 00 {length:02X})", octets(length)).into()
        }
        Meaning::RightLength(length) => {
            format!("wrong Le: send the command again with Le = {length:02X}, the answer has {}", octets(length)).into()
        }
        Meaning::TriesLeft(0) => "wrong, no tries left".into(),
        Meaning::TriesLeft(tries) => format!("wrong, {} left", Counted(tries, "try")).into(),
        Meaning::ProactiveCommandPending(length) => {
            format!("success, a proactive command of {} waits for FETCH (A0 12 00 00 {length:02X})", octets(length))
                .into()
        }
        Meaning::Unknown => match numbered(word) {
            Some(words) => words.into(),
            None => general(word).into(),
        },
    }
}

/// Returns the meaning of a word outside the card's table that carries no number.
pub fn general(word: u16) -> &'static str {
    elsewhere(word).unwrap_or_else(|| by_first_octet(word))
}

/// Returns the meaning of a word outside the card's table that carries a number.
fn numbered(word: u16) -> Option<String> {
    let low = word & 0xFF;
    Some(match word {
        0x6202..=0x6280 => format!("warning: the card has a query of {low} octets for the terminal (ISO 7816-4)"),
        0x6402..=0x6480 => {
            format!("execution error: the card has a query of {low} octets for the terminal (ISO 7816-4)")
        }
        0x9200 => "success, without memory retries (GSM 11.11)".to_owned(),
        0x9201..=0x920F => format!("success after {} (GSM 11.11)", Counted(low, "memory retry")),
        _ => return None,
    })
}

/// Returns a length in words; 00 stands for 256.
fn octets(length: u8) -> String {
    match length {
        0 => "256 octets".to_owned(),
        more => Counted(more, "octet").to_string(),
    }
}

/// Returns whether the word can stand at the end of an answer (ISO 7816-3 §12.2.1: SW1 is 6x or 9x, not 60).
pub(super) const fn possible(word: u16) -> bool {
    let sw1 = word >> 8;
    (sw1 >= 0x61 && sw1 <= 0x6F) || (sw1 >= 0x90 && sw1 <= 0x9F)
}

/// Returns whether the whole word has a name in the card's table or the standards' tables.
pub(super) fn known(word: u16) -> bool {
    StatusWord(word).meaning() != Meaning::Unknown || numbered(word).is_some() || elsewhere(word).is_some()
}

/// Returns the meaning of a word outside the card's table, where the standards name the whole word.
const fn elsewhere(word: u16) -> Option<&'static str> {
    match word >> 8 {
        0x62 | 0x63 => warning(word),
        0x64..=0x66 => execution_error(word),
        0x68..=0x6A => checking_error(word),
        0x92..=0x98 => application_error(word),
        _ => None,
    }
}

/// Returns the meaning of a warning of ISO 7816-4 §5.6 and TS 102 221 §10.2.1.3.
const fn warning(word: u16) -> Option<&'static str> {
    Some(match word {
        0x6200 => "warning: no information given, memory unchanged",
        0x6281 => "warning: part of the data may be corrupted",
        0x6282 => "warning: end of file reached before Le octets, or the search found nothing",
        0x6284 => "warning: the file control information is not in the format asked for",
        0x6285 => "warning: the selected file is in termination state",
        0x6286 => "warning: no input data available from a sensor on the card",
        0x6287 => "warning: at least one of the records is deactivated",
        0x62F1 => "warning: more data available",
        0x62F2 => "warning: more data available, and a proactive command waits for FETCH",
        0x62F3 => "warning: response data available",
        0x6300 => "warning: no information given, memory changed; of a verification or an authentication: failed",
        0x6381 => "warning: the file is filled up by this write",
        0x63F1 => "warning: more data expected",
        0x63F2 => "warning: more data expected, and a proactive command waits for FETCH",
        _ => return None,
    })
}

/// Returns the meaning of an execution error of ISO 7816-4 §5.6 and TS 102 221 §10.2.1.4.
const fn execution_error(word: u16) -> Option<&'static str> {
    Some(match word {
        0x6400 => "execution error: no information given, memory unchanged",
        0x6401 => "execution error: the card requires an immediate response",
        0x6500 => "execution error: no information given, memory changed",
        0x6600 => "execution error that concerns security, no information given",
        _ => return None,
    })
}

/// Returns the meaning of a checking error of ISO 7816-4 §5.6 and TS 102 221 §10.2.1.5.
const fn checking_error(word: u16) -> Option<&'static str> {
    Some(match word {
        0x6800 => "function of the class octet not supported, no information given",
        0x6881 => "logical channel not supported",
        0x6882 => "secure messaging not supported",
        0x6883 => "last command of a chain expected",
        0x6884 => "command chaining not supported",
        0x6987 => "secure messaging data objects missing",
        0x6989 => "command not allowed: the security of the secure channel is not satisfied",
        0x6A00 => "wrong P1 or P2, no information given",
        0x6A85 => "Lc inconsistent with the structure of the data",
        0x6A87 => "Lc inconsistent with P1 and P2",
        0x6A89 => "file exists already",
        0x6A8A => "application name exists already",
        _ => return None,
    })
}

/// Returns the meaning of a status word of GSM 11.11 and TS 51.011 §9.4, TS 102 221 §10.2.1.7, TS 31.102 §7.3.1 and
/// PBOC.
const fn application_error(word: u16) -> Option<&'static str> {
    Some(match word {
        0x9240 => "memory problem (GSM 11.11)",
        0x9210..=0x92FF => "success; xx tells of the data transfer session under way (TS 102 221)",
        0x9301 => "insufficient funds, in some lists; JR/T 0025 has 9401",
        0x9802 => "no CHV initialised (GSM 11.11)",
        0x9804 => {
            "access condition not fulfilled, or CHV or authentication wrong with at least one try left (GSM 11.11)"
        }
        0x9808 => "in contradiction with the CHV status (GSM 11.11)",
        0x9810 => "in contradiction with the invalidation status (GSM 11.11)",
        0x9840 => "CHV blocked, no tries left (GSM 11.11)",
        0x9850 => "increase cannot be performed, maximum reached (GSM 11.11, TS 102 221)",
        0x9862 => "authentication error, application specific: incorrect MAC (TS 102 221, TS 31.102)",
        0x9863 => "security session or association expired (TS 102 221)",
        0x9864 => {
            "authentication error: security context not supported (TS 31.102); of SUSPEND UICC: the minimum \
                   suspension time is too long (TS 102 221)"
        }
        0x9865 => "key freshness failure (TS 31.102)",
        0x9866 => "authentication error: no memory space available (TS 31.102)",
        0x9867 => "authentication error: no memory space available in EF MUK (TS 31.102)",
        _ => return None,
    })
}

const fn by_first_octet(word: u16) -> &'static str {
    match word >> 8 {
        0x60 => "no status word: 60 is the procedure byte NULL of T=0, the card asks for more time",
        0x62 => "warning, memory unchanged (ISO 7816-4)",
        0x63 => "warning, memory changed (ISO 7816-4)",
        0x64 => "execution error, memory unchanged (ISO 7816-4)",
        0x65 => "execution error, memory changed (ISO 7816-4)",
        0x66 => "execution error that concerns security (ISO 7816-4)",
        0x67 => "wrong length (ISO 7816-4)",
        0x68 => "function of the class octet not supported (ISO 7816-4)",
        0x69 => "command not allowed (ISO 7816-4)",
        0x6A => "wrong parameters P1 P2 or data (ISO 7816-4)",
        0x6B => "wrong parameters P1 P2 (ISO 7816-4)",
        0x6D => "INS not supported (ISO 7816-4)",
        0x6E => "CLA not supported (ISO 7816-4)",
        0x6F => "technical problem, no precise diagnosis (ISO 7816-4)",
        0x9E => "data download failed, an answer waits for GET RESPONSE (GSM 11.11)",
        0x90 | 0x93..=0x9D => "proprietary or of GSM 11.11, not in this card's table",
        _ => "no status word: SW1 is 61 to 6F or 90 to 9F (ISO 7816-3)",
    }
}
