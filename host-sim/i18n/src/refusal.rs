//! Refusals in sentences, with reasons: those of the world, the SMS centre and the platform.

use applet::Refusal;
use sim_device::handset::SendError;
use sim_device::link::LinkError;
use sim_device::mobile_station::StationError;
use sim_world::action::CardLoss;
use sim_world::actor::RefusedError;
use sim_world::platform::error::PlatformError;
use sim_world::platform::notices::{self, DeclinedError};
use sim_world::platform::payment_error::PaymentError;
use sim_world::smsc::HandlingError;
use sim_world::world::{CallError, WorldError};

use super::{Language, Word, amount, explanation, shop};

/// Renders the card's own reason to refuse a command, with the number that some reasons carry.
pub fn card(language: Language, refusal: Refusal) -> String {
    let words = || explanation::text_of_table(Language::Chinese, refusal.words());
    match (language, refusal) {
        (Language::English, _) => refusal.to_string(),
        (_, Refusal::WrongLe(right) | Refusal::WrongAnswerLength(right)) => {
            format!("{}({} 字节)", words(), if right == 0 { 256 } else { u16::from(right) })
        }
        (_, Refusal::PinWrong(tries) | Refusal::AuthenticationFailed(tries)) => {
            format!("{},还可试 {tries} 次", words())
        }
        _ => words().to_owned(),
    }
}

/// Renders the card's reason to refuse that has this name: in English the name itself, which `expect refusal` takes.
pub fn named(language: Language, name: &'static str) -> &'static str {
    let refusal = Refusal::ALL.iter().find(|refusal| refusal.name() == name);
    match (language, refusal) {
        (Language::Chinese, Some(refusal)) => explanation::text_of_table(language, refusal.words()),
        _ => name,
    }
}

/// Renders in Chinese the reason for which nothing came back from a card.
pub const fn link(why: LinkError) -> &'static str {
    match why {
        LinkError::Silent => "卡没有应答",
        LinkError::Removed => "卡已从读卡器取出",
        LinkError::NoReader => "没有这个读卡器",
        LinkError::NoService => "读卡器服务没有运行",
        LinkError::Exclusive => "别的程序独占着这张卡",
        LinkError::WrongProtocol => "这张卡不用手机卡的传输协议",
        LinkError::Withheld => "这条指令可能造成损失,没有发出",
        LinkError::Fault(_) => "读卡器出错",
    }
}

/// Renders in Chinese the reason for which handset and card do not come to rest.
pub const fn unrest(unrest: StationError) -> &'static str {
    match unrest {
        StationError::Card(why) => link(why),
        StationError::Endless => "没有任何操作,卡不停地下命令",
    }
}

/// Renders the reason for which a station does not go on.
pub const fn station(language: Language, unrest: StationError) -> &'static str {
    let word = match unrest {
        StationError::Card(LinkError::Silent) => Word::Mute,
        StationError::Card(LinkError::Removed) => Word::CardRemoved,
        StationError::Card(LinkError::NoReader) => Word::NoReader,
        StationError::Card(LinkError::NoService) => Word::NoReaderService,
        StationError::Card(LinkError::Exclusive) => Word::CardTaken,
        StationError::Card(LinkError::WrongProtocol) => Word::WrongProtocol,
        StationError::Card(LinkError::Withheld) => Word::CommandWithheld,
        StationError::Card(LinkError::Fault(_)) => Word::ReaderFault,
        StationError::Endless => Word::Endless,
    };
    word.in_language(language)
}

/// Renders the reason for which an action was not performed, as a sentence.
pub fn action(language: Language, why: &RefusedError) -> String {
    let chinese = match (language, why) {
        (Language::English, _) => return sentence(&why.to_string()),
        (_, RefusedError::World(why)) => return world(language, why),
        (_, RefusedError::NoScratchCard(nth)) => return format!("没有卖出第 {nth} 张充值卡。"),
        (_, RefusedError::UnknownCard(number)) => return format!("终端没有 {number} 的卡的密钥。"),
        (_, RefusedError::Menu(_)) => "菜单走不到那里。",
        (_, RefusedError::Terminal(_)) => "终端上的交易没有成功。",
        (_, RefusedError::NoInitialPassword) => "没有短信带来支付密码。",
        (_, RefusedError::NoInitialLogin) => "没有短信带来登陆密码。",
        (_, RefusedError::NoCode) => "没有短信带来验证码。",
        (_, RefusedError::PayPassword(_)) => "支付密码应为 6 位数字。",
        (_, RefusedError::Keys(_)) => "按键只能是 0 至 9、* 和 #。",
        (_, RefusedError::Placeholder(_)) => "短信里没有写明是哪张充值卡。",
        (_, RefusedError::Shop(why)) => return shop::failure(why),
        (_, RefusedError::NothingFound(number)) => return format!("{number} 没有遗失还能应答的卡。"),
        (_, RefusedError::NoLoadHere) => "拾到的卡不能在商户圈存。",
        (_, RefusedError::NothingSeen | RefusedError::FewerPackets(_)) => "没有截获这样的短信。",
        (_, RefusedError::NotTampered) => "这条短信不能这样改动。",
        (_, RefusedError::NothingUnderWay) => "没有在途短信。",
        (_, RefusedError::NothingOvertakes) => "没有可以抢先的短信。",
        (_, RefusedError::NoCall) => "现在没有这样的通话。",
    };
    chinese.to_owned()
}

