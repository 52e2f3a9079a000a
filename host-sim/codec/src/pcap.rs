//! Capture files: pcap (libpcap's savefile) and pcapng (draft-ietf-opsawg-pcapng), in both byte orders.
//!
//! [`parse`] reads either into its packets, with the interface, the time and the comments of each; blocks of other
//! kinds are passed over by their length and counted. A file whose structure is damaged is an error that names the
//! packet and the offset. [`CaptureWriter`] makes pcapng. [`packet`] opens a packet as far as the datagram or the
//! exported PDU in it.
//!
//! ```
//! use sim_codec::pcap::{self, CaptureWriter, LinkType, PacketToWrite};
//!
//! let mut writer = CaptureWriter::new("example");
//! let contacts = writer.add_interface(LinkType::EXPORTED_PDU, "contacts");
//! writer.add_packet(&PacketToWrite { interface: contacts, octets: b"\x90\x00", ..PacketToWrite::default() });
//! let file = writer.finish();
//! let capture = pcap::parse(&file)?;
//! assert_eq!(capture.packets.len(), 1);
//! assert_eq!(capture.packets.first().map(|packet| packet.octets), Some(&b"\x90\x00"[..]));
//! # Ok::<(), pcap::CaptureError>(())
//! ```

use std::fmt;

mod block;
mod classic;
mod cursor;
pub mod exported_pdu;
mod internet;
pub mod packet;
mod pcapng;
mod resolution;
mod writer;

pub use internet::UdpDatagram;
pub use packet::{PacketContent, PacketError};
pub use writer::{CaptureWriter, PacketToWrite};

/// Form of a capture file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaptureForm {
    /// libpcap's savefile, of one link type.
    Pcap,
    /// pcapng, of sections and blocks.
    Pcapng,
}

impl CaptureForm {
    /// Returns the form of a file by its first four octets; `None` for a file that is no capture.
    pub fn find(octets: &[u8]) -> Option<CaptureForm> {
        let magic = octets.first_chunk::<4>()?;
        match *magic {
            pcapng::SECTION_MAGIC => Some(CaptureForm::Pcapng),
            _ => classic::Magic::find(*magic).map(|_| CaptureForm::Pcap),
        }
    }

    /// Returns the name.
    pub const fn name(self) -> &'static str {
        match self {
            CaptureForm::Pcap => "pcap",
            CaptureForm::Pcapng => "pcapng",
        }
    }
}

/// Link type of an interface: what its packets begin with, by tcpdump.org's list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct LinkType(pub u16);

impl LinkType {
    /// Ethernet.
    pub const ETHERNET: LinkType = LinkType(1);
    /// IPv4 or IPv6, by the version in the packet.
    pub const RAW: LinkType = LinkType(101);
    /// Linux's cooked capture of any interface.
    pub const LINUX_SLL: LinkType = LinkType(113);
    /// IPv4.
    pub const IPV4: LinkType = LinkType(228);
    /// IPv6.
    pub const IPV6: LinkType = LinkType(229);
    /// Exported PDUs of Wireshark: tags that name a dissector, then the PDU.
    pub const EXPORTED_PDU: LinkType = LinkType(252);
    /// Linux's cooked capture, second version.
    pub const LINUX_SLL2: LinkType = LinkType(276);
}

/// Interface of a capture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaptureInterface {
    /// Link type of the interface's packets.
    pub link_type: LinkType,
    /// Name; `None` if the file does not have it.
    pub name: Option<String>,
}

/// Direction of a packet, as seen by whoever captured it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PacketDirection {
    /// Received.
    Inbound,
    /// Sent.
    Outbound,
}

/// Packet of a capture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CapturedPacket<'a> {
    /// Number in the file, counted from 1.
    pub number: usize,
    /// Offset in the file at which the packet's block or record begins.
    pub offset: usize,
    /// Position of the interface in [`CaptureFile::interfaces`].
    pub interface: usize,
    /// Nanoseconds since 1970-01-01 00:00 UTC; `None` if the file does not have the time.
    pub time_ns: Option<u64>,
    /// Direction; `None` if the file does not have it.
    pub direction: Option<PacketDirection>,
    /// Comments of people or programs, in order.
    pub comments: Vec<String>,
    /// Length of the packet before the capture cut it, in octets.
    pub original_length: u32,
    /// Octets that were captured.
    pub octets: &'a [u8],
}

