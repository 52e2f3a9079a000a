//! Every text that a person can read, in Chinese and in English: one table. The Chinese texts are the handbook's as far
//! as the handbook has them.

use serde::{Deserialize, Serialize};

/// Tongue of the card's texts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Tongue {
    /// 中文, in UCS2.
    #[default]
    Chinese,
    /// English, in the GSM default alphabet.
    English,
}

/// Writes the table: the enum, and each phrase in both tongues.
macro_rules! phrases {
    ($($name:ident = $chinese:literal, $english:literal;)+) => {
        /// A text, or a piece of one.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub(crate) enum Phrase { $($name,)+ }

        impl Phrase {
            /// Every phrase.
            #[cfg(test)]
            pub(crate) const ALL: &'static [Phrase] = &[$(Phrase::$name,)+];

            /// Returns the phrase in a tongue.
            pub(crate) const fn in_tongue(self, tongue: Tongue) -> &'static str {
                match tongue {
                    Tongue::Chinese => match self { $(Phrase::$name => $chinese,)+ },
                    Tongue::English => match self { $(Phrase::$name => $english,)+ },
                }
            }
        }
    };
}

phrases! {
    // The tree.
    MobileWallet = "手机钱包", "Mobile wallet";
    MyWallet = "我的钱包", "My wallet";
    MyAccount = "我的支付账户", "My payment account";
    AccountQueries = "账户查询", "Account queries";
    PayBills = "我要缴费", "Pay bills";
    Services = "业务管理", "Services";
    OperationPin = "操作密码设置", "Operation PIN";
    PayPassword = "支付密码设置", "Pay password";
    OpenWallet = "开通钱包", "Open wallet";
    CloseWallet = "注销钱包", "Close wallet";
    TopUp = "钱包充值", "Top up";
    WalletBalance = "钱包余额查询", "Wallet balance";
    WalletRecords = "钱包明细查询", "Wallet records";
    SuspendWallet = "钱包暂停", "Suspend wallet";
    ResumeWallet = "钱包恢复", "Resume wallet";
    AccountBalance = "账户余额查询", "Account balance";
    AccountRecords = "账户明细查询", "Account records";
    ScratchCard = "充值卡充值", "Recharge by card";
    OwnBill = "缴本机话费", "Own phone bill";
    OthersBill = "缴他人话费", "Another's phone bill";
    PinOn = "启用操作密码", "Switch PIN on";
    PinOff = "停用操作密码", "Switch PIN off";
    PinChange = "修改操作密码", "Change PIN";
    PayPasswordChange = "修改支付密码", "Change pay password";
    Limit = "单次消费限额", "Purchase limit";
    // Answers to a question, where no key can be asked for.
    Yes = "确定", "Yes";
    No = "取消", "No";
    YesOrNo = " 1确定 0取消", " 1 yes 0 no";
    ByNumber = "请输入序号", "Enter the number";
    // Units.
    Yuan = "元", " yuan";
    // What is asked for.
    AskPin = "请输入操作密码:", "Enter the operation PIN:";
    AskOldPin = "请输入旧操作密码:", "Enter the old operation PIN:";
    AskNewPin = "请输入新操作密码(4-12位数字):", "Enter the new operation PIN (4 to 12 digits):";
    AskNewPinAgain = "请再次输入新操作密码:", "Enter the new operation PIN again:";
    AskOldPayPassword = "请输入旧支付密码:", "Enter the old pay password:";
    AskNewPayPassword = "请输入新支付密码(6位数字):", "Enter the new pay password (6 digits):";
    AskNewPayPasswordAgain = "请再次输入新支付密码:", "Enter the new pay password again:";
    AskPayPassword = "请输入支付密码:", "Enter the pay password:";
    AskTopUpAmount = "请输入充值金额(元):", "Enter the amount to top up (yuan):";
    AskBillAmount = "请输入缴费金额(元):", "Enter the amount to pay (yuan):";
    AskNumber = "请输入对方手机号码:", "Enter the other's number:";
    AskScratchCard = "请输入18位充值卡密码:", "Enter the 18 digits of the recharge card:";
    AskLimit = "请输入单次消费限额(元),0为不限:", "Enter the limit of one purchase (yuan), 0 for none:";
    LimitIs = "当前限额:", "The limit is ";
    NoLimit = "当前不限额", "There is no limit";
    Stop = "。", ". ";
    // Questions.
    ConfirmTopUp = "钱包充值", "Top up ";
    OneTopUp = "一笔", "A top-up of ";
    IsUnderWay = "的钱包充值正在处理中,继续等待?不等待可另充一笔代替它。", " is under way. Wait for it? If not, a new one can take its place.";
    ConfirmOwnBill = "缴本机话费", "Pay own bill: ";
    ConfirmOthersBill = "为", "Pay the bill of ";
    ConfirmPays = "缴话费", ": ";
    Sure = ",确认?", ", sure?";
    ConfirmClose = "注销钱包将同时注销手机支付账户,确认?", "This closes the wallet and the payment account, sure?";
    ConfirmPinOn = "确认启用操作密码?", "Switch the operation PIN on?";
    ConfirmPinOff = "确认停用操作密码?", "Switch the operation PIN off?";
    // Complaints, which stand before what is asked again.
    NotAnAmount = "金额有误,最多两位小数。", "Not an amount with at most two decimals. ";
    AmountIsZero = "金额不能为零。", "The amount must not be zero. ";
    AmountTooGreat = "充值后将超过钱包余额上限。", "The wallet would hold more than it may. ";
    AmountTooMany = "金额过大。", "The amount is too great. ";
    NotAPin = "操作密码应为4-12位数字。", "A PIN has 4 to 12 digits. ";
    PinWrong = "操作密码错误,还可输入", "Wrong PIN, tries left: ";
    PinWrongTimes = "次。", ". ";
    Different = "两次输入不一致。", "The two are not the same. ";
    NotAPassword = "支付密码应为6位数字。", "A pay password has 6 digits. ";
    NotANumber = "手机号码有误。", "Not a mobile number. ";
    NotAScratchCard = "充值卡密码应为18位数字。", "A recharge card has 18 digits. ";
    // Last screens.
    BalanceIs = "钱包余额:", "Wallet balance: ";
    TopUpWillBeTold = "充值完成后手机会提示您。", "This phone will tell you when it is done.";
    NoRecords = "没有交易记录。", "There are no records.";
    LimitSet = "单次消费限额已设为", "One purchase may now cost ";
    LimitLifted = "单次消费限额已取消。", "There is no limit now.";
    PinIsOn = "操作密码已启用,初始密码为", "The PIN is on; it is ";
    PinIsOnChangeIt = ",请尽快修改。", ", change it soon.";
    PinIsOff = "操作密码已停用。", "The PIN is off.";
    PinIsChanged = "操作密码修改成功!", "The PIN is changed.";
    PinNotOn = "操作密码未启用。", "The PIN is not on.";
    PinIsBlocked = "操作密码已锁定,请拨打10086重置。", "The PIN is blocked; call 10086 to have it reset.";
    NotOpened = "钱包未开通。", "The wallet is not opened.";
    IsSuspended = "钱包已暂停。", "The wallet is suspended.";
    IsClosing = "号码已销户,不能使用此功能。", "The number is cancelled; this cannot be done.";
    HasMoney = "钱包余额不为零,不能注销。", "There is money in the wallet; it cannot be closed.";
    Blocked = "钱包应用已锁定。", "The wallet application is blocked.";
    Failed = "操作失败。", "It could not be done.";
    PhoneCannot = "手机不支持此功能。", "This phone cannot do it.";
    // What goes to the platform.
    Request = "请求", " request";
    SendingEnd = "发送中...", " is being sent...";
    Sent = "请求发送成功!", " request sent.";
    NotSent = "请求发送失败!", " request NOT sent.";
    OrderOpen = "钱包开通", "Open wallet";
    OrderClose = "钱包注销", "Close wallet";
    OrderSuspend = "暂停", "Suspend";
    OrderResume = "恢复", "Resume";
    OrderTopUp = "钱包充值", "Top-up";
    OrderAccountBalance = "账户余额查询", "Account balance";
    OrderAccountRecords = "账户明细查询", "Account records";
    OrderScratchCard = "充值卡充值", "Recharge";
    OrderBill = "缴费", "Payment";
    OrderPayPassword = "支付密码修改", "Pay password change";
    // What the platform did.
    NowOpen = "钱包开通成功。", "The wallet is open.";
    NowResumed = "钱包已恢复。", "The wallet is resumed.";
    NowClosing = "号码已销户,钱包余额可继续消费。", "The number is cancelled; what is in the wallet can be spent.";
    NowClosed = "钱包已注销。", "The wallet is closed.";
    NowToppedUp = "钱包充值成功!", "Topped up: ";
    NowHolds = ",余额", ", balance ";
    NowWithdrawn = "钱包充值已取消。", "The top-up is cancelled.";
    NowPinReset = "操作密码已重置,请尽快修改。", "The PIN is reset, change it soon.";
    NowCalibrated = "刷卡距离校准成功。", "The tap distance is calibrated.";
    // The log.
    Load = "充值", "Top-up";
    Unload = "圈提", "Unload";
    Purchase = "消费", "Purchase";
    OtherTransaction = "其他交易", "Other";
    Terminal = "终端", "Terminal ";
    Counter = "序号", "Number ";
    // Help.
    HelpMyWallet = "查询钱包余额和最近十笔交易,给钱包充值,开通、注销、暂停或恢复钱包。", "The wallet's balance and last ten records; top up, open, close, suspend and resume it.";
    HelpMyAccount = "查询手机支付账户的余额和明细,用充值卡给账户充值。", "Balance and records of the payment account; recharge it by a card.";
    HelpPayBills = "用充值卡账户为本机或他人缴纳话费。", "Pay your own or another's phone bill from the recharge-card account.";
    HelpServices = "设置操作密码和支付密码、单次消费限额,注销钱包。", "Operation PIN, pay password, purchase limit; close the wallet.";
    HelpOpen = "向手机支付平台发送开通请求。平台响应后钱包才开通。没有支付账户的同时开通账户,初始密码由短信下发。", "Sends a request to the payment platform. The wallet is open when the platform has answered. If you have no payment account, one is opened, and its passwords come by short message.";
    HelpClose = "钱包余额和支付账户余额均为零时才能注销,钱包和账户同时注销。", "Only when wallet and payment account are both empty. Both are closed.";
    HelpTopUp = "把手机支付账户的现金转入钱包。每天最多充值5次,最多500元,现金余额须足够。请输入金额(元),最多两位小数,可用*代替小数点;确认后输入6位支付密码。充值成功后会收到短信通知。没有收到通知时,请先查询钱包余额和钱包明细,不要马上重复充值。也可拨打10086查询。", "Moves cash of the payment account into the wallet: at most 5 times and 500 yuan a day, and the cash must cover it. Enter the amount in yuan with at most two decimals (* may stand for the point), confirm, and enter the 6 digits of the pay password. A short message tells when it is done. If none comes, look at balance and records first and do not repeat it at once, or call 10086.";
    HelpBalance = "显示卡内钱包的余额。", "Shows what is in the wallet on the card.";
    HelpRecords = "逐条显示最近十笔交易,按确定看下一笔。", "Shows the last ten transactions one by one; OK shows the next.";
    HelpSuspend = "暂停后不能消费和充值,仍可查询。平台响应后生效。", "Suspended, it neither pays nor loads; it can be looked at. It holds when the platform has answered.";
    HelpResume = "恢复后钱包的所有功能可以重新使用。平台响应后生效。", "All functions can be used again when the platform has answered.";
    HelpAccount = "向手机支付平台查询,结果由短信告知。", "Asks the payment platform; the answer comes by short message.";
    HelpScratchCard = "输入充值卡上的18位密码,金额存入充值卡账户。", "Enter the 18 digits on the card; its amount goes to the recharge-card account.";
    HelpBill = "从充值卡账户扣款。请输入金额(元),最多两位小数,可用*代替小数点。", "Paid from the recharge-card account. Enter the amount in yuan with at most two decimals; * may stand for the point.";
    HelpPin = "操作密码保护本菜单。启用后为初始密码,可改为4-12位数字;连续输错将被锁定。忘记时请拨打10086重置。", "The operation PIN guards this menu. Switched on it starts as issued and can be changed to 4 to 12 digits; wrong tries in a row block it. If you forget it, call 10086.";
    HelpPayPassword = "支付密码为6位数字,用于钱包充值、缴他人话费和注销,由平台修改。", "6 digits, asked for topping up, for paying another's bill and for closing. The platform changes it.";
    HelpLimit = "一次消费不能超过的金额,等于限额可以消费。请输入金额(元),最多两位小数,可用*代替小数点;0为不限。", "What one purchase may cost at most; just as much is allowed. Enter it in yuan with at most two decimals (* may stand for the point); 0 is no limit.";
}

#[cfg(test)]
mod tests {
    use super::*;
    use sim_wire::text::spelling;

    #[test]
    fn phrases_fit_the_alphabet_of_their_language() {
        for phrase in Phrase::ALL {
            let english = phrase.in_tongue(Tongue::English);
            assert!(english.chars().all(|character| spelling(character).is_some()), "{english}");
            let chinese = phrase.in_tongue(Tongue::Chinese);
            assert!(chinese.chars().all(|character| character.len_utf16() == 1), "{chinese}");
            assert!(!english.is_empty() && !chinese.is_empty(), "{phrase:?}");
        }
    }
}
