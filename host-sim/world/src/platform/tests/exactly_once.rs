//! A top-up over every answer of the card and every loss: the money is on the card once or back in the account once.

use sim_wire::Fen;
use sim_wire::lifecycle::LifeCycle;
use sim_wire::message::Operation;
use sim_wire::message::PayPasswordDigits;
use sim_wire::status::StatusWord;

use super::net::{Net, PASSWORD, number, password, settings};
use crate::platform::PlatformSettings;
use crate::platform::entry::Book;
use crate::platform::errand::ProofResult;
use crate::platform::error::PlatformError;
use crate::platform::notices::DeclinedError;
use crate::platform::rules::{BusinessRules, Rulebook, TopUpStep};
use crate::platform::script::CardScript;
use crate::platform::top_up::TopUp;
use crate::platform::top_up::TopUpState::{Refunded, Settled, UnderWay};
use sim_codec::time::MINUTE;
use sim_device::profile::Profile;

const OK: &str = "钱包充值成功!充值金额50元。";
const BACK: &str = "钱包充值未成功,50元已退回您的现金账户。";

/// The money leaves the cash sub-account before the credit is sent and reaches the wallet on the receipt.
#[test]
fn top_up_moves_money_at_credit_and_receipt() {
    let mut net = Net::new();
    net.tops_up(5_000);
    assert_eq!((net.balance(Book::Cash), net.balance(Book::InFlight), net.balance(Book::Wallet)), (55_000, 5_000, 0));
    assert_eq!((net.transfers(), net.carried.len()), (vec![UnderWay], 1));
    net.carry_all();
    assert_eq!((net.balance(Book::Cash), net.balance(Book::InFlight), net.balance(Book::Wallet)), (55_000, 0, 5_000));
    assert_eq!((net.card.balance, net.transfers()), (Fen(5_000), vec![Settled]));
    assert_eq!(net.read, [OK]);
    net.check_agreement();
}

/// The lost credit is never sent again, and a late copy changes nothing.
#[test]
fn lost_credit_is_refunded_after_proved_cancel() {
    let mut net = Net::new();
    net.tops_up(5_000);
    let credit = net.take_packets();
    net.wake();
    let prove = net.take_packets();
    assert_eq!((credit.len(), prove.len()), (1, 1));
    net.deliver(&prove[0]);
    assert_eq!(net.transfers(), [UnderWay]);
    let cancel = net.take_packets();
    // Not before the proof.
    net.wake();
    assert_eq!((net.transfers(), net.balance(Book::InFlight)), (vec![UnderWay], 5_000));
    net.deliver(&cancel[0]);
    assert_eq!(net.transfers(), [Refunded]);
    // The credit that was on its way can do nothing any more.
    net.deliver(&credit[0]);
    net.until_quiet();
    assert_eq!((net.card.balance, net.balance(Book::Cash)), (Fen::ZERO, 60_000));
    assert_eq!(net.read, [BACK]);
    net.check_agreement();
}

#[test]
fn lost_receipt_is_asked_for() {
    let mut net = Net::new();
    net.tops_up(5_000);
    let credit = net.take_packets();
    let report = net.card.receive_message(&credit[0].tpdu);
    net.wake();
    net.until_quiet();
    assert_eq!((net.transfers(), &net.read[..]), (vec![Settled], &[OK.to_owned()][..]));
    // The first receipt comes late.
    let before = net.platform.clone();
    assert_eq!(net.platform.receive_report(net.now, credit[0].id, &report, true), ProofResult::Nothing);
    assert_eq!(net.platform, before);
    net.check_agreement();
}

#[test]
fn purchase_before_credit_leaves_its_receipt_valid() {
    let mut net = Net::new();
    net.tops_up(5_000);
    net.carry_all();
    net.tops_up(2_000);
    // A purchase at a terminal, of which the platform knows nothing yet. The receipt is over the balance afterwards.
    net.card.balance = Fen(3_750);
    net.carry_all();
    assert_eq!((net.card.balance, net.transfers()), (Fen(5_750), vec![Settled, Settled]));
    assert_eq!((net.balance(Book::InFlight), net.balance(Book::Wallet)), (0, 7_000));
    assert_eq!(net.platform.cards().next().unwrap().purse, Fen(5_750));
}

#[test]
fn late_receipt_settles_the_load() {
    for rounds in 1..=4 {
        let mut net = Net::new();
        net.tops_up(5_000);
        let credit = net.take_packets();
        let report = net.card.receive_message(&credit[0].tpdu);
        (0..rounds).for_each(|_| net.wake());
        assert_eq!(net.platform.receive_report(net.now, credit[0].id, &report, true), ProofResult::Answered);
        assert_eq!(net.transfers(), [Settled]);
        net.until_quiet();
        net.check_agreement();
    }
}

