//! Layouts of octets: named fields by position. One description serves commands, answers, files and the book, so none
//! of them can disagree.

use super::coding::Coding;
use super::tree::{Node, Show, Span};

/// Length of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldSize {
    /// Exactly this many octets.
    Octets(usize),
    /// Octets that the later fields leave, from the first number to the second.
    Between(usize, usize),
    /// Octets up to the first FF, from the first number to the second.
    UntilFf(usize, usize),
}

/// Field of a layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LayoutField {
    /// Name in snake case.
    pub name: &'static str,
    /// Length of the field.
    pub size: FieldSize,
    /// Coding of the field.
    pub coding: Coding,
    /// Meaning of the field in words.
    pub meaning: &'static str,
}

/// Makes a [`LayoutField`] of exactly `octets`.
pub const fn part(name: &'static str, octets: usize, coding: Coding, meaning: &'static str) -> LayoutField {
    LayoutField { name, size: FieldSize::Octets(octets), coding, meaning }
}

/// Makes a [`LayoutField`] that takes the octets that the others leave.
pub const fn rest(name: &'static str, bounds: (usize, usize), coding: Coding, meaning: &'static str) -> LayoutField {
    LayoutField { name, size: FieldSize::Between(bounds.0, bounds.1), coding, meaning }
}

/// Makes the node of a field.
pub(super) fn field<'a>(name: &'static str, span: Span<'a>, coding: Coding, meaning: &'static str) -> Node<'a> {
    Node { show: Show::Field(meaning), ..Node::new(name, coding.read(span.octets), Some(span.range())) }
}

/// Range of lengths in octets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LengthRange {
    /// Fewest octets.
    pub least: usize,
    /// Most octets.
    pub most: usize,
}

impl LengthRange {
    /// Returns the lengths that a whole layout may have.
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

/// Lays `parts` over octets, and returns the octets behind the layout. A field without octets is left out; one that is
/// cut short has what is left.
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
