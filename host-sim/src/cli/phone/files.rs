//! The files of the phone: the card's, which is kept after every step, and the record, which is written when the person
//! leaves.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use miette::miette;

use super::{Arguments, Desktop};
use crate::cli::card::{Chosen, KeptCard};
use crate::cli::gsmtap::GsmtapSender;
use crate::tui::home::alone;
use crate::tui::walk::WalkHeader;
use crate::tui::{self, Home, trace};
use sim_codec::quotation::quote;
use sim_codec::time::Moment;
use sim_device::mobile_station::Exchange;
use sim_device::private_file;
use sim_script::trace::formats::capture::LiveMessage;
use sim_script::trace::record::DeskCard;
use sim_script::walk::syntax::Phone;
use sim_world::store::sqlite::WorldFile;

/// Files of the phone.
pub(super) struct Files {
    card: Option<KeptCard>,
    record: Option<PhoneRecord>,
    /// Sender of the exchanges as they happen.
    gsmtap: GsmtapSender<Exchange>,
}

/// Record of what is done, which is written when the person leaves.
struct PhoneRecord {
    /// Base name of the files.
    path: PathBuf,
    force: bool,
    /// Lines of a trace's header that bring the same card back; `None` for a card that no header brings back.
    card: Option<Vec<String>>,
    /// Lines of the walk's header.
    header: Vec<String>,
    /// Handset of the walk; `None` in a world of a file, which has one.
    phone: Option<Phone>,
}

/// Returns the messages of an exchange: the answer to reset before it, if there was one, and the exchange.
pub(in crate::cli) fn messages(exchange: &Exchange) -> Vec<LiveMessage> {
    let crossed = match &exchange.answer {
        Some(answer) => LiveMessage::of_exchange(&exchange.command, answer),
        None => LiveMessage::Unsendable,
    };
    exchange.atr.iter().map(|atr| LiveMessage::of_atr(atr)).chain([crossed]).collect()
}

/// Endings of the files of a record: the exchanges over the contacts, the input, and the world before it.
const TRACE_END: &str = ".trace";
const WALK_END: &str = ".walk";
const WORLD_END: &str = ".world";

/// Returns a path with `end` behind its name.
fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

impl Files {
    /// Returns the files that the arguments name, and the card.
    pub(super) fn new(arguments: &Arguments, Chosen { card, file }: Chosen, began: Moment) -> (Files, DeskCard) {
        let mut settings = card.settings.clone();
        settings.push(format!("seed {}", card.seed));
        let phone = arguments.walked();
        let record = arguments.record.clone().map(|path| PhoneRecord {
            path,
            force: arguments.force,
            header: [&settings[..], &alone::header(phone.model, began)].concat(),
            card: Some(settings),
            phone: Some(phone),
        });
        (Files { card: file, record, gsmtap: GsmtapSender::new(arguments.gsmtap.as_ref()) }, card)
    }

    /// Returns the files of a phone in a world whose own file keeps everything. The world as it is now is kept for the
    /// record, whose walk goes on with it.
    pub(super) fn of_world(arguments: &Arguments, home: &Home) -> miette::Result<Files> {
        let gsmtap = GsmtapSender::new(arguments.gsmtap.as_ref());
        let Some(path) = &arguments.record else { return Ok(Files { card: None, record: None, gsmtap }) };
        let copy = with_end(path, WORLD_END);
        let name = copy.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if arguments.force && copy.exists() {
            std::fs::remove_file(&copy).map_err(|error| miette!("{} cannot be replaced: {error}.", copy.display()))?;
        }
        WorldFile::create(&copy, home.world()).map_err(|error| miette!("{error}"))?;
        let record = PhoneRecord {
            path: path.clone(),
            force: arguments.force,
            card: None,
            header: vec![format!("world {}, person {}", quote(&name), home.number())],
            phone: None,
        };
        Ok(Files { card: None, record: Some(record), gsmtap })
    }

    /// Refuses a record that exists already, before anything is made.
    pub(super) fn require_no_record(arguments: &Arguments) -> miette::Result<()> {
        let Some(record) = arguments.record.as_deref().filter(|_| !arguments.force) else { return Ok(()) };
        let beside = if arguments.world.is_some() { WORLD_END } else { TRACE_END };
        match [beside, WALK_END].map(|end| with_end(record, end)).into_iter().find(|path| path.exists()) {
            Some(path) => Err(miette!("{} is already there; --force writes over it.", path.display())),
            None => Ok(()),
        }
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
        self.record.as_ref().map_or(Ok(()), |record| record.write(phone))
    }
}

impl PhoneRecord {
    /// Writes the exchanges as a trace, and the input as a walk.
    fn write(&self, phone: &Desktop) -> miette::Result<()> {
        let walk = self.walk(phone)?;
        if let Some(settings) = &self.card {
            // A trace is of one card.
            let text = trace::text(settings, phone.desk().exchanges_of_first_card());
            self.write_file(&with_end(&self.path, TRACE_END), &text)?;
        }
        self.write_file(&with_end(&self.path, WALK_END), &walk)
    }

    fn walk(&self, phone: &Desktop) -> miette::Result<String> {
        let desk = phone.desk();
        let folder = self.path.parent().unwrap_or(Path::new(""));
        let header = WalkHeader { lines: &self.header, phone: self.phone.clone(), folder };
        let text = tui::walk::text(header, desk.first_screen(), desk.journal());
        text.map_err(|why| miette!("The input cannot be written as a walk: {why}."))
    }

    fn write_file(&self, path: &Path, text: &str) -> miette::Result<()> {
        let open = if self.force { private_file::create_or_empty } else { private_file::create_new };
        let written = open(path).and_then(|mut file| file.write_all(text.as_bytes()));
        written.map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => miette!("{} is already there; nothing was written.", path.display()),
            _ => miette!("{} cannot be written: {error}.", path.display()),
        })
    }
}
