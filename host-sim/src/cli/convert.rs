//! `rfid-sim convert`.

use super::{Ending, Outcome};

/// Arguments of `rfid-sim convert`.
#[derive(clap::Args)]
pub(super) struct Arguments {}

/// Runs `rfid-sim convert`.
pub(super) fn run(_arguments: &Arguments) -> Outcome {
    Ok(Ending::Failed)
}
