//! The report for people: a line a trace, then each failure with the difference, the meaning and the command that
//! replays it.

use std::io::IsTerminal as _;

use nu_ansi_term::{Color, Style};

use super::{Blessing, Difference, PlayedShard, ReplayOptions, Verdict, kinds};
use sim_i18n::Language;
use sim_i18n::replay::sentence::{self, NotableFiles, Rewriting, SecondCardResult};
use sim_i18n::replay::{FailureLabel, ReplayMark, ReplayNoun, list};

mod failure;
mod mismatch;
pub(in crate::cli) mod picture;

pub(in crate::cli) use failure::failure_lines;
pub(in crate::cli) use mismatch::summary as failure_summary;

/// Renders the line of one trace.
pub(in crate::cli) fn line(verdict: &Verdict, language: Language) -> String {
    if let Some(error) = &verdict.error {
        let line = match (&error.file, error.line) {
            (Some(file), Some(line)) => format!("{file}:{line}: "),
            (None, Some(line)) => sentence::line(language, line),
            (_, None) => String::new(),
        };
        let mark = painted(Color::Red.bold(), ReplayMark::Undone.in_language(language));
        return format!("{} ... {mark} ({line}{})", verdict.path, error.why);
    }
    let (mark, details) = (mark(verdict), details(verdict, language));
    let mark = painted(style(mark), mark.in_language(language));
    let shown: String = verdict.shown.iter().map(|value| format!("\n  {}  {value}", value.place)).collect();
    format!("{} ... {mark} ({}){shown}", verdict.path, list(language, &details))
}

fn mark(verdict: &Verdict) -> ReplayMark {
    let rewritten = verdict.blessed.as_ref().map(|blessed| (blessed.all_rewritten(), blessed.is_written));
    match rewritten {
        _ if verdict.is_undone() => ReplayMark::Undone,
        _ if verdict.failures().next().is_some() => ReplayMark::Failed,
        Some((1.., true)) => ReplayMark::Blessed,
        Some((1.., false)) => ReplayMark::ToBless,
        _ if verdict.is_empty => ReplayMark::Empty,
        _ => ReplayMark::Held,
    }
}

fn style(mark: ReplayMark) -> Style {
    match mark {
        ReplayMark::Undone | ReplayMark::Failed => Color::Red.bold(),
        ReplayMark::Blessed | ReplayMark::ToBless | ReplayMark::Empty => Color::Yellow.bold(),
        ReplayMark::Held => Color::Green.normal(),
    }
}

fn details(verdict: &Verdict, language: Language) -> Vec<String> {
    let mut details = vec![ReplayNoun::Command.counted(language, verdict.commands())];
    if verdict.results.len() > 1 {
        details.insert(0, ReplayNoun::Case.counted(language, verdict.results.len()));
    }
    if let Some(blessed) = &verdict.blessed {
        let done = if blessed.is_written { Rewriting::Done } else { Rewriting::Shown };
        if blessed.rewritten > 0 {
            details.push(sentence::rewritten(language, blessed.rewritten, None, done));
        }
        let elsewhere = blessed.elsewhere.iter();
        details.extend(elsewhere.map(|(name, count)| sentence::rewritten(language, *count, Some(name), done)));
        if !blessed.left.is_empty() {
            details.push(sentence::left(language, blessed.left.len()));
        }
        details.extend(blessed.error.clone());
    }
    details.extend(second_result(verdict, language));
    details.extend(verdict.cuts.map(|cuts| sentence::survived(language, usize::try_from(cuts).unwrap_or(usize::MAX))));
    details
}

/// Renders the result on the second card; `None` if there is none.
pub(in crate::cli) fn second_result(verdict: &Verdict, language: Language) -> Option<String> {
    let second = verdict.second.as_ref()?;
    let result = match &second.error {
        Some(_) => SecondCardResult::Untried,
        None => SecondCardResult::Differences(second.differences),
    };
    Some(sentence::second_card(language, result))
}

