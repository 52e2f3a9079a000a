//! What the modem prints, records and sends: what its port said, and what crossed the contacts of the card.

use super::Arguments;
use crate::cli::gsmtap::GsmtapSender;
use crate::cli::print;
use crate::cli::session_file::SessionFile;
use sim_script::trace::formats::SessionStep;
use sim_script::trace::formats::capture::LiveMessage;

/// Journal of the modem.
pub(super) struct ModemJournal {
    is_quiet: bool,
    /// File of `--record`; `None` without it.
    file: Option<SessionFile>,
    gsmtap: GsmtapSender<SessionStep>,
}

impl ModemJournal {
    /// Begins a journal, whose first steps are to be those that bring the same card back.
    pub(super) fn begin(arguments: &Arguments) -> miette::Result<ModemJournal> {
        let file = arguments.record.as_deref();
        let file = file.map(|path| SessionFile::begin(path, arguments.force, Vec::new())).transpose()?;
        let gsmtap = GsmtapSender::new(arguments.gsmtap.as_ref());
        Ok(ModemJournal { is_quiet: arguments.quiet, file, gsmtap })
    }

    /// Notes what happened between handset and card.
    pub(super) fn note(&mut self, steps: Vec<SessionStep>) -> miette::Result<()> {
        if steps.is_empty() {
            return Ok(());
        }
        self.gsmtap.send_all(&steps, LiveMessage::all_of);
        self.gsmtap.tell();
        self.file.as_mut().map_or(Ok(()), |file| file.add(steps))
    }

    /// Notes a line about the port, as a comment in the record.
    pub(super) fn tell(&mut self, line: &str) -> miette::Result<()> {
        if !self.is_quiet {
            print(line);
        }
        let comment = line.trim_start_matches("# ").to_owned();
        self.file.as_mut().map_or(Ok(()), |file| file.add(vec![SessionStep::Comment(comment)]))
    }

    /// Ends the journal.
    pub(super) fn finish(&mut self) -> miette::Result<()> {
        self.gsmtap.finish();
        self.file.as_mut().map_or(Ok(()), SessionFile::finish)
    }
}
