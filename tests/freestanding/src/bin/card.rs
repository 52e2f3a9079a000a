//! A card alone: manufactured, powered on and asked, without std, libc or an allocator. Everything the card is given
//! goes through `black_box`, so the optimiser knows no key, no command and no octet of memory, and what it removes it
//! has proved unreachable for all of them.
//!
//! Run, it ends with status 0 if the card answered the session below as it should, else with the number of the step.
#![no_std]
#![no_main]

use core::hint::black_box;

use applet::wire::lifecycle::LifeCycle;
use applet::wire::secured_packet::{Counter, Tar};
use applet::{
    Card, Entropy, ExchangeContext, Fen, Interface, KeyEntry, KeyUsage, MEMORY_SIZE, MemoryError, Nvm, OtaApplication,
    OtaKey, OtaKeySet, Personalisation, Start, manufacture,
};
use heapless::Vec;

freestanding::entry!(crate::main);

/// Memory in an array, unharmed by anything.
struct ArrayMemory([u8; MEMORY_SIZE]);

impl Nvm for ArrayMemory {
    fn read(&self, offset: usize, into: &mut [u8]) -> Result<(), MemoryError> {
        let end = offset.checked_add(into.len()).ok_or(MemoryError)?;
        let from = self.0.get(offset..end).ok_or(MemoryError)?;
        into.iter_mut().zip(from).for_each(|(to, from)| *to = *from);
        Ok(())
    }

    fn write(&mut self, offset: usize, bytes: &[u8]) -> Result<(), MemoryError> {
        let end = offset.checked_add(bytes.len()).ok_or(MemoryError)?;
        let to = self.0.get_mut(offset..end).ok_or(MemoryError)?;
        to.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
        Ok(())
    }
}

/// Chance that nobody can predict at compile time.
struct Unknown;

impl Entropy for Unknown {
    fn fill(&mut self, into: &mut [u8]) {
        into.iter_mut().for_each(|octet| *octet = black_box(0x5A));
    }
}

/// One exchange: what is sent, and the status word that must come.
type Step = (&'static [u8], u16);

/// Steps that touch each kind of command; their octets are what matters least, since none is known to the optimiser.
const SESSION: &[Step] = &[
    (&[0x00, 0xA4, 0x04, 0x00, 0x05, 0xD1, 0x56, 0x00, 0x01, 0x01], 0x6130),
    (&[0x80, 0x5C, 0x00, 0x02, 0x04], 0x9000),
    (&[0x80, 0x5C, 0x00, 0x02, 0x05], 0x6C04),
    (&[0x80, 0x50, 0x01, 0x02, 0x0B, 0x03, 0x00, 0x00, 0x00, 0x64, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x0F], 0x9000),
    (&[0x80, 0xFF, 0x00, 0x00], 0x6D00),
    (&[0x80, 0x10, 0x00, 0x00, 0x09, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], 0x910B),
    (&[0x80, 0x12, 0x00, 0x00, 0x0B], 0x9000),
    (&[0x80, 0xC2, 0x00, 0x00, 0x09, 0xD3, 0x07, 0x82, 0x02, 0x01, 0x81, 0x90, 0x01, 0x01], 0x9300),
    (&[0x80, 0x14, 0x00, 0x00, 0x0C, 0x81, 0x03, 0x01, 0x26, 0x04, 0x82, 0x02, 0x82, 0x81, 0x83, 0x01, 0x30], 0x910E),
];

/// Does not happen: the containers hold what is put into them here.
struct DoesNotFit;

fn personalisation() -> Result<Personalisation, DoesNotFit> {
    let mut keys = Vec::new();
    for usage in KeyUsage::ALL {
        let entry = KeyEntry {
            usage,
            index: black_box(3),
            version: black_box(1),
            algorithm: black_box(0),
            key: black_box(*b"freestanding key"),
        };
        keys.push(entry).map_err(|_| DoesNotFit)?;
    }
    let mut ota_keys = Vec::new();
    for (number, key) in [(1, OtaKey::TripleDes2([0x21; 16])), (2, OtaKey::Aes128([0x22; 16]))] {
        let (kic, kid) = black_box((key, key));
        let (checksum_length, counter) = black_box((8, Counter::default()));
        ota_keys.push(OtaKeySet { number, kic, kid, checksum_length, counter }).map_err(|_| DoesNotFit)?;
    }
    let mut ota_applications = Vec::new();
    let application = OtaApplication { tar: black_box(Tar([0xBF, 0xFF, 0x01])), least: black_box(0x16) };
    ota_applications.push(application).map_err(|_| DoesNotFit)?;
    Ok(Personalisation {
        atr: Vec::from_slice(black_box(&[0x3B, 0x00])).map_err(|_| DoesNotFit)?,
        aid: Vec::from_slice(black_box(&[0xD1, 0x56, 0x00, 0x01, 0x01])).map_err(|_| DoesNotFit)?,
        iccid: black_box([0x98; 10]),
        keys,
        ota_keys,
        ota_applications,
        balance_max: Fen(black_box(100_000)),
        pin_tries: black_box(3),
        pin_initial: Vec::from_slice(black_box(&[0x12, 0x34])).map_err(|_| DoesNotFit)?,
        start: Start {
            balance: Fen(black_box(5_000)),
            online_counter: black_box(0),
            offline_counter: black_box(0),
            lifecycle: black_box(LifeCycle::Open),
            pin_on: black_box(false),
            limit: black_box(None),
            file_15: black_box([0; 30]),
            file_16: black_box([0; 55]),
            file_17: black_box([[0; 24]; 8]),
        },
    })
}

/// Returns the number of the first step that went wrong, or 0.
fn session() -> u8 {
    let Ok(personalisation) = personalisation() else { return 100 };
    let mut memory = ArrayMemory(black_box([0xFF; MEMORY_SIZE]));
    if manufacture(&mut memory, &personalisation).is_err() {
        return 99;
    }
    let mut card = Card::new(memory, Unknown);
    if card.power_on().is_err() {
        return 98;
    }
    let surroundings = ExchangeContext { interface: black_box(Interface::Contact), uptime_s: black_box(1) };
    let mut number = 0_u8;
    for (command, expected) in black_box(SESSION) {
        number = number.wrapping_add(1);
        let answer = card.transmit(surroundings, black_box(command));
        match black_box(answer) {
            Ok(answer) if answer.status.0 == *expected => {}
            _ => return number,
        }
    }
    black_box(card.state());
    black_box(card.last_refusal());
    0
}

fn main() -> ! {
    freestanding::exit(session())
}
