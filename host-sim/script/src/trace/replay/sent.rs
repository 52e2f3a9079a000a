//! Columns of a table whose cells are also sent to the card. What is sent is no expectation: to change it would play
//! something else.

use std::collections::BTreeSet;

use crate::trace::check::names;
use crate::trace::syntax::{Assigned, Cases, LineContent, Piece, TraceLine, TraceStep, ValueOrColumn, ValuePart};

/// Returns the columns whose cells stand in commands, or in values that may.
pub(super) fn columns(cases: &Cases) -> BTreeSet<String> {
    let mut sent = BTreeSet::new();
    lines(&cases.body, &mut |name| {
        if cases.columns.iter().any(|column| column == name) {
            sent.insert(name.to_owned());
        }
    });
    sent
}

fn lines(body: &[TraceLine], used: &mut dyn FnMut(&str)) {
    for line in body {
        match &line.content {
            LineContent::Include(_) | LineContent::Call(_) => {
                line.content.inner().into_iter().for_each(|trace| lines(&trace.lines, used));
            }
            LineContent::Repeat(repeat) => {
                if let ValueOrColumn::Column(name) = &repeat.count {
                    used(name);
                }
                lines(&repeat.body, used);
            }
            LineContent::RowLine(line) => names_in_braces(&line.text).for_each(&mut *used),
            LineContent::Step(TraceStep::Command(octets)) => parts(octets, used),
            LineContent::Step(TraceStep::Assign(assignment)) => match &assignment.value {
                Assigned::Octets(octets) => parts(octets, used),
                Assigned::Terminal(value) => {
                    names::in_terminal_value(value, used);
                    parts(names::data(value), used);
                }
            },
            _ => {}
        }
    }
}

/// Returns what stands in braces in a line that is another line for every row.
fn names_in_braces(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name.trim())
}

fn parts(parts: &[ValuePart], used: &mut dyn FnMut(&str)) {
    for part in parts {
        if let Piece::Value(expression) = &part.piece {
            names::in_expression(expression, used);
        }
    }
}
