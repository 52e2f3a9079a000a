//! Actions as text, both ways.

use proptest::prelude::*;
use proptest::sample::select;

use super::words::{BANK_REPLIES, CALLS, HALL_SERVICES, SIDES, SUBMISSIONS, TAMPERINGS};
use super::*;
use crate::platform::bank::{Bank, BankAnswer};
use crate::platform::bank_order::BankOrderTarget;
use crate::platform::goods_order::{GoodsKind, OrderPlacement};
use crate::platform::province::Province;
use crate::platform::serial::{BankOrderNumber, GoodsOrderNumber};
use crate::platform::withdrawal::BankMishap;
use crate::smsc::Fate;
use sim_device::handset::Model;

fn number() -> impl Strategy<Value = Msisdn> {
    (0..100_000_000_u32).prop_map(|last| format!("138{last:08}").parse().unwrap())
}

fn password() -> impl Strategy<Value = PayPasswordInput> {
    prop_oneof![Just(PayPasswordInput::Initial), "[0-9]{6}".prop_map(PayPasswordInput::Digits)]
}

fn amount() -> impl Strategy<Value = Fen> {
    any::<u32>().prop_map(Fen)
}

fn switch() -> impl Strategy<Value = Switch> {
    any::<bool>().prop_map(Switch::from_bool)
}

fn at_menu() -> impl Strategy<Value = HolderAction> {
    let pin = || "[0-9]{4,12}";
    prop_oneof![
        Just(HolderAction::OpenWallet),
        password().prop_map(HolderAction::CloseWallet),
        Just(HolderAction::SuspendWallet),
        Just(HolderAction::ResumeWallet),
        (amount(), password()).prop_map(|(amount, pay)| HolderAction::TopUp(amount, pay)),
        Just(HolderAction::QueryBalance),
        Just(HolderAction::QueryTransactions),
        (1..=u32::MAX).prop_map(HolderAction::Recharge),
        amount().prop_map(HolderAction::PayOwnBill),
        (number(), amount(), password()).prop_map(|(who, amount, pay)| HolderAction::PayOtherBill(who, amount, pay)),
        (password(), password()).prop_map(|(old, new)| HolderAction::ChangePayPassword(old, new)),
        switch().prop_map(HolderAction::SwitchPin),
        (pin(), pin()).prop_map(|(old, new)| HolderAction::ChangePin(old, new)),
        Just(HolderAction::ViewBalance),
        Just(HolderAction::ViewRecords),
        amount().prop_map(HolderAction::SetLimit),
        Just(HolderAction::OpenMenu),
    ]
}

fn holder() -> impl Strategy<Value = HolderAction> {
    let text = "\\PC{1,20}|[\"\\\\\n\r#a {}]{1,12}";
    let to = prop::option::of("[0-9*#]{3,8}");
    prop_oneof![
        4 => at_menu(),
        1 => (to, text).prop_map(|(to, text)| HolderAction::Write { to, text }),
        1 => tap().prop_map(HolderAction::Tap),
        1 => (pos(), any::<u16>()).prop_map(|(pos, distance)| HolderAction::StandAt(pos, distance)),
        1 => Just(HolderAction::GoAway),
        1 => select(vec![CardLoss::Lost, CardLoss::Broken]).prop_map(HolderAction::LoseCard),
        1 => switch().prop_map(HolderAction::SwitchPhone),
        1 => (select(Model::ALL_NAMES.to_vec()), any::<u32>()).prop_map(|(model, serial)| HolderAction::MoveCard(model, serial)),
        1 => switch().prop_map(HolderAction::Network),
        1 => switch().prop_map(HolderAction::OccupyScreen),
        1 => select(CALLS.to_vec()).prop_map(|(_, event)| HolderAction::Call(event)),
        1 => "[a-z]{2}".prop_map(HolderAction::ChooseLanguage),
        1 => line().prop_map(HolderAction::Line),
    ]
}

fn line() -> impl Strategy<Value = LineAction> {
    let keys = "[0-9*#]{1,8}( [0-9*#{]?[0-9]{1,3}){0,2}".prop_filter("keys", |keys| are_keys(keys));
    prop_oneof![
        select(crate::line::ServiceLine::ALL.to_vec()).prop_map(LineAction::Dial),
        keys.prop_map(LineAction::Press),
        Just(LineAction::Press("111 {card 1}#".to_owned())),
        "\\PC{1,20}|[\"\\\\\n\r#a {}]{1,12}".prop_map(LineAction::Say),
        Just(LineAction::KeepSilent),
        Just(LineAction::HangUp),
    ]
}

