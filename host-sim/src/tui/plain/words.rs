//! The commands of line mode: one table that the parser, the list of commands and the hints below a screen read.

use super::around::{self, CommandUsage};
use super::is_typed_into;
use crate::tui::command::PhoneCommand;
use sim_codec::suggest;
use sim_device::handset::{Screen, ScreenBody};
use sim_i18n::Language;
use sim_i18n::phone::keys::PhoneKey;
use sim_world::action::CardLoss;
use sim_world::platform::number::Msisdn;

/// Command of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum LineCommand {
    /// Command to the phone.
    Do(PhoneCommand),
    /// Screen once more.
    Screen,
    /// List of commands.
    Help,
    /// State of the card.
    State,
    /// Messages received and sent.
    Messages,
    /// Payment account.
    Platform,
    /// Newest entries of the ledger.
    Ledger,
    /// Messages under way.
    UnderWay,
    /// Events of the world.
    Happened,
    /// Terminals of the shops.
    Shops,
    /// Last receipt of the selected terminal.
    Receipt,
    /// Account and card as a hall sees them.
    Hall,
    /// Last exchanges, that many; `None` means the default number.
    Apdus(Option<usize>),
}

/// Commands without parameters, with what they do in Chinese and in English.
const WORDS: [(&str, LineCommand, &str, &str); 31] = [
    ("ok", LineCommand::Do(PhoneCommand::Press(PhoneKey::Ok)), "确定", "confirms; opens the menu when idle"),
    ("yes", LineCommand::Do(PhoneCommand::Press(PhoneKey::Ok)), "是", "yes"),
    ("no", LineCommand::Do(PhoneCommand::Press(PhoneKey::No)), "否", "no"),
    ("back", LineCommand::Do(PhoneCommand::Press(PhoneKey::Back)), "返回", "goes back"),
    ("end", LineCommand::Do(PhoneCommand::Press(PhoneKey::End)), "结束对话", "ends the session"),
    ("help", LineCommand::Do(PhoneCommand::Press(PhoneKey::Help)), "向卡要帮助", "asks the card for help"),
    ("menu", LineCommand::Do(PhoneCommand::Press(PhoneKey::Menu)), "打开卡菜单", "opens the card's menu"),
    ("erase", LineCommand::Do(PhoneCommand::Press(PhoneKey::Erase)), "删除一个字符", "takes a character back"),
    (
        "nothing",
        LineCommand::Do(PhoneCommand::GiveUp),
        "什么都不按,直到手机不再等",
        "presses nothing until the phone gives up",
    ),
    ("home", LineCommand::Do(PhoneCommand::Press(PhoneKey::Home)), "主屏键", "presses the home key"),
    ("outside", LineCommand::Do(PhoneCommand::Outside), "点到对话框外面", "touches the screen beside the dialog"),
    ("interrupt", LineCommand::Do(PhoneCommand::TakeScreen), "别的程序要用屏幕", "something else needs the screen"),
    ("restart", LineCommand::Do(PhoneCommand::Restart), "关机再开机", "switches off and on"),
    ("undo", LineCommand::Do(PhoneCommand::Undo), "撤销一步", "takes a step back, and time with it"),
    ("redo", LineCommand::Do(PhoneCommand::Redo), "重做一步", "takes the step again"),
    (
        "expect",
        LineCommand::Do(PhoneCommand::Expect),
        "记录时:把短信、钱包、账户的现状记为期望",
        "recording: expects messages, wallet, account as they are",
    ),
    ("screen", LineCommand::Screen, "再显示屏幕", "prints the screen again"),
    ("state", LineCommand::State, "卡里的内容", "what the card holds"),
    ("sms", LineCommand::Messages, "收到的和已发送的短信", "messages that came and that were sent"),
    ("platform", LineCommand::Platform, "平台上的账户", "the account at the platform"),
    ("ledger", LineCommand::Ledger, "账本里最新的分录", "the newest of the ledger"),
    ("messages", LineCommand::UnderWay, "在途短信", "messages under way"),
    ("happened", LineCommand::Happened, "发生过什么", "what happened"),
    ("pos", LineCommand::Shops, "商户的终端", "the terminals of the shops"),
    ("receipt", LineCommand::Receipt, "最后一张凭证", "the last receipt"),
    ("hall", LineCommand::Hall, "营业厅所见的账户和卡", "account and card as a hall sees them"),
    (
        "lose-card",
        LineCommand::Do(PhoneCommand::LoseCard(CardLoss::Lost)),
        "遗失手机和卡",
        "loses the phone with its card",
    ),
    ("break-card", LineCommand::Do(PhoneCommand::LoseCard(CardLoss::Broken)), "损坏卡", "breaks the card"),
    ("apdus", LineCommand::Apdus(None), "最近的指令;apdus 50 更多", "the last exchanges; `apdus 50` for more"),
    ("commands", LineCommand::Help, "命令表", "this list"),
    ("quit", LineCommand::Do(PhoneCommand::Quit), "退出", "leaves"),
];

