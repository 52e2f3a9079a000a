//! Modem: a handset with its card as a computer sees it, through AT commands (3GPP TS 27.007, TS 27.005). Octets of the
//! computer go in, and octets for it come out. The modem owns no clock, no socket and no card: each call borrows the
//! [`MobileStation`], and time passes there.
//!
//! While a computer is connected, the card's dialogs are its own ([`crate::handset::HostNotice`]).
//!
//! ```
//! use sim_device::handset::{Handset, Model, Speech, Surroundings};
//! use sim_device::mobile_station::{MobileStation, card};
//! use sim_device::modem::Modem;
//! use sim_device::profile::Profile;
//!
//! let handset = Handset::new(Model::ofono_like(), Speech::Gsm, Surroundings::default());
//! let mut station = MobileStation::switch_on(card(&Profile::default(), 1)?, handset)?;
//! let mut modem = Modem::default();
//! modem.connect(&mut station);
//! let reply = modem.take(b"AT+CPIN?\r", &mut station);
//! assert!(reply.octets.ends_with(b"\r\n+CPIN: READY\r\n\r\nOK\r\n"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use crate::link::{Link, LinkError};
use crate::mobile_station::{MobileStation, StationError};
use sim_codec::at::{AtAction, AtCommand, AtInput, EquipmentError, FinalResult, LineReader, command};

mod equipment;
mod files;
mod line;
mod messages;
mod network;
mod news;
mod outcome;
mod reading;
mod sending;
mod settings;
mod sim;
mod toolkit;

pub use line::{Answered, ModemReply};

use outcome::{Answer, Outcome};
use sending::Prompt;
use settings::Settings;

/// Modem, without its handset and card.
#[derive(Clone, Debug, Default)]
pub struct Modem {
    settings: Settings,
    reader: LineReader,
    /// Message that waits for its entry; `None` if none does.
    prompt: Option<Prompt>,
    /// Last command line, for `A/`.
    last_line: Option<String>,
    /// Messages that are still to be handed over.
    undelivered: std::collections::VecDeque<u16>,
    /// Index of the message that was handed over and is not acknowledged; `None` if there is none.
    unacknowledged: Option<u16>,
    /// Number of the card's reset behind which the card has taken its PIN; `None` before it has.
    pin_verified: Option<u64>,
    /// Service that the computer knows of.
    known_service: Option<bool>,
    /// IMSI that is reported where the card has none; `None` if there is none either.
    imsi: Option<String>,
    /// Trouble with the card that nobody was told of.
    trouble: Option<StationError>,
}

/// Names of all commands, in the order of AT+CLAC.
pub fn command_names() -> impl Iterator<Item = &'static str> {
    [equipment::NAMES, network::NAMES, sim::NAMES, messages::NAMES, toolkit::NAMES].into_iter().flatten().copied()
}

impl Modem {
    /// Creates a modem that reports an IMSI where the card has none.
    pub fn with_imsi(imsi: Option<String>) -> Modem {
        Modem { imsi, ..Modem::default() }
    }

    /// Connects a computer. The handset is switched off and on, so that the card's menu and all that the card sets up
    /// come to the computer; returns what the modem says first.
    pub fn connect<L: Link>(&mut self, station: &mut MobileStation<L>) -> ModemReply {
        *self = Modem::with_imsi(self.imsi.take());
        station.handset_mut().attach_host();
        self.restart(station);
        self.known_service = Some(station.handset().surroundings.service);
        self.finish(ModemReply::default(), station)
    }

    /// Disconnects the computer: the handset goes on by itself.
    pub fn disconnect<L: Link>(&mut self, station: &mut MobileStation<L>) -> ModemReply {
        *self = Modem::with_imsi(self.imsi.take());
        station.handset_mut().detach_host();
        let settled = station.settle();
        self.note(settled);
        ModemReply { trouble: self.trouble.take(), ..ModemReply::default() }
    }

    /// Takes octets of the computer; returns what the modem says to them.
    pub fn take<L: Link>(&mut self, octets: &[u8], station: &mut MobileStation<L>) -> ModemReply {
        let mut reply = ModemReply::default();
        for octet in octets {
            if self.settings.echo {
                reply.octets.push(*octet);
            }
            if let Some(input) = self.reader.take(*octet) {
                self.act(input, station, &mut reply);
                self.announce(station, &mut reply);
            }
        }
        self.finish(reply, station)
    }

    /// Returns whether the modem has something to say by itself.
    pub fn has_news<L: Link>(&self, station: &MobileStation<L>) -> bool {
        station.handset().has_host_notices() || self.has_service_news(station)
    }

    /// Returns what the modem says by itself, such as after time has passed.
    pub fn tell<L: Link>(&mut self, station: &mut MobileStation<L>) -> ModemReply {
        self.finish(ModemReply::default(), station)
    }

