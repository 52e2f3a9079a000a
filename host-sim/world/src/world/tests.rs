//! Tests of the world by itself: messages there and back, phones that are off, faults, power cuts, and that the same
//! seed does the same again.

use sim_wire::Fen;

use super::*;
use crate::platform::books::Terms;
use crate::platform::rules::Rulebook;
use crate::smsc::{Fate, Mix};
use sim_codec::sms::MessageBody;
use sim_codec::time::{DAY, HOUR, MINUTE, SECOND};
use sim_device::handset::Act;
use sim_device::link::Link as _;

mod borrowing;
mod calibration;
mod calls;
mod carrying;
mod channels;
pub(crate) mod esme;
mod likeness;
mod orders;
mod radio;
mod website;

pub(crate) fn number(last: u64) -> Msisdn {
    format!("1380000{last:04}").parse().unwrap()
}

/// Creates a world of `people` people whose cards are closed, and so send no request by themselves.
pub(crate) fn world_of(people: u64, seed: u64) -> World {
    world_under(Rulebook::default(), people, seed)
}

/// Makes the same world with a platform that decides by those rules.
fn world_under(rules: Rulebook, people: u64, seed: u64) -> World {
    let mut settings = WorldSettings::of_seed(seed);
    (settings.platform.terms, settings.platform.rules) = (Terms::light(), rules);
    let mut world = World::new(settings);
    for person in 1..=people {
        let mut profile = Profile::default();
        profile.card.start.lifecycle = sim_wire::lifecycle::LifeCycle::Closed;
        let profile = profile.of_series(following_asn(profile.asn(), person));
        world.add_person(number(person), "feature-phone", "default", &profile).unwrap();
        world.platform.books.accounts.register(number(person), true);
    }
    world
}

pub(crate) fn world() -> World {
    world_of(1, 7)
}

/// Returns the texts in a person's inbox.
pub(crate) fn inbox(world: &World, person: u64) -> Vec<String> {
    let messages = world.person(&number(person)).unwrap().station().handset().inbox().messages();
    let text = |body: &MessageBody| match body {
        MessageBody::Text(text) => text.clone(),
        MessageBody::Octets(octets) => panic!("{octets:02X?}"),
    };
    messages.iter().map(|message| text(&message.body)).collect()
}

/// Returns the events without their times.
fn log(world: &World) -> Vec<String> {
    let words = world.events().iter().map(ToString::to_string);
    words.map(|line| line.split_once("  ").unwrap().1.to_owned()).collect()
}

/// Ends everything but the errands to the card.
fn go_on(world: &mut World) {
    world.pass(MINUTE);
}

/// Opens an account whose pay password is 135790.
fn open_account(world: &mut World, person: u64) {
    use crate::platform::password::PayPassword;
    let mut chance = sim_device::link::Chance::seeded(1);
    let now = world.now();
    let books = &mut world.platform.books;
    let initials = books.open_account(now, &number(person), &mut chance).unwrap();
    let initial: PayPassword = initials.pay.reveal().parse().unwrap();
    let new = "135790".parse().unwrap();
    books.change_pay_password(now, &number(person), (&initial, &new), &mut chance).unwrap();
}

/// Takes the power from the card, which then answers nothing.
fn silence_card(world: &mut World) {
    world.person_mut(&number(1)).unwrap().station_mut().link_mut().power_off();
}

fn care(world: &mut World) -> Result<(), WorldError> {
    world.reset_operation_pin(&number(1), &"135790".parse().unwrap())
}

#[test]
fn text_order_is_answered() {
    let mut world = world();
    assert_eq!(world.write_text(&number(1), "10658888", "CX"), Ok(1));
    assert_eq!(inbox(&world, 1), [""; 0]);
    world.pass(2 * SECOND);
    assert_eq!(inbox(&world, 1), [""; 0], "the answer is on its way");
    world.pass(2 * SECOND);
    let answers = inbox(&world, 1);
    assert_eq!(answers.len(), 1, "{answers:?}");
    go_on(&mut world);
    assert!(world.is_quiet());
    insta::assert_snapshot!(log(&world).join("\n"));
    world.attend(&number(1)).unwrap();
    let clock = world.person(&number(1)).unwrap().station().handset().surroundings.now;
    assert_eq!(clock, world.now().stamp(), "the phone's clock is the world's");
}

