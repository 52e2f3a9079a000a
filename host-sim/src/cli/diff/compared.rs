//! Files that are compared, each of one of three kinds.

use std::path::Path;

use miette::miette;

use crate::cli::run::told_walk;
use crate::cli::{reading, sessions};
use sim_lab::menu_diff::{self, MenuRecord};
use sim_script::trace::formats::{InputFormat, Notes, Session};
use sim_script::transcript::told::{self, ToldStory};
use sim_script::walk;

/// Contents of a file.
pub(super) enum Compared {
    /// Session with a card.
    Session(Session),
    /// Walks, each from another start.
    Menus(Vec<MenuRecord>),
    /// Transcripts of traces and walks.
    Stories(Vec<ToldStory>),
}

impl Compared {
    /// Returns the kind of the contents in words.
    pub(super) const fn kind(&self) -> &'static str {
        match self {
            Compared::Session(_) => "a session",
            Compared::Menus(_) => "a menu",
            Compared::Stories(_) => "a walk or transcript",
        }
    }
}

/// Loads a file, or standard input if the path is `-`. A walk is replayed.
pub(super) fn load(path: &Path, from: Option<InputFormat>, notes: &mut Notes) -> miette::Result<Compared> {
    if walk::files::is_walk(path) && from.is_none() {
        return Ok(Compared::Stories(vec![told_walk(path, &walk::files::load(path)?, &walk::Options::default())]));
    }
    let octets = reading::octets(path)?;
    if let (None, Ok(text)) = (from, std::str::from_utf8(&octets)) {
        if menu_diff::is_menu_record(text) {
            let menus = menu_diff::read(text);
            return menus.map(Compared::Menus).map_err(|error| miette!("{}: {error}.", path.display()));
        }
        if let Some(stories) = told::read(text) {
            return Ok(Compared::Stories(stories));
        }
    }
    Ok(Compared::Session(sessions::read_octets(path, octets, from, notes)?.session))
}
