//! Tree of the meaning of octets: a node for each named item, with a typed value, its octets, and the nodes inside it.
//! Text, JSON and the one line are renderings of this tree and of nothing else.

use std::borrow::Cow;

use super::row::Parameter;
use super::value::Value;

/// Range of octets in the input.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Range {
    /// Octets of the input before the range.
    pub offset: usize,
    /// Number of octets.
    pub length: usize,
}

impl Range {
    /// Returns the offset of the first octet behind the range.
    pub const fn end(self) -> usize {
        self.offset.saturating_add(self.length)
    }

    /// Returns whether the octet at that offset lies in the range.
    pub const fn contains(self, offset: usize) -> bool {
        self.offset <= offset && offset < self.end()
    }

    /// Returns whether every octet of the other range lies in this range.
    pub const fn contains_range(self, other: Range) -> bool {
        self.offset <= other.offset && other.end() <= self.end()
    }

    /// Returns the octets of the range; none where the input ends before the range does.
    pub fn of(self, input: &[u8]) -> &[u8] {
        input.get(self.offset..self.end()).unwrap_or_default()
    }
}

/// Octets together with their place in the input.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span<'a> {
    /// Octets of the span.
    pub(super) octets: &'a [u8],
    /// Octets of the input before the span.
    pub(super) offset: usize,
}

impl<'a> Span<'a> {
    /// Makes a span of the whole input.
    pub(super) const fn whole(octets: &'a [u8]) -> Span<'a> {
        Span { octets, offset: 0 }
    }

    /// Returns the range of the octets.
    pub(super) const fn range(self) -> Range {
        Range { offset: self.offset, length: self.octets.len() }
    }

    /// Takes `count` octets off the front, or as many as there are.
    pub(super) fn take(&mut self, count: usize) -> Span<'a> {
        let (front, rest) = self.octets.split_at_checked(count).unwrap_or((self.octets, &[]));
        let taken = Span { octets: front, offset: self.offset };
        *self = Span { octets: rest, offset: self.offset.saturating_add(front.len()) };
        taken
    }

    /// Returns the last `count` octets, or as many as there are.
    pub(super) fn last(mut self, count: usize) -> Span<'a> {
        self.take(self.octets.len().saturating_sub(count));
        self
    }
}

/// Appearance of a node in text.
#[derive(Clone, Copy, Debug)]
pub enum Show {
    /// Line of its own: a label and words.
    Line(&'static str),
    /// Field of a layout, with its meaning: shown by its key, its octets, its value and the meaning.
    Field(&'static str),
    /// Octet or length of a command's header, under that label.
    Header(&'static str),
    /// P1 or P2 under that label, and its possible values; `None` where the command is not known.
    Parameter(&'static str, Option<Parameter>),
    /// Status word of an answer.
    Status,
    /// Nothing of its own: a part of the node above, or octets that only frame others.
    Inner,
}

/// Appearance of a node and its children in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Members {
    /// Member with its value; members of children stand beside it.
    Value,
    /// No member of its own; members of children stand in its place.
    Flat,
    /// Object with the members of its children.
    Object,
    /// Array with an entry for each child.
    Array,
    /// Entry of the array of that name: an object of its children's members.
    Entry(&'static str),
    /// No member; of the nodes inside only a packet has its members.
    Nothing,
}

/// Named item of the tree, with its value and its octets.
#[derive(Clone, Debug)]
pub struct Node<'a> {
    /// Stable name for machines, in snake case.
    pub key: Cow<'static, str>,
    /// Value of the node.
    pub value: Value<'a>,
    /// Octets of the node; `None` where it stands at no one place of the input.
    pub range: Option<Range>,
    /// Appearance in text.
    pub show: Show,
    /// Appearance in JSON.
    pub members: Members,
    /// Nodes inside this one.
    pub children: Vec<Node<'a>>,
}

impl<'a> Node<'a> {
    /// Makes a node that is a part of another: a member in JSON, not a line of text.
    pub(super) fn new(key: impl Into<Cow<'static, str>>, value: Value<'a>, range: Option<Range>) -> Node<'a> {
        Node { key: key.into(), value, range, show: Show::Inner, members: Members::Value, children: Vec::new() }
    }

    /// Makes a node for octets that frame others: a tag, a length.
    pub(super) fn frame(key: &'static str, span: Span<'a>) -> Node<'a> {
        let value = Value::Octets(Cow::Borrowed(span.octets));
        Node { members: Members::Nothing, ..Node::new(key, value, Some(span.range())) }
    }

    /// Turns the node into a line of text under that label.
    pub(super) fn line(self, label: &'static str) -> Node<'a> {
        Node { show: Show::Line(label), ..self }
    }

    /// Changes the appearance of the node in JSON.
    pub(super) fn placed(self, members: Members) -> Node<'a> {
        Node { members, ..self }
    }

    /// Replaces the children of the node.
    pub(super) fn with(self, children: Vec<Node<'a>>) -> Node<'a> {
        Node { children, ..self }
    }

    /// Returns the octets of the node; none where the node stands at no one place.
    pub fn octets<'i>(&self, input: &'i [u8]) -> &'i [u8] {
        self.range.map_or(&[], |range| range.of(input))
    }

