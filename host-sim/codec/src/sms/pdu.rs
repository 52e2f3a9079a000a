//! Short messages as people have them: whole, cut or damaged, with or without the address of the service centre that
//! modems print before the TPDU (3GPP TS 27.005 §3.1). Of two ways to read the octets the more plausible is taken.

use sim_wire::bcd::TonNpi;

use super::problem::{self, SmsError, is_filling};
use super::{DataCoding, Direction, MessageBody, Reading, SmsAddress, TpduKind, protocol};

/// Service centre before a TPDU.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Centre {
    /// No service centre: the octets begin with the TPDU.
    Absent,
    /// Length of 0: the service centre that the card names.
    Default,
    /// Address of a service centre.
    Address(SmsAddress),
}

/// Short message with the service centre before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pdu {
    /// Service centre before the TPDU.
    pub centre: Centre,
    /// Octets before the TPDU.
    pub before: usize,
    /// TPDU, as far as it goes; `None` where no field can be read.
    pub reading: Option<Reading>,
    /// Problems of the message; empty of a sound one.
    pub problems: Vec<SmsError>,
    doubt: u32,
}

/// Most octets of a service centre's address with its type (3GPP TS 24.011 §8.2.5.1).
const CENTRE_MAX: u8 = 11;

impl Pdu {
    /// Reads a message of that direction, with or without a service centre before it, whichever reading is more
    /// plausible.
    pub fn read(direction: Direction, octets: &[u8]) -> Pdu {
        let bare = Pdu::with(Centre::Absent, 0, direction, octets);
        let Some((centre, at)) = centre(octets) else { return bare };
        let behind = Pdu::with(centre, at, direction, octets.get(at..).unwrap_or_default());
        if behind.doubt < bare.doubt { behind } else { bare }
    }

    /// Reads a TPDU with nothing before it, as objects of the toolkit have it, and returns its problems.
    pub fn read_bare(direction: Direction, octets: &[u8]) -> (Option<Reading>, Vec<SmsError>) {
        let pdu = Pdu::with(Centre::Absent, 0, direction, octets);
        (pdu.reading, pdu.problems)
    }

    fn with(centre: Centre, at: usize, direction: Direction, octets: &[u8]) -> Pdu {
        let mut reading = Reading::of(direction, octets);
        if let Some(Reading { tpdu: Err(stop), .. }) = &mut reading {
            stop.at += at;
        }
        let problems = match &reading {
            Some(reading) => problem::of_reading(reading),
            None => vec![problem::of_nothing(direction, octets)],
        };
        let wrong: u32 = problems.iter().map(SmsError::weight).sum();
        let odd = reading.as_ref().map_or(0, oddity) + centre_oddity(&centre);
        Pdu { centre, before: at, reading, problems, doubt: wrong + odd }
    }

    /// Returns whether every octet has its place and every value is possible.
    pub const fn is_whole(&self) -> bool {
        self.reading.is_some() && self.problems.is_empty()
    }

    /// Returns how plausible it is that the octets are such a message, 0 to 100. A field that only some types have,
    /// such as a date, counts for it.
    pub fn plausibility(&self) -> u8 {
        let Some(reading) = &self.reading else { return 0 };
        let most: u32 = match reading.fields.kind {
            TpduKind::StatusReport => 97,
            TpduKind::Deliver => 95,
            TpduKind::Submit => 85,
            TpduKind::SubmitReport => 80,
            TpduKind::Command => 60,
            TpduKind::DeliverReport => 35,
        };
        u8::try_from(most.saturating_sub(self.doubt)).unwrap_or(0)
    }
}

/// Returns how plausible it is that octets are a TPDU of that type, with or without a service centre before it: 0 to
/// 100.
pub fn plausibility(kind: TpduKind, octets: &[u8]) -> u8 {
    let pdu = Pdu::read(kind.direction(), octets);
    let is_it = pdu.reading.as_ref().is_some_and(|reading| reading.fields.kind == kind);
    if is_it { pdu.plausibility() } else { 0 }
}

