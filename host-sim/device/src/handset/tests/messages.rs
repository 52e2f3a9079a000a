//! Short messages: those for the card and their reports, those for the person, and those that the card sends.

use sim_wire::bcd::TonNpi;

use super::played::{answer, handset, sent};
use crate::handset::{
    Act, CardTransmission, DeliveryReport, Handset, Model, NotTakenError, Sending, Speech, Surroundings,
};
use sim_codec::cat::content::Address;
use sim_codec::sms::{MessageBody, Tpdu};

/// Message for the card of 3GPP TS 31.124 §27.22.5.1, sequence 1.6, and the envelope that brings it.
const FOR_THE_CARD: &str = "04049121437F16891010000000000D53686F7274204D657373616765";
const ENVELOPE: &str = "D12D8202838106099111223344556677F88B1C04049121437F16891010000000000D53686F7274204D657373616765";

fn octets(hex: &str) -> Vec<u8> {
    hex::decode(hex.replace(' ', "")).unwrap()
}

fn centre() -> Address {
    Address { ton_npi: TonNpi(0x91), number: "112233445566778".to_owned() }
}

fn deliver(handset: &mut Handset, tpdu: &str) -> u32 {
    handset.receive_message(&octets(tpdu), &centre()).unwrap()
}

/// Takes the only report; returns whether it acknowledges, and its octets.
fn report(handset: &mut Handset) -> (bool, String) {
    let reports = handset.take_reports();
    let [DeliveryReport { acknowledged, report, .. }] = reports.as_slice() else { panic!("{reports:?}") };
    (*acknowledged, hex::encode_upper(Tpdu::DeliverReport(report.clone()).encode().unwrap()))
}

fn gsm() -> Handset {
    let mut handset = Handset::new(Model::ofono_like(), Speech::Gsm, Surroundings::default());
    handset.next_command().unwrap();
    handset.receive(&[0x90, 0x00]);
    handset
}

#[test]
fn card_message_is_passed_unchanged_and_unshown() {
    let mut handset = handset();
    let before = handset.screen();
    let number = deliver(&mut handset, FOR_THE_CARD);
    assert_eq!(sent(&mut handset), format!("80C200002F{ENVELOPE}"));
    assert_eq!(handset.take_reports(), [], "the card has not answered");
    handset.receive(&[0x90, 0x00]);
    assert_eq!((handset.screen(), handset.inbox().messages().len()), (before, 0));
    let reports = handset.take_reports();
    assert_eq!((reports.len(), reports[0].number, reports[0].acknowledged), (1, number, true));
    assert_eq!(Tpdu::DeliverReport(reports[0].report.clone()).encode().unwrap(), [0x00, 0x00]);
    assert!(!handset.has_downloads());
}

#[test]
fn each_answer_of_the_card_has_its_report() {
    let cases: [(&[&str], bool, &str); 8] = [
        (&["9000"], true, "0000"),
        (&["AABB9000"], true, "00077F1602AABB"),
        (&["9F02", "AABB9000"], true, "00077F1602AABB"),
        (&["9E02", "AABB9000"], false, "00D5077F1602AABB"),
        (&["6F00"], false, "00D500"),
        (&["9300", "9300", "9000"], true, "0000"),
        (&["9300", "9300", "9300", "9300", "9300", "9300"], false, "00D400"),
        (&["9F02", "6F00"], false, "00D500"),
    ];
    for (answers, acknowledged, expected) in cases {
        let mut handset = gsm();
        deliver(&mut handset, FOR_THE_CARD);
        for answer in answers {
            handset.wait(1_000);
            assert_ne!(sent(&mut handset), "", "{answers:?}");
            handset.receive(&octets(answer));
        }
        assert_eq!(report(&mut handset), (acknowledged, expected.to_owned()), "{answers:?}");
        assert_eq!(handset.wait(5_000), 5_000, "nothing is sent again");
    }
}