/// Renders the refusal of something in the world, as a sentence.
pub fn world(language: Language, why: &WorldError) -> String {
    match (language, why) {
        (Language::English, _) => sentence(&why.to_string()),
        (_, WorldError::NoSuchPerson(number)) => format!("没有号码为 {number} 的用户。"),
        (_, WorldError::TwiceThere(number)) => format!("已经有号码为 {number} 的用户。"),
        (_, WorldError::NoSuchModel(name)) => format!("没有名为“{name}”的手机。"),
        (_, WorldError::NoCard(_)) => "用这份卡片配置不能制卡。".to_owned(),
        (_, WorldError::NotIssued(_)) => "平台不发行这张卡。".to_owned(),
        (_, WorldError::PhoneOff(_)) => "手机已关机。".to_owned(),
        (_, WorldError::CardGone(number, CardLoss::Lost)) => format!("{number} 的卡已遗失。"),
        (_, WorldError::CardGone(number, CardLoss::Broken)) => format!("{number} 的卡不能读出。"),
        (_, WorldError::Call(why)) => call(*why),
        (_, WorldError::OutOfReach(_)) => "卡不在读卡器的感应范围内。".to_owned(),
        (_, WorldError::Unrest { .. }) => "卡没有应答,手机将重新开机。".to_owned(),
        (_, WorldError::NotSent(why)) => not_sent(why),
        (_, WorldError::Handling(why)) => not_done(*why),
        (_, WorldError::Refused(why)) => declined(language, why),
        (_, WorldError::NoLooseCard(asn)) => format!("没有不在手机中的卡 {asn}。"),
        (_, WorldError::LooseCardSilent(asn)) => format!("卡 {asn} 没有应答。"),
        (_, WorldError::LineBroken) => "与平台的线路中断。".to_owned(),
    }
}

/// Renders the reason for which the platform declines something, as a sentence.
pub fn declined(language: Language, why: &DeclinedError) -> String {
    match (language, why) {
        (Language::English, _) => sentence(&why.to_string()),
        (_, DeclinedError::Books(refused)) => self::refused(refused),
        _ => notices::reason(why),
    }
}

/// Renders a refusal of the books in Chinese. Where the platform's own sentence has an amount or a date, these are
/// written as on every face.
fn refused(refused: &PlatformError) -> String {
    let yuan = |fen: i64| amount(Language::Chinese, fen);
    match refused {
        PlatformError::CashShort(has) => format!("现金账户余额不足,现金账户余额 {}。", yuan(*has)),
        PlatformError::RechargeCardShort(has) => format!("余额不足,充值卡账户余额 {}。", yuan(*has)),
        PlatformError::AccountShort(has) => format!("余额不足,可用余额 {}。", yuan(*has)),
        PlatformError::WalletShort(has) => format!("钱包余额不足,钱包余额 {}。", yuan(*has)),
        PlatformError::TopUpSum { most, left } => {
            format!("空中充值每天最多转存 {},今天还可转存 {}。", yuan(most.0.into()), yuan(left.0.into()))
        }
        PlatformError::Payment(PaymentError::RefundTooLarge(left)) => format!("退款金额超过可退金额 {}。", yuan(*left)),
        PlatformError::NotEmpty(rest) => format!("手机支付账户余额为 {},不为零,不能销户。", yuan(*rest)),
        PlatformError::InFlight(rest) => format!("您有在途资金 {},暂不能销户。", yuan(*rest)),
        PlatformError::PasswordLocked { until } => format!("密码已锁定,{until} 后自动解锁,也可拨打 10086 重置密码。"),
        other => sim_world::platform::texts::refused(other),
    }
}

/// Renders the reason for which a person cannot call, or go on with a call.
fn call(why: CallError) -> String {
    match why {
        CallError::NoService(_) => "没有网络,不能拨打电话。".to_owned(),
        CallError::InCall(number) => format!("{number} 正在通话中。"),
        CallError::NumberState(number, state) => format!("{number} 已{},不能拨打该号码。", state.chinese()),
        CallError::NoCall(number) => format!("{number} 没有拨打服务热线。"),
    }
}

fn not_sent(why: &SendError) -> String {
    match why {
        SendError::Number(number) => format!("“{number}”不是短信号码:应为 1 至 20 位数字,国际号码前加 +。"),
        SendError::Empty => "短信没有内容。".to_owned(),
        SendError::TooLong(parts) => format!("短信太长:要分 {parts} 条,最多 255 条。"),
        SendError::NoService => "没有网络,不能发送短信。".to_owned(),
        SendError::CentreRefuses(cause) => format!("短信中心拒收(RP 原因 {cause})。"),
        SendError::NetworkUnable(cause) => format!("网络现在不能发送短信(原因 {cause})。"),
    }
}

fn not_done(why: HandlingError) -> String {
    match why {
        HandlingError::NoSuchMessage(id) => format!("没有编号为 {id} 的在途短信。"),
        HandlingError::Held(id) => format!("短信 {id} 已经扣留。"),
        HandlingError::NotHeld(id) => format!("短信 {id} 没有扣留。"),
        HandlingError::AtHandset(id) => format!("短信 {id} 已送到手机,手机还没有回执。"),
    }
}

/// Writes an English clause as a sentence.
fn sentence(clause: &str) -> String {
    let mut letters = clause.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}.", letters.as_str())
}
