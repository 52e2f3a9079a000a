//! Texts in the columns of a terminal. A Chinese character takes two; none is ever cut in half.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// Columns of a character; what does not print takes none.
pub fn columns(character: char) -> usize {
    character.width().unwrap_or(0)
}

/// A text with blanks behind it up to so many columns.
pub fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

/// A line in lines of at most so many columns, broken where one is full. An empty line stays one.
pub fn broken(line: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let (mut now, mut taken) = (String::new(), 0);
    for character in line.chars() {
        let columns = columns(character);
        if taken + columns > width {
            lines.push(std::mem::take(&mut now));
            taken = 0;
        }
        now.push(character);
        taken += columns;
    }
    lines.push(now);
    lines
}
