//! External entities in a file: every step is kept, other processes take it up, and older files have none.

use super::*;
use crate::smsc::MessageId;
use crate::world::tests::esme::{register, text};

/// Sends texts to two people, and lets a person answer.
fn order(world: &mut World) {
    for person in [1, 2] {
        world.submit_order(&text(person, "hello"), 100).unwrap();
    }
    world.write_text(&number(1), "10659999", "yes").unwrap();
}

#[test]
fn every_step_with_entity_is_kept() {
    let (_folder, path) = place();
    let mut world = world_of(2, 3);
    world.centre_mut().mix = Mix { lost: 100, twice: 200, late: 300, swapped: 200, late_ms: HOUR };
    register(&mut world);
    WorldFile::create(&path, &world).unwrap();
    let (mut file, mut world) = WorldFile::open(&path).unwrap();
    let check = |file: &WorldFile, world: &World| {
        let look = read::world(&file.connection, &path).unwrap().world;
        assert_eq!(rows(&look), rows(world));
        assert_eq!(Seal::of_database(&file.connection).unwrap(), file.state.seal);
    };
    for _ in 0..8 {
        order(&mut world);
        file.keep(&mut world).unwrap();
        check(&file, &world);
        let kept = world.pass_keeping(10 * SECOND, &mut |world: &mut World| {
            file.keep(world)?;
            check(&file, world);
            Ok::<(), WorldFileError>(())
        });
        kept.unwrap();
        let first = world.esmes().waiting.rows().keys().next().copied();
        first.into_iter().for_each(|number| assert!(world.confirm_esme_message(number)));
        file.keep(&mut world).unwrap();
        check(&file, &world);
    }
    assert!(world.esmes().waiting.rows().len() > 3);
}

#[test]
fn steps_in_groups_reach_the_same_world() {
    let (_folder, path) = place();
    let mut memory = world_of(2, 3);
    register(&mut memory);
    order(&mut memory);
    WorldFile::create(&path, &memory).unwrap();
    let (mut file, mut world) = WorldFile::open(&path).unwrap();
    let until = world.now().later(HOUR);
    let mut groups = 0;
    while !world.pass_group_kept(until, 2, &mut file).unwrap() {
        groups += 1;
        assert_eq!(rows(&read::world(&file.connection, &path).unwrap().world), rows(&world));
    }
    assert!(groups >= 2, "{groups}");
    memory.pass(HOUR);
    assert!(world.is_kept_like(&memory));
    assert!(again(file).1.is_kept_like(&memory));
}

#[test]
fn entity_reaches_other_processes() {
    let (_folder, _path, [(mut one, mut first), (mut other, mut second)]) = two();
    one.begin(&mut first).unwrap();
    register(&mut first);
    order(&mut first);
    one.keep(&mut first).unwrap();
    assert!(other.refresh(&mut second).unwrap());
    assert!(second.is_kept_like(&first));
    second.pass_kept(crate::world::TimeSpan::For(MINUTE), &mut other).unwrap();
    assert!(one.refresh(&mut first).unwrap());
    assert!(first.is_kept_like(&second));
    let bank = "bank".parse().unwrap();
    let waiting = first.esmes().waiting_for(&bank, MessageId(0)).count();
    assert_eq!(waiting, 3, "two receipts and an answer");
}

#[test]
fn older_world_without_entities_opens() {
    let (_folder, path) = place();
    let world = busy();
    WorldFile::create(&path, &world).unwrap();
    tamper(&path, "DROP TABLE esme; DROP TABLE esme_submission; DROP TABLE esme_message");
    let older = fs::read(&path).unwrap();
    assert_eq!(rows(&WorldFile::look(&path).unwrap()), rows(&world));
    assert_eq!(fs::read(&path).unwrap(), older, "a look changes nothing");
    let (mut file, mut opened) = WorldFile::open(&path).unwrap();
    assert!(opened.is_kept_like(&world));
    register(&mut opened);
    order(&mut opened);
    file.keep(&mut opened).unwrap();
    pass(&mut file, &mut opened, MINUTE);
    assert_eq!(rows(&again(file).1), rows(&opened));
}
