//! The phone on the whole terminal.

use std::fs;

use insta::assert_snapshot;

use super::terminal::Seat;
use crate::binary::rfid_sim;

const ENTER: &str = "\r";
const TAB: &str = "\t";
const DOWN: &str = "\x1b[B";
const F1: &str = "\x1bOP";
const F4: &str = "\x1bOS";
const F7: &str = "\x1b[18~";
const CONTROL_Z: &str = "\x1a";
const CONTROL_Q: &str = "\x11";

/// Arguments of a phone whose time stands still, at half past ten.
const STILL: [&str; 4] = ["phone", "--still", "--clock", "2009-11-18T10:30"];

fn phone(more: &[&str], columns: u16, rows: u16) -> Seat {
    Seat::start(rfid_sim(), &[&STILL[..], more].concat(), columns, rows)
}

/// Returns the phone in a picture: the first `columns` columns. The panes' explanations are pictured elsewhere.
fn handset(picture: &str, columns: usize) -> String {
    let width = |character: char| if ('\u{2E80}'..'\u{FFEF}').contains(&character) { 2 } else { 1 };
    let mut seen = String::new();
    for line in picture.lines().filter(|line| !line.starts_with(" F1")) {
        let mut at = 0;
        seen.extend(line.chars().take_while(|character| {
            at += width(*character);
            at <= columns
        }));
        seen.push('\n');
    }
    seen
}

/// Opens the card's main menu.
fn opened(more: &[&str], columns: u16, rows: u16) -> Seat {
    let mut seat = phone(more, columns, rows);
    seat.wait_for("10:30");
    seat.press(ENTER);
    seat.wait_for(if more.contains(&"en") { "1 My wallet" } else { "1 我的钱包" });
    seat
}

#[test]
fn menu_leads_from_idle_to_balance() {
    let mut seat = phone(&[], 80, 24);
    assert_snapshot!("idle_80", handset(&seat.wait_for("按 Enter 打开卡菜单"), 34));
    assert_snapshot!("menu_80", handset(&seat.press_for(ENTER, "1 我的钱包"), 34));
    seat.press_for(DOWN, "▸2");
    assert_snapshot!("wallet_80", handset(&seat.press_for("1", "4 钱包明细查询"), 34));
    assert_snapshot!("balance_80", handset(&seat.press_for("3", "0.00元"), 34));
}

#[test]
fn readme_picture_matches_the_screen() {
    let mut seat = opened(&[], 80, 24);
    seat.press_for("1", "2 钱包充值");
    seat.press_for("2", "请输入充值金额");
    seat.press_for("50", "50");
    seat.press_for(ENTER, "确认?");
    // The pane that is shown is the first to get the focus, the card's the second.
    seat.press_for(TAB, "Esc 手机");
    let picture = seat.press_for(TAB, "脱机交易序号");
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md");
    let readme = fs::read_to_string(&path).unwrap();
    let (before, rest) = readme.split_once("<!-- the phone -->\n```text\n").expect("the README has the phone's place");
    let (shown, after) = rest.split_once("```").unwrap();
    if std::env::var_os("BLESS_DOCS").is_some() {
        let whole = format!("{before}<!-- the phone -->\n```text\n{}\n```{after}", picture.trim_end());
        return fs::write(&path, whole).unwrap();
    }
    assert_eq!(shown.trim_end(), picture.trim_end(), "BLESS_DOCS=1 takes the picture anew");
}

#[test]
fn english_menu_is_drawn_in_large_window() {
    let mut seat = phone(&["--lang", "en"], 120, 40);
    assert_snapshot!("idle_120_en", handset(&seat.wait_for("Enter opens the card's menu"), 40));
    assert_snapshot!("menu_120_en", handset(&seat.press_for(ENTER, "1 My wallet"), 40));
}

#[test]
fn ascii_phone_draws_only_ascii_and_chinese() {
    let mut seat = phone(&["--ascii"], 120, 40);
    seat.wait_for("按 Enter 打开卡菜单");
    for (key, wanted) in [(ENTER, ">1 我的钱包"), (F1, "+- 按键 -")] {
        let seen = seat.press_for(key, wanted);
        let odd: String = seen.chars().filter(|one| !sim_script::ascii::is_kept(*one)).collect();
        assert_eq!(odd, "", "{seen}");
    }
}

