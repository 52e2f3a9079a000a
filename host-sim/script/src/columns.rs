//! Texts in the columns of a terminal. A Chinese character takes two; none is ever cut in half.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// Returns the number of columns of a character; 0 for one that does not print.
pub fn columns(character: char) -> usize {
    character.width().unwrap_or(0)
}

/// Returns a text padded with blanks to `width` columns.
pub fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

/// Characters that may not begin a line.
const CLOSING: &str = "，。、；：？！,.;:?!）》」』】〕)]}”’%％…元";

/// Characters that may not end a line.
const OPENING: &str = "（《「『【〔([{“‘";

/// Returns whether a line may break between two characters: at a blank, or beside a Chinese character.
fn breaks(before: char, behind: char) -> bool {
    let sticks = behind == ' ' || CLOSING.contains(behind) || OPENING.contains(before);
    !sticks && (before == ' ' || columns(before) > 1 || columns(behind) > 1)
}

/// Splits a line wherever it may break; the blanks after a piece belong to the piece.
fn pieces(line: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut before = None;
    for character in line.chars() {
        match pieces.last_mut() {
            Some(piece) if before.is_some_and(|before| !breaks(before, character)) => piece.push(character),
            _ => pieces.push(character.to_string()),
        }
        before = Some(character);
    }
    pieces
}

/// Wraps a text into lines of at most `width` columns, where a width below 2 counts as 2.
///
/// A line breaks at a blank or beside a Chinese character, never before closing punctuation and never inside a number,
/// a word or an amount. Only a piece longer than a line is broken anywhere. An empty line stays one.
pub fn wrapped(text: &str, width: usize) -> Vec<String> {
    let width = width.max(2);
    let mut lines = Vec::new();
    for paragraph in text.split(['\n', '\r']) {
        let mut line = String::new();
        let mut taken = 0;
        for piece in pieces(paragraph) {
            if taken + piece.trim_end().width() <= width {
                taken += piece.width();
                line.push_str(&piece);
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line).trim_end().to_owned());
            }
            taken = 0;
            for character in piece.chars() {
                if taken + columns(character) > width {
                    lines.push(std::mem::take(&mut line));
                    taken = 0;
                }
                line.push(character);
                taken += columns(character);
            }
        }
        lines.push(line.trim_end().to_owned());
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_punctuation_begins_no_line() {
        for closing in "，。、；：？！）》】”…".chars() {
            let text = format!("请输入充值{closing}金额");
            for width in 2..14 {
                let lines = wrapped(&text, width);
                let begins = lines.iter().any(|line| line.starts_with(closing) && width >= 4);
                assert!(!begins, "{closing} at {width}: {lines:?}");
            }
        }
    }

    #[test]
    fn number_and_amount_stay_in_one_piece() {
        assert_eq!(wrapped("余额为1234.50元", 12), ["余额为", "1234.50元"]);
        assert_eq!(wrapped("日期2009-11-18已过", 12), ["日期", "2009-11-18已", "过"]);
        assert_eq!(wrapped("（13807310001）", 15), ["（13807310001）"]);
        assert_eq!(wrapped("12345678901234567890", 8), ["12345678", "90123456", "7890"]);
    }
}
