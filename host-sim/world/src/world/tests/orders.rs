//! Tests of orders by text: each is done once, however often the network, the platform's own failures or an old file
//! bring it. Long texts are put together before they are read as orders.

use sim_wire::Fen;
use sim_wire::bcd::TonNpi;

use super::{go_on, inbox, number, open_account, world, world_of, world_under};
use crate::platform::entry::Book;
use crate::platform::orders::OrderError;
use crate::platform::rules::{BusinessRules, Rulebook};
use crate::platform::texts;
use crate::smsc::{Cargo, MessageId};
use crate::store::sqlite::WorldFile;
use crate::world::{Fault, World};
use sim_codec::sms::{Element, MessageBody, SmsAddress, SmsSubmit, Tpdu, UserData};
use sim_codec::time::{DAY, HOUR, MINUTE, SECOND};

/// Creates a world whose first person has an account with 100 yuan of cash, and an empty inbox.
fn customer() -> World {
    customer_in(world())
}

/// Gives the first person of a world the same.
fn customer_in(mut world: World) -> World {
    open_account(&mut world, 1);
    world.deposit(&number(1), Fen(10_000)).unwrap();
    go_on(&mut world);
    while world.person_mut(&number(1)).unwrap().station_mut().handset_mut().inbox_mut().remove(0).is_some() {}
    world
}

fn write(world: &mut World, text: &str) {
    world.write_text(&number(1), "10658888", text).unwrap();
}

fn bills(world: &World) -> i64 {
    world.platform().books.ledger.balance(&Book::PhoneBills)
}

/// Returns the number of the message under way.
fn under_way(world: &World) -> MessageId {
    world.centre().carried().next().expect("a message is under way").id
}

fn rule(world: &mut World, rule: &str) {
    world.centre_mut().add_rule(rule.parse().unwrap());
}

#[test]
fn order_that_the_network_repeats_is_done_once() {
    let mut world = customer();
    rule(&mut world, "twice 1 submit");
    write(&mut world, "HF 10");
    go_on(&mut world);
    assert_eq!((bills(&world), inbox(&world, 1)), (1000, vec![texts::own_bill(Fen(1000))]));
    // The same words again are another order.
    write(&mut world, "HF 10");
    go_on(&mut world);
    assert_eq!((bills(&world), inbox(&world, 1).len()), (2000, 2));
    assert_eq!(world.audit(), Ok(()));
}

#[test]
fn late_repeated_order_is_done_once() {
    for wait in [0, HOUR, 6 * DAY, 8 * DAY, 400 * DAY] {
        let mut world = customer();
        write(&mut world, "HF 10");
        let id = under_way(&world);
        let copy = world.repeat(id).unwrap();
        world.hold(copy).unwrap();
        world.pass(wait);
        world.release(copy).unwrap();
        world.pass(HOUR);
        assert_eq!((bills(&world), inbox(&world, 1).len()), (1000, 1), "{wait} ms later");
    }
}

#[test]
fn order_replayed_with_its_stamp_is_done_once() {
    let mut world = customer();
    write(&mut world, "HF 10");
    let carried = world.centre().get(under_way(&world)).unwrap().clone();
    go_on(&mut world);
    for rule_of in ["twice 1 submit", "late:90 1 submit"] {
        world.pass(DAY);
        rule(&mut world, rule_of);
        let id = world.smuggle(carried.cargo.clone());
        world.centre_mut().stamp_submit(id, carried.taken);
        world.pass(HOUR);
        assert_eq!((bills(&world), inbox(&world, 1).len()), (1000, 1));
    }
    // Given to the centre as a message of now, it is an order of now: nothing secures a text.
    world.smuggle(carried.cargo);
    go_on(&mut world);
    assert_eq!(bills(&world), 2000);
}

#[test]
fn order_older_than_the_memory_is_not_obeyed() {
    let mut world = customer();
    write(&mut world, "HF 10");
    let id = under_way(&world);
    world.hold(id).unwrap();
    world.pass(8 * DAY);
    world.release(id).unwrap();
    go_on(&mut world);
    assert_eq!((bills(&world), inbox(&world, 1).len()), (0, 0));
    let told = world.events().last().unwrap().to_string();
    assert!(told.contains("longer ago than orders are remembered"), "{told}");
}

#[test]
fn platform_stopped_anywhere_does_an_order_once() {
    for fault in Fault::ALL {
        for nth in 1..=3 {
            let mut world = customer();
            world.fail(fault, nth);
            write(&mut world, "HF 10");
            go_on(&mut world);
            assert_eq!(bills(&world), 1000, "{fault:?} {nth}");
            assert_eq!(world.audit(), Ok(()));
        }
    }
}

