//! The log of a world in lines, and the messages under way.

use sim_device::pos::line::BatchResult;
use sim_device::pos::take_back::TakenBack;
use sim_wire::Fen;
use sim_world::action::CardLoss;
use sim_world::platform::bank::BankAnswer;
use sim_world::platform::code::CodePurpose;
use sim_world::platform::number::Msisdn;
use sim_world::smsc::{Cargo, CarriedMessage, State};
use sim_world::world::{self, Event, EventKind, Fault, MessageHandling, Party, ServiceRequest, ShopError};

use super::{Language, Word, amount, ignored, message, refusal, shop, time_of_day};

/// Renders a party as the owner of the phone sees it.
fn party(language: Language, own: Msisdn, party: &Party) -> String {
    match party {
        Party::Person(number) if *number == own => language.of("本机", "own phone").to_owned(),
        other => named_party(language, other),
    }
}

/// Renders a party by its name.
pub fn named_party(language: Language, party: &Party) -> String {
    let (chinese, english) = match party {
        Party::Person(number) => return number.to_string(),
        Party::Platform => ("平台", "platform"),
        Party::Centre => ("短信中心", "SMS centre"),
        Party::Hall => ("营业厅", "hall"),
        Party::Pos(place) => return format!("POS {place}"),
        Party::Care => ("客服", "care"),
        Party::VoiceLine => ("语音热线", "voice line"),
        Party::Website => ("网站", "website"),
        Party::Bank => ("银行", "bank"),
        Party::Merchant(number) => return format!("{} {number}", language.of("商户", "merchant")),
        Party::Attacker => ("攻击者", "attacker"),
        Party::Esme(id) => return format!("{}{id}", language.of("短信实体 ", "ESME ")),
        Party::Nobody(number) => return format!("{number}{}", language.of("(空号)", " (nobody)")),
    };
    language.of(chinese, english).to_owned()
}

const fn fault(at: Fault) -> &'static str {
    match at {
        Fault::BeforeKeeping => "保存前",
        Fault::AfterKeeping => "保存后",
        Fault::AfterHandingOver => "交给短信中心后",
    }
}

fn handling(handling: MessageHandling) -> String {
    match handling {
        MessageHandling::Held => "扣留".to_owned(),
        MessageHandling::Released => "放行".to_owned(),
        MessageHandling::Dropped => "丢弃".to_owned(),
        MessageHandling::Repeated { copy } => format!("重发,编号 {copy}"),
        MessageHandling::Delayed { until } => format!("推迟到 {until}"),
    }
}

fn request(request: ServiceRequest) -> String {
    match request {
        ServiceRequest::OperationPinReset => "操作密码重置".to_owned(),
        ServiceRequest::PayPasswordReset => "支付密码重置".to_owned(),
        ServiceRequest::TopUp { amount: fen } => format!("钱包充值 {}", amount(Language::Chinese, fen.0.into())),
        ServiceRequest::BankTopUp { bank, amount: fen } => {
            format!("网银充值到手机钱包 {} {}", bank.chinese(), amount(Language::Chinese, fen.0.into()))
        }
        ServiceRequest::BankRecharge { bank, amount: fen } => {
            format!("网银充值 {} {}", bank.chinese(), amount(Language::Chinese, fen.0.into()))
        }
        ServiceRequest::BankAnswer { order, answer } => {
            let word = if answer == BankAnswer::Pays { "已付款" } else { "未付款" };
            format!("网银充值 {order} 银行{word}")
        }
        ServiceRequest::GoodsOrder { amount: fen } => format!("下单 {}", amount(Language::Chinese, fen.0.into())),
        ServiceRequest::GoodsPayment { order } => format!("支付订单 {order}"),
        ServiceRequest::GoodsRefund { order, amount: fen } => {
            format!("订单 {order} 退款 {}", amount(Language::Chinese, fen.0.into()))
        }
        ServiceRequest::SignIn => "登陆网站".to_owned(),
        ServiceRequest::AliasChoice => "设置别名".to_owned(),
        ServiceRequest::CardRecharge => "充值卡充值".to_owned(),
        ServiceRequest::BalanceQuery => "账户余额查询".to_owned(),
        ServiceRequest::TransactionsQuery => "交易明细查询".to_owned(),
        ServiceRequest::PayPasswordChange => "修改支付密码".to_owned(),
        ServiceRequest::Advice => "业务咨询".to_owned(),
        ServiceRequest::CallerVerification => "核对来电用户身份".to_owned(),
        ServiceRequest::SecurityQuestions => "设置密保问题".to_owned(),
        ServiceRequest::SecurityPhone => "设置密保手机号".to_owned(),
        ServiceRequest::PayPasswordResetByQuestion => "回答密保问题,重置支付密码".to_owned(),
        ServiceRequest::InitialPayPassword => "重新下发初始支付密码".to_owned(),
        ServiceRequest::LoginPasswordChange => "修改登陆密码".to_owned(),
        ServiceRequest::BankCardBinding => "绑定提现银行卡".to_owned(),
        ServiceRequest::Withdrawal { amount: fen } => format!("提现 {}", amount(Language::Chinese, fen.0.into())),
        ServiceRequest::CodeSending(CodePurpose::Payment(order)) => format!("获取支付订单 {order} 的验证码"),
        ServiceRequest::CodeSending(purpose) => format!("获取{}的验证码", purpose.chinese()),
        ServiceRequest::Registration => "网站注册手机支付".to_owned(),
        ServiceRequest::LoginPasswordReset => "登陆密码重置".to_owned(),
        ServiceRequest::RealNameUpgrade => "实名升级".to_owned(),
        ServiceRequest::Bill { whose, amount: paid } => {
            format!("为 {whose} 缴话费 {}", amount(Language::Chinese, paid.0.into()))
        }
        ServiceRequest::AccountClosing => "账户销户".to_owned(),
        ServiceRequest::NumberState(state) => format!("号码状态:{}", state.chinese()),
        ServiceRequest::TerminalLoad => "终端圈存".to_owned(),
        ServiceRequest::TerminalLoadUndone => "终端圈存,未成功".to_owned(),
        ServiceRequest::Hall(service) => service.chinese().to_owned(),
    }
}