#[test]
fn pin_is_masked_and_bad_amount_explained() {
    let mut seat = opened(&[], 80, 24);
    seat.press_for("4", "1 操作密码设置");
    seat.press_for("1", "启用操作密码");
    seat.press_for("1", "确认");
    seat.press_for("y", "初始密码");
    seat.press_for(ENTER, "打开卡菜单");
    seat.press_for(ENTER, "1 我的钱包");
    seat.press_for("1", "操作密码");
    seat.press("1234");
    let hidden = seat.wait_for("●●●●");
    assert_snapshot!("pin_80", handset(&hidden, 34));
    let field = hidden.lines().position(|line| line.contains("●●●●")).unwrap();
    assert_eq!(seat.cursor(), Some((7, u16::try_from(field).unwrap())), "{hidden}");
    seat.press_for(ENTER, "钱包充值");
    seat.press_for("2", "金额");
    seat.press("99*");
    seat.wait_for("99*");
    assert_snapshot!("amount_80", handset(&seat.press_for(ENTER, "金额有误"), 34));
}

#[test]
fn tab_reaches_every_pane() {
    let mut seat = opened(&[], 80, 24);
    seat.press(TAB);
    let apdus = seat.wait_for("Esc 手机");
    assert!(
        apdus.contains("← PROVIDE LOCAL INFORMATION") && apdus.contains("▸     0.0 → TR SEND SHORT MESSAGE"),
        "{apdus}"
    );
    // What is told of a short message is longer than the pane.
    seat.press("\x1b[A\x1b[A");
    seat.press_for("\x1b[A", "> A0 12 00 00");
    seat.press(TAB);
    assert_snapshot!("pane_card", seat.wait_for("脱机交易序号"));
    seat.press(TAB);
    assert_snapshot!("pane_sms", seat.wait_for("已发送"));
    seat.press(TAB);
    assert_snapshot!("pane_platform", seat.wait_for("现金账户"));
    seat.press_for(TAB, "还没有打印过凭证");
    seat.press_for(TAB, "平台上的卡");
    seat.press(TAB);
    assert_snapshot!("pane_handset", seat.wait_for("language selection"));
    seat.press(TAB);
    seat.wait_for("Enter 选择");
}

#[test]
fn undo_and_redo_include_the_card() {
    let mut seat = opened(&[], 120, 40);
    seat.press_for("4", "1 操作密码设置");
    seat.press_for("1", "1 启用操作密码");
    seat.press_for("1", "确认");
    seat.press_for("y", "已启用,还可试 3 次");
    let undone = seat.press_for(CONTROL_Z, "未启用");
    assert!(undone.contains("已撤销。") && undone.contains("确认"), "{undone}");
    let redone = seat.press_for("\x19", "已启用,还可试 3 次");
    assert!(redone.contains("已重做。"), "{redone}");
}

#[test]
fn key_help_is_shown_and_hidden() {
    let mut seat = opened(&[], 80, 24);
    assert_snapshot!("keys_80", seat.press_for(F1, "撤销一步"));
    seat.press("x");
    seat.wait_for("▸1 我的钱包");
}

#[test]
fn resized_window_is_drawn_again() {
    let mut seat = opened(&[], 120, 40);
    seat.resize(80, 24);
    // The terminal cuts what was there by itself; only the new frame has the names of the panes in one row.
    let small = seat.wait_for("─平台─商户─营业厅─状态");
    assert!(small.contains("▸1 我的钱包"), "{small}");
    seat.resize(20, 5);
    assert_snapshot!("too_small", seat.wait_for("窗口太小"));
    seat.resize(40, 15);
    seat.wait_for("▸1 我的钱包");
    seat.resize(200, 60);
    seat.wait_for("9 wxyz");
    seat.press_for("3", "缴本机话费");
}

#[test]
fn lines_soft_keys_and_keypad_are_clickable() {
    let mut seat = opened(&[], 120, 40);
    seat.click("1 我的钱包");
    seat.wait_for("2 钱包充值");
    seat.click("2 钱包充值");
    seat.wait_for("还可输入 10 位");
    seat.click("5 jkl");
    seat.wait_for("│5 ");
    seat.click("清除");
    seat.wait_for("还可输入 10 位");
    seat.click("结束");
    seat.wait_for("按 Enter 打开卡菜单");
}

#[test]
fn leaving_the_phone_restores_the_terminal() {
    for leave in [CONTROL_Q, "\x03", "\x1b[21~"] {
        let mut seat = opened(&[], 80, 24);
        assert_eq!(seat.is_held(), [true; 5]);
        seat.press(leave);
        let (status, left) = seat.wait_for_end();
        assert!(status.success());
        assert_eq!((seat.is_held(), left.as_str()), ([false; 5], ""));
    }
}

