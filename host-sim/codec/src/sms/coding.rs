//! Data coding schemes of short messages (3GPP TS 23.038 §4) in words: alphabet, class, marks and message waiting.

use crate::cat::texts::Alphabet;

/// Data coding scheme, as its octet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DataCoding(pub u8);

/// Kinds of waiting messages, by the two low bits of a message waiting indication.
pub const WAITING: [&str; 4] = ["voicemail", "fax", "electronic mail", "other"];

/// Names of the message classes, which say where a message is kept.
const CLASSES: [&str; 4] =
    ["class 0 (shown at once)", "class 1 (handset)", "class 2 (card)", "class 3 (terminal equipment)"];

impl DataCoding {
    /// Returns the message class, 0 to 3; `None` where the scheme has none.
    pub const fn class(self) -> Option<u8> {
        match self.0 {
            0x00..=0x7F if self.0 & 0x10 != 0 => Some(self.0 & 0x03),
            0xF0..=0xFF => Some(self.0 & 0x03),
            _ => None,
        }
    }

    /// Returns whether the text is compressed (3GPP TS 23.042).
    pub const fn is_compressed(self) -> bool {
        self.0 < 0x80 && self.0 & 0x20 != 0
    }

    /// Returns whether the scheme is reserved. A receiver takes it for the GSM alphabet.
    pub const fn is_reserved(self) -> bool {
        matches!(self.0, 0x80..=0xBF) || (self.0 < 0x80 && self.0 & 0x0C == 0x0C)
    }

    /// Returns the alphabet; `None` where the text is compressed.
    pub const fn alphabet(self) -> Option<Alphabet> {
        Alphabet::of_sms(self.0)
    }

    /// Returns the alphabet in words.
    const fn alphabet_name(self) -> &'static str {
        match self.alphabet() {
            Some(Alphabet::Packed) => "GSM alphabet, packed",
            Some(Alphabet::Octets) => "data, an octet each",
            Some(Alphabet::Ucs2) => "UCS2",
            None => "compressed",
        }
    }

    /// Returns the whole scheme in words.
    pub fn words(self) -> String {
        let mut words = vec![self.alphabet_name().to_owned()];
        if let Some(name) = self.class().and_then(|class| CLASSES.get(usize::from(class))) {
            words.push((*name).to_owned());
        }
        match self.0 {
            0x40..=0x7F => words.push("deleted after reading".to_owned()),
            0xC0..=0xEF => {
                let kind = WAITING.get(usize::from(self.0 & 0x03)).copied().unwrap_or_default();
                let is_active = if self.0 & 0x08 == 0 { "no message waits" } else { "a message waits" };
                let fate = if self.0 < 0xD0 { "discarded" } else { "stored" };
                words.push(format!("{is_active}: {kind}"));
                words.push(fate.to_owned());
            }
            _ => {}
        }
        if self.is_reserved() {
            words.push("reserved, so the GSM alphabet is assumed".to_owned());
        }
        words.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coding_groups_have_words() {
        for (dcs, words) in [
            (0x00, "GSM alphabet, packed"),
            (0x08, "UCS2"),
            (0x04, "data, an octet each"),
            (0x0C, "GSM alphabet, packed, reserved, so the GSM alphabet is assumed"),
            (0x80, "GSM alphabet, packed, reserved, so the GSM alphabet is assumed"),
            (0x18, "UCS2, class 0 (shown at once)"),
            (0x39, "compressed, class 1 (handset)"),
            (0x52, "GSM alphabet, packed, class 2 (card), deleted after reading"),
            (0xC8, "GSM alphabet, packed, a message waits: voicemail, discarded"),
            (0xD1, "GSM alphabet, packed, no message waits: fax, stored"),
            (0xEA, "UCS2, a message waits: electronic mail, stored"),
            (0xF6, "data, an octet each, class 2 (card)"),
            (0xFB, "GSM alphabet, packed, class 3 (terminal equipment)"),
        ] {
            assert_eq!(DataCoding(dcs).words(), words, "{dcs:02X}");
        }
    }

    #[test]
    fn class_needs_its_bit() {
        assert_eq!(DataCoding(0x03).class(), None);
        assert_eq!(DataCoding(0x13).class(), Some(3));
        assert_eq!(DataCoding(0xC1).class(), None);
    }
}
