//! Replay of a trace against the card: the header makes the card, and every step is done in order. The first failure
//! ends the trace or, inside a table, the row.

use std::collections::BTreeSet;
use std::rc::Rc;
use std::time::Duration;

use applet::Card;

use sim_device::link::{Chance, InProcess, Link, PoweredMemory};
use sim_device::memory::{Eeprom, manufactured};
use sim_device::profile::Profile;

use super::outcome::{CaseResult, Failure, FailureKind, TraceOutcome};
use super::parse::repeat_count;
use super::place::TracePlace;
use super::syntax::{Cases, LineContent, Repeat, TableRow, Trace, TraceLine};
use player::Player;
use replay_card::{ForeignCard, ReplayCard};
use setup::Setup;

pub use computed::{ComputedValue, ComputedValueError, computed};
pub use setup::{FirstCard, FirstCardError};
pub use verified::{ValueVerdict, VerifiedExchange, VerifiedValue, verified};

mod computed;
mod cost;
pub(crate) mod facts;
mod failures;
pub(super) mod player;
pub(super) mod replay_card;
mod sent;
pub(crate) mod setup;
pub(super) mod step;
mod terminal;
mod transcribe;
pub(crate) mod values;
mod verified;
mod watched_link;

/// Options of a replay.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Seed of the card's random numbers, in place of the trace's; `None` keeps the trace's. Numbers that the trace
    /// gives come first.
    pub seed: Option<u64>,
    /// Profile of the card, in place of the trace's; `None` keeps the trace's.
    pub profile: Option<Profile>,
    /// Set to go on after an unexpected answer or fact, and to note what would have to be rewritten.
    pub bless: bool,
    /// Clock that tells the time since some beginning, to measure each case; no result depends on it.
    pub stopwatch: Option<fn() -> Duration>,
    /// Set to keep the exchanges of a walk in its recording, as those of a trace always are.
    pub keeps_exchanges: bool,
    /// Set to keep a transcript.
    pub keeps_transcript: bool,
    /// Text in the titles of the rows that are played; `None` plays every row of a table.
    pub rows: Option<String>,
}

/// Observer of every command before it reaches the card.
pub trait Watcher<M> {
    /// Observes that `exchange` is about to be sent to `card`.
    fn before(&mut self, card: &Card<M, Chance>, exchange: OutgoingCommand<'_>);
}

/// Command that is about to be sent.
#[derive(Clone, Copy, Debug)]
pub struct OutgoingCommand<'c> {
    /// Context in which the command reaches the card.
    pub surroundings: applet::ExchangeContext,
    /// Command as it crosses the contacts.
    pub command: &'c [u8],
    /// Line of the trace from which the command comes.
    pub place: &'c TracePlace,
}

/// Source of the cards of a replay.
pub enum CardSource<'m, M> {
    /// Fresh cards from the header, as many as the trace needs.
    Header(&'m mut dyn FnMut(&applet::Personalisation) -> Result<M, String>),
    /// One card for the whole trace, its tables included.
    One(&'m mut dyn FnMut(&applet::Personalisation) -> Result<M, String>),
}

/// Replays a trace on simulated cards of its own.
pub fn replay(trace: &Trace, options: &Options) -> TraceOutcome {
    replay_on(trace, options, CardSource::Header(&mut blank_card), None)
}

/// Makes a card in new memory; the error says why there can be none.
fn blank_card(personalisation: &applet::Personalisation) -> Result<Eeprom, String> {
    manufactured(personalisation).map_err(|error| error.to_string())
}

/// Replays a trace on the cards that `cards` makes.
pub fn replay_on<M: PoweredMemory>(
    trace: &Trace,
    options: &Options,
    cards: CardSource<'_, M>,
    watcher: Option<&mut dyn Watcher<M>>,
) -> TraceOutcome {
    let is_one = matches!(cards, CardSource::One(_));
    let (CardSource::Header(make) | CardSource::One(make)) = cards;
    let mut make = |setup: &Setup| make(&setup.personalisation()).map(|memory| InProcess::new(memory, setup.chance()));
    replay_with(trace, options, Cards { make: &mut make, is_one }, watcher)
}

/// Replays a trace on a card behind a link, whose keys are those of the trace's profile. Tables are played on the same
/// card, and expectations about the inside of the card are counted and passed over.
pub fn replay_through(trace: &Trace, options: &Options, link: &mut dyn Link) -> TraceOutcome {
    let mut card = Some(ForeignCard(link));
    let mut make = |_: &Setup| card.take().ok_or_else(|| "there is only one card".to_owned());
    replay_with(trace, options, Cards { make: &mut make, is_one: true }, None)
}

/// Cards of a replay.
struct Cards<'m, C> {
    make: &'m mut dyn FnMut(&Setup) -> Result<C, String>,
    /// Set if there is one card for the whole trace.
    is_one: bool,
}

