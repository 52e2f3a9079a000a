//! Requests of the card to the payment platform. Their contents are opened and judged by the host's own arithmetic;
//! they are counted before they leave and never twice. Then the card's own report of the handset, and its texts about
//! the platform's work.

use applet::{KeyUsage, PendingLoad};
use sim_codec::cat::command::Action;
use sim_codec::ota::carriage::PacketPart;
use sim_codec::ota::{KeySet, Receiver, RejectionError, TargetApplication, judge};
use sim_codec::sms::Tpdu;
use sim_device::sam::SessionKey;
use sim_device::sam::transaction_mac::TransactionRequest;
use sim_wire::lifecycle::LifeCycle;
use sim_wire::message::{self, LoadAnswer, Operation, PayPasswordDigits, ScratchCardDigits};
use sim_wire::proactive::CommandType as C;
use sim_wire::record::TransactionKind;
use sim_wire::secured_packet::Counter;
use sim_wire::{Fen, OtaKey};

use crate::over_the_air::{Sender, money, octets};
use crate::stand::{Initialized, Stand, key_of, personalisation, reload_pin, set_limit};
use crate::toolkit::{ALL, Hand, typed};

const MY_WALLET: u8 = 0x01;
const YES: &str = "8D020401";
const NO: &str = "8D020400";
const PASSWORD: PayPasswordDigits = PayPasswordDigits([0x12, 0x34, 0x56]);

/// Returns the message of the SEND SHORT MESSAGE that is announced.
fn message(hand: &mut Hand) -> Tpdu {
    assert_eq!(hand.fetch(), Some(C::SendSms), "status {:04X}", hand.status);
    let Action::SendSms(sms) = &hand.asked.as_ref().unwrap().action else { panic!("no message") };
    sms.message.as_ref().unwrap().value.clone()
}

/// Judges a message as the platform does, after a packet of counter `last`; returns the counter and the request.
fn judged(message: &Tpdu, keys: KeySet, last: u64) -> Result<(u64, message::PlatformRequest), RejectionError> {
    let applications = vec![TargetApplication { tar: message::PLATFORM, least: message::UP }];
    let receiver = Receiver { applications, key_sets: vec![keys] };
    let part = PacketPart::of(message).unwrap();
    let believed = judge(&part.octets, &receiver, Counter::new(last).unwrap()).map_err(|refused| refused.reason)?;
    let request = message::PlatformRequest::parse(&believed.command.data).unwrap();
    Ok((believed.command.counter.value(), request))
}

fn keys() -> KeySet {
    KeySet::of(&personalisation().ota_keys[0])
}

/// Returns the request that is announced, its counter, and its message.
fn request(hand: &mut Hand) -> (u64, message::PlatformRequest, Tpdu) {
    let message = message(hand);
    let (counter, request) = judged(&message, keys(), 0).unwrap();
    (counter, request, message)
}

/// Walks a handset to the last answer of a top-up.
fn topping_up(stand: Stand, amount: &str) -> Hand {
    let mut hand = Hand::ready(stand);
    hand.pick(MY_WALLET);
    hand.choose(0x13);
    hand.type_text(amount);
    hand.fetch();
    hand.answer(0x00, YES);
    hand
}

fn suspending(stand: Stand) -> Hand {
    let mut hand = Hand::ready(stand);
    hand.pick(MY_WALLET);
    hand.choose(0x16);
    hand
}

#[test]
fn top_up_request_carries_amount_password_and_mac1() {
    let mut hand = topping_up(Stand::holding(500), "50");
    hand.type_text("123456");
    let remote = hand.state().remote;
    assert_eq!((remote.sent.value(), remote.request), (1, 1), "it is counted before anybody fetches it");
    let (counter, request, _) = request(&mut hand);
    assert_eq!(
        (counter, request.number, request.asn),
        (1, 1, personalisation().start.file_15[10..20].try_into().unwrap())
    );
    let Operation::TopUp { amount, pay_password, answer } = request.operation else { panic!("{request:?}") };
    assert_eq!((amount, pay_password), (Fen(5_000), PASSWORD));
    let LoadAnswer { balance, counter, key_version, algorithm, random, mac1 } = answer;
    assert_eq!((balance, counter, key_version, algorithm), (Fen(500), 0, 1, 0));
    assert_eq!(remote.pending, Some(PendingLoad { counter: 0, amount, random }));
    let key = SessionKey::online(&key_of(KeyUsage::Load), random, counter);
    let asked = TransactionRequest { amount, kind: TransactionKind::Load, terminal: message::TERMINAL };
    assert_eq!(mac1, key.mac(&asked.mac1_of_the_card(balance)));
}

