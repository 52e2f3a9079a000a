//! The phone with a platform behind it: its pane, money that moves over the air, and messages that are handled by hand.

use std::cell::RefCell;
use std::rc::Rc;

use sim_wire::Fen;

use super::scripted::{perform, picture, place, type_text};
use crate::tui::command::{Focus, Move, Pane, PhoneCommand};
use crate::tui::form::FormKind;
use crate::tui::home::alone::OwnCard;
use crate::tui::{App, Desk, Home, Language, plain};
use sim_device::handset::ScreenBody;
use sim_device::memory::Eeprom;
use sim_device::profile::Profile;
use sim_device::reader::ReaderMode;
use sim_i18n::phone::keys::PhoneKey;
use sim_script::walk::syntax::Phone;
use sim_world::action::{Action, CentreAction, NetworkAction};
use sim_world::platform::entry::Book;
use sim_world::smsc::MessageId;
use sim_world::store::Store;
use sim_world::world::{BEGINNING, World};

const CHINESE: Language = Language::Chinese;
const ENGLISH: Language = Language::English;

fn home(language: Language) -> Home {
    let profile = Profile::default();
    let mut memory = Eeprom::blank();
    applet::manufacture(&mut memory, &profile.to_personalisation()).unwrap();
    let phone = Phone { languages: vec![language.code().to_owned()], ..Phone::default() };
    let card = OwnCard { memory, seed: 1, profile: &profile, choice: "default", shown: ReaderMode::Auto };
    Home::alone(card, phone.handset(), BEGINNING).unwrap()
}

/// Returns a phone that has just been switched on, with nothing under way any more.
pub(super) fn phone(language: Language) -> App<Home> {
    let mut app = App::new(Desk::new(home(language)), language);
    app.update(PhoneCommand::Pass(5_000));
    app
}

/// Asks for a top-up of 50 yuan from the menu, so that the request is under way.
pub(super) fn ask_for_top_up(app: &mut App<Home>) {
    perform(
        app,
        &[
            PhoneCommand::Press(PhoneKey::Menu),
            PhoneCommand::Press(PhoneKey::Line(0)),
            PhoneCommand::Press(PhoneKey::Line(1)),
        ],
    );
    type_text(app, "50");
    perform(app, &[PhoneCommand::Press(PhoneKey::Ok), PhoneCommand::Press(PhoneKey::Ok)]);
    type_text(app, "123456");
    perform(app, &[PhoneCommand::Press(PhoneKey::Ok), PhoneCommand::Press(PhoneKey::Ok)]);
}

fn on_platform(app: &mut App<Home>) {
    app.update(PhoneCommand::Focus(Focus::Pane(Pane::Platform)));
}

/// Returns the balances of the account: cash, in flight, wallet.
pub(super) fn books(app: &App<Home>) -> [i64; 3] {
    let home = app.desk().home().unwrap();
    let number = home.number();
    [Book::Cash(number), Book::InFlight(number), Book::Wallet(number)]
        .map(|book| home.world().platform().books.ledger.balance(&book))
}

pub(super) fn purse(app: &App<Home>) -> Fen {
    app.desk().card().unwrap().balance
}

/// Returns the text of the last message to the person.
fn last_text(app: &App<Home>) -> String {
    let inbox = app.desk().station().handset().inbox().messages().to_vec();
    match &inbox.last().unwrap().body {
        sim_codec::sms::MessageBody::Text(text) => text.clone(),
        other => panic!("{other:?}"),
    }
}

fn under_way(app: &App<Home>) -> Vec<u64> {
    app.desk().home().unwrap().carried().iter().map(|carried| carried.id.0).collect()
}

#[test]
fn platform_pane_is_drawn_in_languages_and_sizes() {
    for language in [CHINESE, ENGLISH] {
        for (width, height) in [(80, 24), (120, 40)] {
            let mut app = phone(language);
            ask_for_top_up(&mut app);
            app.update(PhoneCommand::Pass(500));
            on_platform(&mut app);
            let name = format!("platform_{}_{width}", language.code());
            insta::assert_snapshot!(name, picture(&mut app, width, height));
        }
    }
}

#[test]
fn top_up_is_settled_within_two_seconds() {
    let mut app = phone(CHINESE);
    ask_for_top_up(&mut app);
    assert_eq!((books(&app), purse(&app)), ([50_000, 0, 0], Fen::ZERO));
    app.update(PhoneCommand::Pass(500));
    assert_eq!((books(&app), purse(&app)), ([45_000, 5_000, 0], Fen::ZERO));
    app.update(PhoneCommand::Pass(1_500));
    assert_eq!((books(&app), purse(&app)), ([45_000, 0, 5_000], Fen(5_000)));
    assert_eq!(last_text(&app), "钱包充值成功!充值金额50元。");
    assert_eq!(app.desk().screen().text, "钱包充值成功!50.00元,余额50.00元。");
    assert_eq!(app.notice(), Some("收到新短信。"));
    assert!(under_way(&app).is_empty());
    assert_eq!(app.desk().home().unwrap().world().audit(), Ok(()));
}