#[test]
fn late_credit_settles_despite_pending_cancel() {
    let mut net = Net::new();
    net.tops_up(5_000);
    let credit = net.take_packets();
    net.wake();
    let prove = net.take_packets();
    // The prove script overtakes the credit, on a faulty card that accepts counters in any order.
    let counter = net.card.accepted;
    net.deliver(&prove[0]);
    let cancel = net.take_packets();
    net.card.accepted = counter;
    let report = net.card.receive_message(&credit[0].tpdu);
    let refusal = net.card.receive_message(&cancel[0].tpdu);
    let told = |net: &mut Net| net.platform.receive_report(net.now, cancel[0].id, &refusal, true);
    assert_eq!(told(&mut net), ProofResult::Answered);
    assert_eq!(net.transfers(), [UnderWay], "the card says that it has been credited");
    let before = net.platform.clone();
    assert_eq!(told(&mut net), ProofResult::Nothing, "a proof counts once");
    assert_eq!(net.platform, before);
    net.until_quiet();
    assert_eq!(net.transfers(), [Settled]);
    assert_eq!(net.platform.receive_report(net.now, credit[0].id, &report, true), ProofResult::Nothing);
    net.check_agreement();
}

#[test]
fn any_refused_credit_is_cancelled_and_refunded() {
    let words = [0x6901_u16, 0x6985, 0x9302, 0x9406, 0x6A81, 0x6F00].map(StatusWord);
    for status in words {
        let mut net = Net::new();
        net.card.broken = Some((0x52, status));
        net.tops_up(5_000);
        let credit = net.take_packets();
        net.deliver(&credit[0]);
        assert_eq!(net.transfers(), [UnderWay], "{status:?}: not before the cancel is proved");
        net.until_quiet();
        assert_eq!((net.transfers(), &net.read[..]), (vec![Refunded], &[BACK.to_owned()][..]));
        net.check_agreement();
    }
}

#[test]
fn card_suspended_before_credit_is_refunded() {
    let mut net = Net::new();
    net.tops_up(5_000);
    net.card.state = LifeCycle::Suspended;
    net.until_quiet();
    assert_eq!((net.transfers(), net.balance(Book::Cash)), (vec![Refunded], 60_000));
    net.check_agreement();
}

#[test]
fn money_without_proof_stays_in_flight() {
    let mut net = Net::new();
    net.tops_up(5_000);
    net.lose_all();
    let start = net.now;
    let mut waited = Vec::new();
    for _ in 0..10 {
        let before = net.now;
        net.wake();
        net.lose_all();
        waited.push(net.now.since(before) / MINUTE);
    }
    assert_eq!(waited, [5, 10, 20, 40, 80, 160, 320, 360, 360, 360]);
    assert_eq!((net.transfers(), net.balance(Book::InFlight)), (vec![UnderWay], 5_000));
    assert!(net.now > start);
    net.until_quiet();
    assert_eq!(net.transfers(), [Refunded]);
    net.check_agreement();
}

#[test]
fn load_with_wrong_tac_stays_in_flight() {
    let mut net = Net::new();
    net.tops_up(5_000);
    let credit = net.take_packets();
    net.card.receive_message(&credit[0].tpdu);
    let truth = net.card.loads.clone();
    net.card.loads[0].tac = [0xEE; 4];
    for _ in 0..8 {
        net.wake();
        net.carry_all();
        assert_eq!(net.transfers(), [UnderWay]);
    }
    net.card.loads = truth;
    net.until_quiet();
    assert_eq!(net.transfers(), [Settled]);
    net.check_agreement();
}

#[test]
fn receipt_names_the_balance_of_its_tac() {
    for spent in [0, 1, 30_000, 2_000_000_000] {
        for lose in [false, true] {
            let mut profile = Profile::default();
            profile.card.balance_max = Fen(u32::MAX);
            let mut net = Net::bare(settings(), &profile);
            net.account();
            net.platform.hall_deposit(net.now, &number(), Fen(60_000)).unwrap();
            net.card.balance = Fen(2_000_000_000);
            net.tops_up(5_000);
            // The holder pays before the credit comes.
            net.card.balance.0 -= spent;
            if lose {
                let credit = net.take_packets();
                net.card.receive_message(&credit[0].tpdu);
                net.card.balance.0 -= 1;
            }
            net.until_quiet();
            assert_eq!(net.transfers(), [Settled], "{spent}");
            assert_eq!(net.platform.transfers().next().unwrap().before, Fen(2_000_000_000 - spent));
        }
    }
}

