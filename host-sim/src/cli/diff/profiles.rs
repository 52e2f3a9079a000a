//! `--left-profile`, `--right-profile`: the same sessions on two cards, and the answers of both beside one another.
//!
//! A trace computes its MACs with the keys of each card, and a walk goes through the menu of each. Expectations that do
//! not hold end neither. A recording has octets only, which are sent to both cards as they stand.

use std::path::Path;

use maud::{Markup, html};
use miette::miette;
use serde_json::{Value, json};

use super::sessions_diff::SessionsDiff;
use super::stories::StoriesDiff;
use super::{Arguments, DiffReport};
use crate::cli::run::told_walk;
use crate::cli::sessions;
use sim_device::profile::Profile;
use sim_script::trace::Options;
use sim_script::trace::formats::Notes;
use sim_script::transcript::diff::StoryComparison;
use sim_script::walk;
use sim_wire::count::Counted;

/// Comparisons of several files, each on two cards.
struct ProfilesDiff(Vec<Box<dyn DiffReport>>);

/// Card that a file is played on.
struct ChosenCard {
    /// Card in words.
    name: String,
    /// Profile of the card; `None` for that which the file names.
    profile: Option<Profile>,
}

/// Plays every file on two cards, and compares what both answered.
pub(super) fn compare(
    arguments: &Arguments,
    profiles: [Option<&str>; 2],
    notes: &mut Notes,
) -> miette::Result<Box<dyn DiffReport>> {
    let [left, right] = profiles.map(chosen);
    let cards = [left?, right?];
    let mut compared: Vec<Box<dyn DiffReport>> = Vec::new();
    for path in &arguments.files {
        compared.push(match walk::files::is_walk(path) {
            true => Box::new(walked(path, &cards)?),
            false => Box::new(answered(path, &cards, arguments, notes)?),
        });
    }
    Ok(Box::new(ProfilesDiff(compared)))
}

fn chosen(profile: Option<&str>) -> miette::Result<ChosenCard> {
    let Some(name) = profile else { return Ok(ChosenCard { name: "its own profile".to_owned(), profile: None }) };
    let profile = Profile::choose(name).map_err(|error| miette!("{error}"))?;
    Ok(ChosenCard { name: name.to_owned(), profile: Some(profile) })
}

/// Returns the name of a file on a card.
fn named(path: &Path, card: &ChosenCard) -> String {
    format!("{} ({})", path.display(), card.name)
}

fn walked(path: &Path, cards: &[ChosenCard; 2]) -> miette::Result<StoriesDiff> {
    let walk = walk::files::load(path)?;
    let [left, right] = cards.each_ref().map(|card| {
        let options = Options { profile: card.profile.clone(), bless: true, ..Options::default() };
        let mut told = told_walk(path, &walk, &options);
        told.name = named(path, card);
        told
    });
    Ok(StoriesDiff::of_pairs(vec![StoryComparison::of(&left, &right)]))
}

fn answered(
    path: &Path,
    cards: &[ChosenCard; 2],
    arguments: &Arguments,
    notes: &mut Notes,
) -> miette::Result<SessionsDiff> {
    let script = sessions::replayable(path, arguments.from, notes)?;
    // Both replays leave out the same, which is told once.
    let mut again = Notes::default();
    let [left, right] = cards;
    let left = (named(path, left), script.played_on(left.profile.as_ref(), notes)?);
    let right = (named(path, right), script.played_on(right.profile.as_ref(), &mut again)?);
    Ok(SessionsDiff::of([left.0, right.0], [&left.1, &right.1], &arguments.ignore))
}

impl DiffReport for ProfilesDiff {
    fn is_same(&self) -> bool {
        self.0.iter().all(|compared| compared.is_same())
    }

    fn text(&self, width: usize) -> String {
        let mut text = self.0.iter().map(|compared| compared.text(width)).collect::<Vec<_>>().join("\n");
        if self.0.len() > 1 {
            let different = self.0.iter().filter(|compared| !compared.is_same()).count();
            text += &format!("\n{} on two cards: {different} different\n", Counted(self.0.len(), "file"));
        }
        text
    }

    fn json(&self, read: &[String]) -> Value {
        match self.0.as_slice() {
            [one] => one.json(read),
            several => {
                let all: Vec<Value> = several.iter().map(|compared| compared.json(&[])).collect();
                json!({ "same": self.is_same(), "read": read, "files": all })
            }
        }
    }

    fn page(&self) -> Markup {
        html! { @for compared in &self.0 { (compared.page()) } }
    }
}
