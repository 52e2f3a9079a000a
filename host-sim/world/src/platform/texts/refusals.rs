//! The sentences for a refusal and for a mistyped order.

use crate::platform::amount::yuan;
use crate::platform::error::PlatformError;
use crate::platform::orders::OrderError;

use super::{amount, help};

/// Returns the sentence of a refusal.
pub fn refused(reason: &PlatformError) -> String {
    match reason {
        PlatformError::NoAccount => "您尚未开通手机支付账户,请发送KT到10658888开通。".to_owned(),
        PlatformError::AlreadyOpen => "您已开通手机支付账户,无需重复开通。".to_owned(),
        PlatformError::AccountClosing => "您的手机支付账户为待销户状态,不能办理该业务。".to_owned(),
        PlatformError::NumberState(state) => format!("您的手机号码已{},不能办理该业务。", state.chinese()),
        PlatformError::CancelledForGood => "您的手机号码已销号,不能恢复。".to_owned(),
        PlatformError::PasswordInitial
        | PlatformError::PasswordWrong { .. }
        | PlatformError::PasswordLocked { .. }
        | PlatformError::PasswordReplaced
        | PlatformError::PasswordSame => password(reason),
        PlatformError::PasswordChanged
        | PlatformError::QuestionsMissing
        | PlatformError::QuestionTwice
        | PlatformError::AnswerWrong { .. }
        | PlatformError::AnswersUsedUp
        | PlatformError::SecurityPhoneMissing => security(reason),
        PlatformError::CodeWrong { left: 0 } => "短信验证码错误,该验证码已失效,请重新获取。".to_owned(),
        PlatformError::CodeWrong { left } => format!("短信验证码错误,还可输入{left}次。"),
        PlatformError::CodeMissing => "没有有效的短信验证码,请重新获取。".to_owned(),
        PlatformError::CodeCount { most } => format!("一小时内最多获取{most}次短信验证码,请稍后再试。"),
        PlatformError::AmountZero => "金额不能为零。".to_owned(),
        PlatformError::CashShort(has) => format!("现金账户余额不足,现金账户余额{}。", yuan(*has)),
        PlatformError::RechargeCardShort(has) => format!("余额不足,充值卡账户余额{}。", yuan(*has)),
        PlatformError::AccountShort(has) => format!("余额不足,可用余额{}。", yuan(*has)),
        PlatformError::WalletShort(has) => format!("钱包余额不足,钱包余额{}。", yuan(*has)),
        PlatformError::TopUpCount { most } => format!("空中充值每天最多可充值{most}次,今天已满。"),
        PlatformError::TopUpSum { most, left } => {
            format!("空中充值每天最多转存{},今天还可转存{}。", amount(*most), amount(*left))
        }
        PlatformError::CardUnknown => "充值卡密码错误,请核对后重新输入。".to_owned(),
        PlatformError::CardGuesses { most } => format!("充值卡密码连续错误{most}次,今天不能再使用充值卡充值。"),
        PlatformError::CardUsed => "该充值卡已被使用。".to_owned(),
        PlatformError::CardProvince(province) => format!("暂不支持{province}充值卡。"),
        PlatformError::BillCancelled(number) => format!("{number}已销号,不能缴费。"),
        PlatformError::NotEmpty(rest) => format!("手机支付账户余额为{},不为零,不能销户。", yuan(*rest)),
        PlatformError::InFlight(rest) => format!("您有在途资金{},暂不能销户。", yuan(*rest)),
        PlatformError::AgreementMissing => "请阅读并同意手机支付业务客户服务协议。".to_owned(),
        PlatformError::AlreadyRealName => "您的手机支付账户已是实名账户。".to_owned(),
        PlatformError::IdentityIncomplete => {
            "您的基本资料不齐全,请携带本人手机及身份证件到移动营业厅补齐资料。".to_owned()
        }
        _ => of_account(reason),
    }
}

