//! The whole frame: the phone, the panes beside it as far as there is room, a line of hints below. Where there is room
//! for only one part, the part that has the focus is drawn.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::command::Focus;
use super::paint::{self, Alignment};
use super::scene::{FrameLayout, Scene};
use super::{form_view, hints, overlay, panes, phone, theme, wrap};
use sim_i18n::Word;

/// Least columns and rows in which a phone can be used.
const LEAST: (u16, u16) = (30, 12);
/// Least number of columns for a pane beside the phone.
const BESIDE: u16 = 76;
/// Least number of rows for the keypad.
const WITH_KEYPAD: u16 = 37;
/// Width in columns of the phone with its keypad, and without.
const PHONE_WIDTH: (u16, u16) = (40, 34);
/// Greatest height of the phone in rows.
const PHONE_HEIGHT: u16 = 46;

/// Draws everything and returns what can be hit.
pub(super) fn draw(frame: &mut Frame<'_>, scene: &Scene<'_>) -> FrameLayout {
    let mut drawn = FrameLayout::default();
    let area = frame.area();
    if area.width < LEAST.0 || area.height < LEAST.1 {
        too_small(frame, scene, area);
        return drawn;
    }
    let body = paint::between(area, 0, 1);
    let (phone_area, panes_area) = split(body, scene.ui.focus);
    if let Some(area) = phone_area {
        phone::draw(frame, scene, area, &mut drawn);
    }
    if let Some(area) = panes_area {
        panes::draw(frame, scene, area, &mut drawn);
    }
    hints::draw(frame, scene, paint::row(area, area.height.saturating_sub(1)), &mut drawn);
    if let Some(form) = &scene.ui.form {
        form_view::draw(frame, scene, body, form, &mut drawn);
    }
    if scene.ui.keys_shown {
        overlay::draw(frame, scene, body, &mut drawn);
    }
    drawn
}

/// Returns the areas of the phone and of the panes; `None` for a part that is not shown.
fn split(body: Rect, focus: Focus) -> (Option<Rect>, Option<Rect>) {
    let keypad = body.height >= WITH_KEYPAD && body.width >= PHONE_WIDTH.0;
    let width = if keypad { PHONE_WIDTH.0 } else { PHONE_WIDTH.1 }.min(body.width);
    let height = body.height.min(PHONE_HEIGHT);
    if body.width >= BESIDE {
        let column = Rect { width, ..body };
        let phone = paint::middle(column, width, height);
        let x = body.x.saturating_add(width).saturating_add(1);
        let panes = Rect { x, width: body.width.saturating_sub(width).saturating_sub(1), ..body };
        return (Some(phone), Some(panes));
    }
    match focus {
        Focus::Phone => (Some(paint::middle(body, width, height)), None),
        Focus::Pane(_) => (None, Some(body)),
    }
}

fn too_small(frame: &mut Frame<'_>, scene: &Scene<'_>, area: Rect) {
    let lines = wrap::wrap(scene.say(Word::TooSmall), usize::from(area.width));
    let rows = u16::try_from(lines.len()).unwrap_or(u16::MAX).min(area.height);
    let area = paint::between(area, area.height.saturating_sub(rows) / 2, 0);
    paint::put_lines(frame, area, &lines, (Alignment::Centre, theme::PLAIN));
}
