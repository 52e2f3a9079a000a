//! Annotated dump of a card's memory: every octet in its place, with the name of its field and its value. The layout
//! stands here a second time, read from `applet`'s documentation; a test compares it with what the card says of itself.

use std::fmt;

use applet::{IMAGE_VERSION, KeyUsage};
use sim_device::profile::usage_name;
use sim_wire::Fen;
use sim_wire::lifecycle::LifeCycle;
use sim_wire::record::LogRecord;

/// Position and size of the areas of the memory.
const IDENTITY: (usize, usize) = (0, 1024);
const SLOTS: [(&str, usize); 2] = [("slot A", 1024), ("slot B", 2048)];
const SLOT_LENGTH: usize = 611;

/// Octets in a line of the dump.
const LINE: usize = 16;

/// Row of a dump: a field of the memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DumpRow {
    /// Position of the first octet.
    pub offset: usize,
    /// Octets of the field; `None` for a heading.
    pub octets: Option<Vec<u8>>,
    /// Name of the field.
    pub name: String,
    /// Value in words; empty where the octets say it.
    pub value: String,
    /// Set if the octets are a key or a PIN, which are not shown.
    pub is_secret: bool,
}

impl fmt::Display for DumpRow {
    /// Prints the row in lines of 16 octets, without a newline at the end.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(octets) = &self.octets else { return write!(f, "{:04X}  {}", self.offset, self.name) };
        let digits: Vec<String> = match self.is_secret {
            true => vec![format!("({} octets, not shown)", octets.len())],
            false => octets.chunks(LINE).map(hex::encode_upper).collect(),
        };
        for (at, digits) in digits.iter().enumerate() {
            let offset = self.offset.saturating_add(at.saturating_mul(LINE));
            match at {
                0 => write!(f, "{offset:04X}    {digits:<32}  {:<28} {}", self.name, self.value)?,
                _ => write!(f, "\n{offset:04X}    {digits}")?,
            }
        }
        Ok(())
    }
}

/// Returns the rows of a card's memory. Areas that were never written are one row each.
pub fn dump(memory: &[u8]) -> Vec<DumpRow> {
    let mut reader = Reader { memory, at: IDENTITY.0, rows: Vec::new() };
    reader.heading("identity: written once, at manufacture".to_owned());
    reader.identity();
    reader.rest(IDENTITY.0.saturating_add(IDENTITY.1));
    for (name, offset) in SLOTS {
        reader.at = offset;
        let current = if current(memory) == Some(offset) { ", the current wallet" } else { "" };
        let state = if is_sound(memory, offset) { format!("sound{current}") } else { "not sound".to_owned() };
        reader.heading(format!("{name}: {state}"));
        if is_sound(memory, offset) {
            reader.slot();
        }
        reader.rest(offset.saturating_add(IDENTITY.1));
    }
    reader.rows
}

/// Returns the position of the newest sound slot.
fn current(memory: &[u8]) -> Option<usize> {
    let sequence = |offset: usize| memory.get(offset.checked_add(1)?..offset.checked_add(5)?).map(<[u8]>::to_vec);
    let sound = SLOTS.iter().map(|(_, offset)| *offset).filter(|offset| is_sound(memory, *offset));
    sound.max_by_key(|offset| sequence(*offset))
}

/// Returns whether a slot has the checksum that it states.
fn is_sound(memory: &[u8], offset: usize) -> bool {
    let slot = memory.get(offset..offset.saturating_add(SLOT_LENGTH)).and_then(<[u8]>::split_last_chunk::<4>);
    slot.is_some_and(|(content, seal)| {
        checksum(content).to_be_bytes() == *seal && content.first() == Some(&IMAGE_VERSION)
    })
}

/// Computes the CRC-32 of ISO 3309.
fn checksum(octets: &[u8]) -> u32 {
    let octet = |sum: u32, octet: &u8| {
        (0..8).fold(sum ^ u32::from(*octet), |sum, _| (sum >> 1) ^ if sum & 1 == 1 { 0xEDB8_8320 } else { 0 })
    };
    !octets.iter().fold(u32::MAX, octet)
}

/// Meaning of a field's octets.
#[derive(Clone, Copy)]
enum Meaning {
    Plain,
    Number,
    Flag,
    Amount,
    State,
    Block,
    Record,
    Secret,
}

use Meaning::{Amount, Block, Flag, Number, Plain, Record, Secret, State};

