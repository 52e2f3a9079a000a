//! Capture that was read, and what is to be said of it.

use std::collections::BTreeMap;
use std::fmt;

use super::super::{Session, SessionStep};
use sim_codec::pcap::CaptureForm;
use sim_wire::count::Counted;

/// Session of a capture file, with what was passed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaptureLog {
    /// Form of the file.
    pub form: CaptureForm,
    /// Session of the capture.
    pub session: Session,
    /// Number of packets in the file.
    pub packets: usize,
    /// Number of interfaces from which the session's packets are.
    pub interfaces: usize,
    /// Number of exchanges whose command is in no table, so that their data was given to command or answer by its
    /// length.
    pub uncertain: usize,
    /// Number of requests for other parameters of the line and responses to them, which a session does not hold.
    pub parameters: usize,
    /// Reasons for which packets are no part of the session, each with the number of packets.
    pub foreign: BTreeMap<String, usize>,
    /// Remarks on packets that cannot be read, by the packet's number, counted from 1.
    pub remarks: Vec<(usize, String)>,
}

impl CaptureLog {
    /// Returns the number of steps for which a condition holds.
    fn count(&self, is_one: impl Fn(&SessionStep) -> bool) -> usize {
        self.session.steps.iter().filter(|step| is_one(step)).count()
    }

    /// Returns the number of exchanges.
    pub fn exchanges(&self) -> usize {
        self.count(|step| matches!(step, SessionStep::Exchange(_)))
    }

    /// Returns the number of power-ons and resets.
    pub fn resets(&self) -> usize {
        self.count(|step| matches!(step, SessionStep::PowerOn { .. } | SessionStep::Reset { .. }))
    }
}

impl fmt::Display for CaptureLog {
    /// Prints `pcapng capture: 957 packets, 932 exchanges, 25 resets`, and a line for whatever was passed over.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} capture: {}", self.form.name(), Counted(self.packets, "packet"))?;
        write!(f, ", {}", Counted(self.exchanges(), "exchange"))?;
        if self.resets() > 0 {
            write!(f, ", {}", Counted(self.resets(), "reset"))?;
        }
        if self.interfaces > 1 {
            write!(f, ", {} interfaces side by side", self.interfaces)?;
        }
        if self.parameters > 0 {
            write!(f, ", {} left out", Counted(self.parameters, "PPS message"))?;
        }
        if self.uncertain > 0 {
            let exchanges = Counted(self.uncertain, "exchange");
            write!(f, "\n{exchanges} of unlisted commands: whose the data is was taken from its length")?;
        }
        let foreign: usize = self.foreign.values().sum();
        if foreign > 0 {
            let reasons = self.foreign.iter().map(|(reason, count)| format!("{reason} ({count})"));
            let reasons = reasons.collect::<Vec<_>>().join("; ");
            write!(f, "\n{} passed over: {reasons}", Counted(foreign, "packet"))?;
        }
        self.remarks.iter().try_for_each(|(packet, text)| write!(f, "\npacket {packet}: {text}"))
    }
}