#[test]
fn running_clock_delivers_messages() {
    let mut app = phone(CHINESE);
    ask_for_top_up(&mut app);
    (0..20).for_each(|_| app.tick(100));
    assert_eq!((books(&app), purse(&app)), ([45_000, 0, 5_000], Fen(5_000)));
}

#[test]
fn undo_reverts_money_and_message() {
    let mut app = phone(CHINESE);
    ask_for_top_up(&mut app);
    app.update(PhoneCommand::Pass(2_000));
    let after = picture(&mut app, 120, 40);
    app.update(PhoneCommand::Undo);
    assert_eq!((books(&app), purse(&app), under_way(&app).len()), ([50_000, 0, 0], Fen::ZERO, 1));
    app.update(PhoneCommand::Redo);
    assert_eq!((books(&app), purse(&app)), ([45_000, 0, 5_000], Fen(5_000)));
    assert_eq!(app.notice(), Some("已重做。"));
    assert_eq!(after.lines().last(), picture(&mut app, 120, 40).lines().last());
}

#[test]
fn dropped_request_moves_no_money() {
    let mut app = phone(CHINESE);
    ask_for_top_up(&mut app);
    on_platform(&mut app);
    type_text(&mut app, "x");
    app.update(PhoneCommand::Pass(3_600_000));
    assert_eq!((books(&app), purse(&app)), ([50_000, 0, 0], Fen::ZERO));
}

#[test]
fn dropped_credit_is_refunded() {
    let mut app = phone(CHINESE);
    ask_for_top_up(&mut app);
    app.update(PhoneCommand::Pass(500));
    on_platform(&mut app);
    type_text(&mut app, "x");
    assert_eq!(books(&app), [45_000, 5_000, 0]);
    app.update(PhoneCommand::Pass(24 * 3_600_000));
    assert_eq!((books(&app), purse(&app)), ([50_000, 0, 0], Fen::ZERO));
    assert_eq!(last_text(&app), "钱包充值未成功,50元已退回您的现金账户。");
}

#[test]
fn dropped_proof_settles_load_once() {
    let mut app = phone(CHINESE);
    ask_for_top_up(&mut app);
    app.update(PhoneCommand::Pass(900));
    on_platform(&mut app);
    assert_eq!((books(&app), purse(&app)), ([45_000, 5_000, 0], Fen(5_000)));
    type_text(&mut app, "x");
    app.update(PhoneCommand::Pass(24 * 3_600_000));
    assert_eq!((books(&app), purse(&app)), ([45_000, 0, 5_000], Fen(5_000)));
}

#[test]
fn message_is_held_repeated_delayed_and_released() {
    let mut app = phone(CHINESE);
    ask_for_top_up(&mut app);
    on_platform(&mut app);
    type_text(&mut app, "h");
    assert_eq!(app.notice(), Some("已办理。"));
    type_text(&mut app, "h");
    let [held] = under_way(&app)[..] else { panic!("{:?}", under_way(&app)) };
    assert_eq!(app.notice(), Some(format!("短信 {held} 已经扣留。").as_str()));
    app.update(PhoneCommand::Pass(60_000));
    assert_eq!(under_way(&app), [held]);
    assert!(picture(&mut app, 80, 24).contains("扣留"));
    type_text(&mut app, "t");
    assert_eq!(
        (under_way(&app), app.notice()),
        (vec![held, held + 1], Some(format!("已重发,编号 {}。", held + 1).as_str()))
    );
    perform(&mut app, &[PhoneCommand::Move(Move::Down)]);
    type_text(&mut app, "d");
    assert_eq!(app.notice(), Some("推迟到 2009-11-18 10:32:05。"));
    perform(&mut app, &[PhoneCommand::Move(Move::Up)]);
    type_text(&mut app, "l");
    app.update(PhoneCommand::Pass(120_000));
    // The copy was the same request, which was done once.
    assert_eq!((books(&app), purse(&app)), ([45_000, 0, 5_000], Fen(5_000)));
}

#[test]
fn character_unused_by_pane_reaches_phone() {
    let mut app = phone(CHINESE);
    perform(
        &mut app,
        &[
            PhoneCommand::Press(PhoneKey::Menu),
            PhoneCommand::Press(PhoneKey::Line(0)),
            PhoneCommand::Press(PhoneKey::Line(1)),
        ],
    );
    on_platform(&mut app);
    type_text(&mut app, "5");
    assert_eq!(app.focus(), Focus::Phone);
    assert!(matches!(app.desk().screen().body, ScreenBody::Input(field) if field.typed == "5"));
}

