//! Commands behind code lenses: a text is played, or its expectations become what the card answers.

use std::path::Path;

use serde_json::{Map, Value, json};

use super::diagnostics::range;
use super::workspace::{Workspace, uri_of};
use sim_script::analysis::Document;
use sim_script::kind::TextKind;
use sim_script::lang::Span;
use sim_script::trace::bless::{BlessingNotes, verified};
use sim_script::trace::files::{self, Texts};
use sim_script::trace::{self, Options, TraceOutcome};
use sim_script::walk;
use sim_wire::count::Counted;

/// Names of the commands.
pub(super) const COMMANDS: [&str; 2] = ["rfid-sim.run", "rfid-sim.bless"];

/// Result of a command.
pub(super) struct ExecutedCommand {
    /// Set if the text holds.
    pub(super) holds: bool,
    /// Sentence about the result.
    pub(super) text: String,
    /// Edit that the editor is asked to make; `None` if there is none.
    pub(super) edit: Option<Value>,
}

/// Executes a command with the URI of a text as its argument; the error is a sentence.
pub(super) fn execute(workspace: &mut Workspace, parameters: &Value) -> Result<ExecutedCommand, String> {
    let name = parameters.get("command").and_then(Value::as_str).unwrap_or_default();
    let uri = parameters.pointer("/arguments/0").and_then(Value::as_str).unwrap_or_default().to_owned();
    match name {
        "rfid-sim.run" => {
            let outcome = workspace.replay(&uri).ok_or_else(|| format!("{uri} cannot be played"))?;
            Ok(ExecutedCommand { holds: outcome.held(), text: told(&outcome), edit: None })
        }
        "rfid-sim.bless" => {
            let document = workspace.document(&uri).ok_or_else(|| format!("{uri} is not open"))?.document.clone();
            bless(&document, &workspace.texts())
        }
        _ => Err(format!("the server does not know the command `{name}`")),
    }
}

/// Returns the result of a replay in a sentence.
fn told(outcome: &TraceOutcome) -> String {
    let results = Counted(outcome.results.len(), "result");
    match outcome.failures().next() {
        None => format!("{results}: all held"),
        Some(first) => {
            let failed = outcome.failures().count();
            format!("{results}, {failed} failed: {}: {}", first.place, first.trouble.summary())
        }
    }
}

/// Rewrites the expectations of a text, and of what it includes, to what the card answers.
fn bless(document: &Document, texts: &Texts) -> Result<ExecutedCommand, String> {
    let mut texts = texts.clone();
    texts.insert(document.name().to_owned(), document.text().to_owned());
    let noted = play(document, &texts, true)?.noted;
    let blessed = verified(noted.edits, noted.left, |new| {
        let mut changed = texts.clone();
        changed.extend(new.clone());
        vec![play(document, &changed, false).and_then(|outcome| {
            let noted = match outcome.held() {
                true => BlessingNotes::default(),
                false => play(document, &changed, true)?.noted,
            };
            Ok((outcome, noted))
        })]
    });
    let left = blessed.left.iter().map(|left| format!("\n{}: {}", left.place, left.why));
    let left: String = left.collect();
    let rewritten = Counted(blessed.edits.len(), "expectation");
    let mut changes = Map::new();
    for (name, new) in &blessed.texts {
        let old = texts.get(name).cloned().or_else(|| files::read(Path::new(name)).ok()).unwrap_or_default();
        let old = Document::new(document.kind(), name.clone(), old);
        let whole = Span { start: 0, end: old.text().len() };
        changes.insert(uri_of(Path::new(name)), json!([{ "range": range(&old, whole), "newText": new }]));
    }
    Ok(ExecutedCommand {
        holds: left.is_empty(),
        text: format!("{rewritten} rewritten, {} left{left}", blessed.left.len()),
        edit: (!changes.is_empty()).then(|| json!({ "changes": changes })),
    })
}

/// Plays a text with others in the place of files; the error is the mistake for which it cannot be played.
fn play(document: &Document, texts: &Texts, is_blessed: bool) -> Result<TraceOutcome, String> {
    let options = Options { bless: is_blessed, ..Options::default() };
    let path = Path::new(document.name());
    match document.kind() {
        TextKind::Trace => {
            let trace = files::load_with(path, texts).map_err(|error| error.to_string())?;
            Ok(trace::replay(&trace, &options))
        }
        TextKind::Walk => {
            let walk = walk::files::load_with(path, texts).map_err(|error| error.to_string())?;
            Ok(walk::replay(&walk, &options))
        }
        _ => Err(format!("{} is neither a trace nor a walk", document.name())),
    }
}
