//! Answers to a top-up's scripts that are unclear, late or contrary, and loads that have no room. Each test checks the
//! balances afterwards.

use sim_wire::Fen;
use sim_wire::message::Operation;
use sim_wire::status::StatusWord;

use super::net::{Net, PASSWORD, number, password};
use crate::platform::card_file::CardFile;
use crate::platform::entry::Book;
use crate::platform::errand::{Errand, ProofResult, Purpose};
use crate::platform::script::CardScript;
use crate::platform::top_up::TopUpState::{Refunded, Settled, UnderWay};

fn card(net: &Net) -> &CardFile {
    net.platform.card_of(&number()).unwrap()
}

fn errand(net: &Net) -> &Errand {
    card(net).errands.first().unwrap()
}

/// Returns the balances of cash, in flight and wallet, in fen.
fn held(net: &Net) -> [i64; 3] {
    [Book::Cash, Book::InFlight, Book::Wallet].map(|book| net.balance(book))
}

/// Returns a net with a top-up whose credit was taken from it, that credit, and the transfer's cancel.
fn credit_sent() -> (Net, crate::platform::outbox::Letter, CardScript) {
    let mut net = Net::new();
    net.tops_up(5_000);
    let credit = net.take_packets().remove(0);
    let cancel = net.platform.transfers().next().unwrap().cancel();
    (net, credit, cancel)
}

#[test]
fn unclear_answer_to_credit_asks_for_proof() {
    let (mut net, credit, _) = credit_sent();
    // 9000 without the receipt.
    net.card.broken = Some((0x52, StatusWord::SUCCESS));
    assert_eq!(net.deliver(&credit), ProofResult::Answered);
    assert_eq!((&errand(&net).script, errand(&net).tries), (&CardScript::Prove { counter: 1 }, 2));
    assert_eq!((net.take_packets().len(), held(&net)), (1, [55_000, 5_000, 0]));
    net.until_quiet();
    assert_eq!((net.transfers(), held(&net)), (vec![Refunded], [60_000, 0, 0]));
    net.check_agreement();
}

#[test]
fn late_unclear_answer_leaves_the_cancel() {
    let (mut net, credit, cancel) = credit_sent();
    net.card.broken = Some((0x52, StatusWord::SUCCESS));
    let unclear = net.card.receive_message(&credit.tpdu);
    net.wake();
    let prove = net.take_packets().remove(0);
    net.deliver(&prove);
    assert_eq!(net.take_packets().len(), 1);
    assert_eq!(net.platform.receive_report(net.now, credit.id, &unclear, true), ProofResult::Answered);
    net.collect();
    assert_eq!((net.take_packets().len(), &errand(&net).script), (0, &cancel));
    net.until_quiet();
    assert_eq!((net.transfers(), held(&net)), (vec![Refunded], [60_000, 0, 0]));
    net.check_agreement();
}

#[test]
fn late_refusal_sends_no_second_cancel() {
    let (mut net, _, cancel) = credit_sent();
    net.wake();
    net.wake();
    let proves = net.take_packets();
    assert_eq!(proves.len(), 2);
    net.deliver(&proves[0]);
    assert_eq!((net.take_packets().len(), &errand(&net).script, errand(&net).tries), (1, &cancel, 4));
    let again = errand(&net).again;
    assert_eq!(net.deliver(&proves[1]), ProofResult::Answered);
    assert_eq!((net.take_packets().len(), &errand(&net).script, errand(&net).tries), (0, &cancel, 4));
    assert_eq!((errand(&net).again, net.transfers()), (again, vec![UnderWay]));
    net.until_quiet();
    assert_eq!((net.transfers(), held(&net)), (vec![Refunded], [60_000, 0, 0]));
    net.check_agreement();
}

#[test]
fn cancel_refused_otherwise_keeps_the_money_in_flight() {
    for status in [StatusWord::APPLICATION_BLOCKED_FOR_EVER, StatusWord::TRANSACTION_MAC_WRONG] {
        let (mut net, _, cancel) = credit_sent();
        net.card.broken = Some((0xDA, status));
        for tries in 2..6 {
            net.wake();
            net.carry_all();
            assert_eq!((net.transfers(), held(&net)), (vec![UnderWay], [55_000, 5_000, 0]));
            assert_eq!((&errand(&net).script, errand(&net).tries), (&cancel, tries + 1));
        }
        assert_eq!((net.platform.transfers().next().unwrap().doubts, net.read.len()), (0, 0));
        net.card.broken = None;
        net.until_quiet();
        assert_eq!((net.transfers(), held(&net)), (vec![Refunded], [60_000, 0, 0]));
        net.check_agreement();
    }
}

