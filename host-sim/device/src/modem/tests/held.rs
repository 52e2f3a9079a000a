//! What a slip in the modem would change: lists, flags, classes of messages, service centres, times.

use super::*;
use sim_codec::cat::content::Address;

impl Stand {
    /// Brings a message of a data coding scheme.
    fn receive_coded(&mut self, text: &str, dcs: u8) {
        let Tpdu::Deliver(message) = deliver(text) else { unreachable!() };
        let user = UserData::new(MessageBody::Text(text.to_owned()), dcs).unwrap();
        let tpdu = Tpdu::Deliver(SmsDeliver { dcs, user, ..message }).encode().unwrap();
        let centre = self.station.handset().surroundings.service_centre.clone();
        self.station.handset_mut().receive_message(&tpdu, &centre).unwrap();
    }

    /// Returns the indices that a listing names.
    fn listed(&mut self, line: &str) -> Vec<String> {
        let said = self.ask(line);
        let heads = said.iter().filter_map(|line| line.strip_prefix("+CMGL: "));
        heads.map(|rest| rest.split(',').next().unwrap().to_owned()).collect()
    }
}

#[test]
fn message_of_class_2_is_announced_by_index() {
    let mut stand = Stand::new();
    stand.ask("AT+CNMI=2,2");
    stand.receive_coded("for the card", 0xF2);
    assert_eq!(stand.tell(), "\r\n+CMTI: \"ME\",1\r\n");
    stand.receive_coded("for the phone", 0xF1);
    assert!(stand.tell().starts_with("\r\n+CMT: ,"));
    // Handed over without acknowledgement, a message is the computer's; the other is still stored.
    assert_eq!(stand.listed("AT+CMGL=4"), ["1"]);
}

#[test]
fn listing_has_the_messages_of_a_state() {
    let mut stand = Stand::new();
    for text in ["one", "two", "three"] {
        stand.receive(text);
    }
    stand.ask("AT+CMGR=2");
    assert_eq!(stand.listed("AT+CMGL=1"), ["2"]);
    assert_eq!(stand.listed("AT+CMGL=2"), <[&str; 0]>::default());
    assert_eq!(stand.ask("AT+CMGF=1;+CMGL=\"STO SENT\""), ["OK"]);
    assert_eq!(stand.listed("AT+CMGL=\"REC READ\""), ["2"]);
    assert_eq!(stand.listed("AT+CMGL"), ["1", "3"]);
    assert_eq!(stand.listed("AT+CMGL=\"REC UNREAD\""), <[&str; 0]>::default(), "what was listed is read");
    assert_eq!(stand.ask("AT+CMGL=4"), ["+CMS ERROR: 305"]);
    assert_eq!(stand.ask("AT+CMGF=0;+CMGL=\"ALL\""), ["+CMS ERROR: 304"]);
    assert_eq!(stand.ask("AT+CMGR=4"), ["+CMS ERROR: 321"]);
}

#[test]
fn flag_deletes_what_was_read_or_everything() {
    for (flag, left) in
        [(0, vec!["2", "3"]), (1, vec!["1", "3"]), (2, vec!["1", "3"]), (3, vec!["1", "3"]), (4, vec![])]
    {
        let mut stand = Stand::new();
        for text in ["one", "two", "three"] {
            stand.receive(text);
        }
        stand.ask("AT+CMGR=2");
        assert_eq!(stand.ask(&format!("AT+CMGD=1,{flag}")), ["OK"], "{flag}");
        assert_eq!(stand.listed("AT+CMGL=4"), left, "{flag}");
    }
    let mut stand = Stand::new();
    stand.receive("one");
    for wrong in ["AT+CMGD=1,5", "AT+CMGD=2", "AT+CMGD=2,0", "AT+CMGD=", "AT+CMGD=x"] {
        assert_eq!(stand.ask(wrong), ["+CMS ERROR: 321"], "{wrong}");
    }
    assert_eq!(stand.ask("AT+CMGD=?"), ["+CMGD: (1),(0-4)", "OK"]);
}

