//! Person as rows: the phone, the memories of phone and card, the messages in the inbox, and the name of the card's
//! profile. The card's permanent memory stands beside, as it is.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::action::CardLoss;
use crate::platform::number::Msisdn;
use crate::world::{Person, Power, Station};
use sim_codec::time::Moment;
use sim_device::handset::Model;
use sim_device::link::{Chance, InProcess};
use sim_device::memory::Eeprom;
use sim_device::mobile_station::StationState;

/// Row of a person, without the phone's and the card's memory and without complete messages.
#[derive(Serialize, Deserialize)]
struct Row {
    place: u64,
    #[serde(flatten)]
    model: Model,
    power: Power,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    loss: Option<CardLoss>,
    profile: String,
    #[serde(with = "hex::serde")]
    asn: [u8; 10],
    /// Number of short messages to the platform that stand on the phone bill.
    #[serde(default)]
    charged: u64,
    /// Parts of messages that are not complete.
    parts: Value,
}

/// Row of a mobile station's memory, without the model and the inbox, which stand elsewhere.
#[derive(Serialize, Deserialize)]
struct PhoneRow {
    /// Moment up to which the phone has lived.
    lived_to: Moment,
    /// Set if the card had no command at the last poll.
    is_heard_out: bool,
    station: StationState,
}

/// Rows from which a person is read.
pub(super) struct Rows<'a> {
    pub(super) person: Value,
    pub(super) phone: Value,
    pub(super) texts: Vec<Value>,
    /// Memory of the card.
    pub(super) image: &'a [u8],
}

/// Members of a handset that do not stand in the row of its memory.
const MODEL: &str = "model";
const INBOX: &str = "inbox";

/// Returns the row of a person, without the memories of phone and card and without the messages.
pub(super) fn to_row(person: &Person, place: u64) -> Result<Value, serde_json::Error> {
    let handset = person.station.handset();
    let row = Row {
        place,
        model: handset.model().clone(),
        power: person.power,
        loss: person.loss,
        profile: person.profile.clone(),
        asn: person.asn,
        charged: person.charged,
        parts: serde_json::to_value(handset.inbox().unjoined())?,
    };
    serde_json::to_value(row)
}

/// Returns the row of a phone's memory.
pub(super) fn to_phone_row(person: &Person) -> Result<Value, serde_json::Error> {
    let (lived_to, is_heard_out) = (person.lived_to, person.is_heard_out);
    let mut row = serde_json::to_value(PhoneRow { lived_to, is_heard_out, station: person.station.state() })?;
    if let Some(handset) = row.pointer_mut("/station/handset").and_then(Value::as_object_mut) {
        handset.retain(|member, _| member != MODEL && member != INBOX);
    }
    Ok(row)
}

/// Returns the person of these rows and the place among the people, or what is wrong with the rows. The phone goes on
/// where it was.
pub(super) fn from_rows(number: Msisdn, rows: Rows<'_>) -> Result<(u64, Person), String> {
    let Rows { person, mut phone, texts, image } = rows;
    let row: Row = serde_json::from_value(person).map_err(|why| why.to_string())?;
    let memory = Eeprom::from_image(image).map_err(|why| format!("the card's memory: {why}"))?;
    if let Some(handset) = phone.pointer_mut("/station/handset").and_then(Value::as_object_mut) {
        handset.insert(MODEL.to_owned(), serde_json::to_value(&row.model).map_err(|why| why.to_string())?);
        handset.insert(INBOX.to_owned(), serde_json::json!({ "messages": texts, "parts": row.parts }));
    }
    let wrong = |why: &dyn std::fmt::Display| format!("the phone's memory: {why}");
    let phone: PhoneRow = serde_json::from_value(phone).map_err(|why| wrong(&why))?;
    let link = InProcess::new(memory, Chance::seeded(0));
    let mut station = Station::resume(link, phone.station).map_err(|why| wrong(&why))?;
    // The messages are in the file already.
    station.handset_mut().inbox_mut().take_changed();
    let Row { place, profile, asn, power, loss, charged, .. } = row;
    let mut person = Person::kept(number, (profile, asn), power, station);
    (person.loss, person.charged) = (loss, charged);
    (person.lived_to, person.is_heard_out) = (phone.lived_to, phone.is_heard_out);
    Ok((place, person))
}