#[test]
fn order_is_remembered_in_the_world_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.world");
    let mut world = customer();
    write(&mut world, "HF 10");
    let id = under_way(&world);
    let copy = world.repeat(id).unwrap();
    world.hold(copy).unwrap();
    go_on(&mut world);
    WorldFile::create(&path, &world).unwrap();
    let (_file, mut world) = WorldFile::open(&path).unwrap();
    world.release(copy).unwrap();
    go_on(&mut world);
    assert_eq!((bills(&world), inbox(&world, 1).len()), (1000, 1));
    // The message references go on where they were.
    write(&mut world, "HF 10");
    go_on(&mut world);
    assert_eq!((bills(&world), inbox(&world, 1).len()), (2000, 2));
    assert_eq!(world.person(&number(1)).unwrap().station().handset().message_reference(), 2);
}

#[test]
fn reused_references_are_new_orders() {
    let mut world = customer();
    for count in 1..=300 {
        write(&mut world, "HF 0.01");
        world.pass(5 * SECOND);
        assert_eq!(bills(&world), count);
    }
    // Two hundred at one moment are distinguished by their references.
    for _ in 0..200 {
        write(&mut world, "HF 0.01");
    }
    go_on(&mut world);
    assert_eq!(bills(&world), 500);
}

#[test]
fn answers_to_questions_count_once() {
    let mut world = world();
    for text in ["KT", "A"] {
        rule(&mut world, "twice 1 submit");
        write(&mut world, text);
        go_on(&mut world);
    }
    assert_eq!(inbox(&world, 1).len(), 2, "{:?}", inbox(&world, 1));
    assert!(inbox(&world, 1)[1].starts_with("您已成功开通手机支付"));
    rule(&mut world, "twice 1 submit");
    write(&mut world, "CXLS");
    go_on(&mut world);
    assert_eq!(inbox(&world, 1).len(), 3);
}

/// Rules by which a text is obeyed each time that it is heard.
#[derive(Debug)]
struct Forgetful;

impl BusinessRules for Forgetful {
    fn is_repetition_obeyed(&self) -> bool {
        true
    }
}

#[test]
fn repetition_that_the_rules_obey_pays_again() {
    let mut world = customer_in(world_under(Rulebook::new(&Forgetful), 1, 7));
    rule(&mut world, "twice 1 submit");
    write(&mut world, "HF 10");
    go_on(&mut world);
    assert_eq!(bills(&world), 2000);
}

#[test]
fn text_longer_than_any_order_pays_nothing() {
    for (text, parts) in [
        (format!("{}HF 5", "中".repeat(67)), 2),
        (format!("{}HF 5{}", "中".repeat(67), " ".repeat(63)), 2),
        (format!("HF{}30{}", " ".repeat(150), " ".repeat(20)), 2),
        (format!("HF 5{}", " ".repeat(157)), 2),
        (format!("HF 5{}", " ".repeat(80)), 1),
    ] {
        let mut world = customer();
        assert_eq!(world.write_text(&number(1), "10658888", &text), Ok(parts), "{text:?}");
        go_on(&mut world);
        assert_eq!(bills(&world), 0, "{text:?}");
        assert_eq!(inbox(&world, 1), [texts::mistake(OrderError::TooLong)], "it is answered once: {text:?}");
    }
}

#[test]
fn longest_order_has_seventy_characters() {
    for (blanks, paid) in [(67, 500), (68, 0)] {
        let mut world = customer();
        write(&mut world, &format!("HF{}5", " ".repeat(blanks)));
        go_on(&mut world);
        assert_eq!(bills(&world), paid, "{blanks}");
    }
}

/// Writes a short text as two parts, as phones do that cut early.
fn write_in_two(world: &mut World, first: &str, second: &str) {
    for (part, text) in [(1, first), (2, second)] {
        let mut user = UserData::new(MessageBody::Text(text.to_owned()), 0x08).unwrap();
        user.header = Some(vec![Element { id: 0x00, data: vec![9, 2, part] }]);
        user.length += 6;
        let tpdu = Tpdu::Submit(SmsSubmit {
            first: 0x41,
            reference: 100 + part,
            destination: SmsAddress::new(TonNpi(0x81), "10658888"),
            pid: 0,
            dcs: 0x08,
            validity: Vec::new(),
            user,
        });
        let (from, to) = (number(1), "10658888".to_owned());
        world.smuggle(Cargo::Submit { from, to, tpdu: tpdu.encode().unwrap() });
    }
}

