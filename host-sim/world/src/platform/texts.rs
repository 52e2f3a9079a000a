//! Every sentence that the platform sends by short message. The wording is the handbook's where the handbook has one,
//! and follows its manner elsewhere. Amounts are printed as the handbook writes them ([`yuan`]); commas and colons are
//! half-width, as there.

use sim_wire::Fen;

use super::account::NumberState;
use super::amount::yuan;
use super::bank::Bank;
use super::bank_card::BankCard;
use super::code::{CodePurpose, SmsCode};
use super::entry::{Entry, EntryReason};
use super::goods_order::GoodsName;
use super::number::Msisdn;
use super::password::{Initials, LoginPassword, PayPassword};
use sim_codec::time::Day;
use sim_device::pos::merchant_name::MerchantName;

mod questions;
mod refusals;

pub use questions::question;
pub use refusals::{login_reset_refused, mistake, refused};

/// Prints an amount in yuan.
fn amount(fen: Fen) -> String {
    yuan(fen.0.into())
}

/// Returns the sentence of the balances, in fen (2.7.2). Available is the sum of both sub-accounts.
pub fn balance(cash: i64, card: i64) -> String {
    let available = cash.saturating_add(card);
    let [cash, card, available] = [cash, card, available].map(yuan);
    format!("现金账户余额:{cash};充值卡账户余额:{card},可用余额{available}。")
}

/// Returns the sentence of the newest transactions, the newest first, each with the account's change in fen.
pub fn transactions<'a>(newest: impl IntoIterator<Item = (&'a Entry, i64)>) -> String {
    let lines: Vec<_> = newest.into_iter().map(|(entry, gained)| line(entry, gained)).collect();
    if lines.is_empty() {
        "没有交易记录。".to_owned()
    } else {
        format!("最新交易明细:{}。", lines.join(";"))
    }
}

/// Prints a transaction: `11月18日09:30充值卡充值+50元`.
fn line(entry: &Entry, gained: i64) -> String {
    let at = entry.at.civil();
    let sign = if gained > 0 { "+" } else { "" };
    let [month, day, hour, minute] = [at.month(), at.day(), at.hour(), at.minute()];
    format!("{month}月{day}日{hour:02}:{minute:02}{}{sign}{}", what(&entry.why), yuan(gained))
}

/// Returns the Chinese name of an entry for the account's owner.
pub const fn what(why: &EntryReason) -> &'static str {
    match why {
        EntryReason::HallCash { .. } => "营业厅现金充值",
        EntryReason::WebBank { .. } => "网银充值",
        EntryReason::RemotePurchase { .. } => "消费",
        EntryReason::RemoteRefund { .. } => "退款",
        EntryReason::ScratchCard { .. } => "充值卡充值",
        EntryReason::LoadReserved { .. } | EntryReason::LoadSettled { .. } => "钱包充值",
        EntryReason::LoadRefunded { .. } => "钱包充值退回",
        EntryReason::OwnBill { .. } => "缴本机话费",
        EntryReason::AnothersBill { .. } => "缴他人话费",
        EntryReason::Purchase { .. } => "钱包消费",
        EntryReason::Void { .. } => "消费撤销",
        EntryReason::Return { .. } => "退货",
        EntryReason::UnloadReserved { .. } => "钱包余额转出",
        EntryReason::UnloadSettled { .. } => "钱包余额转入",
        EntryReason::UnloadUndone { .. } => "钱包余额转出退回",
        EntryReason::CardReplaced { .. } => "换卡结转",
        EntryReason::WithdrawalFrozen { .. } | EntryReason::WithdrawalPaid { .. } => "提现",
        EntryReason::WithdrawalReturned { .. } => "提现退回",
        EntryReason::BroughtIn { .. } => "卡片原有余额",
    }
}

/// Returns the sentence with a verification code that is in force for so many minutes.
pub fn code(purpose: CodePurpose, code: &SmsCode, minutes: u64) -> String {
    let (what, digits) = (purpose.chinese(), code.reveal());
    format!("您正在{what},短信验证码:{digits},{minutes}分钟内有效,请勿告知他人。")
}

/// Returns the question whether the handset is of this model (3.1.2).
pub fn ask_model(model: &str) -> String {
    format!("您的手机型号为{model},如正确请回复Y,将为您进行刷卡距离校准。")
}

/// Returns the sentence for an opened account, with the initial passwords (2.2.1, 2.6.1.1, 2.6.2.1).
pub fn account_opened(initials: &Initials) -> String {
    let (login, pay) = (initials.login.reveal(), initials.pay.reveal());
    format!(
        "您已成功开通手机支付。初始登陆密码:{login},请尽快登陆手机支付网站修改;初始支付密码:{pay},修改后才能生效。请修改后删除本条短信。"
    )
}

/// Returns the sentence for a closed account.
pub fn account_closed() -> String {
    "您的手机支付账户已销户。".to_owned()
}

