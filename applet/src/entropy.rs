//! Where the card's random numbers come from: chance is an argument, so that a seed reproduces everything.

/// Chance, as an argument: where the card's random numbers come from.
pub trait Entropy {
    /// Fills `into` with the next random octets: four for a transaction, four or eight for GET CHALLENGE.
    fn fill(&mut self, into: &mut [u8]);
}
