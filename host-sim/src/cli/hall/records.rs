//! `rfid-sim hall records`: the platform's records of a wallet (3.4.2.1), which a hall shows up to the day before.

use jiff::civil::Date;
use miette::miette;

use super::NumberArgument;
use crate::cli::table::table;
use crate::cli::world::step::{UndoneError, WorldConsole};
use crate::cli::{CliResult, Ending, print};
use sim_codec::time::Day;
use sim_i18n::world::ledger;
use sim_world::world::WorldError;

/// Arguments of `rfid-sim hall records`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    whose: NumberArgument,
    /// First day, for example `2009-11-01` [default: the first there is].
    #[arg(long, value_name = "DATE", value_parser = day)]
    from: Option<Day>,
    /// Last day, at most the day before [default: the day before].
    #[arg(long, value_name = "DATE", value_parser = day)]
    to: Option<Day>,
}

/// Error of a text that is no day.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no day, which is written 2009-11-18, from 1970 on")]
struct DayError(String);

fn day(text: &str) -> Result<Day, DayError> {
    let date: Option<Date> = text.parse().ok();
    date.and_then(Day::from_date).ok_or_else(|| DayError(text.to_owned()))
}

/// Runs `rfid-sim hall records`.
pub(super) fn run(console: WorldConsole<'_>, arguments: &Arguments) -> CliResult {
    let (world, language) = (console.look()?, console.language);
    let (number, now) = (arguments.whose.number, world.now());
    if world.person(&number).is_none() {
        return Err(UndoneError::new(console, WorldError::NoSuchPerson(number)).into());
    }
    let yesterday = Day(now.day().0.saturating_sub(1));
    let to = arguments.to.unwrap_or(yesterday);
    if to > yesterday {
        return Err(miette!("{}", ledger::too_late(language, yesterday, to)));
    }
    let records = world.platform().wallet_records(now, number, arguments.from.unwrap_or_default());
    let records: Vec<_> = records.into_iter().filter(|record| record.at.day() <= to).collect();
    if records.is_empty() {
        print(ledger::no_record(language));
    }
    table(&ledger::records(language, &records));
    Ok(Ending::Held)
}