#[test]
fn one_step_does_one_thing() {
    let mut world = world();
    world.write_text(&number(1), "10658888", "CX").unwrap();
    assert!(world.step().is_none(), "nothing is due yet");
    world.pass(2 * SECOND - 1);
    world.advance(world.now().later(1));
    let before = world.steps();
    let kinds: Vec<_> = std::iter::from_fn(|| world.step().map(|happened| happened.to.clone())).collect();
    let person = Some(Party::Person(number(1)));
    assert!(kinds.starts_with(&[Some(Party::Platform), person.clone()]), "{kinds:?}");
    assert!(kinds.iter().skip(1).all(|to| *to == person), "{kinds:?}");
    assert_eq!(world.steps() - before, u64::try_from(kinds.len()).unwrap());
}

#[test]
fn message_waits_until_phone_is_switched_on() {
    let mut world = world();
    world.write_text(&number(1), "10658888", "CX").unwrap();
    world.switch_off(&number(1)).unwrap();
    world.pass(30 * MINUTE);
    assert_eq!(inbox(&world, 1), [""; 0]);
    let failed = |event: &&Event| matches!(event.kind, EventKind::Failed { .. });
    assert_eq!(world.events().iter().filter(failed).count(), 4, "at once, after 1, 6 and 21 minutes");
    assert_eq!(world.write_text(&number(1), "10658888", "CX"), Err(WorldError::PhoneOff(number(1))));
    world.switch_on(&number(1)).unwrap();
    world.settle();
    assert_eq!(inbox(&world, 1).len(), 1, "without waiting for the next try");
}

#[test]
fn message_waits_until_service_returns() {
    let mut world = world();
    world.write_text(&number(1), "10658888", "CX").unwrap();
    world.serve(&number(1), false).unwrap();
    world.pass(5 * MINUTE);
    assert_eq!(inbox(&world, 1), [""; 0]);
    assert!(matches!(world.write_text(&number(1), "10658888", "CX"), Err(WorldError::NotSent(_))));
    world.serve(&number(1), true).unwrap();
    world.settle();
    assert_eq!(inbox(&world, 1).len(), 1);
}

#[test]
fn people_write_to_each_other_and_to_nobody() {
    let mut world = world_of(2, 7);
    world.write_text(&number(1), &number(2).to_string(), "你好").unwrap();
    world.write_text(&number(1), "10086", "hello").unwrap();
    go_on(&mut world);
    assert_eq!((inbox(&world, 2), inbox(&world, 1)), (vec!["你好".to_owned()], Vec::new()));
    let sender = &world.person(&number(2)).unwrap().station().handset().inbox().messages()[0].from;
    assert_eq!(sender.number, number(1).to_string());
    assert!(
        log(&world).contains(&"SMS centre → 10086 (nobody): message 2 cannot be read and is thrown away".to_owned())
    );
}

#[test]
fn account_opening_by_text_logs_no_password() {
    let mut world = world();
    world.write_text(&number(1), "10658888", "KT").unwrap();
    go_on(&mut world);
    if world.platform().books.accounts.get(&number(1)).is_none() {
        world.write_text(&number(1), "10658888", "A").unwrap();
        go_on(&mut world);
    }
    assert!(world.platform().books.accounts.get(&number(1)).is_some(), "{:?}", inbox(&world, 1));
    let passwords = inbox(&world, 1).concat();
    let digits: Vec<_> =
        passwords.split(|character: char| !character.is_ascii_digit()).filter(|run| run.len() >= 6).collect();
    assert!(!digits.is_empty(), "{passwords}");
    let told = format!("{:?}{}", world.events(), log(&world).concat());
    assert!(digits.iter().all(|password| !told.contains(*password)));
}

#[test]
fn platform_stopped_before_keeping_does_it_again() {
    let mut plain = world();
    let mut stopped = plain.clone();
    stopped.fail_next(Fault::BeforeKeeping);
    for world in [&mut plain, &mut stopped] {
        world.write_text(&number(1), "10658888", "CX").unwrap();
        go_on(world);
    }
    assert_eq!(stopped.faults(), []);
    assert_eq!(inbox(&stopped, 1), inbox(&plain, 1));
    assert_eq!(stopped.platform(), plain.platform());
    assert!(log(&stopped).iter().any(|line| line.contains("is stopped before it has kept")));
}

