//! Mistakes in a text, each shown with its line, its span and what was expected there.

use std::sync::Arc;

use miette::{Diagnostic, NamedSource, SourceSpan};

use sim_codec::suggest::nearest;

use super::{Source, Span};

/// Greatest number of mistakes that are reported at once.
pub(crate) const MISTAKES_TOLD: usize = 8;

/// Greatest number of mistakes of a text that is checked for its own sake.
pub(crate) const MISTAKES_MAX: usize = 1000;

/// Error of a text that cannot be read: its first mistake, and those after it.
#[derive(Clone, Debug, thiserror::Error, Diagnostic)]
#[error("{what}")]
pub struct SyntaxError {
    /// Sentence that says what is wrong.
    what: String,
    #[source_code]
    text: NamedSource<Arc<String>>,
    #[label("{expected}")]
    place: SourceSpan,
    /// Few words for what should stand at the place.
    expected: String,
    #[help]
    help: Option<String>,
    /// Mistakes that were found after this one.
    #[related]
    further: Vec<SyntaxError>,
}

impl SyntaxError {
    /// Returns the sentence that says what is wrong.
    pub fn what(&self) -> &str {
        &self.what
    }

    /// Returns the advice on the mistake; `None` if there is none.
    pub fn advice(&self) -> Option<&str> {
        self.help.as_deref()
    }

    /// Returns the line of the mistake, counted from 1.
    pub fn line(&self) -> usize {
        let text = self.text.inner().as_bytes();
        let before = text.get(..self.place.offset()).unwrap_or(text);
        before.iter().filter(|octet| **octet == b'\n').count() + 1
    }

    /// Returns the name of the text.
    pub fn file(&self) -> &str {
        self.text.name()
    }

    /// Returns the text that has the mistake.
    pub fn text(&self) -> &str {
        self.text.inner()
    }

    /// Returns the place of the mistake in the text.
    pub fn span(&self) -> Span {
        Span { start: self.place.offset(), end: self.place.offset().saturating_add(self.place.len()) }
    }

    /// Returns few words for what should stand at the place.
    pub fn expected(&self) -> &str {
        &self.expected
    }

    /// Returns this mistake and those after it, one by one.
    pub fn all(&self) -> impl Iterator<Item = &SyntaxError> {
        std::iter::once(self).chain(&self.further)
    }

    /// Creates one error of several mistakes in a text; `None` if there are none.
    pub fn of(source: &Source, mistakes: Vec<LineError>) -> Option<Box<SyntaxError>> {
        let text = NamedSource::new(&source.name, Arc::new(source.text.clone()));
        let mut errors = mistakes.into_iter().map(|mistake| SyntaxError::new(text.clone(), mistake));
        let first = errors.next()?;
        Some(Box::new(SyntaxError { further: errors.collect(), ..first }))
    }

    /// Creates the error of a single mistake in a text.
    pub fn one(source: &Source, mistake: LineError) -> Box<SyntaxError> {
        Box::new(SyntaxError::new(NamedSource::new(&source.name, Arc::new(source.text.clone())), mistake))
    }

    fn new(text: NamedSource<Arc<String>>, mistake: LineError) -> SyntaxError {
        let LineError { span, what, expected, help } = mistake;
        // A span behind the end of the text cannot be drawn; the last octet can.
        let length = text.inner().len();
        let start = span.start.min(length);
        let place = SourceSpan::from((start, span.end.min(length).saturating_sub(start)));
        SyntaxError { what, text, place, expected, help, further: Vec::new() }
    }
}

/// Mistake in a line, not yet tied to the text that contains the line.
#[derive(Clone, Debug)]
pub struct LineError {
    /// Octets that are wrong.
    pub span: Span,
    /// Sentence that says what is wrong.
    pub what: String,
    /// Few words for what should stand at the span.
    pub expected: String,
    /// Advice; `None` if there is none.
    pub help: Option<String>,
}

impl LineError {
    /// Creates a mistake without advice.
    pub fn new(span: Span, what: impl Into<String>, expected: impl Into<String>) -> LineError {
        LineError { span, what: what.into(), expected: expected.into(), help: None }
    }

    /// Returns the mistake with this advice.
    pub fn help(self, help: impl Into<String>) -> LineError {
        LineError { help: Some(help.into()), ..self }
    }

    /// Returns the mistake with the word that was probably meant as advice, if one of `valid` is near enough to
    /// `written`.
    pub fn nearest<'a>(self, written: &str, valid: impl IntoIterator<Item = &'a str>) -> LineError {
        match nearest(written, valid) {
            Some(word) => self.help(format!("did you mean `{word}`?")),
            None => self,
        }
    }
}
