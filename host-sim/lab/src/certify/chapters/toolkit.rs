//! Chapter "SIM toolkit": TERMINAL PROFILE, the menu of the handbook, its screens, and the answers of a handset.

use sim_wire::Fen;
use sim_wire::lifecycle::LifeCycle;

use crate::certify::bench::{Bench, is_equal, is_status};
use crate::certify::check::{CardCheck, check};
use crate::certify::issuer::is_limit;
use crate::certify::phone::BenchPhone;
use crate::certify::verdict::CheckError;

const PROFILE: (&str, &str) =
    ("TS 102 223 §5.2; TS 102 221 §7.4.2.1", "After TERMINAL PROFILE the card announces its first command by 91xx.");
const MENU: (&str, &str) = ("handbook 3.1 to 3.5 (手机钱包)", "The menu has the handbook's branches and items.");
const STATE: (&str, &str) = (
    "handbook 3.4.3",
    "The item 钱包暂停 turns into 钱包恢复 when the wallet is suspended, and back when it is resumed.",
);
const BALANCE: (&str, &str) = ("handbook 3.4.1.2", "钱包余额查询 shows the balance of the card.");
const RECORDS: (&str, &str) = ("handbook 3.4.2.2", "钱包明细查询 shows the last transactions, the newest first.");
const LIMIT: (&str, &str) = ("handbook 4.5 (单次消费限额)", "The limit that is set in the menu is the card's limit.");
const PIN: (&str, &str) = ("handbook 3.3.1", "With the operation PIN on, every item of the menu asks for it.");
const RESULTS: (&str, &str) =
    ("TS 102 223 §8.12", "Back (11) leads to the list before; end (10) ends the session with 9000.");
const ONE: (&str, &str) = ("TS 102 223 §6.2", "One proactive command at a time; its answer repeats its details.");

/// Checks of the chapter.
pub(in crate::certify) const CHECKS: &[CardCheck] = &[
    check("terminal-profile", "TERMINAL PROFILE is answered by 91xx.", PROFILE, terminal_profile),
    check("announced-by-success", "A waiting command is announced by every success.", PROFILE, announced),
    check("main-menu", "SET UP MENU brings four lines.", MENU, main_menu),
    check("branch-wallet", "The branch of the wallet has its items.", MENU, branch_wallet),
    check("branch-account", "The branch of the account has its items.", MENU, branch_account),
    check("branch-services", "The branch of the services has its items.", MENU, branch_services),
    check("suspended-menu", "The menu of a suspended wallet offers 钱包恢复.", STATE, suspended_menu),
    check("balance-screen", "The balance on the screen is the card's.", BALANCE, balance_screen),
    check("records-screen", "The newest record is shown first.", RECORDS, records_screen),
    check("limit-by-menu", "The limit is set by the menu.", LIMIT, limit_by_menu),
    check("pin-guards-menu", "The menu asks for the PIN that is on.", PIN, pin_guards),
    check("back-and-end", "Back and end lead where they say.", RESULTS, back_and_end),
    check("nothing-to-fetch", "FETCH without a command is refused.", ONE, nothing_to_fetch),
    check("one-at-a-time", "A selection is refused while a command is outstanding.", ONE, one_at_a_time),
    check("other-details", "An answer with other details is refused.", ONE, other_details),
];

const WALLET: &str = "我的钱包";
const SERVICES: &str = "业务管理";

fn is_lines(phone: &BenchPhone<'_, '_>, about: &str, expected: &[&str]) -> Result<(), CheckError> {
    let lines = phone.lines();
    is_equal(about, expected.join(", "), lines.join(", "), lines == expected)
}

/// Compares the lines of a branch.
fn branch(bench: &mut Bench<'_>, path: &[&str], expected: &[&str]) -> Result<(), CheckError> {
    let mut phone = BenchPhone::switch_on(bench)?;
    phone.walk(path)?;
    is_lines(&phone, &format!("the lines of {}", path.last().unwrap_or(&"手机钱包")), expected)
}

fn terminal_profile(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.power_on()?;
    announce_first(bench).map(drop)
}

/// Sends TERMINAL PROFILE; returns the length of the command that the card announces.
fn announce_first(bench: &mut Bench<'_>) -> Result<u8, CheckError> {
    let status = bench.send_raw(&PROFILE_COMMAND)?.status;
    let [sw1, length] = status.to_be_bytes();
    is_equal("TERMINAL PROFILE", "91xx", format_args!("{status:04X}"), sw1 == 0x91)?;
    Ok(length)
}

/// TERMINAL PROFILE of a handset that can do all of the first nine octets.
const PROFILE_COMMAND: [u8; 14] = *b"\x80\x10\x00\x00\x09\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF";

fn announced(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare(0)?;
    let first = bench.send_raw(&PROFILE_COMMAND)?.status;
    let balance = bench.send_raw(&[0x80, 0x5C, 0x00, 0x02, 0x04])?.status;
    is_status("GET BALANCE while a command waits", first, balance)?;
    let refused = bench.send_raw(&[0x80, 0x5C, 0x00, 0x02, 0x05])?.status;
    is_status("a refused command while a command waits", 0x6C04, refused)
}

fn main_menu(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare(0)?;
    branch(bench, &[], &[WALLET, "我的支付账户", "我要缴费", SERVICES])
}

fn branch_wallet(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare(0)?;
    branch(bench, &[WALLET], &["注销钱包", "钱包充值", "钱包余额查询", "钱包明细查询", "钱包暂停"])
}

