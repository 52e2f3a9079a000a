//! The modem with a SIM that has a PIN, a subscriber, and files in directories.

use super::*;
use crate::link::LinkContext;
use sim_codec::cat::command;

const PIN: &[u8] = b"1234\xFF\xFF\xFF\xFF";

/// REFRESH of the kind UICC reset.
const REFRESH: [u8; 11] = [0xD0, 0x09, 0x81, 0x03, 0x01, 0x01, 0x04, 0x82, 0x02, 0x81, 0x82];

/// SIM of 3GPP TS 51.011 with CHV1, as far as a modem asks for it.
struct Sim {
    is_pin_on: bool,
    tries: u8,
    is_verified: bool,
    /// Directory and file that are selected.
    selected: (u16, u16),
    /// Set while the toolkit is busy.
    is_busy: bool,
    /// Set while REFRESH waits.
    asks_reset: bool,
    /// Set for a UICC with a USIM in place of a SIM.
    is_uicc: bool,
    /// Status word of a UICC for a PIN that is blocked: 6983, or 63C0.
    blocked: [u8; 2],
    /// Fault that every command meets; `None` if all is well.
    fault: Option<LinkError>,
    sent: Vec<String>,
}

impl Sim {
    fn new() -> Sim {
        let (selected, sent) = ((MASTER, MASTER), Vec::new());
        Sim {
            is_pin_on: true,
            tries: 3,
            is_verified: false,
            selected,
            is_busy: false,
            asks_reset: false,
            is_uicc: false,
            blocked: [0x69, 0x83],
            fault: None,
            sent,
        }
    }

    /// Returns 9000, or the announcement of a command that waits.
    fn success(&self) -> Vec<u8> {
        if self.asks_reset { vec![0x91, 0x0B] } else { vec![0x90, 0x00] }
    }

    fn select(&mut self, file: u16) -> Vec<u8> {
        match (self.selected.0, file) {
            (_, MASTER | 0x7F10 | 0x7F20) => self.selected = (file, file),
            (MASTER, 0x2FE2) | (0x7F20, 0x6F07) | (0x7F10, 0x6F3A) => self.selected.1 = file,
            _ => return vec![0x94, 0x04],
        }
        vec![0x9F, if self.selected.0 == self.selected.1 { 0x16 } else { 0x0F }]
    }

    fn description(&self) -> Vec<u8> {
        let mut data = vec![0; if self.selected.0 == self.selected.1 { 22 } else { 15 }];
        if let Some(at) = data.get_mut(13) {
            *at = if self.is_pin_on { 0x13 } else { 0x93 };
        }
        if data.len() > 18 {
            (data[16], data[18]) = (4, 0x80 | self.tries);
        }
        data
    }

    fn verify(&mut self, pin: &[u8]) -> Vec<u8> {
        match self.tries {
            0 => vec![0x98, 0x40],
            _ if pin == PIN => {
                (self.tries, self.is_verified) = (3, true);
                vec![0x90, 0x00]
            }
            _ => {
                self.tries -= 1;
                if self.tries == 0 { vec![0x98, 0x40] } else { vec![0x98, 0x04] }
            }
        }
    }

