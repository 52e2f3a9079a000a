//! Effects of keys, clicks and typing on the phone.

use super::scripted::{Station, click, command, inkey, input, menu, perform, phone, picture, select, text, type_text};
use crate::tui::command::{Focus, Move, Pane, PhoneCommand};
use crate::tui::journal::JournalStep;
use crate::tui::{App, Language};
use sim_device::handset::{Act, ScreenBody};
use sim_i18n::phone::keys::PhoneKey;

const CHINESE: Language = Language::Chinese;
const ENGLISH: Language = Language::English;

/// Returns the last TERMINAL RESPONSE from its result on, in hexadecimal.
fn response(app: &App<Station>) -> String {
    let responses = app.desk().exchanges().iter().rev().find(|exchange| exchange.command[1] == 0x14);
    responses.map(|exchange| hex::encode_upper(&exchange.command[15..])).unwrap()
}

fn typed(app: &App<Station>) -> String {
    match app.desk().screen().body {
        ScreenBody::Input(field) => field.typed,
        other => panic!("nothing is typed into {other:?}"),
    }
}

#[test]
fn digit_chooses_line_or_is_refused() {
    let mut app = phone(CHINESE, &[select("选择", &["甲", "乙", "丙"])]);
    type_text(&mut app, "7");
    assert_eq!(app.notice(), Some("这里不能这样做。"));
    type_text(&mut app, "2");
    assert_eq!(response(&app), "0100900102");
}

#[test]
fn marked_line_wraps_and_ok_chooses_it() {
    let mut app = phone(CHINESE, &[select("选择", &["甲", "乙", "丙"])]);
    perform(&mut app, &[PhoneCommand::Move(Move::Up), PhoneCommand::Press(PhoneKey::Ok)]);
    assert_eq!(response(&app), "0100900103");
}

#[test]
fn help_is_requested_for_marked_line() {
    let mut app = phone(ENGLISH, &[menu("Wallet", &["One", "Two"])]);
    perform(
        &mut app,
        &[PhoneCommand::Press(PhoneKey::Ok), PhoneCommand::Move(Move::Down), PhoneCommand::Press(PhoneKey::Help)],
    );
    let last = app.desk().exchanges().last().unwrap();
    assert_eq!(hex::encode_upper(&last.command), "A0C200000BD309820201819001029500");
    let mut app = phone(ENGLISH, &[select("Choose", &["One"])]);
    app.update(PhoneCommand::Press(PhoneKey::Help));
    assert_eq!(app.notice(), Some("There is no help here."));
}

#[test]
fn card_without_menu_is_reported() {
    let mut app = phone(CHINESE, &[]);
    app.update(PhoneCommand::Press(PhoneKey::Menu));
    assert_eq!(app.notice(), Some("这张卡没有菜单。"));
}

#[test]
fn digit_field_refuses_letters_and_excess_digits() {
    let mut app = phone(ENGLISH, &[input(0x00, "Amount", 2, 3)]);
    type_text(&mut app, "x");
    assert_eq!((typed(&app).as_str(), app.notice()), ("", Some("Only digits and * # + can be typed here.")));
    type_text(&mut app, "1");
    app.update(PhoneCommand::Press(PhoneKey::Ok));
    assert_eq!(app.notice(), Some("1 more must be typed."));
    type_text(&mut app, "234");
    assert_eq!((typed(&app).as_str(), app.notice()), ("123", Some("No more can be typed.")));
    app.update(PhoneCommand::Press(PhoneKey::Ok));
    assert_eq!(response(&app), "01008D0404313233");
}

#[test]
fn backspace_in_empty_field_goes_back() {
    let mut app = phone(CHINESE, &[input(0x00, "金额", 1, 9)]);
    type_text(&mut app, "12");
    perform(&mut app, &[PhoneCommand::Press(PhoneKey::Erase), PhoneCommand::Press(PhoneKey::Erase)]);
    assert_eq!(typed(&app), "");
    app.update(PhoneCommand::Press(PhoneKey::Erase));
    assert_eq!(response(&app), "0111");
}

#[test]
fn chinese_text_is_sent_as_ucs2() {
    let mut app = phone(CHINESE, &[input(0x03, "姓名", 1, 4)]);
    type_text(&mut app, "王");
    app.update(PhoneCommand::Paste("小\n明?".to_owned()));
    assert_eq!(typed(&app), "王小明?");
    app.update(PhoneCommand::Press(PhoneKey::Ok));
    assert_eq!(response(&app), "01008D0908738B5C0F660E003F");
}

#[test]
fn question_is_answered_by_letters_and_keys() {
    for (command, decided) in [
        (PhoneCommand::Press(PhoneKey::Character('y')), "01008D020401"),
        (PhoneCommand::Press(PhoneKey::Ok), "01008D020401"),
        (PhoneCommand::Press(PhoneKey::Character('N')), "01008D020400"),
        (PhoneCommand::Press(PhoneKey::No), "01008D020400"),
        (PhoneCommand::Press(PhoneKey::Back), "0111"),
        (PhoneCommand::Press(PhoneKey::End), "0110"),
        (PhoneCommand::GiveUp, "0112"),
    ] {
        let mut app = phone(CHINESE, &[inkey(0x04, "确认?")]);
        app.update(command);
        assert_eq!(response(&app), decided);
    }
}

