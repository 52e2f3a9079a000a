//! TLV objects of the SIM toolkit: the BER-TLV around a proactive command or an envelope, and the COMPREHENSION-TLVs
//! inside it (ETSI TS 101 220 §7.1). An object that is read keeps its forms (comprehension bit, form of tag and
//! length), so that it can be written again octet for octet.

use crate::count::{Counted, CountedVerb};

/// Form in which a length is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LengthForm {
    /// One octet, 00 to 7F.
    Short,
    /// `81` and one octet.
    One,
    /// `82` and two octets.
    Two,
    /// `83` and three octets.
    Three,
}

impl LengthForm {
    /// Returns the shortest form that holds the length; `None` above FFFFFF.
    pub const fn of(length: usize) -> Option<LengthForm> {
        match length {
            0..=0x7F => Some(LengthForm::Short),
            0x80..=0xFF => Some(LengthForm::One),
            0x100..=0xFFFF => Some(LengthForm::Two),
            0x1_0000..=0xFF_FFFF => Some(LengthForm::Three),
            _ => None,
        }
    }

    /// Returns whether the form can hold the length.
    pub fn can_hold(self, length: usize) -> bool {
        LengthForm::of(length).is_some_and(|least| least <= self)
    }
}

/// Kind of fault of a TLV object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TlvErrorKind {
    /// Tag that is cut short by the end of the octets.
    TagCutShort,
    /// Length that is missing, or cut short by the end of the octets.
    LengthCutShort,
    /// First octet of a length that begins none: 80, 84 to FF.
    LengthForm(u8),
    /// Length that announces more octets than are there.
    ValueCutShort {
        /// Octets announced.
        announced: usize,
        /// Octets that are there.
        present: usize,
    },
}

/// A malformed TLV object and the place where it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TlvError {
    /// Offset of the object's first octet.
    pub at: usize,
    /// Fault of the object.
    pub wrong: TlvErrorKind,
}

impl core::fmt::Display for TlvError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "the object at offset {} ", self.at)?;
        match self.wrong {
            TlvErrorKind::TagCutShort => f.write_str("ends inside its tag"),
            TlvErrorKind::LengthCutShort => f.write_str("ends before its length is complete"),
            TlvErrorKind::LengthForm(octet) => {
                write!(f, "has a length that begins with {octet:02X}, which begins none")
            }
            TlvErrorKind::ValueCutShort { announced, present } => {
                let (octets, are) = (Counted(announced, "octet"), CountedVerb(present, "is", "are"));
                write!(f, "announces a value of {octets}, of which {present} {are} there")
            }
        }
    }
}

impl core::error::Error for TlvError {}

/// Takes a length and the value that it announces. Returns the form of the length, the value, and the octets behind it.
fn length_and_value(octets: &[u8]) -> Result<(LengthForm, &[u8], &[u8]), TlvErrorKind> {
    let (first, rest) = octets.split_first().ok_or(TlvErrorKind::LengthCutShort)?;
    let (form, count) = match first {
        0x00..=0x7F => (LengthForm::Short, 0),
        0x81 => (LengthForm::One, 1),
        0x82 => (LengthForm::Two, 2),
        0x83 => (LengthForm::Three, 3),
        _ => return Err(TlvErrorKind::LengthForm(*first)),
    };
    let (number, rest) = rest.split_at_checked(count).ok_or(TlvErrorKind::LengthCutShort)?;
    let announced = match form {
        LengthForm::Short => usize::from(*first),
        _ => number.iter().fold(0_usize, |sum, octet| sum << 8 | usize::from(*octet)),
    };
    let present = rest.len();
    let (value, rest) = rest.split_at_checked(announced).ok_or(TlvErrorKind::ValueCutShort { announced, present })?;
    Ok((form, value, rest))
}

/// A BER-TLV object with a tag of one octet, as D0 and D1 to DF are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ber<'a> {
    /// Tag.
    pub tag: u8,
    /// Form in which the length is written.
    pub form: LengthForm,
    /// Value.
    pub value: &'a [u8],
}

impl<'a> Ber<'a> {
    /// Parses the object at the beginning of the octets. Returns the object and the octets behind it.
    pub fn parse(octets: &'a [u8]) -> Result<(Ber<'a>, &'a [u8]), TlvError> {
        let fault = |wrong| TlvError { at: 0, wrong };
        let (tag, rest) = octets.split_first().ok_or(fault(TlvErrorKind::TagCutShort))?;
        let (form, value, rest) = length_and_value(rest).map_err(fault)?;
        Ok((Ber { tag: *tag, form, value }, rest))
    }
}

/// The tag of a COMPREHENSION-TLV object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag {
    /// The tag without its comprehension bit.
    pub number: u16,
    /// Comprehension required: `true` if a receiver that does not know the object must refuse the whole.
    pub comprehension: bool,
    /// `true` if the tag is written in three octets, `7F` first.
    pub wide: bool,
}

impl Tag {
    /// Creates a tag of one octet.
    pub const fn new(number: u8, comprehension: bool) -> Tag {
        Tag { number: (number & 0x7F) as u16, comprehension, wide: false }
    }

