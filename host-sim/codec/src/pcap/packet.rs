//! Contents of a packet by its link type: a datagram, or an exported PDU.

use super::exported_pdu::ExportedPdu;
use super::internet::{self, UdpDatagram};
use super::{CapturedPacket, LinkType};

/// Most tags of virtual networks before the type of an Ethernet frame.
const TAGS_MAX: usize = 4;

/// Contents of a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PacketContent<'a> {
    /// Datagram of UDP.
    Datagram(UdpDatagram<'a>),
    /// PDU that Wireshark or a program like this one exported.
    Exported(ExportedPdu<'a>),
}

/// Reason for which a packet has no contents that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum PacketError {
    /// The link type is not read.
    #[error("link type {0} is not read")]
    LinkType(u16),
    /// The packet is no packet of IP.
    #[error("neither IPv4 nor IPv6")]
    NoInternet,
    /// The packet of IP carries no UDP.
    #[error("no UDP")]
    NoUdp,
    /// The packet is a fragment of a packet of IP, and fragments are not joined.
    #[error("a fragment of an IP packet, and fragments are not joined")]
    Fragment,
    /// The packet ends within a header or before the length that it says.
    #[error("the {0} is cut off or has a wrong length")]
    Cut(&'static str),
}

/// Returns the contents of a packet of that link type.
pub fn content<'a>(packet: &CapturedPacket<'a>, link_type: LinkType) -> Result<PacketContent<'a>, PacketError> {
    let octets = packet.octets;
    let datagram = match link_type {
        LinkType::EXPORTED_PDU => {
            let pdu = ExportedPdu::parse(octets).ok_or(PacketError::Cut("list of tags"));
            return pdu.map(PacketContent::Exported);
        }
        LinkType::ETHERNET => ethernet(octets),
        LinkType::RAW => internet::of_ip(octets),
        LinkType::IPV4 => internet::of_ipv4(octets),
        LinkType::IPV6 => internet::of_ipv6(octets),
        LinkType::LINUX_SLL => {
            let (header, behind) = octets.split_first_chunk::<16>().ok_or(PacketError::Cut("link header"))?;
            let [.., high, low] = *header;
            of_type(u16::from_be_bytes([high, low]), behind)
        }
        LinkType::LINUX_SLL2 => {
            let (header, behind) = octets.split_first_chunk::<20>().ok_or(PacketError::Cut("link header"))?;
            let [high, low, ..] = *header;
            of_type(u16::from_be_bytes([high, low]), behind)
        }
        LinkType(other) => Err(PacketError::LinkType(other)),
    };
    datagram.map(PacketContent::Datagram)
}

/// Returns the datagram in a frame of Ethernet, behind the tags of virtual networks.
fn ethernet(frame: &[u8]) -> Result<UdpDatagram<'_>, PacketError> {
    let cut = PacketError::Cut("Ethernet header");
    let mut left = frame.get(12..).ok_or(cut)?;
    for _ in 0..=TAGS_MAX {
        let ([high, low], behind) = left.split_first_chunk::<2>().ok_or(cut)?;
        match u16::from_be_bytes([*high, *low]) {
            0x8100 | 0x88A8 | 0x9100 => left = behind.get(2..).ok_or(cut)?,
            kind => return of_type(kind, behind),
        }
    }
    Err(PacketError::NoInternet)
}

/// Returns the datagram behind an EtherType.
fn of_type(kind: u16, packet: &[u8]) -> Result<UdpDatagram<'_>, PacketError> {
    match kind {
        0x0800 => internet::of_ipv4(packet),
        0x86DD => internet::of_ipv6(packet),
        _ => Err(PacketError::NoInternet),
    }
}

#[cfg(test)]
mod tests;