    /// Answers as a UICC, whose USIM has the subscriber's file.
    fn answer_as_uicc(&mut self, command: &[u8]) -> Vec<u8> {
        let blocked = self.blocked;
        let wrong = |tries: u8| if tries == 0 { blocked.to_vec() } else { vec![0x63, 0xC0 | tries] };
        match command {
            [0x00, 0xA4, 0x04, ..] => {
                self.selected = (0x7FFF, 0x7FFF);
                vec![0x90, 0x00]
            }
            [0x00, 0xA4, _, _, _, 0x3F, 0x00] => {
                self.selected = (MASTER, MASTER);
                // The first PIN of the template is that of the UICC itself, which is always on here.
                let states = if self.is_pin_on { 0xC0 } else { 0x80 };
                let template = [0xC6, 0x0C, 0x90, 0x01, states, 0x83, 0x01, 0x11, 0x95, 0x01, 0x08, 0x83, 0x01, 0x01];
                [&[0x62, 0x12, 0x82, 0x02, 0x78, 0x21], &template[..], &[0x90, 0x00]].concat()
            }
            [0x00, 0xA4, _, _, _, 0x6F, 0x07] if self.selected.0 == 0x7FFF => {
                self.selected.1 = 0x6F07;
                vec![0x90, 0x00]
            }
            [0x00, 0xA4, ..] => vec![0x6A, 0x82],
            [0x00, 0x20, _, 0x01, 0x00] if self.is_verified || !self.is_pin_on => vec![0x90, 0x00],
            [0x00, 0x20, _, 0x01, 0x00] => wrong(self.tries),
            [0x00, 0x20, _, 0x01, _, pin @ ..] => match self.verify(pin).as_slice() {
                [0x90, 0x00] => vec![0x90, 0x00],
                _ => wrong(self.tries),
            },
            [0x00, 0xB0, ..] if !self.is_verified => vec![0x69, 0x82],
            [0x00, 0xB0, ..] => self.read(),
            [0x80, ..] => vec![0x90, 0x00],
            _ => vec![0x6E, 0x00],
        }
    }

    fn read(&self) -> Vec<u8> {
        let data: &[u8] = match self.selected.1 {
            0x2FE2 => &[0x98, 0x10, 0x00, 0x32, 0x54, 0x76, 0x98, 0x10, 0x32, 0xF4],
            _ if self.is_pin_on && !self.is_verified => return vec![0x98, 0x04],
            0x6F07 => &[0x08, 0x49, 0x06, 0x10, 0x00, 0x00, 0x00, 0x00, 0x71],
            _ => &[0xAA],
        };
        [data, &[0x90, 0x00]].concat()
    }
}

const MASTER: u16 = 0x3F00;

impl Link for Sim {
    fn power_on(&mut self) -> Result<Vec<u8>, LinkError> {
        (self.is_verified, self.selected, self.asks_reset) = (false, (MASTER, MASTER), false);
        Ok(vec![0x3B, 0x00])
    }

    fn power_off(&mut self) {}

    fn exchange(&mut self, _: LinkContext, command: &[u8]) -> Result<Vec<u8>, LinkError> {
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        self.sent.push(hex::encode_upper(command));
        if self.is_uicc {
            return Ok(self.answer_as_uicc(command));
        }
        Ok(match command {
            [0xA0, 0xA4, _, _, _, high, low] => self.select(u16::from_be_bytes([*high, *low])),
            [0xA0, 0xC0, ..] => [self.description(), vec![0x90, 0x00]].concat(),
            [0xA0, 0xB0, ..] => self.read(),
            [0xA0, 0x20, _, 0x01, _, pin @ ..] => self.verify(pin),
            [0xA0, 0xC2, ..] if self.is_busy => vec![0x93, 0x00],
            [0xA0, 0xC2, ..] => [&[0xCA, 0xFE][..], &self.success()].concat(),
            [0xA0, 0x12, ..] => {
                self.asks_reset = false;
                [&REFRESH[..], &[0x90, 0x00]].concat()
            }
            [0xA0, ..] => self.success(),
            _ => vec![0x6E, 0x00],
        })
    }
}

/// Modem with the phone that has the SIM.
struct SimStand {
    modem: Modem,
    station: MobileStation<Sim>,
}

impl SimStand {
    fn with(sim: Sim) -> SimStand {
        let speech = if sim.is_uicc { Speech::Uicc } else { Speech::Gsm };
        let handset = Handset::new(Model::ofono_like(), speech, Surroundings::default());
        let mut station = MobileStation::switch_on(sim, handset).unwrap();
        let mut modem = Modem::default();
        modem.connect(&mut station);
        modem.take(b"ATE0+CMEE=1\r", &mut station);
        SimStand { modem, station }
    }