fn pos() -> impl Strategy<Value = PosPlace> {
    (1..=u32::MAX).prop_map(PosPlace)
}

fn nth_fault() -> impl Strategy<Value = NthFault> {
    (1..=u32::MAX, select(SIDES.to_vec())).prop_map(|(nth, (_, side))| NthFault { nth, side })
}

fn tap() -> impl Strategy<Value = TapAction> {
    let purpose = prop_oneof![
        amount().prop_map(TapPurpose::Purchase),
        amount().prop_map(TapPurpose::Load),
        Just(TapPurpose::Balance),
        Just(TapPurpose::Records),
    ];
    (purpose, pos(), prop::option::of(nth_fault())).prop_map(|(purpose, pos, leaves)| TapAction {
        purpose,
        pos,
        leaves,
    })
}

fn at_pos() -> impl Strategy<Value = Action> {
    let own =
        || (pos(), 1..=u32::MAX, 1..=u32::MAX).prop_map(|(pos, batch, voucher)| ReceiptPlace { pos, batch, voucher });
    prop_oneof![
        (pos(), own()).prop_map(|(at, receipt)| Action::Pos(at, PosAction::TakeBack(receipt))),
        (own(), amount()).prop_map(|(own, amount)| Action::Pos(own.pos, PosAction::TakeBackAltered(own, amount))),
        pos().prop_map(|at| Action::Pos(at, PosAction::Upload)),
        pos().prop_map(|at| Action::Pos(at, PosAction::AskParameters)),
        (pos(), nth_fault()).prop_map(|(at, fault)| Action::Pos(at, PosAction::PowerFailure(fault))),
        (pos(), nth_fault()).prop_map(|(at, fault)| Action::Pos(at, PosAction::LineBreak(fault))),
        (pos(), select(TAMPERINGS.to_vec()), 1..=u32::MAX)
            .prop_map(|(at, (_, tampering), nth)| Action::Pos(at, PosAction::TamperEntry(tampering, nth))),
        (number(), tap()).prop_map(|(who, tap)| Action::Finder(who, tap)),
        (amount(), any::<u32>()).prop_map(|(purchase, batch)| Action::PosCeilings(purchase, batch)),
        (number(), switch()).prop_map(|(who, switch)| Action::BlackList(who, switch)),
    ]
}

fn hall() -> impl Strategy<Value = HallAction> {
    let document =
        ("[\\p{Han}A-Za-z]{1,6}", "[0-9A-Z]{1,18}").prop_map(|(name, number)| DocumentInput { name, number });
    prop_oneof![
        (number(), select(HALL_SERVICES.to_vec()), prop::option::of(document))
            .prop_map(|(who, (_, service), document)| HallAction::Serve(who, service, document)),
        (number(), amount()).prop_map(|(who, amount)| HallAction::Deposit(who, amount)),
        (number(), amount()).prop_map(|(who, amount)| HallAction::Load(who, amount)),
        (number(), amount()).prop_map(|(who, amount)| HallAction::LoadCash(who, amount)),
        number().prop_map(HallAction::Advise),
        (amount(), select(Province::ALL)).prop_map(|(value, province)| HallAction::SellScratchCard(value, province)),
    ]
}

fn bank_payment() -> impl Strategy<Value = BankPayment> {
    let target = select(vec![BankOrderTarget::Account, BankOrderTarget::Wallet]);
    let reply = select(BANK_REPLIES.to_vec());
    (select(Bank::ALL), amount(), target, reply).prop_map(|(bank, amount, target, (_, reply))| BankPayment {
        bank,
        amount,
        target,
        reply,
    })
}