#[test]
fn forged_receipt_settles_nothing() {
    let mut net = Net::new();
    net.card.balance = Fen(1_000);
    net.tops_up(5_000);
    let credit = net.take_packets();
    net.card.receive_message(&credit[0].tpdu);
    let right = net.card.loads[0].balance;
    // A TAC that is right over one balance comes with another, and with more than the card can have held.
    for balance in [0, 4_999, 5_000, 5_999, 6_001, u32::MAX] {
        net.card.loads[0].balance = Fen(balance);
        net.wake();
        net.carry_all();
        assert_eq!(net.transfers(), [UnderWay], "{balance}");
    }
    net.card.loads[0].balance = right;
    net.until_quiet();
    assert_eq!(net.transfers(), [Settled]);
}

#[test]
fn second_request_refunds_abandoned_load() {
    let mut net = Net::new();
    net.tops_up(5_000);
    let credit = net.take_packets();
    // The second load has replaced the first on the card.
    net.tops_up(3_000);
    assert_eq!(net.transfers(), [Refunded, UnderWay]);
    // The first credit is late, and comes before the second.
    net.deliver(&credit[0]);
    assert_eq!(net.card.balance, Fen::ZERO);
    net.until_quiet();
    assert_eq!((net.transfers(), net.card.balance), (vec![Refunded, Settled], Fen(3_000)));
    assert_eq!(net.read, ["钱包充值未成功,50元已退回您的现金账户。", "钱包充值成功!充值金额30元。"]);
    net.check_agreement();
}

#[test]
fn request_older_than_website_load_refunds_nothing() {
    let mut net = Net::new();
    // The card asks, and its request is late. Meanwhile the website invites it to a load, which takes the place of that
    // one.
    let late = net.card.tops_up(Fen(3_000), PASSWORD);
    net.platform.web_top_up(net.now, &number(), Fen(5_000), &password()).unwrap();
    net.collect();
    let invitation = net.take_packets();
    net.deliver(&invitation[0]);
    let credit = net.take_packets();
    net.receive(&late);
    assert_eq!(net.transfers(), [UnderWay]);
    net.deliver(&credit[0]);
    net.until_quiet();
    assert_eq!((net.transfers(), net.card.balance), (vec![Settled], Fen(5_000)));
    net.check_agreement();
}

#[test]
fn refused_second_request_still_refunds_the_first() {
    let mut net = Net::new();
    net.tops_up(5_000);
    let credit = net.take_packets();
    let wrong = net.card.tops_up(Fen(3_000), "000000");
    net.receive(&wrong);
    net.deliver(&credit[0]);
    net.until_quiet();
    assert_eq!((net.transfers(), net.card.balance), (vec![Refunded], Fen::ZERO));
    net.check_agreement();
}

#[test]
fn forged_second_request_refunds_nothing() {
    let mut net = Net::new();
    net.tops_up(5_000);
    // Another random number under a MAC1 that is not the card's.
    let mut answer = net.card.initialize(Fen(5_000));
    answer.mac1[0] ^= 1;
    let pay_password = PayPasswordDigits::from_digits(PASSWORD).unwrap();
    let request = net.card.ask(Operation::TopUp { amount: Fen(5_000), pay_password, answer });
    net.receive(&request);
    assert_eq!(net.transfers(), [UnderWay]);
    net.until_quiet();
    net.check_agreement();
}

#[test]
fn request_after_a_credit_waits_for_its_receipt() {
    let mut net = Net::new();
    net.tops_up(5_000);
    let credit = net.take_packets();
    // The card takes the credit, and the report of it is lost.
    net.card.receive_message(&credit[0].tpdu);
    assert_eq!(net.card.balance, Fen(5_000));
    net.tops_up(3_000);
    assert_eq!(net.transfers(), [UnderWay, UnderWay]);
    assert!(net.take_packets().is_empty(), "the second credit waits");
    net.until_quiet();
    assert_eq!((net.transfers(), net.card.balance), (vec![Settled, Settled], Fen(8_000)));
    net.check_agreement();
}

