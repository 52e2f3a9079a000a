//! Quotations: any text between quotation marks on one line, with escapes for what would end the line or the quotation.

/// Error of an escape that stands for nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{escape}` stands for nothing")]
pub struct EscapeError {
    /// Octets before the escape, counted from behind the opening mark.
    pub at: usize,
    /// Reverse solidus and the character behind it.
    pub escape: String,
}

/// Returns a text between quotation marks.
pub fn quote(text: &str) -> String {
    let mut written = String::from("\"");
    for letter in text.chars() {
        match letter {
            '\n' => written.push_str("\\n"),
            '\\' => written.push_str("\\\\"),
            '"' => written.push_str("\\u{22}"),
            letter if letter.is_control() => written.push_str(&format!("\\u{{{:X}}}", u32::from(letter))),
            letter => written.push(letter),
        }
    }
    written.push('"');
    written
}

/// Parses what stands between two quotation marks, and returns the text.
pub fn unquote(inside: &str) -> Result<String, EscapeError> {
    let mut text = String::new();
    let mut rest = inside;
    while let Some(at) = rest.find('\\') {
        let (plain, escape) = rest.split_at_checked(at).unwrap_or((rest, ""));
        text.push_str(plain);
        let at = inside.len().saturating_sub(escape.len());
        let wrong = || EscapeError { at, escape: escape.chars().take(2).collect() };
        rest = if let Some(behind) = escape.strip_prefix("\\n") {
            text.push('\n');
            behind
        } else if let Some(behind) = escape.strip_prefix("\\\\") {
            text.push('\\');
            behind
        } else {
            let digits = escape.strip_prefix("\\u{").and_then(|inside| inside.split_once('}'));
            let (digits, behind) = digits.ok_or_else(wrong)?;
            text.push(u32::from_str_radix(digits, 16).ok().and_then(char::from_u32).ok_or_else(wrong)?);
            behind
        };
    }
    text.push_str(rest);
    Ok(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn unknown_escape_is_refused() {
        assert_eq!(unquote("ab\\x"), Err(EscapeError { at: 2, escape: "\\x".to_owned() }));
        assert!(unquote("\\u{110000}").is_err());
    }

    proptest! {
        #[test]
        fn any_text_round_trips(text in "\\PC{0,20}|[\"\\\\\n\r\u{7}a]{0,12}") {
            let written = quote(&text);
            let inside = written.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap();
            prop_assert!(!inside.contains(['"', '\n', '\r']));
            prop_assert_eq!(unquote(inside), Ok(text));
        }
    }
}
