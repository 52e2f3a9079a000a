//! The report for people: a line a trace, then each failure with the difference, the meaning and the command that
//! replays it.

use std::io::IsTerminal as _;

use nu_ansi_term::{Color, Style};

use super::{Blessing, Difference, PlayedShard, ReplayOptions, Verdict, counted, kinds, meaning};
use sim_script::trace::outcome::{CaseResult, Failure, FailureKind, ScreenMismatch};
use sim_script::trace::pattern::Group;

/// Columns that octets may take before a line is broken.
const WIDTH: usize = 96;

/// Renders the line of one trace.
pub(in crate::cli) fn line(verdict: &Verdict) -> String {
    if let Some(error) = &verdict.error {
        let line = error.line.map_or(String::new(), |line| format!("line {line}: "));
        return format!("{} ... {} ({line}{})", verdict.path, painted(Color::Red.bold(), "ERROR"), error.why);
    }
    let (mark, details) = (mark(verdict), details(verdict));
    let shown: String = verdict.shown.iter().map(|value| format!("\n  {}  {value}", value.place)).collect();
    format!("{} ... {mark} ({}){shown}", verdict.path, details.join(", "))
}

fn mark(verdict: &Verdict) -> String {
    let rewritten = verdict.blessed.as_ref().map(|blessed| (blessed.all_rewritten(), blessed.is_written));
    match rewritten {
        _ if verdict.is_undone() => painted(Color::Red.bold(), "ERROR"),
        _ if verdict.failures().next().is_some() => painted(Color::Red.bold(), "FAILED"),
        Some((1.., true)) => painted(Color::Yellow.bold(), "blessed"),
        Some((1.., false)) => painted(Color::Yellow.bold(), "would be blessed"),
        _ if verdict.is_empty => painted(Color::Yellow.bold(), "nothing in it"),
        _ => painted(Color::Green.normal(), "ok"),
    }
}

fn details(verdict: &Verdict) -> Vec<String> {
    let mut details = vec![counted(verdict.commands(), "command", "commands")];
    if verdict.results.len() > 1 {
        details.insert(0, counted(verdict.results.len(), "case", "cases"));
    }
    if let Some(blessed) = &verdict.blessed {
        let expectations = |count| counted(count, "expectation", "expectations");
        let done = if blessed.is_written { "rewritten" } else { "to rewrite" };
        if blessed.rewritten > 0 {
            details.push(format!("{} {done}", expectations(blessed.rewritten)));
        }
        let elsewhere = blessed.elsewhere.iter();
        details.extend(elsewhere.map(|(name, count)| format!("{} of {name} {done}", expectations(*count))));
        if !blessed.left.is_empty() {
            details.push(format!("{} left", blessed.left.len()));
        }
        details.extend(blessed.error.clone());
    }
    details.extend(verdict.second.as_ref().map(|second| match (&second.error, second.differences) {
        (Some(_), _) => "second card not tried".to_owned(),
        (None, 0) => "same on the second card".to_owned(),
        (None, count) => format!("{} on the second card", counted(count, "difference", "differences")),
    }));
    details.extend(verdict.cuts.map(|cuts| format!("{} survived", counted_cuts(cuts))));
    details
}

fn counted_cuts(cuts: u64) -> String {
    counted(usize::try_from(cuts).unwrap_or(usize::MAX), "power cut", "power cuts")
}

/// Renders what follows the lines: the failures and the count.
pub(in crate::cli) fn summary(
    verdicts: &[Verdict],
    differences: &[Difference],
    again: &ReplayOptions,
    shard: Option<PlayedShard>,
) -> String {
    let mut text = String::new();
    for Difference { difference, .. } in differences {
        text += &format!("\n{}\n", difference.trim_end());
    }
    for verdict in verdicts {
        for (result, failure) in verdict.failures() {
            text += &format!("\n{}\n", failure_lines(verdict, result, failure, again).join("\n"));
        }
        for left in verdict.blessed.iter().flat_map(|blessed| &blessed.left) {
            let place = painted(Style::new().bold(), &left.place.to_string());
            text += &format!("\n{place}\n  left      {}\n", left.why);
        }
    }
    text.extend(verdicts.iter().filter_map(second_lines).map(|lines| format!("\n{}\n", lines.join("\n"))));
    let shard = shard.map(|PlayedShard { shard, found }| {
        format!("\nshard {shard}: {} of {}", verdicts.len(), counted(found, "file", "files"))
    });
    format!("{text}\n{}{}", count(verdicts), shard.unwrap_or_default())
}

/// Returns where the second card first did otherwise; `None` if it did not.
fn second_lines(verdict: &Verdict) -> Option<Vec<String>> {
    let second = verdict.second.as_ref().filter(|second| !second.is_same())?;
    let mut lines = vec![painted(Style::new().bold(), &verdict.path)];
    match &second.error {
        Some(why) => lines.push(format!("  because   {why}")),
        None => {
            lines.push(format!("  second    differs first here ({} alike)", counted(second.alike, "step", "steps")));
            lines.extend(second.first.iter().map(|line| format!("    {line}")));
        }
    }
    Some(lines)
}

