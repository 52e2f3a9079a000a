//! Tests of the terminal before a card of its own, by radio, and on a line to a platform that remembers what it is
//! told. The card's arithmetic is its own; the terminal's is the host's.

mod cuts;
mod desk;
mod power;
mod proofs;
mod random;
mod selling;
mod taking_back;
mod uploading;
