//! The report for people: a line a trace, then each failure with what differs, what it means and how to see it again.

use std::io::IsTerminal as _;

use nu_ansi_term::{Color, Style};

use super::{Again, Verdict, counted, kinds};
use crate::explain;
use crate::trace::outcome::{CaseResult, Failure, Sighting, Trouble};
use crate::trace::pattern::Group;

/// Columns that octets may take before a line is broken.
const WIDTH: usize = 96;

/// The line of one trace.
pub(in crate::cli) fn line(verdict: &Verdict) -> String {
    let failed = verdict.failures().count();
    let mark = match (&verdict.blessed, failed) {
        (_, 1..) | (Some(Err(_)), _) => painted(Color::Red.bold(), "FAILED"),
        (Some(Ok(1..)), 0) => painted(Color::Yellow.bold(), "blessed"),
        _ => painted(Color::Green.normal(), "ok"),
    };
    let mut details = vec![counted(verdict.commands(), "command", "commands")];
    if verdict.results.len() > 1 {
        details.insert(0, counted(verdict.results.len(), "case", "cases"));
    }
    match &verdict.blessed {
        Some(Ok(rewritten @ 1..)) => {
            details.push(format!("{} rewritten", counted(*rewritten, "expectation", "expectations")))
        }
        Some(Err(why)) => details.push(why.clone()),
        _ => {}
    }
    details.extend(verdict.cuts.map(|cuts| format!("{cuts} power cuts survived")));
    format!("{} ... {mark} ({})", verdict.path, details.join(", "))
}

/// What follows the lines: the failures and the count.
pub(in crate::cli) fn summary(verdicts: &[Verdict], again: &Again) -> String {
    let mut text = String::new();
    for verdict in verdicts {
        for (result, failure) in verdict.failures() {
            text += &format!("\n{}\n", failure_lines(verdict, result, failure, again).join("\n"));
        }
    }
    let failed: usize = verdicts.iter().map(|verdict| verdict.failures().count()).sum();
    let results: usize = verdicts.iter().map(|verdict| verdict.results.len()).sum();
    let commands: usize = verdicts.iter().map(Verdict::commands).sum();
    let (traces, walks) = kinds(verdicts);
    let mut counts = Vec::new();
    if traces > 0 || walks == 0 {
        counts.push(counted(traces, "trace", "traces"));
    }
    if walks > 0 {
        counts.push(counted(walks, "walk", "walks"));
    }
    counts.push(counted(results, "result", "results"));
    counts.push(counted(commands, "command", "commands"));
    let count = format!("{}: ", counts.join(", "));
    let ending = match failed {
        0 => painted(Color::Green.bold(), "all held"),
        _ => painted(Color::Red.bold(), &format!("{} held, {failed} failed", results - failed)),
    };
    format!("{text}\n{count}{ending}")
}

fn failure_lines(verdict: &Verdict, result: &CaseResult, failure: &Failure, again: &Again) -> Vec<String> {
    let mut lines = vec![painted(Style::new().bold(), &failure.place.to_string())];
    lines.extend(result.title.as_ref().map(|title| format!("  case      {title}")));
    if !matches!(failure.trouble, Trouble::Flaw(_)) {
        let command = failure.command.as_deref();
        lines.extend(command.map(|command| format!("  command   {}", explain::command(command).summary())));
    }
    lines.extend(trouble_lines(failure));
    lines.extend(failure.reason.as_ref().map(|reason| format!("  reason    {reason} (the card's own)")));
    lines.push(format!("  again     {}", again.command(&verdict.path, result)));
    lines
}

fn trouble_lines(failure: &Failure) -> Vec<String> {
    match &failure.trouble {
        Trouble::Answer { expected, groups, actual, .. } => {
            let mut lines = vec![format!("  written   < {expected}")];
            let silence = "no answer".to_owned();
            match actual {
                Some(_) if !groups.is_empty() => lines.extend(beside(groups)),
                Some(actual) => lines.push(format!("  actual    {}", hex::encode_upper(actual))),
                None => lines.push(format!("  actual    {silence}")),
            }
            if let Some(actual) = actual {
                let meaning = explain::answer(failure.command.as_deref(), actual).lines();
                lines.extend(meaning.iter().enumerate().map(|(at, line)| match at {
                    0 => format!("  meaning   {line}"),
                    _ => format!("            {line}"),
                }));
            }
            lines
        }
        Trouble::Value { what, expected, actual } => {
            vec![format!("  of        {what}"), format!("  expected  {expected}"), format!("  actual    {actual}")]
        }
        Trouble::Screen(seen) => sighting_lines(seen),
        Trouble::Impossible(why) => vec![format!("  because   {why}")],
        Trouble::Flaw(told) => told.lines().map(|line| format!("  {line}")).collect(),
    }
}

/// What was seen on a handset instead, and the screen as a picture.
fn sighting_lines(seen: &Sighting) -> Vec<String> {
    let mut lines = vec![format!("  of        {}", seen.what), format!("  expected  {}", seen.expected)];
    lines.push(format!("  actual    {}", seen.actual));
    lines.extend(seen.marks.as_ref().map(|marks| format!("            {}", painted(Color::Red.bold(), marks))));
    lines.extend(seen.picture.iter().map(|line| format!("            {line}")));
    lines.extend(seen.help.as_ref().map(|help| format!("  help      {help}")));
    lines
}

/// Expected above actual, and marks under the digits that differ.
fn beside(groups: &[Group]) -> Vec<String> {
    let mut lines = Vec::new();
    let mut rest = groups;
    while !rest.is_empty() {
        let mut width = 0;
        let fitting = rest.iter().take_while(|group| {
            width += group.expected.len() + 1;
            width <= WIDTH
        });
        let (now, later) = rest.split_at(fitting.count().max(1));
        rest = later;
        let join = |of: fn(&Group) -> String| now.iter().map(of).collect::<Vec<_>>().join(" ");
        lines.push(format!("  expected  {}", join(|group| group.expected.clone())).trim_end().to_owned());
        lines.push(format!("  actual    {}", join(actual_digits)).trim_end().to_owned());
        let marks = join(|group| group.differs.iter().map(|differs| if *differs { '^' } else { ' ' }).collect());
        if marks.contains('^') {
            lines.push(format!("            {}", painted(Color::Red.bold(), marks.trim_end())));
        }
    }
    lines
}

/// The actual digits, those that differ in red on a terminal.
fn actual_digits(group: &Group) -> String {
    let digits = group.actual.chars().zip(&group.differs);
    digits
        .map(|(digit, differs)| match differs {
            true => painted(Color::Red.normal(), &digit.to_string()),
            false => digit.to_string(),
        })
        .collect()
}

/// Painted on a terminal, plain elsewhere and where `NO_COLOR` is set.
fn painted(style: Style, text: &str) -> String {
    let colours = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    if colours { style.paint(text).to_string() } else { text.to_owned() }
}
