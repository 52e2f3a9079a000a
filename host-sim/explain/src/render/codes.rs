//! Words for codes in objects (TS 102 223 §8, TS 31.111 §8).

use std::borrow::Cow;

use sim_wire::proactive::{CommandType, Event, ObjectTag};

/// Returns the name of a tone by its code (TS 102 223 §8.16).
const fn tone(code: u8) -> &'static str {
    match code {
        0x01 => "dial tone",
        0x02 => "called subscriber busy",
        0x03 => "congestion",
        0x04 => "radio path acknowledge",
        0x05 => "call dropped",
        0x06 => "error",
        0x07 => "call waiting",
        0x08 => "ringing",
        0x10 => "general beep",
        0x11 => "positive acknowledgement",
        0x12 => "negative acknowledgement",
        0x13 => "the user's ringing tone",
        0x14 => "the user's tone for short messages",
        0x15 => "critical alert",
        0x20 => "vibration only",
        0x30..=0x34 => "themed tone",
        0x40..=0x47 => "melody",
        _ => "not known",
    }
}

/// Returns the name of a radio access technology (TS 102 223 §8.61).
const fn access_technology(code: u8) -> &'static str {
    match code {
        0x00 => "GSM",
        0x01 => "TIA/EIA-553",
        0x02 => "TIA/EIA-136-C",
        0x03 => "UTRAN",
        0x04 => "TETRA",
        0x05 => "TIA/EIA-95",
        0x06 => "cdma2000 1x",
        0x07 => "cdma2000 HRPD",
        0x08 => "E-UTRAN",
        0x09 => "eHRPD",
        0x0A => "NG-RAN",
        _ => "not known",
    }
}

/// Returns the type of update or attach of the terminal (TS 31.111 §8.92).
const fn update(code: u8) -> &'static str {
    match code {
        0x00 => "normal location updating",
        0x01 => "periodic updating",
        0x02 => "IMSI attach",
        0x03 => "GPRS attach",
        0x04 => "combined GPRS and IMSI attach",
        0x05 => "routing area updating",
        0x06 => "combined routing and location area updating",
        0x07 => "combined updating with IMSI attach",
        0x08 => "periodic routing area updating",
        0x09 => "EPS attach",
        0x0A => "combined EPS and IMSI attach",
        0x0B => "tracking area updating",
        0x0C => "combined tracking and location area updating",
        0x0D => "combined tracking area updating with IMSI attach",
        0x0E => "periodic tracking area updating",
        _ => "not known",
    }
}

/// Returns the states of a card reader, a bit each (TS 102 223 §8.33).
pub fn reader_states(code: u8) -> Vec<&'static str> {
    let words = [
        (0x08, "removable"),
        (0x10, "present"),
        (0x20, "takes ID-1 cards"),
        (0x40, "card inside"),
        (0x80, "card powered"),
    ];
    words.iter().filter(|(bit, _)| code & bit != 0).map(|(_, words)| *words).collect()
}

/// Returns the meaning of an object of one octet; empty where the octet is a number.
pub(super) fn words(tag: ObjectTag, code: u8) -> Cow<'static, str> {
    if tag == ObjectTag::CardReaderStatus {
        let set = reader_states(code);
        let states = if set.is_empty() { "nothing".to_owned() } else { set.join(", ") };
        return format!("reader {}: {states}", code & 0x07).into();
    }
    word(tag, code).unwrap_or_default().into()
}

/// Returns the word for an object of one octet; `None` where no table has words for it.
pub fn word(tag: ObjectTag, code: u8) -> Option<&'static str> {
    let of = |words: &[&'static str]| words.get(usize::from(code)).copied().unwrap_or("not known");
    Some(match tag {
        ObjectTag::Tone => tone(code),
        ObjectTag::LocationStatus => of(&["normal service", "limited service", "no service"]),
        ObjectTag::AccessTechnology => access_technology(code),
        ObjectTag::BatteryState => of(&["very low", "low", "average", "good", "full"]),
        ObjectTag::SearchMode => of(&["manual", "automatic"]),
        ObjectTag::BrowserTerminationCause => of(&["ended by the user", "ended by an error"]),
        ObjectTag::BrowserIdentity => of(&["default", "WML", "HTML", "XHTML", "CHTML"]),
        ObjectTag::UpdateAttachType => update(code),
        ObjectTag::IWlanAccessStatus => of(&["no coverage", "coverage, not connected", "connected"]),
        ObjectTag::RejectionCause => rejection(code),
        _ => return None,
    })
}

/// Returns the cause of a rejection, as these tables share it (3GPP TS 24.008 §10.5.3.6, §10.5.5.14; TS 24.301
/// §9.9.3.9).
const fn rejection(code: u8) -> &'static str {
    match code {
        0x02 => "IMSI unknown in the HLR",
        0x03 => "illegal terminal",
        0x04 => "IMSI unknown in the VLR",
        0x05 => "IMEI not accepted",
        0x06 => "illegal equipment",
        0x07 => "packet services not allowed",
        0x08 => "no service allowed",
        0x09 => "identity not derived by the network",
        0x0A => "implicitly detached",
        0x0B => "PLMN not allowed",
        0x0C => "area not allowed",
        0x0D => "roaming not allowed in this area",
        0x0E => "packet services not allowed in this PLMN",
        0x0F => "no suitable cells in this area",
        0x11 => "network failure",
        0x14 => "MAC failure",
        0x15 => "synchronisation failure",
        0x16 => "congestion",
        _ => "see the table of causes",
    }
}

/// Returns the names of the codes in a list; none where no table names them.
pub fn list(tag: ObjectTag, octets: &[u8]) -> Vec<&'static str> {
    match tag {
        ObjectTag::EventList => octets.iter().filter_map(|code| Event::from_code(*code)).map(Event::name).collect(),
        ObjectTag::NextActions => {
            octets.iter().filter_map(|code| CommandType::from_code(*code)).map(CommandType::name).collect()
        }
        ObjectTag::AccessTechnology => octets.iter().map(|code| access_technology(*code)).collect(),
        _ => Vec::new(),
    }
}
