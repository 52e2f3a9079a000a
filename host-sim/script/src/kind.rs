//! Kinds of texts that people write, by the endings of their files' names.

use std::path::Path;

use crate::lang::SyntaxError;
use crate::{trace, walk};

/// Kind of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TextKind {
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

impl TextKind {
    /// Every kind.
    pub const ALL: [TextKind; 5] =
        [TextKind::Trace, TextKind::Fragment, TextKind::Walk, TextKind::Scenario, TextKind::Profile];

    /// Endings of the names of all kinds but profiles, which are TOML as many other files are.
    pub const SCRIPT_EXTENSIONS: [&str; 4] =
        [trace::files::EXTENSION, trace::files::FRAGMENT_EXTENSION, walk::files::EXTENSION, "scenario"];

    /// Returns the kind of a file by its name; `None` for a name of no kind.
    pub fn of_path(path: &Path) -> Option<TextKind> {
        let extension = path.extension()?;
        TextKind::ALL.into_iter().find(|kind| extension == kind.extension())
    }

    /// Returns the language in which a text of this kind is read. A fragment is one of traces, unless it has mistakes
    /// as such and fewer as one of walks.
    pub fn language(self, name: &str, text: &str) -> TextKind {
        let mistakes = |error: Option<Box<SyntaxError>>| error.map_or(0, |error| error.all().count());
        match self {
            TextKind::Fragment => {
                let of_trace = mistakes(trace::parse::parse_alone(name, text).err());
                let is_walk = of_trace > 0 && mistakes(walk::parse_alone(name, text).err()) < of_trace;
                if is_walk { TextKind::Walk } else { TextKind::Trace }
            }
            other => other,
        }
    }

    /// Returns the ending of the files' names, without the dot.
    pub const fn extension(self) -> &'static str {
        match self {
            TextKind::Trace => trace::files::EXTENSION,
            TextKind::Fragment => trace::files::FRAGMENT_EXTENSION,
            TextKind::Walk => walk::files::EXTENSION,
            TextKind::Scenario => "scenario",
            TextKind::Profile => "toml",
        }
    }
}
