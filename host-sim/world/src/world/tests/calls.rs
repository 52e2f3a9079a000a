//! Calls to the service lines from phones: who can call, what ends a call, and what the platform keeps.

use super::*;
use crate::action::Action;
use crate::actor::{ActionResult, Actors, Performed, RefusedError};
use crate::line::{LineStep, ServiceLine};
use crate::platform::entry::Book;
use crate::platform::province::Province;
use crate::platform::scratch_card::CardDigits;
use std::convert::Infallible;

/// Digits of a scratch card of 50 yuan.
const CARD: &str = "111122223333444455";

/// Creates a world with a person who has an account and a scratch card.
fn caller() -> World {
    let mut world = world();
    open_account(&mut world, 1);
    let digits: CardDigits = CARD.parse().unwrap();
    world.platform.books.scratch_cards.issue(&digits, Fen(5_000), Province::Hunan).unwrap();
    world
}

fn press(world: &mut World, keys: &str) -> Result<String, WorldError> {
    world.press(&number(1), &keys.parse().unwrap())
}

fn dialled(line: ServiceLine) -> World {
    let mut world = caller();
    world.dial(&number(1), line).unwrap();
    world
}

fn recharge_card(world: &World) -> i64 {
    world.platform.books.ledger.balance(&Book::RechargeCard(number(1)))
}

fn exported(world: &World) -> String {
    export::document(world, world.events()).unwrap().to_string()
}

fn is_phone_in_call(world: &World) -> bool {
    world.person(&number(1)).unwrap().station().handset().call().is_some()
}

#[test]
fn recharge_is_texted_after_hanging_up() {
    let mut world = dialled(ServiceLine::Voice);
    assert!(is_phone_in_call(&world));
    let said = press(&mut world, &format!("111{CARD}#")).unwrap();
    assert!(said.starts_with("充值卡充值成功!充值金额50元"), "{said}");
    assert_eq!(recharge_card(&world), 5_000);
    assert!(inbox(&world, 1).is_empty() && world.platform.outbox().is_empty());
    world.hang_up(&number(1)).unwrap();
    assert!(!is_phone_in_call(&world));
    go_on(&mut world);
    assert_eq!(inbox(&world, 1), ["充值卡充值成功!充值金额50元,充值卡账户余额50元。"]);
    assert_eq!(world.audit(), Ok(()));
    let calls: Vec<_> = log(&world).into_iter().filter(|line| line.contains("call") || line.contains("card")).collect();
    let said = ["13800000001 → voice line: a call begins", "voice line → 13800000001: a scratch card is to be used"];
    assert_eq!(calls[calls.len() - 3..calls.len() - 1], said);
    assert_eq!(calls.last().unwrap(), "13800000001 → voice line: the call ends");
}

#[test]
fn hang_up_at_any_key_leaves_nothing_half_done() {
    let keys = format!("211{CARD}#");
    for length in 1..keys.len() {
        let mut world = dialled(ServiceLine::Voice);
        let before = world.platform.books.clone();
        press(&mut world, keys.get(..length).unwrap()).unwrap();
        world.hang_up(&number(1)).unwrap();
        go_on(&mut world);
        assert_eq!(world.platform.books, before, "{length}");
        assert!(world.is_quiet() && inbox(&world, 1).is_empty());
        assert_eq!(press(&mut world, "1"), Err(CallError::NoCall(number(1)).into()));
    }
}

#[test]
fn silence_of_a_minute_ends_a_call() {
    let mut world = dialled(ServiceLine::Care);
    assert!(!world.is_quiet());
    world.pass(45 * SECOND);
    assert!(world.call_of(&number(1)).is_some());
    press(&mut world, "1").unwrap();
    world.pass(45 * SECOND);
    assert!(world.call_of(&number(1)).is_some(), "a key begins the wait anew");
    world.pass(20 * SECOND);
    assert!(world.call_of(&number(1)).is_none() && !is_phone_in_call(&world) && world.is_quiet());
    assert!(log(&world).last().unwrap().ends_with("care → 13800000001: the call ends"));
}

