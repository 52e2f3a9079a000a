//! Tests of the parser: what it reads, its error messages, and that printed walks are read again.

use applet::Refusal;
use proptest::prelude::*;
use sim_wire::Fen;
use sim_wire::lifecycle::LifeCycle;

use super::parse;
use crate::trace::syntax::{Fact, ValueOrColumn};
use crate::walk::syntax::{
    ActionEnding, ActionStep, Detail, Expectation, ExpectedMessage, ExpectedSms, Key, KeyPress, Line, Name,
    RefusalReason, Request, SmsContent, Step, TypedInput, Walk, WalkContent, Wording, WorldFact,
};
use crate::walk::words::{self, world};
use sim_world::action::{
    Action, AttackerAction, BankAction, CareAction, HallAction, HolderAction, LineAction, MerchantAction,
    NetworkAction, PayPasswordInput, PaymentCodeInput, PosPlace, SiteAction, TapAction, TapPurpose,
};
use sim_world::platform::bank::{Bank, BankAnswer, BankPayment, BankReply};
use sim_world::platform::bank_order::BankOrderTarget;
use sim_world::platform::goods_order::{GoodsKind, GoodsName, OrderPlacement};
use sim_world::platform::number::Msisdn;
use sim_world::platform::serial::{BankOrderNumber, GoodsOrderNumber};
use sim_world::platform::withdrawal::BankMishap;
use sim_world::smsc::Fate;

/// Walk with every form of line at least once, as it is printed.
const EVERYTHING: &str = r#"# Every form of line.
profile default
card    balance 50.00 yuan, open, pin on, limit none
seed    7
phone   feature-phone
account cash 200.00 yuan, recharge card 30.00 yuan, pay password 123456
scratch card 123456789012345678 of 50.00 yuan, 湖南
platform red list feature-phone, red list android, refunds too early
text    zh "是\n", en "yes\n", fr "oui\n"

choose  我的钱包 > 钱包暂停
choose  line 2 > "A > B" > "line 3"
press   OK
press   back -> refused
press   end
press   menu
press   erase
press   home
press   outside
press   help
press   help -> refused
press   help 钱包充值 -> refused
press   7
press   *
press   "\u{22}"
type    "12.5"
type    secret "1234" -> refused
type    secret initial pay password
answer  yes
answer  no
wait    90 min
wait    30 s
wait    2 h
wait    1500 ms
wait    0 s
wait    out
interrupt
network off
network on
messages refused
messages taken
messages unable
screen  busy
screen  free
call    rings
call    on
call    off
language en
apdu    > 80F2000C00
apdu    > 80F2 000C Lc 00 Le 00 < name:2 .. 9?00
apdu    > 80F2000C00 < no answer
tap     purchase 1.00 yuan -> done
tap     load 1.00 yuan -> refused
tap     purchase 0.01 yuan -> refused: over limit
deliver
deliver 2
write   10658888 "HF 20 \u{22}"
lose    next message
repeat  next message of the phone
swap    next message of the platform
delay   next report by 10 min
replay  packet 1 of the card
forge   packet 2 of the platform
shorten packet 12 of the card
care    resets operation PIN with 123456
care    resets pay password
website tops up 30.00 yuan with 123456 -> refused
website draws 30.00 yuan from 中国建设银行
website draws 30.00 yuan from 招商银行 in vain -> refused
hall    deposits 100.00 yuan
registry says barred
registry says normal -> refused
platform stops before keeping
platform stops after keeping
platform stops after handing over
heal
restart
cut     at write 2 torn half
undo
expect  screen "a\nb\\c #", idle
tap     purchase 1.00 yuan at pos 2 leaving after command 4 -> completed
tap     balance at pos 2 -> refused: card left
tap     records -> done
tap     purchase 2.00 yuan -> refused: suspended
finder  taps 1.00 yuan -> refused: black list
neighbour taps 1.00 yuan at pos 2 -> refused: two cards
neighbour distance 8 m from pos 2
neighbour distance none
distance 3 cm
distance none
void
void    of pos 2 -> refused
void    voucher 1 of batch 2 of pos 2 at pos 1 altered to 9.00 yuan -> refused: receipt altered
return  voucher 3 of batch 1
upload
upload  at pos 2 -> settled 3.00 yuan
upload  -> refused: voucher missing
parameters at pos 2
lose    card
break   card
pos     loses power before write 2
pos     2 loses line after message 3
entry   1 dropped
entry   2 borrowed at pos 2
platform caps purchases at 50.00 yuan and batches at 10
platform lists card
platform unlists card
hall    opens account
hall    loads 50.00 yuan -> refused
hall    deposits 1.00 yuan -> refused: number state
hall    loads cash 20.00 yuan
hall    registers card as 王芳 430102198001011234
hall    issues card as 王芳 430102198001011234 -> refused: other document
hall    reloads card -> refused: no swap
hall    closes wallet
hall    calibrates
expect  receipt "1.00 元", receipt exactly "x", receipt matching /x/, no receipt
expect  batch 2 sold 3.00 yuan, batch 0 sold 0.00 yuan at pos 2, pending 1, entries refused 1 at pos 2
expect  hall records 2 worth 37.50 yuan
expect  merchant 2.98 yuan, merchant owes 0.01 yuan at pos 2, commission 0.02 yuan, retired wallet 5.00 yuan
expect  screen exactly "暂停请求发送成功!"  # prose
expect  screen matching /[0-9]+\.[0-9]{2}\/x/
expect  main menu, menu, text, field, field hidden, key, question, confirmation, tone, waiting
expect  lines 我的钱包 | "a|b" | 业务管理, no help
expect  item 我的钱包 > 钱包暂停, no item line 1, help
expect  sms, sms to 10658888 "KT", sms exactly "A", sms to +86 matching /x/
expect  sms to 10658888 octets 0270 .. {1.00 yuan}, sms 2, no sms
expect  message, message from 10658888 "CX", message exactly "A", message matching /x/, message 2, no message
expect  cash 1.00 yuan, recharge card 0.00 yuan, wallet 2.00 yuan, in flight 0.01 yuan, nothing in flight
expect  phone bills 20.00 yuan, books hold, books do not hold, under way 2, nothing under way, quiet, not quiet
expect  account open, account none, pay password initial, pay password locked, platform believes suspended
expect  left 4, typed "12", balance 50.00 yuan, log 2 entries, pin tries 2, refusal OverLimit
"#;

