//! What the world says and does, in the language of the phone: the world itself speaks English, for who develops.

use super::ground::{GroundError, PerformError};
use super::labels::{Language, Word};
use sim_device::mobile_station::StationError;
use sim_world::actor::{Performed, RefusedError};
use sim_world::platform::amount::yuan;

pub(super) mod entry;
pub(super) mod event;
mod terms;
mod undone;

/// An amount with its unit.
pub(super) fn amount(language: Language, fen: i64) -> String {
    match language {
        Language::Chinese => yuan(fen),
        Language::English => {
            let sign = if fen < 0 { "-" } else { "" };
            format!("{sign}{}.{:02} yuan", fen.unsigned_abs() / 100, fen.unsigned_abs() % 100)
        }
    }
}

/// Why it does not go on as it should.
pub(super) fn trouble(language: Language, trouble: &GroundError) -> String {
    let word = match trouble {
        GroundError::Unrest(StationError::Mute) => Word::Mute,
        GroundError::Unrest(StationError::Endless) => Word::Endless,
        GroundError::Fell => Word::Fell,
        GroundError::NotKept(why) => return format!("{}{why}", Word::NotKept.in_language(language)),
    };
    word.in_language(language).to_owned()
}

/// What came of an action.
pub(super) fn performed(language: Language, performed: &Performed) -> String {
    let say = |chinese: String, english: String| if language == Language::Chinese { chinese } else { english };
    match performed {
        Performed::Done => Word::Done.in_language(language).to_owned(),
        Performed::Shown(text) => text.clone(),
        Performed::Sent(1) => Word::MessageSent.in_language(language).to_owned(),
        Performed::Sent(parts) => say(format!("已发送,共 {parts} 条短信。"), format!("Sent, as {parts} messages.")),
        Performed::Copied(copy) => say(format!("已重发,编号 {copy}。"), format!("Sent once more, as message {copy}.")),
        Performed::Delayed(due) => say(format!("推迟到 {due}。"), format!("It waits until {due}.")),
        Performed::Sold(_, digits) => {
            let digits = digits.reveal();
            say(format!("充值卡密码:{digits}"), format!("The digits of the scratch card: {digits}"))
        }
    }
}

/// Why an action was not performed.
pub(super) fn not_performed(language: Language, why: &PerformError) -> String {
    match (why, language) {
        (PerformError::NoWorld, _) => Word::NoPlatform.in_language(language).to_owned(),
        (PerformError::Ground(what), _) => trouble(language, what),
        (PerformError::Refused(why), Language::Chinese) => undone::chinese(why),
        (PerformError::Refused(why), Language::English) => sentence(why),
    }
}

/// A refusal as a sentence.
fn sentence(why: &RefusedError) -> String {
    let said = why.to_string();
    let mut letters = said.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}.", letters.as_str())
}
