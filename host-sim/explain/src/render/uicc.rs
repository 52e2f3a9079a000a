//! Words for the codes of files, PINs and modes of a UICC (TS 102 221 §9.5, §11.1).

use sim_wire::count::Counted;
use std::borrow::Cow;

use crate::names;

/// Returns the words for a path: the names of its files.
pub(crate) fn path(octets: &[u8]) -> Option<Cow<'static, str>> {
    let (pairs, rest) = octets.as_chunks::<2>();
    if !rest.is_empty() {
        return Some("no whole file identifiers".into());
    }
    let name = |pair: &[u8; 2]| names::file(*pair).map_or_else(|| hex::encode_upper(pair), str::to_owned);
    Some(pairs.iter().map(name).collect::<Vec<_>>().join(" / ").into())
}

/// Returns the words for P2 of SELECT: the occurrence, and the answer that is wanted.
pub fn select_form(octet: u8) -> &'static str {
    match octet & 0x0F {
        0x00 => "first or only, file control information is answered",
        0x01 => "last, file control information is answered",
        0x02 => "next, file control information is answered",
        0x03 => "previous, file control information is answered",
        0x04 => "first or only, file control parameters are answered",
        0x05 => "last, file control parameters are answered",
        0x06 => "next, file control parameters are answered",
        0x07 => "previous, file control parameters are answered",
        0x08 => "first or only, file management data is answered",
        0x0C => "first or only, no data is answered",
        _ => "not a form of the standard",
    }
}

/// Returns the words for the reference of a PIN (TS 102 221 §9.5.1).
pub(crate) fn pin_reference(octet: u8) -> String {
    match octet {
        0x00 => "PIN that is not named".to_owned(),
        0x01..=0x08 => format!("PIN of application {octet}"),
        0x0A..=0x0E => format!("administrative code ADM{}", octet - 0x09),
        0x11 => "universal PIN".to_owned(),
        0x81..=0x88 => format!("second PIN of application {}", octet - 0x80),
        0x8A..=0x8E => format!("administrative code ADM{}", octet - 0x84),
        _ => "reserved reference".to_owned(),
    }
}

/// Returns the words for the record that P2 of READ RECORD and UPDATE RECORD means.
pub const fn which_record(octet: u8) -> &'static str {
    match octet & 0x07 {
        0x00 => "first of that identifier",
        0x01 => "last of that identifier",
        0x02 => "next record",
        0x03 => "previous record",
        0x04 => "record of that number, or the current one for 00",
        0x05 => "all records from that number on",
        _ => "mode that is not known",
    }
}

/// Returns the words for P2 of READ RECORD and UPDATE RECORD.
pub(crate) fn record_mode(octet: u8) -> String {
    let which = which_record(octet);
    match octet >> 3 {
        0 => format!("selected file, {which}"),
        file => format!("file of short identifier {file:02X}, {which}"),
    }
}

/// Returns the words for a file descriptor: type, structure, and of records their length and number (TS 102 221
/// §11.1.1.4.3).
pub(crate) fn file_descriptor(octets: &[u8]) -> Option<Cow<'static, str>> {
    let (first, rest) = octets.split_first()?;
    let (kind, shared) = file_kind(*first);
    Some(match *rest {
        [_, high, low, records] => {
            let length = u16::from_be_bytes([high, low]);
            format!("{kind}, {shared}, {} of {}", Counted(records, "record"), Counted(length, "octet")).into()
        }
        _ => format!("{kind}, {shared}").into(),
    })
}

/// Returns the words for the first octet of a file descriptor: type and structure, and whether the file is shareable.
pub const fn file_kind(first: u8) -> (&'static str, &'static str) {
    let shared = if first & 0x40 == 0 { "not shareable" } else { "shareable" };
    let kind = match (first & 0x38, first & 0x07) {
        (0x38, 0x00) => "directory",
        (0x38, 0x01) => "BER-TLV file",
        (0x00 | 0x08, 0x01) => "transparent file",
        (0x00 | 0x08, 0x02) => "linear fixed file",
        (0x00 | 0x08, 0x06) => "cyclic file",
        _ => "file whose structure is not known",
    };
    (kind, shared)
}

/// Returns the words for the life cycle status of a file (ISO 7816-4 §7.4.10).
pub fn life_cycle(octet: u8) -> &'static str {
    match octet {
        0x00 => "no information",
        0x01 => "creation",
        0x03 => "initialisation",
        0x04 | 0x06 => "operational, deactivated",
        0x05 | 0x07 => "operational, activated",
        0x0C..=0x0F => "termination",
        _ => "proprietary or reserved",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptors_and_paths_have_words() {
        let descriptor = |octets: &[u8]| file_descriptor(octets).unwrap();
        assert_eq!(descriptor(&[0x41, 0x21]), "transparent file, shareable");
        assert_eq!(
            descriptor(&[0x42, 0x21, 0x00, 0x1C, 0x14]),
            "linear fixed file, shareable, 20 records of 28 octets"
        );
        assert_eq!(descriptor(&[0x78, 0x21]), "directory, shareable");
        assert_eq!(path(&[0x7F, 0xFF, 0x6F, 0x07]).unwrap(), "the directory of the active application / EF IMSI");
        assert_eq!(pin_reference(0x8A), "administrative code ADM6");
        assert_eq!(record_mode(0x24), "file of short identifier 04, record of that number, or the current one for 00");
    }
}
