//! Kinds and names of octets in Chinese.

use std::borrow::Cow;

use sim_explain::title::Subject;
use sim_explain::{ContentKind, Title};
use sim_wire::proactive::{CommandType, EnvelopeTag};

use super::{catalogue, status};

/// Renders a kind of octets.
pub(super) const fn kind(kind: ContentKind) -> &'static str {
    match kind {
        ContentKind::Command => "命令",
        ContentKind::Answer => "应答",
        ContentKind::Exchange => "命令与应答",
        ContentKind::Status => "状态字",
        ContentKind::Record => "交易记录",
        ContentKind::File15 => "文件 15",
        ContentKind::File16 => "文件 16",
        ContentKind::Fci => "文件控制信息",
        ContentKind::Atr => "复位应答",
        ContentKind::FileIdentifier => "文件标识符",
        ContentKind::Card => "卡片存储器",
        ContentKind::ProactiveCommand => "主动式命令",
        ContentKind::TerminalResponse => "终端响应",
        ContentKind::Envelope => "ENVELOPE 数据",
        ContentKind::SmsToHandset => "发给手机的短信",
        ContentKind::SmsFromHandset => "手机发出的短信",
        ContentKind::SmsRecord => "EF SMS 的记录",
        ContentKind::CellBroadcast => "小区广播页",
        ContentKind::CommandPacket => "命令包",
        ContentKind::ResponsePacket => "回执",
        ContentKind::Address => "地址",
        ContentKind::TimeStamp => "时间戳",
        ContentKind::Alpha => "字母标识",
        ContentKind::PackedText => "7 位压缩文本",
        ContentKind::Ucs2Text => "UCS2 文本",
        ContentKind::Unknown => "未知内容",
    }
}

/// Renders the name of explained octets.
pub(super) fn title(title: &Title) -> String {
    let Title { is_answer, carrier, subject } = title;
    let of_answer = if *is_answer { " 的应答" } else { "" };
    match carrier {
        Some(carrier) => format!("{}{of_answer}:{}", catalogue::of(carrier), carried(subject)),
        None => format!("{}{of_answer}", self::subject(subject)),
    }
}

/// Renders the name of a subject by itself.
pub(super) fn subject(subject: &Subject) -> String {
    match subject {
        Subject::Named(name) => catalogue::of(name).to_owned(),
        Subject::ProactiveCommand(Some(code)) => command(*code).into_owned(),
        Subject::ProactiveCommand(None) => "主动式命令(没有命令描述)".to_owned(),
        Subject::TerminalResponse(Some(code)) => format!("{} 的终端响应", command(*code)),
        Subject::TerminalResponse(None) => "终端响应(没有命令描述)".to_owned(),
        Subject::Envelope(tag) => match EnvelopeTag::from_code(*tag) {
            Some(tag) => catalogue::of(tag.name()).to_owned(),
            None => format!("ENVELOPE 数据 {tag:02X}"),
        },
        Subject::StatusWord(word) => status::words(*word).into_owned(),
        Subject::CouldBe(kinds) => could_be(kinds),
    }
}

/// Renders the name of a subject behind that of the command that carries it.
pub(super) fn carried(subject: &Subject) -> String {
    match subject {
        Subject::TerminalResponse(Some(code)) => format!("答复 {}", command(*code)),
        Subject::TerminalResponse(None) => "没有命令描述".to_owned(),
        subject => self::subject(subject),
    }
}

/// Renders the name of a type of proactive command.
pub(super) fn command(code: u8) -> Cow<'static, str> {
    match CommandType::from_code(code) {
        Some(kind) => kind.name().into(),
        None => format!("类型为 {code:02X} 的主动式命令").into(),
    }
}

fn could_be(kinds: &[ContentKind]) -> String {
    let Some((last, most)) = kinds.split_last() else { return "无法识别".to_owned() };
    let most: Vec<&str> = most.iter().map(|one| kind(*one)).collect();
    let or = if most.is_empty() { "" } else { "或" };
    format!("可能是{}{or}{}", most.join("、"), kind(*last))
}
