//! Writer of pcapng files of one section, lowest octet first, with time stamps in microseconds.

use super::pcapng::{BYTE_ORDER, code, kind};
use super::{LinkType, PacketDirection};

/// Most octets of an option's value that are written; a longer text is cut between two characters.
const VALUE_MAX: usize = 60_000;

/// Packet that is to be written.
#[derive(Clone, Debug, Default)]
pub struct PacketToWrite<'a> {
    /// Number of the interface, as [`CaptureWriter::add_interface`] returned it.
    pub interface: u32,
    /// Microseconds since 1970-01-01 00:00 UTC.
    pub time_us: u64,
    /// Direction; `None` is not written.
    pub direction: Option<PacketDirection>,
    /// Comments, in order.
    pub comments: &'a [String],
    /// Octets of the packet.
    pub octets: &'a [u8],
}

/// Capture file that is being written.
#[derive(Clone, Debug, Default)]
pub struct CaptureWriter {
    octets: Vec<u8>,
    interfaces: u32,
}

impl CaptureWriter {
    /// Begins a file of the program with this name.
    pub fn new(application: &str) -> CaptureWriter {
        let mut body = Vec::new();
        body.extend(BYTE_ORDER.to_le_bytes());
        body.extend([1, 0, 0, 0]);
        // The length of the section is not said.
        body.extend((-1_i64).to_le_bytes());
        add_option(&mut body, code::APPLICATION, application.as_bytes());
        end_options(&mut body);
        let mut writer = CaptureWriter::default();
        writer.add_block(kind::SECTION, &body);
        writer
    }

    /// Adds an interface without a limit for the length of its packets; returns its number.
    pub fn add_interface(&mut self, link_type: LinkType, name: &str) -> u32 {
        let mut body = Vec::new();
        body.extend(link_type.0.to_le_bytes());
        body.extend([0; 6]);
        add_option(&mut body, code::NAME, name.as_bytes());
        end_options(&mut body);
        self.add_block(kind::INTERFACE, &body);
        let number = self.interfaces;
        self.interfaces = self.interfaces.saturating_add(1);
        number
    }

    /// Adds a packet.
    pub fn add_packet(&mut self, packet: &PacketToWrite<'_>) {
        let length = u32::try_from(packet.octets.len()).unwrap_or(u32::MAX);
        let [high, low] = [packet.time_us >> 32, packet.time_us & u64::from(u32::MAX)];
        let [high, low] = [high, low].map(|half| u32::try_from(half).unwrap_or_default());
        let mut body = Vec::new();
        for number in [packet.interface, high, low, length, length] {
            body.extend(number.to_le_bytes());
        }
        body.extend(packet.octets);
        fill(&mut body);
        for comment in packet.comments {
            add_option(&mut body, code::COMMENT, comment.as_bytes());
        }
        if let Some(direction) = packet.direction {
            let flags: u32 = match direction {
                PacketDirection::Inbound => 1,
                PacketDirection::Outbound => 2,
            };
            add_option(&mut body, code::FLAGS, &flags.to_le_bytes());
        }
        if !packet.comments.is_empty() || packet.direction.is_some() {
            end_options(&mut body);
        }
        self.add_block(kind::PACKET, &body);
    }

    /// Returns the file.
    pub fn finish(self) -> Vec<u8> {
        self.octets
    }

    fn add_block(&mut self, kind: u32, body: &[u8]) {
        let length = u32::try_from(body.len().saturating_add(12)).unwrap_or(u32::MAX).to_le_bytes();
        self.octets.extend(kind.to_le_bytes());
        self.octets.extend(length);
        self.octets.extend(body);
        self.octets.extend(length);
    }
}

/// Adds an option and fills it up to a multiple of four octets.
fn add_option(body: &mut Vec<u8>, code: u16, value: &[u8]) {
    let value = cut(value);
    body.extend(code.to_le_bytes());
    body.extend(u16::try_from(value.len()).unwrap_or(u16::MAX).to_le_bytes());
    body.extend(value);
    fill(body);
}

/// Returns a value no longer than an option may have, whole characters of it.
fn cut(value: &[u8]) -> &[u8] {
    let Some(kept) = value.get(..VALUE_MAX) else { return value };
    let is_inner = |octet: &u8| octet & 0xC0 == 0x80;
    let end = (0..=kept.len()).rev().find(|end| value.get(*end).is_none_or(|next| !is_inner(next)));
    end.and_then(|end| kept.get(..end)).unwrap_or_default()
}

/// Adds the mark behind the last option.
fn end_options(body: &mut Vec<u8>) {
    body.extend([0; 4]);
}

/// Fills octets up to a multiple of four; everything in a block begins at one.
fn fill(octets: &mut Vec<u8>) {
    octets.resize(octets.len().next_multiple_of(4), 0);
}