#[test]
fn request_overtaken_by_a_load_is_declined() {
    let mut net = Net::new();
    net.platform.web_top_up(net.now, &number(), Fen(5_000), &password()).unwrap();
    net.collect();
    // The card asks, and its request is delayed until the website's load is done.
    let late = net.card.tops_up(Fen(3_000), PASSWORD);
    net.until_quiet();
    net.receive(&late);
    net.until_quiet();
    assert_eq!(net.transfers(), [Settled]);
    assert_eq!(net.read, [OK, "钱包充值失败:充值请求已过期,请重新操作。"]);
    net.check_agreement();
}

#[test]
fn declined_load_says_why_and_is_cancelled() {
    type Act = fn(&mut Net);
    let refusals: [(&str, Act); 5] = [
        ("钱包充值失败:现金账户余额不足,现金账户余额", |net| {
            net.platform.books.terms.top_ups.sum = Fen(100_000);
            net.tops_up(60_001);
        }),
        ("钱包充值失败:空中充值每天最多转存500元", |net| {
            net.tops_up(50_001);
        }),
        ("钱包充值失败:密码错误", |net| {
            let tpdu = net.card.tops_up(Fen(5_000), "000000");
            net.receive(&tpdu);
        }),
        ("钱包充值失败:卡片验证未通过。", |net| {
            let mut answer = net.card.initialize(Fen(5_000));
            answer.mac1[0] ^= 1;
            let pay_password = PayPasswordDigits::from_digits(PASSWORD).unwrap();
            net.ask(Operation::TopUp { amount: Fen(5_000), pay_password, answer });
        }),
        ("钱包充值失败:输入内容有误", |net| {
            let answer = net.card.initialize(Fen(5_000));
            net.ask(Operation::TopUp { amount: Fen(5_000), pay_password: PayPasswordDigits([0xAA; 3]), answer });
        }),
    ];
    for (says, act) in refusals {
        let mut net = Net::new();
        act(&mut net);
        assert!(net.card.pending.is_some());
        net.until_quiet();
        assert!(net.read.len() == 1 && net.read[0].starts_with(says), "{says}: {:?}", net.read);
        assert_eq!((net.card.pending, net.transfers().len(), net.balance(Book::Cash)), (None, 0, 60_000));
        net.check_agreement();
    }
}

#[test]
fn locked_password_moves_no_money() {
    let mut net = Net::new();
    for _ in 0..5 {
        let tpdu = net.card.tops_up(Fen(5_000), "000000");
        net.receive(&tpdu);
        net.until_quiet();
    }
    net.tops_up(5_000);
    net.until_quiet();
    assert!(net.read[5].starts_with("钱包充值失败:密码已锁定"), "{:?}", net.read);
    net.check_agreement();
}

#[test]
fn new_request_replaces_unproved_cancel() {
    let mut net = Net::new();
    let tpdu = net.card.tops_up(Fen(5_000), "000000");
    net.receive(&tpdu);
    net.lose_all();
    net.tops_up(5_000);
    net.until_quiet();
    assert_eq!((net.transfers(), net.card.balance), (vec![Settled], Fen(5_000)));
    net.check_agreement();
}

#[test]
fn refunded_top_ups_leave_the_daily_five() {
    let mut net = Net::new();
    net.card.broken = Some((0x52, StatusWord::TRANSACTION_MAC_WRONG));
    net.tops_up(5_000);
    net.until_quiet();
    net.card.broken = None;
    for _ in 0..5 {
        net.tops_up(5_000);
        net.until_quiet();
    }
    assert_eq!(net.card.loads.len(), 5);
    net.tops_up(5_000);
    net.until_quiet();
    assert_eq!(net.read.last().unwrap(), "钱包充值失败:空中充值每天最多可充值5次,今天已满。");
    net.check_agreement();
}

#[test]
fn website_load_begins_with_an_invitation() {
    let mut net = Net::new();
    net.platform.web_top_up(net.now, &number(), Fen(5_000), &password()).unwrap();
    net.collect();
    assert_eq!((net.transfers().len(), net.balance(Book::Cash)), (0, 60_000));
    let invitation = net.take_packets();
    net.deliver(&invitation[0]);
    assert_eq!((net.transfers(), net.balance(Book::InFlight)), (vec![UnderWay], 5_000));
    net.until_quiet();
    assert_eq!((net.transfers(), &net.read[..]), (vec![Settled], &[OK.to_owned()][..]));
    net.check_agreement();
}

