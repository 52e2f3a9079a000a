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

/// Returns a text in at most `width` columns, with an ellipsis where it is shortened.
pub fn shortened(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut line = String::new();
    let mut taken = 1;
    for character in text.chars() {
        taken += columns(character);
        if taken > width {
            break;
        }
        line.push(character);
    }
    if width > 0 {
        line.push(ELLIPSIS);
    }
    line
}

/// Returns a text in at most `width` columns with an ellipsis at its end, which says that more follows.
pub fn continued(text: &str, width: usize) -> String {
    shortened(&format!("{}{ELLIPSIS}", text.trim_end()), width)
}

/// Returns a text in at most `width` columns with an ellipsis at its beginning, which says that more came before.
pub fn preceded(text: &str, width: usize) -> String {
    tail(&format!("{ELLIPSIS}{}", text.trim_start()), width)
}

/// Returns a text in at most `width` columns from its end, with an ellipsis before it where something is left out.
pub fn tail(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut taken = 1;
    let fits = |character: &char| {
        taken += columns(*character);
        taken <= width
    };
    let mut kept: Vec<char> = text.chars().rev().take_while(fits).collect();
    if width > 0 {
        kept.push(ELLIPSIS);
    }
    kept.into_iter().rev().collect()
}

/// Returns a text in rows of at most `width` columns: the first behind `before`, the others below its text.
pub fn hanging(before: &str, text: &str, width: usize) -> Vec<String> {
    let blanks = " ".repeat(before.width());
    let rows = wrapped(text, width.saturating_sub(before.width()));
    rows.iter().enumerate().map(|(at, row)| format!("{}{row}", if at == 0 { before } else { &blanks })).collect()
}

/// Returns the number of a menu's line: its place, counted from 1, as wide as the number of the last of `count` lines.
pub fn line_number(place: usize, count: usize) -> String {
    let digits = count.to_string().len();
    format!("{place:>digits$}")
}

/// Mark of what is left out.
pub const ELLIPSIS: char = '…';

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

/// Returns the last character of a full line that goes to the next line with `behind`, since `behind` may not begin a
/// line; `None` if it may, or if there is no room for both.
fn kept_back(line: &str, behind: char, width: usize) -> Option<char> {
    let last = line.chars().next_back().filter(|last| CLOSING.contains(behind) && !CLOSING.contains(*last))?;
    let has_more = line.len() > last.len_utf8();
    (has_more && columns(last) + columns(behind) <= width).then_some(last)
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
                    let kept_back = kept_back(&line, character, width);
                    line.truncate(line.len().saturating_sub(kept_back.map_or(0, char::len_utf8)));
                    lines.push(std::mem::replace(&mut line, kept_back.map(String::from).unwrap_or_default()));
                    taken = line.width();
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
    fn shortening_never_cuts_a_character_in_half() {
        assert_eq!(shortened("我的钱包", 7), "我的钱…");
        assert_eq!(shortened("我的钱包", 6), "我的…");
        assert_eq!(shortened("我的钱包", 8), "我的钱包");
        assert_eq!(shortened("我的", 0), "");
        assert_eq!(tail("我的钱包", 6), "…钱包");
        assert_eq!((tail("我的", 4).as_str(), tail("我的", 0).as_str()), ("我的", ""));
        assert_eq!(continued("我的 ", 8), "我的…");
        assert_eq!(continued("我的钱包", 8), "我的钱…");
    }

    #[test]
    fn hanging_rows_stand_below_their_text() {
        assert_eq!(hanging("12 ", "请输入充值金额。", 11), ["12 请输入充", "   值金额。"]);
        assert_eq!(line_number(3, 12), " 3");
    }

    #[test]
    fn broken_word_keeps_its_punctuation() {
        assert_eq!(wrapped("internationalisation.", 10), ["internatio", "nalisatio", "n."]);
        assert_eq!(wrapped("12345678，", 8), ["1234567", "8，"]);
        assert_eq!(wrapped("，，，", 2), ["，", "，", "，"]);
    }

    #[test]
    fn number_and_amount_stay_in_one_piece() {
        assert_eq!(wrapped("余额为1234.50元", 12), ["余额为", "1234.50元"]);
        assert_eq!(wrapped("日期2009-11-18已过", 12), ["日期", "2009-11-18已", "过"]);
        assert_eq!(wrapped("（13807310001）", 15), ["（13807310001）"]);
        assert_eq!(wrapped("12345678901234567890", 8), ["12345678", "90123456", "7890"]);
    }
}
