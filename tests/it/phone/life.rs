//! The life of a wallet by hand, on the whole terminal: opened at the hall, topped up, spent, swapped, and closed from
//! the menu. Every key of the hall's pane is pressed, and the books behind it are looked at.

use std::path::Path;

use insta::assert_snapshot;
use sim_world::action::PosPlace;
use sim_world::platform::entry::Book;
use sim_world::store::sqlite::WorldFile;
use sim_world::world::World;

use super::counter::{at_shops, pay};
use super::platform::{ask_for_top_up, changes_pay_password, digits, world};
use super::terminal::Seat;
use crate::binary::rfid_sim;

const ENTER: &str = "\r";
const TAB: &str = "\t";
const F8: &str = "\x1b[19~";
const CONTROL_Q: &str = "\x11";

const IDLE: &str = "按 Enter 打开卡菜单";

/// Places of the panes behind the phone, in the order of the Tab key.
const MESSAGES: usize = 3;
const PLATFORM: usize = 4;
const SHOPS: usize = 5;
const HALL: usize = 6;

/// Starts the phone of the only person of a world, beside one pane, whose time stands still.
fn phone(path: &str) -> Seat {
    let seat = Seat::start(rfid_sim(), &["phone", "--still", "--world", path], 100, 40);
    seat.wait_for(IDLE);
    seat
}

/// Moves the focus from the phone to a pane, and waits for a text there.
fn to_pane(seat: &mut Seat, place: usize, seen: &str) -> String {
    seat.press_for(&TAB.repeat(place), seen)
}

/// Moves the focus from a pane to another.
fn from_pane_to(seat: &mut Seat, place: usize, seen: &str) -> String {
    seat.press(ENTER);
    to_pane(seat, place, seen)
}

/// Fills in a form of one line in the pane that has the focus.
fn fill_in(seat: &mut Seat, (key, title): (&str, &str), yuan: &str, seen: &str) -> String {
    seat.press_for(key, title);
    seat.press_for(yuan, &format!("金额(元)  {yuan}"));
    seat.press_for(ENTER, seen)
}

/// Looks at the world that a file keeps.
fn kept(path: &str) -> World {
    let (_file, world) = WorldFile::open(Path::new(path)).unwrap();
    world
}

/// Returns what a world holds in fen: cash, wallet, in flight, the merchants' books, commission.
fn books(world: &World) -> [i64; 6] {
    let number = world.people()[0].number();
    let merchant = |pos| Book::Merchant(world.shops().get(PosPlace(pos)).unwrap().terminal().sender().merchant);
    let books =
        [Book::Cash(number), Book::Wallet(number), Book::InFlight(number), merchant(1), merchant(2), Book::Commission];
    books.map(|book| world.platform().books.ledger.balance(&book))
}

/// Opens account and wallet at the hall, and sets the pay password 654321.
fn open_at_hall(seat: &mut Seat) {
    to_pane(seat, HALL, "没有支付账户");
    seat.press_for("o", "已开户");
    seat.press_for(F8, "钱包开通成功。");
    assert_snapshot!("opened_at_hall", seat.wait_for("已开通,未校准"));
    let initial = digits(&from_pane_to(seat, MESSAGES, "初始支付密码"), 6);
    seat.press(ENTER);
    seat.press_for(ENTER, IDLE);
    changes_pay_password(seat, &initial);
}

#[test]
fn wallet_is_opened_used_swapped_and_closed() {
    let folder = tempfile::tempdir().unwrap();
    let path = world(folder.path(), &[]);
    let mut seat = phone(&path);
    open_at_hall(&mut seat);

    to_pane(&mut seat, HALL, "c 存现金");
    fill_in(&mut seat, ("c", "营业厅存现金 ─"), "100", "现金账户    100.00 元");
    seat.press(ENTER);
    ask_for_top_up(&mut seat, "654321");
    seat.press_for(F8, "钱包充值成功!50.00元");
    seat.press_for(ENTER, IDLE);

    to_pane(&mut seat, SHOPS, "t 刷卡");
    pay(&mut seat, "20", "批次 000001:1 笔,20.00 元");
    seat.press_for("v", "批次 000001:0 笔,0.00 元,撤销 1 笔");
    pay(&mut seat, "5", "批次 000001:1 笔,5.00 元,撤销 1 笔");
    seat.press_for("u", "批次 000002:0 笔,0.00 元");
    seat.press_for("v", "已退货");
    assert_eq!(books(&kept(&path)), [7_500, 2_500, 0, -3, 0, 3]);

    from_pane_to(&mut seat, HALL, "现金账户    75.00 元");
    seat.press_for("r", "25.00 元 已登记,待补换卡");
    assert_snapshot!("registered_for_swap", seat.wait_for("现金账户    100.00 元"));
    seat.press_for("i", "25.00 元 已补换卡,待圈存");
    assert_snapshot!("card_issued", seat.wait_for("00001234567890123457"));
    seat.press_for("e", "25.00 元 已圈存");
    assert_snapshot!("card_reloaded", seat.wait_for("现金账户    75.00 元"));
    seat.press_for("j", "已开通,已校准");
    fill_in(&mut seat, ("l", "营业厅现场圈存 ─"), "75", "现金账户    0.00 元");
    assert_eq!(books(&kept(&path)), [0, 10_000, 0, -3, 0, 3]);

    from_pane_to(&mut seat, SHOPS, "t 刷卡");
    pay(&mut seat, "60", "批次 000002:1 笔,60.00 元");
    seat.press("\x1b[B");
    let paid = pay(&mut seat, "40", "批次 000001:1 笔,40.00 元");
    assert!(paid.contains("消费 40.00 元,余额 0.00 元。"), "{paid}");
    assert_snapshot!("paid_with_new_card", paid);
    seat.press_for("u", "已结算 1 笔,40.00 元");
    seat.press("\x1b[A");
    seat.press_for("u", "已结算 1 笔,60.00 元");
    seat.press(ENTER);
    seat.press_for(F8, IDLE);
    close_from_menu(&mut seat, &path);
}

