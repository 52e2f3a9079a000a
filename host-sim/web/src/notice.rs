//! Sentences that a page tells at its top, once: what was done, or why it was not.

use sim_i18n::{Language, refusal};
use sim_world::world::WorldError;

/// Tone of a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Something was done.
    Success,
    /// Something was not done.
    Failure,
    /// Something should be known.
    Hint,
}

/// Sentence in both languages, since its reader may choose the language after it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Notice {
    pub(crate) tone: Tone,
    chinese: String,
    english: String,
}

impl Notice {
    /// Creates the sentence of something that was done.
    pub(crate) fn success(chinese: impl Into<String>, english: impl Into<String>) -> Notice {
        Notice { tone: Tone::Success, chinese: chinese.into(), english: english.into() }
    }

    /// Creates the sentence of something that was not done.
    pub(crate) fn failure(chinese: impl Into<String>, english: impl Into<String>) -> Notice {
        Notice { tone: Tone::Failure, chinese: chinese.into(), english: english.into() }
    }

    /// Creates the sentence of something that should be known.
    pub(crate) fn hint(chinese: impl Into<String>, english: impl Into<String>) -> Notice {
        Notice { tone: Tone::Hint, chinese: chinese.into(), english: english.into() }
    }

    /// Creates the sentence of a refusal.
    pub(crate) fn refused(why: &WorldError) -> Notice {
        let told = |language| match why {
            WorldError::Refused(why) => refusal::declined(language, why),
            why => refusal::world(language, why),
        };
        Notice::failure(told(Language::Chinese), told(Language::English))
    }

    /// Creates the sentence of a form that was sent before.
    pub(crate) fn sent_before() -> Notice {
        Notice::hint("这张表单已经提交过,没有重复处理。", "This form was sent before. It was not processed again.")
    }

    /// Returns the sentence for the answer to the same form that was sent again: what was done was not done twice.
    pub(crate) fn told_again(self) -> Notice {
        let before = Notice::sent_before();
        match self.tone {
            Tone::Success => Notice {
                tone: Tone::Success,
                chinese: self.chinese + &before.chinese,
                english: format!("{} {}", self.english, before.english),
            },
            Tone::Failure | Tone::Hint => self,
        }
    }

    /// Returns the sentence in a language.
    pub(crate) fn text(&self, language: Language) -> &str {
        language.of(&self.chinese, &self.english)
    }
}
