//! Files that people write, as `check` and `fmt` find them: by the endings of their names, or on standard input under a
//! name that says what they are.

use std::path::{Path, PathBuf};

use miette::miette;

use super::reading;
use sim_script::kind::TextKind;
use sim_script::trace::files::{self, Kinds, Texts};

/// Kinds of files that are looked for in folders. Profiles are not: other files are TOML, too.
const SCRIPTS: Kinds = Kinds { extensions: &TextKind::SCRIPT_EXTENSIONS, one: "trace, fragment, walk or scenario" };

/// Files that are named on a command line.
#[derive(clap::Args)]
pub(super) struct ScriptFiles {
    /// Files, folders of them, and `-` for one on standard input.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Name for standard input (`-`) in reports. Its ending says what it is, its folder where includes and profiles
    /// are.
    #[arg(long, value_name = "NAME", default_value = "stdin.trace")]
    stdin_name: PathBuf,
}

/// File that was found.
pub(super) struct FoundFile {
    /// Path of the file, or the name for standard input.
    pub(super) path: PathBuf,
    /// Kind of the file.
    pub(super) kind: TextKind,
    /// Set for standard input.
    pub(super) is_input: bool,
}

impl ScriptFiles {
    /// Returns the files in the order of the arguments, by name below a folder.
    pub(super) fn find(&self) -> miette::Result<Vec<FoundFile>> {
        let mut found = Vec::new();
        for path in &self.paths {
            if path == Path::new("-") {
                found.push(FoundFile { path: self.stdin_name.clone(), kind: kind(&self.stdin_name)?, is_input: true });
            } else if path.is_dir() {
                for path in files::find_kinds(std::slice::from_ref(path), SCRIPTS)? {
                    found.push(FoundFile { kind: kind(&path)?, path, is_input: false });
                }
            } else {
                found.push(FoundFile { path: path.clone(), kind: kind(path)?, is_input: false });
            }
        }
        Ok(found)
    }
}

impl FoundFile {
    /// Returns standard input under its name, as a text in the place of a file; nothing for a file.
    pub(super) fn texts(&self) -> miette::Result<Texts> {
        match self.is_input {
            true => Ok(Texts::from([(self.path.display().to_string(), reading::text(Path::new("-"))?)])),
            false => Ok(Texts::new()),
        }
    }
}

fn kind(path: &Path) -> miette::Result<TextKind> {
    TextKind::of_path(path).ok_or_else(|| {
        let endings: Vec<String> = TextKind::ALL.iter().map(|kind| format!(".{}", kind.extension())).collect();
        miette!("What {} is cannot be told: its name ends in none of {}.", path.display(), endings.join(", "))
    })
}
