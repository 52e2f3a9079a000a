//! Short messages in words: their kind, their fate in the network, the reason for which one is not delivered.

use sim_wire::message::OperationKind;
use sim_world::smsc::Fate;
use sim_world::world::{DeliveryFailure, MessageContent};

use super::{Language, ignored};

/// Renders the kind of a message.
pub fn content(language: Language, content: &MessageContent) -> String {
    match (language, content) {
        (Language::English, _) => content.to_string(),
        (_, MessageContent::Order(word)) if word.is_empty() => "文字".to_owned(),
        (_, MessageContent::Order(word)) => format!("文字 {word}"),
        (_, MessageContent::Text(characters)) => format!("文字 {characters} 字"),
        (_, MessageContent::TextPart { part, total }) => format!("文字 {part}/{total}"),
        (_, MessageContent::Packet { part: None }) => "安全数据包".to_owned(),
        (_, MessageContent::Packet { part: Some((part, total)) }) => format!("安全数据包 {part}/{total}"),
        (_, MessageContent::Report(0)) => "回执".to_owned(),
        (_, MessageContent::Report(octets)) => format!("回执,卡 {octets} 字节"),
        (_, MessageContent::Data(octets)) => format!("数据 {octets} 字节"),
    }
}

/// Renders in Chinese the kind of a request of the card to the platform.
pub const fn request(kind: OperationKind) -> &'static str {
    ignored::operation(kind)
}

/// Renders in Chinese the fate of a message in the network.
pub fn fate(fate: Fate) -> String {
    match fate {
        Fate::Lost => "丢失".to_owned(),
        Fate::Twice => "重复".to_owned(),
        Fate::Late(ms) => format!("晚到 {} 秒", ms / 1000),
        Fate::Swapped => "与下一条换序".to_owned(),
    }
}

/// Renders in Chinese the reason for which a message is not delivered.
pub fn failure(failure: DeliveryFailure) -> String {
    match failure {
        DeliveryFailure::Off => "手机关机".to_owned(),
        DeliveryFailure::NoService => "手机无网络".to_owned(),
        DeliveryFailure::Mute => "卡没有应答".to_owned(),
        DeliveryFailure::Busy(cause) => format!("手机暂时不能接收(TP-FCS {cause:02X})"),
        DeliveryFailure::Silent => "手机没有回执".to_owned(),
        DeliveryFailure::Expired => "短信已过有效期".to_owned(),
    }
}
