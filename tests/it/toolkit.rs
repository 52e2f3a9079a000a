//! The card's SIM toolkit at the contacts: the effect of each answer of a handset in either class, be it late, lost or
//! repeated. Nothing on the card changes by a request.

use applet::{CardState, Interface, Refusal};
use sim_codec::cat::ProactiveCommand;
use sim_codec::cat::command::{self, Action};
use sim_wire::Fen;
use sim_wire::lifecycle::LifeCycle;
use sim_wire::proactive::{CommandType, GeneralResult};

use crate::stand::{Stand, verify};

/// Profile that promises everything that the card asks for.
pub const ALL: &str = "FFFFFFFFFFFFFFFFFF";

/// Handset that answers octet by octet.
#[derive(Clone)]
pub struct Hand {
    pub stand: Stand,
    class: u8,
    /// Status word of the last toolkit command.
    pub status: u16,
    pub asked: Option<ProactiveCommand>,
}

impl Hand {
    /// Creates a handset on a card, after TERMINAL PROFILE.
    pub fn new(stand: Stand, class: u8, profile: &str) -> Hand {
        let mut hand = Hand { stand, class, status: 0, asked: None };
        hand.send(0x10, &hex::decode(profile).unwrap());
        hand
    }

    pub fn ready(stand: Stand) -> Hand {
        let mut hand = Hand::new(stand, 0xA0, ALL);
        hand.start_up();
        hand
    }

    /// Answers all questions of the card at the start without any data: not even which handset it is.
    pub fn start_up(&mut self) {
        while self.fetch().is_some() {
            self.answer(0x00, "");
        }
        assert_eq!(self.status, 0x9000);
    }

    fn apdu(&self, instruction: u8, data: &[u8]) -> Vec<u8> {
        [&[self.class, instruction, 0, 0, u8::try_from(data.len()).unwrap()], data].concat()
    }

    pub fn send(&mut self, instruction: u8, data: &[u8]) -> u16 {
        self.status = self.stand.send(&self.apdu(instruction, data)).status;
        self.status
    }

    /// Fetches what is announced; returns the type of the command.
    pub fn fetch(&mut self) -> Option<CommandType> {
        let [0x91, length] = self.status.to_be_bytes() else { return None };
        let reply = self.stand.send(&[self.class, 0x12, 0, 0, length]);
        assert_eq!((reply.status, reply.data.len() % 256), (0x9000, usize::from(length)));
        let command = command::parse(&reply.data).unwrap();
        let kind = command.details.value.command();
        self.asked = Some(command);
        kind
    }

    /// Returns the TERMINAL RESPONSE to what was fetched last.
    pub fn response(&self, result: u8, objects: &str) -> Vec<u8> {
        let details = self.asked.as_ref().unwrap().details.value.emit();
        let cause = GeneralResult::from_code(result).is_some_and(GeneralResult::has_cause);
        let outcome: &[u8] = if cause { &[0x83, 2, result, 0] } else { &[0x83, 1, result] };
        let objects = hex::decode(objects.replace(' ', "")).unwrap();
        let data = [&[0x81, 3], &details[..], &[0x82, 2, 0x82, 0x81], outcome, &objects].concat();
        self.apdu(0x14, &data)
    }

    pub fn answer(&mut self, result: u8, objects: &str) -> u16 {
        let response = self.response(result, objects);
        self.status = self.stand.send(&response).status;
        self.status
    }

    pub fn pick(&mut self, item: u8) -> u16 {
        self.send(0xC2, &[0xD3, 7, 0x82, 2, 0x01, 0x81, 0x90, 1, item])
    }

    pub fn choose(&mut self, item: u8) -> u16 {
        self.fetch();
        self.answer(0x00, &format!("9001{item:02X}"))
    }

    pub fn type_text(&mut self, text: &str) -> u16 {
        assert_eq!(self.fetch(), Some(CommandType::GetInput));
        self.answer(0x00, &typed(text))
    }

