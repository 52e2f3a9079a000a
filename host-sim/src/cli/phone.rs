//! `rfid-sim phone`: a phone with the card in it, on the whole terminal or line by line. Files, real time and signals
//! are here; acts and drawing are in [`crate::tui`].

use std::io::{self, IsTerminal as _};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::PathBuf;

use jiff::civil::DateTime;
use miette::{IntoDiagnostic as _, miette};

use super::ascii::AsciiOption;
use super::card::CardArguments;
use super::gsmtap::GsmtapDestination;
use super::language::LanguageChoice;
use super::{CliResult, Ending, card, raw_mode};
use crate::tui::ground::GroundError;
use crate::tui::home::alone::OwnCard;
use crate::tui::{App, Desk, Ground, Home, Language};
use sim_codec::time::{Moment, SECOND};
use sim_device::handset::{Model, Quirk, Speech};
use sim_device::profile::Profile;
use sim_device::reader::ReaderMode;
use sim_script::walk::syntax::Phone;
use sim_world::platform::number::Msisdn;
use sim_world::world::BEGINNING;

#[cfg(feature = "pcsc")]
mod at_reader;
pub(super) mod files;
mod full_screen;
mod plain;
pub(super) mod world;

use files::Files;

/// Phone as it stands on the terminal.
type Desktop = App<Home>;

/// Keeper of what was done, after every step.
type Keeper<'k, G> = dyn FnMut(&App<G>) -> miette::Result<()> + 'k;

/// Class of the phone's commands.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub(super) enum SpeechChoice {
    /// Class A0, as of GSM phones (3GPP TS 51.011).
    #[value(name = "2g", alias = "gsm")]
    Gsm,
    /// Class 80, as of UMTS phones (ETSI TS 102 221).
    #[value(name = "3g", alias = "uicc")]
    Uicc,
}

impl SpeechChoice {
    /// Returns the protocol that was chosen.
    pub(super) const fn speech(self) -> Speech {
        match self {
            SpeechChoice::Gsm => Speech::Gsm,
            SpeechChoice::Uicc => Speech::Uicc,
        }
    }
}

/// Parses the name of a quirk.
fn quirk(name: &str) -> Result<Quirk, String> {
    let names = || Quirk::ALL.iter().map(|quirk| quirk.name()).collect::<Vec<_>>().join(", ");
    Quirk::named(name).ok_or_else(|| format!("unknown quirk; known are {}", names()))
}

/// Arguments of `rfid-sim phone`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    card: CardArguments,
    /// Language of the phone and of the card's texts.
    #[arg(long, value_enum, default_value = "zh")]
    lang: LanguageChoice,
    /// Model of the phone.
    #[arg(long, default_value = "feature-phone", value_name = "KIND", value_parser = Model::ALL_NAMES.to_vec())]
    phone: String,
    /// Class of the phone's commands [default: by model].
    #[arg(long, value_enum)]
    speech: Option<SpeechChoice>,
    /// Bug of the phone; may be given several times. An unknown name lists the known ones.
    #[arg(long = "quirk", value_name = "NAME", value_parser = quirk)]
    quirks: Vec<Quirk>,
    /// File of a world, as `rfid-sim world new FILE` makes it. The phone is one person's there, every step is kept,
    /// and no step can be taken back.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["profile", "card", "seed", "phone", "speech", "quirks", "clock"])]
    world: Option<PathBuf>,
    /// Number of the phone's owner, in a world of several people.
    #[arg(long, value_name = "NUMBER", requires = "world")]
    person: Option<Msisdn>,
    /// Time at the start, for example `2009-11-18 10:30` [default: the computer's time; with --still or --plain,
    /// 2009-11-18 10:30].
    #[arg(long, value_name = "TIME")]
    clock: Option<DateTime>,
    /// Stop the clock; time passes only by F7, F8 and F9.
    #[arg(long)]
    still: bool,
    /// Work line by line instead of on the whole terminal, for pipes and screen readers; time passes only by `wait`.
    #[arg(long)]
    plain: bool,
    #[command(flatten)]
    ascii: AsciiOption,
    /// Base name of the record that is written at the end: the exchanges as FILE.trace, the input as FILE.walk; with
    /// --world the input, and the world before it as FILE.world. `rfid-sim run` replays traces and walks.
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
    /// Overwrite an existing record.
    #[arg(long)]
    force: bool,
    /// Send what crosses the card's line as GSMTAP over UDP, for Wireshark [default port: 4729].
    #[arg(long, value_name = "HOST[:PORT]")]
    gsmtap: Option<GsmtapDestination>,
    #[cfg(feature = "pcsc")]
    #[command(flatten)]
    at_reader: crate::cli::pcsc::ReaderArguments,
    /// PIN of the card in a reader (CHV1), if the card asks for it; sent only with --yes.
    #[cfg(feature = "pcsc")]
    #[arg(long, value_name = "DIGITS", requires = "reader")]
    pin: Option<sim_device::start_up::HolderPin>,
}

