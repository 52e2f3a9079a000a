//! Every sentence that a service line speaks, in Chinese and English.

use super::request::TransactionLine;
use super::step::LineStep;
use super::{CallerFact, LineLanguage, ServiceLine};
use crate::platform::advice::Advice;
use crate::platform::amount::yuan;
use crate::platform::entry::EntryReason;
use crate::platform::error::PlatformError;
use crate::platform::notices::{self, DeclinedError};
use crate::platform::scratch_card::Recharge;
use crate::platform::texts as letters;
use sim_codec::amount::in_english;

/// Returns the text in the language of the call.
fn of(language: LineLanguage, chinese: &str, english: &str) -> String {
    match language {
        LineLanguage::Chinese => chinese.to_owned(),
        LineLanguage::English => english.to_owned(),
    }
}

/// Returns a sentence with what is said before it.
pub(super) fn joined(language: LineLanguage, before: Option<String>, text: String) -> String {
    match before {
        None => text,
        Some(before) => format!("{before}{}{text}", of(language, "", " ")),
    }
}

/// Returns the prompt of a step. The first one stands in both languages, each in a line.
pub(super) fn prompt(language: LineLanguage, (line, step): (ServiceLine, LineStep)) -> String {
    let (chinese, english) = match step {
        LineStep::Language => return welcome(line),
        LineStep::VoiceMenu => {
            ("手机支付充值请按1,返回请按*。", "To recharge mobile payment, press 1; to go back, press *.")
        }
        LineStep::VoiceWhose => (
            "为本机手机支付充值请按1,返回请按*。",
            "To recharge the account of this phone, press 1; to go back, press *.",
        ),
        LineStep::AnotherCard => {
            ("继续充值请按1,返回请按*,结束请挂机。", "For another card, press 1; to go back, press *; or hang up.")
        }
        LineStep::CareMenu => ("手机支付业务请按1,返回请按*。", "For mobile payment, press 1; to go back, press *."),
        LineStep::SecondLine => (
            "账户余额查询请按1,交易明细查询请按2,修改支付密码请按3,重置登陆密码请按4,重置支付密码请按5,\
             重置操作密码请按6,销户请按7,帮助请按8,人工服务请按0,返回请按*。",
            "For the balance, press 1; transactions, 2; to change the pay password, 3; to reset the login password, 4; \
             the pay password, 5; the operation PIN, 6; to close the account, 7; for help, 8; for an agent, 0; to go \
             back, *.",
        ),
        LineStep::LoginPasswordReset => (
            "新的登陆密码将以短信发送到本机。确认重置请按1,返回请按*。",
            "A new login password will come by short message. To confirm, press 1; to go back, press *.",
        ),
        LineStep::Closing => (
            "销户后之前的交易无法进行退款操作。确认销户请按1,返回请按*。",
            "Once the account is closed, no earlier payment is refunded. To close it, press 1; to go back, press *.",
        ),
        LineStep::Agent => (
            "人工服务为您服务。重置支付密码请按1,重置登陆密码请按2,重置操作密码请按3,业务咨询请按4,\
             返回请按*。",
            "An agent is with you. To reset the pay password, press 1; the login password, 2; the operation PIN, 3; for \
             advice, 4; to go back, *.",
        ),
        LineStep::Question(question) => return of(language, question.chinese(), &question.to_string()),
        LineStep::Fact(fact) => return of(language, ask(fact), ask_in_english(fact)),
        LineStep::Over => return farewell(language),
        LineStep::CardDigits
        | LineStep::OldPayPassword
        | LineStep::NewPayPassword
        | LineStep::NewPayPasswordAgain
        | LineStep::OperationPinReset
        | LineStep::ClosingPassword => field(step),
    };
    of(language, chinese, english)
}

/// Returns the prompt for a field, in both languages.
const fn field(step: LineStep) -> (&'static str, &'static str) {
    match step {
        LineStep::CardDigits => {
            ("请输入18位充值卡卡密,按#号键结束。", "Enter the 18 digits of the scratch card, followed by the hash key.")
        }
        LineStep::OldPayPassword => {
            ("请输入6位旧支付密码,按#号键结束。", "Enter the old pay password, 6 digits, followed by the hash key.")
        }
        LineStep::NewPayPassword => {
            ("请输入6位新支付密码,按#号键结束。", "Enter the new pay password, 6 digits, followed by the hash key.")
        }
        LineStep::NewPayPasswordAgain => {
            ("请再次输入新支付密码,按#号键结束。", "Enter the new pay password again, followed by the hash key.")
        }
        _ => ("请输入6位支付密码,按#号键结束。", "Enter the pay password, 6 digits, followed by the hash key."),
    }
}

/// Returns the question for the language, in both languages.
fn welcome(line: ServiceLine) -> String {
    let (chinese, english) = match line {
        ServiceLine::Voice => ("欢迎致电中国移动充值服务热线", "Welcome to the recharge line"),
        ServiceLine::Care => ("欢迎致电中国移动客户服务热线", "Welcome to customer care"),
    };
    format!("{chinese},普通话请按1。\n{english}. For English, press 2.")
}

