//! The questions of text orders.

use sim_wire::Fen;

use super::amount;
use crate::platform::orders::Question;

/// Returns the sentence of a question. `about` is the amount that the order has named before. The question for the
/// handset's model has a sentence of its own ([`super::ask_model`]).
pub fn question(question: Question, about: Option<Fen>) -> String {
    match question {
        Question::Open => "您申请开通手机支付业务,免信息费,上行短信0.1元/条。确认开通请回复A。",
        Question::StartDate => "请回复查询起始日期(如20091118),将告知该日起最新3笔交易明细。",
        Question::Model => "请回复Y确认手机型号,将为您进行刷卡距离校准。",
        Question::WithdrawalAmount => "请回复提现金额(元),如100。",
        Question::WithdrawalPassword => {
            let about = about.map_or_else(String::new, amount);
            return format!("您申请提现{about},请回复6位支付密码确认。");
        }
        Question::ClosingMenu => "您申请取消手机支付业务,销户请回复9。",
        Question::ClosingConfirmation => {
            "销户前账户余额须为零并已注销手机钱包,销户后之前的交易无法退款。确认销户请回复6。"
        }
        Question::ClosingPassword => "请回复6位支付密码,验证后手机支付账户将销户。",
        Question::LoginReset => "您申请重置登陆密码,确认请回复B,新的登陆密码将以短信发送。",
        Question::Upgrade => "您的基本资料已齐全,确认升级为实名账户请回复C。",
    }
    .to_owned()
}
