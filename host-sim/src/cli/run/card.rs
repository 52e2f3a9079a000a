//! `--card FILE`: one trace or walk on a card whose memory is a file; the next run goes on where this one ended. Of a trace,
//! every commit of the card is in the file before the card answers; of a walk, whatever a step did is there before the next.

use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;

use applet::{MEMORY_SIZE, MemoryFault, Nvm as _, Personalisation};
use miette::miette;

use super::Script;
use crate::link::FileBacked;
use crate::memory::file::{self, CardFileError, Durability};
use crate::memory::{Eeprom, FileMemory};
use crate::trace::replay::{self, Source};
use crate::trace::{Options, Outcome};
use crate::walk::replay::replay_on as walk_on;

/// The file, from when the card is made on.
struct Opened<'p> {
    path: &'p Path,
    known: Option<Vec<u8>>,
    file: RefCell<Option<Rc<RefCell<FileMemory>>>>,
    refused: RefCell<Option<CardFileError>>,
}

/// Replays a trace or walk on the card in a file; where there is no file, on a new card that is left there.
pub(super) fn replay(script: &Script, options: &Options, path: &Path) -> miette::Result<Outcome> {
    let known = match file::load(path) {
        Ok(image) => Some(image),
        Err(CardFileError::Missing { .. }) => None,
        Err(error) => return Err(sentence(&error)),
    };
    let opened = Opened { path, known, file: RefCell::default(), refused: RefCell::default() };
    let outcome = match script {
        Script::Trace(trace) => {
            let mut memory = |personalisation: &Personalisation| {
                opened.open(personalisation).map(|(part, file)| FileBacked::new(part, file))
            };
            replay::replay_on(trace, options, Source::One(&mut memory), None)
        }
        Script::Walk(walk) => {
            let mut memory = |personalisation: &Personalisation| opened.open(personalisation).map(|(part, _)| part);
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
    /// The card's memory as the file has it, or new and put there, and the file, which nobody else gets meanwhile.
    fn open(&self, personalisation: &Personalisation) -> Result<(Eeprom, Rc<RefCell<FileMemory>>), String> {
        let part = match &self.known {
            Some(image) => Eeprom::from_image(image).map_err(|error| error.to_string())?,
            None => replay::manufactured(personalisation)?,
        };
        let ready = if self.known.is_some() { Ok(()) } else { file::save(self.path, part.image()) };
        let file = ready.and_then(|()| FileMemory::open(self.path, Durability::Machine)).map_err(|error| {
            let told = error.to_string();
            self.refused.replace(Some(error));
            told
        })?;
        let file = Rc::new(RefCell::new(file));
        self.file.replace(Some(file.clone()));
        Ok((part, file))
    }

    /// Writes what differs, from the first octet that does to the last.
    fn keep(&self, memory: &Eeprom) -> Result<(), MemoryFault> {
        let Some(file) = self.file.borrow().clone() else { return Ok(()) };
        let mut kept = vec![0; MEMORY_SIZE];
        file.borrow().read(0, &mut kept)?;
        let differs: Vec<usize> = kept
            .iter()
            .zip(memory.image())
            .enumerate()
            .filter(|(_, (old, new))| old != new)
            .map(|(at, _)| at)
            .collect();
        let (Some(first), Some(last)) = (differs.first(), differs.last()) else { return Ok(()) };
        file.borrow_mut().write(*first, memory.image().get(*first..=*last).ok_or(MemoryFault)?)
    }
}

fn sentence(error: &CardFileError) -> miette::Report {
    miette!("{error}.")
}