/// Returns the agent's question for a fact.
const fn ask(fact: CallerFact) -> &'static str {
    match fact {
        CallerFact::Name => "请问机主姓名?",
        CallerFact::Document => "请问身份证号码?",
        CallerFact::OpeningDate => "请问手机支付开户日期?",
        CallerFact::LastRecharge => "请问最近一次成功充值的金额?",
        CallerFact::LastPurchase => "请问最近一次成功消费的金额?",
    }
}

const fn ask_in_english(fact: CallerFact) -> &'static str {
    match fact {
        CallerFact::Name => "What is the name of the holder?",
        CallerFact::Document => "What is the number of the identity card?",
        CallerFact::OpeningDate => "On which date was the account opened?",
        CallerFact::LastRecharge => "How much was the last successful recharge?",
        CallerFact::LastPurchase => "How much was the last successful purchase?",
    }
}

/// Returns the sentence for an input that the step does not take.
pub(super) fn wrong_input(language: LineLanguage, step: LineStep) -> String {
    if step.is_spoken() {
        of(language, "请说出您的回答。", "Please say your answer.")
    } else {
        of(language, "您的输入有误。", "That input is wrong.")
    }
}

/// Returns the sentence for keys that are not the digits of a scratch card.
pub(super) fn card_digits_wrong(language: LineLanguage) -> String {
    of(language, "充值卡卡密为18位数字。", "A scratch card has 18 digits.")
}

/// Returns the sentence for keys that are no pay password.
pub(super) fn pay_password_wrong(language: LineLanguage) -> String {
    of(language, "支付密码为6位数字。", "A pay password has 6 digits.")
}

/// Returns the sentence for a new password that was typed differently the second time.
pub(super) fn passwords_differ(language: LineLanguage) -> String {
    of(language, "两次输入的新支付密码不一致。", "The two new pay passwords differ.")
}

/// Returns the last sentence of a call.
pub(super) fn farewell(language: LineLanguage) -> String {
    of(language, "感谢您的来电,再见。", "Thank you for calling. Goodbye.")
}

/// Returns the sentence of a refusal.
pub(super) fn refused(language: LineLanguage, why: &DeclinedError) -> String {
    match language {
        LineLanguage::Chinese => notices::reason(why),
        LineLanguage::English => sentence(&why.to_string()),
    }
}

/// Writes an English clause as a sentence.
fn sentence(clause: &str) -> String {
    let mut letters = clause.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}.", letters.as_str())
}

/// Returns whether a refusal is about the scratch card, and another card may be typed.
pub(super) const fn is_about_card(why: &DeclinedError) -> bool {
    matches!(
        why,
        DeclinedError::Books(PlatformError::CardUnknown | PlatformError::CardUsed | PlatformError::CardProvince(_))
    )
}

/// Returns the sentence for a scratch card that was used.
pub(super) fn recharged(language: LineLanguage, recharge: Recharge) -> String {
    let Recharge { value, balance } = recharge;
    match language {
        LineLanguage::Chinese => letters::scratch_card(value, balance),
        LineLanguage::English => {
            format!("The recharge was successful: {value}. The recharge-card sub-account has {}.", in_english(balance))
        }
    }
}

/// Returns the sentence of the balances, in fen.
pub(super) fn balance(language: LineLanguage, cash: i64, card: i64) -> String {
    match language {
        LineLanguage::Chinese => letters::balance(cash, card),
        LineLanguage::English => {
            let [cash, card, sum] = [cash, card, cash.saturating_add(card)].map(in_english);
            format!("The cash sub-account has {cash}, the recharge-card sub-account {card}; {sum} are available.")
        }
    }
}

/// Returns the sentence of the newest transactions.
pub(super) fn transactions(language: LineLanguage, lines: &[TransactionLine]) -> String {
    if lines.is_empty() {
        return of(language, "没有交易记录。", "There are no transactions.");
    }
    let said: Vec<String> = lines.iter().map(|line| transaction(language, line)).collect();
    match language {
        LineLanguage::Chinese => format!("最新交易明细:{}。", said.join(";")),
        LineLanguage::English => format!("Newest transactions: {}.", said.join("; ")),
    }
}

fn transaction(language: LineLanguage, line: &TransactionLine) -> String {
    let TransactionLine { at, why, gained } = line;
    let sign = if *gained > 0 { "+" } else { "" };
    match language {
        LineLanguage::Chinese => {
            let at = at.civil();
            let [month, day, hour, minute] = [at.month(), at.day(), at.hour(), at.minute()];
            format!("{month}月{day}日{hour:02}:{minute:02}{}{sign}{}", letters::what(why), yuan(*gained))
        }
        LineLanguage::English => {
            let minute: String = at.to_string().chars().take("2009-11-18 09:30".len()).collect();
            format!("{minute} {} {sign}{}", in_english_words(why), in_english(*gained))
        }
    }
}

