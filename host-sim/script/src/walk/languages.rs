//! Walk in several languages: it is written in the first, and played once in each, with the card's texts in that
//! language. The walk's own `text` lines say how a text is worded in the others, so that the card's table of texts is
//! not judged by itself.

use std::borrow::Cow;
use std::sync::Arc;

use super::syntax::{
    CalledWalk, Expectation, Key, KeyPress, Line, Name, Setting, Step, TranslatedText, Walk, WalkContent, WalkInclude,
    Wording,
};
use crate::lang::Source;
use crate::lang::error::{LineError, SyntaxError};

/// Walk as it is played in one language.
pub(super) struct WalkVersion<'w> {
    /// Language that the result is told by; `None` for a walk in one language.
    pub(super) language: Option<String>,
    /// Walk with its texts in the language.
    pub(super) walk: Cow<'w, Walk>,
}

impl WalkVersion<'_> {
    /// Returns the title of the result; `None` for a walk in one language.
    pub(super) fn title(&self) -> Option<String> {
        self.language.as_ref().map(|language| format!("in {language}"))
    }
}

/// Returns a walk in each of its languages, in their order.
pub(super) fn versions(walk: &Walk) -> Result<Vec<WalkVersion<'_>>, Box<SyntaxError>> {
    let languages = languages(walk);
    let Some((written, others)) = languages.split_first().filter(|(_, others)| !others.is_empty()) else {
        return Ok(vec![WalkVersion { language: None, walk: Cow::Borrowed(walk) }]);
    };
    let mut versions = vec![WalkVersion { language: Some(written.clone()), walk: Cow::Borrowed(walk) }];
    for language in others {
        let walk = Cow::Owned(in_language(walk, written, language)?);
        versions.push(WalkVersion { language: Some(language.clone()), walk });
    }
    Ok(versions)
}

/// Checks that every text of a walk is known in all of its languages; returns the first that is not.
pub(super) fn check(walk: &Walk) -> Result<(), Box<SyntaxError>> {
    versions(walk).map(drop)
}

/// Returns the languages of a walk's phone.
fn languages(walk: &Walk) -> Vec<String> {
    let phone = walk.settings().into_iter().rev().find_map(|setting| match setting {
        Setting::Phone(phone) => Some(phone.languages),
        _ => None,
    });
    phone.unwrap_or_default()
}

/// Returns a walk with its texts in another language than that in which it is written.
fn in_language(walk: &Walk, from: &str, to: &str) -> Result<Walk, Box<SyntaxError>> {
    let texts: Vec<TranslatedText> = walk
        .settings()
        .into_iter()
        .filter_map(|setting| match setting {
            Setting::Text(text) => Some(text),
            _ => None,
        })
        .collect();
    let dictionary = Dictionary::new(&texts, from, to);
    let mut walk = walk.clone();
    translate_lines(&mut walk.lines, &walk.source, &dictionary)?;
    Ok(walk)
}

/// Puts the texts of lines into another language. What is changed is marked as filled, since its text is not the
/// file's.
fn translate_lines(
    lines: &mut [Line],
    source: &Arc<Source>,
    dictionary: &Dictionary<'_>,
) -> Result<(), Box<SyntaxError>> {
    for Line { span, content, is_filled, .. } in lines {
        match content {
            WalkContent::Include(WalkInclude { walk: Some(inner), .. })
            | WalkContent::Call(CalledWalk { walk: Some(inner), .. }) => {
                translate_lines(&mut inner.lines, &inner.source, dictionary)?;
            }
            WalkContent::Repeat(repeat) => translate_lines(&mut repeat.body, source, dictionary)?,
            WalkContent::Cases(cases) => {
                for row in &mut cases.played {
                    translate_lines(row, source, dictionary)?;
                }
            }
            WalkContent::Setting(Setting::Phone(phone)) => phone.languages = vec![dictionary.to.to_owned()],
            WalkContent::Step(step) => {
                let before = step.clone();
                translate_step(step, dictionary).map_err(|what| {
                    let expected = "a text that `text` lines have in every language of the phone";
                    SyntaxError::one(source, LineError::new(*span, what, expected))
                })?;
                *is_filled |= *step != before;
            }
            _ => {}
        }
    }
    Ok(())
}

