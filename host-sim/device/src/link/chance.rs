//! Random numbers as an argument: the card's are given one by one, or drawn from a seed.

use sim_wire::count::Counted;
use std::collections::VecDeque;
use std::fmt;

use applet::Entropy;
use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};

/// Source of a simulated card's random numbers: first those given, then those of the seed.
#[derive(Clone, Debug)]
pub struct Chance {
    given: VecDeque<Vec<u8>>,
    seeded: Option<ChaCha8Rng>,
    fault: Option<ChanceFault>,
}

/// Reason for which a number that the card drew is not the one that was meant. The card got zeros instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChanceFault {
    /// The given numbers are used up and there is no seed.
    UsedUp,
    /// The next given number has another length than the card draws.
    WrongLength {
        /// Length of the given number, in octets.
        given: usize,
        /// Length that the card draws, in octets.
        drawn: usize,
    },
}

impl fmt::Display for ChanceFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ChanceFault::UsedUp => f.write_str(
                "the card draws a random number, and all that `random` gave are used up (give one more, or a `seed` too)",
            ),
            ChanceFault::WrongLength { given, drawn } => {
                let drawn = Counted(*drawn, "octet");
                write!(f, "the card draws a random number of {drawn}, and the next that `random` gave has {given}")
            }
        }
    }
}

impl Chance {
    /// Creates a source of the numbers of a seed.
    pub fn seeded(seed: u64) -> Chance {
        Chance::new(Vec::new(), Some(seed))
    }

    /// Creates a source of the given numbers one by one, then those of the seed if there is one.
    pub fn new(given: Vec<Vec<u8>>, seed: Option<u64>) -> Chance {
        Chance { given: given.into(), seeded: seed.map(ChaCha8Rng::seed_from_u64), fault: None }
    }

    /// Returns the seed at one place of one stream of many, for example of a world's seed, a card and a step.
    pub fn of_stream(seed: u64, stream: u64, place: u64) -> u64 {
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        generator.set_stream(stream);
        generator.set_word_pos(u128::from(place).saturating_mul(2));
        generator.next_u64()
    }

    /// Sets the seed of the numbers that follow those given.
    pub fn reseed(&mut self, seed: u64) {
        self.seeded = Some(ChaCha8Rng::seed_from_u64(seed));
    }

    /// Adds numbers behind those given before.
    pub fn give(&mut self, numbers: impl IntoIterator<Item = Vec<u8>>) {
        self.given.extend(numbers);
    }

    /// Takes the first fault since the last call; `None` if there was none.
    pub fn take_fault(&mut self) -> Option<ChanceFault> {
        self.fault.take()
    }
}

impl Entropy for Chance {
    fn fill(&mut self, into: &mut [u8]) {
        let fault = match (self.given.pop_front(), &mut self.seeded) {
            (Some(number), _) if number.len() == into.len() => return into.copy_from_slice(&number),
            (Some(number), _) => ChanceFault::WrongLength { given: number.len(), drawn: into.len() },
            (None, Some(generator)) => return generator.fill_bytes(into),
            (None, None) => ChanceFault::UsedUp,
        };
        into.fill(0);
        self.fault.get_or_insert(fault);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draw(chance: &mut Chance) -> [u8; 4] {
        let mut number = [0xEE; 4];
        chance.fill(&mut number);
        number
    }

    #[test]
    fn draw_after_given_numbers_is_a_fault() {
        let mut chance = Chance::new(vec![vec![1, 2, 3, 4]], None);
        assert_eq!((draw(&mut chance), chance.take_fault()), ([1, 2, 3, 4], None));
        assert_eq!((draw(&mut chance), chance.take_fault()), ([0; 4], Some(ChanceFault::UsedUp)));
    }

    #[test]
    fn given_number_of_wrong_length_is_fault() {
        let mut chance = Chance::new(vec![vec![1; 8]], Some(7));
        assert_eq!(draw(&mut chance), [0; 4]);
        assert_eq!(chance.take_fault(), Some(ChanceFault::WrongLength { given: 8, drawn: 4 }));
    }

    #[test]
    fn every_place_in_stream_has_own_seed() {
        let places = [(7, 1, 1), (7, 1, 2), (7, 2, 1), (8, 1, 1)];
        let seeds: std::collections::BTreeSet<_> =
            places.iter().map(|(seed, stream, place)| Chance::of_stream(*seed, *stream, *place)).collect();
        assert_eq!(seeds.len(), places.len());
        let mut chance = Chance::new(vec![vec![1, 2, 3, 4]], Some(7));
        chance.reseed(9);
        assert_eq!((draw(&mut chance), draw(&mut chance)), ([1, 2, 3, 4], draw(&mut Chance::seeded(9))));
    }

    #[test]
    fn same_seed_draws_same_numbers() {
        let (mut one, mut same, mut other) = (Chance::seeded(7), Chance::seeded(7), Chance::seeded(8));
        let numbers = [draw(&mut one), draw(&mut one)];
        assert_eq!(numbers, [draw(&mut same), draw(&mut same)]);
        assert_ne!(numbers, [draw(&mut other), draw(&mut other)]);
    }
}
