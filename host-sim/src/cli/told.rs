//! Errors in words: a mistake in a text with its place, anything else as one sentence and perhaps advice.
//!
//! Every mistake in a text is drawn here. The drawing costs columns, of which miette can count 65,535 and a terminal
//! has a hundred. Of a longer line only the surroundings of the mistake are shown ([`Window`]).

use std::error::Error;
use std::fmt;

use miette::{
    Diagnostic, LabeledSpan, MietteError, MietteHandlerOpts, MietteSpanContents, ReportHandler, SourceCode, SourceSpan,
    SpanContents,
};

/// Most octets of a line that is shown whole.
const LINE_MAX: usize = 400;

/// Octets that are shown before and behind a mistake in a longer line.
const AROUND: usize = 60;

/// Most octets of a mistake that are underlined.
const MARKED_MAX: usize = 80;

/// Most characters of a sentence; the middle of a longer one is left out.
const SENTENCE_MAX: usize = 600;

/// Renders a report as it is printed.
pub(super) fn told(report: &miette::Report) -> String {
    if report.source_code().is_some() {
        return format!("{:?}", ShownDiagnostic::of(report.as_ref(), None));
    }
    let mut reasons: Vec<String> = Vec::new();
    for reason in report.chain().map(|reason| short(reason.to_string().trim_end_matches('.'))) {
        // An error may have its cause in its own sentence already.
        if !reasons.last().is_some_and(|before| before.ends_with(&reason)) {
            reasons.push(reason);
        }
    }
    let advice = report.help().map(|help| format!("\n{help}")).unwrap_or_default();
    let told = reasons.join(": ");
    let stop = if told.ends_with('。') { "" } else { "." };
    format!("rfid-sim: {told}{stop}{advice}")
}

/// Renders an error as it is printed.
pub(super) fn told_error(error: &(dyn Diagnostic + 'static)) -> String {
    format!("{:?}", ShownDiagnostic::of(error, None))
}

/// Returns a sentence, its middle left out if it has more than [`SENTENCE_MAX`] characters.
fn short(sentence: &str) -> String {
    let length = sentence.chars().count();
    if length <= SENTENCE_MAX {
        return sentence.to_owned();
    }
    let part = SENTENCE_MAX / 2;
    let head: String = sentence.chars().take(part).collect();
    let tail: String = sentence.chars().skip(length - part).collect();
    format!("{head} … {tail}")
}

/// Diagnostic as it is drawn.
struct ShownDiagnostic<'a> {
    of: &'a dyn Diagnostic,
    text: String,
    window: Option<Window<'a>>,
    related: Vec<ShownDiagnostic<'a>>,
}

impl<'a> ShownDiagnostic<'a> {
    fn of(of: &'a dyn Diagnostic, above: Option<&'a dyn SourceCode>) -> ShownDiagnostic<'a> {
        let source = of.source_code().or(above);
        let related = of.related().into_iter().flatten().map(|related| ShownDiagnostic::of(related, source)).collect();
        ShownDiagnostic { of, text: short(&of.to_string()), window: source.map(Window), related }
    }
}

impl fmt::Debug for ShownDiagnostic<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        MietteHandlerOpts::new().build().debug(self, f)
    }
}

impl fmt::Display for ShownDiagnostic<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Error for ShownDiagnostic<'_> {}

impl Diagnostic for ShownDiagnostic<'_> {
    fn code<'b>(&'b self) -> Option<Box<dyn fmt::Display + 'b>> {
        self.of.code()
    }

    fn help<'b>(&'b self) -> Option<Box<dyn fmt::Display + 'b>> {
        self.of.help().map(|help| Box::new(short(&help.to_string())) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.window.as_ref().map(|window| window as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let marked = |label: LabeledSpan| {
            let length = self.window.as_ref().map_or(label.len(), |window| window.marked(&label));
            let span = SourceSpan::from((label.offset(), length));
            LabeledSpan::new_with_span(label.label().map(short), span)
        };
        self.of.labels().map(|labels| Box::new(labels.map(marked)) as Box<dyn Iterator<Item = LabeledSpan>>)
    }

    fn related<'b>(&'b self) -> Option<Box<dyn Iterator<Item = &'b dyn Diagnostic> + 'b>> {
        let related = self.related.iter().map(|related| related as &dyn Diagnostic);
        (!self.related.is_empty()).then(|| Box::new(related) as Box<dyn Iterator<Item = &dyn Diagnostic>>)
    }
}

/// Text of which only the surroundings of a mistake are shown if its line is long.
struct Window<'a>(&'a dyn SourceCode);

impl Window<'_> {
    /// Returns the number of octets of a mistake that are underlined, which end with its first line.
    fn marked(&self, label: &LabeledSpan) -> usize {
        let Ok(contents) = self.0.read_span(label.inner(), 0, 0) else { return 0 };
        let marked = contents.data().get(..label.len()).unwrap_or_default();
        let line = marked.iter().position(|octet| *octet == b'\n').unwrap_or(label.len());
        boundary(contents.data(), line.min(MARKED_MAX).min(label.len()))
    }
}

