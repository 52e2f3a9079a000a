//! Mistakes in a text, each shown with its line, its span and what was expected there.

use std::sync::Arc;

use miette::{Diagnostic, NamedSource, SourceSpan};

use sim_codec::suggest::nearest;

use super::{Source, Span};

/// Most mistakes that are told at once.
pub(crate) const MISTAKES_TOLD: usize = 8;

/// A mistake in a text.
#[derive(Clone, Debug, thiserror::Error, Diagnostic)]
#[error("{what}")]
pub struct SyntaxError {
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
    further: Vec<SyntaxError>,
}

impl SyntaxError {
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
    pub fn of(source: &Source, mistakes: Vec<LineError>) -> Option<Box<SyntaxError>> {
        let text = NamedSource::new(&source.name, Arc::new(source.text.clone()));
        let mut errors = mistakes.into_iter().map(|mistake| SyntaxError::new(text.clone(), mistake));
        let first = errors.next()?;
        Some(Box::new(SyntaxError { further: errors.collect(), ..first }))
    }

    /// One mistake of a text.
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

/// A mistake before it is tied to the text that it stands in.
#[derive(Clone, Debug)]
pub struct LineError {
    /// Where.
    pub span: Span,
    /// What is wrong, in a sentence.
    pub what: String,
    /// What should stand there, a few words.
    pub expected: String,
    /// What might help.
    pub help: Option<String>,
}

impl LineError {
    /// A mistake without advice.
    pub fn new(span: Span, what: impl Into<String>, expected: impl Into<String>) -> LineError {
        LineError { span, what: what.into(), expected: expected.into(), help: None }
    }

    /// The same with advice.
    pub fn help(self, help: impl Into<String>) -> LineError {
        LineError { help: Some(help.into()), ..self }
    }

    /// The same with the word that was probably meant, if one of `valid` is near enough to `written`.
    pub fn nearest<'a>(self, written: &str, valid: impl IntoIterator<Item = &'a str>) -> LineError {
        match nearest(written, valid) {
            Some(word) => self.help(format!("did you mean `{word}`?")),
            None => self,
        }
    }
}
