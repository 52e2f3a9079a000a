//! Traces that were imported from scripts of other tools. The script stands beside the trace, and converting it again
//! gives the same session. Script and trace replay alike on the card of the trace's header.

use std::path::{Path, PathBuf};

use sim_script::trace::formats::{Format, NamedText, Notes, Session, apdutool, literal, scriptor};
use sim_script::trace::recording::RecordedEvent;
use sim_script::trace::syntax::LineContent;
use sim_script::trace::{Options, Trace, files, replay};

use crate::traces::folder;

/// Script and the trace that was made of it.
struct Imported {
    script: PathBuf,
    format: Format,
    trace: PathBuf,
}

/// Returns every imported trace with its script.
fn imported() -> Vec<Imported> {
    let traces = files::find(&[folder().join("imported")]).unwrap();
    let scripts = traces.into_iter().map(|trace| {
        let extensions = ["scr", "scriptor"];
        let beside = extensions.map(|extension| trace.with_extension(extension));
        let script = beside.into_iter().find(|script| script.exists());
        let script = script.unwrap_or_else(|| panic!("{} has no script beside it", trace.display()));
        let format = Format::by_extension(script.extension().unwrap().to_str().unwrap()).unwrap();
        Imported { script, format, trace }
    });
    scripts.collect()
}

fn session(script: &Path, format: Format) -> Session {
    let text = std::fs::read_to_string(script).unwrap();
    let name = script.display().to_string();
    let source = NamedText { name: &name, text: &text };
    let mut notes = Notes::default();
    let session = match format {
        Format::Apdutool => {
            apdutool::parse(source, &mut |_| Err("no script here includes another".to_owned()), &mut notes)
        }
        Format::Scriptor => scriptor::parse(source, &mut notes),
        Format::Trace | Format::JsonLines | Format::Pcapng => panic!("{name} is no script"),
    };
    Format::Trace.narrow(&session.unwrap(), &mut notes)
}

/// Event of a session, without the place where it is written.
#[derive(Debug, PartialEq)]
enum Happening {
    Exchange { command: Vec<u8>, answer: Option<Vec<u8>> },
    Other(RecordedEvent),
}

fn happenings(trace: &Trace) -> Vec<Happening> {
    let outcome = replay(trace, &Options::default());
    let failures: Vec<_> = outcome.results.iter().filter_map(|result| result.failure.as_ref()).collect();
    assert!(failures.is_empty(), "{}: {failures:?}", trace.source.name);
    let all = outcome.recording.events.into_iter().map(|event| match event {
        RecordedEvent::Exchange(exchange) => Happening::Exchange { command: exchange.command, answer: exchange.answer },
        other => Happening::Other(other),
    });
    all.collect()
}

/// Converts the script to a trace, on the card of the other trace's header.
fn converted(imported: &Imported, header: &Trace) -> Trace {
    let folder = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir(imported.trace.parent().unwrap()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            std::fs::copy(&path, folder.path().join(path.file_name().unwrap())).unwrap();
        }
    }
    let settings = header.lines.iter().filter(|line| matches!(line.content, LineContent::Setting(_)));
    let header: String = settings.map(|line| format!("{line}\n")).collect();
    let text = header + &literal::print(&session(&imported.script, imported.format));
    let path = folder.path().join("converted.trace");
    std::fs::write(&path, text).unwrap();
    files::load(&path).unwrap()
}

#[test]
fn imported_script_replays_as_its_trace() {
    let mut tools = std::collections::BTreeSet::new();
    for imported in imported() {
        let trace = files::load(&imported.trace).unwrap();
        let again = happenings(&converted(&imported, &trace));
        let exchanges = again.iter().filter(|what| matches!(what, Happening::Exchange { .. })).count();
        assert!(exchanges >= 5, "{} has {exchanges} exchanges", imported.script.display());
        assert_eq!(again, happenings(&trace), "{}", imported.script.display());
        tools.insert(imported.format.name());
    }
    assert_eq!(tools, ["apdutool", "scriptor"].into());
}

#[test]
fn script_and_trace_send_the_same_commands() {
    for imported in imported() {
        let in_script: Vec<Vec<u8>> = session(&imported.script, imported.format)
            .steps
            .into_iter()
            .filter_map(|step| match step {
                sim_script::trace::formats::SessionStep::Exchange(exchange) => Some(exchange.command),
                _ => None,
            })
            .collect();
        let in_trace: Vec<Vec<u8>> = happenings(&files::load(&imported.trace).unwrap())
            .into_iter()
            .filter_map(|what| match what {
                Happening::Exchange { command, .. } => Some(command),
                Happening::Other(_) => None,
            })
            .collect();
        assert_eq!(in_script, in_trace, "{}", imported.script.display());
    }
}

#[test]
fn every_imported_script_has_a_trace() {
    let scripts = std::fs::read_dir(folder().join("imported")).unwrap().filter_map(|entry| {
        let path = entry.unwrap().path();
        let extension = path.extension()?.to_str()?.to_owned();
        Format::by_extension(&extension).filter(|format| *format != Format::Trace).map(|_| path)
    });
    let scripts: Vec<PathBuf> = scripts.collect();
    assert!(scripts.len() >= 5);
    assert!(scripts.iter().all(|script| script.with_extension("trace").exists()), "{scripts:?}");
}