#[test]
fn clicked_message_is_selected() {
    use ratatui::crossterm::event::{Event, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
    let mut app = phone(CHINESE);
    ask_for_top_up(&mut app);
    let id = under_way(&app)[0];
    app.update(PhoneCommand::Perform(Action::Network(NetworkAction::ByHand(MessageId(id), CentreAction::Repeat))));
    let seen = picture(&mut app, 120, 40);
    let (column, row) = place(&seen, &format!(" {} 本机→平台", id + 1));
    let click = MouseEventKind::Down(MouseButton::Left);
    let event = MouseEvent { kind: click, column, row, modifiers: KeyModifiers::NONE };
    let command = crate::tui::keys::command(&Event::Mouse(event), app.is_typing(), app.drawn());
    app.update(command);
    assert!(picture(&mut app, 120, 40).contains(&format!("▸{} 本机→平台", id + 1)));
    type_text(&mut app, "x");
    assert_eq!(under_way(&app), [id]);
}

#[test]
fn hold_all_holds_each_new_message() {
    let mut app = phone(CHINESE);
    on_platform(&mut app);
    type_text(&mut app, "H");
    assert_eq!(app.notice(), Some("从现在起,新短信全部扣留。"));
    ask_for_top_up(&mut app);
    app.update(PhoneCommand::Pass(10_000));
    assert_eq!((under_way(&app).len(), books(&app)), (1, [50_000, 0, 0]));
    on_platform(&mut app);
    type_text(&mut app, "l");
    app.update(PhoneCommand::Pass(10_000));
    // The credit is the next that is held.
    assert_eq!((under_way(&app).len(), books(&app)), (1, [45_000, 5_000, 0]));
    type_text(&mut app, "H");
    app.update(PhoneCommand::Pass(10_000));
    assert_eq!((under_way(&app).len(), books(&app)), (0, [45_000, 0, 5_000]));
}

#[test]
fn text_message_to_platform_is_answered() {
    let mut app = phone(CHINESE);
    app.update(PhoneCommand::Focus(Focus::Pane(Pane::Messages)));
    type_text(&mut app, "s");
    assert!(app.is_typing());
    insta::assert_snapshot!("form_text", picture(&mut app, 80, 24));
    type_text(&mut app, "CX?");
    app.update(PhoneCommand::Press(PhoneKey::Erase));
    app.update(PhoneCommand::Press(PhoneKey::Ok));
    assert_eq!(app.notice(), Some("短信已发送。"));
    app.update(PhoneCommand::Pass(2_000));
    assert_eq!(last_text(&app), "现金账户余额:500元;充值卡账户余额:0元,可用余额500元。");
}

#[test]
fn invalid_form_stays_open_with_reason() {
    let mut app = phone(CHINESE);
    on_platform(&mut app);
    type_text(&mut app, "c");
    type_text(&mut app, "1.234");
    app.update(PhoneCommand::Press(PhoneKey::Ok));
    let seen = picture(&mut app, 80, 24);
    assert!(seen.contains("金额要写成 50 或 19.90 这样。") && seen.contains("1.234"), "{seen}");
    (0..5).for_each(|_| app.update(PhoneCommand::Press(PhoneKey::Erase)));
    type_text(&mut app, "100");
    app.update(PhoneCommand::Press(PhoneKey::Ok));
    assert_eq!((app.notice(), books(&app)), (Some("已办理。"), [60_000, 0, 0]));
    on_platform(&mut app);
    type_text(&mut app, "c");
    app.update(PhoneCommand::Press(PhoneKey::Back));
    assert_eq!((app.is_typing(), app.focus()), (false, Focus::Pane(Pane::Platform)));
}

#[test]
fn pay_password_in_form_is_masked() {
    let mut app = phone(CHINESE);
    app.update(PhoneCommand::Open(FormKind::WebTopUp));
    type_text(&mut app, "30");
    app.update(PhoneCommand::Next);
    type_text(&mut app, "654321");
    let seen = picture(&mut app, 80, 24);
    assert!(seen.contains("●●●●●●") && !seen.contains("654321"), "{seen}");
    app.update(PhoneCommand::Press(PhoneKey::Ok));
    let refused = picture(&mut app, 80, 24);
    assert!(refused.contains("●●●●●●") && refused.contains("再输错4次"), "it stays with why:\n{refused}");
    (0..6).for_each(|_| app.update(PhoneCommand::Press(PhoneKey::Erase)));
    type_text(&mut app, "123456");
    app.update(PhoneCommand::Press(PhoneKey::Ok));
    app.update(PhoneCommand::Pass(5_000));
    assert_eq!((books(&app), purse(&app)), ([47_000, 0, 3_000], Fen(3_000)));
}

#[test]
fn messages_wait_until_network_returns() {
    let mut app = phone(CHINESE);
    ask_for_top_up(&mut app);
    app.update(PhoneCommand::Focus(Focus::Pane(Pane::Handset)));
    type_text(&mut app, "n");
    assert_eq!(app.notice(), Some("网络已断开。"));
    app.update(PhoneCommand::Pass(10_000));
    assert_eq!((books(&app), purse(&app)), ([45_000, 5_000, 0], Fen::ZERO));
    app.update(PhoneCommand::Focus(Focus::Pane(Pane::Messages)));
    type_text(&mut app, "s");
    type_text(&mut app, "CX");
    app.update(PhoneCommand::Press(PhoneKey::Ok));
    assert!(picture(&mut app, 80, 24).contains("没有网络,不能发送短信。"));
    app.update(PhoneCommand::Press(PhoneKey::Back));
    app.update(PhoneCommand::Focus(Focus::Pane(Pane::Handset)));
    type_text(&mut app, "n");
    app.update(PhoneCommand::Pass(3_000));
    assert_eq!((books(&app), purse(&app)), ([45_000, 0, 5_000], Fen(5_000)));
}

/// Store of a world that counts how often it keeps, and fails once the flag is set.
#[derive(Clone, Debug, Default)]
struct Counts(Rc<RefCell<(usize, bool)>>);

impl Store for Counts {
    type Error = String;

    fn begin(&mut self, _: &mut World) -> Result<(), String> {
        Ok(())
    }

    fn keep(&mut self, _: &mut World) -> Result<(), String> {
        let mut counts = self.0.borrow_mut();
        counts.0 += 1;
        if counts.1 { Err("the disk is full".to_owned()) } else { Ok(()) }
    }

    fn let_go(&mut self) -> Result<(), String> {
        Ok(())
    }

    fn refresh(&mut self, _: &mut World) -> Result<bool, String> {
        Ok(false)
    }
}

/// Returns a phone in a world that is kept.
fn kept() -> (App<Home>, Counts) {
    let counts = Counts::default();
    let alone = home(CHINESE);
    let (world, number) = (alone.world().clone(), alone.number());
    let home = Home::new(world, number, Some(Box::new(counts.clone()))).unwrap();
    (App::new(Desk::new(home), CHINESE), counts)
}

/// Undo is refused for a world in a file.
#[test]
fn stored_world_saves_each_step_without_undo() {
    let (mut app, counts) = kept();
    ask_for_top_up(&mut app);
    let before = counts.0.borrow().0;
    let happened = app.desk().home().unwrap().world().happened();
    app.update(PhoneCommand::Pass(2_000));
    let steps = counts.0.borrow().0 - before;
    assert!(steps as u64 >= app.desk().home().unwrap().world().happened() - happened, "{steps}");
    app.update(PhoneCommand::Undo);
    assert_eq!(app.notice(), Some("世界在文件里,做过的不能撤销。"));
    assert_eq!((books(&app), app.desk().steps()), ([45_000, 0, 5_000], (0, 0)));
}

#[test]
fn failed_save_is_reported() {
    let (mut app, counts) = kept();
    counts.0.borrow_mut().1 = true;
    app.update(PhoneCommand::Press(PhoneKey::Menu));
    assert_eq!(app.notice(), Some("没有保存:the disk is full"));
    assert!(matches!(app.desk().trouble(), Some(crate::tui::ground::GroundError::NotKept(_))));
}

#[test]
fn platform_is_operated_in_line_mode() {
    let mut app = phone(ENGLISH);
    let mut seen = String::new();
    for line in [
        "menu",
        "1",
        "2",
        "50",
        "ok",
        "yes",
        "123456",
        "ok",
        "ok",
        "messages",
        "hold 4",
        "hold 4",
        "wait 10m",
        "repeat 4",
        "delay 5 1m",
        "drop 5",
        "release 4",
        "wait 2",
        "ledger",
        "platform",
        "ok",
        "sms 10658888 CX",
        "wait 2",
        "deposit 100",
        "deposit 0",
        "card 30",
        "web 20 654321",
        "web 20 123456",
        "reset-pin 123456",
        "network off",
        "sms 10658888 CX",
        "network on",
        "wait 5",
        "hold all",
        "sms 10658888 CX",
        "wait 1h",
        "messages",
        "release all",
        "wait 2",
        "happened",
    ] {
        seen.push_str(&format!("$ {line}\n{}", plain::line(&mut app, ENGLISH, line)));
    }
    insta::assert_snapshot!(seen);
}
