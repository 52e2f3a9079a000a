//! The header of a short message's user data (3GPP TS 23.040 §9.2.3.24): information elements one behind the other.
//! One of them makes the message a part of a long one.

use serde::{Deserialize, Serialize};

use super::tlv::{BufferFullError, Emitter};

/// Most octets of a short message's user data, header included, if they are octets and not septets.
pub const USER_DATA_MAX: usize = 140;

/// Identifier of the element that announces a command packet (3GPP TS 31.115 §4.2).
pub const COMMAND_PACKET: u8 = 0x70;

/// Identifier of the element that announces a response packet (3GPP TS 31.115 §4.4).
pub const RESPONSE_PACKET: u8 = 0x71;

/// An information element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InformationElement<'a> {
    /// Identifier.
    pub id: u8,
    /// Data of the element.
    pub data: &'a [u8],
}

/// Error of an element, or of a header, that announces more octets than are there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OverrunError;

impl core::fmt::Display for OverrunError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("the header of the user data announces more octets than are there")
    }
}

impl core::error::Error for OverrunError {}

/// Iterator over the elements of a header, one after the other. After an overrun it ends.
#[derive(Clone, Copy, Debug)]
pub struct Elements<'a>(pub &'a [u8]);

impl<'a> Elements<'a> {
    /// Splits user data into the elements of its header and what stands behind it.
    pub fn split(user_data: &'a [u8]) -> Result<(Elements<'a>, &'a [u8]), OverrunError> {
        let (length, rest) = user_data.split_first().ok_or(OverrunError)?;
        let (inside, behind) = rest.split_at_checked(usize::from(*length)).ok_or(OverrunError)?;
        Ok((Elements(inside), behind))
    }

    fn one(&self) -> Option<(InformationElement<'a>, &'a [u8])> {
        let (&[id, length], rest) = self.0.split_first_chunk::<2>()?;
        let (data, behind) = rest.split_at_checked(usize::from(length))?;
        Some((InformationElement { id, data }, behind))
    }
}

impl<'a> Iterator for Elements<'a> {
    type Item = Result<InformationElement<'a>, OverrunError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let one = self.one();
        self.0 = one.map_or(&[], |(_, behind)| behind);
        Some(one.map(|(element, _)| element).ok_or(OverrunError))
    }
}

/// Place of a part within a long message. A receiver ignores an element with impossible numbers, as
/// [`Concatenation::is_sound`] tells (3GPP TS 23.040 §9.2.3.24.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Concatenation {
    /// Reference, the same in all parts.
    pub reference: u16,
    /// Number of parts in all.
    pub total: u8,
    /// Number of this part, counted from 1.
    pub part: u8,
    /// `true` if the reference is written in two octets (element 08 instead of 00).
    pub wide: bool,
}

impl Concatenation {
    /// Parses the element; `None` if it is not a concatenation.
    pub const fn parse(element: InformationElement<'_>) -> Option<Concatenation> {
        match (element.id, element.data) {
            (0x00, &[reference, total, part]) => {
                Some(Concatenation { reference: reference as u16, total, part, wide: false })
            }
            (0x08, &[high, low, total, part]) => {
                Some(Concatenation { reference: u16::from_be_bytes([high, low]), total, part, wide: true })
            }
            _ => None,
        }
    }

    /// Returns whether the part can exist: not of a message without parts, not part 0, and not part 3 of 2.
    pub const fn is_sound(self) -> bool {
        self.part > 0 && self.part <= self.total
    }

    /// Returns the length of the whole element, in octets.
    pub const fn length(self) -> usize {
        if self.wide { 6 } else { 5 }
    }

    /// Writes the whole element. A reference above 255 needs the wide form.
    pub fn write(self, into: &mut Emitter<'_>) -> Result<(), BufferFullError> {
        if self.wide {
            into.octets(&[0x08, 0x04])?;
            into.octets(&self.reference.to_be_bytes())?;
        } else {
            into.octets(&[0x00, 0x03, u8::try_from(self.reference).map_err(|_| BufferFullError)?])?;
        }
        into.octets(&[self.total, self.part])
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use super::*;

    fn elements(octets: &[u8]) -> Option<std::vec::Vec<(u8, std::vec::Vec<u8>)>> {
        Elements(octets).map(|one| one.ok().map(|element| (element.id, element.data.into()))).collect()
    }

    #[test]
    fn elements_are_read_in_any_order() {
        let (header, behind) = Elements::split(&[0x07, 0x70, 0x00, 0x00, 0x03, 0x09, 0x02, 0x01, 0xAA]).unwrap();
        assert_eq!(elements(header.0), Some(std::vec![(0x70, std::vec![]), (0, std::vec![9, 2, 1])]));
        assert_eq!(behind, [0xAA]);
        let parts: std::vec::Vec<_> = header.filter_map(|one| Concatenation::parse(one.unwrap())).collect();
        assert_eq!(parts, [Concatenation { reference: 9, total: 2, part: 1, wide: false }]);
    }

    #[test]
    fn overrun_ends_the_elements() {
        assert_eq!(Elements::split(&[]).unwrap_err(), OverrunError);
        assert_eq!(Elements::split(&[0x7F, 0x70, 0x00]).unwrap_err(), OverrunError);
        let mut elements = Elements(&[0x00, 0x01, 0xAA, 0x70, 0x40, 0x70, 0x00]);
        assert!(elements.next().unwrap().is_ok());
        assert_eq!(elements.next(), Some(Err(OverrunError)));
        assert_eq!(elements.next(), None);
        assert_eq!(Elements(&[0x70]).next(), Some(Err(OverrunError)));
    }

    #[test]
    fn concatenation_element_round_trips() {
        for (element, octets) in [(0x00, &[0x5A, 5, 1][..]), (0x08, &[0x12, 0x5A, 5, 1])] {
            let read = Concatenation::parse(InformationElement { id: element, data: octets }).unwrap();
            let mut buffer = [0; 6];
            let mut emitter = Emitter::new(&mut buffer);
            read.write(&mut emitter).unwrap();
            let (header, data) = emitter.written().split_at(2);
            assert_eq!((header, data), (&[element, u8::try_from(octets.len()).unwrap()][..], octets));
            assert_eq!(emitter.written().len(), read.length());
        }
        assert_eq!(Concatenation::parse(InformationElement { id: 0x00, data: &[1, 2] }), None);
        let narrow = Concatenation { reference: 256, total: 2, part: 1, wide: false };
        assert_eq!(narrow.write(&mut Emitter::new(&mut [0; 8])), Err(BufferFullError));
    }
}
