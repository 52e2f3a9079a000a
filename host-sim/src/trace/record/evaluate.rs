//! Lines of the trace language in the shell: the lines so far are replayed with the new one behind them, on the card that
//! the shell started with.

use super::super::outcome::Outcome;
use super::super::recording::Event;
use super::super::replay::{Options, Source, replay_on};
use super::Card;

/// The octets of a command with values in braces.
pub(super) fn command(card: &Card, lines: &[String], line: &str) -> Result<Vec<u8>, String> {
    let before = played(card, lines)?.recording.events.len();
    let outcome = played_with(card, lines, &[line, "< .."], lines.len().saturating_add(1))?;
    match outcome.recording.events.get(before) {
        Some(Event::Exchange(exchange)) => Ok(exchange.command.clone()),
        _ => Err(trouble(&outcome).unwrap_or_else(|| "This is no command.".to_owned())),
    }
}

/// Whether a line that sends nothing holds; says so.
pub(super) fn statement(card: &Card, lines: &[String], line: &str) -> Result<String, String> {
    let outcome = played_with(card, lines, &[line], lines.len().saturating_add(1))?;
    match trouble(&outcome) {
        Some(trouble) => Err(trouble),
        None => Ok("It holds.".to_owned()),
    }
}

fn played(card: &Card, lines: &[String]) -> Result<Outcome, String> {
    played_with(card, lines, &[], 0)
}

/// Replays the lines with `more` behind them. `typed` is the number of the line that was typed, whose mistakes are told.
fn played_with(card: &Card, lines: &[String], more: &[&str], typed: usize) -> Result<Outcome, String> {
    let all = lines.iter().map(String::as_str).chain(more.iter().copied());
    let text: String = all.map(|line| format!("{line}\n")).collect();
    let name = if typed == 0 { "the session" } else { "the line" };
    let trace = super::super::parse(name, &text).map_err(|error| sentence(error.what()))?;
    let mut memory = |_: &applet::Personalisation| Ok(card.memory.clone());
    Ok(replay_on(&trace, &Options::default(), Source::One(&mut memory), None))
}

fn trouble(outcome: &Outcome) -> Option<String> {
    let failure = outcome.results.iter().find_map(|result| result.failure.as_ref())?;
    Some(sentence(&failure.trouble.summary()))
}

fn sentence(text: &str) -> String {
    let mut letters = text.trim_end_matches('.').chars();
    let capital: String = letters.next().map(|first| first.to_uppercase().collect()).unwrap_or_default();
    format!("{capital}{}.", letters.as_str())
}