#[test]
fn platform_credits_requested_load_after_power_off() {
    let mut hand = topping_up(Stand::holding(500), "50");
    hand.type_text("123456");
    let (_, request, _) = request(&mut hand);
    let Operation::TopUp { answer, .. } = request.operation else { panic!("{request:?}") };
    hand.stand.restart();
    let begun = Initialized { counter: answer.counter, random: answer.random };
    let done = Sender::platform().run(&mut hand.stand, &money::credit(begun, 5_000));
    assert_eq!((done.count, done.status), (2, 0x9000));
    assert_eq!((hand.state().balance, hand.state().remote.pending), (Fen(5_500), None));
}

#[test]
fn every_request_carries_the_input_of_its_dialog() {
    let send = |walk: &dyn Fn(&mut Hand)| {
        let mut hand = Hand::ready(Stand::holding(0));
        walk(&mut hand);
        let before = hand.state();
        let (_, request, _) = request(&mut hand);
        assert_eq!(before.remote.pending, None);
        request.operation
    };
    let bill = |hand: &mut Hand, item: u8| {
        hand.pick(0x03);
        hand.choose(item);
    };
    let confirmed = |hand: &mut Hand| {
        hand.fetch();
        hand.answer(0x00, YES);
    };
    let own = send(&|hand| {
        bill(hand, 0x31);
        hand.type_text("20.5");
        confirmed(hand);
    });
    assert_eq!(own, Operation::OwnBill { amount: Fen(2_050) });
    let other = send(&|hand| {
        bill(hand, 0x32);
        hand.type_text("13800138000");
        hand.type_text("1");
        confirmed(hand);
        hand.type_text("123456");
    });
    let number = [0x31, 0x08, 0x10, 0x83, 0x00, 0xF0];
    assert_eq!(other, Operation::OthersBill { number, amount: Fen(100), pay_password: PASSWORD });
    let change = send(&|hand| {
        hand.pick(0x04);
        hand.choose(0x07);
        hand.choose(0x44);
        hand.type_text("123456");
        hand.type_text("654321");
        hand.type_text("654321");
    });
    let new = PayPasswordDigits([0x65, 0x43, 0x21]);
    assert_eq!(change, Operation::ChangePayPassword { old: PASSWORD, new });
    let card = send(&|hand| {
        hand.pick(0x02);
        hand.choose(0x23);
        hand.type_text("123456789012345678");
    });
    let digits = [0x12, 0x34, 0x56, 0x78, 0x90, 0x12, 0x34, 0x56, 0x78];
    assert_eq!(card, Operation::ScratchCard { card: ScratchCardDigits(digits) });
    let close = send(&|hand| {
        hand.pick(MY_WALLET);
        hand.choose(0x12);
        confirmed(hand);
        hand.type_text("123456");
    });
    assert_eq!(close, Operation::Close { pay_password: PASSWORD });
    let balance = send(&|hand| {
        hand.pick(0x02);
        hand.choose(0x05);
        hand.choose(0x21);
    });
    assert_eq!(balance, Operation::AccountBalance);
}

#[test]
fn password_is_neither_sent_clear_nor_printed() {
    let mut hand = topping_up(Stand::holding(500), "50");
    hand.type_text("135791");
    let printed = format!("{:?}", hand.stand.card);
    assert!(!printed.contains("135791") && !printed.contains("[19, 87, 145]"));
    let message = message(&mut hand);
    let octets = PacketPart::of(&message).unwrap().octets;
    assert!(!octets.windows(3).any(|window| window == [0x13, 0x57, 0x91]));
}

