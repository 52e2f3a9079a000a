//! Results of actions around the phone.

use super::{Language, Word, amount, counter, shop};
use sim_world::actor::Performed;
use sim_world::platform::advice::Advice;

/// Renders an advice of a hall's staff.
pub fn advice(language: Language, advice: Advice) -> String {
    match language {
        Language::Chinese => advice.chinese().to_owned(),
        Language::English => advice.to_string(),
    }
}

/// Renders the result of an action that was performed.
pub fn performed(language: Language, performed: &Performed) -> String {
    match (language, performed) {
        (_, Performed::Shown(text) | Performed::Heard(text)) => text.clone(),
        (_, Performed::Advised(all)) => all.iter().map(|one| advice(language, *one)).collect::<Vec<_>>().join("\n"),
        (_, Performed::Done | Performed::Numbered(_)) => Word::Done.in_language(language).to_owned(),
        (_, Performed::Sent(1)) => Word::MessageSent.in_language(language).to_owned(),
        (Language::Chinese, Performed::Sent(parts)) => format!("已发送,共 {parts} 条短信。"),
        (Language::English, Performed::Sent(parts)) => format!("Sent, as {parts} messages."),
        (Language::Chinese, Performed::Copied(copy)) => format!("已重发,编号 {copy}。"),
        (Language::English, Performed::Copied(copy)) => format!("Sent once more, as message {copy}."),
        (Language::Chinese, Performed::Delayed(due)) => format!("推迟到 {due}。"),
        (Language::English, Performed::Delayed(due)) => format!("It waits until {due}."),
        (Language::Chinese, Performed::Sold(_, digits)) => format!("充值卡密码:{}", digits.reveal()),
        (Language::English, Performed::Sold(_, digits)) => {
            format!("The digits of the scratch card: {}", digits.reveal())
        }
        (_, Performed::Paid(sale)) => counter::sale(language, sale),
        (_, Performed::Loaded(slip)) => counter::load(language, slip),
        (_, Performed::Balance(balance)) => {
            format!("{}{}", language.of("钱包余额:", "Balance of the wallet: "), amount(language, balance.0.into()))
        }
        (_, Performed::Records(records)) => {
            records.iter().map(|record| shop::record(language, record)).collect::<Vec<_>>().join("\n")
        }
        (_, Performed::TakenBack(how)) => shop::taken_back(language, *how).to_owned(),
        (Language::Chinese, Performed::Uploaded(result)) => shop::settled(result),
        (Language::English, Performed::Uploaded(result)) => shop::settled_in_english(result),
    }
}
