//! The account's items of the menu and the other channels, through secured packets.

use sim_wire::Fen;
use sim_wire::message::{Operation, PayPasswordDigits, ScratchCardDigits};

use super::net::{Net, PASSWORD, number};
use crate::platform::account::NumberState;
use crate::platform::bank::{Bank, BankAnswer};
use crate::platform::bank_order::BankOrderTarget;
use crate::platform::card_file::IssueError;
use crate::platform::entry::Book;
use crate::platform::number::Msisdn;
use crate::platform::outbox::LetterKind;
use sim_device::profile::Profile;

fn answered(operation: Operation) -> (Net, String) {
    let mut net = Net::new();
    net.ask(operation);
    net.until_quiet();
    let answer = net.read.concat();
    (net, answer)
}

fn digits(text: &str) -> PayPasswordDigits {
    PayPasswordDigits::from_digits(text).unwrap()
}

#[test]
fn balance_and_transactions_are_told() {
    let (_, balance) = answered(Operation::AccountBalance);
    assert_eq!(balance, "现金账户余额:600元;充值卡账户余额:0元,可用余额600元。");
    let (_, transactions) = answered(Operation::AccountTransactions);
    assert_eq!(transactions, "最新交易明细:11月18日09:30营业厅现金充值+600元。");
}

#[test]
fn menu_bills_are_paid_from_recharge_card() {
    let (net, own) = answered(Operation::OwnBill { amount: Fen(1_000) });
    assert_eq!((own.as_str(), net.balance(Book::Cash)), ("余额不足,充值卡账户余额0元。", 60_000));
    let mut net = Net::new();
    let legs = [(Book::ScratchCards, -5_000), (Book::RechargeCard(number()), 5_000)];
    let why = crate::platform::entry::EntryReason::HallCash { number: number() };
    net.platform.books.ledger.post(net.now, why, &legs).unwrap();
    let other = [0x31, 0x09, 0x00, 0x00, 0x00, 0xF0];
    net.ask(Operation::OthersBill { number: other, amount: Fen(1_000), pay_password: digits(PASSWORD) });
    let to_other: Msisdn = "13900000000".parse().unwrap();
    let texts: Vec<_> = net.carried.iter().map(|carried| format!("{carried:?}")).collect();
    assert!(texts.iter().any(|text| text.contains(&format!("to {to_other}"))), "{texts:?}");
    net.until_quiet();
    assert_eq!(net.balance(Book::RechargeCard), 4_000);
    assert!(net.read.contains(&"缴费成功!已为13900000000缴纳话费10元。".to_owned()), "{:?}", net.read);
    // 12345678901 and 15412345678 are numbers of no plan.
    for wrong in [[0x21, 0x43, 0x65, 0x87, 0x09, 0xF1], [0x51, 0x14, 0x32, 0x54, 0x76, 0xF8]] {
        let before = net.balance(|_| Book::PhoneBills);
        net.ask(Operation::OthersBill { number: wrong, amount: Fen(1), pay_password: digits(PASSWORD) });
        net.until_quiet();
        assert_eq!(net.read.pop().unwrap(), "操作失败:输入内容有误,请核对后重新输入。");
        assert_eq!(net.balance(|_| Book::PhoneBills), before);
    }
    net.ask(Operation::OthersBill { number: [0xAA; 6], amount: Fen(1), pay_password: digits(PASSWORD) });
    net.until_quiet();
    assert_eq!(net.read.last().unwrap(), "操作失败:输入内容有误,请核对后重新输入。");
}

#[test]
fn password_change_and_wrong_card_are_answered() {
    let (mut net, text) = answered(Operation::ChangePayPassword { old: digits(PASSWORD), new: digits("135790") });
    assert_eq!(text, "支付密码修改成功!");
    let password = "135790".parse().unwrap();
    assert_eq!(net.platform.books.check_pay_password(net.now, &number(), &password), Ok(()));
    let (_, text) = answered(Operation::ScratchCard { card: ScratchCardDigits([0x12; 9]) });
    assert_eq!(text, "充值卡密码错误,请核对后重新输入。");
    let (_, text) = answered(Operation::ScratchCard { card: ScratchCardDigits([0xFF; 9]) });
    assert_eq!(text, "操作失败:输入内容有误,请核对后重新输入。");
}

