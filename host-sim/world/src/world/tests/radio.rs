//! Tests of the radio field: which card answers a reader, two cards at once, taps that end early, and taps beside the
//! menu and a script.

use applet::{Calibration, CardState, KeyUsage};
use sim_wire::apdu::Header;
use sim_wire::record::TransactionKind;

use super::radio_reader::RadioReader;
use super::*;
use crate::radio_field::{CardInField, CardPlace, Departure, DepartureMoment, FieldError, HeldCard, RadioField};
use sim_device::link::{NoAnswerError, Transport};
use sim_device::pos::number::PosNumber;
use sim_device::pos::reader::CardReader;
use sim_device::sam::command::{self, PurseApplication};
use sim_device::sam::secure_messaging::{self, Challenge};
use sim_device::sam::transaction::{CardSide, Purchase};
use sim_device::sam::transaction_mac::TransactionRequest;

const AMOUNT: Fen = Fen(100);
const START: Fen = Fen(5000);

pub(crate) fn reader() -> PosNumber {
    "00000042".parse().unwrap()
}

fn phone(person: u64) -> CardPlace {
    CardPlace::Person(number(person))
}

fn profile(person: u64) -> Profile {
    let mut profile = Profile::default();
    profile.card.start.lifecycle = sim_wire::lifecycle::LifeCycle::Open;
    profile.card.start.balance = START;
    profile.of_series(following_asn(profile.asn(), person))
}

/// Creates a world of two people whose wallets are open and hold money.
fn two_people() -> World {
    let mut settings = WorldSettings::of_seed(7);
    settings.platform.terms = Terms::light();
    let mut world = World::new(settings);
    for person in [1, 2] {
        world.add_person(number(person), "feature-phone", "default", &profile(person)).unwrap();
    }
    world.settle();
    world
}

fn state(world: &World, person: u64) -> CardState {
    world.person(&number(person)).unwrap().card_state().unwrap()
}

/// Returns the data of an answer with status 9000 or 91xx.
fn data(answer: &[u8]) -> Vec<u8> {
    match answer.split_last_chunk() {
        Some((data, [0x90, 0x00] | [0x91, _])) => data.to_vec(),
        _ => panic!("{answer:02X?}"),
    }
}

/// Calibrates a card as a hall does, over the contacts.
fn calibrate(world: &mut World, person: u64, reach_cm: u8) {
    let profile = profile(person);
    let key = profile.only_key(KeyUsage::Maintenance).unwrap().key;
    let mut ask = |command: &[u8]| data(&world.transmit(&number(person), Transport::Contacts, command).unwrap());
    ask(&command::select_application(&profile.card.aid).unwrap());
    let challenge = Challenge::of(&ask(&command::get_challenge(4))).unwrap();
    let header = Header { cla: 0x84, ins: 0xDA, p1: 0xDF, p2: 0x22 };
    let calibration = Calibration { reach_cm, imei: [0x3A; 8] }.emit();
    ask(&secure_messaging::protect(&key, challenge, header, &calibration).unwrap());
}

impl World {
    /// Connects a reader with the only card that answers.
    fn connect_card(&mut self, reader: PosNumber, held: Option<HeldCard>) -> Result<RadioReader<'_>, FieldError> {
        let World { scheduler, people, centre, esmes, log, radio_field, loose_cards, .. } = self;
        let mail = mail::Mail { now: scheduler.now, centre, esmes, log };
        let phones = phones::Phones { scheduler, people, mail, shown: None, flows: false };
        radio_reader::Field { phones, loose: loose_cards, placements: radio_field }.connect(reader, held)
    }
}

/// Terminal of a test with the card of a person before it: three commands are a purchase.
struct Sale {
    profile: Profile,
    purchase: Purchase,
}

impl Sale {
    fn new(person: u64, now: Moment) -> Sale {
        let request = TransactionRequest { amount: AMOUNT, kind: TransactionKind::Purchase, terminal: [0x11; 6] };
        let card = CardSide { balance: Fen::ZERO, counter: 0, random: [0; 4] };
        let dated = request.at(now.record());
        let purchase = Purchase { dated, card, terminal_counter: 1, overdraw_limit: [0; 3], code: None };
        Sale { profile: profile(person), purchase }
    }

    fn select(&self) -> Vec<u8> {
        command::select_application(&self.profile.card.aid).unwrap()
    }

    fn initialize(&self) -> Vec<u8> {
        self.purchase.initialize(PurseApplication::Purse, 0x03)
    }

    /// Returns DEBIT for a card that gave this answer to INITIALIZE.
    fn debit(&mut self, initialized: &[u8]) -> Vec<u8> {
        let (card, version) = CardSide::of_purchase(&data(initialized).try_into().unwrap());
        self.purchase.card = card;
        let key = self.profile.key_version(KeyUsage::Purchase, 0x03, version).unwrap().key;
        self.purchase.debit(&self.purchase.session_key(&key))
    }

    /// Sells over a reader.
    fn complete(&mut self, reader: &mut impl CardReader) -> Result<Vec<u8>, NoAnswerError> {
        reader.exchange(&self.select())?;
        let initialized = reader.exchange(&self.initialize())?;
        let debit = self.debit(&initialized);
        reader.exchange(&debit)
    }
}

