//! The commands of line mode: one table that the parser, the list of commands and the hints below a screen read.

use super::takes_text;
use crate::handset::{Body, Screen};
use crate::tui::action::Action;
use crate::tui::labels::Language;

/// What a line asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Command {
    /// Something is done with the phone.
    Do(Action),
    /// The screen again.
    Screen,
    /// The list of commands.
    Help,
    /// What the card holds.
    State,
    /// What was sent.
    Messages,
    /// The last exchanges, so many.
    Apdus(Option<usize>),
}

/// The commands without anything behind them, with what they do in Chinese and in English.
const WORDS: [(&str, Command, &str, &str); 21] = [
    ("ok", Command::Do(Action::Ok), "确定", "confirms; opens the menu when idle"),
    ("yes", Command::Do(Action::Ok), "是", "yes"),
    ("no", Command::Do(Action::No), "否", "no"),
    ("back", Command::Do(Action::Back), "返回", "goes back"),
    ("end", Command::Do(Action::End), "结束对话", "ends the session"),
    ("help", Command::Do(Action::Help), "向卡要帮助", "asks the card for help"),
    ("menu", Command::Do(Action::Menu), "打开卡菜单", "opens the card's menu"),
    ("erase", Command::Do(Action::Erase), "删除一个字符", "takes a character back"),
    ("nothing", Command::Do(Action::GiveUp), "什么都不按,直到手机不再等", "presses nothing until the phone gives up"),
    ("home", Command::Do(Action::Home), "主屏键", "presses the home key"),
    ("outside", Command::Do(Action::Outside), "点到对话框外面", "touches the screen beside the dialog"),
    ("interrupt", Command::Do(Action::TakeScreen), "别的程序要用屏幕", "something else needs the screen"),
    ("restart", Command::Do(Action::Restart), "关机再开机", "switches off and on"),
    ("undo", Command::Do(Action::Undo), "撤销一步", "takes a step back, and time with it"),
    ("redo", Command::Do(Action::Redo), "重做一步", "takes the step again"),
    ("screen", Command::Screen, "再显示屏幕", "prints the screen again"),
    ("state", Command::State, "卡里的内容", "what the card holds"),
    ("sms", Command::Messages, "已发送的短信", "what was sent"),
    ("apdus", Command::Apdus(None), "最近的指令;apdus 50 更多", "the last exchanges; `apdus 50` for more"),
    ("commands", Command::Help, "命令表", "this list"),
    ("quit", Command::Do(Action::Quit), "退出", "leaves"),
];

/// The word that does something, for the hints below a screen.
pub(super) fn word(action: &Action) -> Option<&'static str> {
    WORDS.iter().find(|(_, command, ..)| *command == Command::Do(action.clone())).map(|(word, ..)| *word)
}

/// What a line asks for on a screen of that kind; otherwise what was not understood.
pub(super) fn parse(line: &str, body: &Body) -> Result<Command, String> {
    if line.is_empty() {
        return Ok(Command::Screen);
    }
    if let Some((_, command, ..)) = WORDS.iter().find(|(word, ..)| word.eq_ignore_ascii_case(line)) {
        return Ok(command.clone());
    }
    let unknown = || Err(line.to_owned());
    let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
    match (word, rest.trim()) {
        ("type", text) if !text.is_empty() => return Ok(Command::Do(Action::Paste(text.to_owned()))),
        ("wait", seconds) => {
            let ms = seconds.parse::<u32>().ok().and_then(|seconds| seconds.checked_mul(1000));
            return ms.map_or_else(unknown, |ms| Ok(Command::Do(Action::Pass(ms))));
        }
        ("apdus", count) => return count.parse().map_or_else(|_| unknown(), |count| Ok(Command::Apdus(Some(count)))),
        _ => {}
    }
    if takes_text(body) {
        return Ok(Command::Do(Action::Paste(line.to_owned())));
    }
    let place = line.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    match (body, place) {
        (Body::Items { items, .. }, Some(place)) if place < items.len() => Ok(Command::Do(Action::Line(place))),
        _ => unknown(),
    }
}

/// The list of commands.
pub(super) fn help(language: Language) -> String {
    let mut text = language
        .of(
            "数字:选择菜单项;输入框里:输入文字(type 文字 也可以)。wait 秒数:让时间过去。\n",
            "A number chooses a line; where text is asked for, a line types it (`type TEXT` does so always). \
             `wait SECONDS` lets time go by.\n",
        )
        .to_owned();
    for (word, _, chinese, english) in &WORDS {
        text.push_str(&format!("  {word:<9} {}\n", language.of(chinese, english)));
    }
    text
}

/// Says that a line means nothing, and what would.
pub(super) fn unknown(language: Language, line: &str, screen: &Screen) -> String {
    let mut possible: Vec<String> = Vec::new();
    if let Body::Items { items, .. } = &screen.body {
        possible.push(format!("1–{}", items.len()));
    }
    possible.extend(WORDS.iter().map(|(word, ..)| (*word).to_owned()));
    possible.extend(["type TEXT".to_owned(), "wait SECONDS".to_owned()]);
    let possible = possible.join(", ");
    match language {
        Language::Chinese => format!("! 不认识 “{line}”。可以用:{possible}。\n"),
        Language::English => format!("! “{line}” means nothing here. Possible: {possible}.\n"),
    }
}
