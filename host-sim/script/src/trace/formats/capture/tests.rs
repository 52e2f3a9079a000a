//! Tests of captures: the packets that are written, those of others that are read, and what is said of the rest.

use super::*;
use crate::trace::formats::{Format, MessageKind, SessionExchange, SessionMessage};
use sim_codec::gsmtap::{SimMessage, SimSubType};
use sim_codec::pcap::exported_pdu::ExportedPdu;
use sim_codec::pcap::{self, CaptureWriter, LinkType, PacketDirection, PacketToWrite};

fn octets(hex: &str) -> Vec<u8> {
    hex::decode(hex.replace(' ', "")).unwrap()
}

fn exchange(command: &str, answer: &str) -> SessionStep {
    let answer = Some(Reply::Octets(octets(answer)));
    SessionStep::Exchange(SessionExchange { command: octets(command), answer, remark: None })
}

fn silent(command: &str) -> SessionStep {
    SessionStep::Exchange(SessionExchange { command: octets(command), answer: Some(Reply::Silence), remark: None })
}

fn comment(text: &str) -> SessionStep {
    SessionStep::Comment(text.to_owned())
}

/// Returns a session's packets: interface, dissector, octets as hexadecimal or JSON, comments.
fn packets(steps: &[SessionStep]) -> Vec<String> {
    let file = encode(&Session { steps: steps.to_vec() });
    let capture = pcap::parse(&file).unwrap();
    let line = |packet: &pcap::CapturedPacket<'_>| {
        let pdu = ExportedPdu::parse(packet.octets).unwrap();
        let name = pdu.dissector.unwrap();
        let octets = match name {
            "json" => String::from_utf8(pdu.octets.to_vec()).unwrap(),
            _ => hex::encode_upper(pdu.octets),
        };
        let interface = capture.interfaces[packet.interface].name.clone().unwrap();
        format!("{interface} {name} {octets} {}", packet.comments.join(" | ")).trim_end().to_owned()
    };
    capture.packets.iter().map(line).collect()
}

