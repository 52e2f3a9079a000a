//! Pictures of the phone: every kind of screen, every pane, every size.

use super::scripted::{Station, command, inkey, input, menu, perform, phone, picture, select, text, type_text, ucs2};
use crate::tui::command::{Focus, Move, Pane, PhoneCommand};
use crate::tui::{App, Language};
use sim_device::mobile_station::Exchange;
use sim_i18n::phone::keys::PhoneKey;

const CHINESE: Language = Language::Chinese;

/// Renders the phone alone, as it stands at the left of a window of 80 columns and 24 rows.
fn handset(app: &mut App<Station>) -> String {
    picture(app, 40, 24)
}

#[test]
fn idle_phone_shows_time_and_menu_hint() {
    insta::assert_snapshot!(handset(&mut phone(CHINESE, &[menu("手机钱包", &["我的钱包"])])));
}

#[test]
fn menu_numbers_marks_and_wraps_lines() {
    let lines = [
        "我的钱包",
        "我的支付账户和所有其他可以在这里查询的账户",
        "Recharge cards and vouchers of all kinds",
        "业务管理",
    ];
    let mut app = phone(CHINESE, &[menu("手机钱包", &lines)]);
    perform(&mut app, &[PhoneCommand::Press(PhoneKey::Ok), PhoneCommand::Move(Move::Down)]);
    insta::assert_snapshot!(handset(&mut app));
}

#[test]
fn long_menu_scrolls_to_marked_line() {
    let lines: Vec<String> = (1..=20).map(|number| format!("第{number}项")).collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let mut app = phone(CHINESE, &[select("请选择", &lines)]);
    perform(&mut app, &[PhoneCommand::Move(Move::Up)]);
    assert!(handset(&mut app).contains("▸20 第20项"));
    perform(&mut app, &vec![PhoneCommand::Move(Move::Up); 11]);
    insta::assert_snapshot!(handset(&mut app));
}

#[test]
fn long_text_scrolls_to_its_end() {
    let mut app = phone(CHINESE, &[text(&"一段很长的文字。".repeat(14))]);
    let first = handset(&mut app);
    perform(&mut app, &[PhoneCommand::Move(Move::PageDown)]);
    let second = handset(&mut app);
    assert_eq!(first, second, "what fits does not scroll");
    let first = picture(&mut app, 40, 14);
    assert!(first.contains('▼') && !first.contains('▲'), "{first}");
    perform(
        &mut app,
        &[PhoneCommand::Move(Move::PageDown), PhoneCommand::Move(Move::PageDown), PhoneCommand::Move(Move::Down)],
    );
    insta::assert_snapshot!(picture(&mut app, 40, 14));
}

#[test]
fn hidden_input_shows_dots_and_remaining_length() {
    let mut app = phone(CHINESE, &[input(0x04, "请输入操作密码:", 4, 12)]);
    type_text(&mut app, "1234");
    let seen = handset(&mut app);
    assert!(!seen.contains("1234"), "{seen}");
    insta::assert_snapshot!(seen);
}

#[test]
fn long_entry_wraps_and_refused_character_is_explained() {
    let mut app = phone(Language::English, &[input(0x01, "Your message:", 0, 60)]);
    type_text(&mut app, "The quick brown fox jumps over the lazy dog.是");
    insta::assert_snapshot!(handset(&mut app));
}

#[test]
fn yes_no_question_has_own_soft_keys() {
    insta::assert_snapshot!(handset(&mut phone(CHINESE, &[inkey(0x84, "确认暂停钱包?")])));
}

#[test]
fn key_tone_and_call_show_a_prompt() {
    let key = handset(&mut phone(CHINESE, &[inkey(0x00, "按哪个键?")]));
    assert!(key.contains("请按一个数字键"), "{key}");
    let tone =
        handset(&mut phone(CHINESE, &[command(&format!("8103012000 82028103 85 09 80{} 8E0110", ucs2("充值成功")))]));
    assert!(tone.contains("充值成功") && tone.contains("提示音") && tone.contains("停止"), "{tone}");
    let call = handset(&mut phone(CHINESE, &[command("8103011000 82028183 8604 81 010086")]));
    assert!(call.contains("允许吗?") && call.contains("拒绝"), "{call}");
}

