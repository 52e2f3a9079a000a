//! Tests of capture files: both forms in both byte orders, everything that a section may hold, and every damage by its
//! name and place.

use proptest::prelude::*;

use super::*;

/// Writer of test files in either byte order.
#[derive(Clone, Copy)]
struct Order {
    is_little: bool,
}

const ORDERS: [Order; 2] = [Order { is_little: false }, Order { is_little: true }];

impl Order {
    fn u16(self, number: u16) -> Vec<u8> {
        if self.is_little { number.to_le_bytes().to_vec() } else { number.to_be_bytes().to_vec() }
    }

    fn u32(self, number: u32) -> Vec<u8> {
        if self.is_little { number.to_le_bytes().to_vec() } else { number.to_be_bytes().to_vec() }
    }

    /// Returns numbers of four octets in a row.
    fn words(self, numbers: &[u32]) -> Vec<u8> {
        numbers.iter().flat_map(|number| self.u32(*number)).collect()
    }

    fn option(self, code: u16, value: &[u8]) -> Vec<u8> {
        let length = u16::try_from(value.len()).unwrap();
        [self.u16(code), self.u16(length), padded(value)].concat()
    }

    fn block(self, kind: u32, body: &[u8]) -> Vec<u8> {
        let body = padded(body);
        let length = self.u32(u32::try_from(body.len() + 12).unwrap());
        [self.u32(kind), length.clone(), body, length].concat()
    }

    fn section(self) -> Vec<u8> {
        self.block(0x0A0D_0D0A, &[self.u32(0x1A2B_3C4D), self.u16(1), self.u16(0), vec![0xFF; 8]].concat())
    }

    fn interface(self, link_type: u16, options: &[Vec<u8>]) -> Vec<u8> {
        self.block(1, &[self.u16(link_type), self.u16(0), self.u32(0), options.concat()].concat())
    }

    fn packet(self, interface: u32, time: [u32; 2], octets: &[u8], options: &[Vec<u8>]) -> Vec<u8> {
        let length = u32::try_from(octets.len()).unwrap();
        let head = self.words(&[interface, time[0], time[1], length, length + 1]);
        self.block(6, &[head, padded(octets), options.concat()].concat())
    }
}

fn padded(octets: &[u8]) -> Vec<u8> {
    let mut octets = octets.to_vec();
    octets.resize(octets.len().next_multiple_of(4), 0);
    octets
}

#[test]
fn pcapng_of_either_order_is_read() {
    for order in ORDERS {
        let seconds = order.option(9, &[0]);
        let comment = [order.option(1, "余额".as_bytes()), order.option(2, &order.u32(2)), order.option(1, b"b\0")];
        let name = order.option(2, b"card");
        let file = [
            order.section(),
            order.interface(252, &[name, order.option(14, &[0; 8])]),
            order.interface(1, &[seconds]),
            order.block(0x0BAD, &[1, 2, 3, 4]),
            order.packet(1, [0, 7], &[1, 2, 3, 4, 5], &comment),
            order.packet(0, [1, 0], &[6], &[]),
            order.block(2, &[order.u16(0), order.u16(9), order.words(&[0, 5, 1, 1]), padded(&[7])].concat()),
            order.block(3, &[order.u32(2), padded(&[8, 9])].concat()),
        ];
        let file = file.concat();
        let capture = parse(&file).unwrap();
        assert_eq!((capture.form, capture.other_blocks), (CaptureForm::Pcapng, 1));
        assert_eq!(capture.interfaces[0].name.as_deref(), Some("card"));
        let octets: Vec<&[u8]> = capture.packets.iter().map(|packet| packet.octets).collect();
        assert_eq!(octets, [&[1, 2, 3, 4, 5][..], &[6], &[7], &[8, 9]]);
        let times: Vec<Option<u64>> = capture.packets.iter().map(|packet| packet.time_ns).collect();
        assert_eq!(times, [Some(7_000_000_000), Some(4_294_967_296_000), Some(5_000), None]);
        let first = &capture.packets[0];
        assert_eq!((first.number, first.interface, first.direction), (1, 1, Some(PacketDirection::Outbound)));
        assert_eq!(first.comments, ["余额", "b"]);
        assert!(first.is_cut());
        assert_eq!(capture.link_type(first), LinkType::ETHERNET);
        assert_eq!(capture.link_type(&capture.packets[1]), LinkType::EXPORTED_PDU);
    }
}

