//! Cost of a step of a world, in memory and in its file, by the number of people and by the length of the ledger. Each
//! size is compared with the smallest. The ratio should be 1, for a step concerns a person or two however many others
//! there are.

use std::time::Instant;

use sim_codec::time::SECOND;
use sim_device::profile::Profile;
use sim_wire::Fen;
use sim_wire::lifecycle::LifeCycle;
use sim_world::platform::books::Terms;
use sim_world::platform::number::Msisdn;
use sim_world::store::Store;
use sim_world::store::sqlite::WorldFile;
use sim_world::world::{TimeSpan, World, WorldSettings, following_asn};

const PEOPLE: &[u32] = if cfg!(debug_assertions) { &[10, 20] } else { &[10, 100, 1_000, 10_000] };
const ENTRIES: &[u32] = if cfg!(debug_assertions) { &[100, 200] } else { &[1_000, 10_000, 100_000, 1_000_000] };
const ROUNDS: u32 = if cfg!(debug_assertions) { 2 } else { 300 };
const ROUNDS_IN_FILE: u32 = if cfg!(debug_assertions) { 2 } else { 60 };

/// Number of people beside a long ledger.
const FEW: u32 = 10;

fn number(place: u32) -> Msisdn {
    format!("138{place:08}").parse().expect("eleven digits")
}

/// Makes a world of `people` people, whose closed cards send nothing by themselves, and of `entries` ledger entries.
fn world(people: u32, entries: u32) -> World {
    let mut settings = WorldSettings::of_seed(7);
    settings.platform.terms = Terms::light();
    let mut world = World::new(settings);
    let mut profile = Profile::default();
    profile.card.start.lifecycle = LifeCycle::Closed;
    for place in 0..people {
        let own = profile.of_series(following_asn(profile.asn(), place.into()));
        world.add_person(number(place), "feature-phone", "default", &own).expect("the number is new");
    }
    let password = "135790".parse().expect("six digits");
    let now = world.now();
    for place in 0..people.min(1_000) {
        let opened = world.platform_mut().open_with_account(now, &number(place), &password, Fen::ZERO);
        opened.expect("there is no account");
    }
    for entry in 0..entries {
        let paid = world.platform_mut().books.hall_deposit(now, &number(entry % people), Fen(1));
        paid.expect("there is an account");
    }
    world.pass(120 * SECOND);
    world
}

/// Lets a person ask for the account balance, and pay in; everything that is due within 10 seconds happens.
fn round<S: Store>(world: &mut World, store: &mut S, turn: u32, people: u32) -> Result<(), S::Error> {
    let who = number(turn.wrapping_mul(2_654_435_761) % people.min(1_000));
    store.begin(world)?;
    world.write_text(&who, "10658888", "CX").expect("the phone is on");
    store.keep(world)?;
    store.begin(world)?;
    world.deposit(&who, Fen(100)).expect("there is an account");
    store.keep(world)?;
    world.pass_kept(TimeSpan::For(10 * SECOND), store)
}

/// Store that keeps nothing.
struct InMemory;

impl Store for InMemory {
    type Error = std::convert::Infallible;

    fn begin(&mut self, _: &mut World) -> Result<(), Self::Error> {
        Ok(())
    }

    fn keep(&mut self, _: &mut World) -> Result<(), Self::Error> {
        Ok(())
    }

    fn let_go(&mut self) -> Result<(), Self::Error> {
        Ok(())
    }

    fn refresh(&mut self, _: &mut World) -> Result<bool, Self::Error> {
        Ok(false)
    }
}

/// Returns the microseconds that a step takes.
fn step_us<S: Store>(world: &mut World, store: &mut S, (people, rounds): (u32, u32)) -> f64 {
    let play = |world: &mut World, store: &mut S, turns: std::ops::Range<u32>| {
        for turn in turns {
            assert!(round(world, store, turn, people).is_ok(), "the world is kept");
        }
    };
    play(world, store, 0..rounds / 4);
    let (before, began) = (world.steps(), Instant::now());
    play(world, store, rounds / 4..rounds);
    began.elapsed().as_secs_f64() * 1e6 / (world.steps() - before) as f64
}

/// Returns the microseconds of a step in memory and in a file.
fn measured(people: u32, entries: u32) -> [f64; 2] {
    let mut world = world(people, entries);
    let in_memory = step_us(&mut world.clone(), &mut InMemory, (people, ROUNDS));
    let folder = tempfile::tempdir().expect("there is room");
    let path = folder.path().join("a.world");
    WorldFile::create(&path, &world).expect("the world is made");
    let mut file;
    (file, world) = WorldFile::open(&path).expect("the world is read");
    [in_memory, step_us(&mut world, &mut file, (people, ROUNDS_IN_FILE))]
}

/// Prints the cost of a step in each world, and its ratio to the first.
fn print(what: &str, sizes: &[u32], measured: impl Fn(u32) -> [f64; 2]) {
    let mut first = None;
    for size in sizes {
        let costs = measured(*size);
        let [memory, file] = costs;
        let [least_memory, least_file] = *first.get_or_insert(costs);
        println!(
            "a step with {size} {what}: {memory:.1} µs in memory, ratio {:.2}; {file:.0} µs in the file, ratio {:.2}",
            memory / least_memory,
            file / least_file,
        );
    }
}

/// Measures worlds.
pub(super) fn run() {
    print("people", PEOPLE, |people| measured(people, 0));
    print("entries", ENTRIES, |entries| measured(FEW, entries));
}
