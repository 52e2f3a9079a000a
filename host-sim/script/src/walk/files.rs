//! Reading of walks from files, with the fragments and profiles that they name.

use std::path::{Path, PathBuf};

use super::parse;
use super::syntax::{Line, Setting, Walk, WalkContent, WalkInclude};
use crate::lang::SyntaxError;
use crate::lang::error::{LineError, MISTAKES_MAX, MISTAKES_TOLD};
use crate::trace::files::{self, FileError, Kinds, Texts};
use crate::trace::syntax::{ProfileChoice, TraceSetting as CardSetting};
use sim_device::bounded::ReadError;
use sim_device::profile::Profile;

/// Greatest depth to which walks include fragments.
const INCLUDES_DEEP_MAX: usize = 16;

/// Extension of a walk's file name.
pub const EXTENSION: &str = "walk";

/// Returns every walk among these files and folders, once each, in the order of the arguments and by name below a
/// folder.
pub fn find(paths: &[PathBuf]) -> Result<Vec<PathBuf>, FileError> {
    files::find_kinds(paths, Kinds { extensions: &[EXTENSION], one: "walk" })
}

/// Returns whether a file has the extension of a walk.
pub fn is_walk(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == EXTENSION)
}

/// Reads a walk, the fragments that it includes and the profile that it names.
pub fn load(path: &Path) -> Result<Walk, FileError> {
    load_with(path, &Texts::new())
}

/// Reads a walk as [`load`] does, with some texts in the place of files.
pub fn load_with(path: &Path, texts: &Texts) -> Result<Walk, FileError> {
    load_within(path, texts, MISTAKES_TOLD)
}

/// Reads a walk as [`load_with`] does. The error has all mistakes of the walk, and not only the first ones.
pub fn check(path: &Path, texts: &Texts) -> Result<Walk, FileError> {
    load_within(path, texts, MISTAKES_MAX)
}

/// Reads a fragment of walks, whose procedures and texts the walks that include it may know. The error has all of its
/// mistakes.
pub fn check_fragment(path: &Path, texts: &Texts) -> Result<Walk, FileError> {
    load_unchecked(path, texts, MISTAKES_MAX)
}

fn load_within(path: &Path, texts: &Texts, max: usize) -> Result<Walk, FileError> {
    let mut walk = load_unchecked(path, texts, max)?;
    parse::complete(&mut walk, max)?;
    Ok(walk)
}

fn load_unchecked(path: &Path, texts: &Texts, max: usize) -> Result<Walk, FileError> {
    let mut reader = Reader { texts, max, open: Vec::new() };
    let text = reader
        .read(path)
        .map_err(|error| FileError::Unreadable { path: path.to_owned(), reason: error.to_string() })?;
    Ok(reader.walk(path, &text)?)
}

/// Reader of a walk and of the files that it names.
struct Reader<'t> {
    texts: &'t Texts,
    /// Greatest number of mistakes that are told.
    max: usize,
    /// Files that are being read, to find one that includes itself.
    open: Vec<PathBuf>,
}

impl Reader<'_> {
    fn read(&self, path: &Path) -> Result<String, ReadError> {
        match self.texts.get(&path.display().to_string()) {
            Some(text) => Ok(text.clone()),
            None => files::read(path),
        }
    }

    /// Reads the walk of a text and the files that it names.
    fn walk(&mut self, path: &Path, text: &str) -> Result<Walk, Box<SyntaxError>> {
        let mut walk = parse::parse_whole(&path.display().to_string(), text, self.max)?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let source = walk.source.clone();
        self.open.push(path.to_owned());
        for Line { span, content, .. } in &mut walk.lines {
            let told = |what: String, expected: &str| SyntaxError::one(&source, LineError::new(*span, what, expected));
            match content {
                WalkContent::Setting(Setting::Card(CardSetting::Profile(ProfileChoice::File { path, profile }))) => {
                    let read = Profile::choose(&folder.join(&*path).display().to_string());
                    let read = read.map_err(|error| told(error.to_string(), "a profile that can be read"))?;
                    *profile = Some(Box::new(read));
                }
                WalkContent::Setting(Setting::World(choice)) => {
                    let place = folder.join(&choice.path);
                    if !place.exists() {
                        return Err(told(format!("there is no world {}", place.display()), "a world's file"));
                    }
                    choice.place = Some(place);
                }
                WalkContent::Include(WalkInclude { path, walk }) => {
                    let path = folder.join(&*path);
                    if self.open.contains(&path) {
                        return Err(told(format!("{} includes itself", path.display()), "another fragment"));
                    }
                    if self.open.len() > INCLUDES_DEEP_MAX {
                        let what = format!("walks include each other more than {INCLUDES_DEEP_MAX} deep");
                        return Err(told(what, "fewer inclusions"));
                    }
                    let text = self.read(&path);
                    let unreadable =
                        |reason| told(format!("{} cannot be read: {reason}", path.display()), "a fragment");
                    *walk = Some(self.walk(&path, &text.map_err(unreadable)?)?);
                }
                _ => {}
            }
        }
        self.open.pop();
        Ok(walk)
    }
}
