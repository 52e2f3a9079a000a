//! `rfid-sim modem`: a phone with the card in it as a modem, to which other programs speak AT commands over a socket or
//! a pseudo-terminal. The machine's clock, signals and files are here; the modem itself is in [`sim_device::modem`].

use std::path::{Path, PathBuf};
use std::time::Instant;

use jiff::civil::DateTime;
use miette::{IntoDiagnostic as _, miette};

use super::card::CardArguments;
use super::gsmtap::GsmtapDestination;
use super::phone::SpeechChoice;
use super::{CliResult, Ending, card, output, phone as phones, print};
use crate::tui::home::alone::OwnCard;
use crate::tui::{Home, trace};
use sim_codec::time::{Moment, SECOND};
use sim_device::handset::{Handset, Model, Speech, Surroundings};
use sim_device::profile::Profile;
use sim_device::reader::ReaderMode;
use sim_script::trace::formats::SessionStep;
use sim_world::platform::number::Msisdn;
use sim_world::world::BEGINNING;

mod address;
mod journal;
mod phone;
mod phone_at_home;
#[cfg(feature = "pcsc")]
mod phone_at_reader;
mod port;
#[cfg(unix)]
mod pty;
mod server;
mod shown;

use address::ModemAddress;
use journal::ModemJournal;
use phone::AnyPhone;
use phone_at_home::HomePhone;
use port::Port;
use server::Server;

/// Model whose phone the modem is, unless another is chosen.
const MODEL: &str = "ofono-like";

/// Line of a header for a session in which every exchange over the contacts stands by itself.
const RAW: &str = "reader raw";

/// Arguments of `rfid-sim modem`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    card: CardArguments,
    /// Address at which programs reach the modem: ADDR:PORT, of which port 0 takes any free one, unix:PATH, or
    /// abstract:NAME as a whole for an abstract socket of Linux, as ModemManager's tests connect to one.
    #[arg(long, default_value = "127.0.0.1:12345", value_name = "ADDRESS")]
    listen: ModemAddress,
    /// Be reached by a pseudo-terminal, whose path is printed, instead of a socket.
    #[arg(long, conflicts_with = "listen")]
    pty: bool,
    /// Model of the phone.
    #[arg(long, default_value = MODEL, value_name = "KIND", value_parser = Model::ALL_NAMES.to_vec())]
    phone: String,
    /// Class of the phone's commands to the card.
    #[arg(long, value_enum, default_value = "2g")]
    speech: SpeechChoice,
    /// IMSI that the modem reports if the card has none, 6 to 15 digits.
    #[arg(long, value_name = "DIGITS", value_parser = imsi)]
    imsi: Option<String>,
    /// File of a world, as `rfid-sim world new FILE` makes it. The modem is one person's phone there, and every step is
    /// kept.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["profile", "card", "seed", "phone", "speech", "clock", "record"])]
    #[cfg_attr(feature = "pcsc", arg(conflicts_with = "reader"))]
    world: Option<PathBuf>,
    /// Number of the phone's owner, in a world of several people.
    #[arg(long, value_name = "NUMBER", requires = "world")]
    person: Option<Msisdn>,
    /// Time at the start, for example `2009-11-18 10:30` [default: the computer's time].
    #[arg(long, value_name = "TIME")]
    clock: Option<DateTime>,
    /// Print the address alone, and not what is exchanged.
    #[arg(long)]
    quiet: bool,
    /// New file for the session: what crosses the contacts of the card, and what the port said as comments. A trace,
    /// which `rfid-sim run` replays, or a capture for Wireshark if its name ends in `.pcapng`.
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
    /// Overwrite an existing record.
    #[arg(long, requires = "record")]
    force: bool,
    /// Send what crosses the card's line as GSMTAP over UDP, for Wireshark [default port: 4729].
    #[arg(long, value_name = "HOST[:PORT]")]
    gsmtap: Option<GsmtapDestination>,
    /// End when standard input ends, for scripts.
    #[arg(long)]
    until_input_ends: bool,
    #[cfg(feature = "pcsc")]
    #[command(flatten)]
    at_reader: super::pcsc::ReaderArguments,
}

/// Parses an IMSI.
fn imsi(digits: &str) -> Result<String, String> {
    let is_imsi = (6..=15).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_digit());
    if is_imsi { Ok(digits.to_owned()) } else { Err("an IMSI has 6 to 15 digits".to_owned()) }
}

