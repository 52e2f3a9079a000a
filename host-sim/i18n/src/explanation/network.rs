//! Objects of the toolkit about networks and channels in Chinese.

use sim_codec::cat::place::{CellPage, Location, ServingCell};
use sim_codec::cat::{Object, Value as Content};
use sim_codec::sms::broadcast;
use sim_explain::render::objects::{cell_number, other_address};
use sim_explain::render::phrase::Phrase;
use sim_explain::toolkit::page_number;
use sim_wire::proactive::ObjectTag;

use super::{catalogue, code};
use crate::short_message;

/// Returns the phrase for an object about a network or a channel, or for one that is not parsed.
pub(super) fn phrase(tag: ObjectTag, object: &Object) -> Phrase {
    Phrase::plain(match &object.value {
        Content::Location(given) => location(given),
        Content::Bearer(bearer) => {
            format!("类型 {:02X},参数 {}", bearer.bearer, hex::encode_upper(&bearer.parameters))
        }
        Content::Transport(level) => format!("协议 {:02X},端口 {}", level.protocol, level.port),
        Content::Other(other) => other_address(&other.octets),
        Content::AccessName(name) => name.0.clone(),
        Content::Page(given) => return page(given),
        Content::TrackingArea(area) => {
            format!("网络 {} {},代码 {:04X}", area.network.mcc, area.network.mnc, area.code)
        }
        Content::RoutingArea(area) => {
            format!("网络 {} {},位置区 {:04X},路由区 {:02X}", area.network.mcc, area.network.mnc, area.area, area.code)
        }
        Content::TimingAdvance(timing) => {
            format!("{} 个比特周期,{}", timing.advance, if timing.status == 0 { "空闲" } else { "非空闲" })
        }
        Content::Channel(status) => {
            let words = format!("通道 {},{}", status.channel(), catalogue::of(status.words()));
            return Phrase::new(format!("{:02X}{:02X}", status.state, status.further), words);
        }
        Content::RemoteEntity(entity) => {
            format!("编码 {:02X},{}", entity.coding, hex::encode_upper(&entity.address))
        }
        _ => {
            let octets = object.octets().unwrap_or_default();
            return Phrase::new(hex::encode_upper(&octets), code::list(tag, &octets));
        }
    })
}

/// Renders a page of a cell broadcast message in a line.
fn page(page: &CellPage) -> Phrase {
    let (number, total) = page_number(page);
    let CellPage { identifier, serial, .. } = page;
    let head = format!("消息标识 {identifier:04X},序列号 {serial:04X},第 {number} 页,共 {total} 页");
    short_message::quoted(&broadcast::text(page).body, |body| format!("{head},{body}"))
}

fn location(given: &Location) -> String {
    let Location { network, area, cell } = given;
    format!("网络 {} {},位置区 {area:04X}({area}),{}", network.mcc, network.mnc, self::cell(*cell))
}

/// Renders a cell.
pub(super) fn cell(cell: ServingCell) -> String {
    let whole = cell_number(cell).unwrap_or_default();
    match cell {
        ServingCell::Unsaid => "未说明小区".to_owned(),
        ServingCell::Gsm(_) => format!("小区 {whole:04X}({whole})"),
        ServingCell::Utran(cell, extension) => {
            format!("UTRAN 小区 {whole:08X}({whole}):RNC {extension},小区 {cell}")
        }
        ServingCell::Eutran(_) => {
            format!("E-UTRAN 小区 {whole:07X}({whole}):eNodeB {},小区 {}", whole >> 8, whole & 0xFF)
        }
    }
}
