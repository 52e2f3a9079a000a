//! Tests of the terminal before a card of its own, by radio, and on a line to a platform that remembers what it is
//! told. The card's arithmetic is its own; the terminal's is the host's.

mod desk;
mod selling;
