//! The report for programs: one JSON object.

use serde::Serialize;

use super::{Again, Verdict, kinds};
use crate::explain;
use crate::trace::outcome::{CaseResult, Failure, Trouble};

#[derive(Serialize)]
struct Report<'v> {
    traces: Vec<TraceReport<'v>>,
    summary: Summary,
}

#[derive(Serialize)]
struct Summary {
    traces: usize,
    walks: usize,
    results: usize,
    failed: usize,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'v str>,
    results: Vec<ResultReport<'v>>,
}

#[derive(Serialize)]
struct ResultReport<'v> {
    title: Option<&'v str>,
    line: usize,
    commands: usize,
    held: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<FailureReport<'v>>,
}

#[derive(Serialize)]
struct FailureReport<'v> {
    file: &'v str,
    line: usize,
    summary: String,
    command: Option<String>,
    expected: Option<&'v str>,
    answer: Option<String>,
    differing: Vec<usize>,
    meaning: Vec<String>,
    reason: Option<&'v str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    screen: Option<&'v [String]>,
    again: String,
}

/// The whole report.
pub(in crate::cli) fn report(verdicts: &[Verdict], again: &Again) -> String {
    let (traces, walks) = kinds(verdicts);
    let report = Report {
        traces: verdicts.iter().map(|verdict| trace(verdict, again)).collect(),
        summary: Summary {
            traces,
            walks,
            results: verdicts.iter().map(|verdict| verdict.results.len()).sum(),
            failed: verdicts.iter().map(|verdict| verdict.failures().count()).sum(),
            commands: verdicts.iter().map(Verdict::commands).sum(),
        },
    };
    // Strings and numbers can always be written as JSON.
    serde_json::to_string_pretty(&report).unwrap_or_default()
}

fn trace<'v>(verdict: &'v Verdict, again: &Again) -> TraceReport<'v> {
    let (rewritten, error) = match &verdict.blessed {
        None => (None, None),
        Some(Ok(count)) => (Some(*count), None),
        Some(Err(why)) => (None, Some(why.as_str())),
    };
    TraceReport {
        path: &verdict.path,
        held: verdict.held(),
        power_cuts: verdict.cuts,
        rewritten,
        error,
        results: verdict.results.iter().map(|result| case(verdict, result, again)).collect(),
    }
}

fn case<'v>(verdict: &Verdict, result: &'v CaseResult, again: &Again) -> ResultReport<'v> {
    ResultReport {
        title: result.title.as_deref(),
        line: result.place.line(),
        commands: result.commands,
        held: result.failure.is_none(),
        failure: result.failure.as_ref().map(|failure| told(failure, again.command(&verdict.path, result))),
    }
}

fn told(failure: &Failure, again: String) -> FailureReport<'_> {
    let answer = failure.answer.as_deref();
    let (expected, differing) = match &failure.trouble {
        Trouble::Answer { expected, groups, .. } => {
            let digits = groups.iter().flat_map(|group| &group.differs).enumerate();
            (Some(expected.as_str()), digits.filter(|(_, differs)| **differs).map(|(at, _)| at).collect())
        }
        Trouble::Screen(seen) => (Some(seen.expected.as_str()), Vec::new()),
        Trouble::Value { expected, .. } => (Some(expected.as_str()), Vec::new()),
        Trouble::Impossible(_) | Trouble::Flaw(_) => (None, Vec::new()),
    };
    FailureReport {
        file: &failure.place.source.name,
        line: failure.place.line(),
        summary: failure.trouble.summary(),
        command: failure.command.as_ref().map(hex::encode_upper),
        expected,
        answer: answer.map(hex::encode_upper),
        differing,
        meaning: answer.map(|answer| explain::answer(failure.command.as_deref(), answer).lines()).unwrap_or_default(),
        reason: failure.reason.as_deref(),
        screen: match &failure.trouble {
            Trouble::Screen(seen) => Some(&seen.picture),
            _ => None,
        },
        again,
    }
}
