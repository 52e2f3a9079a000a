//! Life of a fleet in its file: blocks are made, live their days and are settled, on several threads. The threads and
//! their number change nothing in the result.

use std::num::NonZeroUsize;
use std::path::Path;

use super::block::Block;
use super::day_scenario::DayScenario;
use super::error::{BlockLifeError, FleetBlockError};
use super::file::{FleetFile, FleetFileError, NewFleetFile, StoredBlock};
use super::settings::{BlockNumber, FleetSettings};
use super::state::FleetState;
use super::tally::DayTally;
use super::threads::in_threads;

/// Error of a fleet's life.
#[derive(Debug, thiserror::Error)]
pub enum FleetError {
    /// A block failed.
    #[error(transparent)]
    Block(#[from] FleetBlockError),
    /// The file failed.
    #[error(transparent)]
    File(#[from] FleetFileError),
    /// There are fleets, or blocks of one, that cannot be joined.
    #[error(transparent)]
    Join(#[from] JoinError),
}

/// Reason why fleets cannot be joined.
#[derive(Debug, thiserror::Error)]
pub enum JoinError {
    /// Two files are parts of different fleets.
    #[error("{0} and {1} are parts of different fleets: their settings differ")]
    OtherSettings(String, String),
    /// Two files have lived a day by different scenarios.
    #[error("{0} has lived day {1} by another scenario than the parts before")]
    OtherScenario(String, u32),
    /// Two files have the same block.
    #[error("{0} has block {1}, which an earlier part has, too")]
    SameBlock(String, BlockNumber),
    /// A block has lived more or fewer days than another.
    #[error("block {1} of {0} has lived {2} days, and an earlier block {3}")]
    OtherDays(String, BlockNumber, u32, u32),
}

/// Returns a block that was put to rest, with its state.
fn stored(
    block: &Block,
    number: BlockNumber,
    days: u32,
    tally: Option<DayTally>,
) -> Result<StoredBlock, BlockLifeError> {
    let resting = block.rest()?;
    let state = FleetState::of(number, block.world(), &resting);
    Ok(StoredBlock { number, days, octets: resting.octets().to_vec(), state, tally })
}

/// Makes the blocks of a new fleet, and gives each to `made`.
pub fn make(
    settings: &FleetSettings,
    blocks: &[BlockNumber],
    threads: NonZeroUsize,
    mut made: impl FnMut(&StoredBlock) -> Result<(), FleetError>,
) -> Result<(), FleetError> {
    let work = |(): &mut (), number: &BlockNumber| {
        let new = Block::new(settings, *number).and_then(|block| stored(&block, *number, 0, None));
        Ok(new.map_err(|why| why.in_block(*number))?)
    };
    in_threads(blocks, threads, (|| Ok(()), work), |block| made(&block))
}

/// Makes a new fleet in a file, of these blocks alone. `made` is called after each.
pub fn make_file(
    path: &Path,
    settings: &FleetSettings,
    (blocks, threads): (&[BlockNumber], NonZeroUsize),
    mut made: impl FnMut(&StoredBlock),
) -> Result<(), FleetError> {
    let mut file = NewFleetFile::begin(path, settings)?;
    make(settings, blocks, threads, |block| {
        file.add(block, &[])?;
        made(block);
        Ok(())
    })?;
    Ok(file.publish()?)
}

/// Numbers of days that a block had lived and has lived, with the tally of the last one.
struct LivedDays {
    before: u32,
    after: u32,
    tally: DayTally,
}

/// Work on a block that is awake.
type BlockWork<'w> = &'w (dyn Fn(&FleetSettings, &mut Block, &StoredBlock) -> Result<LivedDays, BlockLifeError> + Sync);

/// Wakes blocks, does the work, and keeps them in their file. `kept` is called after each.
fn live(
    file: &FleetFile,
    (blocks, threads): (&[BlockNumber], NonZeroUsize),
    work: BlockWork<'_>,
    mut kept: impl FnMut(&StoredBlock),
) -> Result<(), FleetError> {
    let (settings, path) = (file.settings(), file.path());
    // A connection belongs to one thread.
    let begin = || Ok(FleetFile::open(path)?);
    let awake = |own: &mut FleetFile, number: &BlockNumber| {
        let stood = own.block(*number)?;
        let lived = Block::wake(settings, *number, &stood.octets).and_then(|mut block| {
            let LivedDays { before, after, tally } = work(settings, &mut block, &stood)?;
            Ok((before, stored(&block, *number, after, Some(tally))?))
        });
        Ok(lived.map_err(|why| why.in_block(*number))?)
    };
    in_threads(blocks, threads, (begin, awake), |(days_before, block)| {
        file.keep(&block, days_before)?;
        kept(&block);
        Ok(())
    })
}

/// Day that blocks are to live next, and those that have not lived it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextDay {
    /// Number of the day, from 1.
    pub number: u32,
    /// Blocks that are to live it.
    pub blocks: Vec<BlockNumber>,
}

/// Returns the next day of a fleet: one that was begun and not ended, or the day after the last.
pub fn next_day(file: &FleetFile) -> Result<NextDay, FleetError> {
    let blocks = file.blocks()?;
    let most = blocks.iter().map(|(_, days)| *days).max().unwrap_or(0);
    let is_behind = blocks.iter().any(|(_, days)| *days < most);
    let number = if is_behind { most } else { most.saturating_add(1) };
    let blocks = blocks.into_iter().filter(|(_, days)| *days < number).map(|(block, _)| block);
    Ok(NextDay { number, blocks: blocks.collect() })
}

/// Lets blocks live a day.
pub fn live_day(
    file: &FleetFile,
    (day, threads): (&NextDay, NonZeroUsize),
    scenario: &DayScenario,
    kept: impl FnMut(&StoredBlock),
) -> Result<(), FleetError> {
    file.note_scenario(day.number, scenario)?;
    let work = |settings: &FleetSettings, block: &mut Block, _: &StoredBlock| {
        let tally = block.play(settings, scenario, day.number)?;
        Ok(LivedDays { before: day.number.saturating_sub(1), after: day.number, tally })
    };
    live(file, (&day.blocks, threads), &work, kept)
}

/// Ends all faults, and lets all blocks live until nothing is under way. What happens is counted to the last day.
pub fn settle(file: &FleetFile, threads: NonZeroUsize, kept: impl FnMut(&StoredBlock)) -> Result<(), FleetError> {
    let blocks: Vec<BlockNumber> = file.blocks()?.into_iter().map(|(block, _)| block).collect();
    let work = |_: &FleetSettings, block: &mut Block, stood: &StoredBlock| {
        let mut tally = stood.tally.clone().unwrap_or_default();
        tally.add(&block.settle());
        Ok(LivedDays { before: stood.days, after: stood.days, tally })
    };
    live(file, (&blocks, threads), &work, kept)
}

/// Wakes all blocks and looks at them; what is seen is given to `seen` in the order of the blocks.
pub fn visit<R: Send>(
    file: &FleetFile,
    threads: NonZeroUsize,
    look: &(dyn Fn(BlockNumber, &Block) -> R + Sync),
    seen: impl FnMut(R) -> Result<(), FleetError>,
) -> Result<(), FleetError> {
    let (settings, path) = (file.settings(), file.path());
    let blocks: Vec<BlockNumber> = file.blocks()?.into_iter().map(|(block, _)| block).collect();
    let begin = || Ok(FleetFile::open(path)?);
    let awake = |own: &mut FleetFile, number: &BlockNumber| {
        let octets = own.block(*number)?.octets;
        let block = Block::wake(settings, *number, &octets).map_err(|why| why.in_block(*number))?;
        Ok(look(*number, &block))
    };
    in_threads(&blocks, threads, (begin, awake), seen)
}

/// Joins parts of one fleet into a new file. `joined` is called after each block.
pub fn join(path: &Path, parts: &[FleetFile], mut joined: impl FnMut()) -> Result<(), FleetError> {
    let Some(first) = parts.first() else { return Ok(()) };
    let name = |part: &FleetFile| part.path().display().to_string();
    let mut file = NewFleetFile::begin(path, first.settings())?;
    let mut scenarios = std::collections::BTreeMap::new();
    let mut days = std::collections::BTreeMap::new();
    for part in parts {
        if part.settings() != first.settings() {
            return Err(JoinError::OtherSettings(name(first), name(part)).into());
        }
        for (day, scenario) in part.scenarios()? {
            if *scenarios.entry(day).or_insert_with(|| scenario.clone()) != scenario {
                return Err(JoinError::OtherScenario(name(part), day).into());
            }
            file.note_scenario(day, &scenario)?;
        }
        for (number, lived) in part.blocks()? {
            if let Some(other) = days.values().next().filter(|other| **other != lived) {
                return Err(JoinError::OtherDays(name(part), number, lived, *other).into());
            }
            if days.insert(number, lived).is_some() {
                return Err(JoinError::SameBlock(name(part), number).into());
            }
            file.add(&part.block(number)?, &part.tallies(number)?)?;
            joined();
        }
    }
    Ok(file.publish()?)
}
