//! Steps that are undone and redone.

use super::scripted::{input, perform, phone, picture, select, text, type_text};
use crate::tui::command::{Move, PhoneCommand};
use crate::tui::{App, Desk, Language};
use sim_device::handset::ScreenBody;
use sim_device::mobile_station::{MobileStation, card};
use sim_device::profile::Profile;
use sim_i18n::phone::keys::PhoneKey;

#[test]
fn undo_and_redo_restore_whole_state() {
    let mut app = phone(Language::Chinese, &[select("选择", &["甲", "乙"]), text("好")]);
    app.update(PhoneCommand::Move(Move::Down));
    let before = (picture(&mut app, 120, 40), app.desk().exchanges().to_vec(), app.desk().journal().to_vec());
    app.update(PhoneCommand::Press(PhoneKey::Ok));
    assert_eq!(app.desk().screen().text, "好");
    let after = (app.desk().exchanges().to_vec(), app.desk().journal().to_vec());
    app.update(PhoneCommand::Undo);
    assert_eq!(app.notice(), Some("已撤销。"));
    app.update(PhoneCommand::Press(PhoneKey::Menu));
    let noticed = app.notice().map(str::to_owned);
    perform(&mut app, &[PhoneCommand::Focus(crate::tui::command::Focus::Phone)]);
    assert_eq!(noticed.as_deref(), Some("这张卡没有菜单。"));
    assert_eq!(
        (picture(&mut app, 120, 40), app.desk().exchanges(), app.desk().journal()),
        (before.0, &*before.1, &*before.2)
    );
    app.update(PhoneCommand::Redo);
    assert_eq!(app.desk().screen().text, "好");
    assert_eq!((app.desk().exchanges(), app.desk().journal()), (&*after.0, &*after.1));
}

#[test]
fn undo_and_redo_restore_clock() {
    let mut app = phone(Language::Chinese, &[text("一"), text("二")]);
    app.tick(5_000);
    app.update(PhoneCommand::Press(PhoneKey::Ok));
    app.tick(70_000);
    assert_eq!((app.desk().screen().body, app.desk().station().powered_ms()), (ScreenBody::Idle, 75_000));
    app.update(PhoneCommand::Undo);
    assert_eq!((app.desk().screen().text.as_str(), app.desk().station().powered_ms()), ("一", 5_000));
    assert!(picture(&mut app, 80, 24).contains("10:30"));
    app.tick(1_000);
    app.update(PhoneCommand::Redo);
    assert_eq!((app.desk().screen().body, app.desk().station().powered_ms()), (ScreenBody::Idle, 75_000));
    assert!(picture(&mut app, 80, 24).contains("10:31"));
}

#[test]
fn each_typed_character_is_one_step() {
    let mut app = phone(Language::English, &[input(0x00, "Amount", 1, 9)]);
    type_text(&mut app, "123");
    let typed = |app: &App<_>| match app.desk().screen().body {
        ScreenBody::Input(field) => field.typed,
        other => panic!("{other:?}"),
    };
    let mut seen = Vec::new();
    for _ in 0..3 {
        app.update(PhoneCommand::Undo);
        seen.push(typed(&app));
    }
    assert_eq!(seen, ["12", "1", ""]);
    app.update(PhoneCommand::Undo);
    assert_eq!(app.notice(), Some("There is nothing to take back."));
    app.update(PhoneCommand::Redo);
    type_text(&mut app, "9");
    app.update(PhoneCommand::Redo);
    assert_eq!((typed(&app).as_str(), app.notice()), ("19", Some("There is nothing to do again.")));
}

#[test]
fn ignored_command_is_no_step() {
    let mut app = phone(Language::English, &[input(0x00, "Amount", 1, 9)]);
    type_text(&mut app, "x");
    app.update(PhoneCommand::Press(PhoneKey::Help));
    assert_eq!(app.desk().steps(), (0, 0));
}

#[test]
fn undo_and_redo_restore_card_memory() {
    let handset = sim_device::handset::Handset::new(
        sim_device::handset::Model::feature_phone(),
        sim_device::handset::Speech::Gsm,
        sim_device::handset::Surroundings::default(),
    );
    let station = MobileStation::switch_on(card(&Profile::default(), 1).unwrap(), handset).unwrap();
    let mut app = App::new(Desk::new(station), Language::Chinese);
    let pin_on = |app: &App<_>| app.desk().card().unwrap().pin_on;
    for command in [
        PhoneCommand::Press(PhoneKey::Ok),
        PhoneCommand::Press(PhoneKey::Character('4')),
        PhoneCommand::Press(PhoneKey::Character('1')),
        PhoneCommand::Press(PhoneKey::Character('1')),
        PhoneCommand::Press(PhoneKey::Ok),
    ] {
        app.update(command);
    }
    assert!(pin_on(&app), "{:?}", app.desk().screen());
    app.update(PhoneCommand::Undo);
    assert!(!pin_on(&app));
    app.update(PhoneCommand::Redo);
    assert!(pin_on(&app));
}
