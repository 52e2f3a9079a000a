//! A sound packet cut short everywhere and changed in every bit: the wallet and its counter are as before, and no
//! answer reveals anything.

use sim_wire::OtaKey;

use super::*;
use crate::stand::AID;

fn suspend() -> Vec<u8> {
    [&[0x80, 0xF0, 0x40, 0x8F, 0x10][..], &AID].concat()
}

fn sets() -> [OtaKeySet; 3] {
    let set = |number, kic, kid| OtaKeySet { number, kic, kid, checksum_length: 8, counter: counter(0) };
    [
        set(1, OtaKey::TripleDes2([0x61; 16]), OtaKey::TripleDes3([0x62; 24])),
        set(2, OtaKey::Aes128([0x63; 16]), OtaKey::Aes256([0x64; 32])),
        set(3, OtaKey::Aes192([0x65; 24]), OtaKey::TripleDes2([0x66; 16])),
    ]
}

/// Returns `true` if an answer to a changed envelope reveals nothing: a bare status word, or a proof without data.
fn is_silent(reply: &Reply) -> bool {
    match (reply.status, reply.data.as_slice()) {
        (0x9000, []) | (0x6A80 | 0x6700 | 0x6A86 | 0x6E00 | 0x6D00 | 0x6985, []) => true,
        (0x9000, [0x02, 0x71, 0x00, 0x00, 0x0B, 0x0A, _, _, _, 0, 0, 0, 0, 0, 0, status]) => matches!(status, 1..=0x0A),
        _ => false,
    }
}

#[test]
fn packet_with_any_bit_changed_is_rejected() {
    let mut statuses = std::collections::BTreeMap::<Option<u8>, usize>::new();
    for set in &sets() {
        for spi in [DOWN, BY_SUBMIT, SILENT] {
            let ready = card_with(&sets(), 0x16);
            let mut sender = Sender::of(set);
            let packet = sender.packet(spi, &suspend());
            for bit in 0..packet.len() * 8 {
                let mut changed = packet.clone();
                changed[bit / 8] ^= 1 << (bit % 8);
                let mut stand = ready.clone();
                let reply = bring(&mut stand, &sender.carried(&changed));
                assert!(is_silent(&reply), "bit {bit}: {reply:?}");
                assert_eq!(stand.state(), ready.state(), "bit {bit}");
                *statuses.entry(reply.data.last().copied()).or_default() += 1;
            }
            let mut stand = ready.clone();
            bring(&mut stand, &sender.carried(&packet));
            assert_ne!(stand.state(), ready.state(), "unchanged it is believed");
        }
    }
    println!("changed packets by the status of their proof: {statuses:?}");
    assert!(statuses.len() > 4, "{statuses:?}");
}

#[test]
fn damaged_or_cut_envelope_changes_nothing() {
    let ready = card_with(&sets(), 0x16);
    let mut sender = Sender::of(&sets()[1]);
    for class in [0x80, 0xA0] {
        sender.class = class;
        let envelope = sender.script(&suspend()).remove(0);
        for bit in 5 * 8..envelope.len() * 8 {
            let mut changed = envelope.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            let mut stand = ready.clone();
            let reply = bring_one(&mut stand, &changed);
            // Some octets of the carrier do not matter: the sender's number, the time, more messages to come.
            if accepted_any(&stand) {
                assert!(changed.ends_with(&envelope[envelope.len() - 50..]), "bit {bit} of the packet");
                continue;
            }
            assert!(is_silent(&reply), "bit {bit}: {reply:?}");
            assert_eq!(stand.state(), ready.state(), "bit {bit}");
        }
        for end in 0..envelope.len() {
            let mut cut = envelope[..end].to_vec();
            let mut stand = ready.clone();
            assert!(is_silent(&bring_one_or_less(&mut stand, &cut)), "{end} octets");
            if let Some(length) = cut.get_mut(4) {
                *length = u8::try_from(end - 5).unwrap();
                assert!(is_silent(&bring_one_or_less(&mut stand, &cut)), "{end} octets, Lc right");
            }
            assert_eq!(stand.state(), ready.state(), "{end} octets");
        }
    }
}

fn accepted_any(stand: &Stand) -> bool {
    stand.state().remote.accepted.iter().any(|counter| counter.value() > 0)
}

fn bring_one_or_less(stand: &mut Stand, command: &[u8]) -> Reply {
    if command.len() < 2 { stand.send(command) } else { bring_one(stand, command) }
}

/// The user data cut to every length, all the lengths around it made right: only the packet itself is too short.
#[test]
fn packet_cut_to_any_length_is_rejected() {
    for set in &sets() {
        let ready = card_with(&sets(), 0x16);
        let mut sender = Sender::of(set);
        let packet = sender.packet(DOWN, &suspend());
        for end in 0..packet.len() {
            for right in [false, true] {
                let mut cut = packet[..end].to_vec();
                if right && let Some(length) = cut.get_mut(..2) {
                    length.copy_from_slice(&u16::try_from(end - 2).unwrap().to_be_bytes());
                }
                let mut stand = ready.clone();
                let reply = bring(&mut stand, &sender.carried(&cut));
                assert!(is_silent(&reply), "{end} octets: {reply:?}");
                assert_eq!(reply.data.is_empty(), end < 10, "{end} octets: whoever is named is answered");
                assert_eq!(stand.state(), ready.state(), "{end} octets");
            }
        }
    }
}