    /// Ends a reply with the news, and with the trouble that there was.
    fn finish<L: Link>(&mut self, mut reply: ModemReply, station: &mut MobileStation<L>) -> ModemReply {
        self.announce(station, &mut reply);
        reply.trouble = self.trouble.take();
        reply
    }

    /// Notes trouble with the card.
    fn note(&mut self, result: Result<(), StationError>) {
        if let Err(trouble) = result {
            self.trouble = Some(trouble);
        }
    }

    /// Notes that nothing came back from the card; returns the result. A command that was withheld from a real card is
    /// no trouble.
    fn fail(&mut self, trouble: StationError) -> FinalResult {
        let error = match trouble {
            StationError::Card(LinkError::Withheld) => return EquipmentError::NotAllowed.into(),
            StationError::Card(LinkError::Removed | LinkError::NoReader) => EquipmentError::NoSim,
            StationError::Card(_) | StationError::Endless => EquipmentError::SimFailure,
        };
        self.note(Err(trouble));
        error.into()
    }

    /// Switches handset and card off and on.
    fn restart<L: Link>(&mut self, station: &mut MobileStation<L>) {
        let restarted = station.restart();
        self.note(restarted);
    }

    /// Does what an input asks for, and adds the answer.
    fn act<L: Link>(&mut self, input: AtInput, station: &mut MobileStation<L>, reply: &mut ModemReply) {
        let (said, outcome) = match input {
            AtInput::Line(line) => {
                let outcome = self.execute_line(&line, station);
                self.last_line = Some(line.clone());
                (line, outcome)
            }
            AtInput::Repeat => match self.last_line.clone() {
                Some(line) => {
                    let outcome = self.execute_line(&line, station);
                    (format!("A/ ({line})"), outcome)
                }
                None => ("A/".to_owned(), Outcome::of(FinalResult::Error)),
            },
            AtInput::Entry(entry) => self.take_entry(&entry, station),
            AtInput::Cancelled => {
                self.prompt = None;
                ("ESC".to_owned(), Outcome::of(FinalResult::Ok))
            }
            AtInput::TooLong => {
                let result = self.prompt.take().map_or(FinalResult::Error, |prompt| prompt.too_long());
                ("a line without end".to_owned(), Outcome::of(result))
            }
            AtInput::NoText => ("octets that are no text".to_owned(), Outcome::of(FinalResult::Error)),
        };
        self.answer(&said, outcome, reply);
    }

    /// Executes the commands of a line, up to the first that fails.
    fn execute_line<L: Link>(&mut self, line: &str, station: &mut MobileStation<L>) -> Outcome {
        let Ok(commands) = command::parse(line) else { return Outcome::of(FinalResult::Error) };
        let mut lines = Vec::new();
        for command in commands {
            match self.execute(&command, station) {
                Ok(Answer::Lines(more)) => lines.extend(more),
                // What stands behind a command with an entry is not executed.
                Ok(Answer::Prompt(prompt)) => return Outcome { lines, end: Err(prompt) },
                Err(result) => return Outcome { lines, end: Ok(result) },
            }
        }
        Outcome { lines, end: Ok(FinalResult::Ok) }
    }

    fn execute<L: Link>(&mut self, command: &AtCommand, station: &mut MobileStation<L>) -> Result<Answer, FinalResult> {
        let AtCommand { name, action } = command;
        let done = self.execute_equipment(name, action, station);
        let done = done.or_else(|| self.execute_network(name, action, station));
        let done = done.or_else(|| self.execute_sim(name, action, station));
        let done = done.or_else(|| self.execute_messages(name, action, station));
        let done = done.or_else(|| self.execute_toolkit(name, action, station));
        done.unwrap_or(Err(FinalResult::Error))
    }

    /// Sends the card a command of the computer's through the reader, which fetches what waits; returns data and status
    /// word.
    fn transmit<L: Link>(
        &mut self,
        command: &[u8],
        station: &mut MobileStation<L>,
    ) -> Result<(Vec<u8>, [u8; 2]), FinalResult> {
        let answer = station.transmit(crate::link::Transport::Contacts, command);
        let answer = answer.map_err(|trouble| self.fail(trouble))?;
        let (data, status) = answer.split_last_chunk::<2>().ok_or(EquipmentError::SimFailure)?;
        Ok((data.to_vec(), *status))
    }
}

/// Returns the result of a parameter that is wrong.
fn incorrect() -> FinalResult {
    FinalResult::from(EquipmentError::IncorrectParameters)
}

/// Returns the result for a form that a command does not have.
const fn no_such_form(_: &AtAction) -> FinalResult {
    FinalResult::Error
}

#[cfg(test)]
mod tests;
