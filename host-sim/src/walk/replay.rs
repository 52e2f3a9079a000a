//! Plays a walk: the header makes a card and puts it in a handset, every step is done in order, and the first thing that
//! does not hold ends it.

use std::sync::Arc;

use applet::Personalisation;

use super::syntax::{Content, Line, Setting, Step, Walk};
use crate::link::Supplied;
use crate::memory::Eeprom;
use crate::trace::bless::Edit;
use crate::trace::outcome::{CaseResult, Failure, Outcome, Trouble};
use crate::trace::recording::Place;
use crate::trace::replay::manufactured;
use crate::trace::replay::setup::Setup;
use crate::trace::syntax as trace;
use player::Player;

mod choose;
mod expect;
mod person;
mod platform;
mod player;
mod pos;
mod sight;

pub use crate::trace::Options;

/// The memory of a card that is to be made.
pub type Maker<'m, M> = dyn FnMut(&Personalisation) -> Result<M, String> + 'm;

/// Where the card's memory is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeps {
    /// Nowhere but here: what was done can be taken back.
    Nothing,
    /// In a file too, and what is written there is written.
    File,
}

/// Plays a walk with a simulated card of its own.
pub fn replay(walk: &Walk, options: &Options) -> Outcome {
    replay_on::<Eeprom>(walk, options, &mut manufactured, Keeps::Nothing)
}

/// Plays a walk with the card that `make` makes.
pub fn replay_on<M: Supplied + Clone>(
    walk: &Walk,
    options: &Options,
    make: &mut Maker<'_, M>,
    keeps: Keeps,
) -> Outcome {
    let beginning = Place { source: walk.source.clone(), ..Place::default() };
    let mut outcome = Outcome::default();
    let mut result = CaseResult { title: None, place: beginning.clone(), commands: 0, failure: None };
    match player(walk, options, make, keeps) {
        Ok(mut player) => {
            let ended = lines(walk, options, &mut player, &mut outcome.edits);
            result.failure = ended.err().map(|failure| *failure);
            result.commands = player.commands();
        }
        Err((place, trouble)) => {
            result.failure = Some(Failure { place, command: None, answer: None, reason: None, trouble });
        }
    }
    outcome.results.push(result);
    outcome
}

/// A handset with the card in it, as the header has them.
fn player<M: Supplied + Clone>(
    walk: &Walk,
    options: &Options,
    make: &mut Maker<'_, M>,
    keeps: Keeps,
) -> Result<Player<M>, (Place, Trouble)> {
    let header = header(walk);
    let setup = Setup::of(&header, options)?;
    let place = Place { source: walk.source.clone(), ..Place::default() };
    let impossible = |why| (place.clone(), Trouble::Impossible(why));
    let memory = make(&setup.personalisation()).map_err(impossible)?;
    let phone = walk.settings().into_iter().rev().find_map(|setting| match setting {
        Setting::Phone(phone) => Some(phone),
        Setting::Card(_) => None,
    });
    Player::new(memory, &setup, &phone.unwrap_or_default(), keeps).map_err(|unrest| impossible(unrest.to_string()))
}

/// The card's settings as the header of a trace.
fn header(walk: &Walk) -> trace::Trace {
    let lines = walk.lines.iter().filter_map(|line| match &line.content {
        Content::Setting(Setting::Card(setting)) => {
            Some(trace::Line { span: line.span, ..trace::Line::new(trace::Content::Setting(setting.clone())) })
        }
        _ => None,
    });
    trace::Trace { source: Arc::clone(&walk.source), lines: lines.collect() }
}

fn lines<M: Supplied + Clone>(
    walk: &Walk,
    options: &Options,
    player: &mut Player<M>,
    edits: &mut Vec<Edit>,
) -> Result<(), Box<Failure>> {
    for line in &walk.lines {
        let Content::Step(step) = &line.content else { continue };
        let place = Place { source: walk.source.clone(), span: line.span };
        let Err(trouble) = player.step(step) else { continue };
        let rewritten = options.bless.then(|| player.as_it_is(step)).flatten();
        match rewritten.filter(|rewritten| rewritten != step) {
            Some(rewritten) => {
                let text = Line::new(Content::Step(rewritten)).to_string();
                edits.push(Edit { source: walk.source.clone(), span: line.span, text });
            }
            None => return Err(Box::new(failure(place, step, *trouble, player))),
        }
    }
    Ok(())
}

/// A failure; what was sent and answered last belongs to it where the step is a command.
fn failure<M: Supplied + Clone>(place: Place, step: &Step, trouble: Trouble, player: &Player<M>) -> Failure {
    let last = player.last().filter(|_| matches!(step, Step::Apdu(_)));
    let (command, answer) = last.map(|exchange| (exchange.command.clone(), exchange.answer.clone())).unzip();
    let answer = answer.flatten();
    let refused = matches!(step, Step::Apdu(_) | Step::Tap(_) | Step::Platform(_));
    let reason = player.last_refusal().filter(|_| refused).map(|refusal| refusal.to_string());
    Failure { place, command, answer, reason, trouble }
}

#[cfg(test)]
mod tests;