/// Enter answers nothing: a notice asks for a digit.
#[test]
fn single_digit_answers_get_inkey() {
    let mut app = phone(ENGLISH, &[inkey(0x00, "Which?")]);
    app.update(PhoneCommand::Press(PhoneKey::Ok));
    assert_eq!(app.notice(), Some("Press a digit"));
    type_text(&mut app, "q");
    assert_eq!(app.notice(), Some("Only digits and * # + can be typed here."));
    type_text(&mut app, "5");
    assert_eq!(response(&app), "01008D020435");
}

#[test]
fn click_chooses_line_or_presses_key() {
    let mut app = phone(CHINESE, &[select("选择", &["甲乙", "丙丁"])]);
    click(&mut app, "2 丙丁");
    assert_eq!(response(&app), "0100900102");
    let mut app = phone(CHINESE, &[text("读完了")]);
    click(&mut app, "返回");
    assert_eq!(response(&app), "0111");
    let mut app = phone(CHINESE, &[input(0x00, "金额", 1, 9)]);
    click(&mut app, "5 jkl");
    click(&mut app, "9 wxyz");
    assert_eq!(typed(&app), "59");
    click(&mut app, "确定");
    assert_eq!(response(&app), "01008D03043539");
}

#[test]
fn click_beside_controls_only_moves_focus() {
    let mut app = phone(CHINESE, &[text("读完了")]);
    let before = app.desk().exchanges().len();
    click(&mut app, "已发送");
    assert_eq!(app.focus(), Focus::Pane(Pane::Messages));
    click(&mut app, "━━━━━");
    assert_eq!((app.focus(), app.desk().exchanges().len()), (Focus::Phone, before));
}

#[test]
fn tab_cycles_through_phone_and_panes() {
    let mut app = phone(CHINESE, &[]);
    for pane in Pane::ALL {
        app.update(PhoneCommand::Next);
        assert_eq!(app.focus(), Focus::Pane(pane));
    }
    app.update(PhoneCommand::Next);
    assert_eq!(app.focus(), Focus::Phone);
    app.update(PhoneCommand::Previous);
    assert_eq!(app.focus(), Focus::Pane(Pane::Handset));
    app.update(PhoneCommand::Press(PhoneKey::Back));
    assert_eq!(app.focus(), Focus::Phone);
}

/// Enter in a pane only moves the focus back to the phone.
#[test]
fn digit_reaches_phone_from_any_pane() {
    let mut app = phone(CHINESE, &[select("选择", &["甲", "乙"])]);
    let before = app.desk().exchanges().len();
    perform(&mut app, &[PhoneCommand::Next, PhoneCommand::Press(PhoneKey::Ok)]);
    assert_eq!((app.focus(), app.desk().exchanges().len()), (Focus::Phone, before));
    perform(&mut app, &[PhoneCommand::Next]);
    type_text(&mut app, "2");
    assert_eq!(response(&app), "0100900102");
}

#[test]
fn open_key_help_swallows_typed_keys() {
    let mut app = phone(CHINESE, &[select("选择", &["甲", "乙"])]);
    let before = app.desk().exchanges().len();
    app.update(PhoneCommand::Keys);
    assert!(picture(&mut app, 80, 30).contains("撤销一步"));
    type_text(&mut app, "2");
    assert_eq!(app.desk().exchanges().len(), before);
    assert!(!picture(&mut app, 80, 30).contains("撤销一步"));
}

#[test]
fn mute_card_is_reported_until_restart() {
    let mut app = phone(ENGLISH, &[text("one"), None]);
    app.update(PhoneCommand::Press(PhoneKey::Ok));
    assert_eq!(app.notice(), Some("The card does not answer. F6 switches off and on."));
    app.update(PhoneCommand::Restart);
    assert_eq!(app.notice(), Some("Switched off and on."));
    assert_eq!(app.desk().screen().body, ScreenBody::Idle);
}

#[test]
fn display_text_times_out_after_a_minute() {
    let mut app = phone(CHINESE, &[text("读完了")]);
    app.tick(59_900);
    assert_eq!(app.desk().screen().text, "读完了");
    app.tick(200);
    assert_eq!(response(&app), "0112");
    assert!(picture(&mut app, 80, 24).contains("10:31"));
}

#[test]
fn journal_keeps_actions_with_their_screens() {
    let mut app = phone(CHINESE, &[select("选择", &["甲"]), text("好")]);
    app.tick(300);
    type_text(&mut app, "1");
    app.update(PhoneCommand::Press(PhoneKey::Help));
    let journal = app.desk().journal();
    let done: Vec<_> = journal.iter().map(|entry| (entry.doing.clone(), entry.screen.text.as_str())).collect();
    assert_eq!(done, [(JournalStep::Wait(300), "选择"), (JournalStep::Act(Act::Choose(1)), "好")]);
}

#[test]
fn call_is_allowed_or_rejected() {
    let call = "8103011000 82028183 8606 91 3132333435";
    for (key, result) in
        [(PhoneCommand::Press(PhoneKey::Character('y')), "0100"), (PhoneCommand::Press(PhoneKey::Back), "0122")]
    {
        let mut app = phone(CHINESE, &[command(call)]);
        app.update(key);
        assert_eq!(response(&app), result);
    }
}
