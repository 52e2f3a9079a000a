//! Commands about the card (3GPP TS 27.007 §5 and §8): its numbers, its PIN, its files, and commands to it.

use super::files::{FileAnswer, pass_on};
use super::outcome::{AnswerResult, done, line, read_value};
use super::{Modem, incorrect, no_such_form};
use crate::handset::Speech;
use crate::link::Link;
use crate::mobile_station::MobileStation;
use sim_codec::at::{AtAction, AtParameter, EquipmentError, FinalResult};
use sim_wire::instruction::Instruction;
use sim_wire::tlv::Ber;

/// Names of the commands.
pub(super) const NAMES: &[&str] = &["+CPIN", "+CIMI", "+CCID", "+CLCK", "+CRSM", "+CSIM", "+SIMSTATE"];

/// Files with the number of the card and with the subscriber's identity, and their lengths.
const ICCID: (u16, u8) = (0x2FE2, 10);
const IMSI: (u16, u8) = (0x6F07, 9);

/// Reference of the PIN: CHV1 of a SIM, the global PIN of a UICC's first application.
const PIN_REFERENCE: u8 = 0x01;

/// Tags of the PIN status template, and of the reference of a PIN in it.
const PIN_STATUS: u8 = 0xC6;
const KEY_REFERENCE: u8 = 0x83;

/// Length of a PIN as the card takes it, filled up.
const PIN_OCTETS: usize = 8;

/// State of the card's PIN (CHV1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PinState {
    /// There is none, or it is switched off.
    Off,
    /// It is asked for.
    Asked,
    /// It is blocked, and the PUK is asked for.
    Blocked,
}

impl Modem {
    /// Executes a command of this file; `None` for any other.
    pub(super) fn execute_sim<L: Link>(
        &mut self,
        name: &str,
        action: &AtAction,
        station: &mut MobileStation<L>,
    ) -> Option<AnswerResult> {
        Some(match name {
            "+CPIN" => self.pin(action, station),
            "+CIMI" => read_value(action, || self.read_imsi(station)),
            "+CCID" => read_value(action, || self.read_iccid(station)),
            "+CLCK" => self.lock(action, station),
            "+CRSM" => self.access_file(action, station),
            "+CSIM" => pass_on(self, action, station),
            "+SIMSTATE" => match action {
                AtAction::Read => line("+SIMSTATE: 1"),
                AtAction::Test => done(),
                action => Err(no_such_form(action)),
            },
            _ => return None,
        })
    }

    /// Returns the state of the PIN. A UICC is asked by VERIFY without a PIN, which uses up no try (ETSI TS 102 221
    /// §11.1.9); a GSM card says it of its master file (3GPP TS 51.011 §9.2.1).
    fn pin_state<L: Link>(&mut self, station: &mut MobileStation<L>) -> Result<PinState, FinalResult> {
        if self.speech_of_files(station)? == Speech::Uicc {
            let (_, status) = self.transmit(&[0x00, Instruction::Verify.ins(), 0x00, PIN_REFERENCE, 0x00], station)?;
            return Ok(match status {
                [0x63, tries] if tries & 0x0F > 0 => PinState::Asked,
                [0x63, _] | [0x69, 0x83] => PinState::Blocked,
                // It is off, or verified.
                _ => PinState::Off,
            });
        }
        let master = self.master_file(Speech::Gsm, station)?;
        let [characteristics, _, _, codes, _, status] = *master.data.get(13..19).unwrap_or_default() else {
            return Ok(PinState::Off);
        };
        let is_on = characteristics & 0x80 == 0 && codes > 0 && status & 0x80 != 0;
        Ok(match status & 0x0F {
            _ if !is_on => PinState::Off,
            0 => PinState::Blocked,
            _ => PinState::Asked,
        })
    }

    fn pin<L: Link>(&mut self, action: &AtAction, station: &mut MobileStation<L>) -> AnswerResult {
        let state = self.pin_state(station)?;
        let is_verified = self.pin_verified == Some(station.resets());
        match (action, state) {
            (AtAction::Read, PinState::Off) => line("+CPIN: READY"),
            (AtAction::Read, PinState::Asked) if is_verified => line("+CPIN: READY"),
            (AtAction::Read, PinState::Asked) => line("+CPIN: SIM PIN"),
            (AtAction::Read, PinState::Blocked) => line("+CPIN: SIM PUK"),
            (AtAction::Test, _) => done(),
            (AtAction::Set(parameters), PinState::Asked) if !is_verified => {
                let [AtParameter::Bare(pin) | AtParameter::Quoted(pin)] = parameters.as_slice() else {
                    return Err(incorrect());
                };
                self.verify_pin(pin, station)
            }
            (AtAction::Set(_), PinState::Blocked) => Err(EquipmentError::PukRequired.into()),
            (AtAction::Set(_), _) => Err(EquipmentError::NotAllowed.into()),
            (action, _) => Err(no_such_form(action)),
        }
    }

