//! Mistakes and failures as diagnostics of the protocol.

use std::path::Path;

use serde_json::{Value, json};

use super::workspace::TEXT_MAX;
use sim_script::analysis::Document;
use sim_script::check::{FileMistake, check};
use sim_script::lang::Span;
use sim_script::trace::TraceOutcome;
use sim_script::trace::files::Texts;

/// Severities of diagnostics.
const ERROR: u8 = 1;
const WARNING: u8 = 2;

/// Greatest number of diagnostics of one text.
const TOLD_MAX: usize = 200;

/// Returns the range of a place in a text.
pub(super) fn range(document: &Document, span: Span) -> Value {
    let position = |at: usize| {
        let place = document.position(at);
        json!({ "line": place.line, "character": place.character })
    };
    json!({ "start": position(span.start), "end": position(span.end.max(span.start)) })
}

fn diagnostic(document: &Document, span: Span, severity: u8, message: &str) -> Value {
    json!({ "range": range(document, span), "severity": severity, "source": "rfid-sim", "message": message })
}

/// Returns the mistakes of a text; `texts` stand in the place of other files.
pub(super) fn mistakes(document: &Document, texts: &Texts) -> Vec<Value> {
    let whole = Span { start: 0, end: 0 };
    if document.text().len() > TEXT_MAX {
        let message = format!("a text has at most {} MiB in an editor", TEXT_MAX >> 20);
        return vec![diagnostic(document, whole, WARNING, &message)];
    }
    let mut texts = texts.clone();
    texts.insert(document.name().to_owned(), document.text().to_owned());
    let Err(error) = check(Path::new(document.name()), document.kind(), &texts) else { return Vec::new() };
    let mistakes = error.mistakes();
    if mistakes.is_empty() {
        return vec![diagnostic(document, whole, ERROR, &error.to_string())];
    }
    let shown = mistakes.iter().take(TOLD_MAX).map(|mistake| {
        let span = if mistake.file == document.name() { mistake.span } else { inclusion(document, &mistake.file) };
        diagnostic(document, span, ERROR, &message(document, mistake))
    });
    shown.collect()
}

/// Returns the words of a mistake, with its file where that is another.
fn message(document: &Document, mistake: &FileMistake) -> String {
    let place = if mistake.file == document.name() {
        String::new()
    } else {
        format!("{}:{}: ", mistake.file, mistake.start.line)
    };
    let advice = mistake.advice.as_ref().map(|advice| format!("\n{advice}")).unwrap_or_default();
    format!("{place}{}{advice}", mistake.what)
}

/// Returns the line of a text that includes a file, or the first if none does directly.
fn inclusion(document: &Document, file: &str) -> Span {
    let name = Path::new(file).file_name().and_then(|name| name.to_str()).unwrap_or(file);
    let at = document.text().match_indices(name).map(|(at, _)| at).next();
    at.map_or(Span { start: 0, end: 0 }, |at| Span { start: at, end: at.saturating_add(name.len()) })
}

/// Returns what did not hold in a replay.
pub(super) fn failures(document: &Document, outcome: &TraceOutcome) -> Vec<Value> {
    let own = outcome.failures().filter(|failure| failure.place.source.name == document.name());
    own.take(TOLD_MAX)
        .map(|failure| {
            let reason = failure.reason.as_ref().map(|reason| format!("\nthe card: {reason}")).unwrap_or_default();
            let words = format!("does not hold: {}{reason}", failure.trouble.summary());
            diagnostic(document, failure.place.span, ERROR, &words)
        })
        .collect()
}
