//! Line mode: the effect of a line, and the text that is printed.

use super::counter::paid_phone;
use super::scripted::{Station, inkey, input, menu, phone, select, text};
use crate::tui::{App, Language, plain};
use sim_script::ascii::{ascii, is_kept};

fn check_words(app: &mut App<Station>, lines: &[&str]) -> Vec<String> {
    lines.iter().map(|line| plain::line(app, Language::English, line)).collect()
}

#[test]
fn session_prints_answer_to_each_line() {
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

/// A word that is also a command is typed only behind `type`.
#[test]
fn number_is_typed_into_text_field() {
    let mut app = phone(Language::English, &[input(0x01, "Word:", 0, 20)]);
    let [number, word] = &check_words(&mut app, &["2", "type ok"])[..] else { panic!("two answers") };
    assert!(number.contains("[2]") && word.contains("[2ok]"), "{number}{word}");
}

#[test]
fn refused_line_leaves_field_unchanged() {
    for (line, why) in [("12a34", "digits"), ("a", "digits"), ("34x", "digits"), ("123456789", "no more")] {
        let mut app = phone(Language::English, &[input(0x00, "Amount:", 1, 8)]);
        let [_, refused] = &check_words(&mut app, &["7", line])[..] else { panic!("two answers") };
        assert!(refused.starts_with("! ") && refused.to_lowercase().contains(why), "{line}: {refused}");
        assert!(refused.contains("[7] "), "{line}: {refused}");
        assert_eq!(app.desk().steps(), (1, 0), "{line}");
        assert!(check_words(&mut app, &["1234567"])[0].contains("[71234567]"), "{line}");
    }
}

#[test]
fn long_line_does_not_answer_get_inkey() {
    let mut app = phone(Language::English, &[inkey(0x00, "Digit:"), input(0x00, "Amount:", 1, 8)]);
    let refused = check_words(&mut app, &["type 56"]).concat();
    assert!(refused.starts_with("! ") && refused.contains("Digit:"), "{refused}");
    assert_eq!(app.desk().steps(), (0, 0));
    // The second digit does not run over into the next question.
    assert!(check_words(&mut app, &["5"])[0].contains("[] "));
}

#[test]
fn unknown_line_gets_advice_and_changes_nothing() {
    let mut app = phone(Language::English, &[select("Choose", &["One", "Two"])]);
    let before = app.desk().exchanges().to_vec();
    for (line, meant) in [
        ("3", ""),
        ("frobnicate", ""),
        ("apdus x", " Did you mean `apdus`?"),
        ("99999999999999999999", ""),
        ("pltform", " Did you mean `platform`?"),
        ("tyype 5", " Did you mean `type`?"),
        ("distnce 3", " Did you mean `distance`?"),
    ] {
        let said = plain::line(&mut app, Language::English, line);
        let how = " 1–2 choose a line; `commands` lists all commands.\n";
        assert_eq!(said, format!("! “{line}” means nothing here.{meant}{how}"));
    }
    for (line, usage) in [("wait", "wait SECONDS"), ("wait long", "wait SECONDS"), ("hold x", "hold N")] {
        assert_eq!(plain::line(&mut app, Language::English, line), format!("! It is written `{usage}`.\n"));
    }
    assert_eq!(app.desk().exchanges(), before);
}

#[test]
fn phone_without_world_reports_no_platform() {
    let mut app = phone(Language::English, &[]);
    for line in ["platform", "ledger", "messages", "happened", "sms 10658888 CX", "deposit 100", "hold 1"] {
        let said = plain::line(&mut app, Language::English, line);
        assert!(said.starts_with("! There is no platform here.\n"), "{line}: {said}");
    }
    assert_eq!(app.desk().steps(), (0, 0));
}

#[test]
fn time_passes_only_by_wait() {
    let mut app = phone(Language::English, &[text("soon gone")]);
    assert!(check_words(&mut app, &["wait 59"])[0].contains("soon gone"));
    assert!(!check_words(&mut app, &["wait 2"])[0].contains("soon gone"));
    assert!(check_words(&mut app, &["undo"])[0].contains("soon gone"));
}

#[test]
fn quit_leaves_without_output() {
    let mut app = phone(Language::English, &[]);
    assert_eq!(check_words(&mut app, &["quit"]), [""]);
    assert!(app.is_leaving());
}

/// Signs of the plain face beside ASCII and Chinese: arrows of messages, hidden characters and octets, quotation marks.
const SIGNS: &str = "←→●·–“”";

#[test]
fn printed_lines_have_no_drawing_characters() {
    let lines = [
        "screen",
        "state",
        "sms",
        "apdus 200",
        "platform",
        "messages",
        "ledger",
        "happened",
        "pos",
        "receipt",
        "hall",
        "commands",
        "hold all",
        "menu",
        "help",
        "1",
        "2",
        "12",
        "ok",
        "yes",
        "123456",
        "ok",
        "wait 5",
        "messages",
        "load 5",
        "dial 10086",
        "keys 1",
        "hang-up",
        "lose-card",
        "nonsense",
    ];
    for language in [Language::Chinese, Language::English] {
        let mut app = paid_phone(language);
        for line in lines {
            let printed = plain::line(&mut app, language, line);
            let odd = printed.chars().find(|one| !is_kept(*one) && !SIGNS.contains(*one));
            assert_eq!(odd, None, "{line}: {printed}");
            let in_ascii = ascii(&printed);
            assert!(in_ascii.chars().all(is_kept), "{line}: {in_ascii}");
            let unknown = |text: &str| text.matches('?').count();
            assert_eq!(unknown(&in_ascii), unknown(&printed), "{line}: {in_ascii}");
        }
    }
}
