//! `--card FILE`: one trace or walk on a card whose memory is a file. Every commit of the card is in the file before the card
//! answers; the next run goes on where this one ended.

use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;

use miette::miette;

use super::Script;
use crate::link::FileBacked;
use crate::memory::file::{self, CardFileError, Durability};
use crate::memory::{Eeprom, FileMemory};
use crate::trace::replay::{self, Source};
use crate::trace::{Options, Outcome};
use crate::walk::replay::{Keeps, replay_on as walk_on};

/// Replays a trace or walk on the card in a file; where there is no file, on a new card that is left there.
pub(super) fn replay(script: &Script, options: &Options, path: &Path) -> miette::Result<Outcome> {
    let known = match file::load(path) {
        Ok(image) => Some(image),
        Err(CardFileError::Missing { .. }) => None,
        Err(error) => return Err(sentence(&error)),
    };
    let mut opened: Option<Rc<RefCell<FileMemory>>> = None;
    let mut refused = None;
    let mut memory = |personalisation: &applet::Personalisation| {
        let part = match &known {
            Some(image) => Eeprom::from_image(image).map_err(|error| error.to_string())?,
            None => replay::manufactured(personalisation)?,
        };
        let ready = if known.is_some() { Ok(()) } else { file::save(path, part.image()) };
        let file = ready.and_then(|()| FileMemory::open(path, Durability::Machine)).map_err(|error| {
            let told = error.to_string();
            refused = Some(error);
            told
        })?;
        let file = Rc::new(RefCell::new(file));
        opened = Some(file.clone());
        Ok(FileBacked::new(part, file))
    };
    let outcome = match script {
        Script::Trace(trace) => replay::replay_on(trace, options, Source::One(&mut memory), None),
        Script::Walk(walk) => walk_on(walk, options, &mut memory, Keeps::File),
    };
    if let Some(error) = refused {
        return Err(sentence(&error));
    }
    match opened.and_then(|file| file.borrow().take_fault()) {
        Some(fault) => Err(miette!("The card file {} cannot be written: {fault}.", path.display())),
        None => Ok(outcome),
    }
}

fn sentence(error: &CardFileError) -> miette::Report {
    miette!("{error}.")
}
