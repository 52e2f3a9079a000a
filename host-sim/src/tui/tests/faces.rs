//! One phone on two faces: everything that the lab page shows of a phone stands in the terminal's picture, too.

use sim_device::handset::ScreenBody;
use sim_i18n::phone::first_marked;

use super::platform::{ask_for_top_up, phone};
use super::scripted::{perform, picture, type_text};
use crate::tui::{App, Home, Language, PhoneCommand};
use sim_i18n::phone::keys::PhoneKey;

/// Returns the pieces of text in a part of a page, without blanks.
fn pieces(html: &str) -> Vec<String> {
    let texts = html.split('<').filter_map(|part| part.split_once('>').map(|(_, text)| text));
    let plain =
        texts.map(|text| text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&"));
    plain.map(|text| text.split_whitespace().collect()).filter(|text: &String| !text.is_empty()).collect()
}

/// Returns a picture without blanks, lines and arrows.
fn condensed(picture: &str) -> String {
    let is_drawn = |one: char| ('\u{2500}'..='\u{257F}').contains(&one) || "▲▼▸".contains(one) || one.is_whitespace();
    picture.chars().filter(|one| !is_drawn(*one)).collect()
}

/// Asserts that the terminal shows what the lab page shows, and returns the kind of the screen.
fn compare(app: &mut App<Home>, language: Language) -> &'static str {
    let seen = picture(app, 60, 40);
    let home = app.desk().home().unwrap();
    let (world, screen) = (home.world(), app.desk().screen());
    let person = world.person(&home.number()).unwrap();
    let page = sim_web::phone_screen(language, world, person, (first_marked(&screen), app.dialled())).into_string();
    let (shown, drawn) = (pieces(&page), condensed(&seen));
    assert!(shown.len() >= 5, "{shown:?}");
    for piece in shown {
        // The terminal shortens the operator's name where the status bar is full.
        let short = (8..piece.chars().count()).map(|most| format!("{}…", piece.chars().take(most).collect::<String>()));
        let is_drawn = drawn.contains(&piece) || short.into_iter().any(|short| drawn.contains(&short));
        assert!(is_drawn, "{piece:?} is not on the terminal:\n{seen}");
    }
    if let ScreenBody::Items { items, .. } = &screen.body {
        let marked = &items[first_marked(&screen)].text;
        assert!(seen.contains(&format!("▸1 {marked}")) && page.contains("class=\"marked\""), "{seen}");
    }
    match screen.body {
        ScreenBody::Idle => "idle",
        ScreenBody::Items { .. } => "items",
        ScreenBody::Input(_) => "input",
        ScreenBody::Text { .. } => "text",
        _ => "other",
    }
}

#[test]
fn terminal_and_browser_show_one_phone() {
    for language in [Language::Chinese, Language::English] {
        let mut app = phone(language);
        assert_eq!(compare(&mut app, language), "idle");
        app.update(PhoneCommand::Press(PhoneKey::Menu));
        assert_eq!(compare(&mut app, language), "items");
        perform(&mut app, &[PhoneCommand::Press(PhoneKey::Line(0)), PhoneCommand::Press(PhoneKey::Line(1))]);
        assert_eq!(compare(&mut app, language), "input");
        type_text(&mut app, "50");
        assert_eq!(compare(&mut app, language), "input");
        app.update(PhoneCommand::Press(PhoneKey::Ok));
        compare(&mut app, language);
        app.update(PhoneCommand::Press(PhoneKey::Ok));
        type_text(&mut app, "1234");
        assert_eq!(compare(&mut app, language), "input");
        assert!(!picture(&mut app, 60, 40).contains("1234"), "what is typed is hidden");
        type_text(&mut app, "56");
        app.update(PhoneCommand::Press(PhoneKey::Ok));
        assert_eq!(compare(&mut app, language), "text");
        app.update(PhoneCommand::Press(PhoneKey::Ok));
        assert_eq!(compare(&mut app, language), "idle");
        app.update(PhoneCommand::Pass(20_000));
        compare(&mut app, language);
    }
}

#[test]
fn reminders_and_messages_show_on_both_faces() {
    let mut app = phone(Language::Chinese);
    ask_for_top_up(&mut app);
    app.update(PhoneCommand::Pass(60_000));
    compare(&mut app, Language::Chinese);
    perform(&mut app, &[PhoneCommand::Serve]);
    compare(&mut app, Language::Chinese);
}

#[test]
fn calls_show_on_both_faces() {
    let mut app = phone(Language::Chinese);
    type_text(&mut app, "10086");
    compare(&mut app, Language::Chinese);
    app.update(PhoneCommand::Press(PhoneKey::Ok));
    assert!(app.desk().home().unwrap().world().call_of(&app.desk().home().unwrap().number()).is_some());
    compare(&mut app, Language::Chinese);
    type_text(&mut app, "1");
    compare(&mut app, Language::Chinese);
    app.update(PhoneCommand::Press(PhoneKey::End));
    compare(&mut app, Language::Chinese);
}