#[test]
fn order_in_two_parts_is_one_order() {
    for fate in ["twice 1 submit", "twice 2 submit", "swapped 1 submit", "late:90000 1 submit", "late:90000 2 submit"] {
        let mut world = customer();
        rule(&mut world, fate);
        write_in_two(&mut world, "HF 1", "5");
        world.pass(2 * DAY);
        assert_eq!((bills(&world), inbox(&world, 1).len()), (1500, 1), "{fate}");
    }
    let mut world = customer();
    rule(&mut world, "lost 1 submit");
    write_in_two(&mut world, "HF 1", "5");
    go_on(&mut world);
    assert_eq!((bills(&world), inbox(&world, 1).len()), (0, 0), "a part alone is nothing");
    write_in_two(&mut world, "HF 2", "6");
    go_on(&mut world);
    assert_eq!(bills(&world), 2600, "the part that was left over is joined with nothing");
}

#[test]
fn two_long_texts_stay_apart() {
    let (first, second) = ("A".repeat(200), "B".repeat(200));
    for fate in ["lost 1 deliver", "twice 1 deliver", "lost 2 deliver", "twice 2 deliver", "swapped 1 deliver"] {
        let mut world = world_of(2, 7);
        rule(&mut world, fate);
        for text in [&first, &second] {
            // A handset that forgets its references begins again with the same ones.
            world.person_mut(&number(1)).unwrap().station_mut().handset_mut().set_message_reference(0);
            world.write_text(&number(1), &number(2).to_string(), text).unwrap();
            world.pass(MINUTE);
        }
        world.pass(HOUR);
        let whole = if fate.starts_with("lost") { vec![second.clone()] } else { vec![first.clone(), second.clone()] };
        assert_eq!(inbox(&world, 2), whole, "{fate}");
    }
}

#[test]
fn message_shows_when_the_centre_took_it() {
    let mut world = world_of(2, 7);
    let taken = world.now();
    world.write_text(&number(1), &number(2).to_string(), "x").unwrap();
    let id = under_way(&world);
    world.delay(id, HOUR).unwrap();
    world.pass(2 * HOUR);
    let inbox = world.person(&number(2)).unwrap().station().handset().inbox().messages();
    assert_eq!(inbox[0].time, taken.stamp());
}

/// Returns the sum of the first person's messages to the platform, in fen.
fn charges(world: &World) -> u64 {
    world.person(&number(1)).unwrap().message_charges()
}

#[test]
fn sent_message_costs_ten_fen_and_received_none() {
    let mut world = customer();
    let before = charges(&world);
    write(&mut world, "CX");
    assert_eq!(charges(&world), before + 10, "when the centre takes it");
    go_on(&mut world);
    assert_eq!((charges(&world), inbox(&world, 1).len()), (before + 10, 1), "the answer is free");
    assert_eq!(world.platform().books.account_balances(&number(1)), (10_000, 0), "it stands on the phone bill");
    world.write_text(&number(1), &number(2).to_string(), "CX").unwrap();
    assert_eq!(charges(&world), before + 10, "a text to somebody else is another matter");
    world.write_text(&number(1), "10658888", &"你".repeat(71)).unwrap();
    assert_eq!(charges(&world), before + 30, "each part of a long text");
    rule(&mut world, "lost 1 submit");
    write(&mut world, "CX");
    assert_eq!(charges(&world), before + 40, "also of a message that the network loses");
}

#[test]
fn service_has_no_fee_of_its_own() {
    let mut world = world();
    let before = charges(&world);
    for text in ["KT", "A"] {
        write(&mut world, text);
        go_on(&mut world);
    }
    world.deposit(&number(1), Fen(10_000)).unwrap();
    world.pass(400 * DAY);
    assert_eq!(world.platform().books.account_balances(&number(1)), (10_000, 0));
    assert_eq!((bills(&world), world.platform().books.ledger.entries().len()), (0, 1), "the deposit alone");
    assert_eq!(charges(&world), before + 20, "the two messages alone");
}

#[test]
fn charges_of_messages_stand_in_the_file() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.world");
    WorldFile::create(&path, &customer()).unwrap();
    let (mut file, mut world) = WorldFile::open(&path).unwrap();
    let before = charges(&world);
    file.begin(&mut world).unwrap();
    write(&mut world, "CX");
    file.keep(&mut world).unwrap();
    assert_eq!(charges(&world), before + 10);
    assert_eq!(charges(&WorldFile::look(&path).unwrap()), before + 10);
}

#[test]
fn password_that_is_replied_shows_nowhere() {
    let mut world = customer();
    let password = "654321";
    let initial = crate::actor::initial_password(&world, &number(1));
    assert_eq!(initial, None, "the inbox is empty");
    write(&mut world, "XH");
    go_on(&mut world);
    write(&mut world, password);
    let exported = crate::world::export::document(&world, world.events()).unwrap().to_string();
    let events: Vec<_> = world.events().iter().map(ToString::to_string).collect();
    for text in [exported, events.join("\n"), format!("{:?}", world.centre()), format!("{:?}", world.platform())] {
        assert!(!text.contains(password), "{text}");
    }
    assert!(events.iter().any(|event| event.contains("a text is message")), "the reply has no word");
}
