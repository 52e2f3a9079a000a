//! Annotated dump of a card's memory: every octet in its place, with the name of its field and its value. The layout
//! stands here a second time, read from `applet`'s documentation; a test compares it with what the card says of itself.

use applet::{IMAGE_VERSION, KeyUsage};
use sim_device::profile::usage_name;
use sim_wire::Fen;
use sim_wire::lifecycle::LifeCycle;
use sim_wire::record::LogRecord;

use super::dump_row::{DumpName, DumpRow, DumpValue, SlotState};

/// Position and size of the areas of the memory.
const IDENTITY: (usize, usize) = (0, 1024);
const SLOTS: [(&str, usize); 2] = [("slot A", 1024), ("slot B", 2048)];
const SLOT_LENGTH: usize = 611;

/// Returns the rows of a card's memory. Areas that were never written are one row each.
pub fn dump(memory: &[u8]) -> Vec<DumpRow> {
    let mut reader = Reader { memory, at: IDENTITY.0, rows: Vec::new() };
    reader.heading(DumpName::Identity);
    reader.identity();
    reader.rest(IDENTITY.0.saturating_add(IDENTITY.1));
    for (name, offset) in SLOTS {
        reader.at = offset;
        let state = match is_sound(memory, offset) {
            true if current(memory) == Some(offset) => SlotState::Current,
            true => SlotState::Sound,
            false => SlotState::Unsound,
        };
        reader.heading(DumpName::Slot(name, state));
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
    fn heading(&mut self, name: DumpName) {
        self.rows.push(DumpRow { offset: self.at, octets: None, name, value: DumpValue::Nothing, is_secret: false });
    }

    /// Reads a field, and returns its octets; none if the memory ends before.
    fn field(&mut self, name: DumpName, length: usize, meaning: Meaning) -> Vec<u8> {
        let end = self.at.saturating_add(length);
        let octets = self.memory.get(self.at..end).unwrap_or_default().to_vec();
        if !octets.is_empty() {
            let (value, is_secret) = (value(&octets, meaning), matches!(meaning, Secret));
            let row = DumpRow { offset: self.at, octets: Some(octets.clone()), name, value, is_secret };
            self.rows.push(row);
        }
        self.at = end;
        octets
    }

    fn octet(&mut self, name: DumpName, meaning: Meaning) -> usize {
        self.field(name, 1, meaning).first().copied().map_or(0, usize::from)
    }

    /// Reads what is left of an area, in one row if it is all zeros or all ones.
    fn rest(&mut self, end: usize) {
        let length = end.saturating_sub(self.at);
        let octets = self.memory.get(self.at..end).unwrap_or_default();
        match octets.first() {
            Some(first) if octets.iter().all(|octet| octet == first) => {
                self.heading(DumpName::Run(length, *first));
                self.at = end;
            }
            _ => drop(self.field(DumpName::Field("not read"), length, Plain)),
        }
    }

    fn identity(&mut self) {
        use DumpName::{CipherOf, Field, LengthOf};
        let magic = self.field(Field("magic"), 8, Plain);
        self.field(Field("version"), 1, Number);
        self.field(Field("length"), 2, Number);
        if magic != b"RFID-SIM" {
            return;
        }
        for (name, meaning) in [("ATR", Plain), ("AID", Plain), ("first PIN", Secret)] {
            let length = self.octet(LengthOf(name), Number);
            self.field(Field(name), length, meaning);
        }
        self.field(Field("ICCID"), 10, Plain);
        self.field(Field("balance max"), 4, Amount);
        self.field(Field("PIN tries"), 1, Number);
        for _ in 0..self.octet(Field("number of keys"), Number) {
            let named = self.memory.get(self.at..self.at.saturating_add(4)).unwrap_or_default();
            let name = match named {
                [usage, index, version, _] => {
                    let usage = KeyUsage::ALL.get(usize::from(*usage)).map_or("unknown", |usage| usage_name(*usage));
                    DumpName::Key(usage, *index, *version)
                }
                _ => Field("key"),
            };
            self.field(name, 4, Plain);
            self.field(Field("its octets"), 16, Secret);
        }
        for number in 0..self.octet(Field("number of key sets over the air"), Number) {
            self.field(DumpName::KeySet(number.saturating_add(1)), 2, Plain);
            for name in ["KIc", "KID"] {
                let length = match self.octet(CipherOf(name), Plain) {
                    0 | 2 => 16,
                    1 | 3 => 24,
                    _ => 32,
                };
                self.field(Field(name), length, Secret);
            }
            self.field(Field("first counter"), 5, Number);
        }
        for _ in 0..self.octet(Field("number of applications over the air"), Number) {
            self.field(Field("TAR, least security"), 4, Plain);
        }
        self.field(Field("checksum"), 4, Plain);
    }

    fn slot(&mut self) {
        for (name, length, meaning) in SLOT_FIELDS {
            self.field(DumpName::Field(name), length, meaning);
        }
    }
}

/// Returns the value of octets.
fn value(octets: &[u8], meaning: Meaning) -> DumpValue {
    let number = || octets.iter().fold(0_u64, |number, octet| (number << 8) | u64::from(*octet));
    match meaning {
        Plain | Secret => DumpValue::Nothing,
        Number => DumpValue::Number(number()),
        Flag => DumpValue::Flag(number() != 0),
        Amount => DumpValue::Amount(octets.try_into().map(Fen::from_bytes).unwrap_or_default()),
        State => DumpValue::State(octets.first().and_then(|code| LifeCycle::from_code(*code))),
        Block => DumpValue::Block(match number() {
            0 => "none",
            1 => "temporary",
            2 => "permanent",
            _ => "card",
        }),
        Record => {
            let record = octets.try_into().ok().map(|octets: [u8; 23]| LogRecord::parse(&octets));
            let record = record.filter(|record| record.amount != Fen(0));
            DumpValue::Record(record.map(|record| (record.kind, record.amount)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sim_device::memory::manufactured;
    use sim_device::profile::Profile;

    fn row(rows: &[DumpRow], name: &'static str) -> DumpRow {
        rows.iter().find(|row| row.name == DumpName::Field(name)).unwrap_or_else(|| panic!("{name} is missing")).clone()
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
            assert_eq!(row(&rows, name).value.to_string(), value, "{name}");
        }
        assert_eq!(row(&rows, "file 15, public data").octets, Some(profile.card.start.file_15.to_vec()));
        assert_eq!(row(&rows, "AID").octets, Some(profile.card.aid.to_vec()));
        assert!(rows.iter().any(|row| row.name == DumpName::Key("purchase", 3, 1)));
        assert!(rows.iter().any(|row| row.name == DumpName::Slot("slot A", SlotState::Current)));
        assert!(rows.iter().any(|row| row.name == DumpName::Slot("slot B", SlotState::Unsound)));
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
                None => {
                    assert_eq!(row.offset, at, "{row}");
                    at += if let DumpName::Run(length, _) = row.name { length } else { 0 };
                }
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
