//! Rows of the purse in memory. Their floors are bare ciphers, and for a commit the copy and the checksum of a slot.

use std::hint::black_box;
use std::time::Duration;

use applet::{ExchangeContext, Interface};

use crate::bench::{self, TRANSACTIONS, Work};
use crate::{Floor, LONGER, MANY_TURNS, Row, ciphers, repeated};

/// Octets of a slot with its checksum.
pub(crate) const SLOT: usize = 611;

/// GET BALANCE of the purse.
const GET_BALANCE: [u8; 5] = [0x80, 0x5C, 0x00, 0x02, 0x04];

/// Transactions of the smaller size.
pub(crate) const FEW: u64 = if cfg!(debug_assertions) { 2 } else { 50 };

const _: () = assert!(FEW * LONGER <= TRANSACTIONS as u64, "the transactions of the larger size are on one card");

/// Does what every commit cannot do without: copies a slot, and computes its checksum.
fn copy_and_check() {
    let slot = black_box([0x5A; SLOT]);
    black_box(crc32fast::hash(&slot));
}

fn pair(counter: u16) -> Vec<Vec<u8>> {
    [bench::load(counter), bench::purchase(counter)].concat()
}

fn fresh() -> applet::Card<bench::Plain, bench::Constant> {
    bench::selected(bench::fresh_memory(false))
}

/// Returns the time that the commands of `count` GET BALANCE take on one card.
fn balances(count: u64) -> Duration {
    let mut card = fresh();
    let surroundings = ExchangeContext { interface: Interface::Contact, uptime_s: 1 };
    let began = std::time::Instant::now();
    for _ in 0..count {
        black_box(&card.transmit(surroundings, black_box(&GET_BALANCE)));
    }
    began.elapsed()
}

/// Returns the rows.
pub(crate) fn rows() -> Vec<Row> {
    let count = if cfg!(debug_assertions) { 10 } else { 1_000 };
    let answer = fresh().transmit(ExchangeContext { interface: Interface::Contact, uptime_s: 1 }, &GET_BALANCE);
    let answer = answer.expect("the card answers");
    let copy = Floor {
        name: "copies of the answer",
        work: repeated(move |_| drop(black_box(black_box(&answer).clone()))),
        ratio_max: None,
    };
    let balance = Row {
        name: "balance",
        unit: "command",
        turns: MANY_TURNS,
        count,
        work: Box::new(balances),
        floor: Some(copy),
        each_ns_max: None,
    };
    let pairs = Work::new(pair, fresh);
    let bare = repeated(|number| {
        black_box((ciphers::of_a_load(number), ciphers::of_a_purchase(number)));
        copy_and_check();
        copy_and_check();
    });
    let pairs = Row {
        name: "pairs",
        unit: "pair",
        turns: MANY_TURNS,
        count: FEW,
        work: Box::new(move |count| pairs.time(count)),
        floor: Some(Floor { name: "ciphers, copies, checksums", work: bare, ratio_max: None }),
        each_ns_max: None,
    };
    let purchases = Work::new(bench::purchase, fresh);
    let purchase = Row {
        name: "purchase",
        unit: "purchase",
        turns: MANY_TURNS,
        count: FEW,
        work: Box::new(move |count| purchases.time(count)),
        floor: Some(Floor { name: "bare ciphers", work: Box::new(ciphers::time), ratio_max: Some(1.3) }),
        each_ns_max: Some(1_000.0),
    };
    vec![balance, pairs, purchase]
}
