//! Octets that a table names, in Chinese: of short messages, of cell broadcast, of answers to reset.

use sim_codec::sms::broadcast;
use sim_explain::render::phrase::Phrase;
use sim_explain::render::tables;
use sim_explain::value::CodeTable;

use super::{broadcast as pages, catalogue, status};
use crate::short_message;

/// Returns the phrase for octets in a table.
pub(super) fn phrase(table: CodeTable, octets: &[u8]) -> Phrase {
    let first = octets.first().copied().unwrap_or(0);
    let digits = hex::encode_upper(octets);
    match table {
        CodeTable::DirReference => {
            let reference = octets.get(1).copied().unwrap_or(0);
            Phrase::new(format!("{first:02X}"), format!("引用 DIR 数据的记录:{reference:02X}"))
        }
        CodeTable::BroadcastIdentifier => {
            let topic = tables::word(table, octets).map(catalogue::of).unwrap_or_default();
            Phrase::new(digits, format!("{} {topic}", tables::number(octets)).trim_end().to_owned())
        }
        CodeTable::BroadcastSerial => {
            let serial = tables::number(octets);
            let scope = catalogue::of(broadcast::scope(serial));
            Phrase::new(digits, format!("范围:{scope},代码 {},更新 {}", serial >> 4 & 0x3FF, serial & 0x0F))
        }
        _ => Phrase::new(digits, meaning(table, octets)),
    }
}

fn meaning(table: CodeTable, octets: &[u8]) -> String {
    match table {
        CodeTable::BroadcastCoding => pages::coding(octets.first().copied().unwrap_or(0)),
        CodeTable::Services => catalogue::list(&tables::services(octets)),
        CodeTable::Capabilities => {
            let mut words = catalogue::list(&tables::capabilities(octets));
            if let Some(channels) = tables::logical_channels(octets) {
                let comma = if words.is_empty() { "" } else { "," };
                words.push_str(&format!("{comma}{channels} 个逻辑信道"));
            }
            words
        }
        CodeTable::ResetStatus if tables::number(octets) != 0 => status::words(tables::number(octets)).into_owned(),
        _ => match short_message::coded(table, octets) {
            Some(words) => words,
            None => tables::word(table, octets).map(catalogue::of).unwrap_or_default().to_owned(),
        },
    }
}
