//! Pictures of the phone: every kind of screen, every pane, every size.

use super::scripted::{Station, command, does, inkey, input, menu, phone, picture, select, text, types, ucs2};
use crate::tui::command::{Focus, Move, Pane, PhoneCommand};
use crate::tui::{App, Language};
use sim_device::mobile_station::Exchange;

const CHINESE: Language = Language::Chinese;

/// Renders the phone alone, as it stands at the left of a window of 80 columns and 24 rows.
fn handset(app: &mut App<Station>) -> String {
    picture(app, 40, 24)
}

#[test]
fn an_idle_phone_shows_the_time_and_how_the_menu_is_opened() {
    insta::assert_snapshot!(handset(&mut phone(CHINESE, &[menu("手机钱包", &["我的钱包"])])));
}

#[test]
fn the_menu_has_numbers_and_a_marked_line_and_long_lines_go_on_below() {
    let lines = [
        "我的钱包",
        "我的支付账户和所有其他可以在这里查询的账户",
        "Recharge cards and vouchers of all kinds",
        "业务管理",
    ];
    let mut app = phone(CHINESE, &[menu("手机钱包", &lines)]);
    does(&mut app, &[PhoneCommand::Ok, PhoneCommand::Move(Move::Down)]);
    insta::assert_snapshot!(handset(&mut app));
}

#[test]
fn a_long_menu_scrolls_so_that_the_marked_line_is_seen() {
    let lines: Vec<String> = (1..=20).map(|number| format!("第{number}项")).collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let mut app = phone(CHINESE, &[select("请选择", &lines)]);
    does(&mut app, &[PhoneCommand::Move(Move::Up)]);
    assert!(handset(&mut app).contains("▸20 第20项"));
    does(&mut app, &vec![PhoneCommand::Move(Move::Up); 11]);
    insta::assert_snapshot!(handset(&mut app));
}

#[test]
fn a_long_text_scrolls_to_its_end_and_no_further() {
    let mut app = phone(CHINESE, &[text(&"一段很长的文字。".repeat(14))]);
    let first = handset(&mut app);
    does(&mut app, &[PhoneCommand::Move(Move::PageDown)]);
    let second = handset(&mut app);
    assert_eq!(first, second, "what fits does not scroll");
    let first = picture(&mut app, 40, 14);
    assert!(first.contains('▼') && !first.contains('▲'), "{first}");
    does(
        &mut app,
        &[PhoneCommand::Move(Move::PageDown), PhoneCommand::Move(Move::PageDown), PhoneCommand::Move(Move::Down)],
    );
    insta::assert_snapshot!(picture(&mut app, 40, 14));
}

#[test]
fn what_is_hidden_is_dots_and_the_field_says_how_much_is_left() {
    let mut app = phone(CHINESE, &[input(0x04, "请输入操作密码:", 4, 12)]);
    types(&mut app, "1234");
    let seen = handset(&mut app);
    assert!(!seen.contains("1234"), "{seen}");
    insta::assert_snapshot!(seen);
}

#[test]
fn a_long_entry_goes_on_in_the_next_row_and_a_refused_character_is_explained() {
    let mut app = phone(Language::English, &[input(0x01, "Your message:", 0, 60)]);
    types(&mut app, "The quick brown fox jumps over the lazy dog.是");
    insta::assert_snapshot!(handset(&mut app));
}

#[test]
fn a_yes_or_no_has_its_own_soft_keys() {
    insta::assert_snapshot!(handset(&mut phone(CHINESE, &[inkey(0x84, "确认暂停钱包?")])));
}

#[test]
fn a_key_a_tone_and_a_call_say_what_is_wanted() {
    let key = handset(&mut phone(CHINESE, &[inkey(0x00, "按哪个键?")]));
    assert!(key.contains("请按一个数字键"), "{key}");
    let tone =
        handset(&mut phone(CHINESE, &[command(&format!("8103012000 82028103 85 09 80{} 8E0110", ucs2("充值成功")))]));
    assert!(tone.contains("充值成功") && tone.contains("提示音") && tone.contains("停止"), "{tone}");
    let call = handset(&mut phone(CHINESE, &[command("8103011000 82028183 8604 81 010086")]));
    assert!(call.contains("允许吗?") && call.contains("拒绝"), "{call}");
}

#[test]
fn a_phone_without_service_says_so() {
    let mut app = phone(CHINESE, &[]);
    assert!(handset(&mut app).contains("中国移动"));
    app.update(PhoneCommand::Serve);
    let seen = handset(&mut app);
    assert!(seen.contains("无服务") && !seen.contains("中国移动"), "{seen}");
}

