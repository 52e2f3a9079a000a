//! Texts that are open in an editor.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::diagnostics;
use sim_script::analysis::{Document, EditorPosition, PlayedDocument};
use sim_script::kind::TextKind;
use sim_script::trace::TraceOutcome;
use sim_script::trace::files::{self, Texts};

/// Largest text that is looked at, in octets.
pub(super) const TEXT_MAX: usize = 4 << 20;

/// Texts that are open, by their URIs.
#[derive(Default)]
pub(super) struct Workspace {
    open: BTreeMap<String, OpenDocument>,
    /// Texts that were closed, whose mistakes are no longer shown.
    closed: Vec<String>,
}

/// Text that is open in an editor.
pub(super) struct OpenDocument {
    /// Text with the places of its lines.
    pub(super) document: Document,
    /// Version that the editor gave; `None` if it gave none.
    version: Option<i64>,
    /// Last replay of the text; `None` before the first, and after a change.
    pub(super) played: Option<PlayedDocument>,
    /// Failures of the last replay, as diagnostics.
    failures: Vec<Value>,
    /// Set if the mistakes are to be told.
    is_untold: bool,
    /// Set if the text changed since the last replay.
    is_unplayed: bool,
}

impl Workspace {
    /// Takes a notification; returns `true` if mistakes are to be told at once.
    pub(super) fn notify(&mut self, method: &str, parameters: &Value) -> bool {
        let Some(uri) = uri(parameters) else { return false };
        match method {
            "textDocument/didOpen" => {
                let text = parameters.pointer("/textDocument/text").and_then(Value::as_str).unwrap_or_default();
                self.open(uri, version(parameters), text);
                true
            }
            "textDocument/didChange" => {
                self.change(uri, version(parameters), parameters);
                true
            }
            "textDocument/didClose" => {
                self.open.remove(uri);
                self.closed.push(uri.to_owned());
                true
            }
            _ => false,
        }
    }

    fn open(&mut self, uri: &str, version: Option<i64>, text: &str) {
        let Some(path) = path_of(uri) else { return };
        let Some(kind) = TextKind::of_path(&path) else { return };
        let document = Document::new(kind, path.display().to_string(), text);
        self.put(uri, version, document);
    }

    fn put(&mut self, uri: &str, version: Option<i64>, document: Document) {
        let open =
            OpenDocument { document, version, played: None, failures: Vec::new(), is_untold: true, is_unplayed: true };
        self.open.insert(uri.to_owned(), open);
        // What includes this text may have other mistakes now.
        self.open.values_mut().for_each(|other| other.is_untold = true);
    }

    fn change(&mut self, uri: &str, version: Option<i64>, parameters: &Value) {
        let Some(open) = self.open.get(uri) else { return };
        let mut document = open.document.clone();
        let changes = parameters.get("contentChanges").and_then(Value::as_array);
        for change in changes.into_iter().flatten() {
            let new = change.get("text").and_then(Value::as_str).unwrap_or_default();
            let place = change.get("range").and_then(|range| range_of(&document, range));
            let text = match place {
                None => new.to_owned(),
                Some(place) => {
                    let before = document.text().get(..place.start).unwrap_or_default();
                    let behind = document.text().get(place.end..).unwrap_or_default();
                    format!("{before}{new}{behind}")
                }
            };
            document = Document::new(document.kind(), document.name(), text);
        }
        self.put(uri, version, document);
    }

    /// Returns the text of a URI; `None` if it is not open, or too long.
    pub(super) fn document(&self, uri: &str) -> Option<&OpenDocument> {
        self.open.get(uri).filter(|open| open.document.text().len() <= TEXT_MAX)
    }

    /// Returns every open text in the place of its file.
    pub(super) fn texts(&self) -> Texts {
        let documents = self.open.values().map(|open| &open.document);
        documents.map(|document| (document.name().to_owned(), document.text().to_owned())).collect()
    }

    /// Returns the documents that one includes, open or on disk, those that they include too.
    pub(super) fn included(&self, document: &Document) -> Vec<Document> {
        let texts = self.texts();
        let mut found: Vec<Document> = Vec::new();
        let mut wanted = document.included();
        while let Some(path) = wanted.pop().filter(|_| found.len() < 64) {
            let name = path.display().to_string();
            if found.iter().any(|known| known.name() == name) {
                continue;
            }
            let text = texts.get(&name).cloned().or_else(|| files::read(&path).ok());
            let included = Document::new(document.kind(), name, text.unwrap_or_default());
            wanted.extend(included.included());
            found.push(included);
        }
        found
    }

