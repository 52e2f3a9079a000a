//! A person's phone in the world of a file, which keeps every step.

use std::path::Path;

use miette::miette;

use super::Arguments;
use crate::tui::{Home, Keeper};
use sim_codec::time::Moment;
use sim_world::platform::number::Msisdn;
use sim_world::world::file::{WorldFile, WorldFileError};
use sim_world::world::{Person, World};

/// How much time may pass without anything else before the file is written again.
const IDLE_MS: u64 = 1000;

/// Who keeps the world in its file.
struct InFile {
    file: WorldFile,
    /// When it was kept last, how much had happened, and what the cards held.
    kept: Option<(Moment, u64, Vec<Vec<u8>>)>,
}

/// What a person's card holds.
fn image_of(person: &Person) -> &[u8] {
    person.station().link().card().memory().image()
}

impl InFile {
    fn is_due(&self, world: &World) -> bool {
        let Some((at, happened, images)) = &self.kept else { return true };
        let is_as_it_was = world.people().iter().map(image_of).eq(images.iter().map(Vec::as_slice));
        world.happened() != *happened || !is_as_it_was || world.now().since(*at) >= IDLE_MS
    }
}

impl Keeper for InFile {
    fn keep(&mut self, world: &World) -> Result<(), String> {
        if !self.is_due(world) {
            return Ok(());
        }
        self.file.keep(world).map_err(|error| error.to_string())?;
        let images = world.people().iter().map(|person| image_of(person).to_vec()).collect();
        self.kept = Some((world.now(), world.happened(), images));
        Ok(())
    }
}

/// Whose phone it is: the one that is named, or the only one.
fn person(world: &World, named: Option<Msisdn>) -> miette::Result<Msisdn> {
    let numbers = || world.people().iter().map(|person| person.number().to_string()).collect::<Vec<_>>().join(", ");
    match (named, world.people()) {
        (Some(number), _) if world.person(&number).is_some() => Ok(number),
        (Some(number), _) => Err(miette!("Nobody in this world has the number {number}; there are {}.", numbers())),
        (None, [only]) => Ok(only.number()),
        (None, []) => Err(miette!("There is nobody in this world.")),
        (None, _) => Err(miette!(
            help = "--person NUMBER says whose phone it is.",
            "There are several people in this world: {}.",
            numbers()
        )),
    }
}

/// A person's phone in the world of a file; it is switched on.
pub(super) fn of_file(path: &Path, arguments: &Arguments) -> miette::Result<Home> {
    let (file, mut world) = WorldFile::open(path).map_err(|error| match error {
        WorldFileError::Missing { .. } => {
            miette!(help = format!("`rfid-sim world new {}` makes one.", path.display()), "{error}")
        }
        error => miette!("{error}"),
    })?;
    let number = person(&world, arguments.person)?;
    if let Some(person) = world.person_mut(&number) {
        arguments.language().code().clone_into(&mut person.station_mut().handset_mut().surroundings.language);
    }
    world.keeps_exchanges = true;
    world.switch_on(&number).map_err(|why| miette!("The phone does not come up: {why}."))?;
    let mut keeper = InFile { file, kept: None };
    keeper.keep(&world).map_err(|why| miette!("{why}"))?;
    Home::new(world, number, Some(Box::new(keeper))).map_err(|why| miette!("{why}"))
}
