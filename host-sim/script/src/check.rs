//! Check of a file in any language that people write, without replaying it: everything that can be told from the text.

use std::path::Path;

use miette::Diagnostic;
use sim_device::bounded::ReadError;
use sim_device::profile::{Profile, ProfileError};

use crate::kind::TextKind;
use crate::lang::{Span, SyntaxError};
use crate::scenario;
use crate::trace::files::{FileError, Texts};
use crate::trace::replay::FirstCard;
use crate::trace::{self, Options};
use crate::walk;

/// Error of a file that does not pass its check.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum ScriptCheckError {
    /// The file cannot be read, or has mistakes.
    #[error(transparent)]
    #[diagnostic(transparent)]
    File(#[from] FileError),
    /// The profile cannot be read, or has a mistake.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Profile(#[from] ProfileError),
    /// No card can be made of the header.
    #[error("no card can be made: {0}")]
    NoCard(String),
}

impl From<Box<SyntaxError>> for ScriptCheckError {
    fn from(error: Box<SyntaxError>) -> ScriptCheckError {
        ScriptCheckError::File(FileError::Mistake(error))
    }
}

/// Mistake of a file, as values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileMistake {
    /// File that has the mistake: the one that was checked, or one that it includes.
    pub file: String,
    /// Place in the text of the file.
    pub span: Span,
    /// First character of the mistake.
    pub start: TextPosition,
    /// Character behind the last one of the mistake.
    pub end: TextPosition,
    /// Sentence that says what is wrong.
    pub what: String,
    /// Few words for what should stand at the place; may be empty.
    pub expected: String,
    /// Advice; `None` if there is none.
    pub advice: Option<String>,
}

/// Position in a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct TextPosition {
    /// Line, counted from 1.
    pub line: usize,
    /// Character of the line, counted from 1.
    pub column: usize,
}

impl TextPosition {
    /// Returns the position of an octet of a text; a place behind the end is the end.
    pub fn of(text: &str, at: usize) -> TextPosition {
        let at = (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
        let before = text.get(..at).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        let newlines = before.bytes().filter(|octet| *octet == b'\n').count();
        TextPosition { line: newlines.saturating_add(1), column: line.chars().count().saturating_add(1) }
    }
}

impl ScriptCheckError {
    /// Returns every mistake; none if the file cannot be read or makes no card.
    pub fn mistakes(&self) -> Vec<FileMistake> {
        match self {
            ScriptCheckError::File(FileError::Mistake(error)) => {
                error.all().map(|one| mistake_of(one, error)).collect()
            }
            ScriptCheckError::Profile(ProfileError::Mistake(error)) => {
                let place = error.place();
                let span = Span { start: place.start, end: place.end };
                vec![FileMistake {
                    file: error.file.clone(),
                    span,
                    start: TextPosition::of(error.text(), span.start),
                    end: TextPosition::of(error.text(), span.end),
                    what: error.what.clone(),
                    expected: error.expected.clone(),
                    advice: error.advice.clone(),
                }]
            }
            ScriptCheckError::File(_) | ScriptCheckError::Profile(_) | ScriptCheckError::NoCard(_) => Vec::new(),
        }
    }
}

fn mistake_of(one: &SyntaxError, of: &SyntaxError) -> FileMistake {
    let span = one.span();
    FileMistake {
        file: of.file().to_owned(),
        span,
        start: TextPosition::of(of.text(), span.start),
        end: TextPosition::of(of.text(), span.end),
        what: one.what().to_owned(),
        expected: one.expected().to_owned(),
        advice: one.advice().map(str::to_owned),
    }
}

/// Checks a file of a kind; `texts` stand in the place of files.
pub fn check(path: &Path, kind: TextKind, texts: &Texts) -> Result<(), ScriptCheckError> {
    match kind {
        TextKind::Trace => {
            let trace = trace::files::check(path, texts)?;
            FirstCard::of(&trace, &Options::default()).map_err(|error| ScriptCheckError::NoCard(error.to_string()))?;
        }
        TextKind::Fragment => match kind.language(&path.display().to_string(), &read(path, texts)?) {
            TextKind::Walk => drop(walk::files::check_fragment(path, texts)?),
            _ => drop(trace::files::check_fragment(path, texts)?),
        },
        TextKind::Walk => drop(walk::files::check(path, texts)?),
        TextKind::Scenario => drop(scenario::check(&path.display().to_string(), &read(path, texts)?)?),
        TextKind::Profile => drop(Profile::parse(&path.display().to_string(), &read(path, texts)?)?),
    }
    Ok(())
}

fn read(path: &Path, texts: &Texts) -> Result<String, FileError> {
    let unreadable = |error: ReadError| FileError::Unreadable { path: path.to_owned(), reason: error.to_string() };
    match texts.get(&path.display().to_string()) {
        Some(text) => Ok(text.clone()),
        None => trace::files::read(path).map_err(unreadable),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mistakes(name: &str, text: &str) -> Vec<(TextPosition, TextPosition, String)> {
        let path = Path::new(name);
        let texts = Texts::from([(name.to_owned(), text.to_owned())]);
        let checked = check(path, TextKind::of_path(path).unwrap(), &texts);
        let mistakes = checked.map_err(|error| error.mistakes()).err().unwrap_or_default();
        mistakes.into_iter().map(|mistake| (mistake.start, mistake.end, mistake.what)).collect()
    }

    fn at(line: usize, column: usize) -> TextPosition {
        TextPosition { line, column }
    }

    #[test]
    fn every_mistake_of_text_is_reported() {
        for (name, line) in [("a.trace", "expct x\n"), ("a.walk", "chose x\n"), ("a.scenario", "heall\n")] {
            let found = mistakes(name, &line.repeat(50));
            assert_eq!(found.len(), 50, "{name}");
            assert_eq!((found[49].0, found[49].1.line), (at(50, 1), 50), "{name}");
        }
        assert_eq!(mistakes("a.trace", &"x\n".repeat(5000)).len(), 1000);
    }

    #[test]
    fn place_of_mistake_counts_characters() {
        let found = mistakes("a.walk", "choose 钱包\ntype \"钱\" 包\n");
        assert_eq!(found, [(at(2, 10), at(2, 11), "`包` stands where the end of the line should stand".to_owned())]);
        let found = mistakes("a.toml", "[purse]\nbalance_max = \"none\"\n");
        assert_eq!((found[0].0, found[0].2.as_str()), (at(2, 15), "\"none\" is no amount"));
        assert_eq!(TextPosition::of("钱\n包x", 5), at(2, 1), "in the middle of a character");
        assert_eq!(TextPosition::of("a", 9), at(1, 2));
    }

    #[test]
    fn header_without_card_is_refused() {
        let texts = Texts::from([("a.trace".to_owned(), "card pin tries 77\n".to_owned())]);
        let error = check(Path::new("a.trace"), TextKind::Trace, &texts).unwrap_err();
        assert!(matches!(&error, ScriptCheckError::NoCard(why) if why.contains("1 to 15 tries")), "{error}");
        assert_eq!(error.mistakes(), []);
    }

    #[test]
    fn fragment_may_use_unknown_names() {
        assert_eq!(mistakes("a.inc", "> 00B2 {mac1}\n"), []);
        assert_eq!(mistakes("a.inc", "> 00B2 mac1\n").len(), 1);
        assert_eq!(mistakes("a.trace", "> 00B2 {mac1}\n").len(), 1);
    }
}