#[test]
fn deleted_message_is_not_handed_over() {
    let mut stand = Stand::new();
    stand.ask("AT+CMGF=1;+CSMS=1;+CNMI=2,2");
    for text in ["one", "two", "three"] {
        stand.receive(text);
    }
    assert!(stand.tell().ends_with("\r\none\r\n"));
    assert_eq!(stand.ask("AT+CMGD=2"), ["OK"]);
    // The next message takes the free index, and its turn behind those before.
    stand.receive("four");
    for text in ["three", "four"] {
        let handed = stand.ask("AT+CNMA");
        assert_eq!(handed.iter().filter(|line| line.starts_with("+CMT:")).count(), 1, "{handed:?}");
        assert_eq!(handed.last().map(String::as_str), Some(text));
    }
    assert_eq!(stand.ask("AT+CNMA"), ["OK"]);
    assert_eq!(stand.ask("AT+CNMA"), ["+CMS ERROR: 340"]);
    assert!(stand.station.handset().stored_messages().is_empty());
}

#[test]
fn report_on_a_message_has_its_length() {
    let mut stand = Stand::new();
    stand.ask("AT+CSMS=1;+CNMI=2,2");
    stand.receive("one");
    stand.tell();
    assert_eq!(stand.ask("AT+CNMA=3"), ["+CMS ERROR: 304"], "no such report");
    assert_eq!(stand.ask("AT+CNMA=0,256"), ["+CMS ERROR: 304"]);
    assert_eq!(stand.take(b"AT+CNMA=2,3\r"), "\r\n> ");
    assert_eq!(stand.take(b"0000\x1A"), "\r\n+CMS ERROR: 304\r\n", "one octet is missing");
    assert_eq!(stand.station.handset().stored_messages().len(), 1, "the message was refused");
}

#[test]
fn service_centre_is_set_and_used() {
    let mut stand = Stand::new();
    assert_eq!(stand.ask("AT+CSCA=\"+8613800210500\";+CSCA?"), ["+CSCA: \"+8613800210500\",145", "OK"]);
    stand.take(b"AT+CMGS=15\r");
    stand.take(b"0001000B813108000000F20000023119\x1A");
    // A PDU with a centre of its own goes there.
    stand.take(b"AT+CMGS=15\r");
    stand.take(b"0891683108102505F001000B813108000000F20000023119\x1A");
    let sent = stand.station.handset_mut().take_outgoing();
    let centres: Vec<_> =
        sent.iter().filter_map(|sent| sent.tpdu.user_data().map(|_| sent.service_centre.clone())).collect();
    let centre = |ton_npi: u8, number: &str| Address { ton_npi: TonNpi(ton_npi), number: number.to_owned() };
    let expected = [centre(0x91, "8613800210500"), centre(0x91, "8613800152500")];
    assert!(centres.ends_with(&expected), "{centres:?}");
    assert_eq!(stand.ask("AT+CSCA=\"1380\";+CSCA?"), ["+CSCA: \"1380\",129", "OK"]);
    assert_eq!(stand.ask("AT+CSCA=\"1380\",145;+CSCA?"), ["+CSCA: \"+1380\",145", "OK"]);
    assert_eq!(stand.ask("AT+CSCA=\"1380\",129;+CSCA?"), ["+CSCA: \"1380\",129", "OK"]);
    for wrong in ["\"\"", "\"+\"", "\"12a\"", "\"1\",x", "\"1\",129,1", "\"123456789012345678901\""] {
        assert_eq!(stand.ask(&format!("AT+CSCA={wrong}")), ["+CMS ERROR: 305"], "{wrong}");
    }
    assert_eq!(stand.ask("AT+CSCA?"), ["+CSCA: \"1380\",129", "OK"]);
    // A number of the country is one for the network, too, and so is one that a PDU brings.
    stand.take(b"AT+CMGS=15\r");
    stand.take(b"0001000B813108000000F20000023119\x1A");
    stand.take(b"AT+CMGS=15\r");
    stand.take(b"03A1310801000B813108000000F20000023119\x1A");
    let sent = stand.station.handset_mut().take_outgoing();
    let centres: Vec<_> = sent.iter().map(|sent| sent.service_centre.clone()).collect();
    assert_eq!(centres, [centre(0x81, "1380"), centre(0xA1, "1380")]);
}

#[test]
fn text_is_of_the_chosen_charset() {
    let mut stand = Stand::new();
    stand.ask("AT+CMGF=1;+CSCS=\"UCS2\"");
    stand.take(b"AT+CMGS=\"00310033\"\r");
    assert_eq!(stand.take("94B153055145503C".as_bytes()), "");
    assert!(stand.take(b"\x1A").contains("+CMGS: "));
    assert_eq!(stand.texts(), ["钱包充值"]);
    stand.take(b"AT+CMGS=\"00310033\"\r");
    assert_eq!(stand.take(b"94B\x1A"), "\r\n+CMS ERROR: 305\r\n");
    stand.receive("one");
    let read = stand.ask("AT+CMGR=1");
    assert_eq!(read[1], "006F006E0065");
    assert!(read[0].contains(",\"002B0038003600310033"), "{read:?}");
    assert_eq!(stand.ask("AT+CSCS=\"NONE\""), ["ERROR"]);
    assert!(stand.texts().is_empty());
}