    /// Returns the text of the command that is announced now, which must be of that type.
    pub fn shown(&mut self, kind: CommandType) -> String {
        assert_eq!(self.fetch(), Some(kind), "status {:04X}", self.status);
        text(self.asked.as_ref().unwrap())
    }

    /// Brings an envelope without change.
    pub fn bring(&mut self, command: &[u8]) -> u16 {
        self.status = self.stand.send(command).status;
        self.status
    }

    /// Sends STATUS.
    pub fn polls(&mut self) -> u16 {
        let command: &[u8] = if self.class == 0xA0 { &[0xA0, 0xF2, 0, 0, 0x16] } else { &[0x80, 0xF2, 0, 0x0C, 0] };
        self.status = self.stand.send(command).status;
        self.status
    }

    pub fn state(&self) -> CardState {
        self.stand.card.state().unwrap()
    }
}

/// Encodes typed text as a text string object.
pub fn typed(text: &str) -> String {
    format!("8D{:02X}04{}", text.len() + 1, hex::encode_upper(text))
}

fn text(command: &ProactiveCommand) -> String {
    match &command.action {
        Action::DisplayText(c) => c.text.as_ref().unwrap().value.text.clone(),
        Action::GetInput(c) => c.text.as_ref().unwrap().value.text.clone(),
        Action::GetInkey(c) => c.text.as_ref().unwrap().value.text.clone(),
        Action::SelectItem(c) => c.alpha.as_ref().unwrap().value.text.clone(),
        Action::SetupMenu(c) => c.alpha.as_ref().unwrap().value.text.clone(),
        Action::SendSms(c) => c.alpha.as_ref().unwrap().value.text.clone(),
        other => panic!("{other:?} has no text"),
    }
}

const MY_WALLET: u8 = 0x01;
const TOP_UP: u8 = 0x13;
const BALANCE: u8 = 0x14;
const SERVICES: u8 = 0x04;
const LIMIT: u8 = 0x45;

/// Returns a dialog at each kind of command, with its name, type and handset.
fn places() -> Vec<(&'static str, CommandType, Hand)> {
    let hand = |class: u8| {
        let mut hand = Hand::new(Stand::holding(500), class, ALL);
        hand.start_up();
        hand.pick(MY_WALLET);
        hand
    };
    let mut places = Vec::new();
    for class in [0xA0, 0x80] {
        places.push(("list", CommandType::SelectItem, hand(class)));
        let mut balance = hand(class);
        balance.choose(BALANCE);
        places.push(("notice", CommandType::DisplayText, balance));
        let mut amount = hand(class);
        amount.choose(TOP_UP);
        places.push(("amount", CommandType::GetInput, amount.clone()));
        amount.type_text("1");
        places.push(("question", CommandType::GetInkey, amount.clone()));
        amount.fetch();
        amount.answer(0x00, "8D020401");
        amount.type_text("123456");
        places.push(("message", CommandType::SendSms, amount));
    }
    places
}

/// Answers a command of that type; returns the type of the next command, if there is one.
fn after(mut hand: Hand, kind: CommandType, result: u8) -> (Option<CommandType>, Hand) {
    assert_eq!(hand.fetch(), Some(kind));
    hand.answer(result, "");
    let next = hand.fetch();
    (next, hand)
}

