//! The text as lines, each with its comment apart. A line that ends in `\` goes on in the next.

use super::Span;
use super::cursor::Cursor;

/// One line of text.
#[derive(Clone, Copy, Debug)]
pub struct LineText<'t> {
    whole: &'t str,
    /// Where it stands, without the comment and the blanks around it.
    pub span: Span,
    /// The prose after `#`.
    pub comment: Option<&'t str>,
}

impl<'t> LineText<'t> {
    /// A place at its beginning.
    pub fn cursor(&self) -> Cursor<'t> {
        Cursor::new(self.whole, self.span)
    }

    /// A place at the beginning of a part of it.
    pub fn part(&self, span: Span) -> Cursor<'t> {
        Cursor::new(self.whole, span)
    }

    /// Whether it says just this.
    pub fn is_only(&self, words: &str) -> bool {
        self.whole.get(self.span.start..self.span.end) == Some(words)
    }
}

/// The lines that are left.
#[derive(Clone, Copy, Debug)]
pub struct Lines<'t> {
    whole: &'t str,
    at: usize,
}

impl<'t> Lines<'t> {
    /// Every line of `whole`.
    pub fn of(whole: &'t str) -> Lines<'t> {
        let byte_order_mark = whole.chars().next().filter(|first| *first == '\u{feff}');
        Lines { whole, at: byte_order_mark.map_or(0, char::len_utf8) }
    }

    /// Where the next line begins.
    pub fn position(&self) -> usize {
        self.at.min(self.whole.len())
    }

    /// The next line, if it is as asked.
    pub fn next_if(&mut self, fits: impl Fn(&LineText<'t>) -> bool) -> Option<LineText<'t>> {
        let mut ahead = *self;
        let text = ahead.next_line().filter(fits)?;
        *self = ahead;
        Some(text)
    }

    /// The next line.
    pub fn next_line(&mut self) -> Option<LineText<'t>> {
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
            return Some(LineText { whole: self.whole, span, comment });
        }
    }
}

/// What a line says, and the prose after `#`; a `#` between quotation marks is no comment. `is_quoted` tells whether
/// the line begins between quotation marks, and is told whether it ends so.
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
