//! Comparison of two sessions: the steps that they share, and the steps that one has alone. The differences of a shared
//! step are listed field by field, in the words of [`sim_explain`].
//!
//! Steps are aligned twice. The first alignment is on all their octets, and finds equal steps. The second, between
//! equal steps, is on the kind of a step (CLA INS P1 P2). A purchase of 1.00 yuan is then paired with one of 2.00 yuan.
//! Prose, echoes, delays and settings are no part of what the card saw and are not compared. The way in which a T=0
//! reader fetches an answer is not compared either. 61xx with its GET RESPONSE, and 6Cxx with the repeated command, are
//! folded into the exchange that they serve.

use std::borrow::Cow;
use std::ops::Range;

use similar::{Algorithm, DiffOp, DiffTag, capture_diff_slices};

use sim_codec::length_fields::{LengthFields, Width, shortened};

use super::fold;
use super::formats::{MessageKind, Reply, Session, SessionExchange, SessionStep};

mod fields;
pub mod report;

pub use fields::{Difference, Nature, ShownField, Side};

/// Comparison of two sessions, aligned row by row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// Rows in order.
    pub rows: Vec<ComparisonRow>,
}

/// Row of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ComparisonRow {
    /// Step of both sessions without a difference.
    Same(NumberedStep, NumberedStep),
    /// Step of both sessions with its differences.
    Changed(NumberedStep, NumberedStep, Vec<Difference>),
    /// Step of both sessions of which an answer is not known.
    Unknown(NumberedStep, NumberedStep),
    /// Step of the first session only.
    OnlyLeft(NumberedStep),
    /// Step of the second session only.
    OnlyRight(NumberedStep),
}

/// Step with its place among the compared steps of its session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberedStep {
    /// Place of the step, counted from 1.
    pub number: usize,
    /// Step itself.
    pub step: SessionStep,
}

/// Number of rows of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Steps of both sessions without a difference.
    pub same: usize,
    /// Steps of both sessions of which an answer is not known.
    pub unknown: usize,
    /// Steps of both sessions that differ.
    pub changed: usize,
    /// Steps of both sessions that differ only where that was expected.
    pub expected: usize,
    /// Steps of the first session only.
    pub only_left: usize,
    /// Steps of the second session only.
    pub only_right: usize,
}

impl Summary {
    /// Returns whether the sessions are the same but for expected differences; `false` if an answer is not known.
    pub const fn is_same(&self) -> bool {
        self.unknown == 0 && self.changed == 0 && self.only_left == 0 && self.only_right == 0
    }
}

impl Comparison {
    /// Aligns two sessions. Fields whose nature is in `expected` may differ.
    pub fn of(left: &Session, right: &Session, expected: &[Nature]) -> Comparison {
        let (left, right) = alike_begun(events(&fold::fold(left)), events(&fold::fold(right)));
        let mut rows = Vec::new();
        for op in diff(&keys(&left, octets), &keys(&right, octets)) {
            let (left, right) = (range(&left, op.old_range()), range(&right, op.new_range()));
            match op.tag() {
                DiffTag::Equal => rows.extend(left.iter().zip(right).map(|(left, right)| pair(left, right, expected))),
                DiffTag::Delete | DiffTag::Insert | DiffTag::Replace => between(left, right, expected, &mut rows),
            }
        }
        Comparison { rows }
    }

    /// Counts the rows of each kind.
    pub fn summary(&self) -> Summary {
        let mut summary = Summary::default();
        for row in &self.rows {
            let counter = match row {
                ComparisonRow::Same(..) => &mut summary.same,
                ComparisonRow::Unknown(..) => &mut summary.unknown,
                ComparisonRow::Changed(_, _, differences)
                    if differences.iter().all(|difference| difference.expected) =>
                {
                    &mut summary.expected
                }
                ComparisonRow::Changed(..) => &mut summary.changed,
                ComparisonRow::OnlyLeft(_) => &mut summary.only_left,
                ComparisonRow::OnlyRight(_) => &mut summary.only_right,
            };
            *counter = counter.saturating_add(1);
        }
        summary
    }
}

