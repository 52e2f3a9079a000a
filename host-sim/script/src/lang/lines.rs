//! Lines of a text, each with its comment apart. A line that ends in `\` continues in the next.

use super::Span;
use super::cursor::Cursor;

/// Line of a text, with the lines that continue it.
#[derive(Clone, Copy, Debug)]
pub struct LineText<'t> {
    whole: &'t str,
    /// Octets of the line, without the comment and the blanks around them.
    pub span: Span,
    /// Prose after `#`; `None` if there is no comment.
    pub comment: Option<&'t str>,
    /// Place of the line in the text of its file, where values were put into the line; `None` for a line as written.
    place: Option<Span>,
}

impl<'t> LineText<'t> {
    /// Creates a line at a place of its file, which is read from a span of a text: of the file's own, or of one with
    /// values in the place of names.
    pub(crate) fn standing_at(place: Span, (whole, span): (&'t str, Span), comment: Option<&'t str>) -> LineText<'t> {
        let is_written = (place.start, place.end) == (span.start, span.end);
        LineText { whole, span, comment, place: (!is_written).then_some(place) }
    }

    /// Returns the place of the line in its file.
    pub(crate) fn place(&self) -> Span {
        self.place.unwrap_or(self.span)
    }

    /// Returns whether values were put into the line.
    pub(crate) const fn is_filled(&self) -> bool {
        self.place.is_some()
    }

    /// Returns a cursor at the beginning of the line.
    pub fn cursor(&self) -> Cursor<'t> {
        Cursor::new(self.whole, self.span)
    }

    /// Returns a cursor over a part of the line.
    pub fn part(&self, span: Span) -> Cursor<'t> {
        Cursor::new(self.whole, span)
    }

    /// Returns whether the line consists of `words` alone.
    pub fn is_only(&self, words: &str) -> bool {
        self.whole.get(self.span.start..self.span.end) == Some(words)
    }
}

/// Lines of a text that have not been read.
#[derive(Clone, Copy, Debug)]
pub struct Lines<'t> {
    whole: &'t str,
    at: usize,
    /// Lines that were split already, which are read in place of a text; `None` for a text.
    listed: Option<&'t [LineText<'t>]>,
}

impl<'t> Lines<'t> {
    /// Creates a reader of all lines of `whole`; a byte order mark is skipped.
    pub fn of(whole: &'t str) -> Lines<'t> {
        let byte_order_mark = whole.chars().next().filter(|first| *first == '\u{feff}');
        Lines { whole, at: byte_order_mark.map_or(0, char::len_utf8), listed: None }
    }

    /// Creates a reader of lines that were split already.
    pub(crate) const fn listed(lines: &'t [LineText<'t>]) -> Lines<'t> {
        Lines { whole: "", at: 0, listed: Some(lines) }
    }

    /// Returns the position at which the next line begins, in octets.
    pub fn position(&self) -> usize {
        if let Some(lines) = self.listed {
            return lines.first().map_or(0, |line| line.place().start);
        }
        self.at.min(self.whole.len())
    }

    /// Reads the next line if it satisfies `fits`; `None` if it does not.
    pub fn next_if(&mut self, fits: impl Fn(&LineText<'t>) -> bool) -> Option<LineText<'t>> {
        let mut ahead = *self;
        let text = ahead.next_line().filter(fits)?;
        *self = ahead;
        Some(text)
    }

    /// Reads the next line; `None` at the end of the text.
    pub fn next_line(&mut self) -> Option<LineText<'t>> {
        if let Some(lines) = self.listed {
            let (first, rest) = lines.split_first()?;
            self.listed = Some(rest);
            return Some(*first);
        }
        let start = self.at;
        let mut end = start;
        let mut is_quoted = false;
        loop {
            let from = end;
            let rest = self.whole.get(from..).filter(|rest| !rest.is_empty() || from > start)?;
            end += rest.find('\n').unwrap_or(rest.len());
            self.at = end + 1;
            let line = self.whole.get(from..end).unwrap_or_default();
            let (said, comment) = split_comment(line, &mut is_quoted);
            if comment.is_none() && said.trim_end().ends_with('\\') && self.at < self.whole.len() {
                end = self.at;
                continue;
            }
            let said = self.whole.get(start..from + said.len()).unwrap_or_default();
            let first = start + (said.len() - said.trim_start().len());
            let span = Span { start: first, end: first + said.trim().len() };
            return Some(LineText { whole: self.whole, span, comment, place: None });
        }
    }
}

/// Splits a line into its content and the prose after `#`. A `#` between quotation marks begins no comment.
///
/// `is_quoted` says whether the line begins between quotation marks, and is set to whether the line ends so.
pub fn split_comment<'l>(line: &'l str, is_quoted: &mut bool) -> (&'l str, Option<&'l str>) {
    for (at, letter) in line.char_indices() {
        match letter {
            '"' => *is_quoted = !*is_quoted && line.get(at + 1..).is_some_and(|rest| rest.contains('"')),
            '#' if !*is_quoted => {
                let (said, comment) = line.split_at_checked(at).unwrap_or((line, ""));
                let prose = comment.trim_start_matches('#').trim_end();
                return (said, Some(prose.strip_prefix(' ').unwrap_or(prose)));
            }
            _ => {}
        }
    }
    (line, None)
}
