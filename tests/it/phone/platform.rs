//! The phone on the whole terminal with the payment platform behind it: every conversation between card and platform,
//! as a person sees it.

use std::path::Path;
use std::process::Command;

use super::terminal::Seat;
use crate::binary::rfid_sim;

const ENTER: &str = "\r";
const ESCAPE: &str = "\x1b";
const TAB: &str = "\t";
const F6: &str = "\x1b[17~";
const F7: &str = "\x1b[18~";
const F8: &str = "\x1b[19~";
const CONTROL_Q: &str = "\x11";
const CONTROL_Z: &str = "\x1a";

const IDLE: &str = "按 Enter 打开卡菜单";

/// Starts a phone in a large window, whose time stands still.
fn phone(more: &[&str]) -> Seat {
    let seat = Seat::start(rfid_sim(), &[&["phone", "--still"], more].concat(), 200, 60);
    seat.wait_for(IDLE);
    seat
}

/// Presses keys, and waits each time for the text that follows.
fn press(seat: &mut Seat, keys: &[(&str, &str)]) {
    for (keys, seen) in keys {
        seat.press_for(keys, seen);
    }
}

/// Lets time pass until a text is there.
fn comes(seat: &mut Seat, text: &str) -> String {
    seat.press_for(F8, text)
}

/// Moves the focus from the phone to the pane of the platform.
fn to_platform(seat: &mut Seat) {
    seat.press(&TAB.repeat(4));
    seat.wait_for("c 存现金");
}

/// Asks for a top-up, so that the request is under way.
pub(super) fn ask_for_top_up(seat: &mut Seat, password: &str) {
    press(
        seat,
        &[
            (ENTER, "1 我的钱包"),
            ("1", "2 钱包充值"),
            ("2", "请输入充值金额"),
            ("50", "│50 "),
            (ENTER, "确认?"),
            ("y", "请输入支付密码"),
            (password, "●●●●●●"),
            (ENTER, "钱包充值请求发送成功"),
            (ENTER, IDLE),
        ],
    );
}

/// Changes the pay password to 654321.
pub(super) fn changes_pay_password(seat: &mut Seat, old: &str) {
    press(
        seat,
        &[
            (ENTER, "4 业务管理"),
            ("4", "2 支付密码设置"),
            ("2", "1 修改支付密码"),
            ("1", "请输入旧支付密码"),
            (old, "●●●●●●"),
            (ENTER, "请输入新支付密码"),
            ("654321", "●●●●●●"),
            (ENTER, "请再次输入新支付密码"),
            ("654321", "●●●●●●"),
            (ENTER, "请求发送成功"),
            (ENTER, IDLE),
            (F8, "支付密码修改成功!"),
        ],
    );
}

/// Makes a world in a file of a folder, as the command line does.
pub(super) fn world(folder: &Path, more: &[&str]) -> String {
    let path = folder.join("a.world").to_str().unwrap().to_owned();
    let made = Command::new(rfid_sim()).args(["world", "new", &path]).args(more).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    path
}

/// Returns the first password of `count` digits on the screen.
pub(super) fn digits(picture: &str, count: usize) -> String {
    let passwords = picture.split("码:").skip(1).map(|rest| rest.chars().take_while(char::is_ascii_digit).collect());
    passwords.into_iter().find(|digits: &String| digits.len() == count).unwrap_or_else(|| panic!("{picture}"))
}

#[test]
fn top_up_credits_the_wallet() {
    let mut seat = phone(&[]);
    ask_for_top_up(&mut seat, "123456");
    seat.press_for(F7, "钱包充值划出 50.00 元");
    let there = comes(&mut seat, "钱包充值到账 50.00 元");
    assert!(there.contains("钱包充值成功!50.00元") && there.contains("钱包充值成功!充值金额50元。"), "{there}");
    assert!(there.contains("余额          50.00 元") && there.contains("现金账户      450.00 元"), "{there}");
}

#[test]
fn top_up_completes_on_a_running_clock() {
    let mut seat = Seat::start(rfid_sim(), &["phone"], 200, 60);
    seat.wait_for("请回复Y");
    ask_for_top_up(&mut seat, "123456");
    let begun = std::time::Instant::now();
    seat.wait_for("钱包充值成功!充值金额50元。");
    assert!(begun.elapsed() < std::time::Duration::from_secs(10), "{:?}", begun.elapsed());
}

#[test]
fn sms_reply_calibrates_the_handset() {
    let mut seat = phone(&[]);
    comes(&mut seat, "如正确请回复Y");
    seat.press(&TAB.repeat(3));
    press(&mut seat, &[("s", "收件人"), ("Y", "内容    Y"), (ENTER, "短信已发送。"), (F8, "刷卡距离校准成功")]);
    seat.wait_for("距离校准      已校准");
}

