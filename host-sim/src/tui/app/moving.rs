//! Marking and scrolling: the effect of arrows, pages and the wheel on the phone and on each pane.

use super::App;
use crate::tui::command::{Focus, Move, Pane};
use crate::tui::ground::Ground;
use crate::tui::scene::Extent;
use sim_device::handset::ScreenBody;

/// Returns the first visible line after a move; stays within 0 to `extent.most`.
pub(super) fn moved(top: usize, by: Move, extent: Extent) -> usize {
    let page = extent.page.max(1);
    let top = match by {
        Move::Up => top.min(extent.most).saturating_sub(1),
        Move::Down => top.saturating_add(1),
        Move::PageUp => top.min(extent.most).saturating_sub(page),
        Move::PageDown => top.saturating_add(page),
        Move::Home => 0,
        Move::End => extent.most,
    };
    top.min(extent.most)
}

/// Returns the marked line of a menu after a move; the first line follows the last.
fn marked(place: usize, by: Move, lines: usize, page: usize) -> usize {
    let last = lines.saturating_sub(1);
    match by {
        Move::Up if place == 0 => last,
        Move::Up => place.saturating_sub(1),
        Move::Down if place >= last => 0,
        Move::Down => place.saturating_add(1),
        Move::PageUp => place.saturating_sub(page.max(1)),
        Move::PageDown => place.saturating_add(page.max(1)).min(last),
        Move::Home => 0,
        Move::End => last,
    }
}

impl<G: Ground> App<G> {
    pub(super) fn move_by(&mut self, focus: Focus, by: Move) {
        match focus {
            Focus::Phone => match self.desk.screen().body {
                ScreenBody::Items { items, .. } => {
                    self.ui.marked = marked(self.ui.marked, by, items.len(), self.drawn.items);
                }
                _ => self.ui.text_top = moved(self.ui.text_top, by, self.drawn.text),
            },
            Focus::Pane(Pane::Exchanges) => self.select_exchange(by),
            Focus::Pane(Pane::Platform) if self.select_message(by) => {}
            Focus::Pane(Pane::Shops) if self.move_to_pos(by) => {}
            Focus::Pane(pane) => {
                let extent = self.drawn.panes.get(pane.place()).copied().unwrap_or_default();
                if let Some(top) = self.ui.pane_top.get_mut(pane.place()) {
                    *top = moved(*top, by, extent);
                }
            }
        }
    }

    /// Selects another exchange by single lines; pages scroll the explanation of the selected one.
    fn select_exchange(&mut self, by: Move) {
        let count = self.desk.exchanges().len();
        let last = count.saturating_sub(1);
        let place = self.ui.selected.unwrap_or(last);
        match by {
            Move::Up => self.select(place.saturating_sub(1)),
            Move::Down => self.select(place.saturating_add(1)),
            Move::Home => self.select(0),
            Move::End => self.select(last),
            Move::PageUp | Move::PageDown => self.ui.words_top = moved(self.ui.words_top, by, self.drawn.words),
        }
    }

    /// Selects an exchange by its place. Selecting the newest clears the selection, so that new ones are followed.
    pub(super) fn select(&mut self, place: usize) {
        let last = self.desk.exchanges().len().saturating_sub(1);
        self.ui.selected = (place < last).then_some(place);
        self.ui.words_top = 0;
        self.ui.pane = Pane::Exchanges;
    }

    /// Moves the focus `by` places further: the phone, then the panes, then the phone again.
    pub(super) fn turn_focus(&mut self, by: usize) {
        let places = Pane::ALL.len().saturating_add(1);
        let place = match self.ui.focus {
            Focus::Phone => 0,
            Focus::Pane(pane) => pane.place().saturating_add(1),
        };
        let next = place.saturating_add(by).checked_rem(places).unwrap_or(0);
        let pane = next.checked_sub(1).and_then(|place| Pane::ALL.get(place));
        self.focus_on(pane.map_or(Focus::Phone, |pane| Focus::Pane(*pane)));
    }

    pub(super) fn focus_on(&mut self, focus: Focus) {
        self.ui.focus = focus;
        if let Focus::Pane(pane) = focus {
            self.ui.pane = pane;
            if Pane::AROUND.contains(&pane) {
                self.ui.around = pane;
            }
            if pane == Pane::Messages {
                self.ui.messages_read = self.received();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scroll_position_stays_within_text() {
        let extent = Extent { most: 5, page: 3 };
        assert_eq!(moved(0, Move::Up, extent), 0);
        assert_eq!(moved(4, Move::PageDown, extent), 5);
        assert_eq!(moved(40, Move::Up, extent), 4);
        assert_eq!(moved(2, Move::End, extent), 5);
    }

    #[test]
    fn marked_line_wraps_at_both_ends() {
        assert_eq!(marked(3, Move::Down, 4, 2), 0);
        assert_eq!(marked(0, Move::Up, 4, 2), 3);
        assert_eq!(marked(1, Move::PageDown, 4, 9), 3);
    }
}
