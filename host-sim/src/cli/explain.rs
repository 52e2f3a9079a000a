//! `rfid-sim explain`: explains octets in words or JSON. Octets come as arguments, from a file or from standard input
//! (`-`).

use std::io::{BufWriter, IsTerminal as _, Write};
use std::path::Path;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use miette::miette;
use serde::Serialize as _;
use serde::ser::{SerializeSeq as _, Serializer as _};

use super::language::LanguageChoice;
use super::ota::KeyArguments;
use super::{CliResult, Ending, output, reading, sessions};
use sim_codec::pcap::CaptureForm;
use sim_device::profile::Profile;
use sim_explain::input::{self, HexError};
use sim_explain::script::{self, EntryDirection, SessionEntry};
use sim_explain::toolkit::long_message::LongMessages;
use sim_explain::toolkit::secured_packet::{self, Reader};
use sim_explain::{ContentKind, Explanation, guess, image};
use sim_i18n::{Language, explanation as pages};
use sim_script::trace::entries;
use sim_script::trace::formats::{Format, NamedText, Notes, RecognisedText, log};

mod verify;

/// Arguments of `rfid-sim explain`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// Octets in hexadecimal (blanks, colons, commas and 0x allowed), a file of them, or `-` for standard input.
    #[arg(required = true, value_name = "HEX|FILE")]
    input: Vec<String>,
    /// Print JSON: an object, or an array for several explanations.
    #[arg(long)]
    json: bool,
    /// Language of the explanation.
    #[arg(long, value_enum, default_value = "en", conflicts_with_all = ["json", "card_keys"])]
    lang: LanguageChoice,
    /// Kind of the octets [default: detected].
    #[arg(long = "as", value_name = "KIND", value_parser = kind_parser())]
    kind: Option<ContentKind>,
    /// Command to which the octets are the answer.
    #[arg(long, value_name = "HEX", conflicts_with = "kind")]
    to: Option<String>,
    /// Profile with the card's keys: computes every MAC, TAC and cryptogram of one session again, and says why one is
    /// wrong.
    #[arg(long = "keys", value_name = "PROFILE", conflicts_with_all = ["kind", "to", "profile", "kic", "kid"])]
    card_keys: Option<String>,
    #[command(flatten)]
    keys: KeyArguments,
    /// Profile with the key sets for secured packets: `default`, a TOML file, or FILE#NAME for one card of it.
    #[arg(long, value_name = "PROFILE", conflicts_with_all = ["kic", "kid"])]
    profile: Option<String>,
}

/// Returns the clap parser of `--as`, with the accepted kinds of content.
fn kind_parser() -> impl TypedValueParser<Value = ContentKind> {
    let named = ContentKind::ALL.into_iter().filter(|kind| *kind != ContentKind::Unknown);
    let values = named.clone().map(|kind| {
        let value = PossibleValue::new(kind.name());
        if kind == ContentKind::Record { value.alias("log") } else { value }
    });
    PossibleValuesParser::new(values).try_map(move |name| {
        let name = if name == "log" { ContentKind::Record.name() } else { &name };
        named.clone().find(|kind| kind.name() == name).ok_or("")
    })
}

/// Runs `rfid-sim explain`.
pub(super) fn run(arguments: &Arguments) -> CliResult {
    if let Some(keys) = &arguments.card_keys {
        return verify::run(&arguments.input, keys, arguments.json);
    }
    let entries = read(&arguments.input)?;
    let command = arguments.to.as_deref().map(input::octets).transpose();
    let command = command.map_err(|error| miette!("--to: {error}"))?;
    let reader = match &arguments.profile {
        Some(profile) => {
            let profile = Profile::choose(profile).map_err(|error| miette!("{error}"))?;
            Reader::of_card(&profile.card.ota_keys)
        }
        None => Reader { keys: arguments.keys.read()?, ..Reader::default() },
    };
    let explanations: Box<dyn Iterator<Item = Explanation<'_>>> = match (arguments.kind, &command) {
        (Some(kind), _) => Box::new(entries.iter().map(move |entry| guess::explain_as(kind, &entry.octets))),
        (None, Some(command)) => {
            Box::new(entries.iter().map(|entry| sim_explain::answer(Some(command), &entry.octets)))
        }
        (None, None) => Box::new(script::explanations(&entries)),
    };
    let mut messages = LongMessages::default();
    let finished = explanations.map(move |mut explanation| {
        messages.add(&mut explanation);
        if !reader.is_empty() {
            secured_packet::open(&mut explanation, &reader);
        }
        explanation
    });
    let mut stream = BufWriter::new(output::Stream);
    let written = match arguments.json {
        true => write_json(finished, &mut stream),
        false => write_words(arguments.lang.language(), finished, &mut stream),
    };
    match written.and_then(|()| stream.flush()) {
        // What became of standard output is the whole program's to tell.
        Err(_) if !output::is_whole() => Ok(Ending::Held),
        Err(error) => Err(miette!("the explanation cannot be written: {error}")),
        Ok(()) => Ok(Ending::Held),
    }
}

