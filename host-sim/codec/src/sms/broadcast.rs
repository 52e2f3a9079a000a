//! Pages of cell broadcast messages (3GPP TS 23.041 §9.4.1) in words: serial number, message identifier, and the text
//! in its coding (3GPP TS 23.038 §5).

use sim_wire::text::{self, Gsm, Septets};

use super::{DataCoding, Element, MessageBody, UserData};
use crate::cat::place::CellPage;
use crate::cat::texts::Alphabet;

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

/// Part of a page before its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TextPrefix {
    Nothing,
    /// Code of the text's language.
    Language,
    /// User data header, as short messages have it.
    Header,
}

/// Coding of a text of cell broadcast or USSD, by its data coding scheme (3GPP TS 23.038 §5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BroadcastCoding {
    /// Alphabet of the text; `None` where the text is compressed or has a form of its own.
    pub alphabet: Option<Alphabet>,
    /// Language, class or other property of the scheme, in words; may be empty.
    pub words: String,
    before: TextPrefix,
}

impl BroadcastCoding {
    /// Reads a data coding scheme. A reserved one is the GSM alphabet.
    pub fn read(dcs: u8) -> BroadcastCoding {
        let packed = |words: &str| (Some(Alphabet::Packed), words.to_owned(), TextPrefix::Nothing);
        let (alphabet, words, before) = match dcs {
            0x00..=0x0E => packed(LANGUAGES.get(usize::from(dcs)).copied().unwrap_or_default()),
            0x0F => packed("language not specified"),
            0x10 => (Some(Alphabet::Packed), "behind a code of its language".to_owned(), TextPrefix::Language),
            0x11 => (Some(Alphabet::Ucs2), "behind a code of its language".to_owned(), TextPrefix::Language),
            0x20 => packed("Czech"),
            0x21 => packed("Hebrew"),
            0x22 => packed("Arabic"),
            0x23 => packed("Russian"),
            0x24 => packed("Icelandic"),
            0x40..=0x7F => {
                let same = DataCoding(dcs & 0x3F);
                let class = same.class().map_or(String::new(), |class| format!("class {class}"));
                (same.alphabet(), class, TextPrefix::Nothing)
            }
            0x90..=0x9F => {
                let words = format!("class {}, with a user data header", dcs & 0x03);
                (DataCoding(dcs & 0x0F).alphabet(), words, TextPrefix::Header)
            }
            0xD0..=0xDF => (None, "I1 protocol message (3GPP TS 24.294)".to_owned(), TextPrefix::Nothing),
            0xE0..=0xEF => (None, "defined by the WAP forum".to_owned(), TextPrefix::Nothing),
            0xF0..=0xFF => {
                let class = ["", "class 1, user defined", "class 2, user defined", "class 3 (terminal equipment)"];
                let class = class.get(usize::from(dcs & 0x03)).copied().unwrap_or_default();
                (DataCoding(dcs).alphabet(), class.to_owned(), TextPrefix::Nothing)
            }
            _ => packed("reserved, so the GSM alphabet is assumed"),
        };
        BroadcastCoding { alphabet, words, before }
    }

    /// Returns the scheme in words.
    pub fn words(&self) -> String {
        let alphabet = match self.alphabet {
            Some(Alphabet::Packed) => "GSM alphabet, packed",
            Some(Alphabet::Octets) => "data, an octet each",
            Some(Alphabet::Ucs2) => "UCS2",
            None if self.words.contains('(') || self.words.contains("WAP") => "no text",
            None => "compressed (3GPP TS 23.042), not read",
        };
        if self.words.is_empty() { alphabet.to_owned() } else { format!("{alphabet}, {}", self.words) }
    }
}

/// Contents of a page or a USSD string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BroadcastText {
    /// Code of the language before the text; `None` where the scheme puts none there, or there is none.
    pub language: Option<String>,
    /// Elements of the header; `None` where the scheme puts none there, or none can be read.
    pub header: Option<Vec<Element>>,
    /// Text of the page, or octets that are no text.
    pub body: MessageBody,
    /// Part that the scheme puts before the text and that is missing, in words; `None` where nothing is missing.
    pub missing: Option<&'static str>,
}

/// Reads octets by a data coding scheme. Carriage returns that fill up a page stay.
pub fn read(dcs: u8, contents: &[u8]) -> BroadcastText {
    let coding = BroadcastCoding::read(dcs);
    let plain = |body| BroadcastText { language: None, header: None, body, missing: None };
    let septets = || Gsm(Septets::new(contents)).collect::<String>();
    match (coding.alphabet, coding.before) {
        (_, TextPrefix::Header) => with_header(dcs, contents),
        (Some(Alphabet::Packed), TextPrefix::Nothing) => plain(MessageBody::Text(septets())),
        (Some(Alphabet::Packed), TextPrefix::Language) => {
            let all = septets();
            match all.split_at_checked(3) {
                Some((code, text)) if is_language(code.trim_end_matches('\r')) && code.ends_with('\r') => {
                    BroadcastText {
                        language: Some(code.trim_end().to_owned()),
                        ..plain(MessageBody::Text(text.to_owned()))
                    }
                }
                _ => BroadcastText {
                    missing: Some("a code of its language: two letters and a carriage return"),
                    ..plain(MessageBody::Text(all))
                },
            }
        }
        (Some(Alphabet::Ucs2), TextPrefix::Language) => match contents.split_at_checked(2) {
            Some((code, text)) if is_language(&Gsm(Septets::counted(code, 2, 0)).collect::<String>()) => {
                let language = Gsm(Septets::counted(code, 2, 0)).collect();
                BroadcastText { language: Some(language), ..plain(MessageBody::Text(text::ucs2(text).collect())) }
            }
            _ => BroadcastText {
                missing: Some("a code of its language: two packed letters in two octets"),
                ..plain(MessageBody::Text(text::ucs2(contents).collect()))
            },
        },
        (Some(Alphabet::Ucs2), _) => plain(MessageBody::Text(text::ucs2(contents).collect())),
        (Some(Alphabet::Octets) | None, _) => plain(MessageBody::Octets(contents.to_vec())),
    }
}