#[test]
fn every_general_result_has_its_reaction() {
    use CommandType as C;
    for (place, kind, hand) in places() {
        let before = hand.state();
        for result in 0x00..=0x3D_u8 {
            let (next, after) = after(hand.clone(), kind, result);
            assert_eq!(after.state(), before, "{place} answered {result:02X}");
            let is_message = kind == C::SendSms;
            let expected = match (result, place) {
                (0x00..=0x09, "message") => Some(C::DisplayText),
                // Without what was asked for it is over; a notice that was read is over too.
                (0x00..=0x0F, _) => None,
                (0x10 | 0x12 | 0x14, _) => None,
                (0x11, "list") => None,
                (0x11, "question") => Some(C::GetInput),
                (0x11, _) => Some(C::SelectItem),
                (0x13, _) => Some(C::DisplayText),
                (0x20, _) => Some(C::TimerManagement),
                (0x21, _) if !is_message => Some(C::TimerManagement),
                (0x30..=0x33 | 0x36, "list") => Some(C::GetInput),
                (0x30..=0x33 | 0x36, "question") => Some(C::SelectItem),
                (0x30..=0x33 | 0x36, "notice") => None,
                (0x30..=0x33 | 0x36, _) => Some(C::DisplayText),
                (0x15..=0x1F | 0x28..=0x2F, _) => None,
                (_, "message") => Some(C::DisplayText),
                _ => None,
            };
            assert_eq!(next, expected, "{place} answered {result:02X}");
            if next.is_none() {
                assert_eq!(after.status, 0x9000, "{place} answered {result:02X}");
            }
        }
    }
}

#[test]
fn request_displays_whether_it_was_sent() {
    let (_, kind, hand) = places().pop().unwrap();
    for (result, said) in
        [(0x00, "钱包充值请求发送成功!"), (0x21, "钱包充值请求发送失败!"), (0x35, "钱包充值请求发送失败!")]
    {
        let (next, after) = after(hand.clone(), kind, result);
        assert_eq!(next, Some(CommandType::DisplayText));
        assert_eq!(text(after.asked.as_ref().unwrap()), said);
    }
}

#[test]
fn busy_handset_is_retried_three_times() {
    for (place, kind, mut hand) in places() {
        for round in 0..3 {
            assert_eq!(hand.fetch(), Some(kind), "{place}, round {round}");
            hand.answer(0x20, "");
            assert_eq!(hand.fetch(), Some(CommandType::TimerManagement));
            assert_eq!(hand.answer(0x00, "A40101"), 0x9000);
            hand.send(0xC2, &hex::decode("D70C82028281A40101A503000050").unwrap());
        }
        assert_eq!(hand.fetch(), Some(kind), "{place}, the last time");
        hand.answer(0x20, "");
        let expected = (kind == CommandType::SendSms).then_some(CommandType::DisplayText);
        assert_eq!(hand.fetch(), expected, "{place}: a request counts as not sent, the rest is over");
    }
}

#[test]
fn status_retries_busy_handset_without_timers() {
    let mut hand = Hand::new(Stand::holding(500), 0x80, "FFFFFFFFFFFFFFFEFF");
    hand.start_up();
    hand.pick(MY_WALLET);
    assert_eq!(hand.fetch(), Some(CommandType::SelectItem));
    assert_eq!(hand.answer(0x20, ""), 0x9000);
    assert_eq!(hand.stand.send_hex("805C000204").status, 0x9000, "another command is no poll");
    hand.status = hand.stand.send_hex("80F2000C").status;
    assert_eq!(hand.fetch(), Some(CommandType::SelectItem));
}

/// The limit is the fourth pick or the thirtieth STATUS.
#[test]
fn lost_answer_is_given_up_after_limit() {
    let mut hand = Hand::ready(Stand::holding(500));
    hand.pick(MY_WALLET);
    hand.fetch();
    let mut polled = hand.clone();
    for _ in 0..3 {
        assert_eq!(hand.pick(MY_WALLET), 0x9300);
    }
    assert_eq!(hand.pick(MY_WALLET) >> 8, 0x91);
    assert_eq!(hand.fetch(), Some(CommandType::SelectItem));
    for _ in 0..30 {
        assert_eq!(polled.stand.send_hex("A0F2000016").status, 0x9000);
    }
    let late = polled.response(0x00, "900114");
    assert_eq!(polled.stand.refused(&late), Refusal::NoCommandOutstanding);
    assert_eq!(polled.pick(MY_WALLET) >> 8, 0x91);
}