    fn parse(octets: &[u8]) -> Result<(Tag, &[u8]), TlvErrorKind> {
        match octets {
            [0x7F, high, low, rest @ ..] => {
                let number = u16::from_be_bytes([high & 0x7F, *low]);
                Ok((Tag { number, comprehension: high & 0x80 != 0, wide: true }, rest))
            }
            [] | [0x7F, ..] => Err(TlvErrorKind::TagCutShort),
            [octet, rest @ ..] => Ok((Tag::new(*octet, octet & 0x80 != 0), rest)),
        }
    }
}

/// A COMPREHENSION-TLV object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tlv<'a> {
    /// Tag.
    pub tag: Tag,
    /// Form in which the length is written.
    pub form: LengthForm,
    /// Value.
    pub value: &'a [u8],
}

/// Iterator over the COMPREHENSION-TLV objects of a run of octets, one after the other. After a fault it ends.
#[derive(Clone, Copy, Debug)]
pub struct Objects<'a> {
    whole: usize,
    left: &'a [u8],
}

impl<'a> Objects<'a> {
    /// Creates an iterator over the objects that the octets hold.
    pub const fn new(octets: &'a [u8]) -> Objects<'a> {
        Objects { whole: octets.len(), left: octets }
    }

    fn one(&mut self) -> Result<Tlv<'a>, TlvErrorKind> {
        let (tag, rest) = Tag::parse(self.left)?;
        let (form, value, rest) = length_and_value(rest)?;
        self.left = rest;
        Ok(Tlv { tag, form, value })
    }
}

impl<'a> Iterator for Objects<'a> {
    type Item = Result<Tlv<'a>, TlvError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.left.is_empty() {
            return None;
        }
        let at = self.whole.saturating_sub(self.left.len());
        let one = self.one().map_err(|wrong| TlvError { at, wrong });
        if one.is_err() {
            self.left = &[];
        }
        Some(one)
    }
}

/// Error of a write: the buffer has no room, or a length does not fit its form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BufferFullError;

impl core::fmt::Display for BufferFullError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("there is no room for what is to be written")
    }
}

impl core::error::Error for BufferFullError {}

/// Writer of octets, one behind the other, into a buffer of fixed size. A refused write may have been written in part:
/// then the whole is to be thrown away.
#[derive(Debug)]
pub struct Emitter<'a> {
    buffer: &'a mut [u8],
    used: usize,
}

impl<'a> Emitter<'a> {
    /// Creates a writer that begins at the start of the buffer.
    pub const fn new(buffer: &'a mut [u8]) -> Emitter<'a> {
        Emitter { buffer, used: 0 }
    }

    /// Returns the octets written so far.
    pub fn written(&self) -> &[u8] {
        self.buffer.get(..self.used).unwrap_or_default()
    }

    /// Writes one octet.
    pub fn octet(&mut self, octet: u8) -> Result<(), BufferFullError> {
        let place = self.buffer.get_mut(self.used).ok_or(BufferFullError)?;
        *place = octet;
        self.used = self.used.saturating_add(1);
        Ok(())
    }

    /// Writes octets.
    pub fn octets(&mut self, octets: &[u8]) -> Result<(), BufferFullError> {
        octets.iter().try_for_each(|octet| self.octet(*octet))
    }

    /// Writes a tag.
    pub fn tag(&mut self, tag: Tag) -> Result<(), BufferFullError> {
        let comprehension = if tag.comprehension { 0x80 } else { 0x00 };
        let [high, low] = tag.number.to_be_bytes();
        if tag.wide {
            self.octets(&[0x7F, high & 0x7F | comprehension, low])
        } else {
            self.octet(low & 0x7F | comprehension)
        }
    }

    /// Writes a length in the given form.
    pub fn length(&mut self, length: usize, form: LengthForm) -> Result<(), BufferFullError> {
        if !form.can_hold(length) {
            return Err(BufferFullError);
        }
        let [.., a, b, c] = length.to_be_bytes();
        match form {
            LengthForm::Short => self.octet(c),
            LengthForm::One => self.octets(&[0x81, c]),
            LengthForm::Two => self.octets(&[0x82, b, c]),
            LengthForm::Three => self.octets(&[0x83, a, b, c]),
        }
    }

    /// Writes an object in the forms in which it was read.
    pub fn tlv(&mut self, object: &Tlv<'_>) -> Result<(), BufferFullError> {
        self.tag(object.tag)?;
        self.length(object.value.len(), object.form)?;
        self.octets(object.value)
    }

    /// Writes an object with a length in its shortest form.
    pub fn object(&mut self, tag: Tag, value: &[u8]) -> Result<(), BufferFullError> {
        let form = LengthForm::of(value.len()).ok_or(BufferFullError)?;
        self.tlv(&Tlv { tag, form, value })
    }

    /// Writes a BER-TLV object.
    pub fn ber(&mut self, object: &Ber<'_>) -> Result<(), BufferFullError> {
        self.octet(object.tag)?;
        self.length(object.value.len(), object.form)?;
        self.octets(object.value)
    }
}

#[cfg(test)]
mod tests;
