//! `--watch`: replays a file whenever it changes, or a file that it is made of, until Ctrl-C. Files are looked at every
//! few hundredths of a second, which every file system allows, the network's too.

use std::collections::{BTreeMap, BTreeSet};
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, SystemTime};

use miette::IntoDiagnostic as _;

use super::story::{self, Script, Story};
use super::{Arguments, work};
use crate::cli::report::{Verdict, human};
use crate::cli::signals::{self, Signal};
use crate::cli::{CliResult, output};
use sim_i18n::replay::sentence;
use sim_script::trace::files::Texts;

/// Time between two looks at the files.
const TICK: Duration = Duration::from_millis(20);

/// Control sequence that clears a terminal and its history, and goes to the upper left.
const CLEAR: &str = "\u{1b}[2J\u{1b}[3J\u{1b}[H";

/// Modification time and length of a file; `None` if there is no such file.
type Stamp = Option<(SystemTime, u64)>;

/// File that is watched.
struct WatchedFile {
    path: PathBuf,
    /// Files that it is made of, itself included, as they were when it was read.
    stamps: BTreeMap<PathBuf, Stamp>,
}

/// Replays what the arguments name, and then whatever changes.
pub(super) fn watch(arguments: &Arguments) -> CliResult {
    let (sender, ended) = mpsc::channel();
    let act = move |signal| match signal {
        // Nobody waits any more: the program ends already.
        Signal::End(_) | Signal::EndAtOnce(_) => drop(sender.send(())),
        Signal::Stop => drop(signals::stop()),
        Signal::Continue => {}
    };
    signals::listen(act).into_diagnostic()?;
    let mut watched = WatchedFiles::default();
    // What is wrong with the arguments is told before anything is watched.
    story::paths(arguments)?;
    super::options(arguments)?;
    loop {
        watched.refresh(arguments);
        if ended.recv_timeout(TICK) != Err(RecvTimeoutError::Timeout) || !output::is_whole() {
            return Ok(super::ending(&watched.verdicts));
        }
    }
}

/// Files that are watched, and the verdict on each, in order.
#[derive(Default)]
struct WatchedFiles {
    files: Vec<WatchedFile>,
    verdicts: Vec<Verdict>,
    /// Files of which the filter chooses nothing.
    ignored: Vec<WatchedFile>,
}

impl WatchedFiles {
    /// Replays what has changed, and shows it.
    fn refresh(&mut self, arguments: &Arguments) {
        // A folder may be gone for a moment while it is replaced.
        let Ok(paths) = story::paths(arguments) else { return };
        let changed: BTreeSet<PathBuf> = paths.iter().filter(|path| self.is_changed(path)).cloned().collect();
        let is_gone = self.files.iter().any(|file| !paths.contains(&file.path));
        if changed.is_empty() && !is_gone {
            return;
        }
        let options = match super::options(arguments) {
            Ok(options) => options,
            Err(error) => {
                super::super::complain(error);
                return;
            }
        };
        let (files, stories): (Vec<WatchedFile>, Vec<Story>) = changed.iter().map(|path| read(arguments, path)).unzip();
        let jobs = arguments.job_count();
        let play = |story: &Story| super::filtered(arguments, super::one(arguments, &options, story).0);
        let played = work::in_order(&stories, jobs, play, |_| true);
        let new = files.into_iter().zip(played).map(|(file, verdict)| (file.path.clone(), (file, verdict)));
        let old = self
            .files
            .drain(..)
            .zip(self.verdicts.drain(..))
            .map(|(file, verdict)| (file.path.clone(), (file, verdict)));
        let mut known: BTreeMap<PathBuf, (WatchedFile, Verdict)> = old.chain(new).collect();
        self.ignored.retain(|file| paths.contains(&file.path) && !changed.contains(&file.path));
        let mut is_shown = is_gone;
        for (file, verdict) in paths.iter().filter_map(|path| known.remove(path)) {
            if is_wanted(arguments, &verdict) {
                is_shown |= changed.contains(&file.path);
                self.files.push(file);
                self.verdicts.push(verdict);
            } else {
                self.ignored.push(file);
            }
        }
        if is_shown {
            self.show(arguments, &changed);
            stories.into_iter().filter_map(|story| story.script.err()).for_each(super::super::complain);
        }
    }

    /// Returns whether a file is new, or was changed since it was read. A file that could not be read may be whole
    /// again by a change of any other.
    fn is_changed(&self, path: &Path) -> bool {
        let is_here = |file: &&WatchedFile| file.path == path;
        let is_stale = |file: &WatchedFile| file.stamps.iter().any(|(path, old)| stamp(path) != *old);
        let known = self.files.iter().zip(&self.verdicts).find(|(file, _)| is_here(file));
        let Some((file, verdict)) = known else {
            return self.ignored.iter().find(is_here).is_none_or(is_stale);
        };
        is_stale(file) || verdict.error.is_some() && Script::load(path, &Texts::new()).is_ok()
    }

    /// Shows the files that were replayed, and the failures of all.
    fn show(&self, arguments: &Arguments, changed: &BTreeSet<PathBuf>) {
        if std::io::stdout().is_terminal() {
            output::write(CLEAR);
        }
        for (file, verdict) in self.files.iter().zip(&self.verdicts) {
            if changed.contains(&file.path) {
                output::print(&arguments.see.shown(verdict));
            }
        }
        let (again, language) = (super::again(arguments, &self.verdicts), arguments.see.language());
        output::print(&human::summary(&self.verdicts, &[], &again, None, language));
        output::print(&sentence::watching(language, self.files.len()));
    }
}

/// Reads a file, and notes how the files were that it is made of.
fn read(arguments: &Arguments, path: &Path) -> (WatchedFile, Story) {
    // The file before its contents: a change in between is seen at the next look.
    let mut stamps = BTreeMap::from([(path.to_owned(), stamp(path))]);
    let script = Script::load(path, &Texts::new());
    let names = script.as_ref().map(Script::all_files).unwrap_or_default();
    stamps.extend(
        names.into_iter().map(PathBuf::from).filter(|name| name != path).map(|name| (name.clone(), stamp(&name))),
    );
    let profile = arguments.profile.as_deref().map(|profile| PathBuf::from(story::profile_file(profile)));
    stamps.extend(profile.map(|profile| (profile.clone(), stamp(&profile))));
    (WatchedFile { path: path.to_owned(), stamps }, Story { path: path.to_owned(), script })
}

fn stamp(path: &Path) -> Stamp {
    let data = path.metadata().ok()?;
    Some((data.modified().ok()?, data.len()))
}

/// Returns whether the filter chooses a file, or one of its cases.
fn is_wanted(arguments: &Arguments, verdict: &Verdict) -> bool {
    let Some(filter) = &arguments.filter else { return true };
    verdict.path.contains(filter) || !verdict.results.is_empty()
}
