//! The regular expressions of walks. A short one can stand for an automaton of any size (`(a?){500}a{500}`), so the
//! size has a limit, and each is made once.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use regex::{Regex, RegexBuilder};

use super::story;
use super::syntax::{Expectation, Line, SmsContent, Step, Walk, WalkContent, Wording};
use crate::lang::Span;
use crate::lang::error::LineError;

/// Largest size of a pattern's automaton, in octets.
const SIZE_MAX: usize = 1 << 18;

/// Greatest number of different patterns of a walk.
const PATTERNS_MAX: usize = 500;

thread_local! {
    /// Patterns of the walks that this thread reads and plays, compiled; `None` for one that cannot be compiled.
    static MADE: RefCell<HashMap<String, Option<Regex>>> = RefCell::default();
}

/// Returns whether a pattern matches somewhere in a text; a pattern that is too large matches nothing.
pub(super) fn is_match(pattern: &str, text: &str) -> bool {
    with(pattern, |made| made.is_some_and(|made| made.is_match(text)))
}

fn with<T>(pattern: &str, then: impl FnOnce(Option<&Regex>) -> T) -> T {
    MADE.with_borrow_mut(|made| {
        if made.len() > PATTERNS_MAX {
            made.clear();
        }
        let make = || RegexBuilder::new(pattern).size_limit(SIZE_MAX).build().ok();
        then(made.entry(pattern.to_owned()).or_insert_with(make).as_ref())
    })
}

/// Returns the error of the first pattern of a walk that is too large or one too many.
pub(super) fn check(walk: &Walk) -> Option<LineError> {
    let mut lines = Vec::new();
    story::each_line(&walk.lines, &mut |line| lines.push(line));
    let mut known = BTreeSet::new();
    for line in lines {
        for pattern in patterns(line) {
            if !known.insert(pattern) {
                continue;
            }
            let written = walk.source.text.get(line.span.start..line.span.end).unwrap_or_default();
            let start = written.find(pattern).map(|at| line.span.start.saturating_add(at));
            // A line of another file, or with values in it, is marked whole.
            let span = start.map_or(line.span, |start| Span { start, end: start.saturating_add(pattern.len()) });
            if known.len() > PATTERNS_MAX {
                let what = format!("a walk has at most {PATTERNS_MAX} different patterns, and this is one more");
                return Some(LineError::new(span, what, "a pattern from above, or a text"));
            }
            if with(pattern, |made| made.is_none()) {
                let what = format!("this regular expression is too large: {} KiB is the most", SIZE_MAX >> 10);
                return Some(LineError::new(span, what, "one with fewer repetitions"));
            }
        }
    }
    None
}

fn patterns(line: &Line) -> Vec<&str> {
    let WalkContent::Step(Step::Expect(list)) = &line.content else { return Vec::new() };
    let wordings = list.iter().filter_map(|expectation| match expectation {
        Expectation::Screen(wording) | Expectation::Receipt(wording) | Expectation::Hears(wording) => Some(wording),
        Expectation::Sms(shown) => match &shown.content {
            Some(SmsContent::Text(wording)) => Some(wording),
            _ => None,
        },
        Expectation::Message(letter) => letter.wording.as_ref(),
        _ => None,
    });
    let patterns = wordings.filter_map(|wording| match wording {
        Wording::Matching(pattern) => Some(pattern.as_str()),
        _ => None,
    });
    patterns.collect()
}
