//! `rfid-sim record`.

use super::{Ending, Outcome};

/// Arguments of `rfid-sim record`.
#[derive(clap::Args)]
pub(super) struct Arguments {}

/// Runs `rfid-sim record`.
pub(super) fn run(_arguments: &Arguments) -> Outcome {
    Ok(Ending::Failed)
}