/// The envelope goes under class 80, and a warning may announce data too.
#[test]
fn answer_data_are_fetched_under_class_00() {
    let mut handset = handset();
    deliver(&mut handset, FOR_THE_CARD);
    sent(&mut handset);
    handset.receive(&[0x61, 0x02]);
    assert_eq!(sent(&mut handset), "00C0000002");
    handset.receive(&octets("AABB910B"));
    assert_eq!(report(&mut handset), (true, "00077F1602AABB".to_owned()));
    assert_eq!(sent(&mut handset), "801200000B", "what the card announces with its answer is fetched");
    for warning in ["6200", "6300"] {
        let mut handset = super::played::handset();
        deliver(&mut handset, FOR_THE_CARD);
        sent(&mut handset);
        handset.receive(&octets(warning));
        assert_eq!(sent(&mut handset), "00C0000000");
        handset.receive(&[0x6C, 0x02]);
        assert_eq!(sent(&mut handset), "00C0000002");
        handset.receive(&octets("AABB9000"));
        assert_eq!(report(&mut handset), (false, "00D5077F1602AABB".to_owned()));
    }
}

#[test]
fn response_with_header_sets_the_header_flag() {
    let mut handset = handset();
    let secured = "44049121437FF6891010000000001E0270000019000D00000000BFFF00000000000100DCDCDCDCDCDCDCDCDCDC";
    deliver(&mut handset, secured);
    sent(&mut handset);
    handset.receive(&octets("027100000B0A000000000000000000009000"));
    assert_eq!(report(&mut handset), (true, "40077FF610027100000B0A00000000000000000000".to_owned()));
}

#[test]
fn card_messages_go_one_by_one() {
    let mut handset = handset();
    let first = deliver(&mut handset, FOR_THE_CARD);
    let second = deliver(&mut handset, FOR_THE_CARD);
    assert!(sent(&mut handset).starts_with("80C2"));
    assert_eq!(sent(&mut handset), "", "the second waits");
    handset.receive(&[0x90, 0x00]);
    assert!(sent(&mut handset).starts_with("80C2"));
    handset.receive(&[0x6F, 0x00]);
    let reports: Vec<_> =
        handset.take_reports().into_iter().map(|report| (report.number, report.acknowledged)).collect();
    assert_eq!(reports, [(first, true), (second, false)]);
}

#[test]
fn user_message_is_decoded_and_acknowledged() {
    let mut handset = handset();
    // Only both together are for the card: its protocol identifier, and class 2.
    let messages = [
        ("04049121437F0089101000000000 05 E8329BFD06", "hello"),
        ("04049121430000891010000000000AE8329BFD4697D9EC37", "hellohello"),
        ("0404912143000889101000000000044F60597D", "你好"),
    ];
    for (tpdu, text) in messages {
        deliver(&mut handset, tpdu);
        assert_eq!(handset.inbox().messages().last().unwrap().body, MessageBody::Text(text.to_owned()));
        assert_eq!(report(&mut handset), (true, "0000".to_owned()));
    }
    assert_eq!(sent(&mut handset), "", "the card hears nothing of them");
    let first = &handset.inbox().messages()[1];
    assert_eq!((first.from.number.as_str(), first.class, first.service_centre.clone()), ("1234", None, centre()));
    assert!(handset.inbox_mut().remove(0).is_some());
    assert_eq!((handset.inbox().messages().len(), handset.inbox_mut().remove(2)), (2, None));
}

#[test]
fn message_parts_are_joined_in_order() {
    let mut handset = handset();
    let part = |reference: &str, number: u8, text: &str| {
        let length = 6 + text.len() / 2;
        format!("4404912143000889101000000000 {length:02X} 050003{reference}02{number:02} {text}")
    };
    deliver(&mut handset, &part("07", 2, "597D"));
    deliver(&mut handset, &part("08", 1, "4E00"));
    deliver(&mut handset, &part("07", 2, "0041"));
    assert_eq!((handset.inbox().messages().len(), handset.inbox().parts()), (0, 3));
    deliver(&mut handset, &part("07", 1, "4F60"));
    let texts: Vec<_> = handset.inbox().messages().iter().map(|message| message.body.clone()).collect();
    assert_eq!(texts, [MessageBody::Text("你A".to_owned())], "a part that came with other content began anew");
    assert_eq!(handset.inbox().parts(), 2, "parts of other messages wait");
    // A part beyond the end is a message of its own.
    deliver(&mut handset, &part("07", 3, "0041"));
    assert_eq!(handset.inbox().messages().len(), 2);
}

