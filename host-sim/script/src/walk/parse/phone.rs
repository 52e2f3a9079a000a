//! Parser of the handset of a walk: its model, its languages, and the texts of the card in them.

use crate::lang::cursor::{Cursor, ParseResult};
use crate::lang::error::LineError;
use crate::lang::values;
use crate::walk::syntax::{Phone, TranslatedText};
use crate::walk::words;
use sim_device::handset::{Model, Quirk};

/// Reads a handset, after the word `phone`.
pub(super) fn phone(cursor: &mut Cursor<'_>) -> ParseResult<Phone> {
    let models: Vec<_> = Model::ALL_NAMES.iter().map(|name| (*name, *name)).collect();
    let mut phone = Phone { model: cursor.one_of(&models, "a phone")?, ..Phone::default() };
    while cursor.eat(",") {
        if cursor.eat_words("quirk") {
            let quirks: Vec<_> = Quirk::ALL.iter().map(|quirk| (quirk.name(), *quirk)).collect();
            phone.quirks.set(cursor.one_of(&quirks, "a bug that a handset may have")?, true);
        } else if let Some(speech) = cursor.eat_one_of(&words::SPEECHES) {
            phone.speech = Some(speech);
        } else {
            phone.languages = languages(cursor)?;
        }
    }
    Ok(phone)
}

/// Reads languages with `and` between them.
fn languages(cursor: &mut Cursor<'_>) -> ParseResult<Vec<String>> {
    let mut languages = vec![language(cursor)?];
    while cursor.eat_words("and") {
        let before = *cursor;
        let another = language(cursor)?;
        if languages.contains(&another) {
            return Err(before.unexpected(format!("a language other than `{another}`")));
        }
        languages.push(another);
    }
    Ok(languages)
}

/// Reads a language of two small letters (ISO 639).
pub(super) fn language(cursor: &mut Cursor<'_>) -> ParseResult<String> {
    let before = *cursor;
    let (word, _) = cursor.word();
    if word.len() == 2 && word.chars().all(|letter| letter.is_ascii_lowercase()) {
        return Ok(word.to_owned());
    }
    Err(before.unexpected("a language in two small letters, such as `zh` or `en`"))
}

/// Reads a text of the card in several languages, after the word `text`.
pub(super) fn text(cursor: &mut Cursor<'_>) -> ParseResult<TranslatedText> {
    let mut wordings: Vec<(String, String)> = Vec::new();
    loop {
        let before = *cursor;
        let language = language(cursor)?;
        if wordings.iter().any(|(known, _)| *known == language) {
            return Err(before.unexpected(format!("a language other than `{language}`")));
        }
        cursor.skip_blanks();
        let start = cursor.position();
        let text = values::string(cursor, "the text between quotation marks")?;
        if text.is_empty() {
            let span = crate::lang::Span { start, end: cursor.position() };
            return Err(LineError::new(span, "this text is empty", "a text of the card"));
        }
        wordings.push((language, text));
        if !cursor.eat(",") {
            break;
        }
    }
    if wordings.len() < 2 {
        return Err(cursor.unexpected("a comma, and the text in another language: `text zh \"是\", en \"yes\"`"));
    }
    Ok(TranslatedText { wordings })
}
