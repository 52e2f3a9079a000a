//! Results of actions around the phone.

use super::{Language, Word, amount, counter, refusal, shop};
use crate::tui::ground::{GroundError, PerformError};
use sim_world::actor::Performed;

/// Renders the reason for which the phone does not go on as it should.
pub(crate) fn ground(language: Language, why: &GroundError) -> String {
    match why {
        GroundError::Unrest(unrest) => refusal::station(language, *unrest).to_owned(),
        GroundError::Fell => Word::Fell.in_language(language).to_owned(),
        GroundError::NotKept(why) => format!("{}{why}", Word::NotKept.in_language(language)),
    }
}

/// Renders the result of an action that was performed.
pub(crate) fn performed(language: Language, performed: &Performed) -> String {
    match (language, performed) {
        (_, Performed::Done) => Word::Done.in_language(language).to_owned(),
        (_, Performed::Shown(text)) => text.clone(),
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

/// Renders the reason for which an action was not performed.
pub(crate) fn not_performed(language: Language, why: &PerformError) -> String {
    match why {
        PerformError::NoWorld => Word::NoPlatform.in_language(language).to_owned(),
        PerformError::Ground(what) => ground(language, what),
        PerformError::Refused(why) => refusal::action(language, why),
    }
}
