//! Drawing of a screen as a small phone.

use std::fmt::Write as _;

use super::escaped;
use crate::menu_explorer::picture;
use sim_device::handset::{Screen, ScreenBody};

/// Width of a phone, and distance from one to the next, in pixels.
pub(super) const WIDTH: f64 = 132.0;
pub(super) const STEP: f64 = 152.0;

const HEIGHT: f64 = 98.0;

/// Columns and lines of text on a phone's glass.
const COLUMNS: usize = 20;
const LINES: usize = 5;

/// Draws a screen around the height `middle`, with an envelope below if a short message was sent.
pub(super) fn draw(drawing: &mut String, screen: &Screen, left: f64, middle: f64, sent: bool) -> std::fmt::Result {
    let top = middle - HEIGHT / 2.0;
    write!(
        drawing,
        "<g transform=\"translate({left:.1} {top:.1})\"><rect class=\"bezel\" width=\"{WIDTH}\" height=\"{HEIGHT}\" rx=\"10\"/>\
         <rect class=\"glass\" x=\"4\" y=\"4\" width=\"{}\" height=\"{}\" rx=\"7\"/>",
        WIDTH - 8.0,
        HEIGHT - 8.0
    )?;
    let lines = text(screen);
    for (at, line) in lines.iter().enumerate() {
        write!(drawing, "<text class=\"lcd\" x=\"10\" y=\"{:.1}\">{}</text>", 18.0 + at as f64 * 13.0, escaped(line))?;
    }
    if let ScreenBody::Input(field) = &screen.body {
        let below = 22.0 + lines.len() as f64 * 13.0;
        let inside = if field.hidden { "••••".to_owned() } else { picture::limits(field) };
        write!(
            drawing,
            "<rect class=\"field\" x=\"10\" y=\"{:.1}\" width=\"{}\" height=\"14\" rx=\"3\"/>\
             <text class=\"key\" x=\"14\" y=\"{:.1}\">{}</text>",
            below - 8.0,
            WIDTH - 20.0,
            below + 2.0,
            escaped(&inside)
        )?;
    }
    let (left_key, right_key) = keys(&screen.body);
    write!(
        drawing,
        "<text class=\"key\" x=\"10\" y=\"{:.1}\">{left_key}</text>\
         <text class=\"key\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{right_key}</text>",
        HEIGHT - 9.0,
        WIDTH - 10.0,
        HEIGHT - 9.0
    )?;
    if sent {
        let (x, y) = (WIDTH / 2.0 - 8.0, HEIGHT - 20.0);
        write!(drawing, "<path class=\"field\" d=\"M{x} {y}h16v11h-16zl8 6l8 -6\"/>")?;
    }
    writeln!(drawing, "</g>")
}

/// Returns the words on the glass, as many lines as fit; `…` ends the last if there are more.
fn text(screen: &Screen) -> Vec<String> {
    let most = if matches!(screen.body, ScreenBody::Input(_)) { LINES - 2 } else { LINES };
    let mut lines = picture::wrapped(&screen.text, COLUMNS);
    if let ScreenBody::Items { items, .. } = &screen.body {
        lines.extend(items.iter().map(|item| format!("· {}", item.text)));
    }
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            last.pop();
            last.push('…');
        }
    }
    lines
}

/// Returns the labels of the keys below the glass.
const fn keys(body: &ScreenBody) -> (&'static str, &'static str) {
    match body {
        ScreenBody::YesNo => ("yes", "no"),
        ScreenBody::Text { .. } | ScreenBody::Input(_) | ScreenBody::Items { .. } => ("OK", "back"),
        _ => ("", ""),
    }
}
