//! The files that are to be replayed. A file that cannot be read is a result of its own: the others are replayed
//! nevertheless.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use miette::miette;

use super::super::report::PlayedShard;
use super::super::shard::Shard;
use super::{Arguments, input};
use crate::cli::{output, reading};
use sim_script::trace::files::{self, FileError, Kinds, Texts};
use sim_script::trace::formats::{Format, Notes, capture, literal};
use sim_script::trace::syntax::{Include, LineContent, ProfileChoice, TraceLine, TraceSetting};
use sim_script::trace::{self, Options, Trace, TraceOutcome};
use sim_script::walk::syntax::Setting;
use sim_script::walk::{self, Walk};

/// Kinds of files that are looked for in folders.
const STORIES: Kinds = Kinds { extensions: &[files::EXTENSION, walk::files::EXTENSION], one: "trace or walk" };

/// Extensions of captures' names.
const CAPTURES: [&str; 3] = ["pcapng", "pcap", "cap"];

/// File to replay.
pub(super) struct Story {
    /// Path of the file.
    pub(super) path: PathBuf,
    /// Contents of the file, or the reason for which it cannot be replayed.
    pub(super) script: Result<Script, FileError>,
}

/// Contents of a file.
pub(super) enum Script {
    Trace(Trace),
    Walk(Walk),
}

impl Script {
    /// Reads a file, with some texts in the place of files.
    pub(super) fn load(path: &Path, texts: &Texts) -> Result<Script, FileError> {
        if is_capture(path) {
            let texts = Texts::from([(path.display().to_string(), text_of_capture(path)?)]);
            return files::load_with(path, &texts).map(Script::Trace);
        }
        Ok(match walk::files::is_walk(path) {
            true => Script::Walk(walk::files::load_with(path, texts)?),
            false => Script::Trace(files::load_with(path, texts)?),
        })
    }

    /// Replays the script on a card of its own.
    pub(super) fn replay(&self, options: &Options) -> TraceOutcome {
        match self {
            Script::Trace(trace) => trace::replay(trace, options),
            Script::Walk(walk) => walk::replay(walk, options),
        }
    }

    /// Returns `true` if the script has no step.
    pub(super) fn is_empty(&self) -> bool {
        fn nothing(line: &TraceLine) -> bool {
            match &line.content {
                LineContent::Blank | LineContent::Setting(_) | LineContent::Procedure(_) => true,
                LineContent::Include(include) => include.trace.iter().all(|trace| trace.lines.iter().all(nothing)),
                _ => false,
            }
        }
        match self {
            Script::Trace(trace) => trace.lines.iter().all(nothing),
            Script::Walk(walk) => walk.is_empty(),
        }
    }

    /// Returns the names of the files that the script is made of, and of the profiles that they name.
    pub(super) fn all_files(&self) -> BTreeSet<String> {
        fn add(trace: &Trace, names: &mut BTreeSet<String>) {
            let settings = trace.lines.iter().filter_map(|line| match &line.content {
                LineContent::Setting(setting) => Some(setting),
                _ => None,
            });
            names.extend(profiles(&trace.source.name, settings));
            for line in &trace.lines {
                if let LineContent::Include(Include { trace: Some(included), .. }) = &line.content {
                    add(included, names);
                }
            }
        }
        let mut names = self.files();
        match self {
            Script::Trace(trace) => add(trace, &mut names),
            Script::Walk(walk) => {
                let settings = walk.settings();
                let of_card = settings.iter().filter_map(|setting| match setting {
                    Setting::Card(setting) => Some(setting),
                    _ => None,
                });
                names.extend(profiles(&walk.source.name, of_card));
            }
        }
        names
    }

    /// Returns the names of the files that the script is made of.
    pub(super) fn files(&self) -> BTreeSet<String> {
        fn add(trace: &Trace, names: &mut BTreeSet<String>) {
            names.insert(trace.source.name.clone());
            included(&trace.lines, names);
        }
        fn included(lines: &[TraceLine], names: &mut BTreeSet<String>) {
            for line in lines {
                match &line.content {
                    LineContent::Include(include) => include.trace.iter().for_each(|trace| add(trace, names)),
                    LineContent::Cases(cases) => included(&cases.body, names),
                    LineContent::Repeat(repeat) => included(&repeat.body, names),
                    _ => {}
                }
            }
        }
        let mut names = BTreeSet::new();
        match self {
            Script::Trace(trace) => add(trace, &mut names),
            Script::Walk(walk) => names.extend(walk.sources().iter().map(|source| source.name.clone())),
        }
        names
    }
}

/// Returns the file of a profile that may be followed by the name of one of its cards.
pub(super) fn profile_file(profile: &str) -> &str {
    match profile.rsplit_once('#') {
        Some((file, _)) if !Path::new(profile).exists() => file,
        _ => profile,
    }
}

/// Returns whether the name of a file is that of a capture.
fn is_capture(path: &Path) -> bool {
    path.extension().is_some_and(|extension| CAPTURES.iter().any(|known| extension == *known))
}

