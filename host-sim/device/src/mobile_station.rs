//! The mobile station (移动台: mobile equipment and its SIM, 3GPP TS 21.905): a handset with a card in it, and what
//! crosses the contacts between them. A value: it can be kept, cloned and taken up again, which makes undo and the walk
//! of every path of a menu cheap. It owns no clock; time passes by [`MobileStation::wait`].

use applet::{CardSession, CardState, ResumeError};
use serde::{Deserialize, Serialize};

use crate::handset::{Act, Handset, Screen};
use crate::link::{Chance, InProcess, Link, NoAnswer, Situation, Way};
use crate::memory::{Eeprom, ManufactureError, manufactured};
use crate::profile::Profile;
use crate::reader::{self, ReaderMode};

/// Most APDUs that the handset may have to send in a row without anybody doing anything: a card that asks for more
/// never comes to rest.
const ROW_MAX: usize = 200;

/// The last part of a long time, which is waited for whether or not the handset rests: twice the usual interval of
/// polls.
const LAST_PART_MS: u64 = 60_000;

/// How long a handset that does not rest is waited for before it is looked at again.
const STRETCH_MS: u64 = 10_000;

/// Who sent a command to the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sender {
    /// The handset.
    Handset,
    /// Someone else: a terminal by radio, or a tool beside the handset.
    Other,
}

/// What crossed once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// Milliseconds since power-on.
    pub at_ms: u64,
    /// Who sent it.
    pub sender: Sender,
    /// The command.
    pub command: Vec<u8>,
    /// The whole answer, with its status word; `None` where none came.
    pub answer: Option<Vec<u8>>,
}

/// Why a mobile station does not come to rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StationError {
    /// The card does not answer.
    #[error("the card does not answer")]
    Mute,
    /// The card asks and asks, and nobody did anything.
    #[error("the card gave the handset {ROW_MAX} commands in a row without anybody doing anything")]
    Endless,
}

impl From<NoAnswer> for StationError {
    fn from(_: NoAnswer) -> StationError {
        StationError::Mute
    }
}

/// What a mobile station has in its memory while it is on: what the handset holds, and what a reset of the card
/// forgets. With the card's own memory it is the whole station. What crossed the contacts is history, and not in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StationState {
    /// The handset, without its history.
    pub handset: Handset,
    /// The card session; `None` where the card has no power.
    pub session: Option<CardSession>,
    /// Milliseconds since power-on.
    pub powered_ms: u64,
}

/// A handset with a card in it.
#[derive(Clone, Debug)]
pub struct MobileStation<L> {
    link: L,
    handset: Handset,
    exchanges: Vec<Exchange>,
    powered_ms: u64,
}

/// The card of a profile in simulated memory, ready to be put in a handset.
pub fn card(profile: &Profile, seed: u64) -> Result<InProcess<Eeprom>, ManufactureError> {
    let memory = manufactured(&profile.to_personalisation())?;
    Ok(InProcess::new(memory, Chance::seeded(seed)))
}

impl<L: Link> MobileStation<L> {
    /// Puts the card in the handset and switches it on; they speak until both are at rest.
    pub fn switch_on(mut link: L, handset: Handset) -> Result<MobileStation<L>, StationError> {
        link.power_on()?;
        let mut station = MobileStation::switched_off(link, handset);
        station.settle()?;
        Ok(station)
    }

    /// The card in the handset, and neither has power: [`MobileStation::restart`] gives it.
    pub const fn switched_off(link: L, handset: Handset) -> MobileStation<L> {
        MobileStation { link, handset, exchanges: Vec::new(), powered_ms: 0 }
    }

    /// Takes the power away.
    pub fn switch_off(&mut self) {
        self.link.power_off();
    }

    /// Switches off and on again: what a reset forgets is gone.
    pub fn restart(&mut self) -> Result<(), StationError> {
        self.reset()?;
        self.settle()
    }

    fn reset(&mut self) -> Result<(), StationError> {
        self.link.power_off();
        self.link.power_on()?;
        self.powered_ms = 0;
        self.handset.powered_on();
        Ok(())
    }

    /// A person does something; gives whether it meant anything where it was done.
    pub fn act(&mut self, act: &Act) -> Result<bool, StationError> {
        let meant = self.handset.act(act);
        self.settle()?;
        Ok(meant)
    }

    /// Time passes.
    pub fn wait(&mut self, ms: u32) -> Result<(), StationError> {
        let mut left = ms;
        loop {
            let passed = self.handset.wait(left);
            self.powered_ms = self.powered_ms.saturating_add(u64::from(passed));
            self.settle()?;
            left = left.saturating_sub(passed);
            if left == 0 {
                return Ok(());
            }
        }
    }

    /// A long time passes. Over a handset at rest it goes by at once but for its last part, in which the card is polled
    /// as ever, so that what it has to say is heard; everything else is waited for.
    pub fn wait_long(&mut self, ms: u64) -> Result<(), StationError> {
        let mut left = ms;
        while left > 0 {
            let at_once = left.saturating_sub(LAST_PART_MS);
            if at_once > 0 && self.handset.is_at_rest() {
                let step = u32::try_from(at_once).unwrap_or(u32::MAX);
                self.handset.rest(step);
                self.powered_ms = self.powered_ms.saturating_add(u64::from(step));
                left -= u64::from(step);
                continue;
            }
            let step = u32::try_from(left.min(STRETCH_MS)).unwrap_or(u32::MAX);
            self.wait(step)?;
            left -= u64::from(step);
        }
        Ok(())
    }

