//! Small values of objects: a struct each, as the standard lays it out.

use serde::{Deserialize, Serialize};
use sim_wire::bcd::{self, TonNpi};
use sim_wire::proactive::GeneralResult;
use sim_wire::tlv::Emitter;

use super::EncodeError;
use super::texts::Alpha;
use super::value::ObjectValue;

/// Implements [`Content`] for a struct by an expression that reads it and one that writes it.
macro_rules! content {
    ($type:ident, |$octets:ident| $read:expr, |$self:ident, $into:ident| $write:expr) => {
        impl ObjectValue for $type {
            fn read($octets: &[u8]) -> Option<$type> {
                $read
            }

            fn write(&$self, $into: &mut Emitter<'_>) -> Result<(), EncodeError> {
                $write
            }
        }
    };
}

/// Result of a command (TERMINAL RESPONSE).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandResult {
    /// General result; [`GeneralResult`] names those that are known.
    pub result: u8,
    /// Additional information behind the general result.
    pub additional: Vec<u8>,
}

impl CommandResult {
    /// Makes a result without additional information.
    pub const fn of(result: GeneralResult) -> CommandResult {
        CommandResult { result: result.code(), additional: Vec::new() }
    }

    /// Returns the general result; `None` where it is not known.
    pub const fn general(&self) -> Option<GeneralResult> {
        GeneralResult::from_code(self.result)
    }
}

content!(
    CommandResult,
    |octets| octets.split_first().map(|(result, rest)| CommandResult { result: *result, additional: rest.to_vec() }),
    |self, into| {
        into.octet(self.result)?;
        Ok(into.octets(&self.additional)?)
    }
);

/// Duration in a unit of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Duration {
    /// 00 minutes, 01 seconds, 02 tenths of a second.
    pub unit: u8,
    /// Number of units.
    pub interval: u8,
}

impl Duration {
    /// Returns the unit in words.
    pub const fn unit_name(self) -> &'static str {
        match self.unit {
            0 => "minutes",
            1 => "seconds",
            2 => "tenths of a second",
            _ => "units that are not known",
        }
    }
}

content!(
    Duration,
    |octets| match *octets {
        [unit, interval] => Some(Duration { unit, interval }),
        _ => None,
    },
    |self, into| Ok(into.octets(&[self.unit, self.interval])?)
);

/// Dialling number with its type; of an SS string also `*` and `#`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// Type of number and numbering plan.
    #[serde(with = "crate::sms::address::as_octet")]
    pub ton_npi: TonNpi,
    /// Digits, `*`, `#`, `c` (pause), `d`, `e`.
    pub number: String,
}

content!(
    Address,
    |octets| octets
        .split_first()
        .map(|(ton_npi, digits)| Address { ton_npi: TonNpi(*ton_npi), number: bcd::digits(digits).collect() }),
    |self, into| {
        into.octet(self.ton_npi.0)?;
        Ok(bcd::encode_digits(&self.number, into)?)
    }
);

/// Digits without a type of number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Digits(pub String);

content!(Digits, |octets| Some(Digits(bcd::digits(octets).collect())), |self, into| Ok(bcd::encode_digits(
    &self.0, into
)?));

/// Characters of ASCII.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Characters(pub String);

content!(
    Characters,
    |octets| {
        let printable = octets.iter().all(|octet| matches!(octet, 0x20..0x7F | b'\r' | b'\n' | b'\t'));
        printable.then(|| Characters(octets.iter().copied().map(char::from).collect()))
    },
    |self, into| match self.0.chars().find(|character| !character.is_ascii()) {
        Some(character) => Err(EncodeError::Character(character)),
        None => Ok(into.octets(self.0.as_bytes())?),
    }
);

/// Octets as they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Octets(pub Vec<u8>);

content!(Octets, |octets| Some(Octets(octets.to_vec())), |self, into| Ok(into.octets(&self.0)?));

/// Command APDU: four octets at least.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApduOctets(pub Vec<u8>);

content!(ApduOctets, |octets| (octets.len() >= 4).then(|| ApduOctets(octets.to_vec())), |self, into| Ok(
    into.octets(&self.0)?
));

/// Value without octets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Empty;

content!(Empty, |octets| octets.is_empty().then_some(Empty), |self, _into| Ok(()));

/// Number in two octets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size(pub u16);

content!(Size, |octets| octets.try_into().ok().map(|octets| Size(u16::from_be_bytes(octets))), |self, into| Ok(into
    .octets(
    &self.0.to_be_bytes()
)?));

/// Item of a menu. One without identifier stands for no item: alone it removes the menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Identifier, 01 to FF; `None` in an empty object.
    pub id: Option<u8>,
    /// Text of the item.
    pub text: Alpha,
}

content!(
    Item,
    |octets| {
        let (id, text) = octets.split_first().map_or((None, octets), |(id, text)| (Some(*id), text));
        Some(Item { id, text: Alpha::read(text)? })
    },
    |self, into| {
        let Some(id) = self.id else { return Ok(()) };
        into.octet(id)?;
        self.text.write(into)
    }
);

/// Length that an answer may have, in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResponseLength {
    /// Fewest characters.
    pub min: u8,
    /// Most characters; FF stands for no limit.
    pub max: u8,
}

