//! Finished frame in ASCII and Chinese, for terminals without line drawing. No part of the drawing knows of it.

use ratatui::buffer::Buffer;
use sim_script::ascii::{ascii, is_kept};

/// Replaces every character of a frame that is neither ASCII nor Chinese.
pub(super) fn to_ascii(buffer: &mut Buffer) {
    let mut rest = buffer.content.iter_mut();
    while let Some(cell) = rest.next() {
        if cell.symbol().chars().all(is_kept) {
            continue;
        }
        let printed = ascii(cell.symbol());
        let mut columns = printed.char_indices();
        match (columns.next(), columns.next()) {
            // A character of two columns is followed by a cell of its own.
            (Some((_, first)), Some((second, _))) if printed.is_ascii() => {
                cell.set_char(first);
                if let (Some(beside), Some(second)) = (rest.next(), printed.get(second..)) {
                    beside.set_symbol(second);
                }
            }
            (Some(_), _) => drop(cell.set_symbol(&printed)),
            (None, _) => drop(cell.set_symbol(" ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    use super::*;

    #[test]
    fn frame_keeps_its_columns_in_ascii() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 16, 1));
        buffer.set_string(0, 0, "│▸钱包…😀é e\u{301}│", Style::new());
        to_ascii(&mut buffer);
        let mut expected = Buffer::empty(Rect::new(0, 0, 16, 1));
        expected.set_string(0, 0, "|>钱包~??? e|", Style::new());
        assert_eq!(buffer, expected);
    }
}