fn count(verdicts: &[Verdict]) -> String {
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
    let unread = verdicts.iter().filter(|verdict| verdict.error.is_some()).count();
    let unwritten = |verdict: &&Verdict| verdict.blessed.as_ref().is_some_and(|blessed| blessed.error.is_some());
    let unwritten = verdicts.iter().filter(unwritten).count();
    let shown =
        |verdict: &Verdict| verdict.blessed.as_ref().filter(|blessed| !blessed.is_written).map(Blessing::all_rewritten);
    let to_rewrite: usize = verdicts.iter().filter_map(shown).sum();
    let empty = verdicts.iter().filter(|verdict| verdict.is_empty).count();
    let mut endings = vec![match failed {
        0 if unread + unwritten + to_rewrite > 0 => format!("{results} held"),
        0 => painted(Color::Green.bold(), "all held"),
        _ => painted(Color::Red.bold(), &format!("{} held, {failed} failed", results - failed)),
    }];
    let notable = [
        (unread, "could not be read"),
        (unwritten, "could not be written"),
        (to_rewrite, "to rewrite"),
        (empty, "with nothing in it"),
    ];
    endings.extend(notable.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")));
    let tried = verdicts.iter().filter(|verdict| verdict.second.is_some()).count();
    let different = verdicts.iter().filter(|verdict| !verdict.is_same_on_second()).count();
    match (tried, different) {
        (0, _) => {}
        (_, 0) => endings.push("all the same on the second card".to_owned()),
        (tried, different) => endings.push(format!("{different} of {tried} not the same on the second card")),
    }
    format!("{}: {}", counts.join(", "), endings.join(", "))
}

/// Renders a failure, line by line.
pub(in crate::cli) fn failure_lines(
    verdict: &Verdict,
    result: &CaseResult,
    failure: &Failure,
    again: &ReplayOptions,
) -> Vec<String> {
    let mut lines = vec![painted(Style::new().bold(), &failure.place.to_string())];
    lines.extend(failure.place.origins().map(|line| format!("  through   {line}")));
    lines.extend(result.title.as_ref().map(|title| format!("  case      {title}")));
    if !matches!(failure.trouble, FailureKind::Flaw(_)) {
        let command = failure.command.as_deref();
        lines.extend(command.map(|command| format!("  command   {}", sim_explain::command(command).summary())));
    }
    lines.extend(trouble_lines(failure));
    lines.extend(failure.differing_fields().iter().map(|field| format!("  field     {field}")));
    lines.extend(failure.reason.as_ref().map(|reason| format!("  reason    {reason} (the card's own)")));
    let why = failure.diagnosis.iter().flat_map(|diagnosis| diagnosis.lines());
    lines.extend(why.enumerate().map(|(at, line)| match at {
        0 => format!("  why       {line}"),
        _ => format!("            {line}"),
    }));
    lines.push(format!("  again     {}", again.command(&verdict.path, result)));
    lines
}

fn trouble_lines(failure: &Failure) -> Vec<String> {
    match &failure.trouble {
        FailureKind::Answer { expected, groups, actual, .. } => {
            let mut lines = vec![format!("  written   < {expected}")];
            let silence = "no answer".to_owned();
            match actual {
                Some(_) if !groups.is_empty() => lines.extend(beside(groups)),
                Some(actual) => lines.push(format!("  actual    {}", hex::encode_upper(actual))),
                None => lines.push(format!("  actual    {silence}")),
            }
            if let Some(actual) = actual {
                let meaning = meaning(failure.command.as_deref(), actual);
                lines.extend(meaning.iter().enumerate().map(|(at, line)| match at {
                    0 => format!("  meaning   {line}"),
                    _ => format!("            {line}"),
                }));
            }
            lines
        }
        FailureKind::Value { what, expected, actual } => {
            vec![format!("  of        {what}"), format!("  expected  {expected}"), format!("  actual    {actual}")]
        }
        FailureKind::Screen(seen) => sighting_lines(seen),
        FailureKind::Impossible(why) | FailureKind::NoCard(why) => vec![format!("  because   {why}")],
        FailureKind::Flaw(told) => told.lines().map(|line| format!("  {line}")).collect(),
    }
}

/// Returns the lines of a sighting: what was expected, what was seen on a handset instead, and the screen as a picture.
fn sighting_lines(seen: &ScreenMismatch) -> Vec<String> {
    let mut lines = vec![format!("  of        {}", seen.what), format!("  expected  {}", seen.expected)];
    lines.push(format!("  actual    {}", seen.actual));
    lines.extend(seen.marks.as_ref().map(|marks| format!("            {}", painted(Color::Red.bold(), marks))));
    lines.extend(seen.picture.iter().map(|line| format!("            {line}")));
    lines.extend(seen.help.as_ref().map(|help| format!("  help      {help}")));
    lines
}

/// Returns expected above actual, with marks under the digits that differ.
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

/// Renders the actual digits, those that differ in red on a terminal.
fn actual_digits(group: &Group) -> String {
    let digits = group.actual.chars().zip(&group.differs);
    digits
        .map(|(digit, differs)| match differs {
            true => painted(Color::Red.normal(), &digit.to_string()),
            false => digit.to_string(),
        })
        .collect()
}

/// Paints a text on a terminal; leaves it plain elsewhere, or if `NO_COLOR` is set.
fn painted(style: Style, text: &str) -> String {
    let colours = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    if colours { style.paint(text).to_string() } else { text.to_owned() }
}