#[test]
fn second_refusal_of_cancel_raises_no_doubt() {
    let (mut net, credit, cancel) = credit_sent();
    net.wake();
    // The credit is late: the card says that it has no such load, and takes the credit afterwards.
    let counter = net.card.accepted;
    let prove = net.take_packets().remove(0);
    net.deliver(&prove);
    net.wake();
    let cancels = net.take_packets();
    assert_eq!((cancels.len(), &errand(&net).script), (2, &cancel));
    net.card.accepted = counter;
    net.card.receive_message(&credit.tpdu);
    let refusals = [&cancels[0], &cancels[1]].map(|letter| net.card.receive_message(&letter.tpdu));
    for (letter, refusal) in cancels.iter().zip(&refusals) {
        assert_eq!(net.platform.receive_report(net.now, letter.id, refusal, true), ProofResult::Answered);
        net.collect();
        assert_eq!(net.platform.transfers().next().unwrap().doubts, 1);
        assert_eq!(errand(&net).script, CardScript::Prove { counter: 1 });
    }
    assert_eq!((net.take_packets().len(), net.transfers()), (1, vec![UnderWay]));
    net.until_quiet();
    assert_eq!((net.transfers(), held(&net)), (vec![Settled], [55_000, 0, 5_000]));
    net.check_agreement();
}

#[test]
fn overtaken_request_leaves_the_believed_purse() {
    let mut net = Net::new();
    net.card.balance = Fen(777);
    let refused = net.card.tops_up(Fen(5_000), "000000");
    net.receive(&refused);
    assert_eq!(card(&net).purse, Fen(777));
    net.until_quiet();
    // This one is asked for before the next load and heard after it.
    let late = net.card.tops_up(Fen(3_000), PASSWORD);
    net.platform.web_top_up(net.now, &number(), Fen(5_000), &password()).unwrap();
    net.until_quiet();
    assert_eq!(card(&net).purse, Fen(5_777));
    net.receive(&late);
    assert_eq!((card(&net).purse, card(&net).next_load), (Fen(5_777), 1));
    net.until_quiet();
    assert_eq!(net.transfers(), [Settled]);
}

#[test]
fn load_without_room_on_the_card_is_declined() {
    for (balance, counter) in [(u32::MAX, 0), (0, u16::MAX)] {
        let mut net = Net::new();
        (net.card.balance, net.card.counter) = (Fen(balance), counter);
        net.tops_up(5_000);
        assert_eq!((net.transfers().len(), held(&net)), (0, [60_000, 0, 0]));
        net.until_quiet();
        assert_eq!(net.read, ["钱包充值失败:手机钱包余额将超过上限。"]);
        assert_eq!((net.card.pending, net.card.loads.len(), net.card.balance), (None, 0, Fen(balance)));
        assert_eq!((net.transfers().len(), held(&net)), (0, [60_000, 0, 0]));
    }
}

#[test]
fn website_load_displaces_refusals_alone() {
    let mut net = Net::new();
    net.platform.reset_operation_pin(net.now, &number(), &password()).unwrap();
    let refused = net.card.tops_up(Fen(5_000), "000000");
    net.receive(&refused);
    let purposes = |net: &Net| card(net).errands.iter().map(|errand| errand.purpose.clone()).collect::<Vec<_>>();
    assert_eq!(purposes(&net), [Purpose::OperationPin, Purpose::Refusal]);
    net.platform.web_top_up(net.now, &number(), Fen(5_000), &password()).unwrap();
    let purposes = purposes(&net);
    assert!(matches!(purposes[..], [Purpose::OperationPin, Purpose::Invitation(_)]), "{purposes:?}");
    net.until_quiet();
    assert_eq!((net.card.pin_resets, net.transfers()), (1, vec![Settled]));
    net.check_agreement();
}

#[test]
fn website_load_of_all_cash_is_settled() {
    let mut net = Net::new();
    net.platform.web_top_up(net.now, &number(), Fen(60_000), &password()).unwrap();
    net.until_quiet();
    assert_eq!((net.transfers(), held(&net), net.card.balance), (vec![Settled], [0, 0, 60_000], Fen(60_000)));
    net.ask(Operation::AccountBalance);
    net.until_quiet();
    assert_eq!(net.read, ["钱包充值成功!充值金额600元。", "现金账户余额:0元;充值卡账户余额:0元,可用余额0元。"]);
    net.check_agreement();
}
