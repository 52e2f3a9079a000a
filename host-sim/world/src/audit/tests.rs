//! The audit has no finding in books that only their methods changed, and finds every fault that is planted.

use proptest::prelude::*;

use super::*;
use crate::platform::account::NumberState;
use crate::platform::bank::Bank;
use crate::platform::bill::BillFrom;
use crate::platform::books::Terms;
use crate::platform::card_file::Asn;
use crate::platform::entry::{BookedPurchase, EntryReason, LoadChannel};
use crate::platform::province::Province;
use crate::platform::scratch_card::CardDigits;
use crate::platform::wallet_book::SettledPurchase;
use sim_codec::time::Moment;
use sim_device::link::Chance;
use sim_device::pos::entry::PurchaseId;

/// 2009-11-18 09:30.
const NOW: Moment = Moment(1_258_536_600_000);

fn number(last: u8) -> Msisdn {
    format!("138073100{last:02}").parse().unwrap()
}

/// Names a purchase of a number by its counter.
fn bought(last: u8, counter: u32) -> BookedPurchase {
    let purchase = PurchaseId { terminal: [0x11; 6], counter };
    let merchant = "898430154110001".parse().unwrap();
    BookedPurchase { number: number(last), asn: Asn([last; 10]), merchant, purchase, batch: 1 }
}

/// Makes the settlement of a number's purchase, with a commission of one in a hundred.
fn settled(last: u8, counter: u32, amount: u32) -> SettledPurchase {
    let (purchase, payer) = (bought(last, counter), Book::Wallet(number(last)));
    SettledPurchase { purchase, payer, amount: Fen(amount), commission: Fen(amount / 100) }
}

/// Makes books of two people with a few of each operation; their entries are 1 to 11.
fn lively() -> Books {
    let mut chance = Chance::seeded(7);
    let mut books = Books::new(Terms::light(), &mut chance);
    for last in [1, 2] {
        books.open_account(NOW, &number(last), &mut chance).unwrap();
    }
    books.hall_deposit(NOW, &number(1), Fen(30_000)).unwrap(); // 1
    books.bank_recharge(NOW, &number(2), Bank::Post, Fen(20_000)).unwrap(); // 2
    let digits = CardDigits::draw(&mut chance);
    books.scratch_cards.issue(&digits, Fen(5000), Province::Hunan).unwrap();
    books.scratch_card_recharge(NOW, &number(1), &digits).unwrap(); // 3
    books.reserve_load(NOW, &number(1), Fen(3000), 1).unwrap(); // 4
    books.settle_load(NOW, 1).unwrap(); // 5
    books.reserve_load(NOW, &number(1), Fen(2000), 2).unwrap(); // 6
    books.refund_load(NOW, 2).unwrap(); // 7
    books.reserve_load(NOW, &number(1), Fen(1000), 3).unwrap(); // 8, open
    books.pay_own_bill(NOW, &number(1), Fen(6000), BillFrom::Both).unwrap(); // 9
    books.book_purchases(NOW, &[settled(1, 1, 500)]).unwrap(); // 10
    books.book_return(NOW, bought(1, 1), Fen(500)).unwrap(); // 11
    books
}

/// Returns the findings about the entries of the lively books with a fault in them, in words.
fn after(fault: impl FnOnce(&mut Vec<Entry>)) -> Vec<String> {
    let mut raw = lively().ledger.entries().to_vec();
    fault(&mut raw);
    entries(&raw, DailyMost::default()).iter().map(AuditError::to_string).collect()
}

fn truth(last: u8, balance: u32, spent: u32) -> CardTruth {
    CardTruth { number: number(last), retired: None, balance: Fen(balance), spent: Fen(spent), uncertain: Vec::new() }
}

#[test]
fn books_in_order_pass_the_audit() {
    let lively = lively();
    assert_eq!(after(|_| {}), Vec::<String>::new());
    assert_eq!(books(&lively), []);
    // The card: 3000 loaded, 500 spent and uploaded. Transfer 3 may have arrived or not.
    assert_eq!(cards(lively.ledger.entries(), &[truth(1, 2500, 0), truth(2, 0, 0)]), []);
    assert_eq!(cards(lively.ledger.entries(), &[truth(1, 2300, 200)]), []);
    assert_eq!(cards(lively.ledger.entries(), &[truth(1, 3500, 0)]), []);
}

#[test]
fn changed_leg_is_found() {
    assert_eq!(after(|raw| raw[1].legs[1].1 = 20_001), ["entry 2 does not balance: its legs sum to 0.01 yuan"],);
}

