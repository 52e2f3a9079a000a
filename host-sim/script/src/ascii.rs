//! Text for terminals without line drawing: frames, arrows, marks and bars become ASCII of the same width. Chinese and
//! full-width punctuation stay.
//!
//! ```
//! use sim_script::ascii::ascii;
//!
//! assert_eq!(ascii("│ ▸ 钱包充值…"), "| > 钱包充值~");
//! ```

use unicode_width::UnicodeWidthStr as _;

/// Stand-in for each column of a character that has none of its own.
const UNKNOWN: char = '?';

/// Joiner of two characters that are shown as one (U+200D).
const JOINER: char = '\u{200D}';

/// Characters one column wide, each with its stand-in. Frames are in [`frame_part`].
const TABLE: &[(&str, char)] = &[
    // The eight turns of the spinner, twice around.
    ("⠋⠴", '|'),
    ("⠙⠦", '/'),
    ("⠸⠧", '-'),
    ("⠇⠏", '\\'),
    // Bars of the signal and the battery, from empty to full.
    ("▁", '_'),
    ("▂▃", '.'),
    ("▄▅", ':'),
    ("▆▇", '|'),
    ("█▉▊▋▌▮▪■", '#'),
    ("▯░▒▓", '-'),
    ("▸▶→⇒", '>'),
    ("◂◀←⇐", '<'),
    ("⇢", '}'),
    ("▲↑", '^'),
    ("▼↓", 'v'),
    ("●•", '*'),
    ("○♪", 'o'),
    ("·", '.'),
    ("…", '~'),
    ("✉", '@'),
    ("✆", 'C'),
    ("✓", '+'),
    ("✗×", 'x'),
    ("≡", '='),
    ("≤", '<'),
    ("≥", '>'),
    ("–—−", '-'),
    ("‘’", '\''),
    ("“”", '"'),
    ("§", 'S'),
    ("\u{A0}", ' '),
];

/// Returns the stand-in of a part of a frame; `None` for any other character.
const fn frame_part(character: char) -> Option<char> {
    match character {
        '─' | '━' | '┄' | '┅' | '┈' | '┉' | '╌' | '╍' | '═' | '╴' | '╶' | '╸' | '╺' | '╼' | '╾' => {
            Some('-')
        }
        '│' | '┃' | '┆' | '┇' | '┊' | '┋' | '╎' | '╏' | '║' | '╵' | '╷' | '╹' | '╻' | '╽' | '╿' => {
            Some('|')
        }
        '╱' => Some('/'),
        '╲' => Some('\\'),
        '╳' => Some('x'),
        '\u{2500}'..='\u{257F}' => Some('+'),
        _ => None,
    }
}

/// Returns `true` for characters that stay: ASCII, Chinese and its neighbours, and full-width punctuation.
pub const fn is_kept(character: char) -> bool {
    matches!(character,
        '\0'..='\u{7F}'
        | '\u{2E80}'..='\u{303E}'
        | '\u{3041}'..='\u{33FF}'
        | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}'
        | '\u{AC00}'..='\u{D7AF}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{FE30}'..='\u{FE4F}'
        | '\u{FF01}'..='\u{FF60}'
        | '\u{FFE0}'..='\u{FFE6}'
        | '\u{20000}'..='\u{3FFFD}')
}

/// Returns the stand-in of a character that does not stay; `None` if it has none of its own.
fn stand_in(character: char) -> Option<char> {
    let listed = || TABLE.iter().find(|(all, _)| all.contains(character)).map(|(_, stand_in)| *stand_in);
    frame_part(character).or_else(listed)
}

/// Returns a text with ASCII in place of everything that is neither ASCII nor Chinese, in as many columns. A character
/// without a stand-in of its own becomes `?`, one for each column.
pub fn ascii(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let mut printed = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(cluster) = first_cluster(rest) {
        let first = cluster.chars().next().unwrap_or(UNKNOWN);
        match stand_in(first) {
            _ if is_kept(first) => printed.push(first),
            Some(stand_in) => printed.push(stand_in),
            None => printed.extend(std::iter::repeat_n(UNKNOWN, cluster.width())),
        }
        rest = rest.strip_prefix(cluster).unwrap_or_default();
    }
    printed
}

/// Returns the first character of a text with the marks behind it that take no column, and what a joiner joins to it;
/// `None` if the text is empty.
fn first_cluster(text: &str) -> Option<&str> {
    let mut characters = text.char_indices();
    let (_, mut before) = characters.next()?;
    for (at, character) in characters {
        // Control characters, before all the end of a line, begin anew.
        let is_mark = crate::columns::columns(character) == 0 && !character.is_ascii();
        if !is_mark && before != JOINER {
            return text.get(..at);
        }
        before = character;
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_width::UnicodeWidthStr as _;

    use super::*;

    #[test]
    fn frames_and_marks_become_ascii() {
        assert_eq!(ascii("╭─ 卡 ─╮"), "+- 卡 -+");
        assert_eq!(ascii("├──┤ └┘ ┌┐ │┃"), "+--+ ++ ++ ||");
        assert_eq!(ascii("▂▄▆█ 中国移动 ✉2 ✆ 10:30 ▮▮▮▯"), ".:|# 中国移动 @2 C 10:30 ###-");
        assert_eq!(ascii("→ ⇢ ← ▲▼ ▸1 ●●"), "> } < ^v >1 **");
        assert_eq!(ascii("请输入充值金额（元）：“50”。"), "请输入充值金额（元）：\"50\"。");
    }

    #[test]
    fn unknown_character_keeps_its_columns() {
        assert_eq!(ascii("5 £"), "5 ?");
        assert_eq!(ascii("a😀b"), "a??b");
        assert_eq!(ascii("👨\u{200D}👩"), "??");
        assert_eq!(ascii("e\u{301}x"), "ex");
        assert_eq!(ascii("…\nb\u{1b}[0m"), "~\nb\u{1b}[0m");
    }

    proptest! {
        #[test]
        fn ascii_text_keeps_width_and_is_kept(text in "[ -~─╭…▸é£我的钱包，。😀\u{301}\n]{0,40}") {
            let printed = ascii(&text);
            prop_assert!(printed.chars().all(is_kept), "{printed:?}");
            for (line, of) in printed.split('\n').zip(text.split('\n')) {
                prop_assert_eq!(line.width(), of.width(), "{:?} of {:?}", line, of);
            }
        }
    }
}
