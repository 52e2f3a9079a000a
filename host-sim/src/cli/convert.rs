//! `rfid-sim convert`: a session from one format into another. Losses in the target format are reported on standard
//! error, and nothing is written unless all of the input could be read.

use std::fs::{self, OpenOptions};
use std::io::{self, IsTerminal as _, Write};
use std::path::{Path, PathBuf};

use miette::{IntoDiagnostic, WrapErr, miette};

use super::{CliResult, Ending, output, sessions};
use sim_device::profile::Profile;
use sim_script::trace::formats::{Format, InputFormat, Notes, capture};

/// Arguments of `rfid-sim convert`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// File to convert; `-` is standard input.
    input: PathBuf,
    /// Output file [default: standard output].
    #[arg(short, long)]
    output: Option<PathBuf>,
    /// Format of the input [default: by its name, then by its content].
    #[arg(long, value_parser = sessions::input_format_parser())]
    from: Option<InputFormat>,
    /// Format of the output [default: by the name of --output; without --output, trace].
    #[arg(long, value_parser = sessions::format_parser())]
    to: Option<Format>,
    /// Send the commands to the simulated card, and write its answers.
    #[arg(long)]
    answers: bool,
    /// Profile of the card for --answers: `default`, a TOML file, or FILE#NAME for one card of it [default: by the
    /// input, else default].
    #[arg(long, value_name = "PROFILE", requires = "answers")]
    profile: Option<String>,
    /// Overwrite an existing file.
    #[arg(long)]
    force: bool,
}

/// Runs `rfid-sim convert`.
pub(super) fn run(arguments: &Arguments) -> CliResult {
    let mut notes = Notes::default();
    let to = target(arguments)?;
    let input = sessions::read(&arguments.input, arguments.from, &mut notes)?;
    let to = match to {
        Some(to) => to,
        None if input.format == InputFormat::Writable(Format::Trace) && !arguments.answers => {
            return Err(miette!("{} is a trace already; choose another format with --to.", arguments.input.display()));
        }
        None => Format::Trace,
    };
    let session = match arguments.answers {
        true => {
            let profile = arguments.profile.as_deref().map(Profile::choose).transpose();
            sessions::answered(&input.session, profile.map_err(|error| miette!("{error}"))?, &mut notes)?
        }
        false if to == Format::Trace && input.format == InputFormat::Writable(Format::Pcapng) => {
            capture::for_replay(input.session)
        }
        false if to == Format::Pcapng => input.into_started(),
        false => input.session,
    };
    if !to.is_text() && arguments.output.is_none() && io::stdout().is_terminal() {
        return Err(miette!("A capture is no text for a terminal; name a file with --output."));
    }
    let narrowed = to.narrow(&session, &mut notes);
    write(arguments.output.as_deref(), &to.encode(&narrowed), arguments.force)?;
    if !notes.is_empty() {
        output::warn(&notes.to_string());
    }
    Ok(Ending::Held)
}

/// Returns the format to write, by `--to` or the name of the output; `None` if there is neither.
fn target(arguments: &Arguments) -> miette::Result<Option<Format>> {
    let Some(output) = &arguments.output else { return Ok(arguments.to) };
    let extension = output.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    match arguments.to.or_else(|| Format::by_extension(extension)) {
        Some(format) => Ok(Some(format)),
        None => Err(miette!(
            "The name {} has no extension of a known format; choose the format with --to.",
            output.display()
        )),
    }
}

fn write(output: Option<&Path>, octets: &[u8], force: bool) -> miette::Result<()> {
    let Some(path) = output else {
        output::write_octets(octets);
        return Ok(());
    };
    if force {
        return fs::write(path, octets)
            .into_diagnostic()
            .wrap_err_with(|| format!("{} cannot be written.", path.display()));
    }
    let file = OpenOptions::new().write(true).create_new(true).open(path);
    match file {
        Ok(mut file) => file.write_all(octets).into_diagnostic(),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            return Err(miette!("{} is already there; --force writes over it.", path.display()));
        }
        Err(error) => Err(error).into_diagnostic(),
    }
    .wrap_err_with(|| format!("{} cannot be written.", path.display()))
}
