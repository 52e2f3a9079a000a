//! What stands where in a run of octets: named fields by position. One description serves commands, answers, files and
//! the book, so none of them can disagree.

use super::coding::{Coding, Value};
use std::borrow::Cow;

/// How long a field is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// Exactly so many octets.
    Octets(usize),
    /// What the fields behind it leave, within these bounds.
    Between(usize, usize),
    /// Up to the first octet FF, within these bounds.
    UntilFf(usize, usize),
}

/// One field of a layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Name in snake case.
    pub name: &'static str,
    /// Length.
    pub size: Size,
    /// How to read it.
    pub coding: Coding,
    /// What it is.
    pub meaning: &'static str,
}

/// A [`Part`] of exactly `octets`.
pub const fn part(name: &'static str, octets: usize, coding: Coding, meaning: &'static str) -> Part {
    Part { name, size: Size::Octets(octets), coding, meaning }
}

/// A [`Part`] that takes what the others leave.
pub const fn rest(name: &'static str, bounds: (usize, usize), coding: Coding, meaning: &'static str) -> Part {
    Part { name, size: Size::Between(bounds.0, bounds.1), coding, meaning }
}

/// A field found in octets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field<'a> {
    /// Name in snake case.
    pub name: &'static str,
    /// Its octets.
    pub octets: &'a [u8],
    /// How to read them.
    pub coding: Coding,
    /// What it is.
    pub meaning: &'static str,
}

impl<'a> Field<'a> {
    /// What it says to a machine.
    pub fn value(&self) -> Value<'a> {
        self.coding.value(self.octets)
    }

    /// What it says to a reader, where that is more than the value.
    pub fn text(&self) -> Option<Cow<'static, str>> {
        self.coding.text(self.octets)
    }

    /// Its octets in hexadecimal for a screen; those of a secret are not shown.
    pub fn shown_octets(&self) -> String {
        if self.coding.is_secret() { "··".repeat(self.octets.len()) } else { hex::encode_upper(self.octets) }
    }

    /// The value or the text, whichever a person would rather read.
    pub fn shown(&self) -> Cow<'static, str> {
        let text = self.text();
        if self.coding.is_secret() {
            return text.unwrap_or_default();
        }
        let value = match self.value() {
            Value::Number(number) => Cow::Owned(number.to_string()),
            Value::Flag(_) | Value::Nothing => Cow::Borrowed(""),
            Value::Text(text) => Cow::Owned(text),
            // The text of an AID or a file is its name; its octets stand beside it anyway.
            Value::Octets(_) if text.is_some() => Cow::Borrowed(""),
            Value::Octets(octets) => Cow::Owned(hex::encode_upper(octets)),
        };
        match text {
            Some(text) if value.is_empty() || matches!(self.coding, Coding::Fen | Coding::FenOrNone) => text,
            Some(text) => Cow::Owned(format!("{value}, {text}")),
            None => value,
        }
    }
}

/// Octets a layout may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent {
    /// At least.
    pub least: usize,
    /// At most.
    pub most: usize,
}

impl Extent {
    /// Of a whole layout.
    pub fn of(parts: &[Part]) -> Extent {
        parts.iter().fold(Extent { least: 0, most: 0 }, |sum, part| {
            let (least, most) = match part.size {
                Size::Octets(octets) => (octets, octets),
                Size::Between(least, most) | Size::UntilFf(least, most) => (least, most),
            };
            Extent { least: sum.least + least, most: sum.most + most }
        })
    }

    /// Whether that many octets fit.
    pub const fn contains(self, octets: usize) -> bool {
        self.least <= octets && octets <= self.most
    }
}

/// Lays `parts` over `octets`. A field of which nothing is left is left out; one that is cut short has what is left. The
/// second value is what the layout does not reach.
pub fn split<'a>(parts: &[Part], octets: &'a [u8], into: &mut Vec<Field<'a>>) -> &'a [u8] {
    let mut left = octets;
    for (position, part) in parts.iter().enumerate() {
        let behind = parts.get(position + 1..).map_or(0, |parts| Extent::of(parts).least);
        let wanted = match part.size {
            Size::Octets(octets) => octets,
            Size::Between(_, most) => left.len().saturating_sub(behind).min(most),
            Size::UntilFf(..) => left.iter().position(|octet| *octet == 0xFF).unwrap_or(left.len()),
        };
        let (field, tail) = left.split_at_checked(wanted).unwrap_or((left, &[]));
        left = tail;
        if !field.is_empty() {
            // A field that is cut short cannot be read by its coding.
            let short = field.len() < wanted;
            let (coding, meaning) = if short { (Coding::Hex, "cut short") } else { (part.coding, part.meaning) };
            into.push(Field { name: part.name, octets: field, coding, meaning });
        }
    }
    left
}
