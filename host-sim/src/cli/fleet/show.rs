//! `rfid-sim fleet show`: the whole fleet, or one person.

use miette::miette;

use super::day::print_tally;
use super::new::people_of;
use super::words::time_words;
use super::{FleetArgument, audited, failed};
use crate::cli::table::{row, table, table_below};
use crate::cli::{CliResult, Ending, print};
use sim_codec::amount::in_english;
use sim_lab::fleet::{Block, FleetFile, FleetState, LATENCY_BOUNDS};
use sim_wire::count::Counted;
use sim_world::platform::entry::Book;
use sim_world::platform::number::Msisdn;

/// Arguments of `rfid-sim fleet show`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    at: FleetArgument,
    /// Number of one person, whose card and account are shown.
    #[arg(value_name = "NUMBER")]
    number: Option<Msisdn>,
    /// Number of the only day that is counted, from 1.
    #[arg(long, value_name = "N", conflicts_with = "number", value_parser = clap::value_parser!(u32).range(1..))]
    day: Option<u32>,
}

/// Runs `rfid-sim fleet show`.
pub(super) fn run(arguments: &Arguments) -> CliResult {
    let file = arguments.at.open().map_err(failed)?;
    match arguments.number {
        Some(number) => show_person(&file, number),
        None => show_fleet(&file, arguments.day),
    }
}

/// Wakes the block of a number.
pub(super) fn wake(file: &FleetFile, number: Msisdn) -> miette::Result<Block> {
    let block =
        file.settings().block_of(number).ok_or_else(|| miette!("nobody in the fleet has the number {number}"))?;
    let stored = file.block(block).map_err(failed)?;
    Block::wake(file.settings(), block, &stored.octets).map_err(|why| miette!("block {block}: {why}"))
}

fn show_fleet(file: &FleetFile, day: Option<u32>) -> CliResult {
    let (state, blocks) = (file.state().map_err(failed)?, file.blocks().map_err(failed)?);
    let settings = file.settings();
    let lived = blocks.iter().map(|(_, days)| *days).max().unwrap_or(0);
    if let Some(day) = day.filter(|day| *day > lived) {
        return Err(miette!("the fleet has lived {}, and so no day {day}", Counted(lived, "day")));
    }
    let of =
        if state.people == u64::from(settings.people) { String::new() } else { format!(" of {}", settings.people) };
    print(&format!(
        "{}{of} in {}, {} lived",
        people_of(state.people),
        Counted(state.blocks, "block"),
        Counted(lived, "day")
    ));
    let behind = blocks.iter().filter(|(_, days)| *days < lived).count();
    if behind > 0 {
        print(&format!("{} have not lived day {lived}; `rfid-sim fleet day` goes on", Counted(behind, "block")));
    }
    let each = |octets: u64| octets.checked_div(state.people).unwrap_or(0);
    print(&format!(
        "at rest: {} octets a person, of which a card's memory differs in {}",
        each(state.octets),
        each(state.card_octets)
    ));
    print(&format!("digest {:08X}", file.digest().map_err(failed)?));
    if lived > 0 {
        let tally = file.tally(day).map_err(failed)?;
        print("");
        print_tally(&tally);
        let share = |share| tally.latencies.quantile(share, LATENCY_BOUNDS).map_or_else(|| "–".to_owned(), time_words);
        print(&format!(
            "\nfrom the reservation to the proof: half within {}, 99 of 100 within {}",
            share(500),
            share(990)
        ));
        let reasons = tally.reasons.iter().map(|(reason, count)| vec![count.to_string(), reason.clone()]);
        let mut reasons: Vec<Vec<String>> = reasons.collect();
        if !reasons.is_empty() {
            reasons.insert(0, row(["number", "reason of a refusal (N stands for a number)"]));
        }
        table_below(&reasons);
    }
    print("");
    print_money(&state);
    Ok(audited(&state))
}

/// Prints the money of the fleet.
fn print_money(state: &FleetState) {
    let mut rows = vec![row(["money", "sum"])];
    rows.push(vec!["purses on the cards".to_owned(), in_english(state.purses)]);
    for (book, sum) in &state.books {
        rows.push(vec![format!("book {book}"), in_english(*sum)]);
    }
    rows.push(vec!["all books".to_owned(), in_english(state.sum_of_books())]);
    table(&rows);
}

fn show_person(file: &FleetFile, number: Msisdn) -> CliResult {
    let block = wake(file, number)?;
    let person = block.world().person(&number).ok_or_else(|| miette!("nobody in the fleet has the number {number}"))?;
    let ledger = &block.world().platform().books.ledger;
    let mut rows = vec![vec!["number".to_owned(), number.to_string()], vec!["card".to_owned(), person.asn()]];
    match person.card_state() {
        Some(card) => {
            rows.push(vec!["purse".to_owned(), in_english(card.balance.0)]);
            rows.push(vec!["loads".to_owned(), card.online_counter.to_string()]);
            rows.push(vec!["purchases".to_owned(), card.offline_counter.to_string()]);
        }
        None => rows.push(row(["purse", "the memory holds no sound card"])),
    }
    let books =
        [("cash", Book::Cash(number)), ("recharge-card", Book::RechargeCard(number)), ("wallet", Book::Wallet(number))];
    for (name, book) in books {
        rows.push(vec![format!("book {name}"), in_english(ledger.balances().get(&book).copied().unwrap_or(0))]);
    }
    table(&rows);
    Ok(Ending::Held)
}
