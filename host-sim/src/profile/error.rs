//! What is wrong with a profile, where it stands, and what was expected there.

use std::ops::Range;

use miette::{Diagnostic, NamedSource, SourceSpan};

/// Why there is no profile.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum ProfileError {
    /// The file cannot be read.
    #[error("profile {file}: {reason}")]
    Unreadable {
        /// The file.
        file: String,
        /// What the operating system says.
        reason: std::io::Error,
    },
    /// A value in the file is wrong.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Mistake(#[from] Box<Mistake>),
    /// The file has no card of that name.
    #[error("profile {file} has no card named \"{name}\"; it has {known}")]
    NoSuchCard {
        /// The file.
        file: String,
        /// The name asked for.
        name: String,
        /// The names it has.
        known: String,
    },
    /// More keys than a card holds.
    #[error("a card holds {max} keys at most")]
    TooManyKeys {
        /// [`applet::KEYS_MAX`].
        max: usize,
    },
}

/// One wrong value.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[error("profile {file}, line {line}: {what}")]
pub struct Mistake {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub what: String,
    /// What was expected instead.
    #[help]
    pub expected: Option<String>,
    #[source_code]
    text: NamedSource<String>,
    #[label("here")]
    span: SourceSpan,
}

/// A profile's text while it is read: turns a place in it into a [`Mistake`].
#[derive(Clone, Copy)]
pub(super) struct Source<'t> {
    pub(super) file: &'t str,
    pub(super) text: &'t str,
}

impl Source<'_> {
    /// A mistake at `span`: what is wrong, and what was expected.
    pub(super) fn mistake(&self, span: Range<usize>, what: impl Into<String>, expected: &str) -> ProfileError {
        let newlines = self.text.bytes().take(span.start).filter(|octet| *octet == b'\n');
        let mistake = Mistake {
            file: self.file.to_owned(),
            line: newlines.count().saturating_add(1),
            what: what.into(),
            expected: (!expected.is_empty()).then(|| format!("expected: {expected}")),
            text: NamedSource::new(self.file, self.text.to_owned()),
            span: span.into(),
        };
        ProfileError::Mistake(Box::new(mistake))
    }
}
