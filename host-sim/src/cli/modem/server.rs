//! The modem's loop: what a program says goes to the modem, what the modem says goes back, and time passes.

use std::io::Write as _;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use miette::miette;

use super::journal::ModemJournal;
use super::phone::ModemPhone;
use super::port::{Connection, Incoming};
use super::shown;
use sim_device::mobile_station::MobileStation;
use sim_device::modem::{Modem, ModemReply};

/// Time between two looks at the phone.
const TICK: Duration = Duration::from_millis(100);

/// Modem with its phone, and the program that speaks to it.
pub(super) struct Server<P> {
    phone: P,
    modem: Modem,
    program: Option<Box<dyn Connection>>,
    journal: ModemJournal,
}

impl<P: ModemPhone> Server<P> {
    /// Creates the server of a phone.
    pub(super) fn new(phone: P, imsi: Option<String>, journal: ModemJournal) -> Server<P> {
        Server { phone, modem: Modem::with_imsi(imsi), program: None, journal }
    }

    /// Serves until the end is asked for.
    pub(super) fn run(mut self, incoming: &Receiver<Incoming>, clock: impl Fn() -> u64) -> miette::Result<()> {
        let mut lived_ms = clock();
        self.journal.note(self.phone.take_steps())?;
        let served = loop {
            let result = match incoming.recv_timeout(TICK) {
                Ok(Incoming::End) | Err(RecvTimeoutError::Disconnected) => break Ok(()),
                Ok(Incoming::Failed(why)) => break Err(miette!("No program can reach the modem any more: {why}.")),
                Ok(incoming) => self.take(incoming),
                Err(RecvTimeoutError::Timeout) => Ok(()),
            };
            let now = clock();
            let passed = u32::try_from(now.saturating_sub(lived_ms)).unwrap_or(u32::MAX);
            lived_ms = now;
            if let Err(error) = result.and_then(|()| self.pass(passed)) {
                break Err(error);
            }
        };
        // Whatever ended it, the phone has its dialogs again.
        let left = self.leave();
        let finished = self.journal.finish();
        served.and(left).and(finished)
    }

    fn take(&mut self, incoming: Incoming) -> miette::Result<()> {
        match incoming {
            Incoming::Program(back, name) => {
                self.program = Some(back);
                self.tell(&format!("{name} is connected"))?;
                self.work(|modem, station| modem.connect(station))
            }
            Incoming::Octets(octets) if self.program.is_some() => {
                self.work(|modem, station| modem.take(&octets, station))
            }
            // Of a program that was sent away.
            Incoming::Octets(_) => Ok(()),
            Incoming::Refused(name) => self.tell(&format!("{name} is sent away: another program has the modem")),
            Incoming::Left => {
                self.tell("the program has left")?;
                self.leave()
            }
            Incoming::Failed(_) | Incoming::End => Ok(()),
        }
    }

    /// Lets time pass, and tells the program what came of it.
    fn pass(&mut self, ms: u32) -> miette::Result<()> {
        self.phone.pass(ms)?;
        self.journal.note(self.phone.take_steps())?;
        if self.program.is_some() && self.modem.has_news(self.phone.station()) {
            self.work(|modem, station| modem.tell(station))?;
        }
        Ok(())
    }

    /// Lets the modem work with the phone, and sends the program what it says.
    fn work(&mut self, work: impl FnOnce(&mut Modem, &mut MobileStation<P::Link>) -> ModemReply) -> miette::Result<()> {
        let modem = &mut self.modem;
        let reply = self.phone.work(|station| work(modem, station))?;
        self.journal.note(self.phone.take_steps())?;
        let now = self.phone.now();
        reply.answered.iter().try_for_each(|answered| self.journal.tell(&shown::line(now, answered)))?;
        let Some(program) = &mut self.program else { return Ok(()) };
        if let Err(why) = program.write_all(&reply.octets) {
            program.close();
            self.program = None;
            self.tell(&format!("the program is sent away, since it does not read: {why}"))?;
            return self.leave();
        }
        Ok(())
    }

    /// Gives the phone its dialogs back.
    fn leave(&mut self) -> miette::Result<()> {
        self.program = None;
        if !self.phone.station().handset().has_host() {
            return Ok(());
        }
        self.work(|modem, station| modem.disconnect(station))
    }

    fn tell(&mut self, text: &str) -> miette::Result<()> {
        self.journal.tell(&format!("# {text}"))
    }
}