#[test]
fn busy_handset_gets_same_message_counted_once() {
    let mut hand = topping_up(Stand::holding(500), "50");
    hand.type_text("123456");
    let (first, before) = (message(&mut hand), hand.state());
    for _ in 0..3 {
        hand.answer(0x20, "");
        assert_eq!(hand.fetch(), Some(C::TimerManagement));
        hand.answer(0x00, "A40101");
        hand.send(0xC2, &octets("D70C82028281A40101A503000050"));
        assert_eq!(message(&mut hand), first);
    }
    assert_eq!(hand.state(), before);
}

#[test]
fn request_after_an_unsent_one_is_accepted() {
    let mut hand = topping_up(Stand::holding(500), "50");
    hand.type_text("123456");
    let (counter, lost, _) = request(&mut hand);
    hand.answer(0x35, "");
    assert_eq!(hand.shown(C::DisplayText), "钱包充值请求发送失败!");
    hand.answer(0x00, "");
    let waits = hand.state().remote.pending;
    assert!(waits.is_some(), "the load waits in vain and harms nobody");
    hand.pick(MY_WALLET);
    hand.choose(0x16);
    let (next, request, message) = request(&mut hand);
    assert_eq!((next, request.number, request.operation), (counter + 1, lost.number + 1, Operation::Suspend));
    assert_eq!(
        judged(&message, keys(), next).unwrap_err().to_string().split(':').next(),
        Some("the counter is 2, the last one was 2")
    );
    assert_eq!(hand.state().remote.pending, waits);
}

#[test]
fn new_top_up_replaces_the_pending_one() {
    let mut hand = topped_up();
    let first = hand.state().remote.pending.unwrap();
    assert!(ask_to_wait(&mut hand));
    hand.answer(0x00, NO);
    hand.type_text("20");
    hand.fetch();
    hand.answer(0x00, YES);
    hand.type_text("123456");
    let second = hand.state().remote.pending.unwrap();
    assert_eq!((first.amount, second.amount, second.counter), (Fen(5_000), Fen(2_000), first.counter));
    assert_ne!(first.random, second.random);
}

/// Returns a handset that has asked for 50 yuan and has read that the request was sent.
fn topped_up() -> Hand {
    let mut hand = topping_up(Stand::holding(500), "50");
    hand.type_text("123456");
    hand.fetch();
    hand.answer(0x00, "");
    hand.fetch();
    hand.answer(0x00, "");
    hand
}

/// Returns `true` if 【钱包充值】 first asks whether to wait for the top-up of 50 yuan. The question or the field
/// is left open.
fn ask_to_wait(hand: &mut Hand) -> bool {
    hand.pick(MY_WALLET);
    hand.choose(0x13);
    let kind = hand.fetch();
    match &hand.asked.as_ref().unwrap().action {
        Action::GetInkey(inkey) => {
            let text = &inkey.text.as_ref().unwrap().value.text;
            assert_eq!(text, "一笔50.00元的钱包充值正在处理中,继续等待?不等待可另充一笔代替它。");
            true
        }
        _ => {
            assert_eq!(kind, Some(C::GetInput));
            false
        }
    }
}

/// Leaves what is on the screen.
fn leave(hand: &mut Hand) {
    assert_eq!(hand.answer(0x10, ""), 0x9000);
}

#[test]
fn answering_to_wait_changes_nothing() {
    let mut hand = topped_up();
    let before = hand.state();
    assert!(ask_to_wait(&mut hand));
    hand.answer(0x00, YES);
    assert_eq!(hand.shown(C::DisplayText), "充值完成后手机会提示您。");
    assert_eq!(hand.answer(0x00, ""), 0x9000, "the session is over");
    assert_eq!(hand.state(), before);
    assert!(ask_to_wait(&mut hand), "as often as it is chosen");
    assert_eq!(hand.answer(0x11, "") >> 8, 0x91, "back leads to the list");
    assert_eq!(hand.fetch(), Some(C::SelectItem));
    leave(&mut hand);
    assert_eq!(hand.state(), before);
}

