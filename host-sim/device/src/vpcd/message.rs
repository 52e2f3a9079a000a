//! Messages of vpcd to the card, and the frames that carry messages and answers.

/// Octets of a frame's length.
const LENGTH: usize = 2;

/// Orders to the slot, each a message of one octet.
mod order {
    pub(super) const POWER_OFF: u8 = 0x00;
    pub(super) const POWER_ON: u8 = 0x01;
    pub(super) const RESET: u8 = 0x02;
    pub(super) const ASK_ATR: u8 = 0x04;
}

/// Message of vpcd to the card in a slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VpcdMessage {
    /// Power off; nothing is answered.
    PowerOff,
    /// Power on; nothing is answered.
    PowerOn,
    /// Reset with the power left on; nothing is answered.
    Reset,
    /// Question for the answer to reset, by which the reader also learns that the card is still there.
    AskAtr,
    /// Command APDU; its answer is data and status word.
    Command(Vec<u8>),
}

/// Error of octets that are no message of vpcd.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VpcdError {
    /// Frame without octets.
    #[error("a message of vpcd without octets; it has one at least")]
    Empty,
}

impl VpcdMessage {
    /// Parses the octets of a frame. A single octet that is no order is taken for a command, which the card refuses.
    pub fn parse(octets: &[u8]) -> Result<VpcdMessage, VpcdError> {
        Ok(match octets {
            [] => return Err(VpcdError::Empty),
            [order::POWER_OFF] => VpcdMessage::PowerOff,
            [order::POWER_ON] => VpcdMessage::PowerOn,
            [order::RESET] => VpcdMessage::Reset,
            [order::ASK_ATR] => VpcdMessage::AskAtr,
            command => VpcdMessage::Command(command.to_vec()),
        })
    }

    /// Returns the octets of the message, without the frame.
    pub fn octets(&self) -> &[u8] {
        match self {
            VpcdMessage::PowerOff => &[order::POWER_OFF],
            VpcdMessage::PowerOn => &[order::POWER_ON],
            VpcdMessage::Reset => &[order::RESET],
            VpcdMessage::AskAtr => &[order::ASK_ATR],
            VpcdMessage::Command(command) => command,
        }
    }

    /// Encodes the message with its frame, as vpcd sends it.
    pub fn encode(&self) -> Vec<u8> {
        frame(self.octets())
    }
}

/// Returns octets with their length before them. A frame holds 65,535 octets; no card answers more, and what is beyond
/// is cut off.
pub fn frame(octets: &[u8]) -> Vec<u8> {
    let length = u16::try_from(octets.len()).unwrap_or(u16::MAX);
    let mut framed = Vec::with_capacity(LENGTH.saturating_add(octets.len()));
    framed.extend_from_slice(&length.to_be_bytes());
    framed.extend(octets.iter().take(length.into()));
    framed
}

/// Decoder of a stream of frames. vpcd sends length and octets apart, and a stream may cut anywhere.
#[derive(Clone, Debug, Default)]
pub struct VpcdDecoder {
    /// Octets that came and are in no complete frame yet.
    waiting: Vec<u8>,
}

impl VpcdDecoder {
    /// Takes octets of the stream.
    pub fn push(&mut self, octets: &[u8]) {
        self.waiting.extend_from_slice(octets);
    }

    /// Returns the octets of the next complete frame; `None` until all of it has come.
    pub fn next_frame(&mut self) -> Option<Vec<u8>> {
        let (length, rest) = self.waiting.split_first_chunk::<LENGTH>()?;
        let octets = rest.get(..usize::from(u16::from_be_bytes(*length)))?.to_vec();
        self.waiting.drain(..LENGTH.saturating_add(octets.len()));
        Some(octets)
    }

    /// Returns the number of octets that wait for the rest of their frame.
    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }
}
