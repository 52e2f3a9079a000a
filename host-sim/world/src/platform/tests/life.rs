//! Opening, suspending, resuming, closing; calibration; the operation PIN: the state in the card's file changes when
//! the card has proved the change.

use sim_wire::Fen;
use sim_wire::lifecycle::LifeCycle;
use sim_wire::message::{Operation, PayPasswordDigits};
use sim_wire::status::StatusWord;

use super::net::{Net, PASSWORD, number, password, settings};
use crate::platform::account::{AccountState, NumberState};
use crate::platform::error::PlatformError;
use crate::platform::notices::DeclinedError;
use sim_device::profile::Profile;

/// IMEI 356938030000017 as a handset encodes it.
const IMEI: [u8; 8] = [0x3A, 0x65, 0x39, 0x08, 0x03, 0x00, 0x00, 0x71];

fn unopened() -> Net {
    let mut profile = Profile::default();
    profile.card.start.lifecycle = LifeCycle::Unopened;
    Net::bare(settings(), &profile)
}

fn believed(net: &Net) -> LifeCycle {
    net.platform.card_of(&number()).unwrap().state
}

fn close() -> Operation {
    Operation::Close { pay_password: PayPasswordDigits::from_digits(PASSWORD).unwrap() }
}

/// Makes a net whose account has no money and whose wallet is open.
fn empty() -> Net {
    let mut net = Net::bare(settings(), &Profile::default());
    net.account();
    net
}

/// The account is opened first, and the wallet counts as unopened until the card proves the script.
#[test]
fn wallet_opens_on_the_proof_of_the_card() {
    let mut net = unopened();
    net.ask(Operation::Open);
    assert!(net.platform.books.accounts.living(&number()).is_ok());
    assert_eq!(believed(&net), LifeCycle::Unopened);
    net.until_quiet();
    assert_eq!((believed(&net), net.card.state), (LifeCycle::Open, LifeCycle::Open));
    assert_eq!(net.read.len(), 2);
    assert!(net.read[0].contains("初始登陆密码") && net.read[0].contains("初始支付密码"), "{:?}", net.read);
    assert_eq!(net.read[1], "钱包开通成功。");
}

#[test]
fn unproved_script_is_repeated_under_higher_counters() {
    let mut net = unopened();
    net.ask(Operation::Open);
    net.lose_all();
    net.wake();
    net.lose_all();
    net.wake();
    let third = net.take_packets();
    let card = net.platform.card_of(&number()).unwrap();
    let counters: Vec<_> = card.errands.first().unwrap().sent.iter().map(|sent| sent.counter).collect();
    assert_eq!(counters, [1, 2, 3]);
    net.deliver(&third[0]);
    net.until_quiet();
    assert_eq!(believed(&net), LifeCycle::Open);
}

#[test]
fn lost_suspends_and_resumes_keep_their_order() {
    let mut net = Net::new();
    net.ask(Operation::Suspend);
    net.lose_all();
    net.ask(Operation::Resume);
    net.lose_all();
    net.ask(Operation::Suspend);
    net.until_quiet();
    assert_eq!((believed(&net), net.card.state), (LifeCycle::Suspended, LifeCycle::Suspended));
    let says = ["钱包暂停成功。暂停期间不能消费和充值,可以查询余额及交易明细。", "钱包恢复成功。"];
    assert_eq!(net.read, [says[0], says[1], says[0]]);
}

#[test]
fn repeated_wish_is_one_errand() {
    let mut net = Net::new();
    net.ask(Operation::Suspend);
    net.ask(Operation::Suspend);
    assert_eq!(net.platform.card_of(&number()).unwrap().errands.len(), 1);
    net.until_quiet();
    assert_eq!(net.read.len(), 1);
}

#[test]
fn suspended_wallet_is_not_topped_up() {
    let mut net = Net::new();
    net.ask(Operation::Suspend);
    net.until_quiet();
    net.tops_up(5_000);
    net.until_quiet();
    assert_eq!(net.read[1], "钱包充值失败:手机钱包已暂停。");
    net.check_agreement();
}