/// Returns a phone after a message went out and a text was read.
fn used() -> App<Station> {
    let message = "8103011300 82028183 85 06 53656E646974 8B 0E 01 00 05 81 0180 F6 00 04 04 C8329BFD";
    let mut app = phone(CHINESE, &[menu("手机钱包", &["我的钱包", "业务管理"]), command(message), text("好")]);
    app.tick(1_250);
    app.update(PhoneCommand::Ok);
    app
}

#[test]
fn beside_the_phone_stands_one_pane_with_the_names_of_all() {
    insta::assert_snapshot!(picture(&mut used(), 80, 24));
}

#[test]
fn hidden_input_is_dots_in_the_pane_too() {
    let question = [input(0x04, "请输入支付密码:", 4, 8), text("好")];
    let mut seen = String::new();
    for (language, width, height) in [(CHINESE, 80, 24), (Language::English, 120, 40)] {
        let mut app = phone(language, &question);
        types(&mut app, "975310");
        does(&mut app, &[PhoneCommand::Ok]);
        let is_answer = |exchange: &Exchange| exchange.command.windows(6).any(|octets| octets == b"975310");
        let answer = app.desk().exchanges().iter().position(is_answer).unwrap();
        does(&mut app, &[PhoneCommand::Focus(Focus::Pane(Pane::Exchanges)), PhoneCommand::Select(answer)]);
        let mut whole = picture(&mut app, width, height);
        // The words about it are longer than the pane.
        does(&mut app, &[PhoneCommand::Move(Move::PageDown)]);
        whole.push_str(&picture(&mut app, width, height));
        for clear in ["975310", "39 37", "37 35", "35 33", "393735"] {
            assert!(!whole.contains(clear), "{clear}:\n{whole}");
        }
        assert!(whole.contains("·· ·· ··") && whole.contains("hidden input, 6 characters"), "{whole}");
        seen.push_str(&whole);
    }
    insta::assert_snapshot!(seen);
}

#[test]
fn every_pane_has_its_turn() {
    let mut app = used();
    let mut seen = String::new();
    for pane in Pane::ALL {
        app.update(PhoneCommand::Focus(Focus::Pane(pane)));
        seen.push_str(&picture(&mut app, 60, 16));
    }
    insta::assert_snapshot!(seen);
}

#[test]
fn a_large_window_shows_the_keypad_and_every_pane() {
    insta::assert_snapshot!(picture(&mut used(), 120, 40));
}

#[test]
fn a_very_large_window_has_two_columns_of_panes() {
    insta::assert_snapshot!(picture(&mut used(), 200, 60));
}

#[test]
fn an_older_exchange_is_selected_and_its_words_scroll() {
    let mut app = used();
    does(&mut app, &[PhoneCommand::Focus(Focus::Pane(Pane::Exchanges)), PhoneCommand::Move(Move::Home)]);
    let first = picture(&mut app, 80, 24);
    assert!(first.contains("▸     0.0 → TERMINAL PROFILE"), "{first}");
    does(&mut app, &[PhoneCommand::Move(Move::PageDown)]);
    let scrolled = picture(&mut app, 80, 24);
    assert_ne!(first, scrolled);
    does(
        &mut app,
        &[PhoneCommand::Move(Move::End), PhoneCommand::Focus(Focus::Phone), PhoneCommand::Ok, PhoneCommand::Ok],
    );
    let followed = picture(&mut app, 80, 24);
    assert!(followed.contains("▸     1.2 → ENVELOPE menu selection"), "the newest is followed again:\n{followed}");
}

#[test]
fn the_keys_are_explained_in_both_languages() {
    for language in [CHINESE, Language::English] {
        let mut app = phone(language, &[]);
        app.update(PhoneCommand::Keys);
        insta::assert_snapshot!(format!("keys_{}", language.code()), picture(&mut app, 80, 24));
    }
}

#[test]
fn no_size_of_a_window_breaks_it_and_the_smallest_say_so() {
    let mut apps = [
        used(),
        phone(CHINESE, &[input(0x07, "请输入很长很长很长很长很长很长的问题的回答:", 1, 60)]),
        phone(Language::English, &[select("A very long title of a menu that wraps", &["One", "Two", "Three"])]),
    ];
    types(&mut apps[1], "字符字符字符字符字符字符字符字符字符字符");
    for app in &mut apps {
        for (width, height) in
            (1..=130).step_by(11).flat_map(|width| (1..=50).step_by(7).map(move |height| (width, height)))
        {
            for focus in [Focus::Phone, Focus::Pane(Pane::Exchanges)] {
                app.update(PhoneCommand::Focus(focus));
                picture(app, width, height);
            }
        }
        app.update(PhoneCommand::Keys);
        picture(app, 31, 12);
        app.update(PhoneCommand::Keys);
    }
    assert!(picture(&mut apps[0], 20, 5).contains("窗口太小"));
    assert!(picture(&mut apps[2], 20, 5).contains("window"));
}