#[test]
fn removed_or_repeated_entry_is_found() {
    let found = after(|raw| {
        raw.remove(1);
    });
    assert_eq!(found[0], "entry 3 stands in place 2 of the ledger");
    let found = after(|raw| raw.push(raw[1].clone()));
    let twice = "entry 2 credits order 1 to a bank a second time";
    assert_eq!(found, ["entry 2 stands in place 12 of the ledger", twice]);
}

#[test]
fn backdated_entry_is_found() {
    assert_eq!(after(|raw| raw[10].at = Moment(5)), ["entry 11 is older than the one before it"]);
}

#[test]
fn money_in_the_wrong_book_is_found() {
    let found = after(|raw| raw[4].legs[1].0 = Book::Wallet(number(2)));
    let wrong =
        "entry 5 takes 30.00 yuan from or to the book wallet 13807310002, which its reason has nothing to do with";
    assert_eq!(found, [wrong]);
    // The cards show it as well: the money is in the wrong wallet's book.
    let mut raw = lively().ledger.entries().to_vec();
    raw[4].legs[1].0 = Book::Wallet(number(2));
    assert_eq!(cards(&raw, &[truth(1, 2500, 0), truth(2, 0, 0)]).len(), 2);
}

#[test]
fn negative_balance_is_found() {
    let found = after(|raw| {
        raw[8].legs = vec![(Book::Cash(number(1)), -90_000), (Book::PhoneBills, 90_000)];
    });
    assert_eq!(found[0], "after entry 9 the book cash 13807310001 stands at -640.00 yuan");
}

#[test]
fn transfer_ended_twice_or_never_reserved_is_found() {
    let settled_too = after(|raw| {
        let mut entry = raw[4].clone();
        entry.id = 12;
        entry.why = EntryReason::LoadSettled { number: number(1), transfer: 2 };
        entry.legs = vec![(Book::InFlight(number(1)), -1000), (Book::Wallet(number(1)), 1000)];
        raw.push(entry);
    });
    assert_eq!(settled_too[0], "entry 12 ends transfer 2, which had ended");
    assert_eq!(settled_too[1], "0.00 yuan are in flight to 13807310001, and its open transfers come to 10.00 yuan");
    let never = after(|raw| raw[6].why = EntryReason::LoadRefunded { number: number(1), transfer: 9 });
    assert_eq!(never[0], "entry 7 ends transfer 9, which was never reserved");
}

#[test]
fn transfer_reserved_twice_or_ended_short_is_found() {
    let channel = LoadChannel::OverTheAir;
    let twice = after(|raw| raw[7].why = EntryReason::LoadReserved { number: number(1), transfer: 1, channel });
    assert_eq!(twice[0], "entry 8 reserves transfer 1 a second time");
    let less = after(|raw| {
        raw[4].legs = vec![(Book::InFlight(number(1)), -2999), (Book::Wallet(number(1)), 2999)];
    });
    assert_eq!(
        less[0],
        "entry 5 ends transfer 1 with 29.99 yuan of 13807310001, and reserved were 30.00 yuan of 13807310001"
    );
}

#[test]
fn purchase_settled_or_voided_twice_is_found() {
    // The second settlement is planted by hand: the money comes out of the wallet once more.
    let settled_again = after(|raw| raw.push(Entry { id: 12, ..raw[9].clone() }));
    assert_eq!(
        settled_again,
        ["entry 12 settles or voids purchase 111111111111/0000000001, which had been settled or voided"]
    );
    let voided_too = after(|raw| {
        let legs = vec![(Book::Wallet(number(1)), -500), (Book::Cash(number(1)), 500)];
        raw.push(Entry { id: 12, why: EntryReason::Void(bought(1, 1)), legs, ..raw[9].clone() });
    });
    assert_eq!(voided_too, settled_again);
}

#[test]
fn return_of_what_was_not_sold_is_found() {
    let twice = after(|raw| raw.push(Entry { id: 12, ..raw[10].clone() }));
    let unsettled = "entry 12 returns purchase 111111111111/0000000001, which was not settled, or returned before";
    assert_eq!(twice, [unsettled]);
    let never = after(|raw| raw[10].why = EntryReason::Return(bought(1, 2)));
    assert_eq!(never[0], unsettled.replace("12", "11").replace("111111111111/0000000001", "111111111111/0000000002"));
    let more = after(|raw| {
        let merchant = Book::Merchant("898430154110001".parse().unwrap());
        raw[10].legs = vec![(merchant, -501), (Book::Cash(number(1)), 501)];
    });
    assert_eq!(more, ["entry 11 returns purchase 111111111111/0000000001 otherwise than it was settled"]);
}

