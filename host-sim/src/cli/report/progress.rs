//! A progress bar on a terminal, nothing elsewhere.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How far a run has come.
pub(in crate::cli) struct Progress(ProgressBar);

impl Progress {
    /// A bar of so many of something. It draws itself on standard error, and only where that is a terminal.
    pub(in crate::cli) fn new(length: usize, what: &str) -> Progress {
        let bar = ProgressBar::with_draw_target(Some(length as u64), ProgressDrawTarget::stderr());
        // Should indicatif not take it, its own looks well enough.
        let template = format!("{{bar:30}} {{pos}}/{{len}} {what}");
        Progress(match ProgressStyle::with_template(&template) {
            Ok(style) => bar.with_style(style),
            Err(_) => bar,
        })
    }

    /// Prints a line on standard output without harm to the bar.
    pub(in crate::cli) fn print(&self, line: &str) {
        self.0.suspend(|| crate::cli::print(line));
    }

    /// One more is done.
    pub(in crate::cli) fn step(&self) {
        self.0.inc(1);
    }

    /// Takes the bar away.
    pub(in crate::cli) fn finish(&self) {
        self.0.finish_and_clear();
    }
}
