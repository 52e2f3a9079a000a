//! Messages: requests from the menu, orders by short message, what a handset answers, and what it reports.

use sim_wire::proactive::{CommandType, EnvelopeTag, GeneralResult};
use sim_world::platform::script::ScriptKind;

use super::CoverageSuggestion;
use crate::coverage::covered_message::CoveredMessage;

/// Header of the walks: a wallet with money, its account, and a scratch card.
const HEADER: &str = "card    balance 50.00 yuan, open\naccount cash 200.00 yuan, pay password 123456\n\
    scratch card 123456789012345678 of 100.00 yuan, 湖南\nphone   feature-phone, zh\n\n";

/// Headers for requests: that header, an empty wallet, and one that was never opened.
const HEADERS: [&str; 3] = [
    HEADER,
    "card    balance 0.00 yuan, open\naccount cash 0.00 yuan, pay password 123456\nphone   feature-phone, zh\n\n",
    "card    balance 0.00 yuan, unopened\naccount none\nphone   feature-phone, zh\n\n",
];

/// Lines that give the pay password.
const PASSWORD: &str = "type    secret \"123456\"\npress   OK\n";

/// Returns traces and walks in which a message may cross, the simplest first.
pub(super) fn drafts(kind: CoveredMessage) -> Vec<CoverageSuggestion> {
    match kind {
        CoveredMessage::Request(name) => {
            let lines = request(name).into_iter();
            lines.flat_map(|lines| HEADERS.map(|header| walk(&kind, header, &lines))).collect()
        }
        CoveredMessage::Order(word) => vec![walk(&kind, HEADER, &format!("write   10658888 \"{word}\"\ndeliver\n"))],
        CoveredMessage::Script(script) => self::script(&kind, script),
        CoveredMessage::Result(name) => result(name).into_iter().collect(),
        CoveredMessage::Envelope(name) => envelope(name).into_iter().collect(),
        CoveredMessage::ProactiveCommand(name) => {
            proactive(name).into_iter().map(|lines| walk(&kind, HEADER, lines)).collect()
        }
    }
}

/// Returns the lines after which the card has sent a proactive command; `None` where no simple ones are known.
fn proactive(name: &str) -> Option<&'static str> {
    let of = |kind: CommandType| kind.name() == name;
    if of(CommandType::GetInput) {
        return Some("choose  我的钱包 > 钱包充值\n");
    }
    // Switching on and a suspension take all that every session takes.
    Some("choose  我的钱包 > 钱包暂停\n")
}

fn walk(kind: &CoveredMessage, header: &str, lines: &str) -> CoverageSuggestion {
    CoverageSuggestion::walk(format!("# A message: {kind}.\n{header}{lines}"))
}

/// Returns the lines by which a person brings a request about; `None` if the card sends the request by itself.
fn request(name: &str) -> Option<String> {
    let lines = match name {
        "suspend" => "choose  我的钱包 > 钱包暂停\n".to_owned(),
        "resume" => "choose  我的钱包 > 钱包暂停\ndeliver\npress   OK\nchoose  我的钱包 > 钱包恢复\n".to_owned(),
        "top up" => format!("choose  我的钱包 > 钱包充值\ntype    \"5\"\npress   OK\nanswer  yes\n{PASSWORD}"),
        "account balance" => "choose  我的支付账户 > 账户查询 > 账户余额查询\n".to_owned(),
        "account transactions" => "choose  我的支付账户 > 账户查询 > 账户明细查询\n".to_owned(),
        "own phone bill" => "choose  我要缴费 > 缴本机话费\ntype    \"20\"\npress   OK\nanswer  yes\n".to_owned(),
        "another's phone bill" => format!(
            "choose  我要缴费 > 缴他人话费\ntype    \"13800138000\"\npress   OK\ntype    \"20\"\npress   OK\nanswer  yes\n{PASSWORD}"
        ),
        "scratch card" => "choose  我的支付账户 > 充值卡充值\ntype    \"123456789012345678\"\npress   OK\n".to_owned(),
        "change of the pay password" => {
            let new = "type    secret \"654321\"\npress   OK\n";
            format!("choose  业务管理 > 支付密码设置 > 修改支付密码\n{PASSWORD}{new}{new}")
        }
        "open" => "choose  我的钱包 > 开通钱包\n".to_owned(),
        "close" => format!("choose  我的钱包 > 注销钱包\nanswer  yes\n{PASSWORD}"),
        _ => return None,
    };
    Some(lines + "deliver\n")
}

/// Returns walks in which the platform sends a script: the request that it answers.
fn script(kind: &CoveredMessage, script: ScriptKind) -> Vec<CoverageSuggestion> {
    let asked = match script {
        ScriptKind::State => request("suspend"),
        ScriptKind::Credit => request("top up"),
        _ => None,
    };
    asked.into_iter().map(|lines| walk(kind, HEADER, &lines)).collect()
}

/// Returns a trace in which a handset answers the first proactive command with a general result.
fn result(name: &str) -> Option<CoverageSuggestion> {
    let result = GeneralResult::ALL.iter().find(|result| result.name() == name)?;
    Some(CoverageSuggestion::trace(format!(
        "# A handset answers: {name}.\nreader raw\n> 80100000 Lc FFFFFFFFFFFFFFFFFF\n< 910B\n> 80120000 0B\n< D0.. 9000\n\
         > 80140000 Lc 8103 01 26 04 8202 8281 8301 {:02X}\n< ????\n",
        result.code()
    )))
}

/// Returns a trace in which a handset sends an envelope that the card has no use for.
fn envelope(name: &str) -> Option<CoverageSuggestion> {
    let tag = EnvelopeTag::ALL.iter().find(|tag| tag.name() == name)?;
    Some(CoverageSuggestion::trace(format!(
        "# A handset reports: {name}.\n> 80100000 Lc 000000000000000000\n> 80C20000 Lc {:02X}04 8202 8281\n",
        tag.code()
    )))
}