/// Renders what follows the lines: the failures and the count.
pub(in crate::cli) fn summary(
    verdicts: &[Verdict],
    differences: &[Difference],
    again: &ReplayOptions,
    shard: Option<PlayedShard>,
    language: Language,
) -> String {
    let mut text = String::new();
    for Difference { difference, .. } in differences {
        text += &format!("\n{}\n", difference.trim_end());
    }
    for verdict in verdicts {
        for (result, failure) in verdict.failures() {
            text += &format!("\n{}\n", failure_lines(verdict, result, failure, again, language).join("\n"));
        }
        for left in verdict.blessed.iter().flat_map(|blessed| &blessed.left) {
            let place = painted(Style::new().bold(), &left.place.to_string());
            text += &format!("\n{place}\n{}\n", sentence::labelled(language, FailureLabel::Left, &left.why));
        }
    }
    for verdict in verdicts {
        if let Some(lines) = second_lines(verdict, language) {
            text += &format!("\n{}\n{}\n", painted(Style::new().bold(), &verdict.path), lines.join("\n"));
        }
    }
    let shard = shard.map(|PlayedShard { shard, found }| {
        format!("\n{}", sentence::shard(language, &shard.to_string(), verdicts.len(), found))
    });
    format!("{text}\n{}{}", count(verdicts, language), shard.unwrap_or_default())
}

/// Returns where the second card first did otherwise, line by line; `None` if it did not.
pub(in crate::cli) fn second_lines(verdict: &Verdict, language: Language) -> Option<Vec<String>> {
    let second = verdict.second.as_ref().filter(|second| !second.is_same())?;
    Some(match &second.error {
        Some(why) => vec![sentence::labelled(language, FailureLabel::Cause, why)],
        None => {
            let first = sentence::first_difference(language, second.alike);
            let mut lines = vec![sentence::labelled(language, FailureLabel::Second, &first)];
            lines.extend(second.first.iter().map(|line| format!("    {line}")));
            lines
        }
    })
}

/// Renders how many files of the verdicts are not the same on the second card; `None` if none was tried.
pub(in crate::cli) fn second_cards(verdicts: &[Verdict], language: Language) -> Option<String> {
    let tried = verdicts.iter().filter(|verdict| verdict.second.is_some()).count();
    let different = verdicts.iter().filter(|verdict| !verdict.is_same_on_second()).count();
    (tried > 0).then(|| sentence::second_cards(language, tried, different))
}

fn count(verdicts: &[Verdict], language: Language) -> String {
    let failed: usize = verdicts.iter().map(|verdict| verdict.failures().count()).sum();
    let results: usize = verdicts.iter().map(|verdict| verdict.results.len()).sum();
    let unread = verdicts.iter().filter(|verdict| verdict.error.is_some()).count();
    let unwritten = |verdict: &&Verdict| verdict.blessed.as_ref().is_some_and(|blessed| blessed.error.is_some());
    let unwritten = verdicts.iter().filter(unwritten).count();
    let shown =
        |verdict: &Verdict| verdict.blessed.as_ref().filter(|blessed| !blessed.is_written).map(Blessing::all_rewritten);
    let to_rewrite: usize = verdicts.iter().filter_map(shown).sum();
    let empty = verdicts.iter().filter(|verdict| verdict.is_empty).count();
    let mut endings = vec![match failed {
        0 if unread + unwritten + to_rewrite > 0 => sentence::held(language, results),
        0 => painted(Color::Green.bold(), sentence::all_held(language)),
        _ => {
            let words = sentence::held_and_failed(language, results.saturating_sub(failed), failed);
            painted(Color::Red.bold(), &words)
        }
    }];
    let notable = [
        (unread, NotableFiles::Unread),
        (unwritten, NotableFiles::Unwritten),
        (to_rewrite, NotableFiles::ToRewrite),
        (empty, NotableFiles::Empty),
    ];
    let notable = notable.into_iter().filter(|(count, _)| *count > 0);
    endings.extend(notable.map(|(count, files)| sentence::notable(language, count, files)));
    endings.extend(second_cards(verdicts, language));
    format!("{}: {}", list(language, &counts(verdicts, results, language)), list(language, &endings))
}

/// Renders the numbers of traces, walks, results and commands.
fn counts(verdicts: &[Verdict], results: usize, language: Language) -> Vec<String> {
    let commands: usize = verdicts.iter().map(Verdict::commands).sum();
    let (traces, walks) = kinds(verdicts);
    let mut counts = Vec::new();
    if traces > 0 || walks == 0 {
        counts.push(ReplayNoun::Trace.counted(language, traces));
    }
    if walks > 0 {
        counts.push(ReplayNoun::Walk.counted(language, walks));
    }
    counts.push(ReplayNoun::Result.counted(language, results));
    counts.push(ReplayNoun::Command.counted(language, commands));
    counts
}

/// Paints a text on a terminal; leaves it plain elsewhere, or if `NO_COLOR` is set.
fn painted(style: Style, text: &str) -> String {
    let colours = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    if colours { style.paint(text).to_string() } else { text.to_owned() }
}
