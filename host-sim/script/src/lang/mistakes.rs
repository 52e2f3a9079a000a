//! Mistakes of a text while it is read, up to a number: a text of nothing but mistakes is not told whole.

use super::error::{LineError, SyntaxError};
use super::source::Source;

/// Mistakes that were found so far.
#[derive(Debug)]
pub(crate) struct Mistakes {
    found: Vec<LineError>,
    /// Greatest number of mistakes that are kept.
    max: usize,
}

impl Mistakes {
    /// Creates an empty list that keeps at most `max` mistakes.
    pub(crate) const fn new(max: usize) -> Mistakes {
        Mistakes { found: Vec::new(), max }
    }

    /// Returns the greatest number of mistakes that are kept.
    pub(crate) const fn max(&self) -> usize {
        self.max
    }

    /// Returns whether no further mistake is kept.
    pub(crate) fn is_full(&self) -> bool {
        self.found.len() >= self.max
    }

    /// Returns whether there is no mistake so far.
    pub(crate) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Adds a mistake, if there is room.
    pub(crate) fn push(&mut self, mistake: LineError) {
        if !self.is_full() {
            self.found.push(mistake);
        }
    }

    /// Adds mistakes, as long as there is room.
    pub(crate) fn extend(&mut self, mistakes: impl IntoIterator<Item = LineError>) {
        mistakes.into_iter().for_each(|mistake| self.push(mistake));
    }

    /// Returns the mistakes in order.
    pub(crate) fn into_list(self) -> Vec<LineError> {
        self.found
    }

    /// Returns the mistakes as one error of the text; `None` if there are none.
    pub(crate) fn into_error(self, source: &Source) -> Option<Box<SyntaxError>> {
        SyntaxError::of(source, self.found)
    }
}
