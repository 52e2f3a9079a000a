//! A row of a table as steps of its own: cells that are octets become names, and all others stand in the steps.

use super::super::parse::facts::cell;
use super::super::parse::repeat_count;
use super::super::replay::facts;
use super::super::replay::values::{Clock, Values};
use super::super::syntax::{
    Assigned, Assignment, Cases, ExpectedAnswer, ExpectedFact, Expression, LineContent, Piece, Repeat, TableCell,
    TableRow, TraceLine, TraceStep, ValueOrColumn, ValuePart,
};
use sim_wire::record::TerminalTime;

/// Returns the lines that give the cells of a row the names of their columns, where the cells are octets.
pub(super) fn names(cases: &Cases, row: &TableRow) -> Vec<TraceLine> {
    let cells = cases.columns.iter().zip(&row.cells);
    let octets = cells.filter_map(|(name, cell)| literal(cell).map(|parts| (name.clone(), parts)));
    octets
        .map(|(name, parts)| {
            let assignment = Assignment { name, value: Assigned::Octets(parts.to_vec()) };
            TraceLine::new(LineContent::Step(TraceStep::Assign(assignment)))
        })
        .collect()
}

/// Returns the content of a step with a row's cells in it; `None` if the step needs none.
pub(super) fn with_cells(content: &LineContent, cases: &Cases, row: &TableRow) -> Option<LineContent> {
    let step = match content {
        LineContent::Step(TraceStep::Answer(ExpectedAnswer::Answer(parts))) => {
            let filled = parts.iter().flat_map(|part| match pattern_of(part, cases, row) {
                Some(cell) => cell.to_vec(),
                None => vec![part.clone()],
            });
            TraceStep::Answer(ExpectedAnswer::Answer(filled.collect()))
        }
        LineContent::Step(TraceStep::Expect(facts)) => {
            let clock = Clock { start: TerminalTime::default(), elapsed_s: 0 };
            let mut values = Values::new(clock);
            values.row = Some((cases, row));
            let resolved = facts.iter().map(|expected| {
                let fact = facts::resolved(&expected.fact, &values).ok()?;
                Some(ExpectedFact { fact, ..expected.clone() })
            });
            TraceStep::Expect(resolved.collect::<Option<Vec<_>>>()?)
        }
        LineContent::Repeat(repeat) => {
            let ValueOrColumn::Column(name) = &repeat.count else { return None };
            let column = cases.columns.iter().position(|column| column == name)?;
            let count = cell(row.cells.get(column)?, repeat_count).ok()?;
            return Some(LineContent::Repeat(Repeat { count: ValueOrColumn::Is(count), ..repeat.clone() }));
        }
        _ => return None,
    };
    Some(LineContent::Step(step)).filter(|filled| filled != content)
}

/// Returns the parts of the cell that a part names, if the cell is a pattern.
fn pattern_of<'r>(part: &ValuePart, cases: &Cases, row: &'r TableRow) -> Option<&'r [ValuePart]> {
    let Piece::Value(Expression::Name(name)) = &part.piece else { return None };
    let column = cases.columns.iter().position(|column| column == name)?;
    let cell = row.cells.get(column).filter(|cell| literal(cell).is_none())?;
    cell.parts.as_deref()
}

/// Returns the parts of a cell that is octets alone.
fn literal(cell: &TableCell) -> Option<&[ValuePart]> {
    let is_literal = |part: &ValuePart| matches!(part.piece, Piece::Octets(_) | Piece::Value(_));
    cell.parts.as_deref().filter(|parts| parts.iter().all(is_literal))
}
