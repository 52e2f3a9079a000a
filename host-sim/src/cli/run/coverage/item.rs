//! Items of coverage in the language of the report. English has the names of the JSON report.

use sim_i18n::explanation::text_of_table;
use sim_i18n::{Language, card, message, refusal};
use sim_lab::coverage::{CommandState, CoverageItem, CoveredMessage, CoveredResult, ScreenClass};
use sim_wire::message::OperationKind;
use sim_world::platform::script::ScriptKind;

/// Renders an item.
pub(in crate::cli::run) fn text(item: &CoverageItem, language: Language) -> String {
    if language == Language::English {
        return item.to_string();
    }
    let command = |name| text_of_table(language, name);
    let state = |state| card::life_cycle(language, state);
    match item {
        CoverageItem::Command(outcome) => match outcome.result {
            CoveredResult::Done => format!("{}: 完成", command(outcome.command)),
            CoveredResult::Refused(name) => format!("{}: {}", command(outcome.command), refusal::named(language, name)),
        },
        CoverageItem::Refusal(name) => refusal::named(language, name).to_owned(),
        CoverageItem::State(CommandState::Sent { command: name, state: of }) => {
            format!("{}({})", command(name), state(*of))
        }
        CoverageItem::State(CommandState::Change { from, to }) => {
            format!("SET STATUS 从{}到{}", state(*from), state(*to))
        }
        CoverageItem::Screen(of) => screen(of),
        CoverageItem::Edge(step) => format!("{} -> {}", screen(&step.from), screen(&step.to)),
        CoverageItem::Message(of) => carried(of),
        CoverageItem::StatusWord(_) | CoverageItem::MenuItem(_) | CoverageItem::Section(_) => item.to_string(),
    }
}

/// Renders a screen in Chinese.
fn screen(screen: &ScreenClass) -> String {
    let mut words = kind(screen.kind).to_owned();
    if !screen.text.is_empty() {
        words += &format!("“{}”", screen.text);
    }
    if !screen.lines.is_empty() {
        words += &format!("({})", screen.lines.join(","));
    }
    words
}

/// Returns the Chinese name of a kind of screens, which its English names.
fn kind(english: &'static str) -> &'static str {
    match english {
        "idle" => "待机",
        "waiting" => "等待卡片",
        "main menu" => "主菜单",
        "menu" => "菜单",
        "text" => "文本",
        "yes or no" => "是否提问",
        "confirmation" => "确认提问",
        "key" => "等待按键",
        "input" => "输入框",
        "hidden input" => "隐藏输入框",
        "tone" => "提示音",
        other => other,
    }
}

/// Renders a message in Chinese.
fn carried(carried: &CoveredMessage) -> String {
    let name = |english| text_of_table(Language::Chinese, english);
    match carried {
        CoveredMessage::Request(english) => {
            let request = OperationKind::ALL.iter().find(|kind| kind.name() == *english);
            format!("卡的请求: {}", request.map_or(*english, |kind| message::request(*kind)))
        }
        CoveredMessage::Script(kind) => format!("平台的脚本: {}", script(*kind)),
        CoveredMessage::Order(word) => format!("短信指令 {word}"),
        CoveredMessage::ProactiveCommand(english) => format!("主动式命令 {}", name(english)),
        CoveredMessage::Result(english) => format!("终端响应: {}", name(english)),
        CoveredMessage::Envelope(english) => format!("ENVELOPE 数据: {}", name(english)),
    }
}

/// Renders a kind of scripts in Chinese.
const fn script(kind: ScriptKind) -> &'static str {
    match kind {
        ScriptKind::State => "改变状态",
        ScriptKind::Credit => "圈存入账",
        ScriptKind::Prove => "查询圈存结果",
        ScriptKind::Cancel => "取消圈存",
        ScriptKind::Calibrate => "校准刷卡距离",
        ScriptKind::ReloadPin => "重置操作密码",
        ScriptKind::Invite => "邀请充值",
    }
}