#[test]
fn computer_has_five_minutes_for_a_dialog() {
    let mut stand = Stand::new();
    stand.set_up();
    stand.ask("AT+CUSATE=D30782020181900101");
    assert!(stand.station.handset().host_command().is_some());
    stand.station.wait(299_000).unwrap();
    assert!(stand.station.handset().host_command().is_some());
    stand.station.wait(2_000).unwrap();
    assert!(stand.station.handset().host_command().is_none());
    assert!(stand.station.handset().has_silent_host());
    // The handset has the dialog, and the computer is asked again when it says that it is ready.
    assert!(stand.ask("AT+CFUN=1").iter().any(|line| line.starts_with("+CUSATP: ")));
    assert!(!stand.station.handset().has_silent_host());
}

#[test]
fn message_news_outlives_a_restart() {
    let mut stand = Stand::new();
    stand.set_up();
    stand.ask("AT+CNMI=2,1");
    stand.take(b"AT+CMGS=15\r");
    stand.receive("one");
    assert_eq!(stand.tell(), "");
    stand.station.restart().unwrap();
    let said = stand.take(b"\x1B");
    assert!(said.contains("+CMTI: \"ME\",1\r\n") && said.contains("+CUSATP: "), "{said}");
}

#[test]
fn wrong_answer_to_the_card_is_incorrect() {
    let mut stand = Stand::new();
    stand.ask("AT+CMEE=1");
    let waiting = stand.station.handset().host_command().unwrap().to_vec();
    let mut other = success(&waiting);
    other[2] ^= 0x40;
    let before = stand.station.handset().clone();
    for (answer, result) in [(hex::encode(other), "+CME ERROR: 50"), ("00".to_owned(), "+CME ERROR: 50")] {
        assert_eq!(stand.ask(&format!("AT+CUSATT={answer}")), [result]);
        assert_eq!(*stand.station.handset(), before);
    }
    stand.set_up();
    assert_eq!(stand.ask(&format!("AT+CUSATT={}", hex::encode(success(&waiting)))), ["+CME ERROR: 3"]);
}

#[test]
fn line_ends_at_the_command_that_fails() {
    let mut stand = Stand::new();
    assert_eq!(stand.ask("AT+CMGF=1;+NONE;+CMGF=0"), ["ERROR"]);
    assert_eq!(stand.ask("AT+CMGF?"), ["+CMGF: 1", "OK"]);
    stand.take(b"AT+CMGS=\"1\";+CMGF=0\r");
    stand.take(b"\x1B");
    assert_eq!(stand.ask("AT+CMGF?"), ["+CMGF: 1", "OK"]);
    assert_eq!(stand.ask("AT+CMGF=2"), ["ERROR"]);
    assert_eq!(stand.ask("AT+CNMI=2,1,1"), ["+CMS ERROR: 303"]);
    assert_eq!(stand.ask("AT+CNMI=3"), ["+CMS ERROR: 303"]);
    assert_eq!(stand.ask("AT+CNMI?"), ["+CNMI: 0,0,0,0,0", "OK"]);
}

#[test]
fn registration_is_told_as_chosen() {
    let mut stand = Stand::new();
    stand.station.handset_mut().lose_service();
    assert_eq!(stand.tell(), "", "nobody asked for it");
    stand.ask("AT+CREG=1");
    stand.station.handset_mut().find_service();
    assert_eq!(stand.tell(), "\r\n+CREG: 1\r\n");
    assert_eq!(stand.tell(), "");
    assert_eq!(stand.ask("AT+COPS=3,2;+COPS?"), ["+COPS: 0,2,\"46000\"", "OK"]);
    for wrong in ["AT+COPS=1,2,\"46001\"", "AT+COPS=3,3", "AT+COPS=3", "AT+COPS=\"0\""] {
        assert_eq!(stand.ask(wrong), ["ERROR"], "{wrong}");
    }
    assert_eq!(stand.ask("AT+COPS=3,1;+COPS?"), ["+COPS: 0,1,\"CMCC\"", "OK"]);
}
