//! Packets that are not believed, each with the one deviation of its sender.

use proptest::prelude::*;
use sim_wire::secured_packet::{
    Check, Checksum, Ciphering, CommandHeader, CommandPacket, Counter, Counting, Form, KeyReference, Spi, Tar,
};

use crate::ota::*;

const TAR: Tar = Tar([0xB0, 0x00, 0x11]);
const SECURED: Spi = Spi::new(Check::Cryptographic, true, Counting::Higher);

fn set(number: u8, first: u8) -> KeySet {
    let octets = |first: u8| (first..).take(16).collect::<Vec<u8>>();
    let kic = CipherKey::new(Ciphering::AesCbc, &octets(first)).unwrap();
    let kid = ChecksumKey::new(Checksum::AesCmac, &octets(first + 0x40)).unwrap();
    KeySet { number, keys: Keys { kic: Some(kic), kid: Some(kid), redundancy: None } }
}

fn receiver() -> Receiver {
    let application = TargetApplication { tar: TAR, least: SECURED };
    Receiver { applications: vec![application], key_sets: vec![set(1, 0x10), set(2, 0x20)] }
}

/// Returns a command of 25 octets, whose packet is filled up by nine.
fn command(counter: u64) -> Command {
    let header = CommandHeader { spi: SECURED, kic: KeyReference(0x12), kid: KeyReference(0x12), tar: TAR };
    Command { form: Form::ShortMessage, header, counter: Counter::new(counter).unwrap(), data: (1..=25).collect() }
}

fn diagnosed(packet: &[u8]) -> Option<PacketDiagnosis> {
    PacketDiagnosis::of(packet, &receiver(), (Counter::default(), &[]))
}

fn mistake(packet: &[u8]) -> Option<PacketMistake> {
    let diagnosis = diagnosed(packet).unwrap();
    assert_eq!(diagnosis.reason, RejectionError::CheckWrong(Check::Cryptographic));
    let check = diagnosis.check.unwrap();
    assert_ne!(check.right, check.found);
    assert_eq!(diagnosis.key_set, Some(1));
    diagnosis.mistake
}

/// Returns a packet whose check is another one: `make` is given the octets in front of the check and those behind it,
/// in clear and enciphered.
fn forged(make: impl Fn(&Keys, [&[u8]; 2]) -> Vec<u8>) -> Vec<u8> {
    let keys = set(1, 0x10).keys;
    let in_clear = Keys { kic: None, ..keys.clone() };
    let security = Command::security(command(6).header, &keys).unwrap();
    let sound = command(6).wrap(&keys).unwrap();
    let secured = CommandPacket::parse(Form::ShortMessage, &sound).unwrap().secured.len();
    let mut packet = security.deciphered(&sound, secured).unwrap();
    let checked = CommandPacket::checked(Form::ShortMessage, &packet, 8).unwrap();
    let check = make(&in_clear, checked);
    let (front, length) = (packet.len() - secured, packet.len());
    packet[front + 6..front + 14].copy_from_slice(&check);
    keys.kic.unwrap().encipher(&mut packet[front..length]).unwrap();
    packet
}

#[test]
fn sound_packet_has_no_diagnosis() {
    assert_eq!(diagnosed(&command(6).wrap(&set(1, 0x10).keys).unwrap()), None);
    assert_eq!(diagnosed(&forged(|keys, parts| keys.kid.as_ref().unwrap().over(&parts))), None);
}

#[test]
fn other_key_is_found() {
    let (own, other) = (set(1, 0x10).keys, set(2, 0x20).keys);
    let wrapped = |keys: &Keys| command(6).wrap(keys).unwrap();
    let kic_of_other = Keys { kic: other.kic.clone(), ..own.clone() };
    assert_eq!(mistake(&wrapped(&kic_of_other)), Some(PacketMistake::CipherKey(2)));
    let kid_of_other = Keys { kid: other.kid.clone(), ..own.clone() };
    assert_eq!(mistake(&wrapped(&kid_of_other)), Some(PacketMistake::ChecksumKey(2)));
    assert_eq!(mistake(&wrapped(&other)), Some(PacketMistake::KeySet(2)));
    let mut exchanged = own;
    let (kic, kid) = (exchanged.kic.as_mut().unwrap(), exchanged.kid.as_mut().unwrap());
    std::mem::swap(&mut kic.key, &mut kid.key);
    assert_eq!(mistake(&wrapped(&exchanged)), Some(PacketMistake::ExchangedKeys));
    assert_eq!(mistake(&wrapped(&set(1, 0x30).keys)), None, "a key that nobody has explains nothing");
}

#[test]
fn other_way_of_making_check_is_found() {
    let over = |keys: &Keys, octets: &[u8]| keys.kid.as_ref().unwrap().over(&[octets]);
    let headless = forged(|keys, [front, behind]| over(keys, &[&front[front.len() - 6..], behind].concat()));
    assert_eq!(mistake(&headless), Some(PacketMistake::WithoutHeader));
    let unpadded = forged(|keys, [front, behind]| over(keys, &[front, &behind[..behind.len() - 9]].concat()));
    assert_eq!(mistake(&unpadded), Some(PacketMistake::WithoutPadding));
    // Whole blocks in clear, which the header calls enciphered.
    let security = Security { cipher: None, ..Command::security(command(6).header, &set(1, 0x10).keys).unwrap() };
    let whole = Command { data: (1..=34).collect(), ..command(6) };
    assert_eq!(mistake(&whole.wrap_secured(&security, Padding::Zeros).unwrap()), Some(PacketMistake::NotEnciphered));
}

#[test]
fn counter_is_diagnosed_with_its_packet() {
    let keys = set(1, 0x10).keys;
    let packet = command(6).wrap(&keys).unwrap();
    let stored = Counter::new(6).unwrap();
    let repeated = PacketDiagnosis::of(&packet, &receiver(), (stored, std::slice::from_ref(&packet))).unwrap();
    assert_eq!(repeated.reason, RejectionError::CounterLow(stored, stored));
    assert_eq!((repeated.counter, repeated.mistake), (Some(stored), Some(PacketMistake::Repeated)));
    let late = command(5).wrap(&keys).unwrap();
    let late = PacketDiagnosis::of(&late, &receiver(), (stored, &[packet])).unwrap();
    assert_eq!((late.counter, late.mistake), (Counter::new(5), None));
}

#[test]
fn reason_before_the_check_stands_by_itself() {
    let mut packet = command(6).wrap(&set(1, 0x10).keys).unwrap();
    packet[9] ^= 1;
    let diagnosis = diagnosed(&packet).unwrap();
    assert!(matches!(diagnosis.reason, RejectionError::TarUnknown(_)));
    assert_eq!(diagnosis.mistake, None);
    assert_eq!(diagnosed(&[]).unwrap().header, None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn changed_bit_is_found(bit in 80_usize..(16 + 8 * 40)) {
        let mut packet = command(6).wrap(&set(1, 0x10).keys).unwrap();
        prop_assume!(bit < packet.len() * 8);
        packet[bit / 8] ^= 0x80 >> (bit % 8);
        prop_assert_eq!(mistake(&packet), Some(PacketMistake::ChangedBit(bit)));
    }

    #[test]
    fn any_octets_are_diagnosed_without_panic(octets in prop::collection::vec(any::<u8>(), 0..80), cut in 0_usize..60) {
        drop(diagnosed(&octets));
        let packet = command(6).wrap(&set(1, 0x10).keys).unwrap();
        drop(diagnosed(&packet[..cut.min(packet.len())]));
    }
}
