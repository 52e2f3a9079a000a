//! Ciphers of the host, of its own hand: nothing of the card checks the card.

pub mod des;
