//! Scratch cards: each used once, those of other provinces refused, and no digits in the store.

use super::*;
use sim_device::link::Chance;

fn cards() -> (ScratchCards, CardDigits) {
    let mut chance = Chance::seeded(7);
    let mut cards = ScratchCards::new(&mut chance);
    let digits = CardDigits::draw(&mut chance);
    cards.issue(&digits, Fen(5000), Province::Hunan).unwrap();
    (cards, digits)
}

#[test]
fn scratch_card_needs_eighteen_digits() {
    let digits: CardDigits = "012345678901234567".parse().unwrap();
    assert_eq!(digits.reveal(), "012345678901234567");
    assert_eq!(CardDigits::from_bcd([0x01, 0x23, 0x45, 0x67, 0x89, 0x01, 0x23, 0x45, 0x67]), Ok(digits));
    assert_eq!("01234567890123456".parse::<CardDigits>(), Err(ScratchCardDigitsError(17)));
    assert_eq!("0123456789012345678".parse::<CardDigits>(), Err(ScratchCardDigitsError(19)));
    assert_eq!("01234567890123456x".parse::<CardDigits>(), Err(ScratchCardDigitsError(18)));
    assert!(CardDigits::from_bcd([0xFF; 9]).is_err());
}

#[test]
fn scratch_card_is_used_once() {
    let (mut cards, digits) = cards();
    let (mark, card) = cards.usable(&digits, &[Province::Hunan]).unwrap();
    assert_eq!(card, ScratchCard { value: Fen(5000), province: Province::Hunan, used: None });
    let by = ScratchCardUse { number: "13807310001".parse().unwrap(), at: Moment(5) };
    cards.use_up(mark, by);
    assert_eq!(cards.usable(&digits, &[Province::Hunan]), Err(PlatformError::CardUsed));
    assert_eq!(cards.cards()[&mark].used, Some(by));
}

#[test]
fn unknown_or_foreign_scratch_card_is_refused() {
    let (mut cards, _) = cards();
    let digits: CardDigits = "111111111111111111".parse().unwrap();
    assert_eq!(cards.usable(&digits, &[Province::Hunan]), Err(PlatformError::CardUnknown));
    cards.issue(&digits, Fen(5000), Province::Guangdong).unwrap();
    assert_eq!(cards.usable(&digits, &[Province::Hunan]), Err(PlatformError::CardProvince(Province::Guangdong)));
    assert!(cards.usable(&digits, &[Province::Hunan, Province::Guangdong]).is_ok());
}

#[test]
fn worthless_or_repeated_card_is_not_issued() {
    let (mut cards, digits) = cards();
    let before = cards.clone();
    assert_eq!(cards.issue(&digits, Fen(10_000), Province::Hunan), Err(PlatformError::CardKnown));
    let other: CardDigits = "111111111111111111".parse().unwrap();
    assert_eq!(cards.issue(&other, Fen(0), Province::Hunan), Err(PlatformError::AmountZero));
    assert_eq!(cards, before);
}

#[test]
fn stored_and_printed_cards_hide_their_digits() {
    let (cards, digits) = cards();
    let stored = serde_json::to_string(&cards).unwrap();
    let printed = format!("{cards:?} {digits:?}");
    assert!(!stored.contains(&digits.reveal()) && !printed.contains(&digits.reveal()));
    assert!(!printed.contains("key"), "{printed}");
    let mark = cards.mark(&digits);
    let card = "ScratchCard { value: Fen(5000), province: Hunan, used: None }";
    assert_eq!(printed, format!("ScratchCards {{ cards: {{CardMark({mark}): {card}}}, .. }} CardDigits"));
    assert_eq!(serde_json::from_str::<ScratchCards>(&stored).unwrap(), cards);
}

#[test]
fn other_key_gives_other_mark() {
    let (cards, digits) = cards();
    assert_ne!(cards.mark(&digits), ScratchCards::new(&mut Chance::seeded(8)).mark(&digits));
}

#[test]
fn mark_is_keyed_blake2s() {
    // Known answer by Python: hashlib.blake2s(b"012345678901234567", key=bytes(range(32)), digest_size=16).
    let cards = ScratchCards { key: std::array::from_fn(|at| u8::try_from(at).unwrap()), cards: TrackedMap::default() };
    let mark = cards.mark(&"012345678901234567".parse().unwrap());
    assert_eq!(mark.to_string(), "32e0a11e39478138d222e927eaa432dc");
    assert_eq!(CardMark::try_from(mark.to_string()), Ok(mark));
    assert!(CardMark::try_from("00".to_owned()).is_err());
}