#[test]
fn exceeded_daily_allowance_is_found() {
    let most = DailyMost { count: 1, sum: Fen(3500) };
    let raw = lively();
    let found: Vec<_> = entries(raw.ledger.entries(), most).iter().map(AuditError::to_string).collect();
    // The second top-up is refunded before the third, which is over all the same.
    assert_eq!(
        found,
        [
            "entry 6 is top-up 2 of 13807310001 on 2009-11-18, and 1 are allowed",
            "with entry 6 13807310001 topped up 50.00 yuan on 2009-11-18, and 35.00 yuan are allowed",
            "entry 8 is top-up 2 of 13807310001 on 2009-11-18, and 1 are allowed",
            "with entry 8 13807310001 topped up 40.00 yuan on 2009-11-18, and 35.00 yuan are allowed",
        ]
    );
}

#[test]
fn scratch_card_used_twice_is_found() {
    let found = after(|raw| {
        let mut entry = raw[2].clone();
        entry.id = 12;
        raw.push(entry);
    });
    assert!(
        found[0].starts_with("entry 12 uses the scratch card ") && found[0].ends_with(" a second time"),
        "{found:?}"
    );
}

/// Returns the findings about the lively books with a change in their stored form.
fn stored(change: impl FnOnce(&mut serde_json::Value)) -> Vec<AuditError> {
    let mut value = serde_json::to_value(lively()).unwrap();
    change(&mut value);
    books(&serde_json::from_value(value).unwrap())
}

#[test]
fn books_contradicting_the_entries_are_found() {
    let found = stored(|value| value["transfers"]["3"]["state"] = "settled".into());
    assert_eq!(found, [AuditError::TransferKept { transfer: 3 }]);
    let found = stored(|value| value["transfers"] = serde_json::json!({}));
    assert_eq!(found.len(), 3);
    let found = stored(|value| {
        let cards = value["scratch_cards"]["cards"].as_object_mut().unwrap();
        cards.values_mut().for_each(|card| card["used"] = serde_json::Value::Null);
    });
    assert!(matches!(found.as_slice(), [AuditError::CardUse { .. }]), "{found:?}");
    let found = stored(|value| value["accounts"]["accounts"]["13807310002"]["state"] = "closed".into());
    assert_eq!(found, [AuditError::ClosedWithMoney { number: number(2), held: 20_000 }]);
}

#[test]
fn wrong_stored_balance_is_found() {
    let lively = lively();
    let recount = recount(lively.ledger.entries(), DailyMost::default());
    let mut claimed = lively.ledger.balances().clone();
    claimed.insert(Book::Bank, 0);
    claimed.remove(&Book::Commission);
    let mut found = Vec::new();
    balances(&recount, &claimed, &mut found);
    let found: Vec<_> = found.iter().map(AuditError::to_string).collect();
    assert_eq!(
        found,
        [
            "the book commission is said to stand at 0.00 yuan, and its entries come to 0.05 yuan",
            "the book bank is said to stand at 0.00 yuan, and its entries come to -200.00 yuan",
        ]
    );
}

#[test]
fn card_balance_off_by_one_fen_is_found() {
    let lively = lively();
    for wrong in [truth(1, 2499, 0), truth(1, 2501, 0), truth(1, 2500, 1), truth(1, 3000, 0), truth(1, 3501, 0)] {
        let found = cards(lively.ledger.entries(), std::slice::from_ref(&wrong));
        let card = i128::from(wrong.balance.0 + wrong.spent.0);
        assert_eq!(found, [AuditError::Card { number: number(1), card, book: 2500, in_flight: 1000 }]);
    }
    let unknown = cards(lively.ledger.entries(), &[truth(3, 1, 0)]);
    assert_eq!(unknown.len(), 2);
    assert_eq!(
        unknown.last().unwrap().to_string(),
        "the wallet's book of 13807310001 has 25.00 yuan, and there is no card"
    );
}

#[test]
fn any_of_several_open_transfers_may_have_arrived() {
    let open = [1, 2, 4].map(|power| 100 * power);
    let sums: Vec<i128> = (-100..=800).filter(|amount| is_sum_of_some(*amount, &open)).collect();
    assert_eq!(sums, [0, 100, 200, 300, 400, 500, 600, 700]);
    let many = [100; 13];
    assert!(is_sum_of_some(1300, &many) && !is_sum_of_some(1301, &many) && !is_sum_of_some(-1, &many));
}

