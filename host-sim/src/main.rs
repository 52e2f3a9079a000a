//! The binary `rfid-sim`: hands the command line to [`rfid_sim::cli`] and turns its answer into an exit status.

use std::process::ExitCode;

fn main() -> ExitCode {
    rfid_sim::cli::main()
}