#[test]
fn late_or_repeated_answer_is_refused() {
    let mut hand = Hand::ready(Stand::holding(500));
    hand.pick(MY_WALLET);
    hand.fetch();
    let first = hand.response(0x00, "900114");
    assert_eq!(hand.stand.send(&first).status >> 8, 0x91);
    assert_eq!(hand.stand.refused(&first), Refusal::NoCommandOutstanding, "the next one was not fetched yet");
    hand.status = hand.stand.send_hex("A0F2000016").status;
    assert_eq!(hand.shown(CommandType::DisplayText), "钱包余额:5.00元");
    assert_eq!(hand.stand.refused(&first), Refusal::CommandMismatch);
    assert_eq!(hand.answer(0x11, "") >> 8, 0x91, "it goes on as if nothing had come");
    assert_eq!(hand.fetch(), Some(CommandType::SelectItem));
}

#[test]
fn dialog_survives_tap_but_not_reset() {
    let mut hand = Hand::ready(Stand::holding(500));
    hand.pick(MY_WALLET);
    hand.fetch();
    hand.stand.surroundings.interface = Interface::Contactless;
    hand.stand.done(&crate::stand::select_aid());
    drop(hand.stand.purchase(123));
    hand.stand.surroundings.interface = Interface::Contact;
    assert_eq!(hand.answer(0x00, "900114") >> 8, 0x91);
    assert_eq!(hand.shown(CommandType::DisplayText), "钱包余额:3.77元");
    let late = hand.response(0x00, "");
    hand.stand.restart();
    assert_eq!(hand.stand.refused(&late), Refusal::NoCommandOutstanding);
    assert_eq!(hand.stand.send_hex("A0F2000016").status, 0x9000, "it waits for a profile");
}

#[test]
fn stale_menu_is_renewed_after_the_pick() {
    let mut hand = Hand::ready(Stand::with(|card| {
        card.start.balance = Fen(100);
        card.start.lifecycle = LifeCycle::Closing;
    }));
    hand.stand.surroundings.interface = Interface::Contactless;
    hand.stand.done(&crate::stand::select_aid());
    drop(hand.stand.purchase(100));
    assert_eq!(hand.state().lifecycle, LifeCycle::Closed);
    hand.stand.surroundings.interface = Interface::Contact;
    assert_eq!(hand.pick(MY_WALLET) >> 8, 0x91);
    assert_eq!(hand.fetch(), Some(CommandType::SelectItem));
    hand.answer(0x10, "");
    assert_eq!(hand.fetch(), Some(CommandType::SetupMenu));
}

#[test]
fn pin_just_enabled_can_be_disabled() {
    let mut hand = Hand::ready(Stand::holding(500));
    hand.pick(SERVICES);
    for (item, on) in [(0x41, true), (0x42, false)] {
        if on {
            hand.choose(0x06);
        }
        hand.choose(item);
        hand.fetch();
        hand.answer(0x00, "8D020401");
        assert_eq!(hand.state().pin_on, on);
        hand.fetch();
        hand.answer(0x11, "");
    }
}

#[test]
fn back_from_outcome_returns_to_its_list() {
    for (branch, item, title) in [(MY_WALLET, 0x12, "我的钱包"), (SERVICES, 0x46, "业务管理")] {
        let mut hand = Hand::ready(Stand::holding(0));
        hand.pick(branch);
        hand.choose(item);
        hand.fetch();
        hand.answer(0x00, "8D020401");
        hand.type_text("123456");
        hand.fetch();
        hand.answer(0x00, "");
        assert_eq!(hand.shown(CommandType::DisplayText), "钱包注销请求发送成功!");
        hand.answer(0x11, "");
        assert_eq!(hand.shown(CommandType::SelectItem), title);
    }
}

#[test]
fn request_without_network_is_not_retried() {
    let (_, _, mut hand) = places().pop().unwrap();
    hand.fetch();
    let response = hand.response(0x20, "");
    let without_service = [&response[..response.len() - 1], &[0x04]].concat();
    hand.status = hand.stand.send(&without_service).status;
    assert_eq!(hand.shown(CommandType::DisplayText), "钱包充值请求发送失败!");
}

