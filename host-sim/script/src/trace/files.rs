//! Traces in files and folders: finding them, and reading one with all other traces and profiles that it names.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use miette::Diagnostic;

use super::parse::parse_within;
use super::syntax::{Include, LineContent, ProfileChoice, Trace, TraceLine, TraceSetting};
use super::{check, link};
use crate::lang::error::{LineError, MISTAKES_MAX, MISTAKES_TOLD, SyntaxError};
use crate::lang::procedure::Procedures;
use crate::lang::{Source, Span};
use sim_device::bounded::{ReadError, read_text};
use sim_device::profile::Profile;

/// Extension of a trace's file name.
pub const EXTENSION: &str = "trace";

/// Extension of the file name of a fragment, which traces and walks include.
pub const FRAGMENT_EXTENSION: &str = "inc";

/// Greatest depth to which traces may include each other.
const INCLUDES_DEEP_MAX: usize = 16;

/// Largest size of a trace or walk, in octets. A million commands with their answers have a fifth of that size.
const TEXT_MAX: u64 = 256 << 20;

/// Largest size of all that a trace includes, in octets; each file counts as often as it is included.
const INCLUDED_MAX: usize = 16 << 20;

/// Size for which an included file counts besides its text, in octets.
const INCLUDE_COST: usize = 256;

/// Error of traces that cannot be found or read.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub enum FileError {
    /// No such file or folder.
    #[error("There is no file or folder {}.", .0.display())]
    Missing(PathBuf),
    /// A folder without any file of the kinds that are looked for.
    #[error("There is no {} ({}) in {}.", .1.one, .1.patterns(), .0.display())]
    Nothing(PathBuf, Kinds),
    /// A file whose name does not end as its kind demands.
    #[error("{} is no {}: its name does not end in {}.", .0.display(), .1.one, .1.endings())]
    Otherwise(PathBuf, Kinds),
    /// A file or folder that the operating system cannot read.
    #[error("{} cannot be read: {reason}.", path.display())]
    Unreadable {
        /// File or folder.
        path: PathBuf,
        /// Message of the operating system.
        reason: String,
    },
    /// A mistake in the text of a trace.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Mistake(#[from] Box<SyntaxError>),
}

impl FileError {
    /// Returns the name of the text that has the mistake; `None` for an error of the file as a whole.
    pub fn text_name(&self) -> Option<&str> {
        match self {
            FileError::Mistake(mistake) => Some(mistake.file()),
            _ => None,
        }
    }

    /// Returns the line of the mistake, counted from 1; `None` for an error of the file as a whole.
    pub fn line(&self) -> Option<usize> {
        match self {
            FileError::Mistake(mistake) => Some(mistake.line()),
            _ => None,
        }
    }
}

/// Kinds of files that are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kinds {
    /// Extensions of their names, without the dot.
    pub extensions: &'static [&'static str],
    /// Name of one such file in a sentence.
    pub one: &'static str,
}

impl Kinds {
    const TRACES: Kinds = Kinds { extensions: &[EXTENSION], one: "trace" };

    fn is_one_of_kind(self, path: &Path) -> bool {
        path.extension().is_some_and(|extension| self.extensions.iter().any(|known| extension == *known))
    }

    /// Returns the extensions as patterns: `*.trace, *.walk`.
    fn patterns(self) -> String {
        self.extensions.iter().map(|extension| format!("*.{extension}")).collect::<Vec<_>>().join(", ")
    }

    /// Returns the extensions as endings: `.trace or .walk`.
    fn endings(self) -> String {
        self.extensions.iter().map(|extension| format!(".{extension}")).collect::<Vec<_>>().join(" or ")
    }
}

/// Returns every trace among these files and folders, once each, in the order of the arguments and by name below a
/// folder.
pub fn find(paths: &[PathBuf]) -> Result<Vec<PathBuf>, FileError> {
    find_kinds(paths, Kinds::TRACES)
}

