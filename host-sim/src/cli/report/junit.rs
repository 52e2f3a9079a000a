//! The report for test servers: JUnit XML, a test suite a trace and a test case a result.

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::{Again, Verdict};
use crate::trace::outcome::{CaseResult, Trouble};

/// The whole report.
pub(in crate::cli) fn report(verdicts: &[Verdict], again: &Again) -> String {
    let mut report = Report::new("rfid-sim run");
    report.add_test_suites(verdicts.iter().map(|verdict| {
        let mut suite = TestSuite::new(verdict.path.as_str());
        suite.add_test_cases(verdict.results.iter().map(|result| case(verdict, result, again)));
        suite
    }));
    // The report is made of strings and numbers, and writing them into memory cannot fail.
    report.to_string().unwrap_or_default()
}

fn case(verdict: &Verdict, result: &CaseResult, again: &Again) -> TestCase {
    let status = match &result.failure {
        None => TestCaseStatus::success(),
        Some(failure) => {
            let kind = match failure.trouble {
                Trouble::Impossible(_) => NonSuccessKind::Error,
                _ => NonSuccessKind::Failure,
            };
            let mut status = TestCaseStatus::non_success(kind);
            let reason =
                failure.reason.as_ref().map(|reason| format!("\nThe card's reason: {reason}.")).unwrap_or_default();
            let screen = match &failure.trouble {
                Trouble::Screen(seen) => format!("\n{}", seen.picture.join("\n")),
                _ => String::new(),
            };
            let again = again.command(&verdict.path, result);
            status.set_message(failure.trouble.summary());
            status.set_description(format!("{}{reason}{screen}\nAgain: {again}", failure.place));
            status
        }
    };
    let mut case = TestCase::new(result.title.as_deref().unwrap_or(verdict.path.as_str()), status);
    case.set_classname(verdict.path.as_str());
    case
}
