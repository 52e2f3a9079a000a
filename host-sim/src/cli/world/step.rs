//! Step in the file of a world: actions are performed and kept together, and the events that follow are listed.

use std::convert::Infallible;
use std::path::Path;

use crate::cli::{CliResult, Ending, output, print, told};
use sim_i18n::world::advice;
use sim_i18n::{Language, event, refusal};
use sim_world::action::Action;
use sim_world::actor::{ActionResult, Actors, Performed, RefusedError};
use sim_world::store::Store;
use sim_world::store::sqlite::{WorldFile, WorldFileError};
use sim_world::world::{TimeSpan, World};

/// Console of a world: the world's file, and the language of what is printed about the world.
#[derive(Clone, Copy, Debug)]
pub(in crate::cli) struct WorldConsole<'a> {
    /// File of the world.
    pub(in crate::cli) path: &'a Path,
    /// Language of events, tables and refusals.
    pub(in crate::cli) language: Language,
}

/// Error of an action in a world, with advice.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("{sentence}")]
pub(in crate::cli) struct UndoneError {
    sentence: String,
    is_refusal: bool,
    #[help]
    advice: Option<String>,
}

impl UndoneError {
    /// Creates the error of a refused action in the world of a file.
    pub(in crate::cli) fn new(console: WorldConsole<'_>, why: impl Into<RefusedError>) -> UndoneError {
        let WorldConsole { path, language } = console;
        let why = why.into();
        let sentence = match language {
            Language::Chinese => refusal::action(language, &why),
            Language::English => why.to_string(),
        };
        let advice = advice::after_refusal(language, path.display(), &why);
        UndoneError { sentence, is_refusal: why.is_refusal(), advice }
    }
}

/// Prints the refusal of a world, for exit status 1. Any other error stays one.
pub(in crate::cli) fn print_refusal(result: CliResult) -> CliResult {
    result.or_else(|report| match report.downcast_ref::<UndoneError>() {
        Some(undone) if undone.is_refusal => {
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

impl WorldConsole<'_> {
    /// Reads the world, which stays as it is.
    pub(in crate::cli) fn look(self) -> miette::Result<World> {
        Ok(WorldFile::look(self.path)?)
    }

    /// Performs actions that take no time in one step of the world, lets everything happen that is due because of them,
    /// and lists the events. The first action that is refused is the last. Returns the world as it is kept then, and
    /// the result of the last action.
    pub(in crate::cli) fn perform(self, actions: &[Action]) -> miette::Result<(World, Performed)> {
        self.step(|world| actions.iter().try_fold(Performed::Done, |_, action| perform_now(world, action)))
    }

    /// Changes the world in one step, as [`WorldConsole::perform`] does.
    pub(in crate::cli) fn step(
        self,
        change: impl FnOnce(&mut World) -> ActionResult,
    ) -> miette::Result<(World, Performed)> {
        let (mut file, mut world) = WorldFile::open(self.path)?;
        file.begin(&mut world)?;
        let known = world.happened();
        let result = change(&mut world);
        if let Some(why) = result.as_ref().err().filter(|why| why.changed_nothing()) {
            return Err(UndoneError::new(self, why.clone()).into());
        }
        file.keep(&mut world)?;
        self.pass_time(&mut file, &mut world, (known, 0))?;
        match result {
            Ok(performed) => Ok((world, performed)),
            Err(why) => Err(UndoneError::new(self, why).into()),
        }
    }

    /// Lets `ms` milliseconds pass in the world, and lists the events as they are kept. Returns the world as it is
    /// then.
    pub(super) fn wait(self, ms: u64) -> miette::Result<World> {
        let (mut file, mut world) = WorldFile::open(self.path)?;
        let known = world.happened();
        self.pass_time(&mut file, &mut world, (known, ms))?;
        Ok(world)
    }

    /// Lets `ms` milliseconds pass in the world. All events after the first `known` are kept, and listed as they are
    /// kept.
    fn pass_time(self, file: &mut WorldFile, world: &mut World, (known, ms): (u64, u64)) -> miette::Result<()> {
        let mut listing = Listing { file, listed: known, language: self.language };
        listing.list(world);
        Ok(world.pass_kept(TimeSpan::For(ms), &mut listing)?)
    }
}

/// File that keeps a world, and the list of its events.
struct Listing<'f> {
    file: &'f mut WorldFile,
    /// Number of the last event that is listed.
    listed: u64,
    language: Language,
}

impl Listing<'_> {
    fn list(&mut self, world: &World) {
        let language = self.language;
        world.events_after(self.listed).for_each(|event| print(&event::dated_line(language, event)));
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
