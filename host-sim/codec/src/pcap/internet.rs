//! IPv4, IPv6 and UDP, as far as the datagram in a packet.

use super::packet::PacketError;

/// Protocol number of UDP.
const UDP: u8 = 17;

/// Datagram of UDP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UdpDatagram<'a> {
    /// Port of the sender.
    pub source_port: u16,
    /// Port of the receiver.
    pub destination_port: u16,
    /// Contents.
    pub payload: &'a [u8],
}

/// Returns the datagram in a packet of either version of IP.
pub(super) fn of_ip(packet: &[u8]) -> Result<UdpDatagram<'_>, PacketError> {
    match packet.first().map(|octet| octet >> 4) {
        Some(4) => of_ipv4(packet),
        Some(6) => of_ipv6(packet),
        _ => Err(PacketError::NoInternet),
    }
}

/// Returns the datagram in a packet of IPv4 (RFC 791).
pub(super) fn of_ipv4(packet: &[u8]) -> Result<UdpDatagram<'_>, PacketError> {
    let cut = PacketError::Cut("IPv4 header");
    let &[first, _, high, low, _, _, flags, offset, _, protocol, ..] = packet else { return Err(cut) };
    if first >> 4 != 4 {
        return Err(PacketError::NoInternet);
    }
    let header = usize::from(first & 0x0F).saturating_mul(4);
    let total = match usize::from(u16::from_be_bytes([high, low])) {
        // The network adapter was to cut the packet up, and its length was left open.
        0 => packet.len(),
        total => total,
    };
    if header < 20 || total < header {
        return Err(cut);
    }
    let payload = packet.get(header..total).ok_or(PacketError::Cut("IPv4 packet"))?;
    // More fragments follow, or others came before.
    if flags & 0x3F != 0 || offset != 0 {
        return Err(PacketError::Fragment);
    }
    if protocol == UDP { udp(payload) } else { Err(PacketError::NoUdp) }
}

/// Returns the datagram in a packet of IPv6 (RFC 8200).
pub(super) fn of_ipv6(packet: &[u8]) -> Result<UdpDatagram<'_>, PacketError> {
    let (header, behind) = packet.split_first_chunk::<40>().ok_or(PacketError::Cut("IPv6 header"))?;
    let [first, _, _, _, high, low, next, ..] = *header;
    if first >> 4 != 6 {
        return Err(PacketError::NoInternet);
    }
    let mut left = match usize::from(u16::from_be_bytes([high, low])) {
        0 => behind,
        length => behind.get(..length).ok_or(PacketError::Cut("IPv6 packet"))?,
    };
    let mut next = next;
    loop {
        let extension = PacketError::Cut("IPv6 extension header");
        match next {
            UDP => return udp(left),
            // Hop-by-hop options, routing, destination options.
            0 | 43 | 60 => {
                let &[after, length, ..] = left else { return Err(extension) };
                left = left.get(usize::from(length).saturating_add(1).saturating_mul(8)..).ok_or(extension)?;
                next = after;
            }
            44 => {
                let (&[after, _, high, low, ..], rest) = left.split_first_chunk::<8>().ok_or(extension)?;
                // A fragment that is the whole packet is none.
                if u16::from_be_bytes([high, low]) & 0xFFF9 != 0 {
                    return Err(PacketError::Fragment);
                }
                (next, left) = (after, rest);
            }
            _ => return Err(PacketError::NoUdp),
        }
    }
}

/// Returns the datagram (RFC 768).
fn udp(octets: &[u8]) -> Result<UdpDatagram<'_>, PacketError> {
    let (header, behind) = octets.split_first_chunk::<8>().ok_or(PacketError::Cut("UDP header"))?;
    let [source_high, source_low, high, low, length_high, length_low, _, _] = *header;
    let payload = match usize::from(u16::from_be_bytes([length_high, length_low])) {
        0 => behind,
        length => length.checked_sub(8).and_then(|length| behind.get(..length)).ok_or(PacketError::Cut("datagram"))?,
    };
    Ok(UdpDatagram {
        source_port: u16::from_be_bytes([source_high, source_low]),
        destination_port: u16::from_be_bytes([high, low]),
        payload,
    })
}
