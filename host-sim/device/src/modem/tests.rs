//! The modem against lines of a computer, on a card in memory.

use proptest::prelude::*;

use super::*;
use crate::handset::{Handset, Model, Sending, Speech, Surroundings};
use crate::link::InProcess;
use crate::memory::Eeprom;
use crate::mobile_station::card;
use crate::profile::Profile;
use sim_codec::cat::content::CommandResult;
use sim_codec::cat::{TerminalResponse, command as proactive};
use sim_codec::sms::{MessageBody, SmsAddress, SmsDeliver, Timestamp, Tpdu, UserData};
use sim_wire::bcd::TonNpi;
use sim_wire::proactive::GeneralResult;

type Station = MobileStation<InProcess<Eeprom>>;

/// Modem with its phone, and a computer that has switched the echo off.
struct Stand {
    modem: Modem,
    station: Station,
}

impl Stand {
    fn new() -> Stand {
        let handset = Handset::new(Model::ofono_like(), Speech::Gsm, Surroundings::default());
        let mut station = MobileStation::switch_on(card(&Profile::default(), 1).unwrap(), handset).unwrap();
        let mut modem = Modem::default();
        modem.connect(&mut station);
        modem.take(b"ATE0\r", &mut station);
        Stand { modem, station }
    }

    /// Returns what the modem says to octets, as text.
    fn take(&mut self, octets: &[u8]) -> String {
        let reply = self.modem.take(octets, &mut self.station);
        assert_eq!(reply.trouble, None);
        String::from_utf8(reply.octets).unwrap()
    }

    /// Returns the lines of the answer to a command line.
    fn ask(&mut self, line: &str) -> Vec<String> {
        let said = self.take(format!("{line}\r").as_bytes());
        said.split("\r\n").filter(|line| !line.is_empty()).map(str::to_owned).collect()
    }

    fn tell(&mut self) -> String {
        String::from_utf8(self.modem.tell(&mut self.station).octets).unwrap()
    }

    /// Answers commands of the card with success, until it has none; returns what was said last.
    fn set_up(&mut self) -> Vec<String> {
        let mut said = Vec::new();
        while let Some(waiting) = self.station.handset().host_command().map(<[u8]>::to_vec) {
            said = self.ask(&format!("AT+CUSATT={}", hex::encode_upper(success(&waiting))));
        }
        said
    }

    /// Takes the texts that went out; the card's own messages are no texts.
    fn texts(&mut self) -> Vec<String> {
        let sent = self.station.handset_mut().take_outgoing();
        let bodies = sent.iter().filter_map(|sent| sent.tpdu.user_data()).map(|user| &user.body);
        let text = |body: &MessageBody| match body {
            MessageBody::Text(text) => Some(text.clone()),
            MessageBody::Octets(_) => None,
        };
        bodies.filter_map(text).collect()
    }

    fn receive(&mut self, text: &str) -> u32 {
        let tpdu = deliver(text).encode().unwrap();
        let centre = self.station.handset().surroundings.service_centre.clone();
        self.station.handset_mut().receive_message(&tpdu, &centre).unwrap()
    }
}

fn success(octets: &[u8]) -> Vec<u8> {
    let details = proactive::parse(octets).unwrap().details.value;
    TerminalResponse::new(details, CommandResult::of(GeneralResult::Success), Vec::new()).emit().unwrap()
}

fn deliver(text: &str) -> Tpdu {
    Tpdu::Deliver(SmsDeliver {
        first: 0x04,
        originator: SmsAddress::new(TonNpi(0x91), "8613800000002"),
        pid: 0x00,
        dcs: 0x00,
        time: Timestamp([0x90, 0x11, 0x81, 0x01, 0x03, 0x00, 0x23]),
        user: UserData::new(MessageBody::Text(text.to_owned()), 0x00).unwrap(),
    })
}

#[test]
fn every_listed_command_is_known() {
    let mut stand = Stand::new();
    let listed = stand.ask("AT+CLAC");
    assert_eq!(listed.len(), command_names().count() + 1);
    for name in command_names().filter(|name| *name != "D") {
        let forms = [format!("AT{name}"), format!("AT{name}?"), format!("AT{name}=?")];
        let known = forms.iter().any(|form| {
            let said = stand.ask(form);
            said.last().is_some_and(|last| last != "ERROR")
        });
        stand.take(b"ATE0V1Q0\r");
        assert!(known, "{name}");
    }
    assert_eq!(stand.ask("AT+NONE"), ["ERROR"]);
}

