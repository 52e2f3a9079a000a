//! Pages of cell broadcast messages (3GPP TS 23.041 §9.4.1) in words: serial number, message identifier, and the text in
//! its coding (3GPP TS 23.038 §5).

use applet::wire::text::{self, Gsm, Septets};

use super::{Body, DataCoding};
use crate::stk::place::CellPage;
use crate::stk::texts::Alphabet;

/// Languages of the coding groups 0 and 2.
const LANGUAGES: [&str; 15] = [
    "German",
    "English",
    "Italian",
    "French",
    "Spanish",
    "Dutch",
    "Swedish",
    "Danish",
    "Portuguese",
    "Finnish",
    "Norwegian",
    "Greek",
    "Turkish",
    "Hungarian",
    "Polish",
];

/// What a data coding scheme of cell broadcast says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BroadcastCoding {
    /// The alphabet; `None` where the text is compressed or has a form of its own.
    pub alphabet: Option<Alphabet>,
    /// The rest in words.
    pub words: String,
    /// Whether the text begins with a code of its language.
    has_language: bool,
}

impl BroadcastCoding {
    /// Reads a scheme. What is reserved is the GSM alphabet.
    pub fn read(dcs: u8) -> BroadcastCoding {
        let packed = |words: &str| (Some(Alphabet::Packed), words.to_owned(), false);
        let (alphabet, words, has_language) = match dcs {
            0x00..=0x0E => packed(LANGUAGES.get(usize::from(dcs)).copied().unwrap_or_default()),
            0x0F => packed("language not specified"),
            0x10 => (Some(Alphabet::Packed), "behind a code of its language".to_owned(), true),
            0x11 => (Some(Alphabet::Ucs2), "behind a code of its language".to_owned(), true),
            0x20 => packed("Czech"),
            0x21 => packed("Hebrew"),
            0x22 => packed("Arabic"),
            0x23 => packed("Russian"),
            0x24 => packed("Icelandic"),
            0x40..=0x7F | 0xF0..=0xFF => {
                let same = if dcs < 0x80 { DataCoding(dcs & 0x3F) } else { DataCoding(dcs) };
                let class = same.class().map_or(String::new(), |class| format!("class {class}"));
                (same.alphabet(), class, false)
            }
            0x90..=0x9F => (DataCoding(dcs & 0x1F).alphabet(), "with a user data header".to_owned(), false),
            0xD0..=0xDF => (None, "I1 protocol message".to_owned(), false),
            0xE0..=0xEF => (None, "defined by the WAP forum".to_owned(), false),
            _ => packed("reserved, so the GSM alphabet is assumed"),
        };
        BroadcastCoding { alphabet, words, has_language }
    }

    /// The scheme in words.
    pub fn words(&self) -> String {
        let alphabet = match self.alphabet {
            Some(Alphabet::Packed) => "GSM alphabet, packed",
            Some(Alphabet::Octets) => "data, an octet each",
            Some(Alphabet::Ucs2) => "UCS2",
            None => "not looked into",
        };
        if self.words.is_empty() { alphabet.to_owned() } else { format!("{alphabet}, {}", self.words) }
    }
}

/// The text of a page with the code of its language, where one stands before it. Carriage returns that fill up the page are
/// left out (3GPP TS 23.038 §5).
pub fn text(page: &CellPage) -> (Option<String>, Body) {
    let coding = BroadcastCoding::read(page.dcs);
    let septets = |octets: &[u8]| Gsm(Septets::new(octets)).collect::<String>();
    let (language, text) = match (coding.alphabet, coding.has_language) {
        (Some(Alphabet::Packed), false) => (None, septets(&page.contents)),
        (Some(Alphabet::Packed), true) => {
            // Two letters and a carriage return.
            let all = septets(&page.contents);
            match all.char_indices().nth(3) {
                Some((at, _)) => {
                    let (language, rest) = all.split_at(at);
                    (Some(language.trim_end().to_owned()), rest.to_owned())
                }
                None => (None, all),
            }
        }
        (Some(Alphabet::Ucs2), has_language) => {
            let (language, rest) =
                page.contents.split_at_checked(if has_language { 2 } else { 0 }).unwrap_or((&[], &page.contents));
            let language = has_language.then(|| Gsm(Septets::counted(language, 2, 0)).collect());
            (language, text::ucs2(rest).collect())
        }
        (Some(Alphabet::Octets) | None, _) => return (None, Body::Octets(page.contents.clone())),
    };
    (language, Body::Text(text.trim_end_matches('\r').to_owned()))
}

/// A message identifier in words; `None` where only its operator knows it (3GPP TS 23.041 §9.4.1.2.2).
pub const fn identifier(identifier: u16) -> Option<&'static str> {
    Some(match identifier {
        0x0000..=0x03E7 => "a topic of the GSM Association",
        0x03E8..=0x03EA => "location services",
        0x1000..=0x107F => "data download to the card",
        0x1080..=0x10FF => "secured data download to the card",
        0x1100 => "earthquake warning",
        0x1101 => "tsunami warning",
        0x1102 => "earthquake and tsunami warning",
        0x1103 => "warning, a test",
        0x1104 => "warning of another emergency",
        0x1112 | 0x111F => "alert at presidential level",
        0x1113..=0x111A | 0x1120..=0x1127 => "alert",
        0x111B | 0x1128 => "alert for an abducted child",
        0x111C..=0x111E | 0x1129..=0x112B => "alert, a test",
        _ => return None,
    })
}

/// The geographical scope of a serial number in words (§9.4.1.2.1).
pub fn scope(serial: u16) -> &'static str {
    match serial >> 14 {
        0 => "this cell, shown at once",
        1 => "the whole network",
        2 => "this area",
        _ => "this cell",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(dcs: u8, contents: &str) -> CellPage {
        CellPage { serial: 0x0011, identifier: 50, dcs, pages: 0x11, contents: hex::decode(contents).unwrap() }
    }

    #[test]
    fn text_is_read_without_its_filling() {
        let mut buffer = [0; 82];
        let mut emitter = applet::wire::tlv::Emitter::new(&mut buffer);
        text::encode_packed(&format!("{:\r<93}", "hello"), &mut emitter).unwrap();
        let (language, body) = text(&page(0x01, &hex::encode(emitter.written())));
        assert_eq!((language, body), (None, Body::Text("hello".to_owned())));
    }

    #[test]
    fn language_code_is_parted_from_the_text() {
        let (language, body) = text(&page(0x11, "E9344F59989D000D"));
        assert_eq!((language.as_deref(), body), (Some("ii"), Body::Text("余额".to_owned())));
        let mut buffer = [0; 40];
        let mut emitter = applet::wire::tlv::Emitter::new(&mut buffer);
        text::encode_packed("en\rhi", &mut emitter).unwrap();
        let (language, body) = text(&page(0x10, &hex::encode(emitter.written())));
        assert_eq!((language.as_deref(), body), (Some("en"), Body::Text("hi".to_owned())));
    }

    #[test]
    fn schemes_have_words() {
        assert_eq!(BroadcastCoding::read(0x01).words(), "GSM alphabet, packed, English");
        assert_eq!(BroadcastCoding::read(0x48).words(), "UCS2");
        assert_eq!(BroadcastCoding::read(0x54).words(), "data, an octet each, class 0");
        assert_eq!(BroadcastCoding::read(0xF1).words(), "GSM alphabet, packed, class 1");
        assert_eq!(
            BroadcastCoding::read(0x30).words(),
            "GSM alphabet, packed, reserved, so the GSM alphabet is assumed"
        );
    }
}