/// Operation on the books.
#[derive(Clone, Debug)]
enum Op {
    Hall(u8, u32),
    Bank(u8, u32),
    Card(u8, u32),
    Reserve(u8, u32, bool),
    End(u64, bool),
    OwnBill(u8, u32, bool),
    Purchase(u8, u32),
    Void(u8, u32),
    Return(prop::sample::Index),
    Brought(u8, u32),
    Unload(u8, u32),
    Becomes(u8, NumberState),
    Close(u8),
    Wait(u64),
}

fn op() -> impl Strategy<Value = Op> {
    use NumberState as S;
    // So large at most that all of them together still fit a purse, which counts in 32 bits.
    let (who, amount) = (1..4_u8, prop_oneof![4 => 1..20_000_u32, 1 => Just(0), 1 => 0..30_000_000_u32]);
    let both = (who.clone(), amount);
    let states = prop::sample::select(vec![S::Normal, S::Normal, S::Lost, S::Barred, S::Cancelled]);
    prop_oneof![
        4 => both.clone().prop_map(|(who, amount)| Op::Hall(who, amount)),
        2 => both.clone().prop_map(|(who, amount)| Op::Bank(who, amount)),
        2 => both.clone().prop_map(|(who, amount)| Op::Card(who, amount)),
        8 => (both.clone(), any::<bool>()).prop_map(|((who, amount), air)| Op::Reserve(who, amount, air)),
        8 => (0..40_u64, any::<bool>()).prop_map(|(transfer, settles)| Op::End(transfer, settles)),
        2 => (both.clone(), any::<bool>()).prop_map(|((who, amount), stk)| Op::OwnBill(who, amount, stk)),
        4 => both.clone().prop_map(|(who, amount)| Op::Purchase(who, amount)),
        1 => both.clone().prop_map(|(who, amount)| Op::Void(who, amount)),
        1 => any::<prop::sample::Index>().prop_map(Op::Return),
        1 => both.clone().prop_map(|(who, amount)| Op::Brought(who, amount)),
        1 => both.prop_map(|(who, amount)| Op::Unload(who, amount)),
        1 => (who.clone(), states).prop_map(|(who, state)| Op::Becomes(who, state)),
        1 => who.prop_map(Op::Close),
        2 => (0..30_u64).prop_map(Op::Wait),
    ]
}

/// Returns a counter that no purchase in the books has.
fn counter(books: &Books) -> u32 {
    u32::try_from(books.ledger.entries().len()).unwrap()
}

/// Returns the settled purchases that were not returned, each with its amount.
fn unreturned(books: &Books) -> Vec<(BookedPurchase, Fen)> {
    let mut open = BTreeMap::new();
    for entry in books.ledger.entries() {
        let amount: i64 = entry.legs.iter().map(|(_, amount)| *amount).filter(|amount| *amount > 0).sum();
        match entry.why {
            EntryReason::Purchase(told) => drop(open.insert(told.purchase, (told, Fen(amount.try_into().unwrap())))),
            EntryReason::Return(told) => drop(open.remove(&told.purchase)),
            _ => {}
        }
    }
    open.into_values().collect()
}

