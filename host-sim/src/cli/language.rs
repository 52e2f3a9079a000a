//! Language of what a command prints for people.

use sim_i18n::Language;

/// Language that can be chosen.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub(super) enum LanguageChoice {
    /// Chinese.
    Zh,
    /// English.
    En,
}

impl LanguageChoice {
    /// Returns the language that was chosen.
    pub(super) const fn language(self) -> Language {
        match self {
            LanguageChoice::Zh => Language::Chinese,
            LanguageChoice::En => Language::English,
        }
    }
}

/// Option that chooses the language of tables, events and refusals.
#[derive(clap::Args)]
pub(super) struct LanguageOption {
    /// Language of tables, events and refusals.
    #[arg(long, global = true, value_enum, default_value = "en")]
    lang: LanguageChoice,
}

impl LanguageOption {
    /// Returns the language that was chosen.
    pub(super) const fn language(&self) -> Language {
        self.lang.language()
    }
}
