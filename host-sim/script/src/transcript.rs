//! Transcripts of replays: every line of a trace or walk as it was played, and all that it brought about, as typed
//! values in order. Reports, and the running text of `run -v`, are made of them.
//!
//! ```
//! use sim_script::trace::{Options, parse, replay};
//! use sim_script::transcript::TranscriptContent;
//!
//! let trace = parse("balance.trace", "> 00A40400 Lc D1560001018003800000000100000000  # SELECT\n")?;
//! let outcome = replay(&trace, &Options { keeps_transcript: true, ..Options::default() });
//! let sent = |content: &TranscriptContent| matches!(content, TranscriptContent::Exchange(_));
//! assert_eq!(outcome.transcript.entries.iter().filter(|entry| sent(&entry.content)).count(), 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use applet::CardState;
use sim_device::handset::Screen;
use sim_wire::lifecycle::LifeCycle;
use sim_world::platform::entry::Entry;
use sim_world::platform::script::ScriptKind;
use sim_world::world::Event;

use crate::lang::handbook::HandbookSection;
use crate::trace::outcome::FailureKind;
use crate::trace::place::TracePlace;

pub mod diff;
pub mod told;

/// Transcript of the replay of a trace or walk.
#[derive(Clone, Debug, Default)]
pub struct Transcript {
    /// Entries in the order in which they came about.
    pub entries: Vec<TranscriptEntry>,
}

impl Transcript {
    /// Adds an entry.
    pub(crate) fn push(&mut self, place: &TracePlace, content: TranscriptContent) {
        self.entries.push(TranscriptEntry { place: place.clone(), content });
    }

    /// Removes the rows of tables whose titles are not chosen.
    pub fn retain_cases(&mut self, is_chosen: impl Fn(&str) -> bool) {
        let mut is_inside = false;
        self.entries.retain(|entry| match &entry.content {
            TranscriptContent::Case { title, .. } => {
                is_inside = !is_chosen(title);
                !is_inside
            }
            TranscriptContent::CaseEnd => !std::mem::take(&mut is_inside),
            _ => !is_inside,
        });
    }
}

/// Entry of a transcript.
#[derive(Clone, Debug)]
pub struct TranscriptEntry {
    /// Line of the script that was played.
    pub place: TracePlace,
    /// Content of the entry.
    pub content: TranscriptContent,
}

/// Content of an entry.
#[derive(Clone, Debug)]
pub enum TranscriptContent {
    /// Line of the script, before it is played.
    Line(PlayedLine),
    /// Row of a table; the entries up to [`TranscriptContent::CaseEnd`] belong to this row.
    Case {
        /// Title of the table with the row's cells.
        title: String,
        /// Comment of the row; `None` if it has none.
        comment: Option<String>,
    },
    /// End of a row of a table.
    CaseEnd,
    /// Power-on of a card, or of the handset with the card, before the first step. The octets are the answer to reset;
    /// `None` if the card stayed mute, or if a handset kept the answer to itself.
    Beginning(Option<Vec<u8>>),
    /// Later power-on or reset with the answer to reset; `None` if the card stayed mute.
    Power(Option<Vec<u8>>),
    /// Command and its answer.
    Exchange(PlayedExchange),
    /// Value that a line gave to a name.
    Value {
        /// Name of the value.
        name: String,
        /// Octets of the value.
        octets: Vec<u8>,
    },
    /// Screen that the handset shows from here on.
    Screen(Box<Screen>),
    /// Event of the world around the handset.
    Event(Box<Event>),
    /// Script that the platform sent to a card in a secured packet.
    Script(ScriptKind),
    /// Movement of money in the platform's ledger.
    Entry(Box<Entry>),
    /// Short message in the handset's inbox.
    Message {
        /// Number of the sender.
        from: String,
        /// Text; of data, the octets in hexadecimal.
        text: String,
    },
    /// Words of a service line in a call.
    Said(String),
    /// Receipt or slip that was printed, as it stands on the paper.
    Receipt(String),
    /// State of the card at its beginning, or where the replay leaves it.
    State(Box<CardState>),
    /// Sections of the handbook that a line of the header names.
    Covers(Vec<HandbookSection>),
    /// Failure that ended the replay, or the row of the table.
    Failure(Box<FailureKind>),
}

/// Line of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlayedLine {
    /// Kind of the line.
    pub kind: PlayedLineKind,
    /// Text of the line as written, without its comment; empty for a line that is a comment alone.
    pub text: String,
    /// Comment of the line; `None` if it has none.
    pub comment: Option<String>,
}

