//! A proof of receipt that leaves by a short message of its own (SPI2 bit 6, ETSI TS 102 225 §5.1.1). It is sent by
//! SEND SHORT MESSAGE when nothing else is under way. The handset shows nothing, since the person did not ask for the
//! message.

use heapless::Vec;
use serde::{Deserialize, Serialize};

use crate::doors::ota::carriage::TPDU_MAX;
use sim_wire::proactive::{CommandType, GeneralResult};

use super::super::menu::prompt::Prompt;
use super::proactive::{self, Sheet};
use super::response::Response;
use super::{BUSY_MAX, Outstanding, Purpose, Toolkit};

/// A message that waits to be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Report {
    tpdu: Vec<u8, TPDU_MAX>,
    /// Number of times that the message was offered.
    offered: u8,
    /// Set while the handset is busy: the message is offered again at the next STATUS.
    is_put_off: bool,
}

impl Toolkit {
    /// Takes a message to be sent. Returns `false` if the handset cannot send messages, or if another message waits
    /// already.
    pub(crate) fn reports(&mut self, tpdu: Vec<u8, TPDU_MAX>) -> bool {
        let takes = self.report.is_none() && self.abilities.can(CommandType::SendSms);
        if takes {
            self.report = Some(Report { tpdu, offered: 0, is_put_off: false });
        }
        takes
    }

    /// Offers the message when nothing else is under way. A message that was offered more than [`BUSY_MAX`] times is
    /// given up.
    pub(crate) fn offer_report(&mut self) {
        if self.outstanding.is_some() || self.asking.is_some() {
            return;
        }
        let number = self.next_number();
        let Some(report) = self.report.as_mut().filter(|report| !report.is_put_off) else { return };
        report.offered = report.offered.saturating_add(1);
        let sheet = Sheet { page: 0, message: Some(&report.tpdu), tongue: self.tongue };
        let command = proactive::command(&Prompt::Send(None), number, self.abilities, sheet);
        let command = command.filter(|_| report.offered <= BUSY_MAX);
        let Some(command) = command else {
            self.report = None;
            return;
        };
        self.number = number;
        let (purpose, details) = (Purpose::Report, command.details);
        self.outstanding = Some(Outstanding { purpose, details, command, fetched: false, picks: 0, polls: 0 });
    }

    /// Notes at STATUS that the handset has time again.
    pub(crate) const fn offer_report_again(&mut self) {
        if let Some(report) = &mut self.report {
            report.is_put_off = false;
        }
    }

    /// Takes the outcome of sending the message. Only a busy handset is asked again; otherwise the platform repeats its
    /// packet.
    pub(super) fn take_report_result(&mut self, response: &Response<'_>) {
        let is_busy =
            matches!(response.general_result(), GeneralResult::TerminalBusy | GeneralResult::NetworkUnavailable);
        self.report = self.report.take().filter(|_| is_busy).map(|report| Report { is_put_off: true, ..report });
    }
}