#[test]
fn handset_without_lists_tops_up_by_numbers() {
    // Neither SELECT ITEM nor GET INKEY.
    let mut hand = Hand::new(Stand::holding(500), 0xA0, "FFFFFDFEFFFFFFFFFF");
    hand.start_up();
    hand.pick(MY_WALLET);
    let list = hand.shown(CommandType::GetInput);
    assert_eq!(list, "我的钱包\n1 注销钱包\n2 钱包充值\n3 钱包余额查询\n4 钱包明细查询\n5 钱包暂停\n请输入序号");
    hand.answer(0x00, &typed("9"));
    assert_eq!(hand.shown(CommandType::GetInput), list, "there is no ninth line");
    hand.answer(0x00, &typed("2"));
    hand.type_text("20*50");
    assert_eq!(hand.shown(CommandType::GetInput), "钱包充值20.50元,确认? 1确定 0取消");
    hand.answer(0x00, &typed("1"));
    hand.type_text("123456");
    assert_eq!(hand.shown(CommandType::SendSms), "钱包充值请求发送中...");
}

#[test]
fn handset_without_input_is_told_so() {
    let mut hand = Hand::new(Stand::holding(500), 0x80, "FFFFF9FFFFFFFFFFFF");
    hand.start_up();
    hand.pick(MY_WALLET);
    hand.choose(TOP_UP);
    assert_eq!(hand.shown(CommandType::DisplayText), "手机不支持此功能。");
    assert_eq!(hand.clone().answer(0x00, ""), 0x9000);
    hand.answer(0x11, "");
    assert_eq!(hand.shown(CommandType::SelectItem), "我的钱包");
}

#[test]
fn handset_without_sms_is_told_of_failure() {
    let mut hand = Hand::new(Stand::holding(500), 0x80, "FFFFFFFDFFFFFFFFFF");
    hand.start_up();
    hand.pick(MY_WALLET);
    hand.choose(0x16);
    assert_eq!(hand.shown(CommandType::DisplayText), "暂停请求发送失败!");
    assert_eq!(hand.state().lifecycle, LifeCycle::Open);
}

#[test]
fn menu_follows_the_language_of_the_handset() {
    let mut hand = Hand::new(Stand::holding(500), 0x80, ALL);
    assert_eq!(hand.fetch(), Some(CommandType::ProvideLocalInfo));
    hand.answer(0x00, "AD02656E");
    hand.fetch();
    hand.answer(0x00, "");
    assert_eq!(hand.shown(CommandType::SetupMenu), "Mobile wallet");
    hand.answer(0x00, "");
    hand.start_up();
    hand.send(0xC2, &hex::decode("D60B99010782028281AD027A68").unwrap());
    assert_eq!(hand.shown(CommandType::SetupMenu), "手机钱包");
    assert_eq!(hand.answer(0x00, ""), 0x9000);
}

/// Forward and back turn the pages of the long help.
#[test]
fn screen_of_256_octets_is_announced_by_9100() {
    let mut hand = Hand::ready(Stand::holding(500));
    hand.pick(MY_WALLET);
    hand.choose(TOP_UP);
    hand.fetch();
    assert_eq!(hand.answer(0x13, ""), 0x9100);
    let first = hand.shown(CommandType::DisplayText);
    assert!(first.chars().count() == 120 && first.ends_with("不要马上重复充值。"));
    hand.answer(0x00, "");
    assert_eq!(hand.shown(CommandType::DisplayText), "也可拨打10086查询。");
    hand.answer(0x11, "");
    assert_eq!(hand.shown(CommandType::DisplayText), first, "back turns back");
    hand.answer(0x00, "");
    hand.fetch();
    hand.answer(0x00, "");
    assert_eq!(hand.shown(CommandType::GetInput), "请输入充值金额(元):", "and help leads back to what it helps with");
}

/// Returns a handset at the menu of a card whose PIN is on.
fn guarded() -> Hand {
    let mut stand = Stand::holding(500);
    stand.pin_on();
    stand.restart();
    Hand::ready(stand)
}

