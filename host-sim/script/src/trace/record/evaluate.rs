//! Lines of the trace language in the shell, played by the player of replays.

use super::super::parse::parse_alone;
use super::super::recording::{Recording, TracePlace};
use super::super::replay::player::Player;
use super::super::replay::setup::Setup;
use super::super::replay::step::Round;
use sim_device::memory::manufactured;

use super::super::replay::Options;
use super::super::syntax::{Assigned, LineContent, TraceSetting, TraceStep};
use sim_device::memory::Eeprom;
use sim_device::profile::Profile;

type Desk = Player<'static, Eeprom>;

/// Returns the card that a header makes, and the setup with which it is played; the error is a sentence.
pub(super) fn header(lines: &[String], profile: &Profile) -> Result<(Setup, Eeprom), String> {
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let trace = super::super::parse("the session", &text).map_err(|error| sentence(error.what()))?;
    let options = Options { profile: Some(profile.clone()), ..Options::default() };
    let setup = Setup::of(&trace, &options).map_err(|(_, trouble)| sentence(&trouble.summary()))?;
    let memory = manufactured(&setup.personalisation()).map_err(|error| sentence(&error.to_string()))?;
    Ok((setup, memory))
}

/// Reads the content of a line; the error is a sentence.
fn content(line: &str) -> Result<LineContent, String> {
    let trace = parse_alone("the line", &format!("{line}\n")).map_err(|error| sentence(error.what()))?;
    let first = trace.lines.into_iter().next().map(|line| line.content);
    first.ok_or_else(|| "There is nothing in this line.".to_owned())
}

fn step(line: &str) -> Result<TraceStep, String> {
    match content(line)? {
        LineContent::Step(step) => Ok(step),
        _ => Err("This line does nothing here.".to_owned()),
    }
}

/// Returns the octets of a command with values in braces; the error is a sentence.
pub(super) fn command(player: &Desk, line: &str) -> Result<Vec<u8>, String> {
    match step(line)? {
        TraceStep::Command(parts) => player.values.command(&parts).map_err(|error| sentence(&error.to_string())),
        _ => Err("This is no command.".to_owned()),
    }
}

/// Plays a line that sends nothing, and returns a sentence about the result.
pub(super) fn statement(player: &mut Desk, line: &str) -> Result<String, String> {
    let step = step(line)?;
    play(player, &step)?;
    Ok(match &step {
        TraceStep::Assign(assignment) => {
            let octets = player.values.named(&assignment.name).map_err(|error| sentence(&error.to_string()))?;
            format!("{} = {}", assignment.name, hex::encode_upper(octets))
        }
        TraceStep::Cut(_) => "The power will fail there.".to_owned(),
        _ => "It holds.".to_owned(),
    })
}

/// Returns whether a line has the terminal compute something.
pub(super) fn has_computation(line: &str) -> bool {
    match step(line) {
        Ok(TraceStep::Assign(assignment)) => matches!(assignment.value, Assigned::Terminal(_)),
        Ok(TraceStep::Check(_)) => true,
        _ => false,
    }
}

/// Gives the card more random numbers to draw.
pub(super) fn give(player: &mut Desk, line: &str) -> Result<(), String> {
    match content(line)? {
        LineContent::Setting(setting @ TraceSetting::Random(_)) => {
            player.setting(&setting);
            Ok(())
        }
        _ => Err("These are no random numbers.".to_owned()),
    }
}

/// Plays a step, and returns what came back, where something was asked.
pub(super) fn play(player: &mut Desk, step: &TraceStep) -> Result<Option<Vec<u8>>, String> {
    let mut recording = Recording::default();
    let mut round = Round { recording: &mut recording, noted: None, watcher: None, place: TracePlace::default() };
    let played = player.step(step, &mut round);
    // What came back is shown to a person, who may expect it or not.
    let answer = player.awaiting.take().and_then(|awaiting| awaiting.answer);
    played.map_err(|failure| sentence(&failure.trouble.summary()))?;
    Ok(answer)
}

fn sentence(text: &str) -> String {
    let mut letters = text.trim_end_matches('.').chars();
    let capital: String = letters.next().map(|first| first.to_uppercase().collect()).unwrap_or_default();
    format!("{capital}{}.", letters.as_str())
}
