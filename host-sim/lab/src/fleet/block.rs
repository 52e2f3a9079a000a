//! Block of subscriber numbers (号段), awake: a world of its own with the people, the shops, the halls, the SMS centre
//! and the part of the platform that serve these numbers. Blocks share nothing, so that they live side by side.

use sim_codec::time::DAY;
use sim_device::handset::Model;
use sim_device::link::Chance;
use sim_device::pos::merchant_name::MerchantName;
use sim_device::profile::Profile;
use sim_wire::lifecycle::LifeCycle;
use sim_world::actor::Actors;
use sim_world::platform::books::Terms;
use sim_world::platform::number::Msisdn;
use sim_world::platform::password::PayPassword;
use sim_world::store::RestingWorld;
use sim_world::world::{Quiet, World, WorldSettings, following_asn, red_list};

use super::error::BlockLifeError;
use super::settings::{BlockNumber, FleetSettings};

/// Pay password (支付密码) of everybody in a fleet.
pub const PAY_PASSWORD: &str = "654321";

/// Names of shops, of which those of a block are taken in turn.
const SHOPS: [&str; 8] =
    ["利民便利店", "春风书店", "晨光早餐", "湘味快餐", "百姓药房", "阳光水果", "学苑文具", "地铁售票"];

/// Longest time until the first messages of new cards and accounts have come, in milliseconds.
const OPENING_MS: u64 = DAY;

/// Block of a fleet, awake.
#[derive(Debug)]
pub struct Block {
    pub(super) number: BlockNumber,
    pub(super) world: World,
    pub(super) actors: Actors,
}

impl Block {
    /// Creates a block as it is on the first day: everybody has a card with an open wallet, and an account.
    pub fn new(settings: &FleetSettings, number: BlockNumber) -> Result<Block, BlockLifeError> {
        if Model::named(&settings.phone).is_none() {
            return Err(BlockLifeError::Phone(settings.phone.clone()));
        }
        let mut world = World::new(world_settings(settings, number));
        let cards = Cards::of(settings)?;
        for person in settings.people_of(number) {
            let who = settings.number(person)?;
            world.register(who);
            world.add_person(who, &settings.phone, &settings.profile, &cards.profile(person))?;
        }
        let now = world.now();
        let password: PayPassword = PAY_PASSWORD.parse()?;
        for person in settings.people_of(number) {
            world.platform_mut().open_with_account(now, &settings.number(person)?, &password, settings.cash)?;
        }
        if world.until_quiet(OPENING_MS) == Quiet::Busy {
            return Err(BlockLifeError::Busy(OPENING_MS / DAY));
        }
        Block::of(settings, number, world)
    }

    /// Wakes a block from its octets at rest.
    pub fn wake(settings: &FleetSettings, number: BlockNumber, octets: &[u8]) -> Result<Block, BlockLifeError> {
        Block::of(settings, number, RestingWorld::wake_from(octets)?)
    }

    /// Adds the actors to a world. All that they remember follows from the settings.
    fn of(settings: &FleetSettings, number: BlockNumber, world: World) -> Result<Block, BlockLifeError> {
        let cards = Cards::of(settings)?;
        let mut actors = Actors::default();
        for person in settings.people_of(number) {
            actors.introduce(settings.number(person)?, cards.profile(person));
        }
        Ok(Block { number, world, actors })
    }

    /// Puts the block to rest.
    pub fn rest(&self) -> Result<RestingWorld, BlockLifeError> {
        Ok(RestingWorld::of(&self.world)?)
    }

    /// Returns the world of the block.
    pub const fn world(&self) -> &World {
        &self.world
    }

    /// Returns the numbers of the people, in their order.
    pub fn numbers(&self) -> impl Iterator<Item = Msisdn> {
        self.world.people().iter().map(sim_world::world::Person::number)
    }
}

/// Cards of a fleet, each with the card number that follows the one before.
struct Cards {
    first: Profile,
}

impl Cards {
    fn of(settings: &FleetSettings) -> Result<Cards, BlockLifeError> {
        let mut first = Profile::choose(&settings.profile)?;
        first.card.start.lifecycle = LifeCycle::Open;
        first.card.start.balance = settings.purse;
        Ok(Cards { first })
    }

    /// Returns the profile of a person's card.
    fn profile(&self, person: u32) -> Profile {
        self.first.of_series(following_asn(self.first.asn(), person.into()))
    }
}

fn world_settings(settings: &FleetSettings, number: BlockNumber) -> WorldSettings {
    // The day begins when the cards have said hello.
    let now = settings.begins.start();
    let seed = Chance::of_stream(settings.seed, u64::from(number.0), 0);
    let shops = usize::try_from(settings.shops).unwrap_or(usize::MAX);
    let names = SHOPS.iter().cycle().filter_map(|name| name.parse::<MerchantName>().ok());
    let mut of_block = WorldSettings { now, merchants: names.take(shops).collect(), ..WorldSettings::of_seed(seed) };
    of_block.platform.terms = Terms::light();
    of_block.platform.red_list = red_list(Model::ALL_NAMES.iter().copied());
    of_block
}
