//! Commands about the equipment itself and the line to it: V.250, and 3GPP TS 27.007 §5 and §8.

use super::outcome::{AnswerResult, block, done, line, number, number_setting, value};
use super::{Modem, incorrect, no_such_form};
use crate::handset::Handset;
use crate::link::Link;
use crate::mobile_station::MobileStation;
use sim_codec::at::{AtAction, Charset, EquipmentError, FinalResult};

/// Names of the commands.
pub(super) const NAMES: &[&str] = &[
    "E", "V", "Q", "X", "Z", "I", "&C", "&D", "&F", "S0", "D", "H", "+CGMI", "+CGMM", "+CGMR", "+CGSN", "+GMI", "+GMM",
    "+GMR", "+GSN", "+GCAP", "+CLAC", "+CMEE", "+CSCS", "+CBC", "+CFUN",
];

/// Percent of a full battery for each of its four steps.
const PERCENT_A_STEP: u32 = 25;

/// Functions of the equipment (+CFUN): all, and all but radio.
const FULL: u32 = 1;
const NO_RADIO: u32 = 4;

impl Modem {
    /// Executes a command of this file; `None` for any other.
    pub(super) fn execute_equipment<L: Link>(
        &mut self,
        name: &str,
        action: &AtAction,
        station: &mut MobileStation<L>,
    ) -> Option<AnswerResult> {
        let settings = &mut self.settings;
        let handset = station.handset();
        Some(match name {
            "E" => switch(action, &mut settings.echo),
            "V" => switch(action, &mut settings.verbose),
            "Q" => switch(action, &mut settings.quiet),
            "Z" | "&F" => {
                *settings = super::Settings::default();
                done()
            }
            // There are no calls, no wires and no tones here.
            "X" | "&C" | "&D" | "S0" | "H" => done(),
            "D" => Err(FinalResult::NoCarrier),
            "I" => block(&["I", "M", "R"].map(|which| text(handset, which).into_bytes())),
            "+CGMI" | "+GMI" => value(action, || text(handset, "I")),
            "+CGMM" | "+GMM" => value(action, || text(handset, "M")),
            "+CGMR" | "+GMR" => value(action, || text(handset, "R")),
            "+CGSN" | "+GSN" => value(action, || handset.model().imei.clone()),
            "+GCAP" => value(action, || "+GCAP: +CGSM".to_owned()),
            "+CLAC" => match action {
                AtAction::Execute(None) => {
                    let names = super::command_names().map(|name| format!("AT{name}").into_bytes());
                    block(&names.collect::<Vec<_>>())
                }
                AtAction::Test => done(),
                action => Err(no_such_form(action)),
            },
            "+CMEE" => number_setting(name, action, &mut settings.error_form, 0..=2),
            "+CSCS" => self.choose_charset(action),
            "+CBC" => match action {
                AtAction::Execute(None) | AtAction::Read => {
                    let percent = u32::from(handset.surroundings.battery).saturating_mul(PERCENT_A_STEP).min(100);
                    line(format!("+CBC: 0,{percent}"))
                }
                AtAction::Test => line("+CBC: (0),(0-100)"),
                action => Err(no_such_form(action)),
            },
            "+CFUN" => self.choose_function(action, station),
            _ => return None,
        })
    }

    fn choose_charset(&mut self, action: &AtAction) -> AnswerResult {
        match action {
            AtAction::Read => line(format!("+CSCS: \"{}\"", self.settings.charset.name())),
            AtAction::Test => {
                let names = Charset::ALL.map(|charset| format!("\"{}\"", charset.name()));
                line(format!("+CSCS: ({})", names.join(",")))
            }
            AtAction::Set(parameters) => {
                let [name] = parameters.as_slice() else { return Err(incorrect()) };
                self.settings.charset = name.text().and_then(Charset::named).ok_or_else(incorrect)?;
                done()
            }
            action => Err(no_such_form(action)),
        }
    }

    /// Switches the radio, and the phone off and on where that is asked for. A computer that is ready for the card's
    /// toolkit says so by `+CFUN=1`: what it has not answered is told again.
    fn choose_function<L: Link>(&mut self, action: &AtAction, station: &mut MobileStation<L>) -> AnswerResult {
        let parameters = match action {
            AtAction::Read => {
                let function = if station.handset().surroundings.service { FULL } else { NO_RADIO };
                return line(format!("+CFUN: {function}"));
            }
            AtAction::Test => return line("+CFUN: (1,4),(0,1)"),
            AtAction::Set(parameters) => parameters,
            action => return Err(no_such_form(action)),
        };
        let (function, resets) = match parameters.as_slice() {
            [_] => (number(parameters)?, false),
            [function, reset] => (
                function.number().ok_or_else(incorrect)?,
                reset.number().filter(|reset| *reset < 2).ok_or_else(incorrect)? == 1,
            ),
            _ => return Err(incorrect()),
        };
        match function {
            FULL if !station.handset().surroundings.service => station.handset_mut().find_service(),
            FULL => {}
            NO_RADIO if station.handset().surroundings.service => station.handset_mut().lose_service(),
            NO_RADIO => {}
            _ => return Err(EquipmentError::NotSupported.into()),
        }
        let settled = station.settle();
        self.note(settled);
        if resets || (function == FULL && station.handset().has_silent_host()) {
            self.restart(station);
        } else if function == FULL {
            station.handset_mut().remind_host();
        }
        done()
    }
}

/// Sets a switch of a basic command: 0 or 1, 0 without a number.
fn switch(action: &AtAction, switch: &mut bool) -> AnswerResult {
    match action {
        AtAction::Execute(None | Some(0)) => *switch = false,
        AtAction::Execute(Some(1)) => *switch = true,
        _ => return Err(FinalResult::Error),
    }
    done()
}

/// Returns manufacturer, model or revision of the handset, as RUN AT COMMAND tells the card.
fn text(handset: &Handset, which: &str) -> String {
    let model = handset.model();
    match which {
        "I" => model.name.to_owned(),
        "M" => model.sold_as.clone(),
        _ => model.software.clone(),
    }
}
