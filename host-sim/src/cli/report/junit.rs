//! The report for test servers: JUnit XML, a test suite a trace and a test case a result.

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::{PlayedShard, ReplayOptions, Verdict};
use crate::cli::run::SecondResult;
use sim_script::trace::outcome::{CaseResult, Failure, FailureKind};

/// Renders the whole report.
pub(in crate::cli) fn report(verdicts: &[Verdict], again: &ReplayOptions, shard: Option<PlayedShard>) -> String {
    let shard = shard.map(|played| format!(", shard {}", played.shard));
    let mut report = Report::new(format!("rfid-sim run{}", shard.unwrap_or_default()));
    let suites = verdicts.iter().map(|verdict| suite(verdict, again));
    report.add_test_suites(suites);
    report.time = verdicts.iter().flat_map(|verdict| &verdict.results).map(|result| result.time).sum();
    // The report is made of strings and numbers, and writing them into memory cannot fail.
    report.to_string().unwrap_or_default()
}

fn suite(verdict: &Verdict, again: &ReplayOptions) -> TestSuite {
    let mut suite = TestSuite::new(verdict.path.as_str());
    suite.add_test_cases(verdict.results.iter().map(|result| case(verdict, result, again)));
    let unread = verdict.error.as_ref().map(|error| (error.why.as_str(), error.line));
    let file = verdict.error.as_ref().and_then(|error| error.file.as_deref()).unwrap_or(&verdict.path);
    let unwritten = verdict.blessed.as_ref().and_then(|blessed| blessed.error.as_deref()).map(|why| (why, None));
    if let Some((why, line)) = unread.or(unwritten) {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
        status.set_type(if unread.is_some() { "unreadable" } else { "unwritable" });
        status.set_message(why);
        let place = line.map_or(file.to_owned(), |line| format!("{file}:{line}"));
        status.set_description(format!("{place}\n{why}"));
        suite.add_test_case(placed(TestCase::new(verdict.path.as_str(), status), verdict, file, line));
    }
    let unblessed = verdict.blessed.as_ref().filter(|blessed| !blessed.is_written && blessed.all_rewritten() > 0);
    if let Some(blessed) = unblessed {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
        status.set_type("to rewrite");
        status.set_message(format!("expectations to rewrite: {}", blessed.all_rewritten()));
        suite.add_test_case(placed(TestCase::new("--bless=show", status), verdict, &verdict.path, None));
    }
    if let Some(second) = &verdict.second {
        suite.add_test_case(placed(second_card(second), verdict, &verdict.path, None));
    }
    suite.time = verdict.results.iter().map(|result| result.time).sum();
    suite
}

/// Returns the test case of the comparison with a second card.
fn second_card(second: &SecondResult) -> TestCase {
    let status = match (&second.error, second.differences) {
        (None, 0) => TestCaseStatus::success(),
        (error, count) => {
            let kind = if error.is_some() { NonSuccessKind::Error } else { NonSuccessKind::Failure };
            let mut status = TestCaseStatus::non_success(kind);
            status.set_type("second card");
            status.set_message(error.clone().unwrap_or_else(|| format!("differences: {count}")));
            status.set_description(second.first.join("\n"));
            status
        }
    };
    TestCase::new("second card", status)
}

/// Gives a test case the place that test servers link to: the file, and the line from 1.
fn placed(mut case: TestCase, verdict: &Verdict, file: &str, line: Option<usize>) -> TestCase {
    case.set_classname(verdict.path.as_str());
    case.extra.insert("file".into(), file.into());
    if let Some(line) = line {
        case.extra.insert("line".into(), line.to_string().into());
    }
    case
}

fn case(verdict: &Verdict, result: &CaseResult, again: &ReplayOptions) -> TestCase {
    let status = match &result.failure {
        None if verdict.is_empty => {
            let mut status = TestCaseStatus::skipped();
            status.set_message("nothing in it");
            status
        }
        None => TestCaseStatus::success(),
        Some(failure) => failed(failure, &again.command(&verdict.path, result)),
    };
    let place = result.failure.as_ref().map_or(&result.place, |failure| &failure.place);
    let case = TestCase::new(result.title.as_deref().unwrap_or(verdict.path.as_str()), status);
    let file = if place.source.name.is_empty() { &verdict.path } else { &place.source.name };
    let mut case = placed(case, verdict, file, Some(place.line()));
    if let Some(time) = result.time {
        case.set_time(time);
    }
    case
}

fn failed(failure: &Failure, again: &str) -> TestCaseStatus {
    let (kind, what) = match failure.trouble {
        FailureKind::Answer { .. } => (NonSuccessKind::Failure, "answer"),
        FailureKind::Value { .. } => (NonSuccessKind::Failure, "value"),
        FailureKind::Screen(_) => (NonSuccessKind::Failure, "screen"),
        FailureKind::Flaw(_) => (NonSuccessKind::Failure, "power cut"),
        FailureKind::Impossible(_) => (NonSuccessKind::Error, "impossible"),
        FailureKind::NoCard(_) => (NonSuccessKind::Error, "no card"),
    };
    let mut status = TestCaseStatus::non_success(kind);
    let mut lines = vec![failure.place.to_string()];
    lines.extend(failure.place.origins().map(|line| format!("through {line}")));
    lines.extend(failure.command.as_ref().map(|command| format!("command:  {}", hex::encode_upper(command))));
    if let Some(expected) = failure.trouble.expected() {
        let actual = failure.trouble.actual().unwrap_or_else(|| "no answer".to_owned());
        lines.extend([format!("expected: {expected}"), format!("actual:   {actual}")]);
    }
    lines.extend(failure.reason.as_ref().map(|reason| format!("The card's reason: {reason}.")));
    lines.extend(failure.diagnosis.iter().flat_map(|diagnosis| diagnosis.lines()));
    if let FailureKind::Screen(seen) = &failure.trouble {
        lines.extend(seen.picture());
    }
    lines.push(format!("Again: {again}"));
    status.set_type(what);
    status.set_message(failure.trouble.summary());
    status.set_description(lines.join("\n"));
    status
}