#[test]
fn world_of_file_stands_by_itself() {
    for text in ["world   \"a b.world\"\ncovers  3.1\n\nexpect  idle\n", "world   \"a.world\", person 13800000002\n"] {
        let walk = parse("a.walk", text).unwrap();
        assert_eq!(walk.to_string(), text);
        assert_eq!(parse("a.walk", &walk.to_string()).unwrap().lines, walk.lines);
    }
    for (line, other) in [("world \"a\"", "card open"), ("phone android", "world \"a\""), ("seed 7", "world \"a\"")] {
        let error = parse("a.walk", &format!("{line}\n{other}\n")).unwrap_err();
        let place = if line.starts_with("world") { 2 } else { 1 };
        assert_eq!(
            (error.line(), error.what()),
            (place, "the world of the file has a card, a phone and a platform already")
        );
    }
    let twice = parse("a.walk", "world \"a\"\nworld \"b\"\n").unwrap_err();
    assert_eq!(twice.line(), 2);
}

#[test]
fn every_line_of_walk_round_trips() {
    let walk = parse("everything", EVERYTHING).unwrap_or_else(|error| panic!("{:?}", miette::Report::new(*error)));
    assert_eq!(walk.to_string(), EVERYTHING);
    // Each of these says otherwise than a line above.
    for line in [
        "phone   android, en\n",
        "phone   feature-2009, zh, 3g, quirk late-time-out, quirk cr-never\n",
        "account none\n",
        "account initial pay password 654321\n",
    ] {
        assert_eq!(parse("one line", line).map(|walk| walk.to_string()).unwrap_or_default(), line);
    }
}

/// Returns the first mistake of a text, with its advice.
fn mistake(text: &str) -> String {
    let error = parse("test", text).unwrap_err();
    let help = miette::Diagnostic::help(&*error).map(|help| format!(" ({help})")).unwrap_or_default();
    format!("{}{help}", error.what())
}