/// Returns every file of these kinds among the files and folders, in the order that [`find`] has.
pub fn find_kinds(paths: &[PathBuf], kinds: Kinds) -> Result<Vec<PathBuf>, FileError> {
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() {
            found.extend(below(path, kinds)?);
        } else if !path.exists() {
            return Err(FileError::Missing(path.clone()));
        } else if !kinds.is_one_of_kind(path) {
            return Err(FileError::Otherwise(path.clone(), kinds));
        } else {
            found.push(path.clone());
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    found.retain(|path| seen.insert(path.clone()));
    Ok(found)
}

fn below(folder: &Path, kinds: Kinds) -> Result<Vec<PathBuf>, FileError> {
    let mut found = Vec::new();
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name().follow_links(true) {
        let entry = entry.map_err(|error| FileError::Unreadable {
            path: error.path().unwrap_or(folder).to_owned(),
            reason: error.io_error().map_or("a link in it leads back to itself".to_owned(), ToString::to_string),
        })?;
        if entry.file_type().is_file() && kinds.is_one_of_kind(entry.path()) {
            found.push(entry.into_path());
        }
    }
    if found.is_empty() { Err(FileError::Nothing(folder.to_owned(), kinds)) } else { Ok(found) }
}

/// Texts in the place of files, by the files' names as [`Source::name`] has them.
pub type Texts = BTreeMap<String, String>;

/// Reads a trace, the traces that it includes and the profiles that it names, and checks the whole.
pub fn load(path: &Path) -> Result<Trace, FileError> {
    load_with(path, &Texts::new())
}

/// Reads a trace as [`load`] does, with some texts in the place of files.
pub fn load_with(path: &Path, texts: &Texts) -> Result<Trace, FileError> {
    load_within(path, texts, MISTAKES_TOLD)
}

/// Reads a trace as [`load_with`] does. The error has all mistakes of the first file with any, and not only the first
/// ones.
pub fn check(path: &Path, texts: &Texts) -> Result<Trace, FileError> {
    load_within(path, texts, MISTAKES_MAX)
}

fn load_within(path: &Path, texts: &Texts, max: usize) -> Result<Trace, FileError> {
    let mut trace = load_unchecked(path, texts, max)?;
    link::link(&mut trace, &mut Procedures::default(), max)?;
    check::check(&trace, max)?;
    Ok(trace)
}

fn load_unchecked(path: &Path, texts: &Texts, max: usize) -> Result<Trace, FileError> {
    let mut reader = Reader { texts, open: vec![path.to_owned()], included: 0, max };
    let text = reader
        .read(path)
        .map_err(|error| FileError::Unreadable { path: path.to_owned(), reason: error.to_string() })?;
    Ok(reader.complete(path, &text)?)
}

/// Reads a trace with all that it names, without asking whether its names are known: the lines before it, wherever they
/// stand, may have made them known. `known` are the procedures before it, and then also those that it has.
pub(crate) fn load_part(path: &Path, known: &mut Procedures) -> Result<Trace, FileError> {
    let mut trace = load_unchecked(path, &Texts::new(), MISTAKES_TOLD)?;
    link::link(&mut trace, known, MISTAKES_TOLD)?;
    Ok(trace)
}

/// Reads a fragment, whose names may be made known by the traces that include it. The error has all of its mistakes.
pub fn check_fragment(path: &Path, texts: &Texts) -> Result<Trace, FileError> {
    load_unchecked(path, texts, MISTAKES_MAX)
}

/// Returns the text of a script's file.
pub fn read(path: &Path) -> Result<String, ReadError> {
    read_text(path, TEXT_MAX)
}

/// Reader of a trace and the files that it names.
struct Reader<'t> {
    texts: &'t Texts,
    /// Files that are being read, to find one that includes itself.
    open: Vec<PathBuf>,
    /// Size of all that was included so far, in octets.
    included: usize,
    /// Greatest number of mistakes that are told.
    max: usize,
}

