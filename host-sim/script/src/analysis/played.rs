//! What a text did when it was last played: the octets of its commands and answers, by their lines.

use std::collections::BTreeMap;
use std::path::Path;

use crate::kind::TextKind;
use crate::trace::files::Texts;
use crate::trace::recording::RecordedEvent;
use crate::trace::{self, Options, TraceOutcome};
use crate::transcript::TranscriptContent;
use crate::walk;

use super::Document;

/// Replay of a document.
#[derive(Clone, Debug, Default)]
pub struct PlayedDocument {
    /// Command and answer of each line that sends one, by the first octet of the line; of several, the last.
    exchanges: BTreeMap<usize, (Vec<u8>, Option<Vec<u8>>)>,
    /// Value of each line that assigns one, by the first octet of the line; of several, the last.
    values: BTreeMap<usize, Vec<u8>>,
}

impl PlayedDocument {
    /// Plays a document, with some texts in the place of files. Returns what it did and its outcome; `None` for a text
    /// that cannot be played.
    pub fn of(document: &Document, texts: &Texts) -> Option<(PlayedDocument, TraceOutcome)> {
        let mut texts = texts.clone();
        texts.insert(document.name().to_owned(), document.text().to_owned());
        let options = Options { keeps_transcript: true, ..Options::default() };
        let path = Path::new(document.name());
        let outcome = match document.kind() {
            TextKind::Trace => trace::replay(&trace::files::load_with(path, &texts).ok()?, &options),
            TextKind::Walk => walk::replay(&walk::files::load_with(path, &texts).ok()?, &options),
            TextKind::Fragment | TextKind::Scenario | TextKind::Profile => return None,
        };
        let mut played = PlayedDocument::default();
        for event in &outcome.recording.events {
            if let RecordedEvent::Exchange(exchange) = event
                && exchange.place.source.name == document.name()
            {
                let value = (exchange.command.clone(), exchange.answer.clone());
                played.exchanges.insert(exchange.place.span.start, value);
            }
        }
        for entry in &outcome.transcript.entries {
            if let TranscriptContent::Value { octets, .. } = &entry.content
                && entry.place.source.name == document.name()
            {
                played.values.insert(entry.place.span.start, octets.clone());
            }
        }
        Some((played, outcome))
    }

    /// Returns the command and the answer of a line.
    pub(super) fn exchange(&self, line: usize) -> Option<(&[u8], Option<&[u8]>)> {
        self.exchanges.get(&line).map(|(command, answer)| (command.as_slice(), answer.as_deref()))
    }

    /// Returns the value that a line assigned.
    pub(super) fn value(&self, line: usize) -> Option<&[u8]> {
        self.values.get(&line).map(Vec::as_slice)
    }
}
