//! The files of the phone: the card's, which is kept after every step, and the record, which is written when the person
//! leaves.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use miette::miette;

use super::{Arguments, Desktop};
use crate::cli::card::{Chosen, KeptCard};
use crate::cli::gsmtap::GsmtapSender;
use crate::tui::home::alone;
use crate::tui::{self, trace};
use sim_codec::time::Moment;
use sim_device::mobile_station::Exchange;
use sim_device::private_file;
use sim_script::trace::formats::capture::LiveMessage;
use sim_script::trace::record::DeskCard;
use sim_script::walk::syntax::Phone;
use sim_world::world::BEGINNING;

/// Files of the phone.
pub(super) struct Files {
    card: Option<KeptCard>,
    record: Option<PathBuf>,
    force: bool,
    /// Lines of a header that bring the same card back.
    settings: Vec<String>,
    phone: Phone,
    /// Moment at which the phone was switched on.
    began: Moment,
    /// Sender of the exchanges as they happen.
    gsmtap: GsmtapSender<Exchange>,
}

/// Returns the messages of an exchange: the answer to reset before it, if there was one, and the exchange.
pub(in crate::cli) fn messages(exchange: &Exchange) -> Vec<LiveMessage> {
    let crossed = match &exchange.answer {
        Some(answer) => LiveMessage::of_exchange(&exchange.command, answer),
        None => LiveMessage::Unsendable,
    };
    exchange.atr.iter().map(|atr| LiveMessage::of_atr(atr)).chain([crossed]).collect()
}

/// Returns a path with `end` behind its name.
fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

/// Returns the paths of a record: the exchanges over the contacts, and the acts of the person.
fn records(record: Option<&Path>) -> Vec<PathBuf> {
    record.into_iter().flat_map(|path| [".trace", ".walk"].map(|end| with_end(path, end))).collect()
}

impl Files {
    /// Returns the files that the arguments name, and the card.
    pub(super) fn new(arguments: &Arguments, Chosen { card, file }: Chosen, began: Moment) -> (Files, DeskCard) {
        let mut settings = card.settings.clone();
        settings.push(format!("seed {}", card.seed));
        let files = Files {
            card: file,
            record: arguments.record.clone(),
            force: arguments.force,
            settings,
            phone: arguments.walked(),
            began,
            gsmtap: GsmtapSender::new(arguments.gsmtap.as_ref()),
        };
        (files, card)
    }

    /// Refuses a record that exists already, before anything is made.
    pub(super) fn require_no_record(arguments: &Arguments) -> miette::Result<()> {
        match records(arguments.record.as_deref()).into_iter().find(|path| !arguments.force && path.exists()) {
            Some(path) => Err(miette!("{} is already there; --force writes over it.", path.display())),
            None => Ok(()),
        }
    }

    /// Returns no files, for a world whose own file keeps everything.
    pub(super) fn none(arguments: &Arguments) -> Files {
        let (settings, phone) = (Vec::new(), arguments.walked());
        let gsmtap = GsmtapSender::new(arguments.gsmtap.as_ref());
        Files { card: None, record: None, force: false, settings, phone, began: BEGINNING, gsmtap }
    }

    /// Writes the card's memory into its file; returns an error if a world could not be kept.
    pub(super) fn keep(&mut self, phone: &Desktop) -> miette::Result<()> {
        super::is_kept(phone)?;
        self.gsmtap.follow(phone.desk().exchanges(), messages);
        match &mut self.card {
            Some(card) => card.keep(phone.desk().station().link().card().memory().image()),
            None => Ok(()),
        }
    }

    /// Leaves the phone, and writes its record.
    pub(super) fn leave(&mut self, phone: &Desktop) -> miette::Result<()> {
        self.keep(phone)?;
        self.gsmtap.finish();
        if self.record.is_none() {
            return Ok(());
        }
        // A trace is of one card.
        let texts = [trace::text(&self.settings, phone.desk().exchanges_of_first_card()), self.walk(phone)?];
        for (path, text) in records(self.record.as_deref()).iter().zip(texts) {
            self.write(path, &text)?;
        }
        Ok(())
    }

    fn walk(&self, phone: &Desktop) -> miette::Result<String> {
        let desk = phone.desk();
        let header = [&self.settings[..], &alone::header(self.phone.model, self.began)].concat();
        let text = tui::walk::text(&header, self.phone.clone(), desk.first_screen(), desk.journal());
        text.map_err(|why| miette!("The input cannot be written as a walk: {why}."))
    }

    fn write(&self, path: &Path, text: &str) -> miette::Result<()> {
        let open = if self.force { private_file::create_or_empty } else { private_file::create_new };
        let written = open(path).and_then(|mut file| file.write_all(text.as_bytes()));
        written.map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => miette!("{} is already there; nothing was written.", path.display()),
            _ => miette!("{} cannot be written: {error}.", path.display()),
        })
    }
}