impl Reader<'_> {
    fn read(&self, path: &Path) -> Result<String, ReadError> {
        match self.texts.get(&path.display().to_string()) {
            Some(text) => Ok(text.clone()),
            None => read(path),
        }
    }

    /// Reads the trace of a text and the files that it names.
    fn complete(&mut self, path: &Path, text: &str) -> Result<Trace, Box<SyntaxError>> {
        let mut trace = parse_within(&path.display().to_string(), text, self.max)?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let source = trace.source.clone();
        self.complete_lines(&mut trace.lines, &source, folder)?;
        Ok(trace)
    }

    /// Reads what lines name, those of blocks too.
    fn complete_lines(
        &mut self,
        lines: &mut [TraceLine],
        source: &Source,
        folder: &Path,
    ) -> Result<(), Box<SyntaxError>> {
        for TraceLine { span, content, .. } in lines {
            let span = *span;
            match content {
                LineContent::Include(include) => self.include(include, span, source, folder)?,
                LineContent::Cases(cases) => self.complete_lines(&mut cases.body, source, folder)?,
                LineContent::Repeat(repeat) => self.complete_lines(&mut repeat.body, source, folder)?,
                LineContent::Setting(TraceSetting::Profile(ProfileChoice::File { path, profile })) => {
                    let read = Profile::choose(&folder.join(&*path).display().to_string());
                    let read =
                        read.map_err(|error| wrong(source, span, error.to_string(), "a profile that can be read"))?;
                    *profile = Some(Box::new(read));
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn include(
        &mut self,
        include: &mut Include,
        span: Span,
        source: &Source,
        folder: &Path,
    ) -> Result<(), Box<SyntaxError>> {
        let path = folder.join(&include.path);
        let told = |what: String| wrong(source, span, what, "a trace that can be read");
        if self.open.contains(&path) {
            return Err(told(format!("{} includes itself", path.display())));
        }
        if self.open.len() > INCLUDES_DEEP_MAX {
            return Err(told(format!("traces include each other more than {INCLUDES_DEEP_MAX} deep")));
        }
        let text = self.read(&path).map_err(|reason| told(format!("{} cannot be read: {reason}", path.display())))?;
        self.included = self.included.saturating_add(text.len()).saturating_add(INCLUDE_COST);
        if self.included > INCLUDED_MAX {
            let max = INCLUDED_MAX >> 20;
            return Err(told(format!("what traces include, as often as they include it, has more than {max} MiB")));
        }
        self.open.push(path.clone());
        include.trace = Some(self.complete(&path, &text)?);
        self.open.pop();
        Ok(())
    }
}

fn wrong(source: &Source, span: Span, what: String, expected: &str) -> Box<SyntaxError> {
    SyntaxError::one(source, LineError::new(span, what, expected))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::replay::{Options, replay};

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        folder
    }

    #[test]
    fn traces_are_found_once_in_order() {
        let folder = folder(&[("b.trace", ""), ("a/z.trace", ""), ("a/readme.md", ""), ("c.walk", "")]);
        let at = |name: &str| folder.path().join(name);
        assert_eq!(find(&[folder.path().to_owned(), at("b.trace")]).unwrap(), [at("a/z.trace"), at("b.trace")]);
        assert!(matches!(find(&[at("c.walk")]), Err(FileError::Otherwise(..))));
        assert!(matches!(find(&[at("nothing")]), Err(FileError::Missing(_))));
        let empty = tempfile::tempdir().unwrap();
        assert!(matches!(find(&[empty.path().to_owned()]), Err(FileError::Nothing(..))));
    }

    #[test]
    fn include_path_is_relative_to_its_file() {
        let folder = folder(&[
            ("story.trace", "include \"parts/select.trace\"\n> 805C0002 04\n< {balance} 9000\n"),
            (
                "parts/select.trace",
                "include \"card.trace\"\n> 00A40400 Lc D1560001018003800000000100000000\nbalance = 7 yuan\n",
            ),
            ("parts/card.trace", "card balance 7 yuan\n"),
        ]);
        let trace = load(&folder.path().join("story.trace")).unwrap();
        let outcome = replay(&trace, &Options::default());
        assert!(outcome.held(), "{:?}", outcome.results);
        assert_eq!(outcome.results[0].commands, 2);
    }

    #[test]
    fn include_mistake_or_circle_is_reported() {
        let folder = folder(&[
            ("a.trace", "include \"b.trace\"\n"),
            ("b.trace", "include \"a.trace\"\n"),
            ("c.trace", "include \"d.trace\"\n"),
            ("d.trace", "rest\n"),
            ("e.trace", "include \"nothing.trace\"\n"),
        ]);
        let report = |name: &str| {
            let error = load(&folder.path().join(name)).unwrap_err();
            format!("{:?}", miette::Report::new(error))
        };
        assert!(report("a.trace").contains("includes itself"), "{}", report("a.trace"));
        assert!(report("c.trace").contains("did you mean `reset`?"), "{}", report("c.trace"));
        assert!(report("e.trace").contains("cannot be read"), "{}", report("e.trace"));
    }
}
