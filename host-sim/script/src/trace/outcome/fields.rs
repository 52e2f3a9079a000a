//! Fields of an answer in which it is not the expected one.

use sim_explain::render::field;
use sim_explain::render::words::{EnglishWords, Words};
use sim_explain::tree::{Range, Show};
use sim_explain::{Explanation, Node};

use super::{Failure, FailureKind};
use crate::trace::pattern::Group;

/// Field of an answer that is not as expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldMismatch {
    /// Name of the field, such as `valid to`.
    pub field: String,
    /// Expected value in words; `None` where the expectation leaves a part of the field open.
    pub expected: Option<String>,
    /// Actual value in words.
    pub actual: String,
}

impl std::fmt::Display for FieldMismatch {
    /// Prints the field such as `valid to: expected 2019-12-31, got 2009-12-31`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.expected {
            Some(expected) => write!(f, "{}: expected {expected}, got {}", self.field, self.actual),
            None => write!(f, "{}: got {}", self.field, self.actual),
        }
    }
}

impl Failure {
    /// Returns the fields in which the answer is not the expected one, in their order, in English. None if the answer
    /// has other octets than were expected, or no fields.
    pub fn differing_fields(&self) -> Vec<FieldMismatch> {
        self.differing_fields_in(&EnglishWords)
    }

    /// Returns the fields in which the answer is not the expected one, as [`Failure::differing_fields`] does, in the
    /// words of a language.
    pub fn differing_fields_in<W: Words>(&self, in_words: &W) -> Vec<FieldMismatch> {
        let (FailureKind::Answer { groups, .. }, Some(command), Some(answer)) =
            (&self.trouble, &self.command, &self.answer)
        else {
            return Vec::new();
        };
        let Some(digits) = Digits::of(groups, answer) else { return Vec::new() };
        let explained = sim_explain::answer(Some(command), answer);
        let mut ranges: Vec<Range> = Vec::new();
        let mut fields = Vec::new();
        for octet in digits.differing() {
            let path = explained.at(octet);
            let Some(node) = path.into_iter().rev().find(|node| is_named(node)) else { continue };
            let Some(range) = node.range.filter(|range| !ranges.contains(range)) else { continue };
            ranges.push(range);
            let wanted = digits.expected(range, answer);
            let wanted =
                wanted.and_then(|octets| words_at(in_words, &sim_explain::answer(Some(command), &octets), range));
            let (field, actual) = (label(in_words, node), words(in_words, node));
            fields.push(FieldMismatch { field, expected: wanted, actual });
        }
        fields
    }
}

/// Returns whether a node is a line or a field by itself.
fn is_named(node: &Node<'_>) -> bool {
    node.is_field() || matches!(node.show, Show::Line(_))
}

/// Returns the name of a node: that of its line, or that of its field.
fn label<W: Words>(in_words: &W, node: &Node<'_>) -> String {
    match node.show {
        Show::Line(label) | Show::Header(label) | Show::Parameter(label, _) if !label.is_empty() => {
            in_words.label(label).to_owned()
        }
        _ => in_words.label(&node.key).replace('_', " "),
    }
}

fn words<W: Words>(in_words: &W, node: &Node<'_>) -> String {
    field::shown_in(in_words, &node.value).into_owned()
}

/// Returns the words of the field that stands in a range.
fn words_at<W: Words>(in_words: &W, explained: &Explanation<'_>, range: Range) -> Option<String> {
    let path = explained.at(range.offset);
    path.into_iter().find(|node| node.range == Some(range) && is_named(node)).map(|node| words(in_words, node))
}

/// Digits of an expected and an actual answer, one below the other.
struct Digits<'g> {
    expected: String,
    groups: &'g [Group],
}

impl<'g> Digits<'g> {
    /// Sets the digits below each other; `None` if the actual ones are not those of the whole answer.
    fn of(groups: &'g [Group], answer: &[u8]) -> Option<Digits<'g>> {
        let join = |of: fn(&Group) -> &String| -> String { groups.iter().map(|group| of(group).trim_end()).collect() };
        let is_open = |group: &Group| group.expected.starts_with("..");
        let expected = groups.iter().map(|group| match is_open(group) {
            true => "?".repeat(group.actual.trim_end().len()),
            false => group.expected.clone(),
        });
        let expected: String = expected.collect();
        (join(|group| &group.actual) == hex::encode_upper(answer)).then_some(Digits { expected, groups })
    }

    /// Returns the octets that differ.
    fn differing(&self) -> Vec<usize> {
        let marks = self.groups.iter().flat_map(|group| {
            let length = group.actual.trim_end().len();
            group.differs.iter().take(length)
        });
        let mut octets: Vec<usize> = marks.enumerate().filter(|(_, differs)| **differs).map(|(at, _)| at / 2).collect();
        octets.dedup();
        octets
    }

    /// Returns the answer with the expected octets in a range; `None` if one of their digits is open.
    fn expected(&self, range: Range, answer: &[u8]) -> Option<Vec<u8>> {
        let digits = self.expected.get(range.offset.checked_mul(2)?..range.end().checked_mul(2)?)?;
        let wanted = hex::decode(digits).ok()?;
        let mut octets = answer.to_vec();
        octets.get_mut(range.offset..range.end())?.copy_from_slice(&wanted);
        Some(octets)
    }
}