fn branch_account(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare(0)?;
    branch(bench, &["我的支付账户"], &["账户查询", "充值卡充值"])?;
    branch(bench, &["我的支付账户", "账户查询"], &["账户余额查询", "账户明细查询"])?;
    branch(bench, &["我要缴费"], &["缴本机话费", "缴他人话费"])
}

fn branch_services(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare(0)?;
    branch(bench, &[SERVICES], &["操作密码设置", "支付密码设置", "单次消费限额", "注销钱包"])?;
    branch(bench, &[SERVICES, "操作密码设置"], &["启用操作密码", "修改操作密码"])?;
    branch(bench, &[SERVICES, "支付密码设置"], &["修改支付密码"])
}

fn suspended_menu(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare(0)?;
    bench.move_to(LifeCycle::Suspended)?;
    branch(bench, &[WALLET], &["注销钱包", "钱包充值", "钱包余额查询", "钱包明细查询", "钱包恢复"])?;
    bench.prepare(0)?;
    branch(bench, &[WALLET], &["注销钱包", "钱包充值", "钱包余额查询", "钱包明细查询", "钱包暂停"])
}

/// Renders an amount as the screens of the card do.
fn yuan(amount: Fen) -> String {
    format!("{}.{:02}元", amount.0 / 100, amount.0 % 100)
}

fn screen_has(phone: &BenchPhone<'_, '_>, about: &str, words: &str) -> Result<(), CheckError> {
    let text = phone.text();
    is_equal(about, format_args!("a text with {words}"), format_args!("“{text}”"), text.contains(words))
}

fn balance_screen(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    let balance = bench.prepare(123)?;
    let mut phone = BenchPhone::switch_on(bench)?;
    phone.walk(&[WALLET, "钱包余额查询"])?;
    screen_has(&phone, "the screen of 钱包余额查询", &yuan(balance))
}

fn records_screen(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare(100)?;
    bench.pay(Fen(31))?;
    bench.pay(Fen(32))?;
    let mut phone = BenchPhone::switch_on(bench)?;
    phone.walk(&[WALLET, "钱包明细查询"])?;
    screen_has(&phone, "the first screen of 钱包明细查询", "0.32元")?;
    phone.confirm()?;
    screen_has(&phone, "the second screen of 钱包明细查询", "0.31元")
}

fn limit_by_menu(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare(0)?;
    let mut phone = BenchPhone::switch_on(bench)?;
    phone.walk(&[SERVICES, "单次消费限额"])?;
    phone.enter("5")?;
    phone.end()?;
    let bench = phone.bench();
    bench.select()?;
    is_limit("the limit afterwards", Fen(500), bench.limit()?)
}

fn pin_guards(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.maintenance()?;
    bench.prepare(0)?;
    bench.switch_pin(1)?;
    let mut phone = BenchPhone::switch_on(bench)?;
    phone.walk(&[WALLET])?;
    let is_asked = phone.lines().is_empty();
    is_equal("the screen of 我的钱包", "a question for the PIN", phone.lines().join(", "), is_asked)?;
    screen_has(&phone, "the screen of 我的钱包", "请输入操作密码")
}

fn back_and_end(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.prepare(0)?;
    let mut phone = BenchPhone::switch_on(bench)?;
    phone.walk(&[WALLET])?;
    let lines = phone.lines();
    phone.choose("钱包余额查询")?;
    phone.back()?;
    let again = phone.lines();
    is_equal("the screen after back", lines.join(", "), again.join(", "), lines == again)?;
    phone.end()?;
    is_equal("the screen after end", "the idle screen", format_args!("“{}”", phone.text()), phone.is_idle())
}

fn nothing_to_fetch(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    bench.power_on()?;
    is_status("FETCH before TERMINAL PROFILE", 0x6985, bench.send_raw(&[0x80, 0x12, 0x00, 0x00, 0x0B])?.status)
}

/// Fetches the first command of the card; returns its details object.
fn fetch_first(bench: &mut Bench<'_>) -> Result<Vec<u8>, CheckError> {
    bench.power_on()?;
    let waiting = announce_first(bench)?;
    let command = bench.expect("FETCH", &[0x80, 0x12, 0x00, 0x00, waiting], 0x9000)?;
    // D0, a length of one octet, and the command details: tag, length 03, number, type, qualifier.
    let details = command.get(2..7).unwrap_or_default();
    let is_details = matches!(details, [0x81 | 0x01, 0x03, _, _, _]);
    is_equal("the first object of the command", "command details", hex::encode_upper(details), is_details)?;
    Ok(details.to_vec())
}

fn one_at_a_time(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    fetch_first(bench)?;
    let selection = [0x80, 0xC2, 0x00, 0x00, 0x09, 0xD3, 0x07, 0x82, 0x02, 0x01, 0x81, 0x90, 0x01, 0x01];
    is_status("a menu selection while a command is outstanding", 0x9300, bench.send_raw(&selection)?.status)
}

fn other_details(bench: &mut Bench<'_>) -> Result<(), CheckError> {
    let mut details = fetch_first(bench)?;
    details.get_mut(2).into_iter().for_each(|number| *number ^= 0x40);
    let result = [0x82, 0x02, 0x82, 0x81, 0x83, 0x01, 0x00];
    let response = [&[0x80, 0x14, 0x00, 0x00, 0x0C], &details[..], &result].concat();
    is_status("TERMINAL RESPONSE with another number", 0x6F00, bench.send_raw(&response)?.status)
}
