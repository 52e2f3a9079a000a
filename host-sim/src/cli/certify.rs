//! `rfid-sim certify`: plays the suite of checks on a card and reports what holds, what differs, and what could not be
//! tried.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use miette::miette;

use super::world_report::{taken, write};
use super::{CliResult, Ending, output, print};
use sim_device::mobile_station::card;
use sim_device::profile::Profile;
use sim_lab::certify::planted::{PlantedCard, PlantedDefect};
use sim_lab::certify::{Certification, CertificationPlan, CheckRisk, ForeignCard, SuiteChapter, TestedCard, certify};
use sim_wire::record::TerminalTime;

mod json;
mod junit;
mod page;
mod step;
mod text;
mod vpcd_slot;

/// Arguments of `rfid-sim certify`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// Profile with the card's keys: `default`, a TOML file, or FILE#NAME for one card of it.
    #[arg(long, value_name = "FILE", default_value = "default")]
    profile: String,
    /// Chapter of the suite to play, which may be given several times [default: all].
    #[arg(long = "chapter", value_name = "NAME", value_parser = chapter_parser())]
    chapters: Vec<SuiteChapter>,
    /// Date and time of the terminal's clock, which stand in every transaction and in the report.
    #[arg(long, value_name = "TIME", default_value = "2009-11-18 10:30:00", value_parser = moment)]
    at: TerminalTime,
    /// Seed of the random numbers of a simulated card.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Address on which to wait for a card program that speaks to vpcd; it is certified in place of a simulated card.
    #[arg(long, value_name = "ADDRESS", conflicts_with_all = ["seed", "plant"])]
    vpcd: Option<String>,
    /// Reader of PC/SC whose card is certified, by its name or a part of it; `rfid-sim readers` lists them. The suite
    /// loads, pays, switches the PIN and guesses wrong, so --yes is needed.
    #[cfg(feature = "pcsc")]
    #[arg(long, value_name = "NAME", requires = "yes", conflicts_with_all = ["seed", "plant", "vpcd"])]
    reader: Option<String>,
    /// Let a card that is not simulated be guessed wrong at and blocked; each check restores it with the right keys.
    #[arg(long)]
    yes: bool,
    /// Defect to plant in the simulated card, to see that the suite finds it. An unknown word lists the known ones.
    #[arg(long, value_name = "DEFECT")]
    plant: Option<PlantedDefect>,
    /// File for the report as one HTML page.
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// File for the report as JUnit XML.
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,
    /// Print the report as one JSON object.
    #[arg(long)]
    json: bool,
    /// Overwrite existing files.
    #[arg(long)]
    force: bool,
    /// Print the checks with their clauses, and play nothing.
    #[arg(long, conflicts_with_all = ["html", "junit", "json", "vpcd", "plant"])]
    list: bool,
}

/// Report: the certification, and what it is about.
struct Certificate<'a> {
    certification: &'a Certification,
    profile: &'a Profile,
    /// Card that was certified, in words.
    card: String,
    at: TerminalTime,
}

/// Counts of verdicts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct VerdictCounts {
    holds: usize,
    differs: usize,
    untried: usize,
}

impl Certificate<'_> {
    /// Counts the verdicts of a chapter, or of all.
    fn counts(&self, chapter: Option<SuiteChapter>) -> VerdictCounts {
        use sim_lab::certify::CheckVerdict::{Differs, Holds, Untried};
        let mut counts = VerdictCounts::default();
        let reports = self.certification.reports.iter();
        for report in reports.filter(|report| chapter.is_none_or(|chapter| report.chapter == chapter)) {
            match report.verdict {
                Holds => counts.holds += 1,
                Differs(_) => counts.differs += 1,
                Untried(_) => counts.untried += 1,
            }
        }
        counts
    }

    /// Returns the chapters that were played.
    fn chapters(&self) -> impl Iterator<Item = SuiteChapter> {
        let is_played = |chapter: &SuiteChapter| self.certification.of_chapter(*chapter).next().is_some();
        SuiteChapter::ALL.into_iter().filter(is_played)
    }
}