/// Sells to a person who taps.
fn sell(world: &mut World, person: u64, tap: HeldCard) -> Result<Vec<u8>, NoAnswerError> {
    let mut sale = Sale::new(person, world.now());
    sale.complete(&mut world.connect_card(reader(), Some(tap)).unwrap())
}

#[test]
fn reader_finds_cards_within_their_own_reach() {
    let mut world = two_people();
    assert_eq!(world.find_cards(reader()), []);
    for (distance_cm, is_found) in [(0, true), (10, true), (1000, true), (1001, false)] {
        world.place_card(phone(1), reader(), distance_cm).unwrap();
        let found = if is_found { vec![CardInField { card: phone(1), distance_cm }] } else { Vec::new() };
        assert_eq!(world.find_cards(reader()), found, "{distance_cm} cm");
    }
    calibrate(&mut world, 1, 3);
    for (distance_cm, count) in [(3, 1), (4, 0)] {
        world.place_card(phone(1), reader(), distance_cm).unwrap();
        assert_eq!(world.find_cards(reader()).len(), count, "{distance_cm} cm, calibrated");
    }
    world.place_card(phone(1), reader(), 1).unwrap();
    assert_eq!(world.find_cards("00000043".parse().unwrap()), [], "another reader");
    assert_eq!((world.remove_card(phone(1), reader()), world.remove_card(phone(1), reader())), (true, false));
    assert_eq!(world.find_cards(reader()), []);
}

#[test]
fn phone_that_is_off_does_not_answer() {
    let mut world = two_people();
    world.switch_off(&number(1)).unwrap();
    assert_eq!(world.connect_card(reader(), Some(HeldCard::usual(phone(1)))).unwrap_err(), FieldError::NoCard);
    world.place_card(phone(1), reader(), 1).unwrap();
    assert_eq!(world.find_cards(reader()), []);
    assert_eq!(world.connect_card(reader(), None).unwrap_err(), FieldError::NoCard);
    world.switch_on(&number(1)).unwrap();
    assert_eq!(world.connect_card(reader(), None).unwrap().card().card, phone(1));
}

#[test]
fn card_of_nobody_is_neither_placed_nor_tapped() {
    let mut world = two_people();
    for stranger in [phone(9), CardPlace::Finder(crate::platform::card_file::Asn([0x11; 10]))] {
        let unknown = FieldError::NoSuchCard(stranger);
        assert_eq!(world.place_card(stranger, reader(), 1), Err(unknown.clone()));
        assert_eq!(world.connect_card(reader(), Some(HeldCard::usual(stranger))).unwrap_err(), unknown);
    }
}

#[test]
fn uncalibrated_phone_far_away_disturbs_tap() {
    let mut world = two_people();
    world.place_card(phone(2), reader(), 800).unwrap();
    let collision = FieldError::Collision(vec![phone(1), phone(2)]);
    assert_eq!(world.connect_card(reader(), Some(HeldCard::usual(phone(1)))).unwrap_err(), collision);
    calibrate(&mut world, 2, 5);
    world.place_card(phone(2), reader(), 10).unwrap();
    sell(&mut world, 1, HeldCard::usual(phone(1))).unwrap();
    assert_eq!((state(&world, 1).balance, state(&world, 2).balance), (Fen(4900), START));
}

#[test]
fn uncalibrated_bystander_pays_for_dead_phone() {
    let mut world = two_people();
    world.place_card(phone(2), reader(), 800).unwrap();
    world.switch_off(&number(1)).unwrap();
    let leaves = Some(Departure { exchange: 1, when: DepartureMoment::BeforeCommand });
    sell(&mut world, 2, HeldCard { leaves, ..HeldCard::usual(phone(1)) }).unwrap();
    assert_eq!((state(&world, 1).balance, state(&world, 2).balance), (START, Fen(4900)));
}

#[test]
fn tapped_phone_is_found_once_where_it_is_held() {
    let mut world = two_people();
    world.place_card(phone(1), reader(), 500).unwrap();
    let connected = world.connect_card(reader(), Some(HeldCard::usual(phone(1)))).unwrap();
    assert_eq!(connected.card(), CardInField { card: phone(1), distance_cm: 3 });
    drop(connected);
    assert_eq!(world.find_cards(reader()), [CardInField { card: phone(1), distance_cm: 500 }], "it lies there again");
}

#[test]
fn early_departure_charges_only_after_debit() {
    let world = two_people();
    for exchange in 1..=4 {
        for when in [DepartureMoment::BeforeCommand, DepartureMoment::BeforeAnswer] {
            let (mut world, before) = (world.clone(), state(&world, 1));
            let leaves = Some(Departure { exchange, when });
            let sold = sell(&mut world, 1, HeldCard { leaves, ..HeldCard::usual(phone(1)) });
            let is_charged = exchange > 3 || (exchange, when) == (3, DepartureMoment::BeforeAnswer);
            assert_eq!(sold.is_ok(), exchange > 3, "{leaves:?}");
            let after = state(&world, 1);
            if is_charged {
                let charged = (Fen(4900), before.offline_counter + 1);
                assert_eq!((after.balance, after.offline_counter), charged, "{leaves:?}");
            } else {
                assert_eq!(after, before, "{leaves:?}");
            }
            assert_eq!(world.person(&number(1)).unwrap().power(), Power::On);
            sell(&mut world, 1, HeldCard::usual(phone(1))).unwrap();
            assert_eq!(state(&world, 1).balance.0, after.balance.0 - AMOUNT.0, "{leaves:?}");
        }
    }
}