    fn verify_pin<L: Link>(&mut self, pin: &str, station: &mut MobileStation<L>) -> AnswerResult {
        let is_pin = (4..=PIN_OCTETS).contains(&pin.len()) && pin.bytes().all(|digit| digit.is_ascii_digit());
        if !is_pin {
            return Err(incorrect());
        }
        let class = if self.speech_of_files(station)? == Speech::Gsm { 0xA0 } else { 0x00 };
        let mut command = vec![class, Instruction::Verify.ins(), 0x00, PIN_REFERENCE, 0x08];
        command.extend(pin.bytes().chain(std::iter::repeat(0xFF)).take(PIN_OCTETS));
        match self.transmit(&command, station)? {
            (_, [0x90 | 0x91, _]) => {
                self.pin_verified = Some(station.resets());
                done()
            }
            (_, [0x98, 0x40] | [0x63, 0xC0] | [0x69, 0x83]) => Err(EquipmentError::PukRequired.into()),
            (_, [0x98 | 0x63, _]) => Err(EquipmentError::IncorrectPassword.into()),
            _ => Err(EquipmentError::SimFailure.into()),
        }
    }

    /// Returns whether the PIN is switched on, verified or not.
    fn read_pin_switch<L: Link>(&mut self, station: &mut MobileStation<L>) -> Result<bool, FinalResult> {
        if self.speech_of_files(station)? == Speech::Gsm {
            return Ok(self.pin_state(station)? != PinState::Off);
        }
        Ok(is_enabled(&self.master_file(Speech::Uicc, station)?.data).unwrap_or_default())
    }

    /// Answers whether the card's PIN is switched on. Nothing is switched here.
    fn lock<L: Link>(&mut self, action: &AtAction, station: &mut MobileStation<L>) -> AnswerResult {
        match action {
            AtAction::Test => line("+CLCK: (\"SC\")"),
            AtAction::Set(parameters) => match parameters.as_slice() {
                [facility, mode, ..] if facility.text() == Some("SC") && mode.number() == Some(2) => {
                    let is_on = self.read_pin_switch(station)?;
                    line(format!("+CLCK: {}", u8::from(is_on)))
                }
                [_, mode, ..] if mode.number().is_some_and(|mode| mode < 3) => Err(EquipmentError::NotSupported.into()),
                _ => Err(incorrect()),
            },
            action => Err(no_such_form(action)),
        }
    }

    /// Returns the IMSI (3GPP TS 51.011 §10.3.2), or the one that is reported for a card that has none.
    fn read_imsi<L: Link>(&mut self, station: &mut MobileStation<L>) -> Result<String, FinalResult> {
        let (file, length) = IMSI;
        let read = self.read_file(file, length, station)?;
        let own = match (read.is_done(), read.data.split_first()) {
            (true, Some((length, rest))) => {
                let digits = digits(rest.get(..usize::from(*length)).unwrap_or(rest));
                // The first half octet has parity and type, and no digit.
                digits.get(1..).filter(|imsi| !imsi.is_empty()).map(str::to_owned)
            }
            _ => None,
        };
        own.or_else(|| self.imsi.clone()).ok_or_else(|| missing(&read))
    }

    /// Returns the answer with the number of the card.
    fn read_iccid<L: Link>(&mut self, station: &mut MobileStation<L>) -> Result<String, FinalResult> {
        let (file, length) = ICCID;
        let read = self.read_file(file, length, station)?;
        match read.is_done() {
            true => Ok(format!("+CCID: \"{}\"", digits(&read.data))),
            false => Err(missing(&read)),
        }
    }
}

/// Returns whether the PIN is enabled, by the PIN status template of a UICC's master file (ETSI TS 102 221); `None`
/// where the template does not say it.
fn is_enabled(description: &[u8]) -> Option<bool> {
    let (description, _) = Ber::parse(description).ok()?;
    let mut rest = description.value;
    let mut template = loop {
        let (object, behind) = Ber::parse(rest).ok()?;
        if object.tag == PIN_STATUS {
            break object.value;
        }
        rest = behind;
    };
    // A bit for each PIN from the highest on, then the references of the PINs.
    let (states, references) = Ber::parse(template).ok()?;
    let mut states = *states.value.first()?;
    template = references;
    loop {
        let (object, behind) = Ber::parse(template).ok()?;
        match (object.tag, object.value) {
            (KEY_REFERENCE, [PIN_REFERENCE]) => return Some(states & 0x80 != 0),
            (KEY_REFERENCE, _) => states <<= 1,
            // How the PIN may be used.
            _ => {}
        }
        template = behind;
    }
}

/// Returns the result for a file that was not read: the card asks for its PIN first, or has no such file.
fn missing(read: &FileAnswer) -> FinalResult {
    match read.status {
        [0x98, 0x04] | [0x69, 0x82] => EquipmentError::PinRequired.into(),
        _ => EquipmentError::NotFound.into(),
    }
}

/// Returns the digits of swapped half octets up to the filler.
fn digits(octets: &[u8]) -> String {
    let halves = octets.iter().flat_map(|octet| [octet & 0x0F, octet >> 4]);
    halves.map_while(|half| char::from_digit(u32::from(half), 10)).collect()
}
