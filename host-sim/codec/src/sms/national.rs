//! National languages in the GSM alphabet (3GPP TS 23.038 §6.2.1.2, annex A). A header element chooses a table that
//! takes the place of the default alphabet (locking shift) or of its extension (single shift).

mod locking;
mod single;

use sim_wire::text::{self, Gsm, Spelling};

use super::Element;

/// Identifier of the element that chooses a single shift table (3GPP TS 23.040 §9.2.3.24.15).
pub const SINGLE_SHIFT: u8 = 0x24;

/// Identifier of the element that chooses a locking shift table (3GPP TS 23.040 §9.2.3.24.16).
pub const LOCKING_SHIFT: u8 = 0x25;

/// Septet in front of one of the extension table.
const ESCAPE: u8 = 0x1B;

/// National language (3GPP TS 23.038 §6.2.1.2.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NationalLanguage(u8);

/// Names of the languages by identifier, from 1.
const NAMES: [&str; 13] = [
    "Turkish",
    "Spanish",
    "Portuguese",
    "Bengali",
    "Gujarati",
    "Hindi",
    "Kannada",
    "Malayalam",
    "Oriya",
    "Punjabi",
    "Tamil",
    "Telugu",
    "Urdu",
];

/// Single shift tables by identifier, from 1.
const SINGLE: [single::Table; 13] = [
    single::TURKISH,
    single::SPANISH,
    single::PORTUGUESE,
    single::BENGALI,
    single::GUJARATI,
    single::HINDI,
    single::KANNADA,
    single::MALAYALAM,
    single::ORIYA,
    single::PUNJABI,
    single::TAMIL,
    single::TELUGU,
    single::URDU,
];

/// Locking shift tables by identifier, from 1; Spanish has none.
const LOCKING: [Option<&locking::Table>; 13] = [
    Some(&locking::TURKISH),
    None,
    Some(&locking::PORTUGUESE),
    Some(&locking::BENGALI),
    Some(&locking::GUJARATI),
    Some(&locking::HINDI),
    Some(&locking::KANNADA),
    Some(&locking::MALAYALAM),
    Some(&locking::ORIYA),
    Some(&locking::PUNJABI),
    Some(&locking::TAMIL),
    Some(&locking::TELUGU),
    Some(&locking::URDU),
];

impl NationalLanguage {
    /// Returns the language of an identifier; `None` where the identifier is reserved.
    pub fn from_code(code: u8) -> Option<NationalLanguage> {
        (1..=13).contains(&code).then_some(NationalLanguage(code))
    }

    /// Returns the identifier, 1 to 13.
    pub const fn code(self) -> u8 {
        self.0
    }

    fn of<T: Copy>(self, list: &[T]) -> Option<T> {
        list.get(usize::from(self.0).checked_sub(1)?).copied()
    }

    /// Returns the name of the language in English.
    pub fn name(self) -> &'static str {
        self.of(&NAMES).unwrap_or("reserved")
    }

    /// Returns whether the language has a locking shift table.
    pub fn has_locking_table(self) -> bool {
        self.of(&LOCKING).flatten().is_some()
    }
}

/// Shift tables of one text: those that its header chooses, and the default ones in place of the rest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tables {
    locking: Option<&'static locking::Table>,
    single: Option<single::Table>,
}

impl Tables {
    /// Returns the tables that the elements of a header choose. A reserved identifier chooses nothing.
    pub fn of(header: &[Element]) -> Tables {
        let chosen = |id: u8| {
            let element = header.iter().rev().find(|element| element.id == id)?;
            <[u8; 1]>::try_from(element.data.as_slice()).ok().and_then(|[code]| NationalLanguage::from_code(code))
        };
        Tables {
            locking: chosen(LOCKING_SHIFT).and_then(|language| language.of(&LOCKING)).flatten(),
            single: chosen(SINGLE_SHIFT).and_then(|language| language.of(&SINGLE)),
        }
    }

    fn plain(self, septet: u8) -> char {
        match self.locking {
            Some(table) => character(table.get(usize::from(septet)).copied().unwrap_or(0)),
            None => Gsm(std::iter::once(septet)).next().unwrap_or(char::REPLACEMENT_CHARACTER),
        }
    }

    /// Returns the character of a septet behind an escape. Where the table lacks it, the locking table's character is
    /// shown (§6.2.1.2.2).
    fn shifted(self, septet: u8) -> char {
        let found = match self.single {
            Some(table) => table.iter().find(|(code, _)| *code == septet).map(|(_, point)| character(*point)),
            None => {
                let shifted = Gsm([ESCAPE, septet].into_iter()).next();
                let plain = Gsm(std::iter::once(septet)).next();
                shifted.filter(|_| shifted != plain)
            }
        };
        found.unwrap_or_else(|| self.plain(septet))
    }