/// Performs an operation. Returns whether the books accepted it.
fn run(books: &mut Books, (now, next): (&mut Moment, &mut u64), op: &Op, chance: &mut Chance) -> bool {
    match op {
        Op::Hall(who, amount) => books.hall_deposit(*now, &number(*who), Fen(*amount)).is_ok(),
        Op::Bank(who, amount) => books.bank_recharge(*now, &number(*who), Bank::Citic, Fen(*amount)).is_ok(),
        Op::Card(who, amount) => {
            let digits = CardDigits::draw(chance);
            let issued = books.scratch_cards.issue(&digits, Fen(*amount), Province::Hunan);
            issued.is_ok() && books.scratch_card_recharge(*now, &number(*who), &digits).is_ok()
        }
        Op::Reserve(who, amount, air) => {
            *next += 1;
            let channel = if *air { LoadChannel::OverTheAir } else { LoadChannel::Website };
            books.reserve_load_by(channel, *now, &number(*who), Fen(*amount), *next).is_ok()
        }
        Op::End(transfer, true) => {
            books.settle_load(*now, *transfer).is_ok() || books.settle_unload(*now, *transfer).is_ok()
        }
        Op::End(transfer, false) => {
            books.refund_load(*now, *transfer).is_ok() || books.undo_unload(*now, *transfer).is_ok()
        }
        Op::OwnBill(who, amount, stk) => {
            let from = if *stk { BillFrom::RechargeCard } else { BillFrom::Both };
            books.pay_own_bill(*now, &number(*who), Fen(*amount), from).is_ok()
        }
        Op::Purchase(who, amount) => books.book_purchases(*now, &[settled(*who, counter(books), *amount)]).is_ok(),
        Op::Void(who, amount) => {
            let (purchase, payer) = (bought(*who, counter(books)), Book::Wallet(number(*who)));
            books.book_void(*now, purchase, (payer, Fen(*amount))).is_ok()
        }
        Op::Return(which) => {
            let open = unreturned(books);
            let found = (!open.is_empty()).then(|| *which.get(&open));
            found.is_some_and(|(purchase, amount)| books.book_return(*now, purchase, amount).is_ok())
        }
        Op::Brought(who, amount) => books.bring_in(*now, &number(*who), Fen(*amount)).is_ok(),
        Op::Unload(who, amount) => {
            *next += 1;
            books.reserve_unload(*now, &number(*who), Fen(*amount), *next).is_ok()
        }
        Op::Becomes(who, state) => books.set_number_state(&number(*who), *state).is_ok(),
        Op::Close(who) => books.close_account(&number(*who), false).is_ok(),
        Op::Wait(hours) => {
            *now = now.hours_later(*hours);
            true
        }
    }
}

/// Returns books after some operations, and asserts that refused ones change nothing in the ledger.
fn played(ops: &[Op]) -> Books {
    let mut chance = Chance::seeded(7);
    let mut books = Books::new(Terms::light(), &mut chance);
    let (mut now, mut next) = (NOW, 0);
    for last in 1..4 {
        books.open_account(now, &number(last), &mut chance).unwrap();
    }
    for op in ops {
        let before = books.ledger.clone();
        if !run(&mut books, (&mut now, &mut next), op, &mut chance) {
            assert_eq!(books.ledger, before, "{op:?}");
        }
    }
    books
}

proptest! {
    #[test]
    fn random_operations_pass_the_audit(ops in prop::collection::vec(op(), 0..120)) {
        let played = played(&ops);
        prop_assert_eq!(books(&played), []);
        prop_assert_eq!(played.ledger.balances().values().sum::<i64>(), 0);
        // Cards that hold what the books say, with and without what is on its way.
        let truths = |arrived: bool| (1..4).filter_map(|last| {
            let flight = if arrived { played.ledger.balance(&Book::InFlight(number(last))) } else { 0 };
            let holds = played.ledger.balance(&Book::Wallet(number(last))) + flight;
            u32::try_from(holds).ok().map(|holds| truth(last, holds, 0))
        }).collect::<Vec<_>>();
        prop_assert_eq!(cards(played.ledger.entries(), &truths(true)), []);
        for finding in cards(played.ledger.entries(), &truths(false)) {
            // Spent before it was proved: such a card must have got some of what is in flight.
            prop_assert!(matches!(finding, AuditError::NoCard { book, .. } if book < 0), "{}", finding);
        }
    }

    #[test]
    fn any_unbalanced_entry_is_found(
        ops in prop::collection::vec(op(), 20..120),
        place in any::<prop::sample::Index>(),
        leg in any::<prop::sample::Index>(),
        by in prop_oneof![-1000..0_i64, 1..1000_i64],
    ) {
        let played = played(&ops);
        let mut raw = played.ledger.entries().to_vec();
        prop_assume!(!raw.is_empty());
        let entry = place.index(raw.len());
        let legs = &mut raw[entry].legs;
        let leg = leg.index(legs.len());
        legs[leg].1 += by;
        let found = entries(&raw, played.terms.top_ups);
        let unbalanced = AuditError::Unbalanced { id: u64::try_from(entry).unwrap() + 1, sum: by.into() };
        prop_assert!(found.contains(&unbalanced), "{:?}", found);
    }

    #[test]
    fn any_missing_entry_but_the_last_is_found(
        ops in prop::collection::vec(op(), 20..120),
        place in any::<prop::sample::Index>(),
    ) {
        let played = played(&ops);
        let mut raw = played.ledger.entries().to_vec();
        prop_assume!(raw.len() > 1);
        let place = place.index(raw.len() - 1);
        raw.remove(place);
        prop_assert!(!entries(&raw, played.terms.top_ups).is_empty());
    }
}
