//! Several processes on one world at once: no work of any of them is lost, and none is kept out.

use std::collections::BTreeMap;

use sim_world::platform::entry::EntryReason;
use sim_world::world::EventKind;

use super::*;

/// Chooses the next command of a process: a subcommand with its arguments.
fn chosen(dice: &mut Dice) -> Vec<String> {
    let whose = number(u32::try_from(dice.below(3)).unwrap() + 1);
    let other = number(u32::try_from(dice.below(3)).unwrap() + 1);
    let words: Vec<&str> = match dice.below(6) {
        0 => vec!["text", "a.world", &whose, "CX"],
        1 => vec!["text", "a.world", &whose, "--to", &other, "在吗"],
        2 => vec!["deposit", "a.world", &whose, "1"],
        3 => vec!["clock", "a.world", "+30s"],
        4 => vec!["phone", "a.world", &whose, if dice.below(3) == 0 { "off" } else { "on" }],
        _ => vec!["clock", "a.world", "+5m"],
    };
    words.into_iter().map(str::to_owned).collect()
}

/// Counts the events of each kind in the log of a world.
fn counted(path: &Path) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for event in WorldFile::last_events(path, u64::MAX).unwrap() {
        let kind = match event.kind {
            EventKind::Deposited { .. } => "deposit",
            EventKind::SwitchedOff => "off",
            _ => continue,
        };
        *counts.entry(kind).or_default() += 1;
    }
    counts
}

#[test]
fn concurrent_processes_lose_no_step() {
    let (folder, path) = world_of(3);
    let folder = folder.path();
    let before = counted(&path);
    // Of each process: what it did, with the deposits and the phones that it switched off.
    let workers = (0..10).map(|worker| {
        let folder = folder.to_owned();
        std::thread::spawn(move || {
            let mut dice = Dice(worker + 1);
            let (mut done, mut passed) = (BTreeMap::<&str, usize>::new(), 0_u64);
            for _ in 0..6 {
                let words = chosen(&mut dice);
                let arguments: Vec<&str> = words.iter().map(String::as_str).collect();
                let output = run(&folder, &arguments);
                let told = String::from_utf8_lossy(&output.stderr);
                // 1 is what the world refuses: a text of a phone that another process has switched off.
                assert!(matches!(output.status.code(), Some(0 | 1)), "{arguments:?}: {told}");
                if !output.status.success() {
                    continue;
                }
                match (arguments[0], arguments.last().copied().unwrap()) {
                    ("deposit", _) => *done.entry("deposit").or_default() += 1,
                    ("phone", "off") => *done.entry("off").or_default() += 1,
                    ("clock", "+30s") => passed += 30,
                    ("clock", _) => passed += 300,
                    _ => {}
                }
            }
            (done, passed)
        })
    });
    let begun = WorldFile::look(&path).unwrap().now();
    let (mut expected, mut passed) = (before, 0);
    for worker in workers.collect::<Vec<_>>() {
        let (done, seconds) = worker.join().unwrap();
        done.into_iter().for_each(|(kind, count)| *expected.entry(kind).or_default() += count);
        passed += seconds;
    }
    let end = WorldFile::look(&path).unwrap();
    assert_eq!(end.audit(), Ok(()));
    assert_eq!(counted(&path), expected);
    assert_eq!(end.now().since(begun), passed * 1000, "the time of each passes, besides that of the others");
    let numbers: Vec<u64> = WorldFile::last_events(&path, u64::MAX).unwrap().iter().map(|one| one.number).collect();
    assert!(numbers.iter().copied().eq(1..=end.happened()), "each step is there once");
    let entries = end.platform().books.ledger.entries();
    let cash: usize = entries.iter().filter(|one| matches!(one.why, EntryReason::HallCash { .. })).count();
    assert_eq!(cash, expected["deposit"]);
    done(folder, &["clock", "a.world", "+1h"]);
    assert_eq!(WorldFile::look(&path).unwrap().audit(), Ok(()));
}

#[test]
fn refreshed_world_equals_other_process_state() {
    let (folder, path) = world_of(2);
    let folder = folder.path();
    let (mut file, mut world) = WorldFile::open(&path).unwrap();
    assert!(!file.refresh(&mut world).unwrap(), "nobody did anything");
    for step in 0..5 {
        done(folder, &["deposit", "a.world", &number(1), "1"]);
        done(folder, &["text", "a.world", &number(2), "CX"]);
        done(folder, &["clock", "a.world", "+10s"]);
        assert!(file.refresh(&mut world).unwrap());
        let look = WorldFile::look(&path).unwrap();
        assert_eq!((world.now(), world.steps(), world.happened()), (look.now(), look.steps(), look.happened()));
        assert_eq!(answers(&world, 2), step + 1);
        assert_eq!(deposits(&world), deposits(&look));
        file.begin(&mut world).unwrap();
        world.deposit(&number(2).parse().unwrap(), sim_wire::Fen(100)).unwrap();
        file.keep(&mut world).unwrap();
        // What was taken up row by row is the world that somebody else reads whole.
        let (_, again) = WorldFile::open(&path).unwrap();
        assert!(world.is_kept_like(&again), "step {step}");
    }
    assert_eq!(world.audit(), Ok(()));
}

#[test]
fn open_step_does_not_block_readers() {
    let (folder, path) = world_of(1);
    let (mut file, mut world) = WorldFile::open(&path).unwrap();
    file.begin(&mut world).unwrap();
    world.deposit(&number(1).parse().unwrap(), sim_wire::Fen(100)).unwrap();
    let begun = Instant::now();
    for action in ["show", "ledger", "audit", "messages", "clock"] {
        done(folder.path(), &[action, "a.world"]);
    }
    assert!(begun.elapsed() < Duration::from_secs(4), "nobody waited");
    file.keep(&mut world).unwrap();
    assert_eq!(deposits(&WorldFile::look(&path).unwrap()), 2);
}

#[test]
fn step_without_begin_is_refused_after_change() {
    let (folder, path) = world_of(1);
    let (mut file, mut world) = WorldFile::open(&path).unwrap();
    done(folder.path(), &["deposit", "a.world", &number(1), "1"]);
    world.deposit(&number(1).parse().unwrap(), sim_wire::Fen(100)).unwrap();
    let told = file.keep(&mut world).unwrap_err().to_string();
    assert!(told.ends_with("a.world was changed by another process meanwhile"), "{told}");
    assert_eq!(deposits(&WorldFile::look(&path).unwrap()), 2);
}
