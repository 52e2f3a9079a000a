//! Tests of recording: the walk says what was done, in a tester's words.

use super::*;
use crate::walk::parse;
use sim_codec::cat::content::ResponseLength;
use sim_device::handset::{Field, Typing};

fn menu(main: bool, title: &str, lines: &[&str]) -> Screen {
    let items =
        lines.iter().zip(1..).map(|(text, id)| Choice { id, text: (*text).to_owned(), ..Choice::default() }).collect();
    Screen::plain(ScreenBody::Items { items, default: None, main }, title)
}

fn field(hidden: bool, typed: &str) -> Screen {
    let limits = ResponseLength { min: 4, max: 12 };
    let field = Field { typing: Typing::Digits, packed: false, limits, hidden, typed: typed.to_owned() };
    Screen::plain(ScreenBody::Input(field), "请输入操作密码")
}

fn text(text: &str) -> Screen {
    Screen::plain(ScreenBody::Text { stays: true }, text)
}

fn idle() -> Screen {
    Screen::plain(ScreenBody::Idle, "")
}

/// Characters typed one by one become one text.
#[test]
fn chosen_lines_join_into_one_path() {
    let main = menu(true, "手机钱包", &["我的钱包", "我要缴费"]);
    let wallet = menu(false, "我的钱包", &["同名", "同名", "A > B"]);
    let mut recorder = Recorder::new(Vec::new());
    recorder.record_act(&Act::Open, &idle(), &main);
    recorder.record_wait(100, &main, &main);
    recorder.record_act(&Act::Choose(1), &main, &wallet);
    recorder.record_wait(100, &wallet, &wallet);
    recorder.record_wait(200, &wallet, &wallet);
    recorder.record_act(&Act::Choose(2), &wallet, &field(true, ""));
    recorder.record_act(&Act::Type("1".to_owned()), &field(true, ""), &field(true, "1"));
    recorder.record_act(&Act::Type("2".to_owned()), &field(true, "1"), &field(true, "12"));
    recorder.record_act(&Act::Erase, &field(true, "12"), &field(true, "1"));
    recorder.record_act(&Act::Ok, &field(true, "1"), &text("余额\n12.00元\"#"));
    recorder.record_wait(59_000, &text("余额\n12.00元\"#"), &text("余额\n12.00元\"#"));
    recorder.record_wait(1_100, &text("余额\n12.00元\"#"), &idle());
    let expected = "\
choose  我的钱包 > line 2
expect  field hidden, screen exactly \"请输入操作密码\"
type    secret \"12\"
press   erase
press   OK
expect  text, screen exactly \"余额\\n12.00元\\u{22}#\"
wait    60100 ms
expect  idle
";
    assert_eq!(recorder.written(false).to_string(), expected);
    assert_eq!(parse("again", expected).unwrap().lines, recorder.written(false).lines);
}

#[test]
fn undone_step_is_not_recorded() {
    let main = menu(true, "手机钱包", &["我的钱包", "A > B"]);
    let mut recorder = Recorder::new(Vec::new());
    recorder.record_act(&Act::Open, &idle(), &main);
    recorder.record_act(&Act::Choose(1), &main, &text("x"));
    recorder.record_wait(70_000, &text("x"), &text("x"));
    recorder.record_undo();
    recorder.record_act(&Act::Choose(2), &main, &Screen::plain(ScreenBody::YesNo, "?"));
    recorder.record_act(&Act::No, &Screen::plain(ScreenBody::YesNo, "?"), &idle());
    recorder.record_undo();
    recorder.record_act(&Act::Ok, &Screen::plain(ScreenBody::YesNo, "?"), &idle());
    let expected = "choose  \"A > B\"\nexpect  question, screen exactly \"?\"\nanswer  yes\nexpect  idle\n";
    assert_eq!(recorder.written(false).to_string(), expected);
}

#[test]
fn world_actions_are_recorded_as_written() {
    let mut recorder = Recorder::new(parse("header", "account cash 5.00 yuan\n").unwrap().settings());
    let deeds = parse("deeds", "write 10658888 \"CX\"\nlose next message\ndeliver\nheal\n").unwrap();
    for line in deeds.lines {
        let WalkContent::Step(step) = line.content else { panic!("a step") };
        recorder.record_step(step, &idle(), &idle());
    }
    let expected = "account cash 5.00 yuan\n\nwrite   10658888 \"CX\"\nlose    next message\ndeliver\nheal\n";
    assert_eq!(recorder.text(), expected);
}

#[test]
fn menu_left_without_choice_is_recorded() {
    let main = menu(true, "手机钱包", &["我的钱包"]);
    let mut recorder = Recorder::new(parse("header", "seed 7\nphone android, en\n").unwrap().settings());
    recorder.record_act(&Act::Open, &idle(), &main);
    recorder.record_act(&Act::Back, &main, &idle());
    recorder.record_step(Step::Action(ActionStep::restart()), &idle(), &idle());
    let expected = "\
seed    7
phone   android, en

press   menu
expect  main menu
press   back
expect  idle
restart
";
    assert_eq!(recorder.written(false).to_string(), expected);
}