/// Makes actions of users of the website, of banks and of merchants.
fn payment() -> impl Strategy<Value = Action> {
    let order = || any::<u64>().prop_map(GoodsOrderNumber);
    let code = prop_oneof![
        Just(PaymentCodeInput::None),
        Just(PaymentCodeInput::Last),
        "[0-9]{6}".prop_map(PaymentCodeInput::Digits),
    ];
    let site = prop_oneof![
        (select(Bank::ALL), "[0-9]{16,19}", password()).prop_map(|(bank, card, pay)| SiteAction::BindBankCard(
            bank,
            card.parse().unwrap(),
            pay
        )),
        (amount(), password()).prop_map(|(amount, pay)| SiteAction::Withdraw(amount, pay)),
        order().prop_map(SiteAction::AskPaymentCode),
        (order(), password(), code).prop_map(|(order, pay, code)| SiteAction::PayOrder(order, pay, code)),
    ];
    let mishap = prop_oneof![
        Just(BankMishap::Refusal),
        Just(BankMishap::Repetition),
        (0..1_000_000_u64).prop_map(BankMishap::Delay),
    ];
    let answer = select(vec![BankAnswer::Pays, BankAnswer::Refuses]);
    let bank = prop_oneof![
        (number(), mishap).prop_map(|(who, mishap)| BankAction::Disturb(who, mishap)),
        (any::<u64>(), answer).prop_map(|(order, answer)| BankAction::Answer(BankOrderNumber(order), answer)),
    ];
    let kind = select(vec![GoodsKind::Physical, GoodsKind::Digital]);
    let merchant = prop_oneof![
        (amount(), "[\\p{Han}a-z]{1,20}", kind).prop_map(|(amount, goods, kind)| {
            MerchantAction::Place(OrderPlacement { amount, goods: goods.parse().unwrap(), kind })
        }),
        (order(), prop::option::of(amount())).prop_map(|(order, amount)| MerchantAction::Refund(order, amount)),
    ];
    prop_oneof![
        (number(), site).prop_map(|(who, action)| Action::Site(who, action)),
        bank.prop_map(Action::Bank),
        (pos(), merchant).prop_map(|(shop, action)| Action::Merchant(shop, action)),
    ]
}

fn attacker() -> impl Strategy<Value = AttackerAction> {
    let nth = || 1..=u32::MAX;
    let tampering = select(vec![Tampering::None, Tampering::BitInverted, Tampering::LastBlockCut]);
    let maker = select(vec![PacketMaker::Card, PacketMaker::Platform]);
    prop_oneof![
        nth().prop_map(AttackerAction::Replay),
        (nth(), nth()).prop_map(|(which, octets)| AttackerAction::Cut(which, octets)),
        (nth(), any::<u32>()).prop_map(|(which, bit)| AttackerAction::Flip(which, bit)),
        nth().prop_map(AttackerAction::Reflect),
        (nth(), number()).prop_map(|(which, whom)| AttackerAction::Misdirect(which, whom)),
        (number(), any::<u32>()).prop_map(|(whom, how)| AttackerAction::ForgeTo(whom, how)),
        (number(), any::<u32>()).prop_map(|(whom, how)| AttackerAction::ForgeFrom(whom, how)),
        (tampering, maker, nth()).prop_map(|(how, maker, nth)| AttackerAction::Packet(how, maker, nth)),
    ]
}

fn network() -> impl Strategy<Value = NetworkAction> {
    let fate =
        || prop_oneof![Just(Fate::Lost), Just(Fate::Twice), Just(Fate::Swapped), any::<u64>().prop_map(Fate::Late)];
    let kind = || select(CargoKind::ALL.to_vec());
    let hand = prop_oneof![
        Just(CentreAction::Hold),
        Just(CentreAction::Release),
        Just(CentreAction::Drop),
        Just(CentreAction::Repeat),
        any::<u64>().prop_map(CentreAction::Delay)
    ];
    prop_oneof![
        (fate(), 1..=u32::MAX, kind(), prop::option::of(number()))
            .prop_map(|(fate, nth, kind, person)| NetworkAction::Rule(Rule { fate, nth, kind, person })),
        (fate(), prop::option::of(kind())).prop_map(|(fate, kind)| NetworkAction::Next(fate, kind)),
        (any::<u64>(), hand).prop_map(|(id, hand)| NetworkAction::ByHand(MessageId(id), hand)),
        any::<u64>().prop_map(NetworkAction::Mix),
        any::<u64>().prop_map(NetworkAction::Spread),
        (number(), select(SUBMISSIONS.to_vec()))
            .prop_map(|(whose, (_, reply))| NetworkAction::Submissions(whose, reply)),
    ]
}