    /// Decodes septets. Two escapes are a space (3GPP TS 23.038 §6.2.1.1).
    pub fn read(self, septets: impl IntoIterator<Item = u8>) -> String {
        let mut septets = septets.into_iter();
        let mut text = String::new();
        while let Some(septet) = septets.next() {
            text.push(match septet {
                ESCAPE => match septets.next() {
                    Some(ESCAPE) | None => ' ',
                    Some(shifted) => self.shifted(shifted),
                },
                septet => self.plain(septet),
            });
        }
        text
    }

    /// Returns the spelling of a character in these tables; `None` where they lack it.
    pub fn spelling(self, character: char) -> Option<Spelling> {
        let point = u16::try_from(u32::from(character)).ok().filter(|point| *point != 0);
        let plain = match self.locking {
            Some(table) => {
                let place = point.and_then(|point| table.iter().position(|known| *known == point));
                place.and_then(|place| u8::try_from(place).ok()).map(Spelling::Default)
            }
            None => text::spelling(character).filter(|spelling| matches!(spelling, Spelling::Default(_))),
        };
        plain.or_else(|| match self.single {
            Some(table) => {
                table.iter().find(|(_, known)| Some(*known) == point).map(|(code, _)| Spelling::Extension(*code))
            }
            None => text::spelling(character).filter(|spelling| matches!(spelling, Spelling::Extension(_))),
        })
    }
}

fn character(point: u16) -> char {
    char::from_u32(u32::from(point)).filter(|_| point != 0).unwrap_or(char::REPLACEMENT_CHARACTER)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tables(locking: Option<u8>, single: Option<u8>) -> Tables {
        let element = |id: u8, code: Option<u8>| code.map(|code| Element { id, data: vec![code] });
        let header: Vec<Element> =
            [element(LOCKING_SHIFT, locking), element(SINGLE_SHIFT, single)].into_iter().flatten().collect();
        Tables::of(&header)
    }

    #[test]
    fn turkish_single_shift_is_read() {
        assert_eq!(tables(None, Some(1)).read([0x1B, 0x67, 0x1B, 0x69, 0x1B, 0x53, 0x53, 0x1B, 0x65]), "ğıŞS€");
    }

    #[test]
    fn single_shift_falls_back_to_the_locking_table() {
        // A septet without a place in the single shift table: Turkish 07 is the dotless i.
        assert_eq!(tables(Some(1), Some(1)).read([0x1B, 0x07, 0x07, 0x1B, 0x1B]), "ıı ");
        // With no single shift table the default extension stands.
        assert_eq!(tables(Some(3), None).read([0x0B, 0x1B, 0x3C, 0x1B, 0x41]), "Ô[A");
    }

    #[test]
    fn hindi_and_urdu_are_read() {
        assert_eq!(tables(Some(6), Some(6)).read([0x3D, 0x46, 0x01]), "\u{92a}\u{932}\u{902}");
        assert_eq!(tables(Some(13), Some(13)).read([0x00, 0x1B, 0x1C]), "\u{627}\u{6f0}");
    }

    #[test]
    fn reserved_language_keeps_default_tables() {
        assert_eq!(tables(Some(14), Some(0)), Tables::default());
        // Spanish has no locking shift table.
        assert_eq!(tables(Some(2), None), Tables::default());
    }

    #[test]
    fn every_spelling_is_read_back() {
        for code in 0..=13 {
            for tables in [tables(Some(code), None), tables(None, Some(code)), tables(Some(code), Some(code))] {
                for character in (0..0xFFFF_u32).filter_map(char::from_u32) {
                    let septets = match tables.spelling(character) {
                        None => continue,
                        Some(Spelling::Default(septet)) => vec![septet],
                        Some(Spelling::Extension(septet)) => vec![ESCAPE, septet],
                    };
                    assert_eq!(tables.read(septets), character.to_string(), "{code}");
                }
            }
        }
    }

    #[test]
    fn locking_tables_keep_digits_and_small_letters() {
        for table in LOCKING.into_iter().flatten() {
            let text: String =
                (0x30_u8..=0x39).chain(0x61..=0x7A).map(|septet| tables_of(table).plain(septet)).collect();
            assert_eq!(text, "0123456789abcdefghijklmnopqrstuvwxyz");
            assert_eq!([table[0x0A], table[0x0D], table[0x1B], table[0x20]], [0x0A, 0x0D, 0, 0x20]);
        }
    }

    fn tables_of(table: &'static locking::Table) -> Tables {
        Tables { locking: Some(table), single: None }
    }
}
