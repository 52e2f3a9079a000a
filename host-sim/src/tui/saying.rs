//! What the world says and does, in the language of the phone: the world itself speaks English, for who develops.

use super::deed::{Done, NotDone};
use super::ground::Trouble;
use super::labels::{Language, Word};
use sim_device::mobile_station::StationError;
use sim_world::platform::amount::yuan;
use sim_world::world::WorldError;

pub(super) mod entry;
pub(super) mod happening;
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
pub(super) fn trouble(language: Language, trouble: &Trouble) -> String {
    let word = match trouble {
        Trouble::Unrest(StationError::Mute) => Word::Mute,
        Trouble::Unrest(StationError::Endless) => Word::Endless,
        Trouble::Fell => Word::Fell,
        Trouble::NotKept(why) => return format!("{}{why}", Word::NotKept.in_language(language)),
    };
    word.in_language(language).to_owned()
}

/// What came of something that was done.
pub(super) fn done(language: Language, done: &Done) -> String {
    let say = |chinese: String, english: String| if language == Language::Chinese { chinese } else { english };
    match done {
        Done::Done => Word::Done.in_language(language).to_owned(),
        Done::Sent(1) => Word::MessageSent.in_language(language).to_owned(),
        Done::Sent(parts) => say(format!("已发送,共 {parts} 条短信。"), format!("Sent, as {parts} messages.")),
        Done::Copied(copy) => say(format!("已重发,编号 {copy}。"), format!("Sent once more, as message {copy}.")),
        Done::Until(due) => say(format!("推迟到 {due}。"), format!("It waits until {due}.")),
        Done::Card(digits) => {
            let digits = digits.reveal();
            say(format!("充值卡密码:{digits}"), format!("The digits of the scratch card: {digits}"))
        }
    }
}

/// Why nothing came of something.
pub(super) fn not_done(language: Language, why: &NotDone) -> String {
    match (why, language) {
        (NotDone::NoWorld, _) => Word::NoPlatform.in_language(language).to_owned(),
        (NotDone::Trouble(what), _) => trouble(language, what),
        (NotDone::Cannot(cannot), Language::Chinese) => undone::chinese(cannot),
        (NotDone::Cannot(cannot), Language::English) => sentence(cannot),
    }
}

/// What the world says as a sentence.
fn sentence(cannot: &WorldError) -> String {
    let said = cannot.to_string();
    let mut letters = said.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}.", letters.as_str())
}