#[test]
fn third_silence_in_a_row_hangs_up() {
    let mut world = dialled(ServiceLine::Care);
    let prompt = press(&mut world, "2").unwrap();
    assert_eq!(world.keep_silent(&number(1)).as_deref(), Ok(prompt.as_str()));
    assert_eq!(world.keep_silent(&number(1)).as_deref(), Ok(prompt.as_str()));
    assert_eq!(world.keep_silent(&number(1)).as_deref(), Ok("Thank you for calling. Goodbye."));
    assert!(!is_phone_in_call(&world));
}

#[test]
fn call_ends_with_power_or_network() {
    for ends in [World::switch_off, |world: &mut World, number: &Msisdn| world.serve(number, false)] {
        let mut world = dialled(ServiceLine::Voice);
        press(&mut world, &format!("111{CARD}#")).unwrap();
        ends(&mut world, &number(1)).unwrap();
        world.settle();
        assert!(world.call_of(&number(1)).is_none() && !is_phone_in_call(&world));
        assert_eq!(press(&mut world, "1"), Err(CallError::NoCall(number(1)).into()));
        drop(world.serve(&number(1), true));
        world.switch_on(&number(1)).unwrap();
        world.serve(&number(1), true).unwrap();
        world.pass(HOUR);
        assert_eq!(inbox(&world, 1).len(), 1, "the recharge is told");
        assert!(world.is_quiet());
    }
}

#[test]
fn only_a_phone_that_is_free_and_on_calls() {
    let mut world = caller();
    let dial = |world: &mut World| world.dial(&number(1), ServiceLine::Care).map(drop);
    assert_eq!(world.dial(&number(2), ServiceLine::Care), Err(WorldError::NoSuchPerson(number(2))));
    world.switch_off(&number(1)).unwrap();
    assert_eq!(dial(&mut world), Err(WorldError::PhoneOff(number(1))));
    world.switch_on(&number(1)).unwrap();
    world.serve(&number(1), false).unwrap();
    assert_eq!(dial(&mut world), Err(CallError::NoService(number(1)).into()));
    world.serve(&number(1), true).unwrap();
    world.person_mut(&number(1)).unwrap().station_mut().handset_mut().receive_call(None);
    assert_eq!(dial(&mut world), Err(CallError::InCall(number(1)).into()));
    world.person_mut(&number(1)).unwrap().station_mut().handset_mut().end_call(sim_device::handset::End::Far);
    assert_eq!(dial(&mut world), Ok(()));
    assert_eq!(dial(&mut world), Err(CallError::InCall(number(1)).into()));
    world.heal();
    assert!(world.call_of(&number(1)).is_none());
}

#[test]
fn barred_number_reaches_customer_care_alone() {
    let admitted = |state: NumberState| {
        ServiceLine::ALL.map(|line| {
            let mut world = caller();
            world.set_number_state(&number(1), state).unwrap();
            match world.dial(&number(1), line) {
                Ok(_) => true,
                Err(WorldError::Call(CallError::NumberState(_, refused))) => {
                    assert_eq!(refused, state);
                    false
                }
                Err(other) => panic!("{other:?}"),
            }
        })
    };
    assert_eq!(admitted(NumberState::Normal), [true, true]);
    assert_eq!(admitted(NumberState::Barred), [false, true]);
    assert_eq!(admitted(NumberState::Lost), [false, false]);
    assert_eq!(admitted(NumberState::Cancelled), [false, false]);
}

#[test]
fn operation_pin_is_reset_over_the_air() {
    let mut profile = Profile::default();
    profile.card.start.lifecycle = sim_wire::lifecycle::LifeCycle::Open;
    profile.card.start.pin_on = true;
    let mut settings = WorldSettings::of_seed(3);
    settings.platform.terms = Terms::light();
    let mut world = World::new(settings);
    world.add_person(number(1), "feature-phone", "default", &profile).unwrap();
    open_account(&mut world, 1);
    world.pass(MINUTE);
    world.dial(&number(1), ServiceLine::Care).unwrap();
    let said = press(&mut world, "11 6 000000#".replace(' ', "").as_str()).unwrap();
    assert!(said.starts_with("密码错误"), "{said}");
    let said = press(&mut world, "03135790#").unwrap();
    assert!(said.starts_with("操作密码重置已受理,结果将以短信通知。"), "{said}");
    world.hang_up(&number(1)).unwrap();
    go_on(&mut world);
    assert!(inbox(&world, 1).contains(&"操作密码已重置为初始密码,请尽快修改。".to_owned()));
}

