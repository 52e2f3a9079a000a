//! Report on the terminal: a line a chapter, each difference with its clause and last exchanges, and the counts.

use sim_lab::certify::{CheckReport, CheckRisk, CheckVerdict, SuiteChapter};
use sim_wire::count::{Counted, CountedVerb};

use super::{Certificate, VerdictCounts, step};

/// Most steps that stand below a difference.
const STEPS_MAX: usize = 3;

/// Most octets in hexadecimal of a step on the terminal.
const HEX_MAX: usize = 72;

/// Lists the checks of the chosen chapters with their clauses.
pub(super) fn list(chapters: &[SuiteChapter]) -> String {
    let mut text = String::new();
    for chapter in SuiteChapter::ALL.into_iter().filter(|chapter| chapters.is_empty() || chapters.contains(chapter)) {
        text += &format!("{}\n", chapter.title());
        for check in chapter.checks() {
            let risk = if check.risk == CheckRisk::Nothing { "" } else { " (spends tries)" };
            text += &format!("  {}/{}{risk}\n", chapter.word(), check.name);
            text += &format!("    {}\n    {}: {}\n", check.claim, check.clause.source, check.clause.rule);
        }
    }
    text
}

/// Renders the report.
pub(super) fn report(certificate: &Certificate<'_>) -> String {
    let mut text = String::new();
    let atr = certificate.certification.atr.as_ref().map_or_else(|| "none".to_owned(), hex::encode_upper);
    text += &format!("{}: {}, {}\n", certificate.profile.name, certificate.card, certificate.at);
    text += &format!("answer to reset {atr}\n\n");
    for chapter in certificate.chapters() {
        let words = counts_in_words(certificate.counts(Some(chapter)));
        text += &format!("{:<26}{words}\n", chapter.title());
    }
    for report in certificate.certification.differing() {
        text += &difference(report);
    }
    let untried = certificate.certification.reports.iter().filter_map(|report| match &report.verdict {
        CheckVerdict::Untried(why) => Some(format!("could not be tried  {}: {why}\n", report.name())),
        _ => None,
    });
    let untried: String = untried.collect();
    if !untried.is_empty() {
        text += &format!("\n{untried}");
    }
    text.push('\n');
    certificate.certification.left.iter().for_each(|sentence| text += &format!("{sentence}\n"));
    let counts = certificate.counts(None);
    let all = Counted(counts.holds + counts.differs + counts.untried, "check").to_string();
    text + &format!("{all}: {}\n", counts_in_words(counts))
}

/// Renders counts, such as `28 hold, 1 differs`.
fn counts_in_words(counts: VerdictCounts) -> String {
    let mut words = vec![format!("{} {}", counts.holds, CountedVerb(counts.holds, "holds", "hold"))];
    if counts.differs > 0 {
        words.push(format!("{} {}", counts.differs, CountedVerb(counts.differs, "differs", "differ")));
    }
    if counts.untried > 0 {
        words.push(format!("{} could not be tried", counts.untried));
    }
    words.join(", ")
}

fn difference(report: &CheckReport) -> String {
    let CheckVerdict::Differs(difference) = &report.verdict else { return String::new() };
    let clause = report.check.clause;
    let mut text = format!("\ndiffers  {}: {}\n", report.name(), report.check.claim);
    text += &format!("  {}\n", difference.about);
    text += &format!("    expected  {}\n    got       {}\n", difference.expected, difference.got);
    text += &format!("  {}: {}\n", clause.source, clause.rule);
    let lines: Vec<_> = report.steps.iter().rev().take(STEPS_MAX).rev().flat_map(step::lines).collect();
    for line in lines {
        let octets = match line.octets.get(..HEX_MAX) {
            Some(front) if line.octets.len() > HEX_MAX => format!("{front}…"),
            _ => line.octets,
        };
        let octets = if octets.is_empty() { String::new() } else { format!(" {octets}") };
        let words = if line.words.is_empty() { String::new() } else { format!("  {}", line.words) };
        text += &format!("    {}{octets}{words}\n", line.mark);
    }
    text
}