#[test]
fn proved_closing_closes_wallet_and_account() {
    let mut net = empty();
    net.ask(close());
    assert_eq!(net.platform.books.accounts.get(&number()).unwrap().state, AccountState::Open);
    net.until_quiet();
    assert_eq!((believed(&net), net.card.state), (LifeCycle::Closed, LifeCycle::Closed));
    assert_eq!(net.platform.books.accounts.get(&number()).unwrap().state, AccountState::Closed);
    assert_eq!(net.read, ["钱包注销成功,手机支付账户同时销户。"]);
}

#[test]
fn closing_is_refused_while_there_is_money_anywhere() {
    let mut net = Net::new();
    net.ask(close());
    net.until_quiet();
    assert_eq!(net.read.pop().unwrap(), "钱包注销失败:手机支付账户余额为600元,不为零,不能销户。");
    net.tops_up(5_000);
    net.ask(close());
    net.until_quiet();
    assert_eq!(net.read[0], "钱包注销失败:您有一笔钱包充值正在处理中,请稍后再试。");
    assert_eq!(believed(&net), LifeCycle::Open);
    let mut net = empty();
    net.ask(Operation::Close { pay_password: PayPasswordDigits::from_digits("000000").unwrap() });
    net.until_quiet();
    assert_eq!(net.read, ["钱包注销失败:密码错误,再输错4次将被锁定24小时。"]);
}

#[test]
fn deposit_while_closing_keeps_the_account() {
    let mut net = empty();
    net.ask(close());
    net.platform.hall_deposit(net.now, &number(), Fen(1)).unwrap();
    net.until_quiet();
    assert_eq!(believed(&net), LifeCycle::Closed);
    assert_eq!(net.platform.books.accounts.get(&number()).unwrap().state, AccountState::Open);
    assert!(net.read.contains(&"钱包注销成功。手机支付账户有余额或在途资金,未销户。".to_owned()), "{:?}", net.read);
}

#[test]
fn card_refusing_to_close_stays_open() {
    let mut net = empty();
    net.card.balance = Fen(1);
    net.ask(close());
    net.until_quiet();
    assert_eq!((believed(&net), net.card.state), (LifeCycle::Open, LifeCycle::Open));
    assert_eq!(net.read, ["钱包注销失败:卡片未接受该操作。"]);
}

#[test]
fn refusal_under_older_counter_is_not_final() {
    let mut net = empty();
    net.card.balance = Fen(1);
    net.ask(close());
    let first = net.take_packets();
    let refusal = net.card.receive_message(&first[0].tpdu);
    net.wake();
    net.platform.receive_report(net.now, first[0].id, &refusal, true);
    // The rest is spent before the second copy comes.
    net.card.balance = Fen::ZERO;
    net.until_quiet();
    assert_eq!((believed(&net), net.card.state), (LifeCycle::Closed, LifeCycle::Closed));
}

#[test]
fn red_list_handset_is_calibrated_after_yes() {
    let mut net = Net::new();
    net.ask(Operation::Hello { imei: IMEI });
    net.carry_all();
    assert_eq!(net.read, ["您的手机型号为诺基亚6300,如正确请回复Y,将为您进行刷卡距离校准。"]);
    net.write("y");
    net.until_quiet();
    assert_eq!(net.card.reach, Some([4, 0x3A, 0x65, 0x39, 0x08, 0x03, 0x00, 0x00, 0x71]));
    assert_eq!(net.read[1], "刷卡距离校准成功。");
    // The same handset needs nothing, another one does.
    net.ask(Operation::Hello { imei: IMEI });
    net.until_quiet();
    assert_eq!(net.read.len(), 2);
    net.ask(Operation::Hello { imei: [0x1A, 0x32, 0x54, 0x76, 0x98, 0x10, 0x32, 0x54] });
    net.until_quiet();
    assert_eq!(net.read[2], "您的手机型号不支持短信距离校准,请携带手机到营业厅现场校准。");
}

