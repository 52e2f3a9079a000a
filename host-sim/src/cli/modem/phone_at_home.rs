//! The modem as a person's phone in a world, with a simulated card and the file that keeps it.

use miette::miette;

use super::phone::ModemPhone;
use crate::cli::card::KeptCard;
use crate::cli::output;
use crate::tui::Home;
use crate::tui::ground::{Ground as _, GroundError};
use crate::tui::trace::StepWriter;
use sim_codec::time::Moment;
use sim_device::link::InProcess;
use sim_device::memory::Eeprom;
use sim_device::mobile_station::MobileStation;
use sim_device::modem::ModemReply;
use sim_script::trace::formats::SessionStep;

/// Phone of a person, with its files.
pub(super) struct HomePhone {
    home: Home,
    card: Option<KeptCard>,
    writer: StepWriter,
}

impl HomePhone {
    /// Creates the phone of a person; `card` is the file of its card, if it has one.
    pub(super) fn new(home: Home, card: Option<KeptCard>) -> HomePhone {
        HomePhone { home, card, writer: StepWriter::default() }
    }

    /// Keeps the card's memory.
    fn keep(&mut self) -> miette::Result<()> {
        match &mut self.card {
            Some(card) => card.keep(self.home.station().link().card().memory().image()),
            None => Ok(()),
        }
    }
}

impl ModemPhone for HomePhone {
    type Link = InProcess<Eeprom>;

    fn station(&self) -> &MobileStation<InProcess<Eeprom>> {
        self.home.station()
    }

    fn now(&self) -> Moment {
        self.home.world().now()
    }

    /// Works with the phone, and keeps the result. What the phone's world does not allow is an error.
    fn work(
        &mut self,
        work: impl FnOnce(&mut MobileStation<InProcess<Eeprom>>) -> ModemReply,
    ) -> miette::Result<ModemReply> {
        let done = self.home.work(|station| {
            let reply = work(station);
            let settled = reply.trouble.map_or(Ok(()), Err);
            (reply, settled)
        });
        let done = done.map_err(|error| not_kept(&error))?;
        self.keep()?;
        let reply = done.map_err(|why| miette!("The phone cannot be used: {why}."))?;
        if let Some(trouble) = reply.trouble {
            output::warn(&format!("rfid-sim: {trouble}; the phone is switched on again."));
        }
        Ok(reply)
    }

    fn pass(&mut self, ms: u32) -> miette::Result<()> {
        match self.home.pass(ms) {
            Err(error @ GroundError::NotKept(_)) => Err(not_kept(&error)),
            // The phone is switched on again when it is used next.
            Ok(()) | Err(GroundError::Fell | GroundError::Unrest(_)) => self.keep(),
        }
    }

    fn take_steps(&mut self) -> Vec<SessionStep> {
        let exchanges = self.home.take_exchanges();
        exchanges.iter().flat_map(|exchange| self.writer.write(exchange)).collect()
    }
}

fn not_kept(error: &GroundError) -> miette::Report {
    miette!("The modem cannot go on: {error}.")
}
