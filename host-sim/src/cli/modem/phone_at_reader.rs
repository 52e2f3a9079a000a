//! The modem as a phone with a card in a real reader. No network is around such a phone: messages go out to nobody.

use miette::miette;

use super::phone::ModemPhone;
use crate::cli::output;
use crate::cli::pcsc::ReaderCard;
use sim_codec::time::Moment;
use sim_device::danger::Danger;
use sim_device::handset::{Handset, Speech};
use sim_device::link::{Link, LinkContext, LinkError};
use sim_device::mobile_station::{MobileStation, StationError};
use sim_device::modem::ModemReply;
use sim_device::start_up::{StartUp, StartUpError};
use sim_script::trace::formats::{Reply, SessionExchange, SessionStep};

/// Card in a reader, which every power-on takes through the start of a phone. The PIN is the program's to give.
pub(super) struct SimCard {
    card: ReaderCard,
    speech: Speech,
    /// Reason for which the last power-on failed; `None` while the card has power.
    absent: Option<LinkError>,
    /// Command that was withheld, and what it may cost; `None` if none was.
    withheld: Option<(Vec<u8>, Danger)>,
    /// Steps at the contacts that were not taken yet.
    steps: Vec<SessionStep>,
    /// Seconds since power-on that the steps have told of.
    waited_s: u32,
}

impl SimCard {
    fn note(&mut self, uptime_s: u32, command: &[u8], reply: Reply) {
        if uptime_s > self.waited_s {
            let passed = uptime_s.saturating_sub(self.waited_s);
            self.steps.push(SessionStep::Delay { ms: u64::from(passed).saturating_mul(1000) });
            self.waited_s = uptime_s;
        }
        let remark = Some(sim_explain::command(command).name.to_string());
        let exchange = SessionExchange { command: command.to_vec(), answer: Some(reply), remark };
        self.steps.push(SessionStep::Exchange(exchange));
    }

    /// Gives the card power, and lets a phone start with it.
    fn start(&mut self) -> Result<Vec<u8>, LinkError> {
        let atr = self.card.power_on()?;
        self.absent = None;
        self.waited_s = 0;
        self.steps.push(SessionStep::PowerOn { atr: Some(atr.clone()) });
        match StartUp::run(self, self.speech, None) {
            Ok(_) | Err(StartUpError::PinNeeded | StartUpError::PinRefused(_)) => Ok(atr),
            Err(StartUpError::Card(why)) => Err(why),
        }
    }
}

impl Link for SimCard {
    fn power_on(&mut self) -> Result<Vec<u8>, LinkError> {
        self.start().inspect_err(|why| self.absent = Some(*why))
    }

    fn power_off(&mut self) {
        self.card.power_off();
    }

    fn exchange(&mut self, situation: LinkContext, command: &[u8]) -> Result<Vec<u8>, LinkError> {
        if let Some(why) = self.absent {
            return Err(why);
        }
        let answer = self.card.exchange(situation, command);
        match &answer {
            Ok(octets) => self.note(situation.uptime_s, command, Reply::Octets(octets.clone())),
            Err(LinkError::Withheld) => {
                self.withheld = Danger::of(command).map(|danger| (command.to_vec(), danger));
            }
            Err(_) => self.note(situation.uptime_s, command, Reply::Silence),
        }
        answer
    }
}

/// Phone with a card in a reader.
pub(super) struct ReaderPhone {
    station: MobileStation<SimCard>,
    /// Moment at which the phone was switched on.
    began: Moment,
    /// Milliseconds since then.
    lived_ms: u64,
    /// Set while the phone is off because the card gave no answer; it is switched on when it is used next.
    is_fallen: bool,
}

impl ReaderPhone {
    /// Switches a phone on with the card of a reader.
    pub(super) fn start(card: ReaderCard, mut handset: Handset, began: Moment) -> miette::Result<ReaderPhone> {
        let speech = handset.speech();
        handset.surroundings.now = began.stamp();
        let card = SimCard { card, speech, absent: None, withheld: None, steps: Vec::new(), waited_s: 0 };
        let station = MobileStation::switch_on(card, handset);
        let station = station.map_err(|why| miette!("The phone cannot be started: {why}."))?;
        Ok(ReaderPhone { station, began, lived_ms: 0, is_fallen: false })
    }

    /// Notes how work with the phone ended, and tells of it once.
    fn note(&mut self, trouble: Option<StationError>) {
        if let Some(trouble) = trouble {
            if !self.is_fallen {
                output::warn(&format!("rfid-sim: {trouble}; the phone is switched on again when it is used next."));
            }
            self.is_fallen = true;
        }
        if let Some((command, danger)) = self.station.link_mut().withheld.take() {
            let said = sim_explain::command(&command).summary();
            output::warn(&format!("rfid-sim: {said}: not sent, since {}; --yes sends it.", danger.words()));
        }
        // Nobody takes messages and reports: there is no network.
        let handset = self.station.handset_mut();
        drop((handset.take_outgoing(), handset.take_reports()));
        drop(self.station.take_exchanges());
    }
}

impl ModemPhone for ReaderPhone {
    type Link = SimCard;

    fn station(&self) -> &MobileStation<SimCard> {
        &self.station
    }

    fn now(&self) -> Moment {
        self.began.later(self.lived_ms)
    }

    fn work(&mut self, work: impl FnOnce(&mut MobileStation<SimCard>) -> ModemReply) -> miette::Result<ModemReply> {
        if self.is_fallen && self.station.restart().is_ok() {
            self.is_fallen = false;
        }
        let reply = work(&mut self.station);
        self.note(reply.trouble);
        Ok(reply)
    }

    fn pass(&mut self, ms: u32) -> miette::Result<()> {
        self.lived_ms = self.lived_ms.saturating_add(u64::from(ms));
        self.station.handset_mut().surroundings.now = self.now().stamp();
        if !self.is_fallen {
            let waited = self.station.wait(ms);
            self.note(waited.err());
        }
        Ok(())
    }

    fn take_steps(&mut self) -> Vec<SessionStep> {
        std::mem::take(&mut self.station.link_mut().steps)
    }
}

impl Drop for ReaderPhone {
    /// Takes the power from the card.
    fn drop(&mut self) {
        self.station.switch_off();
    }
}
