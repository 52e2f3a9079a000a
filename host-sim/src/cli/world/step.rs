//! Step in the file of a world: actions are performed and kept together, and the events that follow are listed.

use std::convert::Infallible;
use std::path::Path;

use crate::cli::{CliResult, Ending, output, print, told};
use sim_world::action::Action;
use sim_world::actor::{ActionResult, Actors, Performed, RefusedError};
use sim_world::store::Store;
use sim_world::store::sqlite::{WorldFile, WorldFileError};
use sim_world::world::{ShopError, TimeSpan, World, WorldError};

/// Error of an action in a world, with advice.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("{why}")]
pub(in crate::cli) struct UndoneError {
    why: RefusedError,
    #[help]
    advice: Option<String>,
}

impl UndoneError {
    /// Creates the error of a refused action in the world of a file.
    pub(in crate::cli) fn new(path: &Path, why: impl Into<RefusedError>) -> UndoneError {
        let (file, why) = (path.display(), why.into());
        let advice = match &why {
            RefusedError::World(WorldError::NoSuchPerson(_)) => {
                Some(format!("`rfid-sim world show {file}` lists everybody."))
            }
            RefusedError::World(WorldError::PhoneOff(number)) => {
                Some(format!("`rfid-sim world phone {file} {number} on` switches it on."))
            }
            RefusedError::World(WorldError::CardGone(number, _)) => {
                Some(format!("`rfid-sim hall --world {file} issue {number}` gives the number another card."))
            }
            RefusedError::World(WorldError::Handling(_)) => {
                Some(format!("`rfid-sim world messages {file}` lists what is under way."))
            }
            RefusedError::Shop(ShopError::NoSuchPos(_)) => {
                Some(format!("`rfid-sim pos --world {file} list` lists the terminals."))
            }
            RefusedError::Shop(ShopError::NoReceipt(place)) => {
                Some(format!("`rfid-sim pos --world {file} receipt {}` shows the last receipt.", place.pos))
            }
            _ => None,
        };
        UndoneError { why, advice }
    }
}

/// Prints the refusal of a world, for exit status 1. Any other error stays one.
pub(in crate::cli) fn print_refusal(result: CliResult) -> CliResult {
    result.or_else(|report| match report.downcast_ref::<UndoneError>() {
        Some(undone) if undone.why.is_refusal() => {
            output::warn(&told::told(&report));
            Ok(Ending::Failed)
        }
        _ => Err(report),
    })
}

/// Performs an action that takes no time.
pub(in crate::cli) fn perform_now(world: &mut World, action: &Action) -> ActionResult {
    let Ok(result) = Actors::default().perform(world, action, &mut |_| Ok::<(), Infallible>(()));
    result
}

/// Performs actions that take no time in one step of a world, lets everything happen that is due because of them, and
/// lists the events. The first action that is refused is the last. Returns the world as it is kept then, and the result
/// of the last action.
pub(in crate::cli) fn perform(path: &Path, actions: &[Action]) -> miette::Result<(World, Performed)> {
    step(path, |world| actions.iter().try_fold(Performed::Done, |_, action| perform_now(world, action)))
}

/// Changes a world in one step, as [`perform`] does.
pub(in crate::cli) fn step(
    path: &Path,
    change: impl FnOnce(&mut World) -> ActionResult,
) -> miette::Result<(World, Performed)> {
    let (mut file, mut world) = WorldFile::open(path)?;
    file.begin(&mut world)?;
    let known = world.happened();
    let result = change(&mut world);
    if let Some(why) = result.as_ref().err().filter(|why| why.changed_nothing()) {
        return Err(UndoneError::new(path, why.clone()).into());
    }
    file.keep(&mut world)?;
    pass_time(&mut file, &mut world, (known, 0))?;
    match result {
        Ok(performed) => Ok((world, performed)),
        Err(why) => Err(UndoneError::new(path, why).into()),
    }
}

/// Lets `ms` milliseconds pass in a world, and lists the events as they are kept. Returns the world as it is then.
pub(super) fn wait(path: &Path, ms: u64) -> miette::Result<World> {
    let (mut file, mut world) = WorldFile::open(path)?;
    let known = world.happened();
    pass_time(&mut file, &mut world, (known, ms))?;
    Ok(world)
}

/// Lets `ms` milliseconds pass in a world. All events after the first `known` are kept, and listed as they are kept.
fn pass_time(file: &mut WorldFile, world: &mut World, (known, ms): (u64, u64)) -> miette::Result<()> {
    let mut listing = Listing { file, listed: known };
    listing.list(world);
    Ok(world.pass_kept(TimeSpan::For(ms), &mut listing)?)
}

/// File that keeps a world, and the list of its events.
struct Listing<'f> {
    file: &'f mut WorldFile,
    /// Number of the last event that is listed.
    listed: u64,
}

impl Listing<'_> {
    fn list(&mut self, world: &World) {
        world.events_after(self.listed).for_each(|event| print(&event.to_string()));
        self.listed = world.happened();
    }
}

impl Store for Listing<'_> {
    type Error = WorldFileError;

    fn begin(&mut self, world: &mut World) -> Result<(), WorldFileError> {
        self.file.begin(world)?;
        // What others did is theirs to tell.
        self.listed = world.happened();
        Ok(())
    }

    fn keep(&mut self, world: &mut World) -> Result<(), WorldFileError> {
        self.file.keep(world)?;
        self.list(world);
        Ok(())
    }

    fn let_go(&mut self) -> Result<(), WorldFileError> {
        self.file.let_go()
    }

    fn refresh(&mut self, world: &mut World) -> Result<bool, WorldFileError> {
        self.file.refresh(world)
    }
}
