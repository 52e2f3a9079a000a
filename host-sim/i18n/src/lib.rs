//! Everything that a person reads on a face, rendered from typed values in Chinese or in English. The world renders its
//! log and its refusals in English itself, for its file and for the command line. Here stand the Chinese, and the texts
//! of the faces alone. No rendered text is ever parsed again.
//!
//! ```
//! use sim_i18n::{Language, amount};
//!
//! assert_eq!(amount(Language::Chinese, 5000), "50.00 元");
//! assert_eq!(amount(Language::English, 5000), "50.00 yuan");
//! ```

use sim_codec::{amount, time::Moment};

pub mod audit;
pub mod bank;
pub mod card;
pub mod counter;
pub mod diagnosis;
pub mod entry;
pub mod event;
pub mod explanation;
mod ignored;
pub mod message;
pub mod outcome;
mod packet;
pub mod phone;
pub mod refusal;
pub mod replay;
mod shop;
pub mod short_message;
pub mod text_order;
mod word;
pub mod world;

pub use word::Word;
pub use word::{left, limits, missing};

#[cfg(test)]
mod tests;

/// Language of the phone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// Chinese (中文).
    #[default]
    Chinese,
    /// English.
    English,
}

impl Language {
    /// Returns the two letters of the language (ISO 639), which the handset reports to the card.
    pub const fn code(self) -> &'static str {
        match self {
            Language::Chinese => "zh",
            Language::English => "en",
        }
    }

    /// Returns the one of two texts that is in this language.
    pub const fn of<'a>(self, chinese: &'a str, english: &'a str) -> &'a str {
        match self {
            Language::Chinese => chinese,
            Language::English => english,
        }
    }
}

/// Renders an amount with its unit: `50.00 元`, `50.00 yuan`.
pub fn amount(language: Language, fen: i64) -> String {
    match language {
        Language::Chinese => amount::in_chinese(fen),
        Language::English => amount::in_english(fen),
    }
}

/// Renders the time of day of a moment: `10:30:00`.
pub fn time_of_day(at: Moment) -> String {
    let at = at.civil();
    format!("{:02}:{:02}:{:02}", at.hour(), at.minute(), at.second())
}
