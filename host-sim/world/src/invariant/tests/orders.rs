//! Effects checked against orders: each kind of effect without an order, twice for one order, or under a wrong pay
//! password.

use sim_wire::lifecycle::LifeCycle;

use super::*;
use crate::invariant::effect::Effect;
use crate::invariant::orders::{ObservedOrder, Orders};
use crate::invariant::snapshot::{AccountView, Snapshot};
use crate::invariant::transitions::{check_account, check_wallet};
use crate::platform::account::AccountState;
use crate::platform::rules::Rulebook;
use crate::platform::top_up::TopUpState;
use crate::smsc::Cargo;
use crate::world::MessageContent;
use sim_codec::sms::{Direction, Tpdu};

/// Returns the verdict on the effects between two worlds, for these orders.
fn verdict(before: &World, given: &[ObservedOrder], after: &World) -> Result<(), Violation> {
    let mut orders = Orders::default();
    given.iter().for_each(|order| orders.give(number(), order.clone()));
    check(orders, before, after)
}

fn check(mut orders: Orders, before: &World, after: &World) -> Result<(), Violation> {
    orders.check((&Snapshot::of(before), &Snapshot::of(after)), after, &Overheard::default())
}

fn why(verdict: Result<(), Violation>) -> &'static str {
    match verdict {
        Err(Violation::Unordered { why, .. }) => why,
        other => panic!("{other:?}"),
    }
}

#[test]
fn effect_without_order_is_found() {
    let watched_world = after(None, &READY);
    for (lines, effect) in [
        (&["network lost 1 deliver", "WHO suspends", "time 1 min"][..], "an errand to make the wallet suspended"),
        (&["WHO writes \"HF 10\"", "time 1 min"], "a payment of 10.00 yuan for the own phone bill"),
        (&["hall sells card of 50", "WHO recharges by card 1", "time 1 min"], "a recharge by scratch card"),
        (&["WHO tops up 50 with 654321", "time 1 min"], "a top-up of 50.00 yuan"),
        (&["website tops up WHO by 10 with 654321"], "a top-up of 10.00 yuan from the website"),
        (&["care resets pin of WHO with 654321"], "a reset of the operation PIN"),
        (&["WHO changes pay password from 654321 to 111111", "time 1 min"], "a change of the pay password"),
    ] {
        let mut later = watched_world.clone();
        perform(&mut later, lines);
        let found = verdict(watched_world.world(), &[], later.world());
        let Err(Violation::Unordered { effect: found, why, .. }) = found else { panic!("{lines:?}: {found:?}") };
        assert_eq!((found.to_string().as_str(), why), (effect, "nobody ordered it"));
        // The watched_world notes the orders itself, and its own watch is content.
        perform(&mut later, &["heal"]);
    }
}

#[test]
fn second_effect_of_one_order_is_found() {
    let watched_world = after(None, &READY);
    let text = || ObservedOrder::Text("ｈｆ １０".to_owned());
    let (mut once, mut twice) = (watched_world.clone(), watched_world.clone());
    perform(&mut once, &["WHO writes \"HF 10\"", "time 1 min"]);
    perform(&mut twice, &["WHO writes \"HF 10\"", "WHO writes \"HF 10\"", "time 1 min"]);
    assert_eq!(verdict(watched_world.world(), &[text()], once.world()), Ok(()));
    assert_eq!(verdict(watched_world.world(), &[text(), text()], twice.world()), Ok(()));
    let found = verdict(watched_world.world(), &[text()], twice.world());
    assert_eq!(why(found), "it is a further effect of one order");
    // A text of another kind is no order for it.
    assert_eq!(
        why(verdict(watched_world.world(), &[ObservedOrder::Text("CX".to_owned())], once.world())),
        "nobody ordered it"
    );
}

#[test]
fn menu_order_is_used_before_text_order() {
    // The menu pays bills from what scratch cards brought.
    let mut watched_world = after(None, &READY);
    perform(&mut watched_world, &["hall sells card of 50", "WHO recharges by card 1", "time 1 min"]);
    let mut paid = watched_world.clone();
    perform(&mut paid, &["WHO pays own bill 20", "time 1 min", "WHO writes \"HF 10\"", "time 1 min"]);
    let orders = [ObservedOrder::Text("HF 10".to_owned()), ObservedOrder::plain(Effect::OwnBill(Fen(2000)))];
    assert_eq!(verdict(watched_world.world(), &orders, paid.world()), Ok(()));
    let [text, _] = orders;
    assert_eq!(why(verdict(watched_world.world(), &[text], paid.world())), "it is a further effect of one order");
}

#[test]
fn effect_under_wrong_password_is_found() {
    let ready = after(None, &READY);
    let mut topped_up = ready.clone();
    perform(&mut topped_up, &["WHO tops up 50 with 654321", "time 1 min"]);
    let order = |digits: &str| ObservedOrder::under(Effect::TopUp(Fen(5000)), digits.to_owned());
    let judge = |digits: &str| {
        // The watch over all that came before knows which password was set.
        let mut orders = ready.watch().orders.clone().unwrap();
        orders.give(number(), order(digits));
        check(orders, ready.world(), topped_up.world())
    };
    assert_eq!(judge("654321"), Ok(()));
    assert_eq!(why(judge("123456")), "it was ordered under a wrong pay password");
    let unlocked = verdict(ready.world(), &[ObservedOrder::plain(Effect::TopUp(Fen(5000)))], topped_up.world());
    assert_eq!(why(unlocked), "it was ordered under a wrong pay password");
}

