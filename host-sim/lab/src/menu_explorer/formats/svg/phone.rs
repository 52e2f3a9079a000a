//! Drawing of a screen as a small phone.

use std::fmt::Write as _;

use super::escaped;
use crate::menu_explorer::picture;
use sim_device::handset::{Screen, ScreenBody};
use sim_script::columns;
use sim_script::walk::picture::{EnglishPicture, PictureKey, PictureWords};

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
    glass(drawing, screen, &text(screen), (HEIGHT, &inside), keys(&EnglishPicture, &screen.body))?;
    if sent {
        let (x, y) = (WIDTH / 2.0 - 8.0, HEIGHT - 20.0);
        write!(drawing, "<path class=\"field\" d=\"M{x} {y}h16v11h-16zl8 6l8 -6\"/>")?;
    }
    writeln!(drawing, "</g>")
}

/// Returns a drawing of a screen as a phone that is as high as the screen needs, with what was typed. The page around
/// the drawing has the style of the classes `bezel`, `glass`, `lcd`, `key` and `field`. `kind` names the screen where
/// it has no words.
pub(super) fn alone<W: PictureWords>(words: &W, kind: &str, screen: &Screen) -> String {
    let mut lines = whole_text(screen);
    if lines.iter().all(String::is_empty) {
        lines = vec![format!("({kind})")];
    }
    let inside = match &screen.body {
        ScreenBody::Input(field) if field.hidden => "•".repeat(field.typed.chars().count()),
        ScreenBody::Input(field) => field.typed.clone(),
        _ => String::new(),
    };
    let room = if matches!(screen.body, ScreenBody::Input(_)) { 56.0 } else { 36.0 };
    let height = (lines.len() as f64).mul_add(13.0, room).max(HEIGHT);
    let name = if screen.text.is_empty() { kind } else { screen.text.as_str() };
    let mut drawing = format!(
        "<svg viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" role=\"img\" aria-label=\"{}\">",
        escaped(name)
    );
    // Writing into a string does not fail.
    glass(&mut drawing, screen, &lines, (height, &inside), keys(words, &screen.body)).unwrap_or(());
    drawing + "</svg>"
}

/// Draws a phone from its upper left corner, with lines of text, the content of the field, and the keys' names.
fn glass(
    drawing: &mut String,
    screen: &Screen,
    lines: &[String],
    (height, inside): (f64, &str),
    (left_key, right_key): (&str, &str),
) -> std::fmt::Result {
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
            *last = columns::continued(last, COLUMNS);
        }
    }
    lines
}

/// Returns all words of a screen in lines that fit the glass, those of a menu with their numbers.
fn whole_text(screen: &Screen) -> Vec<String> {
    let mut lines = picture::wrapped(&screen.text, COLUMNS);
    if let ScreenBody::Items { items, .. } = &screen.body {
        let number = |place| format!("{} ", columns::line_number(place, items.len()));
        let rows = items.iter().zip(1..).map(|(item, place)| columns::hanging(&number(place), &item.text, COLUMNS));
        lines.extend(rows.flatten());
    }
    lines
}

/// Returns the labels of the keys below the glass.
fn keys<W: PictureWords>(words: &W, body: &ScreenBody) -> (&'static str, &'static str) {
    match body {
        ScreenBody::YesNo => (words.key(PictureKey::Yes), words.key(PictureKey::No)),
        ScreenBody::Text { .. } | ScreenBody::Input(_) | ScreenBody::Items { .. } => {
            (words.key(PictureKey::Ok), words.key(PictureKey::Back))
        }
        _ => ("", ""),
    }
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr as _;

    use super::*;
    use sim_device::handset::Choice;

    fn menu(title: &str, texts: &[&str]) -> Screen {
        let items =
            texts.iter().zip(0x31..).map(|(text, id)| Choice { id, text: (*text).to_owned(), ..Choice::default() });
        Screen::plain(ScreenBody::Items { items: items.collect(), default: None, main: false }, title)
    }

    #[test]
    fn menu_lines_are_numbered_and_fit() {
        let texts = ["我的支付账户和所有其他账户。", "余额为1234.50元", "Recharge cards and vouchers"];
        let lines = whole_text(&menu("请选择", &texts));
        assert_eq!(
            lines,
            [
                "请选择",
                "1 我的支付账户和所有",
                "  其他账户。",
                "2 余额为1234.50元",
                "3 Recharge cards and",
                "  vouchers"
            ]
        );
        assert!(lines.iter().all(|line| line.width() <= COLUMNS), "{lines:?}");
    }

    #[test]
    fn drawn_lines_keep_numbers_and_punctuation() {
        let choices = ["充值金额不得超过99.00元。", "请输入充值金额,再确定。"];
        let drawing = alone(&EnglishPicture, "menu", &menu("本次充值的金额是1234.50元,请确认。", &choices));
        let lines: Vec<&str> =
            drawing.split("<text class=\"lcd\"").skip(1).filter_map(|part| part.split('>').nth(1)).collect();
        let begins = |line: &str| line.trim_start().starts_with([',', '。', '元', '.']);
        assert!(lines.len() > 4 && !lines.iter().any(|line| begins(line)), "{lines:?}");
        assert!(lines.iter().any(|line| line.contains("1234.50元")), "{lines:?}");
        assert!(lines.iter().any(|line| line.contains("99.00元。")), "{lines:?}");
    }

    #[test]
    fn small_phone_marks_what_it_leaves_out() {
        let lines = text(&menu("请选择", &["一", "二", "三", "四", "五"]));
        assert_eq!(lines, ["请选择", "1 一", "2 二", "3 三", "4 四…"]);
    }
}
