//! Sessions from files in any format, as `convert` and `diff` read them.

use std::path::Path;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use miette::miette;

use super::reading;
use sim_codec::length_fields;
use sim_codec::pcap::CaptureForm;
use sim_device::profile::Profile;
use sim_script::trace::formats::{
    self, Format, InputFormat, NamedText, Notes, RecognisedText, Session, SessionExchange, SessionStep, apdutool,
    json_lines, literal, log, replayed, scriptor,
};
use sim_script::trace::{Options, Trace, TraceOutcome, files, replay};

/// Returns the clap parser for the name of a format that can be written.
pub(super) fn format_parser() -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new(Format::ALL.map(Format::name)).try_map(|name| Format::by_name(&name).ok_or(""))
}

/// Returns the clap parser for the name of a format that can be read.
pub(super) fn input_format_parser() -> impl TypedValueParser<Value = InputFormat> {
    PossibleValuesParser::new(InputFormat::names()).try_map(|name| InputFormat::by_name(&name).ok_or(""))
}

/// Session that was read from a file.
pub(super) struct Input {
    /// Session in the file.
    pub(super) session: Session,
    /// Format of the file.
    pub(super) format: InputFormat,
    /// Answer to reset of the card with which a trace began; `None` for every other file.
    pub(super) atr: Option<Vec<u8>>,
}

impl Input {
    /// Returns the session with the power-on before its first step, where the card's answer to that is known.
    pub(super) fn into_started(self) -> Session {
        let mut steps = self.session.steps;
        let is_before = |step: &SessionStep| {
            matches!(step, SessionStep::Setting(_) | SessionStep::Comment(_) | SessionStep::Echo(_))
        };
        let first = steps.iter().position(|step| !is_before(step)).unwrap_or(steps.len());
        let is_told = matches!(steps.get(first), Some(SessionStep::PowerOn { .. }));
        if let Some(atr) = self.atr.filter(|_| !is_told) {
            steps.insert(first, SessionStep::PowerOn { atr: Some(atr) });
        }
        Session { steps }
    }
}

/// Reads a file, or standard input if the path is `-`.
pub(super) fn read(path: &Path, format: Option<InputFormat>, notes: &mut Notes) -> miette::Result<Input> {
    read_octets(path, reading::octets(path)?, format, notes)
}

/// Reads the octets of a file; `path` is the place that they come from.
pub(super) fn read_octets(
    path: &Path,
    octets: Vec<u8>,
    format: Option<InputFormat>,
    notes: &mut Notes,
) -> miette::Result<Input> {
    let name = path.display().to_string();
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let by_name = Format::by_extension(extension).map(InputFormat::Writable);
    let is_capture = format.is_none() && CaptureForm::find(&octets).is_some();
    if is_capture || format.or(by_name) == Some(InputFormat::Writable(Format::Pcapng)) {
        let session = capture(&name, &octets, notes)?;
        return Ok(Input { session, format: InputFormat::Writable(Format::Pcapng), atr: None });
    }
    let text = reading::to_text(path, octets)?;
    let content = match format.or(by_name) {
        Some(InputFormat::Writable(format)) => Some(RecognisedText::Writable(format)),
        Some(InputFormat::Log) => log::read(&text).map(RecognisedText::Log),
        None => RecognisedText::find(&text),
    };
    let Some(content) = content else {
        let names = InputFormat::names().collect::<Vec<_>>().join(", ");
        let advice = match format {
            Some(_) => String::new(),
            None => format!(" If it has some, choose its format with --from: one of {names}."),
        };
        return Err(miette!("No command, answer or message is found in {name}.{advice}"));
    };
    let source = NamedText { name: &name, text: &text };
    Ok(match content {
        RecognisedText::Log(log) => {
            notes.tell_read(&format!("{name}: {log}"));
            Input { session: log.session, format: InputFormat::Log, atr: None }
        }
        RecognisedText::Writable(Format::Trace) => {
            let (session, atr) = trace(path, source, notes)?;
            Input { session, format: InputFormat::Writable(Format::Trace), atr }
        }
        RecognisedText::Writable(format) => {
            Input { session: parse(path, source, format, notes)?, format: InputFormat::Writable(format), atr: None }
        }
    })
}

/// Parses a text in a format that can be written too; `path` is the place of the text.
pub(super) fn parse(path: &Path, source: NamedText<'_>, format: Format, notes: &mut Notes) -> miette::Result<Session> {
    Ok(match format {
        Format::Trace => trace(path, source, notes)?.0,
        Format::Apdutool => {
            let folder = path.parent().unwrap_or(Path::new(""));
            let mut load = |included: &str| files::read(&folder.join(included)).map_err(|error| error.to_string());
            apdutool::parse(source, &mut load, notes)?
        }
        Format::Scriptor => scriptor::parse(source, notes)?,
        Format::JsonLines => json_lines::parse(source)?,
        Format::Pcapng => capture(source.name, source.text.as_bytes(), notes)?,
    })
}

