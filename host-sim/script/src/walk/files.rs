//! Reading of walks from files, with the profiles that they name.

use std::path::{Path, PathBuf};

use super::parse::parse_within;
use super::syntax::{Setting, Walk, WalkContent};
use crate::lang::SyntaxError;
use crate::lang::error::{LineError, MISTAKES_MAX, MISTAKES_TOLD};
use crate::trace::files::{self, FileError, Kinds, Texts};
use crate::trace::syntax::{ProfileChoice, TraceSetting as CardSetting};
use sim_device::profile::Profile;

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

/// Reads a walk and the profile that it names.
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

fn load_within(path: &Path, texts: &Texts, max: usize) -> Result<Walk, FileError> {
    let text = match texts.get(&path.display().to_string()) {
        Some(text) => text.clone(),
        None => files::read(path)
            .map_err(|error| FileError::Unreadable { path: path.to_owned(), reason: error.to_string() })?,
    };
    let mut walk = parse_within(&path.display().to_string(), &text, max)?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let source = walk.source.clone();
    for line in &mut walk.lines {
        let WalkContent::Setting(Setting::Card(CardSetting::Profile(ProfileChoice::File { path, profile }))) =
            &mut line.content
        else {
            continue;
        };
        let read = Profile::choose(&folder.join(&*path).display().to_string()).map_err(|error| {
            SyntaxError::one(&source, LineError::new(line.span, error.to_string(), "a profile that can be read"))
        })?;
        *profile = Some(Box::new(read));
    }
    Ok(walk)
}
