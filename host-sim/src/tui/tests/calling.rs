//! Calls to the service lines from the phone: dialling on the idle screen, keys and words in the call, hanging up.

use super::platform::phone;
use super::scripted::{perform, picture, type_text};
use crate::tui::app::calling::call_of;
use crate::tui::command::PhoneCommand;
use crate::tui::{App, Home, Language, plain};
use sim_i18n::phone::keys::PhoneKey;
use sim_world::line::{LineStep, ServiceLine};
use sim_world::platform::entry::Book;

const CHINESE: Language = Language::Chinese;
const ENGLISH: Language = Language::English;

fn dial(app: &mut App<Home>, number: &str) {
    type_text(app, number);
    app.update(PhoneCommand::Press(PhoneKey::Ok));
}

fn step(app: &App<Home>) -> Option<LineStep> {
    call_of(app.desk().home()).map(sim_world::line::LineCall::step)
}

#[test]
fn call_is_drawn_while_it_goes_on() {
    for language in [CHINESE, ENGLISH] {
        let mut app = phone(language);
        type_text(&mut app, "10086");
        let dialled = picture(&mut app, 80, 24);
        assert!(dialled.contains("10086") && dialled.contains(language.of("拨号", "Call")), "{dialled}");
        app.update(PhoneCommand::Press(PhoneKey::Ok));
        assert_eq!(step(&app), Some(LineStep::Language));
        type_text(&mut app, language.of("1", "2"));
        insta::assert_snapshot!(format!("call_{}", language.code()), picture(&mut app, 80, 24));
        app.update(PhoneCommand::Press(PhoneKey::End));
        assert_eq!(step(&app), None);
    }
}

#[test]
fn dialled_digits_are_erased_and_unknown_numbers_ring() {
    let mut app = phone(ENGLISH);
    type_text(&mut app, "100");
    perform(
        &mut app,
        &[
            PhoneCommand::Press(PhoneKey::Erase),
            PhoneCommand::Press(PhoneKey::Erase),
            PhoneCommand::Press(PhoneKey::Erase),
            PhoneCommand::Press(PhoneKey::Erase),
        ],
    );
    assert!(!picture(&mut app, 80, 24).contains("Hang up") && step(&app).is_none());
    dial(&mut app, "12345");
    assert_eq!(app.notice(), Some("Nobody answers this number."));
    type_text(&mut app, "10086");
    app.update(PhoneCommand::Press(PhoneKey::Back));
    app.update(PhoneCommand::Press(PhoneKey::Ok));
    assert_eq!(step(&app), None, "Enter opens the menu once the digits are gone");
}

#[test]
fn scratch_card_is_used_key_by_key() {
    let mut app = phone(CHINESE);
    let sold = plain::line(&mut app, CHINESE, "card 50");
    let digits: String = sold.chars().filter(char::is_ascii_digit).take(18).collect();
    dial(&mut app, "13800137000");
    type_text(&mut app, "111");
    type_text(&mut app, &digits);
    let shown = picture(&mut app, 80, 24);
    assert!(!shown.contains(&digits) && shown.contains("●"), "{shown}");
    type_text(&mut app, "#");
    perform(&mut app, &[PhoneCommand::Press(PhoneKey::End), PhoneCommand::Pass(60_000)]);
    let home = app.desk().home().unwrap();
    let number = home.number();
    assert_eq!(home.world().platform().books.ledger.balance(&Book::RechargeCard(number)), 5_000);
    assert!(plain::line(&mut app, CHINESE, "sms").contains("充值卡充值成功!充值金额50元"));
}

#[test]
fn letters_open_a_form_for_words() {
    let mut app = phone(CHINESE);
    dial(&mut app, "10086");
    type_text(&mut app, "1");
    app.update(PhoneCommand::Press(PhoneKey::Character('查')));
    assert!(picture(&mut app, 120, 40).contains("说话"), "the form is open");
    app.update(PhoneCommand::Press(PhoneKey::Character('询')));
    app.update(PhoneCommand::Press(PhoneKey::Ok));
    assert_eq!(step(&app), Some(LineStep::CareMenu));
    assert!(picture(&mut app, 120, 40).contains("您的输入有误。"));
}

#[test]
fn line_mode_prints_what_the_line_says() {
    let mut app = phone(ENGLISH);
    let said = plain::line(&mut app, ENGLISH, "dial 10086");
    assert!(said.contains("10086: Welcome to customer care. For English, press 2.\n"), "{said}");
    assert!(said.contains("(menu Menu, end Hang up)"), "{said}");
    let said = plain::line(&mut app, ENGLISH, "keys 21");
    assert!(said.contains("10086: For the balance, press 1;"), "{said}");
    assert!(plain::line(&mut app, ENGLISH, "keys 1x").starts_with("! It is written `keys KEYS`."));
    assert!(plain::line(&mut app, ENGLISH, "silence").contains("10086: For the balance"));
    let said = plain::line(&mut app, ENGLISH, "keys 99 9");
    assert!(said.starts_with("That input is wrong. Thank you for calling. Goodbye.\n"), "{said}");
    let said = plain::line(&mut app, ENGLISH, "hang-up");
    assert!(said.starts_with("! 13807310001 is in no call to a service line.\n"), "{said}");
    assert_eq!(ServiceLine::of_number("10086"), Some(ServiceLine::Care));
}