#[test]
fn calibration_refused_after_an_hour_is_explained() {
    let mut net = Net::new();
    net.card.is_old = true;
    net.ask(Operation::Hello { imei: IMEI });
    net.write("Y");
    net.until_quiet();
    assert_eq!(net.card.reach, None);
    assert!(net.read[1].contains("请重新开机后再试,或到营业厅"), "{:?}", net.read);
    // After a restart it is asked again.
    net.card.is_old = false;
    net.ask(Operation::Hello { imei: IMEI });
    net.write("Y");
    net.until_quiet();
    assert_eq!((net.read.len(), net.card.reach.is_some()), (4, true));
}

#[test]
fn unasked_yes_sends_nothing_to_the_card() {
    let mut net = Net::new();
    net.write("Y");
    net.until_quiet();
    assert_eq!((net.read.len(), net.card.accepted.value()), (1, 0));
}

#[test]
fn imei_without_digits_has_no_model() {
    let mut net = Net::new();
    net.ask(Operation::Hello { imei: [0xFF; 8] });
    net.until_quiet();
    assert_eq!(net.read, ["您的手机型号不支持短信距离校准,请携带手机到营业厅现场校准。"]);
}

#[test]
fn operation_pin_reset_needs_the_pay_password() {
    let mut net = Net::new();
    let wrong = net.platform.reset_operation_pin(net.now, &number(), &"000000".parse().unwrap());
    assert_eq!(wrong, Err(DeclinedError::Books(PlatformError::PasswordWrong { left: 4 })));
    assert!(net.platform.is_quiet());
    net.platform.reset_operation_pin(net.now, &number(), &password()).unwrap();
    net.until_quiet();
    assert_eq!((net.card.pin_resets, &net.read[..]), (1, &["操作密码已重置为初始密码,请尽快修改。".to_owned()][..]));
    net.card.broken = Some((0x5E, StatusWord::APPLICATION_BLOCKED_FOR_EVER));
    net.platform.reset_operation_pin(net.now, &number(), &password()).unwrap();
    net.until_quiet();
    assert_eq!(net.read[1], "操作密码重置失败,请到营业厅办理。");
}

#[test]
fn errands_run_one_by_one_in_order() {
    let mut net = Net::new();
    net.ask(Operation::Suspend);
    net.platform.reset_operation_pin(net.now, &number(), &password()).unwrap();
    net.ask(Operation::Resume);
    net.collect();
    assert_eq!(net.carried.len(), 1, "one errand is under way");
    net.until_quiet();
    assert_eq!((net.card.pin_resets, net.card.state, net.card.accepted.value()), (1, LifeCycle::Open, 3));
}

#[test]
fn opening_while_closing_is_declined() {
    let mut net = empty();
    net.ask(close());
    net.ask(Operation::Open);
    net.until_quiet();
    assert_eq!((believed(&net), net.card.state), (LifeCycle::Closed, LifeCycle::Closed));
    assert_eq!(net.platform.books.accounts.get(&number()).unwrap().state, AccountState::Closed);
    assert_eq!(net.read, ["钱包开通失败:手机钱包正在注销。", "钱包注销成功,手机支付账户同时销户。"]);
}

#[test]
fn load_while_closing_is_declined() {
    let mut net = empty();
    net.ask(close());
    let invited = net.platform.web_top_up(net.now, &number(), Fen(5_000), &password());
    assert_eq!(invited, Err(DeclinedError::BeingClosed));
    net.tops_up(5_000);
    net.until_quiet();
    assert_eq!(net.read, ["钱包充值失败:手机钱包正在注销。", "钱包注销成功,手机支付账户同时销户。"]);
    assert_eq!((believed(&net), net.card.state), (LifeCycle::Closed, LifeCycle::Closed));
    assert_eq!((net.platform.transfers().count(), net.card.loads.len()), (0, 0));
    net.check_agreement();
}

#[test]
fn closing_wallet_of_number_in_order_stays_closing() {
    let mut profile = Profile::default();
    profile.card.start.lifecycle = LifeCycle::Closing;
    let mut net = Net::bare(settings(), &profile);
    net.account();
    net.ask(Operation::Resume);
    assert!(net.take_packets().is_empty());
    net.until_quiet();
    assert_eq!((believed(&net), net.card.state), (LifeCycle::Closing, LifeCycle::Closing));
    assert_eq!(net.read, ["钱包恢复失败:手机钱包未开通。"]);
}