#[test]
fn sections_have_their_own_order_and_interfaces() {
    let [big, little] = ORDERS;
    let file = [
        big.section(),
        big.interface(101, &[]),
        big.packet(0, [0, 1], &[1], &[]),
        little.section(),
        little.interface(228, &[]),
        little.packet(0, [0, 1], &[2], &[]),
    ];
    let file = file.concat();
    let capture = parse(&file).unwrap();
    let types: Vec<LinkType> = capture.packets.iter().map(|packet| capture.link_type(packet)).collect();
    assert_eq!(types, [LinkType::RAW, LinkType::IPV4]);
    assert_eq!(capture.packets[1].time_ns, Some(1_000));
}

#[test]
fn pcap_of_either_order_and_resolution_is_read() {
    for order in ORDERS {
        for (magic, time_ns) in [(0xA1B2_C3D4, 3_000_004_000), (0xA1B2_3C4D, 3_000_000_004)] {
            let version = [order.u32(magic), order.u16(2), order.u16(4)].concat();
            let head = order.words(&[0, 0, 65_535, 0x5400_0000 | 101]);
            let records = [order.words(&[3, 4, 2, 9]), vec![0xAA, 0xBB], order.words(&[3, 5, 0, 0])].concat();
            let file = [version, head, records].concat();
            let capture = parse(&file).unwrap();
            assert_eq!((capture.form, capture.interfaces[0].link_type), (CaptureForm::Pcap, LinkType::RAW));
            let [first, second] = capture.packets.as_slice() else { panic!("{capture:?}") };
            assert_eq!((first.octets, first.time_ns, first.is_cut()), (&[0xAA, 0xBB][..], Some(time_ns), true));
            assert_eq!((second.octets.len(), second.number, second.offset), (0, 2, 42));
        }
    }
}

/// Returns the sentence of the error of a damaged file.
fn sentence(file: &[u8]) -> String {
    parse(file).unwrap_err().to_string()
}

#[test]
fn damage_is_named_with_packet_and_offset() {
    let order = ORDERS[1];
    let good = [order.section(), order.interface(252, &[]), order.packet(0, [0, 0], &[1, 2], &[])].concat();
    let behind = |block: Vec<u8>| [good.clone(), block].concat();
    let mut lengths = order.packet(0, [0, 0], &[], &[]);
    lengths[32 - 4] = 36;
    let mut unordered = order.section();
    unordered[8] = 0;
    let mut version = order.section();
    version[12] = 2;
    let long = order.block(6, &order.words(&[0, 0, 0, 400, 400]));
    let option = order.packet(0, [0, 0], &[], &[order.u32(0x00FF_0001)]);
    let short_interface = order.block(1, &[252, 0, 0, 0]);
    for (file, expected) in [
        (vec![], "packet 1, at octet 0: the file begins as neither pcap nor pcapng does"),
        (b"> 80".to_vec(), "packet 1, at octet 0: the file begins as neither pcap nor pcapng does"),
        (unordered, "packet 1, at octet 0: the section's byte order is neither 1A2B3C4D nor 4D3C2B1A: 003C2B1A"),
        (version, "packet 1, at octet 0: version 2.0 of the format is not read"),
        (behind(lengths), "packet 2, at octet 84: a block has 32 octets by its beginning and 36 by its end"),
        (
            behind(order.words(&[6, 13, 0, 0])),
            "packet 2, at octet 84: a block has 13 octets; the least is 12, and 4 divides the length",
        ),
        (
            behind(order.words(&[6, 8, 0])),
            "packet 2, at octet 84: a block has 8 octets; the least is 12, and 4 divides the length",
        ),
        (
            behind(order.words(&[6, 1 << 30, 0])),
            "packet 2, at octet 84: the file ends within a block: 1073741824 octets are needed, and 12 are left",
        ),
        (
            behind(vec![6, 0]),
            "packet 2, at octet 84: the file ends within a block: 12 octets are needed, and 2 are left",
        ),
        (behind(long), "packet 2, at octet 84: the packet has 400 octets, and the block has 0 left"),
        (behind(option), "packet 2, at octet 84: an option's value has 255 octets, and the block has 0 left"),
        (behind(short_interface), "packet 2, at octet 84: the snapshot length has 4 octets, and the block has 0 left"),
        (
            behind(order.packet(3, [0, 0], &[], &[])),
            "packet 2, at octet 84: the packet is of interface 3, and the section has 1",
        ),
    ] {
        assert_eq!(sentence(&file), expected);
    }
}

