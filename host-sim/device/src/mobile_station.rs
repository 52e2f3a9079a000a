//! The mobile station (移动台: mobile equipment and its SIM, 3GPP TS 21.905): a handset with a card in it, and their
//! exchanges. It is a value: it can be kept, cloned and resumed, which makes undo and the walk of every path of a menu
//! cheap. It owns no clock; time passes by [`MobileStation::wait`].

use applet::{CardSession, CardState, ResumeError};
use serde::{Deserialize, Serialize};

use crate::handset::{Act, Handset, Screen};
use crate::link::{Chance, InProcess, Link, LinkContext, LinkError, Transport};
use crate::memory::{Eeprom, ManufactureError, manufactured};
use crate::profile::Profile;
use crate::reader::{self, ReaderMode};

/// Most APDUs that the handset may send in a row without an act of the person. A card that asks for more never comes to
/// rest.
const ROW_MAX: usize = 200;

/// Last part of a long wait, in milliseconds, which is played step by step even if the handset rests: twice the usual
/// interval of polls.
const LAST_PART_MS: u64 = 60_000;

/// Milliseconds that a handset not at rest plays step by step before it is checked again.
const STRETCH_MS: u64 = 10_000;

/// Least time before the next poll, in milliseconds, behind a command of somebody who fetches answers himself.
const POLL_PUT_OFF_MS: u32 = 2_000;

/// Sender of a command to the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sender {
    /// The handset.
    Handset,
    /// Somebody else: a terminal by radio, or a tool beside the handset.
    Other,
}

/// Command and answer that crossed the contacts or the radio.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// Moment of the exchange, in milliseconds since power-on.
    pub at_ms: u64,
    /// Sender of the command.
    pub sender: Sender,
    /// Command APDU.
    pub command: Vec<u8>,
    /// Whole answer with its status word; `None` if none came.
    pub answer: Option<Vec<u8>>,
    /// Answer to reset of the card, if this is the first exchange behind a power-on; `None` for any other.
    pub atr: Option<Vec<u8>>,
}

/// Reason for which a mobile station does not come to rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StationError {
    /// Nothing came back from the card.
    #[error(transparent)]
    Card(#[from] LinkError),
    /// The card asks for more than 200 APDUs in a row, without an act of the person.
    #[error("the card gave the handset {ROW_MAX} commands in a row without anybody doing anything")]
    Endless,
}

/// Volatile state of a mobile station that is on: the handset's, and the part of the card's that a reset clears. With
/// the card's own memory this is the whole station. The exchanges are history, and not part of the state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StationState {
    /// Handset, without its history.
    pub handset: Handset,
    /// Card session; `None` if the card has no power.
    pub session: Option<CardSession>,
    /// Milliseconds since power-on.
    pub powered_ms: u64,
}

/// Handset with a card in it.
#[derive(Clone, Debug)]
pub struct MobileStation<L> {
    link: L,
    handset: Handset,
    exchanges: Vec<Exchange>,
    /// Form of the kept exchanges: whole commands, or all that crosses the contacts.
    kept_form: ReaderMode,
    powered_ms: u64,
    /// Number of resets of the card since the station was made.
    resets: u64,
    /// Answer to reset that no exchange has told of yet; `None` if there is none.
    atr: Option<Vec<u8>>,
}

/// Line to a card that keeps what crosses the contacts.
struct KeptLine<'l, L> {
    link: &'l mut L,
    crossed: Vec<(Vec<u8>, Option<Vec<u8>>)>,
}

impl<L: Link> Link for KeptLine<'_, L> {
    fn power_on(&mut self) -> Result<Vec<u8>, LinkError> {
        self.link.power_on()
    }

    fn power_off(&mut self) {
        self.link.power_off();
    }

    fn exchange(&mut self, situation: LinkContext, command: &[u8]) -> Result<Vec<u8>, LinkError> {
        let answer = self.link.exchange(situation, command);
        self.crossed.push((command.to_vec(), answer.as_ref().ok().cloned()));
        answer
    }
}

/// Creates the card of a profile in simulated memory, ready to be put in a handset.
pub fn card(profile: &Profile, seed: u64) -> Result<InProcess<Eeprom>, ManufactureError> {
    let memory = manufactured(&profile.to_personalisation())?;
    Ok(InProcess::new(memory, Chance::seeded(seed)))
}

impl<L: Link> MobileStation<L> {
    /// Puts the card in the handset and switches both on; returns when both are at rest.
    pub fn switch_on(mut link: L, handset: Handset) -> Result<MobileStation<L>, StationError> {
        let atr = link.power_on()?;
        let mut station = MobileStation::switched_off(link, handset);
        station.atr = Some(atr);
        station.settle()?;
        Ok(station)
    }

