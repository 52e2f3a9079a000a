//! Words of a transcript: what a line of a script brought about.

use crate::{Language, Word};

/// Renders that nothing came back from the card.
pub const fn no_answer(language: Language) -> &'static str {
    language.of("没有应答", "no answer")
}

/// Renders the answer to reset; `None` if the card stayed mute.
pub fn reset(language: Language, atr: Option<&[u8]>) -> String {
    match (language, atr) {
        (_, None) => language.of("没有复位应答", "no answer to reset").to_owned(),
        (Language::Chinese, Some(atr)) => format!("复位应答 {}", hex::encode_upper(atr)),
        (Language::English, Some(atr)) => format!("answer to reset {}", hex::encode_upper(atr)),
    }
}

/// Renders that the handset is switched on.
pub const fn switched_on(language: Language) -> &'static str {
    language.of("手机装卡开机", "the handset is switched on with the card")
}

/// Renders the title of a row of a table.
pub fn case(language: Language, title: &str) -> String {
    format!("{} {title}", language.of("用例", "case"))
}

/// Renders a movement of money that was rendered by itself.
pub fn ledger(language: Language, entry: &str) -> String {
    format!("{} {entry}", Word::Ledger.in_language(language))
}

/// Renders the sender of a short message.
pub fn message_from(language: Language, number: &str) -> String {
    match language {
        Language::Chinese => format!("来自 {number} 的短信"),
        Language::English => format!("message from {number}"),
    }
}

/// Renders who speaks in a call to a service line.
pub const fn service_line(language: Language) -> &'static str {
    language.of("服务热线", "service line")
}

/// Renders a failure in a line.
pub fn failed(language: Language, summary: &str) -> String {
    format!("{}: {summary}", language.of("失败", "FAILED"))
}

/// Renders an exchange that came several times.
pub fn repeated(language: Language, words: &str, count: usize) -> String {
    match language {
        Language::Chinese => format!("{words}(共 {count} 次)"),
        Language::English => format!("{words} ({count} times)"),
    }
}

/// Renders the facts of the card, or their changes; without any, that the card is unchanged.
pub fn card(language: Language, facts: &[String]) -> String {
    let name = language.of("卡片", "card");
    match facts {
        [] => format!("{name}: {}", language.of("没有变化", "unchanged")),
        facts => format!("{name}: {}", super::list(language, facts)),
    }
}

/// Renders the card's reason to refuse behind an answer.
pub fn refused(language: Language, reason: &str) -> String {
    match language {
        Language::Chinese => format!("({reason})"),
        Language::English => format!(" ({reason})"),
    }
}

/// Renders the card's reason to refuse below the fields of an answer.
pub fn refusal_line(language: Language, reason: &str) -> String {
    format!("  {}  {reason}", language.of("拒绝原因", "refusal"))
}
