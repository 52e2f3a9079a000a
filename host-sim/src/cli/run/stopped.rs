//! `--stop-at-failure`: the first failure, opened in the shell.

use std::io::{self, IsTerminal as _};
use std::path::Path;

use super::super::report::Verdict;
use super::super::{output, record};
use super::{Arguments, Script, Story};
use sim_script::trace::record::Script as ShellScript;

/// First failure of a run.
pub(super) struct FirstFailure {
    /// Path of the file that failed.
    path: String,
    /// Line that failed.
    line: usize,
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
    Some(FirstFailure { path: verdict.path.clone(), line: failure.place.line(), script })
}

impl FirstFailure {
    /// Opens the shell at the failure, on a terminal.
    pub(super) fn open(self, arguments: &Arguments) -> miette::Result<()> {
        let FirstFailure { path, line, script } = self;
        let Some(script) = script else {
            output::warn(&format!("{path} is a walk, and the shell opens traces only."));
            return Ok(());
        };
        if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
            output::warn(&format!(
                "The shell opens on a terminal only; there, rfid-sim record {path}:{line} does, too."
            ));
            return Ok(());
        }
        record::debug(arguments.profile.clone(), arguments.seed, script)
    }
}
