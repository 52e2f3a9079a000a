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

/// Draws a screen around the height `middle`, with an envelope below if a short message was sent, and with a class if
/// it is not empty.
pub(super) fn draw(
    drawing: &mut String,
    screen: &Screen,
    (left, middle): (f64, f64),
    sent: bool,
    class: &str,
) -> std::fmt::Result {
    let top = middle - HEIGHT / 2.0;
    let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
    write!(drawing, "<g{class} transform=\"translate({left:.1} {top:.1})\">")?;
    let inside = match &screen.body {
        ScreenBody::Input(field) if field.hidden => "••••".to_owned(),
        ScreenBody::Input(field) => picture::limits(field),
        _ => String::new(),
    };
    glass(drawing, screen, &text(screen), (HEIGHT, &inside))?;
    if sent {
        let (x, y) = (WIDTH / 2.0 - 8.0, HEIGHT - 20.0);
        write!(drawing, "<path class=\"field\" d=\"M{x} {y}h16v11h-16zl8 6l8 -6\"/>")?;
    }
    writeln!(drawing, "</g>")
}

/// Returns a drawing of a screen as a phone that is as high as the screen needs, with what was typed. The page around
/// the drawing has the style of the classes `bezel`, `glass`, `lcd`, `key` and `field`.
pub(super) fn alone(screen: &Screen) -> String {
    let mut lines: Vec<String> = whole_text(screen).iter().flat_map(|line| picture::wrapped(line, COLUMNS)).collect();
    if lines.iter().all(String::is_empty) {
        lines = vec![format!("({})", picture::kind(screen))];
    }
    let inside = match &screen.body {
        ScreenBody::Input(field) if field.hidden => "•".repeat(field.typed.chars().count()),
        ScreenBody::Input(field) => field.typed.clone(),
        _ => String::new(),
    };
    let room = if matches!(screen.body, ScreenBody::Input(_)) { 56.0 } else { 36.0 };
    let height = (lines.len() as f64).mul_add(13.0, room).max(HEIGHT);
    let name = if screen.text.is_empty() { picture::kind(screen) } else { screen.text.as_str() };
    let mut drawing = format!(
        "<svg viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" role=\"img\" aria-label=\"{}\">",
        escaped(name)
    );
    // Writing into a string does not fail.
    glass(&mut drawing, screen, &lines, (height, &inside)).unwrap_or(());
    drawing + "</svg>"
}

/// Draws a phone from its upper left corner, with lines of text, the content of the field, and the keys' names.
fn glass(drawing: &mut String, screen: &Screen, lines: &[String], (height, inside): (f64, &str)) -> std::fmt::Result {
    write!(
        drawing,
        "<rect class=\"bezel\" width=\"{WIDTH}\" height=\"{height}\" rx=\"10\"/>\
         <rect class=\"glass\" x=\"4\" y=\"4\" width=\"{}\" height=\"{}\" rx=\"7\"/>",
        WIDTH - 8.0,
        height - 8.0
    )?;
    for (at, line) in lines.iter().enumerate() {
        write!(drawing, "<text class=\"lcd\" x=\"10\" y=\"{:.1}\">{}</text>", 18.0 + at as f64 * 13.0, escaped(line))?;
    }
    if matches!(screen.body, ScreenBody::Input(_)) {
        let below = 22.0 + lines.len() as f64 * 13.0;
        write!(
            drawing,
            "<rect class=\"field\" x=\"10\" y=\"{:.1}\" width=\"{}\" height=\"14\" rx=\"3\"/>\
             <text class=\"key\" x=\"14\" y=\"{:.1}\">{}</text>",
            below - 8.0,
            WIDTH - 20.0,
            below + 2.0,
            escaped(inside)
        )?;
    }
    let (left_key, right_key) = keys(&screen.body);
    write!(
        drawing,
        "<text class=\"key\" x=\"10\" y=\"{:.1}\">{left_key}</text>\
         <text class=\"key\" x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{right_key}</text>",
        height - 9.0,
        WIDTH - 10.0,
        height - 9.0
    )
}

/// Returns the words on the glass, as many lines as fit; `…` ends the last if there are more.
fn text(screen: &Screen) -> Vec<String> {
    let most = if matches!(screen.body, ScreenBody::Input(_)) { LINES - 2 } else { LINES };
    let mut lines = whole_text(screen);
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            last.pop();
            last.push('…');
        }
    }
    lines
}

/// Returns all words of a screen, line by line.
fn whole_text(screen: &Screen) -> Vec<String> {
    let mut lines = picture::wrapped(&screen.text, COLUMNS);
    if let ScreenBody::Items { items, .. } = &screen.body {
        lines.extend(items.iter().map(|item| format!("· {}", item.text)));
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
