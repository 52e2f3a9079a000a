//! Tests that need both sides of the contacts, and tests about the source.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "the whole target is tests, their helpers too, and a panic is how a test speaks"
)]

mod binary;
mod book;
mod captures;
mod card_session;
mod compare;
mod convert_diff;
mod elsewhere;
mod examples;
mod explain;
mod faults;
mod fleet;
mod freestanding;
mod handset;
mod images;
mod imported;
mod interfaces;
mod links;
mod menu;
mod menu_diff;
mod menu_printed;
mod model;
mod ota;
mod output;
mod over_the_air;
mod pcsc;
mod phone;
mod pictures;
mod power_cuts;
mod precedence;
mod random_apdus;
mod readme;
mod real_sessions;
mod record_shell;
mod requests;
mod shop_cuts;
mod stand;
mod standard_input;
mod state_machine;
mod storm;
mod terminal_lines;
mod tidy;
mod toolkit;
mod traces;
mod transcripts;
mod transport;
mod typed_wrong;
mod vectors;
mod walks;
mod wireshark;
mod world_languages;
