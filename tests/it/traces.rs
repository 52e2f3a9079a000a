//! The stories of `apdu-traces/`: each replays, is named by its own first sentence and stands in the guide. Together
//! they show every status word and every refusal that the card has. Falsifying the stories, one expectation at a time,
//! shows that a replay can fail.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use applet::Refusal;
use sim_script::trace::recording::RecordedEvent;
use sim_script::trace::syntax::{Fact, LineContent, TraceLine, TraceStep, ValueOrColumn};
use sim_script::trace::{Options, Trace, TraceOutcome, files, parse, replay};
use sim_wire::status::{Meaning, StatusWord};

/// Folders that a reader is promised, in the order of the guide.
const FOLDERS: [&str; 16] = [
    "blocks",
    "first-steps",
    "purchase",
    "load",
    "unload",
    "log",
    "over-the-air",
    "pin",
    "limit",
    "suspend",
    "close",
    "refusals",
    "power-cuts",
    "secure-messaging",
    "toolkit",
    "imported",
];

/// Status words that no trace can show, because this card never answers them.
const NEVER_GIVEN: [(StatusWord, &str); 3] = [
    (StatusWord::SELECTED_FILE_INVALIDATED, "a blocked application says 6A81, as the logged cards do"),
    (StatusWord::MEMORY_FAILURE, "a card whose memory failed is mute until reset"),
    (StatusWord::CAPP_RECORD_LOCKED, "the wallet has no compound purchase (复合消费)"),
];

/// Refusals that no trace can show, each with the reason.
const NEVER_REFUSED: [(&str, &str); 1] =
    [("AlreadyCredited", "only a command in a script over the air is refused so, and its reason is in no answer")];

/// Returns the folder of the traces.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../apdu-traces")
}

/// Returns every trace, by its path below the folder.
fn traces() -> BTreeMap<String, Trace> {
    let found = files::find(&[folder()]).unwrap();
    let named = found.into_iter().map(|path| {
        let name = path.strip_prefix(folder()).unwrap().to_string_lossy().into_owned();
        (name, files::load(&path).unwrap_or_else(|error| panic!("{error:?}")))
    });
    named.collect()
}

/// Returns the failures of a replay in words.
fn troubles(outcome: &TraceOutcome) -> Vec<String> {
    let failures = outcome.results.iter().filter_map(|result| result.failure.as_ref());
    failures.map(|failure| format!("{}: {}", failure.place, failure.trouble.summary())).collect()
}

