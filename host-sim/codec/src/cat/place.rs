//! Values about a terminal's location, its identity, and the access names of networks.

use serde::{Deserialize, Serialize};

use sim_wire::bcd;
use sim_wire::tlv::Emitter;

use super::EncodeError;
use super::value::ObjectValue;

/// Mobile country and network code, as three octets hold them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Network {
    /// Mobile country code, three digits.
    pub mcc: String,
    /// Mobile network code, two or three digits.
    pub mnc: String,
}

impl Network {
    fn read(octets: [u8; 3]) -> Network {
        let mut digits = octets.iter().flat_map(|octet| [octet & 0x0F, octet >> 4]);
        let mut next = || digits.next().and_then(|nibble| char::from_digit(u32::from(nibble), 16)).unwrap_or('f');
        let mcc = String::from_iter([next(), next(), next()]);
        let third = next();
        let mut mnc = String::from_iter([next(), next()]);
        if third != 'f' {
            mnc.push(third);
        }
        Network { mcc, mnc }
    }

    fn octets(&self) -> Result<[u8; 3], EncodeError> {
        let nibble = |text: &str, place: usize| {
            let digit = text.chars().nth(place).map_or(Some(0x0F), |digit| digit.to_digit(16));
            digit.and_then(|digit| u8::try_from(digit).ok()).ok_or(EncodeError::TooGreat)
        };
        Ok([
            nibble(&self.mcc, 0)? | nibble(&self.mcc, 1)? << 4,
            nibble(&self.mcc, 2)? | nibble(&self.mnc, 2)? << 4,
            nibble(&self.mnc, 0)? | nibble(&self.mnc, 1)? << 4,
        ])
    }
}

/// Location of a terminal: network, area and cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Location {
    /// Network of the area.
    pub network: Network,
    /// Location or tracking area code.
    pub area: u16,
    /// Cell within the area.
    pub cell: ServingCell,
}

/// Cell of a location.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ServingCell {
    /// No cell.
    Unsaid,
    /// GSM: cell identity.
    Gsm(u16),
    /// UTRAN: cell identity and its extension.
    Utran(u16, u16),
    /// E-UTRAN: cell identity of 28 bits; four more fill the octets.
    Eutran(u32),
}

impl ObjectValue for Location {
    fn read(octets: &[u8]) -> Option<Location> {
        let (network, rest) = octets.split_first_chunk::<3>()?;
        let (area, cell) = rest.split_first_chunk::<2>()?;
        let cell = match *cell {
            [] => ServingCell::Unsaid,
            [a, b] => ServingCell::Gsm(u16::from_be_bytes([a, b])),
            // TS 31.111 §8.19: 28 bits and 1111 behind them.
            [a, b, c, d] if d & 0x0F == 0x0F => ServingCell::Eutran(u32::from_be_bytes([a, b, c, d]) >> 4),
            [a, b, c, d] => ServingCell::Utran(u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d])),
            _ => return None,
        };
        Some(Location { network: Network::read(*network), area: u16::from_be_bytes(*area), cell })
    }

    fn write(&self, into: &mut Emitter<'_>) -> Result<(), EncodeError> {
        into.octets(&self.network.octets()?)?;
        into.octets(&self.area.to_be_bytes())?;
        match self.cell {
            ServingCell::Unsaid => {}
            ServingCell::Gsm(cell) => into.octets(&cell.to_be_bytes())?,
            ServingCell::Utran(cell, extension) => {
                into.octets(&cell.to_be_bytes())?;
                into.octets(&extension.to_be_bytes())?;
            }
            ServingCell::Eutran(cell) => into.octets(&(cell << 4 | 0x0F).to_be_bytes())?,
        }
        Ok(())
    }
}

/// Tracking area.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrackingArea {
    /// Network of the area.
    pub network: Network,
    /// Tracking area code.
    pub code: u16,
}

impl ObjectValue for TrackingArea {
    fn read(octets: &[u8]) -> Option<TrackingArea> {
        let (network, code) = octets.split_first_chunk::<3>()?;
        Some(TrackingArea { network: Network::read(*network), code: u16::from_be_bytes(code.try_into().ok()?) })
    }

    fn write(&self, into: &mut Emitter<'_>) -> Result<(), EncodeError> {
        into.octets(&self.network.octets()?)?;
        Ok(into.octets(&self.code.to_be_bytes())?)
    }
}

/// Routing area.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoutingArea {
    /// Network of the area.
    pub network: Network,
    /// Location area code.
    pub area: u16,
    /// Routing area code within the location area.
    pub code: u8,
}

