//! Commands about the network (3GPP TS 27.007 §7 and §8.5): registration, operator, signal.

use super::outcome::{AnswerResult, done, line, number_setting, value};
use super::{Modem, incorrect, no_such_form};
use crate::handset::Surroundings;
use crate::link::Link;
use crate::mobile_station::MobileStation;
use sim_codec::at::{AtAction, AtParameter, EquipmentError};
use sim_codec::cat::place::ServingCell;

/// Names of the commands.
pub(super) const NAMES: &[&str] = &["+CREG", "+COPS", "+CSQ"];

/// Signal of a cell that stands beside the handset, and of none.
const STRONG: u8 = 31;
const UNKNOWN: u8 = 99;

/// Digits, long name and short name of the networks that have a name here.
const OPERATORS: &[(&str, &str, &str)] = &[("46000", "CHINA MOBILE", "CMCC")];

impl Modem {
    /// Executes a command of this file; `None` for any other.
    pub(super) fn execute_network<L: Link>(
        &mut self,
        name: &str,
        action: &AtAction,
        station: &MobileStation<L>,
    ) -> Option<AnswerResult> {
        let around = &station.handset().surroundings;
        Some(match (name, action) {
            ("+CREG", AtAction::Read) => {
                line(format!("+CREG: {},{}", self.settings.registration, self.registration(around)))
            }
            ("+CREG", action) => number_setting(name, action, &mut self.settings.registration, 0..=2),
            ("+COPS", action) => self.operator(action, around),
            ("+CSQ", action) => {
                let strength = if around.service { STRONG } else { UNKNOWN };
                value(action, || format!("+CSQ: {strength},{UNKNOWN}"))
            }
            _ => return None,
        })
    }

    /// Returns the state of registration, with the cell if it is asked for.
    pub(super) fn registration(&self, around: &Surroundings) -> String {
        let state = u8::from(around.service);
        let (area, cell) = (around.location.area, around.location.cell);
        let cell = match cell {
            ServingCell::Unsaid => None,
            ServingCell::Gsm(cell) => Some(u32::from(cell)),
            ServingCell::Utran(cell, extension) => Some(u32::from(extension) << 16 | u32::from(cell)),
            ServingCell::Eutran(cell) => Some(cell),
        };
        match cell.filter(|_| self.settings.registration == 2 && around.service) {
            Some(cell) => format!("{state},\"{area:04X}\",\"{cell:04X}\""),
            None => state.to_string(),
        }
    }

    fn operator(&mut self, action: &AtAction, around: &Surroundings) -> AnswerResult {
        let network = format!("{}{}", around.location.network.mcc, around.location.network.mnc);
        let named = OPERATORS.iter().find(|(digits, ..)| *digits == network);
        let (long, short) = named.map_or((network.as_str(), network.as_str()), |(_, long, short)| (long, short));
        let form = self.settings.operator_form;
        match action {
            AtAction::Read if !around.service => line("+COPS: 0"),
            AtAction::Read => {
                let shown = [long, short, &network].get(usize::from(form)).map_or(long, |name| *name);
                line(format!("+COPS: 0,{form},\"{shown}\""))
            }
            AtAction::Test if !around.service => Err(EquipmentError::NoService.into()),
            AtAction::Test => line(format!("+COPS: (2,\"{long}\",\"{short}\",\"{network}\"),,(0,3),(0,1,2)")),
            AtAction::Set(parameters) => match parameters.as_slice() {
                [mode, ..] if mode.number() == Some(0) => done(),
                [mode, form] if mode.number() == Some(3) => {
                    let form = form.number().and_then(|form| u8::try_from(form).ok()).filter(|form| *form < 3);
                    self.settings.operator_form = form.ok_or_else(incorrect)?;
                    done()
                }
                [AtParameter::Bare(_), ..] => Err(EquipmentError::NotSupported.into()),
                _ => Err(incorrect()),
            },
            action => Err(no_such_form(action)),
        }
    }
}