#[test]
fn every_trace_replays() {
    let traces = traces();
    assert!(traces.len() >= 45, "only {} traces", traces.len());
    let mut wrong = Vec::new();
    for (name, trace) in &traces {
        let outcome = replay(trace, &Options::default());
        let commands: usize = outcome.results.iter().map(|result| result.commands).sum();
        assert!(commands >= 3, "{name} sends {commands} commands: that is no story");
        wrong.extend(troubles(&outcome));
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn trace_folders_match_the_promised_list() {
    let folders: BTreeSet<String> =
        traces().keys().map(|name| name.split('/').next().unwrap_or_default().to_owned()).collect();
    assert_eq!(folders, FOLDERS.map(str::to_owned).into());
}

/// Converts a sentence to a file name: small letters, digits, hyphens.
pub fn in_kebab_case(sentence: &str) -> String {
    let letters = sentence.to_lowercase().replace(' ', "-");
    letters.chars().filter(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || *letter == '-').collect()
}

#[test]
fn every_trace_opens_with_its_file_name() {
    for (name, trace) in traces() {
        let stem = name.rsplit('/').next().and_then(|file| file.strip_suffix(".trace")).unwrap().to_owned();
        assert_eq!(stem, in_kebab_case(&stem), "{name} is not in kebab-case");
        assert!(stem.split('-').count() >= 4, "{name} is too short for a sentence");
        let first = trace.lines.first().unwrap();
        assert_eq!(first.content, LineContent::Blank, "{name} does not open with a comment");
        let said = in_kebab_case(first.comment.as_deref().unwrap_or_default());
        assert!(said.starts_with(&stem), "{name} opens with another sentence: {said}");
    }
}

#[test]
fn guide_links_every_trace_exactly_once() {
    let guide = std::fs::read_to_string(folder().join("README.md")).unwrap();
    let links = guide.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let linked: Vec<&str> = links.filter(|link| link.ends_with(".trace")).collect();
    let traces = traces();
    for name in traces.keys() {
        assert_eq!(linked.iter().filter(|link| *link == name).count(), 1, "times that the guide names {name}");
    }
    assert_eq!(linked.len(), traces.len(), "the guide names traces that are not there");
}

#[test]
fn traces_show_every_status_word() {
    let mut seen: BTreeSet<StatusWord> = BTreeSet::new();
    for trace in traces().values() {
        let outcome = replay(trace, &Options::default());
        assert_eq!(troubles(&outcome), [""; 0]);
        seen.extend(outcome.recording.events.iter().filter_map(|event| match event {
            RecordedEvent::Exchange(exchange) => {
                exchange.answer.as_deref()?.last_chunk().map(|word| StatusWord::from_bytes(*word))
            }
            _ => None,
        }));
    }
    let never: BTreeSet<StatusWord> = NEVER_GIVEN.iter().map(|(word, _)| *word).collect();
    for word in StatusWord::FIXED {
        let shown = seen.contains(word);
        assert_eq!(shown, !never.contains(word), "{:04X} is {}shown", word.0, if shown { "" } else { "not " });
    }
    let has = |kind: fn(Meaning) -> bool| seen.iter().any(|word| kind(word.meaning()));
    assert!(has(|meaning| matches!(meaning, Meaning::BytesWaiting(_))), "61xx");
    assert!(has(|meaning| matches!(meaning, Meaning::GsmBytesWaiting(_))), "9Fxx");
    assert!(has(|meaning| matches!(meaning, Meaning::RightLength(_))), "6Cxx");
    assert!(has(|meaning| matches!(meaning, Meaning::TriesLeft(_))), "63Cx");
    for refusal in Refusal::ALL {
        let like = |word: &StatusWord| same_kind(*word, refusal.status());
        assert!(seen.iter().any(like), "{}: no trace shows {:04X}", refusal.name(), refusal.status().0);
    }
}

/// Returns `true` if two words are the same but for a count that they carry.
fn same_kind(one: StatusWord, other: StatusWord) -> bool {
    match (one.meaning(), other.meaning()) {
        (Meaning::RightLength(_), Meaning::RightLength(_)) | (Meaning::TriesLeft(_), Meaning::TriesLeft(_)) => true,
        _ => one == other,
    }
}

/// Collects every refusal that a line expects by name, or a table by its cells.
fn refusals_expected(lines: &[TraceLine], into: &mut BTreeSet<String>) {
    for line in lines {
        match &line.content {
            LineContent::Step(TraceStep::Expect(facts)) => {
                let names = facts.iter().filter_map(|expected| match &expected.fact {
                    Fact::Refusal(ValueOrColumn::Is(Some(name))) => Some((*name).to_owned()),
                    _ => None,
                });
                into.extend(names);
            }
            LineContent::Cases(cases) => {
                refusals_expected(&cases.body, into);
                let facts = cases.body.iter().filter_map(|line| match &line.content {
                    LineContent::Step(TraceStep::Expect(facts)) => Some(facts),
                    _ => None,
                });
                for expected in facts.flatten() {
                    let Fact::Refusal(ValueOrColumn::Column(name)) = &expected.fact else { continue };
                    let column = cases.columns.iter().position(|column| column == name).unwrap();
                    into.extend(cases.rows.iter().map(|row| row.cells[column].text.clone()));
                }
            }
            _ => {}
        }
    }
    into.remove("none");
}

#[test]
fn traces_name_every_refusal() {
    let mut expected = BTreeSet::new();
    for trace in traces().values() {
        assert!(replay(trace, &Options::default()).held(), "an expectation counts only where it holds");
        refusals_expected(&trace.lines, &mut expected);
    }
    let never: BTreeSet<String> = NEVER_REFUSED.iter().map(|(name, _)| (*name).to_owned()).collect();
    let all: BTreeSet<String> = Refusal::ALL.iter().map(|refusal| refusal.name().to_owned()).collect();
    assert_eq!(expected, all.difference(&never).cloned().collect());
}

/// Story that stands first in the guide.
const FIRST_STORY: &str = "purchase/a-purchase-of-one-yuan-by-a-tap.trace";

/// Falsifications of one thing each, and the beginning of the line at which the failure must be reported.
const FALSIFIED: [(&str, &str, &str); 10] = [
    ("card balance 50.00 yuan", "card balance 50.01 yuan", "< {50.00 yuan} counter:2"),
    ("50.00 yuan, open", "50.00 yuan, suspended", "< {50.00 yuan} counter:2"),
    ("< 6F.. 9000", "< 6F.. 6A81", "< 6F.. 6A81"),
    ("counter:2 000000 01 00", "counter:2 000000 02 00", "< {50.00 yuan} counter:2 000000 02"),
    ("of 1.00 yuan at", "of 1.01 yuan at", "< tac:4 mac2:4 9000"),
    ("< tac:4 mac2:4 9000", "< mac2:4 tac:4 9000", "check mac2, tac"),
    ("expect balance 49.00 yuan", "expect balance 48.00 yuan", "expect balance 48.00 yuan"),
    ("expect offline 0001", "expect offline 0002", "expect offline 0002"),
    ("{1.00 yuan} 06 112233445566 20091118103000", "{1.00 yuan} 06 112233445566 20091118103001", "< 0001 000000"),
    ("< {49.00 yuan} 9000", "< no answer", "< no answer"),
];

#[test]
fn falsified_trace_fails_at_the_false_line() {
    let text = std::fs::read_to_string(folder().join(FIRST_STORY)).unwrap();
    assert!(replay(&parse("true", &text).unwrap(), &Options::default()).held());
    for (truth, lie, seen_at) in FALSIFIED {
        assert_eq!(text.matches(truth).count(), 1, "{truth} stands once in the story");
        let trace = parse("false", &text.replacen(truth, lie, 1)).unwrap();
        let outcome = replay(&trace, &Options::default());
        let failure = outcome.results.iter().find_map(|result| result.failure.as_ref());
        let span = failure.unwrap_or_else(|| panic!("{lie} went unseen")).place.span;
        let line = &trace.source.text[span.start..span.end];
        assert!(line.starts_with(seen_at), "{lie} was seen at {line}");
    }
}

/// Changes the last digit of the status word that a line expects. That is at the end of an answer, or in a table in the
/// column that answers are taken from. `None` if no word is written out there.
fn with_another_status(line: &str, columns: &[&str]) -> Option<String> {
    let said = line.split('#').next()?.trim_end();
    let cells: Vec<&str> = said.split('|').collect();
    let at = columns.iter().position(|column| matches!(*column, "answer" | "debit"));
    let (before, expected, behind) = match at {
        Some(at) if said.trim_start().starts_with('|') && cells.len() == columns.len() => {
            (cells[..at].join("|") + "|", cells[at].trim_end(), format!(" |{}", cells[at + 1..].join("|")))
        }
        _ if said.trim_start().starts_with("< ") => (String::new(), said, String::new()),
        _ => return None,
    };
    let word = expected.rsplit(' ').next()?;
    let is_literal = word.len() == 4 && u16::from_str_radix(word, 16).is_ok();
    let last = word.chars().last().filter(|_| is_literal)?;
    Some(format!("{before}{}{}{behind}", expected.strip_suffix(last)?, if last == 'F' { '0' } else { 'F' }))
}

#[test]
fn every_changed_status_word_is_noticed() {
    let (mut in_answers, mut in_tables) = (0, 0);
    for name in traces().keys() {
        let text = std::fs::read_to_string(folder().join(name)).unwrap();
        if text.contains("include \"") || text.contains("profile \"") {
            continue;
        }
        let lines: Vec<&str> = text.lines().collect();
        let mut columns: Vec<&str> = Vec::new();
        for (at, line) in lines.iter().enumerate() {
            if at > 0 && lines[at - 1].starts_with("cases") {
                columns = line.split('|').map(str::trim).collect();
                continue;
            }
            let Some(lie) = with_another_status(line, &columns) else { continue };
            let falsified: Vec<&str> = [&lines[..at], &[lie.as_str()], &lines[at + 1..]].concat();
            let trace = parse(name, &falsified.join("\n")).unwrap();
            assert!(!replay(&trace, &Options::default()).held(), "{name}:{}: {lie} went unseen", at + 1);
            *if lie.contains('|') { &mut in_tables } else { &mut in_answers } += 1;
        }
    }
    println!("status words changed one by one: {in_answers} in answers, {in_tables} in tables");
    assert!(in_answers > 500 && in_tables > 100, "only {in_answers} and {in_tables} status words were changed");
}

#[test]
fn traces_hold_under_other_seeds() {
    for (name, trace) in traces() {
        for seed in [0xC0FFEE, 20_091_118] {
            let outcome = replay(&trace, &Options { seed: Some(seed), ..Options::default() });
            assert_eq!(troubles(&outcome), [""; 0], "{name} under seed {seed}");
        }
    }
}

#[test]
fn every_trace_round_trips_through_text() {
    for (name, trace) in traces() {
        if trace.lines.iter().any(|line| matches!(line.content, LineContent::Include(_))) {
            continue;
        }
        let again = parse(&name, &trace.to_string()).unwrap_or_else(|error| panic!("{error:?}"));
        let settings = |line: &&TraceLine| !matches!(line.content, LineContent::Setting(_));
        assert!(trace.lines.iter().filter(settings).eq(again.lines.iter().filter(settings)), "{name}");
    }
}
