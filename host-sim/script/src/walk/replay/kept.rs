//! Walk that goes on with a world in a file, in memory alone, so that the file stays as it is.

use std::sync::Arc;

use super::CardStorage;
use super::past::state;
use super::player::{Player, undone};
use crate::trace::Options;
use crate::trace::outcome::FailureKind;
use crate::trace::replay::setup::Setup;
use crate::trace::syntax::{LineContent, ProfileChoice, Trace, TraceLine, TraceSetting};
use crate::walk::Walk;
use crate::walk::syntax::WorldChoice;
use sim_device::profile::Profile;
use sim_world::platform::number::Msisdn;
use sim_world::store::sqlite::WorldFile;
use sim_world::world::{Person, Power, World};

/// Creates the player of a walk in the world of a file, whose phone is switched on if it is off. What is under way
/// waits until a step delivers it. The error is a sentence.
pub(super) fn player(walk: &Walk, choice: &WorldChoice, keeps: CardStorage) -> Result<Player, String> {
    let place = choice.place.as_ref().ok_or_else(|| format!("the world {} was not read", choice.path))?;
    let mut world = WorldFile::look_with_keys(place).map_err(|error| error.to_string())?;
    let number = owner(&world, choice)?;
    world.shown = Some(number);
    let is_off = world.person(&number).is_some_and(|person| person.power() == Power::Off);
    let started = if is_off { world.switch_on(&number) } else { world.tend(&number) };
    started.map_err(|why| why.to_string())?;
    let profile_name = world.person(&number).map(|person| person.profile().to_owned()).unwrap_or_default();
    let profile = Profile::choose(&profile_name).map_err(|error| error.to_string())?;
    let setup = setup(&world, &profile)?;
    let began = world.now();
    let now = state(&setup, world, began);
    let (undone, first_profile) = (undone(walk), profile);
    let mut player = Player {
        now,
        number,
        first_profile,
        keeps,
        counted: 0,
        before: Vec::new(),
        undone,
        crossed: None,
        transcript: None,
    };
    player.introduce_all();
    player.now.read = player.sent().len();
    player.read_all();
    player.hold_new();
    Ok(player)
}

/// Returns the number of the person whose phone the walk's is.
fn owner(world: &World, choice: &WorldChoice) -> Result<Msisdn, String> {
    match (choice.person, world.people()) {
        (Some(number), _) if world.person(&number).is_some() => Ok(number),
        (Some(number), _) => Err(format!("nobody in the world {} has the number {number}", choice.path)),
        (None, [only]) => Ok(only.number()),
        (None, people) => {
            Err(format!("the world {} has {} people; `person` says whose phone it is", choice.path, people.len()))
        }
    }
}

/// Returns the setup with the clock of a world and the keys of the person's card.
fn setup(world: &World, profile: &Profile) -> Result<Setup, String> {
    let chosen = ProfileChoice::File { path: String::new(), profile: Some(Box::new(profile.clone())) };
    let settings = [TraceSetting::Profile(chosen), TraceSetting::Clock(world.now().record())];
    let lines = settings.map(|setting| TraceLine::new(LineContent::Setting(setting))).to_vec();
    let header = Trace { source: Arc::default(), lines };
    Setup::of(&header, &Options::default()).map_err(|(_, why)| match why {
        FailureKind::NoCard(why) | FailureKind::Impossible(why) => why,
        other => other.summary(),
    })
}

impl Player {
    /// Introduces the holders of the world's cards to the terminals, as far as their profiles can be read.
    fn introduce_all(&mut self) {
        let people: Vec<(Msisdn, String)> = self
            .now
            .world
            .people()
            .iter()
            .map(|person: &Person| (person.number(), person.profile().to_owned()))
            .collect();
        for (number, name) in people {
            if let Ok(profile) = Profile::choose(&name) {
                self.now.actors.introduce(number, profile.clone());
                self.now.profiles.push(profile);
            }
        }
    }
}
