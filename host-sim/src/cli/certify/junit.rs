//! Report for test servers: JUnit XML, a test suite a chapter and a test case a check.

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};
use sim_lab::certify::{CheckReport, CheckVerdict};

use super::{Certificate, step};

/// Renders the whole report.
pub(super) fn report(certificate: &Certificate<'_>) -> String {
    let mut report = Report::new(format!("rfid-sim certify {}", certificate.profile.name));
    for chapter in certificate.chapters() {
        let mut suite = TestSuite::new(chapter.word());
        suite.add_test_cases(certificate.certification.of_chapter(chapter).map(case));
        report.add_test_suite(suite);
    }
    // The report is made of strings and numbers, and writing them into memory cannot fail.
    report.to_string().unwrap_or_default()
}

fn case(report: &CheckReport) -> TestCase {
    let status = match &report.verdict {
        CheckVerdict::Holds => TestCaseStatus::success(),
        CheckVerdict::Untried(why) => {
            let mut status = TestCaseStatus::skipped();
            status.set_message(why.as_str());
            status
        }
        CheckVerdict::Differs(difference) => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status.set_type("differs");
            status.set_message(difference.to_string());
            status.set_description(description(report));
            status
        }
    };
    let mut case = TestCase::new(report.check.name, status);
    case.set_classname(report.chapter.word());
    case
}

/// Returns claim, clause and steps, line by line.
fn description(report: &CheckReport) -> String {
    let clause = report.check.clause;
    let mut lines = vec![report.check.claim.to_owned(), format!("{}: {}", clause.source, clause.rule)];
    let steps = report.steps.iter().flat_map(step::lines);
    lines.extend(steps.map(|line| format!("{} {}  {}", line.mark, line.octets, line.words).trim_end().to_owned()));
    lines.join("\n")
}