/// Reads the service centre at the beginning of octets, whose length counts octets; also returns the TPDU's offset.
fn centre(octets: &[u8]) -> Option<(Centre, usize)> {
    let (length, rest) = octets.split_first()?;
    let [ton_npi, value @ ..] = rest.get(..usize::from(*length)).filter(|_| *length <= CENTRE_MAX)? else {
        return Some((Centre::Default, 1));
    };
    let filled = value.last().is_some_and(|last| last >> 4 == 0x0F);
    let half_octets = u8::try_from(value.len() * 2).ok()? - u8::from(filled);
    let address = SmsAddress::read(half_octets, TonNpi(*ton_npi), value);
    Some((Centre::Address(address), usize::from(*length) + 1))
}

/// Returns the oddity of a service centre: 0 for an ordinary one.
fn centre_oddity(centre: &Centre) -> u32 {
    match centre {
        Centre::Absent => 0,
        Centre::Default => 1,
        Centre::Address(address) => {
            let decimal = !address.number.is_empty() && address.number.chars().all(|digit| digit.is_ascii_digit());
            address_oddity(address) + if decimal { 0 } else { 30 }
        }
    }
}

/// Returns the oddity of an address: 0 for an ordinary one.
fn address_oddity(address: &SmsAddress) -> u32 {
    let fillers = address.kept.is_some() && !address.is_alphanumeric();
    let unusual = !matches!(address.ton_npi.npi(), 0 | 1 | 3..=6 | 8..=10) || address.ton_npi.ton() == 7;
    let letters = address.is_alphanumeric() && !is_readable(&address.number);
    let none = address.half_octets == 0;
    let weights = [(fillers, 10), (unusual, 10), (letters, 10), (none, 5), (address.ton_npi.0 & 0x80 == 0, 10)];
    weights.iter().filter(|(is_so, _)| *is_so).map(|(_, weight)| weight).sum()
}

fn is_readable(text: &str) -> bool {
    !text.chars().any(|character| {
        character == char::REPLACEMENT_CHARACTER || (character.is_control() && !"\n\r\u{c}".contains(character))
    })
}

/// Returns the oddity of a message in which nothing is wrong: 0 for an ordinary one.
fn oddity(reading: &Reading) -> u32 {
    let fields = &reading.fields;
    let reserved_type = fields.kind == TpduKind::Deliver && fields.first & 0x03 == 0x03;
    let reserved_flag = match fields.kind {
        TpduKind::Deliver => fields.first & 0x10 != 0,
        TpduKind::Submit => false,
        _ => fields.first & 0x18 != 0,
    };
    let zones = [fields.time, fields.discharge].into_iter().flatten().any(|time| !time.has_zone());
    let coding = fields.dcs.is_some_and(|dcs| DataCoding(dcs).is_reserved() || DataCoding(dcs).is_compressed());
    let unreadable = fields.user.as_ref().is_some_and(|user| match &user.body {
        MessageBody::Text(text) => !is_readable(text),
        MessageBody::Octets(_) => false,
    });
    let command = fields.command.is_some_and(|code| matches!(code, 0x04..=0xDF));
    let weights = [
        (reserved_type, 25),
        (reserved_flag, 10),
        (zones, 8),
        (coding, 8),
        (fields.pid.is_some_and(protocol::is_reserved), 5),
        (unreadable, 5),
        (command, 10),
        (fields.status.is_some_and(|status| status >= 0x80), 5),
        (fields.cause.is_some_and(|cause| cause < 0x80), 10),
        (fields.kind == TpduKind::DeliverReport, 25),
        (fields.kind == TpduKind::Command, 10),
        (is_filling(&reading.behind), 3),
    ];
    let own: u32 = weights.iter().filter(|(is_so, _)| *is_so).map(|(_, weight)| weight).sum();
    own + fields.address.as_ref().map_or(0, address_oddity)
}