#[test]
fn wait_ends_with_answer_of_the_platform() {
    let pending = topped_up().state().remote.pending.unwrap();
    let load = Initialized { counter: pending.counter, random: pending.random };
    let withdrawn = format!("80DADF25060000{}", hex::encode(pending.random));
    for (script, waits) in [
        (money::credit(load, 5_000), false),
        (withdrawn, false),
        ("80DADF2506000000000000".to_owned(), true),
        ("805C000204".to_owned(), true),
    ] {
        let mut hand = topped_up();
        let envelopes = Sender::platform().script(&octets(&script));
        for envelope in &envelopes {
            hand.bring(envelope);
        }
        while hand.fetch().is_some() {
            hand.answer(0x00, "");
        }
        assert_eq!(ask_to_wait(&mut hand), waits, "{script}");
    }
}

#[test]
fn wait_ends_when_a_terminal_used_the_counter() {
    let mut hand = topped_up();
    hand.stand.load(1_000);
    assert!(!ask_to_wait(&mut hand));
}

#[test]
fn wait_ends_after_an_hour_of_power() {
    let mut hand = topped_up();
    let since = hand.stand.surroundings.uptime_s;
    hand.stand.surroundings.uptime_s = since + 3_599;
    assert!(ask_to_wait(&mut hand));
    leave(&mut hand);
    hand.stand.surroundings.uptime_s = since + 3_600;
    assert!(!ask_to_wait(&mut hand));
    leave(&mut hand);
    // The card has no clock: the hour begins anew with the power.
    let mut stand = hand.stand;
    stand.restart();
    stand.surroundings.uptime_s = 1;
    let mut hand = Hand::ready(stand);
    assert!(ask_to_wait(&mut hand));
    leave(&mut hand);
    hand.stand.surroundings.uptime_s = 3_600;
    assert!(!ask_to_wait(&mut hand));
}

#[test]
fn credit_before_the_password_stops_the_closing() {
    // A load waits when the person begins to close the empty wallet, and is credited before the password is typed.
    let mut hand = topping_up(Stand::holding(0), "50");
    hand.type_text("123456");
    let pending = hand.state().remote.pending.unwrap();
    let load = Initialized { counter: pending.counter, random: pending.random };
    let mut stand = hand.stand;
    stand.restart();
    let mut hand = Hand::ready(stand);
    hand.pick(MY_WALLET);
    hand.choose(0x12);
    hand.fetch();
    hand.answer(0x00, YES);
    let before = hand.state().remote;
    let envelopes = Sender::platform().script(&octets(&money::credit(load, 5_000)));
    envelopes.iter().for_each(|envelope| drop(hand.stand.send(envelope)));
    assert_eq!(hand.state().balance, Fen(5_000));
    hand.type_text("123456");
    assert_eq!(hand.shown(C::DisplayText), "钱包余额不为零,不能注销。");
    let after = hand.state().remote;
    assert_eq!((after.sent, after.request), (before.sent, before.request), "nothing was asked");
}

#[test]
fn request_refused_by_card_is_not_counted() {
    let without_keys = || Stand::with(|card| card.ota_keys.clear());
    let full = || {
        Stand::with(|card| {
            card.start.online_counter = u16::MAX;
            card.start.balance = Fen(1);
        })
    };
    let mut refused = vec![("no keys", suspending(without_keys()), "操作失败。")];
    let mut top_up = topping_up(full(), "50");
    top_up.type_text("123456");
    refused.push(("counter at its maximum", top_up, "操作失败。"));
    // The platform suspends the wallet while the person types.
    let mut meanwhile = topping_up(Stand::holding(500), "50");
    let envelopes = Sender::platform().script(&octets(&status(LifeCycle::Suspended)));
    envelopes.iter().for_each(|envelope| drop(meanwhile.stand.send(envelope)));
    meanwhile.type_text("123456");
    refused.push(("suspended meanwhile", meanwhile, "钱包已暂停。"));
    for (why, mut hand, said) in refused {
        let state = hand.state();
        assert_eq!((state.remote.sent.value(), state.remote.request, state.remote.pending), (0, 0, None), "{why}");
        assert_eq!(hand.shown(C::DisplayText), said, "{why}");
    }
}