/// Reads the session of a capture file.
pub(super) fn capture(name: &str, octets: &[u8], notes: &mut Notes) -> miette::Result<Session> {
    let log = formats::capture::read(octets).map_err(|error| miette!("{name}: {error}."))?;
    notes.tell_read(&format!("{name}: {log}"));
    match log.session.steps.is_empty() {
        true => Err(miette!("No packet of {name} is of a SIM: {log}")),
        false => Ok(log.session),
    }
}

/// Replays a trace and returns the session, with the answer to reset of the card with which it began.
///
/// A trace that does not hold may be of another card than ours. Its written answers are taken then, if all of them are
/// there, and a note is made.
fn trace(path: &Path, source: NamedText<'_>, notes: &mut Notes) -> miette::Result<(Session, Option<Vec<u8>>)> {
    let trace = load_trace(path, source)?;
    let outcome = replay(&trace, &Options::default());
    let mut literal_notes = Notes::default();
    if !outcome.held()
        && let Some(session) = literal::read(&trace, &mut literal_notes).filter(is_answered)
    {
        notes.append(literal_notes);
        tell_ends(&outcome, "its written answers are taken, which our card does not give", notes);
        return Ok((session, None));
    }
    tell_ends(&outcome, "what would follow is not known", notes);
    let atr = replayed::first_atr(&outcome.recording).map(<[u8]>::to_vec);
    Ok((replayed::session(&trace, &outcome.recording, notes), atr))
}

/// Loads a trace with what it includes; from standard input, its text.
fn load_trace(path: &Path, source: NamedText<'_>) -> miette::Result<Trace> {
    match path == Path::new("-") {
        true => sim_script::trace::parse(source.name, source.text).map_err(|error| miette::Report::new(*error)),
        false => Ok(files::load(path)?),
    }
}

/// Notes where a replay ended early.
fn tell_ends(outcome: &TraceOutcome, consequence: &str, notes: &mut Notes) {
    for failure in outcome.results.iter().filter_map(|result| result.failure.as_ref()) {
        notes.tell_read(&format!(
            "{}: the trace does not hold here ({}); {consequence}.",
            failure.place,
            failure.trouble.summary()
        ));
    }
}

/// Returns `true` if every answer of a session is known.
fn is_answered(session: &Session) -> bool {
    session.steps.iter().all(|step| !matches!(step, SessionStep::Exchange(exchange) if exchange.answer.is_none()))
}

/// Returns a session with the answers of our card. Its commands are sent to a card of `profile`, or of the profile that
/// the session names.
pub(super) fn answered(session: &Session, profile: Option<Profile>, notes: &mut Notes) -> miette::Result<Session> {
    let asked = session.steps.iter().map(|step| match step {
        SessionStep::Exchange(exchange) => {
            let command = length_fields::shortened(&exchange.command).inspect(|_| {
                notes.add(
                    "extended lengths shortened",
                    "the card has short ones; a T=0 reader sends Le above 256 as 00",
                );
            });
            let command = command.unwrap_or_else(|| exchange.command.clone());
            SessionStep::Exchange(SessionExchange { command, answer: None, remark: exchange.remark.clone() })
        }
        SessionStep::PowerOn { .. } => SessionStep::PowerOn { atr: None },
        SessionStep::Reset { .. } => SessionStep::Reset { atr: None },
        step => step.clone(),
    });
    let asked = Session { steps: asked.collect() };
    let asked = Format::Trace.narrow(&asked, notes);
    let text = literal::print(&asked);
    let trace = sim_script::trace::parse("the commands", &text).map_err(|error| miette::Report::new(*error))?;
    let outcome = replay(&trace, &Options { profile, ..Options::default() });
    tell_ends(&outcome, "what would follow is not known", notes);
    Ok(replayed::session(&trace, &outcome.recording, notes))
}

/// Session that can be played on any card: a trace with what it computes, or commands as they were recorded.
pub(super) enum Replayable {
    /// Trace.
    Trace(Box<Trace>),
    /// Recorded session.
    Recording(Session),
}

/// Reads a file that is to be played, or standard input if the path is `-`.
pub(super) fn replayable(path: &Path, format: Option<InputFormat>, notes: &mut Notes) -> miette::Result<Replayable> {
    let octets = reading::octets(path)?;
    let text = std::str::from_utf8(&octets).ok().map(str::to_owned);
    let input = read_octets(path, octets, format, notes)?;
    let text = text.filter(|_| input.format == InputFormat::Writable(Format::Trace));
    match text {
        Some(text) => {
            let name = path.display().to_string();
            Ok(Replayable::Trace(Box::new(load_trace(path, NamedText { name: &name, text: &text })?)))
        }
        None => Ok(Replayable::Recording(input.session)),
    }
}

impl Replayable {
    /// Returns the session with the answers of a card of `profile`, or of the profile that it names. A trace goes on
    /// behind an expectation that does not hold.
    pub(super) fn played_on(&self, profile: Option<&Profile>, notes: &mut Notes) -> miette::Result<Session> {
        match self {
            Replayable::Trace(trace) => {
                let options = Options { profile: profile.cloned(), bless: true, ..Options::default() };
                let outcome = replay(trace, &options);
                tell_ends(&outcome, "what would follow is not known", notes);
                Ok(replayed::session(trace, &outcome.recording, notes))
            }
            Replayable::Recording(session) => answered(session, profile.cloned(), notes),
        }
    }
}