/// Renders the platform's result behind a comma; nothing for `None`.
fn behind(result: Option<String>) -> String {
    result.map(|result| format!(",{result}")).unwrap_or_default()
}

/// Renders the reason of a failure in brackets; nothing for `None`.
fn in_brackets(failed: Option<&ShopError>) -> String {
    failed.map(|why| format!("({})", shop::failure(why))).unwrap_or_default()
}

/// Renders an amount in Chinese.
fn yuan(fen: Fen) -> String {
    amount(Language::Chinese, fen.0.into())
}

/// Renders in Chinese whether a card held to a terminal paid.
fn tapped(amount: Fen, completed: Option<Fen>, failed: Option<&ShopError>) -> String {
    match (completed, failed) {
        (Some(completed), _) => format!("完成上一笔消费 {},没有再次扣款", yuan(completed)),
        (None, None) => format!("刷卡消费 {}", yuan(amount)),
        (None, Some(why)) => format!("刷卡消费 {} 不成功({})", yuan(amount), shop::failure(why)),
    }
}

/// Renders in Chinese how a purchase was taken back, or why it was not.
fn taken_back(amount: Fen, how: Option<TakenBack>, failed: Option<&ShopError>) -> String {
    match how {
        Some(how) => format!("消费 {} {}", yuan(amount), shop::taken_back(Language::Chinese, how)),
        None => format!("消费 {} 没有撤销或退货{}", yuan(amount), in_brackets(failed)),
    }
}

/// Renders the result of an upload in Chinese.
fn uploaded(batch: u32, result: Option<&BatchResult>, failed: Option<&ShopError>) -> String {
    match result {
        Some(result) => format!("批次 {batch:06} {}", shop::settled(result)),
        None => format!("批次 {batch:06} 没有结算{}", in_brackets(failed)),
    }
}

