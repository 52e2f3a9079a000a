//! The phone at the counters of shops and halls: taps, receipts, voids, uploads, and what reminds of them.

use sim_wire::Fen;

use super::platform::{ask_for_top_up, books, phone, purse};
use super::scripted::{click, perform, picture, type_text};
use crate::tui::command::{Focus, Move, Pane, PhoneCommand};
use crate::tui::panes::{hall as hall_pane, platform as platform_pane};
use crate::tui::{App, Desk, Home, Language, plain};
use sim_device::link::Chance;
use sim_device::profile::Profile;
use sim_i18n::phone::keys::PhoneKey;
use sim_world::action::PosPlace;
use sim_world::platform::entry::Book;
use sim_world::platform::identity::{DocumentKind, Identity};
use sim_world::platform::number::Msisdn;
use sim_world::world::{EventKind, World, WorldSettings};

const CHINESE: Language = Language::Chinese;
const ENGLISH: Language = Language::English;

/// Returns a phone whose card holds 50 yuan, with the focus on the shops.
fn at_shops(language: Language) -> App<Home> {
    let mut app = phone(language);
    ask_for_top_up(&mut app);
    perform(&mut app, &[PhoneCommand::Pass(5_000), PhoneCommand::Press(PhoneKey::Ok)]);
    assert_eq!(purse(&app), Fen(5_000));
    on(&mut app, Pane::Shops);
    app
}

/// Returns a phone with which 12.50 yuan were paid.
pub(super) fn paid_phone(language: Language) -> App<Home> {
    let mut app = at_shops(language);
    tap(&mut app, "12.50");
    app
}

fn on(app: &mut App<Home>, pane: Pane) {
    app.update(PhoneCommand::Focus(Focus::Pane(pane)));
}

/// Pays at the selected terminal by the form.
fn tap(app: &mut App<Home>, amount: &str) {
    on(app, Pane::Shops);
    type_text(app, "t");
    type_text(app, amount);
    perform(app, &[PhoneCommand::Press(PhoneKey::Ok), PhoneCommand::Press(PhoneKey::Ok)]);
}

/// Performs an action that is written as a line.
fn act(app: &mut App<Home>, action: &str) {
    let number = app.desk().home().unwrap().number();
    let action = format!("{number} {action}").parse().unwrap();
    app.update(PhoneCommand::Perform(action));
}

fn wallet(app: &App<Home>) -> i64 {
    books(app)[2]
}

#[test]
fn panes_of_shop_and_hall_are_drawn() {
    for language in [CHINESE, ENGLISH] {
        let mut app = at_shops(language);
        tap(&mut app, "12.50");
        for (width, height) in [(80, 24), (120, 40)] {
            for (pane, name) in [(Pane::Shops, "shops"), (Pane::Hall, "hall")] {
                on(&mut app, pane);
                let name = format!("{name}_{}_{width}", language.code());
                insta::assert_snapshot!(name, picture(&mut app, width, height));
            }
        }
    }
}

#[test]
fn tap_charges_card_and_void_refunds_account() {
    let mut app = at_shops(CHINESE);
    tap(&mut app, "20");
    assert_eq!(app.notice(), Some("消费 20.00 元,余额 30.00 元。批次 000001,凭证 000001。"));
    assert_eq!((purse(&app), books(&app)), (Fen(3_000), [45_000, 0, 5_000]));
    on(&mut app, Pane::Shops);
    type_text(&mut app, "v");
    assert_eq!((app.notice(), wallet(&app)), (Some("已撤销"), 3_000));
    assert_eq!(books(&app)[0], 47_000);
    type_text(&mut app, "v");
    assert_eq!((app.notice(), app.went_well()), (Some("这笔消费已经撤销或退货。"), false));
}

#[test]
fn upload_settles_batch_and_return_follows() {
    let mut app = at_shops(CHINESE);
    tap(&mut app, "20");
    on(&mut app, Pane::Shops);
    type_text(&mut app, "u");
    assert_eq!(app.notice(), Some("已结算 1 笔,20.00 元"));
    assert_eq!(wallet(&app), 3_000);
    type_text(&mut app, "V1");
    perform(&mut app, &[PhoneCommand::Next]);
    type_text(&mut app, "1");
    perform(&mut app, &[PhoneCommand::Press(PhoneKey::Ok), PhoneCommand::Press(PhoneKey::Ok)]);
    assert_eq!((app.notice(), books(&app)[0]), (Some("已退货"), 47_000));
    assert_eq!(app.desk().home().unwrap().world().audit(), Ok(()));
}

#[test]
fn interrupted_tap_reminds_to_tap_again() {
    let mut app = at_shops(CHINESE);
    act(&mut app, "taps 20 leaving after command 5");
    assert!(!app.went_well(), "{:?}", app.notice());
    app.update(PhoneCommand::Focus(Focus::Phone));
    let seen = picture(&mut app, 80, 24);
    assert!(seen.contains("终端 1 的消费 20.00 元") && seen.contains("请再刷一次"), "{seen}");
    assert!(plain::screen(&app, CHINESE).contains("终端 1 的消费 20.00 元 未完成,请再刷一次。"));
    tap(&mut app, "5");
    assert_eq!(purse(&app), Fen(3_000));
    assert!(app.notice().unwrap().starts_with("上一笔消费 20.00 元 已完成,没有再次扣款"), "{:?}", app.notice());
    assert!(!plain::screen(&app, CHINESE).contains("请再刷一次"));
}

