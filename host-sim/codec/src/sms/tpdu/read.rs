//! A TPDU read as far as its octets go, and where reading stopped.

use super::{Direction, Tpdu, TpduKind};
use crate::cat::value::Content;
use crate::sms::{SmsAddress, Timestamp, UserData};
use sim_wire::bcd::TonNpi;

/// Where the octets end before the message does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stop {
    /// The field, in the standard's words.
    pub field: &'static str,
    /// Octets before the field.
    pub at: usize,
    /// Octets that the field has.
    pub needed: usize,
    /// Octets that are there.
    pub present: usize,
}

/// Where a field stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The field, in the standard's words.
    pub field: &'static str,
    /// Octets of the TPDU before the field.
    pub at: usize,
    /// Octets of the field that are there.
    pub length: usize,
}

/// What of a TPDU could be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The fields up to the end, or up to where reading stopped.
    pub tpdu: Tpdu,
    /// Where reading stopped; `None` where every field is there.
    pub stop: Option<Stop>,
    /// Octets behind the last field. Of user data [`UserData::surplus`] says what is left over.
    pub behind: Vec<u8>,
    /// Where each field stands, in the order of the octets.
    pub places: Vec<Place>,
}

/// The octets that are not yet read, and where those stood that are.
struct Reader<'a> {
    left: &'a [u8],
    length: usize,
    places: Vec<Place>,
}

impl<'a> Reader<'a> {
    const fn stop(&self, field: &'static str, needed: usize) -> Stop {
        Stop { field, at: self.length - self.left.len(), needed, present: self.left.len() }
    }

    fn octet(&mut self, field: &'static str) -> Result<u8, Stop> {
        let (octet, rest) = self.left.split_first().ok_or(self.stop(field, 1))?;
        self.leave(field, rest);
        Ok(*octet)
    }

    fn octets(&mut self, field: &'static str, count: usize) -> Result<&'a [u8], Stop> {
        let (octets, rest) = self.left.split_at_checked(count).ok_or(self.stop(field, count))?;
        self.leave(field, rest);
        Ok(octets)
    }

    /// Remembers where the field stands that was just read, and goes on behind it.
    fn leave(&mut self, field: &'static str, rest: &'a [u8]) {
        let length = self.left.len() - rest.len();
        if length > 0 {
            self.places.push(Place { field, at: self.length - self.left.len(), length });
        }
        self.left = rest;
    }

    fn time(&mut self, field: &'static str) -> Result<Option<Timestamp>, Stop> {
        self.octets(field, 7).map(Timestamp::read)
    }
}

impl Tpdu {
    fn take_address(&mut self, field: &'static str, reader: &mut Reader<'_>) -> Result<(), Stop> {
        let stop = |needed: usize, reader: &Reader<'_>| reader.stop(field, needed);
        let Some((&[half_octets, ton_npi], value)) = reader.left.split_first_chunk::<2>() else {
            let digits = reader.left.first().map_or(0, |half_octets| usize::from(*half_octets).div_ceil(2));
            return Err(stop(2 + digits, reader));
        };
        match SmsAddress::take(reader.left) {
            Some((address, rest)) => {
                self.address = Some(address);
                reader.leave(field, rest);
                Ok(())
            }
            None => {
                self.address = Some(SmsAddress::read(half_octets, TonNpi(ton_npi), value));
                let stopped = stop(2 + usize::from(half_octets).div_ceil(2), reader);
                reader.leave(field, &[]);
                Err(stopped)
            }
        }
    }

    fn take_user(&mut self, length: &'static str, reader: &mut Reader<'_>) -> Result<(), Stop> {
        let length = reader.octet(length)?;
        let octets = reader.left;
        reader.leave("TP-UD", &[]);
        self.user = Some(UserData::read(length, octets, self.coding(), self.has_header()));
        Ok(())
    }

    fn take_protocol(&mut self, reader: &mut Reader<'_>) -> Result<(), Stop> {
        self.pid = Some(reader.octet("TP-PID")?);
        self.dcs = Some(reader.octet("TP-DCS")?);
        Ok(())
    }

    fn take_deliver(&mut self, reader: &mut Reader<'_>) -> Result<(), Stop> {
        self.take_address("TP-OA", reader)?;
        self.take_protocol(reader)?;
        self.time = reader.time("TP-SCTS")?;
        self.take_user("TP-UDL", reader)
    }

    fn take_submit(&mut self, reader: &mut Reader<'_>) -> Result<(), Stop> {
        self.reference = Some(reader.octet("TP-MR")?);
        self.take_address("TP-DA", reader)?;
        self.take_protocol(reader)?;
        self.validity = reader.octets("TP-VP", Tpdu::validity_length(self.first))?.to_vec();
        self.take_user("TP-UDL", reader)
    }

