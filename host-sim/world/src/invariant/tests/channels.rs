//! Calls, dialogues, codes, users of the website and locks under the watchers: the right ones violate nothing, and a
//! broken rule of each is found.

use super::*;
use crate::invariant::effect::Effect;
use crate::invariant::orders::{ObservedOrder, Orders};
use crate::invariant::snapshot::Snapshot;
use crate::invariant::transitions::{check_closed, check_closed_alone};
use crate::platform::account::AccountState;
use crate::platform::rules::{BusinessRules, ProtectedOrder};

/// Lines by which an account is opened and its passwords are set.
const SIGNED_UP: [&str; 4] = [
    "WHO writes \"KT A\"",
    "time 20 s",
    "website user WHO changes login from initial to Abc12345",
    "website user WHO changes pay password from initial to 654321 with Abc12345",
];

/// Performs lines, of which those that begin with `no ` are refused. Returns the first violation.
fn found(watched_world: &mut WatchedWorld, lines: &[&str]) -> Option<Violation> {
    for line in lines {
        let (is_refused, action) = line.strip_prefix("no ").map_or((false, *line), |line| (true, line));
        match watched_world.perform(&action.replace("WHO", NUMBER).parse().unwrap()) {
            Ok(result) => assert_eq!(result.is_err(), is_refused, "{line}: {result:?}"),
            Err(violation) => return Some(violation),
        }
    }
    None
}

#[test]
fn channels_of_every_kind_violate_nothing() {
    let mut watched_world = after(None, &SIGNED_UP);
    let lines = [
        "hall completes data of WHO",
        "time 10 s",
        "website user WHO asks upgrade with Abc12345",
        "time 10 s",
        "no website user WHO resets login by last",
        "website user WHO upgrades by last with Abc12345",
        "hall sells card of 50",
        "WHO dials 13800137000",
        "WHO presses \"1 1 1 {card 1}#\"",
        "WHO hangs up",
        "time 10 s",
        "website user WHO pays bill of WHO 12.5 with Abc12345 654321",
        "website user WHO sets answers li wang 长沙 with Abc12345 654321",
        "WHO dials 10086",
        "WHO presses \"1 1 3 654321# 123456# 123456#\"",
        "WHO presses \"5\"",
        "WHO says \"zhao\"",
        "WHO says \"Wang\"",
        "WHO hangs up",
        "time 10 s",
        "website user WHO changes pay password from initial to 654321 with Abc12345",
        "website user WHO resets pay password by question 3 长沙 with Abc12345",
        "time 10 s",
        "website user WHO changes pay password from initial to 654321 with Abc12345",
        "WHO writes \"HF 37.5\"",
        "time 10 s",
        "WHO writes \"M\"",
        "time 10 s",
        "WHO writes \"B\"",
        "time 10 s",
        "no website user WHO signs in with Abc12345",
        "website user WHO changes login from initial to xyz98765",
        "website user WHO signs in with xyz98765",
        "WHO writes \"XH\"",
        "time 10 s",
        "WHO writes \"9\"",
        "time 10 s",
        "WHO writes \"6\"",
        "time 10 s",
        "WHO writes \"654321\"",
        "heal",
    ];
    assert_eq!(found(&mut watched_world, &lines), None);
    let world = watched_world.world();
    assert_eq!(world.platform().books.accounts.get(&number()).unwrap().state, AccountState::Closed);
}

/// Rules by which codes are never spent, and care forgets the lock.
#[derive(Debug)]
struct Forgetful;

impl BusinessRules for Forgetful {
    fn is_code_spent(&self) -> bool {
        false
    }

    fn is_lock_heeded(&self, order: ProtectedOrder) -> bool {
        order != ProtectedOrder::AccountClosing
    }
}

fn forgetful() -> WatchedWorld {
    let mut watched_world = WatchedWorld::new(&cast(None), Rulebook::new(&Forgetful)).unwrap();
    perform(&mut watched_world, &SIGNED_UP);
    watched_world
}

#[test]
fn code_that_works_twice_is_found() {
    let mut watched_world = forgetful();
    let uses = ["website user WHO forgets login", "time 10 s", "website user WHO resets login by last"];
    assert_eq!(found(&mut watched_world, &uses), None);
    let again = found(&mut watched_world, &uses[2..]);
    assert!(matches!(again, Some(Violation::Code { why: "a second time", .. })), "{again:?}");
}

