//! Calls of procedures with the lines that they play. A procedure is known from its place on, in every file that
//! includes it.

use std::sync::Arc;

use super::parse::{Block, line};
use super::syntax::{CalledProcedure, LineContent, Trace, TraceLine};
use crate::lang::error::{LineError, SyntaxError};
use crate::lang::lines::Lines;
use crate::lang::mistakes::Mistakes;
use crate::lang::procedure::Procedures;
use crate::lang::template::ArgumentForm;
use crate::lang::{Source, Span};

/// Puts the lines of procedures into the calls of a trace and of what it includes; `known` are the procedures before
/// it, and then also those that it has. The error has at most `max` mistakes.
pub(super) fn link(trace: &mut Trace, known: &mut Procedures, max: usize) -> Result<(), Box<SyntaxError>> {
    let source = trace.source.clone();
    let mut mistakes = Mistakes::new(max);
    link_lines(&mut trace.lines, &source, known, &mut mistakes)?;
    mistakes.into_error(&source).map_or(Ok(()), Err)
}

/// Links lines of a text. The error is that of an included file.
fn link_lines(
    lines: &mut [TraceLine],
    source: &Arc<Source>,
    known: &mut Procedures,
    mistakes: &mut Mistakes,
) -> Result<(), Box<SyntaxError>> {
    for TraceLine { span, content, .. } in lines {
        match content {
            LineContent::Blank | LineContent::Setting(_) | LineContent::Step(_) => {}
            LineContent::Include(include) => {
                if let Some(included) = &mut include.trace {
                    link(included, known, mistakes.max())?;
                }
            }
            LineContent::Cases(cases) => link_lines(&mut cases.body, source, known, mistakes)?,
            LineContent::Repeat(repeat) => link_lines(&mut repeat.body, source, known, mistakes)?,
            LineContent::RowLine(line) => link_lines(&mut line.rows, source, known, mistakes)?,
            LineContent::Procedure(procedure) => mistakes.extend(known.add(*span, procedure, source).err()),
            LineContent::Call(called) => {
                let linked = link_call(*span, called, known);
                mistakes.extend(linked.err());
            }
        }
    }
    Ok(())
}

/// Reads the lines that a call plays; every mistake in them is one of the call.
fn link_call(span: Span, called: &mut CalledProcedure, known: &mut Procedures) -> Result<(), LineError> {
    let lines = known.call(span, &called.call, argument_form)?;
    let texts = lines.texts();
    let mut rest = Lines::listed(&texts);
    let mut mistakes = Mistakes::new(1);
    let mut tree = Vec::new();
    while let Some(text) = rest.next_line().filter(|_| !mistakes.is_full()) {
        tree.push(line(&text, &mut rest, &mut mistakes, Block { table: None, depth: 1 }));
    }
    let includes = tree.iter().find(|line| matches!(line.content, LineContent::Include(_)));
    mistakes.extend(includes.map(|line| LineError::new(line.span, "a procedure includes nothing", "a step")));
    if mistakes.is_empty() {
        known.enter();
        // What is included would have an error of its own, and a procedure includes nothing.
        drop(link_lines(&mut tree, lines.source(), known, &mut mistakes));
        known.leave();
    }
    if let Some(mistake) = lines.mistake(span, mistakes) {
        return Err(mistake);
    }
    called.trace = Some(Trace { source: lines.source().clone(), lines: tree });
    Ok(())
}

/// Returns how arguments stand in a line: among octets in an exchange, an assignment or `show`.
fn argument_form(text: &str) -> ArgumentForm {
    let first = text.split_whitespace().next().unwrap_or_default();
    let is_assigned = first.contains('=') || text.split_whitespace().nth(1).is_some_and(|word| word.starts_with('='));
    match first {
        "show" => ArgumentForm::Octets,
        _ if text.starts_with(['>', '<']) || is_assigned => ArgumentForm::Octets,
        _ => ArgumentForm::Words,
    }
}
