//! Thread of the journal: a slot answers at once, and what happened is explained, printed and recorded behind it, in
//! order. A program before the reader waits for the card alone.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use miette::{IntoDiagnostic as _, miette};

use super::journal::{Journal, SlotName, warn};
use sim_device::vpcd::SlotEvent;

/// Most entries that wait for the journal. A slot that has one more waits, so that a flood takes no memory without end.
const WAITING_MAX: usize = 1024;

/// Pause in which entries gather before they are looked at.
const PAUSE: Duration = Duration::from_millis(1);

/// Entry of the journal.
enum JournalEntry {
    /// Event in a slot, with the seconds since the card was last given power.
    Event(SlotName, SlotEvent, u32),
    /// Command that was not answered.
    Silence(SlotName, Vec<u8>),
    /// Words about the reader, for standard output.
    Words(SlotName, String),
    /// Words about a mistake, for standard error.
    Warning(SlotName, String),
    /// End of the journal.
    End,
}

/// Way to the journal, for a slot.
#[derive(Clone)]
pub(super) struct JournalSender(SyncSender<JournalEntry>);

impl JournalSender {
    /// Notes what happened in a slot, `uptime_s` seconds after the card was last given power.
    pub(super) fn note(&self, slot: SlotName, event: SlotEvent, uptime_s: u32) {
        self.send(JournalEntry::Event(slot, event, uptime_s));
    }

    /// Notes a command that was not answered.
    pub(super) fn note_silence(&self, slot: SlotName, command: &[u8]) {
        self.send(JournalEntry::Silence(slot, command.to_vec()));
    }

    /// Notes something that concerns the reader.
    pub(super) fn say(&self, slot: SlotName, words: &str) {
        self.send(JournalEntry::Words(slot, words.to_owned()));
    }

    /// Notes a mistake that concerns a slot.
    pub(super) fn warn(&self, slot: SlotName, words: &str) {
        self.send(JournalEntry::Warning(slot, words.to_owned()));
    }

    fn send(&self, entry: JournalEntry) {
        // A journal that has ended is behind everything that is recorded.
        drop(self.0.send(entry));
    }
}

/// Journal on a thread of its own.
pub(super) struct JournalThread {
    sender: JournalSender,
    thread: JoinHandle<miette::Result<()>>,
}

impl JournalThread {
    /// Starts the thread. `fail` is called once, with the reason, when the journal cannot be kept any more.
    pub(super) fn start(journal: Journal, fail: impl FnOnce(String) + Send + 'static) -> miette::Result<JournalThread> {
        let (sender, entries) = sync_channel(WAITING_MAX);
        let work = move || keep(journal, &entries, fail);
        let thread = thread::Builder::new().name("journal".to_owned()).spawn(work).into_diagnostic()?;
        Ok(JournalThread { sender: JournalSender(sender), thread })
    }

    /// Returns the way to the journal.
    pub(super) fn sender(&self) -> JournalSender {
        self.sender.clone()
    }

    /// Ends the journal once everything that was noted is in it.
    pub(super) fn finish(self) -> miette::Result<()> {
        self.sender.send(JournalEntry::End);
        self.thread.join().unwrap_or_else(|_| Err(miette!("The journal has failed.")))
    }
}

/// Keeps the journal until its end.
#[expect(clippy::disallowed_methods, reason = "the journal is behind the slots, and nobody waits for it")]
fn keep(mut journal: Journal, entries: &Receiver<JournalEntry>, fail: impl FnOnce(String)) -> miette::Result<()> {
    let mut fail = Some(fail);
    while let Ok(first) = entries.recv() {
        if !matches!(first, JournalEntry::End) {
            // To wake a thread for each entry takes a slot as long as to answer.
            thread::sleep(PAUSE);
        }
        for entry in std::iter::once(first).chain(entries.try_iter()) {
            match entry {
                JournalEntry::Event(slot, event, uptime_s) => journal.note(slot, &event, uptime_s),
                JournalEntry::Silence(slot, command) => journal.note_silence(slot, &command),
                JournalEntry::Words(slot, words) => journal.say(slot, &words),
                JournalEntry::Warning(slot, words) => warn(slot, &words),
                JournalEntry::End => return journal.finish(),
            }
            if let Some(why) = journal.trouble()
                && let Some(fail) = fail.take()
            {
                fail(why.to_owned());
            }
        }
    }
    journal.finish()
}