#[test]
fn refused_website_load_says_why_at_once() {
    let mut net = Net::new();
    let mut ask =
        |fen, password: &str| net.platform.web_top_up(net.now, &number(), Fen(fen), &password.parse().unwrap());
    assert_eq!(ask(60_001, PASSWORD), Err(DeclinedError::Books(PlatformError::CashShort(60_000))));
    assert_eq!(ask(0, PASSWORD), Err(DeclinedError::Books(PlatformError::AmountZero)));
    assert_eq!(ask(1, "000000"), Err(DeclinedError::Books(PlatformError::PasswordWrong { left: 4 })));
    assert_eq!(ask(1, PASSWORD), Ok(()));
    assert_eq!(ask(1, PASSWORD), Err(DeclinedError::UnderWay));
    assert_eq!(
        net.platform.web_top_up(net.now, &"13900000000".parse().unwrap(), Fen(1), &password()),
        Err(DeclinedError::NoCard)
    );
}

#[test]
fn unanswered_invitation_lapses_for_good() {
    let mut net = Net::new();
    net.platform.web_top_up(net.now, &number(), Fen(5_000), &password()).unwrap();
    net.collect();
    let invitations = net.take_packets();
    while net.platform.due().is_some() {
        net.wake();
        net.take_packets();
    }
    assert_eq!(net.deliver(&invitations[0]), ProofResult::Nothing);
    net.until_quiet();
    assert_eq!(net.read, ["钱包充值失败:手机未响应,50元未从现金账户转出。"]);
    net.check_agreement();
    net.tops_up(5_000);
    net.until_quiet();
    assert_eq!(net.transfers(), [Settled]);
    net.check_agreement();
}

#[test]
fn invitation_is_repeated_until_it_lapses() {
    // Tries after 5, 15, 35 and 75 minutes. An invitation of that very length has lapsed.
    for (lapses, repeated) in [(60 * MINUTE, 3), (35 * MINUTE, 2), (15 * MINUTE, 1), (5 * MINUTE, 0)] {
        let mut net = Net::with(PlatformSettings { invitation_lapses: lapses, ..settings() });
        net.platform.web_top_up(net.now, &number(), Fen(5_000), &password()).unwrap();
        net.lose_all();
        for _ in 0..repeated {
            net.wake();
            assert_eq!((net.take_packets().len(), net.carried.len()), (1, 0));
            assert_eq!(net.platform.card_of(&number()).unwrap().errands.len(), 1);
        }
        net.wake();
        assert_eq!((net.take_packets().len(), net.platform.due()), (0, None));
        net.carry_all();
        assert_eq!(net.read, ["钱包充值失败:手机未响应,50元未从现金账户转出。"]);
        net.check_agreement();
    }
}

#[test]
fn refused_invitation_is_told() {
    let mut net = Net::new();
    net.card.state = LifeCycle::Suspended;
    net.platform.web_top_up(net.now, &number(), Fen(5_000), &password()).unwrap();
    net.until_quiet();
    assert_eq!(net.read, ["钱包充值失败:卡片未接受该操作。"]);
    net.check_agreement();
}

#[test]
fn load_without_cash_after_invitation_is_cancelled() {
    let mut net = Net::new();
    net.platform.web_top_up(net.now, &number(), Fen(5_000), &password()).unwrap();
    net.collect();
    let legs = [(Book::Cash(number()), -60_000), (Book::PhoneBills, 60_000)];
    let why = crate::platform::entry::EntryReason::OwnBill { number: number() };
    net.platform.books.ledger.post(net.now, why, &legs).unwrap();
    net.until_quiet();
    assert_eq!(net.read, ["钱包充值失败:现金账户余额不足,现金账户余额0元。"]);
    assert_eq!((net.card.pending, net.transfers().len()), (None, 0));
    net.check_agreement();
}

/// Rules by which a top-up is refunded as soon as its card is silent.
#[derive(Debug)]
struct Impatient;

impl BusinessRules for Impatient {
    fn step_after_silence(&self, _: &TopUp, _: &CardScript) -> TopUpStep {
        TopUpStep::Refund
    }
}

#[test]
fn early_refund_is_found_by_audit() {
    let mut net = Net::with(PlatformSettings { rules: Rulebook::new(&Impatient), ..settings() });
    net.tops_up(5_000);
    let credit = net.take_packets();
    net.card.receive_message(&credit[0].tpdu);
    net.wake();
    assert_eq!((net.transfers(), net.balance(Book::Cash), net.card.balance), (vec![Refunded], 60_000, Fen(5_000)));
    let (balance, spent) = (net.card.balance, Fen::ZERO);
    let truth = crate::audit::CardTruth { number: number(), retired: None, balance, spent, uncertain: Vec::new() };
    let found = crate::audit::cards(net.platform.books.ledger.entries(), &[truth]);
    assert_eq!(found.len(), 1, "the audit sees it: {found:?}");
}
