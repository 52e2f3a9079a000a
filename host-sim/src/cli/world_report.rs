//! `rfid-sim report`: one page about a world that needs nothing beside it.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use miette::miette;

use super::language::LanguageChoice;
use super::{CliResult, Ending, output, print};
use sim_codec::time::Day;
use sim_device::private_file;
use sim_web::report::{self, ReportPeriod, ReportSource};
use sim_world::store::sqlite::WorldFile;
use sim_world::world::World;

/// Arguments of `rfid-sim report`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// File of the world, which is only read.
    #[arg(long, value_name = "FILE")]
    world: PathBuf,
    /// File of the page, or `-` for standard output.
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Day of the report, for example `2009-11-18`, or `all` [default: the day of the world's clock].
    #[arg(long, value_name = "DATE|all", value_parser = period)]
    day: Option<ReportPeriod>,
    /// Language of the page.
    #[arg(long, value_enum, default_value = "zh")]
    lang: LanguageChoice,
    /// Overwrite an existing page.
    #[arg(long)]
    force: bool,
}

/// Parses a date, or the word `all`.
fn period(text: &str) -> Result<ReportPeriod, String> {
    if text == "all" {
        return Ok(ReportPeriod::Everything);
    }
    let date = text.parse::<jiff::civil::Date>().ok().filter(|date| date.to_string() == text);
    let day = date.and_then(Day::from_date).map(ReportPeriod::Day);
    day.ok_or_else(|| "a day is written 2009-11-18, from 1970 on; `all` means every day".to_owned())
}

/// Runs `rfid-sim report`.
pub(super) fn run(arguments: &Arguments) -> CliResult {
    let Arguments { world: path, output: page, force, .. } = arguments;
    let is_file = page != Path::new("-");
    if is_file && !force && page.symlink_metadata().is_ok() {
        return Err(taken(page));
    }
    let (world, happened) = read(path)?;
    let period = arguments.day.unwrap_or(ReportPeriod::Day(world.now().day()));
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let source = ReportSource { name: &name, world: &world, events: &happened };
    let text = report::page(&source, period, arguments.lang.language());
    if !is_file {
        output::write(&text);
        return Ok(Ending::Held);
    }
    write(page, &text, *force)?;
    print(&page.display().to_string());
    Ok(Ending::Held)
}

/// Returns the refusal to write over a file.
pub(super) fn taken(page: &Path) -> miette::Report {
    miette!("{} is already there; --force writes over it.", page.display())
}

/// Reads a world and its events. Events of steps after the world was read are left out.
fn read(path: &Path) -> miette::Result<(World, Vec<sim_world::world::Event>)> {
    let world = WorldFile::look(path)?;
    let mut happened = WorldFile::last_events(path, u64::MAX)?;
    happened.retain(|event| event.number <= world.happened());
    Ok((world, happened))
}

/// Writes a file whole or not at all; with `force` in the place of another.
pub(super) fn write(file: &Path, text: &str, force: bool) -> miette::Result<()> {
    write_beside(file, text, force).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => taken(file),
        _ => miette!("{} cannot be written: {error}.", file.display()),
    })
}

/// Writes the page beside its place, which then gets the name.
fn write_beside(page: &Path, text: &str, force: bool) -> io::Result<()> {
    private_file::remove_leftovers(page);
    let beside = private_file::name_beside(page);
    let mut file = private_file::create_beside(&beside)?;
    let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).and_then(|()| match force {
        true => fs::rename(&beside, page),
        false => private_file::publish(&beside, page),
    });
    if written.is_err() {
        // The first failure is returned; a leftover that cannot be removed adds nothing to it.
        drop(fs::remove_file(&beside));
    }
    written.and_then(|()| private_file::sync_folder(page))
}