fn events(session: &Session) -> Vec<NumberedStep> {
    let seen = |step: &&SessionStep| {
        !matches!(
            step,
            SessionStep::Comment(_) | SessionStep::Echo(_) | SessionStep::Delay { .. } | SessionStep::Setting(_)
        )
    };
    let steps = session.steps.iter().filter(seen).cloned();
    steps.zip(1..).map(|(step, number)| NumberedStep { number, step }).collect()
}

/// Returns the steps of two sessions without a power-on at the beginning that only one of them has: a session begins
/// with a card under power, whether it says so or not.
fn alike_begun(left: Vec<NumberedStep>, right: Vec<NumberedStep>) -> (Vec<NumberedStep>, Vec<NumberedStep>) {
    let begins = |steps: &[NumberedStep]| matches!(steps, [NumberedStep { step: SessionStep::PowerOn { .. }, .. }, ..]);
    let without = |steps: Vec<NumberedStep>| steps.into_iter().skip(1).collect();
    match (begins(&left), begins(&right)) {
        (true, false) => (without(left), right),
        (false, true) => (left, without(right)),
        _ => (left, right),
    }
}

fn keys(events: &[NumberedStep], key: fn(&SessionStep) -> Vec<u8>) -> Vec<Vec<u8>> {
    events.iter().map(|event| key(&event.step)).collect()
}

fn diff(left: &[Vec<u8>], right: &[Vec<u8>]) -> Vec<DiffOp> {
    capture_diff_slices(Algorithm::Myers, left, right)
}

fn range(events: &[NumberedStep], range: Range<usize>) -> &[NumberedStep] {
    events.get(range).unwrap_or_default()
}

/// Returns all octets that were sent and the kind of the step, as the key of the first alignment.
fn octets(step: &SessionStep) -> Vec<u8> {
    match step {
        SessionStep::Exchange(exchange) => [[0].as_slice(), &comparable(&exchange.command)].concat(),
        SessionStep::Message(message) => [[6, message_kind(message.kind)].as_slice(), &message.octets].concat(),
        other => kind(other),
    }
}

/// Returns CLA INS P1 P2, or the kind of the step, as the key of the second alignment.
fn kind(step: &SessionStep) -> Vec<u8> {
    match step {
        SessionStep::Exchange(SessionExchange { command, .. }) => {
            [0].iter().chain(command.iter().take(4)).copied().collect()
        }
        // A cold and a warm reset bring the card to the same state.
        SessionStep::PowerOn { .. } | SessionStep::Reset { .. } => vec![1],
        SessionStep::PowerOff => vec![2],
        SessionStep::Contact => vec![3],
        SessionStep::Tap { .. } => vec![4],
        SessionStep::Message(message) => vec![6, message_kind(message.kind)],
        SessionStep::Comment(_) | SessionStep::Echo(_) | SessionStep::Delay { .. } | SessionStep::Setting(_) => vec![5],
    }
}

const fn message_kind(kind: MessageKind) -> u8 {
    match kind {
        MessageKind::ShortMessageToHandset => 0,
        MessageKind::ShortMessageFromHandset => 1,
        MessageKind::ProactiveCommand => 2,
        MessageKind::TerminalResponse => 3,
        MessageKind::Envelope => 4,
    }
}

/// Returns a command in the form in which sessions are compared.
///
/// Extended lengths are shortened where short ones say the same. With data Le is left out, since a T=0 reader cannot
/// send it and fetches the answer by GET RESPONSE.
fn comparable(command: &[u8]) -> Cow<'_, [u8]> {
    match LengthFields::parse(command) {
        Some(lengths) if !lengths.data.is_empty() && lengths.width == Width::Short && lengths.le.is_some() => {
            command.split_last().map_or(command, |(_, command)| command).into()
        }
        Some(lengths) if lengths.width == Width::Extended && (!lengths.data.is_empty() || lengths.ne() <= 256) => {
            let mut short = shortened(command);
            if let (Some(short), false, Some(_)) = (&mut short, lengths.data.is_empty(), lengths.le) {
                short.pop();
            }
            short.map_or(Cow::Borrowed(command), Cow::Owned)
        }
        _ => command.into(),
    }
}