fn action() -> impl Strategy<Value = Action> {
    let tear = prop_oneof![
        Just(Tear::Nothing),
        Just(Tear::All),
        Just(Tear::Half),
        any::<usize>().prop_map(Tear::Only),
        any::<usize>().prop_map(Tear::AllBut),
        any::<usize>().prop_map(Tear::First),
        any::<u64>().prop_map(Tear::Octets),
        any::<u64>().prop_map(Tear::Bits),
    ];
    let states = NUMBER_STATES.map(|(_, state)| state).to_vec();
    prop_oneof![
        4 => (number(), holder()).prop_map(|(who, action)| Action::Holder(who, action)),
        1 => hall().prop_map(Action::Hall),
        2 => at_pos(),
        1 => (number(), password()).prop_map(|(who, pay)| Action::Care(who, CareAction::ResetPin(pay))),
        1 => number().prop_map(|who| Action::Care(who, CareAction::ResetPayPassword)),
        1 => (number(), amount(), password()).prop_map(|(who, amount, pay)| Action::WebsiteTopUp(who, amount, pay)),
        1 => (number(), bank_payment()).prop_map(|(who, payment)| Action::BankTopUp(who, payment)),
        2 => payment(),
        1 => (number(), select(states)).prop_map(|(who, state)| Action::Registry(who, state)),
        2 => attacker().prop_map(Action::Attacker),
        2 => network().prop_map(Action::Network),
        1 => (number(), 1..=u32::MAX, tear).prop_map(|(number, write, tear)| Action::PowerFailure { number, write, tear }),
        1 => (select(Fault::ALL.to_vec()), 1..=u32::MAX).prop_map(|(fault, nth)| Action::PlatformStop(fault, nth)),
        1 => any::<u64>().prop_map(Action::Wait),
        1 => Just(Action::Heal),
    ]
}

/// Returns every form with its capitals replaced by examples.
fn filled() -> Vec<String> {
    let fill = |word: &str| match word {
        "NUMBER" => "13807310001".to_owned(),
        "PASSWORD" => "654321".to_owned(),
        "YUAN" => "12.5".to_owned(),
        "N" => "3".to_owned(),
        "BANK" => "中国银行".to_owned(),
        "BANKCARD" => "6222020200112233".to_owned(),
        "ALIAS" => "zhang2009".to_owned(),
        "LOGIN" => "Abc12345".to_owned(),
        "ANSWER" => "长沙".to_owned(),
        "PLACE" => "2".to_owned(),
        "ACCOUNT" => "6227001234567890123".to_owned(),
        "CODE" => "135790".to_owned(),
        "GOODS" => "彩铃".to_owned(),
        "DIGITS" => "2580".to_owned(),
        "TEXT" => "\"CZK {card 1}\"".to_owned(),
        "LINE" => "10086".to_owned(),
        "KEYS" => "\"1 1 {card 1}#\"".to_owned(),
        "TELEPHONE" => "10086".to_owned(),
        "MODEL" => "android".to_owned(),
        "PROVINCE" => "福建".to_owned(),
        "STATE" => "barred".to_owned(),
        "MAKER" => "platform".to_owned(),
        "LANGUAGE" => "en".to_owned(),
        "FATE" => "late:600".to_owned(),
        "KIND" => "report".to_owned(),
        "DURATION" => "90 s".to_owned(),
        "TEAR" => "octets:7".to_owned(),
        "FAULT" => "after-keeping".to_owned(),
        "SIDE" => "before".to_owned(),
        "NAME" => "张三".to_owned(),
        "DOCUMENT" => "430102198001011234".to_owned(),
        "TAMPERS" => "alters".to_owned(),
        word => word.to_owned(),
    };
    FORMS.iter().map(|form| form.split(' ').map(fill).collect::<Vec<_>>().join(" ")).collect()
}

#[test]
fn every_form_round_trips() {
    for line in filled() {
        let action: Action = line.parse().unwrap_or_else(|why| panic!("{line}: {why}"));
        assert_eq!(action.to_string(), line);
    }
}