/// Returns the sentence of a refusal that concerns bank card, payments and alias. What no subscriber's input can cause
/// is the operator's own mistake.
fn of_account(reason: &PlatformError) -> String {
    match reason {
        PlatformError::NotRealName => "非实名账户不能提现,请到营业厅补齐资料。".to_owned(),
        PlatformError::BankCardMissing => "请先绑定提现银行卡。".to_owned(),
        PlatformError::BankCardOwner => "提现银行卡户名与手机支付账户户名不一致。".to_owned(),
        PlatformError::BankCardBindings { most } => format!("本月绑定银行卡已达{most}次。"),
        PlatformError::Payment(reason) => reason.chinese(),
        PlatformError::AliasTaken => "该别名已被使用。".to_owned(),
        PlatformError::AliasNeeded => "号码已销号,请用别名登陆。".to_owned(),
        PlatformError::AliasTooEarly => "号码未销号,请用手机号码登陆。".to_owned(),
        PlatformError::WalletOpen => "请先注销手机钱包。".to_owned(),
        _ => "系统繁忙,请稍后再试,详询10086。".to_owned(),
    }
}

/// Returns the sentence of a refusal to reset the login password. It names that password; elsewhere a text about a lock
/// means the pay password.
pub fn login_reset_refused(reason: &PlatformError) -> String {
    let sentence = refused(reason);
    match reason {
        PlatformError::PasswordLocked { .. } => format!("登陆{sentence}"),
        _ => sentence,
    }
}

/// Returns the sentence of a password's refusal.
fn password(reason: &PlatformError) -> String {
    match reason {
        PlatformError::PasswordWrong { left } => format!("密码错误,再输错{left}次将被锁定24小时。"),
        PlatformError::PasswordLocked { until } => {
            let at = until.civil();
            let [month, day, hour, minute] = [at.month(), at.day(), at.hour(), at.minute()];
            format!("密码已锁定,{month}月{day}日{hour:02}:{minute:02}后自动解锁,也可拨打10086重置密码。")
        }
        PlatformError::PasswordReplaced => "密码刚刚被修改,未办理任何业务,请重试。".to_owned(),
        PlatformError::PasswordSame => "新密码不能与旧密码相同。".to_owned(),
        _ => "初始密码必须修改后才能生效,请先修改密码。".to_owned(),
    }
}

/// Returns the sentence of a refusal that concerns the security questions.
fn security(reason: &PlatformError) -> String {
    match reason {
        PlatformError::AnswerWrong { left } => format!("密保问题回答错误,今天还可回答{left}次。"),
        PlatformError::AnswersUsedUp => {
            "密保问题一天内回答错误3次,请拨打10086通过客服人工服务找回支付密码。".to_owned()
        }
        PlatformError::QuestionTwice => "三个密保问题不能相同。".to_owned(),
        PlatformError::PasswordChanged => "支付密码已修改,不能重新下发初始密码。".to_owned(),
        PlatformError::SecurityPhoneMissing => "请先在安全中心设置密保手机号。".to_owned(),
        _ => "您尚未设置密保问题,请拨打10086重置支付密码。".to_owned(),
    }
}

/// Returns the answer to a mistyped order.
pub fn mistake(mistake: OrderError) -> String {
    match mistake {
        OrderError::Unknown => help(),
        OrderError::CardDigits => "充值卡密码为18位数字,请发送CZK 18位卡密。".to_owned(),
        OrderError::Amount => "金额格式错误,请发送HF 金额(元),最多两位小数。".to_owned(),
        OrderError::Date => "日期格式错误,请按年月日回复,如20091118。".to_owned(),
        OrderError::TooLong => "短信过长,不是有效指令,未办理任何业务。发送CX等指令请勿附加其他内容。".to_owned(),
        OrderError::WithdrawalAmount => "金额格式错误,请发送TX 金额(元),最多两位小数。".to_owned(),
        OrderError::NotAsked => "没有等待您确认的业务或已超时,请重新发送指令。".to_owned(),
        OrderError::Late => "您的回复已超时,未办理任何业务,请重新发送指令。".to_owned(),
        OrderError::ReplyAmount => "金额格式错误,请回复金额(元),如100,最多两位小数。".to_owned(),
        OrderError::ReplyPassword => "支付密码为6位数字,请重新回复。".to_owned(),
        OrderError::ReplyCode(code) => format!("代码错误,请回复{code}。"),
    }
}
