//! A command as it crosses the contacts: four header octets, then what ISO 7816-3 §12.1 calls cases 1 to 4.

/// Header of a command: CLA INS P1 P2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// Class.
    pub cla: u8,
    /// Instruction.
    pub ins: u8,
    /// First parameter.
    pub p1: u8,
    /// Second parameter.
    pub p2: u8,
}

impl Header {
    /// Returns whether the class announces secure messaging (ISO 7816-4 §5.1.1).
    pub const fn is_secure(self) -> bool {
        matches!(self.cla, 0x04 | 0x84)
    }

    /// Returns the four octets.
    pub const fn to_bytes(self) -> [u8; 4] {
        [self.cla, self.ins, self.p1, self.p2]
    }
}

/// Octets that follow the header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommandBody<'a> {
    /// Case 1: nothing.
    Empty,
    /// A single octet. It is Le (case 2) where the command answers with data, and Lc = 0 where it only takes data.
    P3(u8),
    /// Case 3: Lc and that much data. Over T=0 a case 4 command looks the same: its answer is fetched.
    Data(&'a [u8]),
    /// Case 4: Lc, data and Le.
    DataLe(&'a [u8], u8),
}

/// A command APDU of short length fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommandApdu<'a> {
    /// CLA INS P1 P2.
    pub header: Header,
    /// Octets behind the header.
    pub body: CommandBody<'a>,
}

/// Reason for which bytes are not a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApduError {
    /// Fewer than the four octets of a header.
    HeaderTooShort {
        /// Octets present.
        present: usize,
    },
    /// Data that is longer or shorter than Lc.
    LcMismatch {
        /// Value of Lc.
        lc: u8,
        /// Octets that follow Lc.
        present: usize,
    },
}

impl<'a> CommandApdu<'a> {
    /// Splits a command. Extended length fields (Lc = 00 with data behind it) are not part of this card's transport
    /// and are refused as an [`ApduError::LcMismatch`].
    pub fn parse(bytes: &'a [u8]) -> Result<CommandApdu<'a>, ApduError> {
        let Some((&[cla, ins, p1, p2], rest)) = bytes.split_first_chunk::<4>() else {
            return Err(ApduError::HeaderTooShort { present: bytes.len() });
        };
        let body = match rest {
            [] => CommandBody::Empty,
            [p3] => CommandBody::P3(*p3),
            [lc, data @ ..] => CommandBody::split(*lc, data)?,
        };
        Ok(CommandApdu { header: Header { cla, ins, p1, p2 }, body })
    }

    /// Returns the data field, empty if the command has none.
    pub const fn data(&self) -> &'a [u8] {
        match self.body {
            CommandBody::Data(data) | CommandBody::DataLe(data, _) => data,
            CommandBody::Empty | CommandBody::P3(_) => &[],
        }
    }
}

impl<'a> CommandBody<'a> {
    fn split(lc: u8, data: &'a [u8]) -> Result<CommandBody<'a>, ApduError> {
        let mismatch = ApduError::LcMismatch { lc, present: data.len() };
        let length = usize::from(lc);
        match data.split_at_checked(length) {
            Some((data, [])) if lc != 0 => Ok(CommandBody::Data(data)),
            Some((data, [le])) if lc != 0 => Ok(CommandBody::DataLe(data, *le)),
            _ => Err(mismatch),
        }
    }
}
