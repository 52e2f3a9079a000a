//! The report for programs: one JSON object.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::run::CoverageMember;
use super::{Blessing, Difference, PlayedShard, ReplayOptions, Verdict, kinds, meaning};
use sim_script::trace::diagnosis::members;
use sim_script::trace::outcome::{CaseResult, Failure, FailureKind};
use sim_script::trace::place::PlayingLine;

#[derive(Serialize)]
struct Report<'v> {
    traces: Vec<TraceReport<'v>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    differences: Vec<DifferenceReport<'v>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shard: Option<ShardReport>,
    #[serde(skip_serializing_if = "Option::is_none")]
    coverage: Option<CoverageMember>,
    summary: Summary,
}

#[derive(Serialize)]
struct DifferenceReport<'v> {
    path: &'v str,
    difference: &'v str,
}

#[derive(Serialize)]
struct ShardReport {
    index: u32,
    count: u32,
    /// Number of files of all shards together.
    files: usize,
}

#[derive(Serialize)]
struct Summary {
    traces: usize,
    walks: usize,
    results: usize,
    failed: usize,
    errors: usize,
    commands: usize,
}

#[derive(Serialize)]
struct TraceReport<'v> {
    path: &'v str,
    held: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    power_cuts: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rewritten: Option<usize>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    left: Vec<LeftReport<'v>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'v str>,
    /// File of the line, if it is another one, such as an included one; `None` if it is the file itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'v str>,
    /// Line that is wrong, counted from 1; `None` if the error is not in the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    nothing_in_it: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    second_card: Option<SecondReport<'v>>,
    results: Vec<ResultReport<'v>>,
}

#[derive(Serialize)]
struct SecondReport<'v> {
    same: bool,
    alike: usize,
    differences: usize,
    first: &'v [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'v str>,
}

#[derive(Serialize)]
struct LeftReport<'v> {
    file: &'v str,
    line: usize,
    why: &'v str,
}

#[derive(Serialize)]
struct ResultReport<'v> {
    title: Option<&'v str>,
    line: usize,
    commands: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    seconds: Option<f64>,
    held: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<FailureReport<'v>>,
}

#[derive(Serialize)]
struct ThroughReport<'v> {
    file: &'v str,
    line: usize,
    what: &'v str,
}

#[derive(Serialize)]
struct FailureReport<'v> {
    file: &'v str,
    line: usize,
    /// Lines that play the line, the innermost first: inclusions, calls, rounds.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    through: Vec<ThroughReport<'v>>,
    summary: String,
    command: Option<String>,
    expected: Option<String>,
    /// Octets, value or screen that was seen instead. `null` if the card is mute or the step cannot be done.
    actual: Option<String>,
    answer: Option<String>,
    differing: Vec<usize>,
    meaning: Vec<String>,
    /// Fields of the answer that are not as expected.
    fields: Vec<String>,
    reason: Option<String>,
    /// Facts of the diagnosis of a MAC or TAC, with blanks in names as `_`.
    #[serde(skip_serializing_if = "Option::is_none")]
    diagnosis: Option<BTreeMap<String, String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    screen: Option<Vec<String>>,
    again: String,
}

/// Renders the whole report.
pub(in crate::cli) fn report(
    verdicts: &[Verdict],
    differences: &[Difference],
    again: &ReplayOptions,
    shard: Option<PlayedShard>,
    coverage: Option<CoverageMember>,
) -> String {
    let (traces, walks) = kinds(verdicts);
    let report = Report {
        traces: verdicts.iter().map(|verdict| trace(verdict, again)).collect(),
        differences: differences
            .iter()
            .map(|Difference { path, difference }| DifferenceReport { path, difference })
            .collect(),
        shard: shard.map(|PlayedShard { shard, found }| ShardReport {
            index: shard.index(),
            count: shard.count(),
            files: found,
        }),
        coverage,
        summary: Summary {
            traces,
            walks,
            results: verdicts.iter().map(|verdict| verdict.results.len()).sum(),
            failed: verdicts.iter().map(|verdict| verdict.failures().count()).sum(),
            errors: verdicts.iter().filter(|verdict| verdict.is_undone()).count(),
            commands: verdicts.iter().map(Verdict::commands).sum(),
        },
    };
    // Strings and numbers can always be written as JSON.
    serde_json::to_string_pretty(&report).unwrap_or_default()
}

fn trace<'v>(verdict: &'v Verdict, again: &ReplayOptions) -> TraceReport<'v> {
    let blessed = verdict.blessed.as_ref();
    let left = blessed.into_iter().flat_map(|blessed| &blessed.left);
    let unread = verdict.error.as_ref();
    TraceReport {
        path: &verdict.path,
        held: verdict.held(),
        power_cuts: verdict.cuts,
        rewritten: blessed.map(Blessing::all_rewritten),
        left: left
            .map(|left| LeftReport { file: &left.place.source.name, line: left.place.line(), why: &left.why })
            .collect(),
        error: unread.map(|error| error.why.as_str()).or(blessed.and_then(|blessed| blessed.error.as_deref())),
        file: unread.and_then(|error| error.file.as_deref()),
        line: unread.and_then(|error| error.line),
        nothing_in_it: verdict.is_empty,
        second_card: verdict.second.as_ref().map(|second| SecondReport {
            same: second.is_same(),
            alike: second.alike,
            differences: second.differences,
            first: &second.first,
            error: second.error.as_deref(),
        }),
        results: verdict.results.iter().map(|result| case(verdict, result, again)).collect(),
    }
}

fn case<'v>(verdict: &Verdict, result: &'v CaseResult, again: &ReplayOptions) -> ResultReport<'v> {
    ResultReport {
        title: result.title.as_deref(),
        line: result.place.line(),
        commands: result.commands,
        seconds: result.time.map(|time| time.as_secs_f64()),
        held: result.failure.is_none(),
        failure: result.failure.as_ref().map(|failure| told(failure, again.command(&verdict.path, result))),
    }
}

fn through(PlayingLine { place, what }: &PlayingLine) -> ThroughReport<'_> {
    ThroughReport { file: &place.source.name, line: place.line(), what }
}

fn told(failure: &Failure, again: String) -> FailureReport<'_> {
    let answer = failure.answer.as_deref();
    let differing = match &failure.trouble {
        FailureKind::Answer { groups, .. } => {
            let digits = groups.iter().flat_map(|group| &group.differs).enumerate();
            digits.filter(|(_, differs)| **differs).map(|(at, _)| at).collect()
        }
        _ => Vec::new(),
    };
    FailureReport {
        file: &failure.place.source.name,
        line: failure.place.line(),
        through: failure.place.origins().map(through).collect(),
        summary: failure.trouble.summary(),
        command: failure.command.as_ref().map(hex::encode_upper),
        expected: failure.trouble.written(),
        actual: failure.trouble.actual(),
        answer: answer.map(hex::encode_upper),
        differing,
        meaning: answer.map(|answer| meaning(failure.command.as_deref(), answer)).unwrap_or_default(),
        fields: failure.differing_fields().iter().map(ToString::to_string).collect(),
        reason: failure.reason.map(|reason| reason.to_string()),
        diagnosis: failure.diagnosis.as_ref().map(|diagnosis| members(diagnosis.facts())),
        screen: match &failure.trouble {
            FailureKind::Screen(seen) => Some(seen.picture()),
            _ => None,
        },
        again,
    }
}