#[test]
fn errand_and_unread_message_are_named_on_idle_phone() {
    let mut app = phone(CHINESE);
    ask_for_top_up(&mut app);
    app.update(PhoneCommand::Pass(500));
    let seen = picture(&mut app, 80, 24);
    assert!(seen.contains("平台待办:圈存入账。") && seen.contains("新短信 1 条"), "{seen}");
    on(&mut app, Pane::Messages);
    app.update(PhoneCommand::Focus(Focus::Phone));
    let seen = picture(&mut app, 80, 24);
    assert!(seen.contains("平台待办:圈存入账。") && !seen.contains("新短信"), "{seen}");
}

#[test]
fn terminal_is_chosen_by_arrow_and_click() {
    let mut app = at_shops(CHINESE);
    app.update(PhoneCommand::Move(Move::Down));
    tap(&mut app, "7");
    let receipts = |app: &App<Home>| -> Vec<PosPlace> {
        app.desk().home().unwrap().world().shops().receipts().map(|(place, _)| place.pos).collect()
    };
    assert_eq!(receipts(&app), [PosPlace(2)]);
    click(&mut app, "1 利民便利店");
    tap(&mut app, "8");
    assert_eq!(receipts(&app), [PosPlace(1), PosPlace(2)]);
    assert_eq!(purse(&app), Fen(3_500));
}

#[test]
fn reading_at_terminal_is_shown_until_next_action() {
    let mut app = at_shops(CHINESE);
    type_text(&mut app, "b");
    assert_eq!(app.notice(), Some("钱包余额:50.00 元"));
    on(&mut app, Pane::Shops);
    type_text(&mut app, "r");
    on(&mut app, Pane::Shops);
    assert!(picture(&mut app, 80, 24).contains("终端显示"));
    tap(&mut app, "1");
    on(&mut app, Pane::Shops);
    assert!(!picture(&mut app, 80, 24).contains("终端显示"));
}

#[test]
fn phone_near_terminal_is_shown_until_taken_away() {
    let mut app = at_shops(CHINESE);
    type_text(&mut app, "d");
    type_text(&mut app, "5");
    perform(&mut app, &[PhoneCommand::Press(PhoneKey::Ok), PhoneCommand::Press(PhoneKey::Ok)]);
    on(&mut app, Pane::Shops);
    assert!(picture(&mut app, 80, 24).contains("手机在旁边 5 厘米,读得到卡"));
    type_text(&mut app, "a");
    assert_eq!(app.notice(), Some("手机已拿走。"));
    assert!(!picture(&mut app, 80, 24).contains("厘米"));
}

#[test]
fn hall_takes_cash_and_loads_card() {
    let mut app = at_shops(CHINESE);
    on(&mut app, Pane::Hall);
    click(&mut app, "c 存现金");
    type_text(&mut app, "100");
    app.update(PhoneCommand::Press(PhoneKey::Ok));
    on(&mut app, Pane::Hall);
    type_text(&mut app, "l");
    type_text(&mut app, "30");
    app.update(PhoneCommand::Press(PhoneKey::Ok));
    assert_eq!((books(&app), purse(&app)), ([52_000, 0, 8_000], Fen(8_000)));
}

#[test]
fn hall_loads_the_cash_that_is_paid_in() {
    let mut app = at_shops(CHINESE);
    on(&mut app, Pane::Hall);
    click(&mut app, "m 现金圈存");
    type_text(&mut app, "30");
    app.update(PhoneCommand::Press(PhoneKey::Ok));
    // The account has the cash that it had: what is paid in goes onto the card.
    assert_eq!((books(&app), purse(&app)), ([45_000, 0, 8_000], Fen(8_000)));
}

#[test]
fn finder_pays_with_the_lost_card() {
    let mut app = at_shops(CHINESE);
    let find = |app: &mut App<Home>| {
        on(app, Pane::Shops);
        type_text(app, "f");
        type_text(app, "20");
        perform(app, &[PhoneCommand::Press(PhoneKey::Ok), PhoneCommand::Press(PhoneKey::Ok)]);
    };
    find(&mut app);
    assert!(picture(&mut app, 80, 24).contains("没有遗失还能应答的卡。"));
    app.update(PhoneCommand::Press(PhoneKey::Back));
    on(&mut app, Pane::Hall);
    type_text(&mut app, "L");
    find(&mut app);
    assert!(app.went_well(), "{:?}", app.notice());
    let shop = app.desk().home().unwrap().world().shops().get(PosPlace::FIRST).unwrap().terminal();
    assert_eq!((shop.totals().sum, purse(&app)), (2_000, Fen(3_000)));
}

