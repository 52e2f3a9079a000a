//! The platform's results of messages, in Chinese.

use sim_wire::message::{OperationKind, RequestFormatError};
use sim_world::platform::card_file::UnbelievedError;
use sim_world::platform::errand::ProofResult;
use sim_world::platform::request::{IgnoredError, MessageResult};

use super::packet;

/// Renders the result of a message to the platform.
pub(super) fn result(result: &MessageResult) -> String {
    match result {
        MessageResult::Request(kind) => operation(*kind).to_owned(),
        MessageResult::Proof(ProofResult::Nothing) => "没有卡片回执".to_owned(),
        MessageResult::Proof(proof) => self::proof(proof).unwrap_or_default(),
        MessageResult::Order => "短信指令".to_owned(),
        MessageResult::Part { part, total } => format!("第 {part} 部分,共 {total} 部分,等待其余部分"),
        MessageResult::Repeated => "重复,已处理过".to_owned(),
        MessageResult::Ignored(why) => format!("不处理:{}", ignored(why)),
    }
}

/// Renders the result of a card's proof; `None` where there is none.
pub(super) fn proof(proof: &ProofResult) -> Option<String> {
    match proof {
        ProofResult::Answered => Some("卡片回执已核实".to_owned()),
        ProofResult::NotRun(status) => Some(format!("卡片未能执行:{}", packet::status(*status))),
        ProofResult::Stale => Some("过时的卡片回执".to_owned()),
        ProofResult::Nothing => None,
    }
}

/// Renders the kind of a request to the platform.
pub(super) const fn operation(kind: OperationKind) -> &'static str {
    match kind {
        OperationKind::Open => "请求开通钱包",
        OperationKind::Close => "请求注销钱包",
        OperationKind::Suspend => "请求钱包暂停",
        OperationKind::Resume => "请求钱包恢复",
        OperationKind::TopUp => "请求钱包充值",
        OperationKind::AccountBalance => "请求账户余额查询",
        OperationKind::AccountTransactions => "请求账户明细查询",
        OperationKind::ScratchCard => "请求充值卡充值",
        OperationKind::OwnBill => "请求缴本机话费",
        OperationKind::OthersBill => "请求缴他人话费",
        OperationKind::ChangePayPassword => "请求修改支付密码",
        OperationKind::Hello => "首次开机报告",
    }
}

fn ignored(why: &IgnoredError) -> String {
    match why {
        IgnoredError::NotForPlatform => format!("不是发给 {} 的短信", sim_world::platform::NUMBER),
        IgnoredError::Unreadable => "既不是文字也不是安全数据包".to_owned(),
        IgnoredError::Carriage(fault) => packet::fault(fault),
        IgnoredError::NoCard(number) => format!("平台不知道 {number} 的卡"),
        IgnoredError::Unbelieved(UnbelievedError::NoKeys) => "平台没有这张卡的密钥".to_owned(),
        IgnoredError::Unbelieved(UnbelievedError::Packet(reason) | UnbelievedError::Repeated(reason)) => {
            packet::reason(reason)
        }
        IgnoredError::NoRequest(why) => no_request(*why),
        IgnoredError::Forgotten(at) => format!("提交于 {at},已超过指令的保留期"),
        IgnoredError::OtherCard(asn) => format!("请求属于卡 {asn}"),
        IgnoredError::Number { number, last } => format!("请求序号为 {number},上次为 {last}"),
    }
}

/// Renders the reason for which octets are no request to the platform.
pub(super) fn no_request(why: RequestFormatError) -> String {
    match why {
        RequestFormatError::Version(Some(version)) => format!("请求版本为 {version:02X},应为 02"),
        RequestFormatError::Version(None) => "请求是空的".to_owned(),
        RequestFormatError::Operation(code) => format!("没有操作 {code:02X}"),
        RequestFormatError::EndsEarly => "请求的字段不完整".to_owned(),
        RequestFormatError::Behind(octets) => format!("请求后面多出 {octets} 字节"),
    }
}
