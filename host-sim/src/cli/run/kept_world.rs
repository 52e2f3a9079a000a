//! `--to-world FILE`: the world of a walk, as the walk leaves it, in a new file. `rfid-sim phone`, `web` and `world`
//! go on with it.

use std::path::{Path, PathBuf};

use miette::{IntoDiagnostic, miette};

use super::Script;
use sim_script::trace::syntax::{ProfileChoice, TraceSetting};
use sim_script::trace::{Options, TraceOutcome};
use sim_script::walk::replay::replay_for_world;
use sim_script::walk::{Setting, Walk};
use sim_world::store::sqlite::WorldFile;

/// Replays a walk, and keeps the world that it leaves, also where an expectation failed. Nothing is replayed if the
/// file is there already.
pub(super) fn replay((path, script): (&Path, &Script), options: &Options, file: &Path) -> miette::Result<TraceOutcome> {
    let Script::Walk(walk) = script else {
        return Err(miette!("--to-world accepts a walk; {} is a trace, which has no world.", path.display()));
    };
    if file.symlink_metadata().is_ok() {
        return Err(miette!("{} is already there; nothing was replayed.", file.display()));
    }
    let choice = card_choice(walk, path)?;
    let (outcome, world) = replay_for_world(walk, options, &choice);
    // A walk that could not begin has told why.
    if let Some(world) = world {
        WorldFile::create(file, &world)?;
    }
    Ok(outcome)
}

/// Returns the name by which the profile of a walk's card is found again. A world's file has the name and not the keys.
fn card_choice(walk: &Walk, path: &Path) -> miette::Result<String> {
    let mut choice = "default".to_owned();
    for setting in walk.settings() {
        match setting {
            Setting::Card(TraceSetting::Profile(ProfileChoice::File { path: profile, .. })) => {
                choice = absolute(path, &profile)?;
            }
            Setting::Card(TraceSetting::Key(_) | TraceSetting::Aid(_)) => {
                return Err(miette!(
                    help = "Write the card's keys and its identifier into a profile, and name it by `profile FILE`.",
                    "{} gives its card a key or an identifier that no profile has, so that no world can be kept.",
                    path.display()
                ));
            }
            _ => {}
        }
    }
    Ok(choice)
}

/// Returns the profile that a walk names, `FILE` or `FILE#CARD`, with the whole path of its file.
fn absolute(walk: &Path, profile: &str) -> miette::Result<String> {
    let folder = walk.parent().map_or_else(PathBuf::new, Path::to_owned);
    let (file, card) = match profile.rsplit_once('#') {
        Some((file, card)) if !folder.join(profile).exists() => (file, Some(card)),
        _ => (profile, None),
    };
    let file = folder.join(file).canonicalize().into_diagnostic()?;
    let file = file.to_str().ok_or_else(|| miette!("{} is not UTF-8.", file.display()))?;
    Ok(card.map_or_else(|| file.to_owned(), |card| format!("{file}#{card}")))
}
