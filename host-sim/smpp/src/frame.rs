//! PDUs of SMPP as octets: a stream is cut into frames by their lengths, and commands become frames.

use bytes::BytesMut;
use rusmpp::decode::DecodeWithLength as _;
use rusmpp::encode::owned::Encode as _;
use rusmpp::{Command, CommandStatus};

use crate::status::status_of;
use crate::tlv::Tlvs;

/// Octets of a header: length, identifier, status and sequence number.
const HEADER: usize = 16;

/// Most octets of a frame.
pub const FRAME_MAX: usize = 8192;

/// Bit of an identifier that tells a response from a request.
pub const RESPONSE: u32 = 0x8000_0000;

/// Frame of a stream: a PDU with its header parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmppFrame {
    /// Identifier of the command.
    pub id: u32,
    /// Status of a response; 0 in a request.
    pub status: u32,
    /// Sequence number, by which a response is found.
    pub sequence: u32,
    /// Octets behind the length, header included.
    octets: Vec<u8>,
}

/// Error of a frame whose end cannot be found, so that the stream cannot be read on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the length {length} of PDU {sequence} is not one of 16 to {FRAME_MAX} octets")]
pub struct SmppFrameError {
    /// Length that was announced.
    pub length: u32,
    /// Sequence number, 0 if it has not come.
    pub sequence: u32,
}

/// Reader of the frames in a stream.
#[derive(Clone, Debug, Default)]
pub struct SmppFrameReader {
    buffer: Vec<u8>,
}

impl SmppFrameReader {
    /// Adds octets that came.
    pub fn push(&mut self, octets: &[u8]) {
        self.buffer.extend_from_slice(octets);
    }

    /// Takes the next whole frame; `None` until it has come.
    pub fn take(&mut self) -> Result<Option<SmppFrame>, SmppFrameError> {
        let Some(header) = self.buffer.first_chunk::<HEADER>() else { return self.check_begun() };
        let [length, id, status, sequence] = words(header);
        let whole = usize::try_from(length).ok().filter(|length| (HEADER..=FRAME_MAX).contains(length));
        let whole = whole.ok_or(SmppFrameError { length, sequence })?;
        if self.buffer.len() < whole {
            return Ok(None);
        }
        let octets = self.buffer.drain(..whole).skip(4).collect();
        Ok(Some(SmppFrame { id, status, sequence, octets }))
    }

    /// Checks the length of a frame whose header has not come as a whole.
    fn check_begun(&self) -> Result<Option<SmppFrame>, SmppFrameError> {
        let Some(length) = self.buffer.first_chunk::<4>() else { return Ok(None) };
        let length = u32::from_be_bytes(*length);
        let is_length = usize::try_from(length).is_ok_and(|length| (HEADER..=FRAME_MAX).contains(&length));
        if is_length { Ok(None) } else { Err(SmppFrameError { length, sequence: 0 }) }
    }
}

/// Returns the four numbers of a header.
fn words(header: &[u8; HEADER]) -> [u32; 4] {
    let mut words = header.as_chunks::<4>().0.iter().map(|word| u32::from_be_bytes(*word));
    [(); 4].map(|()| words.next().unwrap_or_default())
}

impl SmppFrame {
    /// Parses the command. Returns the status for a response to what cannot be parsed.
    pub fn command(&self) -> Result<Command, CommandStatus> {
        self.command_before(0)
    }

    /// Parses the command without so many octets at its end.
    pub fn command_before(&self, left_out: usize) -> Result<Command, CommandStatus> {
        let length = self.octets.len().saturating_sub(left_out);
        let mut octets = BytesMut::from(self.octets.get(..length).unwrap_or_default());
        let (command, _) = Command::decode(&mut octets, length).map_err(|error| status_of(&error))?;
        if octets.is_empty() { Ok(command) } else { Err(CommandStatus::EsmeRinvcmdlen) }
    }

    /// Returns the octets behind the header.
    pub fn body(&self) -> &[u8] {
        self.octets.get(HEADER.saturating_sub(4)..).unwrap_or_default()
    }
}

/// Returns a PDU that is a header alone, as a response with an error is.
pub fn header_alone(id: u32, status: CommandStatus, sequence: u32) -> Vec<u8> {
    [16, id, status.into(), sequence].iter().flat_map(|word| word.to_be_bytes()).collect()
}

/// Returns a command with optional parameters as octets.
pub fn encode(command: &Command, tlvs: &Tlvs) -> Vec<u8> {
    let mut body = BytesMut::new();
    command.encode(&mut body);
    let length = body.len().saturating_add(tlvs.octets().len()).saturating_add(4);
    let length = u32::try_from(length).unwrap_or(u32::MAX);
    [&length.to_be_bytes(), &body[..], tlvs.octets()].concat()
}
