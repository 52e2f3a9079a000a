//! Codes in objects of the toolkit in Chinese.

use sim_explain::render::codes;
use sim_wire::proactive::ObjectTag;

use super::catalogue;

/// Renders the meaning of an object of one octet; empty where the octet is a number.
pub(super) fn words(tag: ObjectTag, code: u8) -> String {
    if tag == ObjectTag::CardReaderStatus {
        let states = codes::reader_states(code);
        let states = if states.is_empty() { "无".to_owned() } else { catalogue::list(&states) };
        return format!("读卡器 {}:{states}", code & 0x07);
    }
    codes::word(tag, code).map(catalogue::of).unwrap_or_default().to_owned()
}

/// Renders the names of the codes in a list; empty where no table names them.
pub(super) fn list(tag: ObjectTag, octets: &[u8]) -> String {
    catalogue::list(&codes::list(tag, octets))
}