impl CapturedPacket<'_> {
    /// Returns whether the capture cut octets off the packet.
    pub fn is_cut(&self) -> bool {
        usize::try_from(self.original_length).is_ok_and(|length| length > self.octets.len())
    }
}

/// Capture file that was parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaptureFile<'a> {
    /// Form of the file.
    pub form: CaptureForm,
    /// Interfaces of all sections, in order.
    pub interfaces: Vec<CaptureInterface>,
    /// Packets, in order.
    pub packets: Vec<CapturedPacket<'a>>,
    /// Number of blocks that are neither sections, interfaces nor packets.
    pub other_blocks: usize,
}

impl CaptureFile<'_> {
    /// Returns the link type of a packet.
    pub fn link_type(&self, packet: &CapturedPacket<'_>) -> LinkType {
        self.interfaces.get(packet.interface).map(|interface| interface.link_type).unwrap_or_default()
    }
}

/// Damage of a capture file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Damage {
    /// The first four octets are those of no capture.
    NoCapture,
    /// The file ends within something.
    CutOff {
        /// Name of that something.
        what: &'static str,
        /// Number of octets that it should have.
        needed: usize,
        /// Number of octets that are left in the file.
        left: usize,
    },
    /// A form of pcap that is known by its first octets and not read.
    UnknownVariant(&'static str),
    /// A version of the form that is not read.
    Version {
        /// Major version.
        major: u16,
        /// Minor version.
        minor: u16,
    },
    /// The octets that tell the byte order of a section are of neither.
    ByteOrder([u8; 4]),
    /// A block's length is under 12 or no multiple of 4.
    BlockLength(u32),
    /// The length at the end of a block is another than that at its beginning.
    Lengths {
        /// Length at the beginning.
        first: u32,
        /// Length at the end.
        last: u32,
    },
    /// A field reaches beyond the end of its block.
    BeyondBlock {
        /// Name of the field.
        what: &'static str,
        /// Number of octets that the field should have.
        needed: usize,
        /// Number of octets that are left in the block.
        left: usize,
    },
    /// A packet of an interface that the section does not have.
    Interface {
        /// Number of the interface in the section, counted from 0.
        number: u32,
        /// Number of interfaces that the section has.
        known: usize,
    },
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Damage::NoCapture => f.write_str("the file begins as neither pcap nor pcapng does"),
            Damage::CutOff { what, needed, left } => {
                write!(f, "the file ends within {what}: {needed} octets are needed, and {left} are left")
            }
            Damage::UnknownVariant(name) => write!(f, "{name} is not read; pcap and pcapng are"),
            Damage::Version { major, minor } => write!(f, "version {major}.{minor} of the format is not read"),
            Damage::ByteOrder(octets) => {
                write!(f, "the section's byte order is neither 1A2B3C4D nor 4D3C2B1A: {}", hex::encode_upper(octets))
            }
            Damage::BlockLength(length) => {
                write!(f, "a block has {length} octets; the least is 12, and 4 divides the length")
            }
            Damage::Lengths { first, last } => {
                write!(f, "a block has {first} octets by its beginning and {last} by its end")
            }
            Damage::BeyondBlock { what, needed, left } => {
                write!(f, "{what} has {needed} octets, and the block has {left} left")
            }
            Damage::Interface { number, known } => {
                write!(f, "the packet is of interface {number}, and the section has {known}")
            }
        }
    }
}

/// Error of a capture file, with its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("packet {packet}, at octet {offset}: {damage}")]
pub struct CaptureError {
    /// Offset in the file at which the damaged block, record or field begins.
    pub offset: usize,
    /// Number of the packet there, counted from 1: the one that is damaged, or the next where it is no packet.
    pub packet: usize,
    /// Damage.
    pub damage: Damage,
}

/// Parses a capture file of either form.
pub fn parse(octets: &[u8]) -> Result<CaptureFile<'_>, CaptureError> {
    match CaptureForm::find(octets) {
        Some(CaptureForm::Pcapng) => pcapng::parse(octets),
        Some(CaptureForm::Pcap) => classic::parse(octets),
        None => Err(CaptureError { offset: 0, packet: 1, damage: Damage::NoCapture }),
    }
}

#[cfg(test)]
mod tests;