/// Returns an error if what was done could not be kept, since the phone must not go on then.
fn is_kept(phone: &Desktop) -> miette::Result<()> {
    match phone.desk().trouble() {
        Some(GroundError::NotKept(why)) => Err(miette!("The world cannot be kept: {why}")),
        _ => Ok(()),
    }
}

/// Runs `rfid-sim phone`.
pub(super) fn run(arguments: &Arguments) -> CliResult {
    let is_terminal = io::stdin().is_terminal() && io::stdout().is_terminal();
    if !arguments.plain && !is_terminal {
        return Err(miette!(
            help = "With --plain the phone works line by line.",
            "The phone needs a terminal, and standard input or output is none."
        ));
    }
    if !arguments.plain && raw_mode::is_dumb() {
        return Err(miette!(
            help = "With --plain the phone works line by line.",
            "The phone needs a whole terminal to draw on, and this one can only print lines (TERM is dumb)."
        ));
    }
    #[cfg(feature = "pcsc")]
    if arguments.at_reader.is_chosen() {
        return at_reader::run(arguments);
    }
    let (mut files, home) = arguments.chosen()?;
    let mut phone = App::new(Desk::new(home).recorded(arguments.record.is_some()), arguments.language());
    arguments.choose_characters(&mut phone);
    files.keep(&phone)?;
    let work = AssertUnwindSafe(|| match arguments.plain {
        true => plain::run(&mut phone, &mut |phone| files.keep(phone), arguments.language()),
        false => full_screen::run(&mut phone, &mut |phone| files.keep(phone), arguments.still),
    });
    let done = catch_unwind(work);
    // Whatever ended it, what was done is not lost.
    let left = files.leave(&phone);
    match done {
        Ok(done) => done.and(left).map(|()| Ending::Held),
        Err(panic) => resume_unwind(panic),
    }
}

impl Arguments {
    const fn language(&self) -> Language {
        self.lang.language()
    }

    /// Makes the phone draw and print in ASCII and Chinese alone, if that is wanted.
    fn choose_characters<G: Ground>(&self, phone: &mut App<G>) {
        if self.ascii.is_wanted() {
            phone.draw_in_ascii();
        }
        self.ascii.apply();
    }

    /// Returns the phone as a walk names it.
    fn walked(&self) -> Phone {
        let model = Model::ALL_NAMES.iter().find(|name| **name == self.phone).copied();
        Phone {
            model: model.unwrap_or(Phone::default().model),
            languages: vec![self.language().code().to_owned()],
            speech: self.speech.map(SpeechChoice::speech),
            quirks: self.quirks.iter().copied().collect(),
        }
    }

    /// Returns the time at the start, to the second.
    fn begin(&self) -> Moment {
        let runs = !self.still && !self.plain;
        let shown = self.clock.or_else(|| runs.then(|| jiff::Zoned::now().datetime()));
        let begins = shown.and_then(Moment::from_civil).unwrap_or(BEGINNING);
        Moment(begins.0 - begins.0 % SECOND)
    }

    /// Returns the phone in its world, and its files.
    fn chosen(&self) -> miette::Result<(Files, Home)> {
        Files::require_no_record(self)?;
        if let Some(path) = &self.world {
            let home = world::of_file(path, self.person, Some(self.language()))?;
            return Ok((Files::of_world(self, &home)?, home));
        }
        let choice = self.card.profile();
        let profile = Profile::choose(choice).into_diagnostic()?;
        let begins = self.begin();
        let (files, card) = Files::new(self, card::choose(&self.card)?, begins);
        let card = OwnCard { memory: card.memory, seed: card.seed, profile: &profile, choice, shown: ReaderMode::Auto };
        let home = Home::alone(card, self.walked().handset(), begins);
        Ok((files, home.map_err(|why| miette!("The phone cannot be started: {why}."))?))
    }
}
