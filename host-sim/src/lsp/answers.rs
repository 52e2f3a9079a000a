//! Answers to what an editor asks about a text.

use std::path::Path;

use serde_json::{Value, json};

use super::diagnostics::range;
use super::workspace::{OpenDocument, Workspace, offset_of, uri, uri_of};
use sim_script::analysis::{CompletionKind, Definition, Document};
use sim_script::kind::TextKind;
use sim_script::lang::Span;
use sim_script::layout;

/// Result of a request, or the sentence for which there is none.
type Answer = Result<Value, String>;

/// Returns what the server can do.
pub(super) fn capabilities() -> Value {
    json!({
        "capabilities": {
            "positionEncoding": "utf-16",
            "textDocumentSync": { "openClose": true, "change": 2 },
            "hoverProvider": true,
            "completionProvider": { "triggerCharacters": ["{", " ", ">"] },
            "definitionProvider": true,
            "renameProvider": { "prepareProvider": true },
            "documentFormattingProvider": true,
            "codeLensProvider": { "resolveProvider": false },
            "executeCommandProvider": { "commands": super::commands::COMMANDS },
        },
        "serverInfo": { "name": "rfid-sim", "version": env!("CARGO_PKG_VERSION") },
    })
}

/// Answers a request about a text; `None` for a method that the server does not know.
pub(super) fn answer(workspace: &Workspace, method: &str, parameters: &Value) -> Option<Answer> {
    let about: fn(&Workspace, &OpenDocument, &Value) -> Answer = match method {
        "textDocument/hover" => hover,
        "textDocument/completion" => completion,
        "textDocument/definition" => definition,
        "textDocument/prepareRename" => prepare_rename,
        "textDocument/rename" => rename,
        "textDocument/formatting" => formatting,
        "textDocument/codeLens" => code_lens,
        _ => return None,
    };
    let open = uri(parameters).and_then(|uri| workspace.document(uri));
    // A text of another kind, or one that is too long, is nothing that something can be said about.
    Some(open.map_or(Ok(Value::Null), |open| about(workspace, open, parameters)))
}

/// Returns the octet that a request is about.
fn place(document: &Document, parameters: &Value) -> Result<usize, String> {
    let position = parameters.get("position").and_then(|position| offset_of(document, position));
    position.ok_or_else(|| "the request has no position".to_owned())
}

fn hover(_: &Workspace, open: &OpenDocument, parameters: &Value) -> Answer {
    let document = &open.document;
    let at = place(document, parameters)?;
    let Some(hover) = document.hover(at, open.played.as_ref()) else { return Ok(Value::Null) };
    Ok(json!({
        "contents": { "kind": "markdown", "value": hover.text },
        "range": range(document, hover.span),
    }))
}

fn completion(workspace: &Workspace, open: &OpenDocument, parameters: &Value) -> Answer {
    let document = &open.document;
    let at = place(document, parameters)?;
    let items = document.completions(at, &workspace.included(document)).into_iter().map(|found| {
        // Numbers of LSP's CompletionItemKind: keyword, variable, function, value.
        let kind = match found.kind {
            CompletionKind::Word => 14,
            CompletionKind::Name => 6,
            CompletionKind::Procedure => 3,
            CompletionKind::MenuLine => 12,
        };
        json!({ "label": found.text, "kind": kind, "detail": found.detail })
    });
    Ok(Value::Array(items.collect()))
}

fn definition(workspace: &Workspace, open: &OpenDocument, parameters: &Value) -> Answer {
    let document = &open.document;
    let at = place(document, parameters)?;
    Ok(match document.definition(at) {
        Some(Definition::File(path)) => location(&path, Value::Null),
        Some(Definition::Here(span)) => {
            json!({ "uri": uri(parameters), "range": range(document, span) })
        }
        None => match called(workspace, document, at) {
            Some((included, span)) => location(Path::new(included.name()), range(&included, span)),
            None => Value::Null,
        },
    })
}

/// Returns the place of a file; without a range, its beginning.
fn location(path: &Path, place: Value) -> Value {
    let start = json!({ "line": 0, "character": 0 });
    let place = if place.is_null() { json!({ "start": start, "end": start }) } else { place };
    json!({ "uri": uri_of(path), "range": place })
}

/// Returns the procedure of an included file that a line calls.
fn called(workspace: &Workspace, document: &Document, at: usize) -> Option<(Document, Span)> {
    let line = document.text().get(..at)?.rsplit('\n').next()?.len();
    let line = document.text().get(at.saturating_sub(line)..)?.lines().next()?;
    let mut words = line.split_whitespace();
    (words.next()? == "call").then_some(())?;
    let name = words.next()?;
    workspace.included(document).into_iter().find_map(|included| {
        let span = included.procedures().find(|(known, _)| *known == name).map(|(_, span)| span)?;
        Some((included, span))
    })
}

fn prepare_rename(_: &Workspace, open: &OpenDocument, parameters: &Value) -> Answer {
    let document = &open.document;
    let span = document.renamed_at(place(document, parameters)?);
    Ok(span.map_or(Value::Null, |span| range(document, span)))
}

fn rename(workspace: &Workspace, open: &OpenDocument, parameters: &Value) -> Answer {
    let document = &open.document;
    let at = place(document, parameters)?;
    let new = parameters.get("newName").and_then(Value::as_str).unwrap_or_default();
    let places = document.rename(at, new, &workspace.texts()).map_err(|error| error.to_string())?;
    let edits: Vec<Value> =
        places.into_iter().map(|span| json!({ "range": range(document, span), "newText": new })).collect();
    let uri = uri(parameters).unwrap_or_default();
    Ok(json!({ "changes": { uri: edits } }))
}

fn formatting(_: &Workspace, open: &OpenDocument, _: &Value) -> Answer {
    let document = &open.document;
    let before = document.text();
    match layout::arrange(document.kind(), document.name(), before) {
        Ok(after) if after == before => Ok(json!([])),
        Ok(after) => {
            let whole = Span { start: 0, end: before.len() };
            Ok(json!([{ "range": range(document, whole), "newText": after }]))
        }
        // The mistake is told as a diagnostic already.
        Err(error) => Err(format!("line {}: {}", error.line(), error.what())),
    }
}

fn code_lens(_: &Workspace, open: &OpenDocument, parameters: &Value) -> Answer {
    let document = &open.document;
    let is_played = matches!(document.kind(), TextKind::Trace | TextKind::Walk);
    let Some(step) = document.first_step().filter(|_| is_played) else { return Ok(json!([])) };
    let uri = uri(parameters).unwrap_or_default();
    let lenses = [("run", "rfid-sim.run"), ("bless", "rfid-sim.bless")].map(|(title, command)| {
        json!({
            "range": range(document, step),
            "command": { "title": title, "command": command, "arguments": [uri] },
        })
    });
    Ok(Value::Array(lenses.to_vec()))
}