#[test]
fn changed_password_is_the_only_right_one() {
    let mut watched_world = after(None, &READY);
    perform(&mut watched_world, &["WHO changes pay password from 654321 to 111111", "time 1 min"]);
    let mut reset = watched_world.clone();
    perform(&mut reset, &["care resets pin of WHO with 111111"]);
    let judge = |digits: &str| {
        let mut orders = watched_world.watch().orders.clone().unwrap();
        orders.give(number(), ObservedOrder::under(Effect::OperationPinReset, digits.to_owned()));
        check(orders, watched_world.world(), reset.world())
    };
    assert_eq!(judge("111111"), Ok(()));
    assert_eq!(why(judge("654321")), "it was ordered under a wrong pay password");
}

#[test]
fn account_opened_over_another_is_found() {
    let open = after(None, &READY);
    let other = after(None, &["time 1 min", "WHO writes \"KT A\"", "time 20 s"]);
    let view = |watched_world: &WatchedWorld| Snapshot::of(watched_world.world()).accounts[&number()].clone();
    let (was, anew) = (view(&open), view(&other));
    let to = |state| AccountView { state, ..was.clone() };
    let check = |from: Option<&AccountView>, to: &AccountView, cash| check_account(number(), from, to, (cash, 0));
    assert!(matches!(
        check(Some(&was), &anew, 0),
        Err(Violation::Transition { what: "the payment account", from: "open", to: "open", .. })
    ));
    let closed = to(AccountState::Closed);
    for (from, to, cash, is_edge) in [
        (None, &was, 0, true),
        (Some(&closed), &anew, 0, true),
        (Some(&was), &closed, 0, true),
        (Some(&was), &closed, 1, false),
        (Some(&was), &to(AccountState::Closing), 5, true),
        (Some(&closed), &to(AccountState::Closing), 0, false),
        (Some(&to(AccountState::Closing)), &was, 0, false),
        (None, &closed, 0, false),
    ] {
        assert_eq!(check(from, to, cash).is_ok(), is_edge, "{:?} to {:?}", from.map(|from| from.state), to.state);
    }
}

#[test]
fn wallet_changes_state_by_allowed_edges_alone() {
    use LifeCycle::{Closed, Closing, Open, Suspended, Unopened};
    let edges = [
        (Unopened, Open),
        (Open, Suspended),
        (Suspended, Open),
        (Open, Closing),
        (Suspended, Closing),
        (Open, Closed),
        (Suspended, Closed),
        (Closing, Closed),
        (Closed, Open),
    ];
    for from in LifeCycle::ALL {
        for to in LifeCycle::ALL {
            let check = |balance| check_wallet(number(), "the wallet", (from, to), Some(Fen(balance))).is_ok();
            let is_edge = from == to || edges.contains(&(from, to));
            assert_eq!(check(0), is_edge, "{from:?} to {to:?}");
            assert_eq!(check(1), is_edge && (to != Closed || from == Closed), "{from:?} to {to:?} with money");
        }
    }
}

#[test]
fn refund_without_cancel_is_found() {
    let mut watched_world = after(None, &READY);
    perform(&mut watched_world, &["network lost 1 deliver", "WHO tops up 50 with 654321"]);
    let before = Snapshot::of(watched_world.world());
    perform(&mut watched_world, &["time 12 min"]);
    let transfer = watched_world.world().platform().transfers().next().unwrap();
    assert_eq!(transfer.state, TopUpState::Refunded);
    // The steps between were not looked at, so no cancel was seen.
    let found = crate::invariant::refunds::check(&before, &Snapshot::of(watched_world.world()), watched_world.world());
    assert_eq!(found, Err(Violation::Uncancelled { number: number(), transfer: 1 }));
}

#[test]
fn packet_for_another_is_found() {
    let people = ["13807310001", "13807310002"]
        .map(|number| CastMember { number: number.parse().unwrap(), model: "feature-phone".to_owned() });
    let cast = Cast { seed: 5, people: people.into(), broken: None, keys: CardKeys::Own };
    let mut watched_world = WatchedWorld::new(&cast, Rulebook::default()).unwrap();
    perform(&mut watched_world, &["WHO opens"]);
    let other: Msisdn = "13807310002".parse().unwrap();
    let (mut world, mut addressees) =
        (watched_world.world().clone(), crate::invariant::addressees::Addressees::default());
    let mut packets = Vec::new();
    let noted = world.pass_keeping(MINUTE, &mut |world: &mut World| {
        addressees.note(world);
        packets.extend(world.centre().carried().map(|carried| carried.cargo.clone()));
        addressees.check(number()).and(addressees.check(other))
    });
    assert_eq!(noted, Ok(()));
    let packet = packets.into_iter().find_map(|cargo| match cargo {
        Cargo::Deliver { from, letter, tpdu, .. }
            if matches!(MessageContent::of(&delivered(&tpdu), false), MessageContent::Packet { .. }) =>
        {
            Some(Cargo::Deliver { from, letter, submission: None, tpdu, to: other })
        }
        _ => None,
    });
    world.smuggle(packet.unwrap());
    let noted = world.pass_keeping(MINUTE, &mut |world: &mut World| {
        addressees.note(world);
        addressees.check(number()).and(addressees.check(other))
    });
    assert_eq!(noted, Err(Violation::Misdirected { number: other, meant: number() }));
}

fn delivered(tpdu: &[u8]) -> Tpdu {
    Tpdu::parse(Direction::FromNetwork, tpdu).unwrap()
}
