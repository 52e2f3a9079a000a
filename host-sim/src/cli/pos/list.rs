//! `rfid-sim pos list`: the terminals of a world.

use std::path::Path;

use sim_device::pos::line::PosParameters;
use sim_device::pos::terminal::{PosTerminal, RefusedEntry};
use sim_wire::count::Counted;
use sim_wire::record::TerminalTime;

use crate::cli::table::{row, table};
use crate::cli::world::step::UndoneError;
use crate::cli::{CliResult, Ending, print};
use sim_codec::amount::in_english;
use sim_world::action::PosPlace;
use sim_world::platform::card_file::Asn;
use sim_world::store::sqlite::WorldFile;
use sim_world::world::{ShopError, World};

/// Runs `rfid-sim pos list`.
pub(super) fn run(path: &Path) -> CliResult {
    print_shops(&WorldFile::look(path)?);
    Ok(Ending::Held)
}

/// Returns an error if a world has no such terminal.
pub(super) fn check(path: &Path, pos: PosPlace) -> miette::Result<()> {
    let world = WorldFile::look(path)?;
    let there = world.shops().get(pos).map(drop);
    Ok(there.ok_or_else(|| UndoneError::new(path, ShopError::NoSuchPos(pos)))?)
}

/// Prints the terminals of a world, each in a row, and what is not settled at them.
pub(in crate::cli) fn print_shops(world: &World) {
    let mut rows =
        vec![row(["pos", "merchant", "number", "terminal", "batch", "purchases", "sum", "voided", "pending"])];
    rows.extend(world.shops().all().map(|(place, shop)| of_terminal(place, shop.terminal())));
    table(&rows);
    for (place, shop) in world.shops().all() {
        let terminal = shop.terminal();
        for pending in terminal.pending() {
            let (card, at) = (Asn(pending.asn), TerminalTime(pending.at));
            print(&format!("pos {place}: {} of card {card} at {at} are not proved", pending.amount));
        }
        for proof in terminal.carried() {
            let (card, from) = (Asn(proof.asn), hex::encode_upper(proof.terminal));
            print(&format!("pos {place}: has the proof of {} of card {card} at terminal {from}", proof.amount));
        }
        for RefusedEntry { batch, entry, reason } in terminal.refused() {
            let (voucher, amount) = (entry.voucher, entry.amount);
            print(&format!(
                "pos {place}: voucher {voucher:06} of batch {batch:06}, {amount}, settled nothing: {reason}"
            ));
        }
    }
}

fn of_terminal(place: PosPlace, terminal: &PosTerminal) -> Vec<String> {
    let (sender, totals) = (terminal.sender(), terminal.totals());
    let closing = if terminal.is_closing() { " (closing)" } else { "" };
    vec![
        place.to_string(),
        terminal.merchant_name().to_string(),
        sender.merchant.to_string(),
        sender.pos.to_string(),
        format!("{:06}{closing}", terminal.batch()),
        totals.sold.to_string(),
        in_english(totals.sum),
        totals.voided.to_string(),
        terminal.pending().len().to_string(),
    ]
}

/// Prints the parameters that a terminal has.
pub(super) fn print_parameters(world: &World, pos: PosPlace) {
    let Some(shop) = world.shops().get(pos) else { return };
    let PosParameters { version: _, purchase_most, batch_most, black_list } = shop.terminal().parameters();
    let purchases = Counted(*batch_most, "purchase");
    let purchase = match purchase_most.0 {
        u32::MAX => "no ceiling for a purchase".to_owned(),
        _ => format!("at most {purchase_most} for a purchase"),
    };
    print(&format!("{purchase}, at most {purchases} in a batch"));
    black_list.iter().for_each(|card| print(&format!("black list: card {}", Asn(*card))));
}
