//! Memories of a card at its start: a whole card of this version starts, any other memory gives a clear reason. Half a
//! card is never started, and manufacture can be cut like any write.

use applet::{Card, IMAGE_VERSION, PowerOnError, manufacture};
use sim_device::memory::{Eeprom, PowerCut, Tear};

use crate::stand::*;

/// Offsets of the slots in the memory (`applet/src/nvm.rs`).
const SLOTS: [usize; 2] = [1024, 2048];

/// Computes the CRC-32 of ISO 3309 bit by bit, without code of the card.
fn crc32(octets: &[u8]) -> u32 {
    !octets.iter().fold(u32::MAX, |crc, octet| {
        (0..8).fold(crc ^ u32::from(*octet), |crc, _| (crc >> 1) ^ (0xEDB8_8320 & 0_u32.wrapping_sub(crc & 1)))
    })
}

/// Returns the number of octets under the seal of a slot, found by the seal itself.
fn sealed_length(slot: &[u8]) -> usize {
    let fits = |length: &usize| crc32(&slot[..*length]).to_be_bytes() == slot[*length..length + 4];
    (64..slot.len() - 4).find(fits).expect("the slot is sealed by a CRC-32 over all of it")
}

/// Returns a card's memory after two commits, so that both slots are sound.
fn image() -> Vec<u8> {
    let mut stand = Stand::holding(500);
    stand.purchase(1);
    stand.purchase(2);
    stand.card.memory().image().to_vec()
}

fn start(image: &[u8]) -> Result<applet::CardState, PowerOnError> {
    let mut memory = Eeprom::blank();
    applet::Nvm::write(&mut memory, 0, image).unwrap();
    let mut card = Card::new(memory, Dice::default());
    card.power_on().map(|_| card.state().unwrap())
}

#[test]
fn unknown_image_version_in_either_slot_is_refused() {
    assert_eq!(start(&image()).unwrap().balance.0, 497);
    for slot in SLOTS {
        let mut image = image();
        let length = sealed_length(&image[slot..slot + 1024]);
        assert_eq!(image[slot], IMAGE_VERSION);
        image[slot] = 9;
        let seal = crc32(&image[slot..slot + length]).to_be_bytes();
        image[slot + length..slot + length + 4].copy_from_slice(&seal);
        // Were the other slot taken instead, an older wallet could come back to life.
        assert_eq!(start(&image), Err(PowerOnError::UnknownVersion(9)));
        assert_eq!(
            Eeprom::from_image(&image).unwrap_err().to_string(),
            format!("it is a card image of version 9, and this program knows version {IMAGE_VERSION} only")
        );
    }
}

#[test]
fn damaged_octet_of_current_slot_is_detected() {
    let whole = image();
    let current = start(&whole).unwrap();
    let length = sealed_length(&whole[SLOTS[0]..SLOTS[0] + 1024]);
    let mut other_wallets = 0;
    for slot in SLOTS {
        for at in slot..slot + length + 4 {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x01;
            let state = start(&damaged).expect("the other slot is sound");
            other_wallets += usize::from(state != current);
        }
    }
    assert_eq!(other_wallets, length + 4, "damage anywhere in the current slot is seen, in the other it is no matter");
}

#[test]
fn memory_without_a_card_is_refused() {
    assert_eq!(start(&[]), Err(PowerOnError::NoCard));
    let mut no_slot = image();
    SLOTS.iter().for_each(|slot| no_slot[slot + 40] ^= 0xFF);
    assert_eq!(start(&no_slot), Err(PowerOnError::NoCard));
    let mut no_magic = image();
    no_magic[0] ^= 1;
    assert_eq!(start(&no_magic), Err(PowerOnError::NoCard));
}

/// A card that is being made and loses its power is no card, or the whole card.
#[test]
fn cut_manufacture_leaves_whole_card_or_none() {
    let personalisation = personalisation();
    let mut whole = Eeprom::blank();
    manufacture(&mut whole, &personalisation).unwrap();
    let (mut none, mut made) = (0, 0);
    for write in 0..whole.write_count() {
        let only = (0..1024).map(Tear::Only).chain((0..1024).map(Tear::AllBut));
        for tear in only.chain((0..200).map(Tear::Octets)).chain([Tear::Nothing, Tear::All]) {
            let mut memory = Eeprom::blank();
            memory.arm(PowerCut::at_write(write, tear));
            assert!(manufacture(&mut memory, &personalisation).is_err());
            memory.power_restored();
            let mut card = Card::new(memory, Dice::default());
            match card.power_on() {
                Ok(_) => assert_eq!(card.memory().image(), whole.image()),
                // The octet that says the version may be the one that tore.
                Err(PowerOnError::NoCard | PowerOnError::UnknownVersion(_)) => {}
                Err(fault) => panic!("write {write}, torn {tear}: {fault:?}"),
            }
            if card.state().is_some() { made += 1 } else { none += 1 }
        }
    }
    assert!(made > 0 && none > 0);
    println!("manufacture: {} writes, {none} cuts left no card, {made} the whole card", whole.write_count());
}
