//! Screens drawn in characters, for reports: a frame, the content, and the keys that have an effect. Lines of a menu
//! are numbered by their place, as on the phone. Chinese characters are two columns wide, and the frame stays straight.

use crate::columns::{self, columns, padded};
use sim_device::handset::{Field, Screen, ScreenBody};

/// Width inside the frame in columns, without the blank at either side.
const WIDTH: usize = 32;

/// Greatest number of lines of a text.
const TEXT_LINES: usize = 12;

/// Words of a picture in one language: of keys, and of what has no text.
pub trait PictureWords {
    /// Returns the name of a key.
    fn key(&self, key: PictureKey) -> &'static str;

    /// Returns the words for an idle screen.
    fn idle(&self) -> &'static str;

    /// Returns the words for a screen that waits for the card.
    fn waiting(&self) -> &'static str;

    /// Returns the words for a tone.
    fn tone(&self, tone: u8) -> String;

    /// Returns how many characters may still be typed, and how many must be.
    fn room(&self, left: usize, missing: usize) -> String;
}

/// Key below a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureKey {
    /// Key that opens the menu.
    Menu,
    /// Key that ends the session.
    End,
    /// Key that goes back.
    Back,
    /// Key that accepts.
    Ok,
    /// Answer yes.
    Yes,
    /// Answer no.
    No,
    /// Any single key.
    Any,
    /// Key that erases a character.
    Erase,
    /// Key that asks for help.
    Help,
}

impl PictureKey {
    /// Every key.
    pub const ALL: [PictureKey; 9] = [
        PictureKey::Menu,
        PictureKey::End,
        PictureKey::Back,
        PictureKey::Ok,
        PictureKey::Yes,
        PictureKey::No,
        PictureKey::Any,
        PictureKey::Erase,
        PictureKey::Help,
    ];
}

/// English words of a picture.
#[derive(Clone, Copy, Debug, Default)]
pub struct EnglishPicture;

impl PictureWords for EnglishPicture {
    fn key(&self, key: PictureKey) -> &'static str {
        match key {
            PictureKey::Menu => "menu",
            PictureKey::End => "end",
            PictureKey::Back => "back",
            PictureKey::Ok => "OK",
            PictureKey::Yes => "yes",
            PictureKey::No => "no",
            PictureKey::Any => "a key",
            PictureKey::Erase => "erase",
            PictureKey::Help => "help",
        }
    }

    fn idle(&self) -> &'static str {
        "(idle)"
    }

    fn waiting(&self) -> &'static str {
        "(waits for the card)"
    }

    fn tone(&self, tone: u8) -> String {
        format!("(tone {tone:02X})")
    }

    fn room(&self, left: usize, missing: usize) -> String {
        match missing {
            0 => format!("{left} left"),
            missing => format!("{left} left, {missing} missing"),
        }
    }
}

/// Draws a screen with English words, line by line.
pub fn picture(screen: &Screen) -> Vec<String> {
    picture_in(&EnglishPicture, screen)
}

/// Draws a screen, line by line.
pub fn picture_in<W: PictureWords>(words: &W, screen: &Screen) -> Vec<String> {
    let edge = |left: &str, right: &str| format!("{left}{}{right}", "─".repeat(WIDTH + 2));
    let mut lines = vec![edge("┌", "┐")];
    lines.extend(inside(words, screen).iter().map(|line| format!("│ {} │", padded(line, WIDTH))));
    lines.push(edge("├", "┤"));
    lines.extend(wrapped(&keys(words, screen)).iter().map(|line| format!("│ {} │", padded(line, WIDTH))));
    lines.push(edge("└", "┘"));
    lines
}

fn inside<W: PictureWords>(words: &W, screen: &Screen) -> Vec<String> {
    let mut lines = wrapped(&screen.text);
    if lines.len() > TEXT_LINES {
        lines.truncate(TEXT_LINES);
        lines.push("…".to_owned());
    }
    match &screen.body {
        ScreenBody::Idle if screen.text.is_empty() => lines.push(words.idle().to_owned()),
        ScreenBody::Idle | ScreenBody::Text { .. } | ScreenBody::YesNo | ScreenBody::Confirm => {}
        ScreenBody::Waiting => lines.push(words.waiting().to_owned()),
        ScreenBody::Items { items, default, .. } => {
            for (item, place) in items.iter().zip(1_usize..) {
                let marked = default.map_or(place == 1, |id| id == item.id);
                let mark = if marked { '>' } else { ' ' };
                let number = columns::line_number(place, items.len());
                lines.extend(columns::hanging(&format!("{mark} {number} "), &printable(&item.text), WIDTH));
            }
        }
        ScreenBody::Key { .. } => lines.push("[ ]".to_owned()),
        ScreenBody::Input(field) => lines.extend(wrapped(&format!("[{}]  {}", typed(field), room(words, field)))),
        ScreenBody::Tone(tone) => lines.push(words.tone(*tone)),
    }
    lines
}