    /// Someone else sends the card a command between two of the handset's; gives the whole answer. What the card
    /// announces by it over the contacts, the handset hears.
    pub fn transmit(&mut self, way: Way, command: &[u8]) -> Result<Vec<u8>, StationError> {
        let answer = self.exchange(Sender::Other, way, command)?;
        if way == Way::Contacts {
            self.handset.receive(&answer);
            self.settle()?;
        }
        Ok(answer)
    }

    /// What the person sees.
    pub fn screen(&self) -> Screen {
        self.handset.screen()
    }

    /// The handset.
    pub const fn handset(&self) -> &Handset {
        &self.handset
    }

    /// The handset, to change what is around it or to bring it something; then [`MobileStation::settle`].
    pub const fn handset_mut(&mut self) -> &mut Handset {
        &mut self.handset
    }

    /// The way to the card.
    pub const fn link(&self) -> &L {
        &self.link
    }

    /// The way to the card, to arm a fault behind it.
    pub const fn link_mut(&mut self) -> &mut L {
        &mut self.link
    }

    /// What crossed since power-on, or since it was last taken.
    pub fn exchanges(&self) -> &[Exchange] {
        &self.exchanges
    }

    /// Takes what crossed.
    pub fn take_exchanges(&mut self) -> Vec<Exchange> {
        std::mem::take(&mut self.exchanges)
    }

    /// Milliseconds since power-on.
    pub const fn powered_ms(&self) -> u64 {
        self.powered_ms
    }

    /// Sends all that the handset has to send, until it waits for the person or for time to pass.
    pub fn settle(&mut self) -> Result<(), StationError> {
        for _ in 0..ROW_MAX {
            let Some(command) = self.handset.next_command() else {
                if !self.handset.has_reset_request() {
                    return Ok(());
                }
                self.reset()?;
                continue;
            };
            let answer = self.exchange(Sender::Handset, Way::Contacts, &command)?;
            self.handset.receive(&answer);
        }
        Err(StationError::Endless)
    }

    fn exchange(&mut self, sender: Sender, way: Way, command: &[u8]) -> Result<Vec<u8>, StationError> {
        let uptime_s = u32::try_from(self.powered_ms / 1000).unwrap_or(u32::MAX);
        let answer = reader::transmit(&mut self.link, ReaderMode::Auto, Situation { way, uptime_s }, command).ok();
        let command = command.to_vec();
        self.exchanges.push(Exchange { at_ms: self.powered_ms, sender, command, answer: answer.clone() });
        answer.ok_or(StationError::Mute)
    }
}

impl MobileStation<InProcess<Eeprom>> {
    /// A mobile station that goes on where another one was left whose card had this memory.
    pub fn resume(
        mut link: InProcess<Eeprom>,
        state: StationState,
    ) -> Result<MobileStation<InProcess<Eeprom>>, ResumeError> {
        let StationState { handset, session, powered_ms } = state;
        match session {
            Some(session) => link.card_mut().resume(session)?,
            None => link.card_mut().power_off(),
        }
        Ok(MobileStation { link, handset, exchanges: Vec::new(), powered_ms })
    }

    /// What it has in its memory, to be kept beside the card's.
    pub fn state(&self) -> StationState {
        let session = self.link.card().session().cloned();
        StationState { handset: self.handset.without_history(), session, powered_ms: self.powered_ms }
    }

    /// What can be seen of the wallet; `None` without power.
    pub fn card_state(&self) -> Option<CardState> {
        self.link.card().state()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handset::{Model, Speech, Surroundings};

    fn station() -> MobileStation<InProcess<Eeprom>> {
        let handset = Handset::new(Model::feature_phone(), Speech::Gsm, Surroundings::default());
        MobileStation::switch_on(card(&Profile::default(), 1).unwrap(), handset).unwrap()
    }

    #[test]
    fn the_handset_begins_by_saying_what_it_can_do() {
        let station = station();
        let first = station.exchanges().first().unwrap();
        assert_eq!((first.at_ms, first.sender), (0, Sender::Handset));
        assert_eq!(first.command[..5], [0xA0, 0x10, 0x00, 0x00, 0x17]);
    }

    #[test]
    fn a_long_time_goes_by_at_once_and_the_card_is_still_polled_at_its_end() {
        let (mut long, mut step_by_step) = (station(), station());
        for station in [&mut long, &mut step_by_step] {
            station.handset_mut().surroundings.now =
                sim_codec::sms::Timestamp([0x90, 0x11, 0x81, 0x01, 0x03, 0x00, 0x23]);
            station.wait(30_000).unwrap();
            station.take_exchanges();
        }
        long.wait_long(6 * 3_600_000).unwrap();
        step_by_step.wait(6 * 3_600_000).unwrap();
        assert_eq!(long.powered_ms(), step_by_step.powered_ms());
        assert_eq!(long.handset().surroundings.now, step_by_step.handset().surroundings.now);
        assert_eq!((long.exchanges().len(), step_by_step.exchanges().len()), (2, 720));
    }

    #[test]
    fn a_command_of_someone_else_is_answered_and_seen() {
        let mut station = station();
        station.wait(1500).unwrap();
        let answer = station.transmit(Way::Contacts, &[0xA0, 0xA4, 0x00, 0x00, 0x02, 0x3F, 0x00]).unwrap();
        assert_eq!(answer.len(), 24);
        let last = station.exchanges().last().unwrap();
        assert_eq!((last.at_ms, last.sender, last.answer.as_ref()), (1500, Sender::Other, Some(&answer)));
        station.restart().unwrap();
        assert_eq!(station.powered_ms(), 0);
    }
}