#[test]
fn platform_stopped_before_keeping_forgets_its_decision() {
    let mut world = world();
    world.fail_next(Fault::BeforeKeeping);
    world.write_text(&number(1), "10658888", "CX").unwrap();
    let (mut before, mut stops) = (world.platform().clone(), 0);
    let Ok(()) = world.pass_keeping(MINUTE, &mut |world: &mut World| {
        if matches!(world.events().last(), Some(Event { kind: EventKind::Stopped { .. }, .. })) {
            assert_eq!(*world.platform(), before);
            stops += 1;
        }
        before = world.platform().clone();
        Ok::<(), std::convert::Infallible>(())
    });
    assert!(stops > 0, "{:?}", log(&world));
}

#[test]
fn platform_stopped_after_keeping_moves_money_once() {
    let mut world = world();
    open_account(&mut world, 1);
    let digits = world.issue_scratch_card(Fen(5000), crate::platform::province::Province::Hunan).unwrap();
    world.fail_next(Fault::AfterKeeping);
    world.write_text(&number(1), "10658888", &format!("CZK {}", digits.reveal())).unwrap();
    go_on(&mut world);
    if inbox(&world, 1).is_empty() {
        panic!("{:?}", log(&world));
    }
    let delivered = log(&world).iter().filter(|line| line.contains("message 1 is delivered")).count();
    assert_eq!(delivered, 2, "{:?}", log(&world));
    let (_, recharged) = world.platform().books.account_balances(&number(1));
    assert_eq!((recharged, inbox(&world, 1).len()), (5000, 1), "{:?}", inbox(&world, 1));
    assert_eq!(world.audit(), Ok(()));
}

#[test]
fn unrecorded_handover_delivers_letter_twice() {
    let mut world = world();
    world.fail_next(Fault::AfterHandingOver);
    world.write_text(&number(1), "10658888", "CX").unwrap();
    go_on(&mut world);
    let texts = inbox(&world, 1);
    assert_eq!(texts.len(), 2);
    assert_eq!(texts[0], texts[1]);
    assert!(world.is_quiet());
}

#[test]
fn packet_reaches_card_and_report_the_platform() {
    let mut world = world();
    open_account(&mut world, 1);
    care(&mut world).unwrap();
    go_on(&mut world);
    let lines = log(&world);
    let has = |words: &str| lines.iter().any(|line| line.contains(words));
    assert!(has("platform → 13800000001: a secured packet is message 1, letter 1"), "{lines:#?}");
    assert!(has("13800000001 → platform: message 2 reports that letter 1"), "{lines:#?}");
    let asked = world.platform().due().is_some();
    let done = world.platform().is_quiet();
    assert!(asked || done, "the platform asks again until the card has proved it");
}

#[test]
fn lost_report_makes_the_platform_repeat() {
    let mut world = world();
    open_account(&mut world, 1);
    world.centre_mut().add_rule("lost 1 report".parse().unwrap());
    care(&mut world).unwrap();
    go_on(&mut world);
    let handed = |event: &&Event| matches!(event.kind, EventKind::Handed { fate: Some(Fate::Lost), .. });
    assert_eq!(world.events().iter().filter(handed).count(), 1);
    assert!(!world.platform().is_quiet());
    world.pass(5 * MINUTE);
    let packets = log(&world).iter().filter(|line| line.contains("platform → 13800000001: a secured packet")).count();
    assert_eq!(packets, 2, "it is asked again");
}

#[test]
fn message_returns_after_power_loss_of_card() {
    let mut world = world();
    open_account(&mut world, 1);
    care(&mut world).unwrap();
    world.settle();
    silence_card(&mut world);
    world.pass(2 * SECOND);
    let lines = log(&world);
    let place = |words: &str| lines.iter().position(|line| line.contains(words));
    let fell = place("the card does not answer any more").unwrap_or_else(|| panic!("{lines:#?}"));
    let failed = place("message 1 is not delivered, the card does not answer; tried again").unwrap();
    let on_again = lines.iter().rposition(|line| line.contains("the phone is switched on")).unwrap();
    let reported = place("letter 1").and_then(|_| lines.iter().rposition(|line| line.contains("message 1 is")));
    assert!(fell < failed && failed < on_again && Some(on_again) < reported, "{lines:#?}");
    assert_eq!(world.person(&number(1)).unwrap().power(), Power::On);
}

