//! Cursor over the text of a script, with the small steps that every part of the grammar is made of.

use super::Span;
use super::error::LineError;

/// Result of a step of the parser.
pub type ParseResult<T> = Result<T, LineError>;

/// Position in a line that is being read.
#[derive(Clone, Copy, Debug)]
pub struct Cursor<'t> {
    text: &'t str,
    at: usize,
    end: usize,
}

/// Returns whether a character may stand in a word: a name, a keyword, digits.
pub fn is_word_letter(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_' || letter == '-'
}

impl<'t> Cursor<'t> {
    /// Creates a cursor over the octets of `text` that `span` covers.
    pub fn new(text: &'t str, span: Span) -> Cursor<'t> {
        Cursor { text, at: span.start, end: span.end }
    }

    /// Returns the text that has not been read.
    pub fn rest(&self) -> &'t str {
        self.text.get(self.at..self.end).unwrap_or_default()
    }

    /// Returns the position of the cursor, in octets from the beginning of the text.
    pub fn position(&self) -> usize {
        self.at
    }

    /// Returns the text that `span` covers.
    pub fn between(&self, span: Span) -> &'t str {
        self.text.get(span.start..span.end).unwrap_or_default()
    }

    /// Takes the rest of the line, and returns its span without the blanks around it.
    pub fn remainder(&mut self) -> Span {
        self.skip_blanks();
        let start = self.at;
        let end = start + self.rest().trim_end().len();
        self.at = self.end;
        Span { start, end }
    }

    /// Skips blanks, and the reverse solidi that continue a line.
    pub fn skip_blanks(&mut self) {
        let rest = self.rest();
        let meat = rest.trim_start_matches(|letter: char| letter.is_whitespace() || letter == '\\');
        self.at += rest.len() - meat.len();
    }

    /// Skips blanks and returns the next character; `None` if nothing is left.
    pub fn peek(&mut self) -> Option<char> {
        self.skip_blanks();
        self.rest().chars().next()
    }

    /// Skips blanks, and returns whether nothing is left behind them.
    pub fn skip_to_end(&mut self) -> bool {
        self.peek().is_none()
    }

    /// Skips `sign` if it comes next, and returns whether it did.
    pub fn eat(&mut self, sign: &str) -> bool {
        self.skip_blanks();
        let here = self.rest().starts_with(sign);
        if here {
            self.at += sign.len();
        }
        here
    }

    /// Skips `sign`; returns an error if anything else comes next.
    pub fn demand(&mut self, sign: &str) -> ParseResult<()> {
        if self.eat(sign) { Ok(()) } else { Err(self.unexpected(format!("`{sign}`"))) }
    }

    /// Takes the characters that satisfy `fits`, without skipping blanks before them.
    pub fn take_while(&mut self, fits: impl Fn(char) -> bool) -> (&'t str, Span) {
        let start = self.at;
        let rest = self.rest();
        let length = rest.find(|letter| !fits(letter)).unwrap_or(rest.len());
        self.at += length;
        let span = Span { start, end: self.at };
        (self.between(span), span)
    }

    /// Takes `length` octets, or all that is left if there are fewer.
    pub fn take(&mut self, length: usize) -> (&'t str, Span) {
        let start = self.at;
        self.at = start.saturating_add(length).min(self.end);
        let span = Span { start, end: self.at };
        (self.between(span), span)
    }

    /// Takes the text before the next `sign`, or all that is left, and returns a cursor over that text.
    pub fn before(&mut self, sign: char) -> Cursor<'t> {
        let rest = self.rest();
        let (_, span) = self.take(rest.find(sign).unwrap_or(rest.len()));
        Cursor::new(self.text, span)
    }

    /// Takes a word; the text is empty if none comes next.
    pub fn word(&mut self) -> (&'t str, Span) {
        self.skip_blanks();
        self.take_while(is_word_letter)
    }

    /// Returns the next word without taking it; an empty text if none comes next.
    pub fn peek_word(&self) -> &'t str {
        let mut ahead = *self;
        ahead.word().0
    }

    /// Skips a phrase of one or more words if it comes next, ignoring case, and returns whether it did.
    pub fn eat_words(&mut self, phrase: &str) -> bool {
        let mut ahead = *self;
        let fits = phrase.split(' ').all(|word| ahead.word().0.eq_ignore_ascii_case(word));
        if fits {
            *self = ahead;
        }
        fits
    }

    /// Skips a phrase; returns an error if anything else comes next.
    pub fn demand_words(&mut self, phrase: &str) -> ParseResult<()> {
        if self.eat_words(phrase) { Ok(()) } else { Err(self.unexpected(format!("`{phrase}`"))) }
    }

    /// Skips the longest phrase of the table that comes next, and returns its value; `None` if none comes next.
    pub fn eat_one_of<T: Copy>(&mut self, table: &[(&str, T)]) -> Option<T> {
        let mut best: Option<(Cursor<'t>, T)> = None;
        for (phrase, value) in table {
            let mut ahead = *self;
            if ahead.eat_words(phrase) && best.is_none_or(|(so_far, _)| so_far.at < ahead.at) {
                best = Some((ahead, *value));
            }
        }
        let (ahead, value) = best?;
        *self = ahead;
        Some(value)
    }

    /// Skips the longest phrase of the table that comes next, and returns its value; an error if none comes next.
    pub fn one_of<T: Copy>(&mut self, table: &[(&str, T)], what: &str) -> ParseResult<T> {
        if let Some(value) = self.eat_one_of(table) {
            return Ok(value);
        }
        let phrases = table.iter().map(|(phrase, _)| *phrase);
        let written = self.peek_word();
        let all = phrases.clone().map(|phrase| format!("`{phrase}`")).collect::<Vec<_>>().join(", ");
        let mistake = self.unexpected(what).help(format!("one of {all}"));
        Err(if written.is_empty() { mistake } else { mistake.nearest(written, phrases) })
    }

    /// Reads a decimal number.
    pub fn decimal<N: std::str::FromStr>(&mut self, what: &str) -> ParseResult<N> {
        let before = *self;
        let (digits, span) = self.word();
        if digits.is_empty() || !digits.chars().all(|digit| digit.is_ascii_digit()) {
            *self = before;
            let mistake = self.unexpected(what);
            let is_value = self.peek() == Some('{');
            let help =
                "this number is written out: a value in braces stands among octets, in an answer or behind `expect`";
            return Err(if is_value { mistake.help(help) } else { mistake });
        }
        digits.parse().map_err(|_| LineError::new(span, format!("{digits} is too large"), what))
    }

    /// Reads a text between quotation marks, without resolving its escapes.
    pub fn take_quoted(&mut self, what: &str) -> ParseResult<String> {
        if !self.eat("\"") {
            return Err(self.unexpected(what));
        }
        let (inside, span) = self.take_while(|letter| letter != '"');
        if !self.eat("\"") {
            return Err(LineError::new(span, "the quotation is not closed", "a quotation mark should follow this"));
        }
        Ok(inside.to_owned())
    }

    /// Checks that nothing but blanks is left.
    pub fn finish(mut self) -> ParseResult<()> {
        if self.skip_to_end() { Ok(()) } else { Err(self.unexpected("the end of the line")) }
    }

    /// Returns the error that the next word, character or end of line stands where `expected` should stand.
    pub fn unexpected(&self, expected: impl Into<String>) -> LineError {
        let mut ahead = *self;
        let (word, mut span) = ahead.word();
        let mut found = word.to_owned();
        if word.is_empty() {
            found = ahead.rest().chars().next().map(String::from).unwrap_or_default();
            span.end = span.start + found.len();
        }
        let expected = expected.into();
        if found.is_empty() {
            return LineError::new(span, format!("the line ends where {expected} should stand"), expected);
        }
        LineError::new(span, format!("`{found}` stands where {expected} should stand"), expected)
    }
}