#[test]
fn line_settings_change_the_form_of_answers() {
    let mut stand = Stand::new();
    assert_eq!(stand.take(b"AT\r"), "\r\nOK\r\n");
    assert_eq!(stand.take(b"ATE1\r"), "\r\nOK\r\n");
    assert_eq!(stand.take(b"AT\r"), "AT\r\r\nOK\r\n");
    assert_eq!(stand.take(b"ATE0V0\r"), "ATE0V0\r0\r");
    assert_eq!(stand.take(b"AT+CSQ\r"), "+CSQ: 31,99\r\n0\r");
    assert_eq!(stand.take(b"AT+NONE\r"), "4\r");
    assert_eq!(stand.take(b"ATQ1\r"), "");
    assert_eq!(stand.take(b"AT&FE0\r"), "\r\nOK\r\n");
    assert_eq!(stand.take(b"A/"), "\r\nOK\r\n");
}

#[test]
fn errors_have_the_form_that_was_chosen() {
    let mut stand = Stand::new();
    assert_eq!(stand.ask("AT+CIMI"), ["ERROR"]);
    assert_eq!(stand.ask("AT+CMEE=1;+CIMI"), ["+CME ERROR: 22"]);
    assert_eq!(stand.ask("AT+CMEE=2;+CIMI;+CSQ"), ["+CME ERROR: not found"]);
    assert_eq!(stand.ask("AT+CMEE=3"), ["+CME ERROR: Incorrect parameters"]);
    assert_eq!(stand.ask("ATD123;"), ["NO CARRIER"]);
    let mut named = Stand::new();
    named.modem = Modem::with_imsi(Some("001010000000001".to_owned()));
    named.modem.connect(&mut named.station);
    assert_eq!(named.ask("AT+CIMI").last().map(String::as_str), Some("OK"));
}

#[test]
fn files_of_the_card_are_read() {
    let mut stand = Stand::new();
    let iccid = hex::encode_upper(Profile::default().card.iccid);
    assert_eq!(stand.ask("AT+CRSM=176,12258,0,0,10"), [format!("+CRSM: 144,0,\"{iccid}\""), "OK".to_owned()]);
    let info = stand.ask("AT+CRSM=192,12258");
    assert!(info[0].starts_with("+CRSM: 144,0,\"0000000A2FE204"), "{info:?}");
    assert_eq!(stand.ask("AT+CRSM=176,28423,0,0,9"), ["+CRSM: 148,4", "OK"]);
    assert_eq!(stand.ask("AT+CRSM=176,12258,0,0,10,,\"3F00\"").len(), 2);
    for wrong in ["AT+CRSM=1,12258", "AT+CRSM=176", "AT+CRSM=214,12258,0,0,2,\"00\"", "AT+CRSM=176,70000,0,0,1"] {
        assert_eq!(stand.ask(wrong), ["ERROR"], "{wrong}");
    }
    assert_eq!(stand.ask("AT+CPIN?"), ["+CPIN: READY", "OK"]);
    assert_eq!(stand.ask("AT+CLCK=\"SC\",2"), ["+CLCK: 0", "OK"]);
}

#[test]
fn uicc_handset_reads_files_of_a_sim() {
    let handset = Handset::new(Model::ofono_like(), Speech::Uicc, Surroundings::default());
    let station = MobileStation::switch_on(card(&Profile::default(), 1).unwrap(), handset).unwrap();
    let mut stand = Stand { modem: Modem::default(), station };
    let said = stand.ask("AT+CRSM=176,12258,0,0,10");
    assert!(said.iter().any(|line| line.starts_with("+CRSM: 144,0,\"")), "{said:?}");
}

#[test]
fn commands_go_to_the_card_as_they_are() {
    let mut stand = Stand::new();
    stand.set_up();
    assert_eq!(stand.ask("AT+CSIM=14,\"A0A40000023F00\""), ["+CSIM: 4,\"9F16\"", "OK"]);
    let said = stand.ask("AT+CSIM=10,\"A0C0000016\"");
    assert!(said[0].starts_with("+CSIM: 48,\"") && said[0].ends_with("9000\""), "{said:?}");
    for wrong in
        ["AT+CSIM=12,\"A0A40000023F00\"", "AT+CSIM=2,\"A0\"", "AT+CSIM=14,\"X0A40000023F00\"", "AT+CSIM=0,\"\""]
    {
        assert_eq!(stand.ask(wrong), ["ERROR"], "{wrong}");
    }
}

