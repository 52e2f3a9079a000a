//! Writer of a session as pcapng, with the link type of exported PDUs.

use super::super::{Reply, Session, SessionExchange, SessionStep, json_lines};
use super::form::ExchangeForm;
use super::power::Power;
use super::{COMMENT_MAX, dissector, narration};
use sim_codec::pcap::exported_pdu::ExportedPdu;
use sim_codec::pcap::{CaptureWriter, LinkType, PacketDirection, PacketToWrite};
use sim_codec::time::{HOUR, Moment};
use sim_world::world::BEGINNING;

/// Name of the program in a capture.
const APPLICATION: &str = concat!("rfid-sim ", env!("CARGO_PKG_VERSION"));

/// Microseconds from one packet to the next.
const STEP_US: u64 = 1000;

/// Hours by which China's local time is ahead of UTC.
const AHEAD_HOURS: u64 = 8;

/// Encodes a session that was narrowed to this format.
pub fn encode(session: &Session) -> Vec<u8> {
    let mut file = CaptureWriter::new(APPLICATION);
    let contacts = file.add_interface(LinkType::EXPORTED_PDU, "contacts");
    let has_radio = session.steps.iter().any(|step| matches!(step, SessionStep::Tap { .. }));
    let radio = if has_radio { file.add_interface(LinkType::EXPORTED_PDU, "radio") } else { contacts };
    let mut writer = SessionWriter {
        file,
        contacts,
        radio,
        interface: contacts,
        time_us: beginning_us(session),
        comments: Vec::new(),
        power: Power::default(),
    };
    for (step, said) in session.steps.iter().zip(narration::of(session)) {
        writer.step(step, said);
    }
    writer.finish()
}

/// Returns the moment at which a session begins: by its `clock`, else when worlds begin.
fn beginning_us(session: &Session) -> u64 {
    let clock = session.steps.iter().find_map(|step| match step {
        SessionStep::Setting(text) => clock(text),
        _ => None,
    });
    let Moment(local_ms) = clock.unwrap_or(BEGINNING);
    local_ms.saturating_sub(AHEAD_HOURS.saturating_mul(HOUR)).saturating_mul(1000)
}

/// Returns the moment of a `clock` setting; `None` for another one.
fn clock(text: &str) -> Option<Moment> {
    text.strip_prefix("clock ").and_then(|moment| moment.trim().parse().ok())
}

/// Session that is being written.
struct SessionWriter {
    file: CaptureWriter,
    /// Interface of the contacts.
    contacts: u32,
    /// Interface of the radio.
    radio: u32,
    /// Interface that is in use.
    interface: u32,
    /// Time of the next packet, in microseconds since 1970-01-01 00:00 UTC.
    time_us: u64,
    /// Comments that stand before the next packet.
    comments: Vec<String>,
    power: Power,
}

impl SessionWriter {
    /// Writes a step, with what is said of its octets.
    fn step(&mut self, step: &SessionStep, said: Option<String>) {
        match step {
            SessionStep::Comment(text) if text.len() <= COMMENT_MAX => return self.comments.push(text.clone()),
            SessionStep::PowerOn { atr: Some(atr) } | SessionStep::Reset { atr: Some(atr) } => {
                self.atr(step, atr, said);
            }
            SessionStep::Exchange(exchange) if exchange.answer.is_some() => self.exchange(exchange, said),
            SessionStep::Tap { .. } => {
                self.interface = self.radio;
                self.line(step);
            }
            SessionStep::Contact => {
                self.interface = self.contacts;
                self.line(step);
            }
            SessionStep::Delay { ms } => {
                self.line(step);
                self.time_us = self.time_us.saturating_add(ms.saturating_mul(1000));
            }
            _ => self.line(step),
        }
        self.power.follow(step);
    }

    /// Writes an answer to reset; before it the step, where the answer alone would be read as another.
    fn atr(&mut self, step: &SessionStep, atr: &[u8], said: Option<String>) {
        if self.power.is_waiting() || self.power.step(Some(atr.to_vec())) != *step {
            self.line(&match step {
                SessionStep::PowerOn { .. } => SessionStep::PowerOn { atr: None },
                _ => SessionStep::Reset { atr: None },
            });
        }
        self.comments.extend(said);
        self.packet(dissector::ATR, Some(PacketDirection::Inbound), atr);
    }

    fn exchange(&mut self, exchange: &SessionExchange, said: Option<String>) {
        self.comments.extend(said);
        self.comments.extend(exchange.remark.clone());
        let command = exchange.command.as_slice();
        let answer = match &exchange.answer {
            Some(Reply::Octets(answer)) => Some(answer.as_slice()),
            _ => None,
        };
        match ExchangeForm::of(command, answer) {
            ExchangeForm::InOne(octets) => self.packet(dissector::EXCHANGE, None, &octets),
            ExchangeForm::Apart(name) => {
                self.packet(name, Some(PacketDirection::Outbound), command);
                if let Some(answer) = answer {
                    self.packet(dissector::ANSWER, Some(PacketDirection::Inbound), answer);
                }
            }
        }
    }

    /// Writes a step as its line of JSON.
    fn line(&mut self, step: &SessionStep) {
        let line = json_lines::print(&Session { steps: vec![step.clone()] });
        self.packet(dissector::STEP, None, line.trim_end().as_bytes());
    }

    fn packet(&mut self, name: &str, direction: Option<PacketDirection>, octets: &[u8]) {
        let octets = ExportedPdu { dissector: Some(name), octets }.encode();
        let (interface, time_us) = (self.interface, self.time_us);
        let comments = std::mem::take(&mut self.comments);
        self.file.add_packet(&PacketToWrite { interface, time_us, direction, comments: &comments, octets: &octets });
        self.time_us = self.time_us.saturating_add(STEP_US);
    }

    /// Writes the comments behind the last packet, and returns the file.
    fn finish(mut self) -> Vec<u8> {
        for text in std::mem::take(&mut self.comments) {
            self.line(&SessionStep::Comment(text));
        }
        self.file.finish()
    }
}
