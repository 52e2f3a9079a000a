//! Everything around the card: the reader that reaches it, the terminal's arithmetic, the trace language, and the
//! faces of the binary `rfid-sim`.
//!
//! Imports point one way: `cli` → `trace`, `tear` → `reader` → `link` → `applet`. Only `cli`, `memory` (a card in a
//! file), `profile/file` and `trace/files` touch files; nobody reads the clock.

mod book;
pub mod cli;
pub mod columns;
pub mod des;
pub mod explain;
pub mod handset;
pub mod link;
pub mod memory;
pub mod menu;
pub mod mobile_station;
pub mod ota;
pub mod profile;
pub mod reader;
pub mod sms;
pub mod stk;
pub mod tear;
pub mod terminal;
pub mod trace;
pub mod tui;
pub mod walk;