#[test]
fn poll_does_not_come_before_get_response() {
    let mut stand = Stand::new();
    stand.set_up();
    let due = stand.station.handset().next_poll_ms().unwrap();
    stand.station.wait(due - 100).unwrap();
    stand.ask("AT+CSIM=14,\"A0A40000023F00\"");
    stand.station.wait(500).unwrap();
    let said = stand.ask("AT+CSIM=10,\"A0C0000016\"");
    assert!(said[0].ends_with("9000\""), "{said:?}");
}

#[test]
fn menu_comes_at_connection_and_again_when_ready() {
    let handset = Handset::new(Model::ofono_like(), Speech::Gsm, Surroundings::default());
    let mut station = MobileStation::switch_on(card(&Profile::default(), 1).unwrap(), handset).unwrap();
    let mut modem = Modem::default();
    let first = String::from_utf8(modem.connect(&mut station).octets).unwrap();
    assert!(first.starts_with("\r\n+CUSATP: D0"), "{first}");
    let mut stand = Stand { modem, station };
    stand.take(b"ATE0\r");
    let again = stand.take(b"AT+CFUN=1\r");
    assert_eq!(again, format!("\r\nOK\r\n{first}"));
    let end = stand.set_up();
    assert_eq!(end.last().map(String::as_str), Some("+CUSATEND"));
    assert_eq!(stand.take(b"AT+CFUN=1\r"), "\r\nOK\r\n");
    assert!(stand.take(b"AT+CFUN=1,1\r").starts_with("\r\nOK\r\n\r\n+CUSATP: D0"));
}

#[test]
fn menu_is_walked_by_envelopes_and_responses() {
    let mut stand = Stand::new();
    stand.set_up();
    let said = stand.ask("AT+CUSATE=D30782020181900101");
    assert_eq!(said[..2], ["+CUSATER:", "OK"]);
    assert!(said[2].starts_with("+CUSATP: D0"), "{said:?}");
    let waiting = stand.station.handset().host_command().unwrap().to_vec();
    let details = proactive::parse(&waiting).unwrap().details.value;
    let end =
        TerminalResponse::new(details, CommandResult::of(GeneralResult::UserTerminated), Vec::new()).emit().unwrap();
    assert_eq!(stand.ask(&format!("AT+CUSATT={}", hex::encode(end))), ["OK", "+CUSATEND"]);
    assert_eq!(stand.ask("AT+CMEE=1;+CUSATT=810301250082028281830100"), ["+CME ERROR: 3"]);
    assert_eq!(stand.ask("AT+CUSATE=00"), ["+CME ERROR: 50"]);
    assert_eq!(stand.ask("AT+CUSATE="), ["+CME ERROR: 50"]);
}

#[test]
fn packet_goes_to_the_card_and_not_to_the_computer() {
    let mut stand = Stand::new();
    stand.set_up();
    stand.ask("AT+CSMS=1;+CNMI=2,2");
    let Tpdu::Deliver(message) = deliver("x") else { unreachable!() };
    let user = UserData::new(MessageBody::Octets(vec![0x00; 4]), 0xF6).unwrap();
    let tpdu = Tpdu::Deliver(SmsDeliver { pid: 0x7F, dcs: 0xF6, user, ..message }).encode().unwrap();
    let centre = stand.station.handset().surroundings.service_centre.clone();
    stand.station.handset_mut().receive_message(&tpdu, &centre).unwrap();
    stand.station.settle().unwrap();
    assert_eq!(stand.tell(), "");
    assert_eq!(stand.station.handset_mut().take_reports().len(), 1);
    assert!(stand.station.handset().stored_messages().is_empty());
}

