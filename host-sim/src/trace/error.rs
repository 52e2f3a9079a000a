//! A mistake in a trace, shown with its line, the span and what was expected there.

use std::sync::Arc;

use miette::{Diagnostic, NamedSource, SourceSpan};

use super::syntax::{Source, Span};

/// A mistake in the text of a trace.
#[derive(Clone, Debug, thiserror::Error, Diagnostic)]
#[error("{what}")]
pub struct TraceError {
    /// What is wrong, in a sentence.
    what: String,
    #[source_code]
    text: NamedSource<Arc<String>>,
    #[label("{expected}")]
    place: SourceSpan,
    /// What should stand there.
    expected: String,
    #[help]
    help: Option<String>,
    /// The mistakes that were found after this one.
    #[related]
    further: Vec<TraceError>,
}

impl TraceError {
    /// What is wrong, in a sentence.
    pub fn what(&self) -> &str {
        &self.what
    }

    /// The line of the mistake, counted from 1.
    pub fn line(&self) -> usize {
        let text = self.text.inner().as_bytes();
        let before = text.get(..self.place.offset()).unwrap_or(text);
        before.iter().filter(|octet| **octet == b'\n').count() + 1
    }

    /// Several mistakes of one text as one error; `None` if there are none.
    pub(crate) fn of(source: &Source, mistakes: Vec<Mistake>) -> Option<Box<TraceError>> {
        let text = NamedSource::new(&source.name, Arc::new(source.text.clone()));
        let mut errors = mistakes.into_iter().map(|mistake| TraceError::new(text.clone(), mistake));
        let first = errors.next()?;
        Some(Box::new(TraceError { further: errors.collect(), ..first }))
    }

    /// One mistake of a text.
    pub(crate) fn one(source: &Source, mistake: Mistake) -> Box<TraceError> {
        Box::new(TraceError::new(NamedSource::new(&source.name, Arc::new(source.text.clone())), mistake))
    }

    fn new(text: NamedSource<Arc<String>>, mistake: Mistake) -> TraceError {
        let Mistake { span, what, expected, help } = mistake;
        // A span behind the end of the text cannot be drawn; the last octet can.
        let length = text.inner().len();
        let start = span.start.min(length);
        let place = SourceSpan::from((start, span.end.min(length).saturating_sub(start)));
        TraceError { what, text, place, expected, help, further: Vec::new() }
    }
}

/// A mistake before it is tied to the text that it stands in.
#[derive(Clone, Debug)]
pub(crate) struct Mistake {
    /// Where.
    pub(crate) span: Span,
    /// What is wrong, in a sentence.
    pub(crate) what: String,
    /// What should stand there, a few words.
    pub(crate) expected: String,
    /// What might help.
    pub(crate) help: Option<String>,
}

impl Mistake {
    /// A mistake without advice.
    pub(crate) fn new(span: Span, what: impl Into<String>, expected: impl Into<String>) -> Mistake {
        Mistake { span, what: what.into(), expected: expected.into(), help: None }
    }

    /// The same with advice.
    pub(crate) fn help(self, help: impl Into<String>) -> Mistake {
        Mistake { help: Some(help.into()), ..self }
    }

    /// The same with the word that was probably meant, if one of `valid` is near enough to `written`.
    pub(crate) fn nearest<'a>(self, written: &str, valid: impl IntoIterator<Item = &'a str>) -> Mistake {
        match nearest(written, valid) {
            Some(word) => self.help(format!("did you mean `{word}`?")),
            None => self,
        }
    }
}

/// The word of `valid` that is fewest letters away from `written`, if fewer than half of its letters are wrong.
pub(crate) fn nearest<'a>(written: &str, valid: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let written = written.to_lowercase();
    let far = |word: &str| distance(&written, &word.to_lowercase());
    let (word, wrong) = valid.into_iter().map(|word| (word, far(word))).min_by_key(|(_, wrong)| *wrong)?;
    (wrong * 2 < word.chars().count().max(3)).then_some(word)
}

/// Letters to insert, remove or replace to get from one word to the other (Levenshtein).
fn distance(from: &str, to: &str) -> usize {
    let mut row: Vec<usize> = (0..=to.chars().count()).collect();
    for (above, from_letter) in from.chars().take(64).enumerate() {
        let mut diagonal = above;
        let mut left = above + 1;
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (cell, to_letter) in row.iter_mut().skip(1).zip(to.chars()) {
            let replaced = diagonal + usize::from(from_letter != to_letter);
            diagonal = *cell;
            *cell = replaced.min(diagonal + 1).min(left + 1);
            left = *cell;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{distance, nearest};

    #[test]
    fn the_nearest_word_is_the_one_with_fewest_wrong_letters() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(nearest("expct", ["expect", "end", "include"]), Some("expect"));
        assert_eq!(nearest("zzzz", ["expect", "end", "include"]), None);
    }
}
