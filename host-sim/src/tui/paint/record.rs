//! Record of the texts that were put on frames, for tests.

use std::cell::RefCell;

use ratatui::layout::Rect;
use unicode_width::UnicodeWidthStr as _;

/// Text that was put on a frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::tui) struct PutText {
    /// Area in which the text was to stand.
    pub(in crate::tui) area: Rect,
    /// Column and row of the text's beginning.
    pub(in crate::tui) at: (u16, u16),
    /// Text that was asked for.
    pub(in crate::tui) asked: String,
    /// Text that was drawn.
    pub(in crate::tui) shown: String,
}

thread_local! {
    static TEXTS: RefCell<Vec<PutText>> = const { RefCell::new(Vec::new()) };
}

/// Adds a text.
pub(super) fn add(text: PutText) {
    TEXTS.with_borrow_mut(|texts| texts.push(text));
}

/// Forgets the texts that reach into an area, since something covers them there.
pub(in crate::tui) fn cover(area: Rect) {
    let is_seen = |text: &PutText| {
        let columns = u16::try_from(text.shown.width()).unwrap_or(u16::MAX);
        !Rect::new(text.at.0, text.at.1, columns, 1).intersects(area)
    };
    TEXTS.with_borrow_mut(|texts| texts.retain(is_seen));
}

/// Takes the texts put by this thread since the last call.
pub(in crate::tui) fn take() -> Vec<PutText> {
    TEXTS.take()
}
