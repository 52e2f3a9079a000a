//! `rfid-sim pos receipt` and `take-back`: a receipt is printed again, and a purchase is taken back for one.

use std::path::{Path, PathBuf};

use miette::miette;
use sim_device::pos::receipt::Receipt;

use super::PosArgument;
use super::fault::FaultArguments;
use crate::cli::world::step::{UndoneError, WorldConsole, perform_now};
use crate::cli::{CliResult, Ending, output, reading};
use sim_i18n::world::terminal;
use sim_world::action::{Action, PosAction, PosPlace, ReceiptPlace};
use sim_world::actor::Performed;
use sim_world::world::{ShopError, World};

/// Arguments of `rfid-sim pos receipt`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    at: PosArgument,
    /// Number of the batch on the receipt.
    #[arg(long, value_name = "N", requires = "voucher")]
    batch: Option<u32>,
    /// Number of the voucher on the receipt.
    #[arg(long, value_name = "N", requires = "batch")]
    voucher: Option<u32>,
}

/// Arguments of `rfid-sim pos take-back`.
#[derive(clap::Args)]
pub(super) struct TakeBackArguments {
    #[command(flatten)]
    at: PosArgument,
    /// Number of the batch on the receipt.
    #[arg(long, value_name = "N", requires = "voucher", required_unless_present = "receipt")]
    batch: Option<u32>,
    /// Number of the voucher on the receipt.
    #[arg(long, value_name = "N", requires = "batch")]
    voucher: Option<u32>,
    /// File with the receipt as it was printed; `-` is standard input.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["batch", "voucher"])]
    receipt: Option<PathBuf>,
    #[command(flatten)]
    faults: FaultArguments,
}

/// Receipt that the customer shows.
enum ReceiptSource {
    /// The receipt that the terminal printed under these numbers.
    Printed(ReceiptPlace),
    /// A receipt as it was read.
    Read(Box<Receipt>),
}

/// Runs `rfid-sim pos receipt`.
pub(super) fn run(console: WorldConsole<'_>, arguments: &Arguments) -> CliResult {
    let world = console.look()?;
    let pos = arguments.at.place();
    let place = arguments.batch.zip(arguments.voucher);
    let place = place.map(|(batch, voucher)| ReceiptPlace { pos, batch, voucher });
    let receipt = printed(&world, pos, place).map_err(|why| UndoneError::new(console, why));
    match receipt? {
        Some(receipt) => output::write(&receipt.print()),
        None => return Err(miette!("{}", terminal::no_receipt(console.language, pos))),
    }
    Ok(Ending::Held)
}

/// Returns a receipt of a terminal: the last one if `place` is `None`. A purchase of the open batch has a receipt even
/// if the power failed before it was printed.
fn printed(world: &World, pos: PosPlace, place: Option<ReceiptPlace>) -> Result<Option<Receipt>, ShopError> {
    let shops = world.shops();
    let terminal = shops.get(pos).ok_or(ShopError::NoSuchPos(pos))?.terminal();
    let Some(place) = place else {
        let earlier = || shops.receipts().rev().find(|(place, _)| place.pos == pos).map(|(_, receipt)| receipt.clone());
        return Ok(terminal.last_receipt().or_else(earlier));
    };
    let open = || terminal.receipt(place.voucher).filter(|receipt| receipt.batch == place.batch);
    shops.receipt(place).cloned().or_else(open).ok_or(ShopError::NoReceipt(place)).map(Some)
}

/// Runs `rfid-sim pos take-back`.
pub(super) fn take_back(console: WorldConsole<'_>, arguments: &TakeBackArguments) -> miette::Result<()> {
    let pos = arguments.at.place();
    let shown = match (&arguments.receipt, arguments.batch.zip(arguments.voucher)) {
        (Some(receipt), _) => ReceiptSource::Read(Box::new(read(receipt)?)),
        (None, Some((batch, voucher))) => ReceiptSource::Printed(ReceiptPlace { pos, batch, voucher }),
        (None, None) => return Err(miette!("No receipt is named.")),
    };
    console.step(|world| {
        for fault in arguments.faults.actions() {
            perform_now(world, &Action::Pos(pos, fault))?;
        }
        match &shown {
            ReceiptSource::Printed(place) => perform_now(world, &Action::Pos(pos, PosAction::TakeBack(*place))),
            ReceiptSource::Read(receipt) => Ok(Performed::TakenBack(world.take_back(pos, receipt)?)),
        }
    })?;
    Ok(())
}

/// Reads a receipt from a file.
fn read(path: &Path) -> miette::Result<Receipt> {
    let text = reading::text(path)?;
    let name = if path == Path::new("-") { "Standard input".to_owned() } else { path.display().to_string() };
    text.parse().map_err(|why| miette!("{name} is no receipt as printed: {why}"))
}
