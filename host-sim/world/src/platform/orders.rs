//! Text orders to 10658888 (短信操作指令, handbook 4.4). A subscriber's text is parsed into an order, or into a
//! mistake that is answered. Case, blanks and full-width characters do not matter, nor the quotes and the plus that the
//! handbook prints around an order and people copy. Some orders answer a question: [`dialog`] remembers the questions,
//! and [`desk`] executes the orders.

use jiff::civil::Date;

use sim_wire::Fen;

use super::amount::parse_yuan;
use super::scratch_card::CardDigits;
use reply::TextReply;
use sim_codec::time::Day;

pub mod desk;
pub mod dialog;
pub mod reply;
pub mod submissions;
pub mod table;
mod text_desk;

pub use desk::{AccountOrder, OrderResult};
pub use dialog::{Dialogs, Question};
pub use submissions::{Submission, Submissions};
pub(in crate::platform) use text_desk::TextDesk;

/// Largest number of characters of an order as it is written, blanks included: an order fits one short message in any
/// alphabet. A longer text is no order, whatever it begins or ends with.
pub const ORDER_CHARACTERS_MAX: usize = 70;

/// Text order of a subscriber.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TextOrder {
    /// `KT`: asks to open an account (开户).
    Open,
    /// `KT A`: opens an account at once, without the question (快速指令).
    OpenAtOnce,
    /// `CX`: the balance (余额查询).
    Balance,
    /// `CXLS`: the newest transactions (明细查询), whose start date is asked for.
    Transactions,
    /// `CXLS` and a date: the newest transactions since that day.
    Since(Day),
    /// `CZK` and eighteen digits: a scratch card (充值卡充值).
    ScratchCard(CardDigits),
    /// `HF` and yuan: one's own phone bill (缴本机话费).
    OwnBill(Fen),
    /// `TX` or `T`: a withdrawal (提现), whose amount is asked for if it does not stand behind.
    Withdraw(Option<Fen>),
    /// `XH`: the account is to be closed (销户).
    Close,
    /// `M`: the login password is to be reset (重置登陆密码).
    ResetLogin,
    /// `GX`: the account is to become a real-name account (实名升级).
    Upgrade,
    /// A text that may answer a question.
    Reply(TextReply),
}

/// Mistake in a subscriber's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderError {
    /// The text is no order.
    Unknown,
    /// The text has not the eighteen digits of a scratch card.
    CardDigits,
    /// The text has no valid amount.
    Amount,
    /// The text has no valid date.
    Date,
    /// The text after `TX` is no valid amount.
    WithdrawalAmount,
    /// The text answers no question.
    NotAsked,
    /// The text answers a question whose time is over.
    Late,
    /// An amount is awaited, and the text is none.
    ReplyAmount,
    /// A pay password is awaited, and the text is none.
    ReplyPassword,
    /// A code of a menu is awaited, and the text is another.
    ReplyCode(char),
    /// The text is longer than any order.
    TooLong,
}

impl TextOrder {
    /// Parses the text of a subscriber.
    pub fn parse(text: &str) -> Result<TextOrder, OrderError> {
        if text.chars().count() > ORDER_CHARACTERS_MAX {
            return Err(OrderError::TooLong);
        }
        let text = plain(text);
        if let Some(rest) = text.strip_prefix("CXLS") {
            return match rest.trim() {
                "" => Ok(TextOrder::Transactions),
                date => parse_day(date).map(TextOrder::Since).ok_or(OrderError::Date),
            };
        }
        if let Some(rest) = text.strip_prefix("CZK") {
            let digits: String = rest.split_whitespace().collect();
            return digits.parse().map(TextOrder::ScratchCard).map_err(|_| OrderError::CardDigits);
        }
        if let Some(rest) = text.strip_prefix("HF") {
            return parse_yuan(rest.trim()).map(TextOrder::OwnBill).map_err(|_| OrderError::Amount);
        }
        if let Some(rest) = text.strip_prefix("TX").or_else(|| behind_short_form(&text)) {
            return match rest.trim() {
                "" => Ok(TextOrder::Withdraw(None)),
                amount => parse_yuan(amount)
                    .map(|amount| TextOrder::Withdraw(Some(amount)))
                    .map_err(|_| OrderError::WithdrawalAmount),
            };
        }
        match text.as_str() {
            "KT" => Ok(TextOrder::Open),
            "KT A" | "KTA" => Ok(TextOrder::OpenAtOnce),
            "CX" => Ok(TextOrder::Balance),
            "XH" => Ok(TextOrder::Close),
            "M" => Ok(TextOrder::ResetLogin),
            "GX" => Ok(TextOrder::Upgrade),
            other => TextReply::read(other).map(TextOrder::Reply).ok_or(OrderError::Unknown),
        }
    }
}

/// Returns what stands behind `T`, the short form of `TX`: nothing or an amount. Other words begin with a T, too.
fn behind_short_form(text: &str) -> Option<&str> {
    let rest = text.strip_prefix('T')?;
    rest.trim().chars().next().is_none_or(|first| first.is_ascii_digit()).then_some(rest)
}

/// Returns the text in capitals and half-width characters, with single blanks between its words.
fn plain(text: &str) -> String {
    let characters = text.chars().map(|character| match character {
        // The full-width forms of ASCII stand in Unicode in ASCII's order.
        '\u{FF01}'..='\u{FF5E}' => {
            u32::from(character).checked_sub(0xFEE0).and_then(char::from_u32).unwrap_or(character)
        }
        other => other,
    });
    let characters = characters.map(|character| match character {
        '+' | '"' | '\'' | '“' | '”' | '‘' | '’' | '「' | '」' => ' ',
        other => other.to_ascii_uppercase(),
    });
    characters.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Reads a date as people write it: `20091118`, `2009-11-18`, `2009.11.18`, `2009/11/18`, `2009年11月18日`.
pub(super) fn parse_day(text: &str) -> Option<Day> {
    let text: String = text.split_whitespace().collect();
    let forms = ["%Y%m%d", "%Y-%m-%d", "%Y.%m.%d", "%Y/%m/%d", "%Y年%m月%d日"];
    // Only a date that begins with a year of four digits: `1118` is no year.
    let has_year = text.len() >= 8 && text.bytes().take(4).all(|byte| byte.is_ascii_digit());
    let date = forms.iter().filter(|_| has_year).find_map(|form| Date::strptime(form, &text).ok());
    date.and_then(Day::from_date)
}

#[cfg(test)]
mod tests;
