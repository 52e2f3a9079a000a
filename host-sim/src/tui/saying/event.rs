//! What happened in the world, in a line.

use super::{amount, terms};
use crate::tui::labels::{Language, Word};
use sim_codec::time::Moment;
use sim_world::platform::number::Msisdn;
use sim_world::smsc::{Cargo, Carried, Fate, State};
use sim_world::world::{self, Content, Event, EventKind, Fault, Party, Unable};

/// Hours, minutes and seconds.
pub(in crate::tui) fn clock(at: Moment) -> String {
    let at = at.civil();
    format!("{:02}:{:02}:{:02}", at.hour(), at.minute(), at.second())
}

/// Who it is, as the person sees it.
fn party(language: Language, own: Msisdn, party: &Party) -> String {
    let (chinese, english) = match party {
        Party::Person(number) if *number == own => ("本机", "own phone"),
        Party::Person(number) => return number.to_string(),
        Party::Platform => ("平台", "platform"),
        Party::Centre => ("短信中心", "SMS centre"),
        Party::Hall => ("营业厅", "hall"),
        Party::Care => ("客服", "care"),
        Party::Website => ("网站", "website"),
        Party::Nobody(number) => return format!("{number}{}", language.of("(空号)", " (nobody)")),
    };
    language.of(chinese, english).to_owned()
}

/// What a message is.
pub(in crate::tui) fn content(language: Language, content: &Content) -> String {
    match content {
        _ if language == Language::English => content.to_string(),
        Content::Order(word) if word.is_empty() => "文字".to_owned(),
        Content::Order(word) => format!("文字 {word}"),
        Content::Text(characters) => format!("文字 {characters} 字"),
        Content::TextPart { part, total } => format!("文字 {part}/{total}"),
        Content::Packet { part: None } => "安全数据包".to_owned(),
        Content::Packet { part: Some((part, total)) } => format!("安全数据包 {part}/{total}"),
        Content::Report(0) => "回执".to_owned(),
        Content::Report(octets) => format!("回执,卡 {octets} 字节"),
        Content::Data(octets) => format!("数据 {octets} 字节"),
    }
}

fn fate(fate: Fate) -> String {
    match fate {
        Fate::Lost => "丢失".to_owned(),
        Fate::Twice => "重复".to_owned(),
        Fate::Late(ms) => format!("晚到 {} 秒", ms / 1000),
        Fate::Swapped => "与下一条换序".to_owned(),
    }
}

fn unable(why: Unable) -> String {
    match why {
        Unable::Off => "手机关机".to_owned(),
        Unable::NoService => "手机无网络".to_owned(),
        Unable::Mute => "卡没有应答".to_owned(),
        Unable::Busy(cause) => format!("手机暂时不能接收(TP-FCS {cause:02X})"),
        Unable::Silent => "手机没有回执".to_owned(),
    }
}

const fn fault(at: Fault) -> &'static str {
    match at {
        Fault::BeforeKeeping => "保存前",
        Fault::AfterKeeping => "保存后",
        Fault::AfterHandingOver => "交给短信中心后",
    }
}

/// What became of it, behind a comma.
fn behind(became: Option<&str>) -> String {
    became.map(|became| format!(",{}", terms::chinese(became))).unwrap_or_default()
}

/// What happened, in Chinese.
fn chinese(kind: &EventKind) -> String {
    let zh = |of: &Content| content(Language::Chinese, of);
    match kind {
        EventKind::SwitchedOn => "开机".to_owned(),
        EventKind::SwitchedOff => "关机".to_owned(),
        EventKind::Fell => "卡没有应答".to_owned(),
        EventKind::Handed { message, content, fate: done, .. } => {
            let done = done.map(|done| format!(",{}", fate(done))).unwrap_or_default();
            format!("短信 {message}:{}{done}", zh(content))
        }
        EventKind::NotTaken { content } => format!("网络没有接收:{}", zh(content)),
        EventKind::Delivered { message, content, became } => {
            format!("短信 {message} 送达:{}{}", zh(content), behind(became.as_deref()))
        }
        EventKind::Brought { message } => format!("短信 {message} 已送到卡,卡正忙"),
        EventKind::Refused { message, cause } => {
            let cause = cause.map(|cause| format!("(TP-FCS {cause:02X})")).unwrap_or_default();
            format!("短信 {message} 被拒收{cause}")
        }
        EventKind::Failed { message, why, again: Some(again) } => {
            format!("短信 {message} 未送达:{};{} 再试", unable(*why), clock(*again))
        }
        EventKind::Failed { message, why, again: None } => format!("短信 {message} 未送达:{};不再试", unable(*why)),
        EventKind::Reported { message, acknowledged, became, .. } => {
            let said = if *acknowledged { "已接收" } else { "拒收" };
            format!("回执 {message}:{said}{}", behind(became.as_deref()))
        }
        EventKind::Unreadable { message } => format!("短信 {message} 无法识别,丢弃"),
        EventKind::Woke => "处理到期事项".to_owned(),
        EventKind::ByHand { message, act } => format!("短信 {message} 人工{}", terms::chinese(act)),
        EventKind::Deposited { amount: paid } => format!("存入现金 {}", amount(Language::Chinese, paid.0.into())),
        EventKind::Uploaded { amount: spent } => format!("批上送 {}", amount(Language::Chinese, spent.0.into())),
        EventKind::Printed { value } => format!("售出充值卡 {}", amount(Language::Chinese, value.0.into())),
        EventKind::Asked { what, refused: None } => format!("受理:{}", terms::chinese(what)),
        EventKind::Asked { what, refused: Some(why) } => format!("未受理:{}({why})", terms::chinese(what)),
        EventKind::Stopped { at } => format!("中断后重新启动({})", fault(*at)),
    }
}

/// What happened, in a line: `10:30:02 本机→平台 短信 5:文字 CX`.
pub(in crate::tui) fn line(language: Language, own: Msisdn, event: &Event) -> String {
    let Event { at, from, to, kind, .. } = event;
    let to = to.as_ref().map(|to| format!("→{}", party(language, own, to))).unwrap_or_default();
    let told = match language {
        Language::Chinese => chinese(kind),
        Language::English => kind.to_string(),
    };
    format!("{} {}{to} {told}", clock(*at), party(language, own, from))
}

/// A message under way, in a line without its number: `本机→平台 安全数据包 10:30:04`.
pub(in crate::tui) fn carried(language: Language, own: Msisdn, carried: &Carried) -> String {
    let say = |word: Word| word.in_language(language);
    let person = |number: Msisdn| party(language, own, &Party::Person(number));
    let other = |digits: &str| match digits.parse() {
        _ if digits == sim_world::platform::NUMBER => party(language, own, &Party::Platform),
        Ok(number) => person(number),
        Err(_) => digits.to_owned(),
    };
    let (from, to) = match &carried.cargo {
        Cargo::Submit { from, to, .. } => (person(*from), other(to)),
        Cargo::Deliver { from, to, .. } => (other(from), person(*to)),
        Cargo::Report { from, .. } => (person(*from), party(language, own, &Party::Platform)),
    };
    let what = content(language, &world::content(&carried.cargo));
    let stands = match carried.state {
        _ if carried.held => say(Word::Held).to_owned(),
        State::Waiting => clock(carried.due),
        State::AtHandset(_) => say(Word::AtHandset).to_owned(),
        State::BehindNext => say(Word::BehindNext).to_owned(),
    };
    let tries = if carried.tries > 0 { format!(" ×{}", carried.tries.saturating_add(1)) } else { String::new() };
    format!("{from}→{to} {what} {stands}{tries}")
}
