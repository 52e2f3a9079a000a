//! A person as rows: what the phone is, what is in its inbox, and which profile the card is of. The card's memory stands
//! beside, as it is.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sim_wire::Fen;

use crate::platform::amount::as_fen;
use crate::platform::number::Msisdn;
use crate::world::{Person, Power};
use sim_device::handset::{Inbox, Model, Quirk};
use sim_device::link::{Chance, InProcess};
use sim_device::memory::Eeprom;

/// A person, but for the card's memory and the whole messages.
#[derive(Serialize, Deserialize)]
struct Row {
    place: u64,
    model: String,
    imei: String,
    quirks: Vec<String>,
    language: String,
    is_on: bool,
    is_served: bool,
    profile: String,
    #[serde(with = "hex::serde")]
    asn: [u8; 10],
    #[serde(with = "as_fen")]
    start: Fen,
    #[serde(with = "as_fen")]
    spent: Fen,
    /// Parts of messages that have not come whole.
    parts: Value,
    /// Message reference of the next text.
    #[serde(default)]
    message_reference: u8,
}

/// The row of a person; that of the card's memory and those of the messages stand beside.
pub(in crate::world) fn to_row(person: &Person, place: u64) -> Result<Value, serde_json::Error> {
    let handset = person.station.handset();
    let row = Row {
        place,
        model: handset.model().name.to_owned(),
        imei: handset.model().imei.clone(),
        quirks: handset.model().quirks.iter().map(|quirk| quirk.name().to_owned()).collect(),
        language: handset.surroundings.language.clone(),
        is_on: person.power != Power::Off,
        is_served: handset.surroundings.service,
        profile: person.profile.clone(),
        asn: person.asn,
        start: person.start,
        spent: person.spent,
        parts: serde_json::to_value(handset.inbox().unjoined())?,
        message_reference: handset.message_reference(),
    };
    serde_json::to_value(row)
}

/// The person of a row, the messages and the card's memory, with their place among the people; or what is wrong. The phone
/// rests if it was on.
pub(super) fn from_rows(
    number: Msisdn,
    document: Value,
    texts: Vec<Value>,
    image: &[u8],
) -> Result<(u64, Person), String> {
    let row: Row = serde_json::from_value(document).map_err(|why| why.to_string())?;
    let model = Model::named(&row.model).ok_or_else(|| format!("there is no model {:?}", row.model))?;
    let quirks: Option<_> = row.quirks.iter().map(|name| Quirk::named(name)).collect();
    let quirks = quirks.ok_or_else(|| format!("one of the quirks {:?} does not exist", row.quirks))?;
    let model = model.with_imei(&row.imei).map_err(|why| why.to_string())?.with_quirks(quirks);
    let inbox = serde_json::json!({ "messages": texts, "parts": row.parts });
    let mut inbox: Inbox = serde_json::from_value(inbox).map_err(|why| why.to_string())?;
    // They are in the file.
    inbox.take_changed();
    let memory = Eeprom::from_image(image).map_err(|why| format!("the card's memory: {why}"))?;
    let mut station = Person::station_of(model, InProcess::new(memory, Chance::seeded(0)));
    let handset = station.handset_mut();
    *handset.inbox_mut() = inbox;
    handset.set_message_reference(row.message_reference);
    handset.surroundings.language = row.language;
    handset.surroundings.service = row.is_served;
    let power = if row.is_on { Power::Resting } else { Power::Off };
    let Row { place, profile, asn, start, spent, .. } = row;
    Ok((place, Person::kept(number, (profile, asn), (start, spent), power, station)))
}