#[test]
fn huge_and_tiny_windows_are_drawn() {
    let mut seat = phone(&[], 1000, 1000);
    seat.wait_for("10:30");
    for side in [2, 1000] {
        seat.resize(side, side);
        seat.press(DOWN);
    }
    seat.resize(80, 24);
    seat.press_for(ENTER, "1 我的钱包");
    seat.press(CONTROL_Q);
    assert!(seat.wait_for_end().0.success());
}

#[test]
fn out_of_range_terminal_reports_are_ignored() {
    let mut seat = phone(&[], 80, 24);
    seat.wait_for("10:30");
    // The wheel and a button at 0, the same in the two older forms, where the cursor is.
    for report in ["\x1b[<64;0;5M", "\x1b[<0;0;0M", "\x1b[<0;0;0m", "\x1b[M   ", "\x1b[M\0\0\0", "\x1b[32;0;0M"] {
        seat.press(report);
    }
    seat.press("\x1b[0;0R\x1b[1;1R\x1b[<65535;65535;65535M");
    seat.press_for(ENTER, "1 我的钱包");
    seat.press(CONTROL_Q);
    assert!(seat.wait_for_end().0.success());
}

#[test]
fn random_octets_do_not_end_the_phone() {
    for seed in [0x2009_1118_u32, 7, 0xDEAD_BEEF] {
        let mut seat = phone(&[], 80, 24);
        seat.wait_for("10:30");
        let mut state = seed;
        let mut typed = String::new();
        while typed.len() < 400 {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            let octet = char::from(u8::try_from(state >> 24 & 0x7F).unwrap());
            match octet {
                // Control-C and Control-Q leave.
                '\x03' | '\x11' => {}
                _ if state % 5 == 0 => typed.push_str("\x1b["),
                _ => typed.push(octet),
            }
        }
        seat.press(&typed);
        // A key more than once: the first may end a sequence that was begun.
        seat.press_for("zzzz\x1bOP", "F1");
        assert_eq!(seat.is_held()[..4], [true; 4], "seed {seed}: {typed:?}");
        seat.press(&CONTROL_Q.repeat(4));
        let (status, left) = seat.wait_for_end();
        assert!(status.success() && left.is_empty(), "seed {seed}: {typed:?}\n{left}");
    }
}

/// Not a test of its own: the program of the one below, which panics with the phone's terminal in its hands.
#[test]
fn panics_on_the_whole_terminal() {
    if std::env::var_os("RFID_SIM_PANICS").is_none() {
        return;
    }
    let done: std::io::Result<()> =
        rfid_sim::tui::session::full_screen(|screen| rfid_sim::tui::session::frame(screen, |_| panic!("on purpose")));
    done.unwrap();
}

#[test]
fn panic_restores_the_terminal() {
    let program = std::env::current_exe().unwrap();
    let name = "phone::full_screen::panics_on_the_whole_terminal";
    let arguments = ["RFID_SIM_PANICS=1", program.to_str().unwrap(), "--exact", name, "--nocapture"];
    let mut seat = Seat::start(std::path::Path::new("/usr/bin/env"), &arguments, 120, 40);
    let (status, left) = seat.wait_for_end();
    assert!(!status.success());
    assert_eq!(seat.is_held(), [false; 5]);
    assert!(left.contains("on purpose"), "the panic can be read:\n{left}");
}

#[test]
fn clock_runs_or_advances_by_key() {
    let running = Seat::start(rfid_sim(), &["phone", "--clock", "2009-11-18T10:59:59"], 120, 40);
    running.wait_for("11:00");
    let mut still = phone(&[], 120, 40);
    still.wait_for("0:00");
    still.press(F7);
    still.wait_for("0:01");
}

#[test]
fn card_file_keeps_its_state() {
    let folder = tempfile::tempdir().unwrap();
    let card = folder.path().join("my.card");
    let arguments = ["--card", card.to_str().unwrap()];
    let mut seat = opened(&arguments, 120, 40);
    for (key, seen) in [("4", "1 操作密码设置"), ("1", "1 启用操作密码"), ("1", "确认"), ("y", "还可试")]
    {
        seat.press_for(key, seen);
    }
    seat.press(F4);
    seat.press(CONTROL_Q);
    assert!(seat.wait_for_end().0.success());
    let again = phone(&arguments, 120, 40);
    again.wait_for("已启用,还可试 3 次");
}
