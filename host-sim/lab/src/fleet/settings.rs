//! Settings of a fleet: how many people it has, in what blocks of numbers, and what each of them begins with.

use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize};
use sim_codec::time::Day;
use sim_wire::Fen;
use sim_world::platform::number::{Msisdn, MsisdnError};

/// Number of a block of subscriber numbers (号段), counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BlockNumber(pub u32);

impl fmt::Display for BlockNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Settings of a fleet. With the scenarios of its days they determine everything in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FleetSettings {
    /// Seed of everything random.
    pub seed: u64,
    /// Number of people.
    pub people: u32,
    /// Number of people of a block, from 1; the last block may have fewer.
    pub block_people: u32,
    /// Number of the first person; the others follow.
    pub first: Msisdn,
    /// Name of the cards' profile on the command line.
    pub profile: String,
    /// Model of the handsets.
    pub phone: String,
    /// First day.
    pub begins: Day,
    /// Balance of every purse on the first day, in fen.
    pub purse: Fen,
    /// Cash of every account on the first day, in fen.
    pub cash: Fen,
    /// Number of shops of a block, each with one terminal.
    pub shops: u32,
}

impl FleetSettings {
    /// Returns the number of blocks.
    pub const fn blocks(&self) -> u32 {
        match self.people.checked_div(self.block_people) {
            Some(whole) if whole.saturating_mul(self.block_people) < self.people => whole.saturating_add(1),
            Some(whole) => whole,
            None => 0,
        }
    }

    /// Returns the people of a block, counted from 0 in the fleet; none of a block that there is not.
    pub fn people_of(&self, BlockNumber(block): BlockNumber) -> Range<u32> {
        let Some(before) = block.checked_sub(1) else { return 0..0 };
        let first = before.saturating_mul(self.block_people).min(self.people);
        first..first.saturating_add(self.block_people).min(self.people)
    }

    /// Returns the number of a person, counted from 0.
    pub fn number(&self, person: u32) -> Result<Msisdn, MsisdnError> {
        let first: u64 = self.first.to_string().parse().unwrap_or_default();
        first.saturating_add(person.into()).to_string().parse()
    }

    /// Returns the block of a number; `None` if nobody in the fleet has the number.
    pub fn block_of(&self, number: Msisdn) -> Option<BlockNumber> {
        let digits = |number: Msisdn| number.to_string().parse::<u64>().ok();
        let person = digits(number)?.checked_sub(digits(self.first)?)?;
        let person = u32::try_from(person).ok().filter(|person| *person < self.people)?;
        Some(BlockNumber(person.checked_div(self.block_people)?.saturating_add(1)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::fleet::tests::settings;

    proptest! {
        #[test]
        fn every_person_is_in_one_block(people in 1_u32..5_000, block_people in 1_u32..700) {
            let settings = FleetSettings { people, block_people, ..settings(0) };
            let blocks = (1..=settings.blocks()).map(BlockNumber);
            let of_blocks: Vec<u32> = blocks.clone().flat_map(|block| settings.people_of(block)).collect();
            prop_assert_eq!(of_blocks, (0..people).collect::<Vec<_>>());
            for block in blocks {
                let people = settings.people_of(block);
                for person in [people.start, people.end - 1] {
                    prop_assert_eq!(settings.block_of(settings.number(person).unwrap()), Some(block));
                }
            }
            prop_assert_eq!(settings.block_of(settings.number(people).unwrap()), None);
            prop_assert!(settings.people_of(BlockNumber(0)).is_empty());
            prop_assert!(settings.people_of(BlockNumber(settings.blocks() + 1)).is_empty());
        }
    }

    #[test]
    fn fleet_without_blocks_has_none() {
        assert_eq!(FleetSettings { block_people: 0, ..settings(5) }.blocks(), 0);
        assert_eq!(FleetSettings { people: 0, ..settings(5) }.blocks(), 0);
    }
}