/// Returns the parser of a chapter's word.
fn chapter_parser() -> impl clap::builder::TypedValueParser<Value = SuiteChapter> {
    let words = PossibleValuesParser::new(SuiteChapter::ALL.map(SuiteChapter::word));
    words.try_map(|word| {
        let mut chapters = SuiteChapter::ALL.into_iter();
        chapters.find(|chapter| chapter.word() == word).ok_or("there is no such chapter")
    })
}

/// Parses a date and a time of day.
fn moment(text: &str) -> Result<TerminalTime, String> {
    let read = jiff::civil::DateTime::strptime("%Y-%m-%d %H:%M:%S", text).ok();
    let read = read.filter(|read| read.strftime("%Y-%m-%d %H:%M:%S").to_string() == text && read.year() >= 0);
    let bcd = read.and_then(|read| hex::decode(read.strftime("%Y%m%d%H%M%S").to_string()).ok());
    let octets = bcd.and_then(|octets| <[u8; 7]>::try_from(octets).ok());
    octets.map(TerminalTime).ok_or_else(|| "a time is written \"2009-11-18 10:30:00\"".to_owned())
}

/// Runs `rfid-sim certify`.
pub(super) fn run(arguments: &Arguments) -> CliResult {
    if arguments.list {
        print(text::list(&arguments.chapters).trim_end());
        return Ok(Ending::Held);
    }
    let files = [&arguments.html, &arguments.junit].into_iter().flatten();
    if let Some(file) = files.into_iter().find(|file| !arguments.force && file.symlink_metadata().is_ok()) {
        return Err(taken(file));
    }
    let profile = Profile::choose(&arguments.profile)?;
    let (mut tested, words) = chosen_card(arguments, &profile)?;
    let is_foreign = arguments.vpcd.is_some();
    let risk = if is_foreign && !arguments.yes { CheckRisk::Nothing } else { CheckRisk::SpendsTries };
    let plan = CertificationPlan { chapters: arguments.chapters.clone(), at: arguments.at, risk };
    let certification = certify(&mut *tested, &profile, &plan);
    let report = Certificate { certification: &certification, profile: &profile, card: words, at: arguments.at };
    if let Some(file) = &arguments.html {
        write(file, &page::page(&report), arguments.force)?;
    }
    if let Some(file) = &arguments.junit {
        write(file, &junit::report(&report), arguments.force)?;
    }
    match arguments.json {
        true => print(&json::report(&report).to_string()),
        false => output::write(&text::report(&report)),
    }
    Ok(match report.counts(None) {
        VerdictCounts { differs: 1.., .. } => Ending::Failed,
        VerdictCounts { holds: 0, .. } => Ending::Undone,
        _ => Ending::Held,
    })
}

/// Returns the card that is certified, and the card in words.
fn chosen_card(arguments: &Arguments, profile: &Profile) -> miette::Result<(Box<dyn TestedCard>, String)> {
    if let Some(address) = &arguments.vpcd {
        let slot = vpcd_slot::VpcdSlot::listen(address)?;
        let words = format!("card program at {}", slot.peer());
        return Ok((Box::new(ForeignCard(Box::new(slot))), words));
    }
    #[cfg(feature = "pcsc")]
    if let Some(name) = &arguments.reader {
        let link = sim_device::link::pcsc::PcscLink::open(name).map_err(|why| miette!("{why}."))?;
        let words = format!("card in the reader {}", link.name());
        return Ok((Box::new(ForeignCard(Box::new(link))), words));
    }
    let seed = arguments.seed;
    let no_card = |error: sim_device::memory::ManufactureError| miette!("{error}");
    Ok(match arguments.plant {
        Some(defect) => {
            let words = format!("simulated card with the planted defect {defect}, seed {seed}");
            (Box::new(PlantedCard::new(profile, seed, defect).map_err(no_card)?), words)
        }
        None => (Box::new(card(profile, seed).map_err(no_card)?), format!("simulated card, seed {seed}")),
    })
}
