//! Screens of the menu as classes: screens that differ in digits alone, such as an amount or a date, are one. Steps
//! lead from one class to another.

use std::fmt;

use crate::menu_explorer::picture;
use sim_device::handset::{Screen, ScreenBody};

/// Sign in the place of digits.
const DIGITS: char = '#';

/// Class of screens: the kind of screen and its words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScreenClass {
    /// Kind in a few words, such as `text` or `hidden input`.
    pub kind: &'static str,
    /// Text or title, with `#` for digits, in one line.
    pub text: String,
    /// Lines of a menu; empty for every other screen.
    pub lines: Vec<String>,
}

/// Step from a screen to another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScreenStep {
    /// Screen before the step.
    pub from: ScreenClass,
    /// Screen after the step.
    pub to: ScreenClass,
}

impl ScreenClass {
    /// Returns the class of a screen.
    pub fn of(screen: &Screen) -> ScreenClass {
        let lines = match &screen.body {
            ScreenBody::Items { items, .. } => items.iter().map(|item| plain(&item.text)).collect(),
            _ => Vec::new(),
        };
        ScreenClass { kind: picture::kind(screen), text: plain(&screen.text), lines }
    }
}

/// Returns a text in one line, with a sign in the place of each number. A number may have a fraction.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let is_fraction = letter == '.' && plain.ends_with(DIGITS) && letters.peek().is_some_and(char::is_ascii_digit);
        match letter {
            _ if letter.is_ascii_digit() || is_fraction => {
                if !plain.ends_with(DIGITS) {
                    plain.push(DIGITS);
                }
            }
            '\n' | '\r' => plain.push(' '),
            _ => plain.push(letter),
        }
    }
    plain
}

impl fmt::Display for ScreenClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind)?;
        if !self.text.is_empty() {
            write!(f, " \"{}\"", self.text)?;
        }
        if !self.lines.is_empty() {
            write!(f, " ({})", self.lines.join(", "))?;
        }
        Ok(())
    }
}

impl fmt::Display for ScreenStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} -> {}", self.from, self.to)
    }
}
