//! How a request reaches the card.

/// Which way in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Interface {
    /// The contacts, T=0.
    Contact,
    /// The 2.4 GHz radio.
    Contactless,
}

/// What surrounds one exchange; time is an argument, the card has no clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Surroundings {
    /// Which way in.
    pub interface: Interface,
    /// Seconds since power-on.
    pub uptime_s: u32,
}
