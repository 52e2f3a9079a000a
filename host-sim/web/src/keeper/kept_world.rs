//! World with its file, as the keeper's thread has it. After an error of the file the world in memory may be ahead of
//! the file, so it is dropped and read anew for the next work.

use std::convert::Infallible;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use tokio::sync::watch;

use super::error::KeeperError;
use super::{Complaints, MachineClock};
use sim_world::action::Action;
use sim_world::actor::{ActionResult, Actors};
use sim_world::store::sqlite::{WorldFile, WorldFileError};
use sim_world::world::{Pace, Person, TimeSpan, World};

/// Most people whose phones are watched while somebody follows the changes.
const WATCHED_MOST: usize = 32;

/// Open file with its world.
struct OpenWorld {
    file: WorldFile,
    world: World,
    pace: Pace,
    actors: Actors,
}

impl OpenWorld {
    fn open(path: &Path) -> Result<OpenWorld, WorldFileError> {
        let (file, world) = WorldFile::open(path)?;
        let pace = Pace::new(world.now());
        Ok(OpenWorld { file, world, pace, actors: Actors::default() })
    }

    /// Lets the world go on for `ms` milliseconds.
    fn go_on(&mut self, ms: u64) -> Result<(), WorldFileError> {
        let until = self.pace.until(self.world.now(), ms);
        self.world.pass_kept(TimeSpan::Until(until), &mut self.file)?;
        self.pace.reach(until);
        Ok(())
    }

    /// Lets the world go on through the time that passed. Returns whether any had.
    fn catch_up(&mut self) -> Result<bool, WorldFileError> {
        let lag = self.pace.take_lag();
        if lag > 0 { self.go_on(lag).map(|()| true) } else { Ok(false) }
    }

    /// Takes up the changes of others, and lets the world go on if it must. Returns whether anything changed.
    fn live(&mut self, watches: bool) -> Result<bool, WorldFileError> {
        let is_changed = self.file.refresh(&mut self.world)?;
        let people = self.world.people().iter().take(if watches { WATCHED_MOST } else { 0 });
        let watched: Vec<_> = people.map(Person::number).collect();
        let is_due = self.pace.is_due(&self.world, &watched);
        Ok((is_due && self.catch_up()?) || is_changed)
    }
}

/// World that the keeper's thread has.
pub(super) struct KeptWorld {
    path: PathBuf,
    /// File with its world; `None` after an error, until it is opened again.
    open: Option<OpenWorld>,
    clock: MachineClock,
    /// Machine's clock at the last look, in milliseconds.
    looked_at: u64,
    changed: watch::Sender<u64>,
    complain: Complaints,
    /// Last error that was reported, so that it is reported once; `None` while all is well.
    trouble: Option<String>,
}

impl KeptWorld {
    /// Opens the world of a file.
    pub(super) fn open(
        path: PathBuf,
        clock: MachineClock,
        changed: watch::Sender<u64>,
        complain: Complaints,
    ) -> Result<KeptWorld, WorldFileError> {
        let (open, looked_at) = (Some(OpenWorld::open(&path)?), clock());
        Ok(KeptWorld { path, open, clock, looked_at, changed, complain, trouble: None })
    }

    /// Returns the milliseconds until the world must go on, from 1 to `most`.
    pub(super) fn until_next(&self, most: u64) -> u64 {
        let world = self.open.as_ref().map(|open| &open.world);
        let due = world.and_then(|world| world.next_due().map(|due| due.since(world.now())));
        due.unwrap_or(most).clamp(1, most)
    }

    /// Returns the open world, after adding the time that passed. A file that was moved away or replaced is left.
    fn ready(&mut self) -> Result<&mut OpenWorld, WorldFileError> {
        let now = (self.clock)();
        let passed = u32::try_from(now.saturating_sub(self.looked_at)).unwrap_or(u32::MAX);
        self.looked_at = now;
        if let Some(open) = self.open.take().filter(|open| open.file.is_in_place()) {
            let open = self.open.insert(open);
            open.pace.add(passed);
            return Ok(open);
        }
        let open = OpenWorld::open(&self.path)?;
        Ok(self.open.insert(open))
    }

    /// Takes up the changes of others, and lets the world go on if it must.
    pub(super) fn look(&mut self) {
        let watches = self.changed.receiver_count() > 1;
        let looked = self.ready().and_then(|open| open.live(watches));
        // An error has been reported then, and the next look tries again.
        if self.conclude(looked) == Ok(true) {
            self.announce();
        }
    }

    /// Looks at the world as it is in the file now.
    pub(super) fn read<T>(&mut self, look: impl FnOnce(&World) -> T) -> Result<T, KeeperError> {
        self.look();
        let ready = self.ready().map(drop);
        self.conclude(ready)?;
        let world = self.open.as_ref().map(|open| &open.world).ok_or(KeeperError::Unusable)?;
        catch_unwind(AssertUnwindSafe(|| look(world))).map_err(|_| KeeperError::Fault)
    }

    /// Changes the world in one step, keeps the step, and lets everything happen that is due because of it.
    pub(super) fn step<T>(&mut self, change: impl FnOnce(&mut World, &mut Actors) -> T) -> Result<T, KeeperError> {
        let begun = self.ready().and_then(|open| {
            open.catch_up()?;
            open.file.begin(&mut open.world)
        });
        self.conclude(begun)?;
        let open = self.open.as_mut().ok_or(KeeperError::Unusable)?;
        let OpenWorld { world, actors, .. } = open;
        let Ok(done) = catch_unwind(AssertUnwindSafe(|| change(world, actors))) else {
            self.open = None;
            return Err(KeeperError::Fault);
        };
        let kept = open.file.keep(&mut open.world);
        self.conclude(kept)?;
        // From here on the step is kept: what fails now fails for the next work.
        let went_on = self.open.as_mut().map_or(Ok(()), |open| open.go_on(0));
        if let Err(error) = went_on {
            self.report(&error);
        }
        self.announce();
        Ok(done)
    }

    /// Performs an action in one step.
    pub(super) fn perform(&mut self, action: &Action) -> Result<ActionResult, KeeperError> {
        self.step(|world, actors| {
            let Ok(result) = actors.perform(world, action, &mut |_| Ok::<(), Infallible>(()));
            result
        })
    }

    /// Tells those who follow the changes that there was one.
    fn announce(&self) {
        self.changed.send_modify(|number| *number = number.wrapping_add(1));
    }

    /// Returns the result of work on the file, after reporting an error.
    fn conclude<T>(&mut self, result: Result<T, WorldFileError>) -> Result<T, KeeperError> {
        let result = result.map_err(|error| self.report(&error))?;
        if self.trouble.take().is_some() {
            self.announce();
        }
        Ok(result)
    }

    /// Reports an error of the file, once, and closes the file until the next work.
    fn report(&mut self, error: &WorldFileError) -> KeeperError {
        self.open = None;
        let told = error.to_string();
        if self.trouble.as_ref() != Some(&told) {
            (self.complain)(&told);
            self.trouble = Some(told);
            self.announce();
        }
        KeeperError::of(error)
    }
}
