//! Trace in a file as lines that the shell performs one by one: what it includes stands in its place, and a row of a
//! table is the steps of the table with the row's cells in them.

use std::fmt;
use std::path::Path;

use super::super::place::TracePlace;
use super::super::syntax::{Cases, LineContent, ProfileChoice, Repeat, Trace, TraceLine, TraceSetting, ValueOrColumn};
use super::request::TypedLine;
use super::row;
use crate::lang::Span;
use sim_device::profile::Profile;

/// Line of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ScriptLine {
    /// Place of the line in its file.
    pub(super) place: String,
    /// Line of the file that was opened, from 1: of the inclusion, for what is included.
    pub(super) number: usize,
    /// Line as it would be typed.
    pub(super) typed: TypedLine,
    /// Set if a fresh card begins here, which knows the names so far; the line itself then says what begins.
    pub(super) is_fresh_card: bool,
}

impl ScriptLine {
    /// Returns whether the line does nothing.
    pub(super) fn is_prose(&self) -> bool {
        matches!(self.typed.line.content, LineContent::Blank) && !self.is_fresh_card
    }
}

impl fmt::Display for ScriptLine {
    /// Prints the line behind its place, without the folder.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = self.place.rsplit('/').next().unwrap_or_default();
        write!(f, "{place}  {}", self.typed.text)
    }
}

/// Trace in a file, ready to be performed line by line.
#[derive(Clone, Debug, Default)]
pub struct Script {
    /// Settings and prose before the first step, but for profile and seed.
    pub settings: Vec<String>,
    /// Profile of the card with the line that chooses it; `None` if the trace does not say any.
    pub profile: Option<(Profile, String)>,
    /// Seed of the random numbers; `None` if the trace does not say any.
    pub seed: Option<u64>,
    pub(super) lines: Vec<ScriptLine>,
    /// Number of lines that are performed before the shell takes its first line.
    pub(super) played: usize,
}

/// Error of a line of a trace at which the shell cannot be opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file} has no step at line {line} or below.")]
pub struct ScriptLineError {
    file: String,
    line: usize,
}

impl Script {
    /// Creates the script of a trace from its first step on.
    pub fn of(trace: &Trace) -> Script {
        let mut script = Script::default();
        let lines = lines(trace);
        let is_setting = |line: &ScriptLine| matches!(line.typed.line.content, LineContent::Setting(_));
        let first_step =
            lines.iter().position(|line| !is_setting(line) && !matches!(line.typed.line.content, LineContent::Blank));
        // Prose right before the first step is about that step.
        let header = lines.iter().take(first_step.unwrap_or(lines.len())).rposition(is_setting);
        let (header, steps) = lines.split_at(header.map_or(0, |last| last + 1).min(lines.len()));
        for line in header {
            match &line.typed.line.content {
                LineContent::Setting(TraceSetting::Seed(seed)) => script.seed = Some(*seed),
                LineContent::Setting(TraceSetting::Profile(choice)) => {
                    let profile = match choice {
                        ProfileChoice::File { profile: Some(profile), .. } => (**profile).clone(),
                        _ => Profile::default(),
                    };
                    script.profile = Some((profile, TraceSetting::Profile(choice.clone()).to_string()));
                }
                _ => script.settings.push(line.typed.text.clone()),
            }
        }
        script.lines = steps.to_vec();
        script
    }

    /// Creates the script of a trace up to a line, counted from 1. A line of a table is one of its first row, or of the
    /// row that stands there.
    pub fn up_to(trace: &Trace, line: usize) -> Result<Script, ScriptLineError> {
        for table in &trace.lines {
            let LineContent::Cases(cases) = &table.content else { continue };
            let number = |span: Span| trace.source.line(span);
            let last = cases.body.iter().map(|line| number(line.span)).max().unwrap_or_default();
            if line <= number(table.span) || line > last {
                continue;
            }
            let row = cases.rows.iter().find(|row| number(row.span) == line).or(cases.rows.first());
            if let Some(script) = row.and_then(|row| Script::of_row(trace, &place(trace, row.span))) {
                let begun = script.played;
                let beyond = script.lines.iter().skip(begun).position(|found| found.number >= line);
                return Ok(Script { played: begun + beyond.unwrap_or_default(), ..script });
            }
        }
        let script = Script::of(trace);
        match script.lines.iter().position(|found| found.number >= line) {
            Some(played) => Ok(Script { played, ..script }),
            None => Err(ScriptLineError { file: trace.source.name.clone(), line }),
        }
    }