/// Fields of a slot before the log.
const SLOT_FIELDS: [(&str, usize, Meaning); 45] = [
    ("version", 1, Number),
    ("sequence", 4, Number),
    ("balance", 4, Amount),
    ("online counter", 2, Number),
    ("offline counter", 2, Number),
    ("state", 1, State),
    ("block", 1, Block),
    ("limit is set", 1, Flag),
    ("limit", 4, Amount),
    ("PIN is on", 1, Flag),
    ("length of the PIN", 1, Number),
    ("PIN", 6, Secret),
    ("PIN tries left", 1, Number),
    ("tries external authentication", 1, Number),
    ("tries PIN reload", 1, Number),
    ("tries PIN unblock", 1, Number),
    ("tries application unblock", 1, Number),
    ("is calibrated", 1, Flag),
    ("reach in cm", 1, Number),
    ("IMEI", 8, Plain),
    ("proof is kept", 1, Flag),
    ("proof type", 1, Plain),
    ("proof counter", 2, Number),
    ("proof MAC", 4, Plain),
    ("proof TAC", 4, Plain),
    ("counter of key set 1", 5, Number),
    ("counter of key set 2", 5, Number),
    ("counter of key set 3", 5, Number),
    ("counter sent", 5, Number),
    ("number of the last request", 2, Number),
    ("load is pending", 1, Flag),
    ("pending counter", 2, Number),
    ("pending amount", 4, Amount),
    ("pending random number", 4, Plain),
    ("load was credited", 1, Flag),
    ("credited counter", 2, Number),
    ("credited balance", 4, Amount),
    ("credited TAC", 4, Plain),
    ("records written to the log", 1, Number),
    ("log, first place", 23, Record),
    ("log, further places", 207, Plain),
    ("file 15, public data", 30, Plain),
    ("file 16, holder", 55, Plain),
    ("file 17, records", 192, Plain),
    ("checksum", 4, Plain),
];

/// Reader of a memory from the front.
struct Reader<'m> {
    memory: &'m [u8],
    at: usize,
    rows: Vec<DumpRow>,
}

impl Reader<'_> {
    fn heading(&mut self, name: String) {
        self.rows.push(DumpRow { offset: self.at, octets: None, name, value: String::new(), is_secret: false });
    }

    /// Reads a field, and returns its octets; none if the memory ends before.
    fn field(&mut self, name: impl Into<String>, length: usize, meaning: Meaning) -> Vec<u8> {
        let end = self.at.saturating_add(length);
        let octets = self.memory.get(self.at..end).unwrap_or_default().to_vec();
        if !octets.is_empty() {
            let (value, is_secret) = (words(&octets, meaning), matches!(meaning, Secret));
            let row = DumpRow { offset: self.at, octets: Some(octets.clone()), name: name.into(), value, is_secret };
            self.rows.push(row);
        }
        self.at = end;
        octets
    }

    fn octet(&mut self, name: &str, meaning: Meaning) -> usize {
        self.field(name, 1, meaning).first().copied().map_or(0, usize::from)
    }

    /// Reads what is left of an area, in one row if it is all zeros or all ones.
    fn rest(&mut self, end: usize) {
        let length = end.saturating_sub(self.at);
        let octets = self.memory.get(self.at..end).unwrap_or_default();
        match octets.first() {
            Some(first) if octets.iter().all(|octet| octet == first) => {
                self.heading(format!("  {length} octets of {first:02X}"));
                self.at = end;
            }
            _ => drop(self.field("not read", length, Plain)),
        }
    }

    fn identity(&mut self) {
        let magic = self.field("magic", 8, Plain);
        self.field("version", 1, Number);
        self.field("length", 2, Number);
        if magic != b"RFID-SIM" {
            return;
        }
        for (name, meaning) in [("ATR", Plain), ("AID", Plain), ("first PIN", Secret)] {
            let length = self.octet(&format!("length of the {name}"), Number);
            self.field(name, length, meaning);
        }
        self.field("ICCID", 10, Plain);
        self.field("balance max", 4, Amount);
        self.field("PIN tries", 1, Number);
        for _ in 0..self.octet("number of keys", Number) {
            let named = self.memory.get(self.at..self.at.saturating_add(4)).unwrap_or_default();
            let name = match named {
                [usage, index, version, _] => {
                    let usage = KeyUsage::ALL.get(usize::from(*usage)).map_or("unknown", |usage| usage_name(*usage));
                    format!("key {usage} {index:02X} version {version:02X}")
                }
                _ => "key".to_owned(),
            };
            self.field(name, 4, Plain);
            self.field("its octets", 16, Secret);
        }
        for number in 0..self.octet("number of key sets over the air", Number) {
            self.field(format!("key set {}, checksum", number.saturating_add(1)), 2, Plain);
            for name in ["KIc", "KID"] {
                let length = match self.octet(&format!("cipher of {name}"), Plain) {
                    0 | 2 => 16,
                    1 | 3 => 24,
                    _ => 32,
                };
                self.field(name, length, Secret);
            }
            self.field("first counter", 5, Number);
        }
        for _ in 0..self.octet("number of applications over the air", Number) {
            self.field("TAR, least security", 4, Plain);
        }
        self.field("checksum", 4, Plain);
    }

    fn slot(&mut self) {
        for (name, length, meaning) in SLOT_FIELDS {
            self.field(name, length, meaning);
        }
    }
}

