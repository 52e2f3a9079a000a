//! The card's toolkit for the computer (3GPP TS 27.007 §12.2): the computer answers the card's commands, which it was
//! told by `+CUSATP`, and sends envelopes.

use super::outcome::{AnswerResult, done, line};
use super::{Modem, incorrect, no_such_form};
use crate::handset::HostAnswerError;
use crate::link::Link;
use crate::mobile_station::MobileStation;
use sim_codec::at::{AtAction, AtParameter, EquipmentError, FinalResult};
use sim_codec::cat::envelope;
use sim_wire::instruction::Instruction;

/// Names of the commands.
pub(super) const NAMES: &[&str] = &["+CUSATT", "+CUSATE"];

impl Modem {
    /// Executes a command of this file; `None` for any other.
    pub(super) fn execute_toolkit<L: Link>(
        &mut self,
        name: &str,
        action: &AtAction,
        station: &mut MobileStation<L>,
    ) -> Option<AnswerResult> {
        let execute = match name {
            "+CUSATT" => Modem::respond::<L>,
            "+CUSATE" => Modem::send_envelope::<L>,
            _ => return None,
        };
        Some(match action {
            AtAction::Set(parameters) => octets(parameters).and_then(|octets| execute(self, &octets, station)),
            AtAction::Test => done(),
            action => Err(no_such_form(action)),
        })
    }

    /// Sends the computer's TERMINAL RESPONSE.
    fn respond<L: Link>(&mut self, response: &[u8], station: &mut MobileStation<L>) -> AnswerResult {
        station.handset_mut().answer_for_host(response).map_err(|error| match error {
            HostAnswerError::NoCommand => FinalResult::from(EquipmentError::NotAllowed),
            HostAnswerError::NoResponse | HostAnswerError::OtherCommand | HostAnswerError::TooLong => incorrect(),
        })?;
        station.settle().map_err(|trouble| self.fail(trouble))?;
        done()
    }

    /// Sends the computer's ENVELOPE; the answer has the card's data.
    fn send_envelope<L: Link>(&mut self, octets: &[u8], station: &mut MobileStation<L>) -> AnswerResult {
        if envelope::parse(octets).is_err() {
            return Err(incorrect());
        }
        let apdu = station.handset().speech().apdu(Instruction::Envelope, octets).ok_or_else(incorrect)?;
        match self.transmit(&apdu, station)? {
            (data, [0x90 | 0x91, _]) => line(format!("+CUSATER: {}", hex::encode_upper(data)).trim_end().to_owned()),
            (_, [0x93, 0x00]) => Err(EquipmentError::SimBusy.into()),
            _ => Err(EquipmentError::SimFailure.into()),
        }
    }
}

/// Returns the octets of the only parameter.
fn octets(parameters: &[AtParameter]) -> Result<Vec<u8>, FinalResult> {
    let [AtParameter::Bare(_) | AtParameter::Quoted(_)] = parameters else { return Err(incorrect()) };
    parameters.first().and_then(AtParameter::octets).filter(|octets| !octets.is_empty()).ok_or_else(incorrect)
}
