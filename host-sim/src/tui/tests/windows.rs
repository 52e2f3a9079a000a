//! Windows of every size: no text is cut without its mark, no text is drawn over another, every frame is closed, and in
//! ASCII nothing is left but ASCII and Chinese.

use std::cell::RefCell;
use std::fs;
use std::path::Path;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use sim_script::ascii::is_kept;
use unicode_width::UnicodeWidthStr as _;

use super::counter::paid_phone;
use super::platform::{ask_for_top_up, phone};
use super::scripted::{self, Station, inkey, input, menu, perform, picture, select, text, type_text};
use crate::tui::command::{Focus, Pane, PhoneCommand};
use crate::tui::form::FormKind;
use crate::tui::paint::record::{self, PutText};
use crate::tui::{App, Ground, Home, Language};
use sim_i18n::phone::keys::PhoneKey;

const LANGUAGES: [Language; 2] = [Language::Chinese, Language::English];

/// Forms with the most lines, the longest labels and hidden input.
const FORMS: [FormKind; 4] = [FormKind::Text, FormKind::WebTopUp, FormKind::TakeBack, FormKind::Distance];

/// Draws a window and returns what stands in it.
fn drawn<G: Ground>(app: &mut App<G>, width: u16, height: u16) -> Buffer {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| app.draw(frame)).unwrap();
    terminal.backend().buffer().clone()
}

/// Returns the characters in a row of a buffer from a column on, as many columns as `columns`.
fn characters(buffer: &Buffer, (left, row): (u16, u16), columns: u16) -> String {
    let mut column = left;
    let mut found = String::new();
    while column < left + columns {
        let symbol = buffer[(column, row)].symbol();
        found.push_str(symbol);
        column += u16::try_from(symbol.width()).unwrap().max(1);
    }
    found
}

/// Returns what is wrong with a text that was put: cut without the mark, drawn over, or left out; `None` if nothing is.
fn complaint(text: &PutText, buffer: &Buffer) -> Option<String> {
    let (asked, shown) = (text.asked.trim_end(), text.shown.trim_end());
    if text.area.is_empty() || asked.is_empty() {
        return None;
    }
    if shown.is_empty() {
        return Some(format!("{asked:?} is left out of {:?}", text.area));
    }
    if shown != asked && !shown.ends_with('…') {
        return Some(format!("{asked:?} is cut to {shown:?} without a mark"));
    }
    let there = characters(buffer, text.at, u16::try_from(shown.width()).unwrap());
    (there != shown).then(|| format!("{shown:?} is drawn over: {there:?} at {:?}", text.at))
}

/// Returns what is wrong in a window of that size.
fn complaints<G: Ground>(app: &mut App<G>, width: u16, height: u16) -> Vec<String> {
    record::take();
    let buffer = drawn(app, width, height);
    record::take().iter().filter_map(|text| complaint(text, &buffer)).collect()
}

/// Returns the frames of a window that are not closed, by their upper left corners.
fn open_frames(buffer: &Buffer) -> Vec<(u16, u16)> {
    let (width, height) = (buffer.area.width, buffer.area.height);
    let at = |column: u16, row: u16| buffer[(column, row)].symbol();
    let is_closed = |column: u16, row: u16| {
        let right = (column + 1..width).find(|right| at(*right, row) == "╮");
        let bottom = (row + 1..height).find(|bottom| at(column, *bottom) == "╰");
        let (Some(right), Some(bottom)) = (right, bottom) else { return false };
        let sides = (row + 1..bottom).all(|row| at(column, row) == "│" && ["│", "▲", "▼"].contains(&at(right, row)));
        sides && at(right, bottom) == "╯" && (column + 1..right).all(|column| at(column, bottom) == "─")
    };
    let corners = (0..height).flat_map(|row| (0..width).map(move |column| (column, row)));
    corners.filter(|(column, row)| at(*column, *row) == "╭" && !is_closed(*column, *row)).collect()
}

