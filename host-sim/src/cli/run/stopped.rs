//! `--stop-at-failure`: the first failure, opened in the shell.

use std::io::{self, IsTerminal as _};
use std::path::Path;

use super::super::report::Verdict;
use super::super::{output, record};
use super::{Arguments, Script, Story};
use sim_i18n::replay::sentence;
use sim_script::trace::Trace;
use sim_script::trace::place::TracePlace;
use sim_script::trace::record::Script as ShellScript;

/// First failure of a run.
pub(super) struct FirstFailure {
    /// Path of the file that failed.
    path: String,
    /// Line at which the shell opens the failure; `None` where a line alone does not tell it: in another file, in a
    /// round of a repetition, or in a call.
    line: Option<usize>,
    /// Trace up to the failure; `None` for a walk.
    script: Option<ShellScript>,
}

/// Returns the first failure, if the run is to stop there; `None` if everything held.
pub(super) fn first(arguments: &Arguments, verdicts: &[Verdict], stories: &[Story]) -> Option<FirstFailure> {
    let verdict = verdicts.iter().find(|verdict| arguments.stop_at_failure && verdict.failures().next().is_some())?;
    let (result, failure) = verdict.failures().next()?;
    let story = stories.iter().find(|story| story.path == Path::new(&verdict.path))?;
    let script = match &story.script {
        Ok(Script::Trace(trace)) => {
            let script = match &result.title {
                Some(_) => ShellScript::of_row(trace, &result.place)?,
                None => ShellScript::of(trace),
            };
            Some(script.to_its_failure())
        }
        _ => None,
    };
    let line = match &story.script {
        Ok(Script::Trace(trace)) if result.title.is_some() => own_line(trace, &result.place),
        Ok(Script::Trace(trace)) => own_line(trace, &failure.place).filter(|_| failure.place.origin.is_none()),
        _ => None,
    };
    Some(FirstFailure { path: verdict.path.clone(), line, script })
}

/// Returns the line of a place in the trace's own file; `None` in another file.
fn own_line(trace: &Trace, place: &TracePlace) -> Option<usize> {
    (place.source.name == trace.source.name).then(|| place.line())
}

impl FirstFailure {
    /// Opens the shell at the failure, on a terminal.
    pub(super) fn open(self, arguments: &Arguments) -> miette::Result<()> {
        let FirstFailure { path, line, script } = self;
        let language = arguments.see.language();
        let Some(script) = script else {
            output::warn(&sentence::walk_not_opened(language, &path));
            return Ok(());
        };
        if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
            let again = match line {
                Some(line) => format!("rfid-sim record {path}:{line}"),
                None => format!("rfid-sim run {path} --stop-at-failure"),
            };
            output::warn(&sentence::opened_on_terminal(language, &again));
            return Ok(());
        }
        record::debug(arguments.profile.clone(), arguments.seed, script)
    }
}
