//! `rfid-sim run`.

use super::{Ending, Outcome};

/// Arguments of `rfid-sim run`.
#[derive(clap::Args)]
pub(super) struct Arguments {}

/// Runs `rfid-sim run`.
pub(super) fn run(_arguments: &Arguments) -> Outcome {
    Ok(Ending::Failed)
}
