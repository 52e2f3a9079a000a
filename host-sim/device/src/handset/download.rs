//! Short messages that arrive (3GPP TS 31.111 §7.1.1). A message for the card goes to the card as an ENVELOPE and is
//! never shown; the card's answer becomes the delivery report. Every other message goes to the inbox.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use sim_wire::instruction::Instruction;
use sim_wire::proactive::{Device, ObjectTag};

use super::inbox::class;
use super::queue::Purpose;
use super::{Handset, Speech, StoredMessage};
use sim_codec::cat::content::Address;
use sim_codec::cat::envelope::{Body as EnvelopeBody, SmsPpDownload};
use sim_codec::cat::{Envelope, Object};
use sim_codec::sms::{Direction, ReportParameters, SmsDeliver, SmsDeliverReport, Tpdu, UserData, user_data};

/// Protocol identifier (TP-PID) of a message for the card.
const SIM_DATA_DOWNLOAD: u8 = 0x7F;

/// Most repetitions to a busy card, and the milliseconds between them.
const TRIES: u8 = 5;
const AGAIN_MS: u32 = 1000;

/// TP-FCS of a refusal (3GPP TS 23.040 §9.2.3.22): the card's toolkit is busy; the card could not take the data.
const TOOLKIT_BUSY: u8 = 0xD4;
const DOWNLOAD_ERROR: u8 = 0xD5;

/// RP cause of a refusal (3GPP TS 24.011 §8.2.5.4): protocol error, unspecified.
pub const RP_CAUSE: u8 = 111;

/// Report to the network on a message that it delivered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryReport {
    /// Number of the message, as [`Handset::receive_message`] returned it.
    pub number: u32,
    /// `true` for RP-ACK, `false` for RP-ERROR with [`RP_CAUSE`].
    pub acknowledged: bool,
    /// SMS-DELIVER-REPORT inside: TP-FCS of a refusal, and the card's answer in TP-UD.
    pub report: SmsDeliverReport,
}

/// Reason for which the handset does not take a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotTakenError {
    /// The handset is out of the network's reach.
    #[error("the network does not reach the handset")]
    NoService,
    /// The octets are another TPDU, or none.
    #[error("this is no SMS-DELIVER that can be read")]
    NoDeliver,
    /// The SMS-DELIVER is longer than an envelope to the card holds.
    #[error("this SMS-DELIVER is longer than an envelope to the card holds")]
    TooLong,
}

/// Message on its way to the card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Download {
    number: u32,
    message: SmsDeliver,
    envelope: Vec<u8>,
    /// Number of repetitions to a busy card.
    tries: u8,
    /// Milliseconds until the message is repeated; `None` if the card was not busy.
    left_ms: Option<u32>,
    /// Set when the card reports an error whose data are still to be fetched.
    failed: bool,
}

/// Next step of the handset with the message on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum DownloadStep {
    /// Waits for a busy card.
    Wait,
    /// Fetches that many octets of the card's answer.
    Fetch(u8),
    /// Brings the next message, as this one is reported.
    BringNext,
}

/// Messages on their way to the card, and the reports of those that came.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Downloads {
    waiting: VecDeque<Download>,
    reports: Vec<DeliveryReport>,
    /// Number of the last message that was received.
    received: u32,
}

impl Downloads {
    /// Drops the messages on their way, without a report.
    pub(super) fn clear(&mut self) {
        self.waiting.clear();
    }

    /// Returns whether both bring the card the same messages; reports and numbers concern the network alone.
    pub(super) fn has_same_future(&self, other: &Downloads) -> bool {
        let Downloads { waiting, reports: _, received: _ } = self;
        *waiting == other.waiting
    }

    /// Lets time pass for a card that was busy; returns whether the message is to be repeated.
    pub(super) fn pass(&mut self, ms: u32) -> bool {
        let Some(Download { left_ms: Some(left), .. }) = self.waiting.front_mut() else { return false };
        *left = left.saturating_sub(ms);
        let is_over = *left == 0;
        if is_over {
            self.waiting.iter_mut().take(1).for_each(|download| download.left_ms = None);
        }
        is_over
    }

    /// Returns the envelope of the next message; `None` if none waits.
    fn next_envelope(&self) -> Option<&[u8]> {
        self.waiting.front().map(|download| download.envelope.as_slice())
    }

    /// Takes a message for the card; returns its number.
    fn push(&mut self, message: SmsDeliver, envelope: Vec<u8>) -> u32 {
        self.received = self.received.wrapping_add(1);
        let number = self.received;
        self.waiting.push_back(Download { number, message, envelope, tries: 0, left_ms: None, failed: false });
        number
    }

    /// Acknowledges a message for the person; returns its number.
    fn acknowledge(&mut self, message: &SmsDeliver) -> u32 {
        self.received = self.received.wrapping_add(1);
        let report = report(message, None, &[]);
        self.reports.push(DeliveryReport { number: self.received, acknowledged: true, report });
        self.received
    }

