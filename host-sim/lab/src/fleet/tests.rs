//! Fleets of a few hundred people.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use sim_codec::time::Day;
use sim_wire::Fen;
use sim_world::platform::top_up::TopUpState;

use super::*;

/// Returns the settings of a fleet of so many people, all in one block.
pub(super) fn settings(people: u32) -> FleetSettings {
    FleetSettings {
        seed: 7,
        people,
        block_people: people.max(1),
        first: "13800000000".parse().unwrap(),
        profile: "default".to_owned(),
        phone: "feature-phone".to_owned(),
        begins: Day(14_566),
        purse: Fen(5_000),
        cash: Fen(20_000),
        shops: 3,
    }
}

fn scenario(name: &str) -> DayScenario {
    let (_, text) = KNOWN_SCENARIOS.iter().find(|(known, _)| *known == name).unwrap();
    DayScenario::parse(text).unwrap()
}

fn threads(count: usize) -> NonZeroUsize {
    NonZeroUsize::new(count).unwrap()
}

/// Fleet in a folder that is removed with it.
struct TestFleet {
    folder: tempfile::TempDir,
    settings: FleetSettings,
}

impl TestFleet {
    fn new(people: u32, block_people: u32) -> TestFleet {
        let settings = FleetSettings { block_people, ..settings(people) };
        TestFleet { folder: tempfile::tempdir().unwrap(), settings }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn all(&self) -> Vec<BlockNumber> {
        (1..=self.settings.blocks()).map(BlockNumber).collect()
    }

    /// Makes a file of these blocks and lets them live days.
    fn lived(&self, name: &str, blocks: &[BlockNumber], days: &[&str], count: usize) -> FleetFile {
        let path = self.path(name);
        make_file(&path, &self.settings, (blocks, threads(count)), |_| ()).unwrap();
        let file = FleetFile::open(&path).unwrap();
        for day in days {
            live_day(&file, (&next_day(&file).unwrap(), threads(count)), &scenario(day), |_| ()).unwrap();
        }
        file
    }
}

/// Checks that the money on the cards and in the books is the same, and that the books are even.
fn assert_sound(file: &FleetFile) {
    let state = file.state().unwrap();
    assert_eq!((state.findings, &state.told), (0, &Vec::new()));
    assert_eq!((state.sum_of_books(), state.unsound), (0, 0));
}

#[test]
fn days_are_alike_on_any_threads_and_shards() {
    let fleet = TestFleet::new(160, 40);
    let days = ["working-day", "campaign"];
    let whole = fleet.lived("whole", &fleet.all(), &days, 1);
    assert_sound(&whole);
    let threaded = fleet.lived("threaded", &fleet.all(), &days, 4);
    let shards: Vec<FleetFile> = (0..2)
        .map(|shard| {
            let blocks: Vec<BlockNumber> = fleet.all().into_iter().filter(|block| block.0 % 2 == shard).collect();
            fleet.lived(&format!("shard{shard}"), &blocks, &days, 2)
        })
        .collect();
    join(&fleet.path("joined"), &shards, || ()).unwrap();
    let joined = FleetFile::open(&fleet.path("joined")).unwrap();
    for other in [&threaded, &joined] {
        assert_eq!(other.digest().unwrap(), whole.digest().unwrap());
        assert_eq!(other.state().unwrap(), whole.state().unwrap());
        assert_eq!(other.tally(None).unwrap(), whole.tally(None).unwrap());
        assert_eq!(other.scenarios().unwrap(), whole.scenarios().unwrap());
    }
    assert_ne!(whole.digest().unwrap(), shards[0].digest().unwrap());
}

#[test]
fn working_day_moves_money_and_is_sound() {
    let fleet = TestFleet::new(400, 200);
    let file = fleet.lived("fleet", &fleet.all(), &["working-day"], 2);
    assert_sound(&file);
    let (tally, state) = (file.tally(Some(1)).unwrap(), file.state().unwrap());
    let count = |kind| tally.total(kind).count;
    assert!(count(TallyKind::Purchase) > 500);
    for kind in [TallyKind::TopUpSettled, TallyKind::HallLoad, TallyKind::Recharge, TallyKind::Bill] {
        assert!(count(kind) > 0, "{kind:?}");
    }
    assert_eq!(tally.latencies.total(), count(TallyKind::TopUpSettled));
    assert_eq!(state.balances.total(), 400);
    // All shops have uploaded after the last purchase, so that the books know all that was sold.
    let sold = tally.total(TallyKind::Purchase).fen + tally.total(TallyKind::PurchaseCompleted).fen;
    assert_eq!(sold, tally.total(TallyKind::PurchaseSettled).fen);
    assert_eq!(state.book("merchant") + state.book("commission"), i128::from(sold));
    let loaded = tally.total(TallyKind::HallLoad).fen + tally.total(TallyKind::TopUpSettled).fen;
    assert_eq!(state.purses, 400 * 5_000 + loaded - sold);
}

#[test]
fn cut_off_purchases_are_made_once() {
    let fleet = TestFleet::new(100, 50);
    let mut bad_day = scenario("working-day");
    bad_day.cards = CardFaults { leaves_early: 300, power_cuts: 200 };
    let file = fleet.lived("fleet", &fleet.all(), &[], 2);
    live_day(&file, (&next_day(&file).unwrap(), threads(2)), &bad_day, |_| ()).unwrap();
    assert_sound(&file);
    let (tally, state) = (file.tally(None).unwrap(), file.state().unwrap());
    let count = |kind| tally.total(kind).count;
    let faults = [TallyKind::PurchaseRefused, TallyKind::PurchaseCompleted, TallyKind::PowerCut].map(count);
    assert!(faults.iter().all(|count| *count > 5), "{faults:?}");
    settle(&file, threads(2), |_| ()).unwrap();
    assert_sound(&file);
    assert!(file.state().unwrap().entries >= state.entries);
}

#[test]
fn settled_campaign_loses_nothing() {
    let fleet = TestFleet::new(120, 60);
    let file = fleet.lived("fleet", &fleet.all(), &["campaign"], 2);
    settle(&file, threads(2), |_| ()).unwrap();
    assert_sound(&file);
    let (tally, state) = (file.tally(None).unwrap(), file.state().unwrap());
    assert_eq!((state.under_way, state.book("in-flight")), (0, 0));
    assert_eq!(state.book("wallet"), i128::from(state.purses), "all that the books say is on the cards");
    assert_eq!(state.settled + state.refunded, tally.total(TallyKind::TopUpReserved).count);
    assert_eq!(state.settled, tally.total(TallyKind::TopUpSettled).count);
    assert!(state.settled > 60 && tally.total(TallyKind::MessageFate).count > 20, "{tally:?}");
    let begun = 120 * 5_000;
    assert_eq!(state.purses, begun + tally.total(TallyKind::TopUpSettled).fen);
}

#[test]
fn day_that_was_cut_off_is_gone_on_with() {
    let fleet = TestFleet::new(90, 30);
    let whole = fleet.lived("whole", &fleet.all(), &["working-day"], 1);
    let file = fleet.lived("cut", &fleet.all(), &[], 1);
    let day = next_day(&file).unwrap();
    let first = NextDay { blocks: day.blocks[..1].to_vec(), ..day.clone() };
    live_day(&file, (&first, threads(1)), &scenario("working-day"), |_| ()).unwrap();
    let rest = next_day(&file).unwrap();
    assert_eq!(rest, NextDay { number: 1, blocks: day.blocks[1..].to_vec() });
    let other = live_day(&file, (&rest, threads(1)), &scenario("campaign"), |_| ());
    assert!(matches!(other, Err(FleetError::File(FleetFileError::OtherScenario { day: 1, .. }))), "{other:?}");
    live_day(&file, (&rest, threads(1)), &scenario("working-day"), |_| ()).unwrap();
    assert_eq!(file.digest().unwrap(), whole.digest().unwrap());
    let again = live_day(&file, (&first, threads(1)), &scenario("working-day"), |_| ());
    assert!(matches!(again, Err(FleetError::File(FleetFileError::Overtaken { .. }))), "{again:?}");
    assert_eq!(file.digest().unwrap(), whole.digest().unwrap());
}

#[test]
fn block_at_rest_goes_on_where_it_was() {
    let settings = settings(30);
    let mut awake = Block::new(&settings, BlockNumber(1)).unwrap();
    let rest = awake.rest().unwrap();
    let mut woken = Block::wake(&settings, BlockNumber(1), rest.octets()).unwrap();
    assert!(woken.world().is_kept_like(awake.world()));
    let campaign = scenario("campaign");
    assert_eq!(woken.play(&settings, &campaign, 1).unwrap(), awake.play(&settings, &campaign, 1).unwrap());
    assert!(woken.world().is_kept_like(awake.world()));
    let open = woken.world().platform().transfers().filter(|transfer| transfer.state == TopUpState::UnderWay);
    assert!(open.count() < 30);
}

#[test]
fn damaged_blocks_are_refused() {
    let settings = settings(2);
    let octets = Block::new(&settings, BlockNumber(1)).unwrap().rest().unwrap().octets().to_vec();
    for place in 0..octets.len() {
        let mut damaged = octets.clone();
        damaged[place] ^= 0x10;
        // Where the frame says nothing about the content the block may be the same.
        if let Ok(woken) = Block::wake(&settings, BlockNumber(1), &damaged) {
            let whole = Block::wake(&settings, BlockNumber(1), &octets).unwrap();
            assert!(woken.world().is_kept_like(whole.world()), "octet {place}");
        }
        assert!(Block::wake(&settings, BlockNumber(1), &octets[..place]).is_err(), "{place} octets");
    }
}

#[test]
fn parts_that_do_not_belong_together_are_refused() {
    let fleet = TestFleet::new(40, 20);
    let other = TestFleet {
        settings: FleetSettings { seed: 8, ..fleet.settings.clone() },
        folder: tempfile::tempdir().unwrap(),
    };
    let one = fleet.lived("one", &[BlockNumber(1)], &[], 1);
    let same = fleet.lived("same", &[BlockNumber(1)], &[], 1);
    let older = fleet.lived("older", &[BlockNumber(2)], &["campaign"], 1);
    let foreign = other.lived("foreign", &[BlockNumber(2)], &[], 1);
    let joined = |parts: &[&FleetFile]| {
        let parts: Vec<FleetFile> = parts.iter().map(|part| FleetFile::open(part.path()).unwrap()).collect();
        let joined = join(&fleet.path("joined"), &parts, || ());
        assert!(!fleet.path("joined").exists());
        joined.unwrap_err().to_string()
    };
    assert!(joined(&[&one, &same]).contains("has block 1, which an earlier part has, too"));
    assert!(joined(&[&one, &older]).contains("has lived 1 days, and an earlier block 0"));
    assert!(joined(&[&one, &foreign]).contains("are parts of different fleets"));
    assert_eq!(std::fs::read_dir(fleet.folder.path()).unwrap().count(), 3, "nothing is left over");
}