#[test]
fn forgotten_lock_is_found() {
    let mut watched_world = forgetful();
    let wrong = ["WHO presses \"6 111111#\""; 5];
    assert_eq!(found(&mut watched_world, &["WHO dials 10086", "WHO presses \"1 1\""]), None);
    assert_eq!(found(&mut watched_world, &wrong), None);
    assert_eq!(found(&mut watched_world, &["WHO hangs up", "no care resets pin of WHO with 654321"]), None);
    let closes = "website user WHO closes account with Abc12345 654321";
    let closed = found(&mut watched_world, &[closes]);
    assert!(matches!(&closed, Some(Violation::Locked { what, .. }) if what.contains("closing")), "{closed:?}");
}

#[test]
fn refused_order_of_website_explains_nothing() {
    let mut watched_world = after(None, &SIGNED_UP);
    let wrong = ["no website user WHO sets answers li wang 长沙 with Abc12345 111111"; 5];
    let own = ["hall sells card of 50", "WHO recharges by card 1", "time 10 s"];
    let bills = ["no website user WHO pays bill of WHO 1 with Abc12345 654321", "WHO pays own bill 1", "time 10 s"];
    for lines in [&["WHO opens", "time 20 s"][..], &own, &wrong, &bills] {
        assert_eq!(found(&mut watched_world, lines), None);
    }
    // The menu asks no password for one's own bill.
    let bill = watched_world.world().platform().books.ledger.balance(&Book::PhoneBills);
    assert_eq!(bill, 100);
}

#[test]
fn effect_without_its_channel_is_found() {
    let before = after(None, &SIGNED_UP);
    for (lines, effect) in [
        (&["WHO writes \"M\"", "time 10 s", "WHO writes \"B\"", "time 10 s"][..], "a reset of the login password"),
        (&["website user WHO changes login from Abc12345 to xyz98765"], "a change of the login password"),
        (&["WHO dials 10086", "WHO presses \"1 1 7 1 654321#\""], "the closing of the account alone"),
        (&["care resets pay password of WHO"], "a reset of the pay password"),
    ] {
        let mut later = before.clone();
        perform(&mut later, lines);
        let (was, is) = (Snapshot::of(before.world()), Snapshot::of(later.world()));
        let check = |mut orders: Orders| orders.check((&was, &is), later.world(), &Overheard::default());
        let Err(Violation::Unordered { effect: found, why, .. }) = check(Orders::default()) else {
            panic!("{lines:?}")
        };
        assert_eq!((found.to_string().as_str(), why), (effect, "nobody ordered it"));
    }
    // The reply alone orders nothing.
    let mut later = before.clone();
    perform(&mut later, &["WHO writes \"M\"", "time 10 s", "WHO writes \"B\"", "time 10 s"]);
    let mut orders = Orders::default();
    orders.give(number(), ObservedOrder::Text("B".to_owned()));
    let snapshots = (&Snapshot::of(before.world()), &Snapshot::of(later.world()));
    let checked = orders.check(snapshots, later.world(), &Overheard::default());
    let expected = "no dialogue by short message led to it";
    assert!(matches!(checked, Err(Violation::Unordered { why, .. }) if why == expected), "{checked:?}");
}

#[test]
fn closing_against_its_conditions_is_found() {
    let watched_world = after(None, &READY);
    let (world, now) = (watched_world.world(), Snapshot::of(watched_world.world()));
    let closed = check_closed_alone(number(), &now, world).unwrap_err();
    assert!(closed.to_string().ends_with("is closed before its wallet was closed"), "{closed}");
    let mut under_way = watched_world.clone();
    perform(&mut under_way, &["network lost 1 deliver", "WHO tops up 50 with 654321", "time 10 s"]);
    let account = &mut Snapshot::of(under_way.world()).accounts[&number()].clone();
    assert_eq!(check_closed(number(), account, under_way.world()), Ok(()));
    account.state = AccountState::Closed;
    let closed = check_closed(number(), account, under_way.world()).unwrap_err();
    assert!(closed.to_string().ends_with("is closed with money under way"), "{closed}");
}

#[test]
fn message_that_is_not_charged_is_found() {
    let watched_world = after(None, &SIGNED_UP);
    let mut overheard = Overheard::default();
    overheard.listen(watched_world.world());
    let mut charges = Charges::default();
    assert_eq!(charges.check(watched_world.world(), &overheard), Ok(()));
    // The same messages a second time.
    let found = charges.check(watched_world.world(), &overheard).unwrap_err();
    assert!(found.to_string().ends_with("sent 4 messages to the platform, and was charged 0.20 yuan"), "{found}");
    assert_eq!(Effect::AccountClosed.to_string(), "the closing of the account alone");
}
