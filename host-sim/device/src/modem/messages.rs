//! Commands about short messages (3GPP TS 27.005): service, form, store and announcement. [`super::sending`] and
//! [`super::reading`] have the messages themselves.

use super::outcome::{Answer, AnswerResult, done, line, number_setting};
use super::{Modem, no_such_form};
use crate::handset::Handset;
use crate::link::Link;
use crate::mobile_station::MobileStation;
use sim_codec::at::{AtAction, AtParameter, MessageError};
use sim_codec::cat::content::Address;
use sim_wire::bcd::TonNpi;

/// Names of the commands.
pub(super) const NAMES: &[&str] =
    &["+CSMS", "+CPMS", "+CMGF", "+CNMI", "+CNMA", "+CSCA", "+CMGS", "+CMGL", "+CMGR", "+CMGD"];

/// Name of the only store: the equipment's own.
const STORE: &str = "\"ME\"";

/// Greatest values of +CNMI: mode, mt, bm, ds, bfr; bm has no 1, as there are no cell broadcasts that are stored.
const ANNOUNCEMENT_MAX: [u8; 5] = [2, 3, 2, 2, 1];

/// Type of number of a service centre, without and with a +.
const NATIONAL: u8 = 0x81;
const INTERNATIONAL: u8 = 0x91;

/// Most digits of a service centre's address.
const DIGITS_MAX: usize = 20;

impl Modem {
    /// Executes a command of this file; `None` for any other.
    pub(super) fn execute_messages<L: Link>(
        &mut self,
        name: &str,
        action: &AtAction,
        station: &mut MobileStation<L>,
    ) -> Option<AnswerResult> {
        Some(match name {
            "+CSMS" => self.choose_service(action),
            "+CPMS" => choose_store(action, station.handset()),
            "+CMGF" => number_setting(name, action, &mut self.settings.message_form, 0..=1),
            "+CNMI" => self.choose_announcement(action),
            "+CNMA" => self.acknowledge(action, station),
            "+CSCA" => choose_centre(action, station.handset_mut()),
            "+CMGS" => self.begin_message(action),
            "+CMGL" => self.list(action, station.handset_mut()),
            "+CMGR" => self.read(action, station.handset_mut()),
            "+CMGD" => self.delete(action, station.handset_mut()),
            _ => return None,
        })
    }

    fn choose_service(&mut self, action: &AtAction) -> AnswerResult {
        match action {
            AtAction::Read => line(format!("+CSMS: {},1,1,0", self.settings.message_service)),
            AtAction::Set(_) => {
                number_setting("+CSMS", action, &mut self.settings.message_service, 0..=1)?;
                line("+CSMS: 1,1,0")
            }
            action => number_setting("+CSMS", action, &mut self.settings.message_service, 0..=1),
        }
    }

    fn choose_announcement(&mut self, action: &AtAction) -> AnswerResult {
        match action {
            AtAction::Read => {
                line(format!("+CNMI: {}", self.settings.announcement.map(|value| value.to_string()).join(",")))
            }
            AtAction::Test => line("+CNMI: (0,1,2),(0,1,2,3),(0,2),(0,1,2),(0,1)"),
            AtAction::Set(parameters) => {
                let mut chosen = [0; 5];
                if parameters.len() > chosen.len() {
                    return Err(MessageError::NotSupported.into());
                }
                for ((value, most), parameter) in chosen.iter_mut().zip(ANNOUNCEMENT_MAX).zip(parameters) {
                    let given = match parameter {
                        AtParameter::Absent => Some(0),
                        given => given.number().and_then(|number| u8::try_from(number).ok()),
                    };
                    *value = given.filter(|given| *given <= most).ok_or(MessageError::NotSupported)?;
                }
                let [_, _, broadcasts, ..] = chosen;
                if broadcasts == 1 {
                    return Err(MessageError::NotSupported.into());
                }
                self.settings.announcement = chosen;
                done()
            }
            action => Err(no_such_form(action)),
        }
    }
}

/// Executes `+CPMS`: there is one store, and its name is the only one that can be chosen.
fn choose_store(action: &AtAction, handset: &Handset) -> AnswerResult {
    let (used, total) = (handset.stored_messages().len(), crate::handset::STORED_MAX);
    match action {
        AtAction::Read => {
            line(format!("+CPMS: {}", [STORE; 3].map(|store| format!("{store},{used},{total}")).join(",")))
        }
        AtAction::Test => line(format!("+CPMS: ({STORE}),({STORE}),({STORE})")),
        AtAction::Set(parameters) => {
            let is_known = |store: &AtParameter| matches!(store, AtParameter::Quoted(name) if name == "ME");
            if parameters.len() > 3 || !parameters.iter().all(is_known) {
                return Err(MessageError::NotSupported.into());
            }
            line(format!(
                "+CPMS: {}",
                [format!("{used},{total}"), format!("{used},{total}"), format!("{used},{total}")].join(",")
            ))
        }
        action => Err(no_such_form(action)),
    }
}

/// Executes `+CSCA`: the handset's service centre.
fn choose_centre(action: &AtAction, handset: &mut Handset) -> AnswerResult {
    match action {
        AtAction::Read => {
            let Address { ton_npi, number } = &handset.surroundings.service_centre;
            let sign = if ton_npi.0 == INTERNATIONAL { "+" } else { "" };
            line(format!("+CSCA: \"{sign}{number}\",{}", ton_npi.0))
        }
        AtAction::Test => Ok(Answer::Lines(Vec::new())),
        AtAction::Set(parameters) => {
            let number = parameters.first().and_then(AtParameter::text).unwrap_or_default();
            let (usual, digits) = number.strip_prefix('+').map_or((NATIONAL, number), |rest| (INTERNATIONAL, rest));
            let is_number = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
            let ton_npi = match parameters.get(1) {
                None => Some(usual),
                Some(given) => given.number().and_then(|given| u8::try_from(given).ok()),
            };
            let ton_npi = ton_npi.filter(|_| is_number && digits.len() <= DIGITS_MAX && parameters.len() < 3);
            let ton_npi = TonNpi(ton_npi.ok_or(MessageError::TextMode)?);
            handset.surroundings.service_centre = Address { ton_npi, number: digits.to_owned() };
            done()
        }
        action => Err(no_such_form(action)),
    }
}
