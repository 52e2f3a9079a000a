//! A bank's payment for the wallet (3.2.1.2): it reaches the card over the air, and where its money stands otherwise.

use sim_wire::Fen;
use sim_wire::lifecycle::LifeCycle;
use sim_wire::message::Operation;

use super::net::{Net, number};
use crate::platform::bank::{Bank, BankAnswer};
use crate::platform::bank_order::BankOrderTarget;
use crate::platform::entry::Book;
use crate::platform::error::PlatformError;
use crate::platform::notices::DeclinedError;
use crate::platform::serial::BankOrderNumber;
use crate::platform::top_up::TopUpState::{Refunded, Settled, UnderWay};

/// Text of the bank's payment onto the 600 yuan that the account has.
const PAID: &str = "网银充值成功!中国建设银行充值50元,现金账户余额650元。";

/// Returns the balances of bank, cash, in flight and wallet, in fen.
fn held(net: &Net) -> [i64; 4] {
    let [cash, in_flight, wallet] = [Book::Cash, Book::InFlight, Book::Wallet].map(|book| net.balance(book));
    [net.platform.books.ledger.balance(&Book::Bank), cash, in_flight, wallet]
}

/// Opens an order of an amount for the wallet.
fn order(net: &mut Net, fen: u32) -> Result<BankOrderNumber, DeclinedError> {
    net.platform.open_bank_order(net.now, &number(), (Bank::Construction, Fen(fen)), BankOrderTarget::Wallet)
}

/// Returns a net in which a bank has paid 50 yuan for the wallet.
fn paid() -> Net {
    let mut net = Net::new();
    let order = order(&mut net, 5_000).unwrap();
    net.platform.take_bank_answer(net.now, order, BankAnswer::Pays).unwrap();
    net.collect();
    net
}

#[test]
fn bank_payment_reaches_card_over_the_air() {
    let mut net = paid();
    assert_eq!(held(&net), [-5_000, 65_000, 0, 0], "the card has not answered");
    net.until_quiet();
    assert_eq!((held(&net), net.card.balance), ([-5_000, 60_000, 0, 5_000], Fen(5_000)));
    assert_eq!(
        (net.transfers(), &net.read[..]),
        (vec![Settled], &[PAID, "钱包充值成功!充值金额50元。"].map(str::to_owned)[..])
    );
    net.check_agreement();
}

#[test]
fn bank_is_not_asked_for_unloadable_wallet() {
    let mut net = Net::new();
    assert_eq!(order(&mut net, 0), Err(DeclinedError::Books(PlatformError::AmountZero)));
    net.ask(Operation::Suspend);
    net.until_quiet();
    assert_eq!(order(&mut net, 5_000), Err(DeclinedError::Suspended));
    net.ask(Operation::Resume);
    net.until_quiet();
    net.tops_up(1_000);
    assert_eq!(order(&mut net, 5_000), Err(DeclinedError::UnderWay));
    net.until_quiet();
    assert_eq!(held(&net), [0, 59_000, 0, 1_000]);
    let other = "13900000000".parse().unwrap();
    let elsewhere = net.platform.open_bank_order(net.now, &other, (Bank::Post, Fen(1)), BankOrderTarget::Wallet);
    assert_eq!(elsewhere, Err(DeclinedError::NoCard));
    net.check_agreement();
}

#[test]
fn lost_credit_of_bank_payment_returns_to_cash() {
    let mut net = paid();
    let invitation = net.take_packets();
    net.deliver(&invitation[0]);
    let credit = net.take_packets();
    assert_eq!((credit.len(), net.transfers(), held(&net)), (1, vec![UnderWay], [-5_000, 60_000, 5_000, 0]));
    net.until_quiet();
    assert_eq!((net.transfers(), held(&net), net.card.balance), (vec![Refunded], [-5_000, 65_000, 0, 0], Fen::ZERO));
    assert_eq!(net.read, [PAID, "钱包充值未成功,50元已退回您的现金账户。"]);
    net.check_agreement();
}

#[test]
fn bank_payment_without_card_stays_in_cash() {
    let mut net = paid();
    while net.platform.due().is_some() {
        net.wake();
        net.take_packets();
    }
    net.until_quiet();
    assert_eq!((net.transfers(), held(&net)), (vec![], [-5_000, 65_000, 0, 0]));
    assert_eq!(net.read, [PAID, "钱包充值失败:手机未响应,50元未从现金账户转出。"]);
    // The card refuses the load: it was suspended without the platform.
    let mut net = paid();
    net.card.state = LifeCycle::Suspended;
    net.until_quiet();
    assert_eq!((net.transfers(), held(&net)), (vec![], [-5_000, 65_000, 0, 0]));
    net.check_agreement();
}

#[test]
fn payment_for_unloadable_wallet_stays_in_cash() {
    let mut net = Net::new();
    let order = order(&mut net, 5_000).unwrap();
    net.ask(Operation::Suspend);
    net.until_quiet();
    net.platform.take_bank_answer(net.now, order, BankAnswer::Pays).unwrap();
    net.until_quiet();
    assert_eq!((net.transfers(), held(&net)), (vec![], [-5_000, 65_000, 0, 0]));
    assert_eq!(&net.read[net.read.len() - 2..], [PAID, "钱包充值失败:手机钱包已暂停。"]);
    net.check_agreement();
}
