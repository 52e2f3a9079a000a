//! What stands where in a run of octets: named fields by position. One description serves commands, answers, files and
//! the book, so none of them can disagree.

use super::coding::Coding;
use super::tree::{Node, Show, Span};

/// How long a field is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldSize {
    /// Exactly so many octets.
    Octets(usize),
    /// What the fields behind it leave, within these bounds.
    Between(usize, usize),
    /// Up to the first octet FF, within these bounds.
    UntilFf(usize, usize),
}

/// One field of a layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LayoutField {
    /// Name in snake case.
    pub name: &'static str,
    /// Length.
    pub size: FieldSize,
    /// How to read it.
    pub coding: Coding,
    /// What it is.
    pub meaning: &'static str,
}

/// Returns a [`LayoutField`] of exactly `octets`.
pub const fn part(name: &'static str, octets: usize, coding: Coding, meaning: &'static str) -> LayoutField {
    LayoutField { name, size: FieldSize::Octets(octets), coding, meaning }
}

/// Returns a [`LayoutField`] that takes what the others leave.
pub const fn rest(name: &'static str, bounds: (usize, usize), coding: Coding, meaning: &'static str) -> LayoutField {
    LayoutField { name, size: FieldSize::Between(bounds.0, bounds.1), coding, meaning }
}

/// Returns the node of a field.
pub(super) fn field<'a>(name: &'static str, span: Span<'a>, coding: Coding, meaning: &'static str) -> Node<'a> {
    Node { show: Show::Field(meaning), ..Node::new(name, coding.read(span.octets), Some(span.range())) }
}

/// Octets a layout may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LengthRange {
    /// At least.
    pub least: usize,
    /// At most.
    pub most: usize,
}

impl LengthRange {
    /// Returns the extent of a whole layout.
    pub fn of(parts: &[LayoutField]) -> LengthRange {
        parts.iter().fold(LengthRange { least: 0, most: 0 }, |sum, part| {
            let (least, most) = match part.size {
                FieldSize::Octets(octets) => (octets, octets),
                FieldSize::Between(least, most) | FieldSize::UntilFf(least, most) => (least, most),
            };
            LengthRange { least: sum.least + least, most: sum.most + most }
        })
    }

    /// Returns whether that many octets fit.
    pub const fn contains(self, octets: usize) -> bool {
        self.least <= octets && octets <= self.most
    }
}

/// Lays `parts` over octets. A field of which nothing is left is left out; one that is cut short has what is left.
/// Returns what the layout does not reach.
pub(super) fn split<'a>(parts: &[LayoutField], octets: Span<'a>, into: &mut Vec<Node<'a>>) -> Span<'a> {
    let mut left = octets;
    for (position, part) in parts.iter().enumerate() {
        let behind = parts.get(position + 1..).map_or(0, |parts| LengthRange::of(parts).least);
        let present = left.octets.len();
        let wanted = match part.size {
            FieldSize::Octets(octets) => octets,
            FieldSize::Between(_, most) => present.saturating_sub(behind).min(most),
            FieldSize::UntilFf(..) => left.octets.iter().position(|octet| *octet == 0xFF).unwrap_or(present),
        };
        let span = left.take(wanted);
        if !span.octets.is_empty() {
            // A field that is cut short cannot be read by its coding.
            let short = span.octets.len() < wanted;
            let (coding, meaning) = if short { (Coding::Hex, "cut short") } else { (part.coding, part.meaning) };
            into.push(field(part.name, span, coding, meaning));
        }
    }
    left
}