#[test]
fn swap_is_shown_from_registration_to_load() {
    let mut app = at_shops(CHINESE);
    let shown = |app: &mut App<Home>, key: &str| {
        on(app, Pane::Hall);
        type_text(app, key);
        on(app, Pane::Hall);
        picture(app, 80, 24)
    };
    assert!(shown(&mut app, "r").contains("50.00 元 已登记,待补换卡"));
    assert_eq!((books(&app), purse(&app)), ([50_000, 0, 0], Fen::ZERO));
    let issued = shown(&mut app, "i");
    assert!(issued.contains("00001234567890123457") && issued.contains("50.00 元 已补换卡,待圈存"), "{issued}");
    assert!(shown(&mut app, "e").contains("50.00 元 已圈存"));
    assert_eq!((books(&app), purse(&app)), ([45_000, 0, 5_000], Fen(5_000)));
}

#[test]
fn undo_takes_refused_tap_and_its_pending_purchase_back() {
    let mut app = at_shops(CHINESE);
    let (before, steps) = (purse(&app), app.desk().steps().0);
    act(&mut app, "taps 20 leaving after command 5");
    assert_eq!(app.desk().steps().0, steps + 1);
    assert_eq!((app.went_well(), purse(&app)), (false, Fen(3_000)));
    let pending = |app: &App<Home>| {
        let shop = app.desk().home().unwrap().world().shops().get(PosPlace::FIRST).unwrap().terminal();
        shop.pending().len()
    };
    assert_eq!(pending(&app), 1);
    app.update(PhoneCommand::Undo);
    assert_eq!((purse(&app), pending(&app)), (before, 0));
    app.update(PhoneCommand::Redo);
    assert_eq!((purse(&app), pending(&app)), (Fen(3_000), 1));
}

#[test]
fn undo_reverts_purchase_and_receipt() {
    let mut app = at_shops(CHINESE);
    tap(&mut app, "20");
    app.update(PhoneCommand::Undo);
    let home = app.desk().home().unwrap();
    assert_eq!((purse(&app), home.world().shops().receipts().count()), (Fen(5_000), 0));
    app.update(PhoneCommand::Redo);
    assert_eq!(purse(&app), Fen(3_000));
}

#[test]
fn shop_and_hall_are_operated_in_line_mode() {
    let mut app = at_shops(CHINESE);
    let mut seen = String::new();
    for line in [
        "pos",
        "receipt",
        "take-back",
        "tap 20",
        "tap 0",
        "tap 5 2",
        "tap 5 3",
        "receipt",
        "take-back",
        "take-back 1 9",
        "take-back x",
        "pos-balance",
        "pos-records 2",
        "upload 2",
        "take-back 1 1 2",
        "distance 5",
        "pos",
        "distance off",
        "pos-parameters",
        "load 30",
        "load 1.234",
        "hall",
        "hall wash",
        "state",
    ] {
        seen.push_str(&format!("$ {line}\n{}", plain::line(&mut app, CHINESE, line)));
    }
    insta::assert_snapshot!(seen);
    let home = app.desk().home().unwrap();
    let tapped = home.world().events().iter().filter(|event| matches!(event.kind, EventKind::Tapped { .. })).count();
    assert!(tapped >= 2, "{tapped}");
    assert_eq!(home.world().platform().books.ledger.balance(&Book::Wallet(home.number())), i64::from(purse(&app).0));
}

/// Returns the home of a person with a real-name account of 100 yuan, whose pay password is 123456.
fn home_of_real_name() -> Home {
    let mut world = World::new(WorldSettings::of_seed(3));
    let (number, now, mut chance) = (Msisdn::SOLE, world.now(), Chance::seeded(1));
    world.add_person(number, "feature-phone", "default", &Profile::default()).unwrap();
    let holder = Identity::new("张三", DocumentKind::Passport, "G12345678").unwrap();
    let books = &mut world.platform_mut().books;
    books.accounts.register_holder(number, holder);
    let initials = books.open_account(now, &number, &mut chance).unwrap();
    books.change_pay_password(now, &number, (&initials.pay, &"123456".parse().unwrap()), &mut chance).unwrap();
    world.deposit(&number, Fen(10_000)).unwrap();
    Home::new(world, number, None).unwrap()
}

#[test]
fn frozen_cash_stands_in_both_panes() {
    let mut app = App::new(Desk::new(home_of_real_name()), ENGLISH);
    let frozen = |app: &App<Home>| {
        let home = app.desk().home().unwrap();
        let rows = [platform_pane::rows(ENGLISH, home), hall_pane::rows(ENGLISH, home)];
        rows.map(|rows| rows.into_iter().find(|(name, _)| *name == "frozen").map(|(_, value)| value))
    };
    assert_eq!(frozen(&app), [None, None]);
    let number = Msisdn::SOLE;
    for line in [
        format!("website binds 中国工商银行 card 6222020200112233445 for {number} with 123456"),
        format!("website withdraws 12.50 for {number} with 123456"),
    ] {
        app.update(PhoneCommand::Perform(line.parse().unwrap()));
        assert!(app.went_well(), "{line}: {:?}", app.notice());
    }
    assert_eq!(frozen(&app), [Some("12.50 yuan".to_owned()), Some("12.50 yuan".to_owned())]);
}
