//! `rfid-sim diff`: two sessions beside one another. Exit status 0 if they are the same, 1 if they differ.

use std::path::PathBuf;

use clap::ValueEnum;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use miette::miette;

use super::{CliResult, Ending, output, sessions};
use sim_script::trace::diff::{Comparison, Nature, report};
use sim_script::trace::formats::{InputFormat, Notes};

/// Arguments of `rfid-sim diff`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// First session: a recording in any format, another tool's log, or a trace, which is replayed; `-` is standard
    /// input.
    left: PathBuf,
    /// Second session, in the same forms; only one of the two can be standard input.
    right: PathBuf,
    /// Fields that may differ, separated by commas; their differences are shown but not counted.
    #[arg(long, value_delimiter = ',', value_parser = nature_parser())]
    ignore: Vec<Nature>,
    /// Format of both files [default: by their names, then by their contents].
    #[arg(long, value_parser = sessions::input_format_parser())]
    from: Option<InputFormat>,
    /// Format of the report.
    #[arg(long, value_enum, default_value_t = Style::Human)]
    format: Style,
}

/// Format of the report.
#[derive(Clone, Copy, ValueEnum)]
enum Style {
    /// Text in words.
    Human,
    /// One JSON object.
    Json,
}

fn nature_parser() -> impl TypedValueParser<Value = Nature> {
    PossibleValuesParser::new(Nature::ALL.map(Nature::name)).try_map(|name| Nature::by_name(&name).ok_or(""))
}

/// Runs `rfid-sim diff`.
pub(super) fn run(arguments: &Arguments) -> CliResult {
    let (left, right) = (&arguments.left, &arguments.right);
    if [left, right].iter().all(|path| path.as_os_str() == "-") {
        return Err(miette!("Only one of the two sessions can be standard input."));
    }
    let mut notes = Notes::default();
    let sessions = [left, right].map(|path| sessions::read(path, arguments.from, &mut notes));
    let [left_input, right_input] = sessions;
    let comparison = Comparison::of(&left_input?.session, &right_input?.session, &arguments.ignore);
    let (left, right) = (left.display().to_string(), right.display().to_string());
    match arguments.format {
        Style::Human => output::write(&report::human(&comparison, &left, &right)),
        Style::Json => output::print(&format!("{:#}", report::json(&comparison, &left, &right, notes.read()))),
    }
    if !notes.is_empty() {
        output::warn(&notes.to_string());
    }
    Ok(if comparison.summary().is_same() { Ending::Held } else { Ending::Failed })
}
