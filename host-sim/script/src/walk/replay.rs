//! Replay of a walk: the header makes a card and puts it in a handset, and every step is done in order. The first
//! failure ends the replay.

use std::sync::Arc;

use applet::Personalisation;

use super::languages;
use super::story::{StoryLine, has_steps, story};
use super::syntax::{ActionStep, Line, Setting, Step, Walk, WalkContent};
use crate::trace::bless::{BlessingNotes, Edit, LeftExpectation};
use crate::trace::outcome::{CardReason, CaseResult, Failure, FailureKind, TraceOutcome};
use crate::trace::place::TracePlace;
use crate::trace::recording::{RecordedEvent, RecordedExchange, Recording};
use crate::trace::syntax as trace;
use crate::transcript::{Transcript, TranscriptContent};
use player::Player;
use sim_device::memory::{Eeprom, manufactured};
use sim_device::mobile_station::Exchange;
use sim_world::world::World;

mod action;
mod apdu;
mod books;
mod choose;
mod delivery;
mod expect;
mod kept;
mod line;
mod menu;
mod past;
mod person;
mod player;
mod request;
mod rows;
mod shop;
mod sight;
mod transcribe;

pub use crate::trace::Options;
pub(crate) use menu::lines as menu_lines;
use rows::WalkRow;

/// Function that makes the memory of a card.
pub type Maker<'m> = dyn FnMut(&Personalisation) -> Result<Eeprom, String> + 'm;

/// Function that keeps a card's memory after a step.
pub type Keeper<'k> = dyn FnMut(&Eeprom) -> Result<(), String> + 'k;

/// Place in which the card's memory is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CardStorage {
    /// In the player alone: what was done can be taken back.
    Nothing,
    /// In a file too, from which nothing can be taken back.
    File,
}

/// Plays a walk with a simulated card of its own.
pub fn replay(walk: &Walk, options: &Options) -> TraceOutcome {
    let mut blank_card = |personalisation: &_| manufactured(personalisation).map_err(|error| error.to_string());
    play(walk, options, ("", &mut blank_card), None).0
}

/// Plays a walk with a simulated card of its own. Returns the world as the last step left it, too; `None` if it could
/// not begin. `choice` is the name on the command line by which the card's profile is found again.
pub fn replay_for_world(walk: &Walk, options: &Options, choice: &str) -> (TraceOutcome, Option<World>) {
    let mut blank_card = |personalisation: &_| manufactured(personalisation).map_err(|error| error.to_string());
    play(walk, options, (choice, &mut blank_card), None)
}

/// Returns the titles of the cases of a walk: its rows and, in several languages, the walk in each.
pub fn titles(walk: &Walk) -> Vec<String> {
    languages::versions(walk).map(|versions| rows::titles(&versions)).unwrap_or_default()
}

/// Plays a walk with the card that `make` makes; `keep` keeps the card's memory after every step.
pub fn replay_on(walk: &Walk, options: &Options, make: &mut Maker<'_>, keep: &mut Keeper<'_>) -> TraceOutcome {
    play(walk, options, ("", make), Some(keep)).0
}