#[test]
fn menu_serves_account_bills_and_pay_password() {
    let mut seat = phone(&[]);
    comes(&mut seat, "如正确请回复Y");
    let account = [(ENTER, "2 我的支付账户"), ("2", "1 账户查询"), ("1", "1 账户余额查询")];
    press(&mut seat, &account);
    press(&mut seat, &[("1", "账户余额查询请求发送成功"), (ENTER, IDLE), (F8, "现金账户余额:500元")]);
    press(&mut seat, &account);
    press(&mut seat, &[("2", "账户明细查询请求发送成功"), (ENTER, IDLE), (F8, "最新交易明细")]);

    to_platform(&mut seat);
    press(&mut seat, &[("k", "买充值卡 ─"), ("30", "30"), (ENTER, "充值卡密码:")]);
    let bought = seat.wait_for("售出充值卡 30.00 元");
    let digits = digits(&bought, 18);
    seat.press_for(ESCAPE, "F2 菜单");
    press(&mut seat, &[(ENTER, "2 我的支付账户"), ("2", "2 充值卡充值"), ("2", "请输入18位充值卡密码")]);
    press(&mut seat, &[(&digits, &digits), (ENTER, "充值卡充值请求发送成功"), (ENTER, IDLE)]);
    comes(&mut seat, "充值卡充值 30.00 元");

    let bill = [(ENTER, "3 我要缴费"), ("3", "1 缴本机话费")];
    press(&mut seat, &bill);
    press(&mut seat, &[("1", "请输入缴费金额"), ("10", "│10 "), (ENTER, "缴本机话费10.00元,确认?")]);
    press(&mut seat, &[("y", "缴费请求发送成功"), (ENTER, IDLE), (F8, "缴本机话费 10.00 元")]);
    press(&mut seat, &bill);
    press(&mut seat, &[("2", "请输入对方手机号码"), ("13900000000", "13900000000"), (ENTER, "请输入缴费金额")]);
    press(&mut seat, &[("5", "│5 "), (ENTER, "缴话费5.00元,确认?"), ("y", "请输入支付密码")]);
    press(&mut seat, &[("123456", "●●●●●●"), (ENTER, "缴费请求发送成功"), (ENTER, IDLE), (F8, "缴他人话费 5.00 元")]);

    changes_pay_password(&mut seat, "123456");
    ask_for_top_up(&mut seat, "654321");
    comes(&mut seat, "钱包充值到账 50.00 元");
}

#[test]
fn hotline_resets_pin_and_website_tops_up() {
    let mut seat = phone(&[]);
    press(&mut seat, &[(ENTER, "4 业务管理"), ("4", "1 操作密码设置"), ("1", "1 启用操作密码"), ("1", "确认启用")]);
    press(&mut seat, &[("y", "初始密码为1234"), (ENTER, IDLE), (ENTER, "1 我的钱包"), ("1", "请输入操作密码")]);
    for left in ["还可试 2 次", "还可试 1 次"] {
        press(&mut seat, &[("9999", "●●●●"), (ENTER, left)]);
    }
    seat.press_for("\x1bOS", IDLE);
    to_platform(&mut seat);
    press(&mut seat, &[("r", "客服重置操作密码 ─"), ("123456", "●●●●●●"), (ENTER, "已办理。")]);
    comes(&mut seat, "操作密码已重置为初始密码");
    seat.wait_for("还可试 3 次");
    press(&mut seat, &[("w", "网站充值 ─"), ("20", "20"), (ENTER, "金额(元)  20"), ("123456", "●●●●●●")]);
    seat.press_for(ENTER, "已办理。");
    comes(&mut seat, "钱包充值到账 20.00 元");
}

#[test]
fn wallet_and_menu_are_suspended_and_resumed() {
    let mut seat = phone(&[]);
    comes(&mut seat, "如正确请回复Y");
    press(&mut seat, &[(ENTER, "1 我的钱包"), ("1", "5 钱包暂停"), ("5", "暂停请求发送成功"), (ENTER, IDLE)]);
    comes(&mut seat, "状态          暂停");
    seat.wait_for("钱包暂停成功");
    press(
        &mut seat,
        &[(ENTER, IDLE), (ENTER, "1 我的钱包"), ("1", "5 钱包恢复"), ("5", "恢复请求发送成功"), (ENTER, IDLE)],
    );
    comes(&mut seat, "状态          已开通");
    seat.wait_for("钱包恢复成功");
}

