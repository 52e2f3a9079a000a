//! `--card FILE`: one trace or walk on a card whose memory is a file. The next run goes on with the card as this run
//! left it. In a trace, every commit of the card is in the file before the card answers. In a walk, the changes of a
//! step are there before the next step. No other process has the file from before it is read until the run is over.

use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;

use applet::{MemoryError, Personalisation};
use miette::miette;

use super::Script;
use sim_device::link::FileBacked;
use sim_device::memory::file::{CardFileError, Durability};
use sim_device::memory::{Eeprom, FileMemory, manufactured};
use sim_script::trace::replay::{self, CardSource};
use sim_script::trace::{Options, TraceOutcome};
use sim_script::walk::replay::replay_on as walk_on;

/// File of the card, as the run has it open.
struct Opened<'p> {
    path: &'p Path,
    /// Open file; `None` before the card is made, which makes a new file.
    file: RefCell<Option<Rc<RefCell<FileMemory>>>>,
    refused: RefCell<Option<CardFileError>>,
}

/// Replays a trace or walk on the card in a file; if there is no file, on a new card that is left there.
pub(super) fn replay(script: &Script, options: &Options, path: &Path) -> miette::Result<TraceOutcome> {
    let known = match FileMemory::open(path, Durability::Machine) {
        Ok(file) => Some(Rc::new(RefCell::new(file))),
        Err(CardFileError::Missing { .. }) => None,
        Err(error) => return Err(sentence(&error)),
    };
    let opened = Opened { path, file: RefCell::new(known), refused: RefCell::default() };
    let outcome = match script {
        Script::Trace(trace) => {
            let mut memory = |personalisation: &Personalisation| {
                opened.card(personalisation).map(|(part, file)| FileBacked::new(part, file))
            };
            replay::replay_on(trace, options, CardSource::One(&mut memory), None)
        }
        Script::Walk(walk) => {
            let mut memory = |personalisation: &Personalisation| opened.card(personalisation).map(|(part, _)| part);
            let mut keep = |memory: &Eeprom| opened.keep(memory).map_err(|fault| fault.to_string());
            walk_on(walk, options, &mut memory, &mut keep)
        }
    };
    if let Some(error) = opened.refused.take() {
        return Err(sentence(&error));
    }
    match opened.file.take().and_then(|file| file.borrow().take_fault()) {
        Some(fault) => Err(miette!("The card file {} cannot be written: {fault}.", path.display())),
        None => Ok(outcome),
    }
}

impl Opened<'_> {
    /// Returns the card's memory, from the file or newly made and put there, and the file.
    fn card(&self, personalisation: &Personalisation) -> Result<(Eeprom, Rc<RefCell<FileMemory>>), String> {
        let known = self.file.borrow().clone();
        if let Some(file) = known {
            let image = self.or_refuse(file.borrow().image())?;
            return Eeprom::from_image(&image).map(|part| (part, file)).map_err(|error| error.to_string());
        }
        let part = manufactured(personalisation).map_err(|error| error.to_string())?;
        let made = self.or_refuse(FileMemory::create(self.path, part.image(), Durability::Machine))?;
        let file = Rc::new(RefCell::new(made));
        self.file.replace(Some(file.clone()));
        Ok((part, file))
    }

    /// Puts what a step of a walk did into the file, all of it or nothing.
    fn keep(&self, memory: &Eeprom) -> Result<(), MemoryError> {
        let Some(file) = self.file.borrow().clone() else { return Ok(()) };
        let mut file = file.borrow_mut();
        let kept = self.or_refuse(file.image()).map_err(|_| MemoryError)?;
        if kept == memory.image() {
            return Ok(());
        }
        self.or_refuse(file.replace(memory.image())).map_err(|_| MemoryError)
    }

    /// Remembers why the file cannot be used, which is reported instead of the run's result.
    fn or_refuse<T>(&self, result: Result<T, CardFileError>) -> Result<T, String> {
        result.map_err(|error| {
            let told = error.to_string();
            self.refused.replace(Some(error));
            told
        })
    }
}

fn sentence(error: &CardFileError) -> miette::Report {
    miette!("{error}.")
}
