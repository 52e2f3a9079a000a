//! Calls of procedures in walks with the lines that they play. A procedure is known from its place on, in every walk
//! that includes its file.

use std::sync::Arc;

use super::parse::WalkReader;
use super::syntax::{CalledWalk, Line, Walk, WalkContent};
use crate::lang::error::{LineError, SyntaxError};
use crate::lang::mistakes::Mistakes;
use crate::lang::procedure::Procedures;
use crate::lang::template::ArgumentForm;
use crate::lang::{Source, Span};

/// Puts the lines of procedures into the calls of a walk and of what it includes; `known` are the procedures before
/// it, and then also those that it has. The error has at most `max` mistakes.
pub(super) fn link(walk: &mut Walk, known: &mut Procedures, max: usize) -> Result<(), Box<SyntaxError>> {
    let source = walk.source.clone();
    let mut mistakes = Mistakes::new(max);
    link_lines(&mut walk.lines, &source, known, &mut mistakes)?;
    mistakes.into_error(&source).map_or(Ok(()), Err)
}

/// Links lines of a text. The error is that of an included file.
fn link_lines(
    lines: &mut [Line],
    source: &Arc<Source>,
    known: &mut Procedures,
    mistakes: &mut Mistakes,
) -> Result<(), Box<SyntaxError>> {
    for Line { span, content, .. } in lines {
        match content {
            WalkContent::Blank | WalkContent::Setting(_) | WalkContent::Step(_) => {}
            WalkContent::Include(include) => {
                if let Some(included) = &mut include.walk {
                    link(included, known, mistakes.max())?;
                }
            }
            WalkContent::Cases(cases) => {
                for row in &mut cases.played {
                    link_lines(row, source, known, mistakes)?;
                }
            }
            WalkContent::Repeat(repeat) => link_lines(&mut repeat.body, source, known, mistakes)?,
            WalkContent::Procedure(procedure) => mistakes.extend(known.add(*span, procedure, source).err()),
            WalkContent::Call(called) => {
                let linked = link_call(*span, called, known);
                mistakes.extend(linked.err());
            }
        }
    }
    Ok(())
}

/// Reads the lines that a call plays; every mistake in them is one of the call.
fn link_call(span: Span, called: &mut CalledWalk, known: &mut Procedures) -> Result<(), LineError> {
    let lines = known.call(span, &called.call, argument_form)?;
    let mut mistakes = Mistakes::new(1);
    let mut tree = WalkReader::inside().read(&lines.texts(), &mut mistakes);
    let not_steps = tree.iter().find(|line| matches!(line.content, WalkContent::Include(_) | WalkContent::Setting(_)));
    let what = "a procedure has steps, and neither settings nor inclusions";
    mistakes.extend(not_steps.map(|line| LineError::new(line.span, what, "a step")));
    if mistakes.is_empty() {
        known.enter();
        // What is included would have an error of its own, and a procedure includes nothing.
        drop(link_lines(&mut tree, lines.source(), known, &mut mistakes));
        known.leave();
    }
    if let Some(mistake) = lines.mistake(span, mistakes) {
        return Err(mistake);
    }
    called.walk = Some(Walk { source: lines.source().clone(), lines: tree });
    Ok(())
}

/// Returns how arguments stand in a line: among octets in a command to the card.
pub(super) fn argument_form(text: &str) -> ArgumentForm {
    let is_command = text.split_whitespace().next().is_some_and(|word| word.eq_ignore_ascii_case("apdu"));
    if is_command { ArgumentForm::Octets } else { ArgumentForm::Words }
}
