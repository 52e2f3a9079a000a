//! The world of the command line: every variant in both languages, each unlike the others, and whole tables of a world
//! in which something of everything has happened.

use std::fmt::Debug;
use std::mem::discriminant;

use sim_codec::sms::MessageBody;
use sim_codec::time::Day;
use sim_device::handset::ReceivedMessage;
use sim_device::pos::line::PosParameters;
use sim_device::profile::Profile;
use sim_wire::record::LogRecord;
use sim_world::action::{
    Action, FaultSide, HallAction, HallService, HolderAction, MerchantAction, NthFault, TapAction, TapPurpose,
};
use sim_world::actor::Actors;
use sim_world::audit::AuditError;
use sim_world::platform::account::AccountState;
use sim_world::platform::goods_order::{GoodsKind, GoodsOrderState, OrderPlacement};
use sim_world::platform::identity::Identity;
use sim_world::platform::registration::PersonalData;
use sim_world::platform::self_service::SiteBalances;
use sim_world::platform::withdrawal::WithdrawalState;
use sim_world::smsc::{Cargo, CargoKind, CarriedMessage, Rule, State};
use sim_world::world::{Power, Readability, World, WorldSettings, following_asn};

use super::*;
use crate::audit;
use crate::world::input::CheckedInput;
use crate::world::opening::OpeningError;
use crate::world::{PrintedTable, account, advice, clock, input, ledger, mail, opening, order, overview, terminal};

/// Asserts that values are rendered in both languages, and that no two of them read alike in Chinese.
fn check_each<T: Debug>(values: &[T], render: impl Fn(Language, &T) -> String) {
    for (at, value) in values.iter().enumerate() {
        check(value, |language| render(language, value));
        let chinese = render(Language::Chinese, value);
        let alike = values[..at].iter().find(|other| render(Language::Chinese, other) == chinese);
        assert!(alike.is_none(), "{value:?} and {alike:?} are both {chinese}");
    }
}

/// Asserts that no two variants read alike in Chinese.
fn check_variants<T: Debug>(values: &[T], chinese: impl Fn(&T) -> String) {
    for value in values {
        let alike =
            values.iter().find(|other| discriminant(*other) != discriminant(value) && chinese(other) == chinese(value));
        assert!(alike.is_none(), "{value:?} and {alike:?} are both {}", chinese(value));
    }
}

/// Asserts that the Chinese columns of a table are Chinese, and that the cells have no English words but `names`.
fn check_table(render: impl Fn(Language) -> PrintedTable, names: &[&str]) {
    let (chinese, english) = (render(Language::Chinese), render(Language::English));
    assert_eq!(chinese.len(), english.len(), "{chinese:?}");
    assert!(chinese.len() > 1, "{chinese:?}");
    for (at, row) in chinese.iter().enumerate() {
        assert_eq!(row.len(), english[at].len(), "{row:?}");
        for cell in row {
            let is_allowed = |word: &str| is_octets(word) || word == "IMEI" || names.contains(&word);
            assert!(latin_words(cell).all(is_allowed), "{cell} in {row:?}");
            assert!(at > 0 || !cell.is_ascii(), "the column {cell}");
        }
        assert!(row.iter().all(|cell| !cell.contains("yuan")), "{row:?}");
    }
    let heads = &chinese[0];
    let twice = heads.iter().enumerate().find(|(at, cell)| heads[..*at].contains(cell));
    assert!(twice.is_none(), "two columns are {twice:?}");
}

/// Returns a world with two people, in which the first has paid, lost a card and has another, and left a tap early.
fn busy_world() -> World {
    let mut world = World::new(WorldSettings::of_seed(1));
    let mut actors = Actors::default();
    let (own, other): (Msisdn, Msisdn) = (number(), "13800000002".parse().unwrap());
    for (further, number) in (0..).zip([own, other]) {
        let profile = Profile::default();
        let profile = profile.of_series(following_asn(profile.asn(), further));
        world.register(number);
        world.add_person(number, "feature-phone", "default", &profile).unwrap();
    }
    let tap = |leaves| {
        let tap = TapAction { leaves, ..TapAction::new(TapPurpose::Purchase(Fen(700))) };
        Action::Holder(own, HolderAction::Tap(tap))
    };
    let order = OrderPlacement { amount: Fen(900), goods: "图书".parse().unwrap(), kind: GoodsKind::Physical };
    let write = |text: &str| Action::Holder(own, HolderAction::Write { to: None, text: text.to_owned() });
    let actions = [
        write("KT"),
        Action::Wait(60_000),
        write("A"),
        Action::Wait(60_000),
        Action::Hall(HallAction::Deposit(own, Fen(10_000))),
        Action::Hall(HallAction::Load(own, Fen(5000))),
        tap(None),
        tap(Some(NthFault { side: FaultSide::After, nth: 5 })),
        Action::Merchant(PosPlace::FIRST, MerchantAction::Place(order)),
        Action::Holder(own, HolderAction::LoseCard(CardLoss::Broken)),
        Action::Hall(HallAction::Serve(own, HallService::IssueCard, None)),
        Action::Holder(other, HolderAction::SwitchPhone(sim_world::action::Switch::Off)),
        write("CX"),
    ];
    for action in actions {
        let result = actors.perform(&mut world, &action, &mut |_| Ok::<(), std::convert::Infallible>(()));
        let is_left_early = matches!(&result, Ok(Err(RefusedError::Shop(_))));
        assert!(is_left_early || result.as_ref().unwrap().is_ok(), "{action:?}: {result:?}");
    }
    world
}