#[test]
fn phone_shows_missing_service() {
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
    app.update(PhoneCommand::Press(PhoneKey::Ok));
    app
}

#[test]
fn small_window_shows_phone_and_one_pane() {
    insta::assert_snapshot!(picture(&mut used(), 80, 24));
}

#[test]
fn hidden_input_is_masked_in_exchanges_pane() {
    let question = [input(0x04, "请输入支付密码:", 4, 8), text("好")];
    let mut seen = String::new();
    for (language, width, height) in [(CHINESE, 80, 24), (Language::English, 120, 40)] {
        let mut app = phone(language, &question);
        type_text(&mut app, "975310");
        perform(&mut app, &[PhoneCommand::Press(PhoneKey::Ok)]);
        let is_answer = |exchange: &Exchange| exchange.command.windows(6).any(|octets| octets == b"975310");
        let answer = app.desk().exchanges().iter().position(is_answer).unwrap();
        perform(&mut app, &[PhoneCommand::Focus(Focus::Pane(Pane::Exchanges)), PhoneCommand::Select(answer)]);
        let mut whole = picture(&mut app, width, height);
        // The words about it are longer than the pane.
        perform(&mut app, &[PhoneCommand::Move(Move::PageDown)]);
        whole.push_str(&picture(&mut app, width, height));
        for clear in ["975310", "39 37", "37 35", "35 33", "393735"] {
            assert!(!whole.contains(clear), "{clear}:\n{whole}");
        }
        let hidden = language.of("隐藏输入,6 个字符", "hidden input, 6 characters");
        assert!(whole.contains("·· ·· ··") && whole.contains(hidden), "{whole}");
        seen.push_str(&whole);
    }
    insta::assert_snapshot!(seen);
}

#[test]
fn every_pane_is_drawn_when_focused() {
    let mut app = used();
    let mut seen = String::new();
    for pane in Pane::ALL {
        app.update(PhoneCommand::Focus(Focus::Pane(pane)));
        seen.push_str(&picture(&mut app, 60, 16));
    }
    insta::assert_snapshot!(seen);
}

#[test]
fn large_window_shows_keypad_and_all_panes() {
    insta::assert_snapshot!(picture(&mut used(), 120, 40));
}

#[test]
fn very_large_window_has_two_pane_columns() {
    insta::assert_snapshot!(picture(&mut used(), 200, 60));
}

#[test]
fn older_exchange_is_selected_and_scrolled() {
    let mut app = used();
    perform(&mut app, &[PhoneCommand::Focus(Focus::Pane(Pane::Exchanges)), PhoneCommand::Move(Move::Home)]);
    let first = picture(&mut app, 80, 24);
    assert!(first.contains("▸     0.0 → TERMINAL PROFILE"), "{first}");
    perform(&mut app, &[PhoneCommand::Move(Move::PageDown)]);
    let scrolled = picture(&mut app, 80, 24);
    assert_ne!(first, scrolled);
    perform(
        &mut app,
        &[
            PhoneCommand::Move(Move::End),
            PhoneCommand::Focus(Focus::Phone),
            PhoneCommand::Press(PhoneKey::Ok),
            PhoneCommand::Press(PhoneKey::Ok),
        ],
    );
    let followed = picture(&mut app, 80, 24);
    assert!(followed.contains("▸     1.2 → ENVELOPE 菜单选择"), "the newest is followed again:\n{followed}");
}

#[test]
fn key_help_exists_in_both_languages() {
    for language in [CHINESE, Language::English] {
        let mut app = phone(language, &[]);
        app.update(PhoneCommand::Keys);
        insta::assert_snapshot!(format!("keys_{}", language.code()), picture(&mut app, 80, 24));
    }
}

/// The smallest windows show only that they are too small.
#[test]
fn window_of_any_size_is_drawn() {
    let mut apps = [
        used(),
        phone(CHINESE, &[input(0x07, "请输入很长很长很长很长很长很长的问题的回答:", 1, 60)]),
        phone(Language::English, &[select("A very long title of a menu that wraps", &["One", "Two", "Three"])]),
    ];
    type_text(&mut apps[1], "字符字符字符字符字符字符字符字符字符字符");
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