/// Renders the kind of an event in Chinese.
fn chinese(kind: &EventKind) -> String {
    let content = |of| message::content(Language::Chinese, of);
    match kind {
        EventKind::SwitchedOn => "开机".to_owned(),
        EventKind::SwitchedOff => "关机".to_owned(),
        EventKind::Fell => "卡没有应答".to_owned(),
        EventKind::Handed { message, content: of, fate, .. } => {
            format!("短信 {message}:{}{}", content(of), behind(fate.map(message::fate)))
        }
        EventKind::NotTaken { content: of } => format!("网络没有接收:{}", content(of)),
        EventKind::Delivered { message, content: of, result } => {
            format!("短信 {message} 送达:{}{}", content(of), behind(result.as_ref().map(ignored::result)))
        }
        EventKind::Brought { message } => format!("短信 {message} 已送到卡,卡正忙"),
        EventKind::Refused { message, cause } => {
            let cause = cause.map(|cause| format!("(TP-FCS {cause:02X})")).unwrap_or_default();
            format!("短信 {message} 被拒收{cause}")
        }
        EventKind::Failed { message, why, again } => {
            let again = again.map_or_else(|| "不再试".to_owned(), |again| format!("{} 再试", time_of_day(again)));
            format!("短信 {message} 未送达:{};{again}", message::failure(*why))
        }
        EventKind::Reported { message, acknowledged, result, .. } => {
            let said = if *acknowledged { "已接收" } else { "拒收" };
            format!("回执 {message}:{said}{}", behind(ignored::proof(result)))
        }
        EventKind::Unreadable { message } => format!("短信 {message} 无法识别,丢弃"),
        EventKind::Woke => "处理到期事项".to_owned(),
        EventKind::ByHand { message, handling } => format!("短信 {message} 人工{}", self::handling(*handling)),
        EventKind::Deposited { amount } => format!("存入现金 {}", yuan(*amount)),
        EventKind::CardLost(CardLoss::Lost) => "手机和卡遗失".to_owned(),
        EventKind::CardLost(CardLoss::Broken) => "卡不能读出".to_owned(),
        EventKind::Tapped { amount, completed, failed } => tapped(*amount, *completed, failed.as_ref()),
        EventKind::TakenBack { amount, how, failed } => taken_back(*amount, *how, failed.as_ref()),
        EventKind::Uploaded { batch, result, failed } => uploaded(*batch, result.as_ref(), failed.as_ref()),
        EventKind::ParametersTaken { version, failed: None } => format!("已有参数版本 {version}"),
        EventKind::ParametersTaken { failed, .. } => format!("没有得到参数{}", in_brackets(failed.as_ref())),
        EventKind::Printed { value } => format!("售出充值卡 {}", yuan(*value)),
        EventKind::Asked { request, refused: None } => format!("受理:{}", self::request(*request)),
        EventKind::Asked { request, refused: Some(why) } => {
            format!("未受理:{}({})", self::request(*request), refusal::declined(Language::Chinese, why))
        }
        EventKind::CallBegan => "通话开始".to_owned(),
        EventKind::CallEnded => "通话结束".to_owned(),
        EventKind::Stopped { at } => format!("中断后重新启动({})", fault(*at)),
    }
}

/// Renders the kind of an event with its particulars, without its parties.
pub fn kind(language: Language, kind: &EventKind) -> String {
    match language {
        Language::Chinese => chinese(kind),
        Language::English => kind.to_string(),
    }
}

/// Renders an event in a line: `10:30:02 本机→平台 短信 5:文字 CX`.
pub fn line(language: Language, own: Msisdn, event: &Event) -> String {
    let Event { at, from, to, .. } = event;
    let to = to.as_ref().map(|to| format!("→{}", party(language, own, to))).unwrap_or_default();
    let told = kind(language, &event.kind);
    format!("{} {}{to} {told}", time_of_day(*at), party(language, own, from))
}

/// Renders an event in a line for everybody, with its date and its parties by their names:
/// `2009-11-18 10:30:02  13800000001→平台 短信 5:文字 CX`.
pub fn dated_line(language: Language, event: &Event) -> String {
    if language == Language::English {
        return event.to_string();
    }
    let Event { at, from, to, .. } = event;
    let to = to.as_ref().map(|to| format!("→{}", named_party(language, to))).unwrap_or_default();
    let letter = letter(&event.kind).map(|letter| format!("(待发短信 {letter})")).unwrap_or_default();
    format!("{at}  {}{to} {}{letter}", named_party(language, from), kind(language, &event.kind))
}

/// Returns the number of the platform's letter that an event is about; `None` if it is about none.
const fn letter(kind: &EventKind) -> Option<u64> {
    match kind {
        EventKind::Handed { letter, .. } => *letter,
        EventKind::Reported { letter, .. } => Some(*letter),
        _ => None,
    }
}

/// Renders the sender and the receiver of a message under way by their names.
pub fn carried_parties(language: Language, carried: &CarriedMessage) -> (String, String) {
    let person = |number: Msisdn| named_party(language, &Party::Person(number));
    let platform = || named_party(language, &Party::Platform);
    let other = |digits: &str| match digits.parse() {
        _ if digits == sim_world::platform::NUMBER => platform(),
        Ok(number) => person(number),
        Err(_) => language.of("其他号码", "another number").to_owned(),
    };
    match &carried.cargo {
        Cargo::Submit { from, to, .. } => (person(*from), other(to)),
        Cargo::Deliver { from, to, .. } => (other(from), person(*to)),
        Cargo::Report { from, .. } => (person(*from), platform()),
    }
}

/// Renders a message under way in a line without its number: `本机→平台 安全数据包 10:30:04`.
pub fn carried(language: Language, own: Msisdn, carried: &CarriedMessage) -> String {
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
    let what = message::content(language, &world::content(&carried.cargo));
    let stands = match carried.state {
        _ if carried.held => say(Word::Held).to_owned(),
        State::Waiting => time_of_day(carried.due),
        State::AtHandset(_) => say(Word::AtHandset).to_owned(),
        State::BehindNext => say(Word::BehindNext).to_owned(),
    };
    let tries = if carried.tries > 0 { format!(" ×{}", carried.tries.saturating_add(1)) } else { String::new() };
    format!("{from}→{to} {what} {stands}{tries}")
}