/// Returns phones with every kind of screen and long texts.
fn stations(language: Language) -> Vec<App<Station>> {
    let long = "一段很长的文字,有数字1234567890.00元。And words that go on, to the end of the line. ".repeat(2);
    let long: String = long.chars().take(110).collect();
    let items = ["我的支付账户和所有其他可以在这里查询的账户", "Recharge cards and vouchers", "钱包明细查询"];
    let title = "手机钱包 with a title longer than any screen";
    let offers = [
        vec![menu("手机钱包", &items), text(&long)],
        vec![select(title, &items)],
        vec![select("请选择", &["一个"; 20])],
        vec![input(0x01, &long, 0, 240)],
        vec![input(0x04, "请输入操作密码:", 4, 12)],
        vec![inkey(0x84, &long)],
        vec![inkey(0x00, "按哪个键?")],
    ];
    let mut apps: Vec<_> = offers.iter().map(|offers| scripted::phone(language, offers)).collect();
    type_text(&mut apps[3], &"The quick brown fox jumps over the lazy dog. ".repeat(5));
    type_text(&mut apps[4], "123456789012");
    apps.push(scripted::phone(language, &[input(0x00, "请输入:", 0, 10)]));
    // A sentence above the soft keys explains the refusal.
    type_text(apps.last_mut().unwrap(), "是");
    apps
}

/// Returns phones in a world in which much has happened.
fn homes(language: Language) -> Vec<App<Home>> {
    let mut busy = paid_phone(language);
    perform(&mut busy, &[PhoneCommand::HoldAll(sim_world::action::Switch::On)]);
    ask_for_top_up(&mut busy);
    busy.update(PhoneCommand::Pass(5_000));
    let mut calling = phone(language);
    type_text(&mut calling, "10086");
    calling.update(PhoneCommand::Press(PhoneKey::Ok));
    type_text(&mut calling, language.of("1", "2"));
    let mut dialling = phone(language);
    type_text(&mut dialling, &"0123456789".repeat(8));
    let mut lost = paid_phone(language);
    lost.update(PhoneCommand::LoseCard(sim_world::action::CardLoss::Lost));
    vec![busy, calling, dialling, lost]
}

/// Focuses a part of the window: 0 is the phone, then the panes, then forms, then the list of keys.
fn focus<G: Ground>(app: &mut App<G>, place: usize) {
    if place == 0 {
        app.update(PhoneCommand::Focus(Focus::Phone));
    } else if let Some(pane) = Pane::ALL.get(place - 1) {
        app.update(PhoneCommand::Focus(Focus::Pane(*pane)));
    } else if let Some(form) = FORMS.get(place - 1 - Pane::ALL.len()) {
        app.update(PhoneCommand::Open(*form));
        type_text(app, "12345678901234567890123456789012345678901234567890123456789");
    } else {
        app.update(PhoneCommand::Keys);
    }
}

/// Number of parts that [`focus`] knows.
const PARTS: usize = 2 + Pane::ALL.len() + FORMS.len();

/// Leaves a form or the list of keys, so that another part can be focused.
fn leave<G: Ground>(app: &mut App<G>, place: usize) {
    if place > Pane::ALL.len() {
        app.update(PhoneCommand::Press(PhoneKey::Back));
    }
}

/// Checks one window of an app with one part focused.
fn check<G: Ground>(app: &mut App<G>, place: usize, (width, height): (u16, u16)) -> Result<(), TestCaseError> {
    focus(app, place);
    let wrong = complaints(app, width, height);
    let buffer = drawn(app, width, height);
    let is_covered = place > Pane::ALL.len();
    let open = if is_covered { Vec::new() } else { open_frames(&buffer) };
    let seen = picture(app, width, height);
    leave(app, place);
    prop_assert!(wrong.is_empty() && open.is_empty(), "{width}x{height}: {wrong:#?} {open:?}\n{seen}");
    Ok(())
}