/// Returns whether a code is two letters, as in ISO 639.
fn is_language(code: &str) -> bool {
    code.len() == 2 && code.bytes().all(|letter| letter.is_ascii_alphabetic())
}

/// Reads text or data behind a user data header, as a short message of that alphabet has them.
fn with_header(dcs: u8, contents: &[u8]) -> BroadcastText {
    let coding = dcs & 0x0C;
    let length = match Alphabet::of_sms(coding) {
        Some(Alphabet::Packed) => contents.len() * 8 / 7,
        _ => contents.len(),
    };
    let user = UserData::read(u8::try_from(length).unwrap_or(u8::MAX), contents, coding, true);
    let missing = user.header.is_none().then_some("a user data header whose lengths fit");
    BroadcastText { language: None, header: user.header, body: user.body, missing }
}

/// Reads a page without the carriage returns that fill it up (3GPP TS 23.038 §5).
pub fn text(page: &CellPage) -> BroadcastText {
    let mut read = read(page.dcs, &page.contents);
    if let MessageBody::Text(text) = &mut read.body {
        text.truncate(text.trim_end_matches('\r').len());
    }
    read
}

/// Returns a message identifier in words; `None` where only its operator knows it (3GPP TS 23.041 §9.4.1.2.2).
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

/// Returns the geographical scope of a serial number in words (§9.4.1.2.1).
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

    fn packed(text: &str) -> String {
        let mut buffer = [0; 90];
        let mut emitter = sim_wire::tlv::Emitter::new(&mut buffer);
        text::encode_packed(text, &mut emitter).unwrap();
        hex::encode(emitter.written())
    }

    fn said(dcs: u8, contents: &str) -> (Option<String>, MessageBody, bool) {
        let BroadcastText { language, body, missing, .. } = text(&page(dcs, contents));
        (language, body, missing.is_some())
    }

    #[test]
    fn text_is_read_without_its_filling() {
        let filled = packed(&format!("{:\r<93}", "hello"));
        assert_eq!(said(0x01, &filled), (None, MessageBody::Text("hello".to_owned()), false));
    }

    #[test]
    fn language_code_is_separated_from_text() {
        assert_eq!(
            said(0x11, "E9344F59989D000D"),
            (Some("ii".to_owned()), MessageBody::Text("余额".to_owned()), false)
        );
        assert_eq!(said(0x10, &packed("en\rhi")), (Some("en".to_owned()), MessageBody::Text("hi".to_owned()), false));
        // Without it the text is whole, and that is said.
        assert_eq!(said(0x10, &packed("hello")), (None, MessageBody::Text("hello".to_owned()), true));
        assert_eq!(said(0x10, &packed("en")), (None, MessageBody::Text("en".to_owned()), true));
        assert_eq!(said(0x11, "4F59989D"), (None, MessageBody::Text("余额".to_owned()), true));
    }

    #[test]
    fn header_of_a_page_is_no_text() {
        // A header of six octets, one fill bit, then two septets (23.040 §9.2.3.24).
        let BroadcastText { header, body, missing, .. } = read(0x91, &hex::decode("050003010201D069").unwrap());
        let element = Element { id: 0x00, data: vec![0x01, 0x02, 0x01] };
        assert_eq!((header, missing), (Some(vec![element.clone()]), None));
        assert_eq!(body, MessageBody::Text("hi".to_owned()));
        let ucs2 = read(0x98, &hex::decode("0500030102014F59989D").unwrap());
        assert_eq!((ucs2.header, ucs2.body), (Some(vec![element]), MessageBody::Text("余额".to_owned())));
        let data = read(0x94, &hex::decode("0500030102010102").unwrap());
        assert_eq!(data.body, MessageBody::Octets(vec![1, 2]));
        assert!(read(0x91, &hex::decode("FF00").unwrap()).missing.is_some());
    }

    #[test]
    fn schemes_have_words() {
        assert_eq!(BroadcastCoding::read(0x01).words(), "GSM alphabet, packed, English");
        assert_eq!(BroadcastCoding::read(0x48).words(), "UCS2");
        assert_eq!(BroadcastCoding::read(0x54).words(), "data, an octet each, class 0");
        assert_eq!(BroadcastCoding::read(0xF1).words(), "GSM alphabet, packed, class 1, user defined");
        assert_eq!(BroadcastCoding::read(0xF4).words(), "data, an octet each");
        assert_eq!(BroadcastCoding::read(0x99).words(), "UCS2, class 1, with a user data header");
        assert_eq!(BroadcastCoding::read(0x60).words(), "compressed (3GPP TS 23.042), not read");
        assert_eq!(BroadcastCoding::read(0xD0).words(), "no text, I1 protocol message (3GPP TS 24.294)");
        assert_eq!(
            BroadcastCoding::read(0x30).words(),
            "GSM alphabet, packed, reserved, so the GSM alphabet is assumed"
        );
    }
}
