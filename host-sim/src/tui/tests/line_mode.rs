//! Line mode: what a line does and what is printed.

use super::scripted::{Station, input, menu, phone, select, text};
use crate::tui::{App, Language, plain};

fn says(app: &mut App<Station>, lines: &[&str]) -> Vec<String> {
    lines.iter().map(|line| plain::line(app, Language::English, line)).collect()
}

#[test]
fn a_session_reads_like_a_conversation() {
    let mut app = phone(
        Language::English,
        &[menu("Wallet", &["Balance", "Limit"]), input(0x04, "PIN:", 4, 8), text("Balance 1.00 yuan")],
    );
    let mut seen = plain::screen(&app, Language::English);
    for line in ["ok", "1", "12", "ok", "34", "ok", "back", "apdus 2", "undo", "sms", "state"] {
        seen.push_str(&format!("$ {line}\n{}", plain::line(&mut app, Language::English, line)));
    }
    insta::assert_snapshot!(seen);
}

#[test]
fn a_number_is_typed_where_text_is_asked_for_and_a_word_only_behind_type() {
    let mut app = phone(Language::English, &[input(0x01, "Word:", 0, 20)]);
    let [number, word] = &says(&mut app, &["2", "type ok"])[..] else { panic!("two answers") };
    assert!(number.contains("[2]") && word.contains("[2ok]"), "{number}{word}");
}

#[test]
fn what_is_not_understood_is_answered_with_what_is_possible_and_changes_nothing() {
    let mut app = phone(Language::English, &[select("Choose", &["One", "Two"])]);
    let before = app.desk().exchanges().to_vec();
    for line in ["3", "0", "frobnicate", "apdus x", "99999999999999999999"] {
        let said = plain::line(&mut app, Language::English, line);
        assert!(said.starts_with(&format!("! “{line}” means nothing here. Possible: 1–2, ok, ")), "{said}");
    }
    for (line, usage) in [("wait", "wait SECONDS"), ("wait long", "wait SECONDS"), ("hold x", "hold N")] {
        assert_eq!(plain::line(&mut app, Language::English, line), format!("! It is written `{usage}`.\n"));
    }
    assert_eq!(app.desk().exchanges(), before);
}

#[test]
fn a_phone_without_a_world_says_that_there_is_no_platform() {
    let mut app = phone(Language::English, &[]);
    for line in ["platform", "ledger", "messages", "happened", "sms 10658888 CX", "deposit 100", "hold 1"] {
        let said = plain::line(&mut app, Language::English, line);
        assert!(said.starts_with("! There is no platform here.\n"), "{line}: {said}");
    }
    assert_eq!(app.desk().steps(), (0, 0));
}

#[test]
fn time_goes_by_only_when_told_to() {
    let mut app = phone(Language::English, &[text("soon gone")]);
    assert!(says(&mut app, &["wait 59"])[0].contains("soon gone"));
    assert!(!says(&mut app, &["wait 2"])[0].contains("soon gone"));
    assert!(says(&mut app, &["undo"])[0].contains("soon gone"));
}

#[test]
fn quit_leaves_and_says_nothing() {
    let mut app = phone(Language::English, &[]);
    assert_eq!(says(&mut app, &["quit"]), [""]);
    assert!(app.is_leaving());
}
