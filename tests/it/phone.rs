//! `rfid-sim phone` as people use it: the real program in a pseudo-terminal, keys and clicks in, pictures of the screen
//! out. The phone is also tested line by line through pipes. Nothing here waits for a fixed time: each wait ends as
//! soon as the picture is there.

mod beside_counters;
mod beside_website;
mod counter;
mod expected;
mod full_screen;
mod keyboard;
mod life;
mod piped;
mod platform;
mod stopped;
pub(crate) mod terminal;
mod together;
mod windows;