    /// Creates the script of a row of a table, up to the first of the table's steps; `None` if there is no such row.
    pub fn of_row(trace: &Trace, row: &TracePlace) -> Option<Script> {
        let mut script = Script::of(trace);
        let of_table = |line: &ScriptLine| match &line.typed.line.content {
            LineContent::Cases(cases) if line.place.starts_with(&format!("{}:", row.source.name)) => {
                cases.rows.iter().position(|found| found.span.start == row.span.start).map(|at| (cases.clone(), at))
            }
            _ => None,
        };
        let table = script.lines.iter().enumerate().find_map(|(at, line)| Some((at, line.number, of_table(line)?)));
        if let Some((at, number, (cases, row_at))) = table {
            script.lines.truncate(at);
            let source = Trace { source: row.source.clone(), lines: Vec::new() };
            let is_included = row.source != trace.source;
            script.lines.extend(in_row(&source, &cases, row_at, is_included.then_some(number)));
        }
        // What other tables do on cards of their own is of no account here.
        script.lines.retain(|line| !matches!(line.typed.line.content, LineContent::Cases(_)));
        let is_of_row = |line: &ScriptLine| line.place == row.to_string();
        let first = script.lines.iter().position(is_of_row)?;
        script.played = first + script.lines.iter().skip(first).take_while(|line| is_of_row(line)).count();
        Some(script)
    }

    /// Returns whether there is nothing to perform.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Returns the script to be performed as far as it holds. Tables on cards of their own are left out.
    pub fn to_its_failure(self) -> Script {
        let mut script = self;
        script.lines.retain(|line| !matches!(line.typed.line.content, LineContent::Cases(_)));
        Script { played: script.lines.len(), ..script }
    }
}

fn place(trace: &Trace, span: Span) -> TracePlace {
    TracePlace::at(trace.source.clone(), span)
}

/// Returns the lines of a trace and of what it includes. Paths of profiles are made relative to the working folder.
pub(super) fn lines(trace: &Trace) -> Vec<ScriptLine> {
    lines_of(trace, &trace.lines, None, None)
}

/// Returns lines of a trace; what is included has the number of the inclusion, if one is given.
/// Lines of a table's body are those of the row at a position.
fn lines_of(trace: &Trace, of: &[TraceLine], number: Option<usize>, row: Option<(&Cases, usize)>) -> Vec<ScriptLine> {
    let folder = Path::new(&trace.source.name).parent().unwrap_or(Path::new(""));
    let mut lines = Vec::new();
    for line in of {
        let place = place(trace, line.span);
        let (outer, number) = (number, number.unwrap_or_else(|| place.line()));
        match &line.content {
            LineContent::Include(_) => {
                if let Some(included) = line.content.inner() {
                    lines.extend(lines_of(included, &included.lines, Some(number), row));
                }
            }
            LineContent::Call(called) => {
                lines.push(prose(called.call.to_string(), &place, number));
                if let Some(called) = line.content.inner() {
                    lines.extend(lines_of(called, &called.lines, Some(number), None));
                }
            }
            LineContent::Repeat(repeat) => lines.extend(repeated(trace, repeat, outer, row)),
            LineContent::RowLine(rows) => {
                let line = row.and_then(|(_, at)| rows.rows.get(at));
                lines.extend(lines_of(trace, line.map(std::slice::from_ref).unwrap_or_default(), outer, row));
            }
            LineContent::Blank if line.comment.is_none() => {}
            LineContent::Cases(cases) if cases.same_card => {
                for at in 0..cases.rows.len() {
                    let rows = in_row(trace, cases, at, outer);
                    lines.extend(rows.into_iter().map(|line| ScriptLine { is_fresh_card: false, ..line }));
                }
            }
            content => {
                let mut line = line.clone();
                if let Some(filled) = row.and_then(|(cases, at)| row::with_cells(content, cases, cases.rows.get(at)?)) {
                    (line.content, line.is_filled) = (filled, true);
                }
                let typed = typed(trace, &from_folder(&line, folder));
                lines.push(ScriptLine { place: place.to_string(), number, typed, is_fresh_card: false });
            }
        }
    }
    lines
}