#[test]
fn texts_are_whole_or_marked_at_random_sizes() {
    for language in LANGUAGES {
        let (stations, homes) = (RefCell::new(stations(language)), RefCell::new(homes(language)));
        let count = stations.borrow().len() + homes.borrow().len();
        let sizes = (1_u16..=210, 1_u16..=62);
        let strategy = (0..count, 0..PARTS, sizes);
        let mut runner = TestRunner::new(ProptestConfig { cases: 500, ..ProptestConfig::default() });
        let run = runner.run(&strategy, |(app, place, size)| {
            let (mut stations, mut homes) = (stations.borrow_mut(), homes.borrow_mut());
            let homes_from = stations.len();
            match stations.get_mut(app) {
                Some(station) => check(station, place, size),
                None => check(&mut homes[app - homes_from], place, size),
            }
        });
        run.unwrap_or_else(|error| panic!("{language:?}: {error}"));
    }
}

#[test]
fn usual_sizes_have_whole_texts_and_frames() {
    for language in LANGUAGES {
        let mut busy = homes(language).remove(0);
        for width in [30, 34, 40, 60, 76, 80, 100, 111, 124, 160] {
            for height in [12, 24, 31, 38, 50] {
                (0..PARTS).for_each(|place| check(&mut busy, place, (width, height)).unwrap());
            }
        }
    }
}

/// The pictures are for the eye: names and values in columns, the line of hints, forms and keys in narrow windows.
#[test]
fn narrow_windows_are_drawn() {
    for language in LANGUAGES {
        let mut busy = homes(language).remove(0);
        let mut seen = String::new();
        for (place, size) in [(0, (30, 12)), (1, (30, 24)), (4, (34, 30)), (5, (34, 30)), (6, (30, 30))] {
            focus(&mut busy, place);
            seen.push_str(&picture(&mut busy, size.0, size.1));
        }
        for place in Pane::ALL.len() + 1..PARTS {
            focus(&mut busy, place);
            seen.push_str(&picture(&mut busy, 30, 16));
            leave(&mut busy, place);
        }
        insta::assert_snapshot!(format!("narrow_{}", language.code()), seen);
    }
}

#[test]
fn ascii_frames_have_only_ascii_and_chinese() {
    for language in LANGUAGES {
        for app in &mut stations(language) {
            in_ascii(app);
        }
        for app in &mut homes(language) {
            in_ascii(app);
        }
        let mut busy = homes(language).remove(0);
        busy.draw_in_ascii();
        busy.update(PhoneCommand::Focus(Focus::Phone));
        insta::assert_snapshot!(format!("ascii_{}", language.code()), picture(&mut busy, 120, 40));
    }
}

/// Asserts that a phone has only ASCII and Chinese in every part, as many columns and the same texts as without.
fn in_ascii<G: Ground>(app: &mut App<G>) {
    for place in 0..PARTS {
        focus(app, place);
        let buffer = drawn(app, 120, 40);
        app.draw_in_ascii();
        let in_ascii = drawn(app, 120, 40);
        app.draw_in_unicode();
        leave(app, place);
        for (row, column) in (0..40).flat_map(|row| (0..120).map(move |column| (row, column))) {
            let (before, after) = (buffer[(column, row)].symbol(), in_ascii[(column, row)].symbol());
            assert!(after.chars().all(is_kept), "{after:?} in place of {before:?}");
            assert!(!after.contains('?') || before.contains('?'), "{before:?} has no stand-in");
            assert_eq!(before.width(), after.width(), "{before:?}, {after:?}");
        }
    }
}

/// Everything that is put goes through one place, so no caller can cut a text without the mark.
#[test]
fn only_paint_writes_characters() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tui");
    let mut open = vec![folder.clone()];
    let mut writers = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.extend((path.file_name().unwrap() != "tests").then_some(path));
                continue;
            }
            let code = fs::read_to_string(&path).unwrap();
            let code = code.split("#[cfg(test)]\nmod tests").next().unwrap();
            let writes = ["set_string", "set_line", "set_span", "set_char", "set_symbol", "Paragraph", "Line::from"];
            if writes.iter().any(|call| code.contains(call)) {
                writers.push(path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap().to_path_buf());
            }
        }
    }
    writers.sort();
    assert_eq!(writers, ["src/tui/ascii.rs", "src/tui/paint.rs"].map(Path::new));
    assert!(folder.join("paint.rs").exists());
}