#[test]
fn each_step_has_its_packet() {
    let steps = [
        SessionStep::Setting("profile default".to_owned()),
        comment("Power."),
        SessionStep::PowerOn { atr: Some(vec![0x3B, 0x00]) },
        SessionStep::PowerOn { atr: Some(vec![0x3B, 0x00]) },
        exchange("805C0002 04", "00001388 9000"),
        SessionStep::Tap { reach_cm: Some(3) },
        exchange("80500102 0B 0300000064112233445566 0F", "6985"),
        exchange("00440000", "9000"),
        silent("00A4"),
        SessionStep::PowerOff,
        comment("The end."),
    ];
    let atr = "contacts iso7816.atr 3B00";
    let found = packets(&steps);
    assert_eq!(found[0], r#"contacts json {"type":"setting","text":"profile default"}"#);
    assert_eq!(found[1].rsplit_once(" | ").unwrap().0, format!("{atr} Power."));
    assert_eq!(found[2], r#"contacts json {"type":"power_on"}"#);
    assert!(found[3].starts_with(atr), "{}", found[3]);
    assert_eq!(found[4], "contacts gsm_sim 805C000204000013889000 GET BALANCE -> balance 50.00 yuan, 9000 success");
    assert_eq!(found[5], r#"radio json {"type":"tap","reach_cm":3}"#);
    assert!(
        found[6].starts_with("radio gsm_sim.command 805001020B03000000641122334455660F INITIALIZE"),
        "{}",
        found[6]
    );
    assert_eq!(found[7], "radio gsm_sim.response 6985");
    assert!(found[8].starts_with("radio data 00440000 "), "{}", found[8]);
    assert_eq!(found[9], "radio gsm_sim.response 9000");
    assert!(found[10].starts_with("radio data 00A4 "), "{}", found[10]);
    assert_eq!(found[11], r#"radio json {"type":"power_off"}"#);
    assert_eq!(found[12], r#"radio json {"type":"comment","text":"The end."}"#);
    assert_eq!(found.len(), 13);
}

/// Returns the dissector of the first packet of an exchange.
fn dissector_of(command: &str, answer: &str) -> String {
    packets(&[exchange(command, answer)])[0].split(' ').nth(1).unwrap().to_owned()
}

#[test]
fn dissector_takes_what_it_is_given() {
    for (command, answer, dissector) in [
        ("00A40004 02 3F00", "612F", "gsm_sim"),
        ("00A40004 02 3F00", "62009000", "gsm_sim.command"),
        ("00B00000 02", "01029000", "gsm_sim"),
        ("00B00000 02", "019000", "gsm_sim.command"),
        ("00B00000 02", "6A82", "gsm_sim.command"),
        ("00B00000 000200", "6A82", "gsm_sim.command"),
        ("00B00000", "6A82", "data"),
        ("00A40004 05 3F00", "6700", "data"),
        ("80FE0000 02 0102", "9000", "gsm_sim.command"),
        ("00880000 08 0102030405060708", "9000", "data"),
        ("A0880000 10 000102030405060708090A0B0C0D0E0F", "9F0C", "gsm_sim"),
        ("00880081 02 1000", "9000", "data"),
        ("80140000 03 810301", "6A80", "data"),
        ("80140000 05 8103012600", "9000", "gsm_sim"),
        ("80C20000 04 D681028281", "6A80", "data"),
        ("80C20000 05 D681028281", "9000", "gsm_sim"),
    ] {
        assert_eq!(dissector_of(command, answer), dissector, "{command} {answer}");
    }
}

#[test]
fn packets_have_the_times_of_the_session() {
    let steps = [
        SessionStep::Setting("clock 1970-01-02 08:00:00".to_owned()),
        exchange("805C0002 04", "00001388 9000"),
        SessionStep::Delay { ms: 1500 },
        exchange("805C0002 04", "00001388 9000"),
    ];
    let file = encode(&Session { steps: steps.to_vec() });
    let times: Vec<u64> = pcap::parse(&file).unwrap().packets.iter().map(|packet| packet.time_ns.unwrap()).collect();
    let day = 86_400_000_000_000;
    assert_eq!(times, [0, 1_000_000, 2_000_000, 1_503_000_000].map(|ns| day + ns));
    // 2009-11-18 10:30 in China.
    let file = encode(&Session { steps: steps[1..2].to_vec() });
    assert_eq!(pcap::parse(&file).unwrap().packets[0].time_ns, Some(1_258_511_400_000_000_000));
}

/// Capture of other programs that is being made, with one interface of exported PDUs and one of IP.
struct Others(CaptureWriter);

impl Others {
    fn new() -> Others {
        let mut writer = CaptureWriter::new("other");
        writer.add_interface(LinkType::EXPORTED_PDU, "exported");
        writer.add_interface(LinkType::RAW, "lo");
        Others(writer)
    }

    fn add(&mut self, interface: u32, time_ms: u64, octets: &[u8]) {
        let direction = Some(PacketDirection::Inbound);
        let time_us = time_ms * 1000;
        self.0.add_packet(&PacketToWrite { interface, time_us, direction, octets, comments: &[] });
    }

    fn exported(&mut self, name: &str, hex: &str) {
        self.add(0, 0, &ExportedPdu { dissector: Some(name), octets: &octets(hex) }.encode());
    }

    fn gsmtap(&mut self, time_ms: u64, sub_type: SimSubType, hex: &str) {
        let payload = octets(hex);
        let datagram = SimMessage { sub_type, payload: &payload }.encode();
        self.add(1, time_ms, &udp(4729, &datagram));
    }

    fn read(self) -> CaptureLog {
        read(&self.0.finish()).unwrap()
    }
}

/// Returns an IPv4 packet with a datagram to that port.
fn udp(port: u16, payload: &[u8]) -> Vec<u8> {
    let length = u16::try_from(payload.len()).unwrap();
    let mut packet = octets("4500 0000 0000 0000 4011 0000 7F000001 7F000001 9C40 0000 0000 0000");
    packet[2..4].copy_from_slice(&(length + 28).to_be_bytes());
    packet[22..24].copy_from_slice(&port.to_be_bytes());
    packet[24..26].copy_from_slice(&(length + 8).to_be_bytes());
    [packet.as_slice(), payload].concat()
}

#[test]
fn gsmtap_of_every_sub_type_is_read() {
    let mut others = Others::new();
    others.gsmtap(0, SimSubType::Atr, "3B00");
    others.gsmtap(1, SimSubType::PpsRequest, "FF00FF");
    others.gsmtap(2, SimSubType::PpsResponse, "FF00FF");
    others.gsmtap(3, SimSubType::Apdu, "00A4000402 3F00 612F");
    others.gsmtap(4, SimSubType::TpduHeader, "00A4000402");
    others.gsmtap(5, SimSubType::TpduCommand, "3F00");
    others.gsmtap(6, SimSubType::TpduStatus, "612F");
    others.gsmtap(2006, SimSubType::TpduHeader, "00C0000002");
    others.gsmtap(4007, SimSubType::TpduResponse, "6200");
    others.gsmtap(4008, SimSubType::TpduStatus, "9000");
    others.gsmtap(4009, SimSubType::TpduHeader, "00B0000002");
    others.gsmtap(4010, SimSubType::Atr, "3B01");
    let log = others.read();
    let expected = [
        SessionStep::PowerOn { atr: Some(vec![0x3B, 0x00]) },
        exchange("00A4000402 3F00", "612F"),
        exchange("00A4000402 3F00", "612F"),
        SessionStep::Delay { ms: 2000 },
        exchange("00C0000002", "6200 9000"),
        silent("00B0000002"),
        SessionStep::Reset { atr: Some(vec![0x3B, 0x01]) },
    ];
    assert_eq!(log.session.steps, expected);
    assert_eq!(log.to_string(), "pcapng capture: 12 packets, 4 exchanges, 2 resets, 2 PPS messages left out");
    let replayed = for_replay(log.session);
    assert_eq!(replayed.steps[0], SessionStep::Setting("reader raw".to_owned()));
    assert_eq!(for_replay(replayed.clone()), replayed);
}

#[test]
fn foreign_packets_are_counted_by_reason() {
    let mut others = Others::new();
    others.exported("gsm_sim", "80FE000002 0102 9000");
    others.exported("gsm_map", "00");
    others.exported("gsm_map", "00");
    others.exported("json", "7B7D");
    others.add(1, 0, &udp(53, &[1, 2]));
    others.add(1, 0, &udp(4729, &[3, 0, 4]));
    others.add(1, 0, &[0x60]);
    let log = others.read();
    assert_eq!(
        log.to_string(),
        "pcapng capture: 7 packets, 1 exchange\n\
         1 exchange of unlisted commands: whose the data is was taken from its length\n\
         6 packets passed over: GSMTAP version 3; version 2 is read (1); JSON that is no step of a session (1); \
         UDP of other ports than 4729 (1); an exported PDU of \"gsm_map\" (2); \
         the IPv6 header is cut off or has a wrong length (1)"
    );
}

#[test]
fn unreadable_packet_is_named_by_number() {
    let mut others = Others::new();
    others.exported("gsm_sim.response", "9000");
    others.exported("gsm_sim", "00A4");
    others.exported("gsm_sim.command", "");
    others.exported("iso7816.atr", "");
    others.gsmtap(0, SimSubType::TpduStatus, "9000");
    others.gsmtap(0, SimSubType::TpduHeader, "00A4");
    others.exported("gsm_sim.command", "0044000000");
    others.gsmtap(0, SimSubType::TpduHeader, "00B0000000");
    others.gsmtap(0, SimSubType::TpduStatus, "90");
    others.exported("iso7816", "9000");
    let log = others.read();
    assert_eq!(log.session.steps, [exchange("0044000000", "9000"), silent("00B0000000")]);
    let expected = [
        "1: cannot be read: an answer, and no command before it waits for one",
        "2: cannot be read: no command of four octets or more with an answer that ends in a status word",
        "3: cannot be read: a command without octets",
        "4: cannot be read: an answer to reset without octets",
        "5: cannot be read: a part of an exchange, and no header before it",
        "6: cannot be read: a header has four octets at least",
        "9: cannot be read: a status word has two octets",
    ];
    let found: Vec<String> = log.remarks.iter().map(|(packet, text)| format!("{packet}: {text}")).collect();
    assert_eq!(found, expected);
    assert!(log.to_string().contains(", 2 interfaces side by side\npacket 1: cannot"), "{log}");
}

#[test]
fn comments_of_people_become_comments() {
    let message = SessionMessage { kind: MessageKind::Envelope, octets: vec![0xD1, 0x00] };
    let mut remarked = exchange("805C0002 04", "00001388 9000");
    if let SessionStep::Exchange(exchange) = &mut remarked {
        exchange.remark = Some("the balance".to_owned());
    }
    let steps = vec![
        comment("before"),
        comment(""),
        remarked.clone(),
        SessionStep::Message(message),
        comment("GET BALANCE -> balance 50.00 yuan, 9000 success"),
        remarked,
        SessionStep::Reset { atr: None },
        comment("between"),
        SessionStep::Reset { atr: Some(vec![0x3B, 0x00]) },
    ];
    let session = Session { steps };
    let held = Format::Pcapng.narrow(&session, &mut Notes::default());
    assert_eq!(held, session);
    assert_eq!(read(&encode(&held)).unwrap().session, session);
}

#[test]
fn remark_that_repeats_the_explanation_is_left_out() {
    let said = "GET BALANCE -> balance 50.00 yuan, 9000 success";
    let mut step = exchange("805C0002 04", "00001388 9000");
    for (remark, note) in [(said.to_owned(), "they say what"), ("x".repeat(COMMENT_MAX + 1), "50000 octets")] {
        if let SessionStep::Exchange(exchange) = &mut step {
            exchange.remark = Some(remark);
        }
        let mut notes = Notes::default();
        let held = Format::Pcapng.narrow(&Session { steps: vec![step.clone()] }, &mut notes);
        assert_eq!(held.steps, [exchange("805C0002 04", "00001388 9000")]);
        assert!(notes.to_string().contains(note), "{notes}");
    }
}

#[test]
fn live_message_has_the_form_of_t0() {
    for (step, expected) in [
        (SessionStep::Reset { atr: Some(vec![0x3B, 0x00]) }, "01 000000 3B00"),
        (exchange("805C0002 04", "00001388 9000"), "00 000000 805C000204000013889000"),
        (exchange("00440000", "9000"), "00 000000 00440000009000"),
        (exchange("80500102 02 0300 0F", "00139000"), "00 000000 8050010202030000139000"),
    ] {
        let datagram = [octets("02040400 00000000 00000000"), octets(expected)].concat();
        assert_eq!(LiveMessage::of(&step), LiveMessage::Datagram(datagram), "{step:?}");
    }
    assert_eq!(LiveMessage::of(&silent("805C000204")), LiveMessage::Unsendable);
    assert_eq!(LiveMessage::of(&exchange("805C", "6700")), LiveMessage::Unsendable);
    assert_eq!(LiveMessage::of(&SessionStep::PowerOff), LiveMessage::Nothing);
}
