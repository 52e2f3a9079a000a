//! Secured packets against other people's vectors, against hostile envelopes, and against themselves.

mod hostile;
mod own;
mod round_trips;
mod vectors;
