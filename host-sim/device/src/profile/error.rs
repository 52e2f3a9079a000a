//! What is wrong with a profile, where it stands, and what was expected there.

use std::ops::Range;

use miette::{Diagnostic, NamedSource, SourceSpan};

use super::DEFAULT_TEXT;
use crate::bounded::ReadError;
use sim_codec::suggest::nearest;

/// Why there is no profile.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum ProfileError {
    /// The file cannot be read.
    #[error("profile {file}: {reason}")]
    Unreadable {
        /// The file.
        file: String,
        /// Why.
        reason: ReadError,
    },
    /// A value in the file is wrong.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Mistake(#[from] Box<ProfileValueError>),
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
pub struct ProfileValueError {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub what: String,
    /// What was expected instead; empty where nothing can be said of it.
    pub expected: String,
    /// What might help: the word that was probably meant, and a line that is right.
    #[help]
    pub advice: Option<String>,
    #[source_code]
    text: NamedSource<String>,
    #[label("{expected}")]
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
        let start = span.start.min(self.text.len());
        let newlines = self.text.bytes().take(start).filter(|octet| *octet == b'\n');
        let (what, expected) = told(what.into(), expected);
        let written = self.text.get(span.clone()).unwrap_or_default().trim_matches('"');
        let choices = expected.split([',', '`', '(', ')']).flat_map(|part| part.split(" or ")).map(str::trim);
        let near = nearest(written, choices.filter(|choice| !choice.is_empty() && *choice != written));
        let advice = [
            near.filter(|_| !written.is_empty()).map(|near| format!("did you mean `{near}`?")),
            self.example(start, near).map(|example| format!("for example: {example}")),
        ];
        let advice: Vec<String> = advice.into_iter().flatten().collect();
        let mistake = ProfileValueError {
            file: self.file.to_owned(),
            line: newlines.count().saturating_add(1),
            what,
            expected,
            advice: (!advice.is_empty()).then(|| advice.join("\n")),
            text: NamedSource::new(self.file, masked(self.text)),
            span: (start, span.end.min(self.text.len()).saturating_sub(start)).into(),
        };
        ProfileError::Mistake(Box::new(mistake))
    }

    /// A right line of the default profile for what is wrong here: for the key that was probably meant, or that of the
    /// line.
    fn example(&self, at: usize, near: Option<&str>) -> Option<&'static str> {
        let before = self.text.get(..at).unwrap_or_default().rsplit('\n').next().unwrap_or_default();
        let behind = self.text.get(at..).unwrap_or_default().lines().next().unwrap_or_default();
        let key = |line: &str| line.split('=').next().unwrap_or_default().trim().to_owned();
        let own = key(&format!("{before}{behind}"));
        [near.unwrap_or_default(), own.as_str()].into_iter().find_map(example_of)
    }
}

/// The first line of the default profile that gives this key a value.
fn example_of(key: &str) -> Option<&'static str> {
    let is_key = |line: &&str| line.split_once('=').is_some_and(|(before, _)| before.trim() == key);
    let lines =
        DEFAULT_TEXT.lines().map(|line| line.trim_start_matches(['#', ' ']).split("  #").next().unwrap_or(line));
    lines.map(str::trim).find(|line| !key.is_empty() && is_key(line))
}

/// What is wrong, and what was expected. TOML's own messages say both in one sentence.
fn told(what: String, expected: &str) -> (String, String) {
    match what.split_once(", expected ") {
        Some((what, expected)) => (what.to_owned(), expected.to_owned()),
        None => (what, expected.to_owned()),
    }
}

/// Names of what must not be shown: keys and the PIN.
const SECRETS: [&str; 4] = ["value", "kic", "kid", "initial"];

/// A profile's text with stars in the place of keys and PINs, each octet one, so that places stay.
fn masked(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let is_secret = SECRETS.iter().any(|name| {
            line.match_indices(name).any(|(at, _)| {
                let behind = line.get(at + name.len()..).unwrap_or_default();
                behind.trim_start_matches(['"', '\'']).trim_start().starts_with('=')
            })
        });
        // A line that says nothing else loses no more than its digits.
        let mask = |letter: char| if letter.is_ascii_hexdigit() { '*' } else { letter };
        match line.split_once('=').filter(|_| is_secret) {
            Some((before, behind)) => shown.extend(before.chars().chain(['=']).chain(behind.chars().map(mask))),
            None => shown.push_str(line),
        }
    }
    shown
}
