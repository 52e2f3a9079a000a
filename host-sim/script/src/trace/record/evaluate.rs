//! Lines of the trace language in the shell, played by the player of replays.

use super::super::outcome::Failure;
use super::super::place::TracePlace;
use super::super::recording::Recording;
use super::super::replay::Options;
use super::super::replay::player::Player;
use super::super::replay::replay_card::ReplayCard as _;
use super::super::replay::setup::Setup;
use super::super::replay::step::Round;
use super::super::syntax::{Assigned, TraceStep};
use super::shell_card::ShellCard;
use sim_device::profile::Profile;

type DeskPlayer = Player<'static, ShellCard>;

/// Returns the setup with which the card of a header is played; the error is a sentence.
pub(super) fn header(lines: &[String], profile: &Profile) -> Result<Setup, String> {
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let trace = super::super::parse("the session", &text).map_err(|error| sentence(error.what()))?;
    let options = Options { profile: Some(profile.clone()), ..Options::default() };
    Setup::of(&trace, &options).map_err(|(_, trouble)| sentence(&trouble.summary()))
}

/// Returns a sentence about a step that sends nothing and that held.
pub(super) fn result(player: &DeskPlayer, step: &TraceStep) -> String {
    match step {
        TraceStep::Assign(assignment) => {
            let octets = player.values.named(&assignment.name).unwrap_or_default();
            format!("{} = {}", assignment.name, hex::encode_upper(octets))
        }
        TraceStep::Show(parts) => {
            let shown = player.values.shown(parts).unwrap_or_default();
            shown.iter().map(|value| format!("{value}\n")).collect()
        }
        TraceStep::Expect(_) if player.link.simulated().is_none() => {
            "Passed over: the inside of a card in a reader is not seen.".to_owned()
        }
        TraceStep::Cut(_) => "The power will fail there.".to_owned(),
        _ => "It holds.".to_owned(),
    }
}

/// Returns whether a step has the terminal compute something.
pub(super) fn has_computation(step: &TraceStep) -> bool {
    match step {
        TraceStep::Assign(assignment) => matches!(assignment.value, Assigned::Terminal(_)),
        TraceStep::Check(_) => true,
        _ => false,
    }
}

/// Plays a step.
pub(super) fn play(player: &mut DeskPlayer, step: &TraceStep) -> Result<(), Box<Failure>> {
    let mut recording = Recording::default();
    let mut round =
        Round { recording: &mut recording, noted: None, watcher: None, place: TracePlace::default(), is_filled: false };
    player.step(step, &mut round)
}

/// Returns a text as a sentence.
pub(super) fn sentence(text: &str) -> String {
    let mut letters = text.trim_end_matches('.').chars();
    let capital: String = letters.next().map(|first| first.to_uppercase().collect()).unwrap_or_default();
    format!("{capital}{}.", letters.as_str())
}
