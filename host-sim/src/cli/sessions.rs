//! Sessions from files: what `convert` and `diff` read, in whatever format it is.

use std::fs;
use std::io::Read;
use std::path::Path;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use miette::{IntoDiagnostic, WrapErr, miette};

use crate::trace::formats::{Format, Notes, Session, Source, apdutool, json_lines, literal, replayed, scriptor};
use crate::trace::{Options, files, replay};

/// A clap parser for the name of a format.
pub(super) fn format_parser() -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new(Format::ALL.map(Format::name)).try_map(|name| Format::by_name(&name).ok_or(""))
}

/// A file that was read.
pub(super) struct Input {
    /// What it holds.
    pub(super) session: Session,
    /// In which format.
    pub(super) format: Format,
}

/// Reads a file, or standard input where it is called `-`.
pub(super) fn read(path: &Path, format: Option<Format>, notes: &mut Notes) -> miette::Result<Input> {
    let text = text(path)?;
    let name = path.display().to_string();
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let format = format.or_else(|| Format::by_extension(extension)).or_else(|| Format::by_content(&text));
    let Some(format) = format else {
        let names = Format::ALL.map(Format::name).join(", ");
        return Err(miette!("It cannot be told which format {name} has; say it with --from: one of {names}."));
    };
    let source = Source { name: &name, text: &text };
    let session = match format {
        Format::Trace => trace(path, source, notes)?,
        Format::Apdutool => {
            let folder = path.parent().unwrap_or(Path::new(""));
            let mut load =
                |included: &str| fs::read_to_string(folder.join(included)).map_err(|error| error.to_string());
            apdutool::parse(source, &mut load, notes)?
        }
        Format::Scriptor => scriptor::parse(source, notes)?,
        Format::JsonLines => json_lines::parse(source)?,
    };
    Ok(Input { session, format })
}

fn text(path: &Path) -> miette::Result<String> {
    if path == Path::new("-") {
        let mut text = String::new();
        let read = std::io::stdin().read_to_string(&mut text).into_diagnostic();
        return read.map(|_| text).wrap_err("Standard input cannot be read.");
    }
    let octets = fs::read(path).into_diagnostic().wrap_err_with(|| format!("{} cannot be read.", path.display()))?;
    String::from_utf8(octets).map_err(|_| miette!("{} is no text: it has octets that are not UTF-8.", path.display()))
}

/// A trace: as it stands if every octet is written out, else replayed. What does not hold ends a replay, and is said.
fn trace(path: &Path, source: Source<'_>, notes: &mut Notes) -> miette::Result<Session> {
    let trace = match path == Path::new("-") {
        true => crate::trace::parse(source.name, source.text).map_err(|error| miette::Report::new(*error))?,
        false => files::load(path)?,
    };
    let mut literal_notes = Notes::default();
    if let Some(session) = literal::read(&trace, &mut literal_notes) {
        notes.append(literal_notes);
        return Ok(session);
    }
    let outcome = replay(&trace, &Options::default());
    for result in &outcome.results {
        if let Some(failure) = &result.failure {
            notes.add("places where the replay ended", format!("{}: {}", failure.place, failure.trouble.summary()));
        }
    }
    Ok(replayed::session(&trace, &outcome.recording, notes))
}
