//! Any octets as a short message, each way: what is accepted is written again to the same octets, and what is not is
//! told as far as it goes. The first octet of an input chooses the way and what stands before the message.
#![no_main]

use sim_codec::sms::{Direction, Pdu, SmsAddress, Tpdu, TpduKind, UserData, plausibility};
use sim_explain::render::text;
use sim_explain::toolkit::long_message;
use sim_explain::{ContentKind, guess};

/// A service centre of 13 digits.
const CENTRE: [u8; 9] = [0x08, 0x91, 0x68, 0x31, 0x08, 0x10, 0x00, 0x05, 0xF0];

fn encoded_again(direction: Direction, octets: &[u8]) {
    if let Some(tpdu) = Tpdu::parse(direction, octets) {
        assert_eq!(tpdu.encode().as_deref(), Ok(octets));
    }
    if let Some((address, rest)) = SmsAddress::take(octets) {
        assert!(address.half_octets.div_ceil(2) as usize + 2 + rest.len() == octets.len());
    }
    if let &[length, dcs, ref user @ ..] = octets {
        for has_header in [false, true] {
            let data = UserData::read(length, user, dcs, has_header);
            assert_eq!(data.octets(dcs).as_deref(), Ok(user));
            assert!(data.missing(dcs) == 0 || data.surplus(dcs).is_empty());
        }
    }
}

libfuzzer_sys::fuzz_target!(|octets: &[u8]| {
    let Some((first, rest)) = octets.split_first() else { return };
    let (direction, kind) = match first & 1 {
        0 => (Direction::FromNetwork, ContentKind::SmsToHandset),
        _ => (Direction::ToNetwork, ContentKind::SmsFromHandset),
    };
    let centre: &[u8] = if first & 2 == 0 { &[] } else { &CENTRE };
    let whole = [centre, rest].concat();
    encoded_again(direction, rest);
    let pdu = Pdu::read(direction, &whole);
    assert!(pdu.reading.is_some() || !pdu.problems.is_empty());
    assert!(TpduKind::ALL.iter().all(|kind| plausibility(*kind, &whole) <= 100));
    let (start, end) = whole.split_at(whole.len() / 2);
    let mut explained: Vec<_> = [whole.as_slice(), start, end, whole.as_slice()]
        .into_iter()
        .map(|octets| guess::explain_as(kind, octets))
        .collect();
    explained.push(guess::explain_as(ContentKind::CellBroadcast, rest));
    long_message::join(&mut explained);
    for explanation in &explained {
        assert!(!text::page(explanation, false).is_empty());
        assert!(sim_explain::json(explanation).is_ok_and(|json| json.starts_with('{')));
    }
});
