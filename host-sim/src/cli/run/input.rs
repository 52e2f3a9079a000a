//! `run -`: a trace, walk or capture on standard input. The name that `--stdin-name` gives says what the text is and in
//! which folder its includes and profiles are; without it the text itself does.

use std::path::{Path, PathBuf};

use miette::miette;

use super::story::{Script, Story, text_of_octets};
use crate::cli::report::{Verdict, quoted};
use crate::cli::{output, reading};
use sim_codec::pcap::CaptureForm;
use sim_script::kind::TextKind;
use sim_script::trace::files::{self, FileError, Texts};
use sim_script::walk;

/// Argument that means standard input.
pub(super) const ARGUMENT: &str = "-";

/// Options of standard input.
#[derive(clap::Args)]
pub(super) struct InputOptions {
    /// Name for standard input (`-`) in reports. Its ending says what it is, its folder where includes and profiles are
    /// [default: stdin.trace or stdin.walk, by the text].
    #[arg(long, value_name = "NAME")]
    stdin_name: Option<PathBuf>,
}

impl InputOptions {
    /// Refuses a name where standard input is not read.
    pub(super) fn refuse_name(&self) -> miette::Result<()> {
        match &self.stdin_name {
            Some(_) => Err(miette!("--stdin-name names standard input, which is read for the path `-`.")),
            None => Ok(()),
        }
    }

    /// Returns the name of standard input among the verdicts, and the arguments that take standard input once more.
    pub(super) fn replayed(&self, paths: &[PathBuf], verdicts: &[Verdict]) -> Option<(String, String)> {
        paths.iter().find(|path| *path == Path::new(ARGUMENT))?;
        let name = verdicts.first()?.path.clone();
        let named = self.stdin_name.as_ref().map(|_| format!(" --stdin-name {}", quoted(&name)));
        Some((name, format!("{ARGUMENT}{}", named.unwrap_or_default())))
    }

    /// Reads standard input as a story.
    pub(super) fn read(&self) -> miette::Result<Story> {
        if let Some(name) = &self.stdin_name
            && !is_named(name)
        {
            return Err(miette!("--stdin-name {} ends neither in .trace nor in .walk.", name.display()));
        }
        let octets = reading::octets(Path::new(ARGUMENT))?;
        let text = match CaptureForm::find(&octets) {
            Some(_) => text_of_octets(Path::new("standard input"), &octets)?,
            None => reading::to_text(Path::new(ARGUMENT), octets)?,
        };
        let load = |path: &Path| Script::load(path, &Texts::from([(path.display().to_string(), text.clone())]));
        let (path, script) = match &self.stdin_name {
            Some(name) => (name.clone(), load(name)),
            None => guessed(&text, load),
        };
        Ok(Story { path, script })
    }
}

fn is_named(name: &Path) -> bool {
    walk::files::is_walk(name) || name.extension().is_some_and(|extension| extension == files::EXTENSION)
}

/// Loads a text as a trace or as a walk, whichever it is; one that is neither, as the one of which it has fewer
/// mistakes, and says so.
fn guessed(text: &str, load: impl Fn(&Path) -> Result<Script, FileError>) -> (PathBuf, Result<Script, FileError>) {
    let (trace, walk) = (PathBuf::from("stdin.trace"), PathBuf::from("stdin.walk"));
    let as_trace = load(&trace);
    if as_trace.is_ok() {
        return (trace, as_trace);
    }
    let as_walk = load(&walk);
    if as_walk.is_ok() {
        return (walk, as_walk);
    }
    let (read_as, other, meant) = match TextKind::Fragment.language("standard input", text) {
        TextKind::Walk => ("walk", "trace", (walk, as_walk)),
        _ => ("trace", "walk", (trace, as_trace)),
    };
    output::warn(&format!("Standard input is read as a {read_as}; --stdin-name NAME.{other} makes it a {other}."));
    meant
}