#[test]
fn handset_without_sms_costs_no_counter() {
    let mut hand = Hand::new(Stand::holding(500), 0x80, "FFFFFFFDFFFFFFFFFF");
    hand.start_up();
    hand.pick(MY_WALLET);
    hand.choose(0x16);
    assert_eq!(hand.shown(C::DisplayText), "暂停请求发送失败!");
    assert_eq!(hand.state().remote.sent.value(), 0);
}

#[test]
fn keys_of_every_cipher_secure_a_request() {
    let all = [
        (OtaKey::TripleDes2([0x61; 16]), OtaKey::TripleDes3([0x35; 24]), 8),
        (OtaKey::TripleDes3(std::array::from_fn(|at| at as u8)), OtaKey::Aes128([7; 16]), 4),
        (OtaKey::Aes256([9; 32]), OtaKey::Aes192([3; 24]), 8),
    ];
    for (kic, kid, checksum_length) in all {
        let mut set = personalisation().ota_keys[0];
        (set.kic, set.kid, set.checksum_length, set.number) = (kic, kid, checksum_length, 5);
        let stand = Stand::with(|card| card.ota_keys = [set].into_iter().collect());
        let mut hand = topping_up(stand, "50");
        hand.type_text("123456");
        let message = message(&mut hand);
        let (_, request) = judged(&message, KeySet::of(&set), 0).unwrap();
        assert!(matches!(request.operation, Operation::TopUp { pay_password: PASSWORD, .. }), "{kic:?}");
        assert!(judged(&message, keys(), 0).is_err());
    }
}

/// Starts a card up to the question for the IMEI; `None` if the card does not ask.
fn asked_who_it_is(stand: Stand) -> Option<Hand> {
    let mut hand = Hand::new(stand, 0x80, ALL);
    for kind in [C::ProvideLocalInfo, C::SetupEventList, C::SetupMenu] {
        assert_eq!(hand.fetch(), Some(kind));
        hand.answer(0x00, "");
    }
    hand.fetch().map(|kind| {
        assert_eq!((kind, hand.asked.as_ref().unwrap().details.value.qualifier), (C::ProvideLocalInfo, 0x01));
        hand
    })
}

const IMEI: [u8; 8] = [0x4A, 0x09, 0x51, 0x10, 0x32, 0x54, 0x76, 0x08];
const NAMES_ITSELF: &str = "94084A09511032547608";

/// The wallet may be in any state but closed.
#[test]
fn new_handset_is_reported_once() {
    let states = [LifeCycle::Unopened, LifeCycle::Open, LifeCycle::Suspended, LifeCycle::Closing];
    for state in states {
        let mut hand = asked_who_it_is(Stand::with(|card| {
            card.start.lifecycle = state;
            card.start.balance = Fen(1);
        }))
        .unwrap();
        hand.answer(0x00, NAMES_ITSELF);
        let (_, request, _) = request(&mut hand);
        assert_eq!(request.operation, Operation::Hello { imei: IMEI }, "{}", state.name());
        let Action::SendSms(sms) = &hand.asked.as_ref().unwrap().action else { unreachable!() };
        assert_eq!(sms.alpha.as_ref().unwrap().value.text, "", "nobody is told");
        assert_eq!(hand.answer(0x00, ""), 0x9000);
        // Another profile, as after REFRESH: the menu comes again, and nothing more.
        hand.send(0x10, &octets(ALL));
        while let Some(kind) = hand.fetch() {
            assert_ne!(kind, C::SendSms);
            hand.answer(0x00, NAMES_ITSELF);
        }
        assert_eq!(hand.state().remote.sent.value(), 1);
    }
}

#[test]
fn closed_or_keyless_wallet_sends_no_hello() {
    assert!(asked_who_it_is(Stand::with(|card| card.start.lifecycle = LifeCycle::Closed)).is_none());
    assert!(asked_who_it_is(Stand::with(|card| card.ota_keys.clear())).is_none());
}

#[test]
fn calibrated_handset_is_not_reported() {
    let calibrated = |imei: &str| {
        let mut stand = Stand::holding(500);
        assert_eq!(Sender::platform().run(&mut stand, &format!("80DADF220903{imei}")).status, 0x9000);
        stand.restart();
        let mut hand = asked_who_it_is(stand).unwrap();
        hand.answer(0x00, NAMES_ITSELF);
        hand.fetch()
    };
    assert_eq!(calibrated("4A09511032547608"), None);
    assert_eq!(calibrated("4A09511032547618"), Some(C::SendSms));
}