/// Puts what a step says of the screen into another language; the error is the sentence about a text that is not known.
fn translate_step(step: &mut Step, dictionary: &Dictionary<'_>) -> Result<(), String> {
    match step {
        Step::Choose(path) => dictionary.translate_names(path),
        Step::Press(KeyPress { key: Key::Help(Some(name)), .. }) => {
            dictionary.translate_names(std::slice::from_mut(name))
        }
        Step::Expect(list) => list.iter_mut().try_for_each(|expectation| match expectation {
            Expectation::Screen(Wording::Matching(pattern)) => dictionary.translate_pattern(pattern),
            Expectation::Screen(Wording::Contains(text) | Wording::Exactly(text)) => dictionary.translate(text),
            Expectation::Lines(lines) => lines.iter_mut().try_for_each(|line| dictionary.translate(line)),
            Expectation::Item { path, .. } => dictionary.translate_names(path),
            _ => Ok(()),
        }),
        _ => Ok(()),
    }
}

/// Stands in a known text for a number.
const NUMBER: &str = "{}";

/// Returns what is behind a known piece at the beginning of a text, and its wording with the numbers of the text;
/// `None` if the text does not begin with it.
fn filled<'s>(text: &'s str, known: &str, wording: &str) -> Option<(&'s str, String)> {
    let (mut rest, mut wording) = (text, wording.to_owned());
    for (at, part) in known.split(NUMBER).enumerate() {
        if at > 0 {
            let end = rest.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(rest.len());
            let (number, behind) = rest.split_at_checked(end).filter(|(number, _)| !number.is_empty())?;
            wording = wording.replacen(NUMBER, number, 1);
            rest = behind;
        }
        rest = rest.strip_prefix(part)?;
    }
    Some((rest, wording))
}

/// Texts of a walk in the language in which it is written, each with its wording in another.
struct Dictionary<'t> {
    from: &'t str,
    to: &'t str,
    /// Longest texts first, so that a text stands before its pieces.
    texts: Vec<(&'t str, &'t str)>,
}

impl<'t> Dictionary<'t> {
    fn new(texts: &'t [TranslatedText], from: &'t str, to: &'t str) -> Dictionary<'t> {
        let known = texts.iter().filter_map(|text| Some((text.wording(from)?, text.wording(to)?)));
        let mut texts: Vec<_> = known.collect();
        texts.sort_by_key(|(text, _)| std::cmp::Reverse(text.len()));
        Dictionary { from, to, texts }
    }

    /// Returns what is behind the longest known piece at the beginning of a text, and the wording of the piece; `None`
    /// if none is known. The error is the sentence about a piece that is worded in two ways.
    fn longest<'s>(&self, text: &'s str) -> Result<Option<(&'s str, String)>, String> {
        let mut fitting =
            self.texts.iter().filter_map(|(known, wording)| Some((*known, filled(text, known, wording)?)));
        let Some((known, found)) = fitting.next() else { return Ok(None) };
        let other = fitting.find(|(other, (_, wording))| *other == known && *wording != found.1);
        match other {
            Some((_, (_, other))) => Err(format!("`{known}` is `{}` in one line and `{other}` in another", found.1)),
            None => Ok(Some(found)),
        }
    }

    fn translate_names(&self, names: &mut [Name]) -> Result<(), String> {
        names.iter_mut().try_for_each(|name| match name {
            Name::Text(text) => self.translate(text),
            Name::Line(_) => Ok(()),
        })
    }

    /// Puts a text into the other language: known pieces in their wording, and what has no letters as it is.
    fn translate(&self, text: &mut String) -> Result<(), String> {
        let mut translated = String::new();
        let mut rest = text.as_str();
        while let Some(first) = rest.chars().next() {
            if let Some((behind, wording)) = self.longest(rest)? {
                translated.push_str(&wording);
                rest = behind;
            } else if first.is_alphabetic() {
                let unknown: String = rest.chars().take_while(|letter| letter.is_alphabetic()).collect();
                return Err(match unknown == *text {
                    true => format!("`{text}` is not known in `{}`: no `text` line has it", self.to),
                    false => format!("`{unknown}` in `{text}` is not known in `{}`: no `text` line has it", self.to),
                });
            } else {
                translated.push(first);
                rest = rest.get(first.len_utf8()..).unwrap_or_default();
            }
        }
        *text = translated;
        Ok(())
    }

    /// Puts a regular expression into the other language, which must be known as a whole unless it is ASCII alone.
    fn translate_pattern(&self, pattern: &mut String) -> Result<(), String> {
        match self.texts.iter().find(|(known, _)| known == pattern) {
            Some((_, wording)) => (*wording).clone_into(pattern),
            None if pattern.is_ascii() && self.from != "en" => {}
            None => return Err(format!("the expression /{pattern}/ is not known in `{}`", self.to)),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
