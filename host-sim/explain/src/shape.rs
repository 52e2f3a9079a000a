//! Octets of a command by their places: header, length fields of either width, data. Where a length disagrees with what
//! stands behind it, that is a problem, and the octets that are there are taken.

use super::remark::{CommandRemark, OctetRemark};
use super::row::CommandRow;
use sim_codec::length_fields::{Case, LengthFields, Width, shortened};

/// Octets of a command by their places; `None` where the octets end before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shape {
    /// CLA.
    pub cla: Option<u8>,
    /// INS.
    pub ins: Option<u8>,
    /// P1.
    pub p1: Option<u8>,
    /// P2.
    pub p2: Option<u8>,
    /// Width of Lc and Le.
    pub width: Width,
    /// Lc, the number of octets of data; `None` without Lc.
    pub lc: Option<u16>,
    /// Le as coded; `None` without Le.
    pub le: Option<u16>,
    /// Case of ISO 7816-3 §12.1.2; `None` where the lengths disagree or the one octet behind the header is Lc = 00.
    pub case: Option<Case>,
}

impl Shape {
    /// Returns the octets of Lc as they stand in the command; empty without Lc.
    pub fn lc_octets(&self) -> Vec<u8> {
        match (self.lc, self.width) {
            (None, _) => Vec::new(),
            (Some(lc), Width::Short) => u8::try_from(lc).into_iter().collect(),
            (Some(lc), Width::Extended) => [[0].as_slice(), &lc.to_be_bytes()].concat(),
        }
    }

    /// Returns the octets of Le as they stand in the command; empty without Le.
    pub fn le_octets(&self) -> Vec<u8> {
        match (self.le, self.width, self.lc) {
            (None, ..) => Vec::new(),
            (Some(le), Width::Short, _) => u8::try_from(le).into_iter().collect(),
            (Some(le), Width::Extended, Some(_)) => le.to_be_bytes().to_vec(),
            (Some(le), Width::Extended, None) => [[0].as_slice(), &le.to_be_bytes()].concat(),
        }
    }

    /// Returns the most octets of data that Le allows; `None` without Le.
    pub fn ne(&self) -> Option<u32> {
        self.le.map(|le| self.width.ne(le))
    }

    /// Takes Lc, data and Le from behind the header, and returns the data. A lone octet is Le where the command takes
    /// no data.
    pub(super) fn take_body<'a>(
        &mut self,
        command: &'a [u8],
        row: Option<&'static CommandRow>,
        problems: &mut Vec<OctetRemark>,
    ) -> &'a [u8] {
        let takes_data = row.is_some_and(|row| !row.data.is_empty());
        let whole = LengthFields::parse(command);
        match command.get(4..).unwrap_or_default() {
            [lc] if takes_data => {
                self.lc = Some(u16::from(*lc));
                self.case = whole.filter(|_| *lc != 0).map(|lengths| lengths.case());
                if *lc != 0 {
                    problems.push(CommandRemark::NothingBehindLc(*lc).into());
                }
                &[]
            }
            body => match whole {
                Some(lengths) => {
                    self.width = lengths.width;
                    self.case = Some(lengths.case());
                    self.lc = u16::try_from(lengths.data.len()).ok().filter(|lc| *lc > 0);
                    self.le = lengths.le;
                    lengths.data
                }
                None => self.take_broken_body(body, problems),
            },
        }
    }

    /// Takes Lc and the octets that are there from a body whose lengths disagree.
    fn take_broken_body<'a>(&mut self, body: &'a [u8], problems: &mut Vec<OctetRemark>) -> &'a [u8] {
        let (lc, rest) = match *body {
            [0, high, low, ref rest @ ..] => {
                self.width = Width::Extended;
                (u16::from_be_bytes([high, low]), rest)
            }
            [lc, ref rest @ ..] => (u16::from(lc), rest),
            [] => return &[],
        };
        self.lc = Some(lc);
        if lc == 0 {
            problems.push(CommandRemark::EmptyLc(self.width, rest.len()).into());
            return rest;
        }
        let length = usize::from(lc);
        let (data, behind) = rest.split_at_checked(length).unwrap_or((rest, &[]));
        let present = data.len().saturating_add(behind.len());
        let wrong = if data.len() < length { CommandRemark::ShortData } else { CommandRemark::LongData };
        problems.push(wrong(self.width, length, present).into());
        data
    }
}

/// Returns the remark about extended length fields: what a T=0 reader makes of them, and what this card does. `None`
/// for short lengths.
pub(super) fn extended_fields(command: &[u8]) -> Option<CommandRemark> {
    let lengths = LengthFields::parse(command).filter(|lengths| lengths.width == Width::Extended)?;
    let p3 = shortened(command).map(|short| short.get(4).copied().unwrap_or_default());
    Some(CommandRemark::ExtendedFields {
        case: lengths.case(),
        p3,
        has_data: !lengths.data.is_empty(),
        ne: lengths.ne(),
    })
}