#[test]
fn mistake_is_reported_with_advice() {
    let told = [
        ("chose x", "`chose` stands where one of the words of the walk language should stand (did you mean `choose`?)"),
        (
            "> 00A4",
            "`>` stands where one of the words of the walk language should stand (an APDU beside the handset's own is written on one line: apdu > 80F2000C00 < 9000)",
        ),
        (
            "press F1",
            "`F1` stands where a key, or a digit should stand (one of `OK`, `back`, `end`, `menu`, `erase`, `help`, `home`, `outside`)",
        ),
        ("press \"12\"", "a key is one character (several characters are typed: type \"1234\")"),
        ("type 1234", "`1234` stands where what is typed, between quotation marks should stand"),
        ("type \"12", "the quotation is not closed"),
        ("type \"a\\x\"", "`\\x` stands for nothing"),
        ("expect scren \"x\"", "`scren` stands where what is expected should stand (did you mean `screen`?)"),
        ("expect screen matching /(/", "this is no regular expression: unclosed group"),
        ("expect screen matching /a", "the regular expression is not closed"),
        ("expect balance {x}", "a walk has no tables whose columns could be named"),
        ("expect idle screen \"x\"", "`screen` stands where the end of the line should stand"),
        ("choose", "the line ends where the name of a line of the menu should stand"),
        ("choose line 0", "lines are counted from 1"),
        ("wait 25 h", "the duration exceeds 1 d"),
        (
            "tap purchase 1.00 yuan -> refused: over limitt",
            "`over limitt` is no reason to refuse (did you mean `over limit`?)",
        ),
        (
            "phone nokia",
            "`nokia` stands where a phone should stand (one of `feature-phone`, `feature-2009`, `android`, `ofono-like`)",
        ),
        (
            "phone android, quirk late-timeout",
            "`late-timeout` stands where a bug that a handset may have should stand (did you mean `late-time-out`?)",
        ),
        (
            "phone android, deutsch",
            "`deutsch` stands where a language in two small letters, such as `zh` or `en` should stand",
        ),
        ("reader raw", "the card of a walk is in a handset, not in a reader"),
        ("press OK\nseed 7", "settings stand before the first step"),
        ("expect sms to x", "`x` stands where a telephone number should stand"),
        ("deliver 0", "no message is delivered by that"),
        ("lose message", "`message` stands where `next` should stand"),
        ("lose next mesage", "`mesage` stands where which message should stand (did you mean `message`?)"),
        ("delay next report", "the line ends where `by` should stand"),
        ("replay packet 0 of the card", "packets are counted from 1"),
        ("account pay password 12345", "these are not 6 digits"),
        (
            "account cash 1 yuan, none",
            "`none` stands where something about the account should stand (one of `cash`, `recharge card`, `pay password`, `initial pay password`, `holder`, `question`)",
        ),
        ("scratch card 123456789012345678 of 50.00 yuan, 湖", "\"湖\" is no province; one is called 湖南"),
        ("website tops up 1.00 yuan", "the line ends where `with` should stand"),
        (
            "platform says suspended",
            "`says` stands where something about the platform should stand (one of `red list`, `refunds too early`)",
        ),
        ("press OK\naccount none", "settings stand before the first step"),
        ("expect quite", "`quite` stands where what is expected should stand (did you mean `quiet`?)"),
        ("expect hall records 2", "the line ends where `worth` should stand"),
        (
            "hall loads 5 yuan -> refused: cash shortt",
            "`cash shortt` is no reason to refuse (did you mean `cash short`?)",
        ),
        ("hall opens account as 王芳", "`王` stands where a name and the number of an identity document should stand"),
        ("apdu 00A4", "`00A4` stands where `>` should stand"),
    ];
    for (text, expected) in told {
        assert_eq!(mistake(text), expected, "{text}");
    }
}

#[test]
fn all_mistakes_are_reported_with_lines() {
    let error = parse("test.walk", "chose x\npress OK\nexpect scren\n").unwrap_err();
    let report = format!("{:?}", miette::Report::new(*error));
    assert!(report.contains("test.walk:1:1") && report.contains("test.walk:3:8"), "{report}");
}

/// Generates any text that a menu or a person may have.
fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[一-龥]{1,6}", "[ -~]{0,12}", "\\PC{0,8}", Just("line 3".to_owned()), Just("a\n\u{7}b\"#".to_owned())]
}

fn name() -> impl Strategy<Value = Name> {
    prop_oneof![text().prop_map(Name::Text), (1_usize..100).prop_map(Name::Line)]
}

fn wording() -> impl Strategy<Value = Wording> {
    let pattern = prop::sample::select(vec!["a", "^[0-9]+\\.元$", "a\\/b", "\\\\"]).prop_map(str::to_owned);
    prop_oneof![
        text().prop_map(Wording::Contains),
        text().prop_map(Wording::Exactly),
        pattern.prop_map(Wording::Matching)
    ]
}

