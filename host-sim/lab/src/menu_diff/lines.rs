//! Changes in the lines of a menu.

use similar::{Algorithm, DiffTag, capture_diff_slices};

use super::record::RecordedLine;

/// Change of a line between two menus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineChange {
    /// Line of the first menu only.
    Gone {
        /// Place in the first menu, counted from 1.
        place: usize,
        /// Line itself.
        line: RecordedLine,
    },
    /// Line of the second menu only.
    Added {
        /// Place in the second menu, counted from 1.
        place: usize,
        /// Line itself.
        line: RecordedLine,
    },
    /// Line with the same identifier and another text.
    Renamed {
        /// Place in the first menu, counted from 1.
        place: usize,
        /// Identifier of the line.
        identifier: u8,
        /// Text in the first menu.
        from: String,
        /// Text in the second menu.
        to: String,
    },
    /// Line with the same text and another identifier.
    Reidentified {
        /// Place in the first menu, counted from 1.
        place: usize,
        /// Text of the line.
        text: String,
        /// Identifier in the first menu.
        from: u8,
        /// Identifier in the second menu.
        to: u8,
    },
    /// Line at another place among the lines that both menus have.
    Moved {
        /// Text in the second menu.
        text: String,
        /// Place in the first menu, counted from 1.
        from: usize,
        /// Place in the second menu, counted from 1.
        to: usize,
    },
}

/// Line of the first menu with the place of its counterpart.
type LinePair = (usize, usize);

/// Returns what changed between the lines of two menus, in the order of the lines.
pub(super) fn changes(left: &[RecordedLine], right: &[RecordedLine]) -> Vec<LineChange> {
    let pairs = pairs(left, right);
    let mut changes = Vec::new();
    for (at, line) in left.iter().enumerate() {
        let place = at.saturating_add(1);
        let Some((_, other)) = pairs.iter().find(|(own, _)| *own == at) else {
            changes.push(LineChange::Gone { place, line: line.clone() });
            continue;
        };
        let Some(other) = right.get(*other) else { continue };
        if line.text != other.text {
            let (identifier, from, to) = (line.identifier, line.text.clone(), other.text.clone());
            changes.push(LineChange::Renamed { place, identifier, from, to });
        } else if line.identifier != other.identifier {
            let (text, from, to) = (line.text.clone(), line.identifier, other.identifier);
            changes.push(LineChange::Reidentified { place, text, from, to });
        }
    }
    let is_new = |at: &usize| !pairs.iter().any(|(_, other)| other == at);
    let added = |at: usize| Some(LineChange::Added { place: at.saturating_add(1), line: right.get(at)?.clone() });
    changes.extend((0..right.len()).filter(is_new).filter_map(added));
    changes.extend(moved(&pairs, right));
    changes
}

/// Pairs lines by their text, and those that are left by their identifier.
fn pairs(left: &[RecordedLine], right: &[RecordedLine]) -> Vec<LinePair> {
    let mut pairs: Vec<LinePair> = Vec::new();
    let same_text = |one: &RecordedLine, other: &RecordedLine| one.text == other.text;
    let same_identifier = |one: &RecordedLine, other: &RecordedLine| one.identifier == other.identifier;
    for is_same in [same_text, same_identifier] {
        for (at, line) in left.iter().enumerate() {
            if pairs.iter().any(|(own, _)| *own == at) {
                continue;
            }
            let free = |other: &usize| !pairs.iter().any(|(_, taken)| taken == other);
            let found = right.iter().enumerate().find(|(other, theirs)| free(other) && is_same(line, theirs));
            pairs.extend(found.map(|(other, _)| (at, other)));
        }
    }
    pairs.sort_unstable();
    pairs
}

/// Returns the lines that stand in another order among those of both menus.
fn moved(pairs: &[LinePair], right: &[RecordedLine]) -> Vec<LineChange> {
    let order: Vec<usize> = pairs.iter().map(|(_, other)| *other).collect();
    let mut sorted = order.clone();
    sorted.sort_unstable();
    let ops = capture_diff_slices(Algorithm::Myers, &order, &sorted);
    let away = ops.iter().filter(|op| matches!(op.tag(), DiffTag::Delete | DiffTag::Replace));
    let places: Vec<usize> = away.flat_map(similar::DiffOp::old_range).collect();
    let pairs = places.iter().filter_map(|place| pairs.get(*place));
    let change = |(from, to): &LinePair| {
        let text = right.get(*to)?.text.clone();
        Some(LineChange::Moved { text, from: from.saturating_add(1), to: to.saturating_add(1) })
    };
    pairs.filter_map(change).collect()
}
