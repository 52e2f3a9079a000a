//! Cards in real readers of PC/SC: their arguments, the question before a command that may cost something, and
//! `rfid-sim readers`.

use std::io::{self, IsTerminal as _, Write as _};

use miette::miette;

use super::reading::{self, Line};
use super::{CliResult, Ending, output, print};
use sim_device::danger::Danger;
use sim_device::link::pcsc::{PcscLink, ReaderState, readers};
use sim_device::link::{Link, LinkContext, LinkError};

/// Arguments that choose a card in a reader.
#[derive(Default, clap::Args)]
pub(super) struct ReaderArguments {
    /// Reader of PC/SC whose card is used, by its name or a part of it; `rfid-sim readers` lists them.
    #[arg(long, value_name = "NAME")]
    reader: Option<String>,
    /// Send commands to the card in a reader that use up a try, change files, move money or block something, without a
    /// question.
    #[arg(long, requires = "reader")]
    yes: bool,
}

/// Answer to the question whether a dangerous command may be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Permission {
    /// Every command is sent.
    Given,
    /// Each dangerous command is asked about.
    Asked,
    /// No dangerous command is sent, and each is reported on standard error.
    Denied,
    /// No dangerous command is sent; the face that sends them has the whole terminal.
    DeniedSilently,
}

/// Choice of whether somebody is asked about dangerous commands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Questions {
    /// Questions on the terminal; without a terminal each command that is not sent is reported.
    OnTerminal,
    /// No questions: each command that is not sent is reported.
    Never,
}

/// Card in a reader, before which dangerous commands are stopped.
pub(super) struct ReaderCard {
    link: PcscLink,
    permission: Permission,
}

impl ReaderArguments {
    /// Returns whether a card in a reader is meant.
    pub(super) const fn is_chosen(&self) -> bool {
        self.reader.is_some()
    }

    /// Opens the reader that is named.
    pub(super) fn open(&self, questions: Questions) -> miette::Result<ReaderCard> {
        let can_ask = questions == Questions::OnTerminal && io::stdin().is_terminal() && io::stderr().is_terminal();
        self.open_with(if can_ask { Permission::Asked } else { Permission::Denied })
    }

    /// Opens the reader that is named, for a face that has the whole terminal and asks nothing.
    pub(super) fn open_unasked(&self) -> miette::Result<ReaderCard> {
        self.open_with(Permission::DeniedSilently)
    }

    fn open_with(&self, otherwise: Permission) -> miette::Result<ReaderCard> {
        let name = self.reader.as_deref().unwrap_or_default();
        let link = PcscLink::open(name).map_err(|why| miette!(help = ADVICE, "{why}."))?;
        Ok(ReaderCard { link, permission: if self.yes { Permission::Given } else { otherwise } })
    }
}

/// Advice beside an error of PC/SC.
const ADVICE: &str = "`rfid-sim readers` lists the readers; pcscd has them, and must run.";

impl ReaderCard {
    /// Returns the name of the reader.
    pub(super) fn name(&self) -> String {
        self.link.name()
    }

    /// Allows a command, or returns `false`.
    fn allow(&mut self, command: &[u8], danger: Danger) -> bool {
        let said = || sim_explain::command(command).summary();
        match self.permission {
            Permission::Given => true,
            Permission::DeniedSilently => false,
            Permission::Denied => {
                let words = danger.words();
                output::warn(&format!("{}: not sent, since on a real card {words}; --yes sends it.", said()));
                false
            }
            Permission::Asked => {
                let said = said();
                let answer = ask(&format!("{said}\nOn a real card {}. Send it? [y/N/all] ", danger.words()));
                if answer == "all" {
                    self.permission = Permission::Given;
                }
                ["y", "yes", "all"].contains(&answer.as_str())
            }
        }
    }
}

/// Asks on the terminal, and returns the answer in small letters.
fn ask(question: &str) -> String {
    // A question that nobody sees has no answer.
    drop(write!(io::stderr().lock(), "{question}").and_then(|()| io::stderr().flush()));
    match reading::line(&mut io::stdin().lock()) {
        Ok(Some(Line::Text(line))) => line.trim().to_lowercase(),
        _ => String::new(),
    }
}

impl Link for ReaderCard {
    fn power_on(&mut self) -> Result<Vec<u8>, LinkError> {
        self.link.power_on()
    }

    fn power_off(&mut self) {
        self.link.power_off();
    }

    fn reset(&mut self) -> Result<Vec<u8>, LinkError> {
        self.link.reset()
    }

    fn exchange(&mut self, situation: LinkContext, command: &[u8]) -> Result<Vec<u8>, LinkError> {
        match Danger::of(command) {
            Some(danger) if !self.allow(command, danger) => Err(LinkError::Withheld),
            _ => self.link.exchange(situation, command),
        }
    }
}

/// Runs `rfid-sim readers`: lists the readers with their cards.
pub(super) fn list() -> CliResult {
    let found = readers().map_err(|why| miette!(help = "`pcscd` must run: sudo systemctl start pcscd.", "{why}."))?;
    if found.is_empty() {
        print("There is no reader.");
    }
    for ReaderState { name, atr } in found {
        print(&match atr {
            Some(atr) => format!("{name}: {}", hex::encode_upper(atr)),
            None => format!("{name}: no card"),
        });
    }
    Ok(Ending::Held)
}