/// Plays a walk: in each of its languages its story, and then each row of its tables in a world of its own.
fn play(
    walk: &Walk,
    options: &Options,
    (choice, make): (&str, &mut Maker<'_>),
    keep: Option<&mut Keeper<'_>>,
) -> (TraceOutcome, Option<World>) {
    let place = TracePlace::beginning(walk.source.clone());
    let mut outcome = TraceOutcome::default();
    let is_one = keep.is_some() || !choice.is_empty();
    let versions = languages::versions(walk).unwrap_or_else(|error| {
        outcome.results.push(rows::failed(None, place.clone(), error.to_string()));
        Vec::new()
    });
    let mut left = None;
    let mut keep = keep;
    for (at, version) in versions.into_iter().enumerate() {
        let (title, walk) = (version.title(), version.walk);
        if is_one && at > 0 {
            let why = "another language needs a card of its own, and there is only one".to_owned();
            outcome.results.push(rows::failed(title, place.clone(), why));
            continue;
        }
        let world = play_version(&walk, options, (choice, &mut *make), keep.take(), title, &mut outcome);
        left = left.or(world);
    }
    if !options.keeps_transcript {
        outcome.transcript = Transcript::default();
    }
    (outcome, left)
}

/// Plays a walk in one language, which the title tells; returns the world as the last step of the story left it.
fn play_version(
    walk: &Walk,
    options: &Options,
    (choice, make): (&str, &mut Maker<'_>),
    keep: Option<&mut Keeper<'_>>,
    title: Option<String>,
    outcome: &mut TraceOutcome,
) -> Option<World> {
    let rows = rows::of(walk, title.as_deref());
    let is_one = keep.is_some() || !choice.is_empty();
    let mut left = None;
    let is_chosen = |title: &str| options.rows.as_ref().is_none_or(|text| title.contains(text));
    if (rows.is_empty() || has_steps(walk)) && title.as_deref().is_none_or(is_chosen) {
        let place = TracePlace::beginning(walk.source.clone());
        left = match title {
            None => play_one(walk, options, (choice, &mut *make), keep, (None, place), outcome),
            Some(title) => play_case(walk, options, (choice, &mut *make), keep, (title, place), outcome),
        };
    }
    for WalkRow { title, place, walk } in rows.into_iter().filter(|row| is_chosen(&row.title)) {
        if is_one {
            let why = "the rows of this table need cards of their own, and there is only one".to_owned();
            outcome.results.push(rows::failed(Some(title), place, why));
            continue;
        }
        play_case(&walk, options, ("", &mut *make), None, (title, place), outcome);
    }
    left
}

/// Plays a walk that is one case of several: a row, or a language.
fn play_case(
    walk: &Walk,
    options: &Options,
    with: (&str, &mut Maker<'_>),
    keep: Option<&mut Keeper<'_>>,
    (title, place): (String, TracePlace),
    outcome: &mut TraceOutcome,
) -> Option<World> {
    let begun = outcome.noted.edits.len();
    outcome.transcript.push(&place, TranscriptContent::Case { title: title.clone(), comment: None });
    let left = play_one(walk, options, with, keep, (Some(title.clone()), place.clone()), outcome);
    outcome.transcript.push(&place, TranscriptContent::CaseEnd);
    outcome.noted.edits.iter_mut().skip(begun).for_each(|edit| edit.case = Some(title.clone()));
    left
}

/// Plays the story of a walk, or a row of a table, and adds its result to the outcome. Returns the world as the last
/// step left it; `None` if it could not begin.
fn play_one(
    walk: &Walk,
    options: &Options,
    (choice, make): (&str, &mut Maker<'_>),
    keep: Option<&mut Keeper<'_>>,
    (title, beginning): (Option<String>, TracePlace),
    outcome: &mut TraceOutcome,
) -> Option<World> {
    let mut result = CaseResult { title, place: beginning.clone(), commands: 0, time: None, failure: None };
    let now = || options.stopwatch.map(|tell| tell());
    let began = now();
    let keeps = if keep.is_some() { CardStorage::File } else { CardStorage::Nothing };
    let mut left = None;
    match past::player(walk, options, (choice, make), keeps) {
        Ok(mut player) => {
            let mut nowhere = |_: &Eeprom| Ok(());
            player.crossed = options.keeps_exchanges.then(Vec::new);
            if options.keeps_transcript {
                player.begin_transcript(&beginning);
            }
            let ended = lines(walk, options, &mut player, keep.unwrap_or(&mut nowhere), &mut outcome.noted);
            result.failure = ended.err().map(|failure| *failure);
            result.commands = player.commands();
            player.count_exchanges();
            let transcript = player.end_transcript(result.failure.as_ref().map(|failure| &failure.trouble));
            outcome.transcript.entries.extend(transcript.entries);
            let recorded = recording(player.crossed.take().unwrap_or_default(), &beginning);
            outcome.recording.events.extend(recorded.events);
            left = Some(player.now.world);
        }
        Err((place, trouble)) => {
            result.failure = Some(Failure::of(place, trouble));
        }
    }
    result.time = now().zip(began).map(|(now, began)| now.saturating_sub(began));
    outcome.results.push(result);
    left
}

/// Returns the recording of the exchanges of a walk, which have no lines of their own.
fn recording(crossed: Vec<Exchange>, place: &TracePlace) -> Recording {
    let events = |Exchange { command, answer, atr, .. }| {
        let exchange = RecordedEvent::Exchange(RecordedExchange { command, answer, place: place.clone() });
        atr.map(|atr| RecordedEvent::PowerOn(Some(atr))).into_iter().chain([exchange])
    };
    Recording { events: crossed.into_iter().flat_map(events).collect(), ..Recording::default() }
}

/// Returns the card's settings as the header of a trace.
fn header(walk: &Walk) -> trace::Trace {
    let story = story(walk);
    let lines = story.iter().map(|line| line.line).filter_map(|line| match &line.content {
        WalkContent::Setting(Setting::Card(setting)) => Some(trace::TraceLine {
            span: line.span,
            ..trace::TraceLine::new(trace::LineContent::Setting(setting.clone()))
        }),
        _ => None,
    });
    trace::Trace { source: Arc::clone(&walk.source), lines: lines.collect() }
}

fn lines(
    walk: &Walk,
    options: &Options,
    player: &mut Player,
    keep: &mut Keeper<'_>,
    noted: &mut BlessingNotes,
) -> Result<(), Box<Failure>> {
    let mut kept = |player: &Player| match player.memory().map(&mut *keep) {
        Some(Err(why)) => Err(Box::new(FailureKind::Impossible(why))),
        Some(Ok(())) | None => Ok(()),
    };
    let place = TracePlace::beginning(walk.source.clone());
    kept(player).map_err(|trouble| failure(place.clone(), &Step::Action(ActionStep::restart()), *trouble, player))?;
    for StoryLine { line, place } in story(walk) {
        player.note_line(line, &place);
        let WalkContent::Step(step) = &line.content else { continue };
        let done = player.step(step);
        player.note_step(step);
        let Err(trouble) = kept(player).and(done) else { continue };
        let rewritten = options.bless.then(|| player.as_it_is(step)).flatten();
        match rewritten.filter(|rewritten| rewritten != step) {
            Some(_) if line.is_filled => {
                let why = "arguments, cells or a text in another language stand in the line".to_owned();
                noted.left.push(LeftExpectation { place: place.written(), why });
            }
            Some(rewritten) => {
                let text = Line::new(WalkContent::Step(rewritten)).to_string();
                noted.edits.push(Edit { source: place.source.clone(), span: line.span, text, case: None });
            }
            None => return Err(failure(place, step, *trouble, player)),
        }
    }
    Ok(())
}

/// Creates the failure of a step; of a command, with the last command and its answer.
fn failure(place: TracePlace, step: &Step, trouble: FailureKind, player: &Player) -> Box<Failure> {
    let last = player.last().filter(|_| matches!(step, Step::Apdu(_)));
    let (command, answer) = last.map(|exchange| (exchange.command.clone(), exchange.answer.clone())).unzip();
    let answer = answer.flatten();
    let refused = match step {
        Step::Apdu(_) => true,
        // A card that did what the tap asked for may have refused something before.
        Step::Action(action) => action.is_tap() && trouble.actual().is_none_or(|actual| actual.starts_with("refused")),
        _ => false,
    };
    let reason = player.last_refusal().filter(|_| refused).map(CardReason::Refusal);
    Box::new(Failure { place, command, answer, reason, trouble, diagnosis: None })
}

#[cfg(test)]
mod tests;
