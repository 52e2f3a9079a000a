//! What happens in the slots: a line each on standard output, the record, and datagrams to Wireshark.

use std::path::Path;

use miette::miette;

use crate::cli::gsmtap::{GsmtapDestination, GsmtapSender};
use crate::cli::session_file::SessionFile;
use crate::cli::{output, print};
use sim_device::vpcd::SlotEvent;
use sim_script::trace::formats::capture::LiveMessage;
use sim_script::trace::formats::{Reply, SessionExchange, SessionStep};

/// Slot of the virtual reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SlotName {
    /// First slot, with the card.
    Card,
    /// Second slot, with the security module.
    Psam,
}

impl SlotName {
    /// Returns what stands before the lines of the slot.
    const fn prefix(self) -> &'static str {
        match self {
            SlotName::Card => "",
            SlotName::Psam => "PSAM: ",
        }
    }
}

/// Choice of what is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verbosity {
    /// Nothing but what concerns the reader.
    Nothing,
    /// Line for each exchange.
    Lines,
    /// Line for each exchange, and its octets below.
    Octets,
}

/// Journal of the slots.
pub(super) struct Journal {
    shown: Verbosity,
    record: Option<SessionFile>,
    gsmtap: GsmtapSender<SessionStep>,
    /// Command whose answer waits for GET RESPONSE in each slot; `None` if none does.
    waiting: [Option<Vec<u8>>; 2],
    /// Seconds since the last power-on that the record has.
    recorded_s: u32,
    /// Reason for which the record cannot be written; `None` if all is well.
    trouble: Option<String>,
}

impl Journal {
    /// Begins a journal. `header` are the steps that bring the same card back.
    pub(super) fn begin(
        shown: Verbosity,
        record: Option<(&Path, bool)>,
        gsmtap: Option<&GsmtapDestination>,
        header: Vec<SessionStep>,
    ) -> miette::Result<Journal> {
        let record = record.map(|(path, force)| SessionFile::begin(path, force, header)).transpose()?;
        let gsmtap = GsmtapSender::new(gsmtap);
        Ok(Journal { shown, record, gsmtap, waiting: [None, None], recorded_s: 0, trouble: None })
    }

    /// Notes what happened in a slot, `uptime_s` seconds after the card was last given power.
    pub(super) fn note(&mut self, slot: SlotName, event: &SlotEvent, uptime_s: u32) {
        if self.shown != Verbosity::Nothing {
            self.show(slot, event);
        }
        self.follow(slot, event);
        if slot == SlotName::Card {
            let passed = uptime_s.saturating_sub(self.recorded_s);
            let step = step(event);
            let is_exchange = matches!(event, SlotEvent::Exchanged { .. });
            self.recorded_s = if is_exchange { uptime_s.max(self.recorded_s) } else { 0 };
            self.gsmtap.send_all(std::slice::from_ref(&step), LiveMessage::all_of);
            self.gsmtap.tell();
            let delay = (is_exchange && passed > 0).then(|| SessionStep::Delay { ms: u64::from(passed) * 1000 });
            self.keep(delay.into_iter().chain([step]).collect());
        }
    }

    /// Notes a command that was not answered.
    pub(super) fn note_silence(&mut self, slot: SlotName, command: &[u8]) {
        if self.shown != Verbosity::Nothing {
            print(&format!("{}{}: no answer", slot.prefix(), sim_explain::command(command).summary()));
        }
        if slot == SlotName::Card {
            let answer = Some(Reply::Silence);
            let step = SessionStep::Exchange(SessionExchange { command: command.to_vec(), answer, remark: None });
            self.gsmtap.send_all(std::slice::from_ref(&step), LiveMessage::all_of);
            self.keep(vec![step]);
        }
    }

    /// Notes something that concerns the reader, and is shown always.
    pub(super) fn say(&mut self, slot: SlotName, words: &str) {
        print(&format!("{}{words}", slot.prefix()));
    }

    /// Returns why the record cannot be written any more; `None` if all is well.
    pub(super) fn trouble(&self) -> Option<&str> {
        self.trouble.as_deref()
    }

    /// Ends the journal.
    pub(super) fn finish(&mut self) -> miette::Result<()> {
        self.gsmtap.finish();
        match self.record.as_mut().map_or(Ok(()), SessionFile::finish) {
            Ok(()) => self.trouble.take().map_or(Ok(()), |why| Err(miette!("{why}"))),
            Err(why) => Err(why),
        }
    }

    /// Prints an event in one line.
    fn show(&self, slot: SlotName, event: &SlotEvent) {
        let prefix = slot.prefix();
        match event {
            SlotEvent::PoweredOn { atr } => print(&format!("{prefix}power on: {}", hex::encode_upper(atr))),
            SlotEvent::PoweredOff => print(&format!("{prefix}power off")),
            SlotEvent::Reset { atr } => print(&format!("{prefix}reset: {}", hex::encode_upper(atr))),
            SlotEvent::Exchanged { command, answer } => {
                let waiting = self.waiting.get(slot as usize).and_then(Option::as_deref);
                let said = sim_explain::answer::exchange_after(waiting, command, answer).summary();
                print(&match self.shown {
                    Verbosity::Octets => {
                        let (sent, came) = (sim_explain::shown_octets(command).concat(), hex::encode_upper(answer));
                        format!("{prefix}{said}\n  > {sent}\n  < {came}")
                    }
                    Verbosity::Lines | Verbosity::Nothing => format!("{prefix}{said}"),
                });
            }
        }
    }

    /// Remembers a command whose answer waits for GET RESPONSE.
    fn follow(&mut self, slot: SlotName, event: &SlotEvent) {
        let Some(waiting) = self.waiting.get_mut(slot as usize) else { return };
        match event {
            SlotEvent::Exchanged { command, answer } => match answer.last_chunk::<2>() {
                Some([0x61 | 0x9F, _]) => {
                    *waiting = waiting.take().filter(|_| is_fetch(command)).or(Some(command.clone()))
                }
                Some([0x6C, _]) if is_fetch(command) => {}
                _ => *waiting = None,
            },
            _ => *waiting = None,
        }
    }

    /// Adds steps to the record.
    fn keep(&mut self, steps: Vec<SessionStep>) {
        let Some(record) = self.record.as_mut().filter(|_| self.trouble.is_none()) else { return };
        if let Err(why) = record.add(steps) {
            self.trouble = Some(why.to_string());
        }
    }
}

/// Returns whether a command is GET RESPONSE.
fn is_fetch(command: &[u8]) -> bool {
    command.get(1) == Some(&0xC0)
}

/// Returns an event as a step of a session.
fn step(event: &SlotEvent) -> SessionStep {
    match event {
        SlotEvent::PoweredOn { atr } => SessionStep::PowerOn { atr: Some(atr.clone()) },
        SlotEvent::PoweredOff => SessionStep::PowerOff,
        SlotEvent::Reset { atr } => SessionStep::Reset { atr: Some(atr.clone()) },
        SlotEvent::Exchanged { command, answer } => SessionStep::Exchange(SessionExchange {
            command: command.clone(),
            answer: Some(Reply::Octets(answer.clone())),
            remark: None,
        }),
    }
}

/// Writes a mistake that concerns a slot on standard error.
pub(super) fn warn(slot: SlotName, words: &str) {
    output::warn(&format!("{}{words}", slot.prefix()));
}
