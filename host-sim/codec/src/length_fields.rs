//! Length fields of command APDUs, short and extended (ISO 7816-4 §5.2, ISO 7816-3 §12.1). A T=0 reader changes the
//! extended ones before a card sees them (ISO 7816-3 §12.2).
//!
//! ```
//! use sim_codec::length_fields::{Case, LengthFields, shortened};
//!
//! let command = [0x00, 0xB0, 0x00, 0x00, 0x00, 0x02, 0x00];
//! let lengths = LengthFields::parse(&command).expect("its lengths agree");
//! assert_eq!((lengths.case(), lengths.ne()), (Case::TwoExtended, 512));
//! assert_eq!(shortened(&command), Some(vec![0x00, 0xB0, 0x00, 0x00, 0x00]));
//! ```

/// Width of the length fields of a command.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Width {
    /// Lc and Le of one octet: Nc up to 255, Ne up to 256.
    #[default]
    Short,
    /// Lc of three octets, 00 first; Le of two, or of three with 00 first where there is no Lc. Nc up to 65,535, Ne up
    /// to 65,536.
    Extended,
}

impl Width {
    /// Returns the most octets that a coded Le asks for; 0 stands for the most that the width can say.
    pub const fn ne(self, le: u16) -> u32 {
        match (self, le) {
            (Width::Short, 0) => 256,
            (Width::Extended, 0) => 65_536,
            (_, le) => le as u32,
        }
    }
}

/// Case of a command by ISO 7816-3 §12.1.2: what follows the header, and in which width.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    /// Nothing follows.
    One,
    /// Le.
    TwoShort,
    /// Lc and data.
    ThreeShort,
    /// Lc, data and Le.
    FourShort,
    /// Extended Le.
    TwoExtended,
    /// Extended Lc and data.
    ThreeExtended,
    /// Extended Lc, data and extended Le.
    FourExtended,
}

impl Case {
    /// Returns the name in the standard: `1`, `2S`, `2E` and so on.
    pub const fn name(self) -> &'static str {
        match self {
            Case::One => "1",
            Case::TwoShort => "2S",
            Case::ThreeShort => "3S",
            Case::FourShort => "4S",
            Case::TwoExtended => "2E",
            Case::ThreeExtended => "3E",
            Case::FourExtended => "4E",
        }
    }
}

/// Length fields and data behind the header of a command whose lengths agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LengthFields<'a> {
    /// Width of Lc and Le; short where there is neither.
    pub width: Width,
    /// Command data; empty where there is no Lc.
    pub data: &'a [u8],
    /// Le as coded; `None` where there is none.
    pub le: Option<u16>,
}