fn request() -> impl Strategy<Value = Request> {
    let asked = prop::sample::select(crate::walk::words::REQUESTS.to_vec());
    let detail = prop_oneof![
        any::<u32>().prop_map(|fen| Detail::Amount(Fen(fen))),
        "[0-9]{1,18}".prop_map(Detail::Of),
        "[0-9]{1,18}".prop_map(Detail::Password),
        "[0-9]{1,18}".prop_map(Detail::Old),
        "[0-9]{1,18}".prop_map(Detail::New),
        "[0-9]{1,18}".prop_map(Detail::Card),
        "[0-9]{1,18}".prop_map(Detail::Imei),
    ];
    let details = prop::collection::vec(detail, 0..4);
    (asked, details).prop_map(|((_, asked), details)| Request { asked, details })
}

fn expectation() -> impl Strategy<Value = Expectation> {
    let kinds = prop::sample::select(crate::walk::words::KINDS.to_vec());
    let content = prop_oneof![wording().prop_map(SmsContent::Text), request().prop_map(SmsContent::Request)];
    let letter = (prop::option::of("[0-9]{1,11}"), prop::option::of(wording()));
    let sms = (prop::option::of("[0-9]{1,11}"), prop::option::of(content));
    prop_oneof![
        wording().prop_map(Expectation::Screen),
        kinds.prop_map(|(_, kind)| Expectation::Kind(kind)),
        prop::collection::vec(text(), 1..4).prop_map(Expectation::Lines),
        (prop::collection::vec(name(), 1..4), any::<bool>())
            .prop_map(|(path, there)| Expectation::Item { path, there }),
        (0_usize..9).prop_map(Expectation::SmsCount),
        sms.prop_map(|(to, content)| Expectation::Sms(ExpectedSms { to, content })),
        (0_usize..300).prop_map(Expectation::Left),
        text().prop_map(Expectation::Typed),
        any::<bool>().prop_map(Expectation::Help),
        any::<u32>().prop_map(|fen| Expectation::Card(Fact::Balance(ValueOrColumn::Is(Fen(fen))))),
        any::<bool>().prop_map(|on| Expectation::Card(Fact::PinOn(on))),
        (0_usize..9).prop_map(Expectation::MessageCount),
        letter.prop_map(|(from, wording)| Expectation::Message(ExpectedMessage { from, wording })),
        world_fact().prop_map(Expectation::World),
    ]
}

fn key() -> impl Strategy<Value = Key> {
    let plain = [Key::Ok, Key::Back, Key::End, Key::Menu, Key::Erase, Key::Home, Key::Outside, Key::Help(None)];
    prop_oneof![
        prop::sample::select(plain.to_vec()),
        any::<char>().prop_map(Key::Character),
        name().prop_map(|name| Key::Help(Some(name)))
    ]
}

fn tap() -> impl Strategy<Value = ActionStep> {
    let reasons = prop::sample::select(Refusal::ALL.to_vec());
    let ending = prop_oneof![
        Just(ActionEnding::Done),
        Just(ActionEnding::Refused(None)),
        reasons.prop_map(|reason| ActionEnding::Refused(Some(RefusalReason::Card(reason))))
    ];
    let kind: Vec<fn(Fen) -> TapPurpose> = vec![TapPurpose::Purchase, TapPurpose::Load];
    (prop::sample::select(kind), any::<u32>(), ending).prop_map(|(kind, fen, ending)| ActionStep {
        ending,
        ..ActionStep::of_holder(HolderAction::Tap(TapAction::new(kind(Fen(fen)))))
    })
}

