//! `rfid-sim modem` from outside: programs that speak AT commands over a socket or a pseudo-terminal, also such as
//! flood it, leave in the middle, or do not read; oFono and ModemManager.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "the whole target is tests, their helpers too; a panic is how a test speaks, and other programs take real time"
)]
#![cfg(unix)]

#[path = "modem/hostile.rs"]
mod hostile;
#[path = "modem/lines.rs"]
mod lines;
#[path = "modem/modem_manager.rs"]
mod modem_manager;
#[path = "modem/ofono.rs"]
mod ofono;
#[path = "modem/recording.rs"]
mod recording;
#[path = "modem/stand.rs"]
mod stand;
#[path = "modem/worlds.rs"]
mod worlds;
