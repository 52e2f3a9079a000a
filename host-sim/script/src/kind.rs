//! Kinds of texts that people write, by the endings of their files' names.

use std::path::Path;

use crate::{trace, walk};

/// Kind of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ScriptKind {
    /// Trace (`.trace`).
    Trace,
    /// Fragment that traces and walks include (`.inc`).
    Fragment,
    /// Walk (`.walk`).
    Walk,
    /// Scenario of a storm (`.scenario`).
    Scenario,
    /// Profile of a card (`.toml`).
    Profile,
}

impl ScriptKind {
    /// Every kind.
    pub const ALL: [ScriptKind; 5] =
        [ScriptKind::Trace, ScriptKind::Fragment, ScriptKind::Walk, ScriptKind::Scenario, ScriptKind::Profile];

    /// Endings of the names of all kinds but profiles, which are TOML as many other files are.
    pub const SCRIPT_EXTENSIONS: [&str; 4] =
        [trace::files::EXTENSION, trace::files::FRAGMENT_EXTENSION, walk::files::EXTENSION, "scenario"];

    /// Returns the kind of a file by its name; `None` for a name of no kind.
    pub fn of_path(path: &Path) -> Option<ScriptKind> {
        let extension = path.extension()?;
        ScriptKind::ALL.into_iter().find(|kind| extension == kind.extension())
    }

    /// Returns the ending of the files' names, without the dot.
    pub const fn extension(self) -> &'static str {
        match self {
            ScriptKind::Trace => trace::files::EXTENSION,
            ScriptKind::Fragment => trace::files::FRAGMENT_EXTENSION,
            ScriptKind::Walk => walk::files::EXTENSION,
            ScriptKind::Scenario => "scenario",
            ScriptKind::Profile => "toml",
        }
    }
}