/// Generates an action of a user of the website, of a bank or of a merchant.
fn payment() -> impl Strategy<Value = Action> {
    let number = Msisdn::SOLE;
    let password = || "[0-9]{6}".prop_map(PayPasswordInput::Digits);
    let replies = prop::sample::select(sim_world::action::BANK_REPLIES.to_vec());
    let order = || any::<u64>().prop_map(GoodsOrderNumber);
    let goods = || "[\\p{Han}a-z]{1,20}".prop_map(|goods| goods.parse::<GoodsName>().unwrap());
    prop_oneof![
        (any::<u32>(), prop::sample::select(Bank::ALL), replies).prop_map(move |(fen, bank, (_, reply))| {
            let target = BankOrderTarget::Account;
            Action::BankTopUp(number, BankPayment { bank, amount: Fen(fen), target, reply })
        }),
        (any::<u32>(), password())
            .prop_map(move |(fen, password)| Action::Site(number, SiteAction::Withdraw(Fen(fen), password))),
        (prop::sample::select(Bank::ALL), "[0-9]{16,19}", password()).prop_map(move |(bank, card, password)| {
            Action::Site(number, SiteAction::BindBankCard(bank, card.parse().unwrap(), password))
        }),
        order().prop_map(move |order| Action::Site(number, SiteAction::AskPaymentCode(order))),
        (order(), password()).prop_map(move |(order, password)| {
            Action::Site(number, SiteAction::PayOrder(order, password, PaymentCodeInput::Last))
        }),
        Just(Action::Bank(BankAction::Disturb(number, BankMishap::Refusal))),
        Just(Action::Bank(BankAction::Disturb(number, BankMishap::Delay(86_400_000)))),
        any::<u64>().prop_map(|order| Action::Bank(BankAction::Answer(BankOrderNumber(order), BankAnswer::Pays))),
        (any::<u32>(), goods()).prop_map(|(fen, goods)| {
            let placement = OrderPlacement { amount: Fen(fen), goods, kind: GoodsKind::Digital };
            Action::Merchant(PosPlace::FIRST, MerchantAction::Place(placement))
        }),
        (order(), any::<u32>()).prop_map(|(order, fen)| {
            Action::Merchant(PosPlace::FIRST, MerchantAction::Refund(order, Some(Fen(fen))))
        }),
    ]
}

/// Generates an action through another channel to the platform.
fn channel() -> impl Strategy<Value = ActionStep> {
    let number = Msisdn::SOLE;
    let password = || "[0-9]{6}".prop_map(PayPasswordInput::Digits);
    let states = prop::sample::select(world::NUMBERS.to_vec());
    let action = prop_oneof![
        password().prop_map(move |password| Action::Care(number, CareAction::ResetPin(password))),
        Just(Action::Care(number, CareAction::ResetPayPassword)),
        (any::<u32>(), password()).prop_map(move |(fen, password)| Action::WebsiteTopUp(number, Fen(fen), password)),
        (any::<u32>(), prop::sample::select(Bank::ALL)).prop_map(move |(fen, bank)| {
            let (target, reply) = (BankOrderTarget::Wallet, BankReply::Pays);
            Action::BankTopUp(number, BankPayment { bank, amount: Fen(fen), target, reply })
        }),
        payment(),
        any::<u32>().prop_map(move |fen| Action::Hall(HallAction::Deposit(number, Fen(fen)))),
        any::<u32>().prop_map(move |fen| Action::Hall(HallAction::LoadCash(number, Fen(fen)))),
        Just(Action::Hall(HallAction::Advise(number))),
        states.prop_map(move |(_, state)| Action::Registry(number, state)),
    ];
    let ending = prop_oneof![Just(ActionEnding::Done), Just(ActionEnding::Refused(None))];
    (action, ending).prop_map(|(action, ending)| ActionStep { action, ending })
}

/// Generates an action of the person, or an event around the handset.
fn of_holder() -> impl Strategy<Value = ActionStep> {
    let action = prop_oneof![
        ("[0-9]{1,11}", text()).prop_map(|(to, text)| HolderAction::Write { to: Some(to), text }),
        prop::sample::select(words::SWITCHES.to_vec()).prop_map(|(_, switch)| HolderAction::Network(switch)),
        prop::sample::select(words::SCREENS.to_vec()).prop_map(|(_, switch)| HolderAction::OccupyScreen(switch)),
        prop::sample::select(words::CALLS.to_vec()).prop_map(|(_, event)| HolderAction::Call(event)),
        "[a-z]{2}".prop_map(HolderAction::ChooseLanguage),
        of_caller().prop_map(HolderAction::Line),
    ];
    prop_oneof![1 => Just(ActionStep::restart()), 5 => action.prop_map(ActionStep::of_holder)]
}

/// Generates an action of a caller on a service line.
fn of_caller() -> impl Strategy<Value = LineAction> {
    prop_oneof![
        prop::sample::select(words::LINES.to_vec()).prop_map(|(_, line)| LineAction::Dial(line)),
        "[0-9*#]{1,20}".prop_map(LineAction::Press),
        text().prop_map(LineAction::Say),
        Just(LineAction::KeepSilent),
        Just(LineAction::HangUp),
    ]
}

