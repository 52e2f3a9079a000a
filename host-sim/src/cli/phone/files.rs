//! The files of the phone: the card's, which is kept after every step, and the record, which is written when the phone is
//! left.

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use miette::{IntoDiagnostic as _, miette};

use super::{Arguments, Desktop};
use crate::memory;
use crate::moment::Moment;
use crate::trace::record::Card;
use crate::tui::home::alone;
use crate::tui::{self, trace};
use crate::walk::syntax::Phone;
use crate::world::BEGINNING;

/// The files.
pub(super) struct Files {
    card: Option<PathBuf>,
    /// The card's memory as its file has it.
    image: Option<Vec<u8>>,
    record: Option<PathBuf>,
    force: bool,
    /// Lines of a header that bring the same card back.
    settings: Vec<String>,
    phone: Phone,
    /// When the phone was switched on.
    began: Moment,
}

/// A path with something behind its name.
fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

impl Files {
    /// The files that the arguments name; a record that is already there is refused.
    pub(super) fn new(arguments: &Arguments, card: &Card, began: Moment) -> miette::Result<Files> {
        let mut settings = card.settings.clone();
        settings.push(format!("seed {}", card.seed));
        let files = Files {
            card: arguments.card.file().map(Path::to_owned),
            image: None,
            record: arguments.record.clone(),
            force: arguments.force,
            settings,
            phone: arguments.walked(),
            began,
        };
        for path in files.records() {
            if !files.force && path.exists() {
                return Err(miette!("{} is already there; --force writes over it.", path.display()));
            }
        }
        Ok(files)
    }

    /// None: the world's file keeps everything.
    pub(super) fn none(arguments: &Arguments) -> Files {
        let (settings, phone) = (Vec::new(), arguments.walked());
        Files { card: None, image: None, record: None, force: false, settings, phone, began: BEGINNING }
    }

    /// Where the record is written.
    fn records(&self) -> Vec<PathBuf> {
        let ends: &[&str] = &[".trace", ".walk"];
        self.record.iter().flat_map(|path| ends.iter().map(|end| with_end(path, end))).collect()
    }

    /// Keeps the card's file as the card is, and says where a world could not be kept.
    pub(super) fn keep(&mut self, phone: &Desktop) -> miette::Result<()> {
        super::is_kept(phone)?;
        let Some(path) = &self.card else { return Ok(()) };
        let image = phone.desk().station().link().card().memory().image();
        if self.image.as_deref() != Some(image) {
            memory::file::save(path, image).into_diagnostic()?;
            self.image = Some(image.to_vec());
        }
        Ok(())
    }

    /// The phone is left: its record is written.
    pub(super) fn leave(&mut self, phone: &Desktop) -> miette::Result<()> {
        self.keep(phone)?;
        if self.record.is_none() {
            return Ok(());
        }
        let texts = [trace::text(&self.settings, phone.desk().exchanges()), self.walk(phone)?];
        for (path, text) in self.records().iter().zip(texts) {
            self.write(path, &text)?;
        }
        Ok(())
    }

    fn walk(&self, phone: &Desktop) -> miette::Result<String> {
        let desk = phone.desk();
        let header = [&self.settings[..], &alone::header(self.phone.model, self.began)].concat();
        let text = tui::walk::text(&header, self.phone.clone(), desk.first_screen(), desk.journal());
        text.map_err(|why| miette!("What was done cannot be written as a walk: {why}."))
    }

    fn write(&self, path: &Path, text: &str) -> miette::Result<()> {
        let mut options = OpenOptions::new();
        let options = options.write(true).create(true).truncate(true).create_new(!self.force);
        let written = options.open(path).and_then(|mut file| file.write_all(text.as_bytes()));
        written.map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => miette!("{} is already there; nothing was written.", path.display()),
            _ => miette!("{} cannot be written: {error}.", path.display()),
        })
    }
}