#[test]
fn every_table_of_a_world_is_chinese() {
    let world = busy_world();
    let (books, now) = (&world.platform().books.ledger, world.now());
    check_table(|language| overview::people(language, &world), &["feature-phone"]);
    check_table(|language| overview::loose_cards(language, &world), &[]);
    check_table(|language| terminal::terminals(language, &world), &[]);
    check_table(|language| order::goods_orders(language, &world), &[]);
    check_table(|language| ledger::entries(language, books, None), &[]);
    check_table(|language| ledger::balances(language, books, None), &[]);
    let later = sim_codec::time::Moment(now.0 + sim_codec::time::DAY);
    let records = world.platform().wallet_records(later, number(), Day::default());
    check_table(|language| ledger::records(language, &records), &[]);
    assert_eq!(overview::withdrawals(Language::Chinese, &world), PrintedTable::new());
    assert_eq!(terminal::unsettled(Language::Chinese, &world).len(), 1);
    check(&"unsettled", |language| terminal::unsettled(language, &world).concat());
    check(&"heading", |language| overview::heading(language, &world));
    check(&"under way", |language| overview::under_way(language, &world));
    check(&"clock", |language| clock::next_due(language, &world));
    check(&"count", |language| mail::count(language, &world));
    check(&"made", |language| opening::made(language, "1", &world));
    let empty = World::new(WorldSettings::of_seed(1));
    check(&"clock", |language| clock::next_due(language, &empty));
    check(&"count", |language| mail::count(language, &empty));
}

fn carried_message(cargo: Cargo, state: State, held: bool, tries: u32) -> CarriedMessage {
    CarriedMessage { id: MessageId(5), cargo, taken: at(), due: at(), state, held, tries }
}

#[test]
fn every_dated_event_reads_in_its_language() {
    let event = |from, to, kind| Event { number: 1, at: at(), from, to, kind };
    let kinds = kinds();
    for kind in &kinds {
        let event = event(Party::Platform, Some(Party::Person(number())), kind.clone());
        check(&event, |language| event::dated_line(language, &event));
        let chinese = event::dated_line(Language::Chinese, &event);
        assert!(chinese.starts_with("2009-11-18 10:30:00  平台→13800000001 "), "{chinese}");
        assert_eq!(event::dated_line(Language::English, &event), event.to_string());
    }
    check_variants(&kinds, |kind| event::kind(Language::Chinese, kind));
    check_variants(&requests(), |request| {
        event::kind(Language::Chinese, &EventKind::Asked { request: *request, refused: None })
    });
    check_each(&parties(), |language, party| {
        event::dated_line(language, &event(party.clone(), None, EventKind::SwitchedOn))
    });
}

#[test]
fn dated_event_names_the_letter() {
    let kind =
        EventKind::Reported { message: MessageId(9), letter: 7, acknowledged: true, result: ProofResult::Nothing };
    let event = Event { number: 1, at: at(), from: Party::Person(number()), to: Some(Party::Platform), kind };
    let expected = "2009-11-18 10:30:00  13800000001→平台 回执 9:已接收(待发短信 7)";
    assert_eq!(event::dated_line(Language::Chinese, &event), expected);
}

