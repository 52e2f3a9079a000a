//! Random events in random order: requests, losses, repetitions, exchanges, time, restarts. When the network is good
//! again, the books and the card agree to the fen.

use proptest::prelude::*;
use sim_wire::Fen;
use sim_wire::message::Operation;
use sim_wire::status::StatusWord;

use super::net::{Carried, Net, PASSWORD, number, password, settings};
use crate::platform::entry::Book;
use crate::platform::top_up::TopUpState;

#[derive(Clone, Debug)]
enum Event {
    TopUp(u32),
    Web(u32),
    Suspend,
    Resume,
    Carry(usize),
    Lose(usize),
    Twice(usize),
    Wake,
    Breaks(u8),
    Mends,
    Dies,
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        4 => (1..15_000_u32).prop_map(Event::TopUp),
        1 => (1..15_000_u32).prop_map(Event::Web),
        1 => Just(Event::Suspend),
        1 => Just(Event::Resume),
        12 => (0..6_usize).prop_map(Event::Carry),
        3 => (0..6_usize).prop_map(Event::Lose),
        3 => (0..6_usize).prop_map(Event::Twice),
        4 => Just(Event::Wake),
        // Not SET STATUS: a card that has executed it once accepts it every time.
        1 => prop_oneof![Just(0x52), Just(0x5A), Just(0xDA)].prop_map(Event::Breaks),
        2 => Just(Event::Mends),
        1 => Just(Event::Dies),
    ]
}

fn run_random(net: &mut Net, event: &Event) {
    let place = |net: &Net, at: usize| (!net.carried.is_empty()).then(|| at % net.carried.len());
    match event {
        Event::TopUp(fen) => {
            let tpdu = net.card.tops_up(Fen(*fen), PASSWORD);
            net.carried.push(Carried::Up(tpdu));
        }
        Event::Web(fen) => {
            // The website may decline.
            drop(net.platform.web_top_up(net.now, &number(), Fen(*fen), &password()));
        }
        Event::Suspend | Event::Resume => {
            let operation = if matches!(event, Event::Suspend) { Operation::Suspend } else { Operation::Resume };
            let tpdu = net.card.ask(operation);
            net.carried.push(Carried::Up(tpdu));
        }
        Event::Carry(at) => {
            if let Some(at) = place(net, *at) {
                let carried = net.carried.remove(at);
                net.carry(carried);
            }
        }
        Event::Lose(at) => {
            if let Some(at) = place(net, *at) {
                net.carried.remove(at);
            }
        }
        Event::Twice(at) => {
            if let Some(at) = place(net, *at) {
                let carried = net.carried[at].clone();
                net.carry(carried);
            }
        }
        Event::Wake => {
            if net.platform.due().is_some() {
                net.wake();
            }
        }
        Event::Breaks(ins) => net.card.broken = Some((*ins, StatusWord::CONDITIONS_NOT_SATISFIED)),
        Event::Mends => net.card.broken = None,
        Event::Dies => {
            net.platform = serde_json::from_str(&serde_json::to_string(&net.platform).unwrap()).unwrap();
            net.platform.give_keys(std::slice::from_ref(&net.card.profile)).unwrap();
        }
    }
    net.collect();
}

/// Asserts that money is neither made nor lost, and that the money on the card has been paid for.
fn check(net: &Net) {
    let books = [Book::Cash(number()), Book::InFlight(number()), Book::Wallet(number())];
    let sum: i64 = books.iter().map(|book| net.platform.books.ledger.balance(book)).sum();
    assert_eq!(sum, 60_000);
    let under_way = net.platform.transfers().filter(|transfer| transfer.state == TopUpState::UnderWay);
    let under_way: i64 = under_way.map(|transfer| i64::from(transfer.amount.0)).sum();
    assert_eq!(net.balance(Book::InFlight), under_way);
    net.audited();
    assert!(net.card.loaded() <= net.balance(Book::Wallet) + under_way, "the card has what nobody paid");
    assert!(net.balance(Book::Wallet) <= net.card.loaded(), "somebody paid what the card does not have");
}

/// Returns the number of cases, few since each is hundreds of packets; `PROPTEST_CASES` sets another.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(64)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]
    #[test]
    fn any_events_end_every_transfer_once(events in prop::collection::vec(event(), 1..80)) {
        let mut net = Net::with(settings());
        for event in &events {
            run_random(&mut net, event);
            check(&net);
        }
        net.card.broken = None;
        net.until_quiet();
        check(&net);
        net.check_agreement();
        let believed = net.platform.card_of(&number()).unwrap().state;
        prop_assert_eq!(believed, net.card.state);
    }
}
