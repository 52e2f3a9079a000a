//! Cost of the upload of a batch by an entry, in memory and in the file of a world, and of a tap that adds to the
//! batch, by the number of entries. Each size is compared with the smallest. The ratio should be 1: an upload takes a
//! time linear in the entries, and a tap concerns one of them.

use std::time::Instant;

use sim_device::profile::Profile;
use sim_wire::Fen;
use sim_world::action::PosPlace;
use sim_world::platform::number::Msisdn;
use sim_world::radio_field::{CardPlace, HeldCard};
use sim_world::store::sqlite::WorldFile;
use sim_world::world::{World, WorldSettings};

use super::median;

const ENTRIES: &[u32] = if cfg!(debug_assertions) { &[10, 20] } else { &[100, 1_000, 10_000] };
const TURNS: usize = if cfg!(debug_assertions) { 1 } else { 5 };

/// Number of taps that are measured, one by one, when the batch is nearly full. Their median is taken, as a tap is so
/// short that one interruption by another process would outweigh many.
const LAST_TAPS: u32 = if cfg!(debug_assertions) { 5 } else { 50 };

fn tap(world: &mut World, number: Msisdn) {
    let held = HeldCard::usual(CardPlace::Person(number));
    world.sell(PosPlace::FIRST, held, Fen(1)).expect("the card has the money");
}

/// Makes a world whose first terminal has a batch of `entries` entries. Returns the microseconds of a tap at the end,
/// too.
fn world(entries: u32) -> (World, f64) {
    let number: Msisdn = "13800000001".parse().expect("eleven digits");
    let mut world = World::new(WorldSettings::of_seed(7));
    let mut profile = Profile::default();
    profile.card.start.balance = Fen(100_000);
    world.add_person(number, "feature-phone", "default", &profile).expect("the number is new");
    (LAST_TAPS..entries).for_each(|_| tap(&mut world, number));
    let last = (0..LAST_TAPS).map(|_| {
        let began = Instant::now();
        tap(&mut world, number);
        began.elapsed().as_secs_f64() * 1e6
    });
    let last = median(last.collect());
    (world, last)
}

fn upload(world: &mut World, entries: u32) {
    let result = world.upload(PosPlace::FIRST).expect("the line holds");
    assert_eq!((result.settled.sold, result.refused.len()), (entries, 0));
}

/// Returns the microseconds of an upload by an entry, in memory and in a file, and of a tap.
fn measured(entries: u32) -> [f64; 3] {
    let (full, tap_us) = world(entries);
    let each_us = |began: Instant| began.elapsed().as_secs_f64() * 1e6 / f64::from(entries);
    let in_memory = (0..TURNS).map(|_| {
        let mut world = full.clone();
        let began = Instant::now();
        upload(&mut world, entries);
        each_us(began)
    });
    let in_memory = median(in_memory.collect());
    let in_file = (0..TURNS).map(|_| {
        let folder = tempfile::tempdir().expect("there is room");
        let path = folder.path().join("a.world");
        WorldFile::create(&path, &full).expect("the world is made");
        let (mut file, mut world) = WorldFile::open(&path).expect("the world is read");
        let began = Instant::now();
        file.begin(&mut world).expect("the file is free");
        upload(&mut world, entries);
        file.keep(&mut world).expect("the world is kept");
        each_us(began)
    });
    [in_memory, median(in_file.collect()), tap_us]
}

/// Measures batches.
pub(super) fn run() {
    let mut first = None;
    for entries in ENTRIES {
        let costs = measured(*entries);
        let [memory, file, tap] = costs;
        let [least_memory, least_file, least_tap] = *first.get_or_insert(costs);
        println!(
            "upload of {entries} entries: {memory:.1} µs an entry in memory, ratio {:.2}; {file:.1} µs in the file, \
             ratio {:.2}; a tap that adds one: {tap:.1} µs, ratio {:.2}",
            memory / least_memory,
            file / least_file,
            tap / least_tap,
        );
    }
}
