//! Ciphers of the host's own: no code of the card may check the card.

pub mod des;
