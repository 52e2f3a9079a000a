//! Layout of scripts: blanks, indentation, columns of tables and of comments. A laid out text means what it meant
//! before, has the same lines with the same comments, and is laid out no further.
//!
//! ```
//! use sim_script::{kind::TextKind, layout};
//!
//! let text = "card  balance 5 yuan,open\n>805C000204#GET BALANCE\n<  000001f4 9000\n";
//! let arranged = layout::arrange(TextKind::Trace, "balance.trace", text)?;
//! assert_eq!(
//!     arranged,
//!     "card balance 5 yuan, open\n\
//!      > 805C000204                                      # GET BALANCE\n\
//!      < 000001F4 9000\n"
//! );
//! # Ok::<(), Box<sim_script::lang::SyntaxError>>(())
//! ```

use std::collections::BTreeSet;

use line::{LaidLine, ReadLine, read_lines};

use crate::kind::TextKind;
use crate::lang::SyntaxError;
use crate::scenario::{self, Scenario};
use crate::trace::parse::parse_alone;
use crate::trace::{self, Trace};
use crate::walk::{self, Walk};

mod blanks;
mod line;
mod table;

/// Returns a text with its layout; the error has the mistakes of a text that cannot be read. A profile is TOML, which
/// has tools of its own, and is returned as it is.
pub fn arrange(kind: TextKind, name: &str, text: &str) -> Result<String, Box<SyntaxError>> {
    let kind = kind.language(name, text);
    let Some(before) = ReadScript::parse(kind, name, text)? else { return Ok(text.to_owned()) };
    let lines = read_lines(text);
    // Lines whose blanks mean something stay as they are written.
    let mut kept = BTreeSet::new();
    loop {
        let arranged = written(kind, &lines, &kept);
        let changed = match ReadScript::parse(kind, name, &arranged) {
            Ok(Some(after)) => before.first_difference(&after),
            _ => Some(0..text.len()),
        };
        let Some(changed) = changed else { return Ok(arranged) };
        let inside = lines.iter().enumerate().filter(|(_, line)| line.start < changed.end && line.end >= changed.start);
        let known = kept.len();
        kept.extend(inside.map(|(at, _)| at));
        if kept.len() == known {
            return Ok(text.to_owned());
        }
    }
}

/// Script as its tree, which is compared before and after.
enum ReadScript {
    Trace(Trace),
    Walk(Walk),
    Scenario(Box<Scenario>),
}

impl ReadScript {
    /// Reads a script; `None` for a kind that is not laid out.
    fn parse(kind: TextKind, name: &str, text: &str) -> Result<Option<ReadScript>, Box<SyntaxError>> {
        Ok(Some(match kind {
            TextKind::Trace | TextKind::Fragment => ReadScript::Trace(parse_alone(name, text)?),
            TextKind::Walk => ReadScript::Walk(walk::parse_alone(name, text)?),
            TextKind::Scenario => ReadScript::Scenario(Box::new(scenario::parse(name, text)?)),
            TextKind::Profile => return Ok(None),
        }))
    }

    /// Returns the octets of the first line that means something else in `after`; of the whole text if that cannot be
    /// told by lines.
    fn first_difference(&self, after: &ReadScript) -> Option<std::ops::Range<usize>> {
        const WHOLE: std::ops::Range<usize> = 0..usize::MAX;
        match (self, after) {
            (ReadScript::Trace(before), ReadScript::Trace(after)) => {
                let differing = before.lines.iter().zip(&after.lines).find(|(before, after)| before != after);
                let differing = differing.map(|(before, _)| place(before));
                differing.or((before.lines.len() != after.lines.len()).then_some(WHOLE))
            }
            (ReadScript::Walk(before), ReadScript::Walk(after)) => {
                let differing = before.lines.iter().zip(&after.lines).find(|(before, after)| before != after);
                let differing = differing.map(|(before, _)| before.span.start..before.span.end);
                differing.or((before.lines.len() != after.lines.len()).then_some(WHOLE))
            }
            (ReadScript::Scenario(before), ReadScript::Scenario(after)) => (before != after).then_some(WHOLE),
            _ => Some(WHOLE),
        }
    }
}

/// Returns the octets of a line, of a block with its last line.
fn place(line: &trace::syntax::TraceLine) -> std::ops::Range<usize> {
    match &line.content {
        trace::syntax::LineContent::Cases(cases) => line.span.start..last_place(&cases.body, line),
        trace::syntax::LineContent::Repeat(repeat) => line.span.start..last_place(&repeat.body, line),
        _ => line.span.start..line.span.end,
    }
}

/// Returns the octet behind the last of some lines, or behind the line before them.
fn last_place(body: &[trace::syntax::TraceLine], line: &trace::syntax::TraceLine) -> usize {
    body.last().map_or(line.span.end, |last| place(last).end)
}

/// Returns the lines with their layout, but those of `kept` as they are.
fn written(kind: TextKind, lines: &[ReadLine<'_>], kept: &BTreeSet<usize>) -> String {
    let mut depth = 0;
    let mut laid: Vec<LaidLine> = lines
        .iter()
        .enumerate()
        .map(|(at, line)| {
            let arranged = LaidLine::of(kind, line, &mut depth);
            if kept.contains(&at) { LaidLine::verbatim(line) } else { arranged }
        })
        .collect();
    table::align(&mut laid);
    line::align_comments(kind, &mut laid);
    let mut text: String = laid.iter().map(|line| format!("{line}\n")).collect();
    text.truncate(text.trim_end_matches('\n').len());
    if !text.is_empty() {
        text.push('\n');
    }
    text
}