    /// Returns the node's name for people.
    pub fn label(&self) -> Cow<'_, str> {
        match self.show {
            Show::Line(label) | Show::Header(label) | Show::Parameter(label, _) if !label.is_empty() => label.into(),
            _ => self.key.replace('_', " ").into(),
        }
    }

    /// Returns whether the node is a field of a layout; P1 and P2 are fields where they have a meaning of their own.
    pub const fn is_field(&self) -> bool {
        match self.show {
            Show::Field(_) => true,
            // Under a class that the command does not have, its parameters are octets and say nothing.
            Show::Parameter(_, Some(Parameter::Field(..))) => !matches!(self.value, Value::Octet(_)),
            _ => false,
        }
    }

    /// Returns the nodes that cover the octet at that offset, from this one inwards; none where the octet is not
    /// covered.
    pub fn at(&self, offset: usize) -> Vec<&Node<'a>> {
        let mut path = Vec::new();
        if self.range.is_some_and(|range| range.contains(offset)) {
            path.push(self);
        }
        path.extend(at(&self.children, offset));
        path
    }
}

/// Returns the nodes that cover the octet at that offset, from the outermost inwards.
pub(super) fn at<'n, 'a>(nodes: &'n [Node<'a>], offset: usize) -> Vec<&'n Node<'a>> {
    nodes.iter().map(|node| node.at(offset)).find(|path| !path.is_empty()).unwrap_or_default()
}

/// Visits nodes and all nodes inside them, each before its children.
pub(super) fn walk<'n, 'a>(nodes: &'n [Node<'a>], visit: &mut impl FnMut(&'n Node<'a>)) {
    for node in nodes {
        visit(node);
        walk(&node.children, visit);
    }
}

/// Adds nodes for the octets of `whole` that no node covers, at every level, so that each octet of the input has a
/// node.
pub(super) fn cover<'a>(nodes: &mut Vec<Node<'a>>, input: &'a [u8], whole: Range) {
    let mut ranges: Vec<Range> = Vec::with_capacity(nodes.len());
    for node in nodes.iter_mut() {
        spanned(node, &mut ranges);
        if let Some(range) = node.range.filter(|_| has_places(&node.children)) {
            cover(&mut node.children, input, range);
        }
    }
    ranges.sort_unstable();
    let mut next = whole.offset;
    let end = Range { offset: whole.end(), length: 0 };
    for range in ranges.into_iter().chain([end]) {
        if range.offset > next {
            let gap = Range { offset: next, length: range.offset - next };
            let octets = Value::Octets(Cow::Borrowed(gap.of(input)));
            nodes.push(Node::new("unread", octets, Some(gap)).placed(Members::Nothing));
        }
        next = next.max(range.end());
    }
}

/// Adds the range of a node; where the node has none, those of its children.
fn spanned(node: &Node<'_>, into: &mut Vec<Range>) {
    match node.range {
        Some(range) => into.push(range),
        None => node.children.iter().for_each(|child| spanned(child, into)),
    }
}

fn has_places(nodes: &[Node<'_>]) -> bool {
    nodes.iter().any(|node| node.range.is_some() || has_places(&node.children))
}
