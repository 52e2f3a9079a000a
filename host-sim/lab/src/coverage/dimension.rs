//! Dimensions of coverage, each with its key on the command line and its title.

use std::fmt;
use std::str::FromStr;

use sim_codec::suggest::nearest;

/// Dimension of coverage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dimension {
    /// Commands of the card, each with every way in which it can end.
    Commands,
    /// Status words.
    StatusWords,
    /// Reasons of the card to refuse.
    Refusals,
    /// Commands in every state of the wallet, and the changes between states.
    States,
    /// Items of the menu.
    Menu,
    /// Screens that a person can see.
    Screens,
    /// Steps from one screen to another.
    Edges,
    /// Messages between card, handset and platform.
    Messages,
    /// Sections of the handbook.
    Handbook,
}

/// Error of a word that names no dimension.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{written:?} is no dimension of coverage; there are {}{}", known(), near(.written))]
pub struct UnknownDimensionError {
    /// Word as it is written.
    pub written: String,
}

fn known() -> String {
    Dimension::ALL.map(Dimension::key).join(", ")
}

fn near(written: &str) -> String {
    nearest(written, Dimension::ALL.map(Dimension::key))
        .map_or_else(String::new, |near| format!("; did you mean {near}?"))
}

impl Dimension {
    /// All dimensions in the order of reports.
    pub const ALL: [Dimension; 9] = [
        Dimension::Commands,
        Dimension::StatusWords,
        Dimension::Refusals,
        Dimension::States,
        Dimension::Menu,
        Dimension::Screens,
        Dimension::Edges,
        Dimension::Messages,
        Dimension::Handbook,
    ];

    /// Returns the word for the dimension on the command line and in JSON.
    pub const fn key(self) -> &'static str {
        match self {
            Dimension::Commands => "commands",
            Dimension::StatusWords => "status-words",
            Dimension::Refusals => "refusals",
            Dimension::States => "states",
            Dimension::Menu => "menu",
            Dimension::Screens => "screens",
            Dimension::Edges => "edges",
            Dimension::Messages => "messages",
            Dimension::Handbook => "handbook",
        }
    }

    /// Returns what the dimension counts, in words.
    pub const fn title(self) -> &'static str {
        match self {
            Dimension::Commands => "commands, each with every way in which it can end",
            Dimension::StatusWords => "status words",
            Dimension::Refusals => "reasons to refuse",
            Dimension::States => "commands in each state of the wallet, and changes of state",
            Dimension::Menu => "items of the menu",
            Dimension::Screens => "screens",
            Dimension::Edges => "steps from screen to screen",
            Dimension::Messages => "messages between card, handset and platform",
            Dimension::Handbook => "sections of the handbook",
        }
    }
}

impl fmt::Display for Dimension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

impl FromStr for Dimension {
    type Err = UnknownDimensionError;

    fn from_str(text: &str) -> Result<Dimension, UnknownDimensionError> {
        let found = Dimension::ALL.into_iter().find(|dimension| dimension.key() == text);
        found.ok_or_else(|| UnknownDimensionError { written: text.to_owned() })
    }
}
