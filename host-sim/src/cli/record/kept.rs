//! The session while it goes on: every line is written at once into the file that `--save` names. A session without a
//! file gets one if the terminal hangs up, a signal ends the program, or input or output fail.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use miette::{IntoDiagnostic as _, WrapErr as _};

use crate::cli::{card, raw_mode};
use sim_device::private_file;
use sim_script::trace::formats::{Format, Notes, SessionStep};
use sim_script::trace::record::Shell;

/// Session of the shell, and the file that keeps it.
pub(super) struct KeptSession {
    /// File that `--save` names; `None` without `--save`.
    file: Option<PathBuf>,
    /// Set if there was such a file before, which holds nothing of this session yet.
    was_there: bool,
    /// Number of the shell's trace that the lines are of.
    beginning: usize,
    /// Lines of the file, or for it; the thread that receives signals reads them too.
    lines: Arc<Mutex<KeptLines>>,
}

/// Lines of a session.
#[derive(Default)]
struct KeptLines {
    lines: Vec<String>,
    /// Set if anything was done; else the lines are those with which a card begins.
    has_begun: bool,
}

/// Returns a file name that `rfid-sim run` takes.
pub(super) fn trace_name(path: &Path) -> PathBuf {
    match path.extension() {
        Some(extension) if extension == sim_script::trace::files::EXTENSION => path.to_owned(),
        Some(_) if is_capture(path) => path.to_owned(),
        _ => path.with_added_extension(sim_script::trace::files::EXTENSION),
    }
}

/// Returns whether the name of a file is that of a capture.
fn is_capture(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    extension.and_then(Format::by_extension) == Some(Format::Pcapng)
}

/// Returns the contents of a file with the session of a shell: a trace, or a capture if its name says so.
pub(super) fn contents(path: &Path, shell: &Shell) -> Vec<u8> {
    if !is_capture(path) {
        return text(shell.lines(), path.parent()).into_bytes();
    }
    let mut session = shell.session();
    for step in &mut session.steps {
        if let SessionStep::Setting(line) = step {
            *line = card::line_in(line, path.parent());
        }
    }
    // Whatever a shell has, a capture holds; only what repeats the explanation beside it is left out.
    Format::Pcapng.encode(&Format::Pcapng.narrow(&session, &mut Notes::default()))
}

/// Returns lines of a trace as its text in a folder.
pub(super) fn text(lines: &[String], folder: Option<&Path>) -> String {
    lines.iter().map(|line| card::line_in(line, folder) + "\n").collect()
}

impl KeptSession {
    /// Creates an empty session. A file that cannot be written is found now, and not when the session is over.
    pub(super) fn new(file: Option<PathBuf>, force: bool) -> miette::Result<KeptSession> {
        let was_there = file.as_ref().is_some_and(|path| path.exists());
        if let Some(path) = &file {
            let opened = if force { private_file::create_or_append(path) } else { private_file::create_new(path) };
            opened.into_diagnostic().wrap_err_with(|| format!("{} cannot be written", path.display()))?;
        }
        let kept = KeptSession { file, was_there, beginning: 0, lines: Arc::default() };
        kept.hear_signals().into_diagnostic().wrap_err("Signals cannot be heard")?;
        Ok(kept)
    }

    /// Follows the shell by a line: adds what is new, and removes what was taken back.
    pub(super) fn follow(&mut self, shell: &Shell) -> miette::Result<()> {
        let now = shell.lines();
        let mut kept = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        kept.has_begun = shell.has_begun();
        let lines = &mut kept.lines;
        let same = if self.beginning == shell.beginning() { same_lines(lines, now) } else { 0 };
        self.beginning = shell.beginning();
        let only_added = same == lines.len() && !lines.is_empty();
        lines.truncate(same);
        let added = now.get(same..).unwrap_or_default();
        lines.extend(added.iter().cloned());
        let Some(path) = self.file.as_deref().filter(|_| shell.has_begun() && !(only_added && added.is_empty())) else {
            return Ok(());
        };
        let written = if is_capture(path) {
            private_file::create_or_empty(path).and_then(|mut file| file.write_all(&contents(path, shell)))
        } else if only_added && fs::metadata(path).is_ok_and(|data| data.len() > 0 && self.is_own()) {
            private_file::create_or_append(path)
                .and_then(|mut file| file.write_all(text(added, path.parent()).as_bytes()))
        } else {
            private_file::create_or_empty(path).and_then(|mut file| file.write_all(text(now, path.parent()).as_bytes()))
        };
        self.was_there = false;
        written.into_diagnostic().wrap_err_with(|| format!("{} cannot be written", path.display()))
    }

    /// Returns `true` if the contents of the file are of this session.
    const fn is_own(&self) -> bool {
        !self.was_there
    }

    /// Ends the session. A file into which nothing was ever written is removed.
    pub(super) fn close(&self, shell: &Shell) {
        let is_empty = |path: &&Path| fs::metadata(path).is_ok_and(|data| data.len() == 0);
        if let Some(path) = self.file.as_deref().filter(|_| !shell.has_begun() && !self.was_there).filter(is_empty) {
            // It is empty and was made here; if it stays, it does no harm.
            fs::remove_file(path).unwrap_or(());
        }
    }

    /// Writes a session that has no file into one, and prints its name.
    pub(super) fn rescue(&self) {
        if self.file.is_none() {
            rescue(&self.lines);
        }
    }

    /// Rescues the session if the terminal hangs up or a signal asks for the end, and ends.
    fn hear_signals(&self) -> io::Result<()> {
        let (lines, has_file) = (self.lines.clone(), self.file.is_some());
        raw_mode::guard(move |signal| {
            if !has_file {
                rescue(&lines);
            }
            std::process::exit(128_i32.saturating_add(signal));
        })
    }
}

/// Returns the number of equal lines at the beginning. Lines are added and removed at the end, so the end is compared
/// first.
fn same_lines(before: &[String], now: &[String]) -> usize {
    let mut same = before.len().min(now.len());
    while same > 0 && before.get(same - 1) != now.get(same - 1) {
        same -= 1;
    }
    same
}

/// Writes a session into a new file in the current folder. A signal and a terminal that has gone both ask for that: the
/// second waits for the first, and finds nothing left to do.
fn rescue(lines: &Mutex<KeptLines>) {
    let mut kept = lines.lock().unwrap_or_else(PoisonError::into_inner);
    if !std::mem::take(&mut kept.has_begun) {
        return;
    }
    let lines = std::mem::take(&mut kept.lines);
    let path = PathBuf::from(format!("rfid-sim-record-{}.trace", std::process::id()));
    let text = text(&lines, Some(Path::new(".")));
    let written = private_file::create_new(&path).and_then(|mut file| file.write_all(text.as_bytes()));
    // Standard error may have gone with the terminal.
    let told = match written {
        Ok(()) => writeln!(io::stderr(), "The session was interrupted; it is saved as {}.", path.display()),
        Err(error) => writeln!(io::stderr(), "The session was interrupted and could not be saved: {error}."),
    };
    told.unwrap_or(());
}