/// Closes wallet and account from the menu, and looks at the books.
fn close_from_menu(seat: &mut Seat, path: &str) {
    let keys = [
        (ENTER, "4 业务管理"),
        ("4", "4 注销钱包"),
        ("4", "注销钱包将同时注销"),
        ("y", "请输入支付密码"),
        ("654321", "●●●●●●"),
        (ENTER, "钱包注销请求发送成功"),
        (ENTER, IDLE),
        (F8, "钱包已注销。"),
    ];
    keys.into_iter().for_each(|(keys, seen)| drop(seat.press_for(keys, seen)));
    assert_snapshot!("closed_from_menu", to_pane(seat, HALL, "平台上的卡  已注销"));
    seat.press(CONTROL_Q);
    assert!(seat.wait_for_end().0.success());
    let world = kept(path);
    let books = books(&world);
    assert_eq!(books, [0, 0, 0, 5_961, 3_976, 63]);
    assert_eq!(books.iter().sum::<i64>(), 10_000, "the cash that was paid in");
    assert_eq!(world.audit(), Ok(()));
}

#[test]
fn lost_and_broken_cards_are_replaced_by_key() {
    let mut seat = at_shops();
    seat.press_for(TAB, "L 遗失卡");
    seat.press_for("o", "已开通手机支付账户");
    seat.press_for("L", "手机和卡已遗失,请到营业厅补换卡。");
    let lost = seat.press_for("r", "13807310001 的卡已遗失。");
    assert!(lost.contains("平台上的卡  已开通,未校准") && lost.contains("现金账户    450.00 元"), "{lost}");
    let issued = seat.press_for("i", "00001234567890123457");
    assert!(issued.contains("平台上的卡  未开通,未校准"), "{issued}");
    assert!(!issued.contains("待圈存") && !issued.contains("请到营业厅"), "{issued}");
    seat.press_for("e", "没有待圈存的换卡登记。");
    seat.press(ENTER);
    let keys =
        [(ENTER, "1 我的钱包"), ("1", "1 开通钱包"), ("1", "开通请求发送成功"), (ENTER, IDLE), (F8, "钱包开通成功。")];
    keys.into_iter().for_each(|(keys, seen)| drop(seat.press_for(keys, seen)));
    seat.press_for(ENTER, IDLE);

    to_pane(&mut seat, HALL, "平台上的卡  已开通,未校准");
    seat.press_for("B", "卡已损坏,请到营业厅补换卡。");
    assert_snapshot!("broken_card", seat.press_for("x", "13807310001 的卡不能读出。"));
    seat.press_for("i", "00001234567890123458");
    seat.press_for("o", "平台待办:开通钱包。");
    seat.press_for(F8, "平台上的卡  已开通,未校准");
    fill_in(&mut seat, ("l", "营业厅现场圈存 ─"), "20", "现金账户    430.00 元");
    seat.press_for("x", "平台上的卡  已注销,未校准");
    assert_snapshot!("closed_at_hall", seat.wait_for("现金账户    450.00 元"));
}

#[test]
fn scratch_card_of_the_hall_recharges_the_account() {
    let mut seat = at_shops();
    seat.press_for(TAB, "k 买充值卡");
    let bought = fill_in(&mut seat, ("k", "买充值卡 ─"), "30", "充值卡密码:");
    let card = digits_of(&bought, 18);
    seat.press(ENTER);
    let keys = [
        (ENTER, "2 我的支付账户"),
        ("2", "2 充值卡充值"),
        ("2", "请输入18位充值卡密码"),
        (card.as_str(), "还可输入 0 位"),
    ];
    keys.into_iter().for_each(|(keys, seen)| drop(seat.press_for(keys, seen)));
    seat.press_for(ENTER, "请求发送成功");
    seat.press_for(ENTER, IDLE);
    seat.press(F8);
    to_pane(&mut seat, PLATFORM, "充值卡账户    30.00 元");
}

/// Returns the first run of exactly `count` digits in a picture.
fn digits_of(picture: &str, count: usize) -> String {
    let runs = picture.split(|letter: char| !letter.is_ascii_digit());
    runs.into_iter().find(|run| run.len() == count).unwrap_or_else(|| panic!("{picture}")).to_owned()
}