#[test]
fn person_uses_phone_with_silent_card() {
    let mut world = world();
    silence_card(&mut world);
    assert!(world.act(&number(1), &Act::Open).unwrap(), "the menu is the phone's");
    let id = 1;
    let fell = world.act(&number(1), &Act::Choose(id));
    assert!(matches!(fell, Err(WorldError::Unrest { .. })), "{fell:?}");
    assert!(!world.is_quiet());
    world.settle();
    assert_eq!(world.person(&number(1)).unwrap().power(), Power::On);
    assert!(world.act(&number(1), &Act::Open).unwrap());
    let stranger = "13999999999".parse().unwrap();
    assert_eq!(world.act(&stranger, &Act::Ok), Err(WorldError::NoSuchPerson(stranger)));
}

#[test]
fn same_seed_repeats_the_world() {
    let run = |seed: u64| {
        let mut world = world_of(3, seed);
        world.centre_mut().mix = Mix { lost: 200, twice: 200, late: 200, swapped: 200, late_ms: HOUR };
        for person in [1, 2, 3, 1, 2, 3] {
            world.write_text(&number(person), "10658888", "CX").unwrap();
            world.pass(10 * SECOND);
        }
        world.pass(DAY);
        world
    };
    let (one, same, other) = (run(1), run(1), run(2));
    assert!(one.is_kept_like(&same));
    assert_eq!(one.events(), same.events());
    assert_ne!(log(&one), log(&other));
    assert!(one.is_quiet() && other.is_quiet());
}

#[test]
fn refused_action_leaves_the_world_alike() {
    let mut world = world();
    let before = world.clone();
    let stranger: Msisdn = "13999999999".parse().unwrap();
    assert_eq!(world.deposit(&stranger, Fen(1)), Err(WorldError::NoSuchPerson(stranger)));
    assert!(matches!(world.deposit(&number(1), Fen(1)), Err(WorldError::Refused(_))), "there is no account");
    assert_eq!(world.write_text(&stranger, "10658888", "CX"), Err(WorldError::NoSuchPerson(stranger)));
    let model = "telephone";
    let profile = Profile::default();
    assert_eq!(world.add_person(stranger, model, "default", &profile), Err(WorldError::NoSuchModel(model.to_owned())));
    assert_eq!(world.add_person(number(1), "android", "default", &profile), Err(WorldError::TwiceThere(number(1))));
    let missing = crate::smsc::MessageId(9);
    assert!(world.hold(missing).is_err() && world.repeat(missing).is_err() && world.delay(missing, 1).is_err());
    assert!(world.is_kept_like(&before));
}

#[test]
fn messages_are_held_and_released_by_hand() {
    let mut world = world();
    world.write_text(&number(1), "10658888", "CX").unwrap();
    let id = world.centre().carried().next().unwrap().id;
    world.hold(id).unwrap();
    world.pass(HOUR);
    assert_eq!((inbox(&world, 1).len(), world.is_quiet()), (0, false));
    world.release(id).unwrap();
    let copy = world.repeat(id).unwrap();
    world.delay(copy, HOUR).unwrap();
    go_on(&mut world);
    assert_eq!(inbox(&world, 1).len(), 1);
    world.pass(2 * HOUR);
    assert_eq!((inbox(&world, 1).len(), world.is_quiet()), (1, true), "the copy is the same order");
    world.write_text(&number(1), "10658888", "CX").unwrap();
    let id = world.centre().carried().next().unwrap().id;
    world.lose(id).unwrap();
    go_on(&mut world);
    assert_eq!(inbox(&world, 1).len(), 1);
}

#[test]
fn card_numbers_follow_each_other() {
    let asn = [0x00, 0x00, 0x12, 0x34, 0x56, 0x78, 0x90, 0x12, 0x34, 0x99];
    assert_eq!(following_asn(asn, 2), [0x00, 0x00, 0x12, 0x34, 0x56, 0x78, 0x90, 0x12, 0x35, 0x01]);
    assert_eq!((following_asn([0x99; 10], 1), following_asn([0xAB; 10], 1)), ([0x99; 10], [0xAB; 10]));
}

#[test]
fn quiet_world_logs_no_events() {
    let mut world = world_of(20, 7);
    let (before, began) = (world.events().len(), world.now());
    assert_eq!(world.until_quiet(DAY), Quiet::Quiet);
    assert_eq!(world.now(), began);
    world.pass(30 * DAY);
    assert_eq!((world.now(), world.events().len()), (began.later(30 * DAY), before));
}