#[test]
fn alternative_spelling_is_read() {
    let cases = [
        ("  network lost 2 submit ", "network lost 2 submit"),
        ("time 5400 s", "time 90 min"),
        ("time 0 ms", "time 0 s"),
        ("network late:1500ms 1 report", "network late:1500ms 1 report"),
        ("network late:2000ms 1 report", "network late:2 1 report"),
        ("hall takes 100元 from 13807310001", "hall takes 100 from 13807310001"),
        ("hall sells card of 50 in 湖南", "hall sells card of 50"),
        ("platform dies after-keeping at 1", "platform dies after-keeping"),
        ("power of 13807310001 fails at write 1 7", "power of 13807310001 fails at write 1 octets:7"),
    ];
    for (line, written) in cases {
        assert_eq!(line.parse::<Action>().unwrap().to_string(), written);
    }
}

#[test]
fn mistake_has_its_place_and_advice() {
    let cases = [
        (
            "13807310001 suspend",
            "13807310001 suspend",
            "unknown action `13807310001 suspend`; did you mean `NUMBER suspends`?",
        ),
        ("heall", "heall", "unknown action `heall`; did you mean `heal`?"),
        (
            "13807310001 top up 20 with 654321",
            "13807310001 top up 20 with 654321",
            "did you mean `NUMBER tops up YUAN with PASSWORD`?",
        ),
        ("attacker replay 3", "attacker replay 3", "did you mean `attacker replays N`?"),
        ("", "", "unknown action ``"),
        (" 1380731000 opens", "1380731000", "it has 10 digits instead of 11"),
        ("13807310001 tops up 20.001 with 654321", "20.001", "\"20.001\": an amount is yuan in digits"),
        ("13807310001 tops up 20 with 65432", "65432", "\"65432\" is no pay password: six digits, or `initial`"),
        ("13807310001 recharges by card 0", "0", "what is counted here begins with 1"),
        ("13807310001 changes pin from 123 to 2580", "123", "\"123\" is no operation PIN"),
        ("13807310001 moves card to nokia 1", "nokia", "\"nokia\" is none of feature-phone"),
        ("13807310001 writes CX", "CX", "what is written stands between quotation marks"),
        ("13807310001 writes \"a\\x\"", "\\x", "`\\x` stands for nothing"),
        ("13807310001 writes \"CX\" at once", "at once", "\"at once\" follows the text"),
        ("13807310001 writes \"CX\" to 1380731000a", "1380731000a", "is no mobile number"),
        ("network gone 1 report", "gone", "because of \"gone\""),
        ("network gone next report", "gone", "\"gone\" is nothing that becomes of a message"),
        ("platform dies soon", "soon", "\"soon\" is none of before-keeping, after-keeping, after-handing-over"),
        ("platform dies after-keping", "after-keping", "did you mean `after-keeping`?"),
        ("power of 13807310001 fails at write 2 badly", "badly", "\"badly\" names no way to tear"),
        ("13807310001 chooses language English", "English", "two small letters, as `zh`"),
        ("time 3 weeks", "weeks", "\"3 weeks\" is no duration"),
        ("time 99999999999999 d", "d", "is no duration"),
    ];
    for (line, place, part) in cases {
        let error = line.parse::<Action>().unwrap_err();
        assert!(error.to_string().contains(part), "{line}: {error}");
        assert_eq!(line.get(error.place.clone()), Some(place), "{line}: {error}");
    }
}

#[test]
fn secret_is_not_in_debug_output() {
    for line in [
        "WHO tops up 20 with 654321",
        "WHO changes pin from 6543210 to 6543211",
        "WHO writes \"CZK 654321\"",
        "website pays order 1 for WHO with 111111 and code 654321",
    ] {
        let action: Action = line.replace("WHO", "13807310001").parse().unwrap();
        assert!(!format!("{action:?}").contains("654321"), "{action:?}");
    }
}

proptest! {
    #[test]
    fn any_line_is_parsed_or_refused(line in "[a-z0-9 .:\"\\\\]{0,60}|\\PC{0,30}") {
        match line.parse::<Action>() {
            Ok(action) => prop_assert_eq!(action.to_string().parse(), Ok(action)),
            Err(error) => prop_assert!(line.get(error.place).is_some()),
        }
    }

    #[test]
    fn every_action_round_trips(action in action()) {
        prop_assert_eq!(action.to_string().parse(), Ok(action));
    }
}
