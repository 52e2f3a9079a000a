//! `rfid-sim diff`.

use super::{Ending, Outcome};

/// Arguments of `rfid-sim diff`.
#[derive(clap::Args)]
pub(super) struct Arguments {}

/// Runs `rfid-sim diff`.
pub(super) fn run(_arguments: &Arguments) -> Outcome {
    Ok(Ending::Failed)
}