/// Returns the English name of an entry for the account's owner.
const fn in_english_words(why: &EntryReason) -> &'static str {
    match why {
        EntryReason::HallCash { .. } => "cash at a hall",
        EntryReason::WebBank { .. } => "from a bank",
        EntryReason::ScratchCard { .. } => "scratch card",
        EntryReason::LoadReserved { .. } | EntryReason::LoadSettled { .. } => "top-up of the wallet",
        EntryReason::LoadRefunded { .. } => "top-up taken back",
        EntryReason::OwnBill { .. } => "own phone bill",
        EntryReason::AnothersBill { .. } => "another's phone bill",
        EntryReason::Purchase { .. } => "purchase",
        EntryReason::Void { .. } => "purchase taken back",
        EntryReason::Return { .. } => "goods returned",
        EntryReason::UnloadReserved { .. } => "purse being taken back",
        EntryReason::UnloadSettled { .. } => "purse taken back",
        EntryReason::UnloadUndone { .. } => "purse not taken back",
        EntryReason::CardReplaced { .. } => "card replaced",
        EntryReason::WithdrawalFrozen { .. } => "withdrawal under way",
        EntryReason::WithdrawalPaid { .. } => "withdrawn to a bank",
        EntryReason::WithdrawalReturned { .. } => "withdrawal returned",
        EntryReason::RemotePurchase { .. } => "order paid",
        EntryReason::RemoteRefund { .. } => "order refunded",
        EntryReason::BroughtIn { .. } => "came with the card",
    }
}

/// Returns the sentence for a request that was granted.
pub(super) fn done(language: LineLanguage, step: LineStep) -> String {
    let (chinese, english) = match step {
        LineStep::LoginPasswordReset => (
            "登陆密码已重置,新密码已以短信发送到本机。",
            "The login password is reset; the new one comes by short message.",
        ),
        LineStep::OperationPinReset => (
            "操作密码重置已受理,结果将以短信通知。",
            "The operation PIN is being reset; a short message will bring the result.",
        ),
        LineStep::Question(_) | LineStep::Fact(_) => (
            "验证通过。支付密码已重置,新密码已以短信发送到本机。",
            "You are verified. The pay password is reset; the new one comes by short message.",
        ),
        LineStep::NewPayPasswordAgain => ("支付密码修改成功!", "The pay password is changed."),
        _ => ("办理成功。", "Done."),
    };
    of(language, chinese, english)
}

/// Returns the sentence for an account that was closed.
pub(super) fn account_closed(language: LineLanguage) -> String {
    of(language, "您的手机支付账户已销户。", "The payment account is closed.")
}

/// Returns the sentence before the first security question.
pub(super) fn verification(language: LineLanguage) -> String {
    of(language, "请回答密码保护问题。", "Please answer your security questions.")
}

/// Returns the sentence before the next security question.
pub(super) fn answer_wrong(language: LineLanguage) -> String {
    of(language, "回答不正确。", "That answer is wrong.")
}

/// Returns the sentence before the first fact.
pub(super) fn facts(language: LineLanguage) -> String {
    of(language, "请核对客户信息。", "Please give some facts about yourself and the account.")
}

/// Returns the sentence for a caller who knows too few facts.
pub(super) fn facts_wrong(language: LineLanguage) -> String {
    of(
        language,
        "核对正确的信息少于四项,不能重置支付密码。",
        "Fewer than four facts are right; the pay password is not reset.",
    )
}

/// Returns the sentence for a caller whose account is no real-name one, and whose answers did not help.
pub(super) fn real_name_needed(language: LineLanguage) -> String {
    of(
        language,
        "请到营业厅补齐基本资料,升级为实名用户后再通过客服重置。",
        "Please complete your data at a business hall; real-name users can be verified by facts.",
    )
}

/// Returns the sentence for a caller who was not verified earlier in the call.
pub(super) fn unverified(language: LineLanguage) -> String {
    of(
        language,
        "本次通话未通过身份验证,不能重置支付密码。",
        "You were not verified in this call; the pay password is not reset.",
    )
}

/// Returns the advice of an agent (handbook 4.3).
pub(super) fn advice(language: LineLanguage, advice: &[Advice]) -> String {
    match language {
        LineLanguage::Chinese => advice.iter().map(|advice| advice.chinese()).collect(),
        LineLanguage::English => advice.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
    }
}

/// Returns the help of customer care (handbook 4).
pub(super) fn help(language: LineLanguage) -> String {
    of(
        language,
        "开通请发送KT到10658888或到营业厅办理;充值可使用网银、充值卡或到营业厅交现金;常见问题请访问手机支付网站帮助中心。",
        "To open an account, send KT to 10658888 or go to a business hall; recharge by bank, scratch card or cash at a \
         hall; the help centre of the website has answers to common questions.",
    )
}
