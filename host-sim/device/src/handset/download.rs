//! Short messages that arrive (3GPP TS 31.111 §7.1.1): one for the card goes to it as an ENVELOPE and is never shown,
//! and the card's answer becomes the delivery report; every other one goes to the inbox.

use serde::{Deserialize, Serialize};

use sim_wire::instruction::Instruction;
use sim_wire::proactive::{Device, ObjectTag};

use super::inbox::class;
use super::{Errand, Handset, Speech};
use sim_codec::cat::content::Address;
use sim_codec::cat::envelope::{Body as EnvelopeBody, SmsPpDownload};
use sim_codec::cat::{Envelope, Object};
use sim_codec::sms::{Direction, ReportParameters, SmsDeliver, SmsDeliverReport, Tpdu, UserData, user_data};

/// Protocol identifier of what is for the card.
const SIM_DATA_DOWNLOAD: u8 = 0x7F;

/// How often a busy card is told again, and how long the handset waits between, in milliseconds.
const TRIES: u8 = 5;
const AGAIN_MS: u32 = 1000;

/// TP-FCS: the card's toolkit is busy; the card could not take the data (3GPP TS 23.040 §9.2.3.22).
const TOOLKIT_BUSY: u8 = 0xD4;
const DOWNLOAD_ERROR: u8 = 0xD5;

/// RP cause of a refusal (3GPP TS 24.011 §8.2.5.4): protocol error, unspecified.
pub const RP_CAUSE: u8 = 111;

/// What the network hears of a message that it delivered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryReport {
    /// The number that [`Handset::receive_message`] gave.
    pub number: u32,
    /// RP-ACK, or RP-ERROR with [`RP_CAUSE`].
    pub acknowledged: bool,
    /// The SMS-DELIVER-REPORT in it: TP-FCS of a refusal, and what the card answered in TP-UD.
    pub report: SmsDeliverReport,
}

/// Why the handset takes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotTakenError {
    /// The handset is out of the network's reach.
    #[error("the network does not reach the handset")]
    NoService,
    /// Another TPDU, or none.
    #[error("this is no SMS-DELIVER that can be read")]
    NoDeliver,
    /// Longer than a message of the network's may be.
    #[error("this SMS-DELIVER is longer than an envelope to the card holds")]
    TooLong,
}

/// A message on its way to the card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Download {
    number: u32,
    message: SmsDeliver,
    envelope: Vec<u8>,
    tries: u8,
    /// Until the card is told again.
    left_ms: Option<u32>,
    /// The card took it for wrong; its words are still to be fetched.
    failed: bool,
}

impl Handset {
    /// The network delivers a short message (its TPDU, from TP-MTI on) from a service centre. Gives the number under
    /// which the report comes: at once where it is for the person, and when the card has answered where it is for
    /// the card.
    pub fn receive_message(&mut self, tpdu: &[u8], service_centre: &Address) -> Result<u32, NotTakenError> {
        if !self.surroundings.service {
            return Err(NotTakenError::NoService);
        }
        let Some(Tpdu::Deliver(message)) = Tpdu::parse(Direction::FromNetwork, tpdu) else {
            return Err(NotTakenError::NoDeliver);
        };
        let number = self.received.wrapping_add(1);
        let is_for_card = message.pid == SIM_DATA_DOWNLOAD && class(message.dcs) == Some(2);
        if is_for_card {
            let body = SmsPpDownload {
                service_centre: Some(Object::new(ObjectTag::Address, service_centre.clone()).optional()),
                message: Some(Object::new(ObjectTag::SmsTpdu, Tpdu::Deliver(message.clone()))),
            };
            let envelope = Envelope::new(Device::Network, EnvelopeBody::SmsPpDownload(Box::new(body))).emit();
            let envelope =
                envelope.ok().filter(|octets| u8::try_from(octets.len()).is_ok()).ok_or(NotTakenError::TooLong)?;
            self.downloads.push_back(Download { number, message, envelope, tries: 0, left_ms: None, failed: false });
            if self.downloads.len() == 1 {
                self.bring();
            }
        } else {
            self.inbox.take(self.surroundings.now, &message, service_centre);
            self.reports.push(DeliveryReport { number, acknowledged: true, report: report(&message, None, &[]) });
        }
        self.received = number;
        Ok(number)
    }

    /// Takes the reports of messages that were delivered.
    pub fn take_reports(&mut self) -> Vec<DeliveryReport> {
        std::mem::take(&mut self.reports)
    }

    /// Whether a message is on its way to the card.
    pub fn has_downloads(&self) -> bool {
        !self.downloads.is_empty()
    }

    /// Brings the card the message that is next.
    fn bring(&mut self) {
        if let Some(envelope) = self.downloads.front().map(|download| download.envelope.clone()) {
            self.due(Errand::Download, Instruction::Envelope.ins(), &envelope);
        }
    }

    /// What the card says to a message, or when its data are fetched.
    pub(super) fn download_answered(&mut self, errand: Errand, data: &[u8], status: [u8; 2]) {
        let Some(download) = self.downloads.front_mut() else { return };
        let class = self.speech.class();
        let fetch = |length: u8| {
            let class = if class == Speech::Gsm.class() { class } else { 0x00 };
            (Errand::DownloadData, vec![class, Instruction::GetResponse.ins(), 0x00, 0x00, length])
        };
        let asked = errand == Errand::Download;
        match status {
            [0x93, 0x00] if asked && download.tries < TRIES => {
                download.tries += 1;
                download.left_ms = Some(AGAIN_MS);
            }
            [0x93, 0x00] if asked => self.reported(Some(TOOLKIT_BUSY), &[]),
            [0x9F | 0x61, length] if data.is_empty() => self.due.push_front(fetch(length)),
            [0x9E, length] if asked => {
                download.failed = true;
                self.due.push_front(fetch(length));
            }
            // Of an error with data a card with T=0 says the length when it is asked with none.
            [0x62 | 0x63, _] if asked && data.is_empty() && self.speech == Speech::Uicc => {
                download.failed = true;
                self.due.push_front(fetch(0x00));
            }
            [0x6C, length] if !asked => self.due.push_front(fetch(length)),
            [0x90 | 0x91, _] | [0x62 | 0x63, _] => {
                let failed = download.failed || !matches!(status, [0x90 | 0x91, _]);
                self.reported(failed.then_some(DOWNLOAD_ERROR), data);
            }
            _ => self.reported(Some(DOWNLOAD_ERROR), &[]),
        }
    }

    /// The first message is done with: its report is written, and the next is brought.
    fn reported(&mut self, cause: Option<u8>, data: &[u8]) {
        let Some(download) = self.downloads.pop_front() else { return };
        let report = report(&download.message, cause, data);
        self.reports.push(DeliveryReport { number: download.number, acknowledged: cause.is_none(), report });
        self.bring();
    }

    /// Time passes for a card that was busy.
    pub(super) fn wait_for_card(&mut self, ms: u32) {
        let Some(left) = self.downloads.front_mut().and_then(|download| download.left_ms.as_mut()) else { return };
        *left = left.saturating_sub(ms);
        if *left == 0 {
            self.downloads.iter_mut().take(1).for_each(|download| download.left_ms = None);
            self.bring();
        }
    }
}

/// An SMS-DELIVER-REPORT: the card's data with the protocol identifier and the coding of the message, and with its
/// header indicator where the data begin with a header.
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
