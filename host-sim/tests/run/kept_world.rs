//! `--to-world FILE`: the world of a walk in a file, with which other commands go on.

use sim_world::platform::entry::Book;
use sim_world::platform::number::Msisdn;
use sim_world::store::sqlite::WorldFile;

use super::{content, folder, run};

/// Walk that pays a bill, and leaves a message on its way.
const WALK: &str = "\
card    balance 20.00 yuan, open
account cash 100.00 yuan
write   10658888 \"HF 30\"
deliver
expect  cash 70.00 yuan
tap     purchase 12.50 yuan
write   10658888 \"CX\"
";

#[test]
fn world_of_a_walk_goes_on_in_a_file() {
    let folder = folder(&[("a.walk", WALK)]);
    let ended = run(folder.path(), &["a.walk", "--to-world", "a.world"]);
    assert_eq!((ended.status, ended.error.as_str()), (0, ""), "{}", ended.printed);
    let (mut file, mut world) = WorldFile::open(&folder.path().join("a.world")).unwrap();
    let number = Msisdn::SOLE;
    let ledger = |world: &sim_world::world::World, book| world.platform().books.ledger.balance(&book);
    assert_eq!(ledger(&world, Book::Cash(number)), 7000);
    assert_eq!(world.person(&number).unwrap().card_state().unwrap().balance.0, 750);
    // The order that the walk did not deliver is still held, until somebody releases it.
    let held: Vec<_> = world.centre().carried().map(|message| message.id).collect();
    assert_eq!(held.len(), 1);
    // A step taken from here is kept: the platform has its keys, the card its chance.
    file.begin(&mut world).unwrap();
    let loaded = world.web_top_up(&number, sim_wire::Fen(1000), &"123456".parse().unwrap());
    assert_eq!(loaded, Ok(()));
    world.pass(60_000);
    file.keep(&mut world).unwrap();
    assert_eq!(ledger(&world, Book::Cash(number)), 6000);
    assert_eq!(world.person(&number).unwrap().card_state().unwrap().balance.0, 1750);
    assert_eq!(world.audit(), Ok(()));
}

#[test]
fn failed_walk_leaves_its_world_too() {
    let folder = folder(&[("a.walk", &format!("{WALK}expect cash 1.00 yuan\nwrite 10658888 \"HF 1\"\n"))]);
    assert_eq!(run(folder.path(), &["a.walk", "--to-world", "a.world"]).status, 1);
    let world = WorldFile::look(&folder.path().join("a.world")).unwrap();
    assert_eq!(world.platform().books.ledger.balance(&Book::Cash(Msisdn::SOLE)), 7000);
    assert_eq!(world.centre().carried().count(), 1);
}

#[test]
fn world_is_not_kept_where_it_cannot_be() {
    let key = "key purchase 03 version 01 = 00112233445566778899AABBCCDDEEFF\n";
    let folder = folder(&[
        ("a.walk", WALK),
        ("b.walk", WALK),
        ("key.walk", &format!("{key}{WALK}")),
        ("a.trace", "reset\n"),
        ("there.world", ""),
    ]);
    let before = content(folder.path());
    for (arguments, told) in [
        (["a.walk", "--to-world", "there.world"].as_slice(), "already there"),
        (&["a.walk", "b.walk", "--to-world", "a.world"], "accepts one walk, and 2"),
        (&["a.trace", "--to-world", "a.world"], "is a trace"),
        (&["key.walk", "--to-world", "a.world"], "no profile has"),
        (&["a.walk", "--to-world", "none/a.world"], "none/a.world"),
        (&["a.walk", "--to-world", "a.world", "--card", "a.card"], "cannot be used with"),
    ] {
        let ended = run(folder.path(), arguments);
        assert_eq!(ended.status, 2, "{arguments:?}: {}", ended.printed);
        assert!(ended.error.contains(told), "{arguments:?}: {}", ended.error);
        assert_eq!(content(folder.path()), before, "{arguments:?}");
    }
}
