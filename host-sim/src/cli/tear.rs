//! `rfid-sim tear`.

use super::{Ending, Outcome};

/// Arguments of `rfid-sim tear`.
#[derive(clap::Args)]
pub(super) struct Arguments {}

/// Runs `rfid-sim tear`.
pub(super) fn run(_arguments: &Arguments) -> Outcome {
    Ok(Ending::Failed)
}
