//! Table of the text orders (短信操作指令, handbook 4.4): the word of each, its short form, and what it asks before it is
//! done. The handbook asks the pay password of orders by short message for payment, withdrawal, recharge and closing
//! (2.6.2.3), and describes a scratch card and one's own bill without one (2.4.1.2, 2.7.3). Both only bring money to
//! the sender's own account or number, so they ask nothing here. `docs/PLATFORM.md` prints the table.

use super::Question;

/// Order of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderKind {
    /// An account is opened (开户).
    Open,
    /// A scratch card is used (充值).
    ScratchCard,
    /// Cash is withdrawn to the bank card (提现).
    Withdrawal,
    /// The balance is told (余额查询).
    Balance,
    /// Transactions are told (明细查询).
    Transactions,
    /// One's own phone bill is paid (缴话费).
    OwnBill,
    /// The account is closed (销户).
    Closing,
    /// The login password is reset (重置登陆密码).
    LoginReset,
    /// The account becomes a real-name account (实名升级).
    Upgrade,
    /// The handset is calibrated, which the platform has proposed (距离校准).
    Calibration,
}

/// Row of the table.
#[derive(Clone, Copy, Debug)]
pub struct OrderRow {
    /// Order of the row.
    pub kind: OrderKind,
    /// Word of the order; `None` if the platform begins the dialogue.
    pub word: Option<&'static str>,
    /// Shorter form of the order (快速指令); `None` without one.
    pub short: Option<&'static str>,
    /// Questions of the order, one after another.
    pub asks: &'static [Question],
}

/// Table of the text orders.
#[rustfmt::skip]
pub const ORDERS: [OrderRow; 10] = [
    OrderRow { kind: OrderKind::Open, word: Some("KT"), short: Some("KT A"), asks: &[Question::Open] },
    OrderRow { kind: OrderKind::ScratchCard, word: Some("CZK"), short: None, asks: &[] },
    OrderRow { kind: OrderKind::Withdrawal, word: Some("TX"), short: Some("T"),
        asks: &[Question::WithdrawalAmount, Question::WithdrawalPassword] },
    OrderRow { kind: OrderKind::Balance, word: Some("CX"), short: None, asks: &[] },
    OrderRow { kind: OrderKind::Transactions, word: Some("CXLS"), short: None, asks: &[Question::StartDate] },
    OrderRow { kind: OrderKind::OwnBill, word: Some("HF"), short: None, asks: &[] },
    OrderRow { kind: OrderKind::Closing, word: Some("XH"), short: None,
        asks: &[Question::ClosingMenu, Question::ClosingConfirmation, Question::ClosingPassword] },
    OrderRow { kind: OrderKind::LoginReset, word: Some("M"), short: None, asks: &[Question::LoginReset] },
    OrderRow { kind: OrderKind::Upgrade, word: Some("GX"), short: None, asks: &[Question::Upgrade] },
    OrderRow { kind: OrderKind::Calibration, word: None, short: None, asks: &[Question::Model] },
];

impl OrderKind {
    /// Returns the questions of the order.
    pub(super) fn questions(self) -> &'static [Question] {
        ORDERS.iter().find(|row| row.kind == self).map_or(&[], |row| row.asks)
    }
}

impl Question {
    /// Returns the question of the same order after this one; `None` after the last.
    pub(super) fn next(self) -> Option<Question> {
        let row = ORDERS.iter().find(|row| row.asks.contains(&self))?;
        row.asks.iter().copied().skip_while(|question| *question != self).nth(1)
    }
}

#[cfg(test)]
mod tests;
