//! Parameters of AT commands (ITU-T V.250 §5.4.2): numbers and words as they are, strings between quotation marks, and
//! parameters that are left out.

/// Parameter of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AtParameter {
    /// AtParameter that was left out.
    Absent,
    /// Number, word or hexadecimal digits without quotation marks.
    Bare(String),
    /// String between quotation marks, without its escapes.
    Quoted(String),
}

impl AtParameter {
    /// Returns the decimal number of the parameter; `None` if the parameter is none below 2^32.
    pub fn number(&self) -> Option<u32> {
        match self {
            AtParameter::Bare(text) if !text.is_empty() && text.bytes().all(|octet| octet.is_ascii_digit()) => {
                text.parse().ok()
            }
            AtParameter::Absent | AtParameter::Bare(_) | AtParameter::Quoted(_) => None,
        }
    }

    /// Returns the text of the parameter; `None` if the parameter was left out.
    pub fn text(&self) -> Option<&str> {
        match self {
            AtParameter::Absent => None,
            AtParameter::Bare(text) | AtParameter::Quoted(text) => Some(text),
        }
    }

    /// Returns the octets that the parameter has in hexadecimal digits; `None` if the parameter is something else.
    pub fn octets(&self) -> Option<Vec<u8>> {
        self.text().and_then(|text| hex::decode(text).ok())
    }

    /// Parses what stands between two commas.
    pub(super) fn parse(text: &str) -> Option<AtParameter> {
        let text = text.trim_matches(' ');
        if text.is_empty() {
            return Some(AtParameter::Absent);
        }
        match text.strip_prefix('"') {
            Some(inside) => inside.strip_suffix('"').and_then(unescaped).map(AtParameter::Quoted),
            None if text.contains('"') => None,
            None => Some(AtParameter::Bare(text.to_owned())),
        }
    }

    /// Writes the parameter.
    pub(super) fn emit(&self, into: &mut String) {
        match self {
            AtParameter::Absent => {}
            AtParameter::Bare(text) => into.push_str(text),
            AtParameter::Quoted(text) => {
                into.push('"');
                text.chars().for_each(|character| escape(character, into));
                into.push('"');
            }
        }
    }
}

/// Writes a character of a string: a quotation mark, a reverse solidus and controls as their hexadecimal code.
fn escape(character: char, into: &mut String) {
    match character {
        '"' | '\\' | '\0'..='\x1F' | '\x7F' => into.push_str(&format!("\\{:02X}", u32::from(character))),
        character => into.push(character),
    }
}

/// Returns a string without its escapes; `None` if a quotation mark stands inside. A reverse solidus that begins no
/// escape stands for itself.
fn unescaped(inside: &str) -> Option<String> {
    let mut text = String::new();
    let mut rest = inside;
    while let Some(character) = rest.chars().next() {
        let behind = rest.get(character.len_utf8()..).unwrap_or_default();
        let code = behind.get(..2).filter(|code| code.bytes().all(|octet| octet.is_ascii_hexdigit()));
        let code = code.filter(|_| character == '\\').and_then(|code| u8::from_str_radix(code, 16).ok());
        match (character, code.filter(u8::is_ascii)) {
            ('"', _) => return None,
            (_, Some(code)) => {
                text.push(char::from(code));
                rest = behind.get(2..).unwrap_or_default();
            }
            (character, None) => {
                text.push(character);
                rest = behind;
            }
        }
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn number_is_decimal_and_bare() {
        let number = |text: &str| AtParameter::parse(text).unwrap().number();
        assert_eq!((number("42"), number(" 0 "), number("")), (Some(42), Some(0), None));
        assert_eq!((number("\"42\""), number("+1"), number("4294967296")), (None, None, None));
    }

    #[test]
    fn string_keeps_what_is_no_escape() {
        let text = |text: &str| AtParameter::parse(text).and_then(|parsed| parsed.text().map(str::to_owned));
        assert_eq!(text(r#""a\22b""#).as_deref(), Some("a\"b"));
        assert_eq!(text(r#""a\xb\F0""#).as_deref(), Some(r"a\xb\F0"));
        assert_eq!(text(r#""a"b""#), None);
        assert_eq!(text(r#"a"b"#), None);
        assert_eq!(text("\""), None);
    }

    #[test]
    fn octets_may_stand_with_or_without_marks() {
        for text in ["A0b1", "\"A0B1\""] {
            assert_eq!(AtParameter::parse(text).unwrap().octets(), Some(vec![0xA0, 0xB1]));
        }
        assert_eq!(AtParameter::parse("A0B").unwrap().octets(), None);
    }
}