/// The handset is still asked for its language.
#[test]
fn unidentified_handset_is_asked_only_once() {
    for (result, objects) in [(0x00, ""), (0x00, "94074A095110325476"), (0x30, ""), (0x32, ""), (0x10, ""), (0x12, "")]
    {
        let mut hand = asked_who_it_is(Stand::holding(500)).unwrap();
        assert_eq!(hand.answer(result, objects), 0x9000, "{result:02X} {objects}");
        assert_eq!(hand.state().remote.sent.value(), 0);
        hand.send(0x10, &octets(ALL));
        assert_eq!(hand.fetch(), Some(C::ProvideLocalInfo));
        hand.answer(0x00, "AD02656E");
        hand.fetch();
        hand.answer(0x00, "");
        assert_eq!(hand.shown(C::SetupMenu), "Mobile wallet");
    }
    let mut unpromised = Hand::new(Stand::holding(500), 0x80, "FFFFFFBFFFFFFFFFFF");
    unpromised.start_up();
    assert_eq!(unpromised.asked.as_ref().unwrap().details.value.command(), Some(C::SetupMenu));
}

#[test]
fn unsent_hello_waits_and_yields_to_menu() {
    let mut hand = asked_who_it_is(Stand::holding(500)).unwrap();
    hand.answer(0x00, NAMES_ITSELF);
    let (_, _, first) = request(&mut hand);
    let response = hand.response(0x20, "");
    hand.status = hand.stand.send(&[&response[..response.len() - 1], &[0x04]].concat()).status;
    assert_eq!(hand.fetch(), Some(C::TimerManagement), "no service: later");
    hand.answer(0x00, "A40101");
    let mut picked = hand.clone();
    hand.send(0xC2, &octets("D70C82028281A40101A503000050"));
    assert_eq!(message(&mut hand), first);

    picked.pick(MY_WALLET);
    assert_eq!(picked.shown(C::SelectItem), "我的钱包");
    assert_eq!(picked.answer(0x10, "") >> 8, 0x91, "the person is done: it is said now");
    assert_eq!(picked.fetch(), Some(C::ProvideLocalInfo));
    picked.answer(0x00, NAMES_ITSELF);
    let (counter, request, _) = request(&mut picked);
    assert_eq!((counter, request.operation), (2, Operation::Hello { imei: IMEI }));
}

/// Returns the texts that a script shows to the person, on a phone with a menu.
fn told(stand: Stand, script: &str) -> Vec<String> {
    let mut hand = Hand::ready(stand);
    let envelopes = Sender::platform().script(&octets(script));
    let mut said = Vec::new();
    for envelope in &envelopes {
        hand.bring(envelope);
    }
    if let [0x61 | 0x9F, length] = hand.status.to_be_bytes() {
        hand.status = hand.stand.send(&[0x00, 0xC0, 0, 0, length]).status;
    }
    while let Some(kind) = hand.fetch() {
        if kind == C::DisplayText {
            let Action::DisplayText(text) = &hand.asked.as_ref().unwrap().action else { unreachable!() };
            said.push(text.text.as_ref().unwrap().value.text.clone());
        } else {
            assert_eq!(kind, C::SetupMenu, "nothing else is asked");
            said.push("menu".to_owned());
        }
        hand.answer(0x00, "");
    }
    said
}

fn status(state: LifeCycle) -> String {
    format!("80F040{:02X}10{}", state.code(), hex::encode(crate::stand::AID))
}

fn in_state(state: LifeCycle) -> Stand {
    Stand::with(|card| card.start.lifecycle = state)
}