    /// Creates a station whose card and handset have no power: [`MobileStation::restart`] switches them on.
    pub const fn switched_off(link: L, handset: Handset) -> MobileStation<L> {
        let exchanges = Vec::new();
        MobileStation { link, handset, exchanges, kept_form: ReaderMode::Auto, powered_ms: 0, resets: 0, atr: None }
    }

    /// Switches power off.
    pub fn switch_off(&mut self) {
        self.link.power_off();
    }

    /// Switches off and on again; what a reset clears is lost.
    pub fn restart(&mut self) -> Result<(), StationError> {
        self.reset()?;
        self.settle()
    }

    fn reset(&mut self) -> Result<(), StationError> {
        self.link.power_off();
        self.resets = self.resets.saturating_add(1);
        self.atr = Some(self.link.power_on()?);
        self.powered_ms = 0;
        self.handset.begin_anew();
        Ok(())
    }

    /// Does what a person does; returns `false` if the act means nothing on the current screen.
    pub fn act(&mut self, act: &Act) -> Result<bool, StationError> {
        let meant = self.handset.act(act);
        self.settle()?;
        Ok(meant)
    }

    /// Lets time pass, step by step.
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

    /// Lets a long time pass. A handset at rest skips all but the last part, in which the card is polled as usual, so
    /// that its commands are fetched. A handset that is not at rest plays the time step by step.
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

    /// Sends the card a command of somebody else between two of the handset's; returns the whole answer. The handset
    /// takes what the card announces by an answer over the contacts.
    pub fn transmit(&mut self, way: Transport, command: &[u8]) -> Result<Vec<u8>, StationError> {
        let answer = self.exchange(Sender::Other, ReaderMode::Auto, way, command)?;
        if way == Transport::Contacts {
            self.handset.receive(&answer);
            self.settle()?;
        }
        Ok(answer)
    }

    /// Sends the card a command of somebody else over the contacts, without Le behind data, and returns the answer as
    /// it comes: 61xx and 9Fxx are for the sender. The next poll is put off, so that the sender can fetch what waits.
    pub fn transmit_raw(&mut self, command: &[u8]) -> Result<Vec<u8>, StationError> {
        let answer = self.exchange(Sender::Other, ReaderMode::Raw, Transport::Contacts, reader::without_le(command))?;
        self.handset.put_off_poll(POLL_PUT_OFF_MS);
        self.handset.receive(&answer);
        self.settle()?;
        Ok(answer)
    }

    /// Returns the screen that the person sees.
    pub fn screen(&self) -> Screen {
        self.handset.screen()
    }

    /// Returns the handset.
    pub const fn handset(&self) -> &Handset {
        &self.handset
    }

    /// Returns the handset, to change its surroundings or to bring it something; then call [`MobileStation::settle`].
    pub const fn handset_mut(&mut self) -> &mut Handset {
        &mut self.handset
    }

    /// Returns the link to the card.
    pub const fn link(&self) -> &L {
        &self.link
    }

    /// Returns the link to the card, to arm a fault behind it.
    pub const fn link_mut(&mut self) -> &mut L {
        &mut self.link
    }

    /// Puts another card into the handset in place of the present one, which is returned. Both have no power.
    pub fn exchange_card(&mut self, mut link: L) -> L {
        link.power_off();
        self.link.power_off();
        std::mem::replace(&mut self.link, link)
    }

    /// Keeps exchanges from now on as a reader of this mode shows them. A raw reader shows also GET RESPONSE, and a
    /// command that is repeated with another Le.
    pub const fn keep_exchanges(&mut self, form: ReaderMode) {
        self.kept_form = form;
    }

    /// Returns the exchanges since the station was made, or since they were last taken.
    pub fn exchanges(&self) -> &[Exchange] {
        &self.exchanges
    }

    /// Takes the exchanges.
    pub fn take_exchanges(&mut self) -> Vec<Exchange> {
        std::mem::take(&mut self.exchanges)
    }

    /// Returns the milliseconds since power-on.
    pub const fn powered_ms(&self) -> u64 {
        self.powered_ms
    }

    /// Returns the number of resets of the card since the station was made.
    pub const fn resets(&self) -> u64 {
        self.resets
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
            let answer = self.exchange(Sender::Handset, ReaderMode::Auto, Transport::Contacts, &command)?;
            self.handset.receive(&answer);
        }
        Err(StationError::Endless)
    }

    fn exchange(
        &mut self,
        sender: Sender,
        mode: ReaderMode,
        way: Transport,
        command: &[u8],
    ) -> Result<Vec<u8>, StationError> {
        let uptime_s = u32::try_from(self.powered_ms / 1000).unwrap_or(u32::MAX);
        let (at_ms, situation) = (self.powered_ms, LinkContext { way, uptime_s });
        if self.kept_form == ReaderMode::Raw {
            let mut line = KeptLine { link: &mut self.link, crossed: Vec::new() };
            let answer = reader::transmit(&mut line, mode, situation, command);
            for (command, answer) in line.crossed {
                self.exchanges.push(Exchange { at_ms, sender, command, answer, atr: self.atr.take() });
            }
            return Ok(answer?);
        }
        let answer = reader::transmit(&mut self.link, mode, situation, command);
        let (command, kept) = (command.to_vec(), answer.as_ref().ok().cloned());
        self.exchanges.push(Exchange { at_ms, sender, command, answer: kept, atr: self.atr.take() });
        Ok(answer?)
    }
}