/// Returns the last place up to `at` where a character begins.
fn boundary(text: &[u8], at: usize) -> usize {
    (0..=at).rev().find(|at| text.get(*at).is_none_or(|octet| octet & 0xC0 != 0x80)).unwrap_or_default()
}

impl SourceCode for Window<'_> {
    fn read_span<'b>(
        &'b self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'b> + 'b>, MietteError> {
        let contents = self.0.read_span(span, before, after)?;
        let longest = contents.data().split(|octet| *octet == b'\n').map(<[u8]>::len).max().unwrap_or_default();
        if longest <= LINE_MAX {
            return Ok(contents);
        }
        // The line of the mistake alone, and of it what stands around.
        let data = contents.data();
        let at = span.offset().saturating_sub(contents.span().offset()).min(data.len());
        let (head, tail) = data.split_at(at);
        let line_start = head.iter().rposition(|octet| *octet == b'\n').map_or(0, |newline| newline + 1);
        let line_end = tail.iter().position(|octet| *octet == b'\n').map_or(data.len(), |length| at + length);
        let from = boundary(data, at.saturating_sub(AROUND).max(line_start));
        let to = boundary(data, at.saturating_add(span.len()).saturating_add(AROUND).min(line_end)).max(from);
        let line = contents.line() + head.iter().take(line_start).filter(|octet| **octet == b'\n').count();
        let place = SourceSpan::from((contents.span().offset() + from, to - from));
        let piece = data.get(from..to).unwrap_or_default();
        let name = contents.name().unwrap_or_default().to_owned();
        Ok(Box::new(MietteSpanContents::new_named(name, piece, place, line, from - line_start, 1)))
    }
}

#[cfg(test)]
mod tests {
    use miette::{IntoDiagnostic as _, NamedSource, Report};

    use super::*;

    #[derive(Debug, thiserror::Error, Diagnostic)]
    #[error("wrong")]
    struct Wrong {
        #[source_code]
        text: NamedSource<String>,
        #[label("this")]
        place: SourceSpan,
    }

    fn drawn(text: &str, start: usize, length: usize) -> String {
        let text = NamedSource::new("a.trace", text.to_owned());
        told(&Report::new(Wrong { text, place: (start, length).into() }))
    }

    #[test]
    fn cause_is_told_once() {
        #[derive(Debug, thiserror::Error)]
        #[error("the file cannot be read: {0}")]
        struct WithCause(#[source] std::io::Error);

        #[derive(Debug, thiserror::Error)]
        #[error("the card is gone")]
        struct WithoutCause(#[source] std::io::Error);

        let cause = || std::io::Error::other("no such file");
        let told = |error: Report| super::told(&error);
        assert_eq!(told(miette::miette!("no card")), "rfid-sim: no card.");
        let with = Err::<(), _>(WithCause(cause())).into_diagnostic().unwrap_err();
        assert_eq!(told(with), "rfid-sim: the file cannot be read: no such file.");
        let without = Err::<(), _>(WithoutCause(cause())).into_diagnostic().unwrap_err();
        assert_eq!(told(without), "rfid-sim: the card is gone: no such file.");
    }

    #[test]
    fn chinese_sentence_keeps_its_own_stop() {
        assert_eq!(told(&miette::miette!(help = "`x` 开机。", "手机已关机。")), "rfid-sim: 手机已关机。\n`x` 开机。");
    }

    #[test]
    fn mistake_at_any_column_shows_its_place() {
        for column in [0, 399, 65_530, 65_536, 200_000] {
            for filling in [" ", "\t", "包"] {
                let before = filling.repeat(column);
                let drawn = drawn(&format!("first\n{before}opn\nlast\n"), 6 + before.len(), 3);
                assert!(drawn.contains("opn"), "{column}: {drawn}");
                assert!(drawn.contains("a.trace:2:"), "{column}: {drawn}");
                assert!(drawn.contains("this"), "{column}: {drawn}");
                assert!(drawn.len() < 8_000, "{column}: {}", drawn.len());
            }
        }
    }

    #[test]
    fn long_mistake_is_marked_at_its_start() {
        let many = "x \\\n".repeat(60_000);
        let drawn_lines = drawn(&many, 0, many.len());
        assert!(drawn_lines.lines().count() < 12, "{drawn_lines}");
        let long = "钱".repeat(100_000);
        assert!(drawn(&long, 0, long.len()).len() < 4_000);
        assert!(drawn(&long, long.len(), 0).contains("a.trace:1:"));
    }

    #[test]
    fn long_sentence_is_cut_in_the_middle() {
        let told = told(&miette::miette!("{}", "word ".repeat(100_000)));
        assert!(told.len() < 2 * SENTENCE_MAX && told.contains(" … "), "{}", told.len());
    }
}