/// Adds the rows of the steps between two equal ones, paired where they are of one kind.
fn between(left: &[NumberedStep], right: &[NumberedStep], expected: &[Nature], rows: &mut Vec<ComparisonRow>) {
    for op in diff(&keys(left, kind), &keys(right, kind)) {
        let (left, right) = (range(left, op.old_range()), range(right, op.new_range()));
        if op.tag() == DiffTag::Equal {
            rows.extend(left.iter().zip(right).map(|(left, right)| pair(left, right, expected)));
        } else {
            rows.extend(left.iter().cloned().map(ComparisonRow::OnlyLeft));
            rows.extend(right.iter().cloned().map(ComparisonRow::OnlyRight));
        }
    }
}

fn pair(left: &NumberedStep, right: &NumberedStep, expected: &[Nature]) -> ComparisonRow {
    let differences = differences(&left.step, &right.step, expected);
    if differences.is_empty() && [left, right].iter().any(|event| !is_known(&event.step)) {
        ComparisonRow::Unknown(left.clone(), right.clone())
    } else if differences.is_empty() {
        ComparisonRow::Same(left.clone(), right.clone())
    } else {
        ComparisonRow::Changed(left.clone(), right.clone(), differences)
    }
}

/// Returns whether the answer to a step is known.
const fn is_known(step: &SessionStep) -> bool {
    match step {
        SessionStep::Exchange(exchange) => exchange.answer.is_some(),
        _ => true,
    }
}

fn differences(left: &SessionStep, right: &SessionStep, expected: &[Nature]) -> Vec<Difference> {
    match (left, right) {
        (SessionStep::Message(left), SessionStep::Message(right)) if left.octets != right.octets => {
            vec![fields::whole(Side::Message, &left.octets, &right.octets)]
        }
        (SessionStep::Exchange(left), SessionStep::Exchange(right)) => {
            let mut all = fields::of_commands(&comparable(&left.command), &comparable(&right.command));
            all.extend(fields::of_answers(left, right));
            for difference in &mut all {
                difference.expected = difference.nature.is_some_and(|nature| expected.contains(&nature));
            }
            all
        }
        (SessionStep::Tap { reach_cm: Some(left) }, SessionStep::Tap { reach_cm: Some(right) }) if left != right => {
            vec![Difference::plain(Side::Interface, "distance", format!("{left} cm"), format!("{right} cm"))]
        }
        _ => match (atr(left), atr(right)) {
            (Some(left), Some(right)) if left != right => vec![fields::of_atrs(left, right)],
            _ => Vec::new(),
        },
    }
}

fn atr(step: &SessionStep) -> Option<&[u8]> {
    match step {
        SessionStep::PowerOn { atr } | SessionStep::Reset { atr } => atr.as_deref(),
        _ => None,
    }
}

/// Returns an answer in a few words: `9000 success`, `no answer`.
pub fn answer_words(answer: Option<&Reply>) -> String {
    match answer {
        None => "answer not known".to_owned(),
        Some(Reply::Silence) => "no answer".to_owned(),
        Some(Reply::Octets(octets)) => match octets.split_last_chunk::<2>() {
            Some((_, status)) => sim_explain::status(u16::from_be_bytes(*status)),
            None => hex::encode_upper(octets),
        },
    }
}

/// Returns a step in a few words.
pub fn step_words(step: &SessionStep) -> String {
    match step {
        SessionStep::Exchange(exchange) => {
            let name = sim_explain::command(&exchange.command).name;
            format!("{name} {} -> {}", hex::encode_upper(&exchange.command), answer_words(exchange.answer.as_ref()))
        }
        SessionStep::PowerOn { .. } => "power on".to_owned(),
        SessionStep::Reset { .. } => "reset".to_owned(),
        SessionStep::PowerOff => "power off".to_owned(),
        SessionStep::Contact => "contact".to_owned(),
        SessionStep::Tap { reach_cm: Some(reach) } => format!("tap {reach} cm"),
        SessionStep::Tap { reach_cm: None } => "tap".to_owned(),
        SessionStep::Comment(text) | SessionStep::Echo(text) | SessionStep::Setting(text) => text.clone(),
        SessionStep::Message(message) => message.to_string(),
        SessionStep::Delay { ms } => format!("delay of {ms} ms"),
    }
}

#[cfg(test)]
mod tests;