#[test]
fn wallet_opens_and_closes_in_world_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = world(folder.path(), &[]);
    let mut seat = phone(&["--world", &path]);
    comes(&mut seat, "请回复Y");
    press(&mut seat, &[(ENTER, "1 我的钱包"), ("1", "1 开通钱包"), ("1", "开通请求发送成功"), (ENTER, IDLE)]);
    let opened = comes(&mut seat, "状态          已开通");
    assert!(opened.contains("已开户"), "{opened}");
    let initial = digits(&opened, 6);
    seat.press_for(ENTER, IDLE);
    changes_pay_password(&mut seat, &initial);
    press(
        &mut seat,
        &[
            (ENTER, "1 我的钱包"),
            ("1", "1 注销钱包"),
            ("1", "注销钱包将同时注销"),
            ("y", "请输入支付密码"),
            ("654321", "●●●●●●"),
        ],
    );
    press(&mut seat, &[(ENTER, "请求发送成功"), (ENTER, IDLE)]);
    comes(&mut seat, "状态          已注销");
    seat.wait_for("已销户");
    let refused = seat.press_for(CONTROL_Z, "世界在文件里");
    assert!(refused.contains("已销户"), "{refused}");
}

/// The platform asks again, and the money has moved once.
#[test]
fn top_up_survives_a_lost_proof() {
    let mut seat = phone(&[]);
    ask_for_top_up(&mut seat, "123456");
    // A second later the card has the money, and its proof is under way.
    seat.press_for(F7, "余额          50.00 元");
    to_platform(&mut seat);
    let under_way = seat.wait_for("▸");
    assert!(under_way.contains("本机→平台 回执,卡 "), "{under_way}");
    seat.press(TAB);
    seat.press("\x1b[Z");
    // The messages about the handset are under way, too.
    while !seat.wait_for("▸").lines().any(|line| line.contains('▸') && line.contains("回执,卡")) {
        seat.press_for("\x1b[B", "▸");
    }
    seat.press_for("x", "丢弃");
    let lost = seat.press_for(F8, "在途          50.00 元");
    assert!(!lost.contains("钱包充值到账"), "{lost}");
    seat.press(&F8.repeat(31));
    let there = seat.wait_for("钱包充值到账 50.00 元");
    assert!(there.contains("余额          50.00 元") && there.contains("在途          0.00 元"), "{there}");
}

#[test]
fn killed_phone_completes_its_top_up() {
    let folder = tempfile::tempdir().unwrap();
    let path = world(folder.path(), &["--cash", "500"]);
    let inbox = Command::new(rfid_sim()).args(["world", "inbox", &path, "13800000001"]).output().unwrap();
    let initial = digits(&String::from_utf8(inbox.stdout).unwrap(), 6);
    let arguments = ["--world", path.as_str()];
    let mut seat = phone(&arguments);
    press(
        &mut seat,
        &[(F8, "已开户"), (ENTER, "1 我的钱包"), ("1", "1 开通钱包"), ("1", "开通请求发送成功"), (ENTER, IDLE)],
    );
    comes(&mut seat, "状态          已开通");
    seat.press_for(ENTER, IDLE);
    changes_pay_password(&mut seat, &initial);
    ask_for_top_up(&mut seat, "654321");
    press(&mut seat, &[(F7, "安全数据包"), (F7, "钱包充值划出 50.00 元")]);
    seat.signal("-KILL");
    assert!(!seat.wait_for_end().0.success());

    let mut again = phone(&arguments);
    let began = again.wait_for("在途          50.00 元");
    assert!(began.contains("余额          0.00 元"), "{began}");
    let there = comes(&mut again, "在途          0.00 元");
    assert!(there.contains("余额          50.00 元") && there.contains("现金账户      450.00 元"), "{there}");
    again.press(CONTROL_Q);
    assert!(again.wait_for_end().0.success());
    let audit = Command::new(rfid_sim()).args(["world", "audit", &path]).status().unwrap();
    assert!(audit.success());
}

#[test]
fn top_up_waits_for_network_and_restart() {
    let mut seat = phone(&[]);
    comes(&mut seat, "如正确请回复Y");
    ask_for_top_up(&mut seat, "123456");
    to_platform(&mut seat);
    press(&mut seat, &[("n", "网络已断开"), (F8, "手机无网络"), ("n", "网络已恢复"), (F8, "钱包充值到账 50.00 元")]);
    seat.press_for(ESCAPE, "Enter 确定");
    press(&mut seat, &[(F6, "已重新开机"), (F8, "余额          50.00 元")]);
}