#[test]
fn cancelled_number_retires_its_open_wallet() {
    let mut net = Net::new();
    net.tops_up(5_000);
    net.until_quiet();
    net.platform.set_number_state(net.now, &number(), NumberState::Cancelled).unwrap();
    assert_eq!(believed(&net), LifeCycle::Open, "the card has not proved it");
    net.until_quiet();
    assert_eq!((believed(&net), net.card.state), (LifeCycle::Closing, LifeCycle::Closing));
    assert_eq!(net.read.last().unwrap(), "手机钱包为待销户状态,余额用完后自动注销。");
    net.tops_up(5_000);
    net.until_quiet();
    assert_eq!(net.read.last().unwrap(), "钱包充值失败:您的手机支付账户为待销户状态,不能办理该业务。");
    net.check_agreement();
    // One that never opened its wallet is sent nothing.
    let mut net = unopened();
    net.platform.set_number_state(net.now, &number(), NumberState::Cancelled).unwrap();
    net.until_quiet();
    assert_eq!(net.card.accepted.value(), 0);
}

#[test]
fn suspended_wallet_of_cancelled_number_resumes_closing() {
    let mut net = Net::new();
    net.ask(Operation::Suspend);
    net.until_quiet();
    net.platform.set_number_state(net.now, &number(), NumberState::Cancelled).unwrap();
    net.until_quiet();
    assert_eq!(net.card.state, LifeCycle::Suspended, "the suspension goes on protecting the purse");
    for _ in 0..2 {
        net.ask(Operation::Resume);
        net.until_quiet();
        assert_eq!((believed(&net), net.card.state), (LifeCycle::Closing, LifeCycle::Closing));
        assert_eq!(net.read.last().unwrap(), "手机钱包为待销户状态,余额用完后自动注销。");
    }
    net.ask(Operation::Suspend);
    net.until_quiet();
    assert_eq!(net.card.state, LifeCycle::Closing);
}

#[test]
fn suspension_under_way_outlives_the_cancelling() {
    let mut net = Net::new();
    net.ask(Operation::Suspend);
    net.platform.set_number_state(net.now, &number(), NumberState::Cancelled).unwrap();
    net.until_quiet();
    assert_eq!(net.card.state, LifeCycle::Suspended);
    let mut net = Net::new();
    net.ask(Operation::Suspend);
    net.ask(Operation::Resume);
    net.platform.set_number_state(net.now, &number(), NumberState::Cancelled).unwrap();
    net.until_quiet();
    assert_eq!(net.card.state, LifeCycle::Closing);
}

#[test]
fn wallet_of_lost_number_stays_suspended() {
    for state in [NumberState::Lost, NumberState::Barred] {
        let mut net = Net::new();
        net.ask(Operation::Suspend);
        net.until_quiet();
        net.platform.set_number_state(net.now, &number(), state).unwrap();
        net.ask(Operation::Resume);
        net.until_quiet();
        assert_eq!(net.card.state, LifeCycle::Suspended);
        assert!(net.read.last().unwrap().starts_with("钱包恢复失败:您的手机号码已"), "{:?}", net.read);
    }
}

#[test]
fn late_yes_is_told_to_restart() {
    let mut net = Net::new();
    net.ask(Operation::Hello { imei: IMEI });
    for wait in [60, 1, 24 * 60] {
        net.now = net.now.minutes_later(wait);
        net.write("Y");
        net.until_quiet();
        assert!(net.read.last().unwrap().contains("请重新开机后再试"), "{:?}", net.read);
    }
    assert_eq!(net.card.reach, None);
    net.ask(Operation::Hello { imei: IMEI });
    net.write("Y");
    net.until_quiet();
    assert!(net.card.reach.is_some());
    net.write("Y");
    net.until_quiet();
    assert!(net.read.last().unwrap().starts_with("没有等待您确认的业务"), "{:?}", net.read);
}
