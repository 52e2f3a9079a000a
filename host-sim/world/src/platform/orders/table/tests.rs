//! The table of orders: against the page that prints it, and against what each order asks.

use super::*;
use crate::platform::orders::TextOrder;

/// Page with the table.
const PAGE: &str = include_str!("../../../../../../docs/PLATFORM.md");

const fn asked(question: Question) -> &'static str {
    match question {
        Question::Open => "`A`",
        Question::StartDate => "a date",
        Question::Model => "`Y`",
        Question::WithdrawalAmount => "an amount",
        Question::WithdrawalPassword | Question::ClosingPassword => "the pay password",
        Question::ClosingMenu => "`9`",
        Question::ClosingConfirmation => "`6`",
        Question::LoginReset => "`B`",
        Question::Upgrade => "`C`",
    }
}

#[test]
fn page_has_every_row_of_orders() {
    for row in ORDERS {
        let code = |word: Option<&str>| word.map_or_else(|| "–".to_owned(), |word| format!("`{word}`"));
        let asks: Vec<_> = row.asks.iter().map(|question| asked(*question)).collect();
        let asks = if asks.is_empty() { "nothing".to_owned() } else { asks.join(", then ") };
        let line = format!("| {} | {} | {asks} |", code(row.word), code(row.short));
        assert!(PAGE.lines().any(|of_page| of_page.starts_with(&line)), "no row {line}");
    }
}

#[test]
fn every_word_of_table_is_read() {
    for word in ORDERS.into_iter().flat_map(|row| [row.word, row.short]).flatten() {
        let with_content = match word {
            "CZK" => "CZK 012345678901234567".to_owned(),
            "HF" => "HF 50".to_owned(),
            word => word.to_owned(),
        };
        let order = TextOrder::parse(&with_content);
        assert!(!matches!(order, Err(_) | Ok(TextOrder::Reply(_))), "{word}: {order:?}");
    }
}

#[test]
fn questions_follow_each_other() {
    let closing = [Question::ClosingMenu, Question::ClosingConfirmation, Question::ClosingPassword];
    assert_eq!(OrderKind::Closing.questions(), closing);
    assert_eq!(Question::ClosingMenu.next(), Some(Question::ClosingConfirmation));
    assert_eq!(Question::ClosingPassword.next(), None);
    assert_eq!(Question::Open.next(), None);
}
