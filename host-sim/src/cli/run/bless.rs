//! `--bless`: expectations become the answers of the card. The new texts are played before they are written, so that
//! the report is what the next run will find.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use similar::TextDiff;

use super::story::{Script, Story};
use super::work;
use crate::cli::report::{Blessing, Difference, Verdict};
use crate::cli::rewrite::rewrite;
use sim_script::trace::bless::{Blessed, BlessingNotes, Edit, LeftExpectation, verified};
use sim_script::trace::files::Texts;
use sim_script::trace::{Options, TraceOutcome};

/// Handling of the new texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Bless {
    /// Write the new texts.
    Write,
    /// Print the difference from the old texts, and write nothing.
    Show,
}

/// Returns the verdicts of stories after blessing, and the differences that `--bless=show` prints.
pub(super) fn bless(
    stories: &[Story],
    verdicts: Vec<(Verdict, BlessingNotes)>,
    options: &Options,
    how: Bless,
    jobs: usize,
) -> (Vec<Verdict>, Vec<Difference>) {
    let plain = Options { bless: false, ..options.clone() };
    let noted = verdicts.iter().map(|(_, noted)| noted);
    let (mut edits, mut left): (Vec<Edit>, Vec<LeftExpectation>) = (Vec::new(), Vec::new());
    noted.for_each(|noted| {
        edits.extend(noted.edits.iter().cloned());
        left.extend(noted.left.iter().cloned());
    });
    leave_aliases(stories, &mut edits, &mut left);
    let changed: Vec<String> = edits.iter().map(|edit| edit.source.name.clone()).collect();
    let concerned: Vec<usize> = (0..verdicts.len())
        .filter(|at| {
            let noted = verdicts.get(*at).is_some_and(|(_, noted)| !noted.edits.is_empty() || !noted.left.is_empty());
            let script = stories.get(*at).and_then(|story| story.script.as_ref().ok());
            noted || script.is_some_and(|script| script.files().iter().any(|name| changed.contains(name)))
        })
        .collect();
    let blessed = verified(edits, left, |texts| {
        let play = |at: &usize| replayed(stories.get(*at), texts, &plain);
        work::in_order(&concerned, jobs, play, |_| true)
    });
    let mut verdicts: Vec<Verdict> = verdicts.into_iter().map(|(verdict, _)| verdict).collect();
    for (at, played) in concerned.iter().zip(&blessed.played) {
        if let (Some(verdict), Ok((outcome, _))) = (verdicts.get_mut(*at), played) {
            verdict.results.clone_from(&outcome.results);
        }
    }
    let failures = match how {
        Bless::Write => written(&blessed),
        Bless::Show => BTreeMap::new(),
    };
    for (story, verdict) in stories.iter().zip(&mut verdicts) {
        if let Ok(script) = &story.script {
            verdict.blessed = Some(told(script, verdict, &blessed, &failures, how));
        }
    }
    (verdicts, if how == Bless::Show { differences(&blessed) } else { Vec::new() })
}

fn replayed(story: Option<&Story>, texts: &Texts, options: &Options) -> Result<(TraceOutcome, BlessingNotes), String> {
    let story = story.ok_or_else(String::new)?;
    let script = Script::load(&story.path, texts).map_err(|error| error.to_string())?;
    let outcome = script.replay(options);
    let noted = match outcome.held() {
        true => BlessingNotes::default(),
        false => script.replay(&Options { bless: true, ..options.clone() }).noted,
    };
    Ok((outcome, noted))
}

/// Leaves expectations of a file that is reached under two names. Such a file would be written twice, or read anew
/// under a name whose text is the old one.
fn leave_aliases(stories: &[Story], edits: &mut Vec<Edit>, left: &mut Vec<LeftExpectation>) {
    let mut names: BTreeMap<PathBuf, BTreeSet<String>> = BTreeMap::new();
    let path_of = |name: &str| std::fs::canonicalize(name).unwrap_or_else(|_| PathBuf::from(name));
    for name in stories.iter().filter_map(|story| story.script.as_ref().ok()).flat_map(Script::files) {
        names.entry(path_of(&name)).or_default().insert(name);
    }
    edits.retain(|edit| {
        let name = &edit.source.name;
        let others = names.get(&path_of(name)).into_iter().flatten().filter(|other| *other != name);
        let others: Vec<&str> = others.map(String::as_str).collect();
        if !others.is_empty() {
            let place = sim_script::trace::place::TracePlace::at(edit.source.clone(), edit.span);
            left.push(LeftExpectation { place, why: format!("the same file is also read as {}", others.join(", ")) });
        }
        others.is_empty()
    });
}

/// Writes the new texts; returns the names of files that could not be written, with the reasons.
fn written(blessed: &Blessed) -> BTreeMap<String, String> {
    let mut failures = BTreeMap::new();
    for (name, text) in &blessed.texts {
        let source = blessed.edits.iter().find(|edit| edit.source.name == *name).map(|edit| &edit.source.text);
        if let Err(error) = rewrite(name, source.map_or("", String::as_str), text) {
            failures.insert(name.clone(), error.to_string());
        }
    }
    failures
}

/// Returns the result of blessing a story.
fn told(
    script: &Script,
    verdict: &Verdict,
    blessed: &Blessed,
    failures: &BTreeMap<String, String>,
    how: Bless,
) -> Blessing {
    let files = script.files();
    let mut rewritten: BTreeMap<String, usize> = BTreeMap::new();
    for edit in blessed.edits.iter().filter(|edit| files.contains(&edit.source.name)) {
        *rewritten.entry(edit.source.name.clone()).or_default() += 1;
    }
    let own = rewritten.remove(&verdict.path).unwrap_or_default();
    let held = verdict.results.iter().all(|result| result.failure.is_none());
    let of_it = |left: &&LeftExpectation| !held && files.contains(&left.place.source.name);
    let mut left: Vec<LeftExpectation> = blessed.left.iter().filter(of_it).cloned().collect();
    left.sort_by_key(|left| (left.place.source.name.clone(), left.place.span.start));
    left.dedup_by(|one, other| one.place.to_string() == other.place.to_string() && one.why == other.why);
    let error = files.iter().find_map(|name| failures.get(name)).cloned();
    Blessing {
        rewritten: own,
        elsewhere: rewritten.into_iter().collect(),
        left,
        is_written: how == Bless::Write,
        error,
    }
}

/// Returns the differences between the new texts and the old ones, by file.
fn differences(blessed: &Blessed) -> Vec<Difference> {
    let of = |(name, new): (&String, &String)| {
        let edit = blessed.edits.iter().find(|edit| edit.source.name == *name)?;
        let difference =
            TextDiff::from_lines(edit.source.text.as_str(), new).unified_diff().header(name, name).to_string();
        Some(Difference { path: name.clone(), difference })
    };
    blessed.texts.iter().filter_map(of).collect()
}
