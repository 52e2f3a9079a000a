//! Lines of a walk as they are played, one after the other: those of included fragments and called procedures in their
//! place, those of repetitions as often as they come. The rows of tables are played apart.

use super::patterns;
use super::syntax::{ActionStep, CalledWalk, Line, Step, Walk, WalkContent, WalkInclude, WalkRepeat};
use crate::lang::error::LineError;
use crate::trace::place::TracePlace;
use sim_codec::time::DAY;
use sim_world::action::Action;

/// Greatest number of days that a walk waits in all. A handset at rest asks its card every half minute, and so 3,000
/// times a day.
const WAITED_MAX_D: u32 = 60;

/// Greatest number of steps of a walk. Messages that wait to be delivered are looked through at every step.
const STEPS_MAX: u64 = 20_000;

/// Line with its place.
#[derive(Clone, Debug)]
pub(super) struct StoryLine<'w> {
    pub(super) line: &'w Line,
    pub(super) place: TracePlace,
}

/// Returns the lines that are played, without the rows of tables. [`check`] bounds their number.
pub(super) fn story(walk: &Walk) -> Vec<StoryLine<'_>> {
    let mut story = Vec::new();
    add(&walk.lines, &TracePlace::beginning(walk.source.clone()), &mut story);
    story
}

/// Adds lines of a text, which begins at a place.
fn add<'w>(lines: &'w [Line], text: &TracePlace, story: &mut Vec<StoryLine<'w>>) {
    for line in lines {
        let place = text.moved(line.span);
        story.push(StoryLine { line, place: place.clone() });
        match &line.content {
            WalkContent::Include(include) => include.walk.iter().for_each(|inner| {
                add(&inner.lines, &place.playing(inner.source.clone(), include), story);
            }),
            WalkContent::Call(CalledWalk { call, walk }) => walk.iter().for_each(|inner| {
                add(&inner.lines, &place.playing(inner.source.clone(), call), story);
            }),
            WalkContent::Repeat(WalkRepeat { count, body, .. }) => (1..=*count).for_each(|round| {
                let what = format_args!("repeat {count}, round {round}");
                add(body, &place.playing(place.source.clone(), what), story);
            }),
            _ => {}
        }
    }
}

/// Returns whether a walk has a step outside of its tables.
pub(super) fn has_steps(walk: &Walk) -> bool {
    story(walk).iter().any(|line| matches!(line.line.content, WalkContent::Step(_)))
}

/// Numbers of what a walk plays.
#[derive(Clone, Copy, Debug, Default)]
struct StoryCost {
    steps: u64,
    waited_ms: u64,
}

impl StoryCost {
    fn times(self, count: u64) -> StoryCost {
        StoryCost { steps: self.steps.saturating_mul(count), waited_ms: self.waited_ms.saturating_mul(count) }
    }

    fn plus(self, other: StoryCost) -> StoryCost {
        StoryCost {
            steps: self.steps.saturating_add(other.steps),
            waited_ms: self.waited_ms.saturating_add(other.waited_ms),
        }
    }
}

/// Returns the error at the line with which a walk exceeds a limit: of steps, of time, of patterns; `None` if it keeps
/// them all.
pub(super) fn check(walk: &Walk) -> Option<LineError> {
    let mut so_far = StoryCost::default();
    for line in &walk.lines {
        so_far = so_far.plus(weight(line));
        if so_far.steps > STEPS_MAX {
            let what = format!("a walk has {STEPS_MAX} steps at most, and with this it has more");
            return Some(LineError::new(line.span, what, "the end of the walk"));
        }
        if so_far.waited_ms > u64::from(WAITED_MAX_D).saturating_mul(DAY) {
            let what = format!("a walk waits {WAITED_MAX_D} d at most in all, and with this it is more");
            return Some(LineError::new(line.span, what, "a shorter time"));
        }
    }
    patterns::check(walk)
}

/// Returns what a line plays, as often as it is played.
fn weight(line: &Line) -> StoryCost {
    let all = |lines: &[Line]| lines.iter().map(weight).fold(StoryCost::default(), StoryCost::plus);
    match &line.content {
        WalkContent::Step(Step::Action(ActionStep { action: Action::Wait(ms), .. })) => {
            StoryCost { steps: 1, waited_ms: *ms }
        }
        WalkContent::Step(_) => StoryCost { steps: 1, waited_ms: 0 },
        WalkContent::Include(WalkInclude { walk: Some(inner), .. })
        | WalkContent::Call(CalledWalk { walk: Some(inner), .. }) => all(&inner.lines),
        // A line that is repeated costs something even if it does nothing.
        WalkContent::Repeat(repeat) => {
            let body = all(&repeat.body);
            StoryCost { steps: body.steps.max(1), ..body }.times(u64::from(repeat.count))
        }
        WalkContent::Cases(cases) => {
            cases.played.iter().map(|row| all(row)).fold(StoryCost::default(), StoryCost::plus)
        }
        _ => StoryCost::default(),
    }
}

/// Passes every line of a walk to `found`, each once, those of blocks too.
pub(super) fn each_line<'w>(lines: &'w [Line], found: &mut dyn FnMut(&'w Line)) {
    for line in lines {
        found(line);
        match &line.content {
            WalkContent::Include(WalkInclude { walk: Some(inner), .. })
            | WalkContent::Call(CalledWalk { walk: Some(inner), .. }) => each_line(&inner.lines, found),
            WalkContent::Repeat(repeat) => each_line(&repeat.body, found),
            WalkContent::Cases(cases) => cases.played.iter().for_each(|row| each_line(row, found)),
            _ => {}
        }
    }
}