/// Returns the sentence for cash paid in at a hall; `cash` is the new balance in fen.
pub fn hall_cash(gained: Fen, cash: i64) -> String {
    format!("营业厅现金充值成功!充值金额{},现金账户余额{}。", amount(gained), yuan(cash))
}

/// Returns the sentence for money from a bank; `cash` is the new balance in fen.
pub fn bank_recharge(bank: Bank, gained: Fen, cash: i64) -> String {
    format!("网银充值成功!{}充值{},现金账户余额{}。", bank.chinese(), amount(gained), yuan(cash))
}

/// Returns the sentence for a bank card to which an account was bound (2.5.1), by the last digits of its number.
pub fn bank_card_bound(card: &BankCard) -> String {
    let (bank, tail) = (card.bank.chinese(), card.number.tail());
    format!("尊敬的客户:您的提现银行卡已设定成功!提现银行卡已设定为[{bank}{tail}]卡。详询10086。")
}

/// Returns the sentence for cash that is frozen for a withdrawal (2.5.3); `cash` is the new balance in fen.
pub fn withdrawal_requested(frozen: Fen, card: &BankCard, cash: i64) -> String {
    let (bank, tail) = (card.bank.chinese(), card.number.tail());
    format!("提现申请已提交!{}已冻结,将转入您的{bank}{tail}卡,现金账户余额{}。", amount(frozen), yuan(cash))
}

/// Returns the sentence for a withdrawal that the bank has refused; `cash` is the new balance in fen.
pub fn withdrawal_returned(back: Fen, card: &BankCard, cash: i64) -> String {
    let (bank, tail) = (card.bank.chinese(), card.number.tail());
    format!("提现未成功!{bank}未能转入{tail}卡,{}已退回您的现金账户,现金账户余额{}。", amount(back), yuan(cash))
}

/// Returns the sentence for cash that was withdrawn to a bank card; `cash` is the new balance in fen.
pub fn withdrawn(paid: Fen, card: &BankCard, cash: i64) -> String {
    let (bank, tail) = (card.bank.chinese(), card.number.tail());
    format!("提现成功!{}已转入您的{bank}{tail}卡,现金账户余额{}。", amount(paid), yuan(cash))
}

/// Returns the sentence for an order for goods that was paid (2.4.2.1), with the new balances of cash and recharge card
/// in fen.
pub fn goods_paid(merchant: &MerchantName, (goods, paid): (&GoodsName, Fen), (cash, card): (i64, i64)) -> String {
    let balances = format!("现金账户余额{},充值卡账户余额{}", yuan(cash), yuan(card));
    format!("支付成功!您已向{merchant}支付{}({goods}),{balances}。", amount(paid))
}

/// Returns the sentence for a refund of a merchant (2.4.2.2), with the new balances of cash and recharge card in fen.
pub fn goods_refunded(merchant: &MerchantName, back: Fen, (cash, card): (i64, i64)) -> String {
    let balances = format!("现金账户余额{},充值卡账户余额{}", yuan(cash), yuan(card));
    format!("退款成功!{merchant}退还您{},{balances}。", amount(back))
}

/// Returns the sentence for a used scratch card; `card` is the new balance in fen.
pub fn scratch_card(gained: Fen, card: i64) -> String {
    format!("充值卡充值成功!充值金额{},充值卡账户余额{}。", amount(gained), yuan(card))
}

/// Returns the sentence for one's own bill that was paid.
pub fn own_bill(paid: Fen) -> String {
    format!("缴费成功!已为本机缴纳话费{}。", amount(paid))
}

/// Returns the sentence for another subscriber's bill, for the payer.
pub fn anothers_bill(whose: &Msisdn, paid: Fen) -> String {
    format!("缴费成功!已为{whose}缴纳话费{}。", amount(paid))
}

/// Returns the sentence for another subscriber's bill, for that subscriber.
pub fn bill_paid_by(by: &Msisdn, paid: Fen) -> String {
    format!("{by}已为您缴纳话费{}。", amount(paid))
}

/// Returns the sentence for a changed pay password.
pub fn pay_password_changed() -> String {
    "支付密码修改成功!".to_owned()
}

/// Returns the sentence for a pay password that customer care reset, with the new one.
pub fn pay_password_reset(password: &PayPassword) -> String {
    format!("支付密码已重置。初始支付密码:{},修改后才能生效。请修改后删除本条短信。", password.reveal())
}

/// Returns the sentence with the new pay password of another number, for the phone that is set for it (2.6.2.1).
pub fn pay_password_reset_of(number: &Msisdn, password: &PayPassword) -> String {
    format!("{number}的支付密码已重置。初始支付密码:{},修改后才能生效。请修改后删除本条短信。", password.reveal())
}

/// Returns the sentence for a pay password whose new one went to the phone that is set for it.
pub fn pay_password_sent_elsewhere() -> String {
    "支付密码已重置,已发送到您的密保手机。".to_owned()
}