/// Returns the milliseconds since now, as a clock.
#[allow(clippy::disallowed_methods, reason = "programs that speak to a modem live in the machine's time")]
fn machine_clock() -> impl Fn() -> u64 {
    let began = Instant::now();
    move || u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX)
}

/// Runs `rfid-sim modem` until a signal ends it.
pub(super) fn run(arguments: &Arguments) -> CliResult {
    // Before the card's file is made: an address or a record that cannot be had changes nothing.
    let port = Port::open(arguments)?;
    let mut journal = ModemJournal::begin(arguments)?;
    let (phone, header) = arguments.phone()?;
    journal.note(header)?;
    announce(&port);
    if !output::is_whole() {
        // Nobody knows the address, and nobody could come.
        return Ok(Ending::Held);
    }
    port.hear_signals().into_diagnostic()?;
    if arguments.until_input_ends {
        port.hear_input().into_diagnostic()?;
    }
    let (incoming, _socket) = port.serve().into_diagnostic()?;
    let imsi = arguments.imsi.clone();
    match phone {
        AnyPhone::Home(phone) => Server::new(*phone, imsi, journal).run(&incoming, machine_clock())?,
        #[cfg(feature = "pcsc")]
        AnyPhone::Reader(phone) => Server::new(*phone, imsi, journal).run(&incoming, machine_clock())?,
    }
    Ok(Ending::Held)
}

/// Prints the address, and who can reach it, in one piece.
fn announce(port: &Port) {
    let mut lines = vec![format!("modem    {}", port.name())];
    if let Some(warning) = port.warning() {
        lines.push(warning);
    }
    lines.push("Ctrl-C ends the modem.".to_owned());
    print(&lines.join("\n"));
}

impl Arguments {
    /// Returns the phone, and the steps of a record that bring the same card back.
    fn phone(&self) -> miette::Result<(AnyPhone, Vec<SessionStep>)> {
        #[cfg(feature = "pcsc")]
        if self.at_reader.is_chosen() {
            return self.phone_at_reader();
        }
        if let Some(path) = &self.world {
            let home = phones::world::of_file(path, self.person, None)?;
            return Ok((AnyPhone::Home(Box::new(HomePhone::new(home, None))), Vec::new()));
        }
        let choice = self.card.profile();
        let profile = Profile::choose(choice).into_diagnostic()?;
        let chosen = card::choose(&self.card)?;
        let (memory, seed) = (chosen.card.memory, chosen.card.seed);
        let mut settings = chosen.card.settings;
        settings.retain(|line| !line.starts_with("profile "));
        settings.extend([self.profile_setting(), format!("seed {seed}"), RAW.to_owned()]);
        let own = OwnCard { memory, seed, profile: &profile, choice, shown: ReaderMode::Raw };
        let home = Home::alone(own, self.handset(), self.begin());
        let home = home.map_err(|why| miette!("The phone cannot be started: {why}."))?;
        Ok((AnyPhone::Home(Box::new(HomePhone::new(home, chosen.file))), trace::header(&settings)))
    }

    #[cfg(feature = "pcsc")]
    fn phone_at_reader(&self) -> miette::Result<(AnyPhone, Vec<SessionStep>)> {
        let card = self.at_reader.open_unasked()?;
        let prose = format!("# A card in the reader {}.", card.name());
        let header = trace::header(&[self.profile_setting(), prose, RAW.to_owned()]);
        let phone = phone_at_reader::ReaderPhone::start(card, self.handset(), self.begin())?;
        Ok((AnyPhone::Reader(Box::new(phone)), header))
    }

    /// Returns the line of a header that chooses the profile, as it is found from where the record stands.
    fn profile_setting(&self) -> String {
        card::setting(self.card.profile(), self.record.as_deref().and_then(Path::parent))
    }

    fn handset(&self) -> Handset {
        let model = Model::named(&self.phone).unwrap_or_else(Model::ofono_like);
        let speech: Speech = self.speech.speech();
        Handset::new(model, speech, Surroundings::default())
    }

    /// Returns the time at the start, to the second.
    fn begin(&self) -> Moment {
        let shown = self.clock.unwrap_or_else(|| jiff::Zoned::now().datetime());
        let begins = Moment::from_civil(shown).unwrap_or(BEGINNING);
        Moment(begins.0 - begins.0 % SECOND)
    }
}