/// Writes one object, or an array if there are several, each as it is made.
fn write_json<'a>(explanations: impl Iterator<Item = Explanation<'a>>, output: &mut impl Write) -> std::io::Result<()> {
    let mut explanations = explanations.peekable();
    let first = explanations.next();
    let mut serializer = serde_json::Serializer::pretty(&mut *output);
    match first {
        Some(only) if explanations.peek().is_none() => only.serialize(&mut serializer)?,
        first => {
            let mut list = serializer.serialize_seq(None)?;
            for explanation in first.into_iter().chain(explanations) {
                list.serialize_element(&explanation)?;
            }
            list.end()?;
        }
    }
    writeln!(output)
}

/// Writes a page for each explanation, with an empty line between two.
fn write_words<'a>(
    language: Language,
    explanations: impl Iterator<Item = Explanation<'a>>,
    output: &mut impl Write,
) -> std::io::Result<()> {
    let coloured = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    for (place, explanation) in explanations.enumerate() {
        if place > 0 {
            writeln!(output)?;
        }
        output.write_all(pages::page(language, &explanation, coloured).as_bytes())?;
        if explanation.kind == ContentKind::Card {
            writeln!(output)?;
            for row in image::dump(explanation.octets) {
                writeln!(output, "{}", pages::dump_row(language, &row).trim_end())?;
            }
        }
    }
    Ok(())
}

/// Reads the octets of all arguments.
fn read(arguments: &[String]) -> miette::Result<Vec<SessionEntry>> {
    let read: Vec<Result<Vec<u8>, HexError>> = arguments.iter().map(|argument| input::octets(argument)).collect();
    // `80 50 01 02 …` without quotes arrives as many arguments: a lone octet among them says so.
    let all_octets = read.iter().all(Result::is_ok);
    let alone = read.iter().any(|octets| octets.as_ref().is_ok_and(|octets| octets.len() == 1));
    if arguments.len() > 1 && all_octets && alone {
        let octets = read.into_iter().flatten().flatten().collect();
        return Ok(vec![SessionEntry { octets, direction: EntryDirection::Unsaid }]);
    }
    let mut entries = Vec::new();
    for (argument, octets) in arguments.iter().zip(read) {
        match octets {
            Ok(octets) => entries.push(SessionEntry { octets, direction: EntryDirection::Unsaid }),
            Err(error) => entries.extend(from_file(argument, &error)?),
        }
    }
    Ok(entries)
}

/// Reads a file: a card's memory, or text.
fn from_file(name: &str, error: &HexError) -> miette::Result<Vec<SessionEntry>> {
    let path = Path::new(name);
    let octets = match name {
        "-" => reading::octets(path)?,
        _ if path.is_dir() => return Err(miette!("{name} is a folder; explain reads a file or hexadecimal digits")),
        _ if path.exists() => reading::octets(path)?,
        _ if is_like_file(name) => return Err(miette!("there is no file {name}, and {error}")),
        _ => return Err(miette!("{error}")),
    };
    // A name that tells a format is believed: a trace is replayed, another tool's script is read as that tool has it.
    // JSON lines are read here, more leniently, as any tool may write them.
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let by_name = Format::by_extension(extension).filter(|format| *format != Format::JsonLines);
    // A card's memory is known by its length, whatever its octets would be as text.
    if by_name.is_none() && octets.len() == applet::MEMORY_SIZE {
        return Ok(vec![SessionEntry { octets, direction: EntryDirection::Unsaid }]);
    }
    if by_name == Some(Format::Pcapng) || CaptureForm::find(&octets).is_some() {
        let mut notes = Notes::default();
        let session = sessions::capture(name, &octets, &mut notes)?;
        output::warn(&notes.to_string());
        return something(name, entries::of_session(&session));
    }
    let Ok(text) = String::from_utf8(octets) else {
        return Err(miette!("{name} is neither text nor a card's memory of {} octets", applet::MEMORY_SIZE));
    };
    let text = text.trim_start_matches('\u{feff}');
    if let Some(format) = by_name {
        return of_session(path, text, format);
    }
    match RecognisedText::find(text) {
        Some(RecognisedText::Log(log)) if log.family != log::LogFamily::Joined => {
            output::warn(&format!("{name}: {log}"));
            something(name, entries::of_session(&log.session))
        }
        content => match (entries::read(text), content) {
            (Ok(entries), _) => something(name, entries),
            // More than octets: what another tool's format has beside them is for its own reader.
            (Err(_), Some(RecognisedText::Writable(format))) if format != Format::JsonLines => {
                of_session(path, text, format)
            }
            (Err(error), _) => Err(miette!("{name}, {error}")),
        },
    }
}

/// Reads the octets of a session in that format.
fn of_session(path: &Path, text: &str, format: Format) -> miette::Result<Vec<SessionEntry>> {
    let (name, mut notes) = (path.display().to_string(), Notes::default());
    let session = sessions::parse(path, NamedText { name: &name, text }, format, &mut notes)?;
    if !notes.is_empty() {
        output::warn(&notes.to_string());
    }
    something(&name, entries::of_session(&session))
}

fn something(name: &str, entries: Vec<SessionEntry>) -> miette::Result<Vec<SessionEntry>> {
    if entries.is_empty() { Err(miette!("{name} holds nothing to explain")) } else { Ok(entries) }
}

fn is_like_file(name: &str) -> bool {
    name.contains(['/', '\\', '.'])
        || name.chars().any(|character| character.is_alphabetic() && !character.is_ascii_hexdigit())
}