#[test]
fn stopped_platform_breaks_the_call() {
    for (fault, is_kept) in [(Fault::BeforeKeeping, false), (Fault::AfterKeeping, true)] {
        let mut world = dialled(ServiceLine::Voice);
        press(&mut world, "111").unwrap();
        world.fail_next(fault);
        assert_eq!(press(&mut world, &format!("{CARD}#")), Err(WorldError::LineBroken));
        assert!(world.call_of(&number(1)).is_none() && !is_phone_in_call(&world));
        assert_eq!(recharge_card(&world), if is_kept { 5_000 } else { 0 });
        go_on(&mut world);
        assert_eq!(inbox(&world, 1).len(), usize::from(is_kept), "the text tells what was kept");
        // The caller calls again: the card is worth its amount once.
        world.dial(&number(1), ServiceLine::Voice).unwrap();
        press(&mut world, &format!("111{CARD}#")).unwrap();
        world.hang_up(&number(1)).unwrap();
        assert_eq!(recharge_card(&world), 5_000);
        assert_eq!(world.audit(), Ok(()));
    }
}

#[test]
fn events_and_export_have_no_secret_of_a_call() {
    let mut world = dialled(ServiceLine::Voice);
    press(&mut world, &format!("111{CARD}")).unwrap();
    let mut seen = log(&world).concat() + &exported(&world);
    press(&mut world, "#").unwrap();
    world.hang_up(&number(1)).unwrap();
    world.dial(&number(1), ServiceLine::Care).unwrap();
    press(&mut world, "113135790#246802#").unwrap();
    seen += &(log(&world).concat() + &exported(&world));
    for secret in [CARD, "135790", "246802"] {
        assert!(!seen.contains(secret), "{secret}");
    }
}

#[test]
fn actions_dial_press_say_and_hang_up() {
    let mut world = world();
    open_account(&mut world, 1);
    let mut actors = Actors::default();
    let perform = |actors: &mut Actors, world: &mut World, line: &str| -> ActionResult {
        let action: Action = line.replace("WHO", &number(1).to_string()).parse().unwrap();
        let Ok(result) = actors.perform(world, &action, &mut |_| Ok::<(), Infallible>(()));
        result
    };
    perform(&mut actors, &mut world, "hall sells card of 30").unwrap();
    let heard = perform(&mut actors, &mut world, "WHO dials 13800137000").unwrap();
    assert!(matches!(heard, Performed::Heard(prompt) if prompt.starts_with("欢迎致电")));
    perform(&mut actors, &mut world, "WHO presses \"1 1 1\"").unwrap();
    assert_eq!(world.call_of(&number(1)).unwrap().step(), LineStep::CardDigits);
    let refused = perform(&mut actors, &mut world, "WHO presses \"{card 2}#\"");
    assert_eq!(refused, Err(RefusedError::Keys(crate::line::LineKeyError)), "only a cast knows the cards");
    perform(&mut actors, &mut world, "WHO keeps silent").unwrap();
    assert_eq!(recharge_card(&world), 0);
    let spoken = perform(&mut actors, &mut world, "WHO says \"三十元\"").unwrap();
    assert!(matches!(spoken, Performed::Heard(prompt) if prompt.starts_with("您的输入有误。")));
    assert_eq!(perform(&mut actors, &mut world, "WHO hangs up"), Ok(Performed::Done));
    let over = perform(&mut actors, &mut world, "WHO hangs up");
    assert_eq!(over, Err(RefusedError::World(CallError::NoCall(number(1)).into())));
    for wrong in ["WHO presses \"12a\"", "WHO presses 12", "WHO dials 10658888", "WHO presses \"1\" now"] {
        assert!(wrong.replace("WHO", &number(1).to_string()).parse::<Action>().is_err(), "{wrong}");
    }
}