    /// Takes the card's answer to a message, or the data that were fetched; returns the next step.
    fn take_answer(&mut self, purpose: Purpose, data: &[u8], status: [u8; 2], speech: Speech) -> DownloadStep {
        let Some(download) = self.waiting.front_mut() else { return DownloadStep::Wait };
        let asked = purpose == Purpose::Download;
        match status {
            [0x93, 0x00] if asked && download.tries < TRIES => {
                download.tries += 1;
                download.left_ms = Some(AGAIN_MS);
                DownloadStep::Wait
            }
            [0x93, 0x00] if asked => self.report(Some(TOOLKIT_BUSY), &[]),
            [0x9F | 0x61, length] if data.is_empty() => DownloadStep::Fetch(length),
            [0x9E, length] if asked => {
                download.failed = true;
                DownloadStep::Fetch(length)
            }
            // A card with T=0 states the length of data with an error only when asked with length 00.
            [0x62 | 0x63, _] if asked && data.is_empty() && speech == Speech::Uicc => {
                download.failed = true;
                DownloadStep::Fetch(0x00)
            }
            [0x6C, length] if !asked => DownloadStep::Fetch(length),
            [0x90 | 0x91, _] | [0x62 | 0x63, _] => {
                let failed = download.failed || !matches!(status, [0x90 | 0x91, _]);
                self.report(failed.then_some(DOWNLOAD_ERROR), data)
            }
            _ => self.report(Some(DOWNLOAD_ERROR), &[]),
        }
    }

    /// Writes the report of the message on its way, which then leaves the queue.
    fn report(&mut self, cause: Option<u8>, data: &[u8]) -> DownloadStep {
        let Some(download) = self.waiting.pop_front() else { return DownloadStep::Wait };
        let report = report(&download.message, cause, data);
        self.reports.push(DeliveryReport { number: download.number, acknowledged: cause.is_none(), report });
        DownloadStep::BringNext
    }
}

impl Handset {
    /// Takes a short message that the network delivers (its TPDU, from TP-MTI on) from a service centre. Returns the
    /// number of its report. The report comes at once for the person's messages, and after the card's answer for the
    /// card's.
    pub fn receive_message(&mut self, tpdu: &[u8], service_centre: &Address) -> Result<u32, NotTakenError> {
        if !self.surroundings.service {
            return Err(NotTakenError::NoService);
        }
        let Some(Tpdu::Deliver(message)) = Tpdu::parse(Direction::FromNetwork, tpdu) else {
            return Err(NotTakenError::NoDeliver);
        };
        let is_for_card = message.pid == SIM_DATA_DOWNLOAD && class(message.dcs) == Some(2);
        if !is_for_card {
            self.inbox.take(self.surroundings.now, &message, service_centre);
            let (tpdu, service_centre) = (tpdu.to_vec(), service_centre.clone());
            self.host.take_message(|| StoredMessage { index: 0, is_read: false, tpdu, service_centre });
            return Ok(self.downloads.acknowledge(&message));
        }
        let envelope = envelope(&message, service_centre).ok_or(NotTakenError::TooLong)?;
        let is_first = !self.has_downloads();
        let number = self.downloads.push(message, envelope);
        if is_first {
            self.bring_message();
        }
        Ok(number)
    }

    /// Takes the reports of messages that were delivered.
    pub fn take_reports(&mut self) -> Vec<DeliveryReport> {
        std::mem::take(&mut self.downloads.reports)
    }

    /// Returns whether a message is on its way to the card.
    pub fn has_downloads(&self) -> bool {
        !self.downloads.waiting.is_empty()
    }

    /// Brings the card the next message.
    pub(super) fn bring_message(&mut self) {
        let envelope = self.downloads.next_envelope();
        let apdu = envelope.and_then(|envelope| self.speech.apdu(Instruction::Envelope, envelope));
        if let Some(apdu) = apdu {
            self.queue.push(Purpose::Download, apdu);
        }
    }

    /// Takes the card's answer to a message, or the data that were fetched, and does the next step.
    pub(super) fn take_download_answer(&mut self, purpose: Purpose, data: &[u8], status: [u8; 2]) {
        match self.downloads.take_answer(purpose, data, status, self.speech) {
            DownloadStep::Wait => {}
            DownloadStep::Fetch(length) => {
                let class = if self.speech == Speech::Gsm { self.speech.class() } else { 0x00 };
                let apdu = vec![class, Instruction::GetResponse.ins(), 0x00, 0x00, length];
                self.queue.push_front(Purpose::DownloadData, apdu);
            }
            DownloadStep::BringNext => self.bring_message(),
        }
    }
}

/// Returns the envelope of a message for the card; `None` if no APDU holds it.
fn envelope(message: &SmsDeliver, service_centre: &Address) -> Option<Vec<u8>> {
    let body = SmsPpDownload {
        service_centre: Some(Object::new(ObjectTag::Address, service_centre.clone()).optional()),
        message: Some(Object::new(ObjectTag::SmsTpdu, Tpdu::Deliver(message.clone()))),
    };
    let envelope = Envelope::new(Device::Network, EnvelopeBody::SmsPpDownload(Box::new(body))).emit();
    envelope.ok().filter(|octets| u8::try_from(octets.len()).is_ok())
}

/// Returns an SMS-DELIVER-REPORT with the card's data, and with the protocol identifier and coding of the message. Its
/// header indicator is set if the message has one and the data begin with a header.
fn report(delivered: &SmsDeliver, cause: Option<u8>, data: &[u8]) -> SmsDeliverReport {
    let has_header = delivered.has_header() && user_data::header(data).is_some();
    let first = if has_header { 0x40 } else { 0x00 };
    let parameters = match u8::try_from(data.len()) {
        Ok(length @ 1..) => ReportParameters {
            indicator: 0x07,
            pid: Some(delivered.pid),
            dcs: Some(delivered.dcs),
            user: Some(UserData::read(length, data, delivered.dcs, has_header)),
            ..ReportParameters::default()
        },
        _ => ReportParameters::default(),
    };
    SmsDeliverReport { first, cause, parameters: Some(parameters) }
}
