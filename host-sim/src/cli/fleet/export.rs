//! `rfid-sim fleet export`: tables for other programs, as CSV (RFC 4180). Amounts are in fen, times in milliseconds.

use std::fs::File;
use std::path::{Path, PathBuf};

use csv::Writer;
use miette::miette;

use super::{FleetArgument, ThreadsOption, failed};
use crate::cli::report::progress::Progress;
use crate::cli::{CliResult, Ending, print};
use sim_device::private_file;
use sim_lab::fleet::{
    BALANCE_BOUNDS, Block, BlockNumber, FleetFile, Histogram, HistogramBounds, LATENCY_BOUNDS, TallyKind, visit,
};
use sim_world::platform::entry::Book;

/// Arguments of `rfid-sim fleet export`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    at: FleetArgument,
    /// Folder of the tables, which must not be there yet.
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,
    #[command(flatten)]
    threads: ThreadsOption,
}

/// Rows of one block.
struct BlockRows {
    people: Vec<[String; 8]>,
    entries: Vec<[String; 7]>,
    count: u64,
}

/// Folder of tables.
struct Tables<'f> {
    folder: &'f Path,
}

impl Tables<'_> {
    /// Begins a table for its owner alone, with the names of the columns.
    fn begin<const N: usize>(&self, name: &str, heads: [&str; N]) -> miette::Result<Writer<File>> {
        let path = self.folder.join(name);
        let file =
            private_file::create_new(&path).map_err(|why| miette!("{} cannot be written: {why}", path.display()))?;
        let mut writer = Writer::from_writer(file);
        write(&mut writer, &heads)?;
        Ok(writer)
    }

    fn histogram(&self, name: &str, histogram: &Histogram, bounds: HistogramBounds) -> miette::Result<()> {
        let mut table = self.begin(name, ["up_to", "count"])?;
        for (bound, count) in histogram.classes(bounds) {
            write(&mut table, &[bound.map(|bound| bound.to_string()).unwrap_or_default(), count.to_string()])?;
        }
        end(table)
    }

    /// Writes what the tallies have.
    fn tallies(&self, file: &FleetFile) -> miette::Result<()> {
        let lived = file.blocks().map_err(failed)?.iter().map(|(_, days)| *days).max().unwrap_or(0);
        let mut hours = self.begin("hours.csv", ["day", "hour", "kind", "count", "fen"])?;
        for day in 1..=lived {
            let tally = file.tally(Some(day)).map_err(failed)?;
            for kind in TallyKind::ALL {
                let name = serde_json::to_value(kind).ok().and_then(|name| name.as_str().map(str::to_owned));
                for (hour, counted) in (0_u32..).zip(tally.hours(kind)) {
                    let numbers = [counted.count, counted.fen].map(|number| number.to_string());
                    let [count, fen] = numbers;
                    write(
                        &mut hours,
                        &[day.to_string(), hour.to_string(), name.clone().unwrap_or_default(), count, fen],
                    )?;
                }
            }
        }
        end(hours)?;
        let (tally, state) = (file.tally(None).map_err(failed)?, file.state().map_err(failed)?);
        let mut reasons = self.begin("reasons.csv", ["reason", "count"])?;
        for (reason, count) in &tally.reasons {
            write(&mut reasons, &[reason.clone(), count.to_string()])?;
        }
        end(reasons)?;
        self.histogram("latencies.csv", &tally.latencies, LATENCY_BOUNDS)?;
        self.histogram("balances.csv", &state.balances, BALANCE_BOUNDS)
    }

    /// Writes people and entries, for which every block is woken.
    fn blocks(&self, file: &FleetFile, threads: std::num::NonZeroUsize, people: usize) -> miette::Result<()> {
        let heads = ["block", "number", "asn", "purse", "loads", "purchases", "cash", "recharge_card"];
        let mut table = self.begin("people.csv", heads)?;
        let mut entries = self.begin("entries.csv", ["block", "entry", "at", "why", "leg", "book", "amount"])?;
        let progress = Progress::timed(people, "people");
        let mut wrong = None;
        let visited = visit(file, threads, &rows_of, |rows: BlockRows| {
            let written = rows.people.iter().try_for_each(|row| write(&mut table, row));
            let written = written.and_then(|()| rows.entries.iter().try_for_each(|row| write(&mut entries, row)));
            wrong = wrong.take().or(written.err());
            progress.step_by(rows.count);
            Ok(())
        });
        progress.finish();
        visited.map_err(failed)?;
        wrong.map_or(Ok(()), Err)?;
        end(table)?;
        end(entries)
    }
}

/// Returns the rows of a block.
fn rows_of(BlockNumber(number): BlockNumber, block: &Block) -> BlockRows {
    let (world, ledger) = (block.world(), &block.world().platform().books.ledger);
    let balance = |book: Book| ledger.balances().get(&book).copied().unwrap_or(0).to_string();
    let people = world.people().iter().map(|person| {
        let card = person.card_state();
        let of_card = |value: Option<u32>| value.map(|value| value.to_string()).unwrap_or_default();
        [
            number.to_string(),
            person.number().to_string(),
            person.asn(),
            of_card(card.as_ref().map(|card| card.balance.0)),
            of_card(card.as_ref().map(|card| card.online_counter.into())),
            of_card(card.as_ref().map(|card| card.offline_counter.into())),
            balance(Book::Cash(person.number())),
            balance(Book::RechargeCard(person.number())),
        ]
    });
    let entries = ledger.entries().iter().flat_map(|entry| {
        let why = serde_json::to_value(entry.why).ok();
        let why =
            why.and_then(|why| why.get("why").and_then(|why| why.as_str()).map(str::to_owned)).unwrap_or_default();
        (1_u32..).zip(&entry.legs).map(move |(place, (book, amount))| {
            [
                number.to_string(),
                entry.id.to_string(),
                entry.at.to_string(),
                why.clone(),
                place.to_string(),
                book.to_string(),
                amount.to_string(),
            ]
        })
    });
    BlockRows {
        people: people.collect(),
        entries: entries.collect(),
        count: u64::try_from(world.people().len()).unwrap_or(u64::MAX),
    }
}

fn write<T: AsRef<[u8]>>(table: &mut Writer<File>, row: &[T]) -> miette::Result<()> {
    table.write_record(row).map_err(|why| miette!("the table cannot be written: {why}"))
}

fn end(mut table: Writer<File>) -> miette::Result<()> {
    table.flush().map_err(|why| miette!("the table cannot be written: {why}"))
}

/// Runs `rfid-sim fleet export`.
pub(super) fn run(arguments: &Arguments) -> CliResult {
    let Arguments { at, folder, threads } = arguments;
    let file = at.open().map_err(failed)?;
    std::fs::create_dir(folder).map_err(|why| miette!("the folder {} cannot be made: {why}", folder.display()))?;
    let people = usize::try_from(file.state().map_err(failed)?.people).unwrap_or(usize::MAX);
    let tables = Tables { folder };
    tables.tallies(&file)?;
    tables.blocks(&file, threads.chosen(), people)?;
    print(&format!(
        "{}: hours.csv, reasons.csv, latencies.csv, balances.csv, people.csv, entries.csv",
        folder.display()
    ));
    Ok(Ending::Held)
}