/// Returns the steps of a table for one row, below a line of prose that names the row and begins its card.
pub(super) fn in_row(trace: &Trace, cases: &Cases, at: usize, number: Option<usize>) -> Vec<ScriptLine> {
    let Some(row) = cases.rows.get(at) else { return Vec::new() };
    let at_row = place(trace, row.span);
    let row_number = number.unwrap_or_else(|| at_row.line());
    let title = TraceLine::prose(super::super::replay::title(cases, row));
    let first = [(title, true)].into_iter();
    let names = row::names(cases, row).into_iter().map(|line| (line, false));
    let lines: Vec<ScriptLine> = first
        .chain(names)
        .map(|(line, is_fresh_card)| ScriptLine {
            place: at_row.to_string(),
            number: row_number,
            typed: TypedLine { text: line.to_string(), line },
            is_fresh_card,
        })
        .collect();
    let body = lines_of(trace, &cases.body, number, Some((cases, at)));
    let is_setting = |line: &ScriptLine| matches!(line.typed.line.content, LineContent::Setting(_));
    // What the row says of its card comes before the card.
    let settings = body.iter().take_while(|line| is_setting(line) || line.is_prose()).count();
    let (settings, steps) = body.split_at(settings);
    [settings.to_vec(), lines, steps.to_vec()].concat()
}

/// Returns the steps of a repetition, as often as they are played. A longer one is cut off, since nobody steps through
/// so many lines.
fn repeated(trace: &Trace, repeat: &Repeat, number: Option<usize>, row: Option<(&Cases, usize)>) -> Vec<ScriptLine> {
    const LINES_MAX: usize = 10_000;
    let filled =
        row.and_then(|(cases, at)| row::with_cells(&LineContent::Repeat(repeat.clone()), cases, cases.rows.get(at)?));
    let count = match (filled, &repeat.count) {
        (Some(LineContent::Repeat(Repeat { count: ValueOrColumn::Is(count), .. })), _) => count,
        (_, ValueOrColumn::Is(count)) => *count,
        _ => 1,
    };
    let mut lines = Vec::new();
    for _ in 0..count {
        if lines.len() >= LINES_MAX {
            break;
        }
        lines.extend(lines_of(trace, &repeat.body, number, row));
    }
    lines
}

/// Returns a line of prose at a place.
fn prose(text: String, place: &TracePlace, number: usize) -> ScriptLine {
    let line = TraceLine::prose(text);
    let typed = TypedLine { text: line.to_string(), line };
    ScriptLine { place: place.to_string(), number, typed, is_fresh_card: false }
}

/// Returns a line with the path of its profile from the working folder.
fn from_folder(line: &TraceLine, folder: &Path) -> TraceLine {
    let mut line = line.clone();
    if let LineContent::Setting(TraceSetting::Profile(ProfileChoice::File { path, .. })) = &mut line.content {
        *path = folder.join(&*path).display().to_string();
    }
    line
}

/// Returns a line with its text: as it was written, where that is one line.
fn typed(trace: &Trace, line: &TraceLine) -> TypedLine {
    let is_written = !line.is_filled
        && !matches!(
            line.content,
            LineContent::Cases(_)
                | LineContent::Procedure(_)
                | LineContent::Blank
                | LineContent::Setting(TraceSetting::Profile(_))
        );
    let written = trace.source.text.get(line.span.start..line.span.end).filter(|text| is_written && !text.is_empty());
    let text = match (written, &line.comment) {
        (Some(written), Some(prose)) => format!("{written}  # {prose}"),
        (Some(written), None) => written.to_owned(),
        (None, _) => line.to_string(),
    };
    TypedLine { text, line: line.clone() }
}
