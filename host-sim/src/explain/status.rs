//! Status words in words. The card's own are [`applet::wire::status`]; here are only the general rules of ISO 7816-4
//! and GSM 11.11 for words that this card never gives and other cards do.

use std::borrow::Cow;

use applet::wire::status::{Meaning, StatusWord};

/// What a status word says, for every one of the 65536.
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
        Meaning::TriesLeft(1) => "wrong, 1 try left".into(),
        Meaning::TriesLeft(tries) => format!("wrong, {tries} tries left").into(),
        Meaning::ProactiveCommandPending(length) => {
            format!("success, a proactive command of {} waits for FETCH (A0 12 00 00 {length:02X})", octets(length))
                .into()
        }
        Meaning::Unknown => elsewhere(word).into(),
    }
}

/// 00 stands for 256.
fn octets(length: u8) -> String {
    match length {
        0 => "256 octets".to_owned(),
        1 => "1 octet".to_owned(),
        more => format!("{more} octets"),
    }
}

/// Whether the word could stand at the end of an answer at all (ISO 7816-3 §12.2.1: SW1 is 6x or 9x, not 60).
pub(super) const fn possible(word: u16) -> bool {
    let sw1 = word >> 8;
    (sw1 >= 0x61 && sw1 <= 0x6F) || (sw1 >= 0x90 && sw1 <= 0x9F)
}

/// Whether the word is one that this card's tables name.
pub(super) fn known(word: u16) -> bool {
    StatusWord(word).meaning() != Meaning::Unknown
}

/// Words outside the card's table: precise ones first, then by SW1.
const fn elsewhere(word: u16) -> &'static str {
    match word {
        0x6200 | 0x6300 => "warning, nothing more said",
        0x6281 => "warning: part of the data may be corrupted",
        0x6282 => "warning: end of file reached before Le octets",
        0x6284 => "warning: the file control information is not in the format asked for",
        0x6285 => "warning: the selected file is in termination state",
        0x6381 => "warning: the file is filled up by this write",
        0x6881 => "logical channel not supported",
        0x6882 => "secure messaging not supported",
        0x6883 => "last command of a chain expected",
        0x6884 => "command chaining not supported",
        0x6987 => "secure messaging data objects missing",
        0x6A85 => "Lc inconsistent with the structure of the data",
        0x6A87 => "Lc inconsistent with P1 and P2",
        0x6A89 => "file exists already",
        0x6A8A => "application name exists already",
        0x9240 => "memory problem (GSM 11.11)",
        0x9301 => "insufficient funds, in some lists; JR/T 0025 has 9401",
        0x9802 => "no CHV initialised (GSM 11.11)",
        0x9804 => "CHV or authentication wrong, at least one try left (GSM 11.11)",
        0x9808 => "in contradiction with the CHV status (GSM 11.11)",
        0x9810 => "in contradiction with the invalidation status (GSM 11.11)",
        0x9840 => "CHV blocked, no tries left (GSM 11.11)",
        0x9850 => "increase cannot be performed, maximum reached (GSM 11.11)",
        _ => by_first_octet(word),
    }
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
        0x92 => "success after memory retries: the low nibble counts them (GSM 11.11)",
        0x9E => "data download failed, an answer waits for GET RESPONSE (GSM 11.11)",
        0x90 | 0x93..=0x9D => "proprietary or of GSM 11.11, not in this card's table",
        _ => "no status word: SW1 is 61 to 6F or 90 to 9F (ISO 7816-3)",
    }
}