/// Returns the content of a field, with a dot for each character where it is hidden.
fn typed(field: &Field) -> String {
    let shown = if field.hidden { "•".repeat(field.typed.chars().count()) } else { field.typed.clone() };
    if shown.is_empty() { "_".to_owned() } else { shown }
}

/// Returns how many characters may still be typed, and how many must be, in words.
fn room<W: PictureWords>(words: &W, field: &Field) -> String {
    let missing = usize::from(field.limits.min).saturating_sub(field.typed.chars().count());
    words.room(field.left(), missing)
}

/// Returns the keys that have an effect on a screen.
fn keys<W: PictureWords>(words: &W, screen: &Screen) -> String {
    let mut keys = match &screen.body {
        ScreenBody::Idle => vec![PictureKey::Menu],
        ScreenBody::Waiting => vec![PictureKey::End],
        ScreenBody::Items { main: true, .. } => vec![PictureKey::Back, PictureKey::End],
        ScreenBody::Text { .. } | ScreenBody::Items { .. } | ScreenBody::Tone(_) => {
            vec![PictureKey::Ok, PictureKey::Back, PictureKey::End]
        }
        ScreenBody::YesNo | ScreenBody::Confirm => {
            vec![PictureKey::Yes, PictureKey::No, PictureKey::Back, PictureKey::End]
        }
        ScreenBody::Key { .. } => vec![PictureKey::Any, PictureKey::Back, PictureKey::End],
        ScreenBody::Input(field) if field.is_enough() => {
            vec![PictureKey::Ok, PictureKey::Erase, PictureKey::Back, PictureKey::End]
        }
        ScreenBody::Input(_) => vec![PictureKey::Erase, PictureKey::Back, PictureKey::End],
    };
    if screen.help {
        keys.push(PictureKey::Help);
    }
    keys.into_iter().map(|key| words.key(key)).collect::<Vec<_>>().join("  ")
}

/// Wraps a text into lines that fit into the frame, without control characters.
fn wrapped(text: &str) -> Vec<String> {
    text.lines().flat_map(|line| columns::wrapped(&printable(line), WIDTH)).collect()
}

/// Returns a text without control characters, ends of lines aside.
fn printable(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control() || *letter == '\n').collect()
}

/// Returns blanks up to the first difference of two texts, in columns of `actual`, and a mark there. Returns `None` if
/// the texts are the same, or differ from the beginning on.
pub fn difference(expected: &str, actual: &str) -> Option<String> {
    let same = expected.chars().zip(actual.chars()).take_while(|(one, other)| one == other);
    let before: usize = same.map(|(letter, _)| columns(letter)).sum();
    (expected != actual && before > 0).then(|| format!("{}^", " ".repeat(before)))
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr as _;

    use super::*;
    use sim_device::handset::Choice;

    #[test]
    fn menu_is_drawn_in_straight_frame() {
        let items = ["钱包充值", "a line that is longer than the screen is wide"].iter().zip(1..);
        let items = items.map(|(text, id)| Choice { id, text: (*text).to_owned(), ..Choice::default() }).collect();
        let mut screen = Screen::plain(ScreenBody::Items { items, default: None, main: false }, "我的钱包");
        screen.help = true;
        let drawn = picture(&screen);
        assert!(drawn.iter().all(|line| line.width() == WIDTH + 4), "{}", drawn.join("\n"));
        insta::assert_snapshot!(drawn.join("\n"));
    }

    #[test]
    fn menu_lines_are_numbered_by_place() {
        let items = (0_u8..10).map(|at| Choice { id: 0x20 + at, text: format!("第{at}项"), ..Choice::default() });
        let items = ScreenBody::Items { items: items.collect(), default: Some(0x21), main: false };
        let drawn = picture(&Screen::plain(items, "请选择"));
        assert!(drawn[2].starts_with("│    1 第0项 ") && drawn[3].starts_with("│ >  2 第1项 "), "{}", drawn.join("\n"));
        assert!(drawn[11].starts_with("│   10 第9项 "), "{}", drawn.join("\n"));
    }

    #[test]
    fn punctuation_and_amounts_stay_in_place() {
        let text = "请选择充值金额,不少于1234.50元。";
        let choice =
            Choice { id: 1, text: "充值到钱包的金额不得超过9999.00元。".to_owned(), ..Choice::default() };
        let items = ScreenBody::Items { items: vec![choice], default: None, main: false };
        let drawn = picture(&Screen::plain(items, text)).join("\n");
        assert!(drawn.contains("1234.50元。") && drawn.contains("9999.00元。"), "{drawn}");
        assert!(!drawn.contains("│ 。") && !drawn.contains("│ 元"), "{drawn}");
    }

    #[test]
    fn difference_is_marked_at_its_column() {
        assert_eq!(difference("钱包a", "钱包b").as_deref(), Some("    ^"));
        assert_eq!(difference("ab", "abc").as_deref(), Some("  ^"));
        assert_eq!(difference("same", "same"), None);
        assert_eq!(difference("x", "y"), None);
    }
}
