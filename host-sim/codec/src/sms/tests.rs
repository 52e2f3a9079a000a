//! Tests of short messages against published vectors, and there and back.

mod field;
mod vectors;

use proptest::prelude::*;
use sim_wire::bcd::TonNpi;

use super::*;

fn octets(text: &str) -> Vec<u8> {
    hex::decode(text.replace(' ', "")).unwrap()
}

#[test]
fn submit_encodes_to_standard_octets() {
    let tpdu = Tpdu::Submit(SmsSubmit {
        first: 0x11,
        reference: 0,
        destination: SmsAddress::new(TonNpi::INTERNATIONAL, "8613800138000"),
        pid: 0,
        dcs: 0x08,
        validity: vec![0xAA],
        user: UserData::new(MessageBody::Text("余额".to_owned()), 0x08).unwrap(),
    });
    let built = octets("11 00 0D 91 683108108300F0 00 08 AA 04 4F59 989D");
    assert_eq!(tpdu.encode().unwrap(), built);
    assert_eq!(Tpdu::parse(Direction::ToNetwork, &built), Some(tpdu));
}

#[test]
fn message_type_depends_on_direction() {
    use Direction::{FromNetwork, ToNetwork};
    let kinds = |first| (TpduKind::of(FromNetwork, first), TpduKind::of(ToNetwork, first));
    assert_eq!(kinds(0x00), (Some(TpduKind::Deliver), Some(TpduKind::DeliverReport)));
    assert_eq!(kinds(0x01), (Some(TpduKind::SubmitReport), Some(TpduKind::Submit)));
    assert_eq!(kinds(0x02), (Some(TpduKind::StatusReport), Some(TpduKind::Command)));
    // A reserved type is processed as SMS-DELIVER (23.040 §9.2.3.1).
    assert_eq!(kinds(0x03), (Some(TpduKind::Deliver), None));
}

#[test]
fn text_behind_header_begins_at_septet_boundary() {
    let data = UserData {
        length: 7 + 5,
        header: Some(vec![Element { id: 0x00, data: vec![0x2A, 0x02, 0x01] }]),
        body: MessageBody::Text("hello".to_owned()),
        kept: None,
    };
    let octets = data.octets(0).unwrap();
    assert_eq!(octets.len(), 11);
    assert_eq!(data.fill_bits(), Some(1));
    assert_eq!(UserData::read(12, &octets, 0, true), data);
}

#[test]
fn header_longer_than_data_is_no_header() {
    let data = UserData::read(3, &[0x05, 0x00, 0x03], 0x04, true);
    assert_eq!((data.header, data.body), (None, MessageBody::Octets(vec![0x05, 0x00, 0x03])));
}

#[test]
fn submit_cut_before_user_data_is_none() {
    let whole = octets("01 00 02 91 10 00 04 01 41");
    assert!(Tpdu::parse(Direction::ToNetwork, &whole).is_some());
    for length in 0..7 {
        assert_eq!(Tpdu::parse(Direction::ToNetwork, &whole[..length]), None, "{length}");
    }
}

proptest! {
    #[test]
    fn readable_tpdu_round_trips(octets in proptest::collection::vec(any::<u8>(), 0..60), to in any::<bool>()) {
        let direction = if to { Direction::ToNetwork } else { Direction::FromNetwork };
        if let Some(tpdu) = Tpdu::parse(direction, &octets) {
            prop_assert_eq!(tpdu.encode(), Ok(octets));
        }
    }

    #[test]
    fn submit_round_trips(text in "[ -Z_a-z]{0,160}", number in "[0-9*#]{1,20}", dcs in prop_oneof![Just(0_u8), Just(8)]) {
        prop_assume!(dcs == 0 || text.len() <= 70);
        let tpdu = Tpdu::Submit(SmsSubmit {
            first: 0x01,
            reference: 7,
            destination: SmsAddress::new(TonNpi::INTERNATIONAL, &number),
            pid: 0,
            dcs,
            validity: Vec::new(),
            user: UserData::new(MessageBody::Text(text), dcs).unwrap(),
        });
        prop_assert_eq!(Tpdu::parse(Direction::ToNetwork, &tpdu.encode().unwrap()), Some(tpdu));
    }
}