impl MobileStation<InProcess<Eeprom>> {
    /// Resumes a mobile station from its state, with the card whose memory `link` has.
    pub fn resume(
        mut link: InProcess<Eeprom>,
        state: StationState,
    ) -> Result<MobileStation<InProcess<Eeprom>>, ResumeError> {
        let StationState { handset, session, powered_ms } = state;
        match session {
            Some(session) => link.card_mut().resume(session)?,
            None => link.card_mut().power_off(),
        }
        Ok(MobileStation { powered_ms, ..MobileStation::switched_off(link, handset) })
    }

    /// Returns the volatile state, to be kept beside the card's memory.
    pub fn state(&self) -> StationState {
        let session = self.link.card().session().cloned();
        StationState { handset: self.handset.without_history(), session, powered_ms: self.powered_ms }
    }

    /// Returns the visible state of the wallet; `None` without power.
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
    fn handset_begins_with_its_terminal_profile() {
        let station = station();
        let first = station.exchanges().first().unwrap();
        assert_eq!((first.at_ms, first.sender), (0, Sender::Handset));
        assert_eq!(first.command[..5], [0xA0, 0x10, 0x00, 0x00, 0x17]);
    }

    #[test]
    fn first_exchange_of_each_power_on_has_the_atr() {
        let atr = Some(Profile::default().card.atr.to_vec());
        for form in [ReaderMode::Auto, ReaderMode::Raw] {
            let mut station = station();
            station.keep_exchanges(form);
            station.wait(60_000).unwrap();
            station.restart().unwrap();
            station.transmit(Transport::Contacts, &[0xA0, 0xA4, 0x00, 0x00, 0x02, 0x3F, 0x00]).unwrap();
            let told: Vec<usize> =
                (0..).zip(station.exchanges()).filter(|(_, exchange)| exchange.atr == atr).map(|(at, _)| at).collect();
            let begun: Vec<usize> = (0..)
                .zip(station.exchanges())
                .filter(|(_, exchange)| exchange.command.starts_with(&[0xA0, 0x10]))
                .map(|(at, _)| at)
                .collect();
            assert_eq!(told, begun, "{form:?}");
            assert_eq!(told.len(), 2);
            assert_eq!(station.exchanges().iter().filter(|exchange| exchange.atr.is_some()).count(), 2);
        }
    }

    #[test]
    fn card_without_power_tells_no_atr() {
        let mut station = station();
        let state = station.state();
        let resumed = MobileStation::resume(station.link().clone(), state).unwrap();
        station = resumed;
        station.wait(60_000).unwrap();
        assert!(!station.exchanges().is_empty());
        assert!(station.exchanges().iter().all(|exchange| exchange.atr.is_none()), "no power-on was seen");
    }

    #[test]
    fn long_wait_polls_the_card_at_its_end() {
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
    fn command_of_another_sender_is_recorded() {
        let mut station = station();
        station.wait(1500).unwrap();
        let answer = station.transmit(Transport::Contacts, &[0xA0, 0xA4, 0x00, 0x00, 0x02, 0x3F, 0x00]).unwrap();
        assert_eq!(answer.len(), 24);
        let last = station.exchanges().last().unwrap();
        assert_eq!((last.at_ms, last.sender, last.answer.as_ref()), (1500, Sender::Other, Some(&answer)));
        station.restart().unwrap();
        assert_eq!(station.powered_ms(), 0);
    }

    #[test]
    fn exchange_of_raw_reader_has_its_get_response() {
        let mut station = station();
        station.keep_exchanges(ReaderMode::Raw);
        station.take_exchanges();
        let select = [0xA0, 0xA4, 0x00, 0x00, 0x02, 0x3F, 0x00];
        let whole = station.transmit(Transport::Contacts, &select).unwrap();
        let exchanges = station.take_exchanges();
        let kept: Vec<_> =
            exchanges.iter().map(|exchange| (exchange.command.as_slice(), exchange.answer.as_ref())).collect();
        let waits = vec![0x9F, 0x16];
        assert_eq!(kept, [(&select[..], Some(&waits)), (&[0xA0, 0xC0, 0x00, 0x00, 0x16][..], Some(&whole))]);
        station.switch_off();
        assert!(station.transmit(Transport::Contacts, &select).is_err());
        assert_eq!(station.exchanges().iter().map(|exchange| &exchange.answer).collect::<Vec<_>>(), [&None]);
        let before = station.resets();
        station.restart().unwrap();
        assert_eq!(station.resets(), before + 1);
    }
}
