//! The faces of the binary `rfid-sim`: the command line and the phone on the screen. What they show is made by the
//! crates below: `sim-lab`, `sim-script`, `sim-world` beside `sim-explain`, `sim-device`, `sim-codec`, and the card in
//! `applet`.
//!
//! Only here is the clock of the machine read, and only here is a terminal known.
//!
//! ```
//! // Everything that the program can do is a subcommand.
//! let program = rfid_sim::cli::command();
//! assert!(program.find_subcommand("run").is_some());
//! ```

// What is printed goes through `cli::output`, which knows readers that have gone and full disks.
#![cfg_attr(not(test), warn(clippy::print_stdout, clippy::print_stderr))]

pub mod cli;
pub mod lsp;
pub mod tui;