/// Returns the word of a command, for the hints below a screen; `None` if no word stands for the command.
pub(super) fn word(meant: &PhoneCommand) -> Option<&'static str> {
    WORDS.iter().find(|(_, command, ..)| *command == LineCommand::Do(meant.clone())).map(|(word, ..)| *word)
}

/// Reason for which a line is no command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum InputError {
    /// Line that means nothing on this screen.
    Unknown(String),
    /// Line whose word is known and whose parameters are wrong.
    Miswritten(CommandUsage),
}

/// Parses a line on a screen of that kind.
pub(super) fn parse(
    (language, number): (Language, Msisdn),
    line: &str,
    body: &ScreenBody,
) -> Result<LineCommand, InputError> {
    if line.is_empty() {
        return Ok(LineCommand::Screen);
    }
    if let Some((_, command, ..)) = WORDS.iter().find(|(word, ..)| word.eq_ignore_ascii_case(line)) {
        return Ok(command.clone());
    }
    let unknown = || Err(InputError::Unknown(line.to_owned()));
    if let Some(parsed) = around::parse((language, number), line) {
        return parsed.map(LineCommand::Do).map_err(InputError::Miswritten);
    }
    let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
    match (word, rest.trim()) {
        ("type", text) if !text.is_empty() => return Ok(LineCommand::Do(PhoneCommand::Paste(text.to_owned()))),
        ("apdus", count) => {
            return count.parse().map_or_else(|_| unknown(), |count| Ok(LineCommand::Apdus(Some(count))));
        }
        _ => {}
    }
    if is_typed_into(body) {
        return Ok(LineCommand::Do(PhoneCommand::Paste(line.to_owned())));
    }
    let place = line.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    match (body, place) {
        (ScreenBody::Items { items, .. }, Some(place)) if place < items.len() => {
            Ok(LineCommand::Do(PhoneCommand::Press(PhoneKey::Line(place))))
        }
        _ => unknown(),
    }
}

/// Renders the list of commands.
pub(super) fn help(language: Language) -> String {
    let mut text = language
        .of(
            "数字:选择菜单项;输入框里:输入文字(type 文字 也可以)。\n",
            "A number chooses a line; where text is asked for, a line types it (`type TEXT` does so always).\n",
        )
        .to_owned();
    for (word, _, chinese, english) in &WORDS {
        text.push_str(&format!("  {word:<25} {}\n", language.of(chinese, english)));
    }
    for (_, usage, chinese, english) in &around::USAGES {
        text.push_str(&format!("  {usage:<25} {}\n", language.of(chinese, english)));
    }
    text
}

/// Renders what is wrong with a line.
pub(super) fn mistake(language: Language, mistake: &InputError, screen: &Screen) -> String {
    match mistake {
        InputError::Unknown(line) => unknown(language, line, screen),
        InputError::Miswritten(CommandUsage { usage, why }) => {
            let why = why.as_deref().map(|why| format!("{why} ")).unwrap_or_default();
            let how = language.of("应写成", "It is written");
            let end = language.of("。", ".");
            format!("! {why}{how} `{usage}`{end}\n")
        }
    }
}

/// Reports that a line has no meaning here, with the command that looks like it, if there is one.
fn unknown(language: Language, line: &str, screen: &Screen) -> String {
    let typed = line.split(' ').next().unwrap_or(line).to_lowercase();
    let usages = around::USAGES.iter().filter_map(|(_, usage, ..)| usage.split(' ').next());
    let known = WORDS.iter().map(|(word, ..)| *word).chain(["type"]).chain(usages);
    let meant = suggest::nearest(&typed, known);
    let items = match &screen.body {
        ScreenBody::Items { items, .. } => Some(items.len()),
        _ => None,
    };
    match language {
        Language::Chinese => {
            let meant = meant.map(|word| format!("是不是 `{word}`?")).unwrap_or_default();
            let items = items.map(|count| format!("1–{count} 选择菜单项,")).unwrap_or_default();
            format!("! 不认识 “{line}”。{meant}{items}`commands` 列出所有命令。\n")
        }
        Language::English => {
            let meant = meant.map(|word| format!(" Did you mean `{word}`?")).unwrap_or_default();
            let items = items.map(|count| format!(" 1–{count} choose a line;")).unwrap_or_default();
            format!("! “{line}” means nothing here.{meant}{items} `commands` lists all commands.\n")
        }
    }
}