    fn take_command(&mut self, reader: &mut Reader<'_>) -> Result<(), Stop> {
        self.reference = Some(reader.octet("TP-MR")?);
        self.pid = Some(reader.octet("TP-PID")?);
        self.command = Some(reader.octet("TP-CT")?);
        self.message_number = Some(reader.octet("TP-MN")?);
        self.take_address("TP-DA", reader)?;
        self.take_user("TP-CDL", reader)
    }

    fn take_status_report(&mut self, reader: &mut Reader<'_>) -> Result<(), Stop> {
        self.reference = Some(reader.octet("TP-MR")?);
        self.take_address("TP-RA", reader)?;
        self.time = reader.time("TP-SCTS")?;
        self.discharge = reader.time("TP-DT")?;
        self.status = Some(reader.octet("TP-ST")?);
        self.take_parameters(reader)
    }

    fn take_report(&mut self, has_cause: bool, reader: &mut Reader<'_>) -> Result<(), Stop> {
        if has_cause {
            self.cause = Some(reader.octet("TP-FCS")?);
        }
        if self.kind == TpduKind::DeliverReport {
            return self.take_parameters(reader);
        }
        self.take_indicator(reader)?;
        self.time = reader.time("TP-SCTS")?;
        self.take_indicated(reader)
    }

    fn take_indicator(&mut self, reader: &mut Reader<'_>) -> Result<(), Stop> {
        let mut octet = reader.octet("TP-PI")?;
        self.indicator = Some(octet);
        while octet & 0x80 != 0 {
            octet = reader.octet("TP-PI")?;
            self.indicator_extension.push(octet);
        }
        Ok(())
    }

    /// TP-PI and what it announces. There may be none, and behind a message octets of FF fill a record of the card.
    fn take_parameters(&mut self, reader: &mut Reader<'_>) -> Result<(), Stop> {
        if reader.left.iter().all(|octet| *octet == 0xFF) {
            return Ok(());
        }
        self.take_indicator(reader)?;
        self.take_indicated(reader)
    }

    fn take_indicated(&mut self, reader: &mut Reader<'_>) -> Result<(), Stop> {
        let indicator = self.indicator.unwrap_or(0);
        if indicator & 0x01 != 0 {
            self.pid = Some(reader.octet("TP-PID")?);
        }
        if indicator & 0x02 != 0 {
            self.dcs = Some(reader.octet("TP-DCS")?);
        }
        if indicator & 0x04 != 0 {
            self.take_user("TP-UDL", reader)?;
        }
        Ok(())
    }
}

impl Reading {
    /// Reads a TPDU as far as it goes; `None` where there is no octet, or the first says no type that goes that way.
    pub fn of(direction: Direction, octets: &[u8]) -> Option<Reading> {
        let first = *octets.first()?;
        let kind = TpduKind::of(direction, first)?;
        if !matches!(kind, TpduKind::DeliverReport | TpduKind::SubmitReport) {
            return Some(Reading::of_kind(kind, octets, false));
        }
        // A report that refuses has a cause before its indicator, and nothing says so. A cause has a bit that is
        // reserved in an indicator, or the bit that says that the indicator goes on; only then it may be
        // either.
        let second = octets.get(1).copied().unwrap_or(0);
        let likely = Reading::of_kind(kind, octets, second & 0xF8 != 0);
        if second & 0x78 != 0 || second & 0x80 == 0 || likely.is_whole() {
            return Some(likely);
        }
        let other = Reading::of_kind(kind, octets, false);
        Some(if other.is_whole() { other } else { likely })
    }

    fn of_kind(kind: TpduKind, octets: &[u8], has_cause: bool) -> Reading {
        let mut reader = Reader { left: octets, length: octets.len(), places: Vec::with_capacity(10) };
        let first = reader.octet("TP-MTI").unwrap_or(0);
        let mut tpdu = Tpdu::new(kind, first);
        let taken = match kind {
            TpduKind::Deliver => tpdu.take_deliver(&mut reader),
            TpduKind::Submit => tpdu.take_submit(&mut reader),
            TpduKind::Command => tpdu.take_command(&mut reader),
            TpduKind::StatusReport => tpdu.take_status_report(&mut reader),
            TpduKind::DeliverReport | TpduKind::SubmitReport => tpdu.take_report(has_cause, &mut reader),
        };
        let stop = taken.err();
        let behind = if stop.is_none() { reader.left.to_vec() } else { Vec::new() };
        Reading { tpdu, stop, behind, places: reader.places }
    }

    fn is_whole(&self) -> bool {
        let user = self.tpdu.user.as_ref();
        let agrees = user
            .is_none_or(|user| user.missing(self.tpdu.coding()) == 0 && user.surplus(self.tpdu.coding()).is_empty());
        self.stop.is_none() && self.behind.is_empty() && agrees
    }
}