#[test]
fn every_state_of_the_overview_reads_in_its_language() {
    let accounts = samples! { AccountState;
        AccountState::Open => [AccountState::Open],
        AccountState::Closing => [AccountState::Closing],
        AccountState::Closed => [AccountState::Closed],
    };
    let accounts: Vec<_> = accounts.into_iter().map(Some).chain([None]).collect();
    check_each(&accounts, |language, state| overview::account(language, *state).to_owned());
    let withdrawals = samples! { WithdrawalState;
        WithdrawalState::Requested => [WithdrawalState::Requested],
        WithdrawalState::Accepted => [WithdrawalState::Accepted],
        WithdrawalState::Paid => [WithdrawalState::Paid],
        WithdrawalState::Returned => [WithdrawalState::Returned],
    };
    check_each(&withdrawals, |language, state| overview::withdrawal(language, *state).to_owned());
    let readable = samples! { Readability;
        Readability::Readable => [Readability::Readable],
        Readability::Unreadable => [Readability::Unreadable],
    };
    check_each(&readable, |language, state| overview::readability(language, *state).to_owned());
    let losses = [CardLoss::Lost, CardLoss::Broken];
    check_each(&losses, |language, loss| overview::loss(language, Some(*loss)).to_owned());
    check_each(&[Power::Off], |language, power| overview::power(language, *power).to_owned());
    let orders = samples! { GoodsOrderState;
        GoodsOrderState::Open => [GoodsOrderState::Open],
        GoodsOrderState::Lapsed => [GoodsOrderState::Lapsed],
        GoodsOrderState::Paid => [GoodsOrderState::Paid],
    };
    check_each(&orders, |language, state| order::state(language, *state).to_owned());
    check_each(&[1, 2], |language, order| order::numbered(language, *order));
}

#[test]
fn every_message_under_way_reads_in_its_language() {
    let (from, to, tpdu) = (number(), number(), Vec::new());
    let kinds = CargoKind::ALL;
    check_each(&kinds, |language, kind| match language {
        Language::Chinese => mail::kind(language, *kind).to_owned(),
        Language::English => kind.name().to_owned(),
    });
    let cargos = samples! { Cargo;
        Cargo::Submit { .. } => [
            Cargo::Submit { from, to: sim_world::platform::NUMBER.to_owned(), tpdu: tpdu.clone() },
            Cargo::Submit { from, to: "13800000002".to_owned(), tpdu: tpdu.clone() },
        ],
        Cargo::Deliver { .. } => [{
            let from = sim_world::platform::NUMBER.to_owned();
            Cargo::Deliver { from, to, letter: None, submission: None, tpdu: tpdu.clone() }
        }],
        Cargo::Report { .. } => [Cargo::Report { from, letter: 7, tpdu: tpdu.clone(), acknowledged: true }],
    };
    let states = samples! { State;
        State::Waiting => [State::Waiting],
        State::AtHandset(_) => [State::AtHandset(3)],
        State::BehindNext => [State::BehindNext],
    };
    let of_states = states.into_iter().map(|state| carried_message(cargos[0].clone(), state, false, 0));
    let of_cargos = cargos[1..].iter().map(|cargo| carried_message(cargo.clone(), State::Waiting, false, 0));
    let held = carried_message(cargos[0].clone(), State::Waiting, true, 0);
    let tried = [1, 3].map(|tries| carried_message(cargos[0].clone(), State::Waiting, false, tries));
    let all: Vec<_> = of_states.chain(of_cargos).chain([held]).chain(tried).collect();
    check_each(&all, mail::carried);
}

#[test]
fn every_rule_reads_in_its_language() {
    let kind = CargoKind::Deliver;
    let mut rules: Vec<Rule> = fates().into_iter().map(|fate| Rule { fate, nth: 2, kind, person: None }).collect();
    rules.extend(CargoKind::ALL.map(|kind| Rule { fate: Fate::Lost, nth: 1, kind, person: None }));
    rules.push(Rule { fate: Fate::Lost, nth: 1, kind, person: Some(number()) });
    check_each(&rules, mail::rule);
    let rule = Rule { fate: Fate::Late(90_000), nth: 2, kind, person: Some(number()) };
    assert_eq!(mail::rule(Language::Chinese, &rule), "待生效:13800000001 的第 2 条下行短信晚到 90 秒");
    assert_eq!(mail::rule(Language::English, &rule), "yet to come: late:90 2 deliver 13800000001");
}

#[test]
fn every_opening_error_reads_in_its_language() {
    let errors = samples! { OpeningError;
        OpeningError::Person(_) => [OpeningError::Person(WorldError::TwiceThere(number()))],
        OpeningError::Busy(_) => [OpeningError::Busy(60)],
        OpeningError::AccountsNotOpen(_) => [OpeningError::AccountsNotOpen(60)],
        OpeningError::Deposit(..) => [OpeningError::Deposit(number(), WorldError::LineBroken)],
        OpeningError::TooFewCards { .. } => [OpeningError::TooFewCards { list: "1".to_owned(), cards: 1, people: 2 }],
    };
    check_each(&errors, opening::failed);
    let too_few = opening::failed(Language::English, &errors[4]);
    assert_eq!(too_few, "1 has 1 card, too few for 2 people.");
}

