//! Text orders to 10658888 (短信操作指令, handbook 4.4): what a person wrote becomes an order, or a mistake that can be
//! told. Case, blanks and full-width characters do not matter, nor the quotes and the plus that the handbook prints
//! around an order and people copy. Some orders are answers to a question: [`dialog`] remembers what was asked, and
//! [`desk`] obeys.

use jiff::civil::Date;

use sim_wire::Fen;

use super::amount::parse_yuan;
use super::scratch_card::CardDigits;
use sim_codec::time::Day;

pub mod desk;
pub mod dialog;
pub mod submissions;
mod text_desk;

pub use desk::OrderResult;
pub use dialog::{Dialogs, Question};
pub use submissions::{Submission, Submissions};
pub(in crate::platform) use text_desk::TextDesk;

/// Most characters of an order as it is written, blanks and all: an order fits one short message in any alphabet. A
/// longer text is no order, whatever it begins or ends with.
pub const ORDER_CHARACTERS_MAX: usize = 70;

/// An order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Order {
    /// `KT`: asks to open an account (开户).
    Open,
    /// `KT A`: opens it at once, without the question (快速指令).
    OpenAtOnce,
    /// `A`: yes, open it.
    Agree,
    /// `CX`: the balance (余额查询).
    Balance,
    /// `CXLS`: the newest transactions (明细查询), whose start date is asked for.
    Transactions,
    /// A date, alone or behind `CXLS`.
    Since {
        /// The day to start from.
        day: Day,
        /// Whether it stood behind the order and answers no question.
        is_whole: bool,
    },
    /// `CZK` and eighteen digits: a scratch card (充值卡充值).
    ScratchCard(CardDigits),
    /// `HF` and yuan: the own phone bill (缴本机话费).
    OwnBill(Fen),
    /// `Y`: yes, that is my handset's model.
    Yes,
}

/// What is wrong with what a person wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mistake {
    /// No order is like this.
    Unknown,
    /// Not the eighteen digits of a scratch card.
    CardDigits,
    /// Not an amount.
    Amount,
    /// Not a date.
    Date,
    /// An answer to nothing that was asked, or too late.
    NotAsked,
    /// Longer than any order.
    TooLong,
}

impl Order {
    /// Reads what a person wrote.
    pub fn parse(text: &str) -> Result<Order, Mistake> {
        if text.chars().count() > ORDER_CHARACTERS_MAX {
            return Err(Mistake::TooLong);
        }
        let text = plain(text);
        if let Some(rest) = text.strip_prefix("CXLS") {
            return match rest.trim() {
                "" => Ok(Order::Transactions),
                date => parse_day(date).map(|day| Order::Since { day, is_whole: true }).ok_or(Mistake::Date),
            };
        }
        if let Some(rest) = text.strip_prefix("CZK") {
            let digits: String = rest.split_whitespace().collect();
            return digits.parse().map(Order::ScratchCard).map_err(|_| Mistake::CardDigits);
        }
        if let Some(rest) = text.strip_prefix("HF") {
            return parse_yuan(rest.trim()).map(Order::OwnBill).map_err(|_| Mistake::Amount);
        }
        match text.as_str() {
            "KT" => Ok(Order::Open),
            "KT A" | "KTA" => Ok(Order::OpenAtOnce),
            "A" => Ok(Order::Agree),
            "CX" => Ok(Order::Balance),
            "Y" => Ok(Order::Yes),
            other => parse_day(other).map(|day| Order::Since { day, is_whole: false }).ok_or(Mistake::Unknown),
        }
    }
}

/// The text in capitals and half-width characters, with single blanks between its words.
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
fn parse_day(text: &str) -> Option<Day> {
    let text: String = text.split_whitespace().collect();
    let forms = ["%Y%m%d", "%Y-%m-%d", "%Y.%m.%d", "%Y/%m/%d", "%Y年%m月%d日"];
    // Only a date that begins with a year of four digits: `1118` is no year.
    let has_year = text.len() >= 8 && text.bytes().take(4).all(|byte| byte.is_ascii_digit());
    let date = forms.iter().filter(|_| has_year).find_map(|form| Date::strptime(form, &text).ok());
    date.and_then(Day::from_date)
}

#[cfg(test)]
mod tests;
