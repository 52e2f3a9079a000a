//! Problems of short messages: octets that are missing or left over, and impossible values.

use std::fmt::{Display, Formatter};

use super::{
    DataCoding, Direction, MessageBody, Reading, SmsAddress, Stop, Timestamp, TpduFields, TpduKind, Validity, address,
};
use crate::cat::texts::Alphabet;
use sim_wire::count::{Counted, CountedVerb};

/// Fault of a short message.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SmsError {
    /// There are no octets.
    #[error("there are no octets of a message")]
    Empty,
    /// The type in the first octet does not go in this direction.
    #[error("a message from the handset has no type 3 (first octet {0:02X}); types are 0 to 2")]
    Type(u8),
    /// The octets end before the message does.
    #[error("{}", cut(.0))]
    Cut(Stop),
    /// Octets follow the last field.
    #[error("octets are left over behind the last field: {}", hex::encode_upper(.0))]
    Behind(Vec<u8>),
    /// There are fewer octets of user data than their length announces.
    #[error("{name} announces {announced}, {} {} there", Counted(*present, "octet"), CountedVerb(*present, "is", "are"))]
    Short {
        /// Name of the length field.
        name: &'static str,
        /// User data that the length announces.
        announced: AnnouncedLength,
        /// Octets that are there.
        present: usize,
    },
    /// There are more octets of user data than their length announces.
    #[error("{name} announces {announced}; octets left over behind them: {}", hex::encode_upper(left))]
    Surplus {
        /// Name of the length field.
        name: &'static str,
        /// User data that the length announces.
        announced: AnnouncedLength,
        /// Octets left over.
        left: Vec<u8>,
    },
    /// User data is longer than a message holds.
    #[error("TP-UDL is {length}; a message holds {most} at most")]
    TooLong {
        /// TP-UDL.
        length: u8,
        /// Most that TP-UDL may be in this coding.
        most: u8,
    },
    /// A time stamp is no date.
    #[error("{field} is {time}")]
    NotADate {
        /// Name of the field.
        field: &'static str,
        /// Octets of the field.
        time: Timestamp,
    },
    /// An address has more half octets (this many) than are allowed.
    #[error("an address has {most} half octets at most, this one has {0}", most = address::HALF_OCTETS_MAX)]
    LongAddress(u8),
    /// TP-UDHI announces a header, and none can be read.
    #[error("a header is announced (TP-UDHI), and none can be read: its lengths do not fit the user data")]
    Header,
    /// A text in UCS2 ends with half a unit.
    #[error("the text is UCS2 and has an odd count of octets; the last one is not read")]
    OddUcs2,
    /// Half of a surrogate pair stands alone.
    #[error("half of a surrogate pair stands alone: {half:04X}, unit {} of the text", place + 1)]
    LoneHalf {
        /// Half of the pair.
        half: u16,
        /// Place of the half, counted in units from 0.
        place: usize,
    },
    /// The validity period is not one.
    #[error("TP-VP is {}", .0.words())]
    Validity(Validity),
}

/// Length of user data as its length field announces it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AnnouncedLength {
    /// Septets; `None` where the coding has none.
    pub septets: Option<u8>,
    /// Octets.
    pub octets: usize,
}

impl Display for AnnouncedLength {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        if let Some(septets) = self.septets {
            write!(formatter, "{} in ", Counted(septets, "septet"))?;
        }
        Counted(self.octets, "octet").fmt(formatter)
    }
}

fn cut(stop: &Stop) -> String {
    let Stop { field, at, needed, present } = stop;
    match present {
        0 => format!("the message is cut: it ends before {field}, octet {}", at + 1),
        _ => format!(
            "the message is cut: it ends in {field}, octet {}, of which {present} of {} {} there",
            at + 1,
            Counted(*needed, "octet"),
            CountedVerb(*present, "is", "are")
        ),
    }
}

impl SmsError {
    /// Returns the weight of the problem against this reading of the octets, 0 to 100.
    pub(super) const fn weight(&self) -> u32 {
        match self {
            SmsError::Empty | SmsError::Type(_) => 100,
            SmsError::Cut(_) => 70,
            SmsError::LongAddress(_) => 60,
            SmsError::NotADate { .. } => 50,
            SmsError::Behind(_) | SmsError::Short { .. } | SmsError::Surplus { .. } => 40,
            SmsError::Header => 30,
            SmsError::TooLong { .. } | SmsError::Validity(_) => 20,
            SmsError::OddUcs2 | SmsError::LoneHalf { .. } => 10,
        }
    }
}

