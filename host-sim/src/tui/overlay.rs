//! The list of keys with their meanings. Nothing else is drawn, since the frame of the list would cut it.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::widgets::{Block, BorderType, Clear};

use super::command::{Focus, PhoneCommand};
use super::keys::HELP;
use super::scene::{Extent, FrameLayout, Scene};
use super::{paint, theme, wrap};
use sim_i18n::Word;

/// Width in columns of the names of keys.
const KEYS: usize = 12;

/// Returns the lines of the overlay, each with the keys and what they do.
fn lines(scene: &Scene<'_>, width: usize) -> Vec<(String, String)> {
    let mut lines = Vec::new();
    for (keys, chinese, english) in HELP {
        let mut keys = *keys;
        for row in wrap::wrap(scene.ui.language.of(chinese, english), width.saturating_sub(KEYS)) {
            lines.push((wrap::padded(keys, KEYS), row));
            keys = "";
        }
    }
    lines
}

/// Draws the overlay in the middle of the window.
pub(super) fn draw(frame: &mut Frame<'_>, scene: &Scene<'_>, whole: Rect, drawn: &mut FrameLayout) {
    let width = whole.width.min(62);
    let lines = lines(scene, usize::from(width.saturating_sub(4)));
    let height = u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_add(2);
    let area = paint::middle(whole, width, height);
    drawn.covered();
    drawn.click(frame.area(), PhoneCommand::Keys);
    drawn.wheel(frame.area(), Focus::Phone);
    frame.render_widget(Clear, whole);
    #[cfg(test)]
    paint::record::cover(whole);
    let block = Block::bordered().border_type(BorderType::Rounded).border_style(theme::ACCENTED);
    let inner = block.inner(area);
    frame.render_widget(block, area);
    paint::title(frame, area, scene.say(Word::ScreenKeys), theme::TITLE);
    let inside = Rect { x: inner.x.saturating_add(1), width: inner.width.saturating_sub(2), ..inner };
    let extent = Extent::of(lines.len(), usize::from(inside.height));
    drawn.keys = extent;
    let first = scene.ui.keys_top.min(extent.most);
    for ((keys, what), row) in lines.iter().skip(first).zip(0..inside.height) {
        paint::put(frame, inside, (0, row), keys, theme::ACCENTED);
        paint::put(frame, inside, (u16::try_from(KEYS).unwrap_or(0), row), what, theme::PLAIN);
    }
    let side = Rect { width: inside.width.saturating_add(2), ..inside };
    paint::arrows(frame, side, (first > 0, first < extent.most), theme::ACCENTED);
}