fn action() -> impl Strategy<Value = ActionStep> {
    let fate = prop_oneof![
        prop::sample::select(vec![Fate::Lost, Fate::Twice, Fate::Swapped]),
        (0_u64..=86_400_000).prop_map(Fate::Late)
    ];
    let next = prop::sample::select(world::NEXT_MESSAGES.to_vec());
    let tampering = prop::sample::select(world::TAMPERING.to_vec());
    let maker = prop::sample::select(world::MAKERS.to_vec());
    let replies = prop::sample::select(words::MESSAGES.to_vec());
    let action = prop_oneof![
        (fate, next).prop_map(|(fate, (_, kind))| Action::Network(NetworkAction::Next(fate, kind))),
        (tampering, maker, 1_u32..99).prop_map(|((_, tampering), (_, maker), packet)| {
            Action::Attacker(AttackerAction::Packet(tampering, maker, packet))
        }),
        prop::sample::select(world::FAULTS.to_vec()).prop_map(|(_, fault)| Action::PlatformStop(fault, 1)),
        replies.prop_map(|(_, reply)| Action::Network(NetworkAction::Submissions(Msisdn::SOLE, reply))),
        (0_u64..=86_400_000).prop_map(Action::Wait),
        Just(Action::Heal),
    ];
    prop_oneof![2 => action.prop_map(ActionStep::new), 1 => tap(), 1 => channel(), 1 => of_holder()]
}

fn world_fact() -> impl Strategy<Value = WorldFact> {
    let purse = prop::sample::select(world::PURSES.to_vec());
    let account = prop::sample::select(world::ACCOUNTS.to_vec());
    let password = prop::sample::select(world::PAY_PASSWORDS.to_vec());
    prop_oneof![
        (purse, any::<u32>()).prop_map(|((_, purse), fen)| WorldFact::Book(purse, Fen(fen))),
        any::<bool>().prop_map(WorldFact::BooksHold),
        account.prop_map(|(_, state)| WorldFact::Account(state)),
        password.prop_map(|(_, state)| WorldFact::PayPassword(state)),
        prop::sample::select(LifeCycle::ALL.to_vec()).prop_map(WorldFact::Believes),
        (0_usize..99).prop_map(WorldFact::UnderWay),
        any::<bool>().prop_map(WorldFact::Quiet),
        any::<u32>().prop_map(|fen| WorldFact::Charges(Fen(fen))),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        prop::collection::vec(name(), 1..4).prop_map(Step::Choose),
        (key(), any::<bool>()).prop_map(|(key, refused)| Step::Press(KeyPress { key, refused })),
        (text(), any::<bool>(), any::<bool>()).prop_map(|(text, secret, refused)| Step::Type(TypedInput {
            text,
            secret,
            refused
        })),
        any::<bool>().prop_map(Step::Answer),
        prop::sample::select(vec![Step::WaitOut, Step::Interrupt, Step::Undo]),
        prop::collection::vec(expectation(), 1..4).prop_map(Step::Expect),
        prop::option::of(1_u32..500).prop_map(Step::Deliver),
        action().prop_map(Step::Action),
    ]
}

fn line() -> impl Strategy<Value = Line> {
    let comment = prop::option::of("[a-z一-龥 ]{0,10}[a-z]");
    let content = prop_oneof![1 => Just(WalkContent::Blank), 9 => step().prop_map(WalkContent::Step)];
    (content, comment).prop_map(|(content, comment)| Line { comment, ..Line::new(content) })
}

proptest! {
    #[test]
    fn printed_walk_round_trips(lines in prop::collection::vec(line(), 0..8)) {
        let walk = Walk { source: Default::default(), lines };
        let printed = walk.to_string();
        let again = parse("printed", &printed).map_err(|error| TestCaseError::fail(format!("{error}: {printed}")))?;
        prop_assert_eq!(again.lines, walk.lines, "{}", printed);
    }

    #[test]
    fn any_text_parses_or_is_refused(text in "(choose|press|type|expect|wait|tap|apdu|phone|cut)? ?[ -~\n一-丂\"/>|,#\\\\]{0,40}") {
        if let Ok(walk) = parse("any", &text) {
            let printed = walk.to_string();
            let again = parse("printed", &printed).map_err(|error| TestCaseError::fail(format!("{error}: {printed}")))?;
            let said = |walk: &Walk| walk.lines.iter().map(|line| line.content.clone()).collect::<Vec<_>>();
            prop_assert_eq!(said(&again), said(&walk), "{}", printed);
        }
    }
}