#[test]
fn damaged_pcap_is_named_with_packet_and_offset() {
    let order = ORDERS[0];
    let head = |magic: u32, major: u16| {
        [order.u32(magic), order.u16(major), order.u16(4), order.words(&[0, 0, 0, 1])].concat()
    };
    let good = head(0xA1B2_C3D4, 2);
    let cut = [good.clone(), order.words(&[0, 0, 2, 2]), vec![1, 2], order.words(&[0, 0, 5, 5]), vec![1]].concat();
    for (file, expected) in [
        (
            good[..9].to_vec(),
            "packet 1, at octet 0: the file ends within the header: 24 octets are needed, and 9 are left",
        ),
        (head(0xA1B2_C3D4, 1), "packet 1, at octet 0: version 1.4 of the format is not read"),
        (head(0xA1B2_CD34, 2), "packet 1, at octet 0: Kuznetzov's pcap is not read; pcap and pcapng are"),
        (cut.clone(), "packet 2, at octet 42: the file ends within the packet: 5 octets are needed, and 1 are left"),
        (
            cut[..50].to_vec(),
            "packet 2, at octet 42: the file ends within the packet's header: 16 octets are needed, and 8 are left",
        ),
    ] {
        assert_eq!(sentence(&file), expected);
    }
}

#[test]
fn file_cut_anywhere_is_error_or_fewer_packets() {
    let mut writer = CaptureWriter::new("test");
    let interface = writer.add_interface(LinkType::EXPORTED_PDU, "contacts");
    let comments = ["a comment".to_owned()];
    let packet = PacketToWrite { interface, comments: &comments, octets: &[1, 2, 3], ..PacketToWrite::default() };
    (0..3).for_each(|_| writer.add_packet(&packet));
    let file = writer.finish();
    let mut whole = 0;
    for length in 0..file.len() {
        match parse(&file[..length]) {
            Ok(capture) => whole += usize::from(capture.packets.len() < 3),
            Err(error) => assert!(error.offset <= length && error.packet <= 3, "{length}: {error}"),
        }
    }
    // Behind the section, the interface and each packet but the last.
    assert_eq!(whole, 4);
}

#[test]
fn long_comment_is_cut_between_characters() {
    let mut writer = CaptureWriter::new("test");
    writer.add_interface(LinkType::EXPORTED_PDU, "contacts");
    let comments = [format!("a{}", "额".repeat(30_000))];
    writer.add_packet(&PacketToWrite { comments: &comments, ..PacketToWrite::default() });
    let file = writer.finish();
    let capture = parse(&file).unwrap();
    assert_eq!(capture.packets[0].comments, [format!("a{}", "额".repeat(19_999))]);
}

proptest! {
    #[test]
    fn written_packets_are_read_again(
        packets in proptest::collection::vec(
            (0..2_u32, any::<u32>(), any::<Vec<u8>>(), proptest::collection::vec("[^\0]{0,40}", 0..3), 0..3_u8),
            0..8,
        )
    ) {
        let mut writer = CaptureWriter::new("test");
        writer.add_interface(LinkType::EXPORTED_PDU, "contacts");
        writer.add_interface(LinkType::RAW, "radio");
        let direction = |code: u8| match code {
            1 => Some(PacketDirection::Inbound),
            2 => Some(PacketDirection::Outbound),
            _ => None,
        };
        for (interface, time, octets, comments, code) in &packets {
            let time_us = u64::from(*time) << 8;
            let direction = direction(*code);
            writer.add_packet(&PacketToWrite { interface: *interface, time_us, direction, comments, octets });
        }
        let file = writer.finish();
        let capture = parse(&file).unwrap();
        prop_assert_eq!(capture.packets.len(), packets.len());
        for (found, (interface, time, octets, comments, code)) in capture.packets.iter().zip(&packets) {
            prop_assert_eq!(found.interface, usize::try_from(*interface).unwrap());
            prop_assert_eq!(found.time_ns, Some((u64::from(*time) << 8) * 1000));
            prop_assert_eq!(found.octets, octets.as_slice());
            prop_assert_eq!(&found.comments, comments);
            prop_assert_eq!(found.direction, direction(*code));
        }
    }

    #[test]
    fn any_octets_behind_a_beginning_do_not_panic(
        which in 0..3_usize,
        octets in proptest::collection::vec(prop_oneof![Just(0_u8), Just(1), Just(6), any::<u8>()], 0..200),
    ) {
        let beginnings =
            [ORDERS[1].section(), [ORDERS[0].section(), ORDERS[0].interface(101, &[])].concat(), vec![0xA1, 0xB2, 0xC3, 0xD4]];
        let file = [beginnings[which].clone(), octets].concat();
        if let Ok(capture) = parse(&file) {
            let is_read = |packet: &&CapturedPacket<'_>| packet::content(packet, capture.link_type(packet)).is_ok();
            prop_assert!(capture.packets.iter().filter(is_read).count() <= capture.packets.len());
        }
    }
}