impl<'a> LengthFields<'a> {
    /// Parses what follows the four octets of the header. `None` where a length and what stands behind it disagree, or
    /// there is no whole header.
    pub fn parse(command: &'a [u8]) -> Option<LengthFields<'a>> {
        let (_, body) = command.split_first_chunk::<4>()?;
        let short = |data, le| Some(LengthFields { width: Width::Short, data, le });
        let extended = |data, le| Some(LengthFields { width: Width::Extended, data, le });
        match *body {
            [] => short(&[], None),
            [le] => short(&[], Some(u16::from(le))),
            [0, high, low] => extended(&[], Some(u16::from_be_bytes([high, low]))),
            [0, high, low, ref behind @ ..] => {
                let lc = u16::from_be_bytes([high, low]);
                let (data, le) = behind.split_at_checked(usize::from(lc)).filter(|(data, _)| !data.is_empty())?;
                match *le {
                    [] => extended(data, None),
                    [high, low] => extended(data, Some(u16::from_be_bytes([high, low]))),
                    _ => None,
                }
            }
            [lc, ref behind @ ..] => {
                let (data, le) = behind.split_at_checked(usize::from(lc)).filter(|(data, _)| !data.is_empty())?;
                match *le {
                    [] => short(data, None),
                    [le] => short(data, Some(u16::from(le))),
                    _ => None,
                }
            }
        }
    }

    /// Returns the case of the command.
    pub const fn case(&self) -> Case {
        match (self.width, self.data.is_empty(), self.le) {
            (_, true, None) => Case::One,
            (Width::Short, true, Some(_)) => Case::TwoShort,
            (Width::Short, false, None) => Case::ThreeShort,
            (Width::Short, false, Some(_)) => Case::FourShort,
            (Width::Extended, true, Some(_)) => Case::TwoExtended,
            (Width::Extended, false, None) => Case::ThreeExtended,
            (Width::Extended, false, Some(_)) => Case::FourExtended,
        }
    }

    /// Returns the most octets that the answer may have, status word aside: 0 without Le.
    pub fn ne(&self) -> u32 {
        self.le.map_or(0, |le| self.width.ne(le))
    }
}

/// Returns the command of short lengths that stands for one of extended lengths. Le above 256 becomes 00, as 256 does.
///
/// `None` where the lengths are short already or disagree, or where more than 255 octets of data go in parts
/// ([`envelopes`]).
pub fn shortened(command: &[u8]) -> Option<Vec<u8>> {
    let lengths = LengthFields::parse(command).filter(|lengths| lengths.width == Width::Extended)?;
    let lc = u8::try_from(lengths.data.len()).ok()?;
    let mut short = command.get(..4)?.to_vec();
    if lc > 0 {
        short.push(lc);
        short.extend_from_slice(lengths.data);
    }
    short.extend(lengths.le.map(|le| u8::try_from(le).unwrap_or(0)));
    Some(short)
}

/// Returns the ENVELOPE commands in which a T=0 reader sends a command with more than 255 octets of data. They hold the
/// parts of the whole command, in order (ISO 7816-3 §12.2.7, ISO 7816-4 §11.7.2). `None` for every other command.
pub fn envelopes(command: &[u8]) -> Option<Vec<Vec<u8>>> {
    const PART: usize = 255;
    LengthFields::parse(command).filter(|lengths| lengths.data.len() > PART)?;
    let envelope = |part: &[u8]| {
        let lc = u8::try_from(part.len()).unwrap_or(u8::MAX);
        [[0x00, 0xC2, 0x00, 0x00, lc].as_slice(), part].concat()
    };
    Some(command.chunks(PART).map(envelope).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn octets(hex: &str) -> Vec<u8> {
        hex::decode(hex.replace(' ', "")).unwrap()
    }

    #[test]
    fn each_case_has_its_lengths() {
        for (command, case, data, ne) in [
            ("00A40000", Case::One, 0, 0),
            ("00B0000010", Case::TwoShort, 0, 16),
            ("00B0000000", Case::TwoShort, 0, 256),
            ("00A40000 02 3F00", Case::ThreeShort, 2, 0),
            ("00A40000 02 3F00 00", Case::FourShort, 2, 256),
            ("00B00000 000001", Case::TwoExtended, 0, 1),
            ("00B00000 000200", Case::TwoExtended, 0, 512),
            ("00B00000 000000", Case::TwoExtended, 0, 65_536),
            ("00A40000 000002 3F00", Case::ThreeExtended, 2, 0),
            ("00A40000 000002 3F00 0000", Case::FourExtended, 2, 65_536),
            ("00A40000 000001 3F 0102", Case::FourExtended, 1, 258),
        ] {
            let command_octets = octets(command);
            let lengths = LengthFields::parse(&command_octets).expect(command);
            assert_eq!((lengths.case(), lengths.data.len(), lengths.ne()), (case, data, ne), "{command}");
        }
    }

    #[test]
    fn lengths_that_disagree_are_none() {
        for command in [
            "",
            "00A400",
            "00A40000 02 3F",
            "00A40000 02 3F00 0000",
            "00A40000 0002",
            "00A40000 000002 3F",
            "00A40000 000002 3F00 00",
            "00A40000 000002 3F00 000000",
            "00A40000 000000 00",
            "00A40000 000000 0000",
        ] {
            assert_eq!(LengthFields::parse(&octets(command)), None, "{command}");
        }
    }

    #[test]
    fn extended_lengths_are_shortened_for_t0() {
        for (extended, short) in [
            ("00B00000000008", "00B0000008"),
            ("00B000000000FF", "00B00000FF"),
            ("00B00000000100", "00B0000000"),
            ("00B00000000200", "00B0000000"),
            ("00B00000000000", "00B0000000"),
            ("00D600000000021122", "00D60000021122"),
            ("00A40000000002 3F00 0000", "00A4000002 3F00 00"),
            ("00A40000000002 3F00 0101", "00A4000002 3F00 00"),
            ("00A40000000002 3F00 0010", "00A4000002 3F00 10"),
        ] {
            assert_eq!(shortened(&octets(extended)), Some(octets(short)), "{extended}");
        }
        let long = format!("00D60000000100{}", "AA".repeat(256));
        for command in ["00B00000", "00B0000000", "00D60000021122", "00D6000000000000", "00D60000000002112233", &long] {
            assert_eq!(shortened(&octets(command)), None, "{command}");
        }
    }

    #[test]
    fn long_commands_go_in_envelopes() {
        let command = octets(&format!("00D60000000100{}", "AB".repeat(256)));
        let parts = envelopes(&command).unwrap();
        let sizes: Vec<_> = parts.iter().map(|part| (hex::encode_upper(&part[..5]), part.len() - 5)).collect();
        assert_eq!(sizes, [("00C20000FF".to_owned(), 255), ("00C2000008".to_owned(), 8)]);
        assert_eq!(parts.iter().flat_map(|part| part[5..].to_vec()).collect::<Vec<_>>(), command);
        assert_eq!(envelopes(&octets("00D600000000021122")), None);
        assert_eq!(envelopes(&octets("00D60000021122")), None);
    }
}
