//! `rfid-sim diff`: two sessions, walks or menus beside one another, or the same sessions on two cards. Exit status 0
//! if they are the same, 1 if they differ.

use std::path::PathBuf;

use clap::ValueEnum;
use maud::Markup;
use miette::miette;
use serde_json::Value;

use super::world_report::{taken, write};
use super::{CliResult, Ending, output, sessions};
use compared::Compared;
use sim_script::trace::diff::Nature;
use sim_script::trace::formats::{InputFormat, Notes};

mod compared;
mod menus;
mod page;
mod profiles;
mod sessions_diff;
mod stories;

/// Columns of the text where no terminal says how many it has.
const WIDTH: usize = 100;

/// Least number of columns of the text.
const WIDTH_MIN: u16 = 24;

/// Arguments of `rfid-sim diff`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// Two files of a kind: sessions (a recording in any format, another tool's log, or a trace, which is replayed),
    /// walks and transcripts of `run`, or menus of `menu --format json`; `-` is standard input. With --left-profile or
    /// --right-profile one file or more, each played on both cards.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Fields of sessions that may differ, separated by commas; their differences are shown but not counted.
    #[arg(long, value_delimiter = ',', value_parser = nature_parser())]
    ignore: Vec<Nature>,
    /// Format of both sessions [default: by their names, then by their contents].
    #[arg(long, value_parser = sessions::input_format_parser())]
    from: Option<InputFormat>,
    /// Profile of the first card, `default`, a TOML file, or FILE#NAME for one card of it [default: by session].
    #[arg(long, value_name = "PROFILE")]
    left_profile: Option<String>,
    /// Profile of the second card [default: by session].
    #[arg(long, value_name = "PROFILE")]
    right_profile: Option<String>,
    /// Format of the report.
    #[arg(long, value_enum, default_value_t = Style::Human)]
    format: Style,
    /// Columns of the text, 24 or more [default: those of the terminal, else 100].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(i64::from(WIDTH_MIN)..))]
    width: Option<u16>,
    /// File for the comparison as one HTML page.
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Overwrite an existing file.
    #[arg(long, requires = "html")]
    force: bool,
}

/// Format of the report.
#[derive(Clone, Copy, ValueEnum)]
enum Style {
    /// Text in words.
    Human,
    /// One JSON object.
    Json,
}

/// Comparison that can be reported in every form.
trait DiffReport {
    /// Returns whether nothing differs.
    fn is_same(&self) -> bool;
    /// Renders the comparison as text of so many columns.
    fn text(&self, width: usize) -> String;
    /// Renders the comparison as JSON. `read` says what was read of files whose format says it.
    fn json(&self, read: &[String]) -> Value;
    /// Renders the comparison as the contents of a page.
    fn page(&self) -> Markup;
}

pub(super) fn nature_parser() -> impl clap::builder::TypedValueParser<Value = Nature> {
    use clap::builder::TypedValueParser as _;
    let names = clap::builder::PossibleValuesParser::new(Nature::ALL.map(Nature::name));
    names.try_map(|name| Nature::by_name(&name).ok_or(""))
}

/// Runs `rfid-sim diff`.
pub(super) fn run(arguments: &Arguments) -> CliResult {
    if let Some(page) = arguments.html.as_ref().filter(|page| !arguments.force && page.symlink_metadata().is_ok()) {
        return Err(taken(page));
    }
    let mut notes = Notes::default();
    let report = match (&arguments.left_profile, &arguments.right_profile) {
        (None, None) => files(arguments, &mut notes)?,
        (left, right) => profiles::compare(arguments, [left.as_deref(), right.as_deref()], &mut notes)?,
    };
    if let Some(page) = &arguments.html {
        let title = arguments.files.iter().map(|file| file.display().to_string()).collect::<Vec<_>>().join(" / ");
        let html = page::page(&title, report.is_same(), &report.page());
        write(page, &html, arguments.force)?;
    }
    match arguments.format {
        Style::Human => output::write(&report.text(columns(arguments.width))),
        Style::Json => output::print(&format!("{:#}", report.json(notes.read()))),
    }
    if !notes.is_empty() {
        output::warn(&notes.to_string());
    }
    Ok(if report.is_same() { Ending::Held } else { Ending::Failed })
}

/// Compares two files of one kind.
fn files(arguments: &Arguments, notes: &mut Notes) -> miette::Result<Box<dyn DiffReport>> {
    let [left, right] = arguments.files.as_slice() else {
        return Err(miette!(
            "Two files are compared, and {} given; with --left-profile and --right-profile each file is played on two \
             cards.",
            match arguments.files.len() {
                1 => "1 is".to_owned(),
                count => format!("{count} are"),
            }
        ));
    };
    if [left, right].iter().all(|path| path.as_os_str() == "-") {
        return Err(miette!("Only one of the two files can be standard input."));
    }
    let names = [left, right].map(|path| path.display().to_string());
    let read = [left, right].map(|path| compared::load(path, arguments.from, notes));
    let [left, right] = read;
    match (left?, right?) {
        (Compared::Session(left), Compared::Session(right)) => {
            Ok(Box::new(sessions_diff::SessionsDiff::of(names, [&left, &right], &arguments.ignore)))
        }
        (Compared::Menus(left), Compared::Menus(right)) => Ok(Box::new(menus::MenusDiff::of(names, [&left, &right]))),
        (Compared::Stories(left), Compared::Stories(right)) => Ok(Box::new(stories::StoriesDiff::of([left, right]))),
        (left, right) => {
            let [one, other] = names;
            Err(miette!(
                help = "Sessions are compared with sessions, walks and transcripts with one another, menus with menus.",
                "{one} is {}, and {other} is {}.",
                left.kind(),
                right.kind()
            ))
        }
    }
}

/// Returns the columns of the text: those that are asked for, else those of the terminal.
fn columns(asked: Option<u16>) -> usize {
    let terminal = || {
        use std::io::IsTerminal as _;
        let is_terminal = std::io::stdout().is_terminal();
        crossterm::terminal::size().ok().filter(|_| is_terminal).map(|(columns, _)| columns.max(WIDTH_MIN))
    };
    asked.or_else(terminal).map_or(WIDTH, usize::from)
}