#[test]
fn platform_changes_are_displayed_after_the_menu() {
    use LifeCycle::{Closed, Closing, Open, Suspended, Unopened};
    for (from, to, said) in [
        (Unopened, Open, "钱包开通成功。"),
        (Closed, Open, "钱包开通成功。"),
        (Open, Suspended, "钱包已暂停。"),
        (Suspended, Open, "钱包已恢复。"),
        (Open, Closed, "钱包已注销。"),
    ] {
        assert_eq!(told(in_state(from), &status(to)), ["menu", said], "from {} to {}", from.name(), to.name());
    }
    let closing = Stand::with(|card| card.start.balance = Fen(1));
    assert_eq!(told(closing, &status(Closing)), ["menu", "号码已销户,钱包余额可继续消费。"]);
    assert_eq!(told(in_state(Open), &status(Open)), [""; 0], "the platform only asked again");
    assert_eq!(told(in_state(Open), "80DADF2209034A09511032547608"), ["刷卡距离校准成功。"]);
    assert_eq!(told(in_state(Open), &hex::encode(reload_pin("5678"))), ["操作密码已重置,请尽快修改。"]);
    assert_eq!(told(in_state(Open), &hex::encode(set_limit(Some(100)))), [""; 0]);
}

#[test]
fn credited_or_cancelled_load_is_displayed() {
    let begun = || {
        let mut hand = topping_up(Stand::holding(500), "50");
        hand.type_text("123456");
        let pending = hand.state().remote.pending.unwrap();
        hand.stand.restart();
        (hand.stand, Initialized { counter: pending.counter, random: pending.random })
    };
    let (stand, load) = begun();
    assert_eq!(told(stand, &money::credit(load, 5_000)), ["钱包充值成功!50.00元,余额55.00元。"]);
    let cancel = |counter: u16, random: [u8; 4]| format!("80DADF2506{counter:04X}{}", hex::encode(random));
    let (stand, load) = begun();
    assert_eq!(told(stand, &cancel(0, load.random)), ["钱包充值已取消。"]);
    let (stand, load) = begun();
    assert_eq!(told(stand, &cancel(7, load.random)), [""; 0], "another load was withdrawn");
    let (mut stand, load) = begun();
    stand.load(100);
    assert_eq!(told(stand, &cancel(0, load.random)), [""; 0], "nobody waited for it any more");
}

/// There is room for two notices.
#[test]
fn newest_notices_are_kept_and_busy_screen_retried() {
    let both =
        format!("{} 80DADF2209034A09511032547608 {}", status(LifeCycle::Suspended), hex::encode(reload_pin("5678")));
    let said = told(in_state(LifeCycle::Open), &both);
    assert_eq!(said, ["menu", "操作密码已重置,请尽快修改。", "刷卡距离校准成功。"]);

    let mut hand = Hand::ready(in_state(LifeCycle::Unopened));
    hand.pick(0x04);
    hand.fetch();
    Sender::platform().run(&mut hand.stand, &status(LifeCycle::Open));
    assert_eq!(hand.answer(0x10, "") >> 8, 0x91, "the person was in the menu until now");
    assert_eq!(hand.fetch(), Some(C::SetupMenu));
    hand.answer(0x00, "");
    assert_eq!(hand.shown(C::DisplayText), "钱包开通成功。");
    hand.answer(0x20, "");
    assert_eq!(hand.fetch(), Some(C::TimerManagement));
    hand.answer(0x00, "A40101");
    hand.pick(MY_WALLET);
    assert_eq!(hand.shown(C::SelectItem), "我的钱包");
    hand.answer(0x10, "");
    assert_eq!(hand.shown(C::DisplayText), "钱包开通成功。", "it comes again when the person is done");
}

#[test]
fn status_change_by_terminal_is_not_displayed() {
    let mut hand = Hand::ready(Stand::holding(500));
    hand.stand.done(&crate::stand::select_aid());
    hand.stand.authenticate();
    hand.status = hand.stand.send(&crate::stand::set_status(LifeCycle::Suspended)).status;
    assert_eq!(hand.fetch(), Some(C::SetupMenu));
    assert_eq!(hand.answer(0x00, ""), 0x9000);
}

#[test]
fn malformed_password_is_asked_for_again() {
    let mut hand = topping_up(Stand::holding(500), "50");
    hand.fetch();
    hand.answer(0x00, &typed("12345#"));
    assert!(hand.shown(C::GetInput).starts_with("支付密码应为6位数字。"));
    assert_eq!(hand.state().remote.sent.value(), 0);
}
