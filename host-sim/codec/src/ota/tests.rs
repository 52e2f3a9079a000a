//! Tests of secured packets against other people's vectors, against hostile envelopes, and there and back.

mod diagnosis;
mod hostile;
mod own;
mod round_trips;
mod vectors;