#[test]
fn heard_card_is_asked_soon() {
    let mut net = Net::new();
    net.tops_up(5_000);
    for _ in 0..6 {
        net.wake();
    }
    net.lose_all();
    let errand = |net: &Net| net.platform.card_of(&number()).unwrap().errands.first().unwrap().clone();
    assert_eq!(net.platform.due(), Some(net.now.minutes_later(320)));
    net.now = net.now.minutes_later(10);
    net.ask(Operation::AccountBalance);
    assert_eq!((net.platform.due(), errand(&net).tries), (Some(net.now.minutes_later(5)), 7));
    // What is due sooner is not put off.
    let due = net.platform.due();
    net.now = net.now.minutes_later(1);
    net.ask(Operation::AccountBalance);
    assert_eq!(net.platform.due(), due);
    net.until_quiet();
    net.check_agreement();
}

#[test]
fn text_orders_are_obeyed() {
    let mut net = Net::new();
    net.write("CX");
    net.until_quiet();
    assert_eq!(net.read, ["现金账户余额:600元;充值卡账户余额:0元,可用余额600元。"]);
}

#[test]
fn bank_care_and_registry_tell_the_subscriber() {
    let mut net = Net::new();
    let payment = (Bank::ALL[0], Fen(100));
    let order = net.platform.open_bank_order(net.now, &number(), payment, BankOrderTarget::Account).unwrap();
    net.platform.take_bank_answer(net.now, order, BankAnswer::Pays).unwrap();
    net.platform.reset_pay_password(net.now, &number()).unwrap();
    net.platform.set_number_state(net.now, &number(), NumberState::Lost).unwrap();
    net.until_quiet();
    assert!(net.read[0].starts_with("网银充值成功!") && net.read[1].starts_with("支付密码已重置。"), "{:?}", net.read);
    net.tops_up(5_000);
    net.until_quiet();
    assert_eq!(net.read.last().unwrap(), "钱包充值失败:您的手机号码已挂失,不能办理该业务。");
    net.check_agreement();
}

#[test]
fn platform_clock_does_not_go_back() {
    let mut net = Net::new();
    net.now = sim_codec::time::Moment(0);
    net.platform.hall_deposit(net.now, &number(), Fen(1)).unwrap();
    assert_eq!(net.balance(Book::Cash), 60_001);
}

#[test]
fn card_with_money_in_flight_is_not_replaced() {
    let mut net = Net::new();
    let asn = net.platform.card_of(&number()).unwrap().asn;
    let again = net.platform.add_card("13900000000".parse().unwrap(), &Profile::default());
    assert_eq!(again, Err(IssueError::Issued { asn, to: number() }));
    let mut other = Profile::default();
    other.set_asn([0x11; 10]);
    net.tops_up(5_000);
    assert_eq!(net.platform.add_card(number(), &other), Err(IssueError::UnderWay(asn)));
    net.until_quiet();
    assert_eq!(net.platform.add_card(number(), &other), Ok(()));
    assert_eq!(net.platform.card_of(&number()).unwrap().asn.0, [0x11; 10]);
    let mut keyless = Profile::default();
    keyless.set_asn([0x22; 10]);
    keyless.card.ota_keys.clear();
    assert_eq!(net.platform.add_card(number(), &keyless), Err(IssueError::NoKeySet));
}

#[test]
fn packets_leave_in_counter_order() {
    let mut net = Net::new();
    net.tops_up(5_000);
    net.until_quiet();
    net.ask(Operation::Suspend);
    let counters: Vec<_> = net.take_packets().into_iter().map(|letter| letter.kind).collect();
    assert!(matches!(counters[..], [LetterKind::Packet { counter: 2, .. }]), "{counters:?}");
}