#[test]
fn departed_card_answers_nothing_more_in_same_tap() {
    let mut world = two_people();
    let leaves = Some(Departure { exchange: 1, when: DepartureMoment::BeforeAnswer });
    let sale = Sale::new(1, world.now());
    let mut reader = world.connect_card(reader(), Some(HeldCard { leaves, ..HeldCard::usual(phone(1)) })).unwrap();
    for _ in 0..3 {
        assert_eq!(reader.exchange(&sale.select()), Err(NoAnswerError));
    }
}

#[test]
fn card_that_loses_power_needs_another_tap() {
    let mut world = two_people();
    let mut sale = Sale::new(1, world.now());
    let memory = world.person_mut(&number(1)).unwrap().station_mut().link_mut().card_mut().memory_mut();
    memory.arm(sim_device::memory::PowerCut::at_write(0, sim_device::memory::Tear::Nothing));
    let mut connected = world.connect_card(reader(), Some(HeldCard::usual(phone(1)))).unwrap();
    assert_eq!(sale.complete(&mut connected), Err(NoAnswerError), "the power fails at the write of DEBIT");
    assert_eq!(connected.exchange(&sale.select()), Err(NoAnswerError));
    drop(connected);
    assert_eq!(world.person(&number(1)).unwrap().power(), Power::Fallen);
    sell(&mut world, 1, HeldCard::usual(phone(1))).unwrap();
    assert_eq!((state(&world, 1).balance, world.person(&number(1)).unwrap().power()), (Fen(4900), Power::On));
}

#[test]
fn command_from_beyond_reach_leaves_phone_on() {
    let mut world = two_people();
    calibrate(&mut world, 1, 2);
    let select = Sale::new(1, world.now()).select();
    let mut send = |distance_cm| world.transmit(&number(1), Transport::Air { distance_cm }, &select);
    assert_eq!(send(3), Err(WorldError::OutOfReach(number(1))));
    assert!(send(2).is_ok());
    assert_eq!(world.person(&number(1)).unwrap().power(), Power::On);
    assert_eq!(world.connect_card(reader(), Some(HeldCard::usual(phone(1)))).unwrap_err(), FieldError::NoCard);
}

#[test]
fn tap_leaves_open_menu_as_it_was() {
    let mut tapped = two_people();
    for act in [Act::Open, Act::Choose(1)] {
        tapped.act(&number(1), &act).unwrap();
    }
    let screen = |world: &World| world.person(&number(1)).unwrap().station().screen();
    let (mut untouched, before) = (tapped.clone(), screen(&tapped));
    sell(&mut tapped, 1, HeldCard::usual(phone(1))).unwrap();
    assert_eq!(screen(&tapped), before);
    assert_eq!(state(&tapped, 1).balance, Fen(4900));
    for act in [Act::Back, Act::Choose(1), Act::Back, Act::Back] {
        let done = [&mut tapped, &mut untouched].map(|world| world.act(&number(1), &act));
        assert_eq!(done[0], done[1]);
        assert_eq!(screen(&tapped), screen(&untouched));
    }
}

#[test]
fn purchase_goes_on_around_script_over_the_air() {
    let mut world = two_people();
    open_account(&mut world, 1);
    let mut sale = Sale::new(1, world.now());
    let by_radio = |world: &mut World, command: &[u8]| {
        data(&world.transmit(&number(1), Transport::Air { distance_cm: 3 }, command).unwrap())
    };
    by_radio(&mut world, &sale.select());
    let initialized = by_radio(&mut world, &sale.initialize());
    let accepted = state(&world, 1).remote.accepted;
    care(&mut world).unwrap();
    go_on(&mut world);
    assert_ne!(state(&world, 1).remote.accepted, accepted, "the card has executed the script");
    let debit = sale.debit(&[initialized, vec![0x90, 0x00]].concat());
    by_radio(&mut world, &debit);
    assert_eq!(state(&world, 1).balance, Fen(4900));
}

#[test]
fn field_round_trips_through_its_document() {
    let mut field = RadioField::default();
    field.place(phone(1), reader(), 800);
    field.place(CardPlace::Finder(crate::platform::card_file::Asn([0x12; 10])), reader(), 3);
    let document = serde_json::to_value(&field).unwrap();
    let expected = serde_json::json!([
        { "reader": "00000042", "card": { "person": "13800000001" }, "distance_cm": 800 },
        { "reader": "00000042", "card": { "finder": "12121212121212121212" }, "distance_cm": 3 },
    ]);
    assert_eq!(document, expected);
    assert_eq!(serde_json::from_value::<RadioField>(document).unwrap(), field);
}