#[test]
fn wrong_tpdu_changes_nothing() {
    let mut handset = handset();
    let before = handset.clone();
    for tpdu in ["", "04", "01000491214300F60141", "0404912143"] {
        assert_eq!(handset.receive_message(&octets(tpdu), &centre()), Err(NotTakenError::NoDeliver), "{tpdu:?}");
    }
    let long = [octets("04049121437FF68910100000000000"), vec![0x41; 255]].concat();
    assert_eq!(handset.receive_message(&long, &centre()), Err(NotTakenError::TooLong));
    assert_eq!(handset, before);
    handset.surroundings.service = false;
    assert_eq!(handset.receive_message(&octets(FOR_THE_CARD), &centre()), Err(NotTakenError::NoService));
    assert_eq!((sent(&mut handset), handset.has_downloads()), (String::new(), false));
}

const SEND: &str = "8103011300 82028183 8507 53656E6420534D 8609 9111223344556677F8 \
                    8B18 0100099110325476F840F40C54657374204D657373616765";

#[test]
fn send_short_message_result_follows_the_surroundings() {
    let cases = [
        (Sending::Accepted, "00", true),
        (Sending::CentreRefuses(0x26), "3526", false),
        (Sending::NetworkUnable(0x1D), "219D", false),
    ];
    for (sending, expected, accepted) in cases {
        let mut handset = handset();
        handset.surroundings.sending = sending;
        assert_eq!(answer(&mut handset, SEND), expected);
        assert_eq!(handset.screen().text, "Send SM", "shown while it is sent");
        let [outgoing] = handset.outbox() else { panic!("{:?}", handset.outbox()) };
        assert_eq!((outgoing.accepted, outgoing.service_centre.clone()), (accepted, centre()));
        assert_eq!(handset.standing().sent.len(), usize::from(accepted));
    }
    let mut handset = handset();
    handset.surroundings.service = false;
    assert_eq!(answer(&mut handset, SEND), "2004");
    assert_eq!(handset.outbox(), []);
}

#[test]
fn pair_cut_between_parts_arrives_whole() {
    let mut handset = handset();
    // The second part comes first.
    for part in ["0202DE310042", "02010041D83D"] {
        let tpdu = format!("440D91683108108300F00008901181010300230A05000307{part}");
        handset.receive_message(&octets(&tpdu), &centre()).unwrap();
    }
    assert_eq!(handset.inbox().messages()[0].body, MessageBody::Text("A😱B".to_owned()));
}

/// The handset names its own service centre where the card names none.
#[test]
fn send_short_message_packs_on_request() {
    let mut handset = handset();
    assert_eq!(answer(&mut handset, SEND), "00");
    // TS 31.124 §27.22.4.10.1, sequence 1.2: eight bits in, seven out.
    assert_eq!(answer(&mut handset, "8103011301 82028183 8B13 0100099110325476F840F40753656E6420534D"), "00");
    let sent: Vec<_> =
        handset.outbox().iter().map(|outgoing| hex::encode_upper(outgoing.tpdu.encode().unwrap())).collect();
    assert_eq!(sent, ["0100099110325476F840F40C54657374204D657373616765", "0100099110325476F840F007D3B29B0C9A3601"]);
    assert_eq!(handset.outbox()[1].service_centre, handset.surroundings.service_centre);
    assert!(matches!(&handset.standing().sent[1], CardTransmission::Sms(None, _)), "the card named none");
    handset.act(&Act::Ok);
    handset.begin_anew();
    assert_eq!(handset.outbox().len(), 2, "a reset of the card does not reach the handset's memory");
}
