//! Source of the card's random numbers. Entropy is an argument, so that a seed reproduces everything.

/// Source of the card's random numbers, which is an argument.
pub trait Entropy {
    /// Fills `into` with the next random octets: four for a transaction, four or eight for GET CHALLENGE.
    fn fill(&mut self, into: &mut [u8]);
}
