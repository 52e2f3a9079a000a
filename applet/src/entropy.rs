//! Chance, as an argument: the card draws its random numbers from whoever holds it.

/// Where the card's random numbers come from.
pub trait Entropy {
    /// Fills `into` with the next random octets: four for a transaction, four or eight for GET CHALLENGE.
    fn fill(&mut self, into: &mut [u8]);
}
