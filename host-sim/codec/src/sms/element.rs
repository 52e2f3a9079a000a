//! Information elements of a user data header in words (3GPP TS 23.040 §9.2.3.24).

use serde::{Deserialize, Serialize};

use sim_wire::count::Counted;
use sim_wire::udh::{self, Concatenation};

use super::coding::WAITING;
use super::national::{LOCKING_SHIFT, NationalLanguage, SINGLE_SHIFT};

/// Information element of a user data header.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Element {
    /// Identifier of the element.
    pub id: u8,
    /// Data of the element.
    pub data: Vec<u8>,
}

/// Returns the place in a long message that a header announces; `None` where no element announces one.
///
/// An element of no parts, of part 0, or of a part above their count is ignored (§9.2.3.24.1). Of several valid ones
/// the last counts (§9.2.3.24).
pub fn part(header: &[Element]) -> Option<Concatenation> {
    header.iter().rev().find_map(Element::part)
}

impl Element {
    /// Returns the place in a long message that the element announces; `None` where there is none, or an impossible
    /// one.
    pub fn part(&self) -> Option<Concatenation> {
        let read = Concatenation::parse(udh::InformationElement { id: self.id, data: &self.data })?;
        (read.part >= 1 && read.part <= read.total).then_some(read)
    }

    /// Returns the name of the element.
    pub const fn name(&self) -> &'static str {
        match self.id {
            0x00 | 0x08 => "part of a long message",
            0x01 => "special message indication",
            0x04 | 0x05 => "application ports",
            0x06 => "service centre control",
            0x07 => "source of the next elements",
            0x09 => "wireless control message",
            0x0A => "text formatting",
            0x0B => "predefined sound",
            0x0C => "user defined sound",
            0x0D => "predefined animation",
            0x0E => "large animation",
            0x0F => "small animation",
            0x10 => "large picture",
            0x11 => "small picture",
            0x12 => "variable picture",
            0x13 => "user prompt",
            0x14 => "extended object",
            0x15 => "reused extended object",
            0x16 => "compression control",
            0x17 => "object distribution",
            0x18 => "standard vector graphics",
            0x19 => "character size vector graphics",
            0x1A => "extended object data request",
            0x20 => "header of electronic mail",
            0x21 => "hyperlink",
            0x22 => "reply address",
            0x23 => "enhanced voice mail",
            SINGLE_SHIFT => "national language, single shift",
            LOCKING_SHIFT => "national language, locking shift",
            0x70 => "secured command packet",
            0x71 => "secured response packet",
            0x72..=0x7F => "SIM toolkit security header",
            0x80..=0x9F => "specific to the two ends",
            0xC0..=0xDF => "specific to the service centre",
            _ => "reserved",
        }
    }

    /// Returns the contents of the element in words; empty where the data are not parsed.
    fn contents(&self) -> String {
        match (self.id, self.data.as_slice()) {
            (0x00 | 0x08, _) => match (self.part(), self.data.as_slice()) {
                (Some(place), _) => {
                    let width = if place.wide { 4 } else { 2 };
                    format!("{} of {}, reference {:0width$X}", place.part, place.total, place.reference)
                }
                (None, [.., total, part]) if matches!((self.id, self.data.len()), (0x00, 3) | (0x08, 4)) => {
                    format!("part {part} of {total} cannot be, so the element is ignored")
                }
                _ => "of a wrong length, so the element is ignored".to_owned(),
            },
            (0x01, [kind, count]) => {
                let waiting = WAITING.get(usize::from(kind & 0x03)).copied().unwrap_or_default();
                format!("{count} waiting, {waiting}, {}", if kind & 0x80 == 0 { "discarded" } else { "stored" })
            }
            (0x04, [to, from]) => format!("to {to}, from {from}"),
            (0x05, &[a, b, c, d]) => {
                format!("to {}, from {}", u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d]))
            }
            (0x20, [length]) => format!("{} of header", Counted(*length, "octet")),
            (SINGLE_SHIFT, [code]) => {
                NationalLanguage::from_code(*code).map_or("reserved", NationalLanguage::name).to_owned()
            }
            (LOCKING_SHIFT, [code]) => match NationalLanguage::from_code(*code) {
                Some(language) if language.has_locking_table() => language.name().to_owned(),
                Some(language) => format!("{} has no such table", language.name()),
                None => "reserved".to_owned(),
            },
            _ => String::new(),
        }
    }

    /// Returns the element in words.
    pub fn words(&self) -> String {
        let contents = self.contents();
        if contents.is_empty() { self.name().to_owned() } else { format!("{}: {contents}", self.name()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(id: u8, data: &[u8]) -> String {
        Element { id, data: data.to_vec() }.words()
    }

    #[test]
    fn elements_have_words() {
        assert_eq!(words(0x00, &[0x2A, 3, 2]), "part of a long message: 2 of 3, reference 2A");
        assert_eq!(words(0x08, &[0x01, 0x2A, 3, 2]), "part of a long message: 2 of 3, reference 012A");
        assert_eq!(words(0x05, &[0x0B, 0x84, 0x23, 0xF0]), "application ports: to 2948, from 9200");
        assert_eq!(words(0x24, &[1]), "national language, single shift: Turkish");
        assert_eq!(words(0x25, &[2]), "national language, locking shift: Spanish has no such table");
        assert_eq!(words(0x01, &[0x80, 4]), "special message indication: 4 waiting, voicemail, stored");
        assert_eq!(words(0x70, &[]), "secured command packet");
    }

    #[test]
    fn impossible_parts_are_ignored() {
        for data in [[9, 0, 0], [9, 2, 0], [9, 2, 3]] {
            assert_eq!(Element { id: 0x00, data: data.to_vec() }.part(), None);
            assert!(words(0x00, &data).ends_with("cannot be, so the element is ignored"));
        }
        assert_eq!(words(0x00, &[1, 2]), "part of a long message: of a wrong length, so the element is ignored");
        let header = [Element { id: 0x00, data: vec![9, 2, 0] }, Element { id: 0x08, data: vec![1, 2, 2, 1] }];
        assert_eq!(part(&header).map(|place| (place.reference, place.part, place.total)), Some((0x0102, 1, 2)));
    }
}
