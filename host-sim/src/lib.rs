//! Everything around the card: the reader that reaches it, the terminal's arithmetic, the trace language, and the
//! faces of the binary `rfid-sim`.
//!
//! Imports point one way: `cli` → `world`, `trace`, `tear` → `platform`, `sms_centre`, `reader` → `link` → `applet`. Only
//! `cli`, `memory` (a card in a file), `private_file`, `profile/file`, `trace/files` and `world/file` touch files; nobody reads the clock.

// What is printed goes through `cli::output`, which knows readers that have gone and full disks.
#![cfg_attr(not(test), warn(clippy::print_stdout, clippy::print_stderr))]

pub mod audit;
mod book;
pub mod cli;
pub mod columns;
pub mod des;
pub mod doing;
pub mod explain;
pub mod handset;
pub mod length_fields;
pub mod link;
pub mod memory;
pub mod menu;
pub mod mobile_station;
pub mod moment;
pub mod ota;
pub mod platform;
pub mod private_file;
pub mod profile;
pub mod reader;
pub mod sms;
pub mod sms_centre;
pub mod stk;
pub mod storm;
pub mod tear;
pub mod terminal;
pub mod trace;
pub mod tui;
pub mod walk;
pub mod watch;
pub mod world;
