//! Places in the texts of traces and walks, and what played the lines there.

use std::fmt::{Display, Formatter};
use std::sync::Arc;

use crate::lang::{Source, Span};

/// Place in the text of a trace or a walk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TracePlace {
    /// Source with the text.
    pub source: Arc<Source>,
    /// Octets of the text.
    pub span: Span,
    /// Line that plays the lines around the place: an inclusion, a call, a round; `None` outside of all.
    pub origin: Option<Arc<PlayingLine>>,
}

/// Line that plays other lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlayingLine {
    /// Place of the line.
    pub place: TracePlace,
    /// Words of the line, such as `call pay 10` or `repeat 3, round 2`.
    pub what: String,
}

impl TracePlace {
    /// Returns the beginning of a text.
    pub fn beginning(source: Arc<Source>) -> TracePlace {
        TracePlace { source, ..TracePlace::default() }
    }

    /// Returns a place in a text, which nothing plays.
    pub fn at(source: Arc<Source>, span: Span) -> TracePlace {
        TracePlace { source, span, origin: None }
    }

    /// Returns the line, counted from 1.
    pub fn line(&self) -> usize {
        self.source.line(self.span)
    }

    /// Returns the lines that play the place, the innermost first.
    pub fn origins(&self) -> impl Iterator<Item = &PlayingLine> {
        std::iter::successors(self.origin.as_deref(), |line| line.place.origin.as_deref())
    }

    /// Returns another place of the same text, played by the same lines.
    pub(crate) fn moved(&self, span: Span) -> TracePlace {
        TracePlace { span, ..self.clone() }
    }

    /// Returns the beginning of a text that the line at this place plays.
    pub(crate) fn playing(&self, source: Arc<Source>, what: impl Display) -> TracePlace {
        let line = PlayingLine { place: self.clone(), what: what.to_string() };
        TracePlace { origin: Some(Arc::new(line)), ..TracePlace::beginning(source) }
    }

    /// Returns the place in the text alone, whatever plays it.
    pub(crate) fn written(&self) -> TracePlace {
        TracePlace::at(self.source.clone(), self.span)
    }
}

impl Display for TracePlace {
    /// Prints the place such as `apdu-traces/purchase/tap.trace:7`.
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.source.name, self.line())
    }
}

impl Display for PlayingLine {
    /// Prints the line such as `apdu-traces/purchase/tap.trace:7: call pay 10`.
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}

impl Source {
    /// Returns the line of a place, counted from 1.
    pub fn line(&self, span: Span) -> usize {
        self.newlines().partition_point(|newline| *newline < span.start) + 1
    }
}
