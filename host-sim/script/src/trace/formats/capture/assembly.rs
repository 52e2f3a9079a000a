//! A session put together from the packets of a capture.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{Reply, Session, SessionExchange, SessionStep, comment_lines};
use super::log::CaptureLog;
use super::narration;
use super::piece::{self, Piece};
use super::power::Power;
use sim_codec::gsmtap::SimSubType;
use sim_codec::pcap::{CaptureFile, CapturedPacket};
use sim_explain::tpdu;

/// Nanoseconds between two packets from which on the time between them is a step of its own.
const PAUSE_NS: u64 = 1_000_000_000;

/// Nanoseconds in a millisecond.
const MILLISECOND_NS: u64 = 1_000_000;

/// Step with the comments of its packet.
#[derive(Clone, Debug)]
struct CommentedStep {
    step: SessionStep,
    comments: Vec<String>,
    /// Set if the packet's octets are explained beside it.
    is_explained: bool,
}

/// Command of which an interface awaits the rest.
#[derive(Clone, Debug)]
enum Awaited {
    /// Position of a command whose answer may follow.
    Answer(usize),
    /// Position of a command that comes in parts, with the answer so far.
    Parts(usize, Vec<u8>),
}

/// Session as far as it was read.
#[derive(Clone, Debug, Default)]
pub(super) struct Assembly {
    steps: Vec<CommentedStep>,
    /// Unfinished command of each interface.
    awaited: BTreeMap<usize, Awaited>,
    power: Power,
    /// Time of the last packet of the session, in nanoseconds; `None` before the first that has one.
    last_ns: Option<u64>,
    interfaces: BTreeSet<usize>,
    uncertain: usize,
    parameters: usize,
    foreign: BTreeMap<String, usize>,
    remarks: Vec<(usize, String)>,
}

impl Assembly {
    /// Takes the next packet of a file.
    pub(super) fn take(&mut self, file: &CaptureFile<'_>, packet: &CapturedPacket<'_>) {
        let piece = match piece::of(packet, file.link_type(packet)) {
            Ok(piece) => piece,
            Err(reason) => {
                let count = self.foreign.entry(reason.to_string()).or_default();
                *count = count.saturating_add(1);
                return;
            }
        };
        self.interfaces.insert(packet.interface);
        self.pass_time(packet, &piece);
        match piece {
            Piece::Atr(atr) => self.atr(packet, atr),
            Piece::Exchange(octets) => self.exchange(packet, octets),
            Piece::Command([]) => self.refuse(packet, "a command without octets"),
            Piece::Command(command) => {
                self.awaited.insert(packet.interface, Awaited::Answer(self.steps.len()));
                self.push_exchange(packet, command, Reply::Silence);
            }
            Piece::Answer(answer) => self.answer(packet, answer),
            Piece::Part(sub_type, octets) => self.part(packet, sub_type, octets),
            Piece::Parameters => self.parameters = self.parameters.saturating_add(1),
            Piece::Step(step) => {
                self.power.follow(&step);
                self.steps.push(CommentedStep { step, comments: packet.comments.clone(), is_explained: false });
            }
        }
    }

    /// Adds the time since the last packet where that is long, and no step has it already.
    fn pass_time(&mut self, packet: &CapturedPacket<'_>, piece: &Piece<'_>) {
        let passed = packet.time_ns.zip(self.last_ns).map_or(0, |(now, last)| now.saturating_sub(last));
        self.last_ns = packet.time_ns.or(self.last_ns);
        let is_rest = match piece {
            Piece::Answer(_) | Piece::Parameters => true,
            Piece::Part(sub_type, _) => *sub_type != SimSubType::TpduHeader,
            _ => false,
        };
        let is_told = matches!(self.steps.last(), Some(CommentedStep { step: SessionStep::Delay { .. }, .. }));
        if passed >= PAUSE_NS && !is_rest && !is_told {
            let step = SessionStep::Delay { ms: passed / MILLISECOND_NS };
            self.steps.push(CommentedStep { step, comments: Vec::new(), is_explained: false });
        }
    }

    fn atr(&mut self, packet: &CapturedPacket<'_>, atr: &[u8]) {
        if atr.is_empty() {
            return self.refuse(packet, "an answer to reset without octets");
        }
        let atr = Some(atr.to_vec());
        let last = self.steps.pop_if(|last| self.power.is_waiting() && is_bare(&last.step));
        let step = match last.as_ref().map(|last| &last.step) {
            Some(SessionStep::PowerOn { .. }) => SessionStep::PowerOn { atr },
            Some(_) => SessionStep::Reset { atr },
            None => self.power.step(atr),
        };
        let comments = last.into_iter().flat_map(|last| last.comments).chain(packet.comments.iter().cloned());
        let comments = comments.collect();
        self.power.follow(&step);
        self.steps.push(CommentedStep { step, comments, is_explained: true });
    }

