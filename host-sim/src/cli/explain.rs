//! `rfid-sim explain`.

use super::{Ending, Outcome};

/// Arguments of `rfid-sim explain`.
#[derive(clap::Args)]
pub(super) struct Arguments {}

/// Runs `rfid-sim explain`.
pub(super) fn run(_arguments: &Arguments) -> Outcome {
    Ok(Ending::Failed)
}
