//! A progress bar on a terminal, nothing elsewhere.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::cli::output;

/// Progress bar of a run.
pub(in crate::cli) struct Progress(ProgressBar);

impl Progress {
    /// Creates a bar of `length` steps. The bar is drawn on standard error, and only if that is a terminal.
    pub(in crate::cli) fn new(length: usize, what: &str) -> Progress {
        Progress::with_template(length, &format!("{{bar:30}} {{pos}}/{{len}} {what}"))
    }

    /// Creates a bar that also has the rate and the time that is left.
    pub(in crate::cli) fn timed(length: usize, what: &str) -> Progress {
        Progress::with_template(length, &format!("{{bar:30}} {{pos}}/{{len}} {what}, {{per_sec}}, {{eta}} left"))
    }

    fn with_template(length: usize, template: &str) -> Progress {
        let bar = ProgressBar::with_draw_target(Some(length as u64), ProgressDrawTarget::stderr());
        // Should indicatif not take it, its own looks well enough.
        Progress(match ProgressStyle::with_template(template) {
            Ok(style) if output::is_ascii() => bar.with_style(style.progress_chars("#>-")),
            Ok(style) => bar.with_style(style),
            Err(_) => bar,
        })
    }

    /// Prints a line on standard output without harm to the bar.
    pub(in crate::cli) fn print(&self, line: &str) {
        self.0.suspend(|| crate::cli::print(line));
    }

    /// Advances the bar by one.
    pub(in crate::cli) fn step(&self) {
        self.0.inc(1);
    }

    /// Advances the bar by a number.
    pub(in crate::cli) fn step_by(&self, steps: u64) {
        self.0.inc(steps);
    }

    /// Takes the bar away.
    pub(in crate::cli) fn finish(&self) {
        self.0.finish_and_clear();
    }
}