    fn exchange(&mut self, packet: &CapturedPacket<'_>, octets: &[u8]) {
        let Some(found) = tpdu::split(octets) else {
            return self.refuse(packet, "no command of four octets or more with an answer that ends in a status word");
        };
        if !found.is_certain {
            self.uncertain = self.uncertain.saturating_add(1);
        }
        self.awaited.remove(&packet.interface);
        self.push_exchange(packet, found.command, Reply::Octets(found.answer.to_vec()));
    }

    fn push_exchange(&mut self, packet: &CapturedPacket<'_>, command: &[u8], reply: Reply) {
        let exchange = SessionExchange { command: command.to_vec(), answer: Some(reply), remark: None };
        let step = SessionStep::Exchange(exchange);
        self.power.follow(&step);
        self.push(packet, step);
    }

    fn push(&mut self, packet: &CapturedPacket<'_>, step: SessionStep) {
        self.steps.push(CommentedStep { step, comments: packet.comments.clone(), is_explained: true });
    }

    fn answer(&mut self, packet: &CapturedPacket<'_>, answer: &[u8]) {
        if answer.len() < 2 {
            return self.refuse(packet, "an answer ends with a status word of two octets");
        }
        match self.awaited.remove(&packet.interface) {
            Some(Awaited::Answer(place) | Awaited::Parts(place, _)) => self.reply_at(place, answer.to_vec()),
            None => self.refuse(packet, "an answer, and no command before it waits for one"),
        }
    }

    fn reply_at(&mut self, place: usize, answer: Vec<u8>) {
        if let Some(CommentedStep { step: SessionStep::Exchange(exchange), .. }) = self.steps.get_mut(place) {
            exchange.answer = Some(Reply::Octets(answer));
        }
    }

    fn part(&mut self, packet: &CapturedPacket<'_>, sub_type: SimSubType, octets: &[u8]) {
        if sub_type == SimSubType::TpduHeader {
            if octets.len() < 4 {
                return self.refuse(packet, "a header has four octets at least");
            }
            self.awaited.insert(packet.interface, Awaited::Parts(self.steps.len(), Vec::new()));
            return self.push_exchange(packet, octets, Reply::Silence);
        }
        let Some(Awaited::Parts(place, mut answer)) = self.awaited.remove(&packet.interface) else {
            return self.refuse(packet, "a part of an exchange, and no header before it");
        };
        match sub_type {
            SimSubType::TpduCommand => {
                if let Some(CommentedStep { step: SessionStep::Exchange(exchange), .. }) = self.steps.get_mut(place) {
                    exchange.command.extend(octets);
                }
            }
            _ => answer.extend(octets),
        }
        match sub_type {
            SimSubType::TpduStatus if answer.len() < 2 => self.refuse(packet, "a status word has two octets"),
            SimSubType::TpduStatus => self.reply_at(place, answer),
            _ => drop(self.awaited.insert(packet.interface, Awaited::Parts(place, answer))),
        }
    }

    /// Reports a packet that cannot be read.
    fn refuse(&mut self, packet: &CapturedPacket<'_>, why: &str) {
        self.remarks.push((packet.number, format!("cannot be read: {why}")));
    }

    /// Returns the session, with every comment in its place.
    pub(super) fn finish(self, file: &CaptureFile<'_>) -> CaptureLog {
        let bare = Session { steps: self.steps.iter().map(|commented| commented.step.clone()).collect() };
        let said = narration::of(&bare);
        let mut steps = Vec::with_capacity(self.steps.len());
        for (commented, said) in self.steps.into_iter().zip(said) {
            let CommentedStep { mut step, mut comments, is_explained } = commented;
            let said = said.filter(|_| is_explained);
            let remark = take_remark(&mut comments, said.as_deref());
            if let (SessionStep::Exchange(exchange), Some(remark)) = (&mut step, remark) {
                exchange.remark = Some(remark);
            }
            steps.extend(comments.iter().flat_map(|text| comment_lines(text)));
            steps.push(step);
        }
        CaptureLog {
            form: file.form,
            session: Session { steps },
            packets: file.packets.len(),
            interfaces: self.interfaces.len(),
            uncertain: self.uncertain,
            parameters: self.parameters,
            foreign: self.foreign,
            remarks: self.remarks,
        }
    }
}

/// Returns whether a step is a power-on or reset whose answer is missing.
const fn is_bare(step: &SessionStep) -> bool {
    matches!(step, SessionStep::PowerOn { atr: None } | SessionStep::Reset { atr: None })
}

/// Removes from a packet's comments what `explain` says of the packet, and the remark behind that, which is returned.
fn take_remark(comments: &mut Vec<String>, said: Option<&str>) -> Option<String> {
    let said = said?;
    match comments.as_slice() {
        [.., last] if last == said => {
            comments.pop();
            None
        }
        [.., before, _] if before == said => {
            let remark = comments.pop();
            comments.pop();
            remark
        }
        _ => None,
    }
}
