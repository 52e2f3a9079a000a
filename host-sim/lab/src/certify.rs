//! Certification of a card: a suite of checks by chapter over any link. Each check states the clause that it holds,
//! begins with the card in a known state, and leaves the card usable. Every MAC and TAC is computed by the host
//! ([`sim_device::sam`]), never by the card's arithmetic.
//!
//! ```
//! use sim_device::mobile_station::card;
//! use sim_device::profile::Profile;
//! use sim_lab::certify::{CertificationPlan, SuiteChapter, certify};
//!
//! let profile = Profile::default();
//! let mut card = card(&profile, 1)?;
//! let plan = CertificationPlan { chapters: vec![SuiteChapter::Limit], ..CertificationPlan::default() };
//! let certification = certify(&mut card, &profile, &plan);
//! assert!(certification.is_clean(), "{:?}", certification.differing().next());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod bench;
mod chapters;
mod check;
mod issuer;
mod known_state;
mod phone;
pub mod planted;
mod tested_card;
mod transactions;
mod verdict;

use sim_device::profile::Profile;
use sim_wire::record::TerminalTime;

pub use check::{CardCheck, CheckRisk, Clause, SuiteChapter};
pub use tested_card::{ForeignCard, TestedCard};
pub use verdict::{BenchStep, CardDifference, CheckError, CheckReport, CheckVerdict};

use bench::Bench;

/// Choice of the checks, and the moment that the terminal's clock shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificationPlan {
    /// Chapters that are played, in any order; empty for all.
    pub chapters: Vec<SuiteChapter>,
    /// Date and time of every transaction.
    pub at: TerminalTime,
    /// Risk that may be taken: a check of a higher risk is not tried.
    pub risk: CheckRisk,
}

impl Default for CertificationPlan {
    /// Returns all chapters at 10:30 of the day on which the handbook was issued.
    fn default() -> CertificationPlan {
        let at = TerminalTime([0x20, 0x09, 0x11, 0x18, 0x10, 0x30, 0x00]);
        CertificationPlan { chapters: Vec::new(), at, risk: CheckRisk::SpendsTries }
    }
}

/// Result of a certification.
#[derive(Clone, Debug)]
pub struct Certification {
    /// Answer to reset of the first power-on; `None` if there was none.
    pub atr: Option<Vec<u8>>,
    /// Report of each check, by chapter.
    pub reports: Vec<CheckReport>,
    /// Sentences about what the card kept of the certification.
    pub left: Vec<String>,
}

impl Certification {
    /// Returns the reports of the checks whose answers differ from their clauses.
    pub fn differing(&self) -> impl Iterator<Item = &CheckReport> {
        self.reports.iter().filter(|report| matches!(report.verdict, CheckVerdict::Differs(_)))
    }

    /// Returns `true` if no check differs.
    pub fn is_clean(&self) -> bool {
        self.differing().next().is_none()
    }

    /// Returns the reports of a chapter.
    pub fn of_chapter(&self, chapter: SuiteChapter) -> impl Iterator<Item = &CheckReport> {
        self.reports.iter().filter(move |report| report.chapter == chapter)
    }
}

/// Plays the suite. Checks without risk come first, those that spend tries last; the reports stand by chapter.
pub fn certify(card: &mut dyn TestedCard, profile: &Profile, plan: &CertificationPlan) -> Certification {
    let mut bench = Bench::new(card, profile, plan.at);
    let atr = bench.power_on().ok();
    let found = bench.observe_from_power_on().ok();
    bench.take_steps();
    let is_chosen = |chapter: &SuiteChapter| plan.chapters.is_empty() || plan.chapters.contains(chapter);
    let mut reports = Vec::new();
    for risk in [CheckRisk::Nothing, CheckRisk::SpendsTries] {
        for chapter in SuiteChapter::ALL.into_iter().filter(is_chosen) {
            let checks = chapter.checks().iter().filter(|check| check.risk == risk);
            reports.extend(checks.map(|check| report(&mut bench, chapter, check, plan.risk)));
        }
    }
    reports.sort_by_key(CheckReport::place);
    let left = bench.restore(found);
    Certification { atr, reports, left }
}

/// Plays one check.
fn report(bench: &mut Bench<'_>, chapter: SuiteChapter, check: &'static CardCheck, allowed: CheckRisk) -> CheckReport {
    let verdict = match check.risk > allowed {
        true => CheckVerdict::Untried("the check spends tries of a PIN or key, which needs permission".to_owned()),
        false => CheckVerdict::from((check.play)(bench)),
    };
    bench.keep_power();
    CheckReport { chapter, check, verdict, steps: bench.take_steps() }
}

#[cfg(test)]
mod tests;
