//! Memories of phones and cards that outlive a command: the next command goes on with the phone as it was.

use std::io::Write as _;

use super::*;

/// Runs the phone line by line on typed lines; returns what the phone prints.
fn phone(folder: &Path, typed: &str) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rfid-sim"));
    command
        .args(["phone", "--plain", "--world", "a.world", "--person", &number(1)])
        .current_dir(folder)
        .env("NO_COLOR", "1");
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(typed.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Makes a folder with a world of one person who has received no message yet.
fn fresh() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    done(folder.path(), &["new", "a.world"]);
    folder
}

fn happened(folder: &Path, what: &str) -> usize {
    done(folder, &["messages", "a.world", "--last", "999"]).matches(what).count()
}

/// Returns the last message in the inbox.
fn last_text(folder: &Path) -> String {
    let inbox = done(folder, &["inbox", "a.world", &number(1)]);
    inbox.lines().last().unwrap_or_default().to_owned()
}

#[test]
fn calibration_window_closes_an_hour_after_power_on() {
    for (then, expected) in [("+38m", "校准成功"), ("+40m", "开机超过1小时后校准功能关闭")] {
        let folder = fresh();
        let folder = folder.path();
        assert!(last_text(folder).contains("如正确请回复Y"));
        // Several commands, of which none may begin the hour anew.
        done(folder, &["clock", "a.world", "+20m"]);
        done(folder, &["text", "a.world", &number(1), "CX"]);
        done(folder, &["clock", "a.world", then]);
        done(folder, &["text", "a.world", &number(1), "Y"]);
        done(folder, &["clock", "a.world", "+20s"]);
        assert!(last_text(folder).contains(expected), "{then}: {}", last_text(folder));
        assert_eq!(happened(folder, "the phone is switched on"), 1, "{then}");
    }
}

#[test]
fn calibration_window_reopens_after_power_on() {
    let folder = fresh();
    let folder = folder.path();
    done(folder, &["clock", "a.world", "+3h"]);
    done(folder, &["text", "a.world", &number(1), "Y"]);
    done(folder, &["clock", "a.world", "+20s"]);
    assert!(last_text(folder).contains("开机超过1小时后校准功能关闭"));
    for switch in ["off", "on"] {
        done(folder, &["phone", "a.world", &number(1), switch]);
    }
    done(folder, &["clock", "a.world", "+20s"]);
    assert!(last_text(folder).contains("如正确请回复Y"));
    done(folder, &["text", "a.world", &number(1), "Y"]);
    done(folder, &["clock", "a.world", "+20s"]);
    assert!(last_text(folder).contains("校准成功"), "{}", last_text(folder));
}

#[test]
fn world_commands_switch_no_phone_on() {
    let (folder, path) = world_of(2);
    let folder = folder.path();
    done(folder, &["phone", "a.world", &number(2), "off"]);
    let before = happened(folder, "is switched on");
    done(folder, &["text", "a.world", &number(1), "CX"]);
    done(folder, &["text", "a.world", &number(1), "--to", &number(2), "在吗"]);
    done(folder, &["deposit", "a.world", &number(2), "1"]);
    done(folder, &["clock", "a.world", "+1d"]);
    phone(folder, "screen\n");
    assert_eq!(happened(folder, "is switched on"), before);
    let world = WorldFile::look(&path).unwrap();
    assert_eq!(world.person(&number(2).parse().unwrap()).unwrap().power(), sim_world::world::Power::Off);
}

#[test]
fn menu_dialogue_continues_in_next_command() {
    let folder = fresh();
    let folder = folder.path();
    assert!(
        phone(folder, "menu\n1\n")
            .ends_with("4 钱包明细查询\n  5 钱包暂停\n(ok 选择, help 帮助, end 结束, back 返回)\n\n")
    );
    done(folder, &["clock", "a.world", "+5s"]);
    let balance = phone(folder, "3\n");
    assert!(balance.starts_with("我的钱包\n"), "as it was left: {balance}");
    assert!(balance.contains("钱包余额:"), "{balance}");
    // Nobody reads it: after a minute the handset gives up, whoever makes the time pass.
    done(folder, &["clock", "a.world", "+59s"]);
    assert!(phone(folder, "").contains("钱包余额:"));
    done(folder, &["clock", "a.world", "+2s"]);
    assert!(phone(folder, "").starts_with("手机\n"));
}

#[test]
fn lost_report_rule_strikes_next_report() {
    let (folder, _path) = world_of(1);
    let folder = folder.path();
    done(folder, &["messages", "a.world", "rule", "lost 1 report"]);
    done(folder, &["text", "a.world", &number(1), "CX"]);
    // Opening the phone brings no prompt whose report the rule would strike.
    phone(folder, "screen\n");
    done(folder, &["clock", "a.world", "+20s"]);
    let told = done(folder, &["messages", "a.world", "--last", "99"]);
    let lost: Vec<&str> = told.lines().filter(|line| line.ends_with(", lost")).collect();
    assert_eq!(lost.len(), 1, "{told}");
    assert!(lost[0].contains("a report is message"), "{told}");
    let query = told.lines().position(|line| line.contains("a text CX is message")).unwrap();
    let report = told.lines().position(|line| line.ends_with(", lost")).unwrap();
    assert!(!told.lines().skip(query).take(report - query).any(|line| line.contains("the phone is switched on")));
}