impl ObjectValue for RoutingArea {
    fn read(octets: &[u8]) -> Option<RoutingArea> {
        let (network, &[high, low, code]) = octets.split_first_chunk::<3>()? else { return None };
        Some(RoutingArea { network: Network::read(*network), area: u16::from_be_bytes([high, low]), code })
    }

    fn write(&self, into: &mut Emitter<'_>) -> Result<(), EncodeError> {
        into.octets(&self.network.octets()?)?;
        into.octets(&self.area.to_be_bytes())?;
        Ok(into.octet(self.code)?)
    }
}

/// Timing advance (3GPP TS 31.111 §8.46).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimingAdvance {
    /// 00 the terminal is idle, 01 it is not.
    pub status: u8,
    /// Timing advance in bit periods, 0 to 63; FF where none is known.
    pub advance: u8,
}

impl ObjectValue for TimingAdvance {
    fn read(octets: &[u8]) -> Option<TimingAdvance> {
        match *octets {
            [status, advance] => Some(TimingAdvance { status, advance }),
            _ => None,
        }
    }

    fn write(&self, into: &mut Emitter<'_>) -> Result<(), EncodeError> {
        Ok(into.octets(&[self.status, self.advance])?)
    }
}

/// IMEI or IMEISV, as a mobile identity (3GPP TS 24.008 §10.5.1.4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MobileIdentity {
    /// 2 IMEI, 3 IMEISV.
    pub kind: u8,
    /// Digits of the identity.
    pub digits: String,
}

impl ObjectValue for MobileIdentity {
    fn read(octets: &[u8]) -> Option<MobileIdentity> {
        let first = octets.first()?;
        let digits = bcd::digits(octets).skip(1);
        Some(MobileIdentity { kind: first & 0x07, digits: digits.collect() })
    }

    fn write(&self, into: &mut Emitter<'_>) -> Result<(), EncodeError> {
        let odd = self.digits.len() % 2;
        let first = self.kind & 0x07 | if odd == 1 { 0x08 } else { 0x00 };
        // The first nibble is the type; written with a digit in its place, it is then laid over it.
        let text = format!("0{}", self.digits);
        let octets = super::written(|into| bcd::encode_digits(&text, into))?;
        for (place, octet) in octets.iter().enumerate() {
            into.octet(if place == 0 { octet | first } else { *octet })?;
        }
        Ok(())
    }
}

/// Network access name, its labels joined by dots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessName(pub String);

impl ObjectValue for AccessName {
    fn read(octets: &[u8]) -> Option<AccessName> {
        let mut labels = Vec::new();
        let mut left = octets;
        while let Some((length, rest)) = left.split_first() {
            let (label, behind) = rest.split_at_checked(usize::from(*length))?;
            let printable = label.iter().all(|octet| octet.is_ascii_graphic() && *octet != b'.') && !label.is_empty();
            labels.push(printable.then(|| String::from_utf8_lossy(label).into_owned())?);
            left = behind;
        }
        Some(AccessName(labels.join(".")))
    }

    fn write(&self, into: &mut Emitter<'_>) -> Result<(), EncodeError> {
        for label in self.0.split('.').filter(|label| !label.is_empty()) {
            into.octet(u8::try_from(label.len()).map_err(|_| EncodeError::TooGreat)?)?;
            into.octets(label.as_bytes())?;
        }
        Ok(())
    }
}

/// Page of a cell broadcast message (3GPP TS 23.041 §9.4.1.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellPage {
    /// Geographical scope, message code and update number.
    pub serial: u16,
    /// Message identifier.
    pub identifier: u16,
    /// Data coding scheme of cell broadcast.
    pub dcs: u8,
    /// Number of this page in the high nibble, number of pages in the low one.
    pub pages: u8,
    /// Contents of the page.
    pub contents: Vec<u8>,
}

impl ObjectValue for CellPage {
    fn read(octets: &[u8]) -> Option<CellPage> {
        let (&[s, t, i, j, dcs, pages], contents) = octets.split_first_chunk::<6>()?;
        let (serial, identifier) = (u16::from_be_bytes([s, t]), u16::from_be_bytes([i, j]));
        Some(CellPage { serial, identifier, dcs, pages, contents: contents.to_vec() })
    }

    fn write(&self, into: &mut Emitter<'_>) -> Result<(), EncodeError> {
        into.octets(&self.serial.to_be_bytes())?;
        into.octets(&self.identifier.to_be_bytes())?;
        into.octets(&[self.dcs, self.pages])?;
        Ok(into.octets(&self.contents)?)
    }
}
