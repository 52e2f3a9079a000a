//! Sessions in capture files (pcap, pcapng) and on the network (GSMTAP). Wireshark's exported PDUs name what each
//! packet is: an answer to reset, a command with its answer, either alone, or a step of any other kind as its line of
//! JSON. Whatever carries GSMTAP over UDP is read too, as SIMtrace and pySim leave it.
//!
//! ```
//! use sim_script::trace::formats::{Format, Notes, Reply, Session, SessionExchange, SessionStep, capture};
//!
//! let exchange = SessionExchange {
//!     command: vec![0x80, 0x5C, 0, 2, 4],
//!     answer: Some(Reply::Octets(vec![0, 0, 0x13, 0x88, 0x90, 0])),
//!     remark: None,
//! };
//! let session = Session { steps: vec![SessionStep::Exchange(exchange)] };
//! let file = Format::Pcapng.encode(&Format::Pcapng.narrow(&session, &mut Notes::default()));
//! let log = capture::read(&file)?;
//! assert_eq!(log.session, session);
//! assert_eq!(log.to_string(), "pcapng capture: 1 packet, 1 exchange");
//! # Ok::<(), sim_codec::pcap::CaptureError>(())
//! ```

use super::{Notes, Reply, Session, SessionStep, json_lines};
use crate::trace::syntax::{ChainingMode, TraceSetting};
use sim_codec::pcap::CaptureError;

mod assembly;
mod form;
mod live;
mod log;
mod narration;
mod piece;
mod power;
mod write;

pub use live::LiveMessage;
pub use log::CaptureLog;
pub use write::encode;

/// Names of Wireshark's dissectors.
mod dissector {
    /// Answer to reset.
    pub(super) const ATR: &str = "iso7816.atr";
    /// Command and answer of a T=0 exchange in one.
    pub(super) const EXCHANGE: &str = "gsm_sim";
    /// Command alone.
    pub(super) const COMMAND: &str = "gsm_sim.command";
    /// Answer alone.
    pub(super) const ANSWER: &str = "gsm_sim.response";
    /// Octets that no dissector takes; the packet's direction tells a command from an answer.
    pub(super) const OCTETS: &str = "data";
    /// Octets of a card's line of either direction, which the packet tells.
    pub(super) const ISO_7816: &str = "iso7816";
    /// Step that is neither, as JSON lines have it.
    pub(super) const STEP: &str = "json";
    /// GSMTAP with its header.
    pub(super) const GSMTAP: &str = "gsmtap";
}

/// Most octets of a remark or of a comment beside a packet.
const COMMENT_MAX: usize = 50_000;

/// Reads the session of a capture file.
pub fn read(octets: &[u8]) -> Result<CaptureLog, CaptureError> {
    let file = sim_codec::pcap::parse(octets)?;
    let mut assembly = assembly::Assembly::default();
    file.packets.iter().for_each(|packet| assembly.take(&file, packet));
    Ok(assembly.finish(&file))
}

/// Returns a session as a capture can hold it: everything, with what JSON lines change.
pub(super) fn narrow(session: &Session, notes: &mut Notes) -> Session {
    let mut held = json_lines::narrow(session, notes);
    let said = narration::of(&held);
    for (step, said) in held.steps.iter_mut().zip(said) {
        match step {
            SessionStep::PowerOn { atr } | SessionStep::Reset { atr } if atr.as_ref().is_some_and(Vec::is_empty) => {
                *atr = None;
            }
            SessionStep::Exchange(exchange) if exchange.remark.is_some() && exchange.remark == said => {
                notes.add("remarks left out", "they say what stands beside the packet anyway");
                exchange.remark = None;
            }
            SessionStep::Exchange(exchange)
                if exchange.remark.as_ref().is_some_and(|text| text.len() > COMMENT_MAX) =>
            {
                notes.add("remarks left out", format!("a packet's comment has {COMMENT_MAX} octets at most"));
                exchange.remark = None;
            }
            _ => {}
        }
    }
    held
}

/// Returns a session of a capture as a trace replays it: where the reader's own work stands in it, a reader that leaves
/// that work to the trace.
pub fn for_replay(session: Session) -> Session {
    let is_reader = |step: &SessionStep| matches!(step, SessionStep::Setting(text) if text.starts_with("reader "));
    if session.steps.iter().any(is_reader) || !session.steps.iter().any(is_unfinished) {
        return session;
    }
    let raw = TraceSetting::Reader(ChainingMode::Raw).to_string();
    let steps = std::iter::once(SessionStep::Setting(raw)).chain(session.steps);
    Session { steps: steps.collect() }
}

/// Returns whether a step is an exchange that a T=0 reader would not leave at that.
fn is_unfinished(step: &SessionStep) -> bool {
    let SessionStep::Exchange(exchange) = step else { return false };
    let Some(Reply::Octets(octets)) = &exchange.answer else { return false };
    matches!(octets.last_chunk::<2>(), Some([0x61 | 0x6C | 0x9F, _]))
}

#[cfg(test)]
mod tests;
