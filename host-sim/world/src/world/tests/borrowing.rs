//! Tests of cards that are in a reader outside the world.

use applet::KeyUsage;
use sim_wire::record::TransactionKind;

use super::*;
use crate::platform::entry::Book;
use sim_device::link::{LinkContext, LinkError};
use sim_device::memory::Tear;
use sim_device::sam::command::{self, PurseApplication};
use sim_device::sam::transaction::{CardSide, Online, TransferDirection};
use sim_device::sam::transaction_mac::TransactionRequest;

const SET_LIMIT: [u8; 9] = [0x80, 0xDA, 0xDF, 0x20, 0x04, 0x00, 0x00, 0x13, 0x88];

/// Makes a world of one person whose card holds 50 yuan.
fn open_world() -> (World, Profile) {
    let mut settings = WorldSettings::of_seed(7);
    settings.platform.terms = Terms::light();
    let mut world = World::new(settings);
    let mut profile = Profile::default();
    profile.card.start.balance = Fen(5_000);
    world.add_person(number(1), "feature-phone", "default", &profile).unwrap();
    (world, profile)
}

/// Reader with a borrowed card in it.
struct Reader<'w> {
    world: &'w mut World,
    card: BorrowedCard,
}

impl Reader<'_> {
    fn ask(&mut self, command: &[u8]) -> Result<Vec<u8>, BorrowedCardError> {
        let Reader { world, card } = self;
        let mut sent = command.to_vec();
        let mut answer = world.exchange_borrowed(card, LinkContext::default(), &sent)?;
        if let [0x61, waiting] = answer[..] {
            sent = vec![0x00, 0xC0, 0x00, 0x00, waiting];
            answer = world.exchange_borrowed(card, LinkContext::default(), &sent)?;
        }
        Ok(answer)
    }

    fn select(&mut self) -> Vec<u8> {
        self.world.power_borrowed(&mut self.card).unwrap();
        self.ask(&command::select_application(&Profile::default().card.aid).unwrap()).unwrap()
    }

    fn balance(&mut self) -> Result<Vec<u8>, BorrowedCardError> {
        self.ask(&[0x80, 0x5C, 0x00, 0x02, 0x04])
    }
}

fn limit(world: &World) -> Option<Fen> {
    world.person(&number(1)).unwrap().card_state().unwrap().limit
}

#[test]
fn phone_is_off_while_its_card_is_out() {
    let (mut world, _) = open_world();
    let card = world.take_card_out(&number(1)).unwrap();
    assert_eq!(world.person(&number(1)).unwrap().power(), Power::Off);
    let mut reader = Reader { world: &mut world, card };
    assert!(reader.select().starts_with(&[0x6F]));
    assert_eq!(reader.balance().unwrap(), [0, 0, 0x13, 0x88, 0x90, 0]);
    let Reader { card, .. } = reader;
    let is_dark = |world: &World| world.person(&number(1)).unwrap().station().link().card().session().is_none();
    assert!(is_dark(&world), "its radio answers nobody");
    world.put_card_back(&card).unwrap();
    assert_eq!(world.person(&number(1)).unwrap().power(), Power::On);
    world.switch_off(&number(1)).unwrap();
    let card = world.take_card_out(&number(1)).unwrap();
    world.put_card_back(&card).unwrap();
    assert_eq!(world.person(&number(1)).unwrap().power(), Power::Off, "it was off before");
}

#[test]
fn card_used_in_its_phone_has_left_the_reader() {
    let (mut world, _) = open_world();
    let card = world.take_card_out(&number(1)).unwrap();
    let mut reader = Reader { world: &mut world, card };
    reader.select();
    reader.world.switch_on(&number(1)).unwrap();
    let elsewhere = Err(BorrowedCardError::UsedElsewhere(number(1)));
    assert_eq!(reader.balance(), elsewhere);
    reader.world.put_card_back(&reader.card).unwrap();
    reader.world.switch_off(&number(1)).unwrap();
    let silent = Err(BorrowedCardError::Card(LinkError::Silent));
    assert_eq!(reader.balance(), silent, "it has no power until it is reset");
    reader.select();
    assert_eq!(reader.balance().unwrap(), [0, 0, 0x13, 0x88, 0x90, 0]);
}

#[test]
fn power_cut_leaves_the_card_before_or_after() {
    for (tear, expected) in [(Tear::Nothing, None), (Tear::All, Some(Fen(5_000)))] {
        let (mut world, _) = open_world();
        let card = world.take_card_out(&number(1)).unwrap();
        let mut reader = Reader { world: &mut world, card };
        reader.select();
        reader.card.cut_at_write(1, tear);
        assert_eq!(reader.balance().unwrap().len(), 6, "a command without a write goes on");
        assert_eq!(reader.ask(&SET_LIMIT), Err(BorrowedCardError::Card(LinkError::Silent)));
        assert_eq!(limit(reader.world), expected);
        assert_eq!(reader.balance(), Err(BorrowedCardError::Card(LinkError::Silent)), "the power stays away");
        reader.select();
        assert_eq!(reader.ask(&SET_LIMIT).unwrap(), [0x90, 0x00], "one cut is one cut");
    }
}

#[test]
fn cut_counts_writes_over_several_commands() {
    let (mut world, _) = open_world();
    let card = world.take_card_out(&number(1)).unwrap();
    let mut reader = Reader { world: &mut world, card };
    reader.select();
    reader.card.cut_at_write(2, Tear::Nothing);
    assert_eq!(reader.ask(&SET_LIMIT).unwrap(), [0x90, 0x00]);
    let other = [&SET_LIMIT[..8], &[0x99]].concat();
    assert_eq!(reader.ask(&other), Err(BorrowedCardError::Card(LinkError::Silent)));
    assert_eq!(limit(reader.world), Some(Fen(5_000)));
}

#[test]
fn money_loaded_at_the_reader_comes_into_the_books() {
    let (mut world, profile) = open_world();
    let wallet = |world: &World| world.platform().books.ledger.balance(&Book::Wallet(number(1)));
    let before = wallet(&world);
    let card = world.take_card_out(&number(1)).unwrap();
    let request = TransactionRequest { amount: Fen(250), kind: TransactionKind::Load, terminal: [0x11; 6] };
    let mut load = Online {
        direction: TransferDirection::Load,
        dated: request.at(world.now().record()),
        card: CardSide { balance: Fen::ZERO, counter: 0, random: [0; 4] },
    };
    let mut reader = Reader { world: &mut world, card };
    reader.select();
    let said = reader.ask(&load.initialize(PurseApplication::Purse, 0x01)).unwrap();
    let (side, version, _) = CardSide::of_online(&said[..said.len() - 2].try_into().unwrap());
    load.card = side;
    let session = load.session_key(&profile.key_version(KeyUsage::Load, 0x01, version).unwrap().key);
    assert!(reader.ask(&load.complete(&session)).unwrap().ends_with(&[0x90, 0x00]));
    let Reader { card, .. } = reader;
    world.put_card_back(&card).unwrap();
    assert_eq!(wallet(&world), before + 250);
    assert_eq!(world.audit(), Ok(()));
}

#[test]
fn lost_card_is_in_no_reader() {
    let (mut world, _) = open_world();
    let card = world.take_card_out(&number(1)).unwrap();
    let mut reader = Reader { world: &mut world, card };
    reader.select();
    reader.world.lose_card(&number(1), crate::action::CardLoss::Lost).unwrap();
    assert!(matches!(reader.balance(), Err(BorrowedCardError::World(WorldError::CardGone(..)))));
    assert!(matches!(world.take_card_out(&number(1)), Err(WorldError::CardGone(..))));
}