/// Kind of a line of a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlayedLineKind {
    /// Comment alone.
    Prose,
    /// Setting of the header, or the inclusion of another trace.
    Setting,
    /// Beginning of a table, whose rows follow.
    Table,
    /// Command to the card.
    Command,
    /// Expected answer.
    Answer,
    /// Value that gets a name.
    Assignment,
    /// Expectation.
    Expectation,
    /// Step of any other kind.
    Step,
}

/// Exchange with the card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlayedExchange {
    /// Command APDU.
    pub command: Vec<u8>,
    /// Data and status word; `None` if nothing came back.
    pub answer: Option<Vec<u8>>,
    /// Name of the card's reason to refuse the command, as `expect refusal` takes it; `None` if the card did not
    /// refuse, or if nobody sees the inside of the card.
    pub refusal: Option<&'static str>,
    /// State of the wallet before the line that sent the command; `None` if nobody sees the inside of the card.
    pub lifecycle: Option<LifeCycle>,
}

impl PlayedLine {
    /// Creates the line at a place with its text as written, or as `printed` where there is no text.
    pub(crate) fn new(
        kind: PlayedLineKind,
        place: &TracePlace,
        printed: impl FnOnce() -> String,
        comment: Option<&str>,
    ) -> PlayedLine {
        let written = place.source.text.get(place.span.start..place.span.end).map(one_line);
        let text = written.filter(|text| !text.is_empty()).unwrap_or_else(printed);
        PlayedLine { kind, text, comment: comment.map(str::to_owned) }
    }
}

/// Returns a written line whose continuations stand in one line.
fn one_line(written: &str) -> String {
    let parts = written.lines().map(|part| part.trim().trim_end_matches('\\').trim_end());
    parts.collect::<Vec<_>>().join(" ").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::{Options, parse, replay};
    use crate::walk;

    const TABLE: &str = "cases of two\n| a |\n| 6700 |\n| 9000 |\n> 805C0002 04\n< {a}\nend\nreset  # again\n";

    fn played(text: &str) -> Transcript {
        let trace = parse("a.trace", text).unwrap();
        replay(&trace, &Options { keeps_transcript: true, ..Options::default() }).transcript
    }

    fn titles(transcript: &Transcript) -> Vec<&str> {
        let entries = transcript.entries.iter().filter_map(|entry| match &entry.content {
            TranscriptContent::Case { title, .. } => Some(title.as_str()),
            TranscriptContent::CaseEnd => Some("end"),
            TranscriptContent::Failure(_) => Some("failure"),
            TranscriptContent::Power(Some(_)) => Some("power"),
            _ => None,
        });
        entries.collect()
    }

    #[test]
    fn rows_end_and_can_be_left_out() {
        let mut transcript = played(TABLE);
        let whole = ["of two: 6700", "failure", "end", "of two: 9000", "failure", "end", "power"];
        assert_eq!(titles(&transcript), whole);
        transcript.retain_cases(|title| title.contains("9000"));
        assert_eq!(titles(&transcript), ["of two: 9000", "failure", "end", "power"]);
        transcript.retain_cases(|_| false);
        assert_eq!(titles(&transcript), ["power"]);
    }

    #[test]
    fn written_line_keeps_its_text_and_comment() {
        let transcript =
            played("card  balance   5.00 yuan  # five\n> 00A40400 Lc \\\n  D1560001018003800000000100000000\n");
        let lines: Vec<&PlayedLine> = transcript
            .entries
            .iter()
            .filter_map(|entry| match &entry.content {
                TranscriptContent::Line(line) => Some(line),
                _ => None,
            })
            .collect();
        let texts: Vec<(&str, Option<&str>)> =
            lines.iter().map(|line| (line.text.as_str(), line.comment.as_deref())).collect();
        let command = "> 00A40400 Lc D1560001018003800000000100000000";
        assert_eq!(texts, [("card  balance   5.00 yuan", Some("five")), (command, None)]);
        assert_eq!(lines[1].kind, PlayedLineKind::Command);
    }

    #[test]
    fn transcript_is_kept_only_on_request() {
        let options = Options::default();
        assert!(replay(&parse("a.trace", TABLE).unwrap(), &options).transcript.entries.is_empty());
        let walk = walk::parse("a.walk", "press menu\n").unwrap();
        assert!(walk::replay(&walk, &options).transcript.entries.is_empty());
        let kept = walk::replay(&walk, &Options { keeps_transcript: true, ..options }).transcript;
        let screens = kept.entries.iter().filter(|entry| matches!(entry.content, TranscriptContent::Screen(_)));
        assert_eq!(screens.count(), 2, "idle, and the main menu");
    }
}
