//! Tests of the simulated part: what a torn write may and may not leave behind.

use applet::{MEMORY_SIZE, MemoryError, Nvm};

use super::{Eeprom, ImageError, PAGE_LENGTH, PowerCut, Tear};

/// New content of eight octets over 00.., of which four differ.
const NEW: [u8; 8] = [0x00, 0xFF, 0x00, 0x0F, 0xF0, 0x00, 0x55, 0x00];

fn torn_by(tear: Tear) -> [u8; 8] {
    let mut memory = Eeprom::blank();
    memory.write(100, &[0; 8]).unwrap();
    memory.arm(PowerCut::at_write(0, tear));
    assert_eq!(memory.write(100, &NEW), Err(MemoryError));
    assert_eq!(memory.last_write().unwrap().differing, 4);
    memory.power_restored();
    let mut after = [0; 8];
    memory.read(100, &mut after).unwrap();
    let untouched = memory.image().iter().enumerate().filter(|(at, _)| !(100..108).contains(at));
    assert!(untouched.clone().count() == MEMORY_SIZE - 8 && untouched.into_iter().all(|(_, octet)| *octet == 0xFF));
    after
}

#[test]
fn each_tear_leaves_its_named_octets() {
    assert_eq!(torn_by(Tear::Nothing), [0; 8]);
    assert_eq!(torn_by(Tear::All), NEW);
    assert_eq!(torn_by(Tear::Only(1)), [0, 0, 0, 0x0F, 0, 0, 0, 0]);
    assert_eq!(torn_by(Tear::AllBut(1)), [0, 0xFF, 0, 0, 0xF0, 0, 0x55, 0]);
    assert_eq!(torn_by(Tear::First(2)), [0, 0xFF, 0, 0x0F, 0, 0, 0, 0]);
    assert_eq!(torn_by(Tear::Half), [0, 0xFF, 0, 0x0F, 0, 0, 0, 0]);
}

#[test]
fn random_tear_changes_only_differing_bits() {
    let mut subsets = std::collections::BTreeSet::new();
    for seed in 0..400 {
        let octets = torn_by(Tear::Octets(seed));
        assert!(octets.iter().zip(NEW).all(|(after, new)| *after == 0 || *after == new));
        assert_eq!(octets, torn_by(Tear::Octets(seed)), "the seed alone decides");
        subsets.insert(octets);
        let bits = torn_by(Tear::Bits(seed));
        assert!(bits.iter().zip(NEW).all(|(after, new)| after & !new == 0));
    }
    assert_eq!(subsets.len(), 16);
}

#[test]
fn tear_round_trips_as_text() {
    let all = [
        Tear::Nothing,
        Tear::All,
        Tear::Only(3),
        Tear::AllBut(0),
        Tear::First(12),
        Tear::Octets(u64::MAX),
        Tear::Bits(9),
    ];
    for tear in all {
        assert_eq!(tear.to_string().parse(), Ok(tear));
    }
    assert_eq!("17".parse(), Ok(Tear::Octets(17)));
    for wrong in ["", "some", "only:", "octets:x", "first:-1", "half:3"] {
        assert!(wrong.parse::<Tear>().unwrap_err().to_string().contains("names no way"));
    }
}

#[test]
fn memory_is_dead_until_power_returns() {
    let mut memory = Eeprom::blank();
    memory.arm(PowerCut::at_write(1, Tear::Nothing));
    assert_eq!(memory.write(0, &[1]), Ok(()));
    assert_eq!(memory.write(1, &[2]), Err(MemoryError));
    assert!(memory.power_failed());
    assert_eq!(memory.read(0, &mut [0]), Err(MemoryError));
    assert_eq!(memory.write(2, &[3]), Err(MemoryError));
    memory.arm(PowerCut::at_write(0, Tear::All));
    memory.power_restored();
    assert_eq!(memory.write(3, &[4]), Ok(()), "a dead part cannot be armed");
    assert_eq!(&memory.image()[..4], [1, 0xFF, 0xFF, 4]);
}

#[test]
fn cut_at_read_changes_nothing() {
    let mut memory = Eeprom::blank();
    let before = memory.image().to_vec();
    memory.arm(PowerCut::at_read(1));
    assert_eq!(memory.read(0, &mut [0; 4]), Ok(()));
    assert_eq!(memory.read(0, &mut [0; 4]), Err(MemoryError));
    assert_eq!(memory.image(), before);
    memory.power_restored();
    assert_eq!(memory.read(0, &mut [0; 4]), Ok(()));
    assert_eq!((memory.read_count(), memory.write_count()), (2, 0));
}

#[test]
fn wear_is_counted_by_page_and_by_write() {
    let mut memory = Eeprom::blank();
    memory.write(PAGE_LENGTH - 1, &[0; 2]).unwrap();
    memory.write(0, &[0]).unwrap();
    memory.write(0, &[]).unwrap();
    assert_eq!(memory.write_count(), 3);
    assert_eq!(&memory.wear()[..3], [2, 1, 0]);
    assert_eq!(memory.wear().len(), MEMORY_SIZE.div_ceil(PAGE_LENGTH));
}

#[test]
fn access_outside_memory_fails() {
    let mut memory = Eeprom::blank();
    assert_eq!(memory.write(MEMORY_SIZE - 1, &[1, 2]), Err(MemoryError));
    assert_eq!(memory.write(usize::MAX, &[1]), Err(MemoryError));
    assert_eq!(memory.read(MEMORY_SIZE, &mut [0]), Err(MemoryError));
    assert_eq!((memory, 0), (Eeprom::blank(), 0));
}

#[test]
fn image_without_card_is_refused_with_reason() {
    let short = Eeprom::from_image(&[0; 10]).unwrap_err();
    assert_eq!(short, ImageError::TooShort { actual: 10 });
    assert_eq!(short.to_string(), format!("it holds 10 octets and a card's memory has {MEMORY_SIZE}"));
    let blank = Eeprom::from_image(Eeprom::blank().image()).unwrap_err();
    assert_eq!(blank, ImageError::NoCard);
}