/// Replays a trace on cards that are made when they are needed.
fn replay_with<C: ReplayCard>(
    trace: &Trace,
    options: &Options,
    mut cards: Cards<'_, C>,
    watcher: Option<&mut dyn Watcher<C::Memory>>,
) -> TraceOutcome {
    let made = Setup::of(trace, options).and_then(|setup| {
        let place = TracePlace::beginning(trace.source.clone());
        let player = fresh(&setup, &mut cards).map_err(|why| (place, FailureKind::NoCard(why)))?;
        Ok((setup, player))
    });
    let (setup, player) = match made {
        Ok(made) => made,
        Err((place, trouble)) => {
            let failure = Failure::of(place.clone(), trouble);
            let result = CaseResult { title: None, place, commands: 0, time: None, failure: Some(failure) };
            return TraceOutcome { results: vec![result], ..TraceOutcome::default() };
        }
    };
    let mut show = Show {
        setup,
        cards,
        options,
        watcher,
        outcome: TraceOutcome::default(),
        in_story: false,
        in_cases: 0,
        cost: 0,
    };
    show.run(trace, player);
    show.outcome
}

fn fresh<'t, C: ReplayCard>(setup: &Setup, cards: &mut Cards<'_, C>) -> Result<Player<'t, C>, String> {
    (cards.make)(setup).and_then(|card| Player::new(card, setup))
}

/// Replay that is under way.
struct Show<'o, 'm, 'w, C: ReplayCard> {
    setup: Setup,
    cards: Cards<'m, C>,
    options: &'o Options,
    watcher: Option<&'w mut dyn Watcher<C::Memory>>,
    outcome: TraceOutcome,
    /// Set once a step outside of tables was played.
    in_story: bool,
    /// Number of commands that rows of tables sent to the card of the whole trace.
    in_cases: usize,
    /// Cost of the rows of tables so far, in octets.
    cost: usize,
}