/// Returns the session of a capture as the text of a trace.
fn text_of_capture(path: &Path) -> Result<String, FileError> {
    let unreadable = |error: miette::Report| FileError::Unreadable { path: path.to_owned(), reason: error.to_string() };
    text_of_octets(path, &reading::octets(path).map_err(unreadable)?)
}

/// Returns the session in the octets of a capture as the text of a trace.
pub(super) fn text_of_octets(path: &Path, octets: &[u8]) -> Result<String, FileError> {
    let unreadable = |reason: String| FileError::Unreadable { path: path.to_owned(), reason };
    let log = capture::read(octets).map_err(|error| unreadable(error.to_string()))?;
    let mut notes = Notes::default();
    notes.tell_read(&format!("{}: {log}", path.display()));
    let session = Format::Trace.narrow(&capture::for_replay(log.session), &mut notes);
    output::warn(&notes.to_string());
    Ok(literal::print(&session))
}

/// Returns the profiles that settings name, relative to the folder of their file.
fn profiles<'s>(name: &str, settings: impl Iterator<Item = &'s TraceSetting>) -> BTreeSet<String> {
    let folder = Path::new(name).parent().unwrap_or(Path::new(""));
    let path = |setting: &TraceSetting| match setting {
        TraceSetting::Profile(ProfileChoice::File { path, .. }) => {
            let path = folder.join(path).display().to_string();
            Some(profile_file(&path).to_owned())
        }
        _ => None,
    };
    settings.filter_map(path).collect()
}

/// Returns the files to replay. In folders traces and walks are looked for; a capture that is named is meant.
pub(super) fn paths(arguments: &Arguments) -> miette::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let named = arguments.paths.iter().filter(|path| *path != Path::new(input::ARGUMENT)).cloned();
    let (captures, others): (Vec<PathBuf>, Vec<PathBuf>) = named.partition(|path| is_capture(path) && path.is_file());
    if !others.is_empty() {
        found.extend(files::find_kinds(&others, STORIES)?);
    }
    if arguments.bless.is_some() && arguments.paths.iter().any(|path| path == Path::new(input::ARGUMENT)) {
        return Err(miette!("--bless rewrites files, and standard input is none."));
    }
    if let (Some(capture), true) = (captures.first(), arguments.bless.is_some()) {
        return Err(miette!("--bless is for traces and walks, and {} is a capture.", capture.display()));
    }
    found.extend(captures);
    Ok(found)
}

/// Files that were found.
pub(super) struct FoundStories {
    /// Files to replay.
    pub(super) stories: Vec<Story>,
    /// Shard that they are of many; `None` if they are everything that was found.
    pub(super) shard: Option<PlayedShard>,
}

/// Finds everything that the arguments ask for.
pub(super) fn find(arguments: &Arguments) -> miette::Result<FoundStories> {
    // Runs that keep something are of one file, which no shard leaves out.
    let is_kept = arguments.card.is_some() || arguments.to_world.is_some();
    let shard = if is_kept { Shard::WHOLE } else { arguments.shard.chosen()? };
    let mut stories = Vec::new();
    let mut found = 0_usize;
    if arguments.paths.iter().any(|path| path == Path::new(input::ARGUMENT)) {
        let story = arguments.input.read()?;
        found = usize::from(wanted(arguments, &story));
        stories.extend((found > 0).then_some(story));
    } else {
        arguments.input.refuse_name()?;
    }
    for path in paths(arguments)? {
        if arguments.power_cut.is_some() && walk::files::is_walk(&path) {
            // Folders hold walks too; one that is named is meant.
            if arguments.paths.contains(&path) {
                return Err(miette!("--power-cut is for traces, and {} is a walk.", path.display()));
            }
            continue;
        }
        let is_in_shard = shard.has_file(&path, &arguments.paths);
        // Without a filter, a file of another shard needs no reading.
        if arguments.filter.is_none() && !is_in_shard {
            found = found.saturating_add(1);
            continue;
        }
        let script = Script::load(&path, &Texts::new());
        let story = Story { path, script };
        if wanted(arguments, &story) {
            found = found.saturating_add(1);
            stories.extend(is_in_shard.then_some(story));
        }
    }
    if found == 0
        && let Some(filter) = &arguments.filter
    {
        return Err(miette!("No trace, walk or case has {filter:?} in its path or title."));
    }
    let shard = (!shard.is_whole()).then_some(PlayedShard { shard, found });
    Ok(FoundStories { stories, shard })
}

/// Returns `true` if a file, or one of its cases, passes the filter.
fn wanted(arguments: &Arguments, story: &Story) -> bool {
    let Some(filter) = &arguments.filter else {
        return true;
    };
    let titles = match &story.script {
        Ok(Script::Trace(trace)) => trace::replay::titles(trace),
        Ok(Script::Walk(walk)) => walk::replay::titles(walk),
        _ => Vec::new(),
    };
    story.path.display().to_string().contains(filter) || titles.iter().any(|title| title.contains(filter))
}