#[test]
fn message_goes_out_as_pdu_and_as_text() {
    let mut stand = Stand::new();
    assert_eq!(stand.take(b"AT+CMGS=14\r"), "\r\n> ");
    let said = stand.take(b"0001000B813108000000F20000023119\x1A");
    assert_eq!(said, "\r\n+CMS ERROR: 304\r\n");
    stand.take(b"AT+CMGS=16\r");
    let said = stand.take(b"0001000B813108000000F200000231190\x1A");
    assert_eq!(said, "\r\n+CMS ERROR: 304\r\n");
    stand.take(b"AT+CMGS=15\r");
    let said = stand.take(b"0001000B813108000000F20000023119\x1A");
    assert_eq!(said, "\r\n+CMGS: 0\r\n\r\nOK\r\n");
    assert_eq!(stand.ask("AT+CMGF=1"), ["OK"]);
    stand.take(b"AT+CMGS=\"13800000002\"\r");
    assert_eq!(stand.take(b"hello\x1A"), "\r\n+CMGS: 1\r\n\r\nOK\r\n");
    assert_eq!(stand.texts(), ["12", "hello"]);
}

#[test]
fn message_that_cannot_go_has_its_reason() {
    let mut stand = Stand::new();
    stand.ask("AT+CMGF=1");
    let send = |stand: &mut Stand| {
        stand.take(b"AT+CMGS=\"13800000002\"\r");
        stand.take(b"hello\x1A")
    };
    stand.station.handset_mut().surroundings.sending = Sending::CentreRefuses(50);
    assert_eq!(send(&mut stand), "\r\n+CMS ERROR: 50\r\n");
    stand.ask("AT+CFUN=4");
    assert_eq!(send(&mut stand), "\r\n+CMS ERROR: 331\r\n");
    assert_eq!(stand.ask("AT+CMGS=5"), ["+CMS ERROR: 305"]);
    stand.take(b"AT+CMGS=\"1\"\r");
    assert_eq!(stand.take(b"never sent\x1B"), "\r\nOK\r\n");
    assert_eq!(stand.take(b"AT\r"), "\r\nOK\r\n");
}

#[test]
fn message_that_comes_is_announced_as_chosen() {
    let mut stand = Stand::new();
    stand.receive("one");
    assert_eq!(stand.tell(), "");
    stand.ask("AT+CNMI=2,1");
    stand.receive("two");
    assert_eq!(stand.tell(), "\r\n+CMTI: \"ME\",2\r\n");
    let read = stand.ask("AT+CMGR=2");
    assert_eq!(read[0], "+CMGR: 0,,23");
    assert!(read[1].starts_with("0891683108100005F0040D91"), "{read:?}");
    assert_eq!(
        stand.ask("AT+CMGF=1;+CMGL=\"ALL\""),
        [
            "+CMGL: 1,\"REC UNREAD\",\"+8613800000002\",,\"09/11/18,10:30:00+32\"",
            "one",
            "+CMGL: 2,\"REC READ\",\"+8613800000002\",,\"09/11/18,10:30:00+32\"",
            "two",
            "OK",
        ]
    );
    assert_eq!(stand.ask("AT+CMGD=1"), ["OK"]);
    assert_eq!(stand.ask("AT+CMGD=1"), ["+CMS ERROR: 321"]);
    assert_eq!(stand.ask("AT+CMGD=1,4;+CPMS?")[0], "+CPMS: \"ME\",0,50,\"ME\",0,50,\"ME\",0,50");
    // Lines that belong together stand together.
    stand.receive("three");
    assert!(
        stand
            .take(b"AT+CMGR=1\r")
            .starts_with("\r\n+CMGR: \"REC UNREAD\",\"+8613800000002\",,\"09/11/18,10:30:00+32\"\r\nthree\r\n\r\nOK")
    );
    // The person's inbox keeps what the computer deletes.
    assert_eq!(stand.station.handset().inbox().messages().len(), 3);
}

#[test]
fn message_is_handed_over_until_acknowledged() {
    let mut stand = Stand::new();
    assert_eq!(stand.ask("AT+CSMS=1"), ["+CSMS: 1,1,0", "OK"]);
    stand.ask("AT+CNMI=2,2");
    stand.receive("one");
    stand.receive("two");
    let first = stand.tell();
    assert!(first.starts_with("\r\n+CMT: ,23\r\n0891"), "{first}");
    assert_eq!(stand.tell(), "");
    let second = stand.ask("AT+CNMA");
    assert_eq!((second[0].as_str(), second[1].as_str()), ("OK", "+CMT: ,23"));
    assert_eq!(stand.take(b"AT+CNMA=1,2\r"), "\r\n> ");
    assert_eq!(stand.take(b"0000\x1A"), "\r\nOK\r\n");
    assert_eq!(stand.ask("AT+CNMA"), ["+CMS ERROR: 340"]);
    assert!(stand.station.handset().stored_messages().is_empty());
    stand.receive("three");
    stand.tell();
    assert_eq!(stand.ask("AT+CNMA=2"), ["OK"]);
    assert_eq!(stand.station.handset().stored_messages().len(), 1);
}

