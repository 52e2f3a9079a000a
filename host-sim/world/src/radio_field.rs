//! Radio field (射频场): where the cards are before the readers of the terminals. A reader finds each card that has power
//! and whose radio answers from the distance at which the card is. One card answers; two or more disturb each other. So
//! a card that was never calibrated, which answers at ten metres, is charged in place of another or disturbs its tap.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::platform::card_file::Asn;
use crate::platform::number::Msisdn;
use sim_device::pos::number::PosNumber;

/// Handset that a card is in. A card outside a handset has no power, and its radio never answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CardPlace {
    /// Phone of the person with this number.
    Person(Msisdn),
    /// Handset of a finder, which holds the lost card with this card number.
    Finder(Asn),
}

impl fmt::Display for CardPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CardPlace::Person(number) => write!(f, "the phone of {number}"),
            CardPlace::Finder(asn) => write!(f, "the finder's handset with card {asn}"),
        }
    }
}

/// Card that answers a reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CardInField {
    /// Handset with the card.
    pub card: CardPlace,
    /// Distance from the reader, in centimetres.
    pub distance_cm: u16,
}

/// Handset that is held before a reader for the time of one transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeldCard {
    /// Handset with the card.
    pub card: CardPlace,
    /// Distance from the reader, in centimetres.
    pub distance_cm: u16,
    /// Early end of the tap; `None` if the handset stays until the terminal is done.
    pub leaves: Option<Departure>,
}

impl HeldCard {
    /// Usual distance of a tap, in centimetres.
    const USUAL_CM: u16 = 3;

    /// Creates a tap from the usual distance that lasts until the terminal is done.
    pub const fn usual(card: CardPlace) -> HeldCard {
        HeldCard { card, distance_cm: HeldCard::USUAL_CM, leaves: None }
    }
}

/// Moment at which a handset is taken away from the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Departure {
    /// Number of the terminal's command, counted from 1 in each tap.
    pub exchange: u32,
    /// Side of the card's work on which the handset leaves.
    pub when: DepartureMoment,
}

/// Moment within one exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DepartureMoment {
    /// Before the command reaches the card, which never gets the command.
    BeforeCommand,
    /// After the card has carried out the command and before the answer reaches the reader.
    BeforeAnswer,
}

/// Reason why no single card answers a reader.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum FieldError {
    /// No card in the field answers.
    #[error("no card answers the reader")]
    NoCard,
    /// Two or more cards answer and disturb each other.
    #[error("{} cards answer the reader at once: {}", .0.len(), list(.0))]
    Collision(Vec<CardPlace>),
    /// Nobody has such a handset.
    #[error("{0} is not in this world")]
    NoSuchCard(CardPlace),
}

fn list(cards: &[CardPlace]) -> String {
    cards.iter().map(CardPlace::to_string).collect::<Vec<_>>().join(", ")
}

/// Handsets that lie near readers, and stay there while others are tapped. Whoever is not named here is far away.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "Vec<Placement>", from = "Vec<Placement>")]
pub struct RadioField {
    /// Distances in centimetres, by reader and handset.
    distances: BTreeMap<(PosNumber, CardPlace), u16>,
}

/// Handset at a distance from a reader, as a file keeps the field.
#[derive(Serialize, Deserialize)]
struct Placement {
    reader: PosNumber,
    card: CardPlace,
    distance_cm: u16,
}

impl From<Vec<Placement>> for RadioField {
    fn from(placements: Vec<Placement>) -> RadioField {
        let distances = placements.into_iter().map(|placed| ((placed.reader, placed.card), placed.distance_cm));
        RadioField { distances: distances.collect() }
    }
}

impl From<RadioField> for Vec<Placement> {
    fn from(field: RadioField) -> Vec<Placement> {
        let placements = field.distances.into_iter();
        placements.map(|((reader, card), distance_cm)| Placement { reader, card, distance_cm }).collect()
    }
}

impl RadioField {
    /// Puts a handset at a distance from a reader, in centimetres. A handset that lies near this reader already is
    /// moved.
    pub(crate) fn place(&mut self, card: CardPlace, reader: PosNumber, distance_cm: u16) {
        self.distances.insert((reader, card), distance_cm);
    }

    /// Takes a handset away from a reader. Returns whether it lay there.
    pub(crate) fn remove(&mut self, card: CardPlace, reader: PosNumber) -> bool {
        self.distances.remove(&(reader, card)).is_some()
    }

    /// Returns the handsets near a reader, whether or not their cards answer. A tapped handset is where the tap holds
    /// it, wherever it lay before.
    pub(crate) fn near(&self, reader: PosNumber, tap: Option<HeldCard>) -> Vec<CardInField> {
        let lying = self.distances.iter().filter(|((of, _), _)| *of == reader);
        let lying = lying.map(|((_, card), distance_cm)| CardInField { card: *card, distance_cm: *distance_cm });
        let others = lying.filter(|lying| tap.is_none_or(|tap| tap.card != lying.card));
        let tapped = tap.map(|tap| CardInField { card: tap.card, distance_cm: tap.distance_cm });
        tapped.into_iter().chain(others).collect()
    }
}