    /// Plays the texts that changed since they were played last.
    pub(super) fn replay_changed(&mut self) {
        let due: Vec<String> =
            self.open.iter().filter(|(_, open)| open.is_unplayed).map(|(uri, _)| uri.clone()).collect();
        for uri in due {
            self.replay(&uri);
        }
    }

    /// Plays a text; returns the outcome, or `None` if it cannot be played.
    pub(super) fn replay(&mut self, uri: &str) -> Option<TraceOutcome> {
        let texts = self.texts();
        let open = self.open.get_mut(uri)?;
        open.is_unplayed = false;
        let is_short = open.document.text().len() <= TEXT_MAX;
        let played = is_short.then(|| PlayedDocument::of(&open.document, &texts)).flatten();
        let (played, outcome) = played.unzip();
        let failures = outcome.as_ref().map(|outcome| diagnostics::failures(&open.document, outcome));
        let failures = failures.unwrap_or_default();
        open.is_untold |= failures != open.failures;
        (open.played, open.failures) = (played, failures);
        outcome
    }

    /// Returns the mistakes of the texts for which they were not told: URI, version, diagnostics.
    pub(super) fn take_diagnostics(&mut self) -> Vec<(String, Option<i64>, Vec<Value>)> {
        let texts = self.texts();
        let mut told: Vec<(String, Option<i64>, Vec<Value>)> =
            self.closed.drain(..).map(|uri| (uri, None, Vec::new())).collect();
        for (uri, open) in self.open.iter_mut().filter(|(_, open)| open.is_untold) {
            open.is_untold = false;
            let mut found = diagnostics::mistakes(&open.document, &texts);
            if found.is_empty() {
                found.extend(open.failures.iter().cloned());
            }
            told.push((uri.clone(), open.version, found));
        }
        told
    }
}

/// Returns the URI of the text that a message is about.
pub(super) fn uri(parameters: &Value) -> Option<&str> {
    parameters.pointer("/textDocument/uri").and_then(Value::as_str)
}

fn version(parameters: &Value) -> Option<i64> {
    parameters.pointer("/textDocument/version").and_then(Value::as_i64)
}

/// Returns the octet of a position in a message.
pub(super) fn offset_of(document: &Document, position: &Value) -> Option<usize> {
    let number =
        |name: &str| position.get(name).and_then(Value::as_u64).and_then(|number| usize::try_from(number).ok());
    Some(document.offset(EditorPosition { line: number("line")?, character: number("character")? }))
}

/// Returns the octets of a range in a message.
fn range_of(document: &Document, range: &Value) -> Option<std::ops::Range<usize>> {
    let start = offset_of(document, range.get("start")?)?;
    let end = offset_of(document, range.get("end")?)?;
    Some(start..end.max(start))
}

/// Returns the path of a URI; of another scheme than `file`, the path by itself.
pub(super) fn path_of(uri: &str) -> Option<PathBuf> {
    let path = match uri.strip_prefix("file://") {
        // An authority before the path is the machine's own.
        Some(rest) => rest.get(rest.find('/')?..)?,
        None => uri.split_once(':')?.1,
    };
    let mut octets = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let digits = behind.get(..2).filter(|_| *first == b'%').and_then(|digits| hex::decode(digits).ok());
        match digits.as_deref() {
            Some([octet]) => {
                octets.push(*octet);
                rest = behind.get(2..).unwrap_or_default();
            }
            _ => {
                octets.push(*first);
                rest = behind;
            }
        }
    }
    String::from_utf8(octets).ok().map(PathBuf::from)
}

/// Returns the URI of a path.
pub(super) fn uri_of(path: &Path) -> String {
    let text = path.display().to_string();
    let mut uri = "file://".to_owned();
    for octet in text.bytes() {
        match octet {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => uri.push(char::from(octet)),
            _ => uri.push_str(&format!("%{octet:02X}")),
        }
    }
    uri
}
