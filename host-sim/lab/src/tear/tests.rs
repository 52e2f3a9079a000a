//! Tests of the search itself: the tears that it tries, and its report on a card that breaks its promise.

use applet::{Card, Entropy, ExchangeContext, Interface, PowerOnError, manufacture};

use super::{Flaw, PreparedCommand, TearCounts, TearError, Thoroughness, search};
use sim_device::memory::{Eeprom, Tear};
use sim_device::profile::Profile;

#[derive(Clone, Debug)]
struct Zeros;

impl Entropy for Zeros {
    fn fill(&mut self, into: &mut [u8]) {
        into.fill(0);
    }
}

const HOW: Thoroughness =
    Thoroughness { each_octet: true, samples: 2, seed: u64::MAX, only_write: None, only_tear: None };

/// Returns PUT DATA of the limit, with a card that is ready for it.
fn exchange() -> PreparedCommand<Zeros> {
    let mut memory = Eeprom::blank();
    manufacture(&mut memory, &Profile::default().to_personalisation()).unwrap();
    let mut card = Card::new(memory, Zeros);
    card.power_on().unwrap();
    let surroundings = ExchangeContext { interface: Interface::Contact, uptime_s: 0 };
    card.transmit(surroundings, &hex::decode("00A4000002DF04").unwrap()).unwrap();
    let command = hex::decode("80DADF200400000064").unwrap();
    PreparedCommand { card, surroundings, command, place: "limit.trace:3".to_owned() }
}

#[test]
fn every_tear_is_tried_once() {
    let tears = HOW.tears(4);
    let expected = [
        Tear::Nothing,
        Tear::All,
        Tear::Only(0),
        Tear::Only(1),
        Tear::Only(2),
        Tear::Only(3),
        Tear::AllBut(0),
        Tear::AllBut(1),
        Tear::AllBut(2),
        Tear::AllBut(3),
        Tear::First(2),
        Tear::Octets(u64::MAX),
        Tear::Octets(0),
        Tear::Bits(u64::MAX),
        Tear::Bits(0),
    ];
    assert_eq!(tears, expected, "a front of one is the first alone, a front of three is all but the last");
    let one = Thoroughness { only_tear: Some(Tear::First(1)), ..HOW };
    assert_eq!(one.tears(4), [Tear::First(1)]);
}

#[test]
fn sound_card_passes_with_counted_cuts() {
    let counts = search(&[exchange(), exchange()], &HOW).unwrap();
    assert_eq!((counts.exchanges, counts.writes, counts.after, counts.writes_in_start), (2, 2, 2, 0));
    assert_eq!(counts.before + counts.after, counts.tears);
    let none = search(&[exchange()], &Thoroughness { only_write: Some(2), ..HOW }).unwrap();
    assert_eq!(none, TearCounts { exchanges: 1, writes: 1, ..TearCounts::default() });
}

/// Checks a card whose current slot has decayed: it goes on from working memory, but cannot start after a cut.
#[test]
fn card_without_sound_slot_is_found() {
    let mut exchange = exchange();
    *exchange.card.memory_mut() = Eeprom::blank();
    let found = *search(&[exchange], &HOW).unwrap_err();
    let flaw = Flaw::DoesNotStart(PowerOnError::NoCard);
    let command = hex::decode("80DADF200400000064").unwrap();
    assert_eq!(found, TearError { place: "limit.trace:3".to_owned(), command, write: 1, tear: Tear::Nothing, flaw });
    assert_eq!(
        found.to_string(),
        "limit.trace:3: PUT DATA, 80DADF200400000064\n  power cut in write 1 of the session, torn nothing\n  \
         the card does not start: no slot is sound"
    );
}

#[test]
fn intermediate_state_is_told_with_reasons() {
    let before = super::View::after_reset(&exchange().card);
    let mut after = exchange();
    after.card.transmit(after.surroundings, &after.command).unwrap();
    let after = super::View::after_reset(&after.card);
    assert_eq!(before.differences(&before), Vec::<String>::new());
    let reasons = before.differences(&after);
    assert_eq!(
        reasons,
        ["the limit is None, not Some(Fen(100))", "GET DATA of the limit is FFFFFFFF9000, not 000000649000",]
    );
    let told = Flaw::Between { not_before: Vec::new(), not_after: reasons }.to_string();
    assert!(told.contains("it is the state before, but this cut cannot have left that"), "{told}");
    assert!(told.contains("not the state after: the limit is None, not Some(Fen(100))"), "{told}");
}