content!(
    ResponseLength,
    |octets| match *octets {
        [min, max] => Some(ResponseLength { min, max }),
        _ => None,
    },
    |self, into| Ok(into.octets(&[self.min, self.max])?)
);

/// Files by their full paths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileList {
    /// Number of files.
    pub count: u8,
    /// Paths, each from 3F00, one behind the other.
    pub paths: Vec<u8>,
}

content!(
    FileList,
    |octets| octets.split_first().map(|(count, paths)| FileList { count: *count, paths: paths.to_vec() }),
    |self, into| {
        into.octet(self.count)?;
        Ok(into.octets(&self.paths)?)
    }
);

/// Icon of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Icon {
    /// 00: the icon is self-explanatory and may stand instead of the text; 01: it stands beside the text.
    pub qualifier: u8,
    /// Number of a record of EF IMG.
    pub id: u8,
}

content!(
    Icon,
    |octets| match *octets {
        [qualifier, id] => Some(Icon { qualifier, id }),
        _ => None,
    },
    |self, into| Ok(into.octets(&[self.qualifier, self.id])?)
);

/// Icons of the items of a menu, one each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Icons {
    /// 00: the icons are self-explanatory and may stand instead of the texts; 01: they stand beside the texts.
    pub qualifier: u8,
    /// Numbers of records of EF IMG, in the order of the items.
    pub list: Vec<u8>,
}

content!(
    Icons,
    |octets| octets.split_first().map(|(qualifier, list)| Icons { qualifier: *qualifier, list: list.to_vec() }),
    |self, into| {
        into.octet(self.qualifier)?;
        Ok(into.octets(&self.list)?)
    }
);

/// Value of a timer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimerValue {
    /// Hours.
    pub hours: u8,
    /// Minutes.
    pub minutes: u8,
    /// Seconds.
    pub seconds: u8,
}

impl TimerValue {
    /// Returns the value in seconds.
    pub fn in_seconds(self) -> u32 {
        u32::from(self.hours) * 3600 + u32::from(self.minutes) * 60 + u32::from(self.seconds)
    }
}

content!(
    TimerValue,
    |octets| match *octets {
        [hours, minutes, seconds] => Some(TimerValue {
            hours: bcd::number(hours)?,
            minutes: bcd::number(minutes)?,
            seconds: bcd::number(seconds)?,
        }),
        _ => None,
    },
    |self, into| {
        [self.hours, self.minutes, self.seconds]
            .into_iter()
            .try_for_each(|number| Ok(into.octet(bcd::octet(number).ok_or(EncodeError::TooGreat)?)?))
    }
);

/// Channels of neighbouring cells, ten bits each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Channels(pub Vec<u16>);

content!(
    Channels,
    |octets| {
        let bit = |place: usize| octets.get(place / 8).is_some_and(|octet| octet << (place % 8) & 0x80 != 0);
        let channel = |number: usize| (0..10).fold(0, |sum, place| sum << 1 | u16::from(bit(number * 10 + place)));
        Some(Channels((0..octets.len() * 8 / 10).map(channel).collect()))
    },
    |self, into| {
        let bits: Vec<bool> =
            self.0.iter().flat_map(|channel| (0..10).rev().map(move |bit| channel >> bit & 1 != 0)).collect();
        bits.chunks(8).try_for_each(|bits| {
            let octet = (0..8).fold(0, |sum, place| sum << 1 | u8::from(bits.get(place).copied().unwrap_or(false)));
            Ok(into.octet(octet)?)
        })
    }
);

/// Bearer and its parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BearerDescription {
    /// Type of bearer.
    pub bearer: u8,
    /// Parameters of that type of bearer.
    pub parameters: Vec<u8>,
}

content!(
    BearerDescription,
    |octets| octets
        .split_first()
        .map(|(bearer, rest)| BearerDescription { bearer: *bearer, parameters: rest.to_vec() }),
    |self, into| {
        into.octet(self.bearer)?;
        Ok(into.octets(&self.parameters)?)
    }
);

/// Protocol and port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TransportLevel {
    /// 01 UDP client, 02 TCP client, 03 TCP server, 04 and 05 UDP and TCP within the terminal, 06 direct.
    pub protocol: u8,
    /// Port.
    pub port: u16,
}

content!(
    TransportLevel,
    |octets| match *octets {
        [protocol, high, low] => Some(TransportLevel { protocol, port: u16::from_be_bytes([high, low]) }),
        _ => None,
    },
    |self, into| {
        into.octet(self.protocol)?;
        Ok(into.octets(&self.port.to_be_bytes())?)
    }
);

/// Internet address; an empty object asks for one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherAddress {
    /// 21 IPv4, 57 IPv6; `None` in an empty object, which asks for a dynamic address.
    pub kind: Option<u8>,
    /// Octets of the address.
    pub octets: Vec<u8>,
}

content!(
    OtherAddress,
    |octets| Some(octets.split_first().map_or(OtherAddress { kind: None, octets: Vec::new() }, |(kind, rest)| {
        OtherAddress { kind: Some(*kind), octets: rest.to_vec() }
    })),
    |self, into| {
        let Some(kind) = self.kind else { return Ok(()) };
        into.octet(kind)?;
        Ok(into.octets(&self.octets)?)
    }
);
