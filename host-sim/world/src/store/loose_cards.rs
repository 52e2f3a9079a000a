//! Card that is in no phone as a row: whose it was, its profile's name, and its memory.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::platform::card_file::Asn;
use crate::platform::number::Msisdn;
use crate::world::{LooseCard, Readability};
use sim_device::memory::Eeprom;

/// Row of a card that is in no phone.
#[derive(Serialize, Deserialize)]
struct LooseRow {
    number: Msisdn,
    profile: String,
    is_readable: bool,
    #[serde(with = "hex::serde")]
    memory: Vec<u8>,
}

/// Returns the row of a card.
pub(super) fn to_row(card: &LooseCard) -> Result<Value, serde_json::Error> {
    let row = LooseRow {
        number: card.number(),
        profile: card.profile().to_owned(),
        is_readable: card.readability() == Readability::Readable,
        memory: card.link.card().memory().image().to_vec(),
    };
    serde_json::to_value(row)
}

/// Returns the card of a row, or what is wrong with the row.
pub(super) fn from_row(asn: Asn, row: Value) -> Result<LooseCard, String> {
    let row: LooseRow = serde_json::from_value(row).map_err(|why| why.to_string())?;
    let memory = Eeprom::from_image(&row.memory).map_err(|why| format!("the card's memory: {why}"))?;
    let readability = if row.is_readable { Readability::Readable } else { Readability::Unreadable };
    Ok(LooseCard::kept((asn, row.number), row.profile, readability, memory))
}