/// Returns the sentence for the phone that gets new pay passwords; `None` is the number's own.
pub fn security_phone_set(phone: Option<Msisdn>) -> String {
    match phone {
        Some(phone) => format!("密保手机号已设置为{phone}。"),
        None => "密保手机号已取消。".to_owned(),
    }
}

/// Returns the sentence for a login password that was reset, with the new one.
pub fn login_password_reset(password: &LoginPassword) -> String {
    format!("登陆密码已重置。初始登陆密码:{},登陆手机支付网站后须修改。请修改后删除本条短信。", password.reveal())
}

/// Returns the sentence for an account that became a real-name account (2.2.1).
pub fn real_name_upgraded() -> String {
    "您的手机支付账户已升级为实名账户,可以办理提现。".to_owned()
}

/// Returns the sentence for a top-up that the card has proved.
pub fn topped_up(gained: Fen) -> String {
    format!("钱包充值成功!充值金额{}。", amount(gained))
}

/// Returns the sentence for a top-up that failed and was refunded.
pub fn top_up_refunded(back: Fen) -> String {
    format!("钱包充值未成功,{}已退回您的现金账户。", amount(back))
}

/// Returns the sentence for a top-up that was refused before it began.
pub fn top_up_refused(reason: &str) -> String {
    format!("钱包充值失败:{reason}")
}

/// Returns the sentence for a purchase that was voided (3.2.2.2); `cash` is the new balance in fen.
pub fn purchase_voided(back: Fen, cash: i64) -> String {
    format!("消费撤销成功!{}已存入您的现金账户,现金账户余额{}。", amount(back), yuan(cash))
}

/// Returns the sentence for goods that were returned (3.2.2.2); `cash` is the new balance in fen.
pub fn goods_returned(back: Fen, cash: i64) -> String {
    format!("退货成功!{}已存入您的现金账户,现金账户余额{}。", amount(back), yuan(cash))
}

/// Returns the sentence for the rest of a purse that a hall took back; `cash` is the new balance in fen.
pub fn purse_returned(gained: Fen, cash: i64) -> String {
    format!("钱包余额{}已转入您的现金账户,现金账户余额{}。", amount(gained), yuan(cash))
}

/// Returns the sentence for a wallet that a hall closed; the account stays.
pub fn wallet_closed_at_hall() -> String {
    "钱包注销成功。手机支付账户保留。".to_owned()
}

/// Returns the sentence for an opened wallet (3.1.1).
pub fn wallet_opened() -> String {
    "钱包开通成功。".to_owned()
}

/// Returns the sentence for a wallet and an account closed together (3.5.1.2).
pub fn wallet_closed() -> String {
    "钱包注销成功,手机支付账户同时销户。".to_owned()
}

/// Returns the sentence for a suspended wallet (3.4.3).
pub fn wallet_suspended() -> String {
    "钱包暂停成功。暂停期间不能消费和充值,可以查询余额及交易明细。".to_owned()
}

/// Returns the sentence for a resumed wallet (3.4.3).
pub fn wallet_resumed() -> String {
    "钱包恢复成功。".to_owned()
}

/// Returns the sentence for a calibration (3.1.2).
pub fn calibrated() -> String {
    "刷卡距离校准成功。".to_owned()
}

/// Returns the sentence for a calibration that came too late: the card accepts it only within an hour after power-on.
pub fn calibration_too_late() -> String {
    "刷卡距离校准未成功:开机超过1小时后校准功能关闭。请重新开机后再试,或到营业厅现场校准。".to_owned()
}

/// Returns the sentence for a model that is not on the red list.
pub fn calibrate_on_site() -> String {
    "您的手机型号不支持短信距离校准,请携带手机到营业厅现场校准。".to_owned()
}

/// Returns the sentence for an operation PIN reset to the initial one (3.3.1).
pub fn operation_pin_reset() -> String {
    "操作密码已重置为初始密码,请尽快修改。".to_owned()
}

/// Returns the sentence for a number's new state, with the consequences for the account (3.6.2, 3.6.3).
pub fn number_became(state: NumberState) -> String {
    match state {
        NumberState::Normal => "您的手机支付账户已恢复正常。".to_owned(),
        NumberState::Lost | NumberState::Barred => {
            format!("您的手机号码已{},手机支付账户已锁定,不能充值和消费;手机钱包不能充值,可以消费。", state.chinese())
        }
        NumberState::Cancelled => "您的手机号码已销号。账户余额不为零的,只能消费、提现或缴话费,不能充值。".to_owned(),
    }
}

/// Returns the sentence for no transactions since a day.
pub fn no_transactions_since(day: Day) -> String {
    let date = day.date();
    format!("{}年{}月{}日起没有交易记录。", date.year(), date.month(), date.day())
}

/// Returns the list of the text orders.
pub fn help() -> String {
    "手机支付短信指令:开户KT;余额查询CX;明细查询CXLS;充值卡充值CZK 18位卡密;缴本机话费HF 金额;提现TX;实名升级GX;重置登陆密码M;销户XH。发送到10658888,详询10086。"
        .to_owned()
}

#[cfg(test)]
mod tests;