impl<C: ReplayCard> Show<'_, '_, '_, C> {
    fn run<'t>(&mut self, trace: &'t Trace, mut player: Player<'t, C>) {
        let began = self.now();
        player.begin(&mut self.outcome.recording);
        let place = TracePlace::beginning(trace.source.clone());
        self.note_beginning(&place, &player);
        self.note_state(&place, &player);
        let mut ended = self.lines(&trace.lines, &place, &mut player);
        if ended.is_ok() {
            ended = self.settle(&mut player);
        }
        self.outcome.unseen = player.unseen;
        let failure = ended.err().map(|stop| *stop);
        self.note_end(&place, failure.as_ref(), &player);
        let has_story = self.in_story || failure.is_some() || self.outcome.results.is_empty();
        if has_story {
            let commands = player.commands - self.in_cases;
            let in_cases: Duration = self.outcome.results.iter().filter_map(|result| result.time).sum();
            let time = self.since(began).map(|time| time.saturating_sub(in_cases));
            let story = CaseResult { title: None, place, commands, time, failure };
            self.outcome.results.insert(0, story);
        }
    }

    fn now(&self) -> Option<Duration> {
        self.options.stopwatch.map(|tell| tell())
    }

    fn since(&self, began: Option<Duration>) -> Option<Duration> {
        Some(self.now()?.saturating_sub(began?))
    }

    /// Plays lines of a text, which begins at a place.
    fn lines<'t>(
        &mut self,
        lines: &'t [TraceLine],
        text: &TracePlace,
        player: &mut Player<'t, C>,
    ) -> Result<(), Box<Failure>> {
        for line in lines {
            let place = text.moved(line.span);
            self.note_line(line, &place);
            match &line.content {
                LineContent::Blank | LineContent::Procedure(_) => {}
                LineContent::Setting(setting) => player.setting(setting, &mut self.outcome.recording),
                LineContent::Include(include) => {
                    if let Some(inner) = &include.trace {
                        self.lines(&inner.lines, &place.playing(inner.source.clone(), include), player)?;
                    }
                }
                LineContent::Call(called) => {
                    if let Some(inner) = &called.trace {
                        self.lines(&inner.lines, &place.playing(inner.source.clone(), &called.call), player)?;
                    }
                }
                LineContent::Repeat(repeat) => self.repeat(repeat, &place, player)?,
                LineContent::RowLine(line) => {
                    let row = line.rows.get(player.row_at);
                    self.lines(row.map(std::slice::from_ref).unwrap_or_default(), text, player)?;
                }
                LineContent::Step(step) => {
                    player.begun = true;
                    self.in_story |= player.values.row.is_none();
                    let mark = (place.clone(), self.mark(player));
                    let mut round = step::Round {
                        recording: &mut self.outcome.recording,
                        noted: self.options.bless.then_some(&mut self.outcome.noted),
                        watcher: self.watcher.as_deref_mut(),
                        place,
                        is_filled: line.is_filled,
                    };
                    let done = player.step(step, &mut round);
                    self.note_step(step, mark, player);
                    done?;
                }
                LineContent::Cases(cases) => {
                    self.settle(player)?;
                    self.cases(cases, text, player);
                }
            }
        }
        Ok(())
    }

    /// Plays the steps of a repetition, as often as it says.
    fn repeat<'t>(
        &mut self,
        repeat: &'t Repeat,
        place: &TracePlace,
        player: &mut Player<'t, C>,
    ) -> Result<(), Box<Failure>> {
        let impossible = |why| Box::new(Failure::impossible(place.clone(), why));
        let count = facts::written_out(&repeat.count, &player.values, repeat_count).map_err(impossible)?;
        let body = cost::of(&repeat.body);
        for round in 1..=count {
            self.cost = self.cost.saturating_add(body);
            if self.cost > cost::MAX {
                return Err(impossible(cost::told()));
            }
            let text = place.playing(place.source.clone(), format_args!("repeat {count}, round {round}"));
            self.lines(&repeat.body, &text, player)?;
        }
        Ok(())
    }

    /// Checks that a command without an answer line has succeeded.
    fn settle(&mut self, player: &mut Player<'_, C>) -> Result<(), Box<Failure>> {
        let mut round = step::Round {
            recording: &mut self.outcome.recording,
            noted: self.options.bless.then_some(&mut self.outcome.noted),
            watcher: None,
            place: TracePlace::default(),
            is_filled: false,
        };
        player.settle(&mut round)
    }

    fn cases<'t>(&mut self, cases: &'t Cases, text: &TracePlace, player: &mut Player<'t, C>) {
        let sent = Rc::new(if self.options.bless { sent::columns(cases) } else { BTreeSet::new() });
        let body = cost::of(&cases.body);
        let is_played =
            |row: &&TableRow| self.options.rows.as_ref().is_none_or(|text| title(cases, row).contains(text));
        for (at, row) in cases.rows.iter().enumerate().filter(|(_, row)| is_played(row)) {
            self.cost = self.cost.saturating_add(body).saturating_add(cost::ROW);
            let place = text.moved(row.span);
            if self.cost > cost::MAX {
                self.fail_row(cases, row, place, cost::told());
                return;
            }
            if self.cards.is_one && setup::row_settings(cases, at).next().is_some() {
                let why = "the rows of this table need cards of their own, and there is only one".to_owned();
                self.fail_row(cases, row, place, why);
                continue;
            }
            let (began, noted) = (self.now(), self.outcome.noted.edits.len());
            self.note_case(&place, cases, row);
            let played = if cases.same_card || self.cards.is_one {
                player.sent = sent.clone();
                player.enter(cases, row);
                let commands = player.commands;
                let played = self.row((cases, row), text, player);
                player.leave();
                self.in_cases += player.commands - commands;
                (player.commands - commands, played)
            } else {
                let setup = self.setup.of_row(cases, at);
                match setup.and_then(|setup| fresh(&setup, &mut self.cards)) {
                    Ok(mut alone) => {
                        alone.follow(player, &self.setup);
                        alone.sent = sent.clone();
                        let played = self.row_alone((cases, row), text, &mut alone);
                        (alone.commands, played)
                    }
                    Err(why) => (0, Err(Box::new(Failure::no_card(place.clone(), why)))),
                }
            };
            self.note_case_end(&place);
            let (commands, played) = played;
            let failure = played.err().map(|stop| *stop);
            let title = title(cases, row);
            let time = self.since(began);
            let edits = self.outcome.noted.edits.iter_mut().skip(noted);
            edits.for_each(|edit| edit.case = Some(title.clone()));
            self.outcome.results.push(CaseResult { title: Some(title), place, commands, time, failure });
        }
    }

    /// Adds the result of a row that cannot be played.
    fn fail_row(&mut self, cases: &Cases, row: &TableRow, place: TracePlace, why: String) {
        let failure = Some(Failure::impossible(place.clone(), why));
        let title = Some(title(cases, row));
        self.outcome.results.push(CaseResult { title, place, commands: 0, time: None, failure });
    }

    /// Plays a row of a table on a card of its own.
    fn row_alone<'t>(
        &mut self,
        (cases, row): (&'t Cases, &'t TableRow),
        text: &TracePlace,
        alone: &mut Player<'t, C>,
    ) -> Result<(), Box<Failure>> {
        alone.begin(&mut self.outcome.recording);
        alone.enter(cases, row);
        let place = text.moved(row.span);
        self.note_beginning(&place, alone);
        self.row((cases, row), text, alone)
    }

    /// Plays a row of a table.
    fn row<'t>(
        &mut self,
        (cases, row): (&'t Cases, &'t TableRow),
        text: &TracePlace,
        player: &mut Player<'t, C>,
    ) -> Result<(), Box<Failure>> {
        let place = text.moved(row.span);
        self.note_state(&place, player);
        let played = self.lines(&cases.body, text, player).and_then(|()| self.settle(player));
        self.note_end(&place, played.as_ref().err().map(AsRef::as_ref), player);
        played
    }
}

/// Returns the titles of a trace's cases, in the order of their results.
pub fn titles(trace: &Trace) -> Vec<String> {
    let titles = trace.lines.iter().flat_map(|line| match &line.content {
        LineContent::Cases(cases) => cases.rows.iter().map(|row| title(cases, row)).collect(),
        LineContent::Include(include) => include.trace.as_ref().map(titles).unwrap_or_default(),
        _ => Vec::new(),
    });
    titles.collect()
}

/// Returns the title of a row: `a wrong PIN: 1111, 63C2`.
pub(super) fn title(cases: &Cases, row: &TableRow) -> String {
    let cells: Vec<&str> = row.cells.iter().map(|cell| cell.text.as_str()).collect();
    match cases.title.as_str() {
        "" => cells.join(", "),
        title => format!("{title}: {}", cells.join(", ")),
    }
}

#[cfg(test)]
mod tests;
