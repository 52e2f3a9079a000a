//! Errors of profiles: the mistake, its place, and what was expected there.

use std::ops::Range;

use miette::{Diagnostic, NamedSource, SourceSpan};

use super::DEFAULT_TEXT;
use crate::bounded::ReadError;
use sim_codec::suggest::nearest;

/// Reason for which there is no profile.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum ProfileError {
    /// The file cannot be read.
    #[error("profile {file}: {reason}")]
    Unreadable {
        /// Path of the file.
        file: String,
        /// Reason for which it cannot be read.
        reason: ReadError,
    },
    /// A value in the file is wrong.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Mistake(#[from] Box<ProfileValueError>),
    /// The file has no card of the name asked for.
    #[error("profile {file} has no card named \"{name}\"; it has {known}")]
    NoSuchCard {
        /// Path of the file.
        file: String,
        /// Name asked for.
        name: String,
        /// Names of the cards in the file, each in quotation marks.
        known: String,
    },
    /// The profile has more keys than a card holds.
    #[error("a card holds {max} keys at most")]
    TooManyKeys {
        /// Most keys, [`applet::KEYS_MAX`].
        max: usize,
    },
}

/// One wrong value of a profile.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[error("profile {file}, line {line}: {what}")]
pub struct ProfileValueError {
    /// Path of the file.
    pub file: String,
    /// Line of the value, from 1.
    pub line: usize,
    /// Sentence about the mistake.
    pub what: String,
    /// Value that was expected; empty if unknown.
    pub expected: String,
    /// Advice: the word that was probably meant, and a right line as an example; `None` if there is neither.
    #[help]
    pub advice: Option<String>,
    #[source_code]
    text: NamedSource<String>,
    #[label("{expected}")]
    span: SourceSpan,
}

impl ProfileValueError {
    /// Returns the place of the value, in octets.
    pub fn place(&self) -> Range<usize> {
        self.span.offset()..self.span.offset().saturating_add(self.span.len())
    }

    /// Returns the text of the profile, with each digit of a secret as a star.
    pub fn text(&self) -> &str {
        self.text.inner()
    }
}

/// Text of a profile while it is read. Turns a place in the text into a [`ProfileValueError`].
#[derive(Clone, Copy)]
pub(super) struct Source<'t> {
    pub(super) file: &'t str,
    pub(super) text: &'t str,
}

impl Source<'_> {
    /// Returns the error for the text at `span`: the mistake `what` and the value that was expected.
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

    /// Returns a line of the default profile as an example: for the key that was probably meant, else for the line at
    /// `at`.
    fn example(&self, at: usize, near: Option<&str>) -> Option<&'static str> {
        let before = self.text.get(..at).unwrap_or_default().rsplit('\n').next().unwrap_or_default();
        let behind = self.text.get(at..).unwrap_or_default().lines().next().unwrap_or_default();
        let key = |line: &str| line.split('=').next().unwrap_or_default().trim().to_owned();
        let own = key(&format!("{before}{behind}"));
        [near.unwrap_or_default(), own.as_str()].into_iter().find_map(example_of)
    }
}

/// Returns the first line of the default profile that gives this key a value.
fn example_of(key: &str) -> Option<&'static str> {
    let is_key = |line: &&str| line.split_once('=').is_some_and(|(before, _)| before.trim() == key);
    let lines =
        DEFAULT_TEXT.lines().map(|line| line.trim_start_matches(['#', ' ']).split("  #").next().unwrap_or(line));
    lines.map(str::trim).find(|line| !key.is_empty() && is_key(line))
}

/// Returns the mistake and what was expected instead. TOML's own messages have both in one sentence, which is split
/// here.
fn told(what: String, expected: &str) -> (String, String) {
    match what.split_once(", expected ") {
        Some((what, expected)) => (what.to_owned(), expected.to_owned()),
        None => (what, expected.to_owned()),
    }
}

/// Names of the fields that are never shown: keys and the PIN.
const SECRETS: [&str; 4] = ["value", "kic", "kid", "initial"];

/// Returns a profile's text with each hexadecimal digit of keys and PINs as a star, so that places in the text stay.
fn masked(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let is_secret = SECRETS.iter().any(|name| {
            line.match_indices(name).any(|(at, _)| {
                let behind = line.get(at + name.len()..).unwrap_or_default();
                behind.trim_start_matches(['"', '\'']).trim_start().starts_with('=')
            })
        });
        // A line with a secret keeps everything but its hexadecimal digits.
        let mask = |letter: char| if letter.is_ascii_hexdigit() { '*' } else { letter };
        match line.split_once('=').filter(|_| is_secret) {
            Some((before, behind)) => shown.extend(before.chars().chain(['=']).chain(behind.chars().map(mask))),
            None => shown.push_str(line),
        }
    }
    shown
}
