//! Picture of a screen, made of characters. Lines of a menu are numbered by their place, as on the phone. Chinese
//! characters are two columns wide.

use unicode_width::UnicodeWidthStr as _;

use sim_device::handset::{Field, Screen, ScreenBody, Typing};
use sim_script::columns::{self, hanging, padded};

/// Number of columns inside the frame.
const WIDTH: usize = 26;

/// Returns the screen as lines of one width.
pub fn lines(screen: &Screen) -> Vec<String> {
    let title = matches!(screen.body, ScreenBody::Items { .. });
    let mut inside = wrapped(&screen.text, WIDTH);
    if title {
        inside.push("─".repeat(WIDTH));
    }
    inside.extend(middle(&screen.body));
    while inside.len() < 3 {
        inside.push(String::new());
    }
    let (left, right) = keys(screen);
    let gap = WIDTH.saturating_sub(left.width() + right.width());
    let mut picture = vec![format!("┌{}┐", "─".repeat(WIDTH + 2))];
    picture.extend(inside.iter().map(|line| framed(line)));
    picture.push(framed(&format!("{left}{}{right}", " ".repeat(gap))));
    picture.push(format!("└{}┘", "─".repeat(WIDTH + 2)));
    picture
}

/// Returns the kind of a screen in a few words.
pub const fn kind(screen: &Screen) -> &'static str {
    match &screen.body {
        ScreenBody::Idle => "idle",
        ScreenBody::Waiting => "waiting",
        ScreenBody::Text { .. } => "text",
        ScreenBody::Items { main: true, .. } => "main menu",
        ScreenBody::Items { .. } => "menu",
        ScreenBody::Key { .. } => "key",
        ScreenBody::YesNo => "yes or no",
        ScreenBody::Input(Field { hidden: true, .. }) => "hidden input",
        ScreenBody::Input(_) => "input",
        ScreenBody::Tone(_) => "tone",
        ScreenBody::Confirm => "confirmation",
    }
}

/// Returns a text in lines of at most `width` columns.
pub fn wrapped(text: &str, width: usize) -> Vec<String> {
    columns::wrapped(text, width)
}

/// Returns the length and kind of input that a field accepts.
pub fn limits(field: &Field) -> String {
    let what = match field.typing {
        Typing::Digits => "digits",
        Typing::Gsm | Typing::Ucs2 => "characters",
    };
    let (min, max) = (usize::from(field.limits.min), field.most());
    if min == max { format!("{min} {what}") } else { format!("{min} to {max} {what}") }
}

fn framed(line: &str) -> String {
    format!("│ {} │", padded(line, WIDTH))
}

fn middle(body: &ScreenBody) -> Vec<String> {
    match body {
        ScreenBody::Items { items, .. } => {
            let number = |place| format!("{} ", columns::line_number(place, items.len()));
            let rows = items.iter().zip(1..).map(|(item, place)| hanging(&number(place), &item.text, WIDTH));
            rows.flatten().collect()
        }
        ScreenBody::Input(field) => {
            let typed = if field.hidden { "•".repeat(field.typed.chars().count()) } else { field.typed.clone() };
            vec![format!("[{typed}{}]", "_".repeat(12_usize.saturating_sub(typed.width()))), limits(field)]
        }
        ScreenBody::Key { .. } => vec!["[_]".to_owned()],
        ScreenBody::Tone(_) => vec!["♪".to_owned()],
        _ => Vec::new(),
    }
}

/// Returns the labels of the left and the right key.
const fn keys(screen: &Screen) -> (&'static str, &'static str) {
    match (&screen.body, screen.help) {
        (ScreenBody::Idle, _) => ("", ""),
        (ScreenBody::Waiting, _) => ("…", ""),
        (ScreenBody::YesNo, false) => ("yes", "no"),
        (ScreenBody::YesNo, true) => ("yes", "no  help"),
        (ScreenBody::Text { stays: false }, _) => ("", ""),
        (_, true) => ("OK", "back  help"),
        (_, false) => ("OK", "back"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sim_device::handset::Choice;

    #[test]
    fn drawn_menu_lines_have_equal_width() {
        let text = "我的支付账户和所有其他账户。".to_owned();
        let items = [(0x21, "我的钱包".to_owned()), (0x22, text)];
        let items = items.map(|(id, text)| Choice { id, text, ..Choice::default() }).to_vec();
        let screen = Screen {
            help: true,
            ..Screen::plain(ScreenBody::Items { items, default: None, main: true }, "手机钱包")
        };
        let picture = lines(&screen);
        assert!(picture.iter().all(|line| line.width() == WIDTH + 4), "{picture:#?}");
        assert_eq!(picture[3], "│ 1 我的钱包                 │");
        assert_eq!(picture[4], "│ 2 我的支付账户和所有其他账 │");
        assert_eq!(picture[5], "│   户。                     │");
    }

    #[test]
    fn text_is_wrapped_at_screen_width() {
        assert_eq!(wrapped("钱包开通请求", 4), ["钱包", "开通", "请求"]);
        assert_eq!(wrapped("a\nb", 4), ["a", "b"]);
    }
}