#[test]
fn menu_pin_opens_only_the_menu() {
    let mut hand = guarded();
    hand.pick(MY_WALLET);
    hand.type_text("9999");
    assert_eq!(hand.state().pin_tries_left, 2);
    assert_eq!(hand.shown(CommandType::GetInput), "操作密码错误,还可输入2次。请输入操作密码:");
    hand.answer(0x00, &typed("12#4"));
    assert_eq!(hand.state().pin_tries_left, 2, "what is no PIN costs no try");
    hand.type_text("1234");
    assert_eq!(hand.state().pin_tries_left, 3);
    assert_eq!(hand.fetch(), Some(CommandType::SelectItem));
    assert_eq!(hand.stand.send_hex("00200000").status, 0x63C3, "a terminal has not verified it");
    hand.answer(0x10, "");
    hand.pick(MY_WALLET);
    assert_eq!(hand.fetch(), Some(CommandType::GetInput), "the next time it is asked for again");
}

#[test]
fn third_wrong_pin_blocks_the_menu() {
    let mut hand = guarded();
    hand.pick(SERVICES);
    hand.type_text("0000");
    hand.type_text("0001");
    hand.type_text("0002");
    assert_eq!(hand.shown(CommandType::DisplayText), "操作密码已锁定,请拨打10086重置。");
    assert_eq!(hand.answer(0x00, ""), 0x9000);
    assert_eq!(hand.state().pin_tries_left, 0);
    assert_eq!(hand.stand.refused(&verify("1234")), Refusal::PinBlocked);
    hand.pick(SERVICES);
    assert_eq!(hand.shown(CommandType::DisplayText), "操作密码已锁定,请拨打10086重置。");
}

#[test]
fn application_blocked_meanwhile_refuses_menu_input() {
    let mut hand = Hand::ready(Stand::holding(500));
    hand.pick(SERVICES);
    let mut list = hand.clone();
    hand.choose(LIMIT);
    hand.fetch();
    let block = |hand: &mut Hand| {
        let command = hand.stand.secured(applet::KeyUsage::Maintenance, [0x84, 0x1E, 0, 0], &[]);
        hand.stand.done(&command);
    };
    block(&mut hand);
    hand.answer(0x00, &typed("2.5"));
    assert_eq!(hand.shown(CommandType::DisplayText), "钱包应用已锁定。");
    assert_eq!(hand.state().limit, None);
    list.fetch();
    block(&mut list);
    list.answer(0x00, "900145");
    assert_eq!(list.shown(CommandType::DisplayText), "钱包应用已锁定。");
    list.answer(0x00, "");
    list.pick(MY_WALLET);
    assert_eq!(list.shown(CommandType::DisplayText), "钱包应用已锁定。");
}

#[test]
fn typed_limit_becomes_the_purse_limit() {
    let mut hand = Hand::ready(Stand::holding(500));
    hand.pick(SERVICES);
    hand.choose(LIMIT);
    hand.type_text("2.5");
    assert_eq!(hand.shown(CommandType::DisplayText), "单次消费限额已设为2.50元。");
    assert_eq!(hand.state().limit, Some(Fen(250)));
}

#[test]
fn malformed_envelope_is_refused() {
    let mut hand = Hand::ready(Stand::holding(500));
    for envelope in ["", "D3", "D30782020181900109", "D3078202018190010100", "D60799010782028281", "D10A82028381"] {
        let data = hex::decode(envelope).unwrap();
        let refusal = hand.stand.refused(&hand.apdu(0xC2, &data));
        assert_eq!(refusal, Refusal::WrongData, "{envelope}");
    }
    assert_eq!(hand.pick(MY_WALLET) >> 8, 0x91, "and the menu is as it was");
}

#[test]
fn request_goes_to_the_platform_number() {
    let (_, _, mut hand) = places().pop().unwrap();
    hand.fetch();
    let Action::SendSms(sms) = &hand.asked.as_ref().unwrap().action else { panic!("no message") };
    let told = format!("{:?}", sms.message.as_ref().unwrap().value);
    assert!(told.contains("10658888"), "{told}");
}
