//! Codes of short messages in words: protocol identifiers (3GPP TS 23.040 §9.2.3.9), status (§9.2.3.15), command types
//! (§9.2.3.19) and causes of failure (§9.2.3.22).

/// Returns the device of telematic interworking in the five low bits of a protocol identifier.
const fn device(code: u8) -> &'static str {
    match code & 0x1F {
        0x00 => "chosen by the service centre",
        0x01 => "telex",
        0x02 => "group 3 telefax",
        0x03 => "group 4 telefax",
        0x04 => "voice telephone",
        0x05 => "ERMES",
        0x06 => "national paging system",
        0x07 => "videotex",
        0x08 => "teletex",
        0x09 => "teletex in PSPDN",
        0x0A => "teletex in CSPDN",
        0x0B => "teletex in analog PSTN",
        0x0C => "teletex in digital ISDN",
        0x0D => "UCI",
        0x10 => "message handling facility",
        0x11 => "X.400 message handling system",
        0x12 => "internet electronic mail",
        0x18..=0x1E => "specific to the service centre",
        0x1F => "mobile station",
        _ => "reserved device",
    }
}

/// Returns a protocol identifier, TP-PID, in words.
pub fn identifier(pid: u8) -> String {
    match pid {
        0x00 => "no interworking".to_owned(),
        0x01..=0x1F => format!("no interworking, protocol {pid} between the two ends"),
        0x20..=0x3F => format!("interworking with a device: {}", device(pid)),
        0x40 => "short message type 0".to_owned(),
        0x41..=0x47 => format!("replace short message type {}", pid & 0x07),
        0x48 => "device triggering".to_owned(),
        0x5E => "enhanced message service, obsolete".to_owned(),
        0x5F => "return call message".to_owned(),
        0x7C => "ANSI-136 R-DATA".to_owned(),
        0x7D => "data download to the handset".to_owned(),
        0x7E => "de-personalization of the handset".to_owned(),
        0x7F => "data download to the card".to_owned(),
        0xC0..=0xFF => "specific to the service centre".to_owned(),
        _ => "reserved".to_owned(),
    }
}

/// Returns whether a protocol identifier is reserved.
pub const fn is_reserved(pid: u8) -> bool {
    matches!(pid, 0x49..=0x5D | 0x60..=0x7B | 0x80..=0xBF)
}

/// Returns a status, TP-ST, in words: the outcome, and behind it whether the service centre still tries.
pub fn status(status: u8) -> String {
    let outcome = match status {
        0x00 => "received by the addressee",
        0x01 => "forwarded to the addressee, delivery not confirmed",
        0x02 => "replaced by the service centre",
        0x20 | 0x60 => "congestion",
        0x21 | 0x61 => "addressee busy",
        0x22 | 0x62 => "no response from the addressee",
        0x23 | 0x63 => "service rejected",
        0x24 | 0x44 | 0x64 => "quality of service not available",
        0x25 | 0x65 => "error in the addressee's equipment",
        0x40 => "remote procedure error",
        0x41 => "incompatible destination",
        0x42 => "connection rejected by the addressee",
        0x43 => "not obtainable",
        0x45 => "no interworking available",
        0x46 => "validity period expired",
        0x47 => "deleted by the originating end",
        0x48 => "deleted by the service centre's administration",
        0x49 => "the message does not exist",
        0x10..=0x1F | 0x30..=0x3F | 0x50..=0x5F | 0x70..=0x7F => "specific to the service centre",
        _ => "reserved",
    };
    let group = match status {
        0x00..=0x1F => "completed",
        0x20..=0x3F => "temporary error, still trying",
        0x40..=0x5F => "permanent error",
        0x60..=0x7F => "temporary error, no longer trying",
        _ => return outcome.to_owned(),
    };
    format!("{outcome} ({group})")
}

/// Returns a command type, TP-CT, in words.
pub const fn command(code: u8) -> &'static str {
    match code {
        0x00 => "enquiry about a message",
        0x01 => "cancel the status report request",
        0x02 => "delete the message",
        0x03 => "enable the status report request",
        0xE0..=0xFF => "specific to the service centre",
        _ => "reserved",
    }
}

/// Returns a failure cause, TP-FCS, in words.
pub const fn cause(code: u8) -> &'static str {
    match code {
        0x80 => "telematic interworking not supported",
        0x81 => "short message type 0 not supported",
        0x82 => "the message cannot be replaced",
        0x8F => "unspecified error of the protocol identifier",
        0x90 => "alphabet not supported",
        0x91 => "message class not supported",
        0x9F => "unspecified error of the data coding scheme",
        0xA0 => "the command cannot be carried out",
        0xA1 => "command not supported",
        0xAF => "unspecified error of the command",
        0xB0 => "TPDU not supported",
        0xC0 => "service centre busy",
        0xC1 => "no subscription at the service centre",
        0xC2 => "failure of the service centre",
        0xC3 => "invalid address",
        0xC4 => "addressee barred",
        0xC5 => "rejected as a duplicate",
        0xC6 => "format of the validity period not supported",
        0xC7 => "validity period not supported",
        0xD0 => "storage of the card full",
        0xD1 => "no storage on the card",
        0xD2 => "error in the handset",
        0xD3 => "memory full",
        0xD4 => "toolkit of the card busy",
        0xD5 => "error of data download to the card",
        0xE0..=0xFE => "specific to an application",
        0xFF => "unspecified",
        _ => "reserved",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_have_words() {
        assert_eq!(identifier(0x00), "no interworking");
        assert_eq!(identifier(0x22), "interworking with a device: group 3 telefax");
        assert_eq!(identifier(0x43), "replace short message type 3");
        assert_eq!(identifier(0x7F), "data download to the card");
        assert_eq!(identifier(0x95), "reserved");
    }

    #[test]
    fn status_says_whether_it_is_still_tried() {
        assert_eq!(status(0x00), "received by the addressee (completed)");
        assert_eq!(status(0x22), "no response from the addressee (temporary error, still trying)");
        assert_eq!(status(0x46), "validity period expired (permanent error)");
        assert_eq!(status(0x62), "no response from the addressee (temporary error, no longer trying)");
        assert_eq!(status(0x55), "specific to the service centre (permanent error)");
        assert_eq!(status(0xAB), "reserved");
    }
}