    /// Returns the answer to a command line, its lines joined.
    fn ask(&mut self, line: &str) -> String {
        let reply = self.modem.take(format!("{line}\r").as_bytes(), &mut self.station);
        String::from_utf8(reply.octets)
            .unwrap()
            .split("\r\n")
            .filter(|line| !line.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }

    fn sent_by(&mut self, line: &str) -> String {
        self.station.link_mut().sent.clear();
        self.ask(line);
        self.station.link().sent.join(" ")
    }
}

#[test]
fn pin_is_asked_for_once_a_reset() {
    let mut stand = SimStand::with(Sim::new());
    assert_eq!(stand.ask("AT+CPIN?"), "+CPIN: SIM PIN OK");
    assert_eq!(stand.ask("AT+CIMI"), "+CME ERROR: 11");
    for malformed in ["123", "123456789", "12a4", "", "1234,5678"] {
        assert_eq!(stand.ask(&format!("AT+CPIN={malformed}")), "+CME ERROR: 50", "{malformed}");
    }
    assert_eq!(stand.station.link().tries, 3, "what is no PIN costs no try");
    assert_eq!(stand.ask("AT+CPIN=4321"), "+CME ERROR: 16");
    assert_eq!((stand.ask("AT+CPIN?"), stand.station.link().tries), ("+CPIN: SIM PIN OK".to_owned(), 2));
    assert_eq!(stand.ask("AT+CPIN=\"1234\""), "OK");
    assert_eq!(stand.ask("AT+CPIN?"), "+CPIN: READY OK");
    assert_eq!(stand.ask("AT+CPIN=1234"), "+CME ERROR: 3");
    assert_eq!(stand.ask("AT+CIMI"), "460010000000017 OK");
    assert_eq!(stand.ask("AT+CFUN=1,1"), "OK");
    assert_eq!(stand.ask("AT+CPIN?"), "+CPIN: SIM PIN OK");
    assert_eq!(stand.ask("AT+CPIN=1234;+CPIN?"), "+CPIN: READY OK");
    stand.modem.disconnect(&mut stand.station);
    stand.modem.connect(&mut stand.station);
    assert!(stand.ask("ATE0+CPIN?").ends_with("+CPIN: SIM PIN OK"), "the next computer is asked anew");
}

#[test]
fn card_that_resets_asks_for_the_pin_again() {
    let mut stand = SimStand::with(Sim::new());
    assert_eq!(stand.ask("AT+CPIN=1234;+CPIN?"), "+CPIN: READY OK");
    assert_eq!(command::parse(&REFRESH).unwrap().details.value.kind, 0x01);
    stand.station.link_mut().asks_reset = true;
    stand.ask("AT+CUSATE=D30782020181900101");
    assert!(!stand.station.link().is_verified, "the card was reset");
    assert_eq!(stand.ask("AT+CPIN?"), "+CPIN: SIM PIN OK");
}

#[test]
fn last_wrong_pin_asks_for_the_puk() {
    let mut stand = SimStand::with(Sim::new());
    assert_eq!(stand.ask("AT+CPIN=4321"), "+CME ERROR: 16");
    assert_eq!(stand.ask("AT+CPIN=4321"), "+CME ERROR: 16");
    assert_eq!(stand.ask("AT+CPIN=4321"), "+CME ERROR: 12");
    assert_eq!(stand.ask("AT+CPIN?"), "+CPIN: SIM PUK OK");
    assert_eq!(stand.ask("AT+CPIN=1234"), "+CME ERROR: 12");
    assert_eq!(stand.ask("AT+CLCK=\"SC\",2"), "+CLCK: 1 OK");
}

#[test]
fn pin_that_is_off_is_ready() {
    let mut stand = SimStand::with(Sim { is_pin_on: false, ..Sim::new() });
    assert_eq!(stand.ask("AT+CPIN?;+CLCK=\"SC\",2"), "+CPIN: READY +CLCK: 0 OK");
    assert_eq!(stand.ask("AT+CPIN=1234"), "+CME ERROR: 3");
    assert_eq!(stand.ask("AT+CLCK=\"SC\",1,\"1234\""), "+CME ERROR: 4");
    assert_eq!(stand.station.link().tries, 3);
}

#[test]
fn file_is_selected_in_its_directory() {
    let mut stand = SimStand::with(Sim { is_pin_on: false, ..Sim::new() });
    let sent = stand.sent_by("AT+CRSM=176,28474,0,0,1");
    assert_eq!(sent, "A0A40000023F00 A0C0000016 A0A40000027F10 A0C0000016 A0A40000026F3A A0C000000F A0B0000001");
    assert_eq!(stand.ask("AT+CRSM=176,28474,0,0,1"), "+CRSM: 144,0,\"AA\" OK");
    // Elsewhere the file is not.
    assert_eq!(stand.ask("AT+CRSM=176,28474,0,0,1,,\"3F007F20\""), "+CRSM: 148,4 OK");
    assert_eq!(stand.ask("AT+CRSM=176,28423,0,0,9"), "+CRSM: 144,0,\"084906100000000071\" OK");
    assert_eq!(stand.ask("AT+CRSM=176,28423,0,0,9,,\"7FFF\""), "+CRSM: 144,0,\"084906100000000071\" OK");
    let sent = stand.sent_by("AT+CRSM=214,28423,0,1,2,\"ABCD\"");
    assert!(sent.ends_with("A0D6000102ABCD"), "{sent}");
    let sent = stand.sent_by("AT+CRSM=178,28474,3,4,14");
    assert!(sent.ends_with("A0B203040E"), "{sent}");
    assert_eq!(stand.sent_by("AT+CRSM=242"), "A0F2000000");
    assert_eq!(stand.ask("AT+CCID"), "+CCID: \"8901002345678901234\" OK");
}

#[test]
fn announcement_of_the_card_is_for_the_handset() {
    let mut stand = SimStand::with(Sim { is_pin_on: false, ..Sim::new() });
    stand.station.link_mut().asks_reset = true;
    let sent = stand.sent_by("AT+CRSM=214,28423,0,1,2,\"ABCD\"");
    assert!(sent.contains("A0D6000102ABCD A01200000B"), "{sent}");
    stand.station.link_mut().asks_reset = true;
    assert_eq!(stand.ask("AT+CRSM=214,28423,0,1,2,\"ABCD\""), "+CRSM: 144,0 OK");
}

#[test]
fn envelope_has_answer_or_reason() {
    let mut stand = SimStand::with(Sim::new());
    assert_eq!(stand.ask("AT+CUSATE=D30782020181900101"), "+CUSATER: CAFE OK");
    stand.station.link_mut().is_busy = true;
    assert_eq!(stand.ask("AT+CUSATE=D30782020181900101"), "+CME ERROR: 14");
}

#[test]
fn fault_of_the_reader_has_its_error() {
    let mut stand = SimStand::with(Sim::new());
    for (fault, result, is_trouble) in [
        (LinkError::Removed, "\r\n+CME ERROR: 10\r\n", true),
        (LinkError::NoReader, "\r\n+CME ERROR: 10\r\n", true),
        (LinkError::Silent, "\r\n+CME ERROR: 13\r\n", true),
        (LinkError::Withheld, "\r\n+CME ERROR: 3\r\n", false),
    ] {
        stand.station.link_mut().fault = Some(fault);
        for line in ["AT+CCID", "AT+CPIN?", "AT+CSIM=14,\"A0A40000023F00\"", "AT+CUSATE=D30782020181900101"] {
            let reply = stand.modem.take(format!("{line}\r").as_bytes(), &mut stand.station);
            assert_eq!(String::from_utf8(reply.octets).unwrap(), result, "{line}");
            assert_eq!(reply.trouble, is_trouble.then_some(StationError::Card(fault)), "{line}");
        }
    }
}

#[test]
fn pin_of_a_uicc_is_asked_for() {
    let mut stand = SimStand::with(Sim { is_uicc: true, ..Sim::new() });
    assert_eq!(stand.ask("AT+CPIN?"), "+CPIN: SIM PIN OK");
    assert_eq!(stand.ask("AT+CIMI"), "+CME ERROR: 11");
    assert_eq!(stand.ask("AT+CPIN=4321"), "+CME ERROR: 16");
    assert_eq!((stand.ask("AT+CPIN?"), stand.station.link().tries), ("+CPIN: SIM PIN OK".to_owned(), 2));
    assert!(stand.sent_by("AT+CPIN=1234").ends_with("002000010831323334FFFFFFFF"));
    assert_eq!(stand.ask("AT+CPIN?;+CIMI"), "+CPIN: READY 460010000000017 OK");
    assert_eq!(stand.ask("AT+CLCK=\"SC\",2"), "+CLCK: 1 OK", "what was verified is on nevertheless");
    assert_eq!(stand.ask("AT+CFUN=1,1"), "OK");
    for result in ["+CME ERROR: 16", "+CME ERROR: 16", "+CME ERROR: 12"] {
        assert_eq!(stand.ask("AT+CPIN=4321"), result);
    }
    assert_eq!(stand.ask("AT+CPIN?"), "+CPIN: SIM PUK OK");
    let mut off = SimStand::with(Sim { is_uicc: true, is_pin_on: false, ..Sim::new() });
    assert_eq!(off.ask("AT+CPIN?;+CLCK=\"SC\",2"), "+CPIN: READY +CLCK: 0 OK");
}

#[test]
fn blocked_uicc_asks_for_the_puk_either_way() {
    for blocked in [[0x69, 0x83], [0x63, 0xC0]] {
        let mut stand = SimStand::with(Sim { is_uicc: true, tries: 1, blocked, ..Sim::new() });
        assert_eq!(stand.ask("AT+CPIN?"), "+CPIN: SIM PIN OK");
        assert_eq!(stand.ask("AT+CPIN=4321"), "+CME ERROR: 12", "{blocked:02X?}");
        assert_eq!(stand.ask("AT+CPIN?"), "+CPIN: SIM PUK OK", "{blocked:02X?}");
        assert_eq!(stand.ask("AT+CPIN=1234"), "+CME ERROR: 12", "{blocked:02X?}");
        // No try is used up by asking, and the right PIN does not come to the card.
        assert!(!stand.sent_by("AT+CPIN=1234").contains("0020000108"));
    }
}

#[test]
fn command_behind_a_reset_meets_the_card_anew() {
    let mut stand = SimStand::with(Sim::new());
    assert_eq!(stand.ask("AT+CPIN=1234;+CIMI"), "460010000000017 OK");
    stand.station.link_mut().asks_reset = true;
    assert_eq!(stand.ask("AT+CUSATE=D30782020181900101;+CPIN?"), "+CUSATER: CAFE +CPIN: SIM PIN OK");
    assert_eq!(stand.ask("AT+CPIN=1234;+CFUN=1,1;+CIMI"), "+CME ERROR: 11");
}

#[test]
fn packet_that_waits_is_gone_behind_a_reset() {
    let mut stand = SimStand::with(Sim { is_pin_on: false, ..Sim::new() });
    let Tpdu::Deliver(message) = deliver("x") else { unreachable!() };
    let user = UserData::new(MessageBody::Octets(vec![0x00; 4]), 0xF6).unwrap();
    let packet = Tpdu::Deliver(SmsDeliver { pid: 0x7F, dcs: 0xF6, user, ..message }).encode().unwrap();
    let centre = stand.station.handset().surroundings.service_centre.clone();
    let send = |stand: &mut SimStand| stand.station.handset_mut().receive_message(&packet, &centre).unwrap();
    send(&mut stand);
    stand.station.settle().unwrap();
    assert_eq!(stand.station.link().sent.iter().filter(|sent| sent.starts_with("A0C2")).count(), 1);
    stand.station.link_mut().fault = Some(LinkError::Removed);
    for _ in 0..3 {
        send(&mut stand);
    }
    assert!(stand.station.settle().is_err());
    stand.station.link_mut().fault = None;
    let sent = stand.sent_by("AT+CFUN=1,1");
    assert!(sent.starts_with("A010") && !sent.contains("A0C2"), "{sent}");
    // What comes now goes to the card.
    stand.station.link_mut().sent.clear();
    send(&mut stand);
    stand.station.settle().unwrap();
    assert!(stand.station.link().sent.join(" ").contains("A0C2"));
}
