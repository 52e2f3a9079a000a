//! A person's phone in the world of a file, which keeps every step.

use std::path::Path;

use miette::miette;

use crate::tui::{Home, Language};
use sim_world::platform::number::Msisdn;
use sim_world::store::Store;
use sim_world::store::sqlite::{WorldFile, WorldFileError};
use sim_world::world::{Power, World, WorldError};

/// Store of a world in its file, whose errors are sentences.
struct InFile(WorldFile);

impl Store for InFile {
    type Error = String;

    fn begin(&mut self, world: &mut World) -> Result<(), String> {
        self.0.begin(world).map(drop).map_err(|error| error.to_string())
    }

    fn keep(&mut self, world: &mut World) -> Result<(), String> {
        self.0.keep(world).map_err(|error| error.to_string())
    }

    fn let_go(&mut self) -> Result<(), String> {
        self.0.let_go().map_err(|error| error.to_string())
    }

    fn refresh(&mut self, world: &mut World) -> Result<bool, String> {
        self.0.refresh(world).map_err(|error| error.to_string())
    }
}

/// Returns the number of the phone's owner: the one that is named, or the only one.
pub(in crate::cli) fn person(world: &World, named: Option<Msisdn>) -> miette::Result<Msisdn> {
    let numbers = || world.people().iter().map(|person| person.number().to_string()).collect::<Vec<_>>().join(", ");
    match (named, world.people()) {
        (Some(number), _) if world.person(&number).is_some() => Ok(number),
        (Some(number), _) => Err(miette!("Nobody in this world has the number {number}; there are {}.", numbers())),
        (None, [only]) => Ok(only.number()),
        (None, []) => Err(miette!("There is nobody in this world.")),
        (None, _) => Err(miette!(
            help = "--person NUMBER chooses the phone's owner.",
            "There are several people in this world: {}.",
            numbers()
        )),
    }
}

/// Takes a phone up in a language, or in its own: one that is off is switched on. Where a modem was the phone's face
/// and ended without a word, the phone has its dialogs again.
fn take_up(world: &mut World, number: &Msisdn, language: Option<Language>) -> Result<(), WorldError> {
    let is_off = world.person(number).is_some_and(|person| person.power() == Power::Off);
    let Some(person) = world.person_mut(number) else { return Err(WorldError::NoSuchPerson(*number)) };
    let handset = person.station_mut().handset_mut();
    handset.detach_host();
    let language = language.map(Language::code);
    if is_off {
        language.iter().for_each(|language| (*language).clone_into(&mut handset.surroundings.language));
        return world.switch_on(number);
    }
    if let Some(language) = language.filter(|language| handset.surroundings.language != *language) {
        handset.choose_language(language);
    }
    world.tend(number)
}

/// Opens the world of a file with a person's phone, as it was left; a phone that is off is switched on. The phone
/// speaks the language that is asked for: if it spoke another, the person chooses this one.
pub(in crate::cli) fn of_file(
    path: &Path,
    person_named: Option<Msisdn>,
    language: Option<Language>,
) -> miette::Result<Home> {
    let (file, mut world) = WorldFile::open(path).map_err(|error| match error {
        WorldFileError::Missing { .. } => {
            miette!(help = format!("`rfid-sim world new {}` makes one.", path.display()), "{error}")
        }
        error => miette!("{error}"),
    })?;
    let number = person(&world, person_named)?;
    let mut store = InFile(file);
    store.begin(&mut world).map_err(|why| miette!("{why}"))?;
    world.shown = Some(number);
    take_up(&mut world, &number, language).map_err(|why| miette!("The phone cannot be started: {why}."))?;
    store.keep(&mut world).map_err(|why| miette!("{why}"))?;
    Home::new(world, number, Some(Box::new(store))).map_err(|why| miette!("{why}"))
}