/// Returns the value of octets in words.
fn words(octets: &[u8], meaning: Meaning) -> String {
    let number = || octets.iter().fold(0_u64, |number, octet| (number << 8) | u64::from(*octet));
    match meaning {
        Plain | Secret => String::new(),
        Number => number().to_string(),
        Flag => if number() == 0 { "no" } else { "yes" }.to_owned(),
        Amount => octets.try_into().map(Fen::from_bytes).unwrap_or_default().to_string(),
        State => {
            octets.first().and_then(|code| LifeCycle::from_code(*code)).map_or("unknown", LifeCycle::name).to_owned()
        }
        Block => match number() {
            0 => "none",
            1 => "temporary",
            2 => "permanent",
            _ => "card",
        }
        .to_owned(),
        Record => octets
            .try_into()
            .ok()
            .map(|octets: [u8; 23]| LogRecord::parse(&octets))
            .filter(|record| record.amount != Fen(0))
            .map_or_else(|| "empty".to_owned(), |record| format!("{} {}", record.kind.name(), record.amount)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sim_device::memory::manufactured;
    use sim_device::profile::Profile;

    fn row(rows: &[DumpRow], name: &str) -> DumpRow {
        rows.iter().find(|row| row.name == name).unwrap_or_else(|| panic!("{name} is missing")).clone()
    }

    #[test]
    fn dump_covers_memory_and_agrees_with_card() {
        let mut profile = Profile::default();
        profile.card.start.balance = Fen(4321);
        profile.card.start.limit = Some(Fen(77));
        profile.card.start.online_counter = 0x0102;
        profile.card.start.offline_counter = 0x0304;
        profile.card.start.pin_on = true;
        let memory = manufactured(&profile.to_personalisation()).unwrap();
        let rows = dump(memory.image());
        let expected = [
            ("balance", "43.21 yuan"),
            ("limit", "0.77 yuan"),
            ("limit is set", "yes"),
            ("online counter", "258"),
            ("offline counter", "772"),
            ("PIN is on", "yes"),
            ("PIN tries left", "3"),
            ("records written to the log", "0"),
        ];
        for (name, value) in expected {
            assert_eq!(row(&rows, name).value, value, "{name}");
        }
        assert_eq!(row(&rows, "file 15, public data").octets, Some(profile.card.start.file_15.to_vec()));
        assert_eq!(row(&rows, "AID").octets, Some(profile.card.aid.to_vec()));
        assert!(rows.iter().any(|row| row.name.starts_with("key purchase 03 version 01")));
        assert!(rows.iter().any(|row| row.name == "slot A: sound, the current wallet"));
        assert!(rows.iter().any(|row| row.name == "slot B: not sound"));
        let text: String = rows.iter().map(|row| format!("{row}\n")).collect();
        for entry in &profile.card.keys {
            assert!(!text.contains(&hex::encode_upper(entry.key)), "a key is shown");
        }
        // Each row begins where the one before ends.
        let mut at = 0;
        for row in &rows {
            match &row.octets {
                Some(octets) => {
                    assert_eq!(row.offset, at, "{row}");
                    at += octets.len();
                }
                None if row.name.contains(" octets of ") => {
                    at += row.name.split_whitespace().next().unwrap().parse::<usize>().unwrap();
                }
                None => assert_eq!(row.offset, at, "{row}"),
            }
        }
        assert_eq!(at, memory.image().len());
    }

    #[test]
    fn dump_of_any_octets_does_not_panic() {
        for length in [0, 5, 1024, 1030, 2500, 3072, 5000] {
            for octet in [0x00, 0x52, 0xFF] {
                dump(&vec![octet; length]);
            }
            let mut beginning = b"RFID-SIM\x03\x00\xFF".to_vec();
            beginning.resize(length, 0xFE);
            dump(&beginning);
        }
    }
}
