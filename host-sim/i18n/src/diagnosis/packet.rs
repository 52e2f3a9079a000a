//! A secured packet that the card does not believe.

use sim_codec::ota::{PacketDiagnosis, PacketMistake, RejectionError};
use sim_wire::secured_packet::{CommandHeader, Counter};

use super::{DiagnosisFact, UNEXPLAINED, bit};
use crate::packet;

/// Name of a packet.
const PACKET: &str = "安全数据包";

/// Returns the facts of a diagnosis.
pub fn facts(diagnosis: &PacketDiagnosis) -> Vec<DiagnosisFact> {
    let mut facts = vec![("名称", name(&diagnosis.reason))];
    facts.extend(diagnosis.header.map(|header| ("密钥", keys(header, diagnosis.key_set))));
    match (&diagnosis.check, &diagnosis.reason) {
        (Some(check), RejectionError::CheckWrong(_)) => facts.extend([
            ("MAC 输入", hex::encode_upper(&check.input)),
            ("正确值", hex::encode_upper(&check.right)),
            ("错误值", hex::encode_upper(&check.found)),
        ]),
        (_, RejectionError::CounterLow(sent, stored) | RejectionError::CounterHigh(sent, stored)) => {
            facts.push(("期望", expected(&diagnosis.reason, *stored)));
            facts.push(("实际", counter(*sent)));
        }
        _ => {}
    }
    facts.push(("原因", cause(diagnosis)));
    facts
}

/// Renders the name of the value that is wrong.
fn name(reason: &RejectionError) -> String {
    match reason {
        RejectionError::CheckWrong(kind) => format!("{PACKET}的{}", packet::check(*kind)),
        RejectionError::CounterLow(..) | RejectionError::CounterHigh(..) | RejectionError::CounterBlocked => {
            format!("{PACKET}的计数器")
        }
        _ => PACKET.to_owned(),
    }
}

/// Renders the keys of a packet.
fn keys(header: CommandHeader, set: Option<u8>) -> String {
    let set = set.map_or_else(|| "无密钥组".to_owned(), |set| format!("密钥组 {set}"));
    let spi = header.spi.to_bytes();
    format!("{set}(SPI {},KIc {:02X},KID {:02X})", hex::encode_upper(spi), header.kic.0, header.kid.0)
}

/// Renders a counter with its number.
fn counter(counter: Counter) -> String {
    format!("{}({})", hex::encode_upper(counter.to_bytes()), counter.value())
}

/// Renders the counter that the card would believe.
fn expected(reason: &RejectionError, stored: Counter) -> String {
    match (reason, stored.next()) {
        (RejectionError::CounterHigh(..), Some(next)) => format!("{},即下一个", counter(next)),
        _ => format!("大于 {},即目前的最大值", counter(stored)),
    }
}

/// Renders the cause of a refusal.
fn cause(diagnosis: &PacketDiagnosis) -> String {
    match (diagnosis.mistake, &diagnosis.reason) {
        (Some(mistake), _) => mistaken(mistake),
        (None, RejectionError::CheckWrong(_)) => UNEXPLAINED.to_owned(),
        (None, RejectionError::CounterLow(..)) => "计数器不大于以前数据包的计数器".to_owned(),
        (None, reason) => packet::reason(reason),
    }
}

/// Renders a deviation that explains a refusal.
pub(super) fn mistaken(mistake: PacketMistake) -> String {
    match mistake {
        PacketMistake::CipherKey(set) => format!("用密钥组 {set} 的 KIc 加密"),
        PacketMistake::ChecksumKey(set) => format!("用密钥组 {set} 的 KID 计算则正确"),
        PacketMistake::KeySet(set) => format!("用密钥组 {set} 则正确,数据包写的不是这一组"),
        PacketMistake::ExchangedKeys => "KIc 与 KID 颠倒".to_owned(),
        PacketMistake::NotEnciphered => "SPI 要求加密,数据包没有加密".to_owned(),
        PacketMistake::WithoutHeader => "计算时没有包括头部;应从 CPL 开始".to_owned(),
        PacketMistake::WithoutPadding => "计算时没有包括填充".to_owned(),
        PacketMistake::ChangedBit(place) => format!("数据包{}被改动", bit(place)),
        PacketMistake::Repeated => "同一个数据包以前已被接受".to_owned(),
    }
}
