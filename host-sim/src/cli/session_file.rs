//! File with a session that grows: a trace, which is written step by step, or a capture for Wireshark.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use miette::{IntoDiagnostic as _, WrapErr as _, miette};

use sim_device::private_file;
use sim_script::trace::formats::{Format, Notes, Session, SessionStep, literal};

/// Part of a capture that may be missing in its file while the session goes on, as its reciprocal. A capture is written
/// anew as a whole, and so seldom that all of it costs no more than a few writes of the last.
const CAPTURE_LAG: usize = 4;

/// File with the session of a card.
pub(super) struct SessionFile {
    path: PathBuf,
    is_capture: bool,
    /// Steps of a capture; a trace is written step by step.
    steps: Vec<SessionStep>,
    /// Number of the steps that the file has.
    written: usize,
}

impl SessionFile {
    /// Begins a file with the steps that bring the same card back. The form follows from the ending of the name.
    pub(super) fn begin(path: &Path, force: bool, header: Vec<SessionStep>) -> miette::Result<SessionFile> {
        let extension = path.extension().and_then(|extension| extension.to_str());
        let is_capture = match extension.and_then(Format::by_extension) {
            Some(Format::Pcapng) => true,
            Some(Format::Trace) => false,
            _ => return Err(miette!("{} is neither a .trace nor a .pcapng file.", path.display())),
        };
        let open = if force { private_file::create_or_empty } else { private_file::create_new };
        open(path).map_err(|error| match error.kind() {
            std::io::ErrorKind::AlreadyExists => {
                miette!("{} is already there; --force writes over it.", path.display())
            }
            _ => miette!("{} cannot be written: {error}.", path.display()),
        })?;
        let mut session = SessionFile { path: path.to_owned(), is_capture, steps: Vec::new(), written: 0 };
        session.add(header)?;
        Ok(session)
    }

    /// Adds steps.
    pub(super) fn add(&mut self, steps: Vec<SessionStep>) -> miette::Result<()> {
        if self.is_capture {
            self.steps.extend(steps);
            let new = self.steps.len().saturating_sub(self.written);
            return if new > self.written / CAPTURE_LAG { self.write_capture() } else { Ok(()) };
        }
        let text: String = steps.iter().flat_map(literal::step_lines).map(|line| line + "\n").collect();
        let written = private_file::create_or_append(&self.path).and_then(|mut file| file.write_all(text.as_bytes()));
        written.into_diagnostic().wrap_err_with(|| format!("{} cannot be written", self.path.display()))
    }

    /// Writes what is still missing.
    pub(super) fn finish(&mut self) -> miette::Result<()> {
        self.write_capture()
    }

    /// Writes a capture with all steps so far.
    fn write_capture(&mut self) -> miette::Result<()> {
        if !self.is_capture || self.written == self.steps.len() {
            return Ok(());
        }
        let session = Session { steps: self.steps.clone() };
        let octets = Format::Pcapng.encode(&Format::Pcapng.narrow(&session, &mut Notes::default()));
        let written = private_file::create_or_empty(&self.path).and_then(|mut file| file.write_all(&octets));
        written.into_diagnostic().wrap_err_with(|| format!("{} cannot be written", self.path.display()))?;
        self.written = self.steps.len();
        Ok(())
    }
}
