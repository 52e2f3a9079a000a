//! Tests of packets: the datagram under each link type, and what is no datagram.

use super::*;

/// Datagram from port 40000 to port 4729 with two octets.
const DATAGRAM: &str = "9C401279000A0000 9000";

fn octets(hex: &str) -> Vec<u8> {
    hex::decode(hex.replace(' ', "")).unwrap()
}

/// Returns an IPv4 packet with these flags, this protocol, and the datagram.
fn ipv4(flags: &str, protocol: &str) -> String {
    format!("4500001E0000{flags}40{protocol}0000 7F000001 7F000001 {DATAGRAM}")
}

/// Returns an IPv6 packet with this next header and these octets.
fn ipv6(next: &str, behind: &str) -> String {
    let length = octets(behind).len();
    format!("60000000{length:04X}{next}40 {} {} {behind}", "00".repeat(16), "00".repeat(16))
}

fn read(link_type: u16, hex: &str) -> Result<(u16, u16, Vec<u8>), PacketError> {
    let octets = octets(hex);
    let packet = CapturedPacket {
        number: 1,
        offset: 0,
        interface: 0,
        time_ns: None,
        direction: None,
        comments: Vec::new(),
        original_length: 0,
        octets: &octets,
    };
    match content(&packet, LinkType(link_type))? {
        PacketContent::Datagram(udp) => Ok((udp.source_port, udp.destination_port, udp.payload.to_vec())),
        PacketContent::Exported(pdu) => Ok((0, 0, pdu.octets.to_vec())),
    }
}

#[test]
fn datagram_under_each_link_type_is_found() {
    let (four, six) = (ipv4("4000", "11"), ipv6("11", DATAGRAM));
    let macs = "00".repeat(12);
    for (link_type, packet) in [
        (1, format!("{macs}0800{four}")),
        (1, format!("{macs}86DD{six}")),
        (1, format!("{macs}8100 0001 88A8 0002 0800{four}")),
        (1, format!("{macs}0800{four}00000000")),
        (101, four.clone()),
        (101, six.clone()),
        (113, format!("{}0800{four}", "00".repeat(14))),
        (228, four.clone()),
        (229, six.clone()),
        (276, format!("86DD{}{six}", "00".repeat(18))),
        (229, ipv6("00", &format!("3C00 000000000000 2B00 000000000000 1100 000000000000 {DATAGRAM}"))),
        (229, ipv6("2C", &format!("1100 0000 00000000 {DATAGRAM}"))),
        (228, format!("46000022000000004011 0000 7F000001 7F000001 01010101 {DATAGRAM}")),
    ] {
        assert_eq!(read(link_type, &packet), Ok((40_000, 4_729, vec![0x90, 0x00])), "{link_type} {packet}");
    }
    assert_eq!(read(252, "00000000 9000"), Ok((0, 0, vec![0x90, 0x00])));
}

#[test]
fn packet_without_a_datagram_is_named() {
    for (link_type, packet, expected) in [
        (0, String::new(), PacketError::LinkType(0)),
        (1, "00".repeat(13), PacketError::Cut("Ethernet header")),
        (1, format!("{}0806", "00".repeat(12)), PacketError::NoInternet),
        (1, format!("{}{}", "00".repeat(12), "81000000".repeat(6)), PacketError::NoInternet),
        (101, String::new(), PacketError::NoInternet),
        (228, ipv4("2000", "11"), PacketError::Fragment),
        (228, ipv4("0001", "11"), PacketError::Fragment),
        (228, ipv4("0000", "06"), PacketError::NoUdp),
        (228, ipv6("11", DATAGRAM), PacketError::NoInternet),
        (228, ipv4("0000", "11").get(..51).unwrap().to_owned(), PacketError::Cut("IPv4 packet")),
        (228, "45".to_owned(), PacketError::Cut("IPv4 header")),
        (229, ipv6("3A", ""), PacketError::NoUdp),
        (229, ipv6("2C", "1100 0001 00000000"), PacketError::Fragment),
        (229, ipv6("00", "11FF"), PacketError::Cut("IPv6 extension header")),
        (229, ipv6("11", "9C4012790007"), PacketError::Cut("UDP header")),
        (229, ipv6("11", "9C40127900070000"), PacketError::Cut("datagram")),
        (229, ipv6("11", "9C401279FFFF0000"), PacketError::Cut("datagram")),
        (113, "00".repeat(15), PacketError::Cut("link header")),
        (276, "00".repeat(19), PacketError::Cut("link header")),
        (252, "000C0008".to_owned(), PacketError::Cut("list of tags")),
    ] {
        assert_eq!(read(link_type, &packet), Err(expected), "{link_type} {packet}");
    }
}