#[test]
fn every_form_and_advice_reads_in_its_language() {
    for asked in CheckedInput::ALL {
        let form = |language| input::form(language, asked).to_owned();
        let words = |text: &str| latin_words(text).map(str::to_owned).collect::<Vec<_>>();
        let commands = ["say", "TEXT", "silence", "hang-up"];
        assert!(words(&form(Language::Chinese)).iter().all(|word| commands.contains(&word.as_str())), "{asked:?}");
        assert!(!form(Language::Chinese).is_ascii() && is_english(&form(Language::English)), "{asked:?}");
    }
    let place = ReceiptPlace { pos: PosPlace(2), batch: 1, voucher: 1 };
    let refusals: [RefusedError; 6] = [
        WorldError::NoSuchPerson(number()).into(),
        WorldError::PhoneOff(number()).into(),
        WorldError::CardGone(number(), CardLoss::Lost).into(),
        WorldError::Handling(HandlingError::Held(MessageId(3))).into(),
        ShopError::NoSuchPos(PosPlace(3)).into(),
        ShopError::NoReceipt(place).into(),
    ];
    let advised = |language, why: &RefusedError| advice::after_refusal(language, "a.world", why).unwrap();
    let behind = |text: &str| text.rsplit_once('`').unwrap().1.trim().to_owned();
    check_each(&refusals, |language, why| behind(&advised(language, why)));
    for why in &refusals {
        let command = |language| advised(language, why).split('`').nth(1).unwrap().to_owned();
        assert_eq!(command(Language::Chinese), command(Language::English));
    }
    assert_eq!(advice::after_refusal(Language::Chinese, "a.world", &RefusedError::NoCall), None);
}

#[test]
fn received_message_reads_in_its_language() {
    check(&"inbox", |language| mail::nothing_received(language).to_owned());
    let mut world = World::new(WorldSettings::of_seed(1));
    world.add_person(number(), "feature-phone", "default", &Profile::default()).unwrap();
    world.register(number());
    world.write_text(&number(), sim_world::platform::NUMBER, "CX").unwrap();
    world.pass(60_000);
    let person = world.person(&number()).unwrap();
    let messages: &[ReceivedMessage] = person.station().handset().inbox().messages();
    let last = messages.last().unwrap();
    let MessageBody::Text(said) = &last.body else { panic!("{last:?}") };
    let expected = format!("{}  {}:{said}", last.time, sim_world::platform::NUMBER);
    assert_eq!(mail::received(Language::Chinese, last), expected);
}

#[test]
fn account_of_the_website_reads_in_its_language() {
    let balances = SiteBalances { cash: 5000, recharge_card: 0, frozen: 100, wallet: Some(2000) };
    check_table(|language| account::balances(language, &balances), &[]);
    let english = account::balances(Language::English, &balances);
    assert_eq!(english[2], ["frozen", "1.00 yuan, until the bank has paid"]);
    let of = |holder, is_real_name| PersonalData { number: number(), holder, is_real_name };
    let holder = Identity::new("张三", DocumentKind::Passport, "G12345678").unwrap();
    for data in [of(None, false), of(Some(holder), true)] {
        let rows = account::personal_data(Language::Chinese, &data);
        assert!(rows.iter().flatten().all(|cell| latin_words(cell).next().is_none()), "{rows:?}");
    }
    let unlike = [true, false].map(|is_real_name| account::personal_data(Language::Chinese, &of(None, is_real_name)));
    assert_ne!(unlike[0], unlike[1]);
}

#[test]
fn terminal_texts_read_in_their_language() {
    let ceilings = PosParameters { purchase_most: Fen(5000), batch_most: 3, black_list: vec![[1; 10]], version: 2 };
    for parameters in [PosParameters::default(), ceilings] {
        for at in 0..terminal::parameters(Language::Chinese, &parameters).len() {
            check(&parameters, |language| terminal::parameters(language, &parameters)[at].clone());
        }
    }
    check(&"receipt", |language| terminal::no_receipt(language, PosPlace::FIRST));
    check(&"records", |language| terminal::no_record(language).to_owned());
    check(&"records", |language| ledger::no_record(language).to_owned());
    check(&"day", |language| ledger::too_late(language, Day(14_000), Day(14_001)));
    let record = LogRecord {
        counter: 1,
        overdraw_limit: [0; 3],
        amount: Fen(5000),
        kind: TransactionKind::Load,
        terminal: [0x11; 6],
        at: sim_wire::record::TerminalTime([0x20, 0x09, 0x11, 0x18, 0x10, 0x30, 0x00]),
    };
    check_table(|language| terminal::records(language, &[record]), &[]);
    assert_eq!(terminal::records(Language::Chinese, &[]), PrintedTable::new());
}

#[test]
fn audit_that_found_nothing_reads_in_its_language() {
    check(&"audit", |language| audit::conserved(language, 2, 3));
    assert_eq!(audit::conserved(Language::English, 1, 2), "Money is conserved: 1 entry, 2 cards.");
    let found = AuditError::Backwards { id: 3 };
    check(&found, |language| audit::finding(language, &found));
}