/// Returns whether octets behind a message only fill up a record of the card (3GPP TS 51.011 §10.5.3).
pub fn is_filling(octets: &[u8]) -> bool {
    !octets.is_empty() && octets.iter().all(|octet| *octet == 0xFF)
}

/// Returns the problem of octets of which no field could be read.
pub(super) fn of_nothing(direction: Direction, octets: &[u8]) -> SmsError {
    match (direction, octets.first()) {
        (Direction::ToNetwork, Some(first)) => SmsError::Type(*first),
        _ => SmsError::Empty,
    }
}

/// Returns the problems of a message that was read as far as it goes.
pub fn of_reading(reading: &Reading) -> Vec<SmsError> {
    let mut problems: Vec<SmsError> = reading.stop().map(SmsError::Cut).into_iter().collect();
    problems.extend(of_fields(&reading.fields));
    if !reading.behind.is_empty() && !is_filling(&reading.behind) {
        problems.push(SmsError::Behind(reading.behind.clone()));
    }
    problems
}

/// Returns the problems of the fields of a message.
fn of_fields(fields: &TpduFields) -> Vec<SmsError> {
    let mut problems: Vec<SmsError> = fields.address.iter().filter_map(of_address).collect();
    let times = [("TP-SCTS", fields.time), ("TP-DT", fields.discharge)];
    let dates = times.into_iter().filter_map(|(field, time)| Some((field, time?)));
    problems.extend(
        dates.filter(|(_, time)| time.date().is_none()).map(|(field, time)| SmsError::NotADate { field, time }),
    );
    let validity = Validity::read(fields.first, &fields.validity).filter(|validity| !validity.is_known());
    problems.extend(validity.map(SmsError::Validity));
    of_user_data(fields, &mut problems);
    problems
}

fn of_address(address: &SmsAddress) -> Option<SmsError> {
    (address.half_octets > address::HALF_OCTETS_MAX).then_some(SmsError::LongAddress(address.half_octets))
}

fn of_user_data(fields: &TpduFields, problems: &mut Vec<SmsError>) {
    let Some(user) = &fields.user else { return };
    let dcs = fields.coding();
    let packed = DataCoding(dcs).alphabet() == Some(Alphabet::Packed);
    let name = if fields.kind == TpduKind::Command { "TP-CDL" } else { "TP-UDL" };
    let octets = if packed { (usize::from(user.length) * 7).div_ceil(8) } else { usize::from(user.length) };
    let announced = AnnouncedLength { septets: packed.then_some(user.length), octets };
    let missing = user.missing(dcs);
    if missing > 0 {
        problems.push(SmsError::Short { name, announced, present: octets - missing });
    }
    let left = user.surplus(dcs);
    if !left.is_empty() && !is_filling(left) {
        problems.push(SmsError::Surplus { name, announced, left: left.to_vec() });
    }
    let most = if packed { 160 } else { 140 };
    if user.length > most && fields.kind != TpduKind::Command {
        problems.push(SmsError::TooLong { length: user.length, most });
    }
    if fields.has_header() && user.header.is_none() {
        problems.push(SmsError::Header);
    }
    if user.is_odd(dcs) && missing == 0 {
        problems.push(SmsError::OddUcs2);
    }
    problems.extend(inner_halves(fields).map(|(place, half)| SmsError::LoneHalf { half, place }));
}

/// Returns the halves that no other part can make whole: those inside the text, and all of a message without other
/// parts.
fn inner_halves(fields: &TpduFields) -> impl Iterator<Item = (usize, u16)> {
    let edges = edge_halves(fields);
    let halves = fields.user.as_ref().map(|user| user.lone_halves(fields.coding())).unwrap_or_default();
    halves.into_iter().filter(move |half| !edges.contains(half))
}

/// Returns the halves of surrogate pairs at the edges of a part, which its neighbours make whole. These are the first
/// unit of any part but the first, and the last unit of any part but the last.
pub fn edge_halves(fields: &TpduFields) -> Vec<(usize, u16)> {
    let Some(user) = &fields.user else { return Vec::new() };
    let Some(place) = super::element::part(user.header.as_deref().unwrap_or_default()) else { return Vec::new() };
    let units = match &user.body {
        MessageBody::Text(text) => text.chars().map(char::len_utf16).sum::<usize>(),
        MessageBody::Octets(_) => 0,
    };
    let halves = user.lone_halves(fields.coding()).into_iter();
    halves
        .filter(|(unit, half)| match half {
            0xDC00.. => *unit == 0 && place.part > 1,
            _ => unit + 1 == units && place.part < place.total,
        })
        .collect()
}
