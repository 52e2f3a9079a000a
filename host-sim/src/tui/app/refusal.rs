//! Sentences about what could not be typed or sent.

use sim_device::handset::{Field, Typing};
use sim_i18n::{self as i18n, Language, Word};

/// Returns the reason for which a character was not taken.
pub fn character(language: Language, typing: Typing, field: Option<&Field>, typed: char) -> String {
    let word = match (typing, field) {
        (Typing::Digits, _) if !typing.has_character(typed) => Word::OnlyDigits,
        (_, _) if !typing.has_character(typed) => Word::NotInAlphabet,
        (_, Some(field)) if field.left() == 0 => Word::Full,
        _ => Word::NotHere,
    };
    word.in_language(language).to_owned()
}

/// Returns the reason for which the text of a field cannot be sent yet.
pub fn sending(language: Language, field: &Field) -> String {
    let typed = field.typed.chars().count();
    match usize::from(field.limits.min).checked_sub(typed) {
        Some(missing) if missing > 0 => i18n::missing(language, missing),
        _ => Word::Full.in_language(language).to_owned(),
    }
}
