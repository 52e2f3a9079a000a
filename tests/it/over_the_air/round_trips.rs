//! Round trips under any keys, any request for a proof, any carriage and any data. The host makes the packet, the card
//! runs it, and the host opens the proof.

use proptest::prelude::*;
use sim_codec::cat::command::{self, Action};
use sim_codec::ota::Padding;
use sim_codec::ota::carriage::PacketPart;
use sim_wire::OtaKey;
use sim_wire::secured_packet::{Check, Counting, KeyReference, ProofCarriage, ProofWanted};

use super::*;
use crate::toolkit::{ALL, Hand};

fn any_key() -> impl Strategy<Value = OtaKey> {
    prop_oneof![
        any::<[u8; 16]>().prop_map(OtaKey::TripleDes2),
        any::<[u8; 24]>().prop_map(OtaKey::TripleDes3),
        any::<[u8; 16]>().prop_map(OtaKey::Aes128),
        any::<[u8; 24]>().prop_map(OtaKey::Aes192),
        any::<[u8; 32]>().prop_map(OtaKey::Aes256),
    ]
}

fn any_set() -> impl Strategy<Value = OtaKeySet> {
    (1..=15_u8, any_key(), any_key(), any::<bool>(), 0..0xFF_FFFF_FF00_u64).prop_map(
        |(number, kic, kid, short, stored)| {
            let is_aes = kid.block_length() == 16;
            let checksum_length = if short && is_aes { 4 } else { 8 };
            OtaKeySet { number, kic, kid, checksum_length, counter: counter(stored) }
        },
    )
}

fn any_carriage() -> impl Strategy<Value = ProofCarriage> {
    prop_oneof![Just(ProofCarriage::DeliverReport), Just(ProofCarriage::Submit)]
}

/// Returns the user data of the proof, by whichever way it leaves.
fn proof(hand: &mut Hand, envelopes: &[Vec<u8>], carriage: ProofCarriage) -> Vec<u8> {
    let reply = bring(&mut hand.stand, envelopes);
    if carriage == ProofCarriage::DeliverReport {
        return reply.data;
    }
    let [0x91, length] = reply.status.to_be_bytes() else { panic!("{reply:?}") };
    assert!(reply.data.is_empty());
    let fetched = hand.stand.send(&[0x80, 0x12, 0, 0, length]).data;
    let Action::SendSms(send) = command::parse(&fetched).unwrap().action else { panic!("{fetched:02X?}") };
    [&[0x02, 0x71, 0x00], &PacketPart::of(&send.message.unwrap().value).unwrap().octets[..]].concat()
}

fn hand(set: OtaKeySet, least: u8) -> Hand {
    let mut hand = Hand::new(card_with(&[set], least), 0x80, ALL);
    hand.start_up();
    hand
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    /// Packets with a checksum, ciphered or not; proofs with any check that KID can name, ciphered or not.
    #[test]
    fn packets_with_checksum_round_trip(
        set in any_set(), ciphered: bool, plus_one: bool, ahead in 1..200_u64, carriage in any_carriage(),
        proof_check in 0..3_u8, proof_ciphered: bool, count in 1..120_usize, marked: bool, class in prop_oneof![Just(0x80), Just(0xA0)],
    ) {
        let counting = if plus_one { Counting::Next } else { Counting::Higher };
        let check = Check::ALL[usize::from(proof_check)];
        // Of KIDs for a checksum, only that of 3DES with two keys names a redundancy check too.
        let check = if check == Check::Redundancy && !matches!(set.kid, OtaKey::TripleDes2(_)) { Check::None } else { check };
        let spi = Spi::new(Check::Cryptographic, ciphered, counting).proving(ProofWanted::Always, check, proof_ciphered, carriage);
        let mut hand = hand(set, 0x12);
        let mut sender = Sender { class, ..Sender::of(&set) };
        sender.counter += if plus_one { 0 } else { ahead - 1 };
        let command = sender.command(spi, &octets(&"805C000204".repeat(count)));
        let style = if marked { Padding::Marked } else { Padding::Zeros };
        let packet = command.wrap_padded(&sender.keys.keys, style).unwrap();
        let proof = proof(&mut hand, &sender.carried(&packet), carriage);
        let proof = sender.opened(spi, &proof);
        prop_assert_eq!((proof.status, proof.counter, proof.tar), (ResponseStatus::OK, command.counter, WALLET));
        let done = done(&proof.data);
        prop_assert_eq!((usize::from(done.count), done.status, done.data), (count, 0x9000, octets("0000C350")));
        prop_assert_eq!(accepted(&hand.stand), sender.counter);
    }

    /// Packets with a redundancy check, for an application that takes such; the proof in clear or, where the packet was
    /// ciphered, ciphered.
    #[test]
    fn packets_with_redundancy_check_round_trip(
        set in any_set(), ciphered: bool, long: bool, proof_check: bool, proof_ciphered: bool, ahead in 1..200_u64,
    ) {
        let check = if proof_check { Check::Redundancy } else { Check::None };
        let spi = Spi::new(Check::Redundancy, ciphered, Counting::Higher);
        let spi = spi.proving(ProofWanted::Always, check, proof_ciphered && ciphered, ProofCarriage::DeliverReport);
        let mut hand = hand(set, 0x01);
        let mut sender = Sender::of(&set);
        sender.counter += ahead - 1;
        let mut command = sender.command(spi, &octets("805C000204"));
        command.header.kid = KeyReference::new(set.number, if long { 0x5 } else { 0x1 });
        let packet = command.wrap(&sender.keys.keys).unwrap();
        let proof = proof(&mut hand, &sender.carried(&packet), ProofCarriage::DeliverReport);
        let proof = opened(&proof, ResponseSecurity::from(command.header), &sender.keys);
        prop_assert_eq!((proof.status, proof.counter), (ResponseStatus::OK, command.counter));
        let kept = if ciphered { sender.counter } else { set.counter.value() };
        prop_assert_eq!(accepted(&hand.stand), kept, "anybody could have written the counter of a packet in clear");
    }

    /// A packet under other keys is refused, and its proof reveals nothing.
    #[test]
    fn packets_under_other_keys_are_refused(set in any_set(), kic in any_key(), kid in any_key(), carriage in any_carriage()) {
        prop_assume!(kid != set.kid);
        let spi = Spi { second: 0x19, ..SILENT }.proving(ProofWanted::Always, Check::Cryptographic, true, carriage);
        let mut stand = card_with(&[set], 0x16);
        let mut other = Sender::of(&OtaKeySet { kic, kid, ..set });
        let packet = other.packet(spi, &octets("805C000204"));
        let status = other.refused(&mut stand, &packet);
        let names = kic.ciphering() == set.kic.ciphering() && kid.checksum() == set.kid.checksum();
        prop_assert_eq!(status == ResponseStatus::CHECK_FAILED, names);
    }
}
