//! The text orders (短信操作指令) in words: what each does, and how its questions are answered.

use super::Language;
use sim_world::platform::orders::Question;
use sim_world::platform::orders::table::{OrderKind, OrderRow};

/// Returns what an order does.
pub const fn effect(language: Language, kind: OrderKind) -> &'static str {
    match kind {
        OrderKind::Open => language.of("开通手机支付", "opens an account"),
        OrderKind::ScratchCard => language.of("充值卡充值", "recharges by a scratch card"),
        OrderKind::Withdrawal => language.of("提现到银行卡", "withdraws to the bank card"),
        OrderKind::Balance => language.of("查询余额", "tells the balance"),
        OrderKind::Transactions => language.of("查询交易明细", "tells the newest transactions"),
        OrderKind::OwnBill => language.of("为本机缴话费", "pays one's own phone bill"),
        OrderKind::Closing => language.of("销户", "closes the account"),
        OrderKind::LoginReset => language.of("重置登录密码", "resets the login password"),
        OrderKind::Upgrade => language.of("升级为实名账户", "makes the account a real-name account"),
        OrderKind::Calibration => language
            .of("确认手机型号,校准刷卡距离", "confirms the handset's model, for the calibration of the tap distance"),
    }
}

/// Renders the text of an order, with what stands behind its word; `None` if the platform begins.
pub fn text(language: Language, row: &OrderRow) -> Option<String> {
    let behind = match row.kind {
        OrderKind::ScratchCard => language.of(" 充值卡密码", " DIGITS OF THE CARD"),
        OrderKind::OwnBill => language.of(" 金额", " AMOUNT"),
        _ => "",
    };
    row.word.map(|word| format!("{word}{behind}"))
}

/// Returns the answer to a question of the platform.
pub const fn answer(language: Language, question: Question) -> &'static str {
    match question {
        Question::Open => "A",
        Question::StartDate => language.of("起始日期", "the first day"),
        Question::Model => "Y",
        Question::WithdrawalAmount => language.of("金额", "the amount"),
        Question::WithdrawalPassword | Question::ClosingPassword => language.of("支付密码", "the pay password"),
        Question::ClosingMenu => "9",
        Question::ClosingConfirmation => "6",
        Question::LoginReset => "B",
        Question::Upgrade => "C",
    }
}
