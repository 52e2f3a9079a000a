//! Payments by banks and merchants under the watchers: the right ones violate nothing, and one that is done twice or
//! that nobody ordered is found.

use super::*;
use crate::invariant::effect::Effect;
use crate::invariant::orders::{ObservedOrder, Orders};
use crate::platform::rules::BusinessRules;
use crate::platform::serial::WithdrawalNumber;
use crate::platform::withdrawal::Withdrawal;

/// Lines by which a person has a real-name account with 300 yuan, a bank card and a pay password.
const BANKED: [&str; 7] = [
    "hall opens account of WHO",
    "time 1 min",
    "WHO changes pay password from initial to 654321",
    "time 10 s",
    "hall takes 300 from WHO",
    "website binds 中国银行 card 6227001234567890123 for WHO with 654321",
    "time 10 s",
];

#[test]
fn payments_of_every_kind_violate_nothing() {
    let mut watched_world = after(None, &BANKED);
    perform(
        &mut watched_world,
        &[
            "website withdraws 50 for WHO with 654321",
            "bank repeats withdrawal for WHO",
            "website withdraws 20 for WHO with 654321",
            "website recharges 40 from 招商银行 for WHO twice",
            "website draws 10 from 招商银行 for WHO",
            "time 1 min",
            "website recharges 30 from 招商银行 for WHO unanswered",
            "time 1 h",
            "bank pays order 3",
            "merchant 1 places order of 120 for 诗集",
            "website sends code of order 1 for WHO",
            "time 10 s",
            "website pays order 1 for WHO with 654321 and code",
            "merchant 1 refunds 20.5 of order 1",
            "merchant 1 refunds order 1",
            "website withdraws 10 for WHO with 654321",
            "bank refuses withdrawal for WHO",
            "bank delays withdrawal for WHO by 30 d",
            "heal",
        ],
    );
    let world = watched_world.world();
    let books = [Book::Cash(number()), Book::Frozen(number()), Book::Wallet(number()), Book::Bank];
    let balances = books.map(|book| world.platform().books.ledger.balance(&book));
    // The bank's answer to the first withdrawal was changed to a refusal, which came twice and counted once.
    assert_eq!(balances, [34_000, 0, 1_000, -5_000]);
}

/// Rules by which every answer of a bank ends a withdrawal.
#[derive(Debug)]
struct EveryAnswer;

impl BusinessRules for EveryAnswer {
    fn may_end_withdrawal(&self, _withdrawal: &Withdrawal) -> bool {
        true
    }
}

#[test]
fn withdrawal_paid_twice_is_found() {
    let mut watched_world = WatchedWorld::new(&cast(None), Rulebook::new(&EveryAnswer)).unwrap();
    perform(&mut watched_world, &BANKED);
    perform(&mut watched_world, &["website withdraws 20 for WHO with 654321", "bank repeats withdrawal for WHO"]);
    perform(&mut watched_world, &["time 2 d", "website withdraws 50 for WHO with 654321"]);
    let found = watched_world.perform(&"time 20 d".parse().unwrap());
    let withdrawal = WithdrawalNumber(1);
    assert!(
        matches!(found, Err(Violation::Books(AuditError::NotFrozen { withdrawal: of, .. })) if of == withdrawal),
        "{found:?}"
    );
}

#[test]
fn payment_that_nobody_ordered_is_found() {
    let before = after(None, &BANKED);
    let bank = ObservedOrder::plain(Effect::BankRecharge(Fen(1_000)));
    for (lines, given, effect) in [
        (&["website withdraws 20 for WHO with 654321"][..], None, "a withdrawal of 20.00 yuan"),
        (&["website recharges 10 from 招商银行 for WHO"], None, "a recharge of 10.00 yuan from a bank"),
        (&["website draws 10 from 招商银行 for WHO"], Some(bank), "a top-up of 10.00 yuan from a bank"),
        (
            &["merchant 1 places order of 5 for 诗集", "website pays order 1 for WHO with 654321"],
            None,
            "the payment of order 1 for goods",
        ),
    ] {
        let mut later = before.clone();
        perform(&mut later, lines);
        let mut orders = Orders::default();
        given.into_iter().for_each(|order| orders.give(number(), order));
        let found = orders.check(
            (&Snapshot::of(before.world()), &Snapshot::of(later.world())),
            later.world(),
            &Overheard::default(),
        );
        let Err(Violation::Unordered { effect: found, why, .. }) = found else { panic!("{lines:?}: {found:?}") };
        assert_eq!((found.to_string().as_str(), why), (effect, "nobody ordered it"));
    }
}