#[test]
fn news_waits_while_an_entry_is_written() {
    let mut stand = Stand::new();
    stand.ask("AT+CNMI=2,1");
    stand.take(b"AT+CMGS=15\r");
    stand.receive("one");
    assert_eq!(stand.tell(), "");
    assert_eq!(stand.take(b"\x1B"), "\r\nOK\r\n\r\n+CMTI: \"ME\",1\r\n");
}

#[test]
fn registration_follows_the_radio() {
    let mut stand = Stand::new();
    assert_eq!(
        stand.ask("AT+CREG=2;+CREG?;+COPS?"),
        ["+CREG: 2,1,\"0001\",\"0001\"", "+COPS: 0,0,\"CHINA MOBILE\"", "OK"]
    );
    assert_eq!(stand.ask("AT+CFUN=4"), ["OK", "+CREG: 0"]);
    assert_eq!(stand.ask("AT+CFUN?;+CSQ;+COPS?"), ["+CFUN: 4", "+CSQ: 99,99", "+COPS: 0", "OK"]);
    assert!(stand.ask("AT+CFUN=1").contains(&"+CREG: 1,\"0001\",\"0001\"".to_owned()));
}

#[test]
fn computer_that_leaves_at_a_prompt_leaves_no_trace() {
    let mut stand = Stand::new();
    stand.take(b"AT+CMGS=15\r");
    stand.take(b"0001000B8131");
    stand.modem.disconnect(&mut stand.station);
    assert!(!stand.station.handset().has_host());
    assert!(stand.station.handset().standing().menu.is_some(), "the phone has set the menu up");
    stand.modem.connect(&mut stand.station);
    assert_eq!(stand.take(b"AT\r"), "AT\r\r\nOK\r\n");
    assert!(stand.texts().is_empty());
}

#[test]
fn mute_card_is_an_error_and_trouble() {
    let mut stand = Stand::new();
    stand.set_up();
    stand.station.switch_off();
    let reply = stand.modem.take(b"AT+CMEE=1;+CRSM=176,12258,0,0,10\r", &mut stand.station);
    assert_eq!(reply.octets, b"\r\n+CME ERROR: 13\r\n");
    assert_eq!(reply.trouble, Some(StationError::Card(crate::link::LinkError::Silent)));
    assert_eq!(stand.take(b"AT\r"), "\r\nOK\r\n");
}

/// Returns octets as a computer might send them: lines, pieces of lines, and anything.
fn nonsense() -> impl Strategy<Value = Vec<u8>> {
    let names: Vec<&str> = command_names().collect();
    let command =
        (prop::sample::select(names), "[=?0-9,\"A-F;]{0,12}").prop_map(|(name, rest)| format!("AT{name}{rest}\r"));
    let piece = prop_oneof![
        command.prop_map(String::into_bytes),
        "[ -~]{0,20}\r".prop_map(String::into_bytes),
        prop::collection::vec(any::<u8>(), 0..40),
        Just(b"\x1A".to_vec()),
        Just(b"A/".to_vec()),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn nonsense_is_answered_and_harms_nothing(octets in nonsense()) {
        let mut stand = Stand::new();
        let reply = stand.modem.take(&octets, &mut stand.station);
        prop_assert!(reply.octets.len() < 200_000);
        stand.modem.disconnect(&mut stand.station);
        stand.modem.connect(&mut stand.station);
        let reply = stand.modem.take(b"ATE0+CRSM=176,12258,0,0,10\r", &mut stand.station);
        let said = String::from_utf8_lossy(&reply.octets).into_owned();
        prop_assert!(said.contains("+CRSM: 144,0,\""), "{}", said);
    }
}

#[path = "tests/held.rs"]
mod held;
#[path = "tests/sim_card.rs"]
mod sim_card;
